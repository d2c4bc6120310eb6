"""The own record out of a broken file, into a new store: its tables and the journal, row by row, and what was lost.

Where SQL reads a table whole it is copied. Where a page is broken the rows on both sides of it are read, by ranges of
row numbers that are halved until they can be. Where even the table cannot be found its pages are, by what stands on
them. What no page holds any more the journal may know: it has every own row as it was written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from json import loads
from pathlib import Path
from typing import Any, Final

from taiwan_allies.errors import StoreError, UsageError
from taiwan_allies.files import beside, followed, placed, remove
from taiwan_allies.model.kinds import VOCABULARIES
from taiwan_allies.model.upkeep import Saved
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.db import connection, derived, fsck, pages, setup, status
from taiwan_allies.store.db.backup import must_be_free
from taiwan_allies.store.own import journal
from taiwan_allies.store.own.kept import TABLE as RECORD
from taiwan_allies.store.own.record_update import some
from taiwan_allies.store.own.same_edge import set_aside

JOURNAL: Final = {
    "journal_step": ("step", "at", "command", "summary", "undoes", "undone"),
    "journal_change": ("id", "step", "tbl", "key", "before", "after"),
}
TABLES: Final = {
    table: journal.TABLES[table]
    for table in ("own_source", "own_event", "own_engagement", "own_evidence", "own_hidden")
} | JOURNAL
"""What is saved, and the columns of each table."""
_JSON: Final[dict[str, dict[str, type]]] = {
    "journal_step": {"undoes": list},
    "journal_change": {"before": dict, "after": dict},
}
"""The columns of the journal that hold JSON, and what that is."""

Row = tuple[Any, ...]

_FARTHEST: Final = 1 << 40
"""A row number beyond all that there are, where the last one is not known."""
_TRIES: Final = 20_000
"""Row numbers that are asked for one by one before the rest of a broken stretch is given up."""


def rescue(damaged: Path, target: Path, *, force: bool = False) -> list[Saved]:
    """Save the own record of a broken store into a new one; what was saved and lost, a row for each table.

    Raises `UsageError` for a file that is there already unless ``force``, `StoreError` where nothing can be written.
    """
    if not connection.is_file(damaged):
        raise UsageError(f"{damaged}: there is no such file", "Name the store that is broken: `allies db path`.")
    must_be_free(target, damaged, force=force)
    with connection.translate_errors(target), placed(followed(target)) as fresh:
        return save(damaged, Path(fresh))


def save(damaged: Path, fresh: Path) -> list[Saved]:
    """Make a new store in ``fresh`` with what can be read of the own record in ``damaged``, which is only read."""
    work = Path(beside(str(fresh)))
    try:
        connection.copy_with_journal(damaged, work)
        found = _read(work)
        if not any(table.there or table.rows for table in found.values()):
            raise StoreError(
                f"{damaged}: nothing of an own record is in it", "Is it another file? See `allies db path`."
            )
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            remove(f"{work}{suffix}")
    with closing(connection.connect(fresh, "rwc")) as conn:
        conn.execute(f"PRAGMA page_size = {setup.PAGE_BYTES}")
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("BEGIN IMMEDIATE")
        setup.migrate(conn)
        conn.execute("UPDATE writing SET paused = 1")
        _fill(conn, found)
        bundled.load(conn)
        _without_states(conn, found)
        fsck.renumber(conn)
        set_aside(conn)
        derived.rebuild(conn)
        for table in found.values():
            table.saved = conn.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]
        conn.execute(status.NOTED)
        conn.execute("COMMIT")
    return [table.told() for table in found.values()]


class _Table:
    """What is found of a table: its rows by their number, the numbers between which nothing could be read.

    ``numbers`` are those of all rows, where an index of the table still has them.
    """

    def __init__(self, name: str) -> None:
        self.name, self.columns = name, TABLES[name]
        self.rows: dict[int, Row] = {}
        self.unread: list[tuple[int, int]] = []
        self.refused: list[str] = []
        self.doubtful: list[str] = []
        self.numbers: frozenset[int] | None = None
        self.there = self.carved = False
        self.saved = self.again = 0

    @property
    def unknown(self) -> int:
        """How many rows there may have been where nothing could be read."""
        return sum(high - low + 1 for low, high in self.unread)

    def carve(self, number: int, row: Row, *, everywhere: bool) -> None:
        """Take a row that lies on some page, where it is one of this table that SQL did not read."""
        unread = everywhere or any(low <= number <= high for low, high in self.unread)
        if unread and _fits(self.name, row):
            self.rows.setdefault(number, (number, *row[1:]) if row[0] is None else row)

    def told(self) -> Saved:
        notes = [*self.refused[:3]]
        if self.doubtful:
            notes.append(f"not as the journal has it: {some(self.doubtful)}")
        if self.unread:
            low, high = self.unread[0][0], self.unread[-1][1]
            notes.append(f"rows {low} to {high} could not all be read")
        if self.carved:
            notes.append("read page by page")
        return Saved(self.name, self.saved, self.again, len(self.refused) + self.unknown, "; ".join(notes) or None)


# Reading -------------------------------------------------------------------------------------------


def _read(work: Path) -> dict[str, _Table]:
    found = {name: _Table(name) for name in TABLES}
    content = work.read_bytes()
    whole = False
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError), closing(connection.connect(work, "rw")) as conn:
        conn.execute("PRAGMA writable_schema = ON")  # a part of the schema that cannot be read is passed over
        conn.execute("PRAGMA query_only = ON")
        conn.text_factory = connection.readable
        conn.execute("SELECT 1 FROM sqlite_master").fetchone()
        content = work.read_bytes()
        for table in found.values():
            _by_sql(conn, table)
        whole = True
    missing = [table for table in found.values() if table.unread or not whole]
    for number, row in pages.rows(content) if missing else ():
        for table in missing:
            table.carve(number, row, everywhere=not whole)
    for table in missing:
        table.carved = True
        table.unread = list(_gaps(table)) if whole else []
    if not whole and pages.is_short(content):
        found["journal_change"].refused.append("the end of the file is missing, and what was on it")
    return found


def _by_sql(conn: sqlite3.Connection, table: _Table) -> None:
    """Read a table from both ends, then what lies between where a page is broken."""
    have = {name for _, name, *_ in conn.execute(f"PRAGMA table_info({table.name})")}
    select = ", ".join(name if name in have else f"NULL AS {name}" for name in table.columns)
    sql = f"SELECT rowid, {select} FROM {table.name} NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid"

    def read(low: int, high: int, order: str = "") -> tuple[bool, int | None]:
        last = None
        try:
            for number, *row in conn.execute(f"{sql} {order}", (low, high)):
                table.rows[number], last = tuple(row), number
        except sqlite3.DatabaseError:
            return False, last
        return True, last

    table.there = bool(have)
    if not have:
        table.unread = [(1, _FARTHEST)]
        return
    done, up = read(-(1 << 62), 1 << 62)
    if done:
        return
    _, down = read(-(1 << 62), 1 << 62, "DESC")
    low = 1 if up is None else up + 1
    high = max(low, _FARTHEST if down is None or down <= low else down - 1)
    table.unread = _joined(sorted(_unreadable(read, low, high)))
    table.numbers = _by_index(conn, table.name)


def _unreadable(read: Callable[[int, int], tuple[bool, int | None]], low: int, high: int) -> list[tuple[int, int]]:
    """The stretches between two numbers that cannot be read, found by halving."""
    unread: list[tuple[int, int]] = []
    todo = [(low, high)]
    while todo:
        low, high = todo.pop()
        done, last = read(low, high)
        if done:
            continue
        low = low if last is None else last + 1
        if high - low < 1 or high == _FARTHEST or len(unread) > _TRIES:
            unread.append((low, high))
        else:
            middle = (low + high) // 2
            todo += [(middle + 1, high), (low, middle)]
    return unread


def _by_index(conn: sqlite3.Connection, name: str) -> frozenset[int] | None:
    """The numbers of a table's rows by one of its indexes, which lie on other pages."""
    for (index,) in conn.execute("SELECT name FROM pragma_index_list(?)", (name,)).fetchall():
        with suppress(sqlite3.DatabaseError):
            rows = conn.execute(f'SELECT rowid FROM {name} INDEXED BY "{index}"').fetchall()
            return frozenset(number for (number,) in rows)
    return None


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for low, high in ranges:
        if found and found[-1][1] + 1 == low:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def _gaps(table: _Table) -> Iterator[tuple[int, int]]:
    """What is still missing where nothing could be read. Where nobody knows how many there were, it is one at the least."""
    for low, high in table.unread:
        if table.numbers is not None:
            yield from ((n, n) for n in sorted(table.numbers - table.rows.keys()) if low <= n <= high)
            continue
        numbers = sorted(number for number in table.rows if low <= number <= high)
        if high == _FARTHEST:
            high = max(numbers, default=low - 1) + 1
        for number in [*numbers, high + 1]:
            if low < number:
                yield low, number - 1
            low = number + 1


_LOOKS: Final[dict[str, Callable[[Sequence[str], Row], bool]]] = {
    "own_source": lambda text, _: text[0].startswith("my-"),
    "own_event": lambda text, _: "-" in text[0] and len(text[1]) == 3 and text[1].isupper(),
    "own_engagement": lambda text, _: "-" in text[0] and text[1][:1] in {"1", "2"},
    "own_evidence": lambda text, _: text[5] in VOCABULARIES["Support"],
    "own_hidden": lambda text, _: "-" in text[0] and not text[0].startswith("my-") and bool(text[1]),
    "journal_step": lambda text, row: text[1][10:11] == "T" and row[5] in (0, 1),
    "journal_change": lambda text, _: text[2] in {*journal.TABLES, RECORD},
}
"""What a row of each table looks like, by its texts and by all of its values."""


def _fits(name: str, row: Row) -> bool:
    """Whether a row on some page is one of this table, by the number and the looks of its values."""
    texts = [value if isinstance(value, str) else "" for value in row]
    numbered = name in ("own_evidence", *JOURNAL)  # their key is the number of the row, and has no other copy
    return len(row) == len(TABLES[name]) and (row[0] is None) == numbered and _LOOKS[name](texts, row)


# Writing -------------------------------------------------------------------------------------------


def _fill(conn: sqlite3.Connection, found: Mapping[str, _Table]) -> None:
    """Own rows, then the journal in the place of what their triggers have written, then what it alone still knows."""
    for name in journal.TABLES:
        _put(conn, found[name])
    conn.execute("DELETE FROM journal_change")
    conn.execute("DELETE FROM journal_step")
    for name in JOURNAL:
        _put(conn, found[name])
    conn.execute("DELETE FROM journal_change WHERE step NOT IN (SELECT step FROM journal_step)")
    steps, changes = (conn.execute(f"SELECT max({TABLES[name][0]}) FROM {name}").fetchone()[0] or 0 for name in JOURNAL)
    whole = not any(found[name].unread or found[name].refused for name in JOURNAL)
    _by_journal(conn, found, whole)
    if whole:  # then it has told of every row that was missing
        for name in journal.TABLES:
            found[name].unread = []
    # What the triggers have written of that is no news.
    conn.execute("DELETE FROM journal_change WHERE id > ?", (changes,))
    conn.execute("DELETE FROM journal_step WHERE step > ?", (steps,))
    conn.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'journal_step'", (steps,))
    for step, undone in fsck.undone(conn).items():
        conn.execute("UPDATE journal_step SET undone = ? WHERE step = ? AND undone <> ?", (undone, step, undone))


def _by_journal(conn: sqlite3.Connection, found: Mapping[str, _Table], whole: bool) -> None:
    """Bring back what only the journal still has. Of two readings of a row a broken one, or an old one, loses."""
    removed = set(conn.execute("SELECT DISTINCT tbl, key FROM journal_change"))
    for row in list(fsck.unjournaled(conn)):
        name, key = row.key
        table = found[name]
        perhaps_old = whole and table.carved
        if row.said is None:
            if perhaps_old and row.key in removed:
                conn.execute(f"DELETE FROM {name} WHERE id = ?", (key,))
            elif whole:
                table.doubtful.append(str(key))
        elif row.found is None or perhaps_old or any("\ufffd" in str(value) for value in row.found):
            table.refused = [text for text in table.refused if not text.startswith(f"{key}: ")]
            table.again += _insert(conn, table, row.said)
        else:
            table.doubtful.append(str(key))


def _put(conn: sqlite3.Connection, table: _Table) -> None:
    for _, row in sorted(table.rows.items()):
        _insert(conn, table, row)


def _must_be_readable(name: str, row: Row) -> None:
    """Raises `ValueError` for a row of the journal whose JSON nobody could read."""
    for column, kind in _JSON.get(name, {}).items():
        text = row[TABLES[name].index(column)]
        if text is not None and not isinstance(loads(str(text)), kind):
            raise ValueError(f"{column} cannot be read")
        if kind is dict and row[2] in journal.TABLES and fsck.strays(row[2], text):
            raise ValueError(f"{column} has a field that there is not")


def _insert(conn: sqlite3.Connection, table: _Table, row: Row) -> bool:
    names = ", ".join(table.columns)
    try:
        _must_be_readable(table.name, row)
        conn.execute(f"INSERT OR REPLACE INTO {table.name}({names}) VALUES ({', '.join('?' * len(row))})", row)
    except (sqlite3.DatabaseError, OverflowError, ValueError, RecursionError) as error:
        table.refused.append(f"{row[0]}: {error}")
        return False
    return True


def _without_states(conn: sqlite3.Connection, found: Mapping[str, _Table]) -> None:
    """An event of a state that does not exist counts nowhere, and cannot be kept."""
    for id_, code in conn.execute(
        "SELECT id, code FROM own_event WHERE code NOT IN (SELECT code FROM state)"
    ).fetchall():
        conn.execute("DELETE FROM own_event WHERE id = ?", (id_,))
        found["own_event"].refused.append(f"{id_}: no state has the code {code}")
