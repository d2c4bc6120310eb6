"""Stores in memory for tests of the own record: quick to make, each with the bundled record and nothing else."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import made_up

from taiwan_allies.context import from_process
from taiwan_allies.model.own import ImportReport
from taiwan_allies.model.rows import Engagement, Event
from taiwan_allies.output.formats import FORMATS, Answer
from taiwan_allies.output.result import Result
from taiwan_allies.rules import source_text
from taiwan_allies.store.db import derived
from taiwan_allies.store.db.connection import Store
from taiwan_allies.store.own import entries, exporter, journal, write
from taiwan_allies.store.own.importer import Imported, import_rows
from taiwan_allies.store.own.read_rows import Rows
from taiwan_allies.store.own.values import blank
from taiwan_allies.store.own.write import Request
from taiwan_allies.store.queries.repository import Repository

TODAY = date(2026, 11, 24)
SOURCE = "https://example.org/news"


def new_store() -> Repository:
    """A store as the first command leaves it."""
    return Repository(Store(made_up.new_store(), None, []), TODAY)


def event(**fields: Any) -> Event:
    return blank(Event)._replace(**fields)


def engagement(**fields: Any) -> Engagement:
    return blank(Engagement)._replace(**fields)


def all_rows(repository: Repository, sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    return list(repository.tuples(sql, values))


def add(
    repository: Repository, code: str, kind: str, when: str, *sources: str, force: bool = False, **fields: Any
) -> str:
    """Add an own event as one step; its id."""
    row = event(code=code, kind=kind, date=when, **fields)
    done = write.add(repository, Request("add", force=force), [row], read(*sources or (SOURCE,)))
    return done.rows[0].id


def read(*sources: str) -> list[entries.SourceGiven]:
    return [source_text.read(source) for source in sources]


def edit(repository: Repository, id_: str, *sources: str, force: bool = False, **changes: Any) -> None:
    write.edit(repository, Request("edit", force=force), id_, changes, read(*sources))


def remove(
    repository: Repository, id_: str, reason: str | None = "it should not count", *, force: bool = False
) -> None:
    write.remove(repository, Request("rm", force=force), [id_], reason)


def undo(repository: Repository, *numbers: int, forced: bool = True) -> None:
    """Take back steps, or the last one."""
    with journal.step(repository, "undo") as step:
        write.take_back(repository, step, numbers or journal.last(repository, step.number), forced=forced)
        step.summary = "undo"


def export(repository: Repository, kind: str = "ndjson", types: str = "recognition", *, mine: bool = False) -> str:
    """What `allies export` writes."""
    names, rows = exporter.mine(repository) if mine else exporter.stream(repository, types)
    return "".join(FORMATS[kind].write(Answer(Result(rows, fields=names)), from_process()))


def take(
    repository: Repository,
    content: str | bytes,
    kind: str | None = None,
    *,
    force: bool = False,
    ignore: bool = False,
) -> ImportReport:
    """What `allies import` does with a file of this content."""
    return imported(repository, content, kind, force=force, ignore=ignore).report


def imported(
    repository: Repository,
    content: str | bytes,
    kind: str | None = None,
    *,
    force: bool = False,
    ignore: bool = False,
) -> Imported:
    stream = io.BufferedReader(io.BytesIO(content.encode() if isinstance(content, str) else content))
    rows = Rows(stream, "file", kind, ignore_unknown=ignore)
    return import_rows(repository, Request("import", force=force), rows)


def journal_of(repository: Repository, step: int) -> list[tuple[Any, ...]]:
    """The changes of a step as they are stored."""
    return all_rows(
        repository,
        "SELECT tbl, key, before, after FROM journal_change WHERE step = :step ORDER BY tbl, key, id",
        {"step": step},
    )


def sound(repository: Repository) -> None:
    """The store is what its triggers and constraints promise, whoever wrote to it."""
    assert repository.column("PRAGMA integrity_check") == ["ok"]
    assert repository.column("PRAGMA foreign_key_check") == []
    assert derived.differences(repository.conn) == 0
    assert all_rows(repository, "SELECT paused, step FROM writing") == [(0, None)]
    assert repository.column("SELECT id FROM own_evidence WHERE source NOT IN (SELECT id FROM source)") == []
