"""How the end of relations with Taipei stands to the opening of relations with Beijing."""

from __future__ import annotations

from taiwan_allies.dates.days import length
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.i18n.words import length_of, tell


def relation_to_prc(ended: str, prc: str | None, lang: str = "en") -> str:
    """In words: ``the same day``, ``both for 9 d``, ``1 y 6 m without either``; empty where the PRC's date is unknown.

    Where one of the dates is imprecise the words say no more than is certain.
    """
    if not prc:
        return ""
    end, begin = PartialDate.parse(ended), PartialDate.parse(prc)
    if end.precision == begin.precision == "day":
        if end.first == begin.first:
            return tell(lang, "the same day")
        if begin.first < end.first:
            return tell(lang, "both for {length}", length=length_of(lang, length(begin.first, end.first)))
        return tell(lang, "{length} without either", length=length_of(lang, length(end.first, begin.first)))
    if begin.last < end.first:
        return tell(lang, "the PRC since {day}, before the break", day=prc)
    if end.last < begin.first:
        return tell(lang, "the PRC only from {day} on", day=prc)
    return tell(lang, "the PRC in {day}", day=prc)
