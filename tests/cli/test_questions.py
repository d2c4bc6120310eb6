"""compare, panel, count --share, --published and --by of two, each against a count from the files of the record.

The oracle reads the CSV files, looks at one day after the other and knows nothing of the store.
"""

from __future__ import annotations

import csv
import io
import json
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import taiwan_allies

if TYPE_CHECKING:
    from conftest import Record

DATA = Path(taiwan_allies.__file__).parent / "data"
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


def rows_of(name: str) -> list[dict[str, str]]:
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def first(text: str) -> date:
    year, month, day = [*map(int, text.rstrip("?~%").split("-")), 0, 0][:3]
    return date(year, month or 1, day or 1)


def last(text: str) -> date:
    year, month, day = [*map(int, text.rstrip("?~%").split("-")), 0, 0][:3]
    return date(year, month or 12, day or monthrange(year, month or 12)[1])


@cache
def spells() -> dict[str, list[tuple[date, date]]]:
    """For each state the days [start, end) on which it was an ally; an event takes effect on its last possible day."""
    found: dict[str, list[tuple[date, date]]] = {}
    order = sorted(rows_of("events"), key=lambda row: (last(row["date"]), int(row["id"].rpartition("-")[2])))
    for row in order:
        mine = found.setdefault(row["code"], [])
        is_open = bool(mine) and mine[-1][1] == date.max
        if row["kind"] in ("establish", "restore"):
            if not is_open:
                mine.append((last(row["date"]), date.max))
        elif is_open:
            mine[-1] = (mine[-1][0], last(row["date"]))
    return found


def is_ally(code: str, day: date) -> bool:
    return any(start <= day < end for start, end in spells().get(code, ()))


@cache
def allies_on(day: date) -> set[str]:
    return {code for code in spells() if is_ally(code, day)}


@cache
def seats() -> list[tuple[str, date, date]]:
    return [
        (row["code"], first(row["start_day"]), first(row["end_day"]) if row["end_day"] else date.max)
        for row in rows_of("un_members")
    ]


@cache
def members_on(day: date) -> set[str]:
    return {code for code, start, end in seats() if start <= day < end}


@cache
def states() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows_of("states")}


# compare ----------------------------------------------------------------------------------------------


def test_the_same_day_in_office(record: Record) -> None:
    rows = record.rows("compare", "--day", "919")
    found = {row["president"]: (row["at_start"], row["count"]) for row in rows}
    assert found["chen-shui-bian"] == (29, 27)
    assert found["ma-ying-jeou"] == (23, 23)
    assert found["tsai-ing-wen"] == (22, 17)
    assert found["lai-ching-te"] == (12, 12)
    for row in rows:
        start = first(next(p["start_day"] for p in rows_of("presidencies") if p["slug"] == row["president"]))
        day = start + 918 * DAY
        assert row["date"] == str(day)
        assert row["count"] == len(allies_on(day))
        assert row["at_start"] == len(allies_on(start - DAY))
        assert row["at_start"] + row["gained"] - row["lost"] == row["count"]
        assert (len(row["gained_codes"]), len(row["lost_codes"])) == (row["gained"], row["lost"])


def test_alone_it_is_the_incumbents_day(record: Record) -> None:
    rows = record.rows("compare")
    assert {row["day_in_office"] for row in rows} == {(TODAY - date(2024, 5, 20)).days + 1}
    assert rows[-1]["president"] == "lai-ching-te"
    lasted = {
        row["slug"]: ((first(row["end_day"]) if row["end_day"] else TODAY + DAY) - first(row["start_day"])).days
        for row in rows_of("presidencies")
        if row["start_day"] >= "1948-05-20"
    }
    assert [row["president"] for row in rows] == [slug for slug, number in lasted.items() if number >= 919]
    assert len(rows) == 8
    assert record.rows("compare", "--at", str(TODAY)) == rows


def test_named_presidents_are_compared_on_the_last_day_all_reached(record: Record) -> None:
    two = record.rows("compare", "yen", "tsai")
    assert [row["day_in_office"] for row in two] == [(date(1978, 5, 20) - date(1975, 4, 6)).days] * 2
    assert record.rows("compare", "tsai", "lai")[1]["date"] == str(TODAY)
    failed = record("compare", "yen", "tsai", "--day", "2000", check=2)
    assert "has no day 2000" in failed.stderr
    assert len(failed.stderr.splitlines()) == 2
    assert record("compare", "tsai", "--day", "5", "--at", "2020", check=2).stderr


def test_compare_on_a_terminal(record: Record) -> None:
    said = record.terminal("compare", "tsai", "lai", "--color", "never")
    assert "Day 919 in office" in said
    assert "22 → 17" in said
    assert "São Tomé and Príncipe, Panama" in said
    plain = record.terminal("compare", "tsai", "lai", "--ascii", "--color", "never")
    assert plain.isascii()
    assert "22 -> 17" in plain
    for width in ("40", "60", "160"):
        lines = record.terminal("compare", "--width", width, "--color", "never").splitlines()
        assert max(map(len, lines)) <= int(width)
    assert "蔡英文" in record.terminal("compare", "tsai", "--lang", "zh")


# panel ------------------------------------------------------------------------------------------------


def alive(code: str) -> tuple[date, date]:
    row = states()[code]
    born = first(row["existed_from"]) if row["existed_from"] else date.min
    return born, (last(row["existed_to"]) + DAY if row["existed_to"] else date.max)


def check(row: dict[str, Any]) -> None:
    code, start, end = row["code"], first(row["start_day"]), first(row["end_day"])
    born, gone = alive(code)
    exists = born < end and gone > start
    assert row["exists"] is exists
    if not exists:
        assert [row[name] for name in ("un_member", "ally_at_start", "ally_at_end", "ally_days", "certain")] == [
            None
        ] * 5
        return
    assert row["ally_at_start"] is is_ally(code, start - DAY)
    assert row["ally_at_end"] is is_ally(code, end - DAY)
    days = sum(max(0, (min(stop, end) - max(begin, start)).days) for begin, stop in spells().get(code, ()))
    assert row["ally_days"] == days
    assert row["un_member"] is any(c == code and s < end and e > start for c, s, e in seats())


@pytest.mark.parametrize(
    "args", [["--states", "all"], ["--by", "month", "--in", "1970..1973"], ["--by", "change", "--in", "1999..2008"]]
)
def test_panel_is_what_the_files_say(record: Record, args: list[str]) -> None:
    rows = record.rows("panel", *args)
    for row in rows:
        check(row)
    keys = [(row["code"], row["start_day"]) for row in rows]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_sums_are_those_of_count_by_year(record: Record) -> None:
    sums: dict[str, list[int]] = {}
    for row in record.rows("panel"):
        at = sums.setdefault(row["period"], [0, 0])
        at[0] += bool(row["ally_at_start"])
        at[1] += bool(row["ally_at_end"])
    for row in record.rows("count", "--by", "year"):
        assert sums[row["period"]] == [row["at_start"], row["at_end"]], row["period"]


def test_which_states_a_panel_has(record: Record) -> None:
    ever, everybody, un = (
        {row["code"] for row in record.rows("panel", "--in", "2020", "--states", which)}
        for which in ("ever", "all", "un")
    )
    assert ever == set(spells())
    assert everybody == set(states()) - {"TWN"}
    assert un == {code for code, _, _ in seats()} - {"TWN"}
    assert {row["code"] for row in record.rows("panel", "--in", "2020", "-r", "oceania")} < ever


def test_keys_are_those_of_the_period(record: Record) -> None:
    rows = {(row["code"], row["period"]): row for row in record.rows("panel", "--states", "all")}
    assert rows["DEU", "1913"]["cow"] == "255"
    assert rows["DEU", "1960"]["cow"] == "260"
    known: dict[str, list[dict[str, str]]] = {}
    for key in rows_of("state_keys"):
        if key["scheme"] == "cow":
            known.setdefault(key["code"], []).append(key)
    for row in rows.values():
        keys = [
            key["key"]
            for key in known.get(row["code"], ())
            if (key["start_day"] or "0") < row["end_day"] and (key["end_day"] or "9999") > row["start_day"]
        ]
        assert (row["cow"] in keys) if keys else row["cow"] is None


def test_an_imprecise_date_is_not_certain(record: Record) -> None:
    rows = {row["period"]: row for row in record.rows("panel", "-c", "guatemala", "--in", "1932..1935")}
    assert [rows[year]["certain"] for year in ("1932", "1933", "1935")] == [True, False, True]


def test_panel_in_a_pipe(record: Record) -> None:
    head, *lines = record("panel", "--csv", "-c", "nauru", "--in", "2024").stdout.splitlines()
    assert head == (
        "code,cow,gw,m49,wikidata,name,period,start_day,end_day,exists,un_member,ally_at_start,ally_at_end,ally_days,"
        "certain,president"
    )
    assert lines == ["NRU,970,971,520,Q697,Nauru,2024,2024-01-01,2025-01-01,true,true,true,false,14,true,lai-ching-te"]


# share ------------------------------------------------------------------------------------------------


def test_share_on_any_day(record: Record) -> None:
    for text in ("1945-10-24", "1955-06-01", "1971-10-24", "1971-10-25", "1990-10-03", "2016-05-20", "2026-11-24"):
        (row,) = record.rows("count", "--share", "--at", text)
        day = first(text)
        allies, members = allies_on(day), members_on(day)
        assert (row["count"], row["un_members"], row["un_allies"]) == (len(allies), len(members), len(allies & members))
        assert row["outside_codes"] == sorted(allies - members)
        assert row["share"] == round(len(allies & members) / len(members), 4)
    assert record.rows("count", "--share")[0]["outside_codes"] == ["VAT"]
    assert "were no United Nations" in record("count", "--share", "--at", "1940", check=2).stderr


def test_share_as_it_changed(record: Record) -> None:
    rows = record.rows("count", "--share", "--in", "1945..")
    assert rows[0]["date"] == "1945-10-24"
    steps = iter([*rows[1:], None])
    row, coming = rows[0], next(steps)
    for day in days(date(1945, 10, 24), TODAY):
        if coming is not None and coming["date"] == str(day):
            row, coming = coming, next(steps)
        if day.day == 1 or row["date"] == str(day):
            assert row["un_allies"] == len(allies_on(day) & members_on(day)), day
    assert coming is None


def days(start: date, end: date) -> Iterator[date]:
    while start <= end:
        yield start
        start += DAY


def test_share_by_year_is_that_of_its_last_day(record: Record) -> None:
    rows = record.rows("count", "--share", "--by", "year")
    assert rows[0]["period"] == "1945"
    for row in rows:
        assert row["un_allies"] == len(allies_on(first(row["date"])) & members_on(first(row["date"])))
    assert rows[-1]["date"] == str(TODAY)
    regions = record.rows("count", "--share", "--by", "region")
    assert sum(row["un_members"] for row in regions) == 193
    assert "11 of 193 members" in record.terminal("count", "--share", "--color", "never")


# count by two -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "by", ["president,region", "region,president", "year,region", "president,year", "decade,region"]
)
def test_two_divisions_add_up(record: Record, by: str) -> None:
    outer = by.split(",")[0]
    parts = record.rows("count", "--by", by, "--in", "lee..tsai")
    whole = {row["period"]: row for row in record.rows("count", "--by", outer, "--in", "lee..tsai")}
    for name in ("gained", "lost"):
        sums: dict[str, int] = {}
        for row in parts:
            sums[row["period"]] = sums.get(row["period"], 0) + row[name]
        assert sums == {label: row[name] for label, row in whole.items()}
    region_of = {code: row["region"] for code, row in states().items()}
    for row in parts:
        codes = allies_on(first(row["end_day"]) - DAY)
        wanted = {row["period"], row["part"]} & set(region_of.values())
        assert row["at_end"] == len([code for code in codes if not wanted or region_of[code] in wanted])


def test_by_takes_two_different_divisions(record: Record) -> None:
    assert "Did you mean region?" in record("count", "--by", "regoin", check=2).stderr
    for by in ("year,year", "year,region,president"):
        assert "two different ones" in record("count", "--by", by, check=2).stderr
    assert "do not go together" in record("count", "--by", "year", "--published", check=2).stderr


# published --------------------------------------------------------------------------------------------


def test_published_counts_for_a_day_or_the_nearest(record: Record) -> None:
    found = record.rows("count", "--published", "--at", "2016-05-20")
    on_that_day = [
        row
        for row in rows_of("assertions")
        if row["scope"] == "all" and first(row["date"]) <= date(2016, 5, 20) <= last(row["date"])
    ]
    assert [row["id"] for row in found] == [
        row["id"] for row in sorted(on_that_day, key=lambda row: (row["date"], row["id"]))
    ]
    for row in found:
        assert row["count"] == len(allies_on(date(2016, 5, 20)))
        assert row["met"] is (row["published"] == row["count"])
    near = record.rows("count", "--published", "--at", "1930-01-01")
    assert near
    assert {row["date"] for row in near} == {min(row["date"] for row in rows_of("assertions") if row["scope"] == "all")}


def test_every_published_count_is_held_against_the_record(record: Record) -> None:
    rows = record.rows("count", "--published", "--in", "1912..")
    assert len(rows) == sum(row["scope"] == "all" for row in rows_of("assertions"))
    for row in rows:
        on = [len(allies_on(day)) for day in days(first(row["date"]), min(last(row["date"]), TODAY))]
        assert row["count"] == on[-1]
        assert row["count_min"] <= min(on)
        assert row["count_max"] >= max(on)
        assert row["met"] or row["note"] or row["variants"], row["id"]
    said = record.terminal("count", "--published", "--at", "2016-05-20", "--color", "never", "--no-pager")
    assert "22 by TVBS, the record has 22" in said


def test_the_library_says_the_same(record: Record) -> None:
    rows = json.loads(record("compare", "tsai", "lai", "--json").stdout)
    assert rows[0]["lost_codes"] == ["STP", "PAN", "DOM", "BFA", "SLV"]
    table = csv.DictReader(io.StringIO(record("compare", "tsai", "lai", "--csv").stdout))
    assert next(iter(table))["lost_codes"] == "STP;PAN;DOM;BFA;SLV"
