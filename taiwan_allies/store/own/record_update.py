"""What an update of the bundled record does to the own record that lies over it, and to the counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.own import journal
from taiwan_allies.store.own.same_edge import set_aside

UPDATE: Final = "(record update)"
"""The command that the journal gives for an update of the record."""

NAMED: Final = 5
"""Ids and states that a sentence names before it only counts them."""

_SETTLE: Final = "`allies data status` shows both, `allies data resolve` settles it"


class Spells(NamedTuple):
    """The spells that a record makes together with the own one."""

    version: str
    days: frozenset[tuple[str, str, str | None]]

    def open_on(self, day: str) -> set[str]:
        return {code for code, start, end in self.days if start <= day and (end is None or end > day)}


def replace_record(
    conn: sqlite3.Connection, folder: bundled.Folder = bundled.DATA, known: bundled.Identity | None = None
) -> list[str]:
    """Load the record in ``folder`` over the loaded one, inside the caller's transaction; what to tell the user.

    Own rows stay as they are and keep their effect. Only a correction of which the new record says all that the user
    had changed is dropped. That, and what the update does to the counts, is a step of the journal.
    """
    before = spells(conn)
    bundled.load(conn, folder, known)
    if before is None:
        return []
    step = journal.begin(conn, UPDATE)
    summary, same = merge(conn, before)
    conn.execute("UPDATE writing SET step = NULL")
    if summary:
        conn.execute("UPDATE journal_step SET summary = ? WHERE step = ?", (summary, step))
    else:
        conn.execute("DELETE FROM journal_step WHERE step = ?", (step,))
    undo = f"; your correction was dropped (`allies undo --step {step}` brings it back)"
    return [*([_dropped(same) + undo] if same else []), *unsettled(conn)]


def merge(conn: sqlite3.Connection, before: Spells) -> tuple[str, list[str]]:
    """Let the own record lie over the one that was just loaded; what that does, in a sentence, and which own rows went.

    It is part of the step that is being written.
    """
    same = [id_ for (id_,) in conn.execute("SELECT id FROM own_change WHERE status = 'same' ORDER BY id")]
    for table in ("own_event", "own_engagement"):
        conn.executemany(f"DELETE FROM {table} WHERE id = ?", [(id_,) for id_ in same])
    set_aside(conn)
    return "; ".join(filter(None, [_counts(conn, before), _dropped(same)])), same


def _dropped(same: Sequence[str]) -> str:
    return f"the record now says what you had corrected: {some(same)}" if same else ""


def spells(conn: sqlite3.Connection) -> Spells | None:
    """What the loaded record makes together with the own one; None before the first load."""
    record = conn.execute("SELECT version FROM record").fetchone()
    return Spells(record[0], frozenset(conn.execute("SELECT code, start_day, end_day FROM spell"))) if record else None


def _counts(conn: sqlite3.Connection, before: Spells) -> str:
    """What a new record changed in the count on its as-of day, and whose spells are others; empty if it is no new one."""
    now = spells(conn)
    if now is None or now == before:
        return ""
    (day,) = conn.execute("SELECT as_of FROM record").fetchone()
    names = dict(conn.execute("SELECT code, name FROM state"))

    def named(codes: set[str]) -> str:
        return some(sorted(names.get(code, code) for code in codes))

    old, new = before.open_on(day), now.open_on(day)
    signs = "; ".join(f"{sign} {named(codes)}" for sign, codes in (("+", new - old), ("-", old - new)) if codes)
    moved = {code for code, *_ in before.days ^ now.days} - (old ^ new)
    count = f"{len(old)} -> {len(new)} allies on {day} ({signs})" if signs else f"{len(new)} allies on {day} as before"
    others = f"; other days for {named(moved)}" if moved else ""
    return f"record {before.version} -> {now.version}: {count}{others}"


def unsettled(conn: sqlite3.Connection) -> Iterator[str]:
    """What an update has left for the user to settle, in sentences."""
    conflicts = [id_ for (id_,) in conn.execute("SELECT id FROM conflict ORDER BY id")]
    if conflicts:
        yield f"the new record and your own differ on {some(conflicts)}: yours counts; {_SETTLE}"
    pairs = conn.execute("SELECT id, bundled FROM possible_duplicate ORDER BY id").fetchall()
    if pairs:
        names = some([f"{id_} as {other}" for id_, other in pairs])
        yield f"the new record may have what you had added: {names}: yours counts; {_SETTLE}"


def some(names: Sequence[str]) -> str:
    """The names in a sentence: the first few, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
