"""Two records side by side: what was added, corrected and withdrawn, and which past counts changed by it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from taiwan_allies.errors import StoreError, UsageError
from taiwan_allies.model.dataset import RESOURCES, Resource
from taiwan_allies.model.rows import Evidence
from taiwan_allies.model.upkeep import DatasetChange
from taiwan_allies.store.dataset.bundled import table_of
from taiwan_allies.store.db import connection, derived, setup
from taiwan_allies.store.db.status import state_of

_FIRST: Final = ("events", "engagements")
_COMPARED: Final = sorted((r for r in RESOURCES.values() if r.key), key=lambda resource: resource.name not in _FIRST)
"""What is compared. Evidence has no key: it is told as the sources of what it supports."""

Value = str | int | float | None


class Compared(NamedTuple):
    """The rows of one resource in one record, and their sources, by the key. ``fields`` are those outside the key."""

    fields: tuple[str, ...]
    rows: dict[str, tuple[Value, ...]]
    sources: dict[str, str]


def package(folder: Path) -> sqlite3.Connection:
    """The data package in ``folder``, loaded into memory. Raises `UsageError` when it is none, or breaks the schema."""
    if not (folder / "datapackage.json").is_file():
        raise UsageError(
            f"{folder}: not a data package (it has no datapackage.json)",
            "Name the folder of a record, for example one that `allies export DIR` wrote.",
        )
    conn = sqlite3.connect(":memory:", isolation_level=None)
    try:
        setup.set_up(conn, None, folder)
    except StoreError as error:
        raise UsageError(error.message, "Its datapackage.json must have version, as_of and hash.") from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration, sqlite3.Error) as error:
        raise UsageError(
            f"{folder}: the data package cannot be loaded: {_reason(error)}",
            "Its files must be those of datapackage.json, with the fields of this version.",
        ) from None
    return conn


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error) or type(error).__name__


def loaded(path: Path | None, env: Mapping[str, str]) -> sqlite3.Connection | None:
    """The record that the store holds now, without anything own, in memory; None where there is no store yet."""
    store = connection.open_as_it_is(path, env)
    if store is None:
        return None
    with connection.translate_errors(store.path):
        state = state_of(store.conn, store.path)
        conn = sqlite3.connect(":memory:", isolation_level=None)
        store.conn.backup(conn)
        store.conn.close()
        if state == "old schema":
            setup.migrate(conn)
        with derived.paused(conn):
            for table in ("own_evidence", "own_event", "own_engagement", "own_hidden", "own_source"):
                conn.execute(f"DELETE FROM {table}")
        return conn


def as_of(conn: sqlite3.Connection) -> tuple[str, str]:
    """Version and as-of day of a record. Raises `StoreError` where none is loaded."""
    row: tuple[str, str] | None = conn.execute("SELECT version, as_of FROM record").fetchone()
    if row is None:
        raise StoreError("the store holds no record yet", "Any command that reads loads it.")
    return row


def differences(old: sqlite3.Connection, new: sqlite3.Connection) -> Iterator[DatasetChange]:
    """First the events. A correction is a row for each field, with the sources of the new record.

    A `count` is a span of days, up to the old record's as-of day, on which the number of allies is another now.
    """
    for resource in _COMPARED:
        before, after = _read(old, resource), _read(new, resource)
        for id_ in sorted(before.rows.keys() | after.rows.keys(), key=_natural):
            yield from _changes(resource, id_, before, after)
    for start, end, was, now in past_counts(old, new):
        yield DatasetChange("count", "count", None, "all", str(was), str(now), None, start, end)


def _changes(resource: Resource, id_: str, before: Compared, after: Compared) -> Iterator[DatasetChange]:
    what = resource.table.replace("_", " ")
    was, now = before.rows.get(id_), after.rows.get(id_)
    if was is None:
        yield DatasetChange("added", what, id_, None, None, _short(resource, after, id_), after.sources.get(id_))
    elif now is None:
        yield DatasetChange("withdrawn", what, id_, None, _short(resource, before, id_), None, before.sources.get(id_))
    else:
        for field, old, new in zip(after.fields, was, now, strict=True):
            if old != new:
                yield DatasetChange("corrected", what, id_, field, _text(old), _text(new), after.sources.get(id_))


def _short(resource: Resource, found: Compared, id_: str) -> str | None:
    """What a row is, in short."""
    values = dict(zip(found.fields, found.rows[id_], strict=True))
    return " ".join(str(values[name]) for name in resource.short if values[name] is not None) or None


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def past_counts(old: sqlite3.Connection, new: sqlite3.Connection) -> Iterator[tuple[str, str, int, int]]:
    """Old and new count of each span of days on which the two records differ, up to the old as-of day, half-open."""
    upto = (date.fromisoformat(as_of(old)[1]) + timedelta(days=1)).isoformat()
    steps: dict[str, list[int | None]] = {upto: [None, None]}
    for n, conn in enumerate((old, new)):
        for day, count in conn.execute("SELECT date, count FROM ally_count WHERE date < ?", (upto,)):
            steps.setdefault(day, [None, None])[n] = count
    counts, since = [0, 0], ""
    for day, changed in sorted(steps.items()):
        following = [c if c is not None else counts[n] for n, c in enumerate(changed)]
        if following != counts or day == upto:
            if counts[0] != counts[1]:
                yield since, day, counts[0], counts[1]
            counts, since = following, day


def _read(conn: sqlite3.Connection, resource: Resource) -> Compared:
    sources = _sources(conn, resource)
    fields = tuple(name for name in resource.row._fields if name not in resource.key)
    names = ", ".join((*resource.key, *fields))
    keys = len(resource.key)
    rows: dict[str, tuple[Value, ...]] = {}
    for values in conn.execute(f"SELECT {names} FROM {table_of(resource)}"):
        id_ = " ".join(str(value) for value in values[:keys] if value is not None)
        rows[id_] = (*values[keys:], sources.get(id_)) if _is_attested(resource) else values[keys:]
    return Compared((*fields, "sources") if _is_attested(resource) else fields, rows, sources)


def _is_attested(resource: Resource) -> bool:
    """Whether evidence may be about its rows."""
    return resource.table in Evidence._fields and resource.name != "sources"


def _sources(conn: sqlite3.Connection, resource: Resource) -> dict[str, str]:
    """The ids of the sources of every row by its key, joined with ``;``."""
    table = resource.table
    if _is_attested(resource):
        sql = (
            f"SELECT {table}, group_concat(source, ';') FROM (SELECT DISTINCT {table}, source FROM bundled_evidence"
            f" WHERE {table} IS NOT NULL ORDER BY {table}, source) GROUP BY {table}"
        )
    elif "source" in resource.row._fields:
        sql = f"SELECT {resource.key[0]}, source FROM {table}"
    else:
        return {}
    return dict(conn.execute(sql).fetchall())


def _natural(id_: str) -> tuple[str, int, str]:
    """`nru-2` before `nru-10`."""
    head, _, tail = id_.rpartition("-")
    return (head, int(tail), "") if tail.isascii() and tail.isdigit() else (id_, 0, tail)
