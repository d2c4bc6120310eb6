"""The file of the store: where it lies, a connection to it as it is, and what SQLite says, put for the user."""

from __future__ import annotations

import os
import sqlite3
import sys

from taiwan_allies.errors import StoreError, UsageError, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:  # `--version` comes here: neither typing nor pathlib is loaded for it
    from pathlib import Path

BUSY_SECONDS = 30.0
"""How long a command waits for another one's write (ALLIES_BUSY_SECONDS to change it). A write of forty events takes
far less; a store that is held longer is stuck, and a message is better than silence."""

ANOTHER = "Choose another store with --db or ALLIES_DB."

OPENED: list[str | Path] = []
"""The files that this process has opened. A fault over values that none of our programs has written is theirs."""


_CANNOT_WRITE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}

_IN_URI = {ord(character): f"%{ord(character):02x}" for character in "%?#"}
"""What means something in a URI of SQLite, and may stand in a path."""


class Store:
    """An open store. ``path`` is None when the answer comes from memory; ``warnings`` say what the user must know."""

    __slots__ = ("conn", "path", "warnings")

    def __init__(self, conn: sqlite3.Connection, path: str | Path | None, warnings: list[str]) -> None:
        self.conn, self.path, self.warnings = conn, path, warnings


def default_place() -> str:
    """`allies.db` in the platform's user data folder.

    What platformdirs says, on Linux without it: importing it takes as long there as half of what is ours.
    """
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        chosen = os.environ.get("XDG_DATA_HOME", "")
        base = chosen if os.path.isabs(chosen) else os.path.expanduser("~/.local/share")
        return os.path.join(base, "allies", "allies.db")
    from platformdirs import user_data_dir

    return os.path.join(user_data_dir("allies", appauthor=False), "allies.db")


def default_path() -> Path:
    """Where the store lies unless the user chose."""
    from pathlib import Path

    return Path(default_place())


def open_as_it_is(path: str | Path | None) -> Store | None:
    """The store as it lies there, for reading, whatever its schema and record; None where there is none yet.

    Raises `StoreError` for what is no store.
    """
    path = path or default_place()
    with translate_errors(path):
        if not is_file(path):
            return None
        conn = connect_to_read(path)
        if conn.execute("PRAGMA user_version").fetchone()[0] == 0 and empty(conn):
            conn.close()
            return None
        must_be_store(conn, path)
        return Store(conn, path, [])


class UnwritableError(StoreError):
    """Nothing can be written where the store should be."""


def is_file(path: str | Path) -> bool:
    """Whether there is a file at ``path``. Raises `StoreError` for a folder or a device."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}", ANOTHER) from None
    from stat import S_ISDIR, S_ISREG

    if S_ISDIR(status.st_mode):
        raise StoreError(
            f"{path}: it is a folder, not a store", f"Name a file, for example {os.path.join(path, 'allies.db')}."
        )
    if not S_ISREG(status.st_mode):
        raise StoreError(f"{path}: it is not a plain file", ANOTHER)
    return True


def connect_to_read(path: str | Path) -> sqlite3.Connection:
    """A connection that only reads. What a killed program left half written is first rolled back.

    Where that cannot be written it is rolled back in a copy, which then is in memory.
    """
    conn = connect(path, "ro")
    try:
        empty(conn)
        return conn
    except sqlite3.OperationalError as error:
        conn.close()
        if error.sqlite_errorcode & 0xFF not in _CANNOT_WRITE:
            raise
    from contextlib import closing

    try:
        with closing(connect(path, "rw")) as writer:
            empty(writer)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _CANNOT_WRITE:
            raise
        return _rolled_back(path)
    return connect(path, "ro")


def _rolled_back(path: str | Path) -> sqlite3.Connection:
    from contextlib import closing
    from tempfile import TemporaryDirectory

    conn = sqlite3.connect(":memory:", isolation_level=None)
    with TemporaryDirectory(prefix="allies-") as folder:
        work = os.path.join(folder, "copy.db")
        copy_with_journal(path, work)
        with closing(connect(work, "rw")) as disk:
            disk.backup(conn)
    return conn


def copy_with_journal(path: str | Path, target: str | Path) -> None:
    """A copy in which SQLite rolls back what a killed program left half written in the file."""
    from shutil import copyfile

    copyfile(path, target)
    for suffix in ("-journal", "-wal"):
        if os.path.isfile(f"{path}{suffix}"):
            copyfile(f"{path}{suffix}", f"{target}{suffix}")


def in_memory(conn: sqlite3.Connection) -> bool:
    """Whether a connection leads to a copy in memory, not to a file."""
    return not conn.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]


def empty(conn: sqlite3.Connection) -> bool:
    """Whether nothing was ever written to it."""
    return not conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()


def connect(path: str | Path, mode: str) -> sqlite3.Connection:
    """A connection in SQLite's mode `ro`, `rw` or `rwc`; transactions are begun and ended in so many words."""
    OPENED.append(path)
    whole = os.fspath(path) if os.path.isabs(path) else os.path.join(os.getcwd(), path)
    uri = f"file:{whole.translate(_IN_URI)}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_seconds())


def busy_seconds() -> float:
    try:
        return max(0.0, float(os.environ["ALLIES_BUSY_SECONDS"]))
    except (KeyError, ValueError):
        return BUSY_SECONDS


def must_be_store(conn: sqlite3.Connection, path: str | Path | None) -> None:
    """Raises `StoreError` for an SQLite file of somebody else, or one that is not an allies store."""
    found = conn.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('record', 'writing')").fetchone()
    if found[0] != 2:
        raise StoreError(
            f"{path}: an SQLite file, but no store of allies", "Choose another one with --db or ALLIES_DB."
        )


def damage(conn: sqlite3.Connection, most: int = 1) -> list[str]:
    """What SQLite finds wrong with the file: pages, indexes, and rows that break a rule of their table."""
    usual, conn.text_factory = conn.text_factory, readable
    try:
        rows = conn.execute(f"PRAGMA integrity_check({most})").fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return [str(error)]
    finally:
        conn.text_factory = usual
    return [line for (text,) in rows if text != "ok" for line in str(text).splitlines() if not line.startswith("***")]


def readable(text: bytes) -> str:
    """The text of a store that may be damaged: what is no UTF-8 is seen as such."""
    return text.decode("utf-8", "replace")


class translate_errors:  # noqa: N801 - used like a function
    """Turn what SQLite and the system say into a `StoreError` that says what and where.

    A text that SQLite cannot take (bytes of another encoding on the command line) becomes a `UsageError`.
    """

    def __init__(self, path: str | Path | None) -> None:
        self.where = path or "the store in memory"

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, UnicodeEncodeError):
            text = f"{quoted(error.object)} is not text in UTF-8"
            raise UsageError(text, "Type it again, or use a code.") from None
        if isinstance(
            error, UnicodeDecodeError
        ):  # in the place of what SQLite said, where that names a part of the schema
            raise _damaged(self.where, "its schema cannot be read") from None
        if isinstance(error, sqlite3.DatabaseError):
            raise explained(error, self.where) from None
        if isinstance(error, OSError):
            raise UnwritableError(f"{error.filename or self.where}: {error.strerror}", ANOTHER) from None


def _damaged(where: str | Path, text: str) -> StoreError:
    return StoreError(
        f"{where}: the store is damaged ({text}); it was left as it is",
        "`allies doctor --repair` mends what it can; `allies db rescue` saves your own record.",
    )


def explained(error: sqlite3.DatabaseError, where: str | Path) -> StoreError:
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
        return _damaged(where, text)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        return UnwritableError(f"{where}: the store cannot be written ({text})", ANOTHER)
    if code == sqlite3.SQLITE_FULL:
        return UnwritableError(f"{where}: no space left; nothing was changed", "Free some space and try again.")
    if code == sqlite3.SQLITE_IOERR:
        return UnwritableError(
            f"{where}: the disk failed ({text}); nothing was changed", "Check the disk and try again."
        )
    return StoreError(f"{where}: {text}", "`allies doctor` says more about the store.")
