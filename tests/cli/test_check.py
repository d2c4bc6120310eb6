"""`allies check`: silent when well, over both layers and over the files that were installed."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from conftest import Allies
from made_up import ROOT, MadeUp, add, change, correct

from taiwan_allies.rules.checks import RULES


@pytest.fixture
def allies(stored: Allies) -> Allies:
    """Whoever comes here has used the program before."""
    return stored


FIELDS = ["rule", "code", "severity", "subject", "message", "hint"]


def problems(
    allies: Allies, *args: str, env: dict[str, str] | None = None, check: int | None = None
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(allies("check", *args, "--json", env=env, check=check).stdout)
    return found


def test_the_bundled_record_is_well_and_silent(allies: Allies) -> None:
    done = allies("check")
    assert (done.stdout, done.stderr) == ("", "")
    assert allies("check", "--json").stdout == "[]\n"
    assert allies("check", "--csv").stdout == ",".join(FIELDS) + "\n"
    assert allies("check", "-f", "table").stdout == ""


def test_strict_lists_what_research_should_do_next(allies: Allies) -> None:
    found = problems(allies, "--strict")
    assert [list(row) for row in found[:1]] == [FIELDS][: len(found)]
    assert not [row for row in found if row["severity"] == "error"]
    weak = {row["subject"] for row in found if row["code"] in {"W301", "W302", "W303", "W304"}}
    listed = allies("sql", "SELECT event FROM event_quality WHERE quality = 'C'", "--no-header").stdout.split()
    assert weak == set(listed)
    warnings = any(row["severity"] == "warning" for row in found)
    assert allies("check", "--strict", check=None).returncode == int(warnings)
    # A count that the record does not have must be explained, and then is a note: no failure.
    notes = problems(allies, "assertions", "--strict", check=0)
    assert {row["code"] for row in notes} <= {"N602", "N606"}
    assert all(row["hint"] for row in notes)


def test_rules_are_chosen_by_name(allies: Allies) -> None:
    for name in RULES:
        assert {row["rule"] for row in problems(allies, name, "--strict")} <= {name}
    assert {row["rule"] for row in problems(allies, "evidence", "freshness", "--strict")} <= {"evidence", "freshness"}
    done = allies("check", "sequences", check=3)
    assert "Did you mean sequence?" in done.stderr
    assert all(name in done.stderr for name in RULES)
    assert "--against" in allies("check", "dates", "--against", ".", check=2).stderr


def test_the_same_rules_run_over_an_own_record(allies: Allies) -> None:
    allies("count")
    conn = sqlite3.connect(allies.db, isolation_level=None)
    conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-nru-1', 'NRU', 'sever', '2026-11-01')")
    conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-nru-2', 'NRU', 'establish', '2030')")
    with pytest.raises(sqlite3.IntegrityError):  # the store itself lets no such date in
        conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-pry-1', 'PRY', 'sever', '2026-11-20?~')")
    conn.execute(
        "INSERT INTO own_event(id, code, kind, date, forced) VALUES ('my-hnd-1', 'HND', 'sever', '2026-11-20', 'Insisted.')"
    )
    correct(conn, "nru-1", date="1960-01-01")
    conn.close()
    found = {(row["code"], row["subject"]): row for row in problems(allies, check=1)}
    assert set(found) == {
        ("E106", "my-nru-1"), ("E103", "my-nru-2"), ("E204", "my-nru-2"), ("E202", "nru-1"),
    }  # fmt: skip
    assert ("N106", "my-hnd-1") in {(row["code"], row["subject"]) for row in problems(allies, "sequence", "--strict")}
    assert {row["subject"] for row in problems(allies, "sources", "--strict", check=1)} == {
        "my-nru-1",
        "my-nru-2",
        "my-hnd-1",
    }
    text = allies("check", "-f", "table", "--width", "60", check=1).stdout
    assert "E106 error   my-nru-1: " in text
    assert text.endswith("4 errors.\n")
    assert max(map(len, text.splitlines())) <= 60


def test_an_own_event_that_belies_a_published_count(allies: Allies, made_up: MadeUp) -> None:
    counted = add(id="ast-999", date="2025-12-31", scope="Oceania", count="3", source="src-0001")
    env = made_up.program(assertions=counted)
    assert problems(allies, "assertions", env=env, check=0) == []
    conn = sqlite3.connect(allies.db, isolation_level=None)
    conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-plw-1', 'PLW', 'sever', '2025-11-01')")
    conn.close()
    found = problems(allies, "assertions", env=env, check=1)
    (mine,) = [row for row in found if row["subject"] == "ast-999"]
    assert mine["code"] == "E601"
    assert mine["message"] == "31 December 2025 (Oceania): published 3, the record has 2"


def test_a_data_file_that_was_changed_after_the_release(allies: Allies, made_up: MadeUp) -> None:
    env = made_up.program()
    data = Path(env["PYTHONPATH"]) / "taiwan_allies" / "data"
    assert problems(allies, "package", env=env, check=0) == []
    with open(data / "events.csv", "a", encoding="utf-8") as stream:
        stream.write("\n")
    (data / "claims.csv").rename(data / "gone.csv")
    found = {(row["code"], row["subject"]) for row in problems(allies, "package", env=env, check=1)}
    assert found == {("E901", "claims.csv"), ("E902", "gone.csv"), ("E903", "events.csv")}


def test_mistakes_in_a_record(allies: Allies, made_up: MadeUp) -> None:
    """What CI would find in a pull request against the data."""

    def events(rows: list[dict[str, str]]) -> None:
        change("nru-4", kind="establish", date="2024-01-15")(rows)
        change("vut-2", date="2026-11-24")(rows)

    def claims(rows: list[dict[str, str]]) -> None:
        rows.append(
            {"id": "clm-9999", "event": "nru-1", "date": "1980", "rank": "normal", "source": "src-0001", "reason": "x"}
        )
        rows[:] = [row for row in rows if row["event"] != "nru-1" or row["rank"] == "normal"]

    def engagements(rows: list[dict[str, str]]) -> None:
        rows.append(
            {
                "id": "eng-9999",
                "date": "2024-05",
                "end_date": "2024-04-30",
                "kind": "visit",
                "codes": "FRA",
                "summary": "x",
            }
        )

    def presidencies(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if row["slug"] == "ma-ying-jeou")["end_day"] = "2016-05-19"

    env = made_up.program(events=events, claims=claims, engagements=engagements, presidencies=presidencies)
    found = {(row["code"], row["subject"]) for row in problems(allies, "--strict", env=env, check=1)}
    for expected in [
        ("E102", "nru-4"), ("E205", "vut-2"), ("E306", "nru-1"), ("E402", "eng-9999"), ("E851", "eng-9999"),
        ("W852", "eng-9999"), ("E702", "tsai-ing-wen"),
    ]:  # fmt: skip
        assert expected in found, expected


def test_the_changelog_names_what_changed(allies: Allies, made_up: MadeUp) -> None:
    old = made_up.package("2027.0.0")
    env = made_up.program("2027.1.0", events=change("nru-4", date="2024-01-16"))
    log = Path(env["PYTHONPATH"]) / "taiwan_allies" / "data" / "CHANGELOG.md"
    log.write_text("# Changelog\n\n## 2027.1.0\n\n- nru-40 corrected\n")
    found = problems(allies, "changelog", "--against", str(old), env=env, check=1)
    assert [(row["code"], row["subject"]) for row in found] == [("E913", "nru-4"), ("E914", "count")]
    assert "from 2024-01-15 to 2024-01-16 was 12 and is 13" in found[1]["message"]
    log.write_text("# Changelog\n\n## 2027.0.0\n\n- `nru-4`; 2024-01-15: 12, now 13\n\n## 2027.1.0\n")
    assert len(problems(allies, "changelog", "--against", str(old), env=env, check=1)) == 2, "an older entry told it"
    log.write_text("# Changelog\n\n## 2027.1.0\n\n- `nru-1` to `nru-5`\n- on 2024-01-15: 12, now 13\n\n## 2027.0.0\n")
    assert problems(allies, "changelog", "--against", str(old), "--strict", env=env, check=0) == []
    shutil.copy(ROOT / "LICENSE", log)
    assert [row["code"] for row in problems(allies, "changelog", "--strict", env=env, check=1)] == ["W912"]
    log.unlink()
    assert [row["code"] for row in problems(allies, "changelog", "--strict", env=env, check=1)] == ["W911"]


@pytest.mark.parametrize(("today", "stale"), [("2026-05-04", False), ("2027-12-31", True)])
def test_an_old_record_is_a_warning(allies: Allies, today: str, stale: bool) -> None:
    env = {"ALLIES_TODAY": today}
    assert allies("check", "freshness", env=env).stdout == ""
    assert [row["code"] for row in problems(allies, "freshness", "--strict", env=env, check=int(stale))] == [
        "W921"
    ] * stale
