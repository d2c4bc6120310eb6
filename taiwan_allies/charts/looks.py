"""What the shapes of a picture look like, on light paper and on dark.

Colours are those of the report. Whatever they tell apart is told by a sign, a label or a place as well.
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
    "back": Colour("#7a4b8f", "#d3a6e6"),
    "land": Colour("#e4e6e9", "#2b333c"),
    "pale": Colour("#9fbcd8", "#3f6285"),
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
    "line-later": Look(stroke="accent", width=2.2, dash=(1.5, 3)),
    "course": Look(stroke="soft", width=1.5),
    "end": Look("soft"),
    "spell": Look("accent"),
    "hover": Look(),
    "loss": Look("loss", "paper", 0.5),
    "gain": Look("gain", "paper", 0.5),
    "land": Look("land", "paper", 0.5),
    "ally": Look("accent", "paper", 0.5),
    "kept": Look("pale", "paper", 0.5),
    "back": Look("back", "paper", 0.5),
    "sign": Look(stroke="paper", width=1.6),
    "leader": Look(stroke="soft", width=0.7),
    # texts
    "title": Look("ink", size=1.6, bold=True),
    "tick": Look("soft"),
    "who": Look("ink"),
    "note": Look("soft", size=0.9),
    "step": Look("ink", size=0.9),
    "value": Look("ink", size=1.15, bold=True),
    "last": Look("accent", size=1.75, bold=True),
    "last-name": Look("accent", bold=True),
    "head": Look("ink", bold=True),
    "group": Look("ink", size=0.9, bold=True),
    "lost": Look("loss", bold=True),
    "gained": Look("gain", bold=True),
}
