"""A map at a terminal: land in dots, a mark for every ally however small it is, the names beside it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import product, zip_longest
from typing import Final

from taiwan_allies.charts.atlas import FEW, MARKS, ROLES, Atlas, Place
from taiwan_allies.charts.canvas import Canvas, plain
from taiwan_allies.charts.dots import BRAILLE
from taiwan_allies.charts.world import RATIO, filled, outlines
from taiwan_allies.context import Style
from taiwan_allies.output.text import cell_width, wrap

_LEAST_BESIDE: Final = 110
"""Cells from which on the names stand beside the map instead of under it."""
_PANEL: Final = 34
_WIDEST: Final = 130


def draw(atlas: Atlas, width: int, style: Style) -> Iterator[str]:
    beside = width >= _LEAST_BESIDE
    columns = min(_WIDEST, width - _PANEL if beside else width)
    canvas = _map(atlas, columns, style)
    yield from (style.paint(line, "head") for line in wrap(plain(atlas.caption.title, style), width))
    yield ""
    lines = canvas.lines(style)
    if beside:
        drawn = map(canvas.text, range(canvas.height))
        for line, text, name in zip_longest(lines, drawn, _names(atlas, _PANEL - 2, style), fillvalue=""):
            yield (line + " " * (columns + 2 - cell_width(text)) + name).rstrip()
    else:
        yield from (*lines, "", *_names(atlas, width, style))
    yield ""
    yield from (style.paint(line, "dim") for line in wrap(plain(atlas.note, style), width))


def _names(atlas: Atlas, width: int, style: Style) -> Iterator[str]:
    """The names by region, in lines."""
    sizes = {region: len(places) for region, places in atlas.groups}
    before = ""
    for region, status, names in atlas.named():
        if region != before:
            yield style.paint(plain(f"{region} ({sizes[region]})", style), "head")
        before, first = region, style.pick(*MARKS[status]) + " "
        for n, line in enumerate(wrap(plain(atlas.joint.join(names), style), max(12, width - 2))):
            yield (first if n == 0 else "  ") + style.paint(line, ROLES[status])


def _map(atlas: Atlas, columns: int, style: Style) -> Canvas:
    rows = round(columns * 2 * RATIO / 4)
    canvas = Canvas(columns, rows)
    status = {place.code: place.status for place in atlas.places}
    dots: dict[tuple[int, int], int] = {}
    roles: dict[tuple[int, int], str] = {}
    for code, rings in outlines().items():
        for x, y in filled(rings, columns * 2, rows * 4):
            cell = x // 2, y // 4
            dots[cell] = dots.get(cell, 0) | BRAILLE[x % 2][y % 4]
            if code in status:
                roles[cell] = ROLES[status[code]]
    for (x, y), bits in dots.items():
        land = style.pick(chr(0x2800 + bits), "." if bits.bit_count() > 2 else " ")
        canvas.put(x, y, land, roles.get((x, y), "dim"))
    _mark(canvas, atlas.places, style)
    return canvas


def _mark(canvas: Canvas, places: Sequence[Place], style: Style) -> None:
    """A mark for each place, on its cell or the nearest that no other has; its name beside it where that is sea."""
    marked: dict[tuple[int, int], Place] = {}
    for place in sorted(places, key=lambda place: place.spot):
        marked[_free(canvas, place, marked)] = place
    for (x, y), place in marked.items():
        canvas.put(x, y, style.pick(*MARKS[place.status]), ROLES[place.status])
    if len(places) <= FEW:
        for (x, y), place in marked.items():
            name = plain(place.name, style)
            size = cell_width(name)
            beside = [(x + 2, y), (x - 1 - size, y)]
            above = [(min(max(x - size // 2, 0), canvas.width - size), y + n) for n in (1, -1)]
            for left, row in (*beside, *above):
                if canvas.place(left, row, name, ROLES[place.status]):
                    break


def _free(canvas: Canvas, place: Place, taken: Container[tuple[int, int]]) -> tuple[int, int]:
    x = min(int(place.spot[0] * canvas.width), canvas.width - 1)
    y = min(max(int(place.spot[1] / RATIO * canvas.height), 0), canvas.height - 1)
    across = range(max(x - 4, 0), min(x + 5, canvas.width))
    down = range(max(y - 2, 0), min(y + 3, canvas.height))
    open_ = [spot for spot in product(across, down) if spot not in taken]
    return min(open_, key=lambda spot: (abs(spot[0] - x) + 2 * abs(spot[1] - y), spot), default=(x, y))
