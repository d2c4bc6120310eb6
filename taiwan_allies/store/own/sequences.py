"""Whether the events of a state can follow one another after a change, and what the change did to the count."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from json import dumps
from typing import Final, NamedTuple

from taiwan_allies.errors import UsageError
from taiwan_allies.rules.sequence import Span, Turn, Violation, violations
from taiwan_allies.store.own.same_edge import set_aside
from taiwan_allies.store.queries.counts import number_on
from taiwan_allies.store.queries.repository import Repository

Found = Mapping[str, Sequence[Violation]]
"""What is impossible, by state."""

Act = Callable[[], Iterable[str]]
"""What writes, and returns the ids that it wrote."""

_FELL: Final = "then {} could not stand"
"""What is said of an event that a change to another one makes impossible."""

FORCE: Final = "Say --force and, in a note, why, if it is true all the same."


def violations_in(repository: Repository, codes: Iterable[str]) -> dict[str, list[Violation]]:
    """What is impossible now in the events of each of these states, but for what the user has forced."""
    wanted = dumps(sorted(set(codes)))
    spans = repository.tuples(
        "SELECT code, name, existed_from, existed_to FROM state WHERE code IN (SELECT value FROM json_each(:codes)) ORDER BY code",
        {"codes": wanted},
    )
    today = repository.today.isoformat()
    found = {code: [*violations(_turns(repository, code), Span.of(*span), today)] for code, *span in spans}
    forced = _forced(repository, {v.id for some in found.values() for v in some})
    return {code: [v for v in some if v.id not in forced] for code, some in found.items()}


def _forced(repository: Repository, ids: set[str]) -> set[str]:
    """Those events that the user has forced: own ones that say so, and others that an own row says cannot stand."""
    sql = "SELECT id FROM own_event WHERE id IN (SELECT value FROM json_each(:ids)) AND forced IS NOT NULL"
    forced = set(repository.column(sql, {"ids": dumps(list(ids))}))
    if any(not id_.startswith("my-") for id_ in ids - forced):
        said = "SELECT forced FROM {} WHERE forced LIKE '%" + _FELL.format("%") + "%'"
        marks = repository.column(" UNION ALL ".join(map(said.format, ("own_event", "own_hidden"))))
        forced.update(re.findall(_FELL.format(r"(\S+)"), " ".join(marks)))
    return forced


def _turns(repository: Repository, code: str) -> Iterable[Turn]:
    sql = (
        "SELECT id, kind, date, date_min, date_max, local_date FROM event WHERE code = :code ORDER BY date_max, seq, id"
    )
    return repository.stream(Turn, sql, {"code": code})


def worse(before: Found, after: Found) -> list[Violation]:
    """The violations that are new."""
    known = {(v.id, v.rule) for found in before.values() for v in found}
    return [v for found in after.values() for v in found if (v.id, v.rule) not in known]


def refuse(new: Sequence[Violation], written: Collection[str], hint: str) -> None:
    """Raises `UsageError` with the first violation: by a row that was ``written``, else by one that could not stand."""
    for violation in sorted(new, key=lambda v: v.id not in written):
        then = "" if violation.id in written else f"{_FELL.format(violation.id)}: "
        raise UsageError(f"not possible: {then}{violation.reason}", hint)


def force(conn: sqlite3.Connection, new: Sequence[Violation], written: Collection[str]) -> None:
    """Mark own rows that stand against the rules, with the rules that each of them breaks.

    Where it is an event of the record that cannot stand any more, what the user wrote about its state is marked.
    """
    if not new:
        return
    reasons, then = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for violation in new:
        reasons[violation.id].append(violation.reason)
    conn.execute("UPDATE writing SET paused = 1")  # it decides nothing that is derived
    left = reasons.keys() - _mark(conn, "own_event", reasons)
    for violation in new:
        if violation.id in left:
            own = [id_ for (id_,) in conn.execute(_ABOUT, (violation.id,))]
            for id_ in [id_ for id_ in own if id_ in written] or own:
                then[id_].append(f"{_FELL.format(violation.id)}: {violation.reason}")
    marked = _mark(conn, "own_event", then)
    _mark(conn, "own_hidden", {id_: some for id_, some in then.items() if id_ not in marked})
    conn.execute("UPDATE writing SET paused = 0")


_ABOUT: Final = (
    "WITH about AS (SELECT code FROM bundled_event WHERE id = ?) SELECT id FROM own_event WHERE code IN about"
    " UNION SELECT id FROM own_hidden JOIN bundled_event USING (id) WHERE code IN about"
)
_AT_ONCE: Final = 1_000
"""Rows in one statement, which costs as much as some rows; one for all of them would keep them all in memory."""


def _mark(conn: sqlite3.Connection, table: str, reasons: Mapping[str, Sequence[str]]) -> set[str]:
    """Add reasons to the rows of a table that there are; their ids."""
    sql = (
        f"UPDATE {table} SET forced = coalesce(forced || '; ', '') || mark.value"
        f" FROM json_each(?) AS mark WHERE mark.key = {table}.id RETURNING {table}.id"
    )
    marks = [(id_, "; ".join(some)) for id_, some in reasons.items()]
    found: set[str] = set()
    for start in range(0, len(marks), _AT_ONCE):
        found.update(id_ for (id_,) in conn.execute(sql, (dumps(dict(marks[start : start + _AT_ONCE])),)))
    return found


class Effect(NamedTuple):
    """What a change did: allies at the end of each day that matters and of today, before and after; what was forced."""

    before: dict[str, int]
    after: dict[str, int]
    today_before: int
    today_after: int
    forced: Sequence[Violation]


def apply(
    repository: Repository,
    act: Act,
    *,
    codes: Iterable[str],
    days: Iterable[str] = (),
    forced: bool = False,
    reason: str | None = None,
    hint: str = FORCE,
) -> Effect:
    """Run ``act``, which writes and returns the ids that it wrote, and see what it does to the states and the count.

    Raises `UsageError` when an event becomes impossible by it, unless it is ``forced`` and a ``reason`` is given.
    """
    today = repository.today.isoformat()
    wanted, codes = {*days, today}, set(codes)

    def counts() -> dict[str, int]:
        return {day: number_on(repository, date.fromisoformat(day)) for day in wanted}

    violations_before, before = violations_in(repository, codes), counts()
    ids = set(act())
    set_aside(repository.conn, codes)
    new = worse(violations_before, violations_in(repository, codes))
    if new and not (forced and reason):
        refuse(new, ids, "With --force say in a note why it is true all the same: --note TEXT." if forced else hint)
    force(repository.conn, new, ids)
    after = counts()
    return Effect(before, after, before[today], after[today], new)
