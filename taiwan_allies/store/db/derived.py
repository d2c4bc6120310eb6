"""The merged tables: what counts, derived from the two layers. Triggers keep them; here they are made anew whole."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

DERIVED: Final = {
    "event": "event_merged",
    "spell": "spell_derived",
    "engagement": "engagement_merged",
    "engagement_state": "engagement_state_merged",
}
"""Each merged table, and the view that says what is in it. A view may read the tables before it."""


def columns(conn: sqlite3.Connection, table: str) -> str:
    """The columns of a merged table, as SQL."""
    return ", ".join(f'"{name}"' for (name,) in conn.execute("SELECT name FROM pragma_table_info(?)", (table,)))


@contextmanager
def paused(conn: sqlite3.Connection) -> Iterator[None]:
    """Many rows of the layers at once, inside the caller's transaction: the triggers rest, and the tables are made anew."""
    conn.execute("UPDATE refresh SET paused = 1")
    yield
    # Not by a trigger: there SQLite copies what it selects once more before it inserts it.
    for table in reversed(DERIVED):
        conn.execute(f"DELETE FROM {table}")
    for table, view in DERIVED.items():
        names = columns(conn, table)
        conn.execute(f"INSERT INTO {table}({names}) SELECT {names} FROM {view}")
    conn.execute("UPDATE refresh SET paused = 0")
