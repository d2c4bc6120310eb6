"""Where the time goes: whole processes, against a peer in the same run. By hand, never in the suite.

    python tests/bench/bench.py [--runs N] [ROW...]

Each row runs two commands in turn (A B A B ...) and prints the median of the ratios A/B, pair by pair, beside the bar
that it is held to. Seconds are those of the processor, user and system: ratios of them travel between machines, and a
busy one does not stretch them. What is timed is the script that pip installs, with the store in its default place; pip
and the package index are needed for that.

What was found, on the way from 1.75 times an empty Typer app to as long as one (`python -X importtime`, cProfile,
instructions by valgrind; 2 cores, 3.11):

- The empty app itself is 65 % of `allies list`: `import typer` 50 ms of 80.
- A frozen dataclass with slots costs 0.8 ms to define, a NamedTuple 0.1 to 0.2 (each annotation from the future is
  compiled), a class of `plain` 0.005: what is handed on on the path of every command (Context, Result, Output, Filters)
  is such a class, rows are NamedTuples; dates and periods are imported when an option has one.
- The garbage collector took a tenth of the process; it is off (`__main__`). An import of 100,000 events stays small
  because it streams. Freeing every object at the end took a fiftieth: the process leaves.
- enum, signal and contextlib were a sixth of `--version`. The script that an older pip writes imports re, and with it
  most of them: what is timed here is the script of today's.
- `json` to read the record's stamp: 3 ms; three lines are read instead (`store.identity`). platformdirs: 6 ms, not on
  Linux. sqlite_utils: 160 ms, only to migrate a store that is there. pathlib and typing: a third of `--version`.
- Without bytecode (PYTHONDONTWRITEBYTECODE, an editable installation) our own modules take four times as long: measure
  what an installer leaves.
- A view over a compound view (`evidence`, `source`) is materialised whole by SQLite for a correlated look-up: with
  100,000 own rows that was the slowest part of `list`. `event_quality` and `event_sources` spell the two arms out.
- An import of 100,000 events took 16 s of the processor row by row. SQLite guards each statement against being broken
  off (the pages that it changes are copied first), which costs more than a row: a hundred rows in one INSERT take a
  fifth of the time, and 100,000 rows are forced by an UPDATE a thousand. A None that is bound costs five times a text
  (sqlite3 asks for an adapter), so `journal.insert` leaves empty columns out. Spells by window functions 0.85 s, by
  seeks in a covering index 0.1; looking for one edge changed twice was a quarter of the SQL, and is seldom needed. What
  is left: half SQL (inserts with their journal, forcing, the derived tables, each a third), half Python. Threads did
  not help (the lock of the interpreter), nor did indexes made afterwards.
- A CHECK with a list of three words or more builds an index for each row; two words are compared.
- Answers as long as the record (LONG) are streamed: `export --mine` of 100,000 rows went from 200 MB to 26.
- What looked at everything for each thing that it told took minutes with 100,000 own events: the view `ally_change` counts
  all spells for each change (`chart` at a terminal 183 s, counted on from the first 2; what is not selected costs nothing,
  if what orders the rows is), a picture compared each name with all places (130 s), a count by year and region walked
  the record for each of 575 rows (11 s). `chart` in a pipe is over its bar: the answer is 83 times as long.
- A list of ids as parameters goes to the index, `IN (SELECT value FROM json_each(...))` over a view does not. A search
  lets SQLite leave out the events that cannot have the words: 7.4 times the record alone, then 1.4.
- Spells are a table that triggers keep true; counts are differences of two index ranges (see 0001_initial.py).
"""

from __future__ import annotations

import argparse
import compileall
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
EMPTY_APP = """
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def one(text: str = "") -> None: print(text)
@app.command()
def two(text: str = "") -> None: print(text)
if __name__ == "__main__": app()
"""
READS = (
    "list", "count", "count --by president", "is palau", "diff tsai", "chart", "presidents", "timeline --limit 50",
    "show nru-4", "search huawei guatemala", "show palau", "sources --tier primary",
)  # fmt: skip
"""Commands whose answer is as long with a large own record as without; the last two count what rests on it."""


class Run(NamedTuple):
    seconds: float
    megabytes: float
    lines: int = 0


LONG = {
    "list --former": Run(60, 45), "timeline": Run(60, 45), "export": Run(60, 45), "export --mine": Run(60, 45),
    "check": Run(3, 100), "doctor": Run(10, 100),
}  # fmt: skip
"""Commands that go over the whole record, with the seconds and megabytes that they may take."""


class Row(NamedTuple):
    name: str
    bar: float
    a: Callable[[], Run]
    b: Callable[[], Run]


def run(command: Sequence[str], env: dict[str, str] | None = None, tty: bool = False) -> Run:
    """One whole process: seconds of the processor, which a busy machine does not stretch, and its peak memory."""
    environment = {**os.environ, **(env or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    lines = 0
    if tty:
        import pty

        pid, terminal = pty.fork()
        if pid == 0:
            os.execvpe(command[0], list(command), environment)
        try:
            while os.read(terminal, 65536):
                pass
        except OSError:
            pass
        _, status, usage = os.wait4(pid, 0)
        os.close(terminal)
    else:
        with open(os.devnull, "rb") as nothing:
            process = subprocess.Popen(
                command, stdin=nothing, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
            assert process.stdout is not None
            # Not all at once: a process is said to need at least what the one that starts it does.
            while chunk := process.stdout.read(65536):
                lines += chunk.count(b"\n")
            process.stdout.close()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, lines)


def paired(row: Row, runs: int) -> tuple[float, float, Run]:
    """Median, and spread (largest less smallest quartile), of A/B, and the median run of A."""
    row.a(), row.b()
    pairs = [(row.a(), row.b()) for _ in range(runs)]
    ratios = sorted(a.seconds / b.seconds for a, b in pairs)
    spread = ratios[3 * runs // 4] - ratios[runs // 4]
    own = [a for a, _ in pairs]
    return (
        statistics.median(ratios),
        spread,
        Run(statistics.median(a.seconds for a in own), max(a.megabytes for a in own)),
    )


def install(folder: Path) -> Path:
    """The folder of the scripts of an environment into which the pip of today has installed the package."""
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    scripts = folder / "venv" / "bin"
    for words in (["--upgrade", "pip"], [ROOT]):
        subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", *words], check=True)
    return scripts


def large_import(path: Path, store: Path, events: int, begin: str = "") -> None:
    """A CSV of made-up events: pairs of a break and a return, a day apart, in the states of the long spells.

    They begin with the first day of the spell, and most lie inside it; or with ``begin``: in the future, all of them
    are what --force is for.
    """
    import sqlite3
    from datetime import date, timedelta

    with sqlite3.connect(store) as conn:
        spells = conn.execute(
            """SELECT code, max(start_day) FROM spell
            WHERE julianday(coalesce(end_day, '2026-11-24')) - julianday(start_day) > 3000 GROUP BY code"""
        ).fetchall()
    each = -(-events // len(spells) // 2) * 2
    written = 0
    with open(path, "w", encoding="utf-8") as out:
        out.write("country,kind,date,source,note\n")
        for code, start in spells:
            day = date.fromisoformat(begin or start)
            for n in range(min(each, events - written)):
                day += timedelta(days=1)
                out.write(f"{code},{'restore' if n % 2 else 'sever'},{day},Benchmark,Made up\n")
            written += min(each, events - written)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", help="only rows whose name contains one of these words")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--events", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), asked.runs, asked.events, asked.rows)


def measure(folder: Path, runs: int, events: int, wanted: Sequence[str]) -> None:
    scripts = install(folder)
    python, allies, library = (str(scripts / name) for name in ("python", "allies", "sqlite-utils"))
    empty = folder / "empty.py"
    empty.write_text(EMPTY_APP)
    compileall.compile_file(empty, quiet=1)
    homes = {
        name: {"ALLIES_TODAY": "2026-11-24", "XDG_DATA_HOME": str(folder / name)}
        for name in ("small", "large", "first")
    }
    stores = {name: folder / name / "allies" / "allies.db" for name in homes}
    run([allies, "count"], homes["small"])

    def ours(*words: str, home: str = "small", tty: bool = False, env: Mapping[str, str] = {}) -> Callable[[], Run]:
        return lambda: run([allies, *words], {**homes[home], **env}, tty)

    def typer_app() -> Run:
        return run([python, "-c", "import empty; empty.app()", "one"], {"PYTHONPATH": str(folder)})

    def sqlite_utils(*words: str) -> Callable[[], Run]:
        return lambda: run([library, *words])

    def first() -> Run:
        stores["first"].unlink(missing_ok=True)
        return run([allies, "count"], homes["first"])

    def bare() -> Run:
        return run([python, "-c", "pass"])

    tab = {"_ALLIES_COMPLETE": "bash", "_ALLIES_LINE": "allies show gua"}
    small = str(stores["small"])
    rows = [
        Row("list in a pipe / empty Typer app", 1.0, ours("list"), typer_app),
        Row("is palau / empty Typer app", 1.0, ours("is", "palau"), typer_app),
        Row("--version / python -c pass", 1.7, ours("--version"), bare),
        Row("first command / second", 2.5, first, ours("count")),
        Row("list / sqlite-utils rows --tsv", 0.65, ours("list"), sqlite_utils("rows", small, "ally", "--tsv")),
        Row("list at a terminal / sqlite-utils rows -t", 1.0, ours("list", tty=True), sqlite_utils("rows", small, "ally", "-t")),
        Row("chart -o x.svg / chart", 2.0, ours("chart", "-o", str(folder / "x.svg")), ours("chart")),
        Row("TAB on a country / empty Typer app", 1.3, ours(env=tab), typer_app),
    ]  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"No peak can be read below {peak:.1f} MB: that is this program's own.")
    print(f"{'':<44}{'ratio':>7}{'spread':>8}{'bar':>7}{'seconds':>9}{'peak MB':>9}")
    for row in rows:
        if not wanted or any(word in row.name for word in wanted):
            report(row, runs)
    if wanted and not any(word in "import large 100" for word in wanted):
        return
    few = max(5, runs // 3)
    for begin, where in (("2027-01-01", "in the future"), ("", "inside the spells")):
        table = folder / "events.csv"
        large_import(table, stores["small"], events, begin)
        times = []
        for _ in range(max(1, runs // 5)):
            stores["large"].unlink(missing_ok=True)
            run([allies, "count"], homes["large"])
            times.append(run([allies, "import", str(table), "--force"], homes["large"]))
        rate, most = events / statistics.median(t.seconds for t in times), max(t.megabytes for t in times)
        over = "" if rate >= 12_000 and most < 200 else "  over the bar"
        print(
            f"{f'import of {events:,} events {where}':<44}{rate:>12,.0f} a second, bar 12,000{most:>13.1f}{over}",
            flush=True,
        )
    for command in READS:
        words = command.split()
        report(Row(f"{command}, {events:,} / the record", 2.0, ours(*words, home="large"), ours(*words)), few)
    report(
        Row(f"add and undo, {events:,} / the record", 1.5, add_and_undo(ours, "large"), add_and_undo(ours, "small")),
        few,
    )
    for command, bar in LONG.items():
        times = [run([allies, *command.split()], homes["large"]) for _ in range(max(1, runs // 3))]
        seconds, most = statistics.median(t.seconds for t in times), max(t.megabytes for t in times)
        over = "" if most < bar.megabytes and seconds < bar.seconds else "  over the bar"
        print(
            f"{f'{command}, {events:,}':<44}{times[0].lines / seconds:>12,.0f} rows a second{seconds:>15.3f}{most:>9.1f}{over}",
            flush=True,
        )


def add_and_undo(ours: Callable[..., Callable[[], Run]], home: str) -> Callable[[], Run]:
    """Both, since the store has to be as before when it is asked again."""
    add = ours("add", "fiji", "establish", "2026-11-20", "--source", "Benchmark", home=home)
    undo = ours("undo", home=home)

    def both() -> Run:
        one, other = add(), undo()
        return Run(one.seconds + other.seconds, max(one.megabytes, other.megabytes))

    return both


def report(row: Row, runs: int) -> None:
    ratio, spread, own = paired(row, runs)
    mark = "" if ratio <= row.bar else "  over the bar"
    print(
        f"{row.name:<44}{ratio:>7.2f}{spread:>8.2f}{row.bar:>7.2f}{own.seconds:>9.3f}{own.megabytes:>9.1f}{mark}",
        flush=True,
    )


if __name__ == "__main__":
    main()
