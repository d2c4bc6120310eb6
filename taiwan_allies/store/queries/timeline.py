"""Events and engagements in order of effect, with everything that is known about each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from taiwan_allies.model.entries import Entry
from taiwan_allies.model.kinds import ENTRY_TYPES
from taiwan_allies.store.queries.filters import Filters, Values, as_json
from taiwan_allies.store.queries.repository import Repository, tuple_of
from taiwan_allies.store.queries.spells import running

_ORDER = "day, type, seq, id"
_BACKWARDS = "day DESC, type DESC, seq DESC, id DESC"
_KEYS = """WITH key AS (
    SELECT id, 'recognition' AS type, kind, cause, NULL AS status, date_max AS day, date_max AS first_day, date_max AS last_day, seq FROM event
    UNION ALL SELECT id, 'engagement', kind, NULL, status, date_max, date_min, end_max, 0 FROM engagement
)"""
"""What a condition may name of the view `entry`, without what has to be looked up for each row: SQLite fills the rows of
the view before it applies a condition that is itself a query."""
_MANY = 10_000
"""More ids than this are no parameters any more: SQLite takes 32,766."""


class Selection(NamedTuple):
    """Which entries of a timeline are wanted: of which types, kinds, causes and statuses, only breaks in favour of the
    PRC, how many. ``ids`` are those to choose among; None where all are."""

    types: Sequence[str] = ENTRY_TYPES
    kinds: Sequence[str] | None = None
    switched: bool = False
    limit: int | None = None
    reverse: bool = False
    causes: Sequence[str] | None = None
    statuses: Sequence[str] | None = None
    ids: Sequence[str] | None = None


ALL = Selection()


def timeline(repository: Repository, filters: Filters, selection: Selection = ALL) -> Iterator[Entry]:
    """Entries as they come. With a ``limit`` the newest ones are kept."""
    where, values = _conditions(filters, selection)
    # They are found before anything is looked up about them, unless that is most of the record.
    most = _MANY + 1 if selection.limit is None else selection.limit
    found = repository.column(f"{_KEYS} SELECT id FROM key WHERE {where} ORDER BY {_BACKWARDS} LIMIT {most:d}", values)
    if selection.limit is not None or len(found) <= _MANY:
        where, values = _named(found)
    order = _BACKWARDS if selection.reverse else _ORDER
    counts = _running(repository, where, values) if "recognition" in selection.types else {}
    for entry in repository.read(Entry, "entry", f"WHERE {where} ORDER BY {order}", values):
        yield entry._replace(count=counts[entry.id]) if entry.id in counts else entry


def _named(ids: Sequence[str]) -> tuple[str, Values]:
    """The condition that an entry is one of these. As parameters SQLite takes them to the index, as a query it does not."""
    if len(ids) > _MANY:
        return "id IN (SELECT value FROM json_each(:ids))", {"ids": as_json(list(ids))}
    return f"id IN ({', '.join(f':id{n}' for n in range(len(ids)))})", {f"id{n}": id_ for n, id_ in enumerate(ids)}


def total(repository: Repository, filters: Filters, selection: Selection = ALL) -> int:
    """How many entries there are, whatever the limit."""
    where, values = _conditions(filters, selection)
    return int(repository.value(f"{_KEYS} SELECT count(*) FROM key WHERE {where}", values))


def _conditions(filters: Filters, selection: Selection) -> tuple[str, Values]:
    where, values = f"type IN (SELECT value FROM json_each(:types)) AND {filters.days}", filters.values
    values["types"] = as_json(list(selection.types))
    if filters.states:
        where += f" AND id IN (SELECT id FROM entry_state WHERE {filters.of_states})"
    for column, chosen in (
        ("kind", selection.kinds),
        ("cause", selection.causes),
        ("status", selection.statuses),
        ("id", selection.ids),
    ):
        if chosen is not None:
            where += f" AND {column} IN (SELECT value FROM json_each(:chosen_{column}))"
            values[f"chosen_{column}"] = as_json(list(chosen))
    if selection.switched:
        where += " AND cause = 'switch'"
    return where, values


def _running(repository: Repository, where: str, values: Values) -> dict[str, int]:
    """The number of allies after each event that changed it, from the first to the last of those that are shown."""
    first, last = repository.rows(
        tuple_of, f"{_KEYS} SELECT min(day), max(day) FROM key WHERE type = 'recognition' AND {where}", values
    )[0]
    return running(repository, date.fromisoformat(first), date.fromisoformat(last)) if first else {}
