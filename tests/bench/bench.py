"""Where the time goes: whole processes, against a peer in the same run. By hand, never in the suite.

    python tests/bench/bench.py [--runs N] [ROW...]

Each row runs two commands in turn (A B A B ...) and prints the median of the ratios A/B, pair by pair, beside the bar
that it is held to. Ratios travel between machines, seconds do not. Bytecode is compiled first, as an installer does.

What was found, on the way from 1.75 to 1.2 times an empty Typer app (`python -X importtime`, cProfile; 2 cores, 3.11):

- The empty app itself is 65 % of `allies list`: `import typer` 50 ms of 80.
- A frozen dataclass with slots costs 0.8 ms to define, a NamedTuple 0.1 ms: the types on the path of every command
  (Context, Column, Result, Output, Filters) are NamedTuples; dates and periods are imported when an option has one.
- The garbage collector took a tenth of the process; it is off (`__main__`). An import of 100,000 events stays small
  because it streams.
- `json` to read the record's stamp: 3 ms; three lines are read instead (`store.identity`). platformdirs: 6 ms, only
  where neither --db nor ALLIES_DB names the store. sqlite_utils: 160 ms, only to migrate.
- A view over a compound view (`evidence`, `source`) is materialised whole by SQLite for a correlated look-up: with
  100,000 own rows that was the slowest part of `list`. `event_quality` and `event_sources` spell the two arms out.
- An import took 4.1 s for 100,000 events. A None that is bound costs five times a text (sqlite3 asks for an adapter),
  and one statement a row as much as the row: `store.insert` leaves empty columns out and takes many rows at once, 1.1 s
  to 0.35. Spells by window functions 0.85 s, by seeks in a covering index 0.1. The same INSERT ... SELECT in a trigger
  costs 0.2 s more (it is copied into a temporary table first), foreign keys 0.12, NULLs in the journal 0.13. What is
  left: a quarter the merged tables, a sixth each the inserts, the check of the sequences with the journal, and the
  commit; the rest Python. Threads did not help (the lock of the interpreter), nor did indexes made afterwards.
- Answers as long as the record (LONG) are streamed: `export --mine` of 100,000 rows went from 200 MB to 26.
- Spells are a table that triggers keep true; counts are differences of two index ranges (see 0001_initial.sql).
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
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
LONG = ("list --former", "timeline", "export", "export --mine")
"""Commands whose answer is as long as the record: what counts is rows a second, and that they stay small."""


class Run(NamedTuple):
    seconds: float
    megabytes: float
    lines: int = 0


class Row(NamedTuple):
    name: str
    bar: float
    a: Callable[[], Run]
    b: Callable[[], Run]


def run(command: Sequence[str], env: dict[str, str] | None = None, tty: bool = False) -> Run:
    """One whole process: wall seconds and peak memory (of the process itself)."""
    environment = {**os.environ, **(env or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    lines = 0
    start = time.perf_counter()
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
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1024, lines)


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
    """The package as an installer lays it down, compiled, with a plain launcher."""
    site = folder / "site"
    shutil.copytree(ROOT / "taiwan_allies", site / "taiwan_allies", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(
        ROOT / "migrations", site / "taiwan_allies" / "migrations", ignore=shutil.ignore_patterns("__pycache__")
    )
    compileall.compile_dir(site, quiet=1)
    launcher = folder / "allies"
    launcher.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(site)!r})\nfrom taiwan_allies.__main__ import main\nmain()\n"
    )
    launcher.chmod(0o755)
    return launcher


def large_import(path: Path, store: Path, events: int) -> None:
    """A CSV of made-up events: pairs of a break and a return, a day apart, from the first day of the long spells on.

    Many lie inside the spell and can stand; those after its end, or after today, are what --force is for.
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
            day = date.fromisoformat(start)
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
    allies = str(install(folder))
    empty = folder / "empty.py"
    empty.write_text(EMPTY_APP)
    small, large = folder / "small.db", folder / "large.db"
    today = {"ALLIES_TODAY": "2026-11-24"}
    on_small, on_large = today | {"ALLIES_DB": str(small)}, today | {"ALLIES_DB": str(large)}
    run([allies, "count"], on_small)

    def ours(*words: str, env: dict[str, str] = on_small, tty: bool = False) -> Callable[[], Run]:
        return lambda: run([allies, *words], env, tty)

    def typer_app() -> Run:
        return run([sys.executable, str(empty), "one"])

    def sqlite_utils(*words: str) -> Callable[[], Run]:
        return lambda: run([sys.executable, "-m", "sqlite_utils", *words])

    def first() -> Run:
        for path in folder.glob("first.db*"):
            path.unlink()
        return run([allies, "count"], today | {"ALLIES_DB": str(folder / "first.db")})

    def bare() -> Run:
        return run([sys.executable, "-c", "pass"])

    tab = {"_ALLIES_COMPLETE": "complete_bash", "COMP_WORDS": "allies show gua", "COMP_CWORD": "2"}
    rows = [
        Row("list in a pipe / empty Typer app", 1.25, ours("list"), typer_app),
        Row(
            "list in a pipe / sqlite-utils rows --tsv",
            0.65,
            ours("list"),
            sqlite_utils("rows", str(small), "ally", "--tsv"),
        ),
        Row(
            "list at a terminal / sqlite-utils rows -t",
            1.0,
            ours("list", tty=True),
            sqlite_utils("rows", str(small), "ally", "-t"),
        ),
        Row("--version / python -c pass", 2.5, ours("--version"), bare),
        Row("is palau / list", 1.1, ours("is", "palau"), ours("list")),
        Row("TAB on a country / empty Typer app", 1.3, ours(env=today | tab), typer_app),
        Row("first command / second", 4.0, first, ours("count")),
    ]
    print(f"{'':<44}{'ratio':>7}{'spread':>8}{'bar':>7}{'seconds':>9}{'peak MB':>9}")
    for row in rows:
        if not wanted or any(word in row.name for word in wanted):
            report(row, runs)
    if wanted and not any(word in "import large 100" for word in wanted):
        return
    table = folder / "events.csv"
    run([allies, "count"], on_large)
    large_import(table, large, events)
    times = []
    for _ in range(max(1, runs // 3)):
        large.unlink()
        run([allies, "count"], on_large)
        times.append(run([allies, "import", str(table), "--force"], on_large))
    rate, most = events / statistics.median(t.seconds for t in times), max(t.megabytes for t in times)
    over = "" if rate >= 12_000 and most < 200 else "  over the bar"
    print(f"{f'import of {events:,} events':<44}{rate:>12,.0f} a second, bar 12,000{most:>13.1f}{over}", flush=True)
    for command in READS:
        words = command.split()
        report(
            Row(f"{' '.join(words)}, {events:,} / the record", 1.5, ours(*words, env=on_large), ours(*words)),
            max(5, runs // 3),
        )
    for command in LONG:
        times = [run([allies, *command.split()], on_large) for _ in range(max(1, runs // 3))]
        seconds, most = statistics.median(t.seconds for t in times), max(t.megabytes for t in times)
        rate = times[0].lines / seconds
        over = "" if most < 45 else "  over the bar"
        print(
            f"{f'{command}, {events:,}':<44}{rate:>12,.0f} rows a second{seconds:>15.3f}{most:>9.1f}{over}", flush=True
        )


def report(row: Row, runs: int) -> None:
    ratio, spread, own = paired(row, runs)
    mark = "" if ratio <= row.bar else "  over the bar"
    print(
        f"{row.name:<44}{ratio:>7.2f}{spread:>8.2f}{row.bar:>7.2f}{own.seconds:>9.3f}{own.megabytes:>9.1f}{mark}",
        flush=True,
    )


if __name__ == "__main__":
    main()
