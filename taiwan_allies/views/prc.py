"""How the end of relations with Taipei stands to the opening of relations with Beijing."""

from __future__ import annotations

from taiwan_allies.dates.days import length
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.i18n import gettext, length_in


def relation_to_prc(ended: str, local: str | None, prc: str | None, lang: str = "en") -> str:
    """In words: ``the same day``, ``both for 9 d``, ``1 y 6 m without either``; empty where the PRC's date is unknown.

    ``ended`` is the date in Taipei, ``local`` that in the state's own capital where it differs. The date of relations
    with the PRC may be a day in Beijing or in that capital, and sources do not say which. So it is held against the
    nearer of the two: a switch announced in one hour is the same day. Where a date is imprecise the words say no more
    than is certain.
    """
    if not prc:
        return ""
    begin = PartialDate.parse(prc)
    end = min((PartialDate.parse(day) for day in (local, ended) if day), key=lambda day: _days_between(day, begin))
    exact = end.precision == begin.precision == "day"
    if end.first <= begin.last and begin.first <= end.last:
        return gettext(lang, "the same day" if exact else "the order is not known")
    if not exact:
        return gettext(lang, "before the break" if begin.last < end.first else "only after the break")
    if begin.first < end.first:
        return gettext(lang, "both for {length}", length=length_in(lang, length(begin.first, end.first)))
    return gettext(lang, "{length} without either", length=length_in(lang, length(end.first, begin.first)))


def _days_between(one: PartialDate, other: PartialDate) -> int:
    """The fewest days that can lie between two dates."""
    return max(0, (other.first - one.last).days, (one.first - other.last).days)
