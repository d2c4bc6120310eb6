"""RFC 4180, with ``\\n`` line ends."""

from __future__ import annotations

from collections.abc import Iterator
from csv import writer

from taiwan_allies.context import Context
from taiwan_allies.output.formats import Answer, texts
from taiwan_allies.output.text import harmless

_END = "\r\n"
"""What csv ends a line with, so that it quotes a value with either of them; we end it with the second alone."""


class _Echo:
    """A file that gives back the line written to it; so does ``writerow`` then."""

    @staticmethod
    def write(text: str) -> str:
        return text.removesuffix(_END) + "\n"


def write(answer: Answer, context: Context) -> Iterator[str]:
    out = writer(_Echo, lineterminator=_END)
    if answer.header:
        yield out.writerow(answer.fields)
    yield from map(out.writerow, texts(answer, harmless))
