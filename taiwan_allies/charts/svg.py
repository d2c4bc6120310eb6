"""Pictures as SVG of our own hand: text that stays text, no script, nothing asked of anybody.

One that stands alone brings its colours, light or dark as its reader prefers; one within a page takes the page's.
Numbers are rounded to a tenth of a pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape
from itertools import pairwise

from taiwan_allies.charts.looks import COLOURS, LOOKS, Look
from taiwan_allies.charts.sheet import Box, Dot, Picture, Shape, Spot, Text
from taiwan_allies.output.text import harmless

FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans TC', 'PingFang TC', 'Microsoft JhengHei', sans-serif"


def svg(picture: Picture, *, key: str = "") -> str:
    """The picture; with a ``key``, which makes its ids its own, for a page that has `rules` among its styles."""
    own = key or "chart"
    colours = "" if key else f"<style>\n{_style(picture)}</style>\n"
    fonts = "" if key else f' font-family="{FONTS}"'
    found = "".join(f"<rect {_place(box)}><title>{_safe(about)}</title></rect>\n" for box, about in picture.hover)
    return (
        f'<svg class="allies-chart {own}" viewBox="0 0 {_n(picture.width)} {_n(picture.height)}" role="img"'
        f' xmlns="http://www.w3.org/2000/svg" aria-labelledby="{own}-name {own}-about"'
        f' font-size="{picture.letters}"{fonts}>\n'
        f'<title id="{own}-name">{_safe(picture.title)}</title>\n<desc id="{own}-about">{_safe(picture.about)}</desc>\n'
        f"{colours}{''.join(map(_shape, picture.shapes))}"
        # What has no fill is still found by the mouse.
        f'<g class="hover" pointer-events="all">\n{found}</g>\n</svg>\n'
    )


def rules(picture: Picture, colour: Callable[[str], str]) -> str:
    """The style sheet of a picture, each colour as its page calls it."""
    kinds = {"hover", *(shape.kind for shape in picture.shapes)}
    return "".join(f".allies-chart .{kind} {{ {_rule(LOOKS[kind], colour)} }}\n" for kind in LOOKS if kind in kinds)


def _style(picture: Picture) -> str:
    """Every rule in light colours, and again in dark ones where they differ."""
    light = rules(picture, lambda name: COLOURS[name].light)
    dark = rules(picture, lambda name: COLOURS[name].dark)
    changed = [b for a, b in zip(light.splitlines(), dark.splitlines(), strict=True) if a != b]
    return "\n".join([f"{light}@media (prefers-color-scheme: dark) {{", *changed, "}\n"])


def _rule(look: Look, colour: Callable[[str], str]) -> str:
    parts = [f"fill: {colour(look.fill) if look.fill else 'none'};"]
    if look.stroke:
        parts += [f"stroke: {colour(look.stroke)};", f"stroke-width: {look.width};"]
    if look.dash:
        parts.append(f"stroke-dasharray: {' '.join(map(str, look.dash))};")
    if look.size != 1:
        parts.append(f"font-size: {look.size}em;")
    if look.bold:
        parts.append("font-weight: 600;")
    return " ".join(parts)


def _shape(shape: Shape) -> str:
    if isinstance(shape, Text):
        anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
        return f'<text class="{shape.kind}" x="{_n(shape.x)}" y="{_n(shape.y)}"{anchor}>{_safe(shape.text)}</text>\n'
    if isinstance(shape, Box):
        return f'<rect class="{shape.kind}" {_place(shape)}/>\n'
    if isinstance(shape, Dot):
        return f'<circle class="{shape.kind}" cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}"/>\n'
    closed = "Z" if LOOKS[shape.kind].fill else ""
    return f'<path class="{shape.kind}" d="{"".join("".join(_lines(piece)) + closed for piece in shape.pieces)}"/>\n'


def _place(box: Box) -> str:
    return f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'


def _lines(piece: Sequence[Spot]) -> Iterator[str]:
    """The commands of a path: level and upright lines have short ones, and a line without length none."""
    spots = [(_n(x), _n(y)) for x, y in piece]
    yield f"M{spots[0][0]} {spots[0][1]}"
    for (x1, y1), (x2, y2) in pairwise(spots):
        if y1 != y2:
            yield f"V{y2}" if x1 == x2 else f"L{x2} {y2}"
        elif x1 != x2:
            yield f"H{x2}"


def strip_svg(
    spells: Sequence[tuple[date, date]], first: date, last: date, *, width: int = 160, height: int = 12
) -> str:
    """When relations stood, as bars on the axis from ``first`` to ``last``. Beside the same in words: hidden from readers."""
    days = last.toordinal() + 1 - first.toordinal()

    def x(day: date) -> float:
        return min(max((day.toordinal() - first.toordinal()) / days, 0), 1) * width

    bars = "".join(
        f'<rect x="{_n(x(start))}" y="0" width="{_n(max(x(end) - x(start), 1))}" height="{height}"/>'
        for start, end in spells
    )
    return (
        f'<svg class="strip" viewBox="0 0 {width} {height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="ground" x="0" y="{_n(height / 2 - 0.5)}" width="{width}" height="1"/>{bars}</svg>'
    )


def _n(value: float) -> str:
    """A number of pixels, as short as a tenth of one allows."""
    return f"{value:.1f}".removesuffix(".0")


def _safe(text: str) -> str:
    return escape(harmless(text))
