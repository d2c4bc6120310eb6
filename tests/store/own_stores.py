"""Stores in memory for tests of the own record: quick to make, each with the bundled record and nothing else."""

from __future__ import annotations

import io
import sqlite3
from datetime import date
from functools import cache
from typing import Any

from taiwan_allies.output.formats import FORMATS
from taiwan_allies.store.db.connection import Store, set_up
from taiwan_allies.store.own import entries as own
from taiwan_allies.store.own import exporter as stream
from taiwan_allies.store.own import importer as intake
from taiwan_allies.store.own import journal
from taiwan_allies.store.own.read_rows import Rows
from taiwan_allies.store.queries.query import Ask

TODAY = date(2026, 11, 24)
SOURCE = "https://example.org/news"


@cache
def _template() -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    set_up(conn, None)
    return conn


def new_store() -> Ask:
    """A store as the first command leaves it."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    _template().backup(conn)
    conn.execute("PRAGMA foreign_keys = ON")
    return Ask(Store(conn, None, []), TODAY)


def add(ask: Ask, code: str, kind: str, when: str, *sources: str, force: bool = False, **fields: Any) -> str:
    """Add an own event as one step; its id."""
    ids: list[str] = []
    row = {"code": code, "kind": kind, "date": when, **fields}

    def act() -> list[str]:
        ids.append(own.add_event(ask, row, sources or (SOURCE,)))
        return ids

    with journal.step(ask, "add") as step:
        own.apply(ask, act, codes=[code], days=(), forced=force, reason=fields.get("note"))
        step.summary = f"add {ids[0]}"
    return ids[0]


def edit(ask: Ask, id_: str, *sources: str, **changes: Any) -> None:
    with journal.step(ask, "edit") as step:
        own.edit(ask, own.find(ask, id_), changes, sources)
        step.summary = f"edit {id_}"


def remove(ask: Ask, id_: str, reason: str | None = "it should not count") -> None:
    with journal.step(ask, "rm") as step:
        own.remove(ask, own.find(ask, id_), reason)
        step.summary = f"rm {id_}"


def undo(ask: Ask, *numbers: int, forced: bool = True) -> None:
    """Take back steps, or the last one."""
    with journal.step(ask, "undo") as step:
        own.take_back(ask, step, numbers or journal.last(ask, step.number), forced=forced)
        step.summary = "undo"


def export(ask: Ask, kind: str = "ndjson", types: str = "recognition", *, mine: bool = False) -> str:
    """What `allies export` writes."""
    names, rows = stream.mine(ask) if mine else stream.stream(ask, types)
    return "".join(FORMATS[kind](names, rows) if kind in {"json", "ndjson"} else FORMATS[kind](names, rows, True))


def take(
    ask: Ask, content: str | bytes, kind: str | None = None, *, force: bool = False, ignore: bool = False
) -> intake.Report:
    """What `allies import` does with a file of this content."""
    stream = io.BufferedReader(io.BytesIO(content.encode() if isinstance(content, str) else content))
    rows = Rows(stream, "file", kind, ignore_unknown=ignore)
    with journal.step(ask, "import", trusted=True) as step:
        report = intake.take_in(ask, step, "file", rows, forced=force)
        step.summary = "import file"
    return report


def journal_of(ask: Ask, step: int) -> list[tuple[Any, ...]]:
    """The changes of a step as they are stored."""
    rows: list[tuple[Any, ...]] = ask.rows(
        "SELECT tbl, key, before, after FROM journal_change WHERE step = :step ORDER BY tbl, key, id", {"step": step}
    )
    return rows


def sound(ask: Ask) -> None:
    """The store is what its triggers and constraints promise, whoever wrote to it."""
    assert ask.rows("PRAGMA integrity_check") == [("ok",)]
    assert ask.rows("PRAGMA foreign_key_check") == []
    for table, derived in (("event", "event_merged"), ("engagement", "engagement_merged"), ("spell", "spell_derived")):
        columns = ", ".join(f'"{name}"' for _, name, *_ in ask.rows(f"PRAGMA table_info({table})"))
        assert sorted(ask.rows(f"SELECT {columns} FROM {table}"), key=str) == sorted(
            ask.rows(f"SELECT {columns} FROM {derived}"), key=str
        )
    assert ask.rows("SELECT paused, step FROM refresh, journal_current") == [(0, None)]
    assert ask.rows("SELECT id FROM own_evidence WHERE source NOT IN (SELECT id FROM source)") == []
