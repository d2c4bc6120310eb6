"""`allies diff`: what changed between two moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Record


def changes(record: Record, *args: str) -> dict[str, str]:
    return {row["code"]: row["change"] for row in record.rows("diff", *args)}


def count(record: Record, day: str) -> int:
    return int(record("count", "--at", day).stdout)


@pytest.mark.parametrize(
    ("args", "first", "last"),
    [
        (("tsai",), "2016-05-19", "2024-05-19"),
        (("ma", "tsai"), "2016-05-19", "2024-05-19"),
        (("1971", "1979"), "1971-12-31", "1979-12-31"),
        (("1971..1979",), "1970-12-31", "1979-12-31"),
        (("2016-05-20..today",), "2016-05-19", "2026-11-24"),
        (("1971-10-25",), "1971-10-25", "2026-11-24"),
        (("1971-10-25", "today"), "1971-10-25", "2026-11-24"),
        (("1988",), "1987-12-31", "1988-12-31"),
        (("lee..chen",), "1988-01-12", "2008-05-19"),
        (("lai",), "2024-05-19", "2026-11-24"),
        (("2008", "lee"), "2008-12-31", "2000-05-19"),
    ],
)
def test_what_two_ends_mean(record: Record, args: tuple[str, ...], first: str, last: str) -> None:
    (stat,) = record.rows("diff", *args, "--stat")
    assert (stat["start_day"], stat["last_day"]) == (first, last)
    assert (stat["at_start"], stat["at_end"]) == (count(record, first), count(record, last))
    assert stat["gained"] - stat["lost"] == stat["at_end"] - stat["at_start"]
    found = list(changes(record, *args).values())
    assert [found.count(c) for c in ("gained", "lost", "returned")] == [stat["gained"], stat["lost"], stat["returned"]]


@pytest.mark.parametrize(
    ("a", "b"), [("1971", "1979"), ("1950", "2000"), ("1990", "2008"), ("ma", "tsai"), ("1930", "today")]
)
def test_backwards_is_the_inverse(record: Record, a: str, b: str) -> None:
    swap = {"gained": "lost", "lost": "gained", "returned": "returned"}
    forward = changes(record, a, b)
    assert forward
    assert changes(record, b, a) == {code: swap[change] for code, change in forward.items()}


def test_left_and_came_back(record: Record) -> None:
    rows = {row["code"]: row for row in record.rows("diff", "1996", "2008")}
    assert rows["LCA"]["change"] == "returned"
    assert (rows["LCA"]["other_date"][:4], rows["LCA"]["date"]) == ("1997", "2007-04-30")
    assert (rows["LCA"]["other_id"], rows["LCA"]["id"]) == ("lca-2", "lca-3")
    assert rows["NRU"]["change"] == "returned"


def test_came_and_left_in_between_is_said_at_a_terminal(record: Record) -> None:
    assert "VUT" not in changes(record, "chen")
    assert "VUT" not in changes(record, "1999", "2008")
    said = " ".join(record.terminal("diff", "chen").split())
    assert "Came and left in between: Vanuatu" in said


def test_names_only(record: Record) -> None:
    names = record("diff", "tsai", "--name-only").stdout.splitlines()
    assert len(names) == 10
    assert names[-1] == "Nauru"
    assert "- Nauru" in record.terminal("diff", "tsai", "--name-only")


def test_exit_code(record: Record) -> None:
    record("diff", "tsai", "--exit-code", check=1)
    record("diff", "tsai", "--exit-code", "--stat", check=1)
    record("diff", "tsai", "--exit-code", "--name-only", check=1)
    record("diff", "lai", "--exit-code", check=0)
    record("diff", "tsai", "--exit-code", "-r", "asia", check=0)
    record("diff", "tsai", check=0)


def test_filters(record: Record) -> None:
    assert set(changes(record, "tsai", "--region", "oceania")) == {"SLB", "KIR", "NRU"}
    assert set(changes(record, "tsai", "-c", "panama", "-c", "palau")) == {"PAN"}
    switched = changes(record, "1949", "1979", "--switched")
    assert set(switched.values()) == {"lost"}
    assert "XVS" not in switched
    assert "XVS" in changes(record, "1960", "1979")
    (stat,) = record.rows("diff", "tsai", "--stat", "-r", "oceania")
    assert (stat["at_start"], stat["lost"], stat["at_end"]) == (6, 3, 3)


def test_at_a_terminal(record: Record) -> None:
    said = record.terminal("diff", "tsai", "--color", "never")
    lines = said.splitlines()
    assert lines[0].startswith("19 May 2016 → 19 May 2024")
    assert lines[0].endswith("22 → 12")
    assert sum(line.startswith("- ") for line in lines) == 10
    assert "0 gained, 10 lost" in said
    assert "Nothing changed." in record.terminal("diff", "lai")


def test_verbose_has_each_events_sources(record: Record) -> None:
    said = record.terminal("diff", "tsai", "-v", "--no-pager", "--color", "never", width=120)
    for text in ("id nru-4, evidence A", "[src-0029] CGTN America", "http", "(9 d "):
        assert text in said, text


def test_wrong_use(record: Record) -> None:
    assert "diff tsai" in record("diff", check=2).stderr
    assert record("diff", "..1971", check=2).stderr.startswith("allies: A")
    assert record("diff", "garbage", check=2).stderr.startswith("allies: A")
    assert record("diff", "tsai", "garbage", check=2).stderr.startswith("allies: B")
    record("diff", "tsai", "--mine", check=2)


def test_nothing_of_ones_own(record: Record) -> None:
    assert record.rows("diff", "--mine") == []
    record("diff", "--mine", "--exit-code", check=0)


def test_the_sums_name_both_ends_on_a_narrow_terminal(record: Record) -> None:
    head = record.terminal("diff", "tsai", "--stat", width=60, env={"NO_COLOR": "1"}).splitlines()[0].split()
    assert head == ["start", "day", "last", "day", "at", "start", "gained", "lost", "at", "end"]


def test_sums_and_names_exclude_each_other(record: Record) -> None:
    assert "--name-only" in record("diff", "tsai", "--stat", "--name-only", check=2).stderr
