"""What TAB offers in bash, zsh, fish and PowerShell. The scripts by which they ask for it are in `shells`.

A shell sets `_ALLIES_COMPLETE` to its name and `_ALLIES_LINE` to the line up to the cursor, and runs `allies`. The answer
is one word (`words`, `list` if no space should follow, `files` for the shell's own file names), then a line for each
offer: the value and, behind a tab, its help.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from shlex import shlex
from typing import Any

from typer._click.shell_completion import _resolve_context, _resolve_incomplete

from taiwan_allies.cli.completion import COMPLETE
from taiwan_allies.cli.completion.offers import FILES, OFFERS, Asked, Offer, beginning
from taiwan_allies.context import language
from taiwan_allies.i18n import pgettext
from taiwan_allies.output.text import one_line

LINE = "_ALLIES_LINE"


def answer(app: Any, line: str, lang: str = "en") -> tuple[str, list[Offer]]:
    """What may stand at the end of ``line``: `words`, `list` or `files`, and the offers with their help."""
    given, typed = split(line)
    ctx = _resolve_context(app, {}, "allies", given)
    target, text = _resolve_incomplete(ctx, given, typed)
    kind, offers = _offers(target, Asked(text, ctx, lang))
    # `--fields=code` is one word for a shell, and so is what replaces it.
    joined = typed[: len(typed) - len(text)] if typed.startswith("--") and "=" in typed else ""
    return kind, [(joined + value, _short(pgettext(lang, "help", text))) for value, text in offers]


def _offers(target: Any, asked: Asked) -> tuple[str, list[Offer]]:
    """What the command line's own object for the place, a command or a parameter, has to offer."""
    if hasattr(target, "params"):
        return "words", _of_command(target, asked)
    metavar = (target.metavar or "").strip("[].")
    for name in (*(name for name in target.opts if name.startswith("--")), metavar):
        if name in OFFERS:
            return "list" if name == "--fields" else "words", OFFERS[name](asked)
    choices = getattr(target.type, "choices", None) or ()
    if not choices and not set(metavar.split("|")).isdisjoint(FILES):
        return "files", []
    return "words", beginning(asked.text, ((str(choice), "") for choice in choices))


def _of_command(command: Any, asked: Asked) -> list[Offer]:
    """The options of a command, or the commands of a group."""
    if asked.text.startswith("-"):
        return [(item.value, item.help or "") for item in command.shell_complete(asked.ctx, asked.text)]
    entries = getattr(command, "entries", {})
    return beginning(asked.text, ((entry.name, entry.line) for entry in entries.values()))


def _short(text: str) -> str:
    return one_line(text if len(text) <= 100 else text[:99] + "…")


def split(line: str) -> tuple[list[str], str]:
    """The complete arguments on a command line, and the word at its end that is being typed."""
    reader = shlex(line, posix=True)
    reader.whitespace_split, reader.commenters = True, ""
    found: list[str] = []
    unfinished = False
    try:
        found.extend(reader)
    except ValueError:  # an open quotation mark
        found.append(reader.token or "")
        unfinished = True
    while len(found) > 1 and found[0].partition("=")[0].isidentifier() and "=" in found[0]:
        del found[0]  # ALLIES_DB=x allies ...
    if unfinished or not line[-1:].isspace():
        return found[1:-1], found[-1] if len(found) > 1 else ""
    return found[1:], ""


def respond(root: Callable[[str], Any], env: Mapping[str, str]) -> None:
    """Write the answer to the question that the environment asks; ``root`` makes the command line for a first word."""
    shell, line = env[COMPLETE], env.get(LINE, "")
    first = "".join(split(line)[0][:1])
    kind, offers = answer(root(first), line, language(env))
    out = [kind, *(_written(shell, value, text) for value, text in offers)]
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write("\n".join(out) + "\n")


def _written(shell: str, value: str, text: str) -> str:
    if shell == "zsh":  # as _describe wants it
        value = value.replace("\\", "\\\\").replace(":", "\\:")
        return f"{value}:{text}" if text else value
    if shell == "powershell" and "," in value:
        value = f"'{value}'"  # or it would be two arguments
    return f"{value}\t{text}" if text else value
