"""A grid of terminal cells that charts are drawn on, and text made safe and short enough for it.

Pure: nothing is read, written or asked of the terminal. A cell holds one character (a wide character
takes two cells) and the role it is painted in. Text that comes from the record passes through
``plain`` first, so no control or escape character can get out.
"""

from __future__ import annotations

from collections.abc import Iterable

from taiwan_allies.context import Style
from taiwan_allies.output.text import ascii_only, beginning, cell_width


def plain(text: str, style: Style) -> str:
    """``text`` without control characters; with ``unicode`` off in ASCII (``São`` -> ``Sao``, else ``?``)."""
    text = text if style.unicode else ascii_only(text)
    return "".join(c if c.isprintable() else " " if c.isspace() else style.pick("�", "?") for c in text)


def fit(text: str, width: int, style: Style) -> str:
    """``text`` in at most ``width`` cells; what is left out is marked with ``…`` (ASCII ``~``)."""
    if cell_width(text) <= width:
        return text
    return beginning(text, width - 1).rstrip() + style.pick("…", "~") if width > 0 else ""


class Canvas:
    """``height`` rows of ``width`` cells, all blank at first."""

    __slots__ = ("_chars", "_roles", "height", "width")

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._chars = [[" "] * width for _ in range(height)]
        self._roles = [[""] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, role: str = "") -> None:
        """Writes ``text`` from cell ``x`` of row ``y``; what falls outside is left out."""
        if not 0 <= y < self.height:
            return
        chars, roles = self._chars[y], self._roles[y]
        for char in text:
            size = cell_width(char)
            if size == 0:
                if 0 < x <= self.width:
                    chars[x - 1] += char
                continue
            if x >= 0 and x + size <= self.width:
                # Half of a wide character cannot stay behind.
                if chars[x] == "" and x > 0:
                    chars[x - 1] = " "
                if x + size < self.width and chars[x + size] == "":
                    chars[x + size] = " "
                chars[x], roles[x] = char, role
                if size == 2:
                    chars[x + 1], roles[x + 1] = "", role
            x += size

    def place(self, x: int, y: int, text: str, role: str, margin: int = 1) -> bool:
        """Writes ``text`` where its cells are `free`; whether they were."""
        free = self.free(x, y, cell_width(text), margin)
        if free:
            self.put(x, y, text, role)
        return free

    def block(self, x: int, y: int, lines: Iterable[str], role: str) -> None:
        """Writes lines one under the other."""
        for row, line in enumerate(lines, y):
            self.put(x, row, line, role)

    def upright(self, x: int, rows: range, ticks: Iterable[tuple[int, str]], style: Style) -> None:
        """An axis in column ``x``: a tick in some of its rows, with what it says before it."""
        for y in rows:
            self.put(x, y, style.pick("│", "|"), "dim")
        for y, label in ticks:
            self.put(x - 1 - len(label), y, label, "dim")
            self.put(x, y, style.pick("┤", "+"), "dim")

    def level(self, x: int, y: int, columns: int, ticks: Iterable[int], style: Style) -> None:
        """An axis in row ``y``, as long as so many columns beside ``x``: a tick at some of them."""
        self.put(x, y, style.pick("└", "+") + style.pick("─", "-") * columns, "dim")
        for tick in ticks:
            self.put(x + 1 + tick, y, style.pick("┬", "+"), "dim")

    def free(self, x: int, y: int, width: int, margin: int = 1) -> bool:
        """Whether ``width`` cells of row ``y`` lie inside and are blank, with ``margin`` more around them."""
        if x < 0 or x + width > self.width or not 0 <= y < self.height:
            return False
        return all(c == " " for c in self._chars[y][max(0, x - margin) : x + width + margin])

    def text(self, row: int) -> str:
        """A row without colour and without the blanks at its end."""
        return "".join(self._chars[row]).rstrip()

    def lines(self, style: Style) -> list[str]:
        """The rows as text, painted, without trailing spaces."""
        return [
            _paint(zip(chars, roles, strict=True), style) for chars, roles in zip(self._chars, self._roles, strict=True)
        ]


def _paint(cells: Iterable[tuple[str, str]], style: Style) -> str:
    runs: list[tuple[str, str]] = []
    for char, role in cells:
        # A blank takes no colour, so it may join either neighbour.
        if runs and (role == runs[-1][1] or char == " "):
            runs[-1] = (runs[-1][0] + char, runs[-1][1])
        else:
            runs.append((char, role))
    parts = []
    for i, (text, role) in enumerate(runs):
        body = text.rstrip(" ")
        gap = text[len(body) :] if i + 1 < len(runs) else ""
        parts.append(style.paint(body, role) + gap)
    return "".join(parts).rstrip(" ")
