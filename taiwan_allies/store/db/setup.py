"""A store set up or brought up to date: its schema migrated, the bundled record loaded."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from taiwan_allies.errors import StoreError
from taiwan_allies.store.dataset.bundled import DATA
from taiwan_allies.store.db.backup import before_migration
from taiwan_allies.store.db.connection import empty
from taiwan_allies.store.db.fingerprint import must_be_ours
from taiwan_allies.store.db.schema import MIGRATIONS, create
from taiwan_allies.store.db.status import NOTED, state_of
from taiwan_allies.store.own.record_update import replace_record

if TYPE_CHECKING:
    from sqlite_utils import Migrations

    from taiwan_allies.store.dataset.bundled import Folder, Identity

PAGE_BYTES = 16_384


def set_up(
    conn: sqlite3.Connection, path: Path | None, folder: Folder = DATA, known: Identity | None = None
) -> list[str]:
    """Migrate the store and load the bundled record in one transaction; what changed for the user, in sentences.

    Many processes may do so at once: one does it, the others wait and find it done. Raises `StoreError` for a store
    whose schema is not ours: its triggers would not do what a write relies on.
    """
    conn.execute("PRAGMA foreign_keys = ON")
    # Wanted before the first page is written: a store is one file to copy, on any file system; and large pages, with
    # which an import takes an eighth less. A store that is there keeps its own.
    conn.execute("PRAGMA journal_mode = DELETE")
    conn.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    conn.execute("BEGIN IMMEDIATE")
    try:
        state = state_of(conn, path)
        warnings: list[str] = []
        if not empty(conn):
            must_be_ours(conn, path)
        if state == "old schema":
            if path is not None:
                warnings += _back_up_own(conn, path)
            migrate(conn)
            state = state_of(conn, path)
        if state != "current":
            warnings += replace_record(conn, folder, known)
        conn.execute(NOTED)
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
    return warnings


def migrate(conn: sqlite3.Connection) -> None:
    """Apply the migrations that this store has not seen, inside the caller's transaction.

    An empty one gets all of them, noted as the library notes them, without it: its import, and numpy's where that is
    installed, is two thirds of the first command.
    """
    if empty(conn):
        for statement in _APPLIED:
            conn.execute(statement)
        conn.executemany(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('allies', ?, ?)",
            [(name, str(datetime.now(UTC))) for name in create(conn)],
        )
        return
    from sqlite_utils import Database

    registered().apply(Database(conn, execute_plugins=False))


_APPLIED = (
    """CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
)""",
    """CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name")""",
)


def registered() -> Migrations:
    """The migrations as their `migrations.py` registers them."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("allies_migrations", Path(MIGRATIONS) / "migrations.py")
    if spec is None or spec.loader is None:
        raise StoreError(f"{MIGRATIONS}: the migrations are missing", "Install the package again.")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Migrations = module.migrations
    return found


def _back_up_own(conn: sqlite3.Connection, path: Path) -> list[str]:
    """Copy a store that holds an own record before its schema changes."""
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal_step'").fetchone():
        return []
    if not conn.execute("SELECT 1 FROM journal_change LIMIT 1").fetchone():
        return []
    copy = before_migration(path, conn.execute("PRAGMA user_version").fetchone()[0])
    return [f"the store was copied to {copy} before its schema changed"]
