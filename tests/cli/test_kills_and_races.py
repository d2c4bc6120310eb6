"""Many at once, killed at any moment, and nowhere to write: nothing lost, nothing doubled, nothing half done."""

from __future__ import annotations

import json
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Allies
from made_up import obey_permissions

SOURCE = ("--source", "CNA: a report <https://example.org/1>")
CODES = ("nauru", "honduras", "chad", "gambia")


def csv_of(count: int) -> str:
    """Rows that can stand: Chad comes and goes day by day."""
    days = (f"{y}-{m:02}-{d:02}" for y in range(2007, 2026) for m in range(1, 13) for d in range(1, 29))
    rows = (
        f"chad,{'sever' if n % 2 else 'restore'},{day},CNA: {n % 9}" for n, day in zip(range(count), days, strict=False)
    )
    return "country,kind,date,source\n" + "\n".join(rows) + "\n"


def whole(db: Path) -> int:
    """The number of own events in a sound store, whose journal agrees with it."""
    conn = sqlite3.connect(db)
    assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    events = conn.execute("SELECT count(*) FROM own_event").fetchone()[0]
    assert conn.execute("SELECT count(*) FROM event WHERE layer = 'own'").fetchone()[0] == events
    assert conn.execute("SELECT count(*) FROM own_evidence").fetchone()[0] == events
    journaled = "SELECT count(*) FROM journal_change WHERE tbl = 'own_event' AND before IS NULL"
    assert conn.execute(journaled).fetchone()[0] == events
    assert conn.execute("SELECT paused, step FROM writing").fetchall() == [(0, None)]
    conn.close()
    return int(events)


@pytest.mark.long
def test_four_processes_add_ten_events_each(allies: Allies) -> None:
    """Also the first commands of all: each of them finds no store."""
    program = (
        "import sys, subprocess\n"
        "for n in range(10):\n"
        "    kind = 'sever' if n % 2 else 'restore'\n"
        "    args = ['add', sys.argv[1], kind, f'2026-10-{n + 1:02}', '--source', f'CNA: {n}', '--json']\n"
        "    subprocess.run([sys.executable, '-m', 'taiwan_allies', *args], check=True)\n"
    )
    command = [allies.command[0], "-c", program]
    started = [
        subprocess.Popen(
            [*command, c], env=allies.env, cwd=allies.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for c in CODES
    ]
    for process in started:
        _, said = process.communicate()
        assert process.returncode == 0, said
    assert whole(allies.db) == 40
    log = json.loads(allies("log", "--json").stdout)
    assert sorted(row["step"] for row in log) == list(range(1, 41))
    conn = sqlite3.connect(allies.db)
    ids = [id_ for (id_,) in conn.execute("SELECT id FROM own_event")]
    assert sorted(ids) == sorted(f"my-{code}-{n}" for code in ("nru", "hnd", "tcd", "gmb") for n in range(1, 11))
    assert conn.execute("SELECT count(*) FROM own_source").fetchone() == (10,), (
        "a source that four named at once is one"
    )


@pytest.mark.long
def test_forty_writers_at_once_all_get_through(allies: Allies) -> None:
    allies("count")
    started = [
        allies.start("add", "palau", "visit", f"2026-10-{n % 28 + 1:02}", "--summary", f"visit {n}", *SOURCE)
        for n in range(40)
    ]
    for process in started:
        _, said = process.communicate()
        assert process.returncode == 0, said
    conn = sqlite3.connect(allies.db)
    assert conn.execute("SELECT count(*), count(DISTINCT id) FROM own_engagement").fetchone() == (40, 40)
    assert conn.execute("SELECT count(*) FROM journal_step").fetchone() == (40,)


@pytest.mark.long
def test_an_import_that_is_killed_leaves_all_rows_or_none(allies: Allies) -> None:
    rows = 4_000
    (allies.folder / "rows.csv").write_text(csv_of(rows))
    allies("count")
    base = allies.folder / "base.db"
    shutil.copy(allies.db, base)
    start = time.monotonic()
    allies("import", "rows.csv")
    seconds = time.monotonic() - start
    assert whole(allies.db) == rows
    dice = random.Random(4)
    outcomes = set()
    for n in range(50):
        for left in allies.folder.glob("allies.db*"):
            left.unlink()
        shutil.copy(base, allies.db)
        process = allies.start("import", "rows.csv")
        time.sleep(dice.uniform(0.3, 1.1) * seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if n % 5 == 0:
            # The next command is a read, which finds what was left half written.
            assert allies("count").stdout in {"12\n", "13\n"}
        if n % 5 == 1:
            allies("add", "palau", "visit", "2026-10-01", "--summary", "x", *SOURCE)
            conn = sqlite3.connect(allies.db)
            conn.execute("DELETE FROM own_evidence WHERE engagement IS NOT NULL")
            conn.commit()
            conn.close()
        found = whole(allies.db)
        assert found in {0, rows}
        outcomes.add(found)
    assert 0 in outcomes


def limited(size: int) -> Callable[[], None]:
    """For a child process: no file may grow beyond ``size``, as on a disk that is full."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def run(
    allies: Allies, *args: str, before: Callable[[], None] | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*allies.command, *args],
        capture_output=True, text=True, cwd=allies.folder, env=allies.env | (env or {}), preexec_fn=before, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """One clear message with a hint, exit 4, nothing on standard output."""
    assert done.returncode == 4, done
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 2, lines
    assert all(word in lines[0] for word in words), lines


WRITES = (
    ("add", "palau", "visit", "2026-10-01", "--summary", "x", *SOURCE),
    ("edit", "nru-4", "--date", "2024-01-16"),
    ("rm", "gmb-4", "--reason", "x"),
    ("undo",),
    ("import", "rows.csv"),
)


def prepared(allies: Allies) -> bytes:
    (allies.folder / "rows.csv").write_text(csv_of(4_000))
    allies("add", "paraguay", "sever", "2026-11-20", *SOURCE)
    return allies.db.read_bytes()


@pytest.mark.long
def test_a_full_disk_is_one_clear_line_and_changes_nothing(allies: Allies) -> None:
    before = prepared(allies)
    done = run(allies, "import", "rows.csv", before=limited(len(before) + 4096))
    refused(done, "allies.db", "nothing was changed")
    for args in WRITES:
        refused(run(allies, *args, before=limited(100)), "allies.db")
    assert whole(allies.db) == 1
    assert run(allies, "count", before=limited(100)).stdout == "11\n"
    assert allies.db.read_bytes() == before
    allies("import", "rows.csv")


def test_a_store_that_cannot_be_written_is_one_clear_line(allies: Allies) -> None:
    before = prepared(allies)
    allies.db.chmod(0o444)
    allies.folder.chmod(0o555)
    try:
        for args in WRITES:
            refused(run(allies, *args, before=obey_permissions), "allies.db", "cannot be written")
        assert run(allies, "count", before=obey_permissions).stdout == "11\n"
        assert len(run(allies, "export", "--mine", before=obey_permissions).stdout.splitlines()) == 2
    finally:
        allies.folder.chmod(0o755)
    assert allies.db.read_bytes() == before


@pytest.mark.parametrize("args", WRITES, ids=lambda args: args[0])
def test_without_a_home_a_write_says_so(allies: Allies, args: tuple[str, ...]) -> None:
    (allies.folder / "rows.csv").write_text(csv_of(4))
    del allies.env["ALLIES_DB"]
    for home in ("/dev/null", "/proc/nobody"):
        done = run(allies, *args, env={"HOME": home, "XDG_DATA_HOME": f"{home}/data"})
        refused(done)


@pytest.mark.long
def test_a_locked_store_is_waited_for_and_then_given_up(allies: Allies) -> None:
    before = prepared(allies)
    other = sqlite3.connect(allies.db, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for args in WRITES:
        refused(run(allies, *args, env={"ALLIES_BUSY_SECONDS": "0.1"}), "locked by another program")
    other.execute("ROLLBACK")
    assert allies.db.read_bytes() == before


def test_an_export_that_cannot_be_written_leaves_what_was_there(allies: Allies) -> None:
    allies("export", "-f", "csv", "-o", "out.csv")
    before = (allies.folder / "out.csv").read_bytes()
    for args in (("export", "-f", "csv", "-o", "out.csv"), ("export", "package")):
        done = run(allies, *args, before=limited(1000))
        assert done.returncode in {2, 4}, done
        assert len(done.stderr.splitlines()) <= 2
    assert (allies.folder / "out.csv").read_bytes() == before
    assert sorted(p.name for p in allies.folder.iterdir()) == ["allies.db", "out.csv"]
