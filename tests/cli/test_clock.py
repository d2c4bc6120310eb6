"""One clock: today is Taipei's day on every machine, in Python and in SQL, unless ALLIES_TODAY fixes it everywhere."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Self

import pytest
from conftest import Allies, Record

from taiwan_allies.dates import clock


@pytest.fixture
def allies(stored: Allies) -> Allies:
    """Whoever comes here has used the program before."""
    return stored


ZONES = ("Pacific/Kiritimati", "America/Los_Angeles", "UTC", "Asia/Taipei")


MOMENTS = [
    ("2026-11-24T15:59:59+00:00", date(2026, 11, 24)),
    ("2026-11-24T16:00:00+00:00", date(2026, 11, 25)),
    ("2026-11-24T23:59:59+00:00", date(2026, 11, 25)),
    ("2026-11-24T23:59:59-08:00", date(2026, 11, 25)),
    ("2026-11-25T00:30:00+14:00", date(2026, 11, 24)),
]


@pytest.fixture
def at_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Sets the clock, and the zone of the machine."""

    def set_clock(moment: str, zone: str) -> None:
        class Frozen(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return cls.fromisoformat(moment).astimezone(tz)

        monkeypatch.setattr(clock, "datetime", Frozen)
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield set_clock
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("moment", "day"), MOMENTS)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
def test_one_day_in_every_answer(
    record: Record, at_moment: Callable[[str, str], None], moment: str, day: date, zone: str
) -> None:
    """list, count, is, chart, add (tried), sql and the views that sql reads, a second before midnight in Taipei and at it."""
    at_moment(moment, zone)
    env = {"ALLIES_TODAY": "", "TZ": zone, "MOMENT": moment}
    today, yesterday = day.isoformat(), (day - timedelta(days=1)).isoformat()

    def said(*words: str) -> str:
        return record(*words, env=env).stdout

    assert json.loads(said("is", "palau", "--json"))[0]["at"] == today
    assert json.loads(said("count", "--json"))[0]["date"] == today
    assert json.loads(said("chart", "--json"))[-1]["date"] == today
    assert json.loads(said("--json"))[0]["date"] == today
    assert said("list") == said("list", "--at", today)
    assert said("count", "--at", "yesterday") == said("count", "--at", yesterday)
    assert said("sql", "SELECT day FROM today", "--no-header") == f"{today}\n"
    assert json.loads(said("sql", "SELECT code FROM ally ORDER BY code", "--json")) == [
        {"code": code} for code in sorted(said("list", "-q").split())
    ]
    tried = said("add", "palau", "sever", "today", "--source", "x", "--dry-run", "--json")
    assert json.loads(tried)[0]["date"] == today
    record(
        "add", "palau", "sever", (day + timedelta(days=1)).isoformat(), "--source", "x", "--dry-run", env=env, check=2
    )


def days(allies: Allies, zone: str) -> set[str]:
    """What each part of the program holds to be today on a machine in a zone."""
    env = {"TZ": zone, "ALLIES_TODAY": ""}
    said = {json.loads(allies("is", "palau", "--json", env=env).stdout)[0]["at"]}
    said.add(allies("sql", "SELECT day FROM today", "--no-header", env=env).stdout.strip())
    said.add(json.loads(allies("count", "--json", env=env).stdout)[0]["date"])
    said.add(json.loads(allies("chart", "--json", env=env).stdout)[-1]["date"])
    return said


@pytest.mark.long
@pytest.mark.parametrize("zone", ZONES)
def test_every_machine_has_the_day_of_taipei(allies: Allies, zone: str) -> None:
    taipei = timedelta(hours=8)
    before = (datetime.now(UTC) + taipei).date().isoformat()
    said = days(allies, zone)
    after = (datetime.now(UTC) + taipei).date().isoformat()
    assert said <= {before, after}


@pytest.mark.parametrize("zone", ZONES)
def test_what_happened_today_in_taipei_can_be_recorded_everywhere(allies: Allies, zone: str) -> None:
    today = (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
    allies("add", "palau", "sever", today, "--source", "x", "--dry-run", env={"TZ": zone, "ALLIES_TODAY": ""})


def test_allies_today_fixes_the_clock_everywhere(allies: Allies) -> None:
    env = {"ALLIES_TODAY": "1971-10-25", "TZ": "America/Los_Angeles"}
    assert days_with(allies, env) == {"1971-10-25"}
    number = str(len(json.loads(allies("list", "--json", env=env).stdout)))
    assert number == "60"
    assert allies("sql", "SELECT count(*) FROM ally", "--no-header", env=env).stdout.strip() == number
    assert allies("count", env=env).stdout.strip() == number


def days_with(allies: Allies, env: dict[str, str]) -> set[str]:
    said = {json.loads(allies("is", "palau", "--json", env=env, check=1).stdout)[0]["at"]}
    said.add(allies("sql", "SELECT day FROM today", "--no-header", env=env).stdout.strip())
    said.add(json.loads(allies("chart", "--json", env=env).stdout)[-1]["date"])
    return said
