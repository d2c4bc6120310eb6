"""A row for each state and period, for statistics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from taiwan_allies.model.tables import PanelRow
from taiwan_allies.store.queries.counts import divided
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.repository import Repository

STATES: Final = {"ever": "SELECT code FROM spell", "all": "SELECT code FROM state", "un": "SELECT code FROM un_member"}
"""Which states a panel has: those that ever were allies, all, or those that ever were members of the United Nations."""


def panel(
    repository: Repository, by: str = "year", states: str = "ever", filters: Filters = NONE
) -> Iterator[PanelRow]:
    """A row for each state and each year, month or time between two changes: state by state, in order."""
    periods = [
        (period.label, period.start.isoformat(), period.end.isoformat())
        for period in divided(repository, by, filters)
        if period.start and period.end
    ]
    where = f"WHERE code IN ({STATES[states]}) ORDER BY code, start_day"
    return repository.read(PanelRow, "panel", where, periods=periods, filters=filters)
