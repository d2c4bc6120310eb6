"""What a command imports. Whole processes: nothing else tells what a user waits for."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from taiwan_allies.cli.app import COMMANDS, GROUPS

if TYPE_CHECKING:
    from conftest import Record

HEAVY = {
    "rich", "sqlite_utils", "dateutil", "matplotlib", "numpy", "jinja2", "pydantic", "sqlite_fts4", "click_default_group", "tabulate",
    "pluggy", "asyncio", "unittest", "urllib.request", "http.client", "email.parser", "xml", "tempfile", "hashlib", "statistics",
    "decimal", "fractions", "multiprocessing", "concurrent", "importlib.metadata",
}  # fmt: skip
"""No answer in a pipe from a store that is there may wait for one of these, unless it is listed with its command."""
OURS = {
    "--version": {"version", "errors", "store", "store.identity", "store.schema"},
    "list": {"cli.list_", "store.roster", "store.counts"},
    "count": {"cli.count_", "store.counts"},
    "count --by president": {"cli.count_", "store.counts"},
    "is palau": {"cli.is_", "store.roster", "store.counts"},
    "diff tsai": {"cli.diff_", "store.roster", "store.counts"},
    "timeline -p lai": {"cli.timeline_", "store.timeline", "store.counts"},
    "presidents": {"cli.presidents_", "store.counts"},
    "chart": {"cli.chart_", "store.counts", "render.charts"},
}
"""The modules of a command's own."""
BASE = {
    "__main__", "errors", "context", "version", "cli", "cli.app", "cli.options", "cli.words", "cli.summary", "cli.completion", "domain",
    "domain.dates", "domain.days", "domain.names", "domain.periods", "domain.words", "domain.texts", "render", "render.emit",
    "render.result", "render.rows", "render.text", "render.style", "store", "store.ask", "store.bundled", "store.connection",
    "store.identity", "store.schema",
}  # fmt: skip
"""What every command may need."""


def imported(record: Record, *args: str) -> set[str]:
    """The modules that a run of the program has loaded when it ends."""
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: sys.stderr.write('\\n'.join(sys.modules)))\n"
        "before = set(sys.modules)\n"
        f"sys.argv = ['allies', *{list(args)!r}]\n"
        "from taiwan_allies.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [record.command[0], "-c", code], env=record.env, capture_output=True, text=True, cwd=record.folder
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize("words", list(OURS))
def test_modules(record: Record, words: str) -> None:
    found = imported(record, *words.split())
    bare = {name.split(".")[0] for name in found} | found
    assert not bare & HEAVY, sorted(bare & HEAVY)
    assert "platformdirs" not in bare, "the store's place was given"
    ours = {name.removeprefix("taiwan_allies.") for name in found if name.startswith("taiwan_allies.")}
    assert ours - OURS[words] <= BASE, sorted(ours - OURS[words] - BASE)
    if words == "--version":
        assert ours <= OURS[words] | {"__main__"}
        assert not bare & {"typer", "click", "sqlite3", "datetime", "csv"}


def test_the_list_is_worth_something(record: Record) -> None:
    """It would notice: what may not be imported is there and is imported where it is needed."""
    found = imported(record, "list", "--format", "table")
    assert "rich.table" in found


@pytest.mark.parametrize("words", ["list", "count"])
def test_no_other_command_is_imported(record: Record, words: str) -> None:
    modules = {f"taiwan_allies.cli.commands.{name}_" for name in COMMANDS}
    modules |= {
        f"taiwan_allies.cli.commands.{group}_{name}" for group, (_, _, names) in GROUPS.items() for name in names
    }
    assert imported(record, words) & modules == {f"taiwan_allies.cli.commands.{words}_"}


def test_json_and_csv_are_imported_when_asked_for(record: Record) -> None:
    assert "csv" not in imported(record, "count")
    assert "csv" in imported(record, "list", "--csv")
