"""When relations stood, as a picture: a bar for each spell, a row for each state."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from taiwan_allies.charts.scene import Layer
from taiwan_allies.charts.sheet import Box, Path, Shape, Text
from taiwan_allies.charts.time_picture import TimePage, Track

STRIP: Final = 16
"""The height of the bars."""


class StripsPage(TimePage):
    """The name of each state, its spells in words, and bars where they stood: pale where that is not certain."""

    def doubts(self) -> Iterator[str]:
        if self.unsure or self.chart.known < self.chart.last:
            yield self.say(
                "Pale: not certain; dates are known only to the month or year, or it is after the as-of day."
            )

    def about(self) -> str:
        return " ".join(f"{layer.name}: {layer.told}." for layer in self.chart.layers)

    def lowest(self, under: float, notes: int) -> float:
        natural = self.ceiling + sum(map(self._height, self.chart.layers)) + under + self.sheet.margin * 0.7
        natural += self.sheet.line("note") * (notes + 2.2)
        return max(natural, self.sheet.height) if self.sheet.fixed else natural

    def floors(self) -> list[float]:
        heights = [*accumulate(map(self._height, self.chart.layers))]
        return [self.floor - heights[-1] + height - 12 for height in heights]

    def breaks(self) -> list[tuple[float, float]]:
        """Nothing of it is seen between the bars, where the words are."""
        bars = [(track.floor - STRIP - 5, track.floor + 5) for track in self.tracks]
        return [(self.top, self.top + self.sheet.letters * 1.3), *bars] if bars else super().breaks()

    def track(self, track: Track) -> Iterator[Shape]:
        sheet, told = self.sheet, self._told(track.layer)
        line, top = sheet.line("step"), track.floor - STRIP
        for n, text in enumerate(told):
            yield Text("step", sheet.margin, top - 8 - line * (len(told) - 1 - n), text)
        yield Text("head", sheet.margin, top - 10 - line * len(told), track.layer.name)
        yield Path("grid", [[(self.left, top + STRIP / 2), (self.right, top + STRIP / 2)]])
        known = self.x(self.chart.known.toordinal() + 1)
        for a, b, point in track.pieces:
            if point.high:
                sure = min(b, known) if point.low else a
                yield from [Box("spell", a, top, max(sure - a, 1.5), STRIP)] if sure > a else []
                yield from [Box("doubt", max(a, sure), top, max(b - max(a, sure), 1.5), STRIP)] if b > sure else []

    def _told(self, layer: Layer) -> list[str]:
        return self.sheet.wrapped(layer.told.split(), " ", "step", 40)

    def _height(self, layer: Layer) -> float:
        return self.sheet.line("head") + self.sheet.line("step") * len(self._told(layer)) + STRIP + 16
