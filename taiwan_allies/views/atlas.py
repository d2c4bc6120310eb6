"""A map of allies with its words, in the language that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from taiwan_allies.charts import atlas_terminal
from taiwan_allies.charts.atlas import MARKS, Atlas, Place
from taiwan_allies.charts.world import outlines, project
from taiwan_allies.i18n import day_in, gettext, pgettext
from taiwan_allies.model.kinds import REGIONS
from taiwan_allies.views.phrases import fresh, joined, stop

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.context import Context
    from taiwan_allies.model.answers import Placed
    from taiwan_allies.store.record import Record


def draw(context: Context, scene: Atlas) -> Iterator[str]:
    """The lines of a map."""
    return atlas_terminal.draw(scene, context.width, context.style)


def atlas(record: Record, rows: Sequence[Placed], day: date, lang: str, *, before: date | None = None) -> Atlas:
    """The map of a day, or of what changed since the day ``before`` it."""
    places = {
        row: Place(
            row.code, row.name_zh if lang == "zh" else row.name, row.status, project(row.longitude, row.latitude)
        )
        for row in rows
        if row.longitude is not None and row.latitude is not None
    }
    groups = [
        (pgettext(lang, "Region", region), [place for row, place in places.items() if row.region == region])
        for region in REGIONS
    ]
    return Atlas(
        _title(record, rows, day, lang, before),
        list(places.values()),
        [(name, found) for name, found in groups if found],
        [_borders(rows, lang), fresh(record, day, lang)],
        "、" if lang == "zh" else ", ",
    )


def _title(record: Record, rows: Sequence[Placed], day: date, lang: str, before: date | None) -> str:
    allies = sum(row.status != "lost" for row in rows)
    if before is None:
        return gettext(lang, "{n} allies on {day}", n=allies, day=day_in(lang, day))
    numbers = [(status, sum(row.status == status for row in rows)) for status in MARKS if status != "ally"]
    changes = [gettext(lang, f"{{n}} {status}", n=n) for status, n in numbers if n]
    told = joined(lang, changes) if changes else gettext(lang, "Nothing changed.").rstrip(stop(lang))
    days = {"first": day_in(lang, before), "last": day_in(lang, day)}
    return gettext(lang, "{first} to {last}: {changes}; {n} allies then", **days, changes=told, n=allies)


def _borders(rows: Sequence[Placed], lang: str) -> str:
    """Whose borders these are, and which states have none."""
    said = gettext(lang, "Borders are those of today, whatever the day; made with Natural Earth.")
    if any(row.code not in outlines() for row in rows):
        said += gettext(lang, " States too small or too old for an outline are points at their capital.")
    return said
