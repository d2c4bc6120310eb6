"""RFC 4180, with ``\\n`` line ends."""

from __future__ import annotations

from collections.abc import Iterator
from csv import writer

from taiwan_allies.context import Context
from taiwan_allies.output.formats import Answer, cell
from taiwan_allies.output.text import harmless

_END = "\r\n"
"""What csv ends a line with, so that it quotes a value with either of them; we end it with the second alone."""


class _Line:
    """A file that remembers the last line written to it."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text.removesuffix(_END) + "\n"


def write(answer: Answer, context: Context) -> Iterator[str]:
    line = _Line()
    out = writer(line, lineterminator=_END)
    if answer.header:
        out.writerow(answer.fields)
        yield line.text
    for row in answer.rows:
        texts = [value if type(value) is str else cell(value) for value in row]
        if not "".join(texts).isprintable():
            texts = [harmless(text) for text in texts]
        out.writerow(texts)
        yield line.text
