"""Errors, hints, notes and warnings in Chinese.

They are made where nobody knows the reader's language: deep in the store, in the grammar of dates, by Typer and by the
system. They come to the edge as English sentences, one often within another. There a sentence is recognised by its
pattern in the catalogue (`{path}: it is a folder`) and said again in Chinese with what stands in its place. So an error
is raised with a plain sentence, and what nobody has translated stays English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from taiwan_allies.dates.days import MONTHS
from taiwan_allies.i18n import catalogue, pgettext

THINGS: Final = frozenset({"what", "whom"})
"""The places where a word of ours stands (state, event); elsewhere a word is the user's."""
_SUBJECT: Final = r"""\"[^"]*\"|'[^']*'|[^\s"']+"""
"""What a sentence can begin with that is none of ours: a text of the user in quotation marks, an option, a path."""
_FEW: Final = 16
"""A pattern with fewer characters than this is trusted only where it begins as a sentence of ours does."""
_BETWEEN: Final = {" or ": " 或 ", " and --": " 與 --"}
"""What stands between two guesses, and between two options."""
_DATE: Final = rf"\b(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (\d{{4}})\b"


class Pattern(NamedTuple):
    """A sentence with places: the words between them, their names, the Chinese."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    chinese: str

    def read(self, text: str) -> dict[str, str] | None:
        """What stands in the places of a text; None where it is another sentence."""
        first, *between = self.words
        if not text.startswith(first):
            return None
        found, rest = [], text[len(first) :]
        for words in between[:-1]:
            value, words, rest = rest.partition(words)
            if not words:
                return None
            found.append(value)
        last = between[-1]
        if not rest.endswith(last):
            return None
        found.append(rest[: len(rest) - len(last)])
        return dict(zip(self.names, found, strict=True)) if first or self._begins(found[0]) else None

    def _begins(self, value: str) -> bool:
        """Whether a sentence with few words of its own can begin with this: otherwise any text would be one."""
        if self.words[1].startswith(":"):
            return True
        few = len("".join(self.words)) < _FEW
        known = not value or re.fullmatch(_SUBJECT, value) or re.fullmatch(_DATE, value) or _sentence(value.strip())
        return bool(known or not (few or ": " in value))


@cache
def patterns() -> list[Pattern]:
    """The sentences of the catalogue that have places, those with the most words first."""
    return sorted(
        (pattern_of(source, target) for source, target in catalogue()["notice"].items() if "{" in source),
        key=lambda pattern: -sum(map(len, pattern.words)),
    )


def pattern_of(source: str, target: str = "") -> Pattern:
    """A sentence as it stands in the catalogue, taken apart."""
    parts = re.split(r"\{(\w+)\}", source)
    return Pattern(tuple(parts[::2]), tuple(parts[1::2]), target)


def translated(lang: str, notice: str) -> str:
    """A notice in the language, as far as the catalogue has it."""
    return (_known(notice) or notice) if lang == "zh" and notice else notice


@cache
def _known(text: str) -> str | None:
    return catalogue()["notice"].get(text) or _two(text) or _sentence(text) or _about(text)


def _two(text: str) -> str | None:
    """Two sentences, both known."""
    for end in re.finditer(r"[.?] ", text):
        stopped = _sentence(text[: end.start()]) if end[0] == ". " else None
        before = f"{stopped}。" if stopped else _sentence(text[: end.start() + 1])
        after = before and _known(text[end.end() :])
        if after:
            return f"{before}{after}"
    return None


def _about(text: str) -> str | None:
    """A sentence that is known, and before it what it is about: an option, a file, a text of the user."""
    ends = [end.start() for end in re.finditer(": ", text)]
    subject = re.match(_SUBJECT, text)
    if subject and text[subject.end() :].startswith(" "):
        ends.append(subject.end())
    for end in sorted(ends):  # the longest sentence first
        colon = text[end] == ":"
        said = _known(text[end:].lstrip(": "))
        if said:
            return f"{text[:end]}{'：' if colon else ' '}{said}"
    return None


def _sentence(text: str) -> str | None:
    """A sentence that the catalogue has, in Chinese; also one that has its full stop only here."""
    known = catalogue()["notice"]
    ended = text.removesuffix(".")
    if text in known or ended in known:
        return known.get(text) or f"{known[ended]}。"
    for pattern in patterns():
        values, stop = pattern.read(text), ""
        if values is None and ended != text and pattern.words[-1]:
            values, stop = pattern.read(ended), "。"
        if values is not None:
            return pattern.chinese.format(**{name: _value(name, value) for name, value in values.items()}) + stop
    return None


def _value(name: str, value: str) -> str:
    """What stands in a place: a word or a sentence of ours in Chinese, anything else as it is."""
    if name in THINGS:
        return pgettext("zh", "thing", value)
    said = _known(value.strip()) if " " in value else None
    if said or value.startswith('"'):
        return said or value
    return re.sub(_DATE, _day, re.sub("|".join(_BETWEEN), lambda found: _BETWEEN[found[0]], value))


def _day(found: re.Match[str]) -> str:
    day, month, year = found.groups()
    return f"{year}年{MONTHS.index(month) + 1}月" + (f"{day}日" if day else "")
