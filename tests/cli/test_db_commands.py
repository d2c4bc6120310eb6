"""`allies db ...` and `allies sql`, with real processes."""

from __future__ import annotations

import csv
import io
import json
import signal
import sqlite3
import time

import pytest
from conftest import Allies

from taiwan_allies.store.db.schema import SCHEMA

ADD = ("add", "nauru", "restore", "2026-11-02", "--source", "CNA")


def test_path_is_a_path_and_makes_nothing(allies: Allies) -> None:
    assert allies("db", "path").stdout == f"{allies.db}\n"
    assert not allies.db.exists()
    assert json.loads(allies("db", "path", "--json").stdout) == [
        {"path": str(allies.db), "exists": False, "bytes": None}
    ]
    allies("count")
    (row,) = json.loads(allies("db", "path", "--json").stdout)
    assert row == {"path": str(allies.db), "exists": True, "bytes": allies.db.stat().st_size}
    assert allies("db", "path", "--db", "other.db").stdout == f"{allies.folder / 'other.db'}\n"
    default = allies("db", "path", env={"ALLIES_DB": "", "XDG_DATA_HOME": str(allies.folder / "share")}).stdout
    assert default == f"{allies.folder / 'share' / 'allies' / 'allies.db'}\n"


def test_backup_and_restore(allies: Allies) -> None:
    assert "no store yet" in allies("db", "backup", check=4).stderr
    allies(*ADD)
    (copy,) = json.loads(allies("db", "backup", "copy.db", "--json").stdout)
    assert list(copy) == ["path", "bytes", "schema", "record", "own_rows", "steps"]
    assert (copy["path"], copy["own_rows"], copy["steps"], copy["schema"]) == ("copy.db", 1, 1, SCHEMA)
    assert "--force" in allies("db", "backup", "copy.db", check=2).stderr
    exported = allies("export", "--format", "ndjson").stdout
    allies("undo")
    assert allies("count").stdout == "12\n"
    (restored,) = json.loads(allies("db", "restore", "copy.db", "--json").stdout)
    assert list(restored) == [*copy, "kept"]
    assert allies("count").stdout == "13\n"
    assert allies("export", "--format", "ndjson").stdout == exported
    assert allies("count", "--db", restored["kept"]).stdout == "12\n"
    text = allies("db", "restore", "copy.db", "-f", "table").stdout
    assert "is kept in" in text
    assert "no such file" in allies("db", "restore", "nowhere.db", check=2).stderr
    assert "not a store" in allies("db", "restore", __file__, check=4).stderr
    assert "folder" in allies("db", "restore", ".", check=4).stderr
    assert allies("count").stdout == "13\n"


def test_a_backup_where_nobody_can_write(allies: Allies) -> None:
    allies("count")
    for target in ("/proc/copy.db", "/nowhere/at/all/copy.db"):
        done = allies("db", "backup", target, check=4)
        assert len(done.stderr.splitlines()) == 2
        assert "/proc" in done.stderr or "/nowhere" in done.stderr
        assert "--db" not in done.stderr, "the store is not what is wrong"


def test_migrate(allies: Allies) -> None:
    rows = json.loads(allies("db", "migrate", "--list", "--json").stdout)
    assert rows[0] == {"name": "0001_initial", "status": "pending", "applied_at": None}
    assert len(rows) == SCHEMA
    assert not allies.db.exists()
    rows = json.loads(allies("db", "migrate", "--json").stdout)
    assert [row["status"] for row in rows] == ["applied"] * SCHEMA
    assert json.loads(allies("db", "migrate", "--json").stdout) == []
    assert {r["status"] for r in json.loads(allies("db", "migrate", "--list", "--json").stdout)} == {"applied"}
    conn = sqlite3.connect(allies.db, isolation_level=None)
    conn.execute(
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('allies', '0099_later', '2030')"
    )
    conn.close()
    states = [r["status"] for r in json.loads(allies("db", "migrate", "--list", "--json").stdout)]
    assert states == ["applied"] * SCHEMA + ["unknown"]


def test_rebuild_repairs_what_went_past_the_triggers(allies: Allies) -> None:
    allies(*ADD)
    conn = sqlite3.connect(allies.db, isolation_level=None)
    conn.execute("UPDATE writing SET paused = 1")
    conn.execute("DELETE FROM own_event")
    conn.close()
    assert "E805" in allies("check", "layers", check=1).stdout
    assert allies("doctor", "--json", check=4)
    allies("db", "migrate", "--rebuild")
    assert allies("check", "layers").stdout == ""
    assert allies("count").stdout == "12\n"


# sql ----------------------------------------------------------------------------------------------

QUERY = "SELECT name, years, NULL AS empty, 1.5 AS half FROM ally ORDER BY name LIMIT 2"


def test_sql_in_every_format(allies: Allies) -> None:
    as_json = json.loads(allies("sql", QUERY, "--json").stdout)
    assert list(as_json[0]) == ["name", "years", "empty", "half"]
    assert [row["name"] for row in as_json] == ["Belize", "Eswatini"]
    as_csv = list(csv.DictReader(io.StringIO(allies("sql", QUERY, "--csv").stdout)))
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in as_json] == as_csv
    assert allies("sql", QUERY).stdout.splitlines()[0] == "name\tyears\tempty\thalf"
    assert [json.loads(line) for line in allies("sql", QUERY, "-f", "ndjson").stdout.splitlines()] == as_json
    assert allies("sql", QUERY, "-f", "md").stdout.count("\n") == 4
    assert "Belize" in allies("sql", QUERY, "-f", "table").stdout
    assert allies("sql", QUERY, "--fields", "half,name", "--no-header").stdout == "1.5\tBelize\n1.5\tEswatini\n"
    assert allies("sql", "SELECT 1 AS a WHERE 0").stdout == "a\n"
    assert allies("sql", "SELECT 1 AS a, 2 AS a, 3 AS a_2").stdout == "a\ta_3\ta_2\n1\t2\t3\n"


def test_sql_reads_the_query_from_a_pipe(allies: Allies) -> None:
    assert allies("sql", "-", input="SELECT count(*)\nFROM ally;\n").stdout == "count(*)\n12\n"
    assert allies("sql", "-", input="", check=2).stderr.count("\n") == 2


def test_sql_sees_the_own_record_and_today(allies: Allies) -> None:
    allies(*ADD)
    assert (
        allies("sql", "SELECT layer FROM event WHERE id = :id", "--param", "id=my-nru-1", "--no-header").stdout
        == "own\n"
    )
    for day in ("1971-10-25", "2026-11-02", "2026-11-01"):
        env = {"ALLIES_TODAY": day}
        counted = allies("sql", "SELECT count(*) FROM ally", "--no-header", env=env).stdout
        assert counted == allies("count", env=env).stdout
        assert counted == allies("sql", "SELECT count(*) FROM ally", "--no-header", "--today", day).stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["DELETE FROM state"], "may only read"),
        (["ATTACH 'x.db' AS x"], "may only read"),
        (["SELECT 1; SELECT 2"], "one statement"),
        (["SELECT * FROM alies"], "no such table"),
        (["SELECT :x"], "binding"),
        (["SELECT 1", "--param", "x"], "NAME=VALUE"),
        (["SELECT 1", "--param", "x y=1"], "NAME=VALUE"),
        (["/* nothing */"], "asks for nothing"),
        (["SELECT json_each.value + abs(-9223372036854775808) FROM json_each('[1]')"], "overflow"),
    ],
)
def test_sql_errors_are_two_lines_and_exit_2(allies: Allies, args: list[str], said: str) -> None:
    done = allies("sql", *args, check=2)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert done.stdout == ""
    assert not (allies.folder / "x.db").exists()


def test_an_error_in_a_later_row_is_an_error(allies: Allies) -> None:
    query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) SELECT iif(i = 2999, abs(-9223372036854775808), i) FROM n"
    assert "overflow" in allies("sql", query, check=2).stderr


def test_no_name_or_value_of_a_query_reaches_the_terminal_raw(allies: Allies) -> None:
    query = "SELECT char(27) || '[31mred' || char(10) || char(9) AS \"a\x1b[31m\tb\nc\", '[bold]x[/bold]' AS b"
    for kind in ("tsv", "csv", "table", "md", "json", "ndjson"):
        out = allies("sql", query, "-f", kind).stdout
        assert "\x1b" not in out
        assert "[bold]" in out.replace("\\", "")
    assert allies("sql", query).stdout.count("\n") == 2


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"


@pytest.mark.parametrize("query", [f"{ENDLESS} SELECT count(*) FROM n", f"{ENDLESS} SELECT i FROM n WHERE i < 0"])
def test_a_query_ends_in_time(allies: Allies, query: str) -> None:
    done = allies("sql", query, "--timeout", "0.5", check=2)
    assert "longer than 0.5 seconds" in done.stderr
    assert "--timeout" in done.stderr
    assert done.stdout in {"", "i\n"}


@pytest.mark.long
@pytest.mark.parametrize(
    "query",
    [
        "SELECT length(printf('%.*c', 2000000000, 'x'))",
        "SELECT hex(randomblob(1000000000))",
        "SELECT zeroblob(1000000000)",
        f"SELECT length(group_concat(i, '{'x' * 1000}')) FROM ({ENDLESS} SELECT i FROM n LIMIT 20000)",
        f"{ENDLESS} SELECT printf('%.*c', 9000000, 'x') FROM n LIMIT 1000",
        "SELECT replace(printf('%.*c', 9000000, 'x'), 'x', 'yyyyyyyy')",
    ],
    ids=lambda query: query[:30],
)
def test_a_query_has_no_more_memory_than_it_needs(allies: Allies, query: str) -> None:
    done = allies("sql", query, "-f", "table", "--timeout", "20", check=2)
    assert "memory" in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.usefixtures("sigint")
def test_a_runaway_query_can_be_interrupted(allies: Allies) -> None:
    allies("count")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    child = allies.start("sql", endless)
    time.sleep(1)
    assert child.poll() is None
    child.send_signal(signal.SIGINT)
    try:
        out, err = child.communicate(timeout=20)
    finally:
        child.kill()
    assert (child.returncode, out) == (130, "")
    assert "Traceback" not in err


def test_a_reader_that_goes_away_ends_the_query(allies: Allies) -> None:
    allies("count")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    child = allies.start("sql", endless)
    assert child.stdout is not None
    assert child.stdout.readline() == "i\n"
    child.stdout.close()
    try:
        assert child.wait(timeout=20) == -signal.SIGPIPE
    finally:
        child.kill()


def test_sqlite3_itself_agrees(allies: Allies) -> None:
    allies("count")
    conn = sqlite3.connect(f"file:{allies.db}?mode=ro", uri=True)
    views = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    for name in views:
        assert conn.execute(f"SELECT count(*) FROM {name}").fetchone() == (
            int(allies("sql", f"SELECT count(*) FROM {name}", "--no-header").stdout),
        )
    conn.close()
