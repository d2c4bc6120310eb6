"""A query of the user's own against the store: read only, one statement."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any

from taiwan_allies.errors import UsageError
from taiwan_allies.store.db.connection import Store, explained
from taiwan_allies.store.queries.repository import Repository

HINT = 'Tables and views: recognition, ally, ally_count, ally_change, presidency_tally, event, engagement, source, evidence, state; all of them: allies sql "SELECT type, name, sql FROM sqlite_master".'
_SAFE_PRAGMAS = {
    # with an argument that names something to look at
    "table_info", "table_xinfo", "index_list", "index_info", "index_xinfo", "foreign_key_list", "foreign_key_check",
    "integrity_check", "quick_check", "table_list",
}  # fmt: skip
_SAFE_QUESTIONS = _SAFE_PRAGMAS | {
    # without one: with it they would change something
    "user_version", "schema_version", "application_id", "encoding", "page_count", "page_size", "freelist_count",
    "journal_mode", "database_list", "collation_list", "function_list", "compile_options", "data_version",
    "foreign_keys", "query_only",
}  # fmt: skip
_STORE_AT_FAULT = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL,
}  # fmt: skip
_STEPS = 20_000
"""Virtual machine steps between two looks at the clock, and at whether the user pressed Ctrl-C."""
_LIMITS = {
    # Nothing that is one step of the machine takes long: neither the clock nor Ctrl-C could end it.
    sqlite3.SQLITE_LIMIT_LENGTH: 10_000_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
}
_HEAP = 512 * 1024 * 1024
"""Bytes that SQLite may hold at once. What it sorts beyond its cache lies in a file."""
TIMEOUT = 30.0
"""Seconds that a query may take unless somebody says otherwise."""


class _Clock:
    """The time that SQLite itself works; a reader who is slow costs the query nothing."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.spent, self.since = seconds, 0.0, monotonic()

    def __enter__(self) -> None:
        self.since = monotonic()

    def __exit__(self, *_: object) -> None:
        self.spent += monotonic() - self.since

    def over(self) -> bool:
        return self.seconds > 0 and self.spent + monotonic() - self.since > self.seconds


def select(
    repository: Repository, query: str, values: Mapping[str, str], seconds: float = TIMEOUT
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The names of the columns and the rows, which are fetched as they are asked for, in so many seconds (0: any).

    Raises `UsageError` with what SQLite says, also while rows are fetched; `StoreError` where the store is at fault;
    `KeyboardInterrupt` when interrupted.
    """
    conn, store = repository.conn, repository.store
    conn.set_authorizer(None)  # that of a query before
    _fix_the_clock(repository)
    _wake_functions(conn)
    conn.set_authorizer(_authorize)
    clock = _Clock(seconds)
    conn.set_progress_handler(clock.over, _STEPS)
    _limit(conn)
    conn.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        with clock:
            cursor = conn.execute(query, values)
    except (sqlite3.Error, sqlite3.Warning, ValueError, MemoryError, OverflowError) as error:
        raise _explained(error, store, clock) from None
    if cursor.description is None:
        raise UsageError("the query asks for nothing", HINT)
    return unique([column[0] for column in cursor.description]), _rows(cursor, store, clock)


def _fix_the_clock(repository: Repository) -> None:
    """Make every view answer for the day that is today for this command, as the other commands do."""
    repository.conn.execute("PRAGMA query_only = OFF")  # it would forbid temporary views too
    for view in repository.views.clocked(repository.today.isoformat()):
        repository.conn.execute(view)
    repository.conn.execute("PRAGMA query_only = ON")
    repository.conn.execute(f"PRAGMA hard_heap_limit = {_HEAP}")


def _limit(conn: sqlite3.Connection) -> None:
    """Bound what one value may be. `printf` gives NULL for one that is longer: here it is an error like any other."""
    side = sqlite3.connect(":memory:")
    for limit, number in _LIMITS.items():
        conn.setlimit(limit, number)
        side.setlimit(limit, number)

    def printf(*values: Any) -> str | None:  # noqa: ANN401 - whatever a query holds
        if not values or values[0] is None:
            return None
        try:
            found: str | None = side.execute(f"SELECT printf({', '.join('?' * len(values))})", values).fetchone()[0]
        except sqlite3.DataError:
            found = None
        if found is None:
            raise MemoryError
        return found

    for name in ("printf", "format"):
        conn.create_function(name, -1, printf, deterministic=True)


def _wake_functions(conn: sqlite3.Connection) -> None:
    """Use each table-valued function once: SQLite sets it up by what the authorizer takes for a CREATE TABLE."""
    for name in ("json_each", "json_tree", *(f"pragma_{pragma}" for pragma in sorted(_SAFE_QUESTIONS))):
        try:
            conn.execute(f"SELECT 1 FROM {name} LIMIT 0")
        except sqlite3.OperationalError:
            continue  # this SQLite does not have it


def _rows(cursor: sqlite3.Cursor, store: Store, clock: _Clock) -> Iterator[tuple[Any, ...]]:
    while True:
        try:
            with clock:
                row = cursor.fetchone()
        except (sqlite3.Error, MemoryError) as error:
            raise _explained(error, store, clock) from None
        if row is None:
            return
        yield tuple(map(_plain, row))


def _plain(value: object) -> object:
    """A value that every format can hold: bytes as hexadecimal digits, an infinity as text."""
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def unique(names: list[str]) -> list[str]:
    """The names, a number behind those that were there before: a, a_2."""
    found: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate in found or (number > 1 and candidate in names):
            number += 1
            candidate = f"{name}_{number}"
        found.append(candidate)
    return found


def _authorize(action: int, first: str | None, second: str | None, database: str | None, inner: str | None) -> int:
    if action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and second != "load_extension":
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in (_SAFE_PRAGMAS if second else _SAFE_QUESTIONS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _explained(error: Exception, store: Store, clock: _Clock) -> BaseException:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        if not clock.over():
            return KeyboardInterrupt()
        return UsageError(
            f"the query took longer than {clock.seconds:g} seconds",
            "Give it longer with --timeout SECONDS, or ask for less.",
        )
    if isinstance(error, MemoryError) or code in {sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_TOOBIG}:
        return UsageError(
            "the query needs too much memory: a value may have ten million bytes", "Ask for less at once."
        )
    if code in {sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY}:
        return UsageError(
            f"the query may only read ({error})",
            "`allies add`, `edit` and `rm` write; so does sqlite3 on `allies db path`.",
        )
    if code in _STORE_AT_FAULT and isinstance(error, sqlite3.DatabaseError):
        return explained(error, store.path or "the store in memory")
    if "binding parameter" in str(error):
        return UsageError(f"the query fails: {error}", "Give each :NAME its value with --param NAME=VALUE.")
    return UsageError(f"the query fails: {error}", HINT)
