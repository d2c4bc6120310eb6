"""The two layers: what an update of the bundled record does to the own record over it, and how the user settles it."""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING, Any, Final

from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.store.dataset import bundled

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from taiwan_allies.store.queries.query import Ask

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
    same = [id_ for (id_,) in conn.execute("SELECT id FROM own_change WHERE state = 'same' ORDER BY id")]
    if not same:
        return
    summary = f"the record now says what you had corrected: {some(same)}"
    # The caller's transaction is open already, so this is no `journal.step`.
    step = conn.execute(
        "INSERT INTO journal_step(at, command, summary) VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?)",
        (UPDATE, summary),
    ).lastrowid
    conn.execute("UPDATE journal_current SET step = ?", (step,))
    for table in ("own_event", "own_engagement"):
        conn.executemany(f"DELETE FROM {table} WHERE id = ?", [(id_,) for id_ in same])
    conn.execute("UPDATE journal_current SET step = NULL")
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


# What lies over the record -----------------------------------------------------------------------

OPEN_STATES: Final = ("conflict", "withdrawn", "duplicate")
"""The states that ask the user for a decision."""


def status(ask: Ask, *, only_open: bool = False) -> Iterator[tuple[Any, ...]]:
    """Everything own: id, what, code, kind, mine, theirs, base, state; first what is to be settled.

    ``what`` is `correction`, `hidden` or `addition`. ``mine``, ``theirs`` (the record now) and ``base`` (the record
    when the user changed it) give the fields in which the three differ. ``state`` is `conflict`, `withdrawn` (the
    record dropped what the user corrected), `duplicate`, `same`, `moot` (it dropped what the user hid) or `ok`.
    """
    order = {state: n for n, state in enumerate((*OPEN_STATES, "same", "moot"))}
    changes = ask.rows(
        "SELECT c.id, what, own, bundled, c.base, state, reason FROM own_change AS c LEFT JOIN own_hidden AS h ON h.id = c.id"
    )
    for row in sorted((_change(*row) for row in changes), key=lambda row: (order.get(row[-1], 9), row[0])):
        if not only_open or row[-1] in OPEN_STATES:
            yield row
    twins = {
        id_: (other, day) for id_, other, day in ask.rows("SELECT id, bundled, bundled_date FROM possible_duplicate")
    }
    added = """
        SELECT id, code, kind, date FROM own_event WHERE id GLOB 'my-*'
        UNION ALL SELECT id, codes, type, date FROM own_engagement WHERE id GLOB 'my-*' ORDER BY 1"""
    rows = ask.rows(added) if twins or not only_open else []
    for id_, code, kind, day in sorted(rows, key=lambda row: row[0] not in twins):
        other, theirs = twins.get(id_, (None, None))
        if other is not None or not only_open:
            state = "duplicate" if other else "ok"
            yield (id_, "addition", code, kind, f"date: {day}", other and f"{other}: date: {theirs}", None, state)


def _change(
    id_: str, what: str, own: str | None, theirs: str | None, base: str | None, state: str, reason: str | None
) -> tuple[Any, ...]:
    versions: list[dict[str, Any]] = [loads(text) if text else {} for text in (own, theirs, base)]
    versions = [version or {} for version in versions]
    mine, now, then = versions
    known = mine or now or then
    compared = [v for v in versions if v]
    fields = [name for name in known if len({str(v.get(name)) for v in compared}) > 1]

    def told(version: dict[str, Any]) -> str | None:
        return "; ".join(f"{name}: {_short(version.get(name))}" for name in fields or ["date"]) if version else None

    return (
        id_,
        what,
        known.get("code", known.get("codes")),
        known.get("kind", known.get("type")),
        f"hidden: {reason}" if what == "hidden" else told(mine),
        told(now),
        told(then),
        "ok" if state == "unchanged" else state,
    )


def _short(value: object) -> str:
    return "none" if value is None else str(value)


# Settling ----------------------------------------------------------------------------------------


def resolve(ask: Ask, ids: Iterable[str], *, mine: bool) -> list[tuple[str, str, str]]:
    """Settle what is own about ``ids``, inside a step of the journal; id, what and what was done for each.

    ``mine``: a correction or hiding stays and is held against the record as it is now; for an added event that the
    record has too the record's is hidden. Otherwise the own row goes. Raises `NotFoundError` for an id about which
    nothing is own.
    """
    done = []
    for id_ in dict.fromkeys(ids):
        change = ask.rows("SELECT what, bundled, state FROM own_change WHERE id = :id", {"id": id_})
        if change:
            done.append((id_, change[0][0], _resolve_change(ask, id_, *change[0], mine=mine)))
            continue
        twin = ask.rows("SELECT bundled FROM possible_duplicate WHERE id = :id", {"id": id_})
        if twin:
            done.append((id_, "addition", _resolve_twin(ask, id_, [other for (other,) in twin], mine=mine)))
            continue
        if ask.rows(
            "SELECT 1 FROM own_event WHERE id = :id UNION ALL SELECT 1 FROM own_engagement WHERE id = :id", {"id": id_}
        ):
            raise UsageError(
                f"{id_}: the record has nothing like it, there is nothing to settle", f"`allies rm {id_}` deletes it."
            )
        from taiwan_allies.dates.partial import quoted

        raise NotFoundError(f"nothing of your own has the id {quoted(id_)}", "`allies data status` lists it.")
    return done


def _resolve_change(ask: Ask, id_: str, what: str, theirs: str | None, state: str, *, mine: bool) -> str:
    tables = ("own_hidden",) if what == "hidden" else ("own_event", "own_engagement")
    if mine:
        if state == "unchanged":
            return "nothing to settle"
        for table in tables:
            ask.conn.execute(
                f"UPDATE {table} SET base = ?, base_version = ? WHERE id = ?",
                (theirs or "null", ask.record[0], id_),
            )
        return "stays hidden" if what == "hidden" else "yours counts"
    for table in tables:
        ask.conn.execute(f"DELETE FROM {table} WHERE id = ?", (id_,))
    if what == "hidden":
        return "shown again" if theirs else "forgotten"
    _drop_evidence(ask, id_)
    return "the record's counts" if theirs else "gone, as in the record"


def _resolve_twin(ask: Ask, id_: str, others: Sequence[str], *, mine: bool) -> str:
    from taiwan_allies.store.own.entries import find, remove

    names = ", ".join(others)
    if not mine:
        remove(ask, find(ask, id_), None)
        return f"deleted, {names} counts"
    for other in others:
        remove(ask, find(ask, other), f"the same as {id_}")
    return f"yours counts, {names} is hidden"


def _drop_evidence(ask: Ask, id_: str) -> None:
    """Take away the user's evidence for ``id_``, and the user's sources that nothing rests on any more."""
    from taiwan_allies.store.own.entries import drop_unused_sources

    sources = ask.rows("SELECT source FROM own_evidence WHERE :id IN (event, engagement)", {"id": id_})
    ask.conn.execute("DELETE FROM own_evidence WHERE ? IN (event, engagement)", (id_,))
    drop_unused_sources(ask.conn, [source for (source,) in sources])
