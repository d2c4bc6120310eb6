"""Opening the store: set up by whoever comes first, read where nothing can be written, and what is no store left alone."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Allies
from made_up import MadeUp, obey_permissions

from taiwan_allies.output.stream import AT_ONCE
from taiwan_allies.store.db import connection, fsck, opening
from taiwan_allies.store.db.schema import SCHEMA

ADD = ("add", "nauru", "restore", "2026-11-02", "--source", "CNA")


def refused(allies: Allies, *args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command as a user who is bound by permissions."""
    return subprocess.run(
        [*allies.command, *args],
        env=allies.env | (env or {}),
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        preexec_fn=obey_permissions,
    )


def clear(text: str) -> None:
    """One error in one or two lines."""
    assert "Traceback" not in text
    lines = text.splitlines()
    assert 1 <= len(lines) <= 2, text
    assert lines[0].startswith("allies: ")


@pytest.mark.long
def test_eight_first_commands_at_once(allies: Allies) -> None:
    running = [allies.start("count") for _ in range(8)]
    said = [child.communicate() for child in running]
    assert said == [("12\n", "")] * 8
    conn = sqlite3.connect(allies.db)
    assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert conn.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (SCHEMA,)
    assert [path.name for path in allies.folder.iterdir()] == ["allies.db"]


def test_a_second_command_only_reads(allies: Allies) -> None:
    allies("count")
    before = allies.db.read_bytes(), allies.db.stat().st_mtime_ns
    allies("list")
    assert (allies.db.read_bytes(), allies.db.stat().st_mtime_ns) == before


@pytest.mark.parametrize("content", ["text", "truncated", "newer", "other", "others record", "noise"])
@pytest.mark.parametrize(
    "args", [("list",), ADD, ("db", "backup", "x.db"), ("data", "diff"), ("db", "migrate", "--list")]
)
def test_what_is_no_store_of_ours_is_left_alone(stored: Allies, content: str, args: tuple[str, ...]) -> None:
    conn = sqlite3.connect(stored.db)
    if content == "newer":
        conn.execute("PRAGMA user_version = 99")
    elif content in {"other", "others record"}:
        conn.close()
        stored.db.unlink()
        conn = sqlite3.connect(stored.db)
        conn.execute(f"CREATE TABLE {'addresses' if content == 'other' else 'record'}(x)")
        conn.execute("PRAGMA user_version = 1")
    conn.commit()
    conn.close()
    if content == "text":
        stored.db.write_text("code,name\n" * 1000)
    elif content == "noise":
        stored.db.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    elif content == "truncated":
        stored.db.write_bytes(stored.db.read_bytes()[:20_000])
    before = stored.db.read_bytes()
    works = content == "newer" and args[0] == "db"
    done = stored(*args, check=0 if works else 4)
    if not works:
        clear(done.stderr)
        assert str(stored.db) in done.stderr
        assert done.stdout == ""
    assert stored.db.read_bytes() == before
    assert not stored.db.with_name("allies.db-journal").exists()


def test_a_folder_or_a_pipe_is_no_store(allies: Allies) -> None:
    clear(allies("list", "--db", str(allies.folder), check=4).stderr)
    fifo = allies.folder / "pipe"
    os.mkfifo(fifo)
    clear(allies("list", "--db", str(fifo), check=4).stderr)
    clear(allies("list", "--db", "/dev/null", check=4).stderr)
    clear(allies("list", "--db", str(allies.folder / ("x" * 300)), check=4).stderr)
    clear(allies("list", "--db", "/dev/null/allies.db", check=4).stderr)
    (allies.folder / "file").write_text("")
    clear(allies(*ADD, "--db", str(allies.folder / "file" / "allies.db"), check=4).stderr)


def test_a_locked_store_is_one_line_after_the_wait(allies: Allies) -> None:
    allies("list")
    conn = sqlite3.connect(allies.db, isolation_level=None)
    conn.execute("BEGIN EXCLUSIVE")
    for args in (("list",), ADD):
        done = allies(*args, env={"ALLIES_BUSY_SECONDS": "0.2"}, check=4)
        clear(done.stderr)
        assert "locked" in done.stderr
    conn.close()
    assert allies("count").stdout == "12\n"


def test_a_reader_does_not_mind_a_writer(allies: Allies) -> None:
    allies("list")
    conn = sqlite3.connect(allies.db, isolation_level=None)
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("INSERT INTO own_hidden VALUES ('nru-4', 'x', NULL, NULL, NULL)")
    assert allies("count", env={"ALLIES_BUSY_SECONDS": "0.2"}).stdout == "12\n"
    conn.close()


def test_where_nothing_can_be_written_a_read_answers_from_memory(allies: Allies) -> None:
    for db in ("/proc/nowhere/allies.db", "/proc/allies.db"):
        done = allies("count", "--db", db)
        assert done.stdout == "12\n"
        clear(done.stderr)
        assert "memory" in done.stderr
        clear(allies(*ADD, "--db", db, check=4).stderr)


def test_a_store_that_cannot_be_written(allies: Allies) -> None:
    allies("list")
    before = allies.db.read_bytes()
    allies.db.chmod(0o400)
    allies.folder.chmod(0o500)
    try:
        read = refused(allies, "count")
        written = refused(allies, *ADD)
    finally:
        allies.folder.chmod(0o700)
    assert (read.returncode, read.stdout, read.stderr) == (0, "12\n", "")
    assert written.returncode == 4
    clear(written.stderr)
    assert allies.db.read_bytes() == before


def test_an_old_store_that_cannot_be_written_is_brought_up_to_date_in_memory(allies: Allies, made_up: MadeUp) -> None:
    allies("list")
    conn = sqlite3.connect(allies.db, isolation_level=None)
    conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-nru-1', 'NRU', 'restore', '2026-11-01')")
    conn.close()
    before = allies.db.read_bytes()
    program = made_up.program()
    allies.db.chmod(0o400)
    allies.folder.chmod(0o500)
    try:
        read = refused(allies, "count", env=program)
        version = refused(allies, "data", "info", "--fields", "version", env=program)
    finally:
        allies.folder.chmod(0o700)
    assert (read.returncode, read.stdout) == (0, "13\n")
    clear(read.stderr)
    assert "copy of the store" in read.stderr
    assert version.stdout == "version\n2027.1.0\n"
    assert allies.db.read_bytes() == before


def test_a_store_that_cannot_be_read(allies: Allies) -> None:
    allies("list")
    allies.db.chmod(0)
    done = refused(allies, "count")
    assert done.returncode == 4
    clear(done.stderr)


def test_no_home(allies: Allies) -> None:
    nowhere = {k: v for k, v in allies.env.items() if k not in {"HOME", "ALLIES_DB", "XDG_DATA_HOME"}}
    done = subprocess.run(
        [*allies.command, "count"], env=nowhere | {"HOME": "/proc/nobody"}, cwd="/", capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "12\n")
    clear(done.stderr)


def test_what_a_killed_writer_left_is_rolled_back_by_the_next_reader(allies: Allies) -> None:
    allies("list")
    before = allies.db.read_bytes()
    journal = left_half_written(allies)
    assert allies.db.read_bytes() != before
    assert allies("count").stdout == "12\n"
    assert allies.db.read_bytes() == before
    assert not journal.exists() or journal.stat().st_size == 0


def left_half_written(allies: Allies) -> Path:
    """Write to the store and be killed in the middle; the journal that is left."""
    script = f"""
import os, sqlite3
conn = sqlite3.connect({str(allies.db)!r}, isolation_level=None)
conn.execute("PRAGMA cache_size = 2")
conn.execute("PRAGMA cache_spill = 1")
conn.execute("BEGIN IMMEDIATE")
conn.execute("DELETE FROM name")
conn.execute("DELETE FROM bundled_evidence")
os.kill(os.getpid(), {int(signal.SIGKILL)})
"""
    subprocess.run([sys.executable, "-c", script], check=False)
    journal = allies.db.with_name("allies.db-journal")
    assert journal.stat().st_size > 0
    return journal


def test_what_a_killed_writer_left_on_a_disk_that_cannot_be_written(allies: Allies) -> None:
    allies("add", "palau", "visit", "2026-10-01", "--summary", "x", "--source", "CNA")
    before = allies.db.read_bytes()
    left_half_written(allies)
    files = {path: path.read_bytes() for path in allies.folder.iterdir() if path.is_file()}
    allies.folder.chmod(0o555)
    try:
        for path in files:
            path.chmod(0o444)
        for args, said in (
            (("count",), "12"),
            (("export", "--mine"), "plw"),
            (("doctor",), "integrity_check finds nothing"),
        ):
            done = refused(allies, *args)
            assert done.returncode == 0, done
            assert said in done.stdout.lower()
            assert len(done.stderr.splitlines()) == (0 if args == ("doctor",) else 1), done.stderr
        copy = allies.folder.parent / "copy.db"
        assert refused(allies, "db", "backup", str(copy)).returncode == 0
        assert own_events(copy) == 1
        done = refused(allies, "count", env=dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(allies.folder)))
        assert done.returncode in {0, 4}  # there is /tmp besides
        done = refused(allies, *ADD)
        assert done.returncode == 4
        clear(done.stderr)
    finally:
        allies.folder.chmod(0o755)
    assert {path: path.read_bytes() for path in files} == files
    for path in files:
        path.chmod(0o644)
    allies("count")
    assert allies.db.read_bytes() == before


def own_events(path: Path) -> int:
    conn = sqlite3.connect(path)
    assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    count: int = conn.execute("SELECT count(*) FROM own_engagement").fetchone()[0]
    conn.close()
    return count


def test_a_fault_over_a_sound_store_is_a_fault_of_the_program(allies: Allies) -> None:
    allies("list")
    connection.OPENED.clear()
    connection.connect(allies.db, "ro").close()
    assert fsck.at_fault(LookupError("a bug")) is None


def test_a_full_disk_changes_nothing(allies: Allies, made_up: MadeUp) -> None:
    """A file size limit stands for the disk that is full."""
    allies("list")
    before = allies.db.read_bytes()

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    for args, program, code in ((("count",), made_up.program(), 0), (("db", "backup"), {}, 4)):
        done = subprocess.run(
            [*allies.command, *args],
            env=allies.env | program,
            cwd="/",
            capture_output=True,
            text=True,
            preexec_fn=limit,
        )
        assert done.returncode == code, done.stderr
        clear(done.stderr)
        assert allies.db.read_bytes() == before
    assert {path.name for path in allies.folder.glob("*.db*")} == {"allies.db"}
    assert not list(allies.folder.glob(".*copying"))


def test_two_programs_that_share_a_store_do_not_take_turns(allies: Allies, made_up: MadeUp) -> None:
    newer = made_up.program()
    assert allies("data", "info", "--fields", "version", env=newer).stdout == "version\n2027.1.0\n"
    before = allies.db.read_bytes()
    assert allies("data", "info", "--fields", "version").stdout == "version\n2027.1.0\n"
    assert allies("data", "diff", "--exit-code", check=0).stdout.count("\n") == 1
    assert allies.db.read_bytes() == before


def test_a_strange_path_is_a_path(allies: Allies) -> None:
    path = allies.folder / "a b?c#d%41&mode=memory.db"
    assert allies("count", "--db", str(path)).stdout == "12\n"
    assert path.exists()
    assert Path(allies("db", "path", "--db", str(path)).stdout.rstrip("\n")) == path


def older_store(path: Path) -> sqlite3.Connection:
    """A store as this program makes it, with the record and own rows of every precision."""
    store = opening.open_to_write(path)
    for id_, kind, date in (
        ("my-nru-1", "restore", "2026-10"),
        ("my-pry-1", "sever", "2026-09-12?"),
        ("my-hti-1", "suspend", "2026-08-01"),
        ("my-hti-2", "restore", "2026-08%"),
        ("my-tcd-1", "restore", "2020~"),
    ):
        store.conn.execute(
            "INSERT INTO own_event(id, code, kind, date, note) VALUES (?, ?, ?, ?, 'by hand')",
            (id_, id_[3:6].upper(), kind, date),
        )
    store.conn.execute("UPDATE own_event SET note = 'changed' WHERE id = 'my-nru-1'")
    return store.conn


# What later migrations are likely to do: a new table, a new column, a new index, a view made again.
LATER = [
    "CREATE TABLE later(x TEXT) STRICT",
    "ALTER TABLE assertion ADD COLUMN later TEXT",
    "CREATE INDEX event_kind ON event(kind)",
    "DROP VIEW entry_state",
    "CREATE VIEW entry_state AS\n-- The states.\nSELECT id, code FROM event UNION ALL SELECT engagement, code FROM engagement_state",
]


def test_a_store_of_an_older_schema_keeps_all_that_is_in_it(allies: Allies, made_up: MadeUp) -> None:
    conn = older_store(allies.db)
    tables = ("event", "spell", "own_event", "journal_step", "journal_change", "engagement", "engagement_state")

    def content() -> dict[str, list[tuple[object, ...]]]:
        found = {t: sorted(conn.execute(f"SELECT * FROM {t}").fetchall(), key=str) for t in tables}
        # The newer program brings another record, which the journal tells too.
        return found | {"journal_step": [row for row in found["journal_step"] if row[2] != "(record update)"]}

    before = content()
    assert len(before["own_event"]) == 5
    assert conn.execute("SELECT count(*) FROM spell WHERE start_min <> start_day").fetchone()[0] > 2
    conn.close()
    newer = made_up.program(migration=LATER)
    done = allies("count", env=newer)
    assert "copied" in done.stderr
    conn = sqlite3.connect(allies.db)
    assert content() == before
    assert conn.execute("PRAGMA user_version").fetchone() == (SCHEMA + 1,)
    # What stood in the journal can still be taken back.
    allies("undo", "--step", "6", env=newer)
    assert conn.execute("SELECT note FROM own_event WHERE id = 'my-nru-1'").fetchone() == ("by hand",)
    assert allies("check", "layers", env=newer).stdout == ""
    assert allies("db", "migrate", "--list", "--no-header", env=newer).stdout.count("applied") == SCHEMA + 1


@pytest.mark.parametrize("command", ["timeline", "export --type all"])
def test_a_reader_that_waits_does_not_hold_the_store(allies: Allies, command: str) -> None:
    assert len(allies("timeline", "--no-header").stdout.splitlines()) < AT_ONCE, "the record has outgrown it"
    assert len(allies(*command.split(), "--json").stdout) > 100_000, "a pipe takes it whole"
    reader = allies.start(*command.split(), "--json")
    assert reader.stdout is not None
    assert reader.stdout.read(1) == "["
    allies(*ADD, env={"ALLIES_BUSY_SECONDS": "0.5"})
    assert reader.poll() is None
    assert len(json.loads("[" + reader.stdout.read())) > 400
    reader.communicate()
