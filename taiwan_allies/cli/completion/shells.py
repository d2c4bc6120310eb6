"""The scripts by which bash, zsh, fish and PowerShell ask for completions, and how they are installed."""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final

from shellingham import ShellDetectionFailure, detect_shell

from taiwan_allies.errors import UsageError, quoted
from taiwan_allies.output.stream import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping

BASH = r"""# bash completion for allies
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
"""

ZSH = r"""#compdef allies
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
"""

FISH = r"""# fish completion for allies
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
"""

POWERSHELL = r"""# PowerShell completion for allies
Register-ArgumentCompleter -Native -CommandName allies -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.ToString()
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = if ($length -lt $line.Length) { $line.Substring(0, $length) } else { $line.PadRight($length) }
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $Env:_ALLIES_COMPLETE = 'powershell'
        $Env:_ALLIES_LINE = $line
        & allies 2>$null | Select-Object -Skip 1 | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    } finally {
        Remove-Item Env:_ALLIES_COMPLETE, Env:_ALLIES_LINE -ErrorAction SilentlyContinue
        [Console]::OutputEncoding = $encoding
    }
}
"""

SCRIPTS: Final = {"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL, "pwsh": POWERSHELL}


START_UP: Final = {
    # what the shell reads when it starts, below a folder; the line by which it loads the script (its file, that file's folder)
    "bash": ("HOME", ".bashrc", "[ ! -r {0} ] || . {0}"),
    "zsh": ("ZDOTDIR", ".zshrc", "fpath=({1} $fpath); autoload -Uz compinit && compinit"),
}


def places(env: Mapping[str, str]) -> dict[str, Path]:
    """Where the shells that load scripts by themselves look for ours."""
    home = _home(env)
    return {
        "bash": Path(env.get("XDG_DATA_HOME") or home / ".local/share") / "bash-completion/completions/allies",
        "zsh": home / ".zfunc/_allies",
        "fish": Path(env.get("XDG_CONFIG_HOME") or home / ".config") / "fish/completions/allies.fish",
    }


def _home(env: Mapping[str, str]) -> Path:
    return Path(env.get("HOME") or Path.home())


def shell_of(name: str) -> str:
    """A shell of `SCRIPTS`; for `auto` the one that runs us. Raises `UsageError` where there is none."""
    hint = "Say which: bash, zsh, fish or powershell."
    found = name.lower()
    if found == "auto":
        try:
            found = detect_shell()[0]
        except ShellDetectionFailure:
            raise UsageError("the shell that runs allies cannot be determined", hint) from None
    if found not in SCRIPTS:
        raise UsageError(f"there is no completion for {quoted(found)}", hint)
    return found


def script(name: str) -> str:
    """The script of a shell."""
    return SCRIPTS[shell_of(name)]


def install(name: str) -> str:
    """Put the script where the shell finds it, and say what was done. Raises `UsageError` if it cannot be written."""
    shell, env = shell_of(name), os.environ
    file = places(env).get(shell)
    if file is None:
        line = "allies --show-completion powershell | Out-String | Invoke-Expression"
        return f"PowerShell loads what its profile names. Add this line to the file $PROFILE:\n  {line}\n"
    said = [f"Written: {file}"]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(str(file), [SCRIPTS[shell]])
        if shell in START_UP:
            folder, rc, load = START_UP[shell]
            said += _append(
                Path(env.get(folder) or _home(env)) / rc, load.format(quote(str(file)), quote(str(file.parent)))
            )
    except OSError as error:
        raise UsageError(
            f"{error.filename}: cannot be written: {error.strerror}",
            f"`allies --show-completion {shell}` prints the script.",
        ) from None
    return "\n".join([*said, "Open a new shell to use it.\n"])


def _append(file: Path, command: str) -> list[str]:
    """Add a line to a file, unless it has it; what was done."""
    line = f"{command}  # allies completion"
    before = file.read_text(encoding="utf-8", errors="surrogateescape") if file.exists() else ""
    if line in before.splitlines():
        return []
    with open(file, "a", encoding="utf-8") as stream:
        stream.write(("" if before.endswith("\n") or not before else "\n") + line + "\n")
    return [f"Added to {file}: {line}"]
