"""Made-up versions of the record and of the program, and a user who may not write everywhere."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset import descriptor as package
from taiwan_allies.store.db import connection
from taiwan_allies.store.db.connection import Store
from taiwan_allies.store.db.schema import SCHEMA
from taiwan_allies.store.queries.query import Ask

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
        self, version: str = NEXT, *, migration: str = "", schema: int = SCHEMA + 1, **edits: Edit
    ) -> dict[str, str]:
        """A program that brings another record; with ``migration`` also another schema. What to set to run it."""
        folder = self.folder / f"program-{version}-{schema if migration else SCHEMA}"
        skip = shutil.ignore_patterns("__pycache__", "data")
        shutil.copytree(ROOT / "taiwan_allies", folder / "taiwan_allies", ignore=skip)
        shutil.copytree(ROOT / "migrations", folder / "migrations", ignore=skip)
        self._edited(bundled.DATA, folder / "taiwan_allies" / "data", version, "2026-11-20", edits)
        if migration:
            text = f"{migration}\nPRAGMA user_version = {schema};\n"
            (folder / "migrations" / f"{schema:04}_made_up.sql").write_text(text)
            file = folder / "taiwan_allies" / "store" / "db" / "schema.py"
            file.write_text(file.read_text().replace(f"SCHEMA = {SCHEMA}", f"SCHEMA = {schema}"))
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
        package.seal(target, version, as_of)
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
    connection.set_up(conn, None, folder)
    conn.execute("PRAGMA foreign_keys = ON")
    return conn


def asking(conn: sqlite3.Connection, today: str = "2026-11-24") -> Ask:
    """Questions to a store in memory."""
    return Ask(Store(conn, None, []), date.fromisoformat(today))


ROW = "json_object('id', id, 'code', code, 'kind', kind, 'date', date, 'local_date', local_date, 'initiated_by', initiated_by, 'cause', cause, 'prc_date', prc_date, 'memory', memory, 'note', note)"
COLUMNS = "id, code, kind, date, local_date, initiated_by, cause, prc_date, memory, note"


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
        f"INSERT INTO own_hidden SELECT id, ?, {ROW}, (SELECT version FROM record) FROM bundled_event WHERE id = ?",
        (reason, id_),
    )


def obey_permissions() -> None:
    """For a child process of root: be refused what others would be (CAP_DAC_OVERRIDE and _READ_SEARCH go at exec)."""
    if os.geteuid() == 0:
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (1, 2):
            assert libc.prctl(24, capability, 0, 0, 0) == 0
