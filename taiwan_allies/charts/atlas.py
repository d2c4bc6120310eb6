"""A map of allies as it is drawn: who stands where, and the words around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from taiwan_allies.charts.scene import Caption
from taiwan_allies.charts.world import Spot

MARKS: Final = {"ally": ("●", "O"), "gained": ("+", "+"), "lost": ("-", "-"), "returned": ("~", "~")}
"""The mark of a place, by what became of it: in Unicode, in ASCII."""
ROLES: Final = {"ally": "name", "gained": "gained", "lost": "lost", "returned": "returned"}
FEW: Final = 16
"""Up to so many places are named on the map itself."""


class Place(NamedTuple):
    """A state on the map: at ``spot`` its capital, ``status`` is one of `MARKS`."""

    code: str
    name: str
    status: str
    spot: Spot


class Atlas(NamedTuple):
    """A map. ``groups`` are the names by region that stand beside it, ``note`` what is said of the borders.

    ``words`` are what the marks mean, where they tell what changed; ``joint`` stands between names.
    """

    caption: Caption
    places: Sequence[Place]
    groups: Sequence[tuple[str, Sequence[Place]]]
    note: str
    words: Mapping[str, str] = {}
    joint: str = ", "

    def named(self) -> Iterator[tuple[str, str, list[str]]]:
        """The names of each region by what became of the states: region, status, names."""
        for region, places in self.groups:
            for status in MARKS:
                names = [place.name for place in places if place.status == status]
                if names:
                    yield region, status, names
