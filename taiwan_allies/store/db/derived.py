"""The derived tables: what counts, worked out from the two layers. Triggers keep them; here they are rebuilt whole."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

DERIVED: Final = ("event", "spell", "engagement", "engagement_state")
"""Each derived table; the view `<table>_derived` says what is in it, and may read the tables before it."""


@contextmanager
def paused(conn: sqlite3.Connection) -> Iterator[None]:
    """Many rows of the layers at once, inside the caller's transaction: the tables are rebuilt at the end, once."""
    conn.execute("UPDATE writing SET paused = 1")
    yield
    for table in reversed(DERIVED):
        conn.execute(f"DELETE FROM {table}")
    for table in DERIVED:
        conn.execute(f"INSERT INTO {table} SELECT * FROM {table}_derived")
    conn.execute("UPDATE writing SET paused = 0")


def rebuild(conn: sqlite3.Connection) -> None:
    """Derive every table again, inside the caller's transaction."""
    with paused(conn):
        pass


def differences(conn: sqlite3.Connection) -> int:
    """How many rows of the derived tables are not what the two layers say: 0 while the triggers do their work."""
    number = 0
    for table in DERIVED:
        # No row is there twice: what one side lacks follows from how many the other has.
        sql = (
            f"SELECT (SELECT count(*) FROM (SELECT * FROM {table} EXCEPT SELECT * FROM {table}_derived)),"
            f" (SELECT count(*) FROM {table}_derived) - (SELECT count(*) FROM {table})"
        )
        amiss, missing = conn.execute(sql).fetchone()
        number += max(amiss, amiss + missing)
    return number
