"""The data package in the hands of other tools: Frictionless, DuckDB, pandas, R's way of reading, PostgreSQL, sqlite-utils."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import Allies, Record

from taiwan_allies.model.dataset import RESOURCES

ROOT = Path(__file__).parents[2]


class Package:
    """An exported data package: its descriptor, and its rows as the standard library reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.descriptor: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        self.resources: dict[str, dict[str, Any]] = {Path(r["path"]).stem: r for r in self.descriptor["resources"]}
        self.rows: dict[str, list[dict[str, str]]] = {}
        for name, resource in self.resources.items():
            with open(folder / resource["path"], encoding="utf-8", newline="") as stream:
                self.rows[name] = list(csv.DictReader(stream))

    def path(self, name: str) -> str:
        return str(self.folder / self.resources[name]["path"])

    def numbers(self, name: str) -> set[str]:
        return {field["name"] for field in self.resources[name]["schema"]["fields"] if field["type"] == "integer"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The record with an own event, an own engagement, a correction and a hidden event, exported."""
    allies = Allies(tmp_path_factory.mktemp("export"))
    said = 'He said "so, what; now?"\nand left — 再見 ' + "\\"
    allies(
        "add",
        "nauru",
        "restore",
        "2026-11-20",
        "--source",
        'CNA: A, "B" & 中文 <https://example.org/?a=1&b=2>',
        "--note",
        said,
    )
    allies(
        "add",
        "palau,tuvalu",
        "visit",
        "2026-11",
        "--source",
        "https://example.org/x",
        "--summary",
        "A visit, of two; days",
        "--amount-usd",
        "1000000",
    )
    allies("edit", "stp-2", "--note", "Corrected.")
    allies("rm", "afg-1", "--reason", "a test", "--force")
    allies("export", "out")
    return Package(allies.folder / "out")


# Frictionless -----------------------------------------------------------------------------------------------------


def test_the_frictionless_validator_is_content(package: Package) -> None:
    frictionless = pytest.importorskip("frictionless", reason="needs frictionless (pip install -e .[dev])")
    report = frictionless.validate(str(package.folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert {task.name for task in report.tasks} == {r["name"] for r in package.resources.values()}


# DuckDB -----------------------------------------------------------------------------------------------------------


DUCK = """
import duckdb, json, sys
base, said = duckdb.connect(), {}
for name, path in json.loads(sys.argv[1]).items():
    base.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}')")
    types = {column: kind for column, kind, *_ in base.execute(f"DESCRIBE {name}").fetchall()}
    said[name] = [types, base.execute(f"SELECT * FROM {name}").fetchall()]
said["joined"] = base.execute("SELECT count(*) FROM events JOIN states USING (code) WHERE kind = 'sever' AND name = 'Nauru'").fetchone()
print(json.dumps(said, default=str))
"""


def test_duckdb_reads_every_file_as_it_is(package: Package) -> None:
    """In a process of its own: at its end the library complains about itself."""
    if find_spec("duckdb") is None:
        pytest.skip("needs duckdb (pip install -e .[tools])")
    files = {name: package.path(name) for name in package.rows}
    done = subprocess.run([sys.executable, "-c", DUCK, json.dumps(files)], check=True, capture_output=True, text=True)
    said = json.loads(done.stdout)
    for name, rows in package.rows.items():
        types, found = said[name]
        assert list(types) == list(rows[0])
        assert len(found) == len(rows)
        assert all(types[column] == "BIGINT" for column in package.numbers(name))
        # A column of days alone is one of dates, `acting` of truths: as the automatic types promise.
        for row, values in zip(rows, found, strict=True):
            for (column, written), value in zip(row.items(), values, strict=True):
                if types[column] == "BOOLEAN":
                    assert value is (written == "true")
                else:
                    assert ("" if value is None else str(value)) == written, (name, column)
    assert said["joined"] == [2]


# pandas and R -----------------------------------------------------------------------------------------------------


def test_pandas_reads_what_is_written(package: Package) -> None:
    pandas = pytest.importorskip("pandas", reason="needs pandas (pip install -e .[tools])")
    for name, rows in package.rows.items():
        table = pandas.read_csv(package.path(name), dtype_backend="numpy_nullable")
        assert list(table.columns) == list(rows[0])
        assert {column for column in table if str(table[column].dtype) == "Int64"} >= package.numbers(name)
        # Nothing that is written is taken for nothing, as "NA" or "null" would be.
        empty = {column: sum(not row[column] for row in rows) for column in rows[0]}
        assert {column: int(table[column].isna().sum()) for column in table} == empty, name
    events = pandas.read_csv(package.path("events"))
    assert list(events["date"]) == [row["date"] for row in package.rows["events"]]


@pytest.mark.long
def test_r_reads_what_is_written(package: Package, tmp_path: Path) -> None:
    """`read.csv(f, na.strings = "")`: everything else is text or a number. By R itself where it is installed."""
    if shutil.which("Rscript"):
        for name, rows in package.rows.items():
            script = f'x <- read.csv("{package.path(name)}", na.strings = "", encoding = "UTF-8"); cat(nrow(x), ncol(x), sum(is.na(x)))'
            done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
            empty = sum(not value for row in rows for value in row.values())
            columns = len(RESOURCES[name].row._fields)
            assert done.stdout.split() == [str(len(rows)), str(columns), str(empty)], name
        return
    pandas = pytest.importorskip("pandas", reason="needs R or pandas")
    for name, rows in package.rows.items():
        table = pandas.read_csv(package.path(name), na_values=[""], keep_default_na=False, dtype=str)
        assert table.fillna("").to_dict("records") == rows, name


# PostgreSQL -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def postgres() -> Iterator[list[str]]:
    """`psql` to a cluster of its own that is gone afterwards; nothing listens but a socket in its folder."""
    bin_ = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:] or [Path(shutil.which("initdb") or "/-").parent]
    initdb, control, psql = bin_[0] / "initdb", bin_[0] / "pg_ctl", shutil.which("psql")
    if not (initdb.is_file() and psql):
        pytest.skip("needs PostgreSQL's initdb and psql")
    as_user: list[str] = []
    folder = Path(tempfile.mkdtemp(prefix="allies-pg-"))
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        if not (shutil.which("runuser") and "postgres:" in Path("/etc/passwd").read_text()):
            pytest.skip("needs the user postgres when run as root")
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd="/")

    data = str(folder / "data")
    try:
        run(str(initdb), "-D", data, "-A", "trust", "-U", "allies", "-E", "UTF8", "--no-sync", "--locale=C")
        run(
            str(control),
            "-D",
            data,
            "-w",
            "-l",
            str(folder / "log"),
            "-o",
            f"-k {folder} -c listen_addresses='' -c fsync=off",
            "start",
        )
        try:
            yield [psql, "-h", str(folder), "-U", "allies", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-qAtX"]
        finally:
            run(str(control), "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ddl(package: Package) -> str:
    """Tables as the package's schemas describe them, in an order that satisfies its references."""

    def quoted(names: str | list[str]) -> str:
        return ", ".join(f'"{name}"' for name in ([names] if isinstance(names, str) else names))

    tables: list[str] = []
    for name, resource in package.resources.items():
        schema = resource["schema"]
        lines = []
        for field in schema["fields"]:
            rules = field.get("constraints", {})
            line = f'"{field["name"]}" {"bigint" if field["type"] == "integer" else "text"}'
            if rules.get("required"):
                line += " NOT NULL"
            if "enum" in rules:
                line += f' CHECK ("{field["name"]}" IN ({", ".join(repr(value) for value in rules["enum"])}))'
            if "pattern" in rules:
                line += f" CHECK (\"{field['name']}\" ~ '{rules['pattern']}')"
            lines.append(line)
        if "primaryKey" in schema:
            lines.append(f"PRIMARY KEY ({quoted(schema['primaryKey'])})")
        for key in schema.get("foreignKeys", []):
            target = key["reference"]
            lines.append(
                f'FOREIGN KEY ({quoted(key["fields"])}) REFERENCES "{target["resource"]}" ({quoted(target["fields"])})'
            )
        tables.append(f'CREATE TABLE "{name}" ({", ".join(lines)});\n')
    return "".join(tables)


@pytest.mark.long
def test_postgresql_takes_the_files_into_the_tables_that_the_package_describes(
    postgres: list[str], package: Package
) -> None:
    def psql(text: str) -> str:
        done = subprocess.run(postgres, input=text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    copies = "".join(
        f"\\copy \"{name}\" FROM '{package.path(name)}' WITH (FORMAT csv, HEADER true)\n" for name in package.resources
    )
    psql(ddl(package) + copies)
    for name, rows in package.rows.items():
        assert psql(f'SELECT count(*) FROM "{name}"') == str(len(rows)), name
    note = next(row["note"] for row in package.rows["events"] if row["id"].startswith("my-"))
    assert psql("SELECT note FROM events WHERE id LIKE 'my-%'") == note
    assert psql("SELECT sum(amount_usd) FROM engagements WHERE id LIKE 'my-%'") == "1000000"
    assert psql("SELECT count(*) FROM events JOIN states USING (code) WHERE states.name = 'Afghanistan'") == "1"


# sqlite-utils -----------------------------------------------------------------------------------------------------


def test_sqlite_utils_runs_the_migrations_on_an_empty_file_and_the_program_takes_it(
    allies: Allies, record: Record
) -> None:
    store = allies.folder / "made-by-hand.db"
    command = [sys.executable, "-m", "sqlite_utils"]
    subprocess.run([*command, "migrate", store, ROOT / "migrations" / "migrations.py"], check=True, capture_output=True)
    listed = subprocess.run(
        [*command, "migrate", "--list", store, ROOT / "migrations" / "migrations.py"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "0001_initial" in listed.stdout
    assert allies("list", "--db", str(store)).stdout == record("list").stdout
    assert allies("check", "--db", str(store)).stdout == record("check", check=None).stdout
    assert not allies.db.exists()


def test_sqlite_utils_reads_the_views(record: Record) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sqlite_utils", record.db, "select code from ally"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert [row["code"] for row in json.loads(done.stdout)] == record("list", "-q").stdout.split()
