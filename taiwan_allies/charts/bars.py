"""Bars of what was lost and gained, at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from taiwan_allies.charts.canvas import Canvas, fit, plain
from taiwan_allies.charts.scene import Bar, BarChart
from taiwan_allies.context import Style
from taiwan_allies.output.text import cell_width, ranged, signed


class _Row(NamedTuple):
    label: str
    lost: str
    gained: str
    end: str
    doubt: str


def _row(bar: Bar, style: Style) -> _Row:
    doubt = ranged(bar.at_end, bar.at_end_low, bar.at_end_high).removeprefix(str(bar.at_end))
    return _Row(plain(bar.label, style), signed(-bar.lost), signed(bar.gained), str(bar.at_end), doubt)


def _widest(texts: Iterable[str]) -> int:
    return max(map(cell_width, texts), default=0)


class _Sheet(NamedTuple):
    """Where everything stands: columns of cells. The bars of both sides have one scale."""

    labels: int
    axis: int
    gained: int
    end: int
    end_width: int
    length: Callable[[int], int]


def _sheet(chart: BarChart, rows: list[_Row], width: int, fine: int) -> _Sheet:
    """Shares out the width; on a narrow terminal labels are shortened."""
    label, lost, gained, end, doubt = (_widest(row[n] for row in rows) for n in range(5))
    room = width - lost - gained - end - doubt - 6
    label = max(0, min(label, max(room // 2, room - 15)))
    cells = max(2, room - label)
    most = (chart.most_lost, chart.most_gained)
    # Two cells a unit are enough.
    left = min(max(1, cells * most[0] // max(1, sum(most))), 2 * most[0] or 1, cells - 1)
    right = min(max(1, cells - left), 2 * most[1] or 1)
    # The heads may be wider than what stands under them; the last one hangs over to the left.
    heads = [cell_width(head) for head in chart.heads]
    spare = max(0, cells - left - right)
    more_left = min(max(0, heads[0] - left - lost), spare)
    more_right = min(max(0, heads[1] + max(0, heads[2] - end) - right - gained), spare - more_left)
    axis = label + 1 + left + lost + 1 + more_left
    gained_width = right + gained + 1 + more_right
    scales = [(side * fine, value) for side, value in zip((left, right), most, strict=True) if value]
    top, bottom = min(scales, key=lambda s: s[0] / s[1], default=(1, 1))

    def length(value: int) -> int:
        """In the finest pieces that there are; what is not zero is never drawn as nothing."""
        return max(1, (2 * value * top + bottom) // (2 * bottom)) if value else 0

    return _Sheet(label, axis, gained_width, axis + gained_width + 3, end, length)


def bar_lines(chart: BarChart, width: int, style: Style) -> list[str]:
    """One line a bar under a line of heads: lost to the left of a common axis, gained to the right."""
    rows = [_row(bar, style) for bar in chart.bars]
    lost, gained, end = (plain(head, style) for head in chart.heads)
    chart, fine = chart._replace(heads=(lost, gained, end)), 2 if style.unicode else 1
    sheet = _sheet(chart, rows, width, fine)
    if sheet.labels < min(_widest(row.label for row in rows), 8):
        rows = [row._replace(doubt="?" if row.doubt else "") for row in rows]
        sheet = _sheet(chart, rows, width, fine)
    canvas = Canvas(max(1, width), len(rows) + 1)
    _draw_heads(canvas, chart.heads, sheet, style)
    for y, (row, bar) in enumerate(zip(rows, chart.bars, strict=True), 1):
        _draw_bar(canvas, y, row, bar, sheet, style)
    return canvas.lines(style)


def _draw_heads(canvas: Canvas, heads: tuple[str, str, str], sheet: _Sheet, style: Style) -> None:
    lost = fit(heads[0], sheet.axis - sheet.labels - 2, style)
    gained = fit(heads[1], sheet.gained, style)
    end = fit(heads[2], sheet.end + sheet.end_width - sheet.axis - 3 - cell_width(gained), style)
    canvas.put(sheet.axis - 1 - cell_width(lost), 0, lost, "lost")
    canvas.put(sheet.axis, 0, style.pick("│", "|"), "dim")
    canvas.put(sheet.axis + 2, 0, gained, "gained")
    canvas.put(sheet.end + sheet.end_width - cell_width(end), 0, end, "head")


def _draw_bar(canvas: Canvas, y: int, row: _Row, bar: Bar, sheet: _Sheet, style: Style) -> None:
    """Both halves of a bar with their numbers. Half blocks are the finest that exist for both directions."""
    lost, gained, axis = sheet.length(bar.lost), sheet.length(bar.gained), sheet.axis
    loss = style.pick("▐" * (lost % 2) + "█" * (lost // 2), "-" * lost)
    gain = style.pick("█" * (gained // 2) + "▌" * (gained % 2), "+" * gained)
    canvas.put(axis, y, style.pick("│", "|"), "dim")
    canvas.put(axis - len(loss), y, loss, "lost")
    canvas.put(axis + 1, y, gain, "gained")
    canvas.put(axis - len(loss) - 1 - len(row.lost), y, row.lost, "lost" if lost else "dim")
    canvas.put(axis + 2 + len(gain), y, row.gained, "gained" if gained else "dim")
    canvas.put(0, y, fit(row.label, sheet.labels, style), "name")
    canvas.put(sheet.end, y, row.end.rjust(sheet.end_width), "head")
    canvas.put(sheet.end + sheet.end_width, y, row.doubt, "doubt")
