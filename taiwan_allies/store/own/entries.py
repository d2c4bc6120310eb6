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
from taiwan_allies.model.rows import Engagement, Event, Evidence, Source
from taiwan_allies.rules.source_text import SourceText
from taiwan_allies.store.own.journal import TABLES, as_json
from taiwan_allies.store.own.values import Value, changed
from taiwan_allies.store.queries.repository import Repository, tuple_of

ROWS: Final[dict[str, type[Event | Engagement]]] = {"event": Event, "engagement": Engagement}
"""The row type of each table of subjects."""

INSERT: Final = {
    table: f"INSERT INTO {table}({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    for table, columns in TABLES.items()
    for names in [columns[1:] if table == "own_evidence" else columns]
}
"""The statement that inserts a row into each own table; evidence gets its number from the store."""

SourceGiven = str | SourceText
"""A source as the user names it: its id, or a description."""


class Found(NamedTuple):
    """A row of the record as it counts. ``table`` is `event` or `engagement`; ``own`` where it is in the own layer."""

    table: str
    row: Subject
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


# Numbers -----------------------------------------------------------------------------------------


def new_id(conn: sqlite3.Connection, prefix: str, table: str) -> str:
    """The next free id with a prefix (`my-nru`, `my-eng`, `my-src`). None is given twice, not even after an undo."""
    while True:
        row = conn.execute(
            "INSERT INTO own_id VALUES (?, 1) ON CONFLICT (prefix) DO UPDATE SET last = last + 1 RETURNING last",
            (prefix,),
        ).fetchone()
        found = f"{prefix}-{row[0]}"
        # Taken only if somebody wrote it past the program.
        if not conn.execute(f"SELECT 1 FROM {table} WHERE id = ?", (found,)).fetchone():
            return found


def reserve(conn: sqlite3.Connection, id_: str) -> None:
    """Let no number up to that of an id be given out."""
    prefix, _, number = id_.rpartition("-")
    conn.execute(
        "INSERT INTO own_id VALUES (?, ?) ON CONFLICT (prefix) DO UPDATE SET last = max(last, excluded.last)",
        (prefix, int(number)),
    )


# Sources -----------------------------------------------------------------------------------------


class Sources:
    """The documents that the store knows, and what makes an own one of a text that names a new one."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

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
                self.ids[given.key] = self.new(given._asdict())
            return self.ids[given.key]
        if not self.conn.execute("SELECT 1 FROM source WHERE id = ?", (given,)).fetchone():
            raise NotFoundError(
                f"no source has the id {quoted(given)}",
                "`allies sources` lists them; an address or words make a new one.",
            )
        return given

    def same_as(self, fields: Mapping[str, Value]) -> str:
        """The id of the own source that has exactly these fields; a new one where there is none."""
        names = Source._fields[1:]
        found = self.conn.execute(
            f"SELECT id FROM own_source WHERE {' AND '.join(f'{name} IS ?' for name in names)}",
            [fields.get(name) for name in names],
        ).fetchone()
        return str(found[0]) if found else self.new(fields)

    def new(self, fields: Mapping[str, Value]) -> str:
        """Insert an own source; its id."""
        id_ = new_id(self.conn, "my-src", "own_source")
        self.conn.execute(INSERT["own_source"], [id_, *(fields.get(name) for name in Source._fields[1:])])
        return id_


def evidence_for(subject: Subject, cited: Iterable[Cited]) -> list[Evidence]:
    """What sources support, as rows of the store."""
    event, engagement = (subject.id, None) if isinstance(subject, Event) else (None, subject.id)
    return [Evidence(event, engagement, None, *one) for one in cited]


def cite(conn: sqlite3.Connection, subject: Subject, sources: Iterable[str]) -> None:
    """Say that sources give the date of an event or engagement, where they do not already."""
    known = f"SELECT 1 FROM evidence WHERE {table_of(subject)} = ? AND source = ? AND supports = 'date'"
    cited = [Cited(source, "date", subject.date, None, None) for source in sources]
    for row in evidence_for(subject, cited):
        if not conn.execute(known, (subject.id, row.source)).fetchone():
            conn.execute(INSERT["own_evidence"], row)


def drop_evidence(conn: sqlite3.Connection, table: str, id_: str) -> None:
    """Delete the user's evidence for a row, and the user's sources that nothing rests on any more."""
    sources = conn.execute(f"SELECT DISTINCT source FROM own_evidence WHERE {table} = ?", (id_,)).fetchall()
    conn.execute(f"DELETE FROM own_evidence WHERE {table} = ?", (id_,))
    conn.executemany(
        "DELETE FROM own_source WHERE id = ? AND NOT EXISTS (SELECT 1 FROM own_evidence WHERE source = own_source.id)",
        sources,
    )


# Rows --------------------------------------------------------------------------------------------


def find(repository: Repository, id_: str) -> Found:
    """The event or engagement with an id. Raises `NotFoundError`, `UsageError` for one that the user has hidden."""
    id_ = id_.strip()
    for table, row in ROWS.items():
        own = f"EXISTS (SELECT 1 FROM own_{table} AS o WHERE o.id = t.id)"
        found = repository.one(
            tuple_of, f"SELECT {own}, {', '.join(row._fields)} FROM {table} AS t WHERE id = :id", {"id": id_}
        )
        if found:
            return Found(table, row._make(found[1:]), bool(found[0]))
    for reason in repository.column("SELECT reason FROM own_hidden WHERE id = :id", {"id": id_}):
        step = repository.value(
            "SELECT max(step) FROM journal_change WHERE tbl = 'own_hidden' AND key = :id AND before IS NULL",
            {"id": id_},
        )
        back = f"`allies undo --step {step}` shows it again." if step else "`allies data status` lists what is hidden."
        raise UsageError(f"{id_} is hidden: {reason}", back)
    raise repository.no_entry(id_)


def subjects(repository: Repository, table: str, layer: str = "") -> Iterator[Subject]:
    """The rows of a table that count, or those of one layer."""
    sql = f"SELECT {', '.join(ROWS[table]._fields)} FROM {layer}{table}"
    yield from repository.stream(Event, sql) if table == "event" else repository.stream(Engagement, sql)


def base_of(conn: sqlite3.Connection, table: str, id_: str) -> Overlay:
    """The bundled row with an id as what an own one is held against; nothing if there is none."""
    row = conn.execute(
        f"SELECT {as_json(ROWS[table]._fields, 'b')}, (SELECT version FROM record) FROM bundled_{table} AS b WHERE id = ?",
        (id_,),
    ).fetchone()
    return Overlay(*row) if row else Overlay()


def bundled_row(conn: sqlite3.Connection, table: str, id_: str) -> Subject | None:
    """The bundled row with an id."""
    row = ROWS[table]
    found = conn.execute(f"SELECT {', '.join(row._fields)} FROM bundled_{table} WHERE id = ?", (id_,)).fetchone()
    return row._make(found) if found else None


def insert(conn: sqlite3.Connection, subject: Subject, overlay: Overlay) -> None:
    """Insert a row into the own layer."""
    conn.execute(INSERT[f"own_{table_of(subject)}"], (*subject, *overlay))


def update(conn: sqlite3.Connection, subject: Subject, overlay: Mapping[str, str | None]) -> None:
    """Give the own row with the same id these values, and what is kept with it those of ``overlay``."""
    names = [*subject._fields[1:], *overlay]
    conn.execute(
        f"UPDATE own_{table_of(subject)} SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?",
        [*subject[1:], *overlay.values(), subject.id],
    )


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
    cited = list(map(Sources(conn).id_of, sources))
    if isinstance(subject, Event):
        id_ = new_id(conn, f"my-{subject.code.lower()}", "own_event")
        subject = settle_cause(subject)._replace(id=id_)
    else:
        check_engagement(subject, repository.today)
        for twin in repository.column(
            "SELECT id FROM engagement WHERE kind = :kind AND codes IS :codes AND date = :date AND summary = :summary",
            subject._asdict(),
        ):
            raise UsageError(f"this duplicates {twin}", f"`allies edit {twin}` changes it.")
        subject = subject._replace(id=new_id(conn, "my-eng", "own_engagement"))
    insert(conn, subject, Overlay())
    cite(conn, subject, cited)
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


def edit(repository: Repository, found: Found, new: Subject, sources: Sequence[SourceGiven]) -> None:
    """Change an own row, or correct a bundled one. A correction that repeats the record is dropped."""
    conn, table, old = repository.conn, found.table, found.row
    cited = list(map(Sources(conn).id_of, sources))
    if new != old:
        moved = any(getattr(new, name, None) != getattr(old, name, None) for name in MOVING)
        fresh: dict[str, str | None] = {"forced": None} if moved else {}
        if found.own and (found.added or new != bundled_row(conn, table, found.id)):
            update(conn, new, fresh)
        elif found.own:
            conn.execute(f"DELETE FROM own_{table} WHERE id = ?", (found.id,))
        else:
            insert(conn, new, base_of(conn, table, found.id))
        move_evidence(conn, old, new)
    cite(conn, new, cited)


MOVING: Final = ("code", "kind", "date", "local_date")
"""The fields that decide where in a sequence an event stands: what was forced there is another question elsewhere."""


def remove(repository: Repository, found: Found, reason: str | None) -> None:
    """Delete an own event or engagement with what only it needs; hide a bundled one. Raises `UsageError`."""
    conn = repository.conn
    if found.added:
        conn.execute(f"DELETE FROM own_{found.table} WHERE id = ?", (found.id,))
        drop_evidence(conn, found.table, found.id)
        return
    if not reason:
        raise UsageError(
            f"{found.id} is in the bundled record: hiding it needs a reason",
            "Say why it should not count: --reason TEXT.",
        )
    hide(conn, found.id, reason, base_of(conn, found.table, found.id))


def hide(conn: sqlite3.Connection, id_: str, reason: str, overlay: Overlay) -> None:
    """Let a bundled row count no more."""
    conn.execute(INSERT["own_hidden"], (id_, reason, overlay.base, overlay.base_version))
