"""One state's history on one line of a terminal, and the years over such lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from taiwan_allies.charts.canvas import Canvas
from taiwan_allies.charts.scene import Days, time_ticks
from taiwan_allies.context import Style

Span = tuple[date, date]


def strip(
    openings: Sequence[Span], first: date, last: date, *, width: int, style: Style, doubt: Sequence[Span] = ()
) -> str:
    """One state's history in one line: a heavy line over the spells ``[from, until)``, dots elsewhere.

    A spell of any length shows, and so does a gap between two spells, unless that would hide a spell. ``doubt`` are
    stretches in which relations may have stood or not; they are drawn broken.
    """
    halves = style.pick("╸╺", "=")
    days = Days.between(first, last, max(1, width) * len(halves))
    filled = _filled(_clipped(openings, days), days)
    unsure = {x // len(halves) for a, b in _clipped(doubt, days) for x in range(days.column(a), days.column(b) + 1)}
    canvas = Canvas(max(1, width), 1)
    for x in range(canvas.width):
        cell = filled[x * len(halves) : (x + 1) * len(halves)]
        if x in unsure:
            canvas.put(x, 0, style.pick("╍", "~"), "doubt")
        elif all(cell):
            canvas.put(x, 0, style.pick("━", "="), "line")
        elif any(cell):
            canvas.put(x, 0, halves[cell.index(True)], "line")
        else:
            canvas.put(x, 0, style.pick("·", "."), "dim")
    return canvas.lines(style)[0]


def _clipped(spans: Sequence[Span], days: Days) -> list[tuple[int, int]]:
    """The first and last day of what is visible of each span, in order."""
    visible = ((max(a.toordinal(), days.first), min(b.toordinal() - 1, days.last)) for a, b in spans)
    return sorted((a, b) for a, b in visible if a <= b)


def _filled(spans: Sequence[tuple[int, int]], days: Days) -> list[bool]:
    """The columns in which a spell shows."""
    # A column belongs to what stood at its end; a spell has at least the one it begins in.
    pieces = [(days.column(a), max(days.column(a), days.column(b + 1) - 1)) for a, b in spans]
    filled = [any(left <= x <= right for left, right in pieces) for x in range(days.columns)]
    for ((_, left_end), (right_start, _)), neighbours in zip(pairwise(spans), pairwise(pieces), strict=True):
        gap = range(days.column(left_end + 1), days.column(right_start - 1) + 1)
        # A column of the gap goes blank unless that is all there is of a spell.
        spare = [x for x in gap if (x, x) not in neighbours]
        if left_end + 1 < right_start and spare and all(filled[x] for x in gap):
            filled[spare[0]] = False
    return filled


def strip_axis(first: date, last: date, *, width: int, style: Style) -> str:
    """The years over or under strips: a mark in the column where the year begins, then the year."""
    canvas = Canvas(max(1, width), 1)
    for tick in time_ticks(first, last, canvas.width):
        mark = style.pick("╷", "|")
        fits = tick.column + len(mark + tick.label) <= canvas.width
        text, x = (mark + tick.label, tick.column) if fits else (tick.label + mark, tick.column - len(tick.label))
        if canvas.free(x, 0, len(text)):
            canvas.put(x, 0, text, "dim")
    return canvas.lines(style)[0]
