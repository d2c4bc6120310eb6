"""The charts at a terminal: pure functions from data to lines of text.

Every function takes its data, a width in cells and a ``Style`` and gives back lines that are at most
that wide, without trailing spaces. Nothing is read, written or asked of the terminal. Colours only
go through ``Style.paint``, and never say anything that the shapes do not say as well.

Time runs over real days: ``start`` and ``end`` are the first and the last day shown, both included.
A column stands for the days that fall into it. Where Unicode allows, the line of a step chart is
drawn in braille dots, two columns and four rows to a cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from taiwan_allies.charts.canvas import Canvas, fit, plain
from taiwan_allies.output.style import Style
from taiwan_allies.output.text import cell_width, wrap

__all__ = [
    "Band",
    "Bar",
    "Layer",
    "Point",
    "cell_width",
    "diverging_bars",
    "stacked_chart",
    "step_chart",
    "strip",
    "strip_axis",
]


@dataclass(frozen=True, slots=True)
class Point:
    """The count from ``day`` (inclusive) until the next point's day; ``low <= count <= high``."""

    day: date
    count: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Band:
    """One presidency: ``[start, end)``, its name and a shorter one."""

    start: date
    end: date
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Bar:
    """What one period lost and gained, and what it left behind."""

    label: str
    lost: int
    gained: int
    at_end: int
    at_end_low: int
    at_end_high: int


@dataclass(frozen=True, slots=True)
class Layer:
    """One region's count over time. ``key`` is the English name, for the colour and the letter."""

    name: str
    points: tuple[Point, ...]
    key: str = ""


# --- time ---------------------------------------------------------------------------------------


class _Days(NamedTuple):
    """The days from ``first`` to ``first + length - 1`` laid over ``columns`` columns."""

    first: int
    length: int
    columns: int

    def span(self, column: int) -> tuple[int, int]:
        """The first and last day of a column; a column is never without a day."""
        a = column * self.length // self.columns
        b = (column + 1) * self.length // self.columns - 1
        return self.first + a, self.first + max(a, b)

    def column(self, ordinal: int) -> int:
        """The column in which a day begins; may lie outside."""
        day = ordinal - self.first
        if self.length >= self.columns:
            return ((day + 1) * self.columns - 1) // self.length
        return -(-day * self.columns // self.length)


def _days(start: date, end: date, columns: int) -> _Days:
    return _Days(start.toordinal(), max(1, end.toordinal() - start.toordinal() + 1), max(1, columns))


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


def _sample(points: Sequence[Point], days: _Days) -> list[_Column | None]:
    """One entry a column; None before the first point. The stroke starts at the column before."""
    starts = [p.day.toordinal() for p in points]
    columns: list[_Column | None] = []
    before: int | None = None
    for i in range(days.columns):
        first, last = days.span(i)
        a, b = bisect_right(starts, first) - 1, bisect_right(starts, last) - 1
        if b < 0:
            columns.append(None)
            continue
        seen = points[max(a, 0) : b + 1]
        counts = [p.count for p in seen]
        if before is not None:
            counts.append(before)
        end = seen[-1]
        columns.append(
            _Column(
                end.count,
                min(counts),
                max(counts),
                end.low if end.low == end.high else min(p.low for p in seen),
                end.high if end.low == end.high else max(p.high for p in seen),
            )
        )
        before = end.count
    return columns


def _at(points: Sequence[Point], day: date) -> Point | None:
    """The point in effect on ``day``."""
    found = None
    for point in points:
        if point.day > day:
            break
        found = point
    return found


def _number(count: int, low: int, high: int) -> str:
    """``57``, or ``57 (55-59)`` where it is not certain."""
    return str(count) if low == high else f"{count} ({low}-{high})"


def _number_within(point: Point, width: int) -> str:
    """The same; ``57?`` where the range has no room."""
    text = _number(point.count, point.low, point.high)
    return text if len(text) <= width or point.low == point.high else f"{point.count}?"


def round_step(least: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50, ... that is at least ``least``."""
    scale = 1
    while True:
        for digit in (1, 2, 5):
            if digit * scale >= least:
                return digit * scale
        scale *= 10


class Tick(NamedTuple):
    """A mark on the axis of time: its column, what it says, and the day it stands at."""

    column: int
    label: str
    day: date


def time_ticks(start: date, end: date, width: int) -> list[Tick]:
    """Round years; where fewer than two fit the months, then the days of the two ends."""
    days = _days(start, end, width)

    def tick(label: str, year: int, month: int = 1) -> Tick:
        day = date(year, month, 1)
        return Tick(days.column(day.toordinal()), label, day)

    years = range(start.year if (start.month, start.day) == (1, 1) else start.year + 1, end.year + 1)
    months = range(start.year * 12 + start.month - (start.day == 1), end.year * 12 + end.month)
    if len(years) < 4:
        for step in (1, 2, 3, 6):
            ticks = [tick(f"{m // 12:04}-{m % 12 + 1:02}", m // 12, m % 12 + 1) for m in months if m % step == 0]
            if len(ticks) >= 2 and all(b.column - a.column >= 9 for a, b in pairwise(ticks)):
                return ticks
    least = max(1, -(-7 * days.length // (365 * days.columns)))  # seven cells a label
    for step in (round_step(least), round_step(least + 1)):
        ticks = [tick(str(y), y) for y in years if y % step == 0]
        if len(ticks) >= 2 and ticks[1].column - ticks[0].column >= 6:
            return ticks
    ends = [Tick(0, start.isoformat(), start)]
    if end > start and width >= 22:
        ends.append(Tick(width - 1, end.isoformat(), end))
    return ends


def _put_labels(canvas: Canvas, ticks: Sequence[Tick], x: int, y: int) -> None:
    """Each label centred under its tick, pushed inside where it would stick out."""
    for tick in ticks:
        size = len(tick.label)
        at = min(max(x + tick.column - size // 2 + (size % 2 == 0), 0), canvas.width - size)
        if canvas.free(at, y, size):
            canvas.put(at, y, tick.label, "dim")


# --- the frame that step and stacked charts share -------------------------------------------------


def initials(name: str) -> str:
    """``Chiang Kai-shek`` -> ``CKS``; of a Chinese name the family name's character."""
    if not name.isascii():
        return name[:1]
    return "".join(part[0] for part in name.replace("-", " ").split()).upper()


class _Segment(NamedTuple):
    left: int  # the separator's column, -1 for the axis
    right: int
    text: str


def _segments(bands: Sequence[Band], days: _Days, overhang: int, style: Style) -> tuple[list[_Segment], list[str]]:
    """Where each presidency lies and what it is called there; and what a legend has to explain."""
    first, last = days.first, days.first + days.length - 1
    shown = sorted(
        (b for b in bands if b.start.toordinal() <= last and b.end.toordinal() > first and b.start < b.end),
        key=lambda b: b.start,
    )
    segments: list[_Segment] = []
    short_forms: list[str] = []
    unnamed: list[str] = []
    for i, band in enumerate(shown):
        left = -1 if band.start.toordinal() <= first else days.column(band.start.toordinal())
        until = band.end.toordinal()
        if i + 1 < len(shown):
            until = min(until, shown[i + 1].start.toordinal())
        right = days.columns if until > last else days.column(until)
        name, short = plain(band.name, style), plain(band.short, style)
        space = right - left - 1 + (overhang if until > last else 0)
        text = ""
        if not name.strip("? "):
            # A Chinese name where only ASCII can be shown says nothing: the caller has an English one.
            segments.append(_Segment(left, right, text))
            continue
        for choice in (name, short, initials(name)):
            if choice and cell_width(choice) <= space:
                text = choice
                break
        if text not in name.split() and text != name:
            entry, legend = f"{text} {name}", short_forms if text else unnamed
            if not text:
                a, b = max(band.start.year, date.fromordinal(first).year), date.fromordinal(until).year
                years = f"{a}-" if until > last else f"{a}-{b % 100:02}" if a < b else str(a)
                entry = f"{years} {name}"
            if entry not in legend:
                legend.append(entry)
        segments.append(_Segment(left, right, text))
    # The letters that stand in the picture come first: without the legend nobody knows what they mean.
    return segments, short_forms + unnamed


def _legend_lines(entries: Sequence[str], width: int, most: int, style: Style) -> list[str]:
    """The entries in at most ``most`` lines; what does not fit is counted."""
    if most <= 0 or not entries:
        return []
    joint = style.pick(" · ", "; ")
    for shown in range(len(entries), 0, -1):
        texts = list(entries[:shown])
        if shown < len(entries):
            texts.append(f"and {len(entries) - shown} more")
        lines = [""]
        for text in texts:
            if lines[-1] and cell_width(lines[-1]) + len(joint) + cell_width(text) > width:
                lines.append("")
            lines[-1] += (joint if lines[-1] else "") + text
        if len(lines) <= most and all(cell_width(line) <= width for line in lines):
            return lines
    return []


class _Scale(NamedTuple):
    """``levels`` levels are ``per`` units high; ticks stand every ``step`` units."""

    levels: int
    per: int
    step: int


def _scale(largest: int, rows: int, fine: int, usable: int) -> _Scale:
    """Round ticks that lie whole rows apart where that costs little height, else as high as it goes."""
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
    days: _Days  # a column a cell
    x: int
    y: int
    columns: int
    rows: int
    fine: int  # levels a row
    scale: _Scale

    def level(self, value: int) -> int:
        """The height of a value: 0 at the foot of the plot; halves are rounded up."""
        height = (2 * max(0, value) * self.scale.levels + self.scale.per) // (2 * self.scale.per)
        return min(height, self.rows * self.fine - 1)

    def row(self, level: int) -> int:
        """The canvas row in which a level lies."""
        return self.y + self.rows - 1 - level // self.fine


def _frame(
    largest: int,
    bands: Sequence[Band],
    start: date,
    end: date,
    *,
    width: int,
    height: int,
    style: Style,
    title: str,
    margin: int,
    fine: int,
    headroom: bool,
    extra: int = 0,
) -> tuple[_Frame, list[_Segment]]:
    """Shares out the lines and draws all but the data. ``extra`` lines stay free at the foot."""
    largest = max(1, largest)
    canvas = Canvas(max(1, width), max(3, height))
    rest = canvas.height - 2 - extra  # the axis and its labels
    band_row = bool(bands) and rest >= 4
    rest -= band_row
    titles = wrap(plain(title, style), canvas.width) if title else []
    if rest - len(titles) < 4:
        titles = []
    rest -= len(titles)
    axis = len(str(largest)) + 2
    columns = max(1, width - axis - margin)
    days = _days(start, end, columns)
    segments, entries = _segments(bands, days, margin, style) if bands else ([], [])
    legend = _legend_lines(entries, width - axis, (canvas.height - 9) // 6, style) if band_row else []
    rest -= len(legend)
    rows = max(1, rest)
    top = rows * fine - 1
    scale = _scale(largest, rows, fine, max(1, top - fine if headroom and rows >= 6 else top))
    frame = _Frame(canvas, days, axis, len(titles), columns, rows, fine, scale)
    for y, line in enumerate(titles):
        canvas.put(0, y, line, "head")
    _draw_axes(frame, start, end, style)
    foot = frame.y + rows + 2
    if band_row:
        _draw_band(frame, segments, foot, style)
        foot += 1
    for line in legend:
        canvas.put(axis, foot, line, "dim")
        foot += 1
    return frame, segments


def _draw_axes(frame: _Frame, start: date, end: date, style: Style) -> None:
    canvas, x, bottom = frame.canvas, frame.x, frame.y + frame.rows
    for y in range(frame.y, bottom):
        canvas.put(x - 1, y, style.pick("│", "|"), "dim")
    value = 0
    while (height := 2 * value * frame.scale.levels + frame.scale.per) < (
        2 * frame.scale.per * frame.rows * frame.fine
    ) and len(str(value)) <= x - 2:
        y = frame.row(height // (2 * frame.scale.per))
        canvas.put(x - 1, y, style.pick("┤", "+"), "dim")
        canvas.put(x - 2 - len(str(value)), y, str(value), "dim")
        value += frame.scale.step
    canvas.put(x - 1, bottom, style.pick("└", "+") + style.pick("─", "-") * frame.columns, "dim")
    ticks = time_ticks(start, end, frame.columns)
    for tick in ticks:
        canvas.put(x + tick.column, bottom, style.pick("┬", "+"), "dim")
    _put_labels(canvas, ticks, x, bottom + 1)


def _draw_band(frame: _Frame, segments: Sequence[_Segment], y: int, style: Style) -> None:
    canvas, bar = frame.canvas, style.pick("│", "|")
    for segment in segments:
        for column in (segment.left, segment.right):
            if column < frame.columns:
                canvas.put(frame.x + column, y, bar, "dim")
    for segment in segments:
        size = cell_width(segment.text)
        space = min(segment.right, frame.columns) - segment.left - 1
        at = segment.left + 1 + max(0, (space - size) // 2)
        canvas.put(frame.x + at, y, segment.text, "name")


# --- step chart -------------------------------------------------------------------------------------

# The dots of a braille cell, by column and by row from the top.
_BRAILLE: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


def step_chart(
    points: Sequence[Point],
    bands: Sequence[Band],
    start: date,
    end: date,
    *,
    width: int,
    height: int,
    style: Style,
    title: str = "",
) -> list[str]:
    """The count over time as a step line, in ``height`` lines with axis, band and legend.

    The line is broken (and yellow) where ``low`` and ``high`` differ, and the range is dotted in. Zero
    is always shown. Before the first point nothing is drawn.
    """
    points = sorted((p for p in points if p.day <= end), key=lambda p: p.day)
    final = points[-1] if points else None
    seen = [p for p in points if p.day > start]
    opening = _at(points, start)
    if opening:
        seen.insert(0, opening)
    label = _number_within(final, width // 4) if final else ""
    across, fine = (2, 4) if style.unicode else (1, 1)
    frame, segments = _frame(
        max((p.high for p in seen), default=1),
        bands,
        start,
        end,
        width=width,
        height=height,
        style=style,
        title=title,
        margin=len(label) + 1,
        fine=fine,
        headroom=True,
    )
    columns = _sample(points, _days(start, end, frame.columns * across))
    if style.unicode:
        _draw_braille(frame, columns)
    else:
        _draw_ascii(frame, columns)
    if final:
        frame.canvas.put(frame.x + frame.columns + 1, frame.row(frame.level(final.count)), label, "head")
        _label_peak(frame, seen, end)
    _draw_drops(frame, segments, columns, style)
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
    for i, column in enumerate(columns):
        if column is None:
            continue
        x, role = frame.x + i, "line" if column.sure else "doubt"
        last, bottom, top = (frame.level(v) for v in (column.last, column.bottom, column.top))
        if not column.sure and frame.rows >= 6:
            for level in range(frame.level(column.low), frame.level(column.high) + 1):
                frame.canvas.put(x, frame.row(level), ":", "doubt")
        if bottom == top:
            frame.canvas.put(x, frame.row(last), "-" if column.sure else "~", role)
        else:
            for level in range(bottom, top + 1):
                frame.canvas.put(x, frame.row(level), "|", "line")
            frame.canvas.put(x, frame.row(last), "+", "line")
            if before is not None:
                frame.canvas.put(x, frame.row(before), "+", "line")
        before = last


def _draw_drops(frame: _Frame, segments: Sequence[_Segment], columns: Sequence[_Column | None], style: Style) -> None:
    """From the line down to the band where one presidency ends and the next begins."""
    across = len(columns) // frame.columns
    for segment in segments:
        if not 0 <= segment.left < frame.columns or segment.right - segment.left < 3:
            continue
        here = [c for c in columns[segment.left * across : (segment.left + 1) * across] if c]
        foot = min((min(c.bottom, c.low) for c in here), default=0)
        for y in range(frame.row(frame.level(foot)) + 1, frame.y + frame.rows):
            if frame.canvas.free(frame.x + segment.left, y, 1, 0):
                frame.canvas.put(frame.x + segment.left, y, style.pick("┊", "."), "dim")


def _label_peak(frame: _Frame, seen: Sequence[Point], end: date) -> None:
    """The largest value above the line, unless the end's label says it already."""
    best = max(range(len(seen)), key=lambda i: (seen[i].count, -i))
    peak = seen[best]
    after = seen[best + 1].day if best + 1 < len(seen) else end
    if best + 1 == len(seen) or frame.rows < 6:
        return
    text = _number(peak.count, peak.low, peak.high)
    middle = (max(peak.day.toordinal(), frame.days.first) + after.toordinal()) // 2
    at = frame.x + frame.days.column(middle) - len(text) // 2
    at = min(max(at, frame.x), frame.x + frame.columns - len(text))
    y = frame.row(frame.level(peak.high)) - 1
    if frame.canvas.free(at, y, len(text), 0):
        frame.canvas.put(at, y, text, "head")


# --- bars of lost and gained -------------------------------------------------------------------------


def diverging_bars(
    bars: Sequence[Bar],
    *,
    width: int,
    style: Style,
    heads: tuple[str, str, str] = ("lost", "gained", "at end"),
) -> list[str]:
    """One line a bar under a line of heads: lost to the left of a common axis, gained to the right.

    Both sides have one scale, so equal numbers are equally long; what is not zero is never drawn as
    nothing. Half blocks are the finest that exist for both directions.
    """
    lost_head, gained_head, end_head = (plain(h, style) for h in heads)
    labels = [plain(b.label, style) for b in bars]
    minus = [f"-{b.lost}" if b.lost else "0" for b in bars]
    plus = [f"+{b.gained}" if b.gained else "0" for b in bars]
    ends = [str(b.at_end) for b in bars]
    ranges = [_number(b.at_end, b.at_end_low, b.at_end_high)[len(e) :] for b, e in zip(bars, ends, strict=True)]
    most_lost = max((b.lost for b in bars), default=0)
    most_gained = max((b.gained for b in bars), default=0)
    minus_width = max(map(len, minus), default=0) + 1
    plus_width = max(map(len, plus), default=0) + 1
    label_width = max(map(cell_width, labels), default=0)
    end_width, range_width = max(map(len, ends), default=0), max(map(len, ranges), default=0)

    # What the labels and the bars share; on a narrow terminal labels are shortened, then columns go.
    def room() -> int:
        return width - minus_width - plus_width - 2 - (end_width + range_width + 2 if end_width else 0)

    if room() < min(label_width, 8) + 6:
        ranges = ["?" if text else "" for text in ranges]
        range_width = max(map(len, ranges), default=0)
    if room() < 6:
        end_width, end_head, ends, ranges = 0, "", ["" for _ in bars], ["" for _ in bars]
    label_width = max(0, min(label_width, max(room() // 2, room() - 15)))
    cells = max(2, room() - label_width)

    # Halves of cells a unit, as a fraction: two cells a unit are enough.
    fine = 2 if style.unicode else 1
    per = max(1, most_lost + most_gained)
    left = min(max(1, cells * most_lost // per), 2 * most_lost or 1)
    right = min(max(1, cells - left), 2 * most_gained or 1)
    scales = [(c * fine, most) for c, most in ((left, most_lost), (right, most_gained)) if most]
    top, bottom = min(scales, key=lambda s: s[0] / s[1]) if scales else (1, 1)

    def length(value: int) -> int:
        return max(1, (2 * value * top + bottom) // (2 * bottom)) if value else 0

    # The heads may be wider than what stands under them; the last one hangs over to the left.
    spare = width - label_width - minus_width - plus_width - left - right - 4
    spare -= end_width + range_width + 2 if end_width else 0
    left_side = minus_width + left
    wanted = min(max(0, cell_width(lost_head) + 1 - left_side), max(0, spare))
    left_side += wanted
    right_side = plus_width + right
    wanted_right = cell_width(gained_head) + 1 + max(0, cell_width(end_head) - end_width) - right_side
    right_side += min(max(0, wanted_right), max(0, spare - wanted))
    axis = label_width + 1 + left_side
    end_at = axis + 1 + right_side + 2
    lost_head = fit(lost_head, left_side - 1, style)
    gained_head = fit(gained_head, right_side, style)
    end_head = fit(end_head, end_at + end_width - axis - 3 - cell_width(gained_head), style)
    canvas = Canvas(max(1, width), len(bars) + 1)
    canvas.put(axis - 1 - cell_width(lost_head), 0, lost_head, "lost")
    canvas.put(axis + 2, 0, gained_head, "gained")
    canvas.put(end_at + end_width - cell_width(end_head), 0, end_head, "head")
    for y in range(len(bars) + 1):
        canvas.put(axis, y, style.pick("│", "|"), "dim")
    for y, bar in enumerate(bars, 1):
        canvas.put(0, y, fit(labels[y - 1], label_width, style), "name")
        lost, gained = length(bar.lost), length(bar.gained)
        loss = style.pick("▐" * (lost % 2) + "█" * (lost // 2), "-" * lost)
        gain = style.pick("█" * (gained // 2) + "▌" * (gained % 2), "+" * gained)
        canvas.put(axis - len(loss), y, loss, "lost")
        canvas.put(axis + 1, y, gain, "gained")
        text = minus[y - 1]
        canvas.put(axis - len(loss) - 1 - len(text), y, text, "lost" if lost else "dim")
        canvas.put(axis + 2 + len(gain), y, plus[y - 1], "gained" if gained else "dim")
        canvas.put(end_at, y, ends[y - 1].rjust(end_width), "head")
        canvas.put(end_at + end_width, y, ranges[y - 1], "doubt")
    return canvas.lines(style)


# --- stacked areas -----------------------------------------------------------------------------------

_Pattern = Callable[[int, int], bool]

# What a layer is filled with: in dots (their column, and row from the foot), and in ASCII.
_PATTERNS: Final[dict[str, tuple[_Pattern, str]]] = {
    "Africa": (lambda x, y: True, "A"),
    "Americas": (lambda x, y: (x + y) % 2 == 0, "M"),
    "Asia": (lambda x, y: x % 2 == 0, "S"),
    "Europe": (lambda x, y: y % 2 == 0, "E"),
    "Oceania": (lambda x, y: x % 2 == 0 or y % 2 == 0, "O"),
}
_MORE_PATTERNS: Final[tuple[tuple[_Pattern, str], ...]] = (
    (lambda x, y: x % 2 == 0 and y % 2 == 0, "#"),
    (lambda x, y: (x + y) % 4 == 0, "="),
    (lambda x, y: (x - y) % 4 == 0, "+"),
    (lambda x, y: (x + y) % 4 != 0, "x"),
    (lambda x, y: y % 4 == 0, "o"),
)


class _Fill(NamedTuple):
    dots: _Pattern
    letter: str
    role: str

    def swatch(self, style: Style) -> str:
        """Two cells of it, for a legend."""
        if not style.unicode:
            return self.letter * 2
        bits = sum(_BRAILLE[x][3 - y] for x in (0, 1) for y in range(4) if self.dots(x, y))
        return chr(0x2800 + bits) * 2


def _fills(layers: Sequence[Layer]) -> list[_Fill]:
    spare = 0
    found = []
    for layer in layers:
        key = layer.key or layer.name
        if key in _PATTERNS:
            found.append(_Fill(*_PATTERNS[key], key))
        else:
            found.append(_Fill(*_MORE_PATTERNS[spare % len(_MORE_PATTERNS)], ""))
            spare += 1
    return found


def total_points(layers: Sequence[tuple[Point, ...]]) -> tuple[Point, ...]:
    """The sum of several counts, over time."""
    changes: list[tuple[date, int, int, int]] = []
    for points in layers:
        before = (0, 0, 0)
        for p in points:
            changes.append((p.day, p.count - before[0], p.low - before[1], p.high - before[2]))
            before = (p.count, p.low, p.high)
    changes.sort(key=lambda c: c[0])
    total: list[Point] = []
    count = low = high = 0
    for day, c, lo, hi in changes:
        count, low, high = count + c, low + lo, high + hi
        if total and total[-1].day == day:
            total.pop()
        total.append(Point(day, count, low, high))
    return tuple(total)


def stacked_chart(
    layers: Sequence[Layer],
    bands: Sequence[Band],
    start: date,
    end: date,
    *,
    width: int,
    height: int,
    style: Style,
    title: str = "",
) -> list[str]:
    """The count as areas on top of each other, the first layer lowest, each with a fill of its own.

    A column shows the counts at its end; the highest dots are always set, so that the total has an
    edge. A cell takes the colour of the layer that fills most of it. The labels give every layer's last
    count: beside the end of its area, or in a legend where that is too narrow.
    """
    series = [tuple(sorted((p for p in a.points if p.day <= end), key=lambda p: p.day)) for a in layers]
    total = total_points(series)
    fills = _fills(layers)
    labels = []
    for layer, points in zip(layers, series, strict=True):
        last = _number(points[-1].count, points[-1].low, points[-1].high) if points else "0"
        labels.append(f"{plain(layer.name, style)} {last}")
    final = total[-1] if total else Point(start, 0, 0, 0)
    sum_label = _number_within(final, width // 4)
    beside = width >= 60 and height - 5 > len(layers)
    widest = max(map(cell_width, labels), default=0) + 3
    beside = beside and widest <= width // 3
    legend: list[list[int]] = []
    if beside:
        margin = max(widest, len(sum_label)) + 1
    else:
        margin = len(sum_label) + 1
        legend = _flow([cell_width(text) + 3 for text in labels], width)
        if len(legend) > height - 6 or widest > width:
            legend = []
    largest = max((p.count for p in total if p.day > start), default=0)
    opening = _at(total, start)
    frame, _ = _frame(
        max(largest, opening.count if opening else 0),
        bands,
        start,
        end,
        width=width,
        height=height,
        style=style,
        title=title,
        margin=margin,
        fine=4 if style.unicode else 1,
        headroom=True,
        extra=len(legend),
    )
    sampled = [_sample(p, _days(start, end, frame.columns * (2 if style.unicode else 1))) for p in series]
    _draw_areas(frame, sampled, fills, style)
    canvas, x = frame.canvas, frame.x + frame.columns + 1
    y = frame.row(frame.level(final.count))
    if beside:
        rows = _spread(frame, series)
        for fill, text, row in zip(fills, labels, rows, strict=True):
            canvas.put(x, row, fill.swatch(style), fill.role)
            canvas.put(x + 3, row, text)
        y = min([y, *(row - 1 for row in rows)])
    canvas.put(x, y, sum_label, "head")
    if total:
        seen = [p for p in total if p.day > start]
        _label_peak(frame, [opening, *seen] if opening else seen, end)
    for y, line in enumerate(legend, canvas.height - len(legend)):
        x = 0
        for i in line:
            canvas.put(x, y, fills[i].swatch(style), fills[i].role)
            canvas.put(x + 3, y, labels[i])
            x += cell_width(labels[i]) + 5
    return canvas.lines(style)


def _flow(sizes: Sequence[int], width: int) -> list[list[int]]:
    """Things of these sizes, by number, in lines with two cells between them."""
    lines: list[list[int]] = []
    used = 0
    for i, size in enumerate(sizes):
        if not lines or used + 2 + size > width:
            lines.append([])
            used = -2
        lines[-1].append(i)
        used += 2 + size
    return lines


def _draw_areas(
    frame: _Frame, sampled: Sequence[Sequence[_Column | None]], fills: Sequence[_Fill], style: Style
) -> None:
    across, fine = (2, 4) if style.unicode else (1, 1)
    bits: dict[tuple[int, int], int] = {}
    owners: dict[tuple[int, int], list[int]] = {}  # a cell's dots by layer
    for i in range(frame.columns * across):
        reached, level = 0, 0
        tops: list[int] = []
        for columns in sampled:
            column = columns[i]
            reached += max(0, column.last) if column else 0
            height = (2 * reached * frame.scale.levels + frame.scale.per) // (2 * frame.scale.per)
            tops.append(min(height, frame.rows * fine))
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
        char = chr(0x2800 + bits.get(cell, 0)) if style.unicode else fill.letter
        frame.canvas.put(frame.x + cell[0], frame.y + frame.rows - 1 - cell[1], char, fill.role)


def _spread(frame: _Frame, series: Sequence[tuple[Point, ...]]) -> list[int]:
    """A row for each layer's label: at the middle of its end, moved apart, one row left on top."""
    rows: list[int] = []
    reached = 0
    for points in series:
        count = max(0, points[-1].count) if points else 0
        middle = frame.row(frame.level(reached + count // 2))
        rows.append(min(middle, rows[-1] - 1) if rows else middle)
        reached += count
    highest = frame.y + 1
    for i in range(len(rows) - 1, -1, -1):
        rows[i] = max(rows[i], highest)
        highest = rows[i] + 1
    return rows


# --- strips --------------------------------------------------------------------------------------------


def strip(
    openings: Sequence[tuple[date, date]],
    start: date,
    end: date,
    *,
    width: int,
    style: Style,
    doubt: Sequence[tuple[date, date]] = (),
) -> str:
    """One state's history in one line: a heavy line over the spells ``[from, until)``, dots elsewhere.

    A spell of any length shows, and so does a gap between two spells, unless that would hide a spell.
    ``doubt`` are stretches in which relations may have stood or not; they are drawn broken.
    """
    width = max(1, width)
    halves = 2 if style.unicode else 1
    days = _days(start, end, width * halves)
    final = days.first + days.length - 1
    spans = sorted(
        (max(a.toordinal(), days.first), min(b.toordinal() - 1, final))
        for a, b in openings
        if a < b and a.toordinal() <= final and b.toordinal() > days.first
    )
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
    unsure = [False] * days.columns
    for a, b in ((x.toordinal(), y.toordinal() - 1) for x, y in doubt):
        if a <= b and a <= final and b >= days.first:
            left, right = days.column(max(a, days.first)), days.column(min(b, final))
            unsure[left : right + 1] = [True] * (right + 1 - left)
    canvas = Canvas(width, 1)
    for x in range(width):
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


def strip_axis(start: date, end: date, *, width: int, style: Style) -> str:
    """The years over or under strips: a mark in the column where the year begins, then the year."""
    width = max(1, width)
    canvas = Canvas(width, 1)
    for tick in time_ticks(start, end, width):
        text = style.pick("╷", "|") + tick.label
        if tick.column + len(text) <= width:
            if canvas.free(tick.column, 0, len(text)):
                canvas.put(tick.column, 0, text, "dim")
        elif canvas.free(tick.column - len(tick.label), 0, len(text)):
            canvas.put(tick.column - len(tick.label), 0, tick.label + text[0], "dim")
    return canvas.lines(style)[0]
