"""5,000 command lines that nobody would type: each ends with an exit code of the contract and changes nothing unasked."""

from __future__ import annotations

import random
import re
import shlex
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from in_process import Said, run, user
from test_hostile import CONTROL, NASTY

from taiwan_allies.cli.app import command_of
from taiwan_allies.cli.registry import PATHS
from taiwan_allies.errors import ExitCode
from taiwan_allies.model.fields import MEANINGS
from taiwan_allies.store.own import journal

BATCHES, BATCH = 10, 500
SECONDS = 60
WRITERS = {("add",), ("edit",), ("rm",), ("undo",), ("import",), ("doctor",), ("data", "resolve"), ("data", "update"), ("db", "restore"),
           ("db", "migrate")}  # fmt: skip
SGR = re.compile(r"\x1b\[[0-9;]*m")

HUGE = (
    "0",
    "-1",
    "1",
    "2",
    "2147483648",
    "-9223372036854775809",
    "99999999999999999999999",
    "9" * 5_000,
    "1e999",
    "nan",
    "０",
    "٣",
    "1_000",
    "+1",
)
DATES = ("today", "yesterday", "last year", "this month", "1 day ago", "0 years ago", "1914 years ago", "2025 years ago", "2026 years ago",
         "99999999999 days ago", "-5 years ago", "1970s", "990s", "20th century", "1971", "0000", "0001", "9999", "10000", "2026-02-30",
         "0001-01-01", "9999-12-31", "0001-01-01..9999-12-31", "..", "1971..", "..1971", "2020..2010", "9999..", "tsai", "lee..ma", "ma..lee",
         "民國1年", "民國0年", "民國-3年", "民國9999年", "民國113年5月20日", "今", "全部", "20 May 2016", "31 June 2016", "1971-10-25T00:00", "1971?",
         "1971~", "-0001", "1911-12-31", "1912-01-01")  # fmt: skip
NAMES = ("nauru", "PLW", "TW", "XVS", "Korea, Republic of", "帛琉", "atlantis", "NAU", "na", "chad", "soviet union", "nru-4", "my-nru-1", "my-src-900",
         "eng-0001", "src-0001", "my-zzz-99999999999999999999", "tsai", "lai", "chiang kai-shek 5", "pacific", "region", "year", "president,region",
         "establish", "sever", "visit", "switch", "primary", "json", "csv", "table", "zh", "en", "always", "never", "bibtex", "code", "code,name",
         "code,,code", "nosuch", "dates", "fields", "SELECT 1", "SELECT zeroblob(9999999999)", "WITH RECURSIVE", "PRAGMA user_version=9")  # fmt: skip
PATHS_GIVEN = ("out.csv", "out.json", "out.svg", "out", "package", ".", "..", "", "-", "/dev/null", "/dev/full", "/dev/stdout", "/dev/fd/99", "no/such/folder/x",
               "x" * 300, "d/" * 2_500, "allies.db", "rows.csv", "in\0side", "\udcff.csv", "https://", "http://x", "file:///etc", "link", "loop", "pipe")  # fmt: skip
WORDS = (
    *HUGE,
    *DATES,
    *NAMES,
    *PATHS_GIVEN,
    *NASTY.values(),
    "\0",
    "a\0b",
    "\x1b]8;;x\x07",
    "\udc80" * 30,
    *sorted(MEANINGS)[:40],
)


LIKELY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("--at", "--from", "--to", "--in", "--date", "--local-date", "--prc-date", "--end-date", "--today", "diff"), DATES),
    **dict.fromkeys(("--limit", "--width", "--height", "--step", "--amount-usd", "--timeout", "log", "undo"), HUGE),
    **dict.fromkeys(("--output", "-o", "--db", "export", "import", "update", "backup", "restore", "rescue", "--against"), PATHS_GIVEN),
    **dict.fromkeys(("--note", "--reason", "--summary", "--source", "--actor", "search", "--grep", "sql", "--param"), tuple(NASTY.values())),
    **dict.fromkeys(("show", "is", "--country", "cite", "edit", "rm", "add"), NAMES[:17]),
    **dict.fromkeys(("--president", "-p", "compare"), ("tsai", "lai", "chiang kai-shek 5", "lee..ma", "ma")),
    **dict.fromkeys(("--format", "-f", "--from-format"), ("table", "tsv", "csv", "json", "ndjson", "md")),
    "--by": ("region", "year", "decade", "president", "president,region", "month", "change"),
    "--region": ("pacific", "caribbean", "africa", "mars"),
    "--fields": ("code", "code,name", "id,date", "name,name", "nosuch", ","),
    "--lang": ("zh", "en"),
    "--color": ("always", "never", "auto"),
    "help": ("dates", "fields", "recipes", "list", "nosuch"),
}  # fmt: skip


class FuzzedError(BaseException):
    """A command that does not come to an end."""


class Kind(NamedTuple):
    """A command and its options, as Typer knows them."""

    path: tuple[str, ...]
    options: tuple[tuple[str, bool], ...]


def kinds() -> list[Kind]:
    found = []
    for path in PATHS:
        params: list[Any] = command_of(path).command.params
        names = [
            (name, p.is_flag) for p in params if p.param_type_name == "option" for name in (*p.opts, *p.secondary_opts)
        ]
        found.append(Kind(path, tuple(names)))
    return found


def line(dice: random.Random, kind: Kind) -> list[str]:
    """A command line: the words of a command among options, values and operands that may fit or not."""
    rest: list[str] = []
    for _ in range(dice.choice([0, 1, 1, 2, 2, 3, 5])):
        if dice.random() < 0.6:
            name, flag = dice.choice(kind.options)
            if flag and dice.random() < 0.9:
                rest.append(name)
            elif name.startswith("--") and dice.random() < 0.4:
                rest.append(f"{name}={value(dice, name)}")
            else:
                rest += [name, value(dice, name)]
        else:
            rest.append(value(dice, kind.path[-1]))
    if dice.random() < 0.05:
        rest.insert(
            dice.randrange(len(rest) + 1), dice.choice(["--", "--nosuch", "-Z", "--db", "---", "-", "--help", "-h"])
        )
    before = ["--db", value(dice)] if dice.random() < 0.01 else []
    return [*before, *kind.path, *rest]


def value(dice: random.Random, of: str = "") -> str:
    """A value, more often than not one that an option or command could take."""
    if of in LIKELY and dice.random() < 0.7:
        return dice.choice(LIKELY[of])
    return dice.choice(dice.choice([HUGE, DATES, DATES, NAMES, NAMES, NAMES, PATHS_GIVEN, WORDS]))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with an own record, in some of whose columns stand escape bytes, past the program."""
    folder = tmp_path_factory.mktemp("fuzz")
    with user(folder):
        assert run("add", "nauru", "restore", "2026-11-02", "-s", "CNA: a report", "--note", "Back").code == 0
        assert run("add", "palau", "visit", "2026-10-01", "--summary", "A visit", "-s", "CNA: another").code == 0
        evil = NASTY["escape"] + NASTY["right-to-left"] + "\x9b2J"
        with closing(sqlite3.connect("allies.db", isolation_level=None)) as conn:
            conn.execute("UPDATE own_event SET note = ?", (evil,))
            conn.execute("UPDATE own_engagement SET summary = ?, actor = ?", (evil, evil))
            conn.execute("UPDATE own_source SET title = ?, publisher = ?", (evil, evil))
            conn.execute(
                "UPDATE state SET name = name || ?, name_zh = name_zh || ? WHERE code IN ('PLW', 'NRU', 'HND')",
                (evil, evil),
            )
            conn.execute("UPDATE journal_step SET summary = ?, command = ? WHERE step = 1", (evil, evil))
    return folder


@pytest.mark.long
@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_command_line_breaks_it(store: Path, batch: int) -> None:
    base, wrong, tally = (store / "allies.db").read_bytes(), [], Counter[int]()
    every = kinds()
    with user(store):
        for number in range(batch * BATCH, (batch + 1) * BATCH):
            _tidy(store, base)
            dice = random.Random(number)
            kind = dice.choice(every)
            args = line(dice, kind)
            said = _run(args)
            tally[said.code] += 1
            wrong += [
                f"{number}: allies {shlex.join(args)[:300]!r}: {text}" for text in _faults(kind, args, said, base)
            ]
    (store / "allies.db").write_bytes(base)
    print(dict(tally), *wrong, sep="\n")
    assert not wrong, "\n".join(wrong)


def _tidy(folder: Path, base: bytes) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != "allies.db":
            path.unlink()
    db = folder / "allies.db"
    if not db.is_file() or db.read_bytes() != base:
        db.write_bytes(base)
    (folder / "rows.csv").write_text("country,kind,date,source\nchad,restore,2026-11-01,x\n")
    (folder / "link").symlink_to("nowhere")
    (folder / "loop").symlink_to("loop")


def _run(args: list[str]) -> Said:
    def stop(*_: object) -> None:
        raise FuzzedError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        return run(*args)
    except FuzzedError:
        return Said(-1, "", f"still running after {SECONDS} seconds")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _faults(kind: Kind, args: list[str], said: Said, base: bytes) -> Iterator[str]:
    if said.code not in {ExitCode.OK, ExitCode.NO, ExitCode.USAGE, ExitCode.NOT_FOUND, ExitCode.STORE}:
        yield f"exit {said.code}: {said.err[:400]}"
    if "Traceback" in said.err or "fault of the program" in said.err:
        yield f"a fault: {said.err[:400]}"
    for name, text in (("stdout", said.out), ("stderr", said.err)):
        bare = SGR.sub("", text) if "--color" in " ".join(args) else text
        if found := CONTROL.search(bare.replace("\r\n", "\n")):
            at = found.start()
            yield f"a control character on {name}: {bare[max(0, at - 60) : at + 20]!r}"
    lines = said.err.splitlines()
    if said.code in (2, 3, 4) and not lines and not said.out and kind.path != ("doctor",):
        yield f"exit {said.code} without a word"
    if kind.path not in WRITERS and Path("allies.db").read_bytes() != base:
        yield "a command that reads changed the store"
    nowhere = any(name in " ".join(args) for name in ("/dev/full", "/dev/fd"))  # that is known when it is too late
    if kind.path in WRITERS and said.code and kind.path != ("doctor",) and not nowhere:
        with closing(sqlite3.connect("allies.db")) as conn:
            if _own(conn) != _own_of(base):
                yield "a command that failed changed the own record"


def _own(conn: sqlite3.Connection) -> list[Any]:
    return [conn.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in (*journal.TABLES, "journal_step")]


def _own_of(content: bytes) -> list[Any]:
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.deserialize(content)
        return _own(conn)
