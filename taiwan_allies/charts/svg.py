"""The step chart as SVG of our own hand: for a page that has its own colours, needs no script and asks nobody.

Colours come from the page's style sheet by class; every text is measured by a rule of thumb, never drawn if it may not
fit. Numbers are rounded to a tenth of a pixel.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from taiwan_allies.charts.terminal import initials, round_step, time_ticks
from taiwan_allies.output.text import cell_width, harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from taiwan_allies.charts.terminal import Band, Point


class Sheet(NamedTuple):
    """The size of a drawing, the room around its axes, and the size of its letters, in pixels."""

    width: int
    height: int
    left: int = 34
    right: int = 58
    top: int = 16
    bottom: int = 70
    letters: int = 13


WIDE = Sheet(960, 400)
NARROW = Sheet(380, 320, left=26, right=36, bottom=68, letters=12)


def step_svg(
    points: Sequence[Point],
    bands: Sequence[Band],
    first: date,
    last: date,
    *,
    sheet: Sheet,
    name: str,
    about: str,
    key: str,
    tell: Callable[[Point, date], str],
) -> str:
    """The chart. ``name`` and ``about`` are what a screen reader says of it, ``key`` makes its ids its own.

    ``points`` begin on or before ``first``; each holds until the next one. ``tell`` says what shows under the mouse over
    a point and the last day that it holds for.
    """
    return "".join(_Drawing(points, bands, first, last, sheet).lines(name, about, key, tell))


class _Drawing:
    def __init__(self, points: Sequence[Point], bands: Sequence[Band], first: date, last: date, sheet: Sheet) -> None:
        self.points = [p for p in points if p.day <= last] or list(points[:1])
        self.bands, self.first, self.last, self.sheet = bands, first, last, sheet
        self.days = last.toordinal() + 1 - first.toordinal()
        largest = max((p.high for p in self.points), default=0)
        self.step = round_step(-(-max(largest, 1) // 6))
        # Room above the highest value for its label.
        self.most = max(largest * 1.12, largest + 0.8, 1)

    def x(self, day: date) -> float:
        s = self.sheet
        part = (
            min(max(day.toordinal(), self.first.toordinal()), self.last.toordinal() + 1) - self.first.toordinal()
        ) / self.days
        return s.left + part * (s.width - s.left - s.right)

    def y(self, count: float) -> float:
        s = self.sheet
        return s.height - s.bottom - count / self.most * (s.height - s.top - s.bottom)

    def wide(self, text: str) -> float:
        return cell_width(text) * self.sheet.letters * 0.57

    def ends(self) -> list[float]:
        """Where each point's stretch ends."""
        return [*(self.x(p.day) for p in self.points[1:]), float(self.sheet.width - self.sheet.right)]

    def lines(self, name: str, about: str, key: str, tell: Callable[[Point, date], str]) -> Iterator[str]:
        s = self.sheet
        yield (
            f'<svg class="chart {key}" viewBox="0 0 {s.width} {s.height}" role="img" xmlns="http://www.w3.org/2000/svg"'
            f' aria-labelledby="{key}-name {key}-about" font-size="{s.letters}">\n'
            f'<title id="{key}-name">{_safe(name)}</title>\n<desc id="{key}-about">{_safe(about)}</desc>\n'
        )
        yield from self.terms()
        yield from self.axes()
        yield from self.series()
        yield from self.labels()
        yield from self.hover(tell)
        yield "</svg>\n"

    def terms(self) -> Iterator[str]:
        """Every second presidency shaded, each named under the axis as far as there is room."""
        s = self.sheet
        floor = s.height - s.bottom
        for n, band in enumerate(self.bands):
            a, b = self.x(band.start), self.x(band.end)
            shade = " odd" if n % 2 else ""
            yield f'<rect class="term{shade}" x="{_n(a)}" y="{s.top}" width="{_n(b - a)}" height="{s.height - s.top - 8}"/>\n'
            words = band.name.split()
            for choice in dict.fromkeys(
                (band.name, band.name.replace(" ", "\n"), band.short, words[0] if words else "", initials(band.name))
            ):
                parts = choice.split("\n")
                if choice and len(parts) < 3 and max(map(self.wide, parts)) + 3 <= b - a:
                    for row, part in enumerate(parts):
                        y = floor + 40 + row * (s.letters + 2)
                        yield f'<text class="who" x="{_n((a + b) / 2)}" y="{y}" text-anchor="middle">{_safe(part)}</text>\n'
                    break

    def axes(self) -> Iterator[str]:
        s = self.sheet
        floor, end = s.height - s.bottom, s.width - s.right
        for count in range(0, int(self.most) + 1, self.step):
            y = self.y(count)
            yield (
                f'<line class="{"axis" if count == 0 else "grid"}" x1="{s.left}" y1="{_n(y)}" x2="{end}" y2="{_n(y)}"/>\n'
                f'<text class="tick" x="{s.left - 7}" y="{_n(y + 4)}" text-anchor="end">{count}</text>\n'
            )
        cells = max(10, (end - s.left) // (s.letters * 3 // 4))
        for tick in time_ticks(self.first, self.last, cells):
            if not self.first <= tick.day <= self.last:
                continue
            x, half = self.x(tick.day), self.wide(tick.label) / 2
            at = min(max(x, half + 1), s.width - half - 1)
            yield (
                f'<line class="axis" x1="{_n(x)}" y1="{floor}" x2="{_n(x)}" y2="{floor + 5}"/>\n'
                f'<text class="tick" x="{_n(at)}" y="{floor + 19}" text-anchor="middle">{tick.label}</text>\n'
            )

    def series(self) -> Iterator[str]:
        """The area under the line, the doubt about it, and the line itself."""
        if not self.points:
            return
        ends = self.ends()
        path = f"M{_n(self.x(self.points[0].day))} {_n(self.y(self.points[0].count))}"
        doubt = ""
        for n, (point, end) in enumerate(zip(self.points, ends, strict=True)):
            x = self.x(point.day)
            path += (f"V{_n(self.y(point.count))}" if n else "") + f"H{_n(end)}"
            if point.low != point.high and end > x:
                doubt += f"M{_n(x)} {_n(self.y(point.high))}H{_n(end)}V{_n(self.y(point.low))}H{_n(x)}Z"
        yield f'<path class="area" d="{path}V{_n(self.y(0))}H{_n(self.x(self.points[0].day))}Z"/>\n'
        if doubt:
            yield f'<path class="doubt" d="{doubt}"/>\n'
        yield f'<path class="line" d="{path}"/>\n'

    def labels(self) -> Iterator[str]:
        """The highest value, the last, and the first where it lasts as long as its label is wide."""
        if not self.points:
            return
        s, ends = self.sheet, self.ends()
        end, final = s.width - s.right, self.points[-1]
        yield f'<circle class="dot" cx="{_n(end)}" cy="{_n(self.y(final.count))}" r="4"/>\n'
        yield f'<text class="value last" x="{_n(end + 9)}" y="{_n(self.y(final.count) + 6)}">{final.count}</text>\n'
        best = max(range(len(self.points)), key=lambda n: (self.points[n].count, -n))
        peak = (self.x(self.points[best].day) + ends[best]) / 2
        if best != len(self.points) - 1 and peak < end - 24:
            yield self.value(max(peak, s.left + 10), best)
        start = self.wide(str(self.points[0].count)) * 1.3
        if best and self.points[0].count and ends[0] - s.left >= start:
            yield self.value(s.left + start / 2, 0)

    def value(self, x: float, n: int) -> str:
        """A count above its line, clear of whatever of the line is beside it."""
        text = str(self.points[n].count)
        reach = self.wide(text) * 0.65 + 2
        beside = [
            p.high
            for p, end in zip(self.points, self.ends(), strict=True)
            if self.x(p.day) <= x + reach and end >= x - reach
        ]
        y = self.y(max(beside, default=self.points[n].high)) - 7
        return f'<text class="value" x="{_n(x)}" y="{_n(y)}" text-anchor="middle">{text}</text>\n'

    def hover(self, tell: Callable[[Point, date], str]) -> Iterator[str]:
        """A strip over each stretch, at least a pixel and a half wide, that says what began there."""
        from datetime import timedelta

        s = self.sheet
        nexts = [*(p.day - timedelta(days=1) for p in self.points[1:]), self.last]
        yield '<g class="steps">\n'
        for point, until, end in zip(self.points, nexts, self.ends(), strict=True):
            x = self.x(point.day)
            size = f'x="{_n(x)}" y="{s.top}" width="{_n(max(end - x, 1.5))}" height="{s.height - s.top - s.bottom}"'
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


def _n(value: float) -> str:
    """A number of pixels, as short as a tenth of one allows."""
    return f"{value:.1f}".removesuffix(".0")


def _safe(text: str) -> str:
    return escape(harmless(text))
