"""What is said in the language of the terminal: English as it stands in the source, Chinese from the catalogue.

Names and order of arguments are those of gettext, with the language first. Field names never change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.dates.days import human_day
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.i18n.catalogue import CATALOGUE, HEARD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def pgettext(lang: str, context: str, text: str) -> str:
    """A word, or the text of a page, in the language; unchanged where its context has no translation."""
    if lang != "zh":
        return text
    if context == "period" and len(text) == 5 and text.endswith("0s") and text[:4].isdigit():
        return f"{text[:4]}年代"
    return CATALOGUE.get(context, {}).get(text, text)


def gettext(lang: str, message: str, /, **values: object) -> str:
    """A message in the language, with the values in it."""
    return pgettext(lang, "message", message).format(**values)


def ngettext(lang: str, number: int, one: str, many: str = "") -> str:
    """``allies``, ``ally``; in Chinese with its measure word."""
    if lang == "zh" and one in CATALOGUE["noun"]:
        return CATALOGUE["noun"][one]
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
    words = [words for context, words in CATALOGUE.items() if context not in ("message", "page", "picture", "noun")]
    return next(
        (
            word
            for word in among
            if wanted in HEARD.get(word, ()) or any(wanted == chinese.get(word) for chinese in words)
        ),
        text,
    )


def meanings() -> dict[str, tuple[str, ...]]:
    """What kinds, causes and the like are called in Chinese, in every spelling that is understood.

    A cause that is called after a kind (轉與中華人民共和國建交) is left out: it would be found as one.
    """
    kinds = CATALOGUE["EntryKind"]
    found = {word: (chinese, *HEARD.get(word, ())) for word, chinese in kinds.items()}
    for name in ("Cause", "SignalStatus", "VariantKind", "Rank", "Region", "subregion"):
        for word, chinese in CATALOGUE[name].items():
            if not any(kind in chinese for kind in kinds.values()):
                found.setdefault(word, (chinese,))
    return found
