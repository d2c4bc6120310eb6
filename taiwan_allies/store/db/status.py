"""Whether a store is current, and its schema the one that was found to be right."""

from __future__ import annotations

import sqlite3

from taiwan_allies.errors import StoreError
from taiwan_allies.store.dataset.identity import identity, order
from taiwan_allies.store.db.connection import empty, must_be_store, open_as_it_is, translate_errors
from taiwan_allies.store.db.schema import SCHEMA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


def state_of(conn: sqlite3.Connection, path: str | Path | None) -> str:
    """``current``, ``old record`` or ``old schema`` (also: empty). Raises `StoreError` for anything else."""
    schema = conn.execute("PRAGMA user_version").fetchone()[0]
    if schema == 0 and empty(conn):
        return "old schema"
    must_be_store(conn, path)
    if schema > SCHEMA:
        raise StoreError(
            f"{path}: the store has schema {schema}, this program knows up to {SCHEMA}; it was left as it is",
            "Install a newer version of allies, or choose another store with --db.",
        )
    if schema < SCHEMA:
        return "old schema"
    row = conn.execute(_RECORD).fetchone()
    return "current" if row and _stays(*row) else "old record"


_RECORD = "SELECT version, as_of, stamp, chosen_over FROM record"


def other(conn: sqlite3.Connection) -> str | None:
    """The version of a record that is not this program's, and stays in its place; None where it is ours, or goes."""
    row = conn.execute(_RECORD).fetchone()
    return row[0] if row and row[2] != identity().stamp and _stays(*row) else None


def _stays(version: str, _: str, stamp: str, chosen_over: str | None) -> bool:
    """Whether a loaded record is left in its place.

    A newer one is: two programs that share a store do not take turns. So is one that the user chose over ours.
    """
    here = identity()
    return here.stamp in (stamp, chosen_over) or order(version) > order(here.version)


def answering(path: str | Path | None) -> tuple[str, str]:
    """Version and as-of day of the record that answers: that of the store where it stays, else ours."""
    here = identity()
    try:
        store = open_as_it_is(path)
        if store is not None:
            with translate_errors(store.path):
                found = store.conn.execute(_RECORD).fetchone()
            if found and _stays(*found):
                return found[0], found[1]
    except StoreError:
        pass  # what is wrong with the store is told when it is asked
    return here.version, here.as_of


def is_noted(conn: sqlite3.Connection) -> bool:
    """Whether nobody has touched the schema since it was found to be right."""
    try:
        return bool(conn.execute(_NOTED_NOW).fetchone() == (1,))
    except sqlite3.OperationalError:
        return False


NOTED = "UPDATE writing SET verified = (SELECT schema_version FROM pragma_schema_version)"
_NOTED_NOW = "SELECT verified IS (SELECT schema_version FROM pragma_schema_version) FROM writing"
