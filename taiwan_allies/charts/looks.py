"""What the shapes of a picture look like, on light paper and on dark.

Colours are those of the report; of the regions those of Okabe and Ito, which colour-blind eyes can tell apart.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Colour(NamedTuple):
    """A colour on light paper, and on dark."""

    light: str
    dark: str


COLOURS: Final = {
    "paper": Colour("#ffffff", "#13171b"),
    "ink": Colour("#1b2026", "#e9e6df"),
    "soft": Colour("#565e67", "#aab1b9"),
    "rule": Colour("#dfe1e4", "#343c45"),
    "shade": Colour("#f3f4f6", "#1c2229"),
    "accent": Colour("#0b4f8a", "#84bdf5"),
    "area": Colour("#0b4f8a1c", "#84bdf51f"),
    "vague": Colour("#0b4f8a40", "#84bdf550"),
    "gain": Colour("#00674d", "#5fd0ac"),
    "loss": Colour("#a83400", "#ff9f78"),
    "orange": Colour("#e69f00", "#e69f00"),
    "green": Colour("#009e73", "#009e73"),
    "vermilion": Colour("#d55e00", "#d55e00"),
    "blue": Colour("#0072b2", "#2b8fd0"),
    "sky": Colour("#56b4e9", "#8fd0f5"),
    "purple": Colour("#cc79a7", "#cc79a7"),
    "yellow": Colour("#c9b800", "#f0e442"),
}


class Look(NamedTuple):
    """The names of a kind's colours, the width of its stroke and its dashes; of a text the size, in letters."""

    fill: str = ""
    stroke: str = ""
    width: float = 1
    dash: tuple[float, ...] = ()
    size: float = 1
    bold: bool = False


LOOKS: Final = {
    "paper": Look("paper"),
    "shade": Look("shade"),
    "grid": Look(stroke="rule"),
    "axis": Look(stroke="soft"),
    "mark": Look(stroke="soft", dash=(4, 3)),
    "area": Look("area"),
    "doubt": Look("vague"),
    "line": Look(stroke="accent", width=2.2),
    "sum": Look(stroke="ink", width=1.4),
    "line-later": Look(stroke="accent", width=2.2, dash=(1.5, 3)),
    "sum-later": Look(stroke="ink", width=1.4, dash=(1.5, 3)),
    "hover": Look(),
    "Africa": Look("orange", "paper", 0.5),
    "Americas": Look("green", "paper", 0.5),
    "Asia": Look("vermilion", "paper", 0.5),
    "Europe": Look("blue", "paper", 0.5),
    "Oceania": Look("sky", "paper", 0.5),
    "other": Look("purple", "paper", 0.5),
    "another": Look("yellow", "paper", 0.5),
    "loss": Look("loss"),
    "gain": Look("gain"),
    # texts
    "title": Look("ink", size=1.6, bold=True),
    "tick": Look("soft"),
    "who": Look("ink"),
    "note": Look("soft", size=0.9),
    "step": Look("ink", size=0.9),
    "value": Look("ink", size=1.15, bold=True),
    "last": Look("accent", size=1.75, bold=True),
    "head": Look("ink", bold=True),
    "lost": Look("loss", bold=True),
    "gained": Look("gain", bold=True),
}
OTHERS: Final = ("other", "another")
"""The kinds of layers that have none of their own."""
