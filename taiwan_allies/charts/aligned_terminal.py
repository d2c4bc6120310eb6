"""Presidencies from their first day at a terminal: a line each, named at its end; in ASCII drawn in its letter."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from taiwan_allies.charts.canvas import Canvas, plain
from taiwan_allies.charts.dots import Dots, Ink
from taiwan_allies.charts.scene import Aligned, Course
from taiwan_allies.context import Style
from taiwan_allies.output.text import cell_width, signed, wrap


class _Plot(NamedTuple):
    """Where the lines lie: in some rows of a canvas, over so many columns beside the axis."""

    canvas: Canvas
    dots: Dots
    rows: range
    columns: int
    last: int
    least: int
    most: int

    def level(self, change: int) -> int:
        return round((change - self.least) * (len(self.rows) * self.dots.fine - 1) / max(1, self.most - self.least))

    def row(self, change: int) -> int:
        return self.rows[-1] - self.level(change) // self.dots.fine

    def column(self, day: int, across: int = 1) -> int:
        """The column of a day, or of the dots in it."""
        return day * self.columns * across // (self.last + 1)


def aligned_lines(chart: Aligned, width: int, height: int, style: Style) -> list[str]:
    titles = wrap(plain(chart.caption.title, style), width)
    notes = [line for note in chart.notes for line in wrap(plain(note, style), width)]
    canvas = Canvas(width, max(height - len(notes), len(titles) + 8))
    canvas.block(0, 0, titles, "head")
    labels = [_label(course, chart.last, width, style) for course in chart.courses]
    axis = max(len(signed(tick)) for tick in chart.values) + 2
    columns = max(8, width - axis - max(map(cell_width, labels), default=0) - 2)
    rows = range(len(titles), canvas.height - 2)
    plot = _Plot(canvas, Dots(canvas, axis, rows[-1], style), rows, columns, chart.last, *chart.range)
    _axes(plot, chart, style)
    # The line of who holds the office last, so that it is in front.
    for course in sorted(chart.courses, key=lambda course: course.lasts):
        _line(plot, course, Ink("line" if course.lasts else "", plain(course.short, style)[:1] or "*", course.lasts))
    plot.dots.paint()
    named = sorted(zip(chart.courses, labels, strict=True), key=lambda pair: pair[0].last)
    # What has no room at its line is said under it.
    unnamed = "; ".join(label for course, label in named if not _name(plot, course, label))
    notes = [*wrap(unnamed, width), *notes] if unnamed else notes
    return [*canvas.lines(style), *(style.paint(line, "dim") for line in notes)]


def _label(course: Course, last: int, width: int, style: Style) -> str:
    # The years that tell two presidencies of one person apart take room.
    name = course.short if width >= 60 else course.short.split()[0]
    return plain(f"{name} {signed(course.at(last))}", style)


def _axes(plot: _Plot, chart: Aligned, style: Style) -> None:
    canvas, x, y = plot.canvas, plot.dots.x, plot.rows.stop
    canvas.upright(x - 1, plot.rows, [(plot.row(tick), signed(tick)) for tick in chart.values], style)
    days = chart.days(plot.columns // 7)
    columns = [min(plot.column(day), plot.columns - 1) for day in days]
    canvas.level(x - 1, y, plot.columns, columns, style)
    for day, column in zip(days, columns, strict=True):
        canvas.put(x + column - len(str(day)) // 2, y + 1, str(day), "dim")


def _line(plot: _Plot, course: Course, ink: Ink) -> None:
    """The steps of a presidency, from each change up or down to the next."""
    seen, before = course.until(plot.last), 0
    starts = [plot.column(day, plot.dots.across) for day, _ in seen]
    for start, stop, (_, change) in zip(starts, [*starts[1:], 0], seen, strict=True):
        level = plot.level(change)
        for i in range(start, max(stop, start + 1)):
            plot.dots.put(i, level, ink)
        for height in range(*sorted((plot.level(before), level))):
            plot.dots.put(start, height, ink)
        before = change


def _name(plot: _Plot, course: Course, label: str) -> bool:
    """The name of a line at its end, or near it where nothing stands; whether there is room."""
    canvas, size = plot.canvas, cell_width(label)
    x = plot.dots.x + min(plot.column(min(course.last, plot.last)) + 1, plot.columns)
    for down, across in product(sorted(range(-3, 4), key=abs), (1, 0, 2, 3, -size)):
        left, row = min(x + across, canvas.width - size), plot.row(course.at(plot.last)) + down
        if row in plot.rows and canvas.place(left, row, label, "line" if course.lasts else "head", 0):
            return True
    return False
