"""Events and engagements that lie over the bundled ones: added, corrected, hidden, with their sources.

Everything here runs inside a `journal.step`, which keeps it whole or not at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.errors import NotFoundError, UsageError, quoted
from taiwan_allies.model.kinds import OPENINGS
from taiwan_allies.model.own import Cited, Overlay, Subject
from taiwan_allies.model.rows import Engagement, Event, Source
from taiwan_allies.rules.source_text import SourceText
from taiwan_allies.store.own.journal import PUT, TABLES, as_json, insert
from taiwan_allies.store.own.values import Value, changed
from taiwan_allies.store.queries.repository import Repository

ROWS: Final[dict[str, type[Event | Engagement]]] = {"event": Event, "engagement": Engagement}
"""The row type of each table of subjects."""

SourceGiven = str | SourceText
"""A source as the user names it: its id, or a description."""


class Found(NamedTuple):
    """An event or engagement: the own row where there is one (``own``), else the bundled one.

    ``overlay`` is what is kept with it, or would be with a correction of it.
    """

    row: Subject
    overlay: Overlay
    own: bool

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def added(self) -> bool:
        """Whether it is the user's own, not a correction."""
        return self.id.startswith("my-")


def table_of(subject: Subject) -> str:
    """The table that holds a row, without its layer."""
    return "event" if isinstance(subject, Event) else "engagement"


def codes_of(subject: Subject) -> str | None:
    """The state of an event, the states of an engagement."""
    return subject.code if isinstance(subject, Event) else subject.codes


# New rows ----------------------------------------------------------------------------------------


class Batch:
    """Own rows on their way into the store, each with an id. They are there after `flush`."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn
        self._rows: dict[str, list[tuple[Value, ...]]] = {table: [] for table in reversed(TABLES)}
        self._last: dict[str, int] = {}

    def add(self, subject: Subject, overlay: Overlay, cited: Iterable[Cited]) -> Subject:
        """Take a row with its evidence; the row with its id, which is a new one where it has none."""
        table = f"own_{table_of(subject)}"
        if subject.id:
            prefix, _, number = subject.id.rpartition("-")
            self._last[prefix] = max(self._last_of(prefix), int(number))
        else:
            prefix = f"my-{subject.code.lower()}" if isinstance(subject, Event) else "my-eng"
            subject = subject._replace(id=self._new_id(prefix, table))
        self._rows[table].append((*subject, *overlay))
        self._rows["own_evidence"] += _evidence(subject, cited)
        return subject

    def add_source(self, fields: Mapping[str, Value]) -> str:
        """Take an own source; its id."""
        id_ = self._new_id("my-src", "own_source")
        self._rows["own_source"].append((id_, *(fields.get(name) for name in Source._fields[1:])))
        return id_

    def flush(self) -> None:
        """Insert what was taken, and note the numbers that were given out."""
        for table, rows in self._rows.items():
            insert(self.conn, table, rows)
            rows.clear()
        self.conn.executemany(
            "INSERT INTO own_id VALUES (?, ?) ON CONFLICT (prefix) DO UPDATE SET last = excluded.last",
            self._last.items(),
        )
        self._last.clear()

    def _new_id(self, prefix: str, table: str) -> str:
        """The next free id with a prefix (`my-nru`, `my-eng`, `my-src`). None is given twice, not even after an undo."""
        while True:
            self._last[prefix] = number = self._last_of(prefix) + 1
            # Taken only if somebody wrote it past the program.
            if not self.conn.execute(f"SELECT 1 FROM {table} WHERE id = ?", (f"{prefix}-{number}",)).fetchone():
                return f"{prefix}-{number}"

    def _last_of(self, prefix: str) -> int:
        """The last number that was given out with a prefix."""
        if prefix not in self._last:
            found = self.conn.execute("SELECT last FROM own_id WHERE prefix = ?", (prefix,)).fetchone()
            self._last[prefix] = found[0] if found else 0
        return self._last[prefix]


# Sources -----------------------------------------------------------------------------------------


class Sources:
    """The documents that the store knows, and what makes an own one of a text that names a new one."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.conn = batch, batch.conn

    @cached_property
    def ids(self) -> dict[str, str]:
        """The id of every document by address, or by publisher and title; of several the record's, then the oldest."""
        found: dict[str, str] = {}
        rows = self.conn.execute(
            "SELECT id, publisher, title, url, tier, read_at FROM source ORDER BY layer DESC, id DESC"
        )
        for id_, publisher, title, url, tier, read_at in rows:
            found[SourceText(publisher, title, url, tier).key] = id_
            if read_at:
                found.setdefault(read_at, id_)
        return found

    def id_of(self, given: SourceGiven) -> str:
        """The id of a source; a new own one where there is none yet. Raises `NotFoundError` for an unknown id."""
        if isinstance(given, SourceText):
            if given.key not in self.ids:
                self.ids[given.key] = self.batch.add_source(given._asdict())
            return self.ids[given.key]
        self.batch.flush()
        if not self.conn.execute("SELECT 1 FROM source WHERE id = ?", (given,)).fetchone():
            raise NotFoundError(
                f"no source has the id {quoted(given)}",
                "`allies sources` lists them; an address or words make a new one.",
            )
        return given

    def same_as(self, fields: Mapping[str, Value]) -> str:
        """The id of the own source that has exactly these fields; a new one where there is none."""
        names = Source._fields[1:]
        self.batch.flush()
        found = self.conn.execute(
            f"SELECT id FROM own_source WHERE {' AND '.join(f'{name} IS ?' for name in names)}",
            [fields.get(name) for name in names],
        ).fetchone()
        return str(found[0]) if found else self.batch.add_source(fields)


def dated(sources: Iterable[str], date: str) -> list[Cited]:
    """That sources give a date."""
    return [Cited(source, "date", date, None, None) for source in dict.fromkeys(sources)]


def cite(conn: sqlite3.Connection, subject: Subject, cited: Iterable[Cited]) -> int:
    """Say what sources support about an event or engagement, where they do not already; how much was new.

    A source of which no more is said than that it gives the date is enough once, whatever it supports.
    """
    table = table_of(subject)
    sql = f"SELECT {', '.join(Cited._fields)} FROM evidence WHERE {table} = ?"
    known = [Cited(*row) for row in conn.execute(sql, (subject.id,))]
    sources = {row.source for row in known}
    new = [
        row
        for row in cited
        if (row.source not in sources if row[1:] == ("date", subject.date, None, None) else row not in known)
    ]
    insert(conn, "own_evidence", _evidence(subject, new))
    return len(new)


def _evidence(subject: Subject, cited: Iterable[Cited]) -> list[tuple[Value, ...]]:
    """The rows of evidence, without their numbers."""
    about = (subject.id, None, None) if isinstance(subject, Event) else (None, subject.id, None)
    return [(None, *about, *row) for row in cited]


def drop(conn: sqlite3.Connection, table: str, id_: str) -> None:
    """Delete an own row, the user's evidence for it, and the user's sources that nothing rests on any more."""
    conn.execute(f"DELETE FROM own_{table} WHERE id = ?", (id_,))
    sources = conn.execute(f"SELECT DISTINCT source FROM own_evidence WHERE {table} = ?", (id_,)).fetchall()
    conn.execute(f"DELETE FROM own_evidence WHERE {table} = ?", (id_,))
    conn.executemany(
        "DELETE FROM own_source WHERE id = ? AND NOT EXISTS (SELECT 1 FROM own_evidence WHERE source = own_source.id)",
        sources,
    )


# Rows --------------------------------------------------------------------------------------------


def at(conn: sqlite3.Connection, table: str, id_: str, layers: Sequence[str] = ("own", "bundled")) -> Found | None:
    """The own row with an id, else the bundled one."""
    row = ROWS[table]
    for layer in layers:
        base = f"{as_json(row._fields, table)}, (SELECT version FROM record), NULL"
        overlay = ", ".join(Overlay._fields) if layer == "own" else base
        sql = f"SELECT {', '.join(row._fields)}, {overlay} FROM {layer}_{table} AS {table} WHERE id = ?"
        found = conn.execute(sql, (id_,)).fetchone()
        if found:
            width = len(row._fields)
            return Found(row._make(found[:width]), Overlay._make(found[width:]), layer == "own")
    return None


def in_any(conn: sqlite3.Connection, id_: str, layers: Sequence[str] = ("own", "bundled")) -> Found | None:
    """The same in whichever table it is."""
    return next(filter(None, (at(conn, table, id_, layers) for table in ROWS)), None)


def find(repository: Repository, id_: str) -> Found:
    """The event or engagement with an id that counts. Raises `NotFoundError`, `UsageError` for one that does not count."""
    id_ = id_.strip()
    for reason in repository.column("SELECT reason FROM own_hidden WHERE id = :id", {"id": id_}):
        step = repository.value(
            "SELECT max(step) FROM journal_change WHERE tbl = 'own_hidden' AND key = :id AND before IS NULL",
            {"id": id_},
        )
        back = f"`allies undo --step {step}` shows it again." if step else "`allies data status` lists what is hidden."
        raise UsageError(f"{id_} is hidden: {reason}", back)
    for own in repository.column("SELECT own FROM set_aside WHERE id = :id", {"id": id_}):
        raise UsageError(f"{id_} does not count: {own} of your own does", f"`allies data resolve {own}` settles it.")
    found = in_any(repository.conn, id_)
    if found is None:
        raise repository.no_entry(id_)
    return found


def subjects(repository: Repository, table: str) -> Iterator[Subject]:
    """The rows of a table that count."""
    row: type[Subject] = ROWS[table]
    return repository.read(row, table)


def put(conn: sqlite3.Connection, subject: Subject, overlay: Overlay) -> None:
    """Write a row of the own layer, in the place of the one with its id."""
    conn.execute(PUT[f"own_{table_of(subject)}"], (*subject, *overlay))


def move_evidence(conn: sqlite3.Connection, old: Subject, new: Subject) -> None:
    """Change what the user's own sources say of a date along with the date."""
    if new.date != old.date:
        conn.execute(
            f"UPDATE own_evidence SET date = ? WHERE {table_of(new)} = ? AND date = ? AND supports = 'date' AND quote IS NULL",
            (new.date, new.id, old.date),
        )


# What a user does --------------------------------------------------------------------------------


def add(repository: Repository, subject: Subject, sources: Sequence[SourceGiven]) -> Subject:
    """Add an event or engagement; the row with its id. Raises `UsageError` for one that cannot be."""
    conn = repository.conn
    if isinstance(subject, Event):
        subject = settle_cause(subject)
    else:
        check_engagement(subject, repository.today)
        sql = "SELECT id FROM engagement WHERE kind = :kind AND codes IS :codes AND date = :date AND summary = :summary"
        for twin in repository.column(sql, subject._asdict()):
            raise UsageError(f"this duplicates {twin}", f"`allies edit {twin}` changes it.")
    batch = Batch(conn)
    cited = dated(map(Sources(batch).id_of, sources), subject.date)
    subject = batch.add(subject, Overlay(base_version=repository.loaded.version), cited)
    batch.flush()
    return subject


def settle_cause(event: Event) -> Event:
    """An ending without a cause was a switch if relations with the PRC opened, else a break; an opening has none."""
    if event.kind in OPENINGS:
        if event.cause:
            raise UsageError(
                f"cause: an event of kind {event.kind} has none", "Only endings (sever, suspend) have a cause."
            )
        return event
    return event if event.cause else event._replace(cause="switch" if event.prc_date else "break")


def check_engagement(engagement: Engagement, today: date) -> None:
    """Raises `UsageError` for an engagement in the future, one that ends before it starts or one without a summary."""
    if not engagement.summary:
        raise UsageError("summary: an engagement needs one", "Say in a sentence what happened: --summary TEXT.")
    start = PartialDate.parse(engagement.date)
    if start.first > today:
        raise UsageError(f"date: {start.human()} is in the future", "Record it when it has happened.")
    if engagement.end_date and PartialDate.parse(engagement.end_date).last < start.first:
        raise UsageError(
            f"end_date: {engagement.end_date} lies before {engagement.date}", "An end comes after its start."
        )


def edited(found: Found, given: Mapping[str, Value], today: date) -> Subject:
    """A row with what the user changes in it. Raises `UsageError` for what cannot be."""
    if isinstance(found.row, Engagement):
        engagement = changed(found.row, given)
        check_engagement(engagement, today)
        return engagement
    event = changed(found.row, given)
    if event.kind in OPENINGS and not given.get("cause"):
        event = event._replace(cause=None)
    return settle_cause(event) if "kind" in given or given.get("cause") else event


def edit(conn: sqlite3.Connection, found: Found, new: Subject, overlay: Overlay) -> None:
    """Change an own row, or correct a bundled one. A correction that repeats the record is dropped."""
    table = table_of(new)
    bundled = None if found.added else at(conn, table, new.id, ["bundled"])
    known = None if bundled is None else bundled.row
    if isinstance(new, Engagement) and isinstance(known, Engagement) and new.summary == known.summary:
        new = new._replace(summary_zh=new.summary_zh or known.summary_zh)
    if new != known:
        put(conn, new, overlay)
    else:
        conn.execute(f"DELETE FROM own_{table} WHERE id = ?", (new.id,))
    move_evidence(conn, found.row, new)


MOVING: Final = frozenset({"code", "kind", "date", "local_date"})
"""The fields that decide where in a sequence an event stands."""


def remove(conn: sqlite3.Connection, found: Found, reason: str | None) -> None:
    """Delete an own event or engagement with what only it needs; hide a bundled one. Raises `UsageError`."""
    if found.added:
        drop(conn, table_of(found.row), found.id)
    elif reason:
        hide(conn, found.id, reason)
    else:
        raise UsageError(
            f"{found.id} is in the bundled record: hiding it needs a reason",
            "Say why it should not count: --reason TEXT.",
        )


def hide(conn: sqlite3.Connection, id_: str, reason: str, overlay: Overlay | None = None) -> None:
    """Let a bundled row count no more; ``overlay`` is that which a file has for it."""
    found = in_any(conn, id_, ["bundled"])
    overlay = overlay or (found.overlay if found else Overlay())
    conn.execute(PUT["own_hidden"], (id_, reason, *overlay))
