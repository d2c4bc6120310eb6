"""Whether a store is current."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from taiwan_allies.errors import StoreError
from taiwan_allies.store.dataset.identity import identity, order
from taiwan_allies.store.db.connection import empty, must_be_store, open_as_it_is, translate_errors
from taiwan_allies.store.db.schema import SCHEMA


def state_of(conn: sqlite3.Connection, path: Path | None) -> str:
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
    row = conn.execute("SELECT version, stamp FROM record").fetchone()
    if row is None:
        return "old record"
    here = identity()
    # A store that a newer program has brought up to date stays so: two programs that share one do not take turns.
    return "current" if row[1] == here.stamp or order(row[0]) > order(here.version) else "old record"


def answering(path: Path | None, env: Mapping[str, str]) -> tuple[str, str]:
    """Version and as-of day of the record that answers: that of the store where a newer program loaded it, else ours."""
    here = identity()
    try:
        store = open_as_it_is(path, env)
        if store is not None:
            with translate_errors(store.path):
                found = store.conn.execute("SELECT version, as_of FROM record").fetchone()
            if found and order(found[0]) > order(here.version):
                return found[0], found[1]
    except StoreError:
        pass  # what is wrong with the store is told when it is asked
    return here.version, here.as_of
