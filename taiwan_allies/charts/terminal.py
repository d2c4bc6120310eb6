"""The charts at a terminal: from a scene to lines of text.

Every function takes a width in cells and a ``Style`` and gives back lines that are at most that wide, without trailing
spaces. Nothing is read, written or asked of the terminal. Colours only go through ``Style.paint``, and never say
anything that the shapes do not say as well.

A column stands for the days that fall into it. Where Unicode allows, lines and areas are drawn in braille dots, two
columns and four rows to a cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import chain, count, takewhile
from typing import TYPE_CHECKING, NamedTuple

from taiwan_allies.charts.aligned_terminal import aligned_lines
from taiwan_allies.charts.atlas import Atlas
from taiwan_allies.charts.atlas_terminal import draw
from taiwan_allies.charts.bars import bar_lines
from taiwan_allies.charts.canvas import Canvas, fit, plain
from taiwan_allies.charts.dots import Dots, Ink
from taiwan_allies.charts.scene import (
    Aligned,
    BarChart,
    Days,
    Layer,
    Point,
    TimeChart,
    in_lines,
    round_step,
    time_ticks,
)
from taiwan_allies.charts.strips import draw_strip
from taiwan_allies.context import Style
from taiwan_allies.output.text import cell_width, wrap

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.charts.picture import Scene


def paint(scene: Scene, *, width: int, height: int, style: Style) -> list[str]:
    """The scene in lines. A chart has ``height`` of them, or as many as it cannot do without; bars and strips one each."""
    if isinstance(scene, Atlas):
        return [*draw(scene, width, style)]
    if isinstance(scene, BarChart):
        return bar_lines(scene, width, style)
    if isinstance(scene, Aligned):
        return aligned_lines(scene, width, height, style)
    return {"line": _step_lines, "panels": _panel_lines, "strips": _strip_lines}[scene.form](
        scene, width, height, style
    )


def comfortable(scene: Scene) -> int:
    """As many lines as a scene needs to be read well."""
    return 3 * len(scene.layers) + 6 if isinstance(scene, TimeChart) and scene.form == "panels" else 12


# --- the frame that all charts over time share ----------------------------------------------------


class _Column(NamedTuple):
    """What a column shows: the value at its end, and all values that the stroke must span."""

    last: int
    bottom: int
    top: int
    low: int
    high: int

    @property
    def sure(self) -> bool:
        return self.low == self.high


def _sample(points: Sequence[Point], days: Days) -> list[_Column | None]:
    """One entry a column; None before the first point. The stroke starts at the column before."""
    starts = [p.day.toordinal() for p in points]
    columns: list[_Column | None] = []
    before: list[int] = []
    for i in range(days.columns):
        first, last = days.span(i)
        seen = points[max(bisect_right(starts, first) - 1, 0) : bisect_right(starts, last)]
        if not seen:
            columns.append(None)
            continue
        end = seen[-1]
        low, high = (end.low, end.high) if end.sure else (min(p.low for p in seen), max(p.high for p in seen))
        counts = [*before, *(p.count for p in seen)]
        columns.append(_Column(end.count, min(counts), max(counts), low, high))
        before = [end.count]
    return columns


class _Segment(NamedTuple):
    """Where a presidency lies under the axis, and what it is called there."""

    left: int  # the separator's column, -1 for the axis
    right: int
    text: str


def _segments(chart: TimeChart, days: Days, overhang: int, style: Style) -> tuple[list[_Segment], list[str]]:
    """Where each presidency lies and what it is called there; and what a legend has to explain."""
    segments: list[_Segment] = []
    short_forms: list[str] = []
    unnamed: list[str] = []
    for band in chart.bands:
        band = band._replace(name=plain(band.name, style), short=plain(band.short, style))
        open_end = band.end > chart.last
        left = -1 if band.start <= chart.first else days.column(band.start.toordinal())
        right = days.columns if open_end else days.column(band.end.toordinal())
        space = right - left - 1 + (overhang if open_end else 0)
        # A Chinese name where only ASCII can be shown says nothing: the caller has an English one.
        legible = band.name.strip("? ")
        text = "".join(band.form(cell_width, space)) if legible else ""
        if legible and text not in [band.name, *band.name.split()]:
            entry, legend = (f"{text} {band.name}", short_forms) if text else (band.dated(chart.last), unnamed)
            if entry not in legend:
                legend.append(entry)
        segments.append(_Segment(left, right, text))
    # The letters that stand in the picture come first: without the legend nobody knows what they mean.
    return segments, short_forms + unnamed


def _legend(entries: Sequence[str], width: int, most: int, style: Style) -> list[str]:
    """The entries in at most ``most`` lines; what does not fit is counted."""
    joint = style.pick(" · ", "; ")
    for shown in range(len(entries), 0, -1):
        more = [f"and {len(entries) - shown} more"] if shown < len(entries) else []
        lines = [joint.join(line) for line in in_lines([*entries[:shown], *more], cell_width, len(joint), width)]
        if len(lines) <= most and all(cell_width(line) <= width for line in lines):
            return lines
    return []


class _Scale(NamedTuple):
    """``levels`` levels are ``per`` units high; ticks stand every ``step`` units."""

    levels: int
    per: int
    step: int


@cache
def _scale(largest: int, rows: int, fine: int) -> _Scale:
    """Round ticks that lie whole rows apart where that costs little height, else as high as it goes."""
    top = rows * fine - 1
    usable = max(1, top - fine if rows >= 6 else top)  # a row for the label of the peak
    apart = max(3, rows // 9) if rows >= 12 else 2 if rows >= 4 else 1
    least = round_step(apart * fine * largest, usable)
    for step in (least, round_step(least + 1)):
        levels = usable * step // (largest * fine) * fine
        if 2 * step <= largest and levels * largest * 100 >= usable * step * 85:
            return _Scale(levels, step, step)
    if least > largest:
        least = round_step(largest // 2)
    return _Scale(usable, largest, least)


class _Frame(NamedTuple):
    """A canvas with axes, years, band and title on it, and where the plot lies."""

    canvas: Canvas
    style: Style
    days: Days  # a column a cell
    x: int
    y: int
    rows: int
    largest: int
    segments: list[_Segment]

    @property
    def across(self) -> int:
        """Columns of the drawing in a cell."""
        return 2 if self.style.unicode else 1

    @property
    def fine(self) -> int:
        """Levels in a row."""
        return 4 if self.style.unicode else 1

    @property
    def scale(self) -> _Scale:
        return _scale(self.largest, self.rows, self.fine)

    def height_of(self, value: int) -> int:
        """How many levels a value is high; halves are rounded up."""
        height = (2 * max(0, value) * self.scale.levels + self.scale.per) // (2 * self.scale.per)
        return min(height, self.rows * self.fine)

    def level(self, value: int) -> int:
        """The level that a value is drawn on: 0 at the foot of the plot."""
        return min(self.height_of(value), self.rows * self.fine - 1)

    def row_of(self, value: int) -> int:
        """The canvas row in which a value lies."""
        return self.y + self.rows - 1 - self.level(value) // self.fine

    @property
    def fine_days(self) -> Days:
        """The days by columns of the drawing."""
        return self.days._replace(columns=self.days.columns * self.across)


def _frame(
    chart: TimeChart, width: int, height: int, style: Style, *, margin: int, beside: str = "", rows: int = 0
) -> _Frame:
    """Shares out the lines and draws all but the data and the values; ``margin`` cells beside it stay free.

    In front of the plot there is room for the values or, where there are none, for what is ``beside`` it. A plot that
    has to have so many ``rows`` makes the canvas as high as it takes.
    """
    largest = max(1, chart.largest)
    width, rest = max(1, width), rows or max(3, height) - 2  # the axis and its labels
    named = bool(chart.bands) and rest >= 4 - rows
    title = chart.caption.title
    titles = wrap(plain(title, style), width) if title else []
    if not rows and rest - named - len(titles) < max(4, len(chart.layers)):
        titles = []
    axis = cell_width(beside or str(largest)) + 2
    days = Days.between(chart.first, chart.last, width - axis - margin)
    segments, entries = _segments(chart, days, margin, style)
    legend = _legend(entries, width - axis, 2 if rows else (height - 9) // 6, style) if named else []
    rows = rows or max(1, rest - named - len(titles) - len(legend))
    canvas = Canvas(width, max(3, height, rows + 2 + named + len(titles) + len(legend)))
    frame = _Frame(canvas, style, days, axis, len(titles), rows, largest, segments)
    canvas.block(0, 0, titles, "head")
    _draw_years(frame, chart)
    if named:
        _draw_names(frame)
    canvas.block(axis, frame.y + rows + 3, legend, "dim")
    return frame


def _draw_values(frame: _Frame) -> None:
    """The axis of values: round ones at a level each, as far as they lie inside."""
    inside = takewhile(lambda value: frame.height_of(value) < frame.rows * frame.fine, count(0, frame.scale.step))
    ticks = [
        (frame.row_of(value), str(value)) for value in takewhile(lambda value: len(str(value)) <= frame.x - 2, inside)
    ]
    frame.canvas.upright(frame.x - 1, range(frame.y, frame.y + frame.rows), ticks, frame.style)


def _draw_years(frame: _Frame, chart: TimeChart) -> None:
    """The axis of time, each label centred under its tick, pushed inside where it would stick out."""
    canvas, x, y = frame.canvas, frame.x, frame.y + frame.rows
    ticks = time_ticks(chart.first, chart.last, frame.days.columns)
    canvas.level(x - 1, y, frame.days.columns, [tick.column for tick in ticks], frame.style)
    for tick in ticks:
        size = len(tick.label)
        at = min(max(x + tick.column - size // 2 + (size % 2 == 0), 0), canvas.width - size)
        canvas.place(at, y + 1, tick.label, "dim")


def _draw_names(frame: _Frame) -> None:
    """The presidencies in the line under the years."""
    canvas, y, columns = frame.canvas, frame.y + frame.rows + 2, frame.days.columns
    for segment in frame.segments:
        for column in (segment.left, segment.right):
            if column < columns:
                canvas.put(frame.x + column, y, frame.style.pick("│", "|"), "dim")
    for segment in frame.segments:
        space = min(segment.right, columns) - segment.left - 1
        at = segment.left + 1 + max(0, (space - cell_width(segment.text)) // 2)
        canvas.put(frame.x + at, y, segment.text, "name")


def _label_peak(frame: _Frame, layer: Layer) -> None:
    """The largest value above the line, unless the end's label says it already."""
    if layer.peak is None:
        return
    point, until = layer.peak
    text = str(point)
    middle = frame.x + frame.days.column((point.day.toordinal() + until.toordinal()) // 2)
    at = min(max(middle - len(text) // 2, frame.x), frame.x + frame.days.columns - len(text))
    frame.canvas.place(at, frame.row_of(point.high) - 1, text, "head", 0)


def _draw_marks(frame: _Frame, chart: TimeChart) -> None:
    """A line down on each day that is marked, with its name at the top, where nothing else stands."""
    canvas, style = frame.canvas, frame.style
    for mark in chart.marks:
        x, name = frame.x + frame.days.column(mark.day.toordinal()), plain(mark.name, style)
        if canvas.free(x, frame.y, cell_width(name) + 2):
            canvas.put(x + 2, frame.y, name, "dim")
            for y in range(frame.y, frame.y + frame.rows):
                if not canvas.place(x, y, style.pick("┊", "."), "dim", 0) and chart.form == "line":
                    break


def _brief(point: Point, width: int) -> str:
    """The count with its range; ``57?`` where the range has no room."""
    text = str(point)
    return text if len(text) <= width or point.sure else f"{point.count}?"


# --- step chart -------------------------------------------------------------------------------------

FLAT, RISE, CORNER = Ink("line", "-"), Ink("line", "|", 1), Ink("line", "+", 2)
OPEN, RANGE, LATER = Ink("doubt", "~", 3), Ink("doubt", ":", 3), Ink("dim", ".", 3)


def _step_lines(chart: TimeChart, width: int, height: int, style: Style) -> list[str]:
    """The count over time as a step line, in ``height`` lines with axis, band and legend.

    The line is broken (and yellow) where ``low`` and ``high`` differ, and the range is dotted in; it is dotted (and dim)
    after the day that the data are as of. Zero is always shown. Before the first point nothing is drawn.
    """
    (layer,) = chart.layers
    label = _brief(layer.last, width // 4) if layer.last else ""
    frame = _frame(chart, width, height, style, margin=len(label) + 1)
    _draw_values(frame)
    columns = _sample(layer.points, frame.fine_days)
    _draw_line(frame, columns, chart.known)
    if layer.last:
        frame.canvas.put(frame.x + frame.days.columns + 1, frame.row_of(layer.last.count), label, "head")
    if frame.rows >= 6:
        _label_peak(frame, layer)
    _draw_drops(frame, columns)
    _draw_marks(frame, chart)
    return frame.canvas.lines(style)


def _draw_line(frame: _Frame, columns: Sequence[_Column | None], known: date) -> None:
    """The line, solid up to the day that is ``known``."""
    later = frame.fine_days.column(known.toordinal() + 1)
    dots = Dots(frame.canvas, frame.x, frame.y + frame.rows - 1, frame.style)
    before = None
    for i, column in enumerate(columns):
        if column is None:
            continue
        for level in _open_levels(frame, i, column):
            dots.put(i, level, RANGE)
        last, bottom, top = map(frame.level, column[:3])
        if bottom < top:
            for level in range(bottom, top + 1):
                dots.put(i, level, CORNER if level in (last, before) else RISE)
        elif column.sure and i < later:
            dots.put(i, last, FLAT)
        elif i % frame.across == 0:
            dots.put(i, last, LATER if column.sure else OPEN)
        before = last
    dots.paint()


def _open_levels(frame: _Frame, i: int, column: _Column) -> list[int]:
    """The levels of a range that are dotted in: in braille every second column, and of a tall one every second dot."""
    if column.sure or frame.rows < 6:
        return []
    _, bottom, top, low, high = map(frame.level, column)
    levels = [level for level in range(low, high + 1) if not bottom <= level <= top]
    return [n for n in levels if frame.across == 1 or (i % 2 and (high - low < 3 or (i // 2 + n) % 2))]


def _draw_drops(frame: _Frame, columns: Sequence[_Column | None]) -> None:
    """From the line down to the band where one presidency ends and the next begins."""
    across = frame.across
    for segment in frame.segments:
        if not 0 <= segment.left < frame.days.columns or segment.right - segment.left < 3:
            continue
        here = [c for c in columns[segment.left * across : (segment.left + 1) * across] if c]
        foot = min((min(c.bottom, c.low) for c in here), default=0)
        for y in range(frame.row_of(foot) + 1, frame.y + frame.rows):
            frame.canvas.place(frame.x + segment.left, y, frame.style.pick("┊", "."), "dim", 0)


# --- a panel for each layer, and strips ---------------------------------------------------------------


def _panel_lines(chart: TimeChart, width: int, height: int, style: Style) -> list[str]:
    """Each layer as a step line of its own, all on one scale and over one axis, its name and last count beside its end."""
    room = max(width // 3, 8)
    labels = []
    for layer in chart.layers:
        count = f" {_brief(layer.last, room // 2) if layer.last else 0}"
        labels.append(fit(plain(layer.name, style), room - len(count), style) + count)
    margin = max(map(cell_width, labels), default=0) + 1
    frame = _frame(chart, width, max(height, len(labels) + 5), style, margin=margin)
    each = max(1, frame.rows // max(1, len(labels)))
    gap = each >= 3
    first = frame.y + frame.rows - len(labels) * each + gap
    for n, (layer, label) in enumerate(zip(chart.layers, labels, strict=True)):
        panel = frame._replace(y=first + n * each, rows=each - gap)
        _draw_values(panel)
        _draw_line(panel, _sample(layer.points, panel.fine_days), chart.known)
        row = panel.row_of(layer.last.count if layer.last else 0)
        frame.canvas.put(frame.x + frame.days.columns + 1, row, label, "head")
        if gap:
            _label_peak(panel, layer)
    _draw_marks(frame, chart)
    return frame.canvas.lines(style)


def _strip_lines(chart: TimeChart, width: int, height: int, style: Style) -> list[str]:
    """When relations stood: a strip for each layer over one axis, and what is told of it under them."""
    names = [fit(plain(layer.name, style), max(width // 4, 8), style) for layer in chart.layers]
    rows = max(1, len(names) * 2)  # one between two, and one for the names of marks
    frame = _frame(chart, width, 0, style, margin=1, beside=max(names, key=cell_width, default=""), rows=rows)
    for n, (name, layer) in enumerate(zip(names, chart.layers, strict=True)):
        y = frame.y + 1 + 2 * n
        frame.canvas.put(0, y, name, "head")
        stretches = layer.stretches(chart.last)
        spells = [(start, end) for start, end, point in stretches if point.count]
        doubt = [(start, end) for start, end, point in stretches if not point.sure]
        draw_strip(frame.canvas, frame.x, y, frame.days, spells, style, doubt=doubt)
    _draw_marks(frame, chart)
    told = (
        (f"{name}  " if len(names) > 1 else "", layer.told) for name, layer in zip(names, chart.layers, strict=True)
    )
    under = chain.from_iterable(wrap(plain(lead + text, style), width) for lead, text in told)
    return [*frame.canvas.lines(style), "", *under]
