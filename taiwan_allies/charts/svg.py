"""The step chart as SVG of our own hand: for a page that has its own colours, needs no script and asks nobody.

Colours come from the page's style sheet by class; every text is measured by a rule of thumb, never drawn if it may not
fit. Numbers are rounded to a tenth of a pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

from taiwan_allies.charts.scene import Point, TimeChart, time_ticks
from taiwan_allies.output.text import cell_width, harmless


class Sheet(NamedTuple):
    """The size of a drawing, the room around its axes, and the size of its letters, in pixels."""

    width: int
    height: int
    left: int = 34
    right: int = 58
    top: int = 16
    bottom: int = 70
    letters: int = 13

    @property
    def floor(self) -> int:
        return self.height - self.bottom

    @property
    def end(self) -> int:
        return self.width - self.right

    def wide(self, text: str) -> float:
        return cell_width(text) * self.letters * 0.57


WIDE = Sheet(960, 400)
NARROW = Sheet(380, 320, left=26, right=36, bottom=68, letters=12)


def step_svg(
    chart: TimeChart, *, sheet: Sheet, name: str, about: str, key: str, tell: Callable[[Point, date], str]
) -> str:
    """The chart. ``name`` and ``about`` are what a screen reader says of it, ``key`` makes its ids its own.

    ``tell`` says what shows under the mouse over a point and the last day that it holds for.
    """
    drawing, s = _Drawing(chart, sheet), sheet
    head = (
        f'<svg class="chart {key}" viewBox="0 0 {s.width} {s.height}" role="img" xmlns="http://www.w3.org/2000/svg"'
        f' aria-labelledby="{key}-name {key}-about" font-size="{s.letters}">\n'
        f'<title id="{key}-name">{_safe(name)}</title>\n<desc id="{key}-about">{_safe(about)}</desc>\n'
    )
    body = [*drawing.presidencies(), *drawing.axes()]
    if chart.total:
        body += [*drawing.series(), *drawing.labels(), *drawing.hover(tell)]
    return head + "".join(body) + "</svg>\n"


class _Drawing:
    def __init__(self, chart: TimeChart, sheet: Sheet) -> None:
        self.chart, self.sheet = chart, sheet
        # Room above the highest value for its label.
        self.most = max(chart.largest * 1.12, chart.largest + 0.8, 1)
        self.stretches = [
            (p, self.x(p.day.toordinal()), self.x(end)) for p, end in zip(chart.total, chart.ends, strict=True)
        ]

    def x(self, ordinal: int) -> float:
        s, first, after = self.sheet, self.chart.first.toordinal(), self.chart.last.toordinal() + 1
        return s.left + (min(max(ordinal, first), after) - first) / (after - first) * (s.end - s.left)

    def y(self, count: float) -> float:
        s = self.sheet
        return s.floor - count / self.most * (s.floor - s.top)

    def presidencies(self) -> Iterator[str]:
        """Every second presidency shaded, each named under the axis as far as there is room."""
        s = self.sheet
        for n, band in enumerate(self.chart.bands):
            a, b = self.x(band.start.toordinal()), self.x(band.end.toordinal())
            shade = " odd" if n % 2 else ""
            yield f'<rect class="term{shade}" x="{_n(a)}" y="{s.top}" width="{_n(b - a)}" height="{s.height - s.top - 8}"/>\n'
            for row, text in enumerate(band.form(s.wide, b - a - 3, lines=2)):
                yield _text("who", (a + b) / 2, s.floor + 40 + row * (s.letters + 2), text, "middle")

    def axes(self) -> Iterator[str]:
        s, chart = self.sheet, self.chart
        for count in range(0, int(self.most) + 1, chart.value_step(6)):
            y = self.y(count)
            kind = "grid" if count else "axis"
            yield f'<line class="{kind}" x1="{s.left}" y1="{_n(y)}" x2="{s.end}" y2="{_n(y)}"/>\n'
            yield _text("tick", s.left - 7, y + 4, str(count), "end")
        for tick in time_ticks(chart.first, chart.last, max(10, (s.end - s.left) // (s.letters * 3 // 4))):
            if chart.first <= tick.day <= chart.last:
                x, half = self.x(tick.day.toordinal()), s.wide(tick.label) / 2
                yield f'<line class="axis" x1="{_n(x)}" y1="{s.floor}" x2="{_n(x)}" y2="{s.floor + 5}"/>\n'
                at = min(max(x, half + 1), s.width - half - 1)
                yield _text("tick", at, s.floor + 19, tick.label, "middle")

    def series(self) -> Iterator[str]:
        """The area under the line, the doubt about it, and the line itself."""
        left = _n(self.stretches[0][1])
        path = "".join(f"V{_n(self.y(point.count))}H{_n(end)}" for point, _, end in self.stretches)
        path = f"M{left} {path[1:]}"  # the first height is where the pen is set down
        doubt = "".join(
            f"M{_n(x)} {_n(self.y(point.high))}H{_n(end)}V{_n(self.y(point.low))}H{_n(x)}Z"
            for point, x, end in self.stretches
            if not point.sure
        )
        yield f'<path class="area" d="{path}V{_n(self.y(0))}H{left}Z"/>\n'
        if doubt:
            yield f'<path class="doubt" d="{doubt}"/>\n'
        yield f'<path class="line" d="{path}"/>\n'

    def labels(self) -> Iterator[str]:
        """The highest value, the last, and the first where it lasts as long as its label is wide."""
        s, chart = self.sheet, self.chart
        y = self.y(chart.final.count)
        yield f'<circle class="dot" cx="{_n(s.end)}" cy="{_n(y)}" r="4"/>\n'
        yield _text("value last", s.end + 9, y + 6, str(chart.final.count))
        if chart.peak:
            point, until = chart.peak
            middle = (self.x(point.day.toordinal()) + self.x(until.toordinal())) / 2
            if middle < s.end - 24:
                yield self.value(max(middle, s.left + 10), point)
        first, _, end = self.stretches[0]
        start = s.wide(str(first.count)) * 1.3
        if first.count and first.count < max(p.count for p in chart.total) and end - s.left >= start:
            yield self.value(s.left + start / 2, first)

    def value(self, x: float, point: Point) -> str:
        """A count above its line, clear of whatever of the line is beside it."""
        reach = self.sheet.wide(str(point.count)) * 0.65 + 2
        beside = [p.high for p, start, end in self.stretches if start <= x + reach and end >= x - reach]
        return _text("value", x, self.y(max(beside, default=point.high)) - 7, str(point.count), "middle")

    def hover(self, tell: Callable[[Point, date], str]) -> Iterator[str]:
        """A strip over each stretch, at least a pixel and a half wide, that says what began there."""
        s = self.sheet
        nexts = [*(p.day - timedelta(days=1) for p in self.chart.total[1:]), self.chart.last]
        yield '<g class="steps">\n'
        for (point, x, end), until in zip(self.stretches, nexts, strict=True):
            size = f'x="{_n(x)}" y="{s.top}" width="{_n(max(end - x, 1.5))}" height="{s.floor - s.top}"'
            yield f"<rect {size}><title>{_safe(tell(point, until))}</title></rect>\n"
        yield "</g>\n"


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


def _text(kind: str, x: float, y: float, text: str, anchor: str = "") -> str:
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}"{anchored}>{_safe(text)}</text>\n'


def _n(value: float) -> str:
    """A number of pixels, as short as a tenth of one allows."""
    return f"{value:.1f}".removesuffix(".0")


def _safe(text: str) -> str:
    return escape(harmless(text))
