"""How text is marked: the sixteen terminal colours or nothing, Unicode shapes or ASCII ones.

A role says what a piece of text *is*; only this module knows what that looks like. With colour off
not one escape byte is written, so every difference must also show in the text itself.
"""

from __future__ import annotations

from typing import Final, NamedTuple

ROLES: Final = {
    "gained": "32",
    "lost": "31",
    "returned": "33",
    "head": "1",
    "dim": "2",
    "name": "36",
    "doubt": "33",
    "line": "36",
    "Africa": "33",
    "Americas": "32",
    "Asia": "31",
    "Europe": "35",
    "Oceania": "36",
}


class Style(NamedTuple):
    """Whether this stream takes colour, and whether it can show more than ASCII."""

    color: bool = False
    unicode: bool = True

    def paint(self, text: str, role: str) -> str:
        """``text`` in the colour of ``role``; unchanged when colour is off, empty or unknown role."""
        code = ROLES.get(role)
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code and text else text

    def pick(self, unicode_text: str, ascii_text: str) -> str:
        """The first where the stream can show it, else the second."""
        return unicode_text if self.unicode else ascii_text
