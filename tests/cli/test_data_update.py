"""`allies data update`: a newer record from a file, a folder or an address, checked first, and taken back by `undo`."""

from __future__ import annotations

import io
import json
import random
import shutil
import signal
import sqlite3
import stat
import time
import zipfile
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import BaseHandler, Request
from urllib.response import addinfourl

import pytest
from conftest import Allies
from made_up import MadeUp, Rows, add, change, correct, without

from taiwan_allies.errors import UsageError
from taiwan_allies.store.dataset import bundled, fetch, received
from taiwan_allies.store.dataset.descriptor import seal
from taiwan_allies.store.db import derived

HERE = bundled.identity()
PARAGUAY = {"id": "pry-2", "code": "PRY", "kind": "sever", "date": "2026-11-19", "initiated_by": "partner"}


def rows(allies: Allies, *args: str, env: dict[str, str] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(allies(*args, "--json", env=env).stdout)
    return found


def info(allies: Allies, env: dict[str, str] | None = None) -> dict[str, Any]:
    return rows(allies, "data", "info", env=env)[0]


def events(db: Path) -> list[tuple[Any, ...]]:
    """What counts, in the store, which is sound."""
    conn = sqlite3.connect(db)
    assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    assert conn.execute("SELECT paused, step FROM writing").fetchall() == [(0, None)]
    assert derived.differences(conn) == 0
    found = conn.execute("SELECT * FROM event ORDER BY id").fetchall()
    conn.close()
    return found


def zipped(folder: Path, target: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, inside + file.name)
    return target


# three records, one after the other -----------------------------------------------------------------


def test_three_records_each_over_the_other_and_back(stored: Allies, made_up: MadeUp) -> None:
    """A folder, a zip and a zip of a whole repository; own and bundled merged each time; every step taken back."""
    allies = stored
    allies("edit", "nru-4", "--date", "2024-01-16", "--source", "src-0003")
    allies("add", "palau", "sever", "2026-11-01", "--source", "src-0003")
    at_first = events(allies.db)
    first = made_up.package("2027.1.0", "2026-11-20", events=add(**PARAGUAY))

    def second_events(found: Rows) -> None:
        add(**PARAGUAY)(found)
        change("nru-4", date="2024-01-16")(found)
        add(id="plw-2", code="PLW", kind="sever", date="2026-11", initiated_by="partner")(found)

    second = zipped(made_up.package("2027.2.0", "2026-11-21", events=second_events), allies.folder / "record.zip")
    third = zipped(
        made_up.package("2027.3.0", "2026-11-22", events=change("hnd-2", date="2023-03-27")),
        allies.folder / "repository.zip",
        "taiwan-allies-main/taiwan_allies/data/",
    )

    (row,) = rows(allies, "data", "update", str(first))
    assert (row["version"], row["as_of"], row["former"], row["before"], row["after"]) == (
        "2027.1.0", "2026-11-20", HERE.version, 11, 10,
    )  # fmt: skip
    assert (row["added"], row["corrected"], row["withdrawn"]) == (1, 0, 0)
    assert row["summary"] == (f"record {HERE.version} -> 2027.1.0: 11 -> 10 allies on 2026-11-20 (- Paraguay)")
    assert allies("count").stdout == "10\n"
    assert info(allies)["origin"] == str(first)
    after_first = events(allies.db)

    done = allies("data", "update", str(second), "--json")
    assert "my-plw-1 as plw-2" in done.stderr
    assert allies("count").stdout == "10\n"
    assert rows(allies, "data", "status")[0]["status"] == "duplicate"
    assert "nru-4" not in {row["id"] for row in rows(allies, "data", "status")}, (
        "the record now says what was corrected"
    )

    (row,) = rows(allies, "data", "update", str(third))
    assert (row["after"], row["corrected"]) == (11, 2), "back from nru-4 of the second, on to hnd-2"
    assert info(allies)["version"] == "2027.3.0"
    assert allies("--version").stdout.splitlines()[1].startswith("record 2027.3.0")

    log = rows(allies, "log")
    assert [step["summary"].partition(":")[0] for step in log][:3] == [
        "record 2027.2.0 -> 2027.3.0", "record 2027.1.0 -> 2027.2.0", f"record {HERE.version} -> 2027.1.0",
    ]  # fmt: skip
    assert {"before": "2027.2.0", "after": "2027.3.0"}.items() <= next(
        row for row in rows(allies, "log", "5") if row["field"] == "version"
    ).items()

    assert allies("undo", "2").returncode == 0
    assert (info(allies)["version"], info(allies)["origin"]) == ("2027.1.0", str(first))
    assert events(allies.db) == after_first
    allies("undo", "1")
    assert events(allies.db) == at_first
    assert (info(allies)["hash"], info(allies)["origin"]) == (HERE.stamp, None)
    allies("undo")
    assert events(allies.db) == after_first, "an undo is undone"


def test_a_terminal_is_told_what_changed(stored: Allies, made_up: MadeUp) -> None:
    newer = made_up.package(events=change("hnd-2", date="2023-04-26"))
    said = stored("data", "update", str(newer), "--dry-run", "-f", "table", "--width", "200").stdout
    assert f"Record {HERE.version} -> 2027.1.0: 12 allies on 2026-11-20 as before; other days for Honduras." in said
    assert "Rows: 0 added, 1 corrected, 0 withdrawn." in said
    assert "event hnd-2: date: 2023-03-26 → 2023-04-26" in said
    assert "from 2023-03-26 until 2023-04-26: 13 → 14" in said
    assert info(stored)["version"] == HERE.version
    assert rows(stored, "log") == []
    said = stored("data", "update", str(newer), "-f", "table").stdout
    assert "`allies undo` brings the former record back." in said
    assert "from 2023-03-26 until 2023-04-26: 13 → 14" in said
    assert "hnd-2" not in said
    assert str(newer) in stored("data", "info", "-f", "table", "--width", "300").stdout
    zh = stored("data", "update", str(newer), "-f", "table", "--lang", "zh").stdout
    assert zh == "已載入2027.1.0版資料，無須更新。\n"
    again = stored("data", "update", str(newer), "-f", "table").stdout
    assert again == "Record 2027.1.0 is loaded already: nothing to do.\n"
    assert len(rows(stored, "log")) == 1


def test_an_own_correction_that_an_update_dropped_comes_back_with_the_former_record(
    stored: Allies, made_up: MadeUp
) -> None:
    stored("edit", "nru-4", "--date", "2024-01-16", "--source", "src-0003")
    before = events(stored.db)
    stored("data", "update", str(made_up.package(events=change("nru-4", date="2024-01-16"))))
    assert rows(stored, "data", "status") == []
    stored("undo")
    assert events(stored.db) == before
    assert [row["id"] for row in rows(stored, "data", "status")] == ["nru-4"]


def test_an_update_on_which_another_rests_is_taken_back_after_it(stored: Allies, made_up: MadeUp) -> None:
    stored("data", "update", str(made_up.package("2027.1.0")))
    stored("data", "update", str(made_up.package("2027.2.0")))
    done = stored("undo", "--step", "1", check=2)
    assert "step 2 changed record loaded since" in done.stderr
    assert "allies undo --step 2" in done.stderr


# older and newer ------------------------------------------------------------------------------------


def test_an_older_record_is_loaded_only_when_told_and_stays(stored: Allies, made_up: MadeUp) -> None:
    older = made_up.package("2025.1.0", "2025-01-31", **without("nru-4"))
    done = stored("data", "update", str(older), check=2)
    assert "record 2025.1.0 is older than the loaded one" in done.stderr
    assert "--force" in done.stderr
    assert info(stored)["version"] == HERE.version
    stored("data", "update", str(older), "--force")
    assert stored("is", "nauru", "-q").returncode == 0
    assert info(stored)["version"] == "2025.1.0", "the program does not put its own record over it at the next start"
    assert "2025.1.0" in stored("--version").stdout
    same = made_up.package(HERE.version, HERE.as_of, **without("nru-4"))
    stored("data", "update", str(same))
    assert "is loaded already; nothing" in stored("data", "update", str(bundled.DATA), check=2).stderr


def test_a_program_replaces_what_was_loaded_by_a_newer_record_alone(stored: Allies, made_up: MadeUp) -> None:
    stored("data", "update", str(made_up.package("2027.2.0", events=add(**PARAGUAY))))
    older = made_up.program("2027.1.0")
    assert stored("count", env=older).stdout == "11\n"
    assert info(stored, older)["version"] == "2027.2.0"
    migrated = made_up.program("2027.1.1", migration=["CREATE TABLE more(x)"])
    newer = made_up.program("2027.3.0")
    assert stored("count", env=newer).stdout == "12\n"
    found = info(stored, newer)
    assert (found["version"], found["origin"]) == ("2027.3.0", None)
    refused = stored("undo", "--step", "1", env=newer, check=2)
    assert "not as it left it" in refused.stderr
    assert stored("count", env=migrated).stdout == "12\n"
    assert info(stored, migrated)["version"] == "2027.3.0", "nor does one that brings another schema"


# what is refused ------------------------------------------------------------------------------------


def refused(allies: Allies, where: str, *words: str) -> None:
    """Said in a line and a hint; the store has not one byte changed."""
    before = allies.db.read_bytes()
    done = allies("data", "update", where, check=2)
    first, *_, hint = done.stderr.splitlines()
    assert all(word in first for word in words), done.stderr
    assert hint != first
    assert done.stdout == ""
    assert allies.db.read_bytes() == before


def test_what_is_not_as_it_was_released_is_refused(stored: Allies, made_up: MadeUp) -> None:
    good = made_up.package()
    for n, (name, old, new, words) in enumerate(
        (
            ("events.csv", "2024-01-15", "2024-01-14", "events.csv is not as it was released"),
            ("datapackage.json", "2027.1.0", "2027.2.0", "datapackage.json is not as it was released"),
            ("datapackage.json", '"version"', '"virsion"', "does not describe a record"),
            ("datapackage.json", "events.csv", "../events.csv", "../events.csv: the file is not one of"),
            ("datapackage.json", "{", "", "does not describe a record"),
        )
    ):
        bad = good.parent / f"bad-{n}"
        shutil.copytree(good, bad)
        text = (bad / name).read_text(encoding="utf-8")
        assert old in text
        (bad / name).write_text(text.replace(old, new), encoding="utf-8")
        refused(stored, str(bad), words)
    (good / "claims.csv").unlink()
    refused(stored, str(good), "claims.csv is missing")


def test_a_record_that_breaks_the_schema_is_refused(stored: Allies, made_up: MadeUp) -> None:
    refused(stored, str(made_up.package("2027.1.0", events=change("nru-4", kind="quarrel"))), "NOT NULL constraint")
    refused(stored, str(made_up.package("2027.1.1", events=change("nru-4", date="soon"))), "CHECK constraint")
    twice = made_up.package("2027.1.2", events=lambda found: [*found, found[0]])
    refused(stored, str(twice), "two rows of events.csv have the same key")
    other = made_up.package("2027.1.3")
    text = (other / "states.csv").read_text(encoding="utf-8")
    (other / "states.csv").write_text(text.replace("latitude", "width", 1), encoding="utf-8")
    seal(other, "2027.1.3", "2026-11-20")
    refused(stored, str(other), "states.csv has other fields than this program reads: latitude, width")
    long = made_up.package("2027.1.4", events=change("nru-4", note="x" * 200_000))
    refused(stored, str(long), "field larger than field limit")
    own = made_up.package("2027.1.5+own")
    refused(stored, str(own), "somebody's own events")
    refused(stored, str(made_up.package("2027.1.6", "soon")), "does not describe a record")


def test_links_devices_and_ways_out_are_refused(
    stored: Allies, made_up: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = made_up.package()
    linked = good.parent / "linked"
    shutil.copytree(good, linked)
    (linked / "events.csv").unlink()
    (linked / "events.csv").symlink_to(good / "events.csv")
    refused(stored, str(linked), "events.csv: it is a link")
    refused(stored, "/dev/zero", "not a plain file")
    refused(stored, str(good.parent / "nowhere"), "cannot be read")
    refused(stored, str(good / "events.csv"), "not a zip")
    refused(stored, str(good.parent), "not a record")

    def with_member(name: str, mode: int = stat.S_IFREG, content: str = "x") -> str:
        target = zipped(good, stored.folder / "bad.zip")
        with zipfile.ZipFile(target, "a") as archive:
            member = zipfile.ZipInfo(name)
            member.external_attr = mode << 16
            archive.writestr(member, content)
        return str(target)

    refused(stored, with_member("../out.csv"), "leads out of the folder")
    refused(stored, with_member("/etc/passwd"), "leads out of the folder")
    refused(stored, with_member("c:\\out.csv"), "leads out of the folder")
    refused(stored, with_member("more.csv", stat.S_IFLNK, "/etc/passwd"), "a link or a device")
    refused(stored, with_member("more.csv", stat.S_IFIFO), "a link or a device")
    refused(stored, with_member("again/datapackage.json"), "2 times a datapackage.json")
    torn = stored.folder / "torn.zip"
    torn.write_bytes(zipped(good, stored.folder / "good.zip").read_bytes()[:-2000])
    refused(stored, str(torn), "not a zip")
    monkeypatch.setattr(received, "MOST_BYTES", 300_000)
    monkeypatch.setattr(received, "_plain", lambda path, *_: path.read_bytes())
    with pytest.raises(UsageError, match="more than 300,000 bytes"):
        received.receive(str(stored.folder / "good.zip"))


# an address -----------------------------------------------------------------------------------------


class Web(BaseHandler):
    """The other side of an https connection."""

    pages: dict[str, tuple[int, bytes, str]] = {}  # noqa: RUF012 - set by each test

    def https_open(self, req: Request) -> addinfourl:
        if req.full_url not in self.pages:
            raise URLError("no such host")
        code, body, location = self.pages[req.full_url]
        headers = Message()
        if location:
            headers["Location"] = location
        answer = addinfourl(io.BytesIO(body), headers, req.full_url, code)
        answer.msg = "Found" if location else "OK"  # type: ignore[attr-defined]
        return answer


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> type[Web]:
    monkeypatch.setattr(Web, "pages", {})
    monkeypatch.setattr(fetch, "HTTPSHandler", Web)
    return Web


def test_a_record_comes_from_an_https_address(made_up: MadeUp, web: type[Web], tmp_path: Path) -> None:
    content = zipped(made_up.package(), tmp_path / "record.zip").read_bytes()
    address = "https://example.org/record.zip?key=secret"
    web.pages = {address: (200, content, ""), "https://example.com/r": (302, b"", address)}
    for where in web.pages:
        found = received.receive(where)
        assert (found.known.version, found.known.as_of) == ("2027.1.0", "2026-11-20")
        assert "secret" not in found.origin


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("http://example.org/record.zip", "only https"),
        ("file:///etc/passwd", "only https"),
        ("ftp://example.org/record.zip", "only https"),
        ("https://me:word@example.org/record.zip", "only https"),
        ("https://", "only https"),
        ("https://example.org/away", "only https"),
        ("https://example.org/gone", "cannot be fetched: Not Found|cannot be fetched: OK"),
        ("https://nowhere.example/", "no such host"),
        ("https://example.org/page", "not a zip"),
        ("https://example.org/much", "more than"),
        ("https://example.org/round", "cannot be fetched"),
    ],
)
def test_any_other_address_is_refused(web: type[Web], monkeypatch: pytest.MonkeyPatch, where: str, words: str) -> None:
    web.pages = {
        "https://example.org/away": (302, b"", "http://example.org/record.zip"),
        "https://example.org/round": (302, b"", "https://example.org/round"),
        "https://example.org/gone": (404, b"", ""),
        "https://example.org/page": (200, b"<html>", ""),
        "https://example.org/much": (200, b"x" * 2000, ""),
    }
    monkeypatch.setattr(received, "MOST_BYTES", 1000)
    with pytest.raises(UsageError, match=words) as refused:
        received.receive(where)
    assert refused.value.hint


def test_http_is_refused_by_the_program(stored: Allies) -> None:
    refused(stored, "http://example.org/record.zip", "only https addresses are read")


# killed ---------------------------------------------------------------------------------------------


@pytest.mark.long
def test_an_update_that_is_killed_leaves_one_record_or_the_other(stored: Allies, made_up: MadeUp) -> None:
    newer = made_up.package(events=add(**PARAGUAY))
    stored("edit", "nru-4", "--local-date", "2024-01-14", "--source", "src-0003")
    base = shutil.copy(stored.db, stored.folder / "base.db")
    old = events(stored.db)
    start = time.monotonic()
    stored("data", "update", str(newer))
    seconds = time.monotonic() - start
    new = events(stored.db)
    dice, outcomes = random.Random(7), []
    for _ in range(25):
        for left in stored.folder.glob("allies.db*"):
            left.unlink()
        shutil.copy(base, stored.db)
        process = stored.start("data", "update", str(newer))
        time.sleep(dice.uniform(0.5, 1.05) * seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        version = info(stored)["version"]
        assert events(stored.db) == (new if version == "2027.1.0" else old)
        outcomes.append(version)
    assert HERE.version in outcomes


def test_a_direct_correction_lies_over_a_loaded_record(stored: Allies, made_up: MadeUp) -> None:
    stored("data", "update", str(made_up.package()))
    conn = sqlite3.connect(stored.db, isolation_level=None)
    correct(conn, "nru-4", date="2024-01-16")
    conn.close()
    assert [row["status"] for row in rows(stored, "data", "status")] == ["ok"]


@pytest.mark.parametrize("version", ["2025.1.0", "2027.1.0"])
def test_doctor_knows_a_record_that_the_user_chose(stored: Allies, made_up: MadeUp, version: str) -> None:
    package = made_up.package(version, "2025-11-20", **without("gmb-4"))
    stored("data", "update", str(package), "--force")
    assert "bad" not in stored("doctor").stdout
    conn = sqlite3.connect(stored.db, isolation_level=None)
    conn.execute("DROP INDEX spell_start_day")
    stored("doctor", "--repair")
    assert info(stored)["version"] == version, "it is not taken for one of ours that is broken"
    conn.execute("UPDATE bundled_event SET date = '2024-01-16' WHERE id = 'nru-4'")
    conn.close()
    before = stored.db.read_bytes()
    found = [row for row in json.loads(stored("doctor", "--json", check=4).stdout) if row["status"] == "bad"]
    assert any(version in row["value"] and str(package) in row["fix"] for row in found)
    assert str(package) in stored("doctor", "--repair", check=4).stderr
    assert stored.db.read_bytes() == before
    stored("data", "update", str(package), "--force")
    assert "bad" not in stored("doctor").stdout


def test_doctor_finds_a_store_sound_after_an_update_and_its_undo(stored: Allies, made_up: MadeUp) -> None:
    stored("data", "update", str(made_up.package()))
    stored("undo")
    found = {row["what"]: row["status"] for row in rows(stored, "doctor")}
    assert {found[part] for part in ("integrity", "schema", "bundled rows", "derived", "own rows", "journal")} == {"ok"}
