"""Events and engagements in order of effect, with everything that is known about each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from taiwan_allies.model.entries import Entry
from taiwan_allies.model.kinds import ENTRY_TYPES
from taiwan_allies.store.queries.changes import running
from taiwan_allies.store.queries.filters import MOST_NAMED, Filters, Values, among, as_json
from taiwan_allies.store.queries.repository import Repository

_ORDER = "day, type, seq, id"
_BACKWARDS = "day DESC, type DESC, seq DESC, id DESC"


def _keys(filters: Filters) -> str:
    """What a condition may name of the view `entry`, without what has to be looked up for each row: SQLite fills the rows
    of the view before it applies a condition that is itself a query."""
    concerned = f"id IN (SELECT engagement FROM engagement_state WHERE {filters.of_states})" if filters.states else "1"
    return f"""WITH key AS (
    SELECT id, 'recognition' AS type, kind, cause, NULL AS status, date_max AS day, date_max AS first_day, date_max AS last_day, seq
    FROM event WHERE {filters.of_states}
    UNION ALL SELECT id, 'engagement', kind, NULL, status, date_max, date_min, end_max, 0 FROM engagement WHERE {concerned}
)"""


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
    most = MOST_NAMED + 1 if selection.limit is None else selection.limit
    keys = f"{_keys(filters)} SELECT %s FROM key WHERE {where}"
    asked = keys % "id, iif(type = 'recognition', day, NULL)" + f" ORDER BY {_BACKWARDS} LIMIT {most:d}"
    found = list(repository.tuples(asked, values))
    days: list[str | None] = [day for _, day in found]
    if selection.limit is None and len(found) > MOST_NAMED:
        days = [*next(repository.tuples(keys % "min(day), max(day)" + " AND type = 'recognition'", values))]
    else:
        listed, values = among([id_ for id_, _ in found])
        where = f"id IN {listed}"
    known = [date.fromisoformat(day) for day in days if day]
    counts = running(repository, min(known), max(known)) if known else {}
    order = _BACKWARDS if selection.reverse else _ORDER
    for entry in repository.read(Entry, "entry", f"WHERE {where} ORDER BY {order}", values):
        yield entry._replace(count=counts[entry.id]) if entry.id in counts else entry


def total(repository: Repository, filters: Filters, selection: Selection = ALL) -> int:
    """How many entries there are, whatever the limit."""
    where, values = _conditions(filters, selection)
    return int(repository.value(f"{_keys(filters)} SELECT count(*) FROM key WHERE {where}", values))


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
