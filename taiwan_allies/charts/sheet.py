"""A sheet of paper in pixels: boxes, paths, dots and texts on it, for painters that draw them as they are.

A shape has a kind, and `looks` says what the kinds look like. Texts are measured by a rule of thumb, since a picture
that keeps them as text is set in a font of the reader's; what may not fit is left out or moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from taiwan_allies.charts.looks import LOOKS
from taiwan_allies.charts.scene import Caption, in_lines
from taiwan_allies.i18n import day_in, pgettext
from taiwan_allies.output.text import cell_width

Spot = tuple[float, float]


class Text(NamedTuple):
    """A line of text on its baseline; ``anchor`` says which end of it stands at ``x``."""

    kind: str
    x: float
    y: float
    text: str
    anchor: str = "start"


class Box(NamedTuple):
    kind: str
    x: float
    y: float
    width: float
    height: float


class Path(NamedTuple):
    """Lines from spot to spot, in one piece or several."""

    kind: str
    pieces: Sequence[Sequence[Spot]]


class Dot(NamedTuple):
    kind: str
    x: float
    y: float
    radius: float


Shape = Text | Box | Path | Dot


class Sheet(NamedTuple):
    """The size of a drawing and of its letters. One that stands ``alone`` has margins, a title and its source.

    What has less to show than fills it is lower, unless it is ``fixed``.
    """

    width: int
    height: int
    letters: int = 13
    alone: bool = False
    fixed: bool = False

    @property
    def margin(self) -> int:
        return 36 if self.alone else 1

    def wide(self, text: str, kind: str = "tick") -> float:
        """How wide a text is, about."""
        look = LOOKS[kind]
        return cell_width(text) * self.letters * look.size * (0.6 if look.bold else 0.57)

    def line(self, kind: str) -> float:
        """How far apart lines of text stand."""
        return self.letters * LOOKS[kind].size * 1.4

    def wrapped(self, words: Sequence[str], joint: str, kind: str, less: float = 0) -> list[str]:
        """Words in lines as wide as the sheet, or ``less``."""
        room = self.width - 2 * self.margin - less
        lines = in_lines(words, lambda word: self.wide(word, kind), self.wide(joint, kind), room)
        return [joint.join(line) for line in lines]


SIZES: Final = {
    "16:9": Sheet(1000, 562, alone=True, fixed=True),
    "4:3": Sheet(900, 675, alone=True, fixed=True),
    "square": Sheet(800, 800, alone=True, fixed=True),
}
"""The sheets of pictures whose shape was asked for."""
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


class Rect(NamedTuple):
    """A place that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rect) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class Taken(list[Rect]):
    """The places where something stands already."""

    def take(self, rect: Rect) -> bool:
        """Takes a place if nothing stands there."""
        free = not any(map(rect.meets, self))
        self.extend([rect] * free)
        return free


class Page:
    """What all pictures have: a title over them and notes under them."""

    def __init__(self, caption: Caption, sheet: Sheet) -> None:
        self.caption, self.sheet, self.lang = caption, sheet, caption.lang
        titles = sheet.wrapped(caption.title.split(), " ", "title") if sheet.alone else []
        self.titles = [
            Text("title", sheet.margin, sheet.margin + sheet.line("title") * (n + 0.6), line)
            for n, line in enumerate(titles)
        ]
        self.top = sheet.margin + sheet.line("title") * (len(titles) + 0.4) if sheet.alone else sheet.letters
        self.bottom: float = sheet.height
        self.notes: Sequence[Text] = ()

    def say(self, text: str, **values: object) -> str:
        return pgettext(self.lang, "picture", text).format(**values)

    def about(self) -> str:
        """What it shows, for those who cannot see it."""
        raise NotImplementedError

    def draw(self) -> Iterable[Shape]:
        """What stands between the titles and the notes, back to front."""
        raise NotImplementedError

    def hover(self) -> Iterable[tuple[Box, str]]:
        """Places, and what a mouse finds there."""
        return ()

    def origin(self) -> str:
        """Where the counts come from, of which day they are, and on what terms."""
        if not self.caption.as_of:
            return ""
        source = self.say("Source: Taiwan Allies, record {version}", version=self.caption.version)
        as_of = self.say("data as of {day}", day=day_in(self.lang, self.caption.as_of))
        return " · ".join([source, as_of, "CC BY 4.0"])

    def foot(self, notes: Sequence[str] = ()) -> None:
        """Puts the notes and the origin at the bottom."""
        lines = [*notes, *filter(None, [self.origin()])] if self.sheet.alone else []
        last, step = self.bottom - self.sheet.margin * 0.7, self.sheet.line("note")
        self.notes = [
            Text("note", self.sheet.margin, last - step * (len(lines) - 1 - n), line) for n, line in enumerate(lines)
        ]
