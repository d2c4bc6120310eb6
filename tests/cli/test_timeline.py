"""`allies timeline`: events and engagements in order, under their presidencies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Record


def test_everything_in_order_of_effect(record: Record) -> None:
    rows = record.rows("timeline")
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)
    assert {row["type"] for row in rows} == {"recognition", "engagement"}
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 270 + 155


def test_reverse_is_the_reverse(record: Record) -> None:
    for args in ((), ("--in", "1949..1950"), ("--limit", "30")):
        assert record.rows("timeline", "--reverse", *args) == record.rows("timeline", *args)[::-1]


def test_a_limit_keeps_the_newest(record: Record) -> None:
    rows = record.rows("timeline", "--type", "recognition")
    assert record.rows("timeline", "--type", "recognition", "--limit", "5") == rows[-5:]
    assert "--limit" in record("timeline", "--limit", "0", check=2).stderr


def test_the_count_after_each_event(record: Record) -> None:
    rows = [row for row in record.rows("timeline", "--type", "recognition") if row["count"] is not None]
    before = 0
    for row in rows:
        step = 1 if row["kind"] in ("establish", "restore") else -1
        # Within one day gains come first, so that only the last count of a day is that of the day.
        assert abs(row["count"] - before) <= 1 + len([r for r in rows if r["day"] == row["day"]]), row["id"]
        before += step
    assert rows[-1]["count"] == before == 12
    assert all(row["count"] is None for row in record.rows("timeline", "--type", "engagement"))


def test_filters(record: Record) -> None:
    def ids(*args: str) -> set[str]:
        return {row["id"] for row in record.rows("timeline", *args)}

    everything = ids()
    recognition, engagement = ids("--type", "recognition"), ids("--type", "engagement")
    assert recognition | engagement == everything
    assert not recognition & engagement
    assert ids("--type", "recognition,engagement") == everything
    assert ids("--kind", "establish,restore") | ids("-k", "sever", "-k", "suspend") == recognition
    assert ids("-c", "nauru", "--type", "recognition") == {"nru-1", "nru-2", "nru-3", "nru-4"}
    assert ids("-c", "nauru") <= ids("--region", "oceania") < everything
    assert ids("--in", "1971..1979") == ids("--from", "1971", "--to", "1979")
    assert ids("--in", "1971") | ids("--in", "1972..1979") == ids("--in", "1971..1979")
    assert ids("-p", "tsai", "-p", "ma") == ids("-p", "ma") | ids("-p", "tsai") == ids("--in", "ma..tsai")
    assert ids("-p", "tsai", "--in", "2017") == ids("--in", "2017")
    assert "no day in common" in record("timeline", "-p", "tsai", "--in", "1971", check=2).stderr


def test_a_hand_over_day_belongs_to_the_successor(record: Record) -> None:
    rows = record.rows("timeline")
    starts = {row["slug"]: row["start_day"] for row in record.rows("presidents")}
    for row in rows:
        assert starts[row["president"]] <= row["day"]
    assert {row["president"] for row in rows if row["day"] >= "2024-05-20"} == {"lai-ching-te"}
    assert {row["president"] for row in rows if "2016-05-20" <= row["day"] < "2024-05-20"} == {"tsai-ing-wen"}


def test_only_switches(record: Record) -> None:
    rows = record.rows("timeline", "--switched")
    assert {row["cause"] for row in rows} == {"switch"}
    assert {row["type"] for row in rows} == {"recognition"}


def test_wrong_words(record: Record) -> None:
    assert "pressure, signal" in record("timeline", "--kind", "party", check=2).stderr
    assert "recognition, engagement" in record("timeline", "--type", "party", check=2).stderr


LAI = [
    ("letter", "2024-09-19", "nine allies"),
    ("visit", "2024-11-30", "Marshall Islands, Tuvalu and Palau"),
    ("transit", "2024-11-30", "Hawaii"),
    ("transit", "2024-12-04", "Guam"),
    ("agreement", "2025-02-14", "Pacific Islands Forum"),
    ("aid", "2024-12-22", "Guatemala"),
    ("statement", "2024-11-29", "Paraguay"),
    ("signal", "2025-03", "papal visit"),
]


@pytest.mark.parametrize(("kind", "day", "text"), LAI, ids=[f"{kind} {day}" for kind, day, _ in LAI])
def test_what_the_presidency_of_lai_did(record: Record, kind: str, day: str, text: str) -> None:
    rows = record.rows("timeline", "--president", "lai")
    assert [row for row in rows if (row["kind"], row["date"]) == (kind, day) and text in row["summary"]]


def test_under_lai_no_ally_was_lost_and_it_says_so(record: Record) -> None:
    assert record.rows("timeline", "-p", "lai", "--type", "recognition") == []
    said = record.terminal("timeline", "--president", "lai", "--no-pager", width=140)
    assert "Lai Ching-te 賴清德, 20 May 2024 to today" in said
    assert "12 at the start, 12 now: none gained, none lost" in said
    alone = record.terminal("timeline", "--president", "lai", "--type", "recognition")
    assert "12 at the start, 12 now" in " ".join(alone.split())
    assert "nothing recorded that matches" in alone
    assert {row["date"][:4] for row in record.rows("timeline", "-p", "lai")} == {"2024", "2025", "2026"}


def test_headings_marks_and_counts_at_a_terminal(record: Record) -> None:
    said = record.terminal(
        "timeline", "-p", "tsai", "--type", "recognition", "--no-pager", "--color", "never", width=140
    )
    lines = said.splitlines()
    assert lines[0].startswith("Tsai Ing-wen 蔡英文, 20 May 2016 to 20 May 2024")
    assert "22 at the start, 12 at the end: none gained, 10 lost" in lines[0]
    marked = [re.match(r"(.) (\S+) +(\d+)  ", line) for line in lines if line[:2] in ("+ ", "- ", "~ ")]
    assert [m and m[1] for m in marked] == ["-"] * 10
    assert [m and int(m[3]) for m in marked] == list(range(21, 11, -1))
    assert "10 recognition events" in said


def test_imprecise_dates_stay_as_they_are_and_disputes_are_marked(record: Record) -> None:
    rows = record.rows("timeline", "--in", "1912..1960", "--type", "recognition")
    said = record.terminal(
        "timeline",
        "--in",
        "1912..1960",
        "--type",
        "recognition",
        "--oneline",
        "--no-pager",
        "--color",
        "never",
        width=120,
    )
    dates = [m[1] for m in re.finditer(r"^[-+~] (\S+)", said, re.MULTILINE)]
    assert dates == [row["date"] + ("?" if row["disputed"] else "") for row in rows]
    assert any(len(row["date"]) == 4 for row in rows)


def test_oneline_is_one_line(record: Record) -> None:
    rows = record.rows("timeline", "-p", "tsai")
    said = record.terminal("timeline", "-p", "tsai", "--oneline", "--no-pager", "--color", "never")
    assert sum(line[:2] in ("* ", "- ") for line in said.splitlines()) == len(rows)
    assert not [line for line in said.splitlines()[2:-2] if line.startswith("   ")]


def test_verbose_has_the_sources(record: Record) -> None:
    said = record.terminal("timeline", "-c", "nauru", "--type", "recognition", "-v", "--no-pager")
    for text in ("nru-4", "evidence A", "[src-", "http", "or 2002-07-21"):
        assert text in said, text


def test_a_kind_that_the_type_does_not_have_is_refused(record: Record) -> None:
    done = record("timeline", "--type", "engagement", "--kind", "sever", check=2)
    assert "--type engagement and --kind sever have nothing in common" in done.stderr
    assert "visit, transit" in done.stderr
    assert record("timeline", "--type", "engagement", "--kind", "sever,visit", "--no-header").stdout
