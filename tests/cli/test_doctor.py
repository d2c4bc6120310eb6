"""`allies doctor`: what is wrong on this machine, also where nothing else works."""

from __future__ import annotations

import json
import re
import sqlite3
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import Allies
from made_up import MadeUp, correct

from taiwan_allies.cli.commands.doctor_ import needed
from taiwan_allies.installation import to_update


def findings(
    allies: Allies, env: dict[str, str] | None = None, check: int = 0, *args: str
) -> dict[str, dict[str, Any]]:
    done = allies("doctor", "--json", *args, env=env, check=check)
    assert done.stderr == ""
    rows = json.loads(done.stdout)
    assert all(list(row) == ["what", "status", "value", "fix"] for row in rows)
    assert all(row["status"] in {"ok", "warn", "bad"} for row in rows)
    assert all(row["fix"] for row in rows if row["status"] != "ok")
    return {row["what"]: row for row in rows}


def test_all_is_well(allies: Allies) -> None:
    found = findings(allies)
    assert not [row for row in found.values() if row["status"] == "bad"]
    for name in ("program", "python", "sqlite", "typer", "rich", "sqlite-utils", "store", "writable", "schema", "integrity",
                 "record", "as of", "own record", "derived", "data files", "colour", "width", "unicode", "pager", "completion"):  # fmt: skip
        assert name in found
    assert str(allies.db) in found["store"]["value"]
    text = allies("doctor", "-f", "table", "--width", "60").stdout
    assert max(map(len, text.splitlines())) <= 60
    assert text.startswith("ok    program ")


def test_every_library_that_is_needed_is_looked_at() -> None:
    with (Path(__file__).parents[2] / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    assert set(needed()) == {re.split("[><=]", text)[0] for text in wanted}


def test_the_age_of_the_record(allies: Allies) -> None:
    old = findings(allies, {"ALLIES_TODAY": "2027-12-31"})["as of"]
    assert old["status"] == "warn"
    assert "allies data update" in old["fix"]
    assert old["fix"].endswith(to_update())
    assert findings(allies, {"ALLIES_TODAY": "2026-05-05"})["as of"]["status"] == "ok"


def test_the_own_record_and_its_conflicts(allies: Allies, made_up: MadeUp) -> None:
    allies("count")
    conn = sqlite3.connect(allies.db, isolation_level=None)
    correct(conn, "nru-4", date="2024-01-16")
    conn.close()
    env = made_up.program(events=lambda rows: next(r for r in rows if r["id"] == "nru-4").update(date="2024-01-14"))
    found = findings(allies, env)
    assert found["own record"]["value"].startswith("1 event, ")
    assert found["to settle"]["status"] == "warn"
    assert found["to settle"]["fix"] == "allies data status --open"


@pytest.mark.parametrize("damage", ["text", "newer", "pages"])
def test_a_bad_store_is_exit_4_and_the_rest_is_told(allies: Allies, damage: str) -> None:
    allies("count")
    if damage == "text":
        allies.db.write_text("no store\n" * 500)
    elif damage == "newer":
        conn = sqlite3.connect(allies.db)
        conn.execute("PRAGMA user_version = 99")
        conn.close()
    else:
        content = bytearray(allies.db.read_bytes())
        content[-4096 * 3 : -4096] = b"\xff" * 4096 * 2
        allies.db.write_bytes(content)
    before = allies.db.read_bytes()
    found = findings(allies, check=4)
    bad = {row["what"] for row in found.values() if row["status"] == "bad"}
    assert "integrity" in bad if damage == "pages" else bad == {"store"}
    assert found["data files"]["status"] == "ok"
    assert allies.db.read_bytes() == before


def test_bad_data_files_are_exit_1(allies: Allies, made_up: MadeUp) -> None:
    env = made_up.program()
    with open(Path(env["PYTHONPATH"]) / "taiwan_allies" / "data" / "sources.csv", "a", encoding="utf-8") as stream:
        stream.write("\n")
    found = findings(allies, env, 1)
    assert found["data files"]["status"] == "bad"
    assert "sources.csv" in found["data files"]["value"]


def test_where_nothing_can_be_written(allies: Allies) -> None:
    found = findings(allies, {"ALLIES_DB": "/proc/nowhere/allies.db"})
    assert found["store"]["status"] == "warn"
    assert "memory" in found["store"]["value"]


@pytest.mark.parametrize(
    ("env", "args", "why"),
    [
        ({}, (), "off: standard output is not a terminal"),
        ({"FORCE_COLOR": "1"}, (), "on: FORCE_COLOR"),
        ({"CLICOLOR_FORCE": "1"}, (), "on: CLICOLOR_FORCE"),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), "off: NO_COLOR"),
        ({"NO_COLOR": "1"}, ("--color", "always"), "on: --color"),
        ({"FORCE_COLOR": "1"}, ("--color", "never"), "off: --color"),
    ],
)
def test_why_there_is_colour(allies: Allies, env: dict[str, str], args: tuple[str, ...], why: str) -> None:
    assert findings(allies, env, 0, *args)["colour"]["value"] == why


def test_pager_and_completion(allies: Allies) -> None:
    assert findings(allies, {"PAGER": "cat"})["pager"]["value"] == "none"
    assert "not installed" in findings(allies, {"PAGER": "no-such-pager -x"})["pager"]["value"]
    assert findings(allies, {"PAGER": "less '"})["pager"]["status"] == "warn"
    assert findings(allies)["completion"]["fix"] == "allies --install-completion"
    (allies.folder / ".zfunc").mkdir()
    (allies.folder / ".zfunc" / "_allies").write_text("")
    assert findings(allies)["completion"]["value"] == "installed for zsh"
