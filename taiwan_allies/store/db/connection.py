"""Opening the store: read it as it is when it is current, set it up or bring it up to date when it is not.

A read needs only plain `sqlite3`. `sqlite_utils` is imported when there is something to migrate.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from taiwan_allies.errors import StoreError
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.db.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BUSY_SECONDS = 30.0
"""How long a command waits for another one's write (ALLIES_BUSY_SECONDS to change it). A write of forty events takes
far less; a store that is held longer is stuck, and a message is better than silence."""

PAGE_BYTES = 16_384


class Store(NamedTuple):
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
        if there(path):
            conn = _connect_to_read(path, env)
            if state_of(conn, path) == "current":
                return Store(conn, path, [])
            conn.close()
        try:
            store = open_to_write(path, env)
        except UnwritableError as problem:
            return _in_memory(path, env, str(problem))
        store.conn.execute("PRAGMA query_only = ON")
        return store


def open_as_it_is(path: Path | None, env: Mapping[str, str]) -> Store | None:
    """The store as it lies there, for reading, whatever its schema and record; None where there is none yet.

    Raises `StoreError` for what is no store.
    """
    path = path or default_path()
    with told(path):
        if not there(path):
            return None
        conn = _connect_to_read(path, env)
        if conn.execute("PRAGMA user_version").fetchone()[0] == 0 and _empty(conn):
            conn.close()
            return None
        _must_be_store(conn, path)
        return Store(conn, path, [])


def open_to_write(path: Path | None, env: Mapping[str, str]) -> Store:
    """The store, set up and current, for reading and writing. Raises `StoreError` when it cannot be written."""
    path = path or default_path()
    with told(path):
        if not there(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UnwritableError(
                    f"cannot make the folder {path.parent}: {error.strerror}",
                    "Choose another store with --db or ALLIES_DB.",
                ) from None
        conn = connect(path, "rwc", env)
        try:
            state = state_of(conn, path)
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
    # Wanted before the first page is written: a store is one file to copy, on any file system; and large pages, with
    # which an import takes an eighth less. A store that is there keeps its own.
    conn.execute("PRAGMA journal_mode = DELETE")
    conn.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    conn.execute("BEGIN IMMEDIATE")
    try:
        state = state_of(conn, path)
        warnings: list[str] = []
        if state == "old schema":
            if path is not None:
                warnings += _back_up_own(conn, path)
            migrate(conn)
        if state != "current":
            from taiwan_allies.store.own import conflicts as layers

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
    package = Path(__file__).parents[2]
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def _back_up_own(conn: sqlite3.Connection, path: Path) -> list[str]:
    """Copy a store that holds an own record before its schema changes."""
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal_step'").fetchone():
        return []
    if not conn.execute("SELECT 1 FROM journal_step LIMIT 1").fetchone():
        return []
    from taiwan_allies.store.db.backup import before_migration

    copy = before_migration(path, conn.execute("PRAGMA user_version").fetchone()[0])
    return [f"the store was copied to {copy} before its schema changed"]


class UnwritableError(StoreError):
    """Nothing can be written where the store should be."""


def there(path: Path) -> bool:
    """Whether there is a file at ``path``. Raises `StoreError` for a folder or a device."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be read: {error.strerror}", "Choose another store with --db or ALLIES_DB."
        ) from None
    from stat import S_ISDIR, S_ISREG

    if S_ISDIR(status.st_mode):
        raise StoreError(f"{path}: it is a folder, not a store", f"Name a file, for example {path / 'allies.db'}.")
    if not S_ISREG(status.st_mode):
        raise StoreError(f"{path}: it is not a plain file", "Choose another store with --db or ALLIES_DB.")
    return True


def _connect_to_read(path: Path, env: Mapping[str, str]) -> sqlite3.Connection:
    """A connection that only reads. What a killed program left half written is first rolled back."""
    conn = connect(path, "ro", env)
    try:
        _empty(conn)
    except sqlite3.OperationalError as error:
        conn.close()
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}:
            raise
        writer = connect(path, "rw", env)
        try:
            _empty(writer)
        finally:
            writer.close()
        conn = connect(path, "ro", env)
    return conn


def _empty(conn: sqlite3.Connection) -> bool:
    return not conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()


def connect(path: Path, mode: str, env: Mapping[str, str]) -> sqlite3.Connection:
    """A connection in SQLite's mode `ro`, `rw` or `rwc`; transactions are begun and ended in so many words."""
    from urllib.parse import quote

    # as_posix and quote: a path may hold ?, # and %, which mean something in a URI.
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_seconds(env))


def busy_seconds(env: Mapping[str, str]) -> float:
    try:
        return max(0.0, float(env["ALLIES_BUSY_SECONDS"]))
    except (KeyError, ValueError):
        return BUSY_SECONDS


def state_of(conn: sqlite3.Connection, path: Path | None) -> str:
    """``current``, ``old record`` or ``old schema`` (also: empty). Raises `StoreError` for anything else."""
    schema = conn.execute("PRAGMA user_version").fetchone()[0]
    if schema == 0 and _empty(conn):
        return "old schema"
    _must_be_store(conn, path)
    if schema > SCHEMA:
        raise StoreError(
            f"{path}: the store has schema {schema}, this program knows up to {SCHEMA}; it was left as it is",
            "Upgrade with `pip install -U taiwan-allies`, or choose another store with --db.",
        )
    if schema < SCHEMA:
        return "old schema"
    row = conn.execute("SELECT version, stamp FROM record").fetchone()
    if row is None:
        return "old record"
    here = bundled.identity()
    # A store that a newer program has brought up to date stays so: two programs that share one do not take turns.
    return "current" if row[1] == here.stamp or bundled.order(row[0]) > bundled.order(here.version) else "old record"


def _must_be_store(conn: sqlite3.Connection, path: Path | None) -> None:
    """Raises `StoreError` for an SQLite file of somebody else, or one of ours from before the first release."""
    if (
        conn.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('record', 'journal_current')").fetchone()[0]
        != 2
    ):
        raise StoreError(
            f"{path}: an SQLite file, but no store of allies", "Choose another one with --db or ALLIES_DB."
        )


def _in_memory(path: Path, env: Mapping[str, str], reason: str) -> Store:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    if there(path):
        with connect(path, "ro", env) as disk:
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
    """Turn what SQLite and the system say into a `StoreError` that says what and where.

    A text that SQLite cannot take (bytes of another encoding on the command line) becomes a `UsageError`.
    """
    where = path or "the store in memory"
    try:
        yield
    except UnicodeEncodeError as error:
        from taiwan_allies.dates.partial import quoted
        from taiwan_allies.errors import UsageError

        raise UsageError(f"{quoted(error.object)} is not text in UTF-8", "Type it again, or use a code.") from None
    except sqlite3.DatabaseError as error:
        raise explained(error, where) from None
    except OSError as error:
        raise UnwritableError(
            f"{error.filename or where}: {error.strerror}", "Choose another store with --db or ALLIES_DB."
        ) from None


def explained(error: sqlite3.DatabaseError, where: Path | str) -> StoreError:
    """What SQLite said, as an error for the user."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    text = str(error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreError(
            f"{where}: the store is locked by another program", "Wait for it or close it, then try again."
        )
    if code == sqlite3.SQLITE_NOTADB:
        return StoreError(
            f"{where}: not a store (it is no SQLite file); it was left as it is",
            "Choose another one with --db or ALLIES_DB.",
        )
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreError(
            f"{where}: the store is damaged ({text}); it was left as it is",
            "Restore a copy with `allies db restore FILE`.",
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        return UnwritableError(
            f"{where}: the store cannot be written ({text})", "Choose another store with --db or ALLIES_DB."
        )
    if code == sqlite3.SQLITE_FULL:
        return UnwritableError(f"{where}: no space left; nothing was changed", "Free some space and try again.")
    if code == sqlite3.SQLITE_IOERR:
        return UnwritableError(
            f"{where}: the disk failed ({text}); nothing was changed", "Check the disk and try again."
        )
    return StoreError(f"{where}: {text}", "`allies doctor` says more about the store.")


if TYPE_CHECKING:
    from sqlite_utils import Migrations
