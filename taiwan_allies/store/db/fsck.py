"""What is wrong with a store, looked at from the file up: pages, schema, bundled rows, derived rows, own rows, journal.

Everything that a store says it says twice, but for the clock times and summaries of the journal: the bundled rows lie in
the package too, the derived ones follow from the layers, and what the user wrote stands in the journal as it stands in
its table. So a byte that was changed is found.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from json import loads
from shlex import quote
from typing import Any, Final, NamedTuple

from taiwan_allies.errors import StoreError
from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.model.upkeep import Finding
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset.identity import identity
from taiwan_allies.store.db import derived, fingerprint, setup
from taiwan_allies.store.db.connection import OPENED, connect, damage, explained, readable
from taiwan_allies.store.db.status import other
from taiwan_allies.store.own import journal
from taiwan_allies.store.own.kept import TABLE as RECORD
from taiwan_allies.store.own.record_update import some
from taiwan_allies.store.own.same_edge import set_aside

REPAIR: Final = "allies doctor --repair"
RESCUE: Final = "allies db rescue"
MOST: Final = 20
"""Faults of one kind that are told of one by one."""

Key = tuple[str, str | int]
"""A row of the own record: its table and its id."""


class Amiss(NamedTuple):
    """An own row that is not as the journal left it: what that says, and what stands there; None for no row."""

    key: Key
    said: tuple[Any, ...] | None
    found: tuple[Any, ...] | None

    def __str__(self) -> str:
        what = f"{self.key[0].removeprefix('own_')} {self.key[1]}"
        if self.found is None:
            return f"{what} is gone, and the journal knows of no removal"
        if self.said is None:
            return f"{what} is not in the journal"
        names = journal.TABLES[self.key[0]]
        pairs = zip(names, self.said, self.found, strict=True)
        return f"{what}: " + ", ".join(f"{name} is {b!r}, the journal has {a!r}" for name, a, b in pairs if a != b)


def findings(conn: sqlite3.Connection, where: str) -> Iterator[Finding]:
    """What is wrong or well with the store, part by part, as it is at one moment. Nothing is written."""
    wrong = damage(conn, MOST)
    for text in wrong[:MOST]:
        yield Finding("integrity", "bad", text, REPAIR)
    if not wrong:
        yield Finding("integrity", "ok", "integrity_check finds nothing")
    parts: tuple[tuple[str, Callable[[sqlite3.Connection], Iterator[Finding]]], ...] = (
        ("schema", _schema),
        ("bundled rows", _bundled),
        ("derived", _derived),
        ("own rows", _own),
        ("journal", _journal),
    )
    begun, usual = not conn.in_transaction, conn.text_factory
    conn.text_factory = readable
    try:
        if begun:
            conn.execute("BEGIN")
        for what, look in parts:
            try:
                yield from look(conn)
            except sqlite3.DatabaseError as error:
                yield Finding(what, "bad", explained(error, where).message, REPAIR)
            except Exception as error:  # whatever it trips over, it is a value that none of our programs has written
                yield Finding(what, "bad", f"cannot be read: {type(error).__name__}: {error}", REPAIR)
    finally:
        conn.text_factory = usual
        if begun and conn.in_transaction:  # a fault of the disk has ended it
            conn.execute("ROLLBACK")


def at_fault(fault: Exception) -> StoreError | None:
    """The error for a fault that a store that was opened explains; None where every one of them is sound."""
    if isinstance(fault, sqlite3.DatabaseError):
        return explained(fault, next(iter(OPENED), "the store"))
    for path in dict.fromkeys(OPENED):  # a list of now: looking opens them once more
        with suppress(Exception), closing(connect(path, "ro")) as conn:
            for finding in findings(conn, str(path)):
                if finding.status == "bad":
                    return StoreError(f"{path}: {finding.what}: {finding.value}", f"{finding.fix}")
    return None


def _told(what: str, texts: list[str], fix: str, well: str) -> Iterator[Finding]:
    """A finding each, or one that all is well."""
    yield from (Finding(what, "bad", text, fix) for text in texts[:MOST])
    if len(texts) > MOST:
        yield Finding(what, "bad", f"and {len(texts) - MOST} more", fix)
    if not texts:
        yield Finding(what, "ok", well)


def _schema(conn: sqlite3.Connection) -> Iterator[Finding]:
    number = conn.execute("PRAGMA user_version").fetchone()[0]
    yield from _told(
        "schema", [str(d) for d in fingerprint.drift(conn)], REPAIR, f"{number}, as the migrations make it"
    )


# Bundled and derived rows --------------------------------------------------------------------------


def _bundled(conn: sqlite3.Connection) -> Iterator[Finding]:
    version = other(conn)
    if version is not None:
        said, origin = conn.execute("SELECT digest, origin FROM record").fetchone()
        changed = said != bundled.digest(conn)
        texts = [f"rows of the record {version} are not as they were loaded"] if changed else []
        fix = f"allies data update {quote(origin or 'FILE')} --force"
        yield from _told("bundled rows", texts, fix, f"as the record {version} was loaded")
        return
    here = conn.execute("SELECT version, as_of, stamp FROM record").fetchone()
    if here is None:
        yield Finding("bundled rows", "ok", "none is loaded")
        return
    ours = identity()
    found = (
        []
        if here == (ours.version, ours.as_of, ours.stamp)
        else [f"the record calls itself {' '.join(map(str, here))}"]
    )
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as shipped:
        setup.set_up(shipped, None)
        for table in ("kind", *map(bundled.table_of, RESOURCES.values())):
            found += _differences(conn, shipped, table)
    yield from _told("bundled rows", found, REPAIR, "as this program brings them")


def _differences(conn: sqlite3.Connection, shipped: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = ", ".join(name for _, name, *_ in shipped.execute(f"PRAGMA table_info({table})"))
    # A state that an own event still names stays when the record drops it.
    kept = (
        " WHERE code NOT IN (SELECT code FROM own_event) OR name NOT LIKE '% (' || code || ')'"
        if table == "state"
        else ""
    )
    here = Counter(conn.execute(f"SELECT {columns} FROM {table}{kept}"))
    there = Counter(shipped.execute(f"SELECT {columns} FROM {table}"))
    keys = dict.fromkeys(str(row[0]) for row in (*(there - here), *(here - there)))
    if keys:
        yield f"{table}: {len(keys)} not as they are brought: {some(list(keys))}"


def _derived(conn: sqlite3.Connection) -> Iterator[Finding]:
    found = []
    rows = derived.differences(conn)
    if rows:
        found.append(f"{rows} {'row' if rows == 1 else 'rows'} of the derived tables not as the two layers say")
    if not _rightly_aside(conn):
        found.append("events are set aside that should count, or the other way round")
    yield from _told("derived", found, REPAIR, "the derived tables are what the two layers say")


def _rightly_aside(conn: sqlite3.Connection) -> bool:
    """Whether those events are set aside that should be. Where some are, all are put back first, in a copy."""
    now = "SELECT id, own FROM set_aside ORDER BY id"
    before = conn.execute(now).fetchall()
    if not before:
        return conn.execute("SELECT 1 FROM same_edge").fetchone() is None
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        copy.deserialize(conn.serialize())  # also in the middle of a transaction
        set_aside(copy)
        return bool(copy.execute(now).fetchall() == before)


# Own rows and their journal ------------------------------------------------------------------------


def _own(conn: sqlite3.Connection) -> Iterator[Finding]:
    tables = ", ".join(f"'{table}'" for table in journal.TABLES)
    sql = f'SELECT "table", rowid, parent FROM pragma_foreign_key_check WHERE "table" IN ({tables})'
    for table, row, parent in conn.execute(sql).fetchall():
        yield Finding(
            "own rows",
            "bad",
            f"row {row} of {table} names a {parent} that does not exist",
            f"{RESCUE} saves the others",
        )
    if conn.execute("SELECT step, paused FROM writing").fetchall() != [(None, 0)]:
        yield Finding("own rows", "bad", "a write seems to be under way that never ended", REPAIR)
    taken = numbers(conn)
    given = dict(conn.execute("SELECT prefix, last FROM own_id"))
    free = [prefix for prefix, last in taken.items() if last > int(given.get(prefix, 0))]
    fix = f"{REPAIR} writes a step that says so; `allies undo` then puts back what the journal has"
    yield from _told("own rows", [f"numbers of {some(free)} could be given twice"] if free else [], REPAIR, "sound")
    amiss = list(map(str, unjournaled(conn)))
    yield from _told("own record", amiss, fix, "as the journal left it") if amiss else ()


def numbers(conn: sqlite3.Connection) -> dict[str, int]:
    """The highest number that an own id has had, by prefix: those of the rows and of all that the journal knows."""
    found: dict[str, int] = {}
    queries = [f"SELECT id FROM {table}" for table in ("own_event", "own_engagement", "own_source")]
    for (id_,) in conn.execute(" UNION ALL ".join([*queries, "SELECT key FROM journal_change"])):
        prefix, _, number = str(id_).rpartition("-")
        if prefix.startswith("my-") and number.isascii() and number.isdigit():
            found[prefix] = max(found.get(prefix, 0), int(number))
    return found


def renumber(conn: sqlite3.Connection) -> None:
    """See that no number is given twice."""
    conn.executemany(
        "INSERT INTO own_id VALUES (?, ?) ON CONFLICT (prefix) DO UPDATE SET last = max(last, excluded.last)",
        numbers(conn).items(),
    )


def unjournaled(conn: sqlite3.Connection) -> Iterator[Amiss]:
    """The own rows that are not as the last step that changed them left them."""
    for table, columns in journal.TABLES.items():
        # A 1 is no '1' here, though SQLite takes one for the other where the column of a table is compared.
        for key, text, *row in conn.execute(
            f"SELECT last.key, c.after, {', '.join(f't.{name}' for name in columns)}"
            " FROM (SELECT key, max(id) AS id FROM journal_change WHERE tbl = ? GROUP BY key) AS last"
            f" JOIN journal_change AS c ON c.id = last.id LEFT JOIN {table} AS t"
            " ON t.id = last.key AND typeof(t.id) = typeof(last.key)",
            (table,),
        ):
            said, found = journal.as_row(table, text), None if row[0] is None else tuple(row)
            if said != found:
                yield Amiss((table, key), said, found)
        for row in conn.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE +id NOT IN (SELECT key FROM journal_change WHERE tbl = ?)",
            (table,),
        ):
            yield Amiss((table, row[0]), None, tuple(row))


def strays(table: str, text: str | None) -> list[str]:
    """What a row that the journal has kept names and its table has not."""
    return [] if text is None else [name for name in loads(text) if name not in journal.TABLES[table]]


def _journal(conn: sqlite3.Connection) -> Iterator[Finding]:
    found = list(_journal_faults(conn))
    yield from _told("journal", found, f"{RESCUE} saves what can be saved", "each step follows from the one before")


def _journal_faults(conn: sqlite3.Connection) -> Iterator[str]:
    steps = dict(conn.execute("SELECT step, undone FROM journal_step"))
    tables, known = ", ".join(f"'{table}'" for table in journal.TABLES), "step IN (SELECT step FROM journal_step)"
    for step, table, key in conn.execute(
        f"SELECT step, tbl, key FROM journal_change WHERE tbl NOT IN ({tables}, '{RECORD}') OR NOT {known}"
    ):
        yield f"step {step}: a change of {table} {key} that belongs nowhere"
    # An update by the program leaves no row of the record here: what was found need not be what was left.
    for step, table, key, before, after, left in conn.execute(
        "SELECT c.step, c.tbl, c.key, c.before, c.after, p.after FROM (SELECT id, lag(id) OVER (PARTITION BY tbl, key"
        f" ORDER BY id) AS previous FROM journal_change WHERE tbl IN ({tables}) AND {known}) AS w"
        " JOIN journal_change AS c ON c.id = w.id LEFT JOIN journal_change AS p ON p.id = w.previous"
    ):
        for name in (*strays(table, before), *strays(table, after)):
            yield f"step {step}: {table.removeprefix('own_')} {key} has a field that there is not: {name}"
        if left != before and journal.as_row(table, left) != journal.as_row(table, before):
            yield f"step {step}: {table.removeprefix('own_')} {key} was not left as it was found there"
    for step, flag in undone(conn).items():
        if steps[step] != flag:
            yield f"step {step} is marked as {'standing' if flag else 'undone'}, and is not"
    text = "at NOT GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z'"
    for (step,) in conn.execute(f"SELECT step FROM journal_step WHERE {text}"):
        yield f"step {step}: its time cannot be read"


def undone(conn: sqlite3.Connection) -> dict[int, bool]:
    """Whether each step is undone: by a later one that stands."""
    steps = conn.execute("SELECT step, undoes FROM journal_step ORDER BY step DESC").fetchall()
    found: set[int] = set()
    for step, undoes in steps:
        if step not in found and undoes is not None:
            found.update(loads(undoes))
    return {step: step in found for step, _ in steps}
