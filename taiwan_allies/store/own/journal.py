"""The journal: one command is one step, every row that it changed is kept before and after, and can be put back.

Triggers in the store write the changes; a bulk step (`bulk`) writes them in one statement. A row is kept as JSON; a
column that is not named there is NULL.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.store.db import derived as merged
from taiwan_allies.store.db.connection import told

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from taiwan_allies.store.queries.query import Ask

EVENT: Final = (
    "id", "code", "kind", "date", "local_date", "initiated_by", "cause", "prc_date", "memory", "note",
)  # fmt: skip
ENGAGEMENT: Final = (
    "id", "date", "end_date", "type", "codes", "actor", "summary", "amount_usd", "amount_original", "memory", "note",
)  # fmt: skip
SOURCE: Final = ("id", "publisher", "title", "author", "published", "url", "read_at", "lang", "tier", "note")
TABLES: Final[dict[str, tuple[str, ...]]] = {
    "own_evidence": ("id", "event", "engagement", "source", "supports", "date", "quote"),
    "own_event": (*EVENT, "base", "base_version", "forced"),
    "own_engagement": (*ENGAGEMENT, "base", "base_version", "forced"),
    "own_hidden": ("id", "reason", "base", "base_version"),
    "own_source": SOURCE,
}
"""The tables of the own record and their columns. Sources come last: rows of the others name them."""

BULK: Final = 500
"""From so many changes on a step is written in bulk: rebuilding the merged tables once then costs less."""


def as_json(columns: Sequence[str], alias: str) -> str:
    """The SQL expression for a row as the journal and `base` keep it."""
    return "json_object(" + ", ".join(f"'{name}', {alias}.{name}" for name in columns) + ")"


def _whole(columns: Sequence[str], text: str) -> str:
    """The SQL expression for what the journal has kept of a row, with every column named."""
    every = ", ".join(f"'{name}', json_extract({text}, '$.{name}')" for name in columns)
    return f"iif({text} IS NULL, NULL, json_object({every}))"


@dataclass(slots=True)
class Step:
    """A step that is being written. ``changes`` is known when it is done; without any it leaves no trace."""

    number: int
    dry_run: bool
    summary: str = ""
    changes: int = 0
    keep: bool = False
    """Keep it even without changes."""


@contextmanager
def step(ask: Ask, command: str, *, dry_run: bool = False, trusted: bool = False) -> Iterator[Step]:
    """All that a command writes, as one step: kept whole, or not at all after an error or with ``dry_run``.

    A step that changes nothing leaves no trace. ``trusted``: the caller has seen to it that what its rows refer to is
    there, so SQLite does not look it up again. Raises `StoreError` when the store cannot be written.
    """
    conn = ask.conn
    with told(ask.store.path):
        conn.execute("PRAGMA temp_store = MEMORY")  # to sort for a write needs no second place to write to
        try:
            if trusted:
                conn.execute("PRAGMA foreign_keys = OFF")
            conn.execute("BEGIN IMMEDIATE")
            number = conn.execute(
                "INSERT INTO journal_step(at, command, summary) VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, '')",
                (command,),
            ).lastrowid
            assert number is not None  # noqa: S101 - an INSERT has one
            conn.execute("UPDATE journal_current SET step = ?", (number,))
            written = Step(number, dry_run)
            yield written
            conn.execute("UPDATE journal_current SET step = NULL")
            written.changes = conn.execute("SELECT count(*) FROM journal_change WHERE step = ?", (number,)).fetchone()[
                0
            ]
            if dry_run or not (written.changes or written.keep):
                conn.execute("ROLLBACK")
            else:
                conn.execute("UPDATE journal_step SET summary = ? WHERE step = ?", (written.summary, number))
                conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise
        finally:
            conn.execute("PRAGMA foreign_keys = ON")


@contextmanager
def bulk(conn: sqlite3.Connection) -> Iterator[None]:
    """Many rows at once, inside a step: the merged tables are rebuilt whole at the end. The caller writes the changes.

    Per row, triggers and CHECK constraints cost three times what the row costs. So the triggers are away inside, which
    ends with the transaction if it fails, and the caller writes only what the constraints let pass.
    """
    from json import dumps

    triggers = conn.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (SELECT value FROM json_each(?))",
        (dumps([*TABLES, "event"]),),
    ).fetchall()
    conn.execute("PRAGMA cache_size = -65536")
    conn.execute("PRAGMA ignore_check_constraints = ON")
    try:
        for name, _ in triggers:
            conn.execute(f"DROP TRIGGER {name}")
        with merged.paused(conn):
            yield
        for _, sql in triggers:
            conn.execute(sql)
    finally:
        conn.execute("PRAGMA ignore_check_constraints = OFF")


# Reading -----------------------------------------------------------------------------------------


def log(ask: Ask, limit: int | None = None, step: int | None = None) -> list[tuple[Any, ...]]:
    """The steps (step, at, command, summary, undone, changes, undoes), newest first; or one. Raises `NotFoundError` when there is no such step."""
    rows = ask.rows(
        "SELECT step, at, command, summary, undone, (SELECT count(*) FROM journal_change AS c WHERE c.step = s.step),"
        " (SELECT group_concat(value, ';') FROM json_each(s.undoes))"
        " FROM journal_step AS s WHERE :step IS NULL OR step = :step ORDER BY step DESC LIMIT :limit",
        {"limit": -1 if limit is None else limit, "step": step},
    )
    if step is not None and not rows:
        raise _no_step(step)
    return [(*row[:4], bool(row[4]), *row[5:]) for row in rows]


DIFF = ("step", "change", "type", "id", "field", "before", "after")


def diff(ask: Ask, number: int) -> Iterator[tuple[Any, ...]]:
    """What a step changed, as rows of `DIFF`: one for each field of each row. ``change`` is ``+``, ``-`` or ``~``."""
    from json import loads

    with told(ask.store.path):
        for table, key, before, after in ask.conn.execute(
            "SELECT tbl, key, before, after FROM journal_change WHERE step = ? ORDER BY id", (number,)
        ):
            old, new = loads(before or "{}"), loads(after or "{}")
            sign = "~" if old and new else "+" if new else "-"
            if (base := (new or old).get("base")) and (not old or not new) and table != "own_hidden":
                # A correction differs from the bundled row that it lies over.
                sign, was = "~", loads(base) or {}
                old, new = (was, new | dict.fromkeys(_LAYER)) if new else (old | dict.fromkeys(_LAYER), was)
            subject = (new or old).get("event") or (new or old).get("engagement") if table == "own_evidence" else key
            for field in TABLES.get(table, new or old):
                if field not in {"id", "event", "engagement"} and old.get(field) != new.get(field):
                    yield (number, sign, table.removeprefix("own_"), subject, field, old.get(field), new.get(field))


_LAYER = ("base", "base_version")


def _no_step(number: int) -> NotFoundError:
    return NotFoundError(f"there is no step {number}", "`allies log` lists the steps.")


# Taking back -------------------------------------------------------------------------------------


def last(ask: Ask, below: int) -> list[int]:
    """The last step before ``below`` that is not undone, if there is one; it may be an undo itself."""
    rows = ask.rows("SELECT max(step) FROM journal_step WHERE NOT undone AND step < :below", {"below": below})
    return [n for (n,) in rows if n is not None]


def standing(ask: Ask, count: int, below: int) -> list[int]:
    """The last ``count`` steps before ``below`` that stand, newest first; those that only undid others do not count.

    Raises `UsageError` when there are fewer, but some.
    """
    found = [
        n
        for (n,) in ask.rows(
            "SELECT step FROM journal_step WHERE NOT undone AND undoes IS NULL AND step < :below"
            " ORDER BY step DESC LIMIT :count",
            {"count": count, "below": below},
        )
    ]
    if found and len(found) < count:
        steps = "one step stands" if len(found) == 1 else f"{len(found)} steps stand"
        raise UsageError(f"only {steps}: {count} cannot be undone", "`allies log` lists them.")
    return found


def summaries(ask: Ask, numbers: Sequence[int]) -> list[tuple[int, str]]:
    """What steps did, in their own words."""
    found = dict(ask.rows("SELECT step, summary FROM journal_step"))
    return [(n, found[n]) for n in numbers]


def states(ask: Ask, numbers: Sequence[int]) -> set[str]:
    """The states whose sequence of events steps changed."""
    from json import dumps

    rows = ask.rows(
        """
        WITH c AS (SELECT * FROM journal_change WHERE step IN (SELECT value FROM json_each(:steps)))
        SELECT json_extract(before, '$.code') FROM c WHERE tbl = 'own_event' AND before IS NOT NULL
        UNION SELECT json_extract(after, '$.code') FROM c WHERE tbl = 'own_event' AND after IS NOT NULL
        UNION SELECT b.code FROM c JOIN bundled_event AS b ON b.id = c.key WHERE tbl IN ('own_hidden', 'own_event')
        """,
        {"steps": dumps(list(numbers))},
    )
    return {code for (code,) in rows}


def undo(ask: Ask, written: Step, numbers: Sequence[int]) -> None:
    """Take back steps, in the order given, as part of the step that is being written.

    Raises `NotFoundError` for a step that there is not, `UsageError` for one that is undone already or on which a later
    one rests.
    """
    from json import dumps

    conn = ask.conn
    conn.execute("CREATE TEMP TABLE net(tbl TEXT, key ANY, before TEXT, after TEXT, PRIMARY KEY (tbl, key)) STRICT")
    try:
        for number in numbers:
            known = conn.execute("SELECT undone FROM journal_step WHERE step = ?", (number,)).fetchone()
            if known is None or number == written.number:
                raise _no_step(number)
            if known[0]:
                raise UsageError(f"step {number} is undone already", "`allies log` shows which steps still stand.")
            _put_back(conn, written.number, number)
            _flip(conn, number)
    finally:
        conn.execute("DROP TABLE temp.net")
    conn.execute("UPDATE journal_step SET undoes = ? WHERE step = ?", (dumps(list(numbers)), written.number))
    written.keep = True  # a step that had changed nothing in the end is undone by this one all the same


def _put_back(conn: sqlite3.Connection, new: int, number: int) -> None:
    """Give every row that a step changed the value that it had before, unless it was changed again since."""
    conn.execute("DELETE FROM temp.net")
    conn.execute(
        """
        INSERT INTO temp.net
        SELECT tbl, key, (SELECT before FROM journal_change WHERE id = first), (SELECT after FROM journal_change WHERE id = last)
        FROM (SELECT tbl, key, min(id) AS first, max(id) AS last FROM journal_change WHERE step = ? GROUP BY tbl, key)
        """,
        (number,),
    )
    conn.execute("DELETE FROM temp.net WHERE before IS after")
    # A source that another row has come to use stays.
    conn.execute(
        """
        DELETE FROM temp.net WHERE tbl = 'own_source' AND before IS NULL AND key IN (
            SELECT source FROM own_evidence
            WHERE id NOT IN (SELECT key FROM temp.net WHERE tbl = 'own_evidence' AND before IS NULL))
        """
    )
    for table, columns in TABLES.items():
        changed = conn.execute(
            f"SELECT key FROM temp.net AS n WHERE tbl = ? AND (SELECT {as_json(columns, 't')} FROM {table} AS t"
            f" WHERE t.id = n.key) IS NOT {_whole(columns, 'n.after')} LIMIT 1",
            (table,),
        ).fetchone()
        if changed:
            raise _changed_since(conn, number, table, changed[0])
    many = conn.execute("SELECT count(*) > ? FROM temp.net", (BULK,)).fetchone()[0]
    if many:
        with bulk(conn):
            _apply(conn)
            conn.execute(
                "INSERT INTO journal_change(step, tbl, key, before, after) SELECT ?, tbl, key, after, before FROM temp.net",
                (new,),
            )
    else:
        _apply(conn)
    dangling = conn.execute(
        """
        SELECT n.key, coalesce(v.event, v.engagement), v.source FROM temp.net AS n JOIN own_evidence AS v ON v.id = n.key
        WHERE n.tbl = 'own_evidence' AND v.source NOT IN (SELECT id FROM source) LIMIT 1
        """
    ).fetchone()
    if dangling:
        raise _changed_since(conn, number, "own_source", dangling[2])


def _apply(conn: sqlite3.Connection) -> None:
    # key may hold text or a number; the + keeps the type of the other side out of the comparison, and the index in it.
    for table, columns in TABLES.items():
        values = ", ".join(f"json_extract(n.before, '$.{name}')" for name in columns)
        names = ", ".join(columns)
        of = "FROM temp.net AS n WHERE n.tbl = ?"
        conn.execute(f"DELETE FROM {table} WHERE id IN (SELECT key {of} AND before IS NULL)", (table,))
        conn.execute(
            f"UPDATE {table} SET ({names}) = (SELECT {values} {of} AND n.key = +{table}.id)"
            f" WHERE id IN (SELECT key {of} AND before IS NOT NULL AND after IS NOT NULL)",
            (table, table),
        )
        conn.execute(
            f"INSERT INTO {table}({names}) SELECT {values} {of} AND before IS NOT NULL AND after IS NULL"
            " ORDER BY n.key",
            (table,),
        )


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
    from json import loads

    steps: list[tuple[int, bool]] = [(number, True)]
    while steps:
        n, undone = steps.pop()
        conn.execute("UPDATE journal_step SET undone = ? WHERE step = ?", (undone, n))
        row = conn.execute("SELECT undoes FROM journal_step WHERE step = ?", (n,)).fetchone()
        if row and row[0]:
            targets: Iterable[int] = loads(row[0])
            steps += [(t, not undone) for t in targets]
