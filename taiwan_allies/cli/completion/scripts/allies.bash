# bash completion for allies
_allies_completion() {
    local cur=${COMP_WORDS[COMP_CWORD]} kind='' line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then kind=$line; continue; fi
        line=${line%%$'\t'*}
        # bash breaks words at =, so what stands before it is there already.
        if [[ $line == --*=* && $cur != --*=* ]]; then line=${line#*=}; fi
        COMPREPLY+=("$line")
    done < <(_ALLIES_COMPLETE=bash _ALLIES_LINE=${COMP_LINE:0:COMP_POINT} "${1/#\~/$HOME}" 2>/dev/null)
    case $kind in
        list) compopt -o nospace 2>/dev/null ;;
        files) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$cur")) ;;
    esac
}
complete -o nosort -F _allies_completion allies 2>/dev/null || complete -F _allies_completion allies
