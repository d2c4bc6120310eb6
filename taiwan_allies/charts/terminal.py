"""The charts at a terminal: from a scene to lines of text.

Every function takes a width in cells and a ``Style`` and gives back lines that are at most that wide, without trailing
spaces. Nothing is read, written or asked of the terminal. Colours only go through ``Style.paint``, and never say
anything that the shapes do not say as well.

A column stands for the days that fall into it. Where Unicode allows, lines and areas are drawn in braille dots, two
columns and four rows to a cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from itertools import cycle, pairwise
from typing import Final, NamedTuple

from taiwan_allies.charts.canvas import Canvas, fit, plain
from taiwan_allies.charts.scene import BarChart, Days, Layer, Point, Scene, TimeChart, in_lines, round_step, time_ticks
from taiwan_allies.context import Style
from taiwan_allies.output.text import cell_width, ranged, wrap


def paint(scene: Scene, *, width: int, height: int, style: Style) -> list[str]:
    """The chart in lines: a chart over time has ``height`` of them, bars one each under their heads."""
    if isinstance(scene, BarChart):
        return _bar_lines(scene, width, style)
    return (_stack_lines if scene.stacked else _step_lines)(scene, width, height, style)


# --- the frame that step and stacked charts share -------------------------------------------------


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
        if len(lines) <= most and _widest(lines) <= width:
            return lines
    return []


class _Scale(NamedTuple):
    """``levels`` levels are ``per`` units high; ticks stand every ``step`` units."""

    levels: int
    per: int
    step: int


def _scale(largest: int, rows: int, fine: int) -> _Scale:
    """Round ticks that lie whole rows apart where that costs little height, else as high as it goes."""
    top = rows * fine - 1
    usable = max(1, top - fine if rows >= 6 else top)  # a row for the label of the peak
    apart = max(3, rows // 9) if rows >= 12 else 2 if rows >= 4 else 1
    least = round_step(max(1, -(-apart * fine * largest // usable)))
    for step in (least, round_step(least + 1)):
        levels = usable * step // (largest * fine) * fine
        if 2 * step <= largest and levels * largest * 100 >= usable * step * 85:
            return _Scale(levels, step, step)
    if least > largest:
        least = round_step(max(1, largest // 2))
    return _Scale(usable, largest, least)


class _Frame(NamedTuple):
    """A canvas with axes, years, band and title on it, and where the plot lies."""

    canvas: Canvas
    style: Style
    days: Days  # a column a cell
    x: int
    y: int
    rows: int
    scale: _Scale
    segments: list[_Segment]

    @property
    def across(self) -> int:
        """Columns of the drawing in a cell."""
        return 2 if self.style.unicode else 1

    @property
    def fine(self) -> int:
        """Levels in a row."""
        return 4 if self.style.unicode else 1

    def level(self, value: int) -> int:
        """The height of a value: 0 at the foot of the plot; halves are rounded up."""
        height = (2 * max(0, value) * self.scale.levels + self.scale.per) // (2 * self.scale.per)
        return min(height, self.rows * self.fine - 1)

    def row(self, level: int) -> int:
        """The canvas row in which a level lies."""
        return self.y + self.rows - 1 - level // self.fine

    def row_of(self, value: int) -> int:
        return self.row(self.level(value))

    def sample(self, points: Sequence[Point]) -> list[_Column | None]:
        return _sample(points, self.days._replace(columns=self.days.columns * self.across))


def _frame(chart: TimeChart, width: int, height: int, style: Style, *, margin: int, foot: int = 0) -> _Frame:
    """Shares out the lines and draws all but the data; ``margin`` cells beside it and ``foot`` lines stay free."""
    largest = max(1, chart.largest)
    canvas = Canvas(max(1, width), max(3, height))
    rest = canvas.height - 2 - foot  # the axis and its labels
    named = bool(chart.bands) and rest >= 4
    rest -= named
    title = chart.caption.title
    titles = wrap(plain(title, style), canvas.width) if title else []
    if rest - len(titles) < 4:
        titles = []
    axis = len(str(largest)) + 2
    days = Days.between(chart.first, chart.last, width - axis - margin)
    segments, entries = _segments(chart, days, margin, style)
    legend = _legend(entries, width - axis, (canvas.height - 9) // 6, style) if named else []
    rows = max(1, rest - len(titles) - len(legend))
    scale = _scale(largest, rows, 4 if style.unicode else 1)
    frame = _Frame(canvas, style, days, axis, len(titles), rows, scale, segments)
    for y, line in enumerate(titles):
        canvas.put(0, y, line, "head")
    _draw_values(frame)
    _draw_years(frame, chart)
    if named:
        _draw_names(frame)
    for y, line in enumerate(legend, frame.y + rows + 3):
        canvas.put(axis, y, line, "dim")
    return frame


def _draw_values(frame: _Frame) -> None:
    """The axis of values: round ones at a level each."""
    canvas, x, per = frame.canvas, frame.x, frame.scale.per
    for y in range(frame.y, frame.y + frame.rows):
        canvas.put(x - 1, y, frame.style.pick("│", "|"), "dim")
    value = 0
    while len(str(value)) <= x - 2:
        level = (2 * value * frame.scale.levels + per) // (2 * per)
        if level >= frame.rows * frame.fine:
            break
        canvas.put(x - 1, frame.row(level), frame.style.pick("┤", "+"), "dim")
        canvas.put(x - 2 - len(str(value)), frame.row(level), str(value), "dim")
        value += frame.scale.step


def _draw_years(frame: _Frame, chart: TimeChart) -> None:
    """The axis of time, each label centred under its tick, pushed inside where it would stick out."""
    canvas, style, x, y = frame.canvas, frame.style, frame.x, frame.y + frame.rows
    canvas.put(x - 1, y, style.pick("└", "+") + style.pick("─", "-") * frame.days.columns, "dim")
    ticks = time_ticks(chart.first, chart.last, frame.days.columns)
    for tick in ticks:
        canvas.put(x + tick.column, y, style.pick("┬", "+"), "dim")
    for tick in ticks:
        size = len(tick.label)
        at = min(max(x + tick.column - size // 2 + (size % 2 == 0), 0), canvas.width - size)
        if canvas.free(at, y + 1, size):
            canvas.put(at, y + 1, tick.label, "dim")


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


def _label_peak(frame: _Frame, chart: TimeChart) -> None:
    """The largest value above the line, unless the end's label says it already."""
    if chart.peak is None or frame.rows < 6:
        return
    point, until = chart.peak
    text = str(point)
    middle = frame.x + frame.days.column((point.day.toordinal() + until.toordinal()) // 2)
    at = min(max(middle - len(text) // 2, frame.x), frame.x + frame.days.columns - len(text))
    y = frame.row_of(point.high) - 1
    if frame.canvas.free(at, y, len(text), 0):
        frame.canvas.put(at, y, text, "head")


def _brief(point: Point, width: int) -> str:
    """The count with its range; ``57?`` where the range has no room."""
    text = str(point)
    return text if len(text) <= width or point.sure else f"{point.count}?"


# --- step chart -------------------------------------------------------------------------------------

# The dots of a braille cell, by column and by row from the top.
_BRAILLE: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


def _step_lines(chart: TimeChart, width: int, height: int, style: Style) -> list[str]:
    """The count over time as a step line, in ``height`` lines with axis, band and legend.

    The line is broken (and yellow) where ``low`` and ``high`` differ, and the range is dotted in. Zero is always shown.
    Before the first point nothing is drawn.
    """
    label = _brief(chart.final, width // 4) if chart.total else ""
    frame = _frame(chart, width, height, style, margin=len(label) + 1)
    columns = frame.sample(chart.total)
    (_draw_braille if style.unicode else _draw_ascii)(frame, columns)
    frame.canvas.put(frame.x + frame.days.columns + 1, frame.row_of(chart.final.count), label, "head")
    _label_peak(frame, chart)
    _draw_drops(frame, columns)
    return frame.canvas.lines(style)


def _draw_braille(frame: _Frame, columns: Sequence[_Column | None]) -> None:
    cells: dict[tuple[int, int], int] = {}
    doubt: set[tuple[int, int]] = set()

    def dot(i: int, level: int, unsure: bool) -> None:
        cell = (i // 2, level // 4)
        cells[cell] = cells.get(cell, 0) | _BRAILLE[i % 2][3 - level % 4]
        if unsure:
            doubt.add(cell)

    for i, column in enumerate(columns):
        if column is None:
            continue
        last, bottom, top = (frame.level(v) for v in (column.last, column.bottom, column.top))
        flat = bottom == top
        if not column.sure and frame.rows >= 6 and i % 2:
            low, high = frame.level(column.low), frame.level(column.high)
            for level in range(low, high + 1):
                if level != last and (high - low < 3 or (i // 2 + level) % 2):
                    dot(i, level, True)
        if column.sure or not flat or i % 2 == 0:
            for level in range(bottom, top + 1):
                dot(i, level, not column.sure and flat)
    for (cx, cy), bits in cells.items():
        role = "doubt" if (cx, cy) in doubt else "line"
        frame.canvas.put(frame.x + cx, frame.y + frame.rows - 1 - cy, chr(0x2800 + bits), role)


def _draw_ascii(frame: _Frame, columns: Sequence[_Column | None]) -> None:
    before: int | None = None
    for x, column in enumerate(columns, frame.x):
        if column is None:
            continue
        last, bottom, top = (frame.level(v) for v in (column.last, column.bottom, column.top))
        if not column.sure and frame.rows >= 6:
            for level in range(frame.level(column.low), frame.level(column.high) + 1):
                frame.canvas.put(x, frame.row(level), ":", "doubt")
        if bottom == top:
            frame.canvas.put(x, frame.row(last), *(("-", "line") if column.sure else ("~", "doubt")))
        else:
            for level in range(bottom, top + 1):
                frame.canvas.put(x, frame.row(level), "|", "line")
            for corner in (last, last if before is None else before):
                frame.canvas.put(x, frame.row(corner), "+", "line")
        before = last


def _draw_drops(frame: _Frame, columns: Sequence[_Column | None]) -> None:
    """From the line down to the band where one presidency ends and the next begins."""
    across = frame.across
    for segment in frame.segments:
        if not 0 <= segment.left < frame.days.columns or segment.right - segment.left < 3:
            continue
        here = [c for c in columns[segment.left * across : (segment.left + 1) * across] if c]
        foot = min((min(c.bottom, c.low) for c in here), default=0)
        for y in range(frame.row_of(foot) + 1, frame.y + frame.rows):
            if frame.canvas.free(frame.x + segment.left, y, 1, 0):
                frame.canvas.put(frame.x + segment.left, y, frame.style.pick("┊", "."), "dim")


# --- bars of lost and gained -------------------------------------------------------------------------


class _BarRow(NamedTuple):
    """The texts of one bar."""

    label: str
    lost: str
    gained: str
    end: str
    doubt: str


def _widest(texts: Sequence[str]) -> int:
    return max(map(cell_width, texts), default=0)


def _bar_rows(chart: BarChart, width: int, style: Style) -> tuple[list[_BarRow], int, int]:
    """The texts of the bars, the labels' width, and what is left for the bars themselves.

    On a narrow terminal labels are shortened, ranges become a question mark, then the counts go.
    """
    rows = []
    for bar in chart.bars:
        doubt = ranged(bar.at_end, bar.at_end_low, bar.at_end_high).removeprefix(str(bar.at_end))
        lost, gained = (f"-{bar.lost}" if bar.lost else "0"), (f"+{bar.gained}" if bar.gained else "0")
        rows.append(_BarRow(plain(bar.label, style), lost, gained, str(bar.at_end), doubt))
    label_width = _widest([row.label for row in rows])

    def room() -> int:
        numbers = _widest([row.lost for row in rows]) + _widest([row.gained for row in rows]) + 4
        return width - numbers - _end_width(rows)

    if room() < min(label_width, 8) + 6:
        rows = [row._replace(doubt="?" if row.doubt else "") for row in rows]
    if room() < 6:
        rows = [row._replace(end="", doubt="") for row in rows]
    label_width = max(0, min(label_width, max(room() // 2, room() - 15)))
    return rows, label_width, max(2, room() - label_width)


def _end_width(rows: Sequence[_BarRow]) -> int:
    """What the counts at the end and their ranges take, with the space before them."""
    end = _widest([row.end for row in rows])
    return end + _widest([row.doubt for row in rows]) + 2 if end else 0


def _bar_scale(chart: BarChart, cells: int, style: Style) -> tuple[int, int, Callable[[int], int]]:
    """The cells to the left and right of the axis, and how long the bar of a value is: in halves where there are any.

    Both sides have one scale, so equal numbers are equally long; what is not zero is never drawn as nothing. Two cells
    a unit are enough.
    """
    lost = max((b.lost for b in chart.bars), default=0)
    gained = max((b.gained for b in chart.bars), default=0)
    left = min(max(1, cells * lost // max(1, lost + gained)), 2 * lost or 1, cells - 1)
    right = min(max(1, cells - left), 2 * gained or 1)
    fine = 2 if style.unicode else 1
    scales = [(side * fine, most) for side, most in ((left, lost), (right, gained)) if most]
    top, bottom = min(scales, key=lambda s: s[0] / s[1]) if scales else (1, 1)
    return left, right, lambda value: max(1, (2 * value * top + bottom) // (2 * bottom)) if value else 0


def _bar_lines(chart: BarChart, width: int, style: Style) -> list[str]:
    """One line a bar under a line of heads: lost to the left of a common axis, gained to the right."""
    rows, label_width, cells = _bar_rows(chart, width, style)
    left, right, length = _bar_scale(chart, cells, style)
    end_width = _widest([row.end for row in rows])
    # The heads may be wider than what stands under them; the last one hangs over to the left.
    heads = [plain(head, style) for head in chart.heads]
    lost_head, gained_head, end_head = heads if end_width else (*heads[:2], "")
    left_side = left + _widest([row.lost for row in rows]) + 1
    right_side = right + _widest([row.gained for row in rows]) + 1
    spare = max(0, width - label_width - left_side - right_side - 4 - _end_width(rows))
    wanted = min(max(0, cell_width(lost_head) + 1 - left_side), spare)
    left_side += wanted
    wanted_right = cell_width(gained_head) + 1 + max(0, cell_width(end_head) - end_width) - right_side
    right_side += min(max(0, wanted_right), spare - wanted)
    axis = label_width + 1 + left_side
    end_at = axis + 1 + right_side + 2
    gained_head = fit(gained_head, right_side, style)
    end_head = fit(end_head, end_at + end_width - axis - 3 - cell_width(gained_head), style)
    lost_head = fit(lost_head, left_side - 1, style)
    canvas = Canvas(max(1, width), len(rows) + 1)
    canvas.put(axis - 1 - cell_width(lost_head), 0, lost_head, "lost")
    canvas.put(axis + 2, 0, gained_head, "gained")
    canvas.put(end_at + end_width - cell_width(end_head), 0, end_head, "head")
    canvas.put(axis, 0, style.pick("│", "|"), "dim")
    for y, (row, bar) in enumerate(zip(rows, chart.bars, strict=True), 1):
        _draw_bar(canvas, y, axis, row, (length(bar.lost), length(bar.gained)), style)
        canvas.put(0, y, fit(row.label, label_width, style), "name")
        canvas.put(end_at, y, row.end.rjust(end_width), "head")
        canvas.put(end_at + end_width, y, row.doubt, "doubt")
    return canvas.lines(style)


def _draw_bar(canvas: Canvas, y: int, axis: int, row: _BarRow, lengths: tuple[int, int], style: Style) -> None:
    """Both halves of a bar with their numbers. Half blocks are the finest that exist for both directions."""
    lost, gained = lengths
    loss = style.pick("▐" * (lost % 2) + "█" * (lost // 2), "-" * lost)
    gain = style.pick("█" * (gained // 2) + "▌" * (gained % 2), "+" * gained)
    canvas.put(axis, y, style.pick("│", "|"), "dim")
    canvas.put(axis - len(loss), y, loss, "lost")
    canvas.put(axis + 1, y, gain, "gained")
    canvas.put(axis - len(loss) - 1 - len(row.lost), y, row.lost, "lost" if lost else "dim")
    canvas.put(axis + 2 + len(gain), y, row.gained, "gained" if gained else "dim")


# --- stacked areas -----------------------------------------------------------------------------------

_Pattern = Callable[[int, int], bool]


class _Fill(NamedTuple):
    """What a layer is filled with: dots (by their column, and row from the foot), or a letter in ASCII."""

    dots: _Pattern
    letter: str
    role: str = ""

    def swatch(self, style: Style) -> str:
        """Two cells of it, for a legend."""
        if not style.unicode:
            return self.letter * 2
        bits = sum(_BRAILLE[x][3 - y] for x in (0, 1) for y in range(4) if self.dots(x, y))
        return chr(0x2800 + bits) * 2


_FILLS: Final = {
    "Africa": _Fill(lambda x, y: True, "A", "Africa"),
    "Americas": _Fill(lambda x, y: (x + y) % 2 == 0, "M", "Americas"),
    "Asia": _Fill(lambda x, y: x % 2 == 0, "S", "Asia"),
    "Europe": _Fill(lambda x, y: y % 2 == 0, "E", "Europe"),
    "Oceania": _Fill(lambda x, y: x % 2 == 0 or y % 2 == 0, "O", "Oceania"),
}
_MORE_FILLS: Final = (
    _Fill(lambda x, y: x % 2 == 0 and y % 2 == 0, "#"),
    _Fill(lambda x, y: (x + y) % 4 == 0, "="),
    _Fill(lambda x, y: (x - y) % 4 == 0, "+"),
    _Fill(lambda x, y: (x + y) % 4 != 0, "x"),
    _Fill(lambda x, y: y % 4 == 0, "o"),
)


def _fills(layers: Sequence[Layer]) -> list[_Fill]:
    spare = cycle(_MORE_FILLS)
    return [_FILLS.get(layer.key or layer.name) or next(spare) for layer in layers]


def _stack_lines(chart: TimeChart, width: int, height: int, style: Style) -> list[str]:
    """The count as areas on top of each other, the first layer lowest, each with a fill of its own.

    A column shows the counts at its end; the highest dots are always set, so that the total has an edge. A cell takes
    the colour of the layer that fills most of it. The labels give every layer's last count: beside the end of its area,
    or in a legend where that is too narrow.
    """
    fills = _fills(chart.layers)
    labels = [f"{plain(layer.name, style)} {layer.points[-1] if layer.points else 0}" for layer in chart.layers]
    sum_label = _brief(chart.final, width // 4)
    widest = _widest(labels) + 3
    beside = width >= 60 and height - 5 > len(labels) and widest <= width // 3
    swatched = list(zip(fills, labels, strict=True))
    legend = [] if beside or widest > width else in_lines(swatched, lambda entry: cell_width(entry[1]) + 3, 2, width)
    if len(legend) > height - 6:
        legend = []
    margin = (max(widest, len(sum_label)) if beside else len(sum_label)) + 1
    frame = _frame(chart, width, height, style, margin=margin, foot=len(legend))
    _draw_areas(frame, [frame.sample(layer.points) for layer in chart.layers], fills)
    canvas, x = frame.canvas, frame.x + frame.days.columns + 1
    rows = _spread(frame, chart.layers) if beside else []
    for (fill, text), row in zip(swatched, rows, strict=False):
        canvas.put(x, row, fill.swatch(style), fill.role)
        canvas.put(x + 3, row, text)
    canvas.put(x, min([frame.row_of(chart.final.count), *(row - 1 for row in rows)]), sum_label, "head")
    _label_peak(frame, chart)
    for y, line in enumerate(legend, canvas.height - len(legend)):
        x = 0
        for fill, text in line:
            canvas.put(x, y, fill.swatch(style), fill.role)
            canvas.put(x + 3, y, text)
            x += cell_width(text) + 5
    return canvas.lines(style)


def _draw_areas(frame: _Frame, sampled: Sequence[Sequence[_Column | None]], fills: Sequence[_Fill]) -> None:
    scale, across, fine = frame.scale, frame.across, frame.fine
    bits: dict[tuple[int, int], int] = {}
    owners: dict[tuple[int, int], list[int]] = {}  # a cell's dots by layer
    for i, columns in enumerate(zip(*sampled, strict=True)):
        reached, level = 0, 0
        tops: list[int] = []
        for column in columns:
            reached += max(0, column.last) if column else 0
            tops.append(min((2 * reached * scale.levels + scale.per) // (2 * scale.per), frame.rows * fine))
        for k, top in enumerate(tops):
            thin = top - level < 2
            for y in range(level, top):
                cell = (i // across, y // fine)
                owners.setdefault(cell, [0] * len(fills))[k] += 1
                if thin or y == tops[-1] - 1 or fills[k].dots(i, y):
                    bits[cell] = bits.get(cell, 0) | _BRAILLE[i % 2][3 - y % 4]
            level = top
    for cell, shares in owners.items():
        fill = fills[max(range(len(shares)), key=shares.__getitem__)]
        char = chr(0x2800 + bits.get(cell, 0)) if frame.style.unicode else fill.letter
        frame.canvas.put(frame.x + cell[0], frame.y + frame.rows - 1 - cell[1], char, fill.role)


def _spread(frame: _Frame, layers: Sequence[Layer]) -> list[int]:
    """A row for each layer's label: at the middle of its end, moved apart, one row left on top."""
    rows: list[int] = []
    reached = 0
    for layer in layers:
        count = max(0, layer.points[-1].count) if layer.points else 0
        middle = frame.row_of(reached + count // 2)
        rows.append(min(middle, rows[-1] - 1) if rows else middle)
        reached += count
    highest = frame.y + 1
    for i in range(len(rows) - 1, -1, -1):
        rows[i] = max(rows[i], highest)
        highest = rows[i] + 1
    return rows


# --- strips --------------------------------------------------------------------------------------------

Span = tuple[date, date]


def strip(
    openings: Sequence[Span], first: date, last: date, *, width: int, style: Style, doubt: Sequence[Span] = ()
) -> str:
    """One state's history in one line: a heavy line over the spells ``[from, until)``, dots elsewhere.

    A spell of any length shows, and so does a gap between two spells, unless that would hide a spell. ``doubt`` are
    stretches in which relations may have stood or not; they are drawn broken.
    """
    halves = 2 if style.unicode else 1
    days = Days.between(first, last, max(1, width) * halves)
    filled = _filled(_clipped(openings, days), days)
    unsure = [False] * days.columns
    for a, b in _clipped(doubt, days):
        for x in range(days.column(a), days.column(b) + 1):
            unsure[x] = True
    canvas = Canvas(max(1, width), 1)
    for x in range(canvas.width):
        cell = filled[x * halves : (x + 1) * halves]
        if any(unsure[x * halves : (x + 1) * halves]):
            canvas.put(x, 0, style.pick("╍", "~"), "doubt")
        elif all(cell):
            canvas.put(x, 0, style.pick("━", "="), "line")
        elif any(cell):
            canvas.put(x, 0, "╸" if cell[0] else "╺", "line")
        else:
            canvas.put(x, 0, style.pick("·", "."), "dim")
    return canvas.lines(style)[0]


def _clipped(spans: Sequence[Span], days: Days) -> list[tuple[int, int]]:
    """The first and last day of what is visible of each span, in order."""
    return sorted(
        (max(a.toordinal(), days.first), min(b.toordinal() - 1, days.last))
        for a, b in spans
        if a < b and a.toordinal() <= days.last and b.toordinal() > days.first
    )


def _filled(spans: Sequence[tuple[int, int]], days: Days) -> list[bool]:
    """The columns in which a spell shows."""
    filled = [False] * days.columns
    pieces: list[tuple[int, int]] = []  # each spell's first and last column
    for a, b in spans:
        left, right = days.column(a), days.column(b)
        # A column belongs to what stood at its end; a spell has at least the one it begins in.
        if days.span(right)[1] > b and right > left:
            right -= 1
        pieces.append((left, right))
        filled[left : right + 1] = [True] * (right + 1 - left)
    for ((_, left_end), (right_start, _)), (one, two) in zip(pairwise(spans), pairwise(pieces), strict=True):
        gap = range(days.column(left_end + 1), days.column(right_start - 1) + 1)
        if left_end + 1 < right_start and all(filled[x] for x in gap):
            # Its column goes blank unless that is all there is of a spell.
            spare = [x for x in gap if (x, x) not in (one, two)]
            if spare:
                filled[spare[0]] = False
    return filled


def strip_axis(first: date, last: date, *, width: int, style: Style) -> str:
    """The years over or under strips: a mark in the column where the year begins, then the year."""
    canvas = Canvas(max(1, width), 1)
    for tick in time_ticks(first, last, canvas.width):
        text = style.pick("╷", "|") + tick.label
        if tick.column + len(text) <= canvas.width:
            if canvas.free(tick.column, 0, len(text)):
                canvas.put(tick.column, 0, text, "dim")
        elif canvas.free(tick.column - len(tick.label), 0, len(text)):
            canvas.put(tick.column - len(tick.label), 0, tick.label + text[0], "dim")
    return canvas.lines(style)[0]
