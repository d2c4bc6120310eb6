"""How the end of relations with Taipei stands to the opening of relations with Beijing."""

from __future__ import annotations

from taiwan_allies.domain.dates import PartialDate
from taiwan_allies.domain.days import length


def relation_to_prc(ended: str, prc: str | None) -> str:
    """In words: ``the same day``, ``both for 9 d``, ``1 y 6 m without either``; empty where the PRC's date is unknown.

    Where one of the dates is imprecise the words say no more than is certain.
    """
    if not prc:
        return ""
    end, begin = PartialDate.parse(ended), PartialDate.parse(prc)
    if end.precision == begin.precision == "day":
        if end.first == begin.first:
            return "the same day"
        if begin.first < end.first:
            return f"both for {length(begin.first, end.first)}"
        return f"{length(end.first, begin.first)} without either"
    if begin.last < end.first:
        return f"the PRC since {prc}, before the break"
    if end.last < begin.first:
        return f"the PRC only from {prc} on"
    return f"the PRC in {prc}"
