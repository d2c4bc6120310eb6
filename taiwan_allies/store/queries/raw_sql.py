"""A query of the user's own against the store: read only, one statement."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Mapping
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
_STEPS = 200_000
"""Virtual machine steps between two looks at whether the user pressed Ctrl-C."""


def select(
    repository: Repository, query: str, values: Mapping[str, str]
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The names of the columns and the rows, which are fetched as they are asked for.

    Raises `UsageError` with what SQLite says, also while rows are fetched; `StoreError` where the store is at fault;
    `KeyboardInterrupt` when interrupted.
    """
    conn, store = repository.conn, repository.store
    _fix_the_clock(repository)
    _wake_functions(conn)
    conn.set_authorizer(_authorize)
    conn.set_progress_handler(lambda: 0, _STEPS)
    conn.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        cursor = conn.execute(query, values)
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        raise _explained(error, store) from None
    if cursor.description is None:
        raise UsageError("the query asks for nothing", HINT)
    return unique([column[0] for column in cursor.description]), _rows(cursor, store)


def _fix_the_clock(repository: Repository) -> None:
    """Make every view answer for the day that is today for this command, as the other commands do."""
    repository.conn.execute("PRAGMA query_only = OFF")  # it would forbid temporary views too
    for view in repository.views.clocked(repository.today.isoformat()):
        repository.conn.execute(view)
    repository.conn.execute("PRAGMA query_only = ON")


def _wake_functions(conn: sqlite3.Connection) -> None:
    """Use each table-valued function once: SQLite sets it up by what the authorizer takes for a CREATE TABLE."""
    for name in ("json_each", "json_tree", *(f"pragma_{pragma}" for pragma in sorted(_SAFE_QUESTIONS))):
        try:
            conn.execute(f"SELECT 1 FROM {name} LIMIT 0")
        except sqlite3.OperationalError:
            continue  # this SQLite does not have it


def _rows(cursor: sqlite3.Cursor, store: Store) -> Iterator[tuple[Any, ...]]:
    while True:
        try:
            batch = cursor.fetchmany(500)
        except sqlite3.Error as error:
            raise _explained(error, store) from None
        if not batch:
            return
        for row in batch:
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


def _explained(error: Exception, store: Store) -> BaseException:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return KeyboardInterrupt()
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
