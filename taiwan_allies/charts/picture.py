"""A chart laid out on a sheet: boxes, paths and texts in pixels, for painters that draw them as they are.

A shape has a kind, and `looks` says what the kinds look like. Texts are measured by a rule of thumb, since a picture
that keeps them as text is set in a font of the reader's; what may not fit is left out or moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import cycle, pairwise
from typing import NamedTuple

from taiwan_allies.charts.looks import LOOKS, OTHERS
from taiwan_allies.charts.scene import Bar, BarChart, Caption, Point, Scene, TimeChart, apart, in_lines, time_ticks
from taiwan_allies.i18n import day_in, pgettext
from taiwan_allies.output.text import cell_width, harmless, ranged, signed

Spot = tuple[float, float]


class Text(NamedTuple):
    """A line of text on its baseline; ``anchor`` says which end of it stands at ``x``."""

    kind: str
    x: float
    y: float
    text: str
    anchor: str = "start"


class Box(NamedTuple):
    """A rectangle."""

    kind: str
    x: float
    y: float
    width: float
    height: float


class Path(NamedTuple):
    """Lines from spot to spot, in one piece or several."""

    kind: str
    pieces: Sequence[Sequence[Spot]]


Shape = Text | Box | Path


class Sheet(NamedTuple):
    """The size of a drawing and of its letters. One that stands ``alone`` has margins, a title and its source."""

    width: int
    height: int
    letters: int = 13
    alone: bool = False

    @property
    def margin(self) -> int:
        return 36 if self.alone else 1

    def wide(self, text: str, kind: str = "tick") -> float:
        """How wide a text is, about."""
        return cell_width(text) * self.letters * LOOKS[kind].size * 0.57

    def line(self, kind: str) -> float:
        """How far apart lines of text stand."""
        return self.letters * LOOKS[kind].size * 1.4

    def wrapped(self, words: Sequence[str], joint: str, kind: str) -> list[str]:
        """Words in lines as wide as the sheet."""
        room = self.width - 2 * self.margin
        lines = in_lines(words, lambda word: self.wide(word, kind), self.wide(joint, kind), room)
        return [joint.join(line) for line in lines]


ALONE, WIDE, NARROW = Sheet(1000, 562, alone=True), Sheet(960, 400), Sheet(380, 320, 12)


class Picture(NamedTuple):
    """What a painter draws, back to front, and what it says to those who cannot see it.

    ``hover`` are places with what a mouse finds there; paper has none.
    """

    width: float
    height: float
    letters: int
    title: str
    about: str
    shapes: Sequence[Shape]
    hover: Sequence[tuple[Box, str]]


def lay_out(scene: Scene, sheet: Sheet = ALONE, *, title: str = "", about: str = "") -> Picture:
    """The picture of a chart; ``title`` and ``about`` are said of it in place of its own."""
    page = _Bars(scene, sheet) if isinstance(scene, BarChart) else _Time(scene, sheet)
    paper = [Box("paper", 0, 0, sheet.width, page.bottom)] if sheet.alone else []
    shapes = [*paper, *page.titles, *page.draw()]
    clean = [shape._replace(text=harmless(shape.text)) if isinstance(shape, Text) else shape for shape in shapes]
    title, about = title or scene.caption.title, about or page.about()
    return Picture(sheet.width, page.bottom, sheet.letters, title, about, clean, [*page.hover()])


class _Page:
    """What all charts have: a title over them and notes under them."""

    def __init__(self, caption: Caption, sheet: Sheet) -> None:
        self.caption, self.sheet, self.lang = caption, sheet, caption.lang
        titles = sheet.wrapped(caption.title.split(), " ", "title") if sheet.alone else []
        self.titles = [
            Text("title", sheet.margin, sheet.margin + sheet.line("title") * (n + 0.6), line)
            for n, line in enumerate(titles)
        ]
        self.top = sheet.margin + sheet.line("title") * (len(titles) + 0.4) if sheet.alone else sheet.letters
        self.bottom: float = sheet.height

    def say(self, text: str, **values: object) -> str:
        return pgettext(self.lang, "picture", text).format(**values)

    def hover(self) -> Iterable[tuple[Box, str]]:
        return ()

    def origin(self) -> str:
        """Where the counts come from, of which day they are, and on what terms."""
        if not self.caption.as_of:
            return ""
        source = self.say("Source: Taiwan Allies, record {version}", version=self.caption.version)
        as_of = self.say("data as of {day}", day=day_in(self.lang, self.caption.as_of))
        return " · ".join([source, as_of, "CC BY 4.0"])

    def foot(self, notes: Sequence[str], bottom: float) -> list[Text]:
        """The notes and the origin, the last line at ``bottom``."""
        lines = [*notes, *filter(None, [self.origin()])] if self.sheet.alone else []
        step = self.sheet.line("note")
        return [
            Text("note", self.sheet.margin, bottom - step * (len(lines) - 1 - n), line) for n, line in enumerate(lines)
        ]


# --- over time -----------------------------------------------------------------------------------------


class _Rect(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Rect) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class _Time(_Page):
    def __init__(self, chart: TimeChart, sheet: Sheet) -> None:
        super().__init__(chart.caption, sheet)
        self.chart = chart
        self.labels = [f"{layer.name} {layer.last}" for layer in chart.layers] if chart.stacked else []
        beside = max((sheet.wide(label) + 26 for label in self.labels), default=0)
        self.left = sheet.margin + sheet.wide(str(chart.largest)) + 8
        self.right = sheet.width - sheet.margin - max(beside, sheet.wide(str(chart.final), "last") + 10)
        self.names, unnamed = self._names()
        self.notes = self.foot([*self._doubts(), *unnamed], sheet.height - sheet.margin * 0.7)
        rows = max((len(form) for _, _, form in self.names), default=0)
        under = self.notes[0].y - sheet.line("note") * 1.2 if self.notes else sheet.height - sheet.margin - 5
        self.floor = under - sheet.line("tick") * (rows + 1) - 10
        # Room for the label of the highest count, and for that of a mark over it.
        self.marks = [mark for mark in chart.marks if chart.first <= mark.day <= chart.last]
        self.ceiling = self.top + sheet.line("value") * 1.2 + (sheet.line("tick") if self.marks else 0)
        self.unit = (self.floor - self.ceiling) / max(1, chart.largest)
        ends = zip(chart.total, chart.ends, strict=True)
        # The stretches of the total: from, to, and the count.
        self.pieces = [(self.x(point.day.toordinal()), self.x(end), point) for point, end in ends]
        self.taken: list[_Rect] = []

    def about(self) -> str:
        start, end = self.chart.total[0] if self.chart.total else self.chart.final, self.chart.final
        days = [day_in(self.lang, day) for day in (self.chart.first, self.chart.last)]
        said = "{start} on {first}, {end} on {last}."
        return self.say(said, start=start, first=days[0], end=end, last=days[1])

    def x(self, ordinal: float) -> float:
        first, after = self.chart.first.toordinal(), self.chart.last.toordinal() + 1
        return self.left + (min(max(ordinal, first), after) - first) / (after - first) * (self.right - self.left)

    def y(self, count: float) -> float:
        return self.floor - count * self.unit

    def draw(self) -> Iterator[Shape]:
        yield from self._terms()
        yield from self._axes()
        if self.chart.total:
            yield from self._marks()
            yield from self._areas() if self.chart.stacked else self._line()
            yield from self._labels()
            yield from self._steps()
        yield from self.notes

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
        chart, said = self.chart, []
        if any(not point.sure for point in chart.total) and not chart.stacked:
            said.append(self.say("Pale band: dates known only to the month or year leave the count open."))
        if chart.known < chart.last:
            said.append(self.say("Dotted: after the day that the data are as of."))
        yield from filter(None, [" ".join(said)])

    def _terms(self) -> Iterator[Shape]:
        """Every second presidency shaded, each named under the axis as far as there is room."""
        step = self.sheet.line("tick")
        for n, (a, b, form) in enumerate(self.names):
            if n % 2:
                bottom = self.floor + 12 + step * (1 + max(len(form) for _, _, form in self.names))
                yield Box("shade", a, self.top, b - a, bottom - self.top)
            for row, text in enumerate(form):
                yield Text("who", (a + b) / 2, self.floor + 8 + step * (row + 2), text, "middle")

    def _axes(self) -> Iterator[Shape]:
        sheet, chart = self.sheet, self.chart
        for count in range(0, chart.largest + 1, chart.value_step(6)):
            y = self.y(count)
            yield Path("grid" if count else "axis", [[(self.left, y), (self.right, y)]])
            yield Text("tick", self.left - 7, y + 4, str(count), "end")
        for tick in time_ticks(
            chart.first, chart.last, max(10, int(self.right - self.left) // (sheet.letters * 3 // 4))
        ):
            if chart.first <= tick.day <= chart.last:
                x, half = self.x(tick.day.toordinal()), sheet.wide(tick.label) / 2
                at = min(max(x, sheet.margin + half), sheet.width - sheet.margin - half)
                yield Path("axis", [[(x, self.floor), (x, self.floor + 5)]])
                yield Text("tick", at, self.floor + 6 + sheet.letters, tick.label, "middle")

    def _marks(self) -> Iterator[Shape]:
        """What happened elsewhere on a day of its own: a line from top to bottom, named at its head."""
        for mark in self.marks:
            x = self.x(mark.day.toordinal())
            yield Path("mark", [[(x, self.top), (x, self.floor)]])
            room = self.sheet.wide(mark.name) + 5
            if x + room < self.right:
                yield Text("tick", x + 5, self.top + self.sheet.letters, mark.name)
            elif x - room > self.left:
                yield Text("tick", x - 5, self.top + self.sheet.letters, mark.name, "end")
            self.taken.append(_Rect(x - 3, self.top, x + 3, self.floor))

    # The counts ---------------------------------------------------------------------------------

    def _total(self, kind: str) -> Iterator[Shape]:
        """The step line of the total: dotted from the day after the one that the data are as of."""
        known = self.x(self.chart.known.toordinal() + 1)
        spots = [(x, self.y(point.count)) for a, b, point in self.pieces for x in (a, b)]
        sure = [(min(x, known), y) for n, (x, y) in enumerate(spots) if spots[n - n % 2][0] < known]
        later = [(max(x, known), y) for n, (x, y) in enumerate(spots) if spots[n | 1][0] > known]
        yield from (Path(k, [line]) for k, line in ((kind, sure), (f"{kind}-later", later)) if line)

    def _line(self) -> Iterator[Shape]:
        """The area under the line, the doubt about it, and the line itself."""
        steps = [(x, self.y(point.count)) for a, b, point in self.pieces for x in (a, b)]
        yield Path("area", [[*steps, (steps[-1][0], self.floor), (steps[0][0], self.floor)]])
        doubt = [
            [(a, self.y(p.high)), (b, self.y(p.high)), (b, self.y(p.low)), (a, self.y(p.low))]
            for a, b, p in self.pieces
            if not p.sure
        ]
        if doubt:
            yield Path("doubt", doubt)
        yield from self._total("line")

    def _areas(self) -> Iterator[Shape]:
        """The layers on top of each other under the line of their sum, each named beside its end."""
        chart, sheet, spare = self.chart, self.sheet, cycle(OTHERS)
        days = [point.day for point in chart.total]
        edges = [self.x(day) for day in (*(day.toordinal() for day in days), chart.ends[-1])]
        floor = [0] * len(days)
        kinds = []
        for layer in chart.layers:
            roof = [low + layer.on(day) for low, day in zip(floor, days, strict=True)]
            kinds.append(layer.key if layer.key in LOOKS else next(spare))
            outline = self._stairs(edges, roof) + self._stairs(edges, floor)[::-1]
            yield Path(kinds[-1], [outline])
            floor = roof
        yield from self._total("sum")
        step = sheet.line("tick")
        wanted = [*(middle * self.unit for middle in chart.middles), chart.final.count * self.unit + step]
        *places, top = apart(wanted, step, self.floor - self.top - step)
        for kind, label, up in zip(kinds, self.labels, places, strict=True):
            yield Box(kind, self.right + 6, self.floor - up - 5, 10, 10)
            yield Text("who", self.right + 22, self.floor - up + 4, label)
        yield Text("value", self.right + 22, self.floor - top + 4, str(chart.final))

    def _stairs(self, edges: Sequence[float], counts: Sequence[int]) -> list[Spot]:
        return [(x, self.y(count)) for (a, b), count in zip(pairwise(edges), counts, strict=True) for x in (a, b)]

    # Labels -------------------------------------------------------------------------------------

    def _labels(self) -> Iterator[Text]:
        """The last count, the highest with its day, and the first where it lasts as long as its label is wide."""
        chart, sheet, pieces = self.chart, self.sheet, self.pieces
        y = self.y(chart.final.count)
        if not chart.stacked:
            yield Text("last", self.right + 8, y + sheet.letters * 0.6, str(chart.final))
        if chart.peak:
            point, until = chart.peak
            since = self.say("{n} from {day}", n=point, day=day_in(self.lang, point.day))
            text = since if point.day > chart.first else str(point)
            middle = (self.x(point.day.toordinal()) + self.x(until.toordinal())) / 2
            yield from self._value(middle, text)
        start, end, first = pieces[0]
        if first.count and first.count < chart.largest and end - start >= sheet.wide(str(first), "value"):
            yield from self._value(start, str(first))

    def _value(self, x: float, text: str) -> Iterator[Text]:
        """A text above the line, clear of whatever of the line is beside it."""
        half, size = self.sheet.wide(text, "value") / 2 + 3, self.sheet.line("value")
        x = min(max(x, self.left + half), self.right - half)
        for taken in self.taken:
            if taken.left < x + half and x - half < taken.right:
                x = taken.left - half if x <= taken.right else taken.right + half
        beside = [p.high for a, b, p in self.pieces if a <= x + half and b >= x - half]
        y = self.y(max(beside, default=0)) - 7
        rect = _Rect(x - half, y - size, x + half, y)
        if self.left <= rect.left and rect.right <= self.right and not any(map(rect.meets, self.taken)):
            self.taken.append(rect)
            yield Text("value", x, y, text, "middle")

    def _steps(self) -> list[Text]:
        """The name of each step beside it; none where most have no room, since nobody could tell why some have it."""
        if self.chart.stacked or not self.sheet.alone:
            return []
        levels = [_Rect(a, self.y(p.high) - 1, b, self.y(p.low) + 1) for a, b, p in self.pieces]
        heights = [(b, *sorted((self.y(p.count), self.y(q.count)))) for (_, b, p), (_, _, q) in pairwise(self.pieces)]
        self.taken += [*levels, *(_Rect(x - 1, top, x + 1, bottom) for x, top, bottom in heights)]
        found, missed = [], 0
        for (_, _, before), (x, _, after) in pairwise(self.pieces):
            if names := self.chart.events.get(after.day):
                label = self._step(x, before, after, f"{', '.join(names)}, {day_in(self.lang, after.day)}")
                found += [label] if label else []
                missed += not label
        return found if missed * 2 <= len(found) else []

    def _step(self, x: float, before: Point, after: Point, text: str) -> Text | None:
        """A name on the lower of two stairs, or under the higher, wherever nothing else is."""
        size, wide, fell = self.sheet.line("step"), self.sheet.wide(text, "step"), after.count < before.count
        low, high = self.y(min(before.count, after.count)) - 3, self.y(max(before.count, after.count)) + size - 1
        for y, right in ((low, fell), (high, not fell), (high + size, not fell), (low - size, fell)):
            left = x + 5 if right else x - 5 - wide
            rect = _Rect(left, y - size + 4, left + wide, y + 2)
            inside = self.left < left and rect.right < self.right and self.top < rect.top and rect.bottom < self.floor
            if inside and not any(map(rect.meets, self.taken)):
                self.taken.append(rect)
                return Text("step", left, y, text)
        return None

    def hover(self) -> Iterable[tuple[Box, str]]:
        """A strip over each stretch of a line, at least a pixel and a half wide, and what began there."""
        untils = [*(point.day - timedelta(days=1) for point in self.chart.total[1:]), self.chart.last]
        for (a, b, point), until in zip([] if self.chart.stacked else self.pieces, untils, strict=False):
            count = self.say("{n} allies until {day}", n=point, day=day_in(self.lang, until))
            about = "\n".join([day_in(self.lang, point.day), *self.chart.events.get(point.day, ()), count])
            yield Box("hover", a, self.top, max(b - a, 1.5), self.floor - self.top), about


# --- bars ----------------------------------------------------------------------------------------------

ROW = 30
"""The height of a bar with the space around it."""


class _Bars(_Page):
    """Lost to the left of the axis, gained to the right, and what was left at the right edge."""

    def __init__(self, chart: BarChart, sheet: Sheet) -> None:
        super().__init__(chart.caption, sheet)
        self.chart, wide = chart, sheet.wide
        self.ends = [ranged(bar.at_end, bar.at_end_low, bar.at_end_high) for bar in chart.bars]
        self.right = sheet.width - sheet.margin - 8
        labels = max((wide(bar.label) for bar in chart.bars), default=0)
        ends = max(map(wide, (chart.heads[2], *self.ends)))
        left = sheet.margin + 8 + labels + max(wide(f"−{chart.most_lost}"), wide(chart.heads[0]) - chart.most_lost) + 16
        right = self.right - ends - wide(f"+{chart.most_gained}") - 24
        self.unit = max(1.0, (right - left) / max(1, chart.most_lost + chart.most_gained))
        self.axis = left + self.unit * chart.most_lost
        self.top += sheet.line("head")
        self.notes = self.foot([], self.top + ROW * len(chart.bars) + sheet.line("note") * 2)
        self.bottom = (
            self.top + ROW * len(chart.bars) + sheet.line("note") * (2 if self.notes else 0) + sheet.margin * 0.7
        )

    def about(self) -> str:
        lost, gained = sum(bar.lost for bar in self.chart.bars), sum(bar.gained for bar in self.chart.bars)
        return self.say("{gained} gained and {lost} lost in all.", gained=gained, lost=lost)

    def draw(self) -> Iterator[Shape]:
        lost, gained, end = self.chart.heads
        yield Text("lost", self.axis - 6, self.top - 8, lost, "end")
        yield Text("gained", self.axis + 6, self.top - 8, gained)
        yield Text("head", self.right, self.top - 8, end, "end")
        for n, bar in enumerate(self.chart.bars):
            yield from self._bar(bar, self.ends[n], self.top + n * ROW, shaded=n % 2 == 0)
        yield Path("axis", [[(self.axis, self.top - 4), (self.axis, self.top + ROW * len(self.chart.bars))]])
        yield from self.notes

    def _bar(self, bar: Bar, end: str, y: float, *, shaded: bool) -> Iterator[Shape]:
        sheet, lost, gained = self.sheet, bar.lost * self.unit, bar.gained * self.unit
        base = y + ROW / 2 + sheet.letters * 0.36
        if shaded:
            yield Box("shade", sheet.margin, y, sheet.width - 2 * sheet.margin, ROW)
        yield Text("who", sheet.margin + 8, base, bar.label)
        yield Box("loss", self.axis - lost, y + 6, lost, ROW - 12)
        yield Box("gain", self.axis, y + 6, gained, ROW - 12)
        yield Text("tick", self.axis - lost - 6, base, signed(-bar.lost).replace("-", "−"), "end")
        yield Text("tick", self.axis + gained + 6, base, signed(bar.gained))
        yield Text("head", self.right, base, end, "end")
