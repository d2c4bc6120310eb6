"""The manual page allies(1), made from the help of the commands and the topics.

`allies help --man` prints it in a pipe and shows it at a terminal. The wheel puts `taiwan_allies/man/allies.1` into share/man/man1; a test
keeps that file equal to what is printed here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
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
    record = identity()
    root = command_of([])
    out = [
        r".\" Made by `allies help --man` from the help of the commands. Do not edit.",
        f'.TH ALLIES 1 "{roff(record.as_of)}" "allies {__version__}" "User Commands"',
        ".nh",
        ".ad l",
        ".SH NAME",
        r"allies \- who recognises the Republic of China (Taiwan), since when, and how we know",
        ".SH SYNOPSIS",
        r"\fBallies\fR [\fIOPTIONS\fR] [\fICOMMAND\fR [\fIARGUMENTS\fR]]",
        ".SH DESCRIPTION",
        "Every event since 1912 that opened or ended official relations with the Republic of China, with its sources, its",
        "precision and its doubts; and what happens inside the relations: visits, agreements, aid, pressure.",
        r"\fBallies\fR alone says how things stand. It answers at a terminal with tables, in a pipe with tab-separated",
        "values, and in CSV, JSON or Markdown when asked.",
        ".PP",
        "States and presidents are understood by code, by any present or former name, in English or Chinese, and by the",
        "beginning of a name that fits no other.",
        ".SH COMMANDS",
    ]
    for path in PATHS:
        out += _command(command_of(path))
    out += [".SH OPTIONS", ".SS Of every command", *_options(root, shared=True)]
    out += [".SS Of the program", *_options(root, shared=False)]
    for name in TOPICS:
        if name != "codebook":  # as long again as the rest, and about the record
            out += _topic(name)
    out += [
        ".SH FILES",
        ".TP",
        r"\fI$XDG_DATA_HOME/allies/allies.db\fR",
        r"The store, on Linux by default in \fI\(ti/.local/share/allies\fR; \fBallies db path\fR says where it is.",
        ".SH LICENCE",
        "The program MIT, the record CC BY 4.0.",
        ".SH SEE ALSO",
        r"\fBsqlite3\fR(1), \fBjq\fR(1), \fBless\fR(1)",
    ]
    return re.sub(r"(?m)[ \t]+$", "", "\n".join(out)) + "\n"


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
