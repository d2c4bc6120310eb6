"""One array of flat objects, or what the result says in their place where it nests."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING

from taiwan_allies.output.formats import Answer
from taiwan_allies.output.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context


def write(answer: Answer, context: Context) -> Iterator[str]:
    if answer.data is not None:
        yield as_json(answer.data, indent=2) + "\n"
        return
    before, fields = "[\n  ", answer.fields
    for row in answer.rows:
        yield before + as_json(dict(zip(fields, row, strict=True)))
        before = ",\n  "
    yield "[]\n" if before == "[\n  " else "\n]\n"


def as_json(value: object, indent: int | None = None) -> str:
    """JSON as people read it; a character that can steer a terminal is escaped, and so is not lost."""
    text = dumps(value, ensure_ascii=False, indent=indent)
    if text.isprintable() or harmless(text) == text:
        return text
    return "".join(c if c == "\n" or harmless(c) == c else f"\\u{ord(c):04x}" for c in text)
