"""How a store fares: what `allies doctor` asks of it."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

OLDEST_SQLITE = "3.37.0"
"""The first with STRICT tables."""


class OwnRows(NamedTuple):
    """How much of the user's own lies in the store, and how much of it an update has left to be settled."""

    events: int
    engagements: int
    hidden: int
    steps: int
    conflicts: int
    duplicates: int


def sqlite() -> tuple[str, bool]:
    """The version of SQLite, and whether it is new enough."""
    return sqlite3.sqlite_version, sqlite3.sqlite_version_info >= tuple(map(int, OLDEST_SQLITE.split(".")))


def schema_version(conn: sqlite3.Connection) -> int:
    """The number of the last migration of the store."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def own_rows(conn: sqlite3.Connection) -> OwnRows:
    """The user's own record in numbers."""
    tables = ("own_event", "own_engagement", "own_hidden", "journal_step", "conflict", "possible_duplicate")
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    return OwnRows(*conn.execute(f"SELECT {counts}").fetchone())
