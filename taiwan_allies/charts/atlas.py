"""A map of allies as it is drawn: who stands where, and the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

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
    """A map. ``groups`` are the names by region that stand beside it, ``notes`` what stands under it.

    ``joint`` stands between names.
    """

    title: str
    places: Sequence[Place]
    groups: Sequence[tuple[str, Sequence[Place]]]
    notes: Sequence[str]
    joint: str = ", "
