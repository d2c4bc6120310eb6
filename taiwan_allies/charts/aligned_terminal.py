"""Presidencies from their first day at a terminal: a line each, named at its end; in ASCII drawn in its letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from taiwan_allies.charts.canvas import Canvas, plain
from taiwan_allies.charts.dots import Dots, Ink
from taiwan_allies.charts.scene import Aligned, Course
from taiwan_allies.context import Style
from taiwan_allies.output.text import cell_width, signed, wrap


def aligned_lines(chart: Aligned, width: int, height: int, style: Style) -> list[str]:
    """The chart in ``height`` lines."""
    titles = wrap(plain(chart.caption.title, style), width)
    notes = [line for note in chart.notes for line in wrap(plain(note, style), width)]
    canvas = Canvas(width, max(height - len(notes), len(titles) + 8))
    for y, line in enumerate(titles):
        canvas.put(0, y, line, "head")
    # The years that tell two presidencies of one person apart take room.
    names = [course.short if width >= 60 else course.short.split()[0] for course in chart.courses]
    labels = [
        plain(f"{name} {signed(course.at(chart.last))}", style)
        for name, course in zip(names, chart.courses, strict=True)
    ]
    least, most = chart.range
    axis = max(len(signed(tick)) for tick in chart.values) + 2
    columns = max(8, width - axis - max(map(cell_width, labels), default=0) - 2)
    top, rows = len(titles), canvas.height - len(titles) - 2
    dots = Dots(canvas, axis, top + rows - 1, style)
    levels = rows * dots.fine - 1

    def level(change: int) -> int:
        return round((change - least) * levels / max(1, most - least))

    def row(change: int) -> int:
        return top + rows - 1 - level(change) // dots.fine

    for y in range(top, top + rows):
        canvas.put(axis - 1, y, style.pick("│", "|"), "dim")
    for tick in chart.values:
        canvas.put(axis - 1, row(tick), style.pick("┤", "+"), "dim")
        canvas.put(axis - 2 - len(signed(tick)), row(tick), signed(tick), "dim")
    _days(canvas, chart, axis, top + rows, columns, style)
    # The line of who holds the office last, so that it is in front.
    for course in sorted(chart.courses, key=lambda course: course.lasts):
        ink = Ink("line" if course.lasts else "", _letter(course, style), course.lasts)
        _line(dots, course, chart.last, columns * dots.across, level, ink)
    dots.paint()
    unnamed = []
    for course, label in sorted(zip(chart.courses, labels, strict=True), key=lambda pair: pair[0].last):
        end = min(course.last, chart.last) * columns // (chart.last + 1) + 1
        role, rows_of_plot = "line" if course.lasts else "head", range(top, top + rows)
        if not _name(canvas, axis + min(end, columns), row(course.at(chart.last)), label, role, rows_of_plot):
            unnamed.append(label)
    # What has no room at its line is said under it.
    notes = [*wrap("; ".join(unnamed), width), *notes] if unnamed else notes
    return [*canvas.lines(style), *(style.paint(line, "dim") for line in notes)]


def _letter(course: Course, style: Style) -> str:
    return plain(course.short, style)[:1] or "*"


def _days(canvas: Canvas, chart: Aligned, x: int, y: int, columns: int, style: Style) -> None:
    """The axis of days in office."""
    canvas.put(x - 1, y, style.pick("└", "+") + style.pick("─", "-") * columns, "dim")
    for day in range(0, chart.last + 1, chart.day_step(columns // 7)):
        at, text = x + min(day * columns // (chart.last + 1), columns - 1), str(day)
        canvas.put(at, y, style.pick("┬", "+"), "dim")
        canvas.put(at - len(text) // 2, y + 1, text, "dim")


def _line(dots: Dots, course: Course, last: int, columns: int, level: Callable[[int], int], ink: Ink) -> None:
    """The steps of a presidency, from each change up or down to the next."""
    seen = course.until(last)
    for n, (day, change) in enumerate(seen):
        start = day * columns // (last + 1)
        stop = seen[n + 1][0] * columns // (last + 1) if n + 1 < len(seen) else start + 1
        for i in range(start, max(stop, start + 1)):
            dots.put(i, level(change), ink)
        before = seen[n - 1][1] if n else change
        for height in range(min(level(before), level(change)), max(level(before), level(change))):
            dots.put(start, height, ink)


def _name(canvas: Canvas, x: int, y: int, label: str, role: str, rows: Sequence[int]) -> bool:
    """The name of a line at its end, or near it where nothing stands; whether there is room."""
    size = cell_width(label)
    rise = sorted(range(-3, 4), key=abs)
    near = [(min(x + across, canvas.width - size), y + down) for down in rise for across in (1, 0, 2, 3, -size)]
    for left, row in near:
        if row in rows and canvas.free(left, row, size, 0):
            canvas.put(left, row, label, role)
            return True
    return False
