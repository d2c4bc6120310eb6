"""A map of allies as a picture: countries filled, small states as dots, names beside them or by region below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from math import hypot
from typing import Final

from taiwan_allies.charts.atlas import FEW, MARKS, Atlas
from taiwan_allies.charts.sheet import Box, Dot, Page, Path, Rect, Shape, Sheet, Spot, Taken, Text
from taiwan_allies.charts.world import RATIO, TOP, filled, land, outlines

_KINDS: Final = {"ally": "ally", "gained": "gain", "lost": "loss", "returned": "back"}
_SIGNS: Final = {
    "gained": [[(-3.0, 0.0), (3.0, 0.0)], [(0.0, -3.0), (0.0, 3.0)]],
    "lost": [[(-3.0, 0.0), (3.0, 0.0)]],
    "returned": [[(-3.2, 0.8), (-1.6, -1.0), (0.0, 0.0), (1.6, 1.0), (3.2, -0.8)]],
}
_SMALL: Final = 60.0
"""Square pixels below which a country has a dot as well."""
_GRAIN: Final = 4
"""Pixels to a side of the squares in which it is told where allies lie."""


class AtlasPage(Page):
    """The map, as large as the names under it allow."""

    def __init__(self, atlas: Atlas, sheet: Sheet) -> None:
        super().__init__(atlas.caption, sheet)
        self.atlas, self.wide = atlas, sheet.wide
        self.status = {place.code: place.status for place in atlas.places}
        self.few = len(atlas.places) <= FEW
        self.radius = 5.5 if atlas.words else 4 if self.few else 3.2
        notes, lines = sheet.wrapped(atlas.note.split(), " ", "note"), [] if self.few else [*self._lines()]
        ceiling, line = self.top + (sheet.line("tick") * 0.9 if atlas.words else 0), sheet.line("note")
        feet = len(notes) + 3.4 if sheet.alone else 0.5
        under = line * (len(lines) + feet) + sheet.margin * 0.7
        if not sheet.fixed:
            self.bottom = ceiling + (sheet.width - 2 * sheet.margin) * (RATIO - TOP) + under
        room = max(self.bottom - under - ceiling, 1)
        self.size = min(sheet.width - 2 * sheet.margin, room / (RATIO - TOP))
        self.left = (sheet.width - self.size) / 2
        self.head = ceiling - TOP * self.size + (room - (RATIO - TOP) * self.size) / 2
        self.foot(notes)
        self.names = [*self._names(lines, self.notes[0].y - line * 1.4 if self.notes else self.bottom)]
        self.rings = {code: [*self._outline(rings)] for code, rings in land().items()}
        self.spots = _apart([self._at(place.spot) for place in atlas.places], self.radius * 1.7)

    def about(self) -> str:
        joint = self.atlas.joint
        signs = {status: "" if status == "ally" else mark for status, (_, mark) in MARKS.items()}
        return " · ".join(
            f"{region}: {joint.join(signs[status] + name for name in names)}"
            for region, status, names in self.atlas.named()
        )

    def draw(self) -> Iterator[Shape]:
        yield from self._key()
        yield from self._countries()
        yield from self._labels() if self.few else ()
        for place, spot in zip(self.atlas.places, self.spots, strict=True):
            if place.status != "ally" or self._area(place.code) < _SMALL:
                yield from self._mark(place.status, *spot)
        yield from self.names

    def hover(self) -> Iterator[tuple[Box, str]]:
        for place, (x, y) in zip(self.atlas.places, self.spots, strict=True):
            word = self.atlas.words.get(place.status)
            yield Box("hover", x - 7, y - 7, 14, 14), f"{place.name}: {word}" if word else place.name

    def _countries(self) -> Iterator[Shape]:
        yield Path("land", [ring for code, rings in self.rings.items() if code not in self.status for ring in rings])
        for status in MARKS:
            codes = [code for code, found in self.status.items() if found == status]
            if rings := [ring for code in codes for ring in self.rings.get(code, ())]:
                yield Path(self._kind(status), rings)

    def _kind(self, status: str) -> str:
        """The kind of a state's shapes: one that was an ally all along stands back behind what changed."""
        return "kept" if status == "ally" and self.atlas.words else _KINDS[status]

    def _mark(self, status: str, x: float, y: float) -> Iterator[Shape]:
        """A dot, with the sign of what changed in it."""
        changed = status in _SIGNS
        yield Dot(self._kind(status), x, y, self.radius if changed or not self.atlas.words else 3.2)
        if changed:
            yield Path("sign", [[(x + dx, y + dy) for dx, dy in piece] for piece in _SIGNS[status]])

    def _key(self) -> Iterator[Shape]:
        """What the colours and signs mean, where they tell what changed."""
        x, y = float(self.sheet.margin), self.top + self.sheet.letters * 0.2
        for status, word in self.atlas.words.items():
            yield from self._mark(status, x + 6, y - 4)
            yield Text("who", x + 16, y, word)
            x += 16 + self.wide(word, "who") + 18

    def _lines(self) -> Iterator[tuple[str, str]]:
        """The names by region in lines, the first of each with the region and how many they are."""
        groups, joint = {region: f"{region} {len(places)}" for region, places in self.atlas.groups}, self.atlas.joint
        for region, status, names in self.atlas.named():
            words = [_signed(status, names[0]), *names[1:]]
            words = [word + joint.rstrip() for word in words[:-1]] + words[-1:]
            for row in self.sheet.wrapped(words, joint.removeprefix(joint.rstrip()), "note", self._beside()):
                yield groups.pop(region, ""), row

    def _beside(self) -> float:
        """How wide the regions are that stand beside the names."""
        return max(self.wide(f"{region} {len(places)}", "group") for region, places in self.atlas.groups) + 14

    def _names(self, lines: Sequence[tuple[str, str]], foot: float) -> Iterator[Text]:
        for n, (group, row) in enumerate(lines):
            y = foot - self.sheet.line("note") * (len(lines) - 1 - n)
            yield from [Text("group", self.sheet.margin, y, group)] if group else []
            yield Text("note", self.sheet.margin + self._beside(), y, row)

    # Where things lie ---------------------------------------------------------------------------

    def _at(self, spot: Spot) -> Spot:
        return self.left + spot[0] * self.size, self.head + spot[1] * self.size

    def _outline(self, rings: Iterable[Sequence[Spot]]) -> Iterator[list[Spot]]:
        """The rings in pixels, without what is too small to be seen."""
        for ring in rings:
            spots = _simpler([self._at(spot) for spot in ring])
            across, down = ([spot[side] for spot in spots] for side in (0, 1))
            if len(spots) > 2 and max(max(across) - min(across), max(down) - min(down)) >= 1:
                yield spots

    def _area(self, code: str) -> float:
        """How large a country is drawn, in square pixels."""
        rings = self.rings.get(code, ())
        return sum(abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*r, r[0]]))) / 2 for r in rings)

    # Names on the map ---------------------------------------------------------------------------

    def _labels(self) -> Iterator[Shape]:
        """The name of each state beside its dot or, where that is taken, at the end of a line from it."""
        taken = Taken(Rect(x - self.radius, y - self.radius, x + self.radius, y + self.radius) for x, y in self.spots)
        columns, rows = round(self.size / _GRAIN), round(self.size * RATIO / _GRAIN)
        rings = outlines()
        allies = {dot for code in self.status for dot in filled(rings.get(code, ()), columns, rows)}
        for place, spot in sorted(zip(self.atlas.places, self.spots, strict=True), key=lambda pair: pair[1][::-1]):
            for text, rect, near in self._labels_near(_signed(place.status, place.name), *spot):
                if self._inside(rect) and not self._covers(rect, allies) and taken.take(rect):
                    if not near:
                        end = min(max(spot[0], rect.left), rect.right), (rect.top + rect.bottom) / 2
                        yield Path("leader", [[spot, end]])
                    yield text
                    break

    def _labels_near(self, name: str, x: float, y: float) -> Iterator[tuple[Text, Rect, bool]]:
        """Where a name may stand, the nearest first, and whether it is near enough to need no line."""
        wide, line = self.wide(name, "step"), self.sheet.line("step") * 0.8
        for step in range(10):
            away = self.radius + 4.0 * (step + 1)
            for rise in dict.fromkeys((-step / 2, step / 2)):
                for left in (x + away, x - away - wide):
                    base = y + 4 + rise * line
                    yield (
                        Text("step", left, base, name),
                        Rect(left, base - line * 0.8, left + wide, base + line * 0.2),
                        not step,
                    )

    def _inside(self, rect: Rect) -> bool:
        margin = self.sheet.margin
        return margin <= rect.left and rect.right <= self.sheet.width - margin and rect.top >= self.top

    def _covers(self, rect: Rect, allies: set[tuple[int, int]]) -> bool:
        """Whether a text would lie on a country that is filled."""
        across = range(int((rect.left - self.left) / _GRAIN), int((rect.right - self.left) / _GRAIN) + 1)
        down = range(int((rect.top - self.head) / _GRAIN), int((rect.bottom - self.head) / _GRAIN) + 1)
        return any((column, row) in allies for column in across for row in down)


def _signed(status: str, name: str) -> str:
    """A name after the sign of what changed."""
    return f"{MARKS[status][1].replace('-', '−')} {name}" if status in _SIGNS else name


def _simpler(ring: Sequence[Spot]) -> list[Spot]:
    """A ring without the spots that lie within half a pixel of the line that is drawn without them."""
    middle = max(range(len(ring)), key=lambda n: hypot(ring[n][0] - ring[0][0], ring[n][1] - ring[0][1]))
    return [*_between(ring[: middle + 1]), *_between(ring[middle:])]


def _between(spots: Sequence[Spot]) -> list[Spot]:
    """The spots of a line but for the last, thinned out (Douglas and Peucker)."""
    (x1, y1), (x2, y2) = spots[0], spots[-1]
    length = hypot(x2 - x1, y2 - y1) or 1
    off = [abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length for x, y in spots[1:-1]]
    if max(off, default=0) < 0.5:
        return [spots[0]]
    farthest = off.index(max(off)) + 1
    return [*_between(spots[: farthest + 1]), *_between(spots[farthest:])]


def _apart(spots: Sequence[Spot], gap: float) -> list[Spot]:
    """The spots, moved until no two are nearer to each other than ``gap``, or nearly so."""
    places = [*spots]
    for _ in range(60):
        moved = False
        for a, b in combinations(range(len(places)), 2):
            (x1, y1), (x2, y2) = places[a], places[b]
            apart = hypot(x2 - x1, y2 - y1)
            if apart < gap - 0.05:
                across, down = ((x2 - x1) / apart, (y2 - y1) / apart) if apart else (0.0, 1.0)
                push = (gap - apart) / 2
                places[a] = x1 - across * push, y1 - down * push
                places[b] = x2 + across * push, y2 + down * push
                moved = True
        if not moved:
            break
    return places
