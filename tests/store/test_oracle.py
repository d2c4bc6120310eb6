"""The bundled record as it is answered, against the model that reads its files and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import oracle
import pytest
from conftest import TODAY, Record
from oracle import DAY

import taiwan_allies
from taiwan_allies.store.dataset.bundled import DATA
from taiwan_allies.store.queries.changes import compare

NOW = date.fromisoformat(TODAY)
FIRST = date(1912, 1, 1)


@pytest.fixture(scope="module")
def world() -> oracle.World:
    return oracle.read(DATA, NOW)


@pytest.fixture(scope="module")
def asked(record: Record) -> Iterator[taiwan_allies.Record]:
    with taiwan_allies.open_record(record.db, TODAY) as opened:
        yield opened


def edges(world: oracle.World) -> list[date]:
    """Every day on which anything can differ from the day before, with its neighbours."""
    days = {NOW, FIRST, *(day for _, *term in world.presidencies for day in term if day)}
    for e in world.bundled:
        days |= {e.first, e.last}
    days |= {s.start_min for s in world.spells} | {s.end_min for s in world.spells if s.end_min}
    return sorted({day + n * DAY for day in days for n in (-1, 0, 1)})


def numbers(row: Any) -> oracle.Numbers:
    return row.count, row.count_min, row.count_max


def test_the_chart_is_right_on_every_day_since_1912(record: Record, world: oracle.World) -> None:
    for words, codes in (
        ((), None),
        (("--region", "africa"), [c for c, r in world.regions.items() if r == "Africa"]),
        (("--country", "nauru,haiti,kna"), ["NRU", "HTI", "KNA"]),
    ):
        rows = [tuple(row.values()) for row in record.rows("chart", "--in", "1912..", *words)]
        expected = world.series(FIRST, NOW, codes)
        assert rows[: len(expected)] == expected
        assert rows[-1] == (TODAY, *expected[-1][1:])
        assert len(rows) == len(expected) + (expected[-1][0] != TODAY)
    by_region = record.rows("chart", "--by", "region", "--in", "1912..")
    for region in set(world.regions.values()):
        expected = world.series(FIRST, NOW, [c for c, r in world.regions.items() if r == region])
        found = [tuple(v for k, v in row.items() if k != "region") for row in by_region if row["region"] == region]
        assert found[: len(expected)] == expected


@pytest.mark.long
def test_who_is_an_ally_around_every_event(asked: taiwan_allies.Record, world: oracle.World) -> None:
    for day in edges(world):
        assert numbers(asked.count(day)) == world.on(day), day
        found = [(s.code, s.id, s.since, s.years, s.years_min, s.years_max) for s in asked.allies(day)]
        expected = [
            (s.opening.code, s.opening.id, s.opening.text, *s.years(day)) for s in world.spells if s.open_on(day)
        ]
        assert Counter(found) == Counter(expected), day
        for code in {e.code for e in world.bundled if abs((e.last - day).days) < 2 or abs((e.first - day).days) < 2}:
            is_ = asked.standing(code, day)
            assert (is_.ally, is_.certain, is_.since, is_.ever) == world.standing(code, day), (code, day)


@pytest.mark.parametrize(
    "day", ["1912-01-01", "1941-07-01", "1949-10-01", "1971-10-25", "1983-02-01", "2016-05-20", TODAY]
)
def test_every_state_of_the_world(asked: taiwan_allies.Record, world: oracle.World, day: str) -> None:
    when = date.fromisoformat(day)
    for code in world.regions:
        is_ = asked.standing(code, day)
        assert (is_.ally, is_.certain, is_.since, is_.ever) == world.standing(code, when), code
    ever = [(s.id, s.ended_by, s.years, s.years_min, s.years_max) for s in asked.spells(day)]
    assert Counter(ever) == Counter(
        (s.opening.id, s.ending.id if s.ending and s.ending.last <= when else None, *s.years(when))
        for s in world.spells
        if s.start <= when
    )


@pytest.mark.parametrize("by", ["president", "year", "decade", "region"])
@pytest.mark.parametrize(
    "within", [(), ("1912-01-01", "2027-01-01"), ("1949-10-01", "1949-10-11"), ("1965-03-01", None)]
)
def test_what_every_period_gained_and_lost(
    record: Record, world: oracle.World, by: str, within: tuple[str, ...]
) -> None:
    start, end = (date.fromisoformat(day) if day else None for day in within) if within else (None, None)
    words = [*(("--from", str(start)) if start else ()), *(("--to", str(end - DAY)) if end else ())]
    rows = record.rows("count", "--by", by, *words)
    found = [tuple(row.values())[:11] for row in rows]
    assert (Counter(found) if by == "region" else found) == (
        Counter(world.by(by, start, end)) if by == "region" else world.by(by, start, end)
    )


def test_what_changed_between_two_days(record: Record, asked: taiwan_allies.Record, world: oracle.World) -> None:
    days = edges(world)
    pairs = [(days[n], days[-1 - 2 * n % len(days)]) for n in range(0, len(days), 6)]
    for n, (a, b) in enumerate(pairs):
        expected = world.difference(a, b)
        rows = compare(asked, a, b).rows
        assert {change: {r.code for r in rows if r.change == change} for change in expected} == expected, (a, b)
        if n % 5 == 0 and b < NOW:
            told = record.rows("diff", str(a), str(b))
            assert {change: {r["code"] for r in told if r["change"] == change} for change in expected} == expected


@pytest.mark.long
def test_the_timeline_has_all_that_overlaps_a_period(asked: taiwan_allies.Record, world: oracle.World) -> None:
    months = [date(year, month, 1) for year in range(2016, 2027) for month in range(1, 13)]
    spans = [(start, (start + 31 * DAY).replace(day=1)) for start in months]
    spans += [(date(year, 1, 1), date(year + 1, 1, 1)) for year in range(1912, 2027)]
    spans += [(day, day + DAY) for g in world.engagements for day in (g.first, g.last, g.last + DAY)]
    for start, end in dict.fromkeys(spans):
        found = [entry.id for entry in asked.timeline(f"{start}..{end - DAY}")]
        assert found == world.timeline(start, end), (start, end)
    for code in world.regions:
        assert [entry.id for entry in asked.timeline(country=code)] == world.timeline(codes=[code])


def test_the_running_count(record: Record, world: oracle.World) -> None:
    """It moves by one with each event that changes it, and is that of the day at the end of every day."""
    rows = [row for row in record.rows("timeline", "--type", "recognition") if row["count"] is not None]
    turns = {e.id: e for found in world.turnings.values() for e in found}
    assert {row["id"] for row in rows} == turns.keys()
    before = 0
    for n, row in enumerate(rows):
        assert row["count"] == before + (1 if turns[row["id"]].opens else -1), row
        before = row["count"]
        if n + 1 == len(rows) or rows[n + 1]["day"] != row["day"]:
            assert row["count"] == world.on(date.fromisoformat(row["day"]))[0]


@pytest.mark.long
def test_every_day_since_1912(asked: taiwan_allies.Record, world: oracle.World) -> None:
    for n, expected in enumerate(world.every_day(FIRST, NOW)):
        assert numbers(asked.count(FIRST + n * DAY)) == expected
