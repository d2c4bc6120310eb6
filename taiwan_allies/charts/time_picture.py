"""The count over time as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from taiwan_allies.charts.scene import Layer, Point, TimeChart, round_step, time_ticks
from taiwan_allies.charts.sheet import Box, Page, Path, Rect, Shape, Sheet, Taken, Text
from taiwan_allies.i18n import day_in

STRIP: Final = 16
"""The height of the bars that are spells."""


class _Track(NamedTuple):
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
    """Counts over the years: a line, a panel for each layer, or strips, over one axis with the presidencies."""

    def __init__(self, chart: TimeChart, sheet: Sheet) -> None:
        super().__init__(chart.caption, sheet)
        self.chart = chart
        kind = "last" if chart.form == "line" else "head"
        beside = max((sheet.wide(label, kind) for label in map(self._label, chart.layers)), default=0) + 10
        self.left = sheet.margin + (sheet.wide(str(chart.largest)) + 8 if chart.form != "strips" else 0)
        self.right = sheet.width - sheet.margin - beside
        self.names, unnamed = self._names()
        rows = max((len(form) for _, _, form in self.names), default=0)
        self.marks = [mark for mark in chart.marks if chart.first <= mark.day <= chart.last]
        under, lines = (
            sheet.line("tick") * (rows + 1) + 10,
            [*sheet.wrapped(" ".join(self._doubts()).split(), " ", "note"), *unnamed],
        )
        # Room for the label of the highest count, and for that of a mark over it.
        self.ceiling = self.top + sheet.line("value") * 1.2 + (sheet.line("tick") if self.marks else 0)
        if chart.form == "strips":
            self.told = [sheet.wrapped(layer.told.split(), " ", "step", 40) for layer in chart.layers]
            natural = self.ceiling + sum(map(self._strip_height, self.told)) + under + sheet.margin * 0.7
            natural += sheet.line("note") * (len(lines) + 2.2)
            self.bottom = max(natural, sheet.height) if sheet.fixed else natural
        self.foot(lines)
        self.floor = (
            self.notes[0].y - sheet.line("note") * 1.2 if self.notes else self.bottom - sheet.margin - 5
        ) - under
        self.tracks = [*self._tracks()]

    def _label(self, layer: Layer) -> str:
        """What stands beside the end of a layer."""
        last = str(layer.last or 0)
        return {"line": last, "panels": f"{layer.name} {last}", "strips": ""}[self.chart.form]

    def _strip_height(self, told: Sequence[str]) -> float:
        return self.sheet.line("head") + self.sheet.line("step") * len(told) + STRIP + 16

    def _tracks(self) -> Iterator[_Track]:
        chart, room = self.chart, self.floor - self.ceiling
        floors = [self.ceiling + room * (n + 1) / max(1, len(chart.layers)) for n, _ in enumerate(chart.layers)]
        if chart.form == "strips":
            heights = [*accumulate(map(self._strip_height, self.told))]
            floors = [self.floor - heights[-1] + height - 12 for height in heights] if heights else []
        gap = self.sheet.line("value") if chart.form == "panels" else 0
        high = room / max(1, len(chart.layers)) - gap
        for layer, floor in zip(chart.layers, floors, strict=True):
            stretches = layer.stretches(chart.last)
            pieces = [(self.x(start.toordinal()), self.x(end.toordinal()), point) for start, end, point in stretches]
            yield _Track(layer, pieces, floor, high / max(1, chart.largest), self._crossed())

    def about(self) -> str:
        if self.chart.form == "strips":
            return " ".join(f"{layer.name}: {layer.told}." for layer in self.chart.layers)
        days = [day_in(self.lang, day) for day in (self.chart.first, self.chart.last)]
        said = "{start} on {first}, {end} on {last}."
        return " ".join(
            (f"{layer.name}: " if layer.name else "")
            + self.say(
                said, start=layer.points[0] if layer.points else 0, first=days[0], end=layer.last or 0, last=days[1]
            )
            for layer in self.chart.layers
        )

    def x(self, ordinal: float) -> float:
        first, after = self.chart.first.toordinal(), self.chart.last.toordinal() + 1
        return self.left + (min(max(ordinal, first), after) - first) / (after - first) * (self.right - self.left)

    def draw(self) -> Iterator[Shape]:
        yield from self._terms()
        yield from self._years()
        yield from self._marks()
        for n, track in enumerate(self.tracks):
            if self.chart.form == "strips":
                yield from self._strip(track, self.told[n])
            else:
                yield from self._values(track)
                if track.pieces:
                    yield from self._line(track)
                    yield from self._labels(track)
                    yield from self._steps(track) if self.chart.form == "line" else ()

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

    def _doubts(self) -> Iterator[str]:
        chart = self.chart
        unsure = any(not point.sure for layer in chart.layers for point in layer.points)
        if chart.form == "strips":
            if unsure or chart.known < chart.last:
                yield self.say(
                    "Pale: not certain; dates are known only to the month or year, or it is after the as-of day."
                )
            return
        if unsure:
            yield self.say("Pale band: dates known only to the month or year leave the count open.")
        if chart.known < chart.last:
            yield self.say("Dotted: after the day that the data are as of.")

    def _terms(self) -> Iterator[Shape]:
        """Every second presidency shaded, each named under the axis as far as there is room."""
        step = self.sheet.line("tick")
        for n, (a, b, form) in enumerate(self.names):
            if n % 2:
                bottom = self.floor + 12 + step * (1 + max(len(form) for _, _, form in self.names))
                yield Box("shade", a, self.top, b - a, bottom - self.top)
            for row, text in enumerate(form):
                yield Text("who", (a + b) / 2, self.floor + 8 + step * (row + 2), text, "middle")

    def _values(self, track: _Track) -> Iterator[Shape]:
        """Round values beside a track, and lines at them."""
        step = round_step(self.chart.largest, 6 if self.chart.form == "line" else 2)
        for count in range(0, self.chart.largest + 1, step):
            y = track.y(count)
            yield Path("grid" if count else "axis", [[(self.left, y), (self.right, y)]])
            yield Text("tick", self.left - 7, y + 4, str(count), "end")

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
        for mark in self.marks:
            x = self.x(mark.day.toordinal())
            breaks = [(t.floor - STRIP - 5, t.floor + 5) for t in self.tracks] if self.chart.form == "strips" else []
            pieces = [(self.top, self.top + self.sheet.letters * 1.3), *breaks] if breaks else [(self.top, self.floor)]
            yield Path("mark", [[(x, top), (x, bottom)] for top, bottom in pieces])
            room = self.sheet.wide(mark.name) + 5
            if x + room < self.right:
                yield Text("tick", x + 5, self.top + self.sheet.letters, mark.name)
            elif x - room > self.left:
                yield Text("tick", x - 5, self.top + self.sheet.letters, mark.name, "end")

    def _crossed(self) -> Taken:
        """What the lines of marks take."""
        places = [self.x(mark.day.toordinal()) for mark in self.marks]
        return Taken(Rect(x - 3, self.top, x + 3, self.floor) for x in places)

    # The counts ---------------------------------------------------------------------------------

    def _line(self, track: _Track) -> Iterator[Shape]:
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

    def _strip(self, track: _Track, told: Sequence[str]) -> Iterator[Shape]:
        """The name of a state, its spells in words, and bars where they stood: pale where that is not certain."""
        line, top = self.sheet.line("step"), track.floor - STRIP
        for n, text in enumerate(told):
            yield Text("step", self.sheet.margin, top - 8 - line * (len(told) - 1 - n), text)
        yield Text("head", self.sheet.margin, top - 10 - line * len(told), track.layer.name)
        yield Path("grid", [[(self.left, top + STRIP / 2), (self.right, top + STRIP / 2)]])
        known = self.x(self.chart.known.toordinal() + 1)
        for a, b, point in track.pieces:
            if point.high:
                sure = min(b, known) if point.low else a
                yield from [Box("spell", a, top, max(sure - a, 1.5), STRIP)] if sure > a else []
                yield from [Box("doubt", max(a, sure), top, max(b - max(a, sure), 1.5), STRIP)] if b > sure else []

    # Labels -------------------------------------------------------------------------------------

    def _labels(self, track: _Track) -> Iterator[Text]:
        """The last count, the highest with its day, and the first where it lasts as long as its label is wide."""
        chart, sheet, layer, pieces = self.chart, self.sheet, track.layer, track.pieces
        assert layer.last  # noqa: S101 - it has pieces
        kind = "last" if chart.form == "line" else "head"
        rise = sheet.letters * (0.6 if chart.form == "line" else 0.1)
        yield Text(kind, self.right + 8, track.y(layer.last.count) + rise, self._label(layer))
        if layer.peak:
            point, until = layer.peak
            since = self.say("{n} from {day}", n=point, day=day_in(self.lang, point.day))
            text = since if point.day > chart.first else str(point)
            middle = (self.x(point.day.toordinal()) + self.x(until.toordinal())) / 2
            yield from self._value(track, middle, text)
        start, end, first = pieces[0]
        lasts = end - start >= sheet.wide(str(first), "value")
        if chart.form == "line" and lasts and 0 < first.count < chart.largest:
            yield from self._value(track, start, str(first))

    def _value(self, track: _Track, x: float, text: str) -> Iterator[Text]:
        """A text above the line, clear of whatever of the line is beside it."""
        kind = "value" if self.chart.form == "line" else "tick"
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

    def _steps(self, track: _Track) -> list[Text]:
        """The name of each step beside it; none where most have no room, since nobody could tell why some have it."""
        if not self.sheet.alone:
            return []
        levels = [Rect(a, track.y(p.high) - 1, b, track.y(p.low) + 1) for a, b, p in track.pieces]
        heights = [
            (b, *sorted((track.y(p.count), track.y(q.count)))) for (_, b, p), (_, _, q) in pairwise(track.pieces)
        ]
        track.taken.extend([*levels, *(Rect(x - 1, top, x + 1, bottom) for x, top, bottom in heights)])
        found, missed = [], 0
        for (_, _, before), (x, _, after) in pairwise(track.pieces):
            if names := self.chart.events.get(after.day):
                label = self._step(track, x, before, after, f"{', '.join(names)}, {day_in(self.lang, after.day)}")
                found += [label] if label else []
                missed += not label
        return found if missed * 2 <= len(found) else []

    def _step(self, track: _Track, x: float, before: Point, after: Point, text: str) -> Text | None:
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
        for track in self.tracks if self.chart.form == "line" else ():
            stretches = track.layer.stretches(self.chart.last)
            for (a, b, point), (start, end, _) in zip(track.pieces, stretches, strict=True):
                count = self.say("{n} allies until {day}", n=point, day=day_in(self.lang, end - timedelta(days=1)))
                about = "\n".join([day_in(self.lang, start), *self.chart.events.get(start, ()), count])
                yield Box("hover", a, self.top, max(b - a, 1.5), self.floor - self.top), about
