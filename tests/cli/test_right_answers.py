"""Answers that were wrong once, as a user would see them: see `store/test_oracle` for whatever can be counted."""

from __future__ import annotations

import pytest
from conftest import Allies, Record


@pytest.mark.parametrize(
    ("country", "words"),
    [("BEL", "the same day"), ("BOL", "the same day"), ("BRA", "the same day"), ("AUS", "the same day"), ("CRI", "both for 5 d")],
)  # fmt: skip
def test_no_day_of_recognising_both_that_there_was_not(record: Record, country: str, words: str) -> None:
    page = " ".join(record("show", country, "-f", "table", "--width", "100").stdout.split())
    assert f"({words})" in page or f": {words}" in page or f", {words}" in page
    assert "both for 1 d" not in page


def test_the_least_and_the_most_begin_with_the_state(record: Record) -> None:
    """Saint Kitts became independent on 19 September 1983 and opened relations at some time of that year."""
    assert record.rows("count", "--at", "1983-02-01") == [
        {"date": "1983-02-01", "count": 23, "count_min": 23, "count_max": 23}
    ]
    assert record.rows("count", "--at", "1983-09-19")[0]["count_max"] == 24


def test_years_are_no_more_certain_than_the_dates(record: Record) -> None:
    rows = {row["code"]: (row["years"], row["years_min"], row["years_max"]) for row in record.rows("list")}
    assert (rows["GTM"], rows["KNA"]) == ((92, 92, 93), (42, 42, 43))
    shown = record("list", "-f", "table").stdout
    assert " 92-93 " in shown
    assert " 42-43 " in shown


def test_a_journey_belongs_to_every_month_that_it_touches(record: Record) -> None:
    for month in ("2024-11", "2024-12"):
        (journey,) = [r for r in record.rows("timeline", "--in", month, "--kind", "visit") if r["date"] == "2024-11-30"]
        assert set(journey["codes"]) == {"MHL", "TUV", "PLW"}


def test_names_stand_in_the_order_of_the_codes(record: Record) -> None:
    english = {row["code"]: row["name"] for row in record.rows("sql", "SELECT code, name FROM state")}
    for row in record.rows("timeline"):
        assert row["names"] == [english[code] for code in row["codes"]], row["id"]


def test_china_is_not_counted_among_the_allies(record: Record) -> None:
    """The analyst spoke of twelve allies, and of what Beijing wants of them."""
    (row,) = [
        row for row in record.rows("timeline", "--in", "2025-03") if len(row["codes"]) > 3 and "CHN" in row["codes"]
    ]
    assert len(row["codes"]) == 13
    shown = record("timeline", "--in", "2025-03", "-f", "table", "--width", "100").stdout
    assert "12 states, China: " in shown
    assert "13 states" not in shown


def test_an_own_event_is_graded_by_its_source(stored: Allies) -> None:
    """The codebook's section 11: tertiary alone is C, one secondary B, one primary A."""
    for country, tier, grade in (("palau", None, "C"), ("tuvalu", "secondary", "B"), ("belize", "primary", "A")):
        said = ["--source-tier", tier] if tier else []
        stored("add", country, "sever", "2026-11-20", "--source", f"Heard of {country}", *said)
        row = stored("timeline", "--country", country, "--type", "recognition", "--fields", "quality", "--no-header")
        assert row.stdout.split()[-1] == grade


def test_chinese_titles_say_what_the_column_is(record: Record) -> None:
    """A migration has a name and a status, and is no state."""
    heads = record("db", "migrate", "--list", "--lang", "zh", "-f", "table").stdout.splitlines()[0].split()
    assert heads == ["名稱", "狀態", "套用時間"]
    assert "國名" in record("list", "--lang", "zh", "-f", "table").stdout.splitlines()[0].split()


def test_the_running_count_of_july_1941(record: Record) -> None:
    rows = record.rows("timeline", "--in", "1941-07", "--type", "recognition")
    assert [row["count"] for row in rows] == [33, 32, 31, 32, 31]


@pytest.mark.parametrize(
    "command", ["add {} sever 2026-11-20 --source x --dry-run", "edit plw-1 --country {} --dry-run"]
)
def test_a_command_that_writes_takes_no_beginning_of_a_name(stored: Allies, command: str) -> None:
    """Morocco's code is not the Marshall Islands."""
    done = stored(*command.format("marsh").split(), check=3)
    assert "Marshall Islands" in done.stderr
    said = stored("add", "MAR", "sever", "2026-11-20", "--source", "x", "--dry-run", check=2).stderr
    assert "Morocco had no relations to end" in said
