"""A table to paste into Markdown; pipes and other active characters in values are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from taiwan_allies.context import Context
from taiwan_allies.output.formats import Answer, cell
from taiwan_allies.output.text import one_line

_ACTIVE: Final = str.maketrans({c: "\\" + c for c in "\\|*_`<>[]"})


def write(answer: Answer, context: Context) -> Iterator[str]:
    if answer.header:
        yield _line(answer.fields)
        yield _line("---" for _ in answer.fields)
    for row in answer.rows:
        yield _line(one_line(cell(value)).translate(_ACTIVE) for value in row)


def _line(values: Iterable[str]) -> str:
    return "| " + " | ".join(values) + " |\n"
