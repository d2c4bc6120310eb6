#compdef allies
_allies() {
    local -a lines offers
    local program=${(Q)words[1]}
    lines=("${(@f)$(_ALLIES_COMPLETE=zsh _ALLIES_LINE="${(j: :)words[1,CURRENT-1]} $PREFIX" ${program/#\~/$HOME} 2>/dev/null)}")
    offers=("${(@)lines[2,-1]}")
    case $lines[1] in
        files) _files ;;
        list) (( $#offers )) && _describe -V 'allies' offers -U -S '' ;;
        *) (( $#offers )) && _describe -V 'allies' offers -U ;;
    esac
}
if [[ $funcstack[1] == _allies ]]; then
    _allies "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _allies allies
fi
