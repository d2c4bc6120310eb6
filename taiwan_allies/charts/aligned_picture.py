"""Presidencies from their first day, as a picture: a line each, named at its end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

from taiwan_allies.charts.scene import Aligned, Course
from taiwan_allies.charts.sheet import Box, Dot, Page, Path, Rect, Shape, Sheet, Taken, Text
from taiwan_allies.output.text import signed


class AlignedPage(Page):
    """The lines of all presidencies on one axis of days in office; that of who holds the office stands out."""

    def __init__(self, chart: Aligned, sheet: Sheet) -> None:
        super().__init__(chart.caption, sheet)
        self.chart = chart
        self.least, self.most = chart.range
        notes = [line for note in chart.notes for line in sheet.wrapped(note.replace(" -", " −").split(), " ", "note")]
        self.foot(notes)
        under = self.notes[0].y - sheet.line("note") * 1.2 if self.notes else self.bottom - sheet.margin
        self.floor, self.ceiling = under - sheet.line("tick") * 1.6, self.top + sheet.letters
        ends = [sheet.wide(self._said(course), "head") for course in chart.courses if course.last >= chart.last * 0.8]
        self.left = sheet.margin + sheet.wide("+00") + 8
        self.right = sheet.width - sheet.margin - max(ends, default=0) - 12

    def about(self) -> str:
        return ", ".join(f"{course.name} {_minus(course.points[-1][1])}" for course in self.chart.courses)

    def x(self, day: float) -> float:
        return self.left + (self.right - self.left) * day / max(1, self.chart.last)

    def y(self, change: float) -> float:
        return self.floor - (self.floor - self.ceiling) * (change - self.least) / max(1, self.most - self.least)

    def draw(self) -> Iterator[Shape]:
        yield from self._axes()
        # The line of who holds the office last, so that it is in front.
        courses = sorted(self.chart.courses, key=lambda course: course.lasts)
        for course in courses:
            yield Path("line" if course.lasts else "course", [self._steps(course)])
        taken = Taken(rect for course in courses for rect in self._crossed(course))
        taken.append(Rect(self.left, self.y(0) - 1, self.right, self.y(0) + 1))
        for course in sorted(courses, key=lambda course: -course.last):
            yield from self._name(course, taken)

    def hover(self) -> Iterator[tuple[Box, str]]:
        for course in self.chart.courses:
            for (day, change), (until, _) in pairwise(course.until(self.chart.last)):
                place = Box("hover", self.x(day), self.y(change) - 3, max(self.x(until) - self.x(day), 1.5), 6)
                yield place, f"{course.name}: {_minus(change)}, {day}-{until}"

    def _axes(self) -> Iterator[Shape]:
        sheet, right = self.sheet, self.right
        for change in self.chart.values:
            yield Path("grid" if change else "axis", [[(self.left, self.y(change)), (right, self.y(change))]])
            yield Text("tick", self.left - 7, self.y(change) + 4, _minus(change), "end")
        for day in self.chart.days(int(self.right - self.left) // 90):
            yield Path("axis", [[(self.x(day), self.floor + 4), (self.x(day), self.floor + 9)]])
            yield Text("tick", self.x(day), self.floor + 10 + sheet.letters, str(day), "middle")

    def _said(self, course: Course) -> str:
        return f"{course.name} {_minus(course.at(self.chart.last))}"

    def _steps(self, course: Course) -> list[tuple[float, float]]:
        seen = course.until(self.chart.last)
        corners = [(self.x(b[0]), self.y(change)) for a, b in pairwise(seen) for change in (a[1], b[1])]
        return [(self.x(0), self.y(0)), *corners]

    def _crossed(self, course: Course) -> Iterator[Rect]:
        """What a line takes: level and upright pieces."""
        for (x1, y1), (x2, y2) in pairwise(self._steps(course)):
            yield Rect(x1 - 1, min(y1, y2) - 2, x2 + 1, max(y1, y2) + 2)

    def _name(self, course: Course, taken: Taken) -> Iterator[Shape]:
        """A dot where a presidency ended or stands today, and its name there, clear of the lines."""
        (x, y), text = self._steps(course)[-1], self._said(course)
        if course.last <= self.chart.last:
            yield Dot("spell" if course.lasts else "end", x, y, 3.5)
        wide, line = self.sheet.wide(text, "head"), self.sheet.letters
        places = product(
            (0, -1, 1, -1.5, 1.5, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6), (x + 8, x - wide / 2, x - wide - 6, x + 24)
        )
        for down, left in places:
            base = y + 4 + down * line
            rect = Rect(left, base - line * 0.8, left + wide, base + 3)
            if self._inside(rect) and taken.take(rect):
                if abs(down) > 2:
                    near = rect.bottom if down < 0 else rect.top
                    yield Path("leader", [[(x, y), (min(max(x, rect.left), rect.right), near)]])
                yield Text("last-name" if course.lasts else "head", left, base, text)
                return

    def _inside(self, rect: Rect) -> bool:
        across = self.left < rect.left and rect.right <= self.sheet.width - self.sheet.margin
        return across and rect.top > self.top and rect.bottom < self.floor + 4


def _minus(change: int) -> str:
    return signed(change).replace("-", "−")
