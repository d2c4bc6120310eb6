"""The migrations of the store, listed, and applied when they are asked for by name."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from taiwan_allies.model.upkeep import Migration
from taiwan_allies.store.db import connection, derived, opening
from taiwan_allies.store.db.schema import NAMES


def migrations(path: Path | None) -> list[Migration]:
    """Every migration that the store or this program knows."""
    store = connection.open_as_it_is(path)
    applied = {} if store is None else _applied(store.conn)
    rows = [Migration(name, "applied" if name in applied else "pending", applied.get(name)) for name in NAMES]
    return rows + [Migration(name, "unknown", at) for name, at in applied.items() if name not in NAMES]


def migrate_now(path: Path | None, *, rebuild: bool = False) -> tuple[list[Migration], list[str]]:
    """Bring the store up to date; the migrations that were applied now, and what the user must know of it.

    With ``rebuild`` the derived tables are rebuilt. Raises `StoreError`.
    """
    before = {row.name for row in migrations(path) if row.status == "applied"}
    store = opening.open_to_write(path)
    if rebuild:
        with connection.translate_errors(store.path):
            store.conn.execute("BEGIN IMMEDIATE")
            derived.rebuild(store.conn)
            store.conn.execute("COMMIT")
    done = [Migration(name, "applied", at) for name, at in _applied(store.conn).items() if name not in before]
    return done, store.warnings


def _applied(conn: sqlite3.Connection) -> dict[str, str]:
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return {}
    rows = conn.execute("SELECT name, applied_at FROM _sqlite_migrations WHERE migration_set = 'allies' ORDER BY id")
    return dict(rows.fetchall())
