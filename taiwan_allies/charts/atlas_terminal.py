"""A map at a terminal: land in dots, a mark for every ally however small it is, the names beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from taiwan_allies.charts.atlas import FEW, MARKS, ROLES, Atlas, Place
from taiwan_allies.charts.canvas import Canvas, plain
from taiwan_allies.charts.world import RATIO, filled, outlines
from taiwan_allies.context import Style
from taiwan_allies.output.text import cell_width, wrap

_DOTS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The dots of a braille character, row by row."""
_LEAST_BESIDE: Final = 110
"""Cells from which on the names stand beside the map instead of under it."""
_PANEL: Final = 34
_WIDEST: Final = 130


def draw(atlas: Atlas, width: int, style: Style) -> Iterator[str]:
    """The lines of a map."""
    beside = width >= _LEAST_BESIDE
    columns = min(_WIDEST, width - _PANEL if beside else width)
    canvas = _map(atlas, columns, style)
    yield from (style.paint(line, "head") for line in wrap(plain(atlas.caption.title, style), width))
    yield ""
    lines = canvas.lines(style)
    if beside:
        names = list(_names(atlas, _PANEL - 2, style))
        blank = [""] * max(0, len(names) - len(lines))
        for n, line in enumerate([*lines, *blank]):
            name = names[n] if n < len(names) else ("", "", "")
            gap = " " * (columns + 2 - _shown(canvas, n))
            yield (line + gap + _painted(name, style)).rstrip()
    else:
        yield from lines
        yield ""
        yield from (_painted(name, style) for name in _names(atlas, width, style))
    yield ""
    yield from (style.paint(line, "dim") for line in wrap(plain(atlas.note, style), width))


def _shown(canvas: Canvas, row: int) -> int:
    """How many cells of a row are drawn."""
    return cell_width(canvas.text(row)) if row < canvas.height else 0


def _painted(parts: tuple[str, str, str], style: Style) -> str:
    lead, text, role = parts
    return lead + style.paint(text, role)


def _names(atlas: Atlas, width: int, style: Style) -> Iterator[tuple[str, str, str]]:
    """The names by region, in lines: what stands before, the text, its role."""
    sizes = {region: len(places) for region, places in atlas.groups}
    before = ""
    for region, status, names in atlas.named():
        if region != before:
            yield "", plain(f"{region} ({sizes[region]})", style), "head"
        before, first = region, style.pick(*MARKS[status]) + " "
        for n, line in enumerate(wrap(plain(atlas.joint.join(names), style), max(12, width - 2))):
            yield first if n == 0 else "  ", line, ROLES[status]


def _map(atlas: Atlas, columns: int, style: Style) -> Canvas:
    rows = round(columns * 2 * RATIO / 4)
    canvas = Canvas(columns, rows)
    status = {place.code: place.status for place in atlas.places}
    dots: dict[tuple[int, int], int] = {}
    roles: dict[tuple[int, int], str] = {}
    for code, rings in outlines().items():
        for x, y in filled(rings, columns * 2, rows * 4):
            cell = x // 2, y // 4
            dots[cell] = dots.get(cell, 0) | _DOTS[y % 4][x % 2]
            if code in status:
                roles[cell] = ROLES[status[code]]
    for (x, y), bits in dots.items():
        land = style.pick(chr(0x2800 + bits), "." if bits.bit_count() > 2 else " ")
        canvas.put(x, y, land, roles.get((x, y), "dim"))
    _mark(canvas, atlas.places, style)
    return canvas


def _mark(canvas: Canvas, places: Sequence[Place], style: Style) -> None:
    """A mark for each place, on its cell or the nearest that no other has; its name beside it where that is sea."""
    taken: set[tuple[int, int]] = set()
    marked = []
    for place in sorted(places, key=lambda place: place.spot):
        x, y = _free(canvas, place, taken)
        taken.add((x, y))
        marked.append((x, y, place))
    for x, y, place in marked:
        canvas.put(x, y, style.pick(*MARKS[place.status]), ROLES[place.status])
    if len(places) <= FEW:
        for x, y, place in marked:
            name = plain(place.name, style)
            size = cell_width(name)
            beside = [(x + 2, y), (x - 1 - size, y)]
            above = [(min(max(x - size // 2, 0), canvas.width - size), y + n) for n in (1, -1)]
            for left, row in (*beside, *above):
                if canvas.free(left, row, size, margin=1):
                    canvas.put(left, row, name, ROLES[place.status])
                    break


def _free(canvas: Canvas, place: Place, taken: set[tuple[int, int]]) -> tuple[int, int]:
    x = min(int(place.spot[0] * canvas.width), canvas.width - 1)
    y = min(max(int(place.spot[1] / RATIO * canvas.height), 0), canvas.height - 1)
    near = [(x + dx, y + dy) for dx in range(-4, 5) for dy in range(-2, 3)]
    open_ = [
        spot for spot in near if spot not in taken and 0 <= spot[0] < canvas.width and 0 <= spot[1] < canvas.height
    ]
    return min(open_, key=lambda spot: (abs(spot[0] - x) + 2 * abs(spot[1] - y), spot), default=(x, y))
