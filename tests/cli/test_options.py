"""What holds for the options of every command: one value once, regions by any name, days that are yet to come."""

from __future__ import annotations

import pytest
from conftest import Allies, Record


@pytest.mark.parametrize(
    ("command", "option", "first", "second"),
    [
        ("count --by region --by president", "--by", "region", "president"),
        ("chart --by president --by region", "--by", "president", "region"),
        ("list --at 1960 --at=1970", "--at", "1960", "1970"),
        ("list -f csv --format json", "--format", "csv", "json"),
        ("list --sort name --sort code", "--sort", "name", "code"),
        ("--lang zh --lang en", "--lang", "zh", "en"),
        ("data info --width 80 --width 90", "--width", "80", "90"),
    ],
)
def test_two_values_for_one_are_refused(record: Record, command: str, option: str, first: str, second: str) -> None:
    done = record(*command.split(), check=2)
    assert done.stdout == ""
    message, hint = done.stderr.splitlines()
    assert message == f'allies: {option} takes one value, and is given "{first}" and "{second}"'
    assert "--help`" in hint


def test_the_same_value_twice_is_no_harm(record: Record) -> None:
    assert record("count", "--at", "1960", "--at", "1960").stdout == record("count", "--at", "1960").stdout
    assert record("list", "--json", "--json").stdout == record("list", "--json").stdout


def test_excel_gets_a_byte_order_mark_with_csv_alone(record: Record) -> None:
    plain = record("list", "--csv", "--fields", "name,name_zh").stdout
    assert record("list", "--csv", "--bom", "--fields", "name,name_zh").stdout == "\ufeff" + plain
    assert (
        record("--bom", "list", "--csv", "--no-header", "-q").stdout
        == "\ufeff" + record("list", "--csv", "--no-header", "-q").stdout
    )
    record("list", "--bom", "-o", "excel.csv")
    assert (record.folder / "excel.csv").read_bytes()[:7] == b"\xef\xbb\xbfcode"
    for words in (["--json"], ["-f", "tsv"], [], ["-o", "x.json"], ["-o", "x.svg"], ["-o", "x.csv", "--json"]):
        assert "--bom is for CSV alone" in record("list", "--bom", *words, check=2).stderr


def test_what_cannot_be_written_is_refused_before_anything_is_done(stored: Allies) -> None:
    for words in (["--bom"], ["--json", "--csv"]):
        stored("add", "paraguay", "sever", "2026-11-20", "--source", "src-0003", *words, check=2)
    assert stored("log", "--json").stdout == "[]\n"


def test_what_may_be_repeated_still_may(record: Record) -> None:
    assert record("list", "-q", "-c", "palau", "-c", "tuvalu").stdout == "TUV\nPLW\n"


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("pacific", "oceania"),
        ("Pacific", "大洋洲"),
        ("太平洋", "oceania"),
        ("latin america", "caribbean,central america,south america"),
        ("latin-america", "caribbean,central-america,south-america"),
        ("latin", "latin america"),
        ("拉丁美洲", "latin america"),
        ("central america", "中美洲"),
        ("中美洲，加勒比海", "central america,caribbean"),
        ("pacific,oceania", "oceania"),
    ],
)
def test_regions_by_other_names(record: Record, name: str, same: str) -> None:
    answer = record("list", "-q", "--region", name).stdout
    assert answer
    assert answer == record("list", "-q", "--region", same).stdout


@pytest.mark.parametrize(
    ("name", "meant"), [("ocenia", "Oceania"), ("latin amerika", "Latin America"), ("carribean", "Caribbean")]
)
def test_a_region_that_is_nearly_one(record: Record, name: str, meant: str) -> None:
    assert f"Did you mean {meant}" in record("count", "--region", name, check=2).stderr


@pytest.mark.parametrize(
    ("command", "day"),
    [
        ("list --at 2030-01-01", "2030-01-01"),
        ("list -q --at 2030-01-01", "2030-01-01"),
        ("is palau --at 2030", "2030-12-31"),
        ("count --at 2030-01-01", "2030-01-01"),
        ("count --by region --at 2030-01-01", "2030-01-01"),
        ("diff 2024 2030", "2030-12-31"),
        ("diff 2024 2030 --stat", "2030-12-31"),
    ],
)
def test_a_day_that_is_yet_to_come(record: Record, command: str, day: str) -> None:
    """A terminal says so beside the answer; a pipe gets the answer alone."""
    said = record.terminal(*command.split(), "--no-pager")
    assert f"allies: {day} is yet to come: this is the record as it stands\n" in said
    assert len(said.splitlines()) > 1
    assert record(*command.split()).stderr == ""


def test_today_has_come(record: Record) -> None:
    for command in ("list --at today", "is palau", "count --at 2026", "diff 2024", "list --at lai"):
        assert "yet to come" not in record.terminal(*command.split(), "--no-pager")
    assert record.terminal("is", "-q", "palau", "--at", "2030") == ""


def test_a_shortened_timeline_says_of_how_many(record: Record) -> None:
    total = len(record.rows("timeline", "-p", "tsai"))
    assert f"2 of {total} entries: " in record.terminal("timeline", "-p", "tsai", "--limit", "2", "--no-pager")
    assert "entries" not in record.terminal("timeline", "-p", "tsai", "--limit", str(total), "--no-pager")
    assert f"{total}筆中的2筆：" in record.terminal(
        "timeline", "-p", "tsai", "--limit", "2", "--lang", "zh", "--no-pager"
    )
