"""A map of allies with its words, in the language that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from taiwan_allies.charts.atlas import MARKS, Atlas, Place
from taiwan_allies.charts.world import outlines, project
from taiwan_allies.i18n import day_in, gettext, ngettext, pgettext
from taiwan_allies.model.kinds import REGIONS
from taiwan_allies.output.text import ranged
from taiwan_allies.store.queries.counts import count_on
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.views.chart import caption
from taiwan_allies.views.phrases import joined, listed, name_in

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.model.tables import Placed
    from taiwan_allies.store.record import Record

_WORDS: Final = {"ally": "ally throughout", "gained": "gained", "lost": "lost", "returned": "left and came back"}
"""What the marks of a map of changes mean."""


def atlas(
    record: Record, rows: Sequence[Placed], day: date, lang: str, filters: Filters = NONE, *, before: date | None = None
) -> Atlas:
    """The map of a day, or of what changed since the day ``before`` it; the title says which states ``filters`` leave."""
    places: list[Place] = []
    groups: dict[str, list[Place]] = {region: [] for region in REGIONS}
    for row in rows:
        if row.longitude is not None and row.latitude is not None:
            place = Place(row.code, name_in(lang, row), row.status, project(row.longitude, row.latitude))
            places.append(place)
            groups[row.region].append(place)
    if before is None:
        said, words = _day(record, day, lang, filters), {}
    else:
        said, found = _between(record, rows, before, day, lang, filters), {row.status for row in rows}
        words = {status: gettext(lang, word) for status, word in _WORDS.items() if status in found}
    return Atlas(
        caption(record, said, lang, filters),
        places,
        [(pgettext(lang, "Region", region), group) for region, group in groups.items() if group],
        _borders(rows, lang),
        words,
        listed(lang, ("", "")),
    )


def _allies(record: Record, day: date, lang: str, filters: Filters) -> str:
    """``12 allies``, ``57 (55-59) allies``."""
    found = count_on(record, day, filters)
    number = ranged(found.count, found.count_min, found.count_max)
    return f"{number}{'' if lang == 'zh' else ' '}{ngettext(lang, found.count, 'ally', 'allies')}"


def _day(record: Record, day: date, lang: str, filters: Filters) -> str:
    allies = _allies(record, day, lang, filters)
    return gettext(lang, "{allies} of the Republic of China (Taiwan) on {day}", allies=allies, day=day_in(lang, day))


def _between(record: Record, rows: Sequence[Placed], before: date, day: date, lang: str, filters: Filters) -> str:
    numbers = [(status, sum(row.status == status for row in rows)) for status in MARKS if status != "ally"]
    changes = [gettext(lang, f"{{n}} {status}", n=n) for status, n in numbers if n]
    told = joined(lang, changes) if changes else gettext(lang, "no change")
    said = "Allies of the Republic of China (Taiwan): {changes} from {first} to {last}, {allies} then"
    allies, first, last = _allies(record, day, lang, filters), day_in(lang, before), day_in(lang, day)
    return gettext(lang, said, changes=told, first=first, last=last, allies=allies)


def _borders(rows: Sequence[Placed], lang: str) -> str:
    """Whose borders these are, and which states have none."""
    said = gettext(lang, "Borders are those of today, whatever the day; made with Natural Earth.")
    if any(row.code not in outlines() for row in rows):
        said += gettext(lang, " States too small or too old for an outline are points at their capital.")
    return said
