"""What is said in the language of the terminal: English as it stands in the source, Chinese from the catalogue.

The catalogue is one file, `zh.csv`: context, source (the English, which is the key), target (Traditional Chinese, in the terms of
Taiwan's foreign ministry). A translator opens it in a spreadsheet, Weblate or Poedit, which know these three columns,
and a change of one entry is a change of one line. It needs no compiling when the package is built, as the standard
library's gettext does, and it is read when something is said in Chinese, not before.

A context keeps apart what English does not: `break` is a cause, `fact` what rests on memory. The words of a vocabulary
stand under its alias in `model.kinds`, those of another field under the field's name; sentences under ``message`` (at a
terminal), ``help``, ``page`` (the report) and ``picture``, nouns with their measure words under ``noun``, other spellings
that are understood for a word under ``heard``. A placeholder of a message stands in its translation too. Texts of the
record itself (notes, summaries, titles) stay in the language in which they were written.

Names and order of arguments are those of gettext, with the language first. Field names never change.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from taiwan_allies.dates.days import human_day
from taiwan_allies.dates.partial import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

_WITHIN: Final = {
    "EventKind": "EntryKind",
    "EngagementKind": "EntryKind",
    "CoveredKind": "EntryType",
    "EntryType": "EntryKind",
    "thing": "EntryType",
    "part": "Region",
    "period": "Region",
}
"""Contexts whose words are found in another one, unless they have their own."""
_SENTENCES: Final = frozenset({"message", "notice", "thing", "help", "page", "picture", "noun", "heard"})
"""Contexts that hold no words of a field."""


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """The Chinese of each context."""
    from csv import reader  # as the file, only where something is Chinese

    found: dict[str, dict[str, str]] = {}
    with open(Path(__file__).with_name("zh.csv"), encoding="utf-8", newline="") as file:
        for context, source, target in reader(file):
            found.setdefault(context, {})[source] = target
    del found["context"]  # the header
    return found


def pgettext(lang: str, context: str, text: str) -> str:
    """A word, or the text of a page, in the language; unchanged where its context has no translation."""
    if lang != "zh":
        return text
    if context == "period" and len(text) == 5 and text.endswith("0s") and text[:4].isdigit():
        return f"{text[:4]}年代"
    words = catalogue().get(context, {})
    return words[text] if text in words else pgettext(lang, _WITHIN[context], text) if context in _WITHIN else text


def gettext(lang: str, message: str, /, **values: object) -> str:
    """A message in the language, with the values in it."""
    return pgettext(lang, "message", message).format(**values)


def ngettext(lang: str, number: int, one: str, many: str = "") -> str:
    """``allies``, ``ally``; in Chinese with its measure word."""
    if lang == "zh" and one in catalogue()["noun"]:
        return catalogue()["noun"][one]
    return one if number == 1 else many or one + "s"


def day_in(lang: str, day: date) -> str:
    """``3 May 2026``, ``2026年5月3日``."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else human_day(day)


def date_in(lang: str, written: PartialDate | str) -> str:
    """A date as precise as it is known: ``May 2026``, ``2026年5月``."""
    found = PartialDate.parse(written) if isinstance(written, str) else written
    if lang != "zh":
        return found.human()
    text = f"{found.year}年" + (f"{found.month}月" if found.month else "") + (f"{found.day}日" if found.day else "")
    return ("約" if found.approximate else "") + text + ("（？）" if found.uncertain else "")


def length_in(lang: str, length: str) -> str:
    """``26 y 10 m``, ``26年10個月``."""
    if lang != "zh":
        return length
    units = {"y": "年", "m": "個月", "d": "天"}
    return "".join(units.get(part, part) for part in length.split())


def english(text: str, among: Iterable[str]) -> str:
    """The one of ``among`` that ``text`` means in Chinese; ``text`` itself where there is none."""
    wanted = text.strip()
    if wanted.isascii():
        return text
    heard = catalogue()["heard"]
    words = [words for context, words in catalogue().items() if context not in _SENTENCES]
    return next(
        (
            word
            for word in among
            if wanted in heard.get(word, "").split(";") or any(wanted == chinese.get(word) for chinese in words)
        ),
        text,
    )


def meanings() -> dict[str, tuple[str, ...]]:
    """What kinds, causes and the like are called in Chinese, in every spelling that is understood.

    A cause that is called after a kind (轉與中華人民共和國建交) is left out: it would be found as one.
    """
    kinds, heard = catalogue()["EntryKind"], catalogue()["heard"]
    found = {word: (chinese, *filter(None, heard.get(word, "").split(";"))) for word, chinese in kinds.items()}
    for name in ("Cause", "SignalStatus", "VariantKind", "Rank", "Region", "subregion"):
        for word, chinese in catalogue()[name].items():
            if not any(kind in chinese for kind in kinds.values()):
                found.setdefault(word, (chinese,))
    return found
