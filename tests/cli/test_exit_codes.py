"""How a command ends: each code, and one or two lines that say what is wrong, where, and what to do."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from taiwan_allies.errors import AlliesError, NotFoundError, StoreError, UsageError, exit_codes

if TYPE_CHECKING:
    from conftest import Allies, Record


def test_the_numbers_never_change() -> None:
    assert exit_codes() == {
        "OK": 0,
        "NO": 1,
        "USAGE": 2,
        "NOT_FOUND": 3,
        "STORE": 4,
        "FAULT": 70,
        "INTERRUPTED": 130,
        "PIPE_CLOSED": 141,
    }
    assert {error: error.exit_code for error in (AlliesError, UsageError, NotFoundError, StoreError)} == {
        AlliesError: 2,
        UsageError: 2,
        NotFoundError: 3,
        StoreError: 4,
    }


@pytest.mark.parametrize(
    "words",
    [
        "",
        "list",
        "list --at 1911",
        "list -r polynesia --at 1950",
        "timeline -p lai --type recognition",
        "diff lai",
        "is palau",
        "check",
    ],
)
def test_done_also_when_nothing_matches(record: Record, words: str) -> None:
    assert record(*words.split(), check=0).stderr == ""


@pytest.mark.parametrize("words", ["is nauru", "is -q nauru", "is palau --at 1999-12-28", "diff tsai --exit-code"])
def test_the_answer_is_no(record: Record, words: str) -> None:
    assert record(*words.split(), check=1).stderr == ""


def lines(record: Record, *args: str, code: int) -> list[str]:
    done = record(*args, check=code)
    assert done.stdout == ""
    said = done.stderr.splitlines()
    assert said[0].startswith("allies: ")
    assert 1 <= len(said) <= 2
    return said


DATES = [
    ("list --at {}", "--at"),
    ("count --at {}", "--at"),
    ("count --in {}", "--in"),
    ("count --by year --from {}", "--from"),
    ("count --by year --to {}", "--to"),
    ("is palau --at {}", "--at"),
    ("timeline --in {}", "--in"),
    ("timeline --from {}", "--from"),
    ("timeline --to {}", "--to"),
    ("presidents --in {}", "--in"),
    ("presidents --from {}", "--from"),
    ("presidents --to {}", "--to"),
    ("chart --in {}", "--in"),
    ("chart --from {}", "--from"),
    ("chart --to {}", "--to"),
    ("diff {}", "A"),
    ("diff 1971 {}", "B"),
]


@pytest.mark.parametrize(("words", "option"), DATES, ids=[words for words, _ in DATES])
@pytest.mark.parametrize("text", ["garbage", "20181301"])
def test_a_bad_date_names_the_option_the_text_and_the_forms(record: Record, words: str, option: str, text: str) -> None:
    said = lines(record, *[word.format(text) for word in words.split()], code=2)
    assert said[0].startswith(f"allies: {option}: ")
    assert text in said[0]
    for form in ("2016", "2016-05", "2016-05-20", "today", "1971..1979", "tsai"):
        assert form in said[1]


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("71", "1971"),
        ("10/11/1971", "1971-10-11"),
        ("20181301", "2018-01-13"),
        ("2016-13", ""),
        ("12", ""),
        ("2019-02-29", ""),
    ],
)
def test_a_guess_is_a_guess(record: Record, text: str, guess: str) -> None:
    said = lines(record, "list", "--at", text, code=2)
    assert "Did you mean" in said[1] or not guess
    assert guess in said[1]


def test_a_clock_that_is_no_day(record: Record) -> None:
    done = record("list", env={"ALLIES_TODAY": "1971"}, check=2)
    assert "ALLIES_TODAY" in done.stderr
    assert "--today" in lines(record, "list", "--today", "garbage", code=2)[0]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("list --region atlantis", "atlantis"),
        ("list --region o --region a", "Africa, Americas, Asia"),
        ("timeline --kind party", "party"),
        ("timeline --type party", "party"),
        ("list --fields colour", "colour"),
        ("list --json --csv", "--json and --csv"),
        ("list -f csv --json", "--format csv and --json"),
        ("list --former --ever", "--former"),
        ("count --at 1971 --in 1972", "--at"),
        ("diff", "diff needs"),
        ("list --db=", "--db"),
    ],
)
def test_wrong_usage(record: Record, words: str, text: str) -> None:
    assert text in " ".join(lines(record, *words.split(), code=2))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("nonsense", "nonsense"),
        ("list --nonsense", "--nonsense"),
        ("list extra", "extra"),
        ("show", "COUNTRY"),
        ("is", "COUNTRY"),
        ("list --format yaml", "ndjson"),
        ("count --by century", "decade"),
        ("list --width 3", "--width"),
        ("timeline --limit none", "--limit"),
        ("list --color loud", "always"),
        ("db nonsense", "nonsense"),
    ],
)
def test_wrong_usage_that_the_parser_finds(record: Record, words: str, text: str) -> None:
    done = record(*words.split(), check=2)
    assert done.stdout == ""
    assert text in done.stderr


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("is congo", "Democratic Republic of the Congo, Republic of the Congo"),
        ("show congo", "Republic of the Congo"),
        ("list -c congo", "Republic of the Congo"),
        ("list -c saint", "Saint Kitts and Nevis, Saint Lucia, Saint Vincent"),
        ("is naurru", "Did you mean Nauru?"),
        ("show hondoras", "Honduras"),
        ("is atlantis", "list --ever"),
        ("timeline -c 火星", "火星"),
        ("timeline -p c", "chen-shui-bian"),
        ("timeline -p tsay", "tsai-ing-wen"),
        ("presidents -p nixon", "nixon"),
        ("sources nru-99", "nru-99"),
        ("help nonsense", "dates"),
    ],
)
def test_no_such_thing_or_several(record: Record, words: str, text: str) -> None:
    assert text in " ".join(lines(record, *words.split(), code=3))


def test_hostile_names_are_quoted_and_harmless(record: Record) -> None:
    for text in ("\x1b[31mred\x07", "a\nb\tc", "x" * 5000, "\u202eevil", "' OR 1=1 --", "%s%n", "*"):
        for words in (("is", text), ("list", "-c", text), ("timeline", "-p", text), ("sources", text)):
            done = record(*words, check=3)
            assert "\x1b" not in done.stderr
            assert "\x07" not in done.stderr
            assert "\u202e" not in done.stderr
            assert len(done.stderr.splitlines()) <= 2
            assert len(done.stderr) < 600


def test_the_store_cannot_be_used(record: Record, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("this is no store, and long enough to be read as a header of one\n" * 20)
    whole = record.db.read_bytes()
    (tmp_path / "cut.db").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "folder.db").mkdir()
    for name in ("text.db", "cut.db", "folder.db"):
        before = (tmp_path / name).read_bytes() if name != "folder.db" else None
        said = lines(record, "list", "--db", str(tmp_path / name), code=4)
        assert name in said[0]
        assert name == "folder.db" or (tmp_path / name).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cut.db", "folder.db", "text.db"]


def test_a_newer_store_is_left_alone(record: Record, tmp_path: Path) -> None:
    import sqlite3

    copy = tmp_path / "newer.db"
    shutil.copyfile(record.db, copy)
    with sqlite3.connect(copy) as conn:
        conn.execute("PRAGMA user_version = 99")
    before = copy.read_bytes()
    said = lines(record, "list", "--db", str(copy), code=4)
    assert "schema 99" in said[0]
    assert "Install a newer version of allies" in said[1]
    assert copy.read_bytes() == before


@pytest.mark.usefixtures("sigint")
def test_interrupted_where_the_program_waits(allies: Allies) -> None:
    """Ctrl-C while another program holds the store."""
    import sqlite3
    import time

    allies("count")
    holder = sqlite3.connect(allies.db, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    running = allies.start("count", env={"ALLIES_BUSY_SECONDS": "60"})
    stat = Path(f"/proc/{running.pid}/wchan")
    for _ in range(400):  # until it sleeps in SQLite's busy loop
        time.sleep(0.05)
        if "nanosleep" in stat.read_text():
            break
    running.send_signal(signal.SIGINT)
    holder.execute("ROLLBACK")
    try:
        out, err = running.communicate(timeout=90)
    finally:
        running.kill()
    assert running.returncode in (130, -signal.SIGINT)
    assert (out, err) == ("", "")


def test_a_shell_sees_130(record: Record) -> None:
    """The code that `main` gives for an interruption, whatever the signal met."""
    code = "import sys\nfrom unittest import mock\nfrom taiwan_allies.__main__ import main\n"
    code += "sys.argv = ['allies', 'list']\n"
    code += "with mock.patch('taiwan_allies.cli.app.run', side_effect=KeyboardInterrupt):\n    main()\n"
    done = subprocess.run(
        [record.command[0], "-c", code], env=record.env, capture_output=True, text=True, cwd=record.folder
    )
    assert done.returncode == 130
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("list", "--country", ""), "--country"),
        (("list", "-c", " , "), "--country"),
        (("count", "--region", ""), "--region"),
        (("timeline", "-p", "tsai", "-p", ""), "--president"),
        (("timeline", "--kind", ""), "--kind"),
        (("timeline", "--type", ""), "--type"),
    ],
)
def test_an_empty_name_is_no_filter(record: Record, words: tuple[str, ...], option: str) -> None:
    """An empty variable of a script is a slip: it means neither everything nor nothing."""
    assert record(*words, check=2).stderr.startswith(f"allies: {option}: nothing is named\n")


def test_a_command_that_is_nearly_right_is_named(record: Record) -> None:
    assert "Did you mean timeline? See" in record("timline", check=2).stderr
    assert "Did you mean status? See" in record("data", "staus", check=2).stderr
    assert "Did you mean" not in record("zzzz", check=2).stderr


def test_a_president_who_is_nearly_named_is_guessed(record: Record) -> None:
    assert "tsai-ing-wen" in record("list", "--at", "tsia", check=2).stderr.splitlines()[1]
    assert "Did you mean" not in record("list", "--at", "garbage", check=2).stderr


@pytest.mark.parametrize("name", ["tibet", "hong kong", "scotland"])
def test_a_far_fetched_guess_is_not_made(record: Record, name: str) -> None:
    assert "Did you mean" not in record("is", name, check=3).stderr
