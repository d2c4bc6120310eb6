"""The topics of `allies help TOPIC`: their texts are files in `texts`, with the code's own words in curly brackets.

A text has a title, then paragraphs and, under a line that ends with a colon, indented items; what continues an item is
indented further. `laid_out` breaks them for a terminal, `manual` sets them for `man`. What stands before two or more
spaces in an item is its name. The recipes are kept as they are: the tests run each of them whose tools are there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from taiwan_allies.cli.help import codebook, fields
from taiwan_allies.errors import exit_codes
from taiwan_allies.model.kinds import ENDINGS, OPENINGS, VOCABULARIES
from taiwan_allies.model.rows import Coverage
from taiwan_allies.output.formats import FORMATS, SUFFIXES
from taiwan_allies.output.text import cell_width, pad, wrap
from taiwan_allies.output.writing import PICTURES
from taiwan_allies.store.dataset.bundled import read
from taiwan_allies.store.dataset.identity import identity


def _read(name: str) -> str:
    return (Path(__file__).parent / "texts" / f"{name}.txt").read_text(encoding="utf-8")


def _told(name: str) -> str:
    """A text with its paragraphs and items on one line each, and what the code knows in its place."""
    text = re.sub(r"\n {4,}", " ", _read(name))
    return re.sub(r"(?m)^(\S.*[^:\n])\n(?=\S)", r"\1 ", text).format_map(_known())


def _known() -> Mapping[str, object]:
    """What the texts name: numbers of exit codes, formats, vocabularies, the record."""
    record = identity()
    lists = {
        "formats": FORMATS,
        "suffixes": sorted(SUFFIXES),
        "pictures": [ending[1:] for ending in PICTURES],
        "openings": OPENINGS,
        "endings": ENDINGS,
        "causes": VOCABULARIES["Cause"],
    }
    return {
        **exit_codes(),
        **{name: ", ".join(words) for name, words in lists.items()},
        "version": record.version,
        "as_of": record.as_of,
        "coverage": "\n".join(_coverage()),
    }


def _coverage() -> Iterator[str]:
    """What the record holds in full: the rows of its file, which no store is needed for."""
    _, *cells = read("coverage")
    for row in sorted(map(Coverage._make, cells), key=lambda row: VOCABULARIES["CoveredKind"].index(row.kind)):
        missing = f" ({row.missing})" if row.missing else ""
        yield f"  {row.kind}  from {row.start_day}: {row.covers}{missing}"


class Topic(NamedTuple):
    """A topic: its line in the list of topics, and what makes its text."""

    line: str
    text: Callable[[], str]


TOPICS: Final[dict[str, Topic]] = {
    "dates": Topic("Dates, periods and presidents, and how imprecise dates count", partial(_told, "dates")),
    "output": Topic("Formats, fields, colour, width and files", partial(_told, "output")),
    "fields": Topic("What the fields of every answer mean", lambda: _told("fields") + fields.sections()),
    "exit-codes": Topic("How a command ends", partial(_told, "exit-codes")),
    "environment": Topic("The variables that are read", partial(_told, "environment")),
    "data": Topic("The record, its evidence, its layers and the store", partial(_told, "data")),
    "codebook": Topic("How the record was coded: what counts, which day, which sources", codebook.text),
    "recipes": Topic("Pipelines with other tools", partial(_read, "recipes")),
    "shells": Topic("Completion in bash, zsh, fish and PowerShell", partial(_told, "shells")),
}

_NAMED = re.compile(r"( +)(\S.*?)(?<!\.) {2,}(?=\S)(.*)")


class Item(NamedTuple):
    """An item of a text that has a name."""

    indent: str
    name: str
    meaning: str


def named_item(line: str) -> Item | None:
    """The item that a line is; None where it has no name."""
    found = _NAMED.fullmatch(line)
    return Item(*found.groups()) if found else None


def laid_out(text: str, width: int, *, verbatim: bool = False) -> Iterator[str]:
    """The lines of a text at a width. Names of items stand in a column where they are short.

    A ``verbatim`` text (commands to copy) keeps its lines.
    """
    if verbatim:
        yield from text.splitlines()
        return
    for items, group in groupby(text.splitlines(), lambda line: named_item(line) is not None):
        if items:
            yield from _column(list(filter(None, map(named_item, group))), width)
        else:
            for line in group:
                yield from _paragraph(line, width)


def _column(items: Sequence[Item], width: int) -> Iterator[str]:
    column = max(cell_width(item.name) for item in items) + 4
    aligned = column <= min(44, width * 3 // 5)
    for indent, name, meaning in items:
        if aligned:
            first, *rest = wrap(meaning, width - column)
            yield pad(indent + name, column) + first
            yield from (" " * column + line for line in rest)
        else:
            yield from (indent + line for line in wrap(name, width - len(indent)))
            yield from (indent + "    " + line for line in wrap(meaning, width - len(indent) - 4))


def _paragraph(line: str, width: int) -> Iterator[str]:
    indent = line[: len(line) - len(line.lstrip())]
    for n, part in enumerate(wrap(line.strip(), width - len(indent) - 2)):
        yield (indent + ("  " if n and indent else "") + part).rstrip()
