"""How a store fares: what `allies doctor` asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from taiwan_allies.store.queries.query import Ask


class Own(NamedTuple):
    """How much of the user's own lies in the store, and how much of it an update has left to be settled."""

    events: int
    engagements: int
    hidden: int
    steps: int
    conflicts: int
    duplicates: int


def schema_version(ask: Ask) -> int:
    """The number of the last migration of the store."""
    return int(ask.row("PRAGMA user_version")[0])


def damage(ask: Ask, most: int = 3) -> list[str]:
    """What SQLite finds wrong with the file, at most so many faults; empty when it is whole."""
    return [text for (text,) in ask.rows(f"PRAGMA quick_check({most})") if text != "ok"]


def own(ask: Ask) -> Own:
    """The user's own record in numbers."""
    tables = ("own_event", "own_engagement", "own_hidden", "journal_step", "conflict", "possible_duplicate")
    return Own(*ask.row("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)))
