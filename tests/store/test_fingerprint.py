"""A store whose tables, indexes, triggers and views are not ours takes no write, and `check` and `doctor` say so."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Allies, Record
from sqlite_utils import Database

from taiwan_allies.store.db import fingerprint, setup, status
from taiwan_allies.store.db.schema import SCHEMA

ADD = ("add", "nauru", "restore", "2026-11-02", "--source", "CNA")
PARTS = [part for part in fingerprint.reference(SCHEMA).values() if part.type in {"trigger", "index"}]


def changed(db: Path, *statements: str) -> None:
    conn = sqlite3.connect(db, isolation_level=None)
    for statement in statements:
        conn.execute(statement)
    conn.close()


def test_there_is_something_to_drop() -> None:
    assert len(PARTS) > 40


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_each_that_is_dropped_is_named(record: Record, tmp_path: Path, part: fingerprint.Part) -> None:
    conn = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    source = sqlite3.connect(record.db)
    source.backup(conn)
    source.close()
    assert fingerprint.drift(conn) == []
    conn.execute(f"DROP {part.type} {part.name}")
    assert not status.is_noted(conn)
    assert [str(found) for found in fingerprint.drift(conn)] == [f"{part.type} {part.name} is missing"]
    conn.close()


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DROP TRIGGER own_event_insert"], "trigger own_event_insert is missing"),
        (["DROP TRIGGER event_derive"], "trigger event_derive is missing"),
        (["DROP INDEX event_sequence"], "index event_sequence is missing"),
        (["DROP VIEW ally"], "view ally is missing"),
        (["DROP VIEW today", "CREATE VIEW today AS SELECT '1971-01-01' AS day"], "view today was changed"),
        (
            ["CREATE TRIGGER sly AFTER INSERT ON own_event BEGIN DELETE FROM own_event; END"],
            "trigger sly on own_event is not ours",
        ),
        (["ALTER TABLE own_hidden ADD COLUMN mine TEXT"], "table own_hidden was changed"),
    ],
)
def test_no_write_goes_into_a_store_that_is_not_ours(stored: Allies, statements: list[str], said: str) -> None:
    stored(*ADD)
    changed(stored.db, *statements)
    before = stored.db.read_bytes()
    for args in (("add", "chad", "restore", "2026-11-03", "--source", "x"), ("undo",), ("rm", "my-nru-1"), ("edit", "nru-4", "--note", "x")):  # fmt: skip
        done = stored(*args, check=4)
        assert said in done.stderr
        assert "allies doctor --repair" in done.stderr
        assert len(done.stderr.splitlines()) == 2
    assert stored.db.read_bytes() == before
    assert said in stored("check", "layers", check=1).stdout
    found = [row["value"] for row in json.loads(stored("doctor", "--json", check=4).stdout) if row["status"] == "bad"]
    assert any(said in text for text in found)


def test_after_sqlite_utils_transform_nothing_is_written(stored: Allies) -> None:
    subprocess.run([Path(sys.executable).with_name("sqlite-utils"), "transform", stored.db, "own_event"], check=True)
    assert "own_event" in stored(*ADD, check=4).stderr
    assert stored("is", "nauru", check=1).stdout


def test_what_is_added_beside_it_is_the_users(stored: Allies) -> None:
    changed(
        stored.db, "CREATE TABLE mine(x)", "CREATE VIEW my_view AS SELECT 1", "CREATE INDEX my_index ON event(note)"
    )
    stored(*ADD)
    assert stored("count").stdout == "13\n"
    assert stored("check", "layers").stdout == ""
    changed(stored.db, "VACUUM")
    stored("undo")
    conn = sqlite3.connect(stored.db)
    assert status.is_noted(conn)
    assert conn.execute(
        "SELECT count(*) FROM sqlite_master WHERE name IN ('mine', 'my_view', 'my_index')"
    ).fetchone() == (3,)
    conn.close()


def test_a_new_store_is_what_sqlite_utils_makes_of_an_empty_one() -> None:
    """It is set up without the library, whose import is two thirds of the first command."""
    ours, theirs = (sqlite3.connect(":memory:", isolation_level=None) for _ in range(2))
    setup.migrate(ours)
    setup.registered().apply(Database(theirs, execute_plugins=False))
    for sql in (
        "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
        "SELECT id, migration_set, name, typeof(applied_at), length(applied_at) FROM _sqlite_migrations",
        "PRAGMA user_version",
    ):
        assert ours.execute(sql).fetchall() == theirs.execute(sql).fetchall()
    assert not setup.registered().pending(Database(ours, execute_plugins=False))
