"""A store or a data package of a stranger: data that steers nothing, and no way to read or write anything else."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import Allies, Record

DATA = Path(__file__).parents[2] / "taiwan_allies" / "data"
EVIL = "\x1b[31mred\x1b]0;title\x07\x9b2J\u202eevil"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
OURS = re.compile(r"\x1b\[(?:0|1|2|3[1-6])m")
QUESTIONS = [
    "list", "list --lang zh", "list --former", "list --ever --fields code,name,name_zh,subregion,sources", "show nauru", "show nauru --lang zh",
    "show nauru --sources", "timeline", "timeline --lang zh -c nauru", "diff 1949 2026", "count --by president", "count --by region",
    "presidents", "presidents --lang zh", "is nauru", "is nauru --lang zh", "sources", "sources nru-4", "cite", "cite nru-4", "check --strict",
    "data info", "data status", "data contribute my-nru-1", "data diff", "export", "export --mine", "log", "log 1", "edit nru-4 --note x -n",
    "rm my-nru-1 -n", "undo -n", "add nauru sever 2026-11-05 -s x -n", "doctor", "db path", "db metadata", "chart", "chart --by region",
    "", "compare tsai lai", "report -o r.html", "is MAR", "show pala", "list -r evil", "timeline -p evil", "db migrate --list",
]  # fmt: skip


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A store with escape bytes at the end of every text that takes them, in every table."""
    record = Record(tmp_path_factory.mktemp("stranger"))
    Allies.__call__(record, "add", "nauru", "restore", "2026-11-02", "-s", "CNA: x", "--note", "n")
    conn = sqlite3.connect(record.db, isolation_level=None)
    tables = [
        name
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ]
    keys = (
        "code",
        "id",
        "slug",
        "kind",
        "date",
        "event",
        "engagement",
        "presidency",
        "source",
        "opened_by",
        "ended_by",
        "region",
        "stamp",
        "version",
        "as_of",
    )
    changed = 0
    conn.execute("UPDATE writing SET paused = 1")
    for table in tables:
        for _, column, type_, *_ in conn.execute(f"PRAGMA table_info({table})").fetchall():
            if "TEXT" in type_ and column not in keys and not column.endswith(("_day", "_min", "_max")):
                try:
                    conn.execute(f"UPDATE {table} SET {column} = {column} || ? WHERE {column} IS NOT NULL", [EVIL])
                    changed += 1
                except (sqlite3.IntegrityError, sqlite3.OperationalError):  # a rule of the table, or JSON
                    continue
    conn.execute("UPDATE writing SET paused = 0")
    assert changed > 60
    conn.close()
    return record


@pytest.mark.long
@pytest.mark.parametrize("words", QUESTIONS)
def test_no_escape_byte_of_a_store_reaches_a_terminal(stranger: Record, words: str) -> None:
    for colour in ("always", "never"):
        said = stranger.terminal(*words.split(), "--color", colour, "--no-pager", width=200, check=None)
        assert "\x1b[31mred" not in said
        if colour == "always":
            said = OURS.sub("", said)
        assert not CONTROL.search(said.replace("\r", "")), said
    done = stranger(*words.split(), check=None)
    assert done.returncode in {0, 1, 2, 3, 4}, done
    assert not CONTROL.search(done.stdout + done.stderr)


# packages -----------------------------------------------------------------------------------------


@pytest.fixture
def package(stored: Allies) -> Path:
    return Path(shutil.copytree(DATA, stored.folder / "package"))


def refused(stored: Allies, said: str) -> None:
    for args in (("data", "diff", "package"), ("check", "changelog", "--against", "package")):
        done = stored.process(*args, check=2)  # within one process a package is not expected to change
        assert said in done.stderr, done.stderr
        assert len(done.stderr.splitlines()) <= 2


@pytest.mark.long
@pytest.mark.parametrize("name", ["events.csv", "datapackage.json"])
@pytest.mark.parametrize("kind", ["link", "pipe", "device", "folder", "gone"])
def test_a_package_holds_files_and_nothing_else(stored: Allies, package: Path, name: str, kind: str) -> None:
    (package / name).rename(stored.folder / "secret")
    if kind == "link":
        (package / name).symlink_to(stored.folder / "secret")
    elif kind == "pipe":
        os.mkfifo(package / name)
    elif kind == "device":
        (package / name).symlink_to("/dev/zero")
    elif kind == "folder":
        (package / name).mkdir()
    refused(stored, name if kind == "gone" or name == "events.csv" else "package")


def test_a_package_that_is_too_large(stored: Allies, package: Path) -> None:
    os.truncate(package / "events.csv", 1 << 40)
    refused(stored, "larger than")
    shutil.copy(DATA / "events.csv", package)
    os.truncate(package / "datapackage.json", 1 << 40)
    refused(stored, "larger than")


def test_a_header_is_no_sql(stored: Allies, package: Path) -> None:
    text = (package / "last_confirmed.csv").read_text()
    (package / "last_confirmed.csv").write_text(text.replace("code,", '"code) SELECT 1, 2, 3 --",', 1))
    refused(stored, "no field is called")
