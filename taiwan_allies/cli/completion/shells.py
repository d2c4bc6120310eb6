"""The scripts by which bash, zsh, fish and PowerShell ask for completions, and how they are installed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Final

from shellingham import ShellDetectionFailure, detect_shell

from taiwan_allies.errors import UsageError, quoted
from taiwan_allies.output.stream import write_file

SCRIPTS: Final = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1", "pwsh": "ps1"}
"""The ending of each shell's script in `scripts`."""
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
    ending = SCRIPTS[shell_of(name)]
    return (Path(__file__).parent / "scripts" / f"allies.{ending}").read_text(encoding="utf-8")


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
        write_file(str(file), [script(shell)])
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
