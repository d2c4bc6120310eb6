"""Finding text by its words: all of them in any order, without accents or case, in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from taiwan_allies.errors import UsageError
from taiwan_allies.rules.names import fold

_CHARACTERS: Final = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN: Final = re.compile(f"([{_CHARACTERS}]+)")
"""What is written without spaces between its words."""
_LETTERS: Final = rf"(?:(?![{_CHARACTERS}])[^\W_])+"
_PIECE: Final = re.compile(f"[{_CHARACTERS}]+|{_LETTERS}(?:['\u2018\u2019\u02bb\u02bc]{_LETTERS})*")
"""A run of Chinese, or one other word."""


def prepared(text: str) -> str:
    """``text`` folded as names are, Chinese apart from what stands beside it; a space before each word."""
    folded = fold(text)
    return f" {folded}" if folded.isascii() else " " + " ".join(_HAN.sub(r" \1 ", folded).split())


class Words:
    """The words that somebody looks for.

    A Latin word is met by the beginning of a word, Chinese by the same characters anywhere. What is written without a
    space (2024-01-15) is met by the same parts one after another. Raises `UsageError` for a text without a word.
    """

    def __init__(self, *texts: str) -> None:
        words = " ".join(texts).split()
        # Beside another word "st" is a saint and "the" is nothing, as in the texts; alone they are what they are.
        found = (prepared(f"x {word}")[2:] if len(words) > 1 else prepared(word) for word in words)
        self.needles = tuple(dict.fromkeys(_needle(word) for word in found if word.strip()))
        if not self.needles:
            raise UsageError("there is no word to look for", "Name one, in English or Chinese.")

    def left(self, text: str) -> tuple[str, ...]:
        """The words that ``text``, `prepared`, does not meet."""
        return tuple(needle for needle in self.needles if needle not in text)

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the words stand in ``text`` as it is written, in order: a Latin word whole, Chinese the characters."""
        parts = [part for needle in self.needles for part in needle.split()]
        chinese = [part for part in parts if _HAN.match(part)]
        latin = tuple(part for part in parts if part not in chinese)
        for piece in _PIECE.finditer(text):
            if _HAN.match(piece[0]):
                yield from _runs(piece[0], chinese, piece.start())
            elif prepared(f"x {piece[0]}")[3:].startswith(latin):
                yield piece.span()


def _needle(word: str) -> str:
    """What is looked for: a Latin word with the space that stands before it."""
    bare = word.strip()
    return bare if _HAN.match(bare) else f" {bare}"


def _runs(text: str, parts: list[str], offset: int) -> Iterator[tuple[int, int]]:
    """The characters of ``text`` that belong to one of ``parts``, those side by side together."""
    found = (match.span(1) for part in parts for match in re.finditer(f"(?=({re.escape(part)}))", text))
    inside = {n for start, end in found for n in range(start, end)}
    for met, places in groupby(range(len(text)), inside.__contains__):
        if met:
            start, *others = places
            yield offset + start, offset + start + len(others) + 1
