"""An exit code holds whatever becomes of the standard streams, and nothing that comes in provokes a fault."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Allies, Record

ENDS = {
    # how each command ends
    "is palau": 0,
    "is nauru": 1,
    "is nosuch": 3,
    "list --nonsense": 2,
    "list --db /dev/null/x": 4,
    "list": 0,
    "--version": 0,
    "--help": 0,
    "help dates": 0,
}


def shell(record: Allies, line: str, **more: str) -> subprocess.CompletedProcess[str]:
    program = " ".join(map(shlex.quote, record.command))
    return subprocess.run(
        ["bash", "-c", line.replace("ALLIES", program)],
        env=record.env | more,
        cwd=record.folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.long
@pytest.mark.parametrize("redirect", ["2>&-", "2>/dev/full", ">&- 2>&-", "<&-", "<&- >&- 2>&-", ">&-"])
@pytest.mark.parametrize("words", ENDS)
def test_a_code_holds_without_streams(record: Record, words: str, redirect: str) -> None:
    done = shell(record, f"ALLIES {words} {redirect}")
    assert done.returncode == ENDS[words], done
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize(
    "words", ["list", "list --json", "--version", "--help", "help dates", "db path", "-h", "list -h"]
)
@pytest.mark.parametrize("more", ["", "2>/dev/full"])
def test_an_answer_that_finds_no_room_is_exit_2(record: Record, words: str, more: str) -> None:
    done = shell(record, f"ALLIES {words} >/dev/full {more}")
    assert done.returncode == 2, done
    if not more:
        assert done.stderr.startswith("allies: standard output takes no more: ")
        assert len(done.stderr.splitlines()) == 2


def test_a_reader_of_errors_that_goes_away_changes_nothing(record: Record) -> None:
    assert shell(record, "ALLIES is nosuch 2> >(exec true); exit $?").returncode == 3


def test_no_stream_is_taken_for_the_store(record: Record, tmp_path: Path) -> None:
    """The store that is opened first does not get the number of a stream that was closed."""
    shutil.copy(record.db, tmp_path / "a.db")
    done = shell(record, f"ALLIES add palau sever 2026-13-45 --db {tmp_path}/a.db <&- >&- 2>&-")
    assert done.returncode == 2
    done = shell(record, f"ALLIES add palau sever 2026-11-20 --source x --db {tmp_path}/a.db <&- >&- 2>&-")
    assert done.returncode == 0
    assert shell(record, f"ALLIES count --db {tmp_path}/a.db").stdout == "11\n"


@pytest.mark.long
@pytest.mark.parametrize("words", ["list", "count", "db path", "export --mine", "check", "doctor", "log"])
def test_a_working_folder_that_is_gone(record: Record, words: str) -> None:
    done = shell(record, f"mkdir gone && cd gone && rmdir ../gone && ALLIES {words}", PYTHONSAFEPATH="1")
    assert done.returncode == 0, done
    done = shell(
        record, f"mkdir gone && cd gone && rmdir ../gone && ALLIES {words}", ALLIES_DB="a.db", PYTHONSAFEPATH="1"
    )
    assert done.returncode in {0, 2, 4}, done  # a read answers from memory, and says so
    assert 1 <= len(done.stderr.splitlines()) <= 2 or words in {"doctor", "db path"}


LONG = "x" * 300
DEEP = "a/" * 3000
HUGE = "99999999999999999999999999"


@pytest.mark.parametrize(
    "words",
    [
        f"export {LONG}",
        f"export {DEEP}",
        f"db backup {LONG}",
        f"db restore {LONG}",
        f"db path --db {LONG}",
        f"list --db {DEEP}",
        f"data diff {LONG}",
        f"check changelog --against {LONG}",
        f"import {LONG}.csv",
        f"list -o {LONG}",
        f"list -f csv -o {DEEP}x",
        f"chart -o {LONG}.svg",
        f"log {HUGE}",
        f"log --limit {HUGE}",
        f"undo {HUGE}",
        f"undo --step {HUGE}",
        f"timeline --limit {HUGE}",
        f"list --width {HUGE}",
        f"count --in {HUGE}",
        f"edit nru-4 --amount-usd {'9' * 5000}",
        f"log {'9' * 5000}",
        "data diff /dev/null",
        "db restore /dev/null",
        "list --db /dev/zero",
        "import /proc/self/mem",
        "import .",
    ],
    ids=lambda words: words[:24],
)
def test_what_cannot_be_is_one_line_and_no_fault(stored: Allies, words: str) -> None:
    done = stored(*words.split(), check=None)
    assert done.returncode in {0, 2, 3, 4}, done
    if done.returncode:
        assert 1 <= len(done.stderr.splitlines()) <= 2, done.stderr
        assert len(done.stderr) < 1500
    assert "fault" not in done.stderr


@pytest.mark.parametrize(
    "words", ["count", "list", "report", "chart", "presidents", "compare tsai", "diff tsai", "show nauru", "timeline"]
)
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_last_day_of_all(record: Record, words: str, day: str) -> None:
    done = record(*words.split(), env={"ALLIES_TODAY": day}, check=None)
    assert done.returncode in {0, 2, 3}, done


def test_a_file_that_cannot_be_read(stored: Allies) -> None:
    from made_up import obey_permissions

    (stored.folder / "in.csv").write_text("country,kind,date,source\n")
    (stored.folder / "in.csv").chmod(0)
    done = subprocess.run(
        [*stored.command, "import", "in.csv"],
        env=stored.env, cwd=stored.folder, preexec_fn=obey_permissions, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2, done
    assert "in.csv" in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 100_000])
def test_json_that_is_nested_without_end(stored: Allies, deep: str) -> None:
    package = stored.folder / "package"
    shutil.copytree(Path(__file__).parents[2] / "taiwan_allies" / "data", package)
    (package / "datapackage.json").write_text(deep)
    (stored.folder / "in.json").write_text("[" + deep)
    for args in (("data", "diff", "package"), ("export", "package", "--force"), ("import", "in.json"), ("check", "changelog", "--against", "package")):  # fmt: skip
        done = stored(*args, check=2)
        assert len(done.stderr.splitlines()) <= 2


def test_the_environment_is_not_to_be_trusted(record: Record) -> None:
    for env in ({"COLUMNS": HUGE}, {"LINES": "-1"}, {"ALLIES_BUSY_SECONDS": "1e999"}, {"ALLIES_BUSY_SECONDS": "nan"}, {"PAGER": "'"}, {"LC_ALL": "xx"}, {"ALLIES_LANG": "\x1b"}, {"HOME": ""}):  # fmt: skip
        done = record("list", env=env, check=None)
        assert done.returncode in {0, 2}, (env, done)
