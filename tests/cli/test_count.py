"""`allies count`: a number, or a row a period."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Record


def test_alone_it_is_a_number_and_nothing_else(record: Record) -> None:
    assert record("count").stdout == "12\n"
    assert record("count", "--at", "2000-05-20").stdout == "29\n"
    assert record("count", "--at", "1911").stdout == "0\n"
    assert record("count", "--region", "oceania").stdout == "3\n"
    assert record("count", "-c", "palau", "-c", "nauru").stdout == "1\n"


def test_the_range_where_dates_are_imprecise(record: Record) -> None:
    (row,) = record.rows("count", "--at", "1971-10-25")
    assert row["count_min"] <= row["count"] <= row["count_max"]
    assert row["count_min"] < row["count_max"]
    assert f"{row['count']} ({row['count_min']}-{row['count_max']})" in record.terminal("count", "--at", "1971-10-25")
    assert record.terminal("count", "--at", "2020", "--color", "never").startswith("15 on 31 December 2020")


PRESIDENTS = {
    "tsai-ing-wen": ("2016-05-20", "2024-05-20", 22, 0, 10, -10, 12),
    "chen-shui-bian": ("2000-05-20", "2008-05-20", 29, 4, 10, -6, 23),
    "lai-ching-te": ("2024-05-20", "2026-11-25", 12, 0, 0, 0, 12),
    "ma-ying-jeou": ("2008-05-20", "2016-05-20", 23, 0, 1, -1, 22),
}


@pytest.mark.parametrize("slug", list(PRESIDENTS))
def test_by_president(record: Record, slug: str) -> None:
    row = next(row for row in record.rows("count", "--by", "president") if row["period"] == slug)
    fields = ("start_day", "end_day", "at_start", "gained", "lost", "net", "at_end")
    assert tuple(row[field] for field in fields) == PRESIDENTS[slug]
    assert record.rows("count", "--by", "president", "-p", slug) == [row]


def test_a_row_a_presidency_since_1948(record: Record) -> None:
    rows = record.rows("count", "--by", "president")
    assert [row["name"] for row in rows].count("Chiang Kai-shek") == 2
    assert rows[0]["start_day"] == "1948-05-20"
    assert len(rows) == 10
    everybody = record.rows("count", "--by", "president", "--in", "1912..")
    assert everybody[-10:] == rows
    assert everybody[0]["period"] == "sun-yat-sen"
    assert record.rows("count", "--by", "president", "--in", "2000..2004")[-1]["end_day"] == "2005-01-01"


@pytest.mark.parametrize(
    "args",
    [
        ("president",),
        ("year",),
        ("decade",),
        ("year", "--in", "1969..1979"),
        ("president", "-r", "africa"),
        ("decade", "-c", "nauru"),
    ],
    ids=" ".join,
)
def test_rows_add_up(record: Record, args: tuple[str, ...]) -> None:
    rows = record.rows("count", "--by", *args)
    assert len(rows) > 5
    for row in rows:
        assert row["start_day"] < row["end_day"] <= "2026-11-25"
        assert row["at_start"] + row["gained"] - row["lost"] == row["at_end"]
        assert row["net"] == row["gained"] - row["lost"]
        assert row["at_end_min"] <= row["at_end"] <= row["at_end_max"]
        assert 0 <= row["dissolved"] <= row["lost"]
    for before, after in pairwise(rows):
        assert before["at_end"] == after["at_start"]
        assert before["end_day"] == after["start_day"]


@pytest.mark.parametrize("by", ["president", "year"])
def test_a_row_agrees_with_the_count_of_its_days(record: Record, by: str) -> None:
    for row in record.rows("count", "--by", by)[::7]:
        last_day = date.fromisoformat(row["end_day"]) - timedelta(days=1)
        (end,) = record.rows("count", "--at", str(last_day))
        assert (end["count"], end["count_min"], end["count_max"]) == (
            row["at_end"],
            row["at_end_min"],
            row["at_end_max"],
        )


def test_presidents_say_the_same(record: Record) -> None:
    tallies = {row["period"]: row for row in record.rows("count", "--by", "president", "--in", "1912..")}
    for row in record.rows("presidents"):
        for field in ("at_start", "gained", "lost", "at_end", "at_end_min", "at_end_max", "dissolved"):
            assert row[field] == tallies[row["slug"]][field], (row["slug"], field)


def test_the_view_says_the_same(record: Record) -> None:
    """What anybody reads from the store with another tool is what the program says."""
    query = (
        "SELECT slug AS period, at_start, gained, lost, at_end, at_end_min, at_end_max, dissolved FROM presidency_tally"
    )
    tallies = {row["period"]: row for row in record.rows("count", "--by", "president", "--in", "1912..")}
    seen = record.rows("sql", query)
    assert len(seen) == 33
    for row in seen:
        assert {field: tallies[row["period"]][field] for field in row} == row


def test_by_year_and_decade(record: Record) -> None:
    years = record.rows("count", "--by", "year", "--in", "1970..1979")
    assert [row["period"] for row in years] == [str(year) for year in range(1970, 1980)]
    (seventies,) = [row for row in record.rows("count", "--by", "decade") if row["period"] == "1970s"]
    for field in ("gained", "lost", "net"):
        assert sum(row[field] for row in years) == seventies[field]
    assert (years[0]["at_start"], years[-1]["at_end"]) == (seventies["at_start"], seventies["at_end"])


def test_by_region(record: Record) -> None:
    rows = record.rows("count", "--by", "region")
    assert [row["period"] for row in rows] == ["Africa", "Americas", "Asia", "Europe", "Oceania"]
    assert sum(row["at_end"] for row in rows) == 12
    at = record.rows("count", "--by", "region", "--at", "1988-01-13")
    assert sum(row["at_end"] for row in at) == int(record("count", "--at", "1988-01-13").stdout)
    tsai = {row["period"]: row["lost"] for row in record.rows("count", "--by", "region", "-p", "tsai")}
    assert tsai == {"Africa": 2, "Americas": 5, "Asia": 0, "Europe": 0, "Oceania": 3}


def test_a_state_that_left_and_returned_counts_twice(record: Record) -> None:
    (row,) = record.rows("count", "--in", "1997..2007", "-c", "saint lucia")
    assert (row["gained"], row["lost"], row["net"]) == (1, 1, 0)
    (vanuatu,) = record.rows("count", "-p", "chen", "-c", "vanuatu")
    assert (vanuatu["at_start"], vanuatu["gained"], vanuatu["lost"], vanuatu["at_end"]) == (0, 1, 1, 0)


def test_what_does_not_go_together(record: Record) -> None:
    for args in (("--at", "1971", "--in", "1972"), ("--at", "1971", "--by", "year"), ("--at", "1971", "-p", "lai")):
        assert "--at" in record("count", *args, check=2).stderr
    assert "decade" in record("count", "--by", "century", check=2).stderr
    assert record("count", "--by", "year", "--in", "2030", "--csv").stdout.count("\n") == 1


def test_at_a_terminal(record: Record) -> None:
    said = record.terminal("count", "--by", "president", "--color", "never", width=100)
    (tsai,) = [line.split() for line in said.splitlines() if line.startswith("Tsai")]
    assert tsai[-5:] == ["22", "0", "-10", "-10", "12"]
    assert "ceased to exist" in said
