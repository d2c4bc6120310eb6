"""The outlines of countries, and the projection that maps are drawn in.

Equal Earth (B. Šavrič, T. Patterson, B. Jenny: The Equal Earth map projection, International Journal of Geographical
Information Science 33, 2019): areas are true, and the Pacific islands stand where readers look for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from json import loads
from math import asin, cos, pi, radians, sin, sqrt
from pathlib import Path
from typing import Final

Spot = tuple[float, float]

_FACTORS: Final = (1.340264, -0.081106, 0.000893, 0.003796)
SOUTH, NORTH = -56.0, 78.0
"""The latitudes between which a map is drawn: all capitals lie there."""
CENTRE: Final = 11.0
"""The meridian in the middle: with it the cut runs through the Bering Strait and no country lies on both sides."""


def project(longitude: float, latitude: float) -> Spot:
    """Where a place lies on the map: from 0 (west, north) to 1 (east) across, and as far down as `RATIO`."""
    x, y = _equal_earth((longitude - CENTRE + 180) % 360 - 180, latitude)
    return (x + _HALF) / (2 * _HALF), (_TOP - y) / (2 * _HALF)


def _equal_earth(longitude: float, latitude: float) -> Spot:
    a1, a2, a3, a4 = _FACTORS
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = theta * theta
    slope = a1 + 3 * a2 * square + square**3 * (7 * a3 + 9 * a4 * square)
    return (
        2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * slope),
        theta * (a1 + a2 * square + square**3 * (a3 + a4 * square)),
    )


_HALF: Final = 2 * pi * sqrt(3) / (3 * _FACTORS[0])
_TOP: Final = _equal_earth(0, NORTH)[1]
RATIO: Final = (_TOP - _equal_earth(0, SOUTH)[1]) / (2 * _HALF)
"""The height of a map, its width being 1."""
TOP: Final = (_TOP - _equal_earth(0, 83.7)[1]) / (2 * _HALF)
"""Where the northernmost land lies, a little above the map's upper edge; a picture shows it too."""


@cache
def outlines() -> dict[str, list[list[Spot]]]:
    """The rings of each country's outline on the map, by the code of its state; what lies across the cut is left out."""
    text = (Path(__file__).parent / "outlines" / "world_110m.geojson").read_text(encoding="utf-8")
    found: dict[str, list[list[Spot]]] = {}
    for feature in loads(text)["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        found[feature["properties"]["code"]] = [_ring(ring) for polygon in polygons for ring in polygon]
    return found


def land() -> dict[str, list[list[Spot]]]:
    """The outlines without Antarctica, which lies below the map."""
    return {code: rings for code, rings in outlines().items() if min(y for ring in rings for _, y in ring) < RATIO}


def _ring(places: Iterable[Sequence[float]]) -> list[Spot]:
    """A ring on the map, on the side of the cut where most of it lies. What lies across is drawn on the edge there."""
    found = [(project(longitude, latitude), latitude) for longitude, latitude in places]
    east = 2 * sum(x > 0.5 for (x, _), _ in found) > len(found)
    across = [abs(x - east) > 0.75 for (x, _), _ in found]
    edge = CENTRE + (179.99 if east else -179.99)
    return [project(edge, latitude) if far else spot for (spot, latitude), far in zip(found, across, strict=True)]


def filled(rings: Iterable[Sequence[Spot]], columns: int, rows: int) -> set[tuple[int, int]]:
    """The dots (column, row) of a grid over the map whose middle lies inside the rings, by the even-odd rule."""
    crossings: dict[int, list[float]] = {}
    scale = rows / RATIO
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            (top, left), (bottom, right) = sorted(((y1 * scale, x1), (y2 * scale, x2)))
            for row in range(max(0, _after(top)), min(rows, _after(bottom))):
                crossings.setdefault(row, []).append(left + (right - left) * (row + 0.5 - top) / (bottom - top))
    dots = set()
    for row, across in crossings.items():
        across.sort()
        for start, end in zip(across[::2], across[1::2], strict=False):
            dots |= {(column, row) for column in range(_after(start * columns), _after(end * columns))}
    return dots


def _after(edge: float) -> int:
    """The first row or column whose middle does not lie before an edge."""
    return int(edge + 0.5) if edge > -0.5 else 0
