"""Whether the tables, indexes, triggers and views of a store are those that the migrations make.

Without its triggers a store takes a write and answers as if there had been none; so every write asks first. The full
comparison takes some milliseconds. It is made when SQLite's schema_version is another than the one that was kept when
the schema was last found to be right: that is one row to read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from taiwan_allies.errors import StoreError
from taiwan_allies.store.db.schema import create
from taiwan_allies.store.db.status import is_noted


class Part(NamedTuple):
    """A part of a schema: a table, index, trigger or view, the table that it belongs to, and the SQL that makes it."""

    type: str
    name: str
    table: str
    sql: str

    @property
    def essence(self) -> tuple[str, str, str]:
        """What makes two parts the same: whatever the lines of their SQL."""
        return self.type, self.table.lower(), " ".join(self.sql.split())


class Drift(NamedTuple):
    """A part that is not as the migrations make it: ``missing``, ``changed``, or ``foreign``: a trigger that is not ours."""

    part: Part
    how: str

    def __str__(self) -> str:
        if self.how == "foreign":
            return f"{self.part.type} {self.part.name} on {self.part.table} is not ours"
        return f"{self.part.type} {self.part.name} {'is missing' if self.how == 'missing' else 'was changed'}"


def drift(conn: sqlite3.Connection) -> list[Drift]:
    """What is not as the migrations make it, in the order in which they make it; then triggers that are not ours.

    What somebody added beside it (tables, views, indexes) changes no answer of ours, and stays.
    """
    ours = reference(conn.execute("PRAGMA user_version").fetchone()[0])
    here = {part.name.lower(): part for part in parts(conn)}
    found = []
    for part in ours.values():
        other = here.get(part.name.lower())
        if other is None:
            found.append(Drift(part, "missing"))
        elif other.essence != part.essence:
            found.append(Drift(part, "changed"))
    names = {name.lower() for name in ours}
    found += [
        Drift(part, "foreign")
        for name, part in here.items()
        if part.type == "trigger" and name not in names and part.table.lower() in names
    ]
    return found


def must_be_ours(conn: sqlite3.Connection, path: str | Path | None) -> None:
    """Raises `StoreError` for a store whose schema is not as the migrations make it."""
    if is_noted(conn):
        return
    found = drift(conn)
    if found:
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        raise StoreError(
            f"{path}: the schema of the store is not as allies makes it ({found[0]}{more}); nothing was written",
            "`allies doctor` says what it is, `allies doctor --repair` mends it.",
        )


@cache
def reference(schema: int) -> dict[str, Part]:
    """The parts that the migrations up to a number make, by name, in that order."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    for _ in create(conn, schema):
        pass
    found = {part.name: part for part in parts(conn)}
    conn.close()
    return found


def parts(conn: sqlite3.Connection) -> Iterator[Part]:
    """The parts of a schema. What SQLite makes by itself has no SQL; what `sqlite_utils` keeps is its own."""
    rows = conn.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    for type_, name, table, sql in rows:
        if not str(name).startswith("sqlite_") and table != "_sqlite_migrations":
            yield Part(str(type_), str(name), str(table), str(sql))
