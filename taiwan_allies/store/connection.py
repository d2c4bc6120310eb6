"""Opening the store: read it as it is when it is current, set it up or bring it up to date when it is not.

A read needs only plain `sqlite3`. `sqlite_utils` is imported when there is something to migrate.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from taiwan_allies.errors import StoreError
from taiwan_allies.store import bundled
from taiwan_allies.store.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BUSY_SECONDS = 30.0
"""How long a command waits for another one's write (ALLIES_BUSY_SECONDS to change it). A write of forty events takes
far less; a store that is held longer is stuck, and a message is better than silence."""


@dataclass(slots=True)
class Store:
    """An open store. ``path`` is None when the answer comes from memory; ``warnings`` say what the user must know."""

    conn: sqlite3.Connection
    path: Path | None
    warnings: list[str]


def default_path() -> Path:
    """Where the store lies unless the user chose: `allies.db` in the platform's user data folder."""
    from platformdirs import user_data_path

    return user_data_path("allies", appauthor=False) / "allies.db"


def open_to_read(path: Path | None, env: Mapping[str, str]) -> Store:
    """The store, set up and current, for reading only.

    Where nothing can be written the answer comes from memory: from a copy of the store that is there, or from the
    bundled record alone. Raises `StoreError` when there is a file that is no store, or one that cannot be read.
    """
    path = path or default_path()
    with told(path):
        if _there(path):
            conn = _connect(path, "ro", env)
            if _state(conn, path) == "current":
                return Store(conn, path, [])
            conn.close()
        try:
            store = open_to_write(path, env)
        except _Unwritable as problem:
            return _in_memory(path, env, str(problem))
        store.conn.execute("PRAGMA query_only = ON")
        return store


def open_to_write(path: Path | None, env: Mapping[str, str]) -> Store:
    """The store, set up and current, for reading and writing. Raises `StoreError` when it cannot be written."""
    path = path or default_path()
    with told(path):
        if not _there(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise _Unwritable(f"cannot make the folder {path.parent}: {error.strerror}") from None
        conn = _connect(path, "rwc", env)
        try:
            state = _state(conn, path)
            warnings = [] if state == "current" else set_up(conn, path)
        except BaseException:
            conn.close()
            raise
        conn.execute("PRAGMA foreign_keys = ON")
        return Store(conn, path, warnings)


def set_up(conn: sqlite3.Connection, path: Path | None, folder: Path = bundled.DATA) -> list[str]:
    """Migrate the store and load the bundled record in one transaction; what changed for the user, in sentences.

    Many processes may do so at once: one does it, the others wait and find it done.
    """
    conn.execute("PRAGMA foreign_keys = ON")
    # Wanted before the first page is written: a store is one file to copy, on any file system.
    conn.execute("PRAGMA journal_mode = DELETE")
    conn.execute("BEGIN IMMEDIATE")
    try:
        state = _state(conn, path)
        warnings: list[str] = []
        if state == "old schema":
            if path is not None:
                warnings += _back_up_own(conn, path)
            migrate(conn)
        if state != "current":
            from taiwan_allies.store import layers

            warnings += layers.replace_record(conn, folder)
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
    return warnings


def migrate(conn: sqlite3.Connection) -> None:
    """Apply the migrations that this store has not seen, inside the caller's transaction."""
    from sqlite_utils import Database

    registered(migrations_folder()).apply(Database(conn, execute_plugins=False))


def registered(folder: Path) -> Migrations:
    """The migrations as `migrations.py` in ``folder`` registers them."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("allies_migrations", folder / "migrations.py")
    if spec is None or spec.loader is None:
        raise StoreError(f"{folder}: the migrations are missing", "Install the package again.")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Migrations = module.migrations
    return found


def migrations_folder() -> Path:
    """Inside the package where it is installed, at the top of the repository where it is worked on."""
    package = Path(__file__).parent.parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def _back_up_own(conn: sqlite3.Connection, path: Path) -> list[str]:
    """Copy a store that holds an own record before its schema changes."""
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal_step'").fetchone():
        return []
    if not conn.execute("SELECT 1 FROM journal_step LIMIT 1").fetchone():
        return []
    from taiwan_allies.store.backup import before_migration

    copy = before_migration(path, conn.execute("PRAGMA user_version").fetchone()[0])
    return [f"the store was copied to {copy} before its schema changed"]


class _Unwritable(StoreError):
    """Nothing can be written where the store should be."""


def _there(path: Path) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}", "Choose another store with --db or ALLIES_DB.") from None
    from stat import S_ISDIR, S_ISREG

    if S_ISDIR(status.st_mode):
        raise StoreError(f"{path}: it is a folder, not a store", f"Name a file, for example {path / 'allies.db'}.")
    if not S_ISREG(status.st_mode):
        raise StoreError(f"{path}: it is not a plain file", "Choose another store with --db or ALLIES_DB.")
    return True


def _connect(path: Path, mode: str, env: Mapping[str, str]) -> sqlite3.Connection:
    from urllib.parse import quote

    # as_posix and quote: a path may hold ?, # and %, which mean something in a URI.
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_seconds(env))


def busy_seconds(env: Mapping[str, str]) -> float:
    try:
        return max(0.0, float(env["ALLIES_BUSY_SECONDS"]))
    except (KeyError, ValueError):
        return BUSY_SECONDS


def _state(conn: sqlite3.Connection, path: Path | None) -> str:
    """``current``, ``old record`` or ``old schema`` (also: empty). Raises `StoreError` for anything else."""
    schema = conn.execute("PRAGMA user_version").fetchone()[0]
    if schema == 0 and not conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        return "old schema"
    try:
        row = conn.execute("SELECT stamp FROM record, journal_current").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        raise StoreError(f"{path}: an SQLite file, but no store of allies", "Choose another one with --db or ALLIES_DB.") from None
    if schema > SCHEMA:
        raise StoreError(
            f"{path}: the store has schema {schema}, this program knows up to {SCHEMA}; it was left as it is",
            "Upgrade with `pip install -U taiwan-allies`, or choose another store with --db.",
        )
    if schema < SCHEMA:
        return "old schema"
    return "current" if row and row[0] == bundled.identity().stamp else "old record"


def _in_memory(path: Path, env: Mapping[str, str], reason: str) -> Store:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    if _there(path):
        with _connect(path, "ro", env) as disk:
            disk.backup(conn)
        disk.close()
        what = "a copy of the store in memory"
    else:
        what = "the bundled record alone, in memory"
    set_up(conn, None)
    conn.execute("PRAGMA query_only = ON")
    return Store(conn, None, [f"{reason}; answering from {what}"])


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Turn what SQLite and the system say into a `StoreError` that says what and where."""
    where = path or "the store in memory"
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _explained(error, where) from None
    except (PermissionError, FileNotFoundError, NotADirectoryError) as error:
        raise _Unwritable(f"{error.filename or where}: {error.strerror}", "Choose another store with --db or ALLIES_DB.") from None


def _explained(error: sqlite3.DatabaseError, where: Path | str) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    text = str(error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreError(f"{where}: the store is locked by another program", "Wait for it or close it, then try again.")
    if code in {sqlite3.SQLITE_NOTADB}:
        return StoreError(f"{where}: not a store (it is no SQLite file); it was left as it is", "Choose another one with --db or ALLIES_DB.")
    if code in {sqlite3.SQLITE_CORRUPT}:
        return StoreError(f"{where}: the store is damaged ({text}); it was left as it is", "Restore a copy with `allies db restore FILE`.")
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        return _Unwritable(f"{where}: the store cannot be written ({text})", "Choose another store with --db or ALLIES_DB.")
    if code in {sqlite3.SQLITE_FULL}:
        return _Unwritable(f"{where}: no space left; nothing was changed", "Free some space and try again.")
    if code in {sqlite3.SQLITE_IOERR}:
        return _Unwritable(f"{where}: the disk failed ({text}); nothing was changed", "Check the disk and try again.")
    return StoreError(f"{where}: {text}", "`allies doctor` says more about the store.")


if TYPE_CHECKING:
    from sqlite_utils import Migrations
