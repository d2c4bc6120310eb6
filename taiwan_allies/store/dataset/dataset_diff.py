"""Two records side by side: what was added, corrected and withdrawn, and which past counts changed by it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from csv import Error as CsvError
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from taiwan_allies.errors import StoreError, UsageError
from taiwan_allies.model.dataset import RESOURCES, Resource
from taiwan_allies.model.rows import Evidence
from taiwan_allies.model.upkeep import DatasetChange
from taiwan_allies.store.dataset.bundled import read, table_of
from taiwan_allies.store.db import connection, derived, setup
from taiwan_allies.store.db.status import state_of
from taiwan_allies.store.own import journal

if TYPE_CHECKING:
    from taiwan_allies.store.dataset.bundled import Folder, Identity

_FIRST: Final = ("events", "engagements")
_COMPARED: Final = sorted((r for r in RESOURCES.values() if r.key), key=lambda resource: resource.name not in _FIRST)
"""What is compared. Evidence has no key: it is told as the sources of what it supports."""

Row = Mapping[str, str | int | float | None]
"""A row of either record, its sources included."""


def package(folder: Path) -> sqlite3.Connection:
    """The data package in ``folder``, loaded into memory. Raises `UsageError` when it is none, or breaks the schema."""
    if not (folder / "datapackage.json").is_file():
        raise UsageError(
            f"{folder}: not a data package (it has no datapackage.json)",
            "Name the folder of a record, for example one that `allies export DIR` wrote.",
        )
    return in_memory(folder, str(folder))


def in_memory(folder: Folder, name: str, known: Identity | None = None) -> sqlite3.Connection:
    """The record in a folder called ``name``, loaded into memory. Raises `UsageError` where it breaks the schema."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    try:
        setup.set_up(conn, None, folder, known)
    except StoreError as error:
        raise UsageError(error.message, "Its datapackage.json must have version, as_of and hash.") from None
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        StopIteration,
        CsvError,
        sqlite3.Error,
    ) as error:
        raise UsageError(
            f"{name}: the data package cannot be loaded: {_reason(error)}",
            "Its files must be those of datapackage.json, with the fields of this version.",
        ) from None
    return conn


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error) or type(error).__name__


def loaded(path: Path | None) -> sqlite3.Connection | None:
    """The record that the store holds now, without anything own, in memory; None where there is no store yet."""
    store = connection.open_as_it_is(path)
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
            for table in journal.TABLES:
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
        what = resource.table.replace("_", " ")
        before, after = _read(old, resource), _read(new, resource)
        for id_ in sorted(before.keys() | after.keys(), key=_natural):
            was, now = before.get(id_), after.get(id_)
            if was is None or now is None:
                change = "added" if was is None else "withdrawn"
                yield DatasetChange(
                    change, what, id_, None, _short(resource, was), _short(resource, now), _cited(was, now)
                )
                continue
            for field in now:
                if was[field] != now[field]:
                    yield DatasetChange(
                        "corrected", what, id_, field, _text(was[field]), _text(now[field]), _cited(was, now)
                    )
    for start, end, then, today in past_counts(old, new):
        yield DatasetChange("count", "count", None, "all", str(then), str(today), None, start, end)


def _short(resource: Resource, row: Row | None) -> str | None:
    """What a row is, in short."""
    return " ".join(str(row[name]) for name in resource.short if row[name] is not None) or None if row else None


def _cited(was: Row | None, now: Row | None) -> str | None:
    """The sources of a row as it is, or as it was where it is withdrawn."""
    row = now or was or {}
    return _text(row.get("sources", row.get("source")))


def _text(value: str | float | None) -> str | None:
    return None if value is None else str(value)


def repeated(conn: sqlite3.Connection, folder: Folder) -> list[str]:
    """The files in which two rows have the same key: of those only the last was loaded."""
    return [
        f"{resource.name}.csv"
        for resource in RESOURCES.values()
        if conn.execute(f"SELECT count(*) FROM {table_of(resource)}").fetchone()[0]
        != sum(1 for _ in read(resource.name, folder)) - 1
    ]


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


def _read(conn: sqlite3.Connection, resource: Resource) -> dict[str, Row]:
    """The rows of a resource by their key; the sources of what evidence is about are one more field."""
    table, names, sources = table_of(resource), resource.row._fields, ""
    if resource.table in Evidence._fields and resource.name != "sources":
        names = (*names, "sources")
        sources = (
            f", (SELECT group_concat(source, ';') FROM (SELECT DISTINCT source FROM bundled_evidence"
            f" WHERE {resource.table} = {table}.{resource.key[0]} ORDER BY source))"
        )
    cursor = conn.execute(f"SELECT {', '.join(resource.row._fields)}{sources} FROM {table}")
    rows = [dict(zip(names, values, strict=True)) for values in cursor]
    return {" ".join(str(row[name]) for name in resource.key if row[name] is not None): row for row in rows}


def _natural(id_: str) -> tuple[str, int, str]:
    """`nru-2` before `nru-10`."""
    head, _, tail = id_.rpartition("-")
    return (head, int(tail), "") if tail.isascii() and tail.isdigit() else (id_, 0, tail)
