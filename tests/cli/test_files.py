"""Nothing of the user's is removed: links are followed, others' files stay, what was not finished is known."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from conftest import Allies
from in_process import killed, run, user
from made_up import MadeUp

SOURCE = ("--source", "CNA: a report <https://example.org/1>")
ADD = ("add", "palau", "visit", "2026-10-01", "--summary", "x", *SOURCE)


def dead() -> int:
    """The number of a process that has ended."""
    return int(subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True, check=True).stdout)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# export DIR ---------------------------------------------------------------------------------------


def test_an_export_leaves_what_is_not_its_own(stored: Allies) -> None:
    package = stored.folder / "package"
    stored("export", "package")
    (package / ".git").mkdir()
    (package / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (package / "notes.txt").write_text("mine")
    refused = stored("export", "package", check=2).stderr
    assert ".git and notes.txt will stay" in refused or ".git, notes.txt will stay" in refused
    stored(*ADD)
    stored("export", "package", "--force")
    assert (package / ".git" / "HEAD").read_text() == "ref: refs/heads/main\n"
    assert (package / "notes.txt").read_text() == "mine"
    assert "+own" in json.loads((package / "datapackage.json").read_text())["version"]
    stored("data", "diff", "package")
    assert not [name for name in os.listdir(package) if name.endswith(".part")]


def test_an_export_never_writes_over_a_file_of_another(stored: Allies) -> None:
    folder = stored.folder / "repository"
    folder.mkdir()
    (folder / "LICENSE").write_text("mine")
    for more in ((), ("--force",)):
        assert "LICENSE" in stored("export", "repository", *more, check=2).stderr
    assert contents(folder) == {"LICENSE": b"mine"}
    (folder / "LICENSE").rename(folder / "COPYING")
    assert "COPYING" in stored("export", "repository", check=2).stderr
    stored("export", "repository", "--force")
    assert (folder / "COPYING").read_text() == "mine"
    assert (folder / "datapackage.json").is_file()


def test_an_export_follows_a_link(stored: Allies) -> None:
    (stored.folder / "far").mkdir()
    (stored.folder / "link").symlink_to("far")
    stored("export", "link")
    assert (stored.folder / "link").is_symlink()
    assert (stored.folder / "far" / "events.csv").is_file()
    (stored.folder / "far" / "events.csv").rename(stored.folder / "elsewhere.csv")
    (stored.folder / "far" / "events.csv").symlink_to(stored.folder / "elsewhere.csv")
    stored(*ADD)
    stored("export", "link", "--force")
    assert (stored.folder / "far" / "events.csv").is_symlink()
    (stored.folder / "new link").symlink_to("not yet")
    stored("export", "new link")
    assert (stored.folder / "not yet" / "events.csv").is_file()


def test_an_export_that_was_killed_can_be_made_again(stored: Allies) -> None:
    folder = stored.folder / "package"
    stored("export", "package")
    (folder / "datapackage.json").unlink()
    left = folder / f".package.{dead()}-1.part"
    left.mkdir()
    (left / "events.csv").write_text("half")
    stored("export", "package", "--force")
    assert not left.exists()
    assert (folder / "datapackage.json").is_file()


# links --------------------------------------------------------------------------------------------


def test_every_command_that_writes_follows_a_link(stored: Allies) -> None:
    real = stored.folder / "disk"
    real.mkdir()
    shutil.move(stored.db, real / "store.db")
    stored.db.symlink_to(real / "store.db")
    stored(*ADD)
    (stored.folder / "copy.db").symlink_to(real / "copy.db")
    stored("db", "backup", "copy.db")
    stored("undo")
    kept = json.loads(stored("db", "restore", "copy.db", "--json").stdout)[0]["kept"]
    assert Path(kept).parent == real
    assert stored.db.is_symlink()
    assert (stored.folder / "copy.db").is_symlink()
    assert len(stored("export", "--mine", "--no-header").stdout.splitlines()) == 1
    (stored.folder / "circle").symlink_to("circle")
    for args in (
        ("list", "-o", "circle"),
        ("db", "backup", "circle"),
        ("export", "circle"),
        ("db", "rescue", "allies.db", "-o", "circle"),
    ):
        done = stored(*args, check=None)
        assert done.returncode in {2, 4}
        assert len(done.stderr.splitlines()) == 2
    assert (stored.folder / "circle").is_symlink()
    (stored.folder / "out.csv").symlink_to(real / "out.csv")
    stored("list", "-o", "out.csv")
    assert (stored.folder / "out.csv").is_symlink()
    assert "Guatemala" in (real / "out.csv").read_text()


def test_an_answer_does_not_overwrite_a_store(stored: Allies) -> None:
    before = stored.db.read_bytes()
    assert "database" in stored("list", "-f", "csv", "-o", "allies.db", check=2).stderr
    assert stored.db.read_bytes() == before


def test_a_copy_does_not_replace_a_device(stored: Allies) -> None:
    os.mkfifo(stored.folder / "pipe")
    assert "plain file" in stored("db", "backup", "pipe", "--force", check=4).stderr
    assert (stored.folder / "pipe").is_fifo()


# leftovers ----------------------------------------------------------------------------------------


def test_what_a_killed_command_left_is_cleared_by_the_next(stored: Allies) -> None:
    endings = (("copy.db", ""), ("copy.db", "-journal"), ("x.csv", ".csv"))
    left = [stored.folder / f".{name}.{dead()}-1.part{end}" for name, end in endings]
    running = stored.folder / f".copy.db.{os.getpid()}-1.part"
    for path in (*left, running):
        path.write_text("half")
    stored("db", "backup", "copy.db")
    stored("list", "-o", "x.csv")
    assert [path.exists() for path in left] == [False, False, False]
    assert running.exists()


def test_a_migration_that_is_begun_again_keeps_one_copy(allies: Allies, made_up: MadeUp) -> None:
    allies(*ADD)
    broken = made_up.program("2027.2.0", migration=["CREATE TABLE later(x TEXT) STRICT", "DROP TABLE nowhere"])
    for _ in range(3):
        allies("count", env=broken, check=4)
    assert len(list(allies.folder.glob("allies-schema-*.db"))) == 1


# backup -------------------------------------------------------------------------------------------


def test_a_damaged_store_is_not_copied_as_if_it_were_whole(stored: Allies) -> None:
    stored(*ADD)
    conn = sqlite3.connect(stored.db)
    size = conn.execute("PRAGMA page_size").fetchone()[0]
    root = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'spell_start_day'").fetchone()[0]
    conn.close()
    content = bytearray(stored.db.read_bytes())
    at = content.index(b"19", (root - 1) * size + size // 2)
    content[at : at + 2] = b"18"
    stored.db.write_bytes(content)
    done = stored("db", "backup", "copy.db", check=4)
    assert "damaged" in done.stderr
    assert "db rescue" in done.stderr
    assert not (stored.folder / "copy.db").exists()


@pytest.mark.parametrize("args", [("db", "backup"), ("export", "package"), ("list", "-o", "x.csv")])
def test_nothing_is_left_beside_what_was_made(stored: Allies, args: tuple[str, ...]) -> None:
    stored(*args)
    assert not list(stored.folder.rglob(".*"))


# No room, killed, and refused by the system ---------------------------------------------------------

HEAVY = {
    # a command that writes a file, and the file or folder that it writes
    "db backup copy.db --force": "copy.db",
    "db restore whole.db": "allies.db",
    "db rescue whole.db -o new.db --force": "new.db",
    "export package --force": "package",
    "list -f csv -o list.csv": "list.csv",
    "doctor --repair": "allies.db",
    "data update newer --force": "allies.db",
    "import rows.csv": "allies.db",
}


def prepared(stored: Allies, made_up: MadeUp, words: str) -> dict[str, bytes]:
    """A folder in which a command has something to replace, or a store that needs mending."""
    stored(*ADD)
    made_up.package().rename(stored.folder / "newer")
    (stored.folder / "rows.csv").write_text(f"country,kind,date,source\n{ROWS}")
    for line in (
        "db backup whole.db",
        "db backup copy.db",
        "db rescue whole.db -o new.db",
        "export package",
        "list -f csv -o list.csv --at 1971",
    ):
        stored(*line.split())
    if words == "doctor --repair":
        conn = sqlite3.connect(stored.db)
        conn.execute("DROP TRIGGER own_event_insert")
        conn.close()
    return contents(stored.folder)


ROWS = "".join(f"chad,{kind},202{n}-{m:02}-02,CNA\n" for n in range(6) for m, kind in ((3, "restore"), (7, "sever")))


def put_back(folder: Path, before: dict[str, bytes]) -> None:
    """Everything as it was; what a command has left stays."""
    for suffix in ("-journal", "-wal"):
        (folder / f"allies.db{suffix}").unlink(missing_ok=True)
    for name, content in before.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def must_be_whole(stored: Allies, words: str, before: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Each file is the one that was there or the new one, and no own row is lost."""
    after, goal = contents(stored.folder), HEAVY[words]
    assert before.keys() <= after.keys(), "something is gone"
    for name, content in before.items():
        if not name.endswith(".db"):
            assert after[name] in (content, new[name]), name
        elif name != goal:
            assert after[name] == content, name
    conn = sqlite3.connect(stored.folder / (goal if goal.endswith(".db") else "allies.db"))
    assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert conn.execute("SELECT summary FROM own_engagement").fetchall() == [("x",)]
    assert conn.execute("SELECT count(*) FROM own_event").fetchone()[0] in {0, len(ROWS.splitlines())}
    conn.close()


@pytest.mark.long
@pytest.mark.parametrize("words", HEAVY)
def test_a_full_disk_leaves_what_was_there(stored: Allies, made_up: MadeUp, words: str) -> None:
    before = prepared(stored, made_up, words)
    for room in (100, 20_000, 1_000_000):

        def limit(room: int = room) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        done = subprocess.run(
            [*stored.command, *words.split()],
            env=stored.env, cwd=stored.folder, preexec_fn=limit, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode == 0:  # there was room enough
            assert words.startswith(("list", "export"))
            return
        assert done.returncode in {2, 4}, done
        assert 1 <= len(done.stderr.splitlines()) <= 2, done.stderr
        stored("count")  # what could not be taken back for want of room is taken back now
        after = contents(stored.folder)
        if words.startswith("export"):  # file by file: each is the old one or the new one
            assert after.keys() == before.keys()
        else:
            assert after == before


@pytest.mark.long
@pytest.mark.parametrize("words", HEAVY)
def test_a_command_that_is_killed_loses_nothing(stored: Allies, made_up: MadeUp, words: str) -> None:
    before = prepared(stored, made_up, words)
    dice = random.Random(16)
    with user(stored.folder):
        start = time.monotonic()
        assert run(*words.split()).code == 0
        seconds = time.monotonic() - start
        new = contents(stored.folder)
        for path in stored.folder.glob("allies-*.db"):
            path.unlink()
        for _ in range(40):
            put_back(stored.folder, before)
            killed(dice.uniform(0, 1.1) * seconds, *words.split())
            left = [str(path) for path in stored.folder.rglob("*.part*") if path.is_file() or path.name.startswith(".")]
            if left:
                told = run("doctor", "--json").out
                assert all(path in told for path in left if Path(path).parent == stored.folder), (
                    "a leftover is not told"
                )
            must_be_whole(stored, words, before, new)
            assert run(*words.split()).code == 0
            assert not left or run("doctor", "--repair").code == 0
            assert not list(stored.folder.rglob(".*")), "a leftover is not cleaned"
            must_be_whole(stored, words, before, new)
            for path in stored.folder.glob("allies-*.db"):
                path.unlink()


FAULTS = ("fsync:error=EIO", "fdatasync:error=EIO", "pwrite64:error=ENOSPC", "pwrite64:error=EIO", "ftruncate:error=EIO", "rename:error=EACCES",
          "unlink:error=EACCES")  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("words", HEAVY)
def test_a_system_call_that_fails_loses_nothing(stored: Allies, made_up: MadeUp, words: str) -> None:
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-qq", "-o", "/dev/null", "true"], check=False).returncode:
        pytest.skip("no strace that works")
    before = prepared(stored, made_up, words)
    stored(*words.split())
    new = contents(stored.folder)
    for fault in FAULTS:
        for when in ("1", "2+"):
            for path in [*stored.folder.glob("allies-*.db"), *stored.folder.glob(".*.part*")]:
                path.unlink() if path.is_file() else shutil.rmtree(path)
            put_back(stored.folder, before)
            done = subprocess.run(
                [strace, "-f", "-qq", "-o", "/dev/null", "-e", f"inject={fault}:when={when}", *stored.command, *words.split()],
                env=stored.env, cwd=stored.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL,
            )  # fmt: skip
            assert done.returncode in {0, 2, 4}, (fault, when, done)
            assert "Traceback" not in done.stderr
            assert bool(done.stderr) == bool(done.returncode), (fault, when, done)
            stored("count")  # rolls back what was left half written
            must_be_whole(stored, words, before, new)
