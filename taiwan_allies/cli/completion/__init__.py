"""What TAB offers. What is here costs no import: `app` looks at it whenever the program starts."""

from __future__ import annotations

COMPLETE = "_ALLIES_COMPLETE"
"""Set by a shell that completes a line to its own name."""
SHELLS = ("bash", "zsh", "fish", "powershell")
FLAGS = ("--show-completion", "--install-completion")


def with_shell(args: list[str]) -> list[str]:
    """The arguments with `auto` behind a flag of `FLAGS` that names no shell: it may be left out."""
    out: list[str] = []
    for n, arg in enumerate(args):
        out.append(arg)
        if arg in FLAGS and (n + 1 == len(args) or args[n + 1].startswith("-")):
            out.append("auto")
    return out
