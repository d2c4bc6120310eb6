"""What is wrong with a store is named, mended without touching an own row, or saved into a new one."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Record
from test_files import dead

from taiwan_allies.store.db import pages

NEWS = ("--source", "CNA: a report <https://example.org/1>")
READS = ("list", "list --former", "timeline", "diff 1949 2026", "count --by president", "export --mine -f ndjson", "export -f csv",
         "log", "sources", "show nauru", "show palau", "data info", "sql SELECT*FROM/**/evidence", "sql SELECT*FROM/**/claim")  # fmt: skip


class Owner(Record):
    """A user with an own record of every kind, whose commands run in forks of this process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for args in (
            ("add", "nauru", "restore", "2026-11-02", *NEWS, "--note", "Back again"),
            ("add", "palau", "visit", "2026-10-01", "--summary", "A visit to Koror", *NEWS),
            ("edit", "hnd-2", "--note", "As the ministry said", "-s", "MOFA: a statement <https://example.org/2>"),
            ("rm", "gmb-4", "--reason", "Not what it seems"),
            ("add", "chad", "restore", "2026-11-03", *NEWS),
            ("undo",),
        ):
            self.fresh(*args, check=0)

    def fresh(self, *args: str, check: int | None = None) -> subprocess.CompletedProcess[str]:
        self.known.clear()
        return self(*args, check=check)


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Owner:
    return Owner(tmp_path_factory.mktemp("owner"))


@pytest.fixture(scope="module")
def good(owner: Owner) -> object:
    """What the whole store answers; nothing in it is bad."""
    assert bad(owner) == []
    return answers(owner)


@pytest.fixture
def whole(owner: Owner) -> Iterator[bytes]:
    """The store as it is; put back afterwards, and nothing else left in the folder."""
    before = owner.db.read_bytes()
    yield before
    for path in owner.folder.iterdir():
        path.unlink() if path.is_file() or path.is_symlink() else shutil.rmtree(path)
    owner.db.write_bytes(before)


def run_sql(db: Path, *statements: str) -> None:
    conn = sqlite3.connect(db, isolation_level=None)
    conn.execute("PRAGMA writable_schema = ON")
    for statement in statements:
        conn.execute(statement)
    conn.close()


def bad(owner: Owner) -> list[dict[str, Any]]:
    done = owner.fresh("doctor", "--json")
    found = [row for row in json.loads(done.stdout) if row["status"] == "bad"]
    assert done.returncode == (4 if found else 0), done
    assert all(row["fix"] for row in found)
    return found


def answers(owner: Owner) -> dict[str, tuple[int, str]]:
    done = {words: owner.fresh(*(word.replace("/**/", " ") for word in words.split())) for words in READS}
    return {words: (d.returncode, d.stdout) for words, d in done.items()}


FAULTS = {
    "a trigger that is gone": ["DROP TRIGGER own_event_insert"],
    "an index that is gone": ["DROP INDEX spell_start_day"],
    "a view that lies": ["DROP VIEW ally", "CREATE VIEW ally AS SELECT * FROM recognition"],
    "a derived table that is gone": ["DROP TABLE engagement_state"],
    "a trigger of another": ["CREATE TRIGGER sly AFTER DELETE ON own_event BEGIN DELETE FROM journal_step; END"],
    "a bundled row that was changed": ["UPDATE bundled_event SET date = '2024-01-16' WHERE id = 'nru-4'"],
    "a bundled row that is gone": ["DELETE FROM bundled_evidence WHERE source = 'src-0024'"],
    "a state with another name": ["UPDATE state SET name = 'Nauruu' WHERE code = 'NRU'"],
    "a derived row that was changed": ["UPDATE spell SET start_day = '1912-01-01' WHERE code = 'PLW'"],
    "an event that is set aside for nothing": ["INSERT INTO set_aside VALUES ('plw-1', 'my-nru-1')"],
    "a record that calls itself newer": ["UPDATE record SET version = '9999.1.1'"],
    "a write that never ended": ["UPDATE writing SET paused = 1, step = 2"],
    "a number that could be given twice": ["DELETE FROM own_id"],
    "a step that is marked wrongly": ["UPDATE journal_step SET undone = 1 WHERE step = 1"],
}


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_mended(owner: Owner, whole: bytes, good: object, fault: str) -> None:
    run_sql(owner.db, *FAULTS[fault])
    damaged = owner.db.read_bytes()
    found = bad(owner)
    assert found
    said = owner.fresh("doctor", "--repair", "--json", check=0).stdout
    kept = [row["value"] for row in json.loads(said) if row["what"] == "repair" and "is kept in" in row["value"]]
    assert Path(kept[0].partition("is kept in ")[2]).read_bytes() == damaged
    assert bad(owner) == []
    assert answers(owner) == good
    assert owner.fresh("check", "layers", "references").stdout == ""
    owner.fresh("add", "chad", "restore", "2026-11-03", *NEWS, check=0)
    owner.fresh("undo", check=0)


@pytest.mark.long
def test_after_sqlite_utils_transform_a_repair_helps(owner: Owner, whole: bytes, good: object) -> None:
    program = Path(sys.executable).with_name("sqlite-utils")
    for table in ("own_event", "own_evidence", "event", "journal_step"):
        subprocess.run([program, "transform", owner.db, table], check=True)
    assert bad(owner)
    owner.fresh("doctor", "--repair", check=0)
    assert answers(owner) == good


def test_what_was_changed_past_the_journal_can_be_taken_back(owner: Owner, whole: bytes) -> None:
    good = owner.fresh("export", "--mine").stdout
    run_sql(
        owner.db,
        "DROP TRIGGER own_event_update",
        "UPDATE own_event SET date = '2026-11-12' WHERE id = 'my-nru-1'",
    )
    texts = [row["value"] for row in bad(owner)]
    assert any("2026-11-12" in text and "2026-11-02" in text for text in texts)
    owner.fresh("doctor", "--repair", check=0)
    assert "2026-11-12" in owner.fresh("export", "--mine").stdout, "no own row is touched"
    assert "past the journal" in owner.fresh("log", "--limit", "1").stdout
    owner.fresh("undo", check=0)
    assert owner.fresh("export", "--mine").stdout == good


def test_nothing_to_mend(owner: Owner, whole: bytes) -> None:
    assert "nothing had to be mended" in owner.fresh("doctor", "--repair", check=0).stdout
    assert owner.db.read_bytes() == whole
    assert [path.name for path in owner.folder.iterdir()] == ["allies.db"]


def test_what_killed_commands_left_is_told_and_removed(owner: Owner, whole: bytes) -> None:
    left = owner.folder / f".allies-2026.db.{dead()}-1.part"
    left.write_bytes(b"half")
    rows = json.loads(owner.fresh("doctor", "--json", check=0).stdout)
    assert [row["fix"] for row in rows if row["what"] == "leftover"] == ["allies doctor --repair"]
    owner.fresh("doctor", "--repair", check=0)
    assert not left.exists()


# rescue -------------------------------------------------------------------------------------------


def test_an_own_record_is_rescued_as_it_was(owner: Owner, whole: bytes) -> None:
    good = answers(owner)
    (owner.folder / "copy").write_bytes(whole)
    rows = json.loads(owner.fresh("db", "rescue", "copy", "-o", "new.db", "--json", check=0).stdout)
    assert list(rows[0]) == ["table", "saved", "from_journal", "missing", "note"]
    assert {row["table"]: row["saved"] for row in rows}["own_event"] == 2
    assert not any(row["missing"] or row["note"] for row in rows)
    assert "there already" in owner.fresh("db", "rescue", "copy", "-o", "new.db", check=2).stderr
    assert "-o NEW" in owner.fresh("db", "rescue", "copy", check=2).stderr
    owner.fresh("db", "restore", "new.db", check=0)
    assert answers(owner) == good
    assert bad(owner) == []


@pytest.mark.parametrize("damage", ["header", "schema", "tables", "roots"])
def test_a_rescue_where_sql_finds_nothing(owner: Owner, whole: bytes, damage: str) -> None:
    good = owner.fresh("export", "--mine", "-f", "ndjson").stdout
    log = owner.fresh("log").stdout
    size = pages.page_size(whole)
    broken = bytearray(whole)
    if damage == "header":
        broken[:100] = b"\xff" * 100
    elif damage == "schema":
        broken[100:size] = b"\xaa" * (size - 100)
    else:
        conn = sqlite3.connect(owner.db)
        like = "own_%" if damage == "tables" else "%journal_step%"
        for (root,) in conn.execute("SELECT rootpage FROM sqlite_master WHERE name LIKE ? AND rootpage", [like]):
            broken[(root - 1) * size : root * size] = b"\x00" * size
        conn.close()
    (owner.folder / "broken").write_bytes(broken)
    rows = {
        r["table"]: r
        for r in json.loads(owner.fresh("db", "rescue", "broken", "-o", "new.db", "--json", check=0).stdout)
    }
    owner.fresh("db", "restore", "new.db", check=0)
    if damage != "roots":
        assert owner.fresh("export", "--mine", "-f", "ndjson").stdout == good
        assert owner.fresh("log").stdout == log
        assert (rows["own_event"]["from_journal"] > 0) == (damage == "tables")
    else:
        assert owner.fresh("export", "--mine", "-f", "ndjson").stdout == good
    assert (owner.folder / "broken").read_bytes() == broken


def test_what_neither_a_table_nor_the_journal_has_any_more_is_told(owner: Owner, whole: bytes) -> None:
    size = pages.page_size(whole)
    broken = bytearray(whole)
    conn = sqlite3.connect(owner.db)
    for (root,) in conn.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('own_event', 'journal_change')"):
        broken[(root - 1) * size : root * size] = b"\x00" * size
    conn.close()
    owner.db.write_bytes(broken)
    saved = json.loads(owner.fresh("db", "rescue", "allies.db", "-o", "new.db", "--json", check=0).stdout)
    rows = {row["table"]: row for row in saved}
    assert (rows["own_event"]["saved"], rows["own_event"]["missing"]) == (0, 2)
    assert rows["journal_change"]["missing"] > 0
    done = owner.fresh("doctor", "--repair", check=4)
    assert "nothing was changed" in done.stderr
    assert owner.db.read_bytes() == broken


def test_what_is_no_store_has_nothing_to_rescue(owner: Owner, whole: bytes) -> None:
    (owner.folder / "text").write_text("no store\n" * 500)
    done = owner.fresh("db", "rescue", "text", "-o", "new.db")
    assert done.returncode == 4
    assert "nothing" in done.stderr
    assert not (owner.folder / "new.db").exists()
    assert "no such file" in owner.fresh("db", "rescue", "nowhere", "-o", "new.db", check=2).stderr


def test_a_field_that_the_journal_alone_knows_is_told(owner: Owner, whole: bytes) -> None:
    run_sql(
        owner.db, "UPDATE journal_change SET after = replace(after, '\"lang\"', '\"laNg\"') WHERE tbl = 'own_source'"
    )
    assert any("a field that there is not: laNg" in row["value"] for row in bad(owner))
    owner.db.rename(owner.folder / "damaged")
    told = json.loads(owner.fresh("db", "rescue", "damaged", "-o", "new.db", "--json", check=0).stdout)
    assert [row["missing"] > 0 for row in told if row["table"] == "journal_change"] == [True]
