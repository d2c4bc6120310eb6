"""The help in Chinese: Typer's layout with the texts of the catalogue, in cells instead of characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from typer._click.formatting import HelpFormatter

from taiwan_allies.i18n import pgettext
from taiwan_allies.output.text import cell_width, pad, wrap

_NARROWEST: Final = 10
_LIMITS: Final = {"required": "必填", "default: ": "預設："}
"""What Typer says of a parameter in brackets behind its help."""
_say = partial(pgettext, "zh", "help")


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a command's help, each on one line, as the catalogue has them."""
    for paragraph in text.split("\n\n"):
        yield " ".join(paragraph.split())


class Chinese(HelpFormatter):
    """Writes a help in Chinese where Typer would write it in English."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self._write(wrap(f"{_say('Usage')}：{prog} {' '.join(map(_say, args.split(' ')))}", self.width))

    def write_heading(self, heading: str) -> None:
        self._write([f"{_say(heading)}："])

    def write_text(self, text: str) -> None:
        if text.startswith("\b"):  # lines that are kept: the examples
            _, title, *lines = text.splitlines()
            self._write([f"{_say(title.rstrip(':'))}：", *lines])
            return
        for n, paragraph in enumerate(paragraphs(text)):
            self._write([""] if n else [])
            self._write(wrap(_say(paragraph), self.width - self.current_indent))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        column = min(max(cell_width(name) for name, _ in rows), col_max) + col_spacing
        for name, meaning in rows:
            text, _, limits = meaning.partition("  [")
            said = _say(text) + (f" [{_limits(limits)}" if limits else "")
            first, *rest = wrap(said, max(self.width - self.current_indent - column, _NARROWEST))
            fits = cell_width(name) <= column - col_spacing
            head = [pad(name, column) + first] if fits else [name, " " * column + first]
            self._write([*head, *(" " * column + line for line in rest)])

    def _write(self, lines: Sequence[str]) -> None:
        self.write("".join(f"{' ' * self.current_indent}{line}".rstrip() + "\n" for line in lines))


def _limits(text: str) -> str:
    return re.sub("|".join(_LIMITS), lambda word: _LIMITS[word[0]], text)
