"""Random records, own layer and imprecise dates included: the store must say what the model in `oracle` says."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from oracle import DAY, Engagement, Event, World, meaning

from taiwan_allies.dates.period import Period
from taiwan_allies.model.counts import Count
from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.store.dataset.descriptor import seal
from taiwan_allies.store.db import derived
from taiwan_allies.store.db.connection import Store
from taiwan_allies.store.db.setup import set_up
from taiwan_allies.store.own.same_edge import set_aside
from taiwan_allies.store.queries import changes, counts, spells
from taiwan_allies.store.queries.filters import Filters
from taiwan_allies.store.queries.timeline import timeline
from taiwan_allies.store.record import Record

CODES = ("AAA", "BBB", "CCC", "DDD")
REGIONS = ("Africa", "Americas", "Asia", "Africa")
REGION_OF = dict(zip(CODES, REGIONS, strict=True))
TODAY = date(1953, 6, 15)
PRESIDENCIES = [
    ("one", date(1949, 3, 1), date(1950, 7, 1)),
    ("two", date(1950, 7, 1), date(1950, 7, 2)),
    ("three", date(1950, 7, 2), date(1952, 1, 1)),
    ("four", date(1952, 1, 1), None),
]
ALL = Filters()


# --- random worlds ---------------------------------------------------------------------------------------

# Few distinct dates, so that events meet on the same day and imprecise ones span others.
DATES = st.one_of(
    st.sampled_from(["1950", "1951", "1952"]),
    st.sampled_from([str(start) for _, start, _ in PRESIDENCIES]),
    st.builds(lambda y, m: f"{y}-{m:02}", st.integers(1950, 1952), st.integers(1, 12)),
    st.dates(date(1949, 12, 28), date(1952, 12, 31)).map(str),
    st.dates(date(1950, 12, 28), date(1951, 1, 4)).map(str),
    st.dates(date(1952, 6, 1), date(1954, 2, 1)).map(str),
)
MARKS = st.sampled_from(["", "", "", "?", "~", "%"])


made = partial(World, regions=REGION_OF, presidencies=PRESIDENCIES, today=TODAY)
"""A world with these four states and presidencies."""


@st.composite
def events(draw: st.DrawFn, code: str, ids: Sequence[str], plausible: bool) -> list[Event]:
    found = []
    dates = [draw(DATES) for _ in ids]
    if plausible:
        dates.sort(key=lambda text: meaning(text)[1])
    for n, (id_, day) in enumerate(zip(ids, dates, strict=True)):
        opens = n % 2 == 0 if plausible else draw(st.booleans())
        cause = None if opens else draw(st.sampled_from(["switch", "dissolution"]))
        found.append(Event(id_, code, opens, day + draw(MARKS), cause))
    return found


@st.composite
def worlds(draw: st.DrawFn, own: bool = True) -> World:
    bundled: list[Event] = []
    added: list[Event] = []
    for k, code in enumerate(CODES[: draw(st.integers(2, 4))]):
        low = code.lower()
        # No two states share a number, so that an event which is moved to another state has its own place there.
        ids = [f"{low}-{10 * k + n + 1}" for n in range(draw(st.integers(0, 8)))]
        bundled += draw(events(code, ids, draw(st.booleans())))
        if own:
            ids = [f"my-{low}-{n + 1}" for n in range(draw(st.sampled_from([0, 0, 1, 2, 3])))]
            added += draw(events(code, ids, False))
    corrected: list[Event] = []
    hidden: list[str] = []
    if own and bundled:
        for e in draw(st.lists(st.sampled_from(bundled), max_size=3, unique_by=lambda e: e.id)):
            code = draw(st.sampled_from([e.code, e.code, CODES[0]]))
            opens = draw(st.booleans())
            corrected.append(Event(e.id, code, opens, draw(DATES), None if opens else "switch"))
        hidden = draw(st.lists(st.sampled_from([e.id for e in [*bundled, *added]]), max_size=3, unique=True))
    engagements = []
    for n in range(draw(st.integers(0, 4))):
        start, end = sorted([draw(DATES), draw(DATES)], key=lambda text: meaning(text)[1])
        codes = draw(st.lists(st.sampled_from(CODES), max_size=3, unique=True))
        engagements.append(Engagement(f"eng-{n + 1}", tuple(codes), start, draw(st.sampled_from([None, end]))))
    born = draw(st.dictionaries(st.sampled_from(CODES), DATES, max_size=3))
    return made(bundled, added, corrected, hidden, engagements, born, updated=own and draw(st.booleans()))


def edges(world: World) -> list[date]:
    """Every day on which something can differ, with the day before and the day after."""
    days = {TODAY, *(d for _, *span in PRESIDENCIES for d in span if d)}
    for e in [*world.bundled, *world.added, *world.corrected]:
        days |= {e.first, e.last}
    days |= {s.start_min for s in world.spells}
    return sorted({day + n * DAY for day in days for n in (-1, 0, 1)})


# --- the store -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store in memory with four states and four presidencies, set up from a data folder as the program does it."""
    folder = tmp_path_factory.mktemp("tiny")
    rows: dict[str, list[dict[str, str]]] = {name: [] for name in RESOURCES}
    for code, region in zip(CODES, REGIONS, strict=True):
        rows["states"].append(
            {
                "code": code,
                "slug": code.lower(),
                "name": f"State {code}",
                "official_name": code,
                "name_zh": code,
                "region": region,
                "subregion": "Somewhere",
            }
        )
    for slug, start, end in PRESIDENCIES:
        rows["presidencies"].append(
            {
                "slug": slug,
                "name": slug,
                "name_zh": slug,
                "office": "President",
                "start_day": str(start),
                "end_day": str(end or ""),
                "acting": "false",
                "quality": "A",
            }
        )
    for name, resource in RESOURCES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(resource.row._fields), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[name])
    seal(folder, "2026.11.0", "2026-05-03")
    conn = sqlite3.connect(":memory:", isolation_level=None)
    assert set_up(conn, None, Path(folder)) == []
    return Store(conn, None, [])


BASE = json.dumps({"id": "x"})


@contextmanager
def written(store: Store, world: World, bulk: bool, detour: bool = False) -> Iterator[Record]:
    """The store with the world in it: own rows one by one through the triggers, or as one load. Taken back afterwards.

    ``detour``: every own row is first written otherwise, then changed, deleted and written again.
    """
    conn = store.conn
    conn.execute("BEGIN")
    try:
        with derived.paused(conn):  # as a record is loaded
            for code, day in world.born.items():
                conn.execute("UPDATE state SET existed_from = ? WHERE code = ?", (day, code))
            for g in world.engagements:
                conn.execute(
                    "INSERT INTO bundled_engagement(id, date, end_date, kind, codes, summary) VALUES (?, ?, ?, 'visit', ?, 'x')",
                    (g.id, g.text, g.until, ";".join(g.codes) or None),
                )
            for e in world.bundled:
                _insert(conn, "bundled_event", e, {})
        with derived.paused(conn) if bulk else nullcontext():
            for e in world.added:
                _insert(conn, "own_event", e, {"base": None}, detour)
            for e in world.corrected:
                _insert(conn, "own_event", e, {"base": BASE}, detour)
            for id_ in world.hidden:
                conn.execute("INSERT INTO own_hidden(id, reason) VALUES (?, 'test')", (id_,))
            if detour:
                for id_ in world.hidden:
                    conn.execute("DELETE FROM own_hidden WHERE id = ?", (id_,))
                    conn.execute("INSERT INTO own_hidden(id, reason) VALUES (?, 'again')", (id_,))
                untouched = {e.id for e in world.bundled} - set(world.hidden) - {e.id for e in world.corrected}
                for e in [e for e in world.bundled if e.id in untouched][:2]:
                    _insert(conn, "own_event", replace(e, opens=not e.opens, cause=None), {"base": BASE})
                    conn.execute("DELETE FROM own_event WHERE id = ?", (e.id,))
                for e in [e for e in world.bundled if e.id in untouched][1:3]:
                    conn.execute("INSERT INTO own_hidden(id, reason) VALUES (?, 'by mistake')", (e.id,))
                    conn.execute("DELETE FROM own_hidden WHERE id = ?", (e.id,))
        if world.updated:
            set_aside(conn)
        yield Record(store, TODAY)
    finally:
        conn.execute("ROLLBACK")


def _insert(conn: sqlite3.Connection, table: str, e: Event, more: dict[str, Any], detour: bool = False) -> None:
    kind = "establish" if e.opens else "sever"
    row = {"id": e.id, "code": e.code, "kind": kind, "date": e.text, "cause": e.cause, **more}
    insert = f"INSERT INTO {table}({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
    if detour:
        other = {**row, "kind": "restore", "date": "1947", "code": "DDD"}
        conn.execute(insert, list(other.values()))
        sets = ", ".join(f"{name} = ?" for name in row)
        conn.execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*row.values(), e.id])
        conn.execute(f"DELETE FROM {table} WHERE id = ?", (e.id,))
    conn.execute(insert, list(row.values()))


checks = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
WAYS = st.sampled_from([(False, False), (False, True), (True, False)])


def numbers(count: Count) -> tuple[int, int, int]:
    return count.count, count.count_min, count.count_max


HANDED_OVER = made(
    [
        Event("aaa-1", "AAA", True, "1950-07-01"),
        Event("aaa-2", "AAA", False, "1950-07-02", "dissolution"),
        Event("bbb-1", "BBB", True, "1949-03-01"),
        Event("bbb-2", "BBB", False, "1952-01-01"),
    ]
)

TWICE = made(
    [
        Event("aaa-1", "AAA", True, "1950"),
        Event("aaa-2", "AAA", False, "1951-05-05", "switch"),
        Event("aaa-3", "AAA", True, "1952-01-01"),
    ],
    [Event("my-aaa-1", "AAA", False, "1951-05-04", "switch"), Event("my-aaa-2", "AAA", True, "1952")],
    updated=True,
)

# --- the comparisons -------------------------------------------------------------------------------------

CLOSED_AND_REOPENED = made(
    [
        Event("aaa-1", "AAA", True, "1950"),
        Event("aaa-2", "AAA", False, "1951-05-05"),
        Event("aaa-3", "AAA", True, "1951-05-05"),
    ]
)
SPANNED = made(
    [Event("aaa-1", "AAA", True, "1950-06"), Event("aaa-2", "AAA", False, "1950"), Event("aaa-3", "AAA", True, "1951")]
)


@checks
@example(CLOSED_AND_REOPENED, (False, False))
@example(SPANNED, (True, False))
@example(TWICE, (False, True))
@given(world=worlds(), way=WAYS)
def test_who_counts_on_every_day(store: Store, world: World, way: tuple[bool, bool]) -> None:
    with written(store, world, *way) as record:
        event(f"{sum(len(world.turnings[c]) for c in CODES)} turnings")
        views = record.rows(Count, "SELECT date, count, count_min, count_max FROM ally_count ORDER BY date")
        dates = [row.date for row in views]
        assert dates == sorted(set(dates))
        series = counts.series(record, date(1949, 12, 1), TODAY)
        for day in edges(world):
            expected = world.on(day)
            count, low, high = expected
            assert 0 <= low <= count <= high <= len(CODES)
            assert numbers(counts.count_on(record, day)) == expected, day
            last = [row for row in views if row.date <= str(day)][-1:] or [Count("", 0, 0, 0)]
            assert numbers(last[0]) == expected, day
            if date(1949, 12, 1) <= day <= TODAY:
                assert numbers([c for c in series if c.date <= str(day)][-1]) == expected, day
            listed = [(s.id, s.years, s.years_min, s.years_max) for s in spells.spells(record, day)]
            expected_spells = [(s.opening.id, *s.years(day)) for s in world.spells if s.open_on(day)]
            assert Counter(listed) == Counter(expected_spells), day
            for code in CODES:
                is_ = record.standing(code, day)
                assert (is_.ally, is_.certain, is_.since, is_.ever) == world.standing(code, day), (code, day)
            former = {s.code for s in spells.spells(record, day, which="former")}
            begun = {c for c in CODES if any(e.opens and e.last <= day for e in world.turnings[c])}
            assert former == begun - world.open_on(day), day
            for region in set(REGIONS):
                codes = [c for c, r in zip(CODES, REGIONS, strict=True) if r == region]
                assert numbers(counts.count_on(record, day, Filters(regions=(region,)))) == world.on(day, codes)
        assert series == world.series(date(1949, 12, 1), TODAY)


@checks
@example(CLOSED_AND_REOPENED, (False, True))
@example(HANDED_OVER, (False, True))
@example(TWICE, (True, False))
@given(world=worlds(), way=WAYS)
def test_every_spell(store: Store, world: World, way: tuple[bool, bool]) -> None:
    with written(store, world, *way) as record:
        assert derived.differences(record.conn) == 0
        assert set(record.column("SELECT id FROM event")) == {e.id for c in CODES for e in world.effective(c)}
        expected = []
        for code in CODES:
            turnings = world.turnings[code]
            for n in range(0, len(turnings), 2):
                opening, ending = turnings[n], (turnings[n + 1] if n + 1 < len(turnings) else None)
                bare = (code, opening.id, ending and ending.id, opening.text, ending and ending.text)
                expected.append((*bare, str(opening.last), ending and str(ending.last), ending and ending.cause))
        found = record.tuples("SELECT code, id, ended_by, since, until, start_day, end_day, cause FROM recognition")
        assert Counter(found) == Counter(expected)
        for code, start, end, start_min, end_min in record.tuples(
            "SELECT code, start_day, end_day, start_min, end_min FROM spell"
        ):
            assert start_min <= start
            assert end is None or start <= end_min <= end, code
        ever = spells.spells(record, date(1960, 1, 1), which="ever")
        assert Counter((s.code, s.id, s.ended_by) for s in ever) == Counter(e[:3] for e in expected)


@checks
@example(CLOSED_AND_REOPENED, (False, False))
@given(world=worlds(), way=WAYS)
def test_every_change(store: Store, world: World, way: tuple[bool, bool]) -> None:
    with written(store, world, *way) as record:
        rows = list(record.tuples("SELECT day, change, code, id, count FROM ally_change ORDER BY day, seq, id"))
        expected = world.changes(date.min, date.max)
        assert Counter(row[:4] for row in rows) == Counter((str(day), *rest) for day, *rest in expected)
        before = 0
        for n, (day, change, *_, count) in enumerate(rows):
            assert count == before + change
            before = count
            if n + 1 == len(rows) or rows[n + 1][0] != day:
                assert count == world.on(date.fromisoformat(day))[0]
        shown = [row for row in timeline(record, ALL) if row.count is not None]
        assert {row.id: row.count for row in shown} == {row[3]: row[4] for row in rows}
        days = edges(world)
        for after, upto in zip(days[::3], days[5::3], strict=False):
            found = changes.changes(record, after, upto)
            told = [(date.fromisoformat(row.day), row.change, row.code, row.id) for row in found]
            assert Counter(told) == Counter(world.changes(after, upto))
            assert [row[0] for row in told] == sorted(row[0] for row in told)
            for code in CODES:
                assert [row for row in told if row[2] == code] == world.changes(after, upto, [code])
        newest = changes.last_change(record, TODAY)
        until_now = world.changes(date.min, TODAY)
        assert (newest and newest.day) == (str(max(until_now)[0]) if until_now else None)


def periods_asked() -> st.SearchStrategy[list[Period]]:
    day = st.one_of(st.none(), st.dates(date(1949, 12, 1), date(1954, 1, 1)))
    span = st.tuples(day, day).filter(lambda p: p[0] is None or p[1] is None or p[0] < p[1])
    return st.lists(span.map(lambda p: Period(p[0], p[1], "some")), max_size=5)


@checks
@example(CLOSED_AND_REOPENED, (False, False), [])
@example(HANDED_OVER, (True, False), [])
@given(world=worlds(), way=WAYS, periods=periods_asked())
def test_every_tally(store: Store, world: World, way: tuple[bool, bool], periods: list[Period]) -> None:
    with written(store, world, *way) as record:
        views = list(
            record.tuples(
                "SELECT slug, at_start, gained, lost, at_end, dissolved, at_end_min, at_end_max FROM presidency_tally"
                " ORDER BY start_day",
            )
        )
        for slug, at_start, gained, lost, at_end, dissolved, low, high in views:
            start, end = next((s, e) for name, s, e in PRESIDENCIES if name == slug)
            last = end - DAY if end else date(9000, 1, 1)
            steps = [step for _, step, *_ in world.changes(start - DAY, last)]
            assert at_start == world.on(start - DAY)[0]
            assert (gained, lost) == (steps.count(1), steps.count(-1))
            assert (at_end, low, high) == world.on(last)
            assert at_start + gained - lost == at_end
            assert dissolved == world.tally("", start, last + DAY)[-1]
        named = [Period(start, end, slug) for slug, start, end in PRESIDENCIES]
        tallies = counts.tally(record, named)
        assert [t.period for t in tallies] == [p.label for p in named]
        told = [
            (t.period, t.at_start, t.gained, t.lost, t.at_end, t.dissolved, t.at_end_min, t.at_end_max) for t in tallies
        ]
        # They say the same of presidencies that have ended; the present one is counted up to today.
        assert told[:-1] == views[:-1]
        assert told == [
            (p.slug, p.at_start, p.gained, p.lost, p.at_end, p.dissolved, p.at_end_min, p.at_end_max)
            for p in record.presidents()
        ]
        for t in [*tallies, *counts.tally(record, periods)]:
            assert t[:11] == world.tally(t.period, date.fromisoformat(t.start_day), date.fromisoformat(t.end_day))
        asked: list[Literal["president", "year", "decade", "region"]] = ["president", "year", "decade", "region"]
        for within in (None, *(str(p) for p in periods[:2])):
            for by in asked:
                span = record.period(within) if within else Period(None, None)
                found = [t[:11] for t in record.counts(by, within=within)]
                # A region without a state has a row of its own; what is left must be what the model says.
                there = [t for t in found if by != "region" or t[0] in REGIONS]
                assert there == world.by(by, span.start, span.end), (by, within)
        whole = Period(None, None, "all")
        by_region = counts.tallies(record, ["region"], ALL._replace(periods=(whole,)))
        for together in counts.tally(record, [whole]):
            for name in ("at_start", "gained", "lost", "net", "dissolved", "at_end"):
                assert sum(getattr(t, name) for t in by_region) == getattr(together, name)


@checks
@example(CLOSED_AND_REOPENED, (False, False), date(1951, 1, 1), date(1951, 5, 5))
@given(
    world=worlds(),
    way=WAYS,
    a=st.dates(date(1949, 12, 1), date(1954, 1, 1)),
    b=st.dates(date(1949, 12, 1), date(1954, 1, 1)),
)
def test_every_difference(store: Store, world: World, way: tuple[bool, bool], a: date, b: date) -> None:
    """What `diff` compares, forwards and backwards."""
    if a > b:
        a, b = b, a
    with written(store, world, *way) as record:
        forward, backward = changes.compare(record, a, b), changes.compare(record, b, a)
        found = {
            change: {r.code for r in forward.rows if r.change == change} for change in ("gained", "lost", "returned")
        }
        inverse = {change: {r.code for r in backward.rows if r.change == change} for change in found}
        was, now = world.open_on(a), world.open_on(b)
        moved = {code for _, _, code, _ in world.changes(a, b)}
        assert found == world.difference(a, b)
        assert inverse == world.difference(b, a)
        assert forward.passing == backward.passing
        assert moved - was - now == {step.code for step in forward.passing}
        assert len(found["gained"]) - len(found["lost"]) == world.on(b)[0] - world.on(a)[0]
        assert len(forward.rows) == len({r.code for r in forward.rows})
        kinds = {e.id: e for e in [*world.bundled, *world.added, *world.corrected]}
        for row in forward.rows:
            # The event that is named is the one that made it so, and `returned` names both.
            assert kinds[row.id].opens == (row.change != "lost"), row
            if row.change == "returned":
                assert row.other_id is not None
                assert not kinds[row.other_id].opens, row


@checks
@given(
    world=worlds(),
    way=WAYS,
    a=st.dates(date(1949, 12, 1), date(1954, 1, 1)),
    days=st.integers(1, 400),
    codes=st.one_of(st.none(), st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True)),
)
def test_everything_that_overlaps_a_period(
    store: Store, world: World, way: tuple[bool, bool], a: date, days: int, codes: list[str] | None
) -> None:
    with written(store, world, *way) as record:
        for period in (None, Period(a, a + days * DAY)):
            limited = Filters(codes=tuple(codes) if codes else None, periods=(period,) if period else None)
            span = period or Period(None, None)
            expected = world.timeline(span.start, span.end, codes)
            assert [entry.id for entry in timeline(record, limited)] == expected


def test_the_model_finds_what_is_wrong(store: Store) -> None:
    """The comparison can fail: a view that is off by a day does not agree."""
    world = made([Event("aaa-1", "AAA", True, "1950-06-01")])
    with written(store, world, bulk=False) as record:
        record.conn.execute("UPDATE spell SET start_day = '1950-06-02'")
        assert numbers(counts.count_on(record, date(1950, 6, 1))) != world.on(date(1950, 6, 1))


def test_the_definition_by_hand(store: Store) -> None:
    """An opening known to the year and an ending known to the month."""
    world = made([Event("aaa-1", "AAA", True, "1950"), Event("aaa-2", "AAA", False, "1951-03")])
    with written(store, world, bulk=True) as record:
        for day, expected in [
            (date(1949, 12, 31), (0, 0, 0)),
            (date(1950, 1, 1), (0, 0, 1)),
            (date(1950, 12, 30), (0, 0, 1)),
            (date(1950, 12, 31), (1, 1, 1)),
            (date(1951, 2, 28), (1, 1, 1)),
            (date(1951, 3, 1), (1, 0, 1)),
            (date(1951, 3, 30), (1, 0, 1)),
            (date(1951, 3, 31), (0, 0, 0)),
        ]:
            assert numbers(counts.count_on(record, day)) == expected == world.on(day)
