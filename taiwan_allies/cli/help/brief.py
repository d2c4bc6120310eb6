"""What -h says: on one screen what a command does, examples, its own options, and a line for those of every command."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

import typer

from taiwan_allies.cli.options import FILTERS, Given
from taiwan_allies.context import spoken
from taiwan_allies.i18n import pgettext
from taiwan_allies.output.text import cell_width, pad, wrap

LINES: Final = 24
_WIDTH: Final = 80
_COLUMN: Final = 26
_PLACES_TO_STOP: Final = ("; ", "；", ". ", "。", " (")
_SHARED: Final = ("format", "json", "csv", "fields", "output", "color", "lang", "db")


def say(ctx: Any) -> None:
    """Print the short help."""
    typer.echo(brief(ctx))


def brief(ctx: Any) -> str:
    """The short help of a command or a group, on at most `LINES` lines."""
    command = ctx.command
    pieces = " ".join(command.collect_usage_pieces(ctx)).split(" ")
    usage = f"{_title('Usage')} {ctx.command_path} {' '.join(map(_said, pieces))}"
    about = _said(" ".join(command.help.partition("\n\n")[0].split()))
    head = [*wrap(usage.replace("： ", "："), _WIDTH), *wrap(about, _WIDTH), ""]
    tail = ["", *_where_more(ctx)]
    examples = _examples(command.epilog or "")
    room = LINES - len(head) - len(tail)
    least = 2 + sum(map(len, examples[:2])) if examples else 0  # two examples, their title and the line below them
    own = [*_commands(command), ""] if hasattr(command, "entries") else []
    own += _options(ctx, room - least - len(own))
    shown = list(_fitting(examples, room - len(own) - 2))
    lines = [*head, *([_title("Examples"), *shown, ""] if shown else []), *own, *tail]
    return "\n".join(lines).replace("\n\n\n", "\n\n")


def _said(text: str) -> str:
    """A text of the help in the user's language."""
    return pgettext(spoken(sys.stdout), "help", text)


def _title(text: str) -> str:
    said = _said(text)
    return f"{said}:" if said == text else f"{said}："


def _examples(epilog: str) -> list[list[str]]:
    """The examples, each with the lines that continue it."""
    found: list[list[str]] = []
    for line in epilog.splitlines()[2:]:
        if found and found[-1][-1].endswith("\\"):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _fitting(examples: Sequence[list[str]], room: int) -> Iterator[str]:
    for example in examples:
        room -= len(example)
        if room >= 0:
            yield from example


def _commands(group: Any) -> list[str]:
    """The commands of a group, each with what it answers; of the program by name alone, in their panels."""
    entries = group.entries.values()
    if group.path:
        return [_title("Commands"), *(pad(f"  {entry.name}", _COLUMN) + _said(entry.line) for entry in entries)]
    panels = dict.fromkeys(entry.panel for entry in entries)
    named = [(panel, " ".join(entry.name for entry in entries if entry.panel == panel)) for panel in panels]
    return [_title("Commands"), *(line for panel, names in named for line in _row(_said(panel), names))]


def _options(ctx: Any, room: int) -> list[str]:
    """The arguments and options of a command alone, a line each. Where there is no room filters and the last go by name."""
    own: list[Any] = []
    filters: list[Any] = []
    for param in ctx.command.params:
        if param.name not in Given._fields and not param.hidden:
            (filters if param.help in FILTERS else own).append(param)
    folded = ((own[:n], own[n:], filters) for n in range(len(own), -1, -1))
    lines: list[str] = []
    for rows, also, by_name in ([*own, *filters], [], []), *folded:
        lines = [line for param in rows for line in _row(*_record(param, ctx))]
        lines += _named(_said("Filters"), by_name) + _named(_said("Also"), also)
        if len(lines) < room:
            break
    title = "Arguments and options" if any(p.param_type_name == "argument" for p in own) else "Options"
    return [_title(title), *lines] if lines else []


def _record(param: Any, ctx: Any) -> tuple[str, str]:
    """How an option is written, and what fits on a line of what it means, as far as the text has a place to stop."""
    name, meaning = param.get_help_record(ctx)
    text = _said(" ".join(meaning.partition("  [")[0].split()))
    for end in _PLACES_TO_STOP:
        if cell_width(text) > _WIDTH - _COLUMN:
            text = text.partition(end)[0]
    return name, text


def _named(title: str, params: Sequence[Any]) -> list[str]:
    return _row(title, ", ".join(max(param.opts, key=len) for param in params)) if params else []


def _row(name: str, text: str) -> list[str]:
    first, *rest = wrap(text, _WIDTH - _COLUMN)
    head = (
        [pad(f"  {name}", _COLUMN) + first] if cell_width(name) + 4 <= _COLUMN else [f"  {name}", " " * _COLUMN + first]
    )
    return head + [" " * _COLUMN + line for line in rest]


def _where_more(ctx: Any) -> list[str]:
    """The options of every command by name, and where the whole help is."""
    path = ctx.command_path
    if hasattr(ctx.command, "entries"):
        said = "`{path} COMMAND -h` helps in short, `{path} COMMAND --help` in full; `allies help` lists topics."
    else:
        said = "Every command has {names} and more: see `{path} --help`."
    names = ", ".join(min(param.opts, key=len) for param in ctx.command.params if param.name in _SHARED)
    return list(wrap(_said(said).format(path=path, names=names), _WIDTH))
