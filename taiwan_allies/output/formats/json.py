"""One array of flat objects, or what the result says in their place where it nests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json import dumps
from typing import Any

from taiwan_allies.context import Context
from taiwan_allies.model.fields import annotation
from taiwan_allies.model.joined import split
from taiwan_allies.output.formats import Answer
from taiwan_allies.output.text import harmless


def write(answer: Answer, context: Context) -> Iterator[str]:
    if (data := answer.data) is not None:
        yield as_json(data, indent=2) + "\n"
        return
    before = "[\n  "
    for row in objects(answer):
        yield before + as_json(row)
        before = ",\n  "
    yield "[]\n" if before == "[\n  " else "\n]\n"


def objects(answer: Answer) -> Iterator[dict[str, Any]]:
    """Each row by its fields, as JSON has it: every list is an array, also one that the store keeps joined."""
    fields, places = answer.fields, answer.places
    lists: list[str] | None = None
    for row in answer.result.rows:
        if lists is None:
            lists = _lists(answer.result.row_type or type(row), fields)
        found: dict[str, Any] = dict(zip(fields, row if places is None else [row[n] for n in places], strict=True))
        for name in lists:
            if not isinstance(found[name], tuple):
                found[name] = split(found[name] or "")
        yield found


def _lists(row: type[Any], fields: Sequence[str]) -> list[str]:
    return [name for name in fields if (said := annotation(row, name)) and said.type == "list"]


def as_json(value: object, indent: int | None = None) -> str:
    """JSON as people read it; a character that can steer a terminal is escaped, and so is not lost."""
    text = dumps(value, ensure_ascii=False, indent=indent)
    if text.isprintable() or harmless(text) == text:
        return text
    return "".join(c if c == "\n" or harmless(c) == c else f"\\u{ord(c):04x}" for c in text)
