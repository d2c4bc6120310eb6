"""Every example of the help and every recipe is run as it is printed, in a shell, by the program."""

from __future__ import annotations

import csv
import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any

import pytest
from conftest import Record
from made_up import MadeUp

from taiwan_allies.cli.help.topics import TOPICS
from taiwan_allies.cli.registry import PATHS, load
from taiwan_allies.model.kinds import REGIONS

DATA = Path(__file__).parents[2] / "taiwan_allies/data"
ELSEWHERE = {
    "ssh": "another machine",
    "/media/usb": "a stick",
    "data resolve": "a conflict",
    "update https": "the web",
    'sqlite3 "$': "somebody to type",
    "datasette": "a server",
}
TOOLS = {
    # a word of a recipe, and the program or the module without which it cannot run
    **{
        name: name for name in "duckdb gnuplot jq pandas Rscript seq sort sqlite-utils sqlite3 uniq watch xargs".split()
    },
    **dict.fromkeys(("csvcut", "csvgrep", "csvlook", "csvsort"), "csvcut"),
    "ExcelWriter": "openpyxl",
    "to_parquet": "pyarrow",
}


def recipes() -> Iterator[tuple[str, str, set[str]]]:
    """Each recipe of the help: what it gives, its commands, what they need besides a shell."""
    _, *blocks = TOPICS["recipes"].text().split("\n\n")
    for block in blocks:
        what, _, lines = block.partition(":\n")
        words = set(re.findall(r"(?<![\w-])[A-Za-z][\w-]*", lines))
        yield what, "\n".join(line[2:] for line in lines.splitlines()), {TOOLS[word] for word in words & TOOLS.keys()}


RECIPES = list(recipes())


class Workshop(Record):
    """A folder in which all examples make sense: `allies` is a program, there is an own record, there are files."""

    def __init__(self, folder: Path) -> None:
        (folder / "work").mkdir()
        super().__init__(folder / "work")
        self.env["HOME"] = str(folder)
        bin_ = folder / "bin"
        bin_.mkdir()
        (bin_ / "allies").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m taiwan_allies "$@"\n')
        (bin_ / "allies").chmod(0o755)
        self.env["PATH"] = f"{bin_}:{Path(sys.executable).parent}:{self.env['PATH']}"
        self.prepared = folder / "prepared.db"
        self.env["ALLIES_DB"] = str(self.prepared)
        source = ["--source", "src-0003"]
        self.process("add", "paraguay", "sever", "2026-11-20", *source)
        for day in range(1, 12):
            self.process("add", "palau", "visit", f"2026-11-{day:02}", "--summary", "A visit", *source)
        self.process("edit", "nru-4", "--local-date", "2024-01-14", *source)
        (self.folder / "news.csv").write_text("country,kind,date,source\nTUV,sever,2026-11-20,src-0003\n")
        (self.folder / "query.sql").write_text("SELECT count(*) FROM ally")
        self.bare = folder / "bare.db"
        shutil.copy(self.db, self.bare)
        shutil.copy(self.prepared, folder / "allies-20261124T101500Z.db")
        shutil.copy(self.prepared, self.folder / "broken.db")
        for name in (
            "OLD",
            "NEW",
            "../older/data",
            "../taiwan-allies-2026.11.0/data",
            "taiwan_allies/data",
            "../last-release/taiwan_allies/data",
        ):
            shutil.copytree(DATA, self.folder / name)
        newer = MadeUp(folder).package()
        shutil.make_archive(str(self.folder / "taiwan-allies-2027.1.0"), "zip", newer)
        (folder / "newer").mkdir()
        newer.rename(folder / "newer" / "data")

    def shell(self, command: str, *, own: bool = True) -> subprocess.CompletedProcess[str]:
        """A command line, run on a copy of the store with an own record, or of that without one."""
        shutil.copy(self.prepared if own else self.bare, self.db)
        self.env["ALLIES_DB"] = str(self.db)
        if command.startswith("allies ") and not set(command) & set("|&;<>$*~`\n"):
            return self._inside(tuple(shlex.split(command)[1:]), {})
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=self.folder,
            env=self.env,
            encoding="utf-8",
        )


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    return Workshop(tmp_path_factory.mktemp("workshop"))


def examples(*path: str) -> list[str]:
    """The examples of a command; one that is continued is one."""
    text = cleandoc(load(*path).__doc__ or "").partition("Examples:\n")[2].replace("\\\n", "")
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_has_examples_and_they_run(workshop: Workshop, path: tuple[str, ...]) -> None:
    lines = examples(*path)
    assert lines
    assert all("allies " in line for line in lines)
    assert any(f"allies {' '.join(path)}" in line for line in lines)
    for line in lines:
        if any(word in line for word in ELSEWHERE):
            continue
        if ("chart -o" in line and missing("matplotlib")) or ("report" in line and missing("jinja2")):
            continue
        done = workshop.shell(line, own=path != ("add",))
        assert done.returncode in (0, 1), f"{line}: {done.stderr}"
        assert "Traceback" not in done.stderr
        said = "no answer" if done.returncode == 1 and "--json" not in line else ""
        assert done.stdout or said or any(option in line for option in ("-o ", "-q ", "check")), line


def missing(module: str) -> bool:
    return importlib.util.find_spec(module) is None


def test_help_is_narrow_enough(workshop: Workshop) -> None:
    """Examples are printed as they are: none is wider than a terminal."""
    for path in PATHS:
        for line in cleandoc(load(*path).__doc__ or "").partition("Examples:\n")[2].splitlines():
            assert len(line) <= 80, line
    assert all(len(line) <= 77 for _, command, _ in RECIPES for line in command.splitlines())


ANSWERS: dict[str, Callable[[str, Path], Any]] = {
    "The names of the allies": lambda out, _: len(out.splitlines()) == 12 and "Palau" in out,
    "Allies by region, counted": lambda out, _: out.split()[:2] == ["7", "Americas"],
    "Only while": lambda out, _: out == "still\n",
    "How many there were on each": lambda out, _: out.startswith("2000 29\n") and out.endswith("2026 12\n"),
    "The losses under a president": lambda out, _: out.count("\n") == 10 and out.endswith("2024-01-15\tNauru\n"),
    "The longest ties": lambda out, _: out.startswith("Guatemala: 9") and out.count("\n") == 3,
    "Losses to the PRC by decade": lambda out, _: "1970s " in out and "2020s 3" in out,
    "Columns for a spreadsheet": lambda out, _: "| name" in out and "Palau" in out,
    "Which sources": lambda out, _: out.startswith("id,title\nsrc-"),
    "The count at each hand-over": lambda out, _: "tsai-ing-wen\t22\t12" in out,
    "Everything about each ally": lambda out, _: all(code in out for code in ("PLW", "MHL", "TUV")),
    "One file for each ally": lambda _, folder: len(list(folder.glob("???.json"))) == 12,
    "A question in SQL": lambda out, _: out.startswith("region\tn\nAmericas\t7\n"),
    "The same through sqlite3": lambda out, _: out.startswith("name,since\n") and out.count("\n") == 4,
    "The same through sqlite-utils": lambda out, _: out.startswith("code,since\n") and out.count("\n") == 13,
    "A picture with gnuplot": lambda _, folder: "<svg" in (folder / "allies.svg").read_text(),
    "A table for a paper": lambda _, folder: (folder / "tallies.md").read_text().startswith("| period |"),
    "Everything about whatever": lambda out, _: "eng-0112" in out and "src-" in out,
    "Whether all of today's": lambda out, _: out.count("true") == 12 and "false" not in out,
    "Presidents on the hundredth": lambda out, _: out.startswith("president,at_start,lost,count\n"),
    "Half of the ties": lambda out, _: [line.split()[0] for line in out.splitlines()] == sorted(REGIONS),
    "A regression on": lambda out, _: out.startswith("[") and float(out.strip(" []\n").split()[-1]) < -0.1,
    "The same two in R": lambda out, _: "spells$region=Africa" in out and "afterTRUE" in out,
    "A CSV that Excel": lambda _, folder: (folder / "allies.csv").read_bytes().startswith(b"\xef\xbb\xbfcode,"),
    "An Excel workbook": lambda _, folder: workbook(folder / "allies.xlsx"),
    "A Parquet file, with DuckDB": lambda out, folder: out.endswith(", 16)\n") and parquet(folder / "panel.parquet"),
    "The same with pandas": lambda _, folder: parquet(folder / "panel.parquet"),
    "Full text search": lambda out, _: out.startswith("id\neng-") and "eng-0112" in out,
    "What has changed since": lambda out, _: out == "",
}


def workbook(path: Path) -> bool:
    """Whether both sheets say what the CSV says: whole numbers as numbers, Chinese as it is."""
    book = pytest.importorskip("openpyxl").load_workbook(path)
    spells = list(book["spells"].values)
    first = dict(zip(spells[0], spells[1], strict=True))
    assert (first["name"], first["name_zh"], type(first["years"])) == ("Panama", "巴拿馬", int)
    with open(path.parent / "spells.csv", encoding="utf-8") as stream:
        assert len(spells) == sum(1 for _ in csv.reader(stream))
    names: list[str] = book.sheetnames
    return names == ["spells", "timeline"]


def parquet(path: Path) -> bool:
    """Whether codes kept their zeros and truths their type."""
    sql = f"SELECT m49, exists, ally_days FROM '{path}' WHERE code = 'AFG' AND period = 2020"
    rows: list[tuple[str, bool, int]] = pytest.importorskip("duckdb").sql(sql).fetchall()
    return rows == [("004", True, 0)]


@pytest.mark.long
@pytest.mark.parametrize(("what", "command", "tools"), RECIPES, ids=[what for what, _, _ in RECIPES])
def test_recipe(workshop: Workshop, what: str, command: str, tools: set[str]) -> None:
    for tool in tools:
        if shutil.which(tool, path=workshop.env["PATH"]) is None and missing(tool):
            pytest.skip(f"{tool} is not installed")
    if tools == {"watch"}:
        watched(workshop, command)
        return
    done = workshop.shell(command, own=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    check = next(check for start, check in ANSWERS.items() if what.startswith(start))
    assert check(done.stdout, workshop.folder), done.stdout


def watched(workshop: Workshop, command: str) -> None:
    """`watch` wants a terminal, and never ends."""
    pexpect = pytest.importorskip("pexpect")
    workshop.shell("true", own=False)
    child = pexpect.spawn("bash", ["-c", command], env=workshop.env | {"TERM": "xterm"}, encoding="utf-8", timeout=20)
    child.expect("GTM.*12 allies on 24 November 2026")
    child.close(force=True)


def test_the_recipes_cover_what_is_promised() -> None:
    tools = {tool for _, _, tools in RECIPES for tool in tools}
    assert {"jq", "csvcut", "xargs", "watch", "gnuplot", "sqlite3", "sqlite-utils"} <= tools
    assert len(RECIPES) > 10
