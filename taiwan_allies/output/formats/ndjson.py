"""One flat JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator

from taiwan_allies.context import Context
from taiwan_allies.output.formats import Answer
from taiwan_allies.output.formats.json import as_json, objects


def write(answer: Answer, context: Context) -> Iterator[str]:
    for row in objects(answer):
        yield as_json(row) + "\n"
