"""Losses and gains as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from taiwan_allies.charts.scene import Bar, BarChart
from taiwan_allies.charts.sheet import Box, Page, Path, Shape, Sheet, Text
from taiwan_allies.output.text import ranged, signed

ROW, LOWEST = 30, 20
"""The height of a bar with the space around it, and the least where a picture has a height of its own."""


class BarsPage(Page):
    """Lost to the left of the axis, gained to the right, and what was left at the right edge."""

    def __init__(self, chart: BarChart, sheet: Sheet) -> None:
        super().__init__(chart.caption, sheet)
        self.chart, wide = chart, sheet.wide
        self.ends = [ranged(bar.at_end, bar.at_end_low, bar.at_end_high) for bar in chart.bars]
        self.right = sheet.width - sheet.margin - 8
        labels = max((wide(bar.label) for bar in chart.bars), default=0)
        ends = max(map(wide, (chart.heads[2], *self.ends)))
        left = sheet.margin + 8 + labels + max(wide(f"−{chart.most_lost}"), wide(chart.heads[0]) - chart.most_lost) + 16
        right = self.right - ends - wide(f"+{chart.most_gained}") - 24
        self.unit = max(1.0, (right - left) / max(1, chart.most_lost + chart.most_gained))
        self.axis = left + self.unit * chart.most_lost
        self.top += sheet.line("head")
        under = sheet.line("note") * (2 if sheet.alone else 0) + sheet.margin * 0.7
        room = (sheet.height - self.top - under) / max(1, len(chart.bars))
        self.row = max(room, LOWEST) if sheet.fixed else ROW
        self.bottom = max(self.top + self.row * len(chart.bars) + under, sheet.height if sheet.fixed else 0)
        self.foot()

    def about(self) -> str:
        lost, gained = sum(bar.lost for bar in self.chart.bars), sum(bar.gained for bar in self.chart.bars)
        return self.say("{gained} gained and {lost} lost in all.", gained=gained, lost=lost)

    def draw(self) -> Iterator[Shape]:
        lost, gained, end = self.chart.heads
        yield Text("lost", self.axis - 6, self.top - 8, lost, "end")
        yield Text("gained", self.axis + 6, self.top - 8, gained)
        yield Text("head", self.right, self.top - 8, end, "end")
        for n, bar in enumerate(self.chart.bars):
            yield from self._bar(bar, self.ends[n], self.top + n * self.row, shaded=n % 2 == 0)
        yield Path("axis", [[(self.axis, self.top - 4), (self.axis, self.top + self.row * len(self.chart.bars))]])

    def _bar(self, bar: Bar, end: str, y: float, *, shaded: bool) -> Iterator[Shape]:
        sheet, lost, gained = self.sheet, bar.lost * self.unit, bar.gained * self.unit
        base = y + self.row / 2 + sheet.letters * 0.36
        if shaded:
            yield Box("shade", sheet.margin, y, sheet.width - 2 * sheet.margin, self.row)
        yield Text("who", sheet.margin + 8, base, bar.label)
        yield Box("loss", self.axis - lost, y + self.row * 0.2, lost, self.row * 0.6)
        yield Box("gain", self.axis, y + self.row * 0.2, gained, self.row * 0.6)
        yield Text("tick", self.axis - lost - 6, base, signed(-bar.lost).replace("-", "−"), "end")
        yield Text("tick", self.axis + gained + 6, base, signed(bar.gained))
        yield Text("head", self.right, base, end, "end")
