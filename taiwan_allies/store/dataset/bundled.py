"""The bundled record: the CSV files of `taiwan_allies/data/`, and their load into a store as one whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from taiwan_allies.errors import StoreError
from taiwan_allies.store.dataset.identity import FOLDER, Identity, identity

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

__all__ = ["DATA", "TABLES", "Identity", "identity", "load", "order", "package", "read"]

DATA = Path(FOLDER)
TABLES = {
    "states": "state",
    "names": "name",
    "presidencies": "presidency",
    "president_names": "president_name",
    "sources": "bundled_source",
    "events": "bundled_event",
    "engagements": "bundled_engagement",
    "evidence": "bundled_evidence",
    "claims": "claim",
    "assertions": "assertion",
}
"""Each resource of the data package and the table that holds it, in an order that satisfies references."""


@cache
def package(folder: Path = DATA) -> dict[str, Any]:
    """The data package's descriptor. Raises `StoreError` where there is none."""
    from json import loads

    file = folder / "datapackage.json"
    try:
        descriptor: dict[str, Any] = loads(file.read_text(encoding="utf-8"))
        if not all(isinstance(descriptor[key], str) for key in ("version", "as_of", "hash")):
            raise ValueError(f"{file}: version, as_of and hash are texts")
    except (OSError, ValueError, LookupError, TypeError):
        raise StoreError(
            f"{file}: the description of the record cannot be read", "Install the package again."
        ) from None
    return descriptor


def order(version: str) -> tuple[int, ...]:
    """A record's version as numbers to compare by."""
    return tuple(int(part) if part.isascii() and part.isdigit() else 0 for part in version.split("."))


def read(resource: str, folder: Path = DATA) -> Iterator[list[str | None]]:
    """The rows of one resource, header first; an empty cell is None."""
    from csv import reader

    with open(folder / f"{resource}.csv", encoding="utf-8", newline="") as stream:
        for row in filter(None, reader(stream)):
            yield [value or None for value in row]


def facts(conn: sqlite3.Connection) -> tuple[Any, ...]:
    """Of the loaded record: states, events, engagements, sources, claims, assertions; events of quality A, B, C; stamp."""
    tables = ("state", "bundled_event", "bundled_engagement", "bundled_source", "claim", "assertion")
    counts = [conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
    quality: dict[str, int] = dict(
        conn.execute(
            "SELECT quality, count(*) FROM event_quality JOIN event ON event.id = event_quality.event"
            " WHERE layer = 'bundled' GROUP BY quality"
        ).fetchall()
    )
    stamp = conn.execute("SELECT stamp FROM record").fetchone()[0]
    return (*counts, *(quality.get(mark, 0) for mark in "ABC"), stamp)


def load(conn: sqlite3.Connection, folder: Path = DATA) -> None:
    """Replace the bundled tables by the record in ``folder``, inside the caller's transaction.

    Own rows are other tables and stay. A state that own events still name is kept even if the record dropped it, under
    a name that no other state can have.
    """
    from taiwan_allies.store.db import derived as merged
    from taiwan_allies.store.db.bulk_insert import insert_many

    conn.execute("PRAGMA defer_foreign_keys = ON")
    with merged.paused(conn):
        for table in reversed(TABLES.values()):
            keep = " WHERE code NOT IN (SELECT code FROM own_event)" if table == "state" else ""
            conn.execute(f"DELETE FROM {table}{keep}")
        # Those that the record still has are replaced below. The others must not stand in the way of a new name.
        conn.execute(
            "UPDATE state SET alpha2 = NULL, slug = slug || '-' || lower(code), name = name || ' (' || code || ')'"
            " WHERE name NOT LIKE '% (' || code || ')'"
        )
        for resource, table in TABLES.items():
            rows = read(resource, folder)
            header = next(rows)
            names = [f'"{name}"' for name in header]
            insert_many(conn, table, names, list(_typed(table, header, rows)), "INSERT OR REPLACE")
    known = identity(folder)
    conn.execute("INSERT OR REPLACE INTO record VALUES (1, ?, ?, ?)", (known.version, known.as_of, known.stamp))


def _typed(table: str, header: Sequence[str | None], rows: Iterator[list[str | None]]) -> Iterator[list[Any]]:
    if table != "presidency":
        yield from rows
        return
    acting = header.index("acting")
    for row in rows:
        typed: list[Any] = list(row)
        typed[acting] = 1 if row[acting] == "yes" else 0
        yield typed
