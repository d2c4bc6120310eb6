"""The manual page allies(1), made from the help of the commands and the topics.

`allies help --man` prints it in a pipe and shows it at a terminal. The wheel puts `taiwan_allies/man/allies.1` into share/man/man1; a test
keeps that file equal to what is printed here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from pathlib import Path
from subprocess import run
from tempfile import NamedTemporaryFile
from typing import Any, Final

from taiwan_allies import __version__
from taiwan_allies.cli.app import command_of
from taiwan_allies.cli.help.topics import TOPICS, named_item
from taiwan_allies.cli.options import Given
from taiwan_allies.cli.registry import PATHS
from taiwan_allies.errors import UsageError
from taiwan_allies.store.dataset.identity import identity

TITLES: Final = {"exit-codes": "EXIT STATUS", "dates": "DATES AND PERIODS"}
_ESCAPES: Final = str.maketrans(
    {"\\": r"\e", "-": r"\-", "'": r"\(aq", '"': r"\(dq", "^": r"\(ha", "~": r"\(ti", "`": r"\(ga"}
)


def roff(text: str) -> str:
    """``text`` as plain words of a page: nothing in it is a request, and what is not ASCII is spelled out."""
    escaped = text.translate(_ESCAPES)
    escaped = "".join(c if c.isascii() else f"\\[u{ord(c):04X}]" for c in escaped)
    return rf"\&{escaped}" if escaped.startswith(".") else escaped


def running(text: str) -> str:
    """The same for running text: what stands between backticks is bold."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return roff(text)
    return "".join(rf"\fB{roff(part)}\fR" if n % 2 else roff(part) for n, part in enumerate(parts)) or r"\&"


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs, each on one line, without the marks of the help's own layout."""
    for block in text.replace("\b\n", "").split("\n\n"):
        if block.strip():
            yield " ".join(block.split())


def _items(lines: Iterable[str]) -> Iterator[str]:
    """Indented lines of a topic: those with a name as a list of names, the others as they follow each other."""
    for line in lines:
        item = named_item(line)
        yield from _named(item.name, item.meaning) if item else (".PP", running(line.strip()))


def _named(name: str, meaning: str) -> Iterator[str]:
    yield from (".TP", rf"\fB{roff(name)}\fR", running(meaning))


def _topic(name: str) -> Iterator[str]:
    """A topic under its title."""
    yield f".SH {TITLES.get(name, name.upper())}"
    for indented, lines in groupby(TOPICS[name].text().splitlines()[2:], lambda line: line.startswith(" ")):
        if indented:
            yield from (_example if name == "recipes" else _items)(lines)
        else:
            for line in filter(None, lines):
                yield from (f".SS {_quoted(line[:-1])}",) if line.endswith(":") else (".PP", running(line))


def _quoted(text: str) -> str:
    """An argument of a request."""
    return '"' + running(text).replace('"', r"\(dq") + '"'


def _example(lines: Iterable[str]) -> Iterator[str]:
    """Lines to be typed, as they are."""
    yield from (".PP", ".RS 2", ".nf")
    yield from (rf"\fB{roff(line[2:])}\fR" for line in lines)
    yield from (".fi", ".RE")


def _options(ctx: Any, *, shared: bool) -> Iterator[str]:
    for param in ctx.command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record and (param.name in (*Given._fields, "brief", "help")) == shared:
            yield from _named(record[0], " ".join(record[1].split()))


def _command(ctx: Any) -> Iterator[str]:
    """One command: how it is called, what it says, its own arguments and options, examples."""
    usage = " ".join(ctx.command.collect_usage_pieces(ctx))
    yield f".SS {_quoted(f'{ctx.command_path} {usage}')}"
    for paragraph in _paragraphs(ctx.command.help):
        yield from (".PP", running(paragraph))
    yield from _options(ctx, shared=False)
    yield from (".PP", "Examples:")
    yield from _example(ctx.command.epilog.splitlines()[2:])


def page() -> str:
    """The whole page."""
    root = command_of([])
    topics = (_topic(name) for name in TOPICS if name != "codebook")  # as long again as the rest, and about the record
    parts = {
        "commands": chain.from_iterable(_command(command_of(path)) for path in PATHS),
        "shared": _options(root, shared=True),
        "program": _options(root, shared=False),
        "topics": chain.from_iterable(topics),
    }
    text = (Path(__file__).parent / "texts" / "allies.1").read_text(encoding="utf-8")
    made = {name: "\n".join(lines) for name, lines in parts.items()}
    text = text.format(as_of=roff(identity().as_of), version=__version__, **made)
    return re.sub(r"(?m)[ \t]+$", "", text)


def shown(width: int) -> Iterator[str]:
    """The page as `man` sets it for a terminal. Raises `UsageError` where there is no `man`."""
    with NamedTemporaryFile("w", suffix=".1", encoding="ascii") as file:
        file.write(page())
        file.flush()
        env = os.environ | {"MANWIDTH": str(width), "GROFF_NO_SGR": "1"}
        words = ["man", "-P", "cat", file.name]
        try:
            done = run(words, env=env, capture_output=True, encoding="utf-8", errors="replace")  # noqa: S603
        except OSError:
            done = None
    if done is None or done.returncode or not done.stdout:
        raise UsageError(
            "`man` cannot show the manual page here",
            "`allies help` and `allies COMMAND --help` say the same; `allies help --man -o allies.1` keeps the page.",
        )
    return (re.sub(".\b", "", line) for line in done.stdout.splitlines())
