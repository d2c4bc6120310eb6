"""`allies map`: who is an ally on a day, held against the files of the record; at a terminal and as a picture."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import taiwan_allies
from taiwan_allies.output.text import cell_width

if TYPE_CHECKING:
    from conftest import Record

DATA = Path(taiwan_allies.__file__).parent / "data"
DAYS = ("1930-01-01", "1949-12-31", "1969-12-31", "1988-01-13", "2026-11-24")


def rows_of(name: str) -> list[dict[str, str]]:
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


STATES = {row["code"]: row for row in rows_of("states")}


def last_day(written: str) -> str:
    """The last day that a date can mean, as far as comparing needs it."""
    bare = written.strip("?~")
    return bare + "-12-31"[len(bare) - 4 :] if len(bare) < 7 else bare + "-31" if len(bare) == 7 else bare


def allies_on(day: str) -> set[str]:
    """Who was an ally at the end of a day, from events.csv alone: whose last event by then opened relations.

    An event has happened by the last day that its date can mean, and before the next one of that state.
    """
    allies = set()
    events = rows_of("events")
    for code in {event["code"] for event in events}:
        own = sorted((e for e in events if e["code"] == code), key=lambda e: int(e["id"].rpartition("-")[2]))
        past = [e for n, e in enumerate(own) if min(last_day(later["date"]) for later in own[n:]) <= day]
        allies |= {code} if past and past[-1]["kind"] in ("establish", "restore") else set()
    return allies


@pytest.mark.parametrize("day", DAYS)
def test_a_pipe_gets_the_allies_of_the_day_at_their_capitals(record: Record, day: str) -> None:
    rows = record.rows("map", "--at", day)
    assert {row["code"] for row in rows} == allies_on(day)
    assert {row["status"] for row in rows} <= {"ally"}
    for row in rows:
        state = STATES[row["code"]]
        assert (row["name"], row["name_zh"], row["region"]) == (state["name"], state["name_zh"], state["region"])
        for side in ("latitude", "longitude"):
            assert row[side] == float(state[side])


def test_a_period_tells_what_it_changed(record: Record) -> None:
    rows = {row["code"]: row["status"] for row in record.rows("map", "--in", "1970..1973")}
    before, after = allies_on("1969-12-31"), allies_on("1973-12-31")
    assert {code for code, status in rows.items() if status == "lost"} == before - after
    assert {code for code, status in rows.items() if status == "gained"} == after - before
    assert {code for code, status in rows.items() if status in ("ally", "returned")} == before & after
    assert {"JPN", "CAN", "AUS"} <= before - after
    assert {row["code"]: row["status"] for row in record.rows("map", "--in", "1998..2007")}["NRU"] == "returned"


def test_filters(record: Record) -> None:
    assert {row["code"] for row in record.rows("map", "-r", "oceania")} == {"MHL", "PLW", "TUV"}
    assert [row["code"] for row in record.rows("map", "-c", "tuvalu")] == ["TUV"]
    head = record.terminal("map", "-r", "oceania", "--color", "never", width=120).splitlines()[0]
    assert head == "3 allies of the Republic of China (Taiwan) on 24 November 2026: Oceania"


@pytest.mark.parametrize("width", [60, 80, 130])
@pytest.mark.parametrize("day", DAYS)
def test_every_ally_has_a_mark_of_its_own(record: Record, day: str, width: int) -> None:
    lines = record.terminal("map", "--at", day, "--color", "never", width=width).splitlines()
    assert max(map(cell_width, lines)) <= width
    rows = record.rows("map", "--at", day)
    regions = {row["region"] for row in rows}
    assert "\n".join(lines).count("●") == len(rows) + len(regions)
    for region in regions:
        assert re.search(rf"{region} \({sum(row['region'] == region for row in rows)}\)", "\n".join(lines))


@pytest.mark.parametrize("width", [60, 80, 130])
def test_every_change_has_its_sign(record: Record, width: int) -> None:
    rows = record.rows("map", "--in", "1970..1973")
    text = record.terminal("map", "--in", "1970..1973", "--color", "never", width=width)
    assert text.startswith("Allies of the Republic of China (Taiwan): 2 gained, 32 lost")
    drawn = text.partition("Africa (")[0] if width < 110 else text
    counted = len(re.findall(r"(?<![\w(])\+(?!\d)", drawn))
    assert counted == sum(row["status"] == "gained" for row in rows) + (width >= 110)
    # As many as the losses, and one before the names of each region that lost some.
    losing = {row["region"] for row in rows if row["status"] == "lost"}
    body = re.sub(r"\w-\w", "", drawn)
    assert body.count("-") == sum(row["status"] == "lost" for row in rows) + (len(losing) if width >= 110 else 0)


def test_ascii_is_ascii(record: Record) -> None:
    for more in ((), ("--in", "1970..1973"), ("--at", "1969-12-31")):
        text = record.terminal("map", *more, "--ascii", "--color", "never", width=100)
        assert text.isascii()
        assert re.search(r"[O-]", text)
    assert "O Eswatini" in record.terminal("map", "--ascii", "--color", "never")


def test_chinese(record: Record, tmp_path: Path) -> None:
    text = record.terminal("map", "--lang", "zh", "--color", "never", width=100)
    assert text.startswith("2026年11月24日中華民國（臺灣）有12個邦交國")
    assert "大洋洲 (3)" in text
    assert "● 馬紹爾群島、帛琉、吐瓦魯" in text
    assert not re.search("[a-z]{3}", text.replace("Natural Earth", ""))
    record("map", "--in", "1970..1973", "--lang", "zh", "-o", str(tmp_path / "x.svg"))
    said = re.findall("<(?:text|title|desc)[^>]*>([^<]*)</", (tmp_path / "x.svg").read_text(encoding="utf-8"))
    assert {"始終有邦交", "增加", "減少"} <= {*said}
    left = [text for text in said if re.search("[a-z]{3}", re.sub("Natural Earth|Taiwan Allies", "", text))]
    assert left == []


def test_a_picture_says_whose_allies_of_which_day(record: Record, tmp_path: Path) -> None:
    info = record.rows("data", "info")[0]
    for more, title in {
        (): "12 allies of the Republic of China (Taiwan) on 24 November 2026",
        ("--at", "1969-12-31"): "67 allies of the Republic of China (Taiwan) on 31 December 1969",
        ("--at", "1958-12-31", "-r", "africa"): r"\d+( \(\d+-\d+\))? all\w+ of .* on 31 December 1958: Africa",
    }.items():
        file = tmp_path / "x.svg"
        record("map", *more, "-o", str(file))
        drawn = file.read_text(encoding="utf-8")
        said = re.findall("<text[^>]*>([^<]*)</text>", drawn)
        assert re.fullmatch(title if "\\" in title else re.escape(title), said[0])
        assert said[-1].startswith(f"Source: Taiwan Allies, record {info['version']} · data as of ")
        assert said[-1].endswith(" · CC BY 4.0")
        assert "Borders are those of today" in " ".join(said)
        assert len(drawn.encode()) < 120_000
        names = " ".join(said)
        for row in record.rows("map", *more):
            assert row["name"] in names


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_printed(record: Record, tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("matplotlib")
    file = tmp_path / f"map.{suffix}"
    record("map", "--in", "tsai", "-o", str(file))
    assert file.read_bytes().startswith({"png": b"\x89PNG", "pdf": b"%PDF"}[suffix])


def test_wrong_usage(record: Record) -> None:
    assert "Leave one of them out" in record("map", "--at", "1971", "--in", "1971", check=2).stderr
    assert "no beginning" in record("map", "--in", "..1971", check=2).stderr


def test_a_command_without_a_picture_names_those_that_draw(record: Record, tmp_path: Path) -> None:
    said = record("list", "-o", str(tmp_path / "x.svg"), check=2).stderr
    assert "allies chart" in said
    assert "allies map" in said
