"""The count over time as a picture, in one line or in a panel for each region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from taiwan_allies.charts.scene import Layer, Point, TimeChart, round_step, time_ticks
from taiwan_allies.charts.sheet import Box, Page, Path, Rect, Shape, Sheet, Taken, Text
from taiwan_allies.i18n import day_in


class Track(NamedTuple):
    """Where a layer lies: the stretches of its count, each from one pixel to another, over a floor.

    ``taken`` are the places where no text may stand any more.
    """

    layer: Layer
    pieces: Sequence[tuple[float, float, Point]]
    floor: float
    unit: float
    taken: Taken

    def y(self, count: float) -> float:
        return self.floor - count * self.unit


class TimePage(Page):
    """Layers over one axis of time with the presidencies under it, each on a track of its own."""

    gap = 0
    """How many lines stay free over each track."""

    def __init__(self, chart: TimeChart, sheet: Sheet) -> None:
        super().__init__(chart.caption, sheet)
        self.chart = chart
        before, after = self.beside()
        self.left, self.right = sheet.margin + before, sheet.width - sheet.margin - after
        self.names, unnamed = self._names()
        under = sheet.line("tick") * (max((len(form) for _, _, form in self.names), default=0) + 1) + 10
        lines = [*sheet.wrapped(" ".join(self.doubts()).split(), " ", "note"), *unnamed]
        # Room for the label of the highest count, and for that of a mark over it.
        self.ceiling = self.top + sheet.line("value") * 1.2 + (sheet.line("tick") if self.chart.marks else 0)
        self.bottom = self.lowest(under, len(lines))
        self.foot(lines)
        foot = self.notes[0].y - sheet.line("note") * 1.2 if self.notes else self.bottom - sheet.margin - 5
        self.floor = foot - under
        self.tracks = [*self._tracks()]

    def beside(self) -> tuple[float, float]:
        """How much room what stands beside the plot takes, at the left and at the right."""
        return 0, 10

    def doubts(self) -> Iterable[str]:
        """What is not certain, and how it is drawn."""
        return ()

    def track(self, track: Track) -> Iterator[Shape]:
        """A layer drawn."""
        raise NotImplementedError

    def lowest(self, under: float, notes: int) -> float:
        """Where the sheet ends that has so much under the axis, and so many notes."""
        return self.bottom

    def floors(self) -> list[float]:
        """Where each track lies: all are equally high."""
        room, many = self.floor - self.ceiling, len(self.chart.layers)
        return [self.ceiling + room * (n + 1) / many for n in range(many)]

    def breaks(self) -> list[tuple[float, float]]:
        """The tops and bottoms of what is seen of a line from top to bottom."""
        return [(self.top, self.floor)]

    @property
    def unsure(self) -> bool:
        return any(not point.sure for layer in self.chart.layers for point in layer.points)

    def _tracks(self) -> Iterator[Track]:
        chart = self.chart
        high = (self.floor - self.ceiling) / max(1, len(chart.layers)) - self.gap * self.sheet.line("value")
        for layer, floor in zip(chart.layers, self.floors(), strict=True):
            stretches = layer.stretches(chart.last)
            pieces = [(self.x(start.toordinal()), self.x(end.toordinal()), point) for start, end, point in stretches]
            yield Track(layer, pieces, floor, high / max(1, chart.largest), self._crossed())

    def x(self, ordinal: float) -> float:
        first, after = self.chart.first.toordinal(), self.chart.last.toordinal() + 1
        return self.left + (min(max(ordinal, first), after) - first) / (after - first) * (self.right - self.left)

    def draw(self) -> Iterator[Shape]:
        yield from self._terms()
        yield from self._years()
        yield from self._marks()
        for track in self.tracks:
            yield from self.track(track)

    def _names(self) -> tuple[list[tuple[float, float, list[str]]], list[str]]:
        """Each presidency with its left and right edge and the form of its name that fits; a note of the others."""
        found, unnamed = [], []
        for band in self.chart.bands:
            a, b = self.x(band.start.toordinal()), self.x(band.end.toordinal())
            form = band.form(self.sheet.wide, b - a - 3, lines=2)
            found.append((a, b, form))
            unnamed += [] if form else [band.dated(self.chart.last)]
        if unnamed:
            unnamed[0] = self.say("Not named: {names}", names=unnamed[0])
        return found, self.sheet.wrapped(unnamed, ", ", "note")

    def _terms(self) -> Iterator[Shape]:
        """Every second presidency shaded, each named under the axis as far as there is room."""
        step = self.sheet.line("tick")
        for n, (a, b, form) in enumerate(self.names):
            if n % 2:
                bottom = self.floor + 12 + step * (1 + max(len(form) for _, _, form in self.names))
                yield Box("shade", a, self.top, b - a, bottom - self.top)
            for row, text in enumerate(form):
                yield Text("who", (a + b) / 2, self.floor + 8 + step * (row + 2), text, "middle")

    def _years(self) -> Iterator[Shape]:
        sheet, chart = self.sheet, self.chart
        yield Path("axis", [[(self.left, self.floor), (self.right, self.floor)]])
        letters = max(10, int(self.right - self.left) // (sheet.letters * 3 // 4))
        for tick in time_ticks(chart.first, chart.last, letters):
            if chart.first <= tick.day <= chart.last:
                x, half = self.x(tick.day.toordinal()), sheet.wide(tick.label) / 2
                at = min(max(x, sheet.margin + half), sheet.width - sheet.margin - half)
                yield Path("axis", [[(x, self.floor), (x, self.floor + 5)]])
                yield Text("tick", at, self.floor + 6 + sheet.letters, tick.label, "middle")

    def _marks(self) -> Iterator[Shape]:
        """What happened elsewhere on a day of its own: a line from top to bottom, named at its head."""
        for mark in self.chart.marks:
            x = self.x(mark.day.toordinal())
            yield Path("mark", [[(x, top), (x, bottom)] for top, bottom in self.breaks()])
            room = self.sheet.wide(mark.name) + 5
            if x + room < self.right:
                yield Text("tick", x + 5, self.top + self.sheet.letters, mark.name)
            elif x - room > self.left:
                yield Text("tick", x - 5, self.top + self.sheet.letters, mark.name, "end")

    def _crossed(self) -> Taken:
        """What the lines of marks take."""
        places = [self.x(mark.day.toordinal()) for mark in self.chart.marks]
        return Taken(Rect(x - 3, self.top, x + 3, self.floor) for x in places)


class PanelsPage(TimePage):
    """Each layer as a line of its own, all on one scale."""

    gap, kind, rise, ticks, above = 1, "head", 0.1, 2, "tick"
    """The kind of the label at the end of a line and how far it stands over it, how many round values there are, the
    kind of what stands above the line."""

    def beside(self) -> tuple[float, float]:
        wide, labels = self.sheet.wide, map(self.label, self.chart.layers)
        after = max((wide(label, self.kind) for label in labels), default=0) + 10
        return wide(str(self.chart.largest)) + 8, after

    def label(self, layer: Layer) -> str:
        """What stands beside the end of a line."""
        return f"{layer.name} {layer.last or 0}"

    def doubts(self) -> Iterator[str]:
        if self.unsure:
            yield self.say("Pale band: dates known only to the month or year leave the count open.")
        if self.chart.known < self.chart.last:
            yield self.say("Dotted: after the day that the data are as of.")

    def about(self) -> str:
        first, last = (day_in(self.lang, day) for day in (self.chart.first, self.chart.last))
        said = []
        for layer in self.chart.layers:
            start, end = layer.points[0] if layer.points else 0, layer.last or 0
            text = self.say("{start} on {first}, {end} on {last}.", start=start, first=first, end=end, last=last)
            said.append(f"{layer.name}: {text}" if layer.name else text)
        return " ".join(said)

    def track(self, track: Track) -> Iterator[Shape]:
        for count in range(0, self.chart.largest + 1, round_step(self.chart.largest, self.ticks)):
            y = track.y(count)
            yield Path("grid" if count else "axis", [[(self.left, y), (self.right, y)]])
            yield Text("tick", self.left - 7, y + 4, str(count), "end")
        if track.pieces:
            yield from self._line(track)
            yield from self.labels(track)

    def _line(self, track: Track) -> Iterator[Shape]:
        """The area under the line, the doubt about it, and the line: dotted from the day after the as-of day."""
        steps = [(x, track.y(point.count)) for a, b, point in track.pieces for x in (a, b)]
        yield Path("area", [[*steps, (steps[-1][0], track.floor), (steps[0][0], track.floor)]])
        doubt = [
            [(a, track.y(p.high)), (b, track.y(p.high)), (b, track.y(p.low)), (a, track.y(p.low))]
            for a, b, p in track.pieces
            if not p.sure
        ]
        if doubt:
            yield Path("doubt", doubt)
        known = self.x(self.chart.known.toordinal() + 1)
        sure = [(min(x, known), y) for n, (x, y) in enumerate(steps) if steps[n - n % 2][0] < known]
        later = [(max(x, known), y) for n, (x, y) in enumerate(steps) if steps[n | 1][0] > known]
        yield from (Path(kind, [line]) for kind, line in (("line", sure), ("line-later", later)) if line)

    def labels(self, track: Track) -> Iterator[Text]:
        """The last count, and the highest with its day."""
        layer, (*_, (_, _, last)) = track.layer, track.pieces
        yield Text(self.kind, self.right + 8, track.y(last.count) + self.sheet.letters * self.rise, self.label(layer))
        if layer.peak:
            point, until = layer.peak
            since = self.say("{n} from {day}", n=point, day=day_in(self.lang, point.day))
            text = since if point.day > self.chart.first else str(point)
            middle = (self.x(point.day.toordinal()) + self.x(until.toordinal())) / 2
            yield from self.value(track, middle, text)

    def value(self, track: Track, x: float, text: str) -> Iterator[Text]:
        """A text above the line, clear of whatever of the line is beside it."""
        kind = self.above
        half, size = self.sheet.wide(text, kind) / 2 + 3, self.sheet.line(kind)
        x = min(max(x, self.left + half + 0.1), self.right - half)
        for taken in track.taken:
            if taken.left < x + half and x - half < taken.right:
                x = taken.left - half if x <= taken.right else taken.right + half
        beside = [p.high for a, b, p in track.pieces if a <= x + half and b >= x - half]
        y = track.y(max(beside, default=0)) - 7
        rect = Rect(x - half, y - size, x + half, y)
        if self.left <= rect.left and rect.right <= self.right and track.taken.take(rect):
            yield Text(kind, x, y, text, "middle")


class LinePage(PanelsPage):
    """The count as one line, with as many of its steps named as there is room for."""

    gap, kind, rise, ticks, above = 0, "last", 0.6, 6, "value"

    def label(self, layer: Layer) -> str:
        return str(layer.last or 0)

    def labels(self, track: Track) -> Iterator[Text]:
        """Also the first count, where it lasts as long as its label is wide, and the steps."""
        yield from super().labels(track)
        start, end, first = track.pieces[0]
        lasts = end - start >= self.sheet.wide(str(first), "value")
        if lasts and 0 < first.count < self.chart.largest:
            yield from self.value(track, start, str(first))
        yield from self._steps(track)

    def _steps(self, track: Track) -> list[Text]:
        """The name of each step beside it; none where most have no room, since nobody could tell why some have it."""
        if not self.sheet.alone:
            return []
        steps = [
            (x, p, q, f"{', '.join(names)}, {day_in(self.lang, q.day)}")
            for (_, _, p), (x, _, q) in pairwise(track.pieces)
            if (names := self.chart.events.get(q.day))
        ]
        room = (self.right - self.left) * (track.floor - self.top) / (self.sheet.line("step") - 2)
        if sum(sorted(self.sheet.wide(text, "step") for *_, text in steps)[: len(steps) * 2 // 3]) > room:
            return []  # most cannot have any: nobody need look for it
        levels = [Rect(a, track.y(p.high) - 1, b, track.y(p.low) + 1) for a, b, p in track.pieces]
        heights = [
            (b, *sorted((track.y(p.count), track.y(q.count)))) for (_, b, p), (_, _, q) in pairwise(track.pieces)
        ]
        track.taken.extend([*levels, *(Rect(x - 1, top, x + 1, bottom) for x, top, bottom in heights)])
        found = [label for step in steps if (label := self._step(track, *step))]
        return found if (len(steps) - len(found)) * 2 <= len(found) else []

    def _step(self, track: Track, x: float, before: Point, after: Point, text: str) -> Text | None:
        """A name on the lower of two stairs, or under the higher, wherever nothing else is."""
        size, wide, fell = self.sheet.line("step"), self.sheet.wide(text, "step"), after.count < before.count
        low, high = track.y(min(before.count, after.count)) - 3, track.y(max(before.count, after.count)) + size - 1
        for y, right in ((low, fell), (high, not fell), (high + size, not fell), (low - size, fell)):
            left = x + 5 if right else x - 5 - wide
            rect = Rect(left, y - size + 4, left + wide, y + 2)
            inside = self.left < left and rect.right < self.right and self.top < rect.top and rect.bottom < track.floor
            if inside and track.taken.take(rect):
                return Text("step", left, y, text)
        return None

    def hover(self) -> Iterable[tuple[Box, str]]:
        """A strip over each stretch of a line, at least a pixel and a half wide, and what began there."""
        for track in self.tracks:
            stretches = track.layer.stretches(self.chart.last)
            for (a, b, point), (start, end, _) in zip(track.pieces, stretches, strict=True):
                count = self.say("{n} allies until {day}", n=point, day=day_in(self.lang, end - timedelta(days=1)))
                about = "\n".join([day_in(self.lang, start), *self.chart.events.get(start, ()), count])
                yield Box("hover", a, self.top, max(b - a, 1.5), self.floor - self.top), about
