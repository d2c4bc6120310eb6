"""What a chart shows, worked out once for every painter: days, counts and names, no cell and no pixel.

Time runs over real days: ``first`` and ``last`` are the first and the last day shown, both included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple, TypeVar

from taiwan_allies.output.text import ranged

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Point:
    """The count from ``day`` (inclusive) until the next point's day; ``low <= count <= high``."""

    day: date
    count: int
    low: int
    high: int

    @property
    def sure(self) -> bool:
        return self.low == self.high

    def __str__(self) -> str:
        return ranged(self.count, self.low, self.high)


class Layer(NamedTuple):
    """One count over time, such as a region's; ``told`` is what else is said of it."""

    name: str
    points: tuple[Point, ...]
    told: str = ""

    @property
    def last(self) -> Point | None:
        """Its last count."""
        return self.points[-1] if self.points else None

    @property
    def peak(self) -> tuple[Point, date] | None:
        """The first of the highest counts and the day it gave way to another; None where it still holds."""
        if not self.points:
            return None
        best = max(range(len(self.points)), key=lambda i: (self.points[i].count, -i))
        return None if best + 1 == len(self.points) else (self.points[best], self.points[best + 1].day)

    def stretches(self, last: date) -> list[tuple[date, date, Point]]:
        """Each count with its first day and the first day that it no longer holds on; it ends with ``last``."""
        ends = [*(point.day for point in self.points[1:]), last + timedelta(days=1)]
        return [(point.day, end, point) for point, end in zip(self.points, ends, strict=False)]


class Band(NamedTuple):
    """One presidency: ``[start, end)``, its name and a shorter one."""

    start: date
    end: date
    name: str
    short: str

    def form(self, width: Callable[[str], float], room: float, *, lines: int = 1) -> list[str]:
        """The longest form of the name that has room, perhaps on two lines; none where nothing does."""
        broken = [self.name.rsplit(" ", 1)] if lines > 1 else []
        forms = [[self.name], *broken, [self.short], [initials(self.name)]]
        return next((form for form in forms if any(form) and max(map(width, form)) <= room), [])

    def dated(self, last: date) -> str:
        """The years and the name, for a legend: ``1949-50 Li Zongren``."""
        said = f"{self.start.year}-" if self.end > last else years(self.start.year, self.end.year)
        return f"{said} {self.name}"


class Bar(NamedTuple):
    """What one period lost and gained, and what it left behind."""

    label: str
    lost: int
    gained: int
    at_end: int
    at_end_low: int
    at_end_high: int


class Mark(NamedTuple):
    """What happened on a day that a reader may look for."""

    day: date
    name: str


class Caption(NamedTuple):
    """What stands over and under a chart: its title, and the record that the counts come from."""

    title: str = ""
    version: str = ""
    as_of: date | None = None
    lang: str = "en"


class Drawing(NamedTuple):
    """How a user wants it drawn: a title in place of its own, the shape of a picture, the lines at a terminal."""

    title: str | None = None
    size: str | None = None
    height: int | None = None


class BarChart(NamedTuple):
    """Losses and gains side by side, a bar a period, under three heads."""

    bars: Sequence[Bar]
    heads: tuple[str, str, str] = ("lost", "gained", "at end")
    caption: Caption = Caption()

    @property
    def most_lost(self) -> int:
        return max((bar.lost for bar in self.bars), default=0)

    @property
    def most_gained(self) -> int:
        return max((bar.gained for bar in self.bars), default=0)


Form = Literal["line", "panels", "strips"]
"""How layers are drawn: the only one as a line, each in a panel of its own, or as strips where they are 1 and not 0."""


class TimeChart(NamedTuple):
    """Counts over time; a line has one layer. ``events`` say what happened on the day of a step."""

    layers: Sequence[Layer]
    bands: Sequence[Band]
    first: date
    last: date
    form: Form = "line"
    caption: Caption = Caption()
    events: Mapping[date, Sequence[str]] = {}
    marks: Sequence[Mark] = ()

    def cut(self) -> TimeChart:
        """What is visible of it: points, bands and marks in order, none before ``first`` or after ``last``."""
        first, last = self.first, self.last
        return self._replace(
            layers=[layer._replace(points=_visible(layer.points, first, last)) for layer in self.layers],
            bands=_cut(self.bands, first, last),
            marks=[mark for mark in self.marks if first <= mark.day <= last],
        )

    @property
    def known(self) -> date:
        """The last day shown that the record knows of."""
        return min(self.caption.as_of or self.last, self.last)

    @property
    def largest(self) -> int:
        """The value that must fit, the highest that is possible."""
        return max((point.high for layer in self.layers for point in layer.points), default=1)


def _visible(points: Iterable[Point], first: date, last: date) -> tuple[Point, ...]:
    """What is visible of the points, the one that holds on the first day moved there."""
    seen: list[Point] = []
    for point in sorted(points, key=lambda p: p.day):
        if point.day > last:
            break
        if point.day <= first:
            seen = [Point(first, point.count, point.low, point.high)]
        else:
            seen.append(point)
    return tuple(seen)


def _cut(bands: Iterable[Band], first: date, last: date) -> list[Band]:
    """What is visible of the bands. Of two that overlap (1928) the earlier goes on and the later waits."""
    seen: list[Band] = []
    for band in sorted(bands, key=lambda b: b.start):
        start = max(band.start, first, seen[-1].end if seen else first)
        if start <= last and start < band.end:
            seen.append(band._replace(start=start))
    return seen


def years(first: int, last: int) -> str:
    """``1949-50``; one year where it is one."""
    return f"{first}-{last % 100:02}" if first < last else str(first)


def initials(name: str) -> str:
    """``Chiang Kai-shek`` -> ``CKS``; of a Chinese name the family name's character."""
    if not name.isascii():
        return name[:1]
    return "".join(part[0] for part in name.replace("-", " ").split()).upper()


def in_lines(entries: Iterable[T], width: Callable[[T], float], gap: float, room: float) -> list[list[T]]:
    """A legend's entries in lines, broken between them."""
    lines: list[list[T]] = []
    used = room
    for entry in entries:
        used += gap + width(entry)
        if used > room or not lines:
            lines.append([])
            used = width(entry)
        lines[-1].append(entry)
    return lines


def round_step(length: int, steps: int = 1) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50, ... of which so many steps are at least as long as ``length``."""
    scale = 1
    while 5 * scale * steps < length:
        scale *= 10
    return next(digit * scale for digit in (1, 2, 5) if digit * scale * steps >= length)


# --- presidencies from their first day ------------------------------------------------------------------


class Course(NamedTuple):
    """What a presidency changed: from each day in office on, the count less that at the start. ``lasts`` if it does."""

    name: str
    short: str
    points: Sequence[tuple[int, int]]
    lasts: bool = False

    @property
    def last(self) -> int:
        """The last day in office."""
        return self.points[-1][0]

    def at(self, day: int) -> int:
        """What it had changed by a day in office, or by its last."""
        return self.until(day)[-1][1]

    def until(self, day: int) -> list[tuple[int, int]]:
        """What is visible of it up to a day."""
        seen = [point for point in self.points if point[0] <= day]
        return seen if self.last <= day else [*seen, (day, seen[-1][1])]


class Aligned(NamedTuple):
    """Presidencies on one axis of days in office; ``notes`` say what is left out."""

    courses: Sequence[Course]
    caption: Caption = Caption()
    notes: Sequence[str] = ()

    def days(self, ticks: int) -> range:
        """Round days, so far apart that there are at most so many beside the first."""
        return range(0, self.last + 1, round_step(self.last, max(1, ticks)))

    @property
    def values(self) -> range:
        """Round changes that are visible."""
        least, most = self.range
        step = round_step(most - least, 5)
        return range(-(-least // step) * step, most + 1, step)

    @property
    def last(self) -> int:
        """Where the axis ends: with the longest presidency, or with the next where that is less than half as long."""
        *_, next_, longest = [1, 1, *sorted(course.last for course in self.courses)]
        return longest if longest <= 2 * next_ or len(self.courses) == 1 else next_

    @property
    def cut(self) -> list[Course]:
        """The presidencies that go on beyond the axis."""
        return [course for course in self.courses if course.last > self.last]

    @property
    def range(self) -> tuple[int, int]:
        """The least and the greatest change that is visible, 0 among them."""
        seen = [change for course in self.courses for _, change in course.until(self.last)]
        return min(seen, default=0), max(seen, default=0)


# --- the axis of time -------------------------------------------------------------------------------


class Days(NamedTuple):
    """The days from ``first`` to ``first + length - 1`` laid over ``columns`` columns."""

    first: int
    length: int
    columns: int

    @classmethod
    def between(cls, first: date, last: date, columns: int) -> Days:
        return cls(first.toordinal(), max(1, last.toordinal() - first.toordinal() + 1), max(1, columns))

    @property
    def last(self) -> int:
        return self.first + self.length - 1

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


class Tick(NamedTuple):
    """A mark on the axis of time: its column, what it says, and the day it stands at."""

    column: int
    label: str
    day: date


def time_ticks(first: date, last: date, width: int) -> list[Tick]:
    """Round years; where fewer than two fit the months, then the days of the two ends. ``width`` is in letters."""
    days = Days.between(first, last, width)
    months = range(first.year * 12 + first.month - (first.day == 1), last.year * 12 + last.month)
    least = max(1, -(-7 * days.length // (365 * days.columns)))  # seven letters a year
    steps = [12 * round_step(least), 12 * round_step(least + 1)]
    if sum(month % 12 == 0 for month in months) < 4:
        steps = [1, 2, 3, 6, *steps]
    for step in steps:
        # Months differ in length, years hardly: of these the first tells how far apart they are.
        letters, told = (7, None) if step < 12 else (4, 1)
        begun = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
        ticks = [Tick(days.column(day.toordinal()), day.isoformat()[:letters], day) for day in begun]
        gaps = [b.column - a.column for a, b in pairwise(ticks)][:told]
        if min(gaps, default=0) >= letters + 2:
            return ticks
    ends = [Tick(0, first.isoformat(), first)]
    if last > first and width >= 22:
        ends.append(Tick(width - 1, last.isoformat(), last))
    return ends
