"""`allies list`: who is an ally on a day, who was, who ever has been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Record

LOST_UNDER_TSAI = {"STP", "PAN", "DOM", "BFA", "SLV", "SLB", "KIR", "NIC", "HND", "NRU"}


def codes(record: Record, *args: str) -> list[str]:
    return record("list", "-q", *args).stdout.split()


def test_today_is_the_default(record: Record) -> None:
    assert codes(record) == codes(record, "--at", "today") == codes(record, "--at", "2026-11-24")
    assert len(codes(record)) == 12


def test_the_clock_can_be_set(record: Record) -> None:
    assert "NRU" not in codes(record)
    assert "NRU" in codes(record, "--at", "3 years ago")
    assert "NRU" in record("list", "-q", env={"ALLIES_TODAY": "2024-01-14"}).stdout
    assert "NRU" in codes(record, "--today", "2024-01-14")
    assert "NRU" not in record("list", "-q", "--today", "2024-01-15", env={"ALLIES_TODAY": "2000-01-01"}).stdout


def test_a_day_belongs_to_what_happened_on_it(record: Record) -> None:
    assert "PAN" in codes(record, "--at", "2017-06-12")
    assert "PAN" not in codes(record, "--at", "2017-06-13")
    assert "LCA" not in codes(record, "--at", "2007-04-29")
    assert "LCA" in codes(record, "--at", "2007-04-30")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2016", "2016-12-31"),
        ("May 2016", "2016-05-31"),
        ("tsai", "2024-05-19"),
        ("lai", "today"),
        ("民國105年", "2016-12-31"),
    ],
)
def test_a_period_means_its_last_day(record: Record, text: str, same: str) -> None:
    assert codes(record, "--at", text) == codes(record, "--at", same)


def test_under_a_president(record: Record) -> None:
    assert codes(record, "-p", "chen") == codes(record, "--at", "2008-05-19")
    assert record("list", "--at", "2016", "-p", "chen", check=2).stderr.startswith("allies: --at and --president")


def test_by_region(record: Record) -> None:
    assert set(codes(record, "--region", "oceania")) == {"TUV", "MHL", "PLW"}
    assert set(codes(record, "-r", "europe,africa")) == {"VAT", "SWZ"}
    assert set(codes(record, "-r", "Micronesia")) == {"MHL", "PLW"}
    assert set(codes(record, "-r", "大洋洲")) == {"TUV", "MHL", "PLW"}
    every = [
        code for region in ("africa", "americas", "asia", "europe", "oceania") for code in codes(record, "-r", region)
    ]
    assert sorted(every) == sorted(codes(record))


def test_by_country(record: Record) -> None:
    assert codes(record, "-c", "vatican", "-c", "帛琉", "-c", "nauru") == ["VAT", "PLW"]
    assert codes(record, "-c", "PW,VA") == ["VAT", "PLW"]


def test_former_allies(record: Record) -> None:
    rows = record.rows("list", "--former")
    assert {row["status"] for row in rows} == {"former"}
    assert {row["code"] for row in rows} > LOST_UNDER_TSAI
    assert not {row["code"] for row in rows} & set(codes(record))
    assert all(row["until"] and row["cause"] and row["ended_by"] for row in rows)
    assert len({row["code"] for row in rows}) == 118 - 12
    assert not LOST_UNDER_TSAI & set(codes(record, "--former", "--at", "2016-05-20"))


def test_every_spell_there_ever_was(record: Record) -> None:
    rows = record.rows("list", "--ever")
    assert len({row["code"] for row in rows}) == 118
    nauru = [(row["since"][:4], row["until"][:4], row["status"]) for row in rows if row["code"] == "NRU"]
    assert nauru == [("1980", "2002", "former"), ("2005", "2024", "former")]
    before = [row for row in record.rows("list", "--ever", "--at", "2003") if row["code"] == "NRU"]
    assert [row["since"][:4] for row in before] == ["1980"]
    assert record("list", "--ever", "--former", check=2).stderr


def test_a_spell_that_ends_later_is_open_and_has_no_end(record: Record) -> None:
    (row,) = [row for row in record.rows("list", "--at", "2016-05-20") if row["code"] == "PAN"]
    assert row["status"] == "ally"
    assert (row["until"], row["cause"], row["ended_by"]) == (None, None, None)


def test_since_and_first(record: Record) -> None:
    (row,) = record.rows("list", "-c", "saint lucia")
    assert (row["since"], row["first"][:4], row["years"]) == ("2007-04-30", "1984", 19)
    assert record.rows("list", "-c", "palau", "--at", "2000-12-28")[0]["years"] == 0
    assert record.rows("list", "-c", "palau", "--at", "2000-12-29")[0]["years"] == 1


def test_order(record: Record) -> None:
    def column(field: str, *args: str) -> list[str]:
        return [row[field] for row in record.rows("list", *args)]

    assert column("start_day") == sorted(column("start_day"))
    for field in ("name", "code", "region"):
        assert column(field, "--sort", field) == sorted(column(field))
    assert column("years", "--sort", "years") == sorted(column("years"), reverse=True)
    assert column("code")[0] == "GTM"
    assert "size" in record("list", "--sort", "size", check=2).stderr


def test_codes_only(record: Record) -> None:
    assert all(len(line) == 3 for line in record("list", "-q").stdout.splitlines())
    assert codes(record, "--ever") == list(dict.fromkeys(codes(record, "--ever")))
    assert record("list", "-q", "--csv").stdout.splitlines()[0] == "code"


def test_the_footer_at_a_terminal(record: Record) -> None:
    """The count, the day, and to which day the record is good; plainly so when that was long ago."""
    said = " ".join(record.terminal("list").split())
    assert "12 allies on 24 November 2026" in said
    assert "as of 18 May 2026, 190 days before" in said
    early = " ".join(record.terminal("list", "--at", "2026-07-01").split())
    assert "12 allies on 1 July 2026" in early
    assert "as of 18 May 2026" in early
    assert "days before" not in early
    one = " ".join(record.terminal("list", "-c", "palau").split())
    assert "1 ally on" in one
    assert "106 states" in " ".join(record.terminal("list", "--former", "--no-pager").split())


def test_nobody_at_a_terminal(record: Record) -> None:
    assert "No state matches" in record.terminal("list", "--at", "1911")


def test_an_imprecise_day_is_told_as_it_is(record: Record) -> None:
    """A count that imprecise dates leave open has its range at a terminal."""
    (row,) = record.rows("count", "--at", "1971-10-25")
    assert row["count_min"] < row["count_max"]
    said = f"{row['count']} ({row['count_min']}-{row['count_max']}) allies on 25 October 1971"
    assert said in " ".join(record.terminal("list", "--at", "1971-10-25", "--no-pager").split())


def test_a_list_is_of_one_day(record: Record) -> None:
    assert "more than one is named" in record("list", "-p", "ma", "-p", "tsai", check=2).stderr
    assert record("list", "-p", "ma").stdout == record("list", "--at", "2016-05-19").stdout


def test_a_former_ally_without_its_end_says_nothing(record: Record) -> None:
    for option in ("--former", "--ever"):
        assert "until" in record.terminal("list", option, "--no-pager", width=60).splitlines()[0]
