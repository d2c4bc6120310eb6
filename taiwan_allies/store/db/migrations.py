"""The schema of the store, looked at and brought up to date in so many words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.store.db import connection
from taiwan_allies.store.db import derived as merged

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

    from sqlite_utils import Database

Row = tuple[str, str, str | None]


def migrations(path: Path | None, env: Mapping[str, str]) -> list[Row]:
    """Every migration that the store or this program knows: its name, `applied`, `pending` or `unknown`, and when.

    `unknown` are those of a newer program.
    """
    store = connection.open_as_it_is(path, env)
    applied = {} if store is None else _applied(store.conn)
    known = [m.name for m in connection.registered(connection.migrations_folder()).pending(_nothing())]
    rows: list[Row] = [(name, "applied" if name in applied else "pending", applied.get(name)) for name in known]
    return rows + [(name, "unknown", at) for name, at in applied.items() if name not in known]


def migrate_now(path: Path | None, env: Mapping[str, str], *, rebuild: bool = False) -> tuple[list[Row], list[str]]:
    """Bring the store up to date; the migrations that were applied now, and what the user must know of it.

    ``rebuild`` makes the merged tables anew. Raises `StoreError`.
    """
    before = {name for name, state, _ in migrations(path, env) if state == "applied"}
    store = connection.open_to_write(path, env)
    if rebuild:
        with connection.told(store.path):
            store.conn.execute("BEGIN IMMEDIATE")
            with merged.paused(store.conn):
                pass
            store.conn.execute("COMMIT")
    done: list[Row] = [(name, "applied", at) for name, at in _applied(store.conn).items() if name not in before]
    return done, store.warnings


def _applied(conn: sqlite3.Connection) -> dict[str, str]:
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return {}
    rows = conn.execute("SELECT name, applied_at FROM _sqlite_migrations WHERE migration_set = 'allies' ORDER BY id")
    return dict(rows.fetchall())


def _nothing() -> Database:
    from sqlite_utils import Database

    return Database(memory=True, execute_plugins=False)
