"""Tab-separated lines: a tab, line end or control character in a value becomes a space or a visible sign."""

from __future__ import annotations

from collections.abc import Iterator

from taiwan_allies.context import Context
from taiwan_allies.output.formats import Answer, texts
from taiwan_allies.output.text import harmless, one_line


def write(answer: Answer, context: Context) -> Iterator[str]:
    if answer.result.plain is not None and not answer.chosen and not answer.asked:
        yield harmless(answer.result.plain)
        return
    if answer.header:
        yield "\t".join(answer.fields) + "\n"
    for row in texts(answer, one_line):
        yield "\t".join(row) + "\n"
