"""Opening the store: read it as it is when it is current, set it up or bring it up to date when it is not.

A read needs only plain `sqlite3`. `sqlite_utils` is imported to migrate a store that is there.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from taiwan_allies.store.db.connection import (
    ANOTHER,
    Store,
    UnwritableError,
    connect,
    connect_to_read,
    default_path,
    in_memory,
    is_file,
    translate_errors,
)
from taiwan_allies.store.db.status import is_noted, state_of


def open_to_read(path: Path | None) -> Store:
    """The store, set up and current, for reading only.

    Where nothing can be written the answer comes from memory: from a copy of the store that is there, or from the
    bundled record alone. Raises `StoreError` when there is a file that is no store, or one that cannot be read.
    """
    path = path or default_path()
    with translate_errors(path):
        if is_file(path):
            conn = connect_to_read(path)
            if state_of(conn, path) == "current":
                if not in_memory(conn):
                    return Store(conn, path, [])
                said = f"{path}: a write that was killed cannot be taken back there"
                return Store(conn, None, [f"{said}; answering from a copy of the store in memory, where it is"])
            conn.close()
        try:
            store = open_to_write(path)
        except UnwritableError as problem:
            return _in_memory(path, str(problem))
        store.conn.execute("PRAGMA query_only = ON")
        return store


def open_to_write(path: Path | None) -> Store:
    """The store, set up and current, for reading and writing. Raises `StoreError` when it cannot be written."""
    path = path or default_path()
    with translate_errors(path):
        if not is_file(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UnwritableError(f"cannot make the folder {path.parent}: {error.strerror}", ANOTHER) from None
        conn = connect(path, "rwc")
        try:
            warnings = [] if state_of(conn, path) == "current" and is_noted(conn) else _set_up(conn, path)
        except BaseException:
            conn.close()
            raise
        conn.execute("PRAGMA foreign_keys = ON")
        return Store(conn, path, warnings)


def _set_up(conn: sqlite3.Connection, path: Path | None) -> list[str]:
    from taiwan_allies.store.db.setup import set_up  # once in the life of a store, and when something changed

    return set_up(conn, path)


def _in_memory(path: Path, reason: str) -> Store:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    if is_file(path):
        with closing(connect_to_read(path)) as disk:
            disk.backup(conn)
        what = "a copy of the store in memory"
    else:
        what = "the bundled record alone, in memory"
    _set_up(conn, None)
    conn.execute("PRAGMA query_only = ON")
    return Store(conn, None, [f"{reason}; answering from {what}"])
