"""The journal: one command is one step, every row that it changed is kept before and after, and can be put back.

Triggers in the store write the changes. A row is kept as JSON; a column that is not named there is NULL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import chain
from json import dumps, loads
from typing import Final, NamedTuple

from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.model.own import Hidden, Json, Overlay, Step, StepChange
from taiwan_allies.model.rows import Engagement, Event, Evidence, Source
from taiwan_allies.store.db.connection import translate_errors
from taiwan_allies.store.db.derived import paused
from taiwan_allies.store.own import kept
from taiwan_allies.store.own.same_edge import set_aside
from taiwan_allies.store.queries.repository import Repository

TABLES: Final[dict[str, tuple[str, ...]]] = {
    "own_evidence": ("id", *Evidence._fields),
    "own_event": (*Event._fields, *Overlay._fields),
    "own_engagement": (*Engagement._fields, *Overlay._fields),
    "own_hidden": Hidden._fields,
    "own_source": Source._fields,
}
"""The tables of the own record and their columns. Sources come last: rows of the others name them."""

MANY: Final = 500
"""From so many rows on, rebuilding the derived tables once costs less than keeping them up to date row by row."""


def as_json(columns: Sequence[str], alias: str) -> str:
    """The SQL expression for a row as the journal and `base` keep it."""
    return "json_object(" + ", ".join(f"'{name}', {alias}.{name}" for name in columns) + ")"


PUT: Final = {
    table: f"INSERT INTO {table}({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names[1:])}"
    for table, names in TABLES.items()
}
"""The statement that writes a row of each own table, in the place of the one with its id."""
_AT_ONCE: Final = 100
"""Rows in one statement. SQLite guards each statement against being broken off, which costs as much as several rows."""


def insert(conn: sqlite3.Connection, table: str, rows: Sequence[tuple[str | int | None, ...]]) -> None:
    """Insert rows into an own table.

    A column that is empty in all of them is left out: sqlite3 looks for an adapter of each None.
    """
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        columns = dict(zip(TABLES[table], zip(*some, strict=True), strict=True))
        filled = {name: values for name, values in columns.items() if values.count(None) < len(some)}
        each = f"({', '.join('?' * len(filled))})"
        conn.execute(
            f"INSERT INTO {table}({', '.join(filled)}) VALUES {', '.join([each] * len(some))}",
            list(chain.from_iterable(zip(*filled.values(), strict=True))),
        )


class Change(NamedTuple):
    """A row that a step changed, as it is kept."""

    tbl: str
    key: str
    before: Json | None
    after: Json | None


@dataclass(slots=True)
class Writing:
    """A step that is being written. ``changes`` is known when it is done; without any it leaves no trace."""

    number: int
    dry_run: bool
    summary: str = ""
    changes: int = 0
    keep: bool = False
    """Keep it even without changes."""

    @property
    def kept(self) -> int | None:
        """Its number, once it is written for good."""
        return self.number if self.changes and not self.dry_run else None


@contextmanager
def step(repository: Repository, command: str, *, dry_run: bool = False) -> Iterator[Writing]:
    """All that a command writes, as one step: kept whole, or not at all after an error or with ``dry_run``.

    A step that changes nothing leaves no trace. Raises `StoreError` when the store cannot be written.
    """
    conn = repository.conn
    with translate_errors(repository.store.path):
        conn.execute("PRAGMA temp_store = MEMORY")  # to sort for a write needs no second place to write to
        conn.execute("BEGIN IMMEDIATE")
        try:
            number = begin(conn, command)
            writing = Writing(number, dry_run)
            yield writing
            conn.execute("UPDATE writing SET step = NULL")
            of_it = "SELECT count(*) FROM journal_change WHERE step = ?"
            writing.changes = conn.execute(of_it, (number,)).fetchone()[0]
            if dry_run or not (writing.changes or writing.keep):
                conn.execute("ROLLBACK")
            else:
                conn.execute("UPDATE journal_step SET summary = ? WHERE step = ?", (writing.summary, number))
                conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise


def begin(conn: sqlite3.Connection, command: str, summary: str = "") -> int:
    """Let the changes that follow in the caller's transaction belong to a new step; its number."""
    number = conn.execute(
        "INSERT INTO journal_step(at, command, summary) VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?)",
        (command, summary),
    ).lastrowid
    assert number is not None  # noqa: S101 - an INSERT has one
    conn.execute("UPDATE writing SET step = ?", (number,))
    return number


# Reading -----------------------------------------------------------------------------------------


def log(repository: Repository, limit: int | None = None, step: int | None = None) -> list[Step]:
    """The steps, newest first; or one. Raises `NotFoundError` when there is no such step."""
    rows = repository.rows(
        Step,
        "SELECT step, at, command, summary, undone, (SELECT count(*) FROM journal_change AS c WHERE c.step = s.step),"
        " (SELECT group_concat(value, ';') FROM json_each(s.undoes))"
        " FROM journal_step AS s WHERE :step IS NULL OR step = :step ORDER BY step DESC LIMIT :limit",
        {"limit": -1 if limit is None else limit, "step": step},
    )
    if step is not None and not rows:
        raise _no_step(step)
    return rows


def diff(repository: Repository, number: int) -> Iterator[StepChange]:
    """What a step changed: a row for each field of each row."""
    for change in repository.read(Change, "journal_change", "WHERE step = :step ORDER BY id", {"step": number}):
        yield from _fields_of(number, change)


_SUBJECTS: Final = ("event", "engagement", "presidency")
"""What evidence can be about."""

_Kept = dict[str, str | int | None]
"""A row as the journal has kept it."""


def _sides(change: Change) -> tuple[str, _Kept, _Kept]:
    """The sign of a change, and its row before and after. A correction differs from the bundled row that it lies over."""
    old, new = loads(change.before or "{}"), loads(change.after or "{}")
    if old and new:
        return "~", old, new
    row, sign = (new, "+") if new else (old, "-")
    bundled = loads(row.get("base") or "null") if change.tbl != "own_hidden" else None
    if not bundled:
        return sign, old, new
    bundled = row | {"forced": None} | bundled
    return ("~", bundled, new) if new else ("~", old, bundled)


def _fields_of(number: int, change: Change) -> Iterator[StepChange]:
    sign, old, new = _sides(change)
    row = new or old
    subject = next(filter(None, map(row.get, _SUBJECTS)), None) if change.tbl == "own_evidence" else None
    for field in TABLES.get(change.tbl, row):
        if field not in {"id", *_SUBJECTS} and old.get(field) != new.get(field):
            what = change.tbl.removeprefix("own_")
            yield StepChange(number, sign, what, str(subject or change.key), field, old.get(field), new.get(field))


def _no_step(number: int) -> NotFoundError:
    return NotFoundError(f"there is no step {number}", "`allies log` lists the steps.")


# Taking back -------------------------------------------------------------------------------------

_CHANGED: Final = "EXISTS (SELECT 1 FROM journal_change AS c WHERE c.step = journal_step.step)"
"""Not an update by the program itself that touched nothing own: there is nothing in it to take back."""


def last(repository: Repository, below: int) -> list[int]:
    """The last step before ``below`` that is not undone, if there is one; it may be an undo itself."""
    return repository.column(
        f"SELECT step FROM journal_step WHERE NOT undone AND (undoes IS NOT NULL OR {_CHANGED}) AND step < :below"
        " ORDER BY step DESC LIMIT 1",
        {"below": below},
    )


def standing(repository: Repository, count: int, below: int) -> list[int]:
    """The last ``count`` steps before ``below`` that stand, newest first; those that only undid others do not count.

    Raises `UsageError` when there are fewer, but some.
    """
    found: list[int] = repository.column(
        f"SELECT step FROM journal_step WHERE NOT undone AND undoes IS NULL AND {_CHANGED} AND step < :below"
        " ORDER BY step DESC LIMIT :count",
        {"count": count, "below": below},
    )
    if found and len(found) < count:
        steps = "one step stands" if len(found) == 1 else f"{len(found)} steps stand"
        raise UsageError(f"only {steps}: {count} cannot be undone", "`allies log` lists them.")
    return found


def states(repository: Repository, numbers: Sequence[int]) -> set[str]:
    """The states whose sequence of events steps changed."""
    codes = repository.column(
        """
        WITH c AS (SELECT * FROM journal_change WHERE step IN (SELECT value FROM json_each(:steps)))
        SELECT json_extract(before, '$.code') FROM c WHERE tbl = 'own_event' AND before IS NOT NULL
        UNION SELECT json_extract(after, '$.code') FROM c WHERE tbl = 'own_event' AND after IS NOT NULL
        UNION SELECT b.code FROM c JOIN bundled_event AS b ON b.id = c.key WHERE tbl IN ('own_hidden', 'own_event')
        """,
        {"steps": dumps(list(numbers))},
    )
    return set(codes)


def undo(repository: Repository, writing: Writing, numbers: Sequence[int]) -> None:
    """Take back steps, in the order given, as part of the step that is being written.

    Raises `NotFoundError` for an unknown step, `UsageError` for one that is undone already or on which a later one
    rests.
    """
    conn = repository.conn
    for number in numbers:
        sql = f"SELECT undone, undoes IS NULL AND NOT {_CHANGED} FROM journal_step WHERE step = ?"
        known = conn.execute(sql, (number,)).fetchone()
        if known is None or number == writing.number:
            raise _no_step(number)
        for holds, what in zip(known, ("is undone already", "changed nothing of your own"), strict=True):
            if holds:
                raise UsageError(f"step {number} {what}", "`allies log` shows which steps still stand.")
        _put_back(conn, number)
        _flip(conn, number)
    conn.execute("UPDATE journal_step SET undoes = ? WHERE step = ?", (dumps(list(numbers)), writing.number))
    writing.keep = True  # a step that had changed nothing in the end is undone by this one all the same


def _put_back(conn: sqlite3.Connection, number: int) -> None:
    """Give every row that a step changed the value that it had before, unless it was changed again since."""
    records = _net(conn, number, kept.TABLE)
    for key, before, after in records:
        if kept.loaded(conn) != after:
            raise _changed_since(conn, number, kept.TABLE, key)
        kept.put_back(conn, before)
    rows = conn.execute("SELECT count(*) FROM journal_change WHERE step = ?", (number,)).fetchone()[0]
    with paused(conn) if rows > MANY else nullcontext():
        sources = {source for table in TABLES for source in _put_back_rows(conn, number, table)}
    for source in sources:
        if not conn.execute("SELECT 1 FROM source WHERE id = ?", (source,)).fetchone():
            raise _changed_since(conn, number, "own_source", source)
    if records:
        set_aside(conn)


def _put_back_rows(conn: sqlite3.Connection, number: int, table: str) -> Iterator[str]:
    """Put back the rows of a table; the sources that they need."""
    columns = TABLES[table]
    stored = f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?"
    for key, before, after in _net(conn, number, table):
        if conn.execute(stored, (key,)).fetchone() != as_row(table, after):
            raise _changed_since(conn, number, table, key)
        row = as_row(table, before)
        if row:
            conn.execute(PUT[table], row)
            if table == "own_evidence":
                yield str(row[columns.index("source")])
        # A source that another row has come to use stays.
        elif (
            table != "own_source" or not conn.execute("SELECT 1 FROM own_evidence WHERE source = ?", (key,)).fetchone()
        ):
            conn.execute(f"DELETE FROM {table} WHERE id = ?", (key,))


def _net(conn: sqlite3.Connection, number: int, table: str) -> list[tuple[str | int, Json | None, Json | None]]:
    """What a step changed in a table altogether: each row before and after it."""
    sql = "SELECT key, before, after FROM journal_change WHERE step = ? AND tbl = ? ORDER BY id"
    net: dict[str | int, tuple[Json | None, Json | None]] = {}
    for key, before, after in conn.execute(sql, (number, table)):
        net[key] = (net[key][0] if key in net else before, after)
    return [(key, *both) for key, both in net.items() if both[0] != both[1]]


def as_row(table: str, text: Json | None) -> tuple[str | int | None, ...] | None:
    """A row as the journal has kept it; a column that is not named there is NULL."""
    return None if text is None else tuple(map(loads(text).get, TABLES[table]))


def _changed_since(conn: sqlite3.Connection, number: int, table: str, key: object) -> UsageError:
    later = conn.execute(
        "SELECT max(c.step) FROM journal_change AS c JOIN journal_step AS s ON s.step = c.step"
        " WHERE c.tbl = ? AND c.key = ? AND c.step > ? AND NOT s.undone AND s.summary <> ''",
        (table, key, number),
    ).fetchone()[0]
    what = table.removeprefix("own_")
    if later is None:
        return UsageError(
            f"step {number} cannot be taken back: {what} {key} is not as it left it",
            "`allies log` shows what came after.",
        )
    return UsageError(
        f"step {number} cannot be taken back: step {later} changed {what} {key} since",
        f"Take that back first: `allies undo --step {later}`.",
    )


def _flip(conn: sqlite3.Connection, number: int) -> None:
    """Mark a step undone; the steps that it had itself undone stand again, and so on."""
    steps: list[tuple[int, bool]] = [(number, True)]
    while steps:
        n, undone = steps.pop()
        conn.execute("UPDATE journal_step SET undone = ? WHERE step = ?", (undone, n))
        for (undoes,) in conn.execute("SELECT undoes FROM journal_step WHERE step = ? AND undoes IS NOT NULL", (n,)):
            steps += [(target, not undone) for target in loads(undoes)]
