"""Text from the record is data: nothing in it may steer a terminal or break a line format."""

from __future__ import annotations

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


def pad(text: str, width: int, align: str = "left") -> str:
    """``text`` filled with spaces to ``width`` cells."""
    space = " " * max(0, width - cell_width(text))
    return space + text if align == "right" else text + space


_NEVER_FIRST = tuple("，。、；：？！）」』》〉…")
"""What does not stand at the beginning of a line in Chinese."""


def wrap(text: str, width: int) -> list[str]:
    """``text`` broken into lines of at most ``width`` cells: at spaces, or anywhere in a run of wide characters."""
    lines, line, used = [], "", 0
    for word in text.split():
        size = cell_width(word)
        if line and used + 1 + size <= width:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            lines.append(line)
        while size > width:
            head, taken = "", 0
            for char in word:
                if taken + cell_width(char) > width and head:
                    break
                head, taken = head + char, taken + cell_width(char)
            while len(head) > 1 and word[len(head) : len(head) + 1] in _NEVER_FIRST:
                head = head[:-1]
            lines.append(head)
            word = word[len(head) :]
            size = cell_width(word)
        line, used = word, size
    if line or not lines:
        lines.append(line)
    return lines


def span(low: int, high: int) -> str:
    """``92-93``; one number where it is certain."""
    return str(low) if low == high else f"{low}-{high}"
