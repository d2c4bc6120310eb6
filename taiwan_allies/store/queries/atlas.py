"""Where the allies lie: on a day, or between two."""

from __future__ import annotations

from datetime import date

from taiwan_allies.model.tables import Placed
from taiwan_allies.store.queries.changes import compare
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.repository import Repository
from taiwan_allies.store.queries.spells import spells


def placed(repository: Repository, day: date, filters: Filters = NONE, *, before: date | None = None) -> list[Placed]:
    """The allies at the end of a day; with a day ``before`` it also those that were gained, lost or came back since."""
    rows = {s.code: (s.name, s.region, "ally", s.since, s.name_zh) for s in spells(repository, day, filters)}
    if before is not None:
        changed = compare(repository, before, day, filters).rows
        rows |= {row.code: (row.name, row.region, row.change, row.date, row.name_zh) for row in changed}
    places = {code: (lat, long) for code, lat, long in repository.tuples("SELECT code, latitude, longitude FROM state")}
    return sorted(
        Placed(code, name, region, status, when, *places[code], name_zh)
        for code, (name, region, status, when, name_zh) in rows.items()
    )
