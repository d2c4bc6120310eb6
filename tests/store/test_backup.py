"""Copies of the store: whole while others write, never over something, put back whole, made before a migration."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Allies
from made_up import MadeUp, obey_permissions

from taiwan_allies.errors import StoreError, UsageError
from taiwan_allies.store.db import backup, opening
from taiwan_allies.store.db.schema import SCHEMA

EVENT = "INSERT INTO own_event(id, code, kind, date) VALUES ('my-nru-1', 'NRU', 'restore', '2026-11-01')"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "here" / "my store?.db"
    store = opening.open_to_write(path)
    store.conn.execute(EVENT)
    store.conn.close()
    return path


def own(path: Path) -> int:
    conn = sqlite3.connect(path)
    assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    number: int = conn.execute("SELECT count(*) FROM own_event").fetchone()[0]
    conn.close()
    return number


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_copy_holds_what_is_committed_while_another_writes(db: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(db, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM own_event")
    copy = backup.backup(db, tmp_path / "copy.db")
    assert own(Path(copy.path)) == 1
    assert (copy.own_rows, copy.steps, copy.schema) == (1, 1, SCHEMA)
    writer.execute("COMMIT")
    assert own(db) == 0
    writer.close()
    assert names(tmp_path) == {"here", "copy.db"}


def test_a_copy_lies_beside_the_store_or_in_a_folder(db: Path, tmp_path: Path) -> None:
    beside = Path(backup.backup(db, None).path)
    assert beside.parent == db.parent
    assert beside.name.startswith("my store?-20")
    assert Path(backup.backup(db, tmp_path).path).parent == tmp_path


def test_nothing_is_overwritten_unasked(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        backup.backup(db, target)
    assert target.read_text() == "mine"
    backup.backup(db, target, force=True)
    assert own(target) == 1
    with pytest.raises(UsageError, match="the store itself"):
        backup.backup(db, db, force=True)
    with pytest.raises(UsageError, match="the store itself"):
        backup.restore(db, db)


def test_no_store_no_copy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store yet"):
        backup.backup(tmp_path / "none.db", None)
    assert names(tmp_path) == set()


def test_a_copy_is_as_private_as_the_store(db: Path) -> None:
    db.chmod(0o600)
    copy = Path(backup.backup(db, None).path)
    assert copy.stat().st_mode & 0o777 == 0o600
    backup.restore(db, copy)
    assert db.stat().st_mode & 0o777 == 0o600


def test_restore_puts_back_and_keeps(db: Path) -> None:
    copy = Path(backup.backup(db, None).path)
    conn = sqlite3.connect(db, isolation_level=None)
    conn.execute("DELETE FROM own_event")
    conn.close()
    kept = Path(backup.restore(db, copy).kept or "")
    assert own(db) == 1
    assert own(kept) == 0
    assert own(copy) == 1
    assert names(db.parent) == {db.name, copy.name, kept.name}


def test_restore_where_nothing_is_yet(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "new" / "allies.db"
    restored = backup.restore(path, db)
    assert restored.kept is None
    assert restored.own_rows == own(path) == 1


def test_a_journal_that_a_lost_store_left_is_not_taken_for_the_copys(db: Path) -> None:
    copy = Path(backup.backup(db, None).path)
    conn = sqlite3.connect(db, isolation_level=None)
    conn.execute("BEGIN")
    conn.execute("DELETE FROM own_event")
    journal = db.with_name(db.name + "-journal")
    left = journal.read_bytes()
    conn.execute("ROLLBACK")
    conn.close()
    db.unlink()
    journal.write_bytes(left)
    backup.restore(db, copy)
    assert not journal.exists()
    assert own(db) == 1


@pytest.mark.parametrize("damage", ["text", "truncated", "other", "newer", "empty", "pages"])
def test_what_is_no_whole_store_is_not_restored(db: Path, tmp_path: Path, damage: str) -> None:
    copy = Path(backup.backup(db, tmp_path / "copy.db").path)
    content = copy.read_bytes()
    if damage == "text":
        copy.write_text("id,code,kind\n" * 500)
    elif damage == "truncated":
        copy.write_bytes(content[: len(content) // 3])
    elif damage == "empty":
        copy.write_bytes(b"")
    elif damage == "pages":
        copy.write_bytes(content[:40_000] + b"\xff" * 40_000 + content[80_000:])
    else:
        conn = sqlite3.connect(copy)
        if damage == "newer":
            conn.execute("PRAGMA user_version = 99")
        else:
            conn.execute("DROP TABLE record")
        conn.commit()
        conn.close()
    before = db.read_bytes()
    with pytest.raises(StoreError):
        backup.restore(db, copy)
    assert db.read_bytes() == before
    assert names(db.parent) == {db.name}


@pytest.mark.parametrize("content", [b"no store at all\n" * 300, b""])
def test_restore_over_what_is_no_store_keeps_it(db: Path, content: bytes) -> None:
    copy = Path(backup.backup(db, None).path)
    db.write_bytes(content)
    kept = backup.restore(db, copy).kept
    assert own(db) == 1
    assert kept is not None
    if content:
        assert Path(kept).read_bytes() == content


def test_restore_waits_for_no_writer_for_ever(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIES_BUSY_SECONDS", "0.1")
    copy = Path(backup.backup(db, None).path)
    writer = sqlite3.connect(db, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        backup.restore(db, copy)
    writer.close()
    assert names(db.parent) == {db.name, copy.name}


# A later schema -----------------------------------------------------------------------------------

LATER = ["CREATE TABLE later(x TEXT) STRICT", "INSERT INTO later VALUES ('here')", "DROP TABLE own_id"]


def test_a_migration_copies_a_store_with_an_own_record_first(allies: Allies, made_up: MadeUp) -> None:
    program = made_up.program(migration=LATER)
    allies("list")
    conn = sqlite3.connect(allies.db, isolation_level=None)
    conn.execute(EVENT)
    conn.execute("CREATE TABLE mine(x)")
    conn.close()
    done = allies("count", env=program)
    assert done.stdout == "13\n"
    (copy,) = allies.folder.glob(f"allies-schema-{SCHEMA}-*.db")
    assert str(copy) in done.stderr
    assert own(copy) == 1
    conn = sqlite3.connect(copy)
    assert conn.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    assert conn.execute("SELECT count(*) FROM own_id").fetchone() == (0,)
    assert conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchone() is None
    conn = sqlite3.connect(allies.db)
    assert conn.execute("SELECT x FROM later").fetchone() == ("here",)
    assert allies("count", env=program).stderr == ""
    # The older program leaves the newer store alone, and can go back to the copy.
    before = allies.db.read_bytes()
    assert f"schema {SCHEMA + 1}" in allies("count", check=4).stderr
    assert f"schema {SCHEMA + 1}" in allies("add", "nauru", "sever", "2026-11-02", "--source", "x", check=4).stderr
    assert allies.db.read_bytes() == before
    allies("db", "restore", str(copy))
    assert allies("count").stdout == "13\n"


def test_a_store_without_an_own_record_needs_no_copy(allies: Allies, made_up: MadeUp) -> None:
    allies("list")
    done = allies("count", env=made_up.program(migration=LATER))
    assert (done.stdout, done.stderr) == ("12\n", "")
    assert list(allies.folder.glob("*schema*")) == []


def test_a_migration_that_fails_or_cannot_be_copied_changes_nothing(allies: Allies, made_up: MadeUp) -> None:
    allies("list")
    conn = sqlite3.connect(allies.db, isolation_level=None)
    conn.execute(EVENT)
    conn.close()
    before = allies.db.read_bytes()
    broken = made_up.program("2027.2.0", migration=["CREATE TABLE later(x TEXT) STRICT", "DROP TABLE nowhere"])
    done = allies("count", env=broken, check=4)
    assert "nowhere" in done.stderr
    assert allies.db.read_bytes() == before
    # Where the copy cannot lie beside it the store stays as it is, and the answer comes from memory.
    program = made_up.program(migration=LATER)
    allies.folder.chmod(0o500)
    try:
        read = subprocess.run(
            [sys.executable, "-m", "taiwan_allies", "count"],
            env=allies.env | program,
            cwd="/",
            preexec_fn=obey_permissions,
            capture_output=True,
            text=True,
        )
    finally:
        allies.folder.chmod(0o700)
    assert (read.returncode, read.stdout) == (0, "13\n"), read.stderr
    assert "memory" in read.stderr
    assert allies.db.read_bytes() == before


@pytest.mark.long
def test_many_migrate_at_once_and_one_does_it(allies: Allies, made_up: MadeUp) -> None:
    program = made_up.program(migration=LATER)
    allies("list")
    conn = sqlite3.connect(allies.db, isolation_level=None)
    conn.execute(EVENT)
    conn.close()
    running = [allies.start("count", env=program) for _ in range(4)]
    said = [child.communicate() for child in running]
    assert [out for out, _ in said] == ["13\n"] * 4, said
    assert len(list(allies.folder.glob(f"allies-schema-{SCHEMA}-*.db"))) == 1
