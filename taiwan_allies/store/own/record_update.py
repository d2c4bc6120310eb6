"""What an update of the bundled record does to the own record that lies over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from taiwan_allies.store.dataset import bundled

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

UPDATE: Final = "(record update)"
"""The command that the journal gives for what an update of the record did to the own record."""

NAMED: Final = 5
"""Ids that a sentence names before it only counts them."""


def replace_record(conn: sqlite3.Connection, folder: Path = bundled.DATA) -> list[str]:
    """Load the record in ``folder`` over the loaded one, inside the caller's transaction; what to tell the user.

    Own rows stay as they are and keep their effect. Only a correction of which the new record says all that the user
    had changed is dropped, as a step of its own in the journal.
    """
    first = conn.execute("SELECT 1 FROM record").fetchone() is None
    bundled.load(conn, folder)
    return [] if first else [*_drop_the_same(conn), *_unsettled(conn)]


def _drop_the_same(conn: sqlite3.Connection) -> Iterator[str]:
    same = [id_ for (id_,) in conn.execute("SELECT id FROM own_change WHERE status = 'same' ORDER BY id")]
    if not same:
        return
    summary = f"the record now says what you had corrected: {some(same)}"
    # The caller's transaction is open already, so this is no `journal.step`.
    step = conn.execute(
        "INSERT INTO journal_step(at, command, summary) VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?)",
        (UPDATE, summary),
    ).lastrowid
    conn.execute("UPDATE writing SET step = ?", (step,))
    for table in ("own_event", "own_engagement"):
        conn.executemany(f"DELETE FROM {table} WHERE id = ?", [(id_,) for id_ in same])
    conn.execute("UPDATE writing SET step = NULL")
    yield f"{summary}; your correction was dropped (`allies undo --step {step}` brings it back)"


def _unsettled(conn: sqlite3.Connection) -> Iterator[str]:
    conflicts = [id_ for (id_,) in conn.execute("SELECT id FROM conflict ORDER BY id")]
    if conflicts:
        yield (
            f"the new record and your own differ on {some(conflicts)}: yours counts;"
            " `allies data status` shows both, `allies data resolve` settles it"
        )
    pairs = conn.execute("SELECT id, bundled FROM possible_duplicate ORDER BY id").fetchall()
    if pairs:
        yield (
            f"the new record may have what you had added: {some([f'{id_} as {other}' for id_, other in pairs])};"
            " `allies data status` shows both, `allies data resolve` settles it"
        )


def some(names: Sequence[str]) -> str:
    """The names in a sentence: the first few, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
