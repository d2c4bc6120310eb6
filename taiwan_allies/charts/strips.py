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
    canvas = Canvas(max(1, width), 1)
    draw_strip(canvas, 0, 0, Days.between(first, last, canvas.width), openings, style, doubt=doubt)
    return canvas.lines(style)[0]


def draw_strip(
    canvas: Canvas, x: int, y: int, days: Days, openings: Sequence[Span], style: Style, *, doubt: Sequence[Span] = ()
) -> None:
    """A strip on a canvas, from cell ``x`` of row ``y`` over the cells that the days are laid over."""
    halves = style.pick("╸╺", "=")
    fine = days._replace(columns=days.columns * len(halves))
    filled = _filled(_clipped(openings, fine), fine)
    unsure = {i // len(halves) for a, b in _clipped(doubt, fine) for i in range(fine.column(a), fine.column(b) + 1)}
    for i in range(days.columns):
        cell = filled[i * len(halves) : (i + 1) * len(halves)]
        if i in unsure:
            canvas.put(x + i, y, style.pick("╍", "~"), "doubt")
        elif all(cell):
            canvas.put(x + i, y, style.pick("━", "="), "line")
        elif any(cell):
            canvas.put(x + i, y, halves[cell.index(True)], "line")
        else:
            canvas.put(x + i, y, style.pick("·", "."), "dim")


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
        canvas.place(x, 0, text, "dim")
    return canvas.lines(style)[0]
