"""`allies data ...`: the bundled record, and what an update of it does to a user, with real programs."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from conftest import Allies
from made_up import MadeUp, add, change, correct, hide, without

from taiwan_allies.store.dataset import bundled


@pytest.fixture
def allies(stored: Allies) -> Allies:
    """Whoever comes here has used the program before."""
    return stored


EVENT = "nru-4"


def rows(allies: Allies, *args: str, env: dict[str, str] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(allies(*args, "--json", env=env).stdout)
    return found


def direct(allies: Allies) -> sqlite3.Connection:
    """The store as sqlite3 opens it."""
    allies("count")
    return sqlite3.connect(allies.db, isolation_level=None)


# info ---------------------------------------------------------------------------------------------


def test_info(allies: Allies) -> None:
    (info,) = rows(allies, "data", "info")
    assert list(info) == [
        "version", "as_of", "age_days", "licence", "states", "events", "engagements", "sources", "claims", "assertions",
        "quality_a", "quality_b", "quality_c", "hash", "installed", "later", "origin",
    ]  # fmt: skip
    known = bundled.identity()
    assert (info["version"], info["as_of"], info["hash"], info["installed"]) == (
        known.version,
        known.as_of,
        known.stamp,
        known.version,
    )
    for name in ("states", "events", "engagements", "sources", "claims", "assertions"):
        assert info[name] == sum(1 for _ in bundled.read(name)) - 1
    assert info["quality_a"] + info["quality_b"] + info["quality_c"] == info["events"]
    assert info["licence"] == "CC-BY-4.0"
    text = allies("data", "info", "-f", "table").stdout
    assert known.stamp in text
    assert "of quality A" in text
    assert "unread, not unchanged" in text


# an update ----------------------------------------------------------------------------------------


def test_an_update_tells_and_asks_nothing(allies: Allies, made_up: MadeUp) -> None:
    conn = direct(allies)
    correct(conn, EVENT, date="2024-01-16")
    correct(conn, "nru-2", date="2002-07-24")
    hide(conn, "hnd-2")
    conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-nru-1', 'NRU', 'restore', '2026-11-01')")
    conn.close()

    def edit(found: list[dict[str, str]]) -> None:
        change(EVENT, date="2024-01-14")(found)
        change("nru-2", date="2002-07-24")(found)
        change("hnd-2", date="2023-03-27")(found)
        add(id="nru-5", code="NRU", kind="restore", date="2026-11", initiated_by="both")(found)

    newer = made_up.program(events=edit)
    # Whatever the command is, its answer and its exit code are its own.
    done = allies("is", "nauru", "-q", "--at", "2024-01-15", env=newer)
    assert done.stdout == ""
    sentences = done.stderr.splitlines()
    assert len(sentences) == 3
    assert all(line.startswith("allies: ") for line in sentences)
    assert "nru-2" in sentences[0]
    assert EVENT in sentences[1]
    assert "hnd-2" in sentences[1]
    assert "my-nru-1 as nru-5" in sentences[2]
    assert allies("is", "nauru", "-q", env=newer).stderr == ""

    status = {row["id"]: row for row in rows(allies, "data", "status", env=newer)}
    assert list(status) == ["hnd-2", EVENT, "my-nru-1"]
    assert list(status[EVENT]) == ["id", "what", "code", "kind", "mine", "theirs", "base", "status"]
    assert status[EVENT] == {
        "id": EVENT, "what": "correction", "code": ["NRU"], "kind": "sever",
        "mine": "date: 2024-01-16", "theirs": "date: 2024-01-14", "base": "date: 2024-01-15", "status": "conflict",
    }  # fmt: skip
    assert status["hnd-2"]["mine"] == "hidden: wrong"
    assert [row["status"] for row in status.values()] == ["conflict", "conflict", "duplicate"]
    assert rows(allies, "data", "status", "--open", env=newer) == list(status.values())

    done = allies("check", "layers", "--strict", env=newer, check=1)
    assert [line.split("\t")[1] for line in done.stdout.splitlines()[1:]] == ["W801", "W801", "W802"]

    settled = rows(allies, "data", "resolve", EVENT, "hnd-2", "--mine", env=newer)
    assert [(row["id"], row["result"]) for row in settled] == [(EVENT, "yours counts"), ("hnd-2", "stays hidden")]
    allies("data", "resolve", "my-nru-1", "--theirs", env=newer)
    assert rows(allies, "data", "status", "--open", env=newer) == []
    assert allies("is", "nauru", "-q", "--at", "2024-01-15", env=newer).returncode == 0
    allies("undo", env=newer)
    assert [row["id"] for row in rows(allies, "data", "status", "--open", env=newer)] == ["my-nru-1"]


@pytest.mark.long
@pytest.mark.parametrize("theirs", ["2026-11-19", "2026-11-21", "2026-08-01"])
@pytest.mark.parametrize("side", ["--mine", "--theirs"])
def test_one_loss_dated_twice(allies: Allies, made_up: MadeUp, theirs: str, side: str) -> None:
    allies("add", "palau", "sever", "2026-11-20", "--source", "src-0003")
    loss = add(id="plw-2", code="PLW", kind="sever", date=theirs, initiated_by="partner", cause="switch")
    newer = made_up.program(events=loss)
    assert "my-plw-1 as plw-2" in allies("count", env=newer).stderr
    for day, count in (("2026-11-19", "12"), ("2026-11-20", "11"), ("2026-11-24", "11")):
        assert allies("count", "--at", day, env=newer).stdout == f"{count}\n"
    (row,) = rows(allies, "data", "status", env=newer)
    assert (row["id"], row["status"]) == ("my-plw-1", "conflict")
    assert (row["mine"], row["theirs"]) == ("date: 2026-11-20", f"plw-2: date: {theirs}")
    assert "12 -> 11" not in rows(allies, "log", env=newer)[0]["summary"]
    asked = ("timeline", "--country", "palau", "--type", "recognition", "--fields", "kind", "--no-header")
    assert allies(*asked, env=newer).stdout.split() == ["establish", "sever"]
    allies("data", "resolve", "my-plw-1", side, env=newer)
    assert allies(*asked, env=newer).stdout.split() == ["establish", "sever"]
    assert rows(allies, "data", "status", "--open", env=newer) == []
    ended = "2026-11-20" if side == "--mine" else theirs
    (spell,) = rows(allies, "list", "--former", "--country", "palau", "--fields", "until", env=newer)
    assert spell["until"] == ended
    allies("check", "sequence", env=newer)


def test_resolve_by_hand(allies: Allies, made_up: MadeUp) -> None:
    conn = direct(allies)
    correct(conn, EVENT, date="2024-01-16")
    conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-nru-1', 'NRU', 'restore', '2026-11-01')")
    conn.close()
    assert "--mine or --theirs" in allies("data", "resolve", EVENT, check=2).stderr
    assert "--mine or --theirs" in allies("data", "resolve", EVENT, "--mine", "--theirs", check=2).stderr
    assert "nothing of your own" in allies("data", "resolve", "nru-1", "--mine", check=3).stderr
    assert "nothing like it" in allies("data", "resolve", "my-nru-1", "--mine", check=2).stderr
    before = allies("log").stdout
    assert rows(allies, "data", "resolve", EVENT, "--mine")[0]["result"] == "nothing to settle"
    allies("data", "resolve", EVENT, "--theirs", "--dry-run")
    assert allies("log").stdout == before
    # One that fails leaves the others as they were.
    allies("data", "resolve", EVENT, "nowhere-1", "--theirs", check=3)
    assert [row["status"] for row in rows(allies, "data", "status")] == ["ok", "ok"]
    allies("data", "resolve", EVENT, "--theirs")
    assert [row["id"] for row in rows(allies, "data", "status")] == ["my-nru-1"]
    assert allies("log", "--limit", "1").stdout.count("data resolve nru-4 --theirs") == 1


def test_upgrade_and_no_way_back_keeps_every_own_row(allies: Allies, made_up: MadeUp) -> None:
    conn = direct(allies)
    correct(conn, EVENT, note="Mine.")
    hide(conn, "nru-3")
    conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-fra-1', 'FRA', 'restore', '2026-11-01')")
    tables = ("own_event", "own_hidden", "journal_change")
    before = [conn.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    for version in ("2026.12.0", "2027.1.0", "2027.10.0"):
        env = made_up.program(version, events=change("nru-2", note=f"In {version}."))
        assert allies("data", "info", "--fields", "version", env=env).stdout == f"version\n{version}\n"
    elsewhere = {"ALLIES_DB": str(allies.folder / "none.db")}
    for words in (("--db", str(allies.db), "--version"), ("--version", "--db", str(allies.db))):
        assert "\nrecord 2027.10.0 (" in allies(*words, env=elsewhere).stdout
    assert [conn.execute(f"SELECT * FROM {table}").fetchall() for table in tables] == before
    conn.close()


# diff ---------------------------------------------------------------------------------------------


def test_diff_of_two_packages(allies: Allies, made_up: MadeUp) -> None:
    old = made_up.package("2027.1.0")

    def edit(found: list[dict[str, str]]) -> list[dict[str, str]]:
        change("nru-2", date="2002-07-25", note="Later.")(found)
        add(id="nru-5", code="NRU", kind="restore", date="2026-11-30", initiated_by="both")(found)
        return [row for row in found if row["id"] != "vut-2"]

    edits = without("vut-2") | {"events": edit}
    new = made_up.package("2027.2.0", "2026-12-31", **edits)
    found = rows(allies, "data", "diff", str(old), str(new))
    assert list(found[0]) == ["change", "what", "id", "field", "old", "new", "source", "start_day", "end_day"]
    events = [tuple(row.values())[:6] for row in found if row["what"] == "event"]
    assert ("corrected", "event", "nru-2", "date", "2002-07-23", "2002-07-25") in events
    assert ("added", "event", "nru-5", None, None, "NRU restore 2026-11-30") in events
    assert ("withdrawn", "event", "vut-2", None, "VUT sever 2004-12-15", None) in events
    assert {row["id"] for row in found if row["what"] == "event"} == {"nru-2", "nru-5", "vut-2"}
    assert all(row["source"] for row in found if row["id"] == "nru-2")
    counts = [
        (row["start_day"], row["end_day"], int(row["new"]) - int(row["old"]))
        for row in found
        if row["change"] == "count"
    ]
    assert counts[0] == ("2002-07-23", "2002-07-25", 1)
    assert counts[1][0] == "2004-12-15"
    assert counts[-1][1] == "2026-11-21", "what happens after the old record's as-of day is news, no past count"
    assert all(step == 1 for _, _, step in counts)
    # The other way round it is the mirror image.
    back = rows(allies, "data", "diff", str(new), str(old))
    mirror = {"added": "withdrawn", "withdrawn": "added"}
    assert {
        (row["change"], row["id"], row["field"], row["old"], row["new"]) for row in back if row["change"] != "count"
    } == {
        (mirror.get(row["change"], row["change"]), row["id"], row["field"], row["new"], row["old"])
        for row in found
        if row["change"] != "count"
    }
    table = allies("data", "diff", str(old), str(new), "-f", "table").stdout
    for title in ("Added", "Corrected", "Withdrawn", "Past counts changed"):
        assert f"\n{title}\n" in table
    assert "~ event nru-2: date: 2002-07-23 → 2002-07-25" in table


def test_diff_exit_code(allies: Allies, made_up: MadeUp) -> None:
    one, two = made_up.package("2027.1.0"), made_up.package("2027.2.0", events=change("nru-2", note="Other."))
    assert allies("data", "diff", str(one), str(one), "--exit-code").stdout.count("\n") == 1
    allies("data", "diff", str(one), str(two))
    allies("data", "diff", str(one), str(two), "--exit-code", check=1)


def test_diff_between_the_installed_and_the_loaded_record(newcomer: Allies, made_up: MadeUp) -> None:
    allies = newcomer
    assert allies("data", "diff").stdout.count("\n") == 1
    assert not allies.db.exists()
    conn = direct(allies)
    correct(conn, "nru-2", note="Mine plays no part.")
    conn.close()
    newer = made_up.program(events=change(EVENT, date="2024-01-16"))
    found = rows(allies, "data", "diff", env=newer)
    assert [(row["change"], row["id"], row["field"]) for row in found] == [
        ("corrected", EVENT, "date"),
        ("count", None, "all"),
    ]
    assert (found[1]["start_day"], found[1]["end_day"]) == ("2024-01-15", "2024-01-16")
    assert rows(allies, "data", "diff", env=newer) == found, "looking does not load it"


@pytest.mark.parametrize("what", ["nowhere", "empty", "text", "list", "file missing", "field missing", "nonsense"])
def test_diff_of_what_is_no_package(allies: Allies, made_up: MadeUp, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "package"
    if what in {"file missing", "field missing", "nonsense"}:
        folder = made_up.package()
        events = folder / "events.csv"
        if what == "file missing":
            events.unlink()
        elif what == "field missing":
            events.write_text(events.read_text(encoding="utf-8").replace("kind", "sort", 1), encoding="utf-8")
        else:
            events.write_text(events.read_text(encoding="utf-8").replace("establish", "befriend", 1), encoding="utf-8")
    elif what != "nowhere":
        folder.mkdir()
        (folder / "datapackage.json").write_text({"empty": "", "text": "{", "list": "[]"}[what])
    done = allies("data", "diff", str(folder), check=2)
    assert len(done.stderr.splitlines()) == 2
    assert str(folder) in done.stderr


# contribute ---------------------------------------------------------------------------------------


def test_contribute(allies: Allies) -> None:
    allies(
        "add",
        "nauru",
        "restore",
        "2026-11-02",
        "--source",
        'CNA: Nauru, "again" <https://example.org/1>',
        "--note",
        "A note, with a comma.",
    )
    allies("edit", EVENT, "--date", "2024-01-16", "--source", "src-0001")
    allies("add", "palau", "visit", "2026-11-03", "--summary", "A visit.", "--source", "https://example.org/2")
    found = rows(allies, "data", "contribute", "my-nru-1", EVENT, "my-eng-1")
    by_file: dict[str, list[list[str]]] = {}
    for row in found:
        by_file.setdefault(row["file"], []).append(next(csv.reader([row["line"]])))
    assert [line[:4] for line in by_file["events.csv"]] == [
        ["nru-5", "NRU", "restore", "2026-11-02"],
        [EVENT, "NRU", "sever", "2024-01-16"],
    ]
    assert by_file["events.csv"][0][-1] == "A note, with a comma."
    last = max(row[0] for row in list(bundled.read("sources"))[1:])
    number = int(last.partition("-")[2])
    assert [line[0] for line in by_file["sources.csv"]] == [f"src-{number + 1:04}", f"src-{number + 2:04}"]
    evidence = [(line[0], line[1], line[3], line[4]) for line in by_file["evidence.csv"]]
    assert ("nru-5", "", f"src-{number + 1:04}", "date") in evidence
    assert (EVENT, "", "src-0001", "date") in evidence
    assert by_file["engagements.csv"][0][0].startswith("eng-")
    text = allies("data", "contribute", "my-nru-1").stdout
    blocks = [block.splitlines() for block in text.split("\n\n")]
    assert [block[0].split(":")[0] for block in blocks] == ["# events.csv", "# sources.csv", "# evidence.csv"]
    for block in blocks:
        header = block[0].partition(": ")[2].split(",")
        assert all(len(row) == len(header) for row in csv.reader(io.StringIO("\n".join(block[1:]))))


def test_contributed_rows_fit_into_the_record(allies: Allies, made_up: MadeUp) -> None:
    allies("add", "nauru", "restore", "2026-11-02", "--source", "CNA: Nauru <https://example.org/1>")
    edits: dict[str, Any] = {}
    for row in rows(allies, "data", "contribute", "my-nru-1"):
        name = row["file"].removesuffix(".csv")
        header = next(bundled.read(name))
        edits[name] = add(**dict(zip(header, next(csv.reader([row["line"]])), strict=True)))
    newer = made_up.program("2027.1.0", **edits)
    assert "my-nru-1 as nru-5" in allies("count", env=newer).stderr
    allies("data", "resolve", "my-nru-1", "--theirs", env=newer)
    assert allies("count", env=newer).stdout == "13\n"
    allies("check", "sequence", "sources", "references", "package", env=newer)


def test_contribute_only_what_is_own(allies: Allies) -> None:
    assert "as it is" in allies("data", "contribute", EVENT, check=2).stderr
    allies("data", "contribute", "my-nru-9", check=3)
    allies("rm", EVENT, "--reason", "x")
    assert "hidden" in allies("data", "contribute", EVENT, check=2).stderr
