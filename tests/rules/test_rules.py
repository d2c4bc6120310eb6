"""Every code that a rule finds has a case that raises it and one beside it that does not; `store/test_checks` has the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from taiwan_allies.model.answers import Count
from taiwan_allies.model.rows import Assertion, Presidency, Variant
from taiwan_allies.model.types import Quality
from taiwan_allies.model.upkeep import DatasetChange, Problem
from taiwan_allies.rules import checks as rules
from taiwan_allies.rules.checks import DatedEvent, ReleasedFile
from taiwan_allies.rules.sequence import Span

SPANS = {"AAA": Span("Alpha", "1950-01-01", "1999-12-31"), "BBB": Span("Beta", None, None)}
NOTE = "for a reason"


def event(id_: str, kind: str, day: str, *, code: str = "AAA", forced: str | None = None, layer: str = "bundled",
          local: str | None = None, prc: str | None = None) -> DatedEvent:  # fmt: skip
    first = day.rstrip("?~%")
    last = {4: first + "-12-31", 7: first + "-28"}.get(len(first), first)
    return DatedEvent(
        id_,
        code,
        kind,
        day,
        {4: first + "-01-01", 7: first + "-01"}.get(len(first), first),
        last,
        layer,
        forced,
        local,
        prc,
    )


def standing(*events: DatedEvent) -> list[Problem]:
    return list(rules.order(events, SPANS, "2026-11-24"))


def dated(*events: DatedEvent) -> list[Problem]:
    return list(rules.dates(events, "2026-05-03"))


OPEN = event("aaa-1", "establish", "1960-01-01")
SHUT = event("aaa-2", "sever", "1970-01-01")
STEPS = {
    "all": [Count("1950-01-01", 5, 5, 5), Count("1960-06-01", 7, 6, 8), Count("1961-01-01", 9, 9, 9)],
    "AAA": [Count("1955-06-01", 1, 1, 1)],
}


VARIANTS = {
    "var-001": Variant("var-001", "BBB", "1950-01-01", "1962-01-01", "consular", "A consulate.", "src-1"),
    "var-002": Variant("var-002", "CCC", "1955", "1960", "disputed", "Accounts differ.", "src-1"),
    "var-003": Variant("var-003", "DDD", "1970-01-01", None, "unofficial", "An office.", "src-1"),
}


def counted(*rows: tuple[str, str, str, int, str | None], variants: str | None = None) -> list[Problem]:
    claims = [Assertion(id_, day, scope, count, "src-1", variants, note) for id_, day, scope, count, note in rows]
    return list(rules.assertions(claims, lambda row: STEPS.get(row.scope), VARIANTS, "2026-11-24"))


def changed(*changes: DatasetChange, text: str) -> list[Problem]:
    log = f"# Changes\n\n## 2026.12.0\n\n{text}\n\n## 2026.11.0\n\n- `old-1`, 1960-01-01: 5, now 6.\n"
    return list(rules.changelog("2026.12.0", log, "2026.11.0", changes))


def row(id_: str, change: str = "added", what: str = "event", field: str | None = None) -> DatasetChange:
    return DatasetChange(change, what, id_, field, None, None, None)


COUNT = DatasetChange("count", "count", None, "all", "5", "6", None, "1960-01-01", "1960-03-01")


def presidents(*rows: tuple[str, str, str | None, Quality, str | None]) -> list[Problem]:
    terms = [
        Presidency(slug, "A", "甲", "President", start, end, None, False, quality, note)
        for slug, start, end, quality, note in rows
    ]
    return list(rules.presidencies(terms))


CASES: list[tuple[str, list[Problem], str]] = [
    ("E101", standing(SHUT), "aaa-2"),
    ("E102", standing(OPEN, event("aaa-2", "restore", "1961-01-01")), "aaa-2"),
    ("E103", standing(OPEN, SHUT, event("aaa-3", "establish", "1971-01-01")), "aaa-3"),
    ("E104", standing(event("aaa-1", "restore", "1960-01-01")), "aaa-1"),
    ("E105", standing(OPEN, event("my-aaa-1", "establish", "1960-01-01")), "my-aaa-1"),
    ("E106", standing(OPEN, SHUT, event("aaa-3", "suspend", "1971-01-01")), "aaa-3"),
    ("N102", standing(OPEN, event("my-aaa-1", "restore", "1961-01-01", forced=NOTE)), "my-aaa-1"),
    ("E201", dated(event("aaa-1", "establish", "1960-01-01??")), "aaa-1"),
    ("E201", dated(event("aaa-1", "establish", "1960-01-01", prc="soon")), "aaa-1"),
    ("E202", standing(event("aaa-1", "establish", "1949")), "aaa-1"),
    ("E203", standing(event("aaa-1", "establish", "2001-01-01")), "aaa-1"),
    ("E204", standing(event("bbb-1", "establish", "2026-11-25", code="BBB")), "bbb-1"),
    ("E205", dated(event("bbb-1", "establish", "2026-05-04", code="BBB")), "bbb-1"),
    ("W206", standing(event("aaa-1", "establish", "1960-01-05", local="1960-01-03")), "aaa-1"),
    ("W207", dated(event("aaa-1", "establish", "1960-01-01", prc="1948")), "aaa-1"),
    ("W404", list(rules.address("src-1", "url", "www.example.org")), "src-1"),
    ("W404", list(rules.address("src-1", "url", "https://[::")), "src-1"),
    ("E601", counted(("ast-1", "1960-01-01", "all", 6, None)), "ast-1"),
    ("N602", counted(("ast-1", "1960-01-01", "all", 6, NOTE)), "ast-1"),
    ("E603", counted(("ast-1", "1960-01-01", "Mars", 6, NOTE)), "ast-1"),
    ("E604", counted(("ast-1", "1960-01-01", "all", 6, NOTE), variants="var-001;var-9"), "ast-1"),
    ("W605", counted(("ast-1", "1960-01-01", "all", 7, NOTE), variants="var-001"), "ast-1"),
    ("W605", counted(("ast-1", "1960-01-01", "all", 6, NOTE), variants="var-003"), "ast-1"),
    ("N606", counted(("ast-1", "1960-01-01", "all", 6, NOTE), variants="var-001"), "ast-1"),
    ("N606", counted(("ast-1", "1960-01-01", "all", 6, NOTE), variants="var-001;var-002"), "ast-1"),
    ("N606", counted(("ast-1", "1960-01-01", "all", 7, NOTE), variants="var-001;var-002"), "ast-1"),
    ("E701", presidents(("one", "1950-01-01", None, "A", None), ("two", "1960-01-01", None, "A", None)), "two"),
    ("E702", presidents(("one", "1950-01-01", "1955-01-01", "A", None), ("two", "1955-01-02", None, "A", None)), "two"),
    ("W703", presidents(("one", "1950-01-01", "1955-01-01", "A", None), ("two", "1954-01-01", None, "A", None)), "two"),
    ("N704", presidents(("one", "1950-01-01", "1955-01-01", "A", None), ("two", "1954-01-01", None, "A", NOTE)), "two"),
    ("W705", presidents(("one", "1950-01-01", None, "C", None)), "one"),
    ("E706", presidents(("one", "1950-01-01", "1955-01-01", "A", None)), "one"),
    ("E901", list(rules.package([ReleasedFile("events.csv", "x", None)])), "events.csv"),
    ("E902", list(rules.package([ReleasedFile("more.csv", None, "x")])), "more.csv"),
    ("E903", list(rules.package([ReleasedFile("events.csv", "x", "y")])), "events.csv"),
    ("W911", list(rules.changelog("2026.11.0", None, "", [])), "CHANGELOG.md"),
    ("W912", list(rules.changelog("2026.11.0", "## 2026.10.0", "", [])), "CHANGELOG.md"),
    ("E913", changed(row("nru-4"), text="- nru-40, my-nru-4"), "nru-4"),
    ("E913", changed(row("old-1"), text="- what an older version says does not count"), "old-1"),
    ("E913", changed(row("src-9", what="source"), text="- `src-1` to `src-8` in `sources.csv`"), "src-9"),
    ("E913", changed(row("src-1", "corrected", "source", "url"), text="- `sources.csv`: `title`"), "src-1"),
    ("E913", changed(row("NRU", "corrected", "state", "note"), text="- `states.csv`.\n- note"), "NRU"),
    ("E914", changed(COUNT, text="- 1960-01-01: 7, now 6."), "count"),
    ("E914", changed(COUNT, text="- 1960-01-02: 5, now 6."), "count"),
    ("W921", list(rules.freshness(date(2026, 8, 25), date(2026, 11, 24), 90)), "record"),
]  # fmt: skip

WELL: list[list[Problem]] = [
    standing(OPEN, SHUT, event("aaa-3", "restore", "1971"), event("bbb-1", "establish", "1912", code="BBB")),
    standing(event("aaa-1", "establish", "1950"), event("aaa-2", "suspend", "1999-12-31")),
    standing(event("aaa-1", "establish", "1960-01-05", local="1960-01-04")),
    standing(event("bbb-1", "establish", "2026-11-24", code="BBB"), event("bbb-2", "sever", "2026", code="BBB")),
    dated(
        event("bbb-1", "establish", "2026", code="BBB"),
        event("my-bbb-1", "sever", "2026-11-20", code="BBB", layer="own"),
    ),
    list(rules.address("src-1", "url", "https://example.org/a?b=ü#c")),
    list(rules.address("src-1", "read_at", "http://example.org")),
    counted(("1", "1960-01-01", "all", 5, None), ("2", "1960-06-01", "all", 7, None), ("3", "1960", "all", 5, None)),
    counted(
        ("4", "1960", "all", 8, None),
        ("5", "1949", "all", 0, None),
        ("6", "1955", "AAA", 0, None),
        ("7", "1955", "AAA", 1, None),
    ),
    presidents(("one", "1950-01-01", "1955-01-01", "A", None), ("two", "1955-01-01", None, "B", None)),
    list(rules.package([ReleasedFile("events.csv", "x", "x")])),
    changed(row("nru-4"), row("nru-10", "withdrawn"), text="Nauru (`nru-4`) and **nru-10**."),
    changed(row("src-5000", what="source"), row("src-5012", what="source"), text="- `src-5000` to `src-5012`."),
    changed(row("eng-0170", what="engagement"), text="- eng-0168 to\n  eng-0171: visits."),
    changed(row("src-1", "corrected", "source", "archived"), text="- `sources.csv`: a column\n  `archived`."),
    changed(
        row("PLW en Belau", what="name"), row("lai-ching-te zh 賴", what="president name"), text="- PLW; lai-ching-te."
    ),
    changed(row("PLW en Belau", what="name"), text="- 52 further names in `names.csv`."),
    changed(COUNT, text="- From 1960-01-01 to 1960-03-01: 5, now 6."),
    counted(("8", "1960-01-01", "all", 5, None), variants="var-001"),
    list(rules.freshness(date(2026, 8, 26), date(2026, 11, 24), 90)),
]


@pytest.mark.parametrize(("code", "found", "subject"), CASES)
def test_a_code_is_raised(code: str, found: list[Problem], subject: str) -> None:
    problem = next(p for p in found if p.code == code)
    assert problem.subject == subject
    assert problem.severity == {"E": "error", "W": "warning", "N": "note"}[code[0]]
    assert problem.rule in rules.RULES
    assert problem.message
    assert problem.hint or code == "N804"


@pytest.mark.parametrize("found", WELL)
def test_what_is_well_is_silent(found: list[Problem]) -> None:
    assert found == []


def test_every_code_that_is_told_of_without_the_store_has_a_case() -> None:
    text = Path(rules.__file__).read_text(encoding="utf-8")
    written = set(re.findall(r'problem\("([EWN]\d{3})"', text)) | set(
        re.findall(r'(?:else|"N602" if row.note else) "([EWN]\d{3})"', text)
    )
    written |= {number for _, number, _ in rules._SEQUENCE.values()}
    assert written <= {code for code, _, _ in CASES}


def test_an_unreadable_date_keeps_its_place_in_the_sequence() -> None:
    broken = event("aaa-1", "establish", "1960-01-01")._replace(date="1960-01-01??")
    assert standing(broken, SHUT) == []


def test_rows_may_come_one_by_one() -> None:
    def rows() -> Iterator[DatedEvent]:
        yield OPEN
        yield event("bbb-1", "sever", "1970", code="BBB")

    assert [p.subject for p in rules.order(rows(), SPANS, "2026-11-24")] == ["bbb-1"]
