"""Text from the record is data: nothing in it may steer a terminal or break a line format."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)}
_PICTURES[0x7F] = "\u2421"
_PICTURES.update(dict.fromkeys(range(0x80, 0xA0), "\ufffd"))
# Marks that reorder what a reader sees (bidirectional overrides, embeddings, isolates) and the line separators.
_PICTURES.update(dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C], "\ufffd"))
_PICTURES.update(dict.fromkeys([0x2028, 0x2029], " "))
_ONE_LINE = {**_PICTURES, 0x09: " ", 0x0A: " ", 0x0D: " "}
_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "·": "-", "→": "->", "ı": "i", "ø": "o", "ł": "l"}
)
_LINES = {key: value for key, value in _PICTURES.items() if key not in {0x09, 0x0A, 0x0D}}


def one_line(text: str) -> str:
    """``text`` on one line, with every control character made visible and harmless."""
    return text if text.isprintable() else text.translate(_ONE_LINE)


def harmless(text: str) -> str:
    """``text`` with its line ends and tabs, every other control character made visible and harmless."""
    return text if text.isprintable() else text.translate(_LINES)


def ascii_only(text: str) -> str:
    """``text`` for a terminal that shows nothing but ASCII: accents left out, `?` for what has no likeness."""
    if text.isascii():
        return text
    import unicodedata

    folded = "".join(c for c in unicodedata.normalize("NFKD", text.translate(_PLAIN)) if not unicodedata.combining(c))
    return folded.encode("ascii", "replace").decode("ascii")


def cell_width(text: str) -> int:
    """How many terminal cells ``text`` takes: wide East Asian characters two, combining marks none."""
    if text.isascii():
        return len(text)
    import unicodedata

    wide = unicodedata.east_asian_width
    return sum(0 if unicodedata.combining(c) else 2 if wide(c) in "WF" else 1 for c in text)


def ranged(count: int, low: int, high: int) -> str:
    """``57``, or ``57 (55-59)`` where imprecise dates leave the count open."""
    return str(count) if low == high else f"{count} ({low}-{high})"


def signed(number: int) -> str:
    """``+3``, ``-2``, ``0``."""
    return f"{number:+d}" if number else "0"


def pad(text: str, width: int) -> str:
    """``text`` filled with spaces to ``width`` cells."""
    return text + " " * (width - cell_width(text))


def beginning(text: str, width: int) -> str:
    """As much of ``text`` as ``width`` cells have room for."""
    used = 0
    for n, char in enumerate(text):
        used += cell_width(char)
        if used > width:
            return text[:n]
    return text


_WIDE = r"\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
_PIECES = rf"[（「『《〈]*(?:[{_WIDE}]|[^{_WIDE}]+)[，。、；：？！）」』》〉…]*"
"""In Chinese a line may end at any character, but not before a mark that closes or after one that opens."""


def wrap(text: str, width: int) -> list[str]:
    """``text`` broken into lines of at most ``width`` cells: at spaces, or beside wide characters."""
    lines, line, used = [], "", 0
    for space, piece in _pieces(text):
        size = cell_width(piece)
        if line and used + len(space) + size <= width:
            line, used = line + space + piece, used + len(space) + size
            continue
        if line:
            lines.append(line)
        while cell_width(piece) > width:
            head = beginning(piece, width) or piece[0]
            lines.append(head)
            piece = piece[len(head) :]
        line, used = piece, cell_width(piece)
    if line or not lines:
        lines.append(line)
    return lines


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What is not broken, with the space before it: words, and wide characters with the punctuation that belongs to them."""
    for word in text.split():
        first, *rest = [word] if word.isascii() else re.findall(_PIECES, word)
        yield " ", first
        yield from (("", piece) for piece in rest)


def span(low: int, high: int) -> str:
    """``92-93``; one number where it is certain."""
    return str(low) if low == high else f"{low}-{high}"
