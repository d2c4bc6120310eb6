"""Made-up versions of the record and of the program, and a user who may not write everywhere."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from taiwan_allies.model.rows import Event
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset.descriptor import seal
from taiwan_allies.store.db import setup
from taiwan_allies.store.db.connection import Store
from taiwan_allies.store.db.schema import SCHEMA
from taiwan_allies.store.queries.repository import Repository

ROOT = Path(__file__).parent.parent
Rows = list[dict[str, str]]
Edit = Callable[[Rows], Rows | None]
NEXT = "2027.1.0"


class MadeUp:
    """Makes data packages and whole programs with another record or schema, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def package(self, version: str = NEXT, as_of: str = "2026-11-20", /, **edits: Edit) -> Path:
        """The record with some files edited, sealed as ``version``."""
        return self._edited(bundled.DATA, self.folder / f"data-{version}", version, as_of, edits)

    def program(
        self, version: str = NEXT, *, migration: Sequence[str] = (), schema: int = SCHEMA + 1, **edits: Edit
    ) -> dict[str, str]:
        """A program that brings another record; with the statements of a ``migration`` also another schema.

        What to set to run it.
        """
        folder = self.folder / f"program-{version}-{schema if migration else SCHEMA}"
        # With the bytecode, where it is finished: each made-up program would compile all of it once more.
        skip = shutil.ignore_patterns("*.pyc.*", "data")
        shutil.copytree(ROOT / "taiwan_allies", folder / "taiwan_allies", ignore=skip)
        shutil.copytree(ROOT / "migrations", folder / "migrations", ignore=skip)
        self._edited(bundled.DATA, folder / "taiwan_allies" / "data", version, "2026-11-20", edits)
        if migration:
            (folder / "migrations" / f"{schema:04}_made_up.py").write_text(f"STATEMENTS = {list(migration)!r}\n")
        return {"PYTHONPATH": str(folder)}

    def _edited(self, source: Path, target: Path, version: str, as_of: str, edits: dict[str, Edit]) -> Path:
        shutil.copytree(source, target)
        for resource, edit in edits.items():
            with open(target / f"{resource}.csv", encoding="utf-8", newline="") as stream:
                reader = csv.DictReader(stream)
                names, rows = list(reader.fieldnames or ()), list(reader)
            edited = edit(rows)
            with open(target / f"{resource}.csv", "w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, names, lineterminator="\n", restval="")
                writer.writeheader()
                writer.writerows(rows if edited is None else edited)
        seal(target, version, as_of)
        return target


def change(id_: str, /, **fields: str) -> Edit:
    """Give one row other values."""

    def edit(rows: Rows) -> None:
        row = next(row for row in rows if row["id"] == id_)
        row.update(fields)

    return edit


def add(**fields: str) -> Edit:
    """Add a row."""

    def edit(rows: Rows) -> None:
        rows.append(fields)

    return edit


def without(id_: str) -> dict[str, Edit]:
    """The edits that take an event out of the record."""
    return {
        "events": lambda rows: [row for row in rows if row["id"] != id_],
        "evidence": lambda rows: [row for row in rows if row["event"] != id_],
        "claims": lambda rows: [row for row in rows if row["event"] != id_],
    }


def new_store(folder: Path = bundled.DATA) -> sqlite3.Connection:
    """A store in memory with the record in ``folder``."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    if folder == bundled.DATA:
        conn.deserialize(_shipped())
    else:
        setup.set_up(conn, None, folder)
    conn.execute("PRAGMA foreign_keys = ON")
    return conn


@cache
def _shipped() -> bytes:
    """The store of a new user. Loading the record takes a tenth of a second, and hundreds of tests begin with it."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    setup.set_up(conn, None)
    return conn.serialize()


def asking(conn: sqlite3.Connection, today: str = "2026-11-24") -> Repository:
    """Questions to a store in memory."""
    return Repository(Store(conn, None, []), date.fromisoformat(today))


COLUMNS = ", ".join(Event._fields)
ROW = "json_object(" + ", ".join(f"'{name}', {name}" for name in Event._fields) + ")"


def correct(conn: sqlite3.Connection, id_: str, **fields: str | None) -> None:
    """Correct a bundled event, as `edit` does."""
    conn.execute(
        f"INSERT INTO own_event({COLUMNS}, base, base_version) SELECT {COLUMNS}, {ROW}, (SELECT version FROM record)"
        " FROM bundled_event WHERE id = ?",
        (id_,),
    )
    for name, value in fields.items():
        conn.execute(f"UPDATE own_event SET {name} = ? WHERE id = ?", (value, id_))


def hide(conn: sqlite3.Connection, id_: str, reason: str = "wrong") -> None:
    """Hide a bundled event, as `rm` does."""
    conn.execute(
        f"INSERT INTO own_hidden SELECT id, ?, {ROW}, (SELECT version FROM record), NULL FROM bundled_event WHERE id = ?",
        (reason, id_),
    )


def obey_permissions() -> None:
    """For a child process of root: be refused what others would be (CAP_DAC_OVERRIDE and _READ_SEARCH go at exec)."""
    if os.geteuid() == 0:
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (1, 2):
            assert libc.prctl(24, capability, 0, 0, 0) == 0
