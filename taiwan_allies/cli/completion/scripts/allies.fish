# fish completion for allies
function __allies_complete
    set -l program (string replace -r '^~' $HOME -- (commandline -opc)[1])
    set -l found (env _ALLIES_COMPLETE=fish _ALLIES_LINE=(commandline -cp | string collect) $program 2>/dev/null)
    if test "$found[1]" = files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $found[2..]
    end
end
complete -c allies -f -k -a '(__allies_complete)'
