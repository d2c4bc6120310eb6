"""Which kinds the record holds in full, and since when."""

from __future__ import annotations

from datetime import date

from taiwan_allies.model.kinds import VOCABULARIES
from taiwan_allies.model.rows import Coverage
from taiwan_allies.store.queries.filters import Filters
from taiwan_allies.store.queries.repository import Repository
from taiwan_allies.store.queries.timeline import Selection


def covered(repository: Repository) -> list[Coverage]:
    """What of each kind is complete, in the order of the kinds and days."""
    rows = repository.read(Coverage, "coverage")
    return sorted(rows, key=lambda row: (VOCABULARIES["CoveredKind"].index(row.kind), row.start_day))


def incomplete(repository: Repository, filters: Filters, selection: Selection) -> dict[str, date]:
    """The kinds that are asked for in days before the record holds them in full, each with its first full day.

    A question that names no kind is about events first: then nothing is said.
    """
    since: dict[str, date] = {}
    for row in covered(repository):
        if selection.kinds is not None and row.kind in selection.kinds:
            since[row.kind] = min(date.fromisoformat(row.start_day), since.get(row.kind, date.max))
    asked = min((period.start or date.min for period in filters.periods or ()), default=date.min)
    return {kind: first for kind, first in since.items() if asked < first}
