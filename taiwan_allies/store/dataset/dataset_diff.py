"""Two records side by side: what was added, corrected and withdrawn, and which past counts changed by it."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from taiwan_allies.errors import StoreError, UsageError
from taiwan_allies.store.db import connection
from taiwan_allies.store.db import derived as merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FIELDS: Final = ("change", "what", "id", "field", "old", "new", "source", "start", "end")
_KEYS: Final = {
    "event": ("bundled_event", ("id",), ("code", "kind", "date")),
    "engagement": ("bundled_engagement", ("id",), ("codes", "type", "date")),
    "claim": ("claim", ("id",), ("event", "date", "rank")),
    "assertion": ("assertion", ("id",), ("date", "scope", "count")),
    "presidency": ("presidency", ("slug",), ("name", "start", "end")),
    "president name": ("president_name", ("slug", "lang", "name"), ()),
    "state": ("state", ("code",), ("name",)),
    "name": ("name", ("code", "lang", "name"), ("kind",)),
    "source": ("bundled_source", ("id",), ("publisher", "title")),
}
"""What is compared: its table, its key, and the fields that say in short what it is."""


def package(folder: Path) -> sqlite3.Connection:
    """The data package in ``folder``, loaded into memory. Raises `UsageError` when it is none, or breaks the schema."""
    if not (folder / "datapackage.json").is_file():
        raise UsageError(
            f"{folder}: it is no data package (no datapackage.json in it)",
            "Name the folder of a record, for example one that `allies export DIR` wrote.",
        )
    conn = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.set_up(conn, None, folder)
    except StoreError as error:
        raise UsageError(error.message, "Its datapackage.json must have version, as_of and hash.") from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration, sqlite3.Error) as error:
        raise UsageError(
            f"{folder}: the data package cannot be loaded: {_said(error)}",
            "Its files must be those of datapackage.json, with the fields of this version.",
        ) from None
    return conn


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error) or type(error).__name__


def loaded(path: Path | None, env: Mapping[str, str]) -> sqlite3.Connection | None:
    """The record that the store holds now, without anything own, in memory; None where there is none yet."""
    store = connection.open_as_it_is(path, env)
    if store is None:
        return None
    with connection.told(store.path):
        state = connection.state_of(store.conn, store.path)
        conn = sqlite3.connect(":memory:", isolation_level=None)
        store.conn.backup(conn)
        store.conn.close()
        if state == "old schema":
            connection.migrate(conn)
        with merged.paused(conn):
            for table in ("own_evidence", "own_event", "own_engagement", "own_hidden", "own_source"):
                conn.execute(f"DELETE FROM {table}")
        return conn


def as_of(conn: sqlite3.Connection) -> tuple[str, str]:
    """Version and as-of day of a record. Raises `StoreError` where none is loaded."""
    row: tuple[str, str] | None = conn.execute("SELECT version, as_of FROM record").fetchone()
    if row is None:
        raise StoreError("the store holds no record yet", "Any command that reads loads it.")
    return row


def differences(old: sqlite3.Connection, new: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """Rows of `FIELDS`, first the events. ``change`` is `added`, `corrected`, `withdrawn` or `count`.

    A correction is a row for each field, with the sources of the new record. A `count` is a span of days, up to the
    old record's as-of day, on which the number of allies is another now.
    """
    for what in _KEYS:
        before, after = _table(old, what), _table(new, what)
        sources = _sources(new, what), _sources(old, what)
        for id_ in sorted(before.keys() | after.keys(), key=_natural):
            was, now = before.get(id_), after.get(id_)
            if was is None and now is not None:
                yield ("added", what, id_, None, None, _short(what, now), sources[0].get(id_), None, None)
            elif now is None and was is not None:
                yield ("withdrawn", what, id_, None, _short(what, was), None, sources[1].get(id_), None, None)
            elif was is not None and now is not None:
                for field in now:
                    if was.get(field) != now[field]:
                        yield (
                            "corrected",
                            what,
                            id_,
                            field,
                            was.get(field),
                            now[field],
                            sources[0].get(id_),
                            None,
                            None,
                        )
    for start, end, was_count, now_count in past_counts(old, new):
        yield ("count", "count", None, "all", str(was_count), str(now_count), None, start, end)


def past_counts(old: sqlite3.Connection, new: sqlite3.Connection) -> Iterator[tuple[str, str, int, int]]:
    """First and last day, old and new count of each span on which the two records differ, up to the old as-of day."""
    limit = as_of(old)[1]
    steps: dict[str, list[int | None]] = {}
    for n, conn in enumerate((old, new)):
        for day, count in conn.execute("SELECT date, count FROM ally_count WHERE date <= ?", (limit,)):
            steps.setdefault(day, [None, None])[n] = count
    counts, since = [0, 0], ""
    for day, changed in sorted(steps.items()):
        following = [c if c is not None else counts[n] for n, c in enumerate(changed)]
        if following != counts:
            if counts[0] != counts[1]:
                yield since, (date.fromisoformat(day) - timedelta(days=1)).isoformat(), counts[0], counts[1]
            counts, since = following, day
    if counts[0] != counts[1]:
        yield since, limit, counts[0], counts[1]


def changed_events(old: sqlite3.Connection, new: sqlite3.Connection) -> list[str]:
    """The ids of the events that were added, corrected or withdrawn."""
    before, after = _table(old, "event"), _table(new, "event")
    return sorted((id_ for id_ in before.keys() | after.keys() if before.get(id_) != after.get(id_)), key=_natural)


def _table(conn: sqlite3.Connection, what: str) -> dict[str, dict[str, Any]]:
    table, key, _ = _KEYS[what]
    cursor = conn.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor)
    found = {" ".join(row[name] for name in key): {n: v for n, v in row.items() if n not in key} for row in rows}
    if what in {"event", "engagement"}:
        evidence = _sources(conn, what)
        for id_, row in found.items():
            row["sources"] = evidence.get(id_)
    return found


def _short(what: str, row: dict[str, Any]) -> str | None:
    return " ".join(str(row[name]) for name in _KEYS[what][2] if row.get(name) is not None) or None


def _sources(conn: sqlite3.Connection, what: str) -> dict[str, str]:
    """The ids of the sources of every event or engagement, joined with ``;``; for claims and assertions their one."""
    if what in {"event", "engagement"}:
        rows = conn.execute(
            f"SELECT {what}, group_concat(source, ';') FROM (SELECT DISTINCT {what}, source FROM bundled_evidence"
            f" WHERE {what} IS NOT NULL ORDER BY {what}, source) GROUP BY {what}"
        )
    elif what in {"claim", "assertion"}:
        rows = conn.execute(f"SELECT id, source FROM {what}")
    else:
        return {}
    return dict(rows.fetchall())


def _natural(id_: str) -> tuple[Any, ...]:
    """`nru-2` before `nru-10`."""
    head, _, tail = id_.rpartition("-")
    return (head, int(tail), "") if tail.isascii() and tail.isdigit() else (id_, 0, tail)
