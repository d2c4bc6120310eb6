"""Drawing in dots at a terminal: braille, eight to a cell, where Unicode allows, else a character for each cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from taiwan_allies.charts.canvas import Canvas
    from taiwan_allies.context import Style


class Ink(NamedTuple):
    """What a dot is drawn in. Of several inks in one cell that of the highest rank shows, then that of the most dots."""

    role: str
    char: str  # in ASCII, where a cell is a dot
    rank: int = 0


# The dots of a braille cell, by column and by row from the top.
BRAILLE: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


class Dots:
    """The dots of a drawing whose lower left cell is ``x``, ``foot`` of a canvas."""

    def __init__(self, canvas: Canvas, x: int, foot: int, style: Style) -> None:
        self.canvas, self.x, self.foot, self.style = canvas, x, foot, style
        self.across, self.fine = (2, 4) if style.unicode else (1, 1)
        self.bits: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.inks: defaultdict[tuple[int, int], Counter[Ink]] = defaultdict(Counter)

    def put(self, i: int, level: int, ink: Ink) -> None:
        """A dot in a column, so many levels up."""
        cell = (i // self.across, level // self.fine)
        self.inks[cell][ink] += 1
        self.bits[cell] |= BRAILLE[i % 2][3 - level % 4]

    def paint(self) -> None:
        """Draw them, over what stands there."""
        for (x, y), inks in self.inks.items():
            ink = max(inks, key=lambda ink: (ink.rank, inks[ink]))
            char = chr(0x2800 + self.bits[x, y]) if self.style.unicode else ink.char
            self.canvas.put(self.x + x, self.foot - y, char, ink.role)
