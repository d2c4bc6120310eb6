"""Partial dates: what they mean, how they are stored and how they read to people."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from runpy import run_path

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from taiwan_allies.dates.days import human_day, length
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.errors import UsageError, quoted

days = st.dates(date(1000, 1, 1), date(2999, 12, 31))

MIGRATION = Path(__file__).parents[2] / "migrations" / "0001_initial.py"


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(days)
    precision = draw(st.integers(1, 3))
    return PartialDate(
        day.year,
        day.month if precision > 1 else None,
        day.day if precision > 2 else None,
        uncertain=draw(st.booleans()),
        approximate=draw(st.booleans()),
    )


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "human"),
    [
        ("1971", date(1971, 1, 1), date(1971, 12, 31), "year", "1971"),
        ("1971-10", date(1971, 10, 1), date(1971, 10, 31), "month", "October 1971"),
        ("1971-12", date(1971, 12, 1), date(1971, 12, 31), "month", "December 1971"),
        ("1972-02", date(1972, 2, 1), date(1972, 2, 29), "month", "February 1972"),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28), "month", "February 1900"),
        ("2026-05-03", date(2026, 5, 3), date(2026, 5, 3), "day", "3 May 2026"),
        ("1971?", date(1971, 1, 1), date(1971, 12, 31), "year", "1971?"),
        ("1971-10~", date(1971, 10, 1), date(1971, 10, 31), "month", "about October 1971"),
        ("1971-10-25%", date(1971, 10, 25), date(1971, 10, 25), "day", "about 25 October 1971?"),
        ("1000", date(1000, 1, 1), date(1000, 12, 31), "year", "1000"),
        ("2999-12-31", date(2999, 12, 31), date(2999, 12, 31), "day", "31 December 2999"),
    ],
)
def test_stored_form(text: str, first: date, last: date, precision: str, human: str) -> None:
    parsed = PartialDate.parse(text)
    assert (parsed.first, parsed.last, parsed.precision) == (first, last, precision)
    assert parsed.human() == human
    assert str(parsed) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "71",
        "0000",
        "0999",
        "3000",
        "99999",
        "-197",
        "1971-",
        "1971-1",
        "1971-00",
        "1971-13",
        "1971-10-",
        "1971-10-5",
        "1971-10-00",
        "1971-02-29",
        "1971-10-32",
        "19711025",
        "1971/10/25",
        "1971 ",
        " 1971",
        "1971\n",
        "1971??",
        "1971?~",
        "?1971",
        "1971-10-25T00:00",
        "１９７１",
        "١٩٧١",
        "197²",
        "today",
        "1971..1979",
        "1971-1O",
        "+971",
        "19_1",
    ],
)
def test_nothing_but_the_stored_form(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        PartialDate.parse(text)
    assert caught.value.message.isprintable()
    assert "1971-10-25" in caught.value.hint


def test_the_reason_is_told() -> None:
    with pytest.raises(UsageError, match="February 1971 has 28 days"):
        PartialDate.parse("1971-02-29")


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1971, 13, None), (1971, 2, 29), (1971, None, 3), (971, None, None), (1971, 0, None), (1971, 1, 0)],
)
def test_no_impossible_date_can_be_made(year: int, month: int | None, day: int | None) -> None:
    with pytest.raises(UsageError):
        PartialDate(year, month, day)


def test_partial_dates_have_no_order() -> None:
    with pytest.raises(TypeError):
        sorted([PartialDate(1972), PartialDate(1971)])  # type: ignore[type-var]


@given(partial_dates())
def test_print_then_parse_is_identity(partial: PartialDate) -> None:
    assert PartialDate.parse(str(partial)) == partial


@given(partial_dates())
def test_first_and_last_enclose_one_unit(partial: PartialDate) -> None:
    first, last = partial.first, partial.last
    assert first <= last
    after = last + timedelta(days=1)
    if partial.precision == "day":
        assert first == last
    elif partial.precision == "month":
        assert (first.day, after.day) == (1, 1)
        assert (first.year, first.month) == (last.year, last.month)
    else:
        assert (first.month, first.day, after.month, after.day) == (1, 1, 1, 1)
        assert first.year == last.year


@given(st.text())
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        outcome: PartialDate | UsageError = PartialDate.parse(text)
    except UsageError as error:
        outcome = error
    if isinstance(outcome, UsageError):
        assert outcome.message.isprintable()
        assert len(outcome.message) <= 300
    else:
        assert str(outcome) == text


def test_human_day() -> None:
    assert human_day(date(2026, 5, 3)) == "3 May 2026"


@pytest.mark.parametrize(
    ("start", "end", "years", "text"),
    [
        (date(1934, 6, 1), date(2026, 11, 24), 92, "92 y 5 m"),
        (date(1971, 10, 25), date(1971, 10, 25), 0, "0 d"),
        (date(1971, 10, 25), date(1971, 11, 2), 0, "8 d"),
        (date(2004, 11, 3), date(2005, 4, 6), 0, "5 m 3 d"),
        (date(2004, 11, 3), date(2005, 4, 3), 0, "5 m"),
        (date(2004, 11, 3), date(2005, 11, 2), 0, "11 m 30 d"),
        (date(2004, 11, 3), date(2005, 11, 3), 1, "1 y"),
        (date(2004, 11, 3), date(2005, 11, 30), 1, "1 y"),
        (date(2004, 11, 3), date(2005, 12, 3), 1, "1 y 1 m"),
        (date(2004, 2, 29), date(2005, 2, 28), 1, "1 y"),
        (date(2004, 2, 29), date(2008, 2, 28), 3, "3 y 11 m"),
        (date(2004, 2, 29), date(2008, 2, 29), 4, "4 y"),
        (date(2005, 1, 1), date(2004, 1, 1), 0, "0 d"),
        (date(2005, 1, 1), date(9999, 12, 31), 7994, "7994 y 11 m"),
    ],
)
def test_lengths(start: date, end: date, years: int, text: str) -> None:
    assert years_in_sql(start, end) == years
    assert length(start, end) == text


def years_in_sql(start: date, end: date) -> int:
    """The completed years as the store counts them, in the words of its schema."""
    years = run_path(str(MIGRATION))["years"]
    with closing(sqlite3.connect(":memory:")) as conn:
        row = conn.execute(f"SELECT {years(':start', ':end')}", {"start": start.isoformat(), "end": end.isoformat()})
        return int(row.fetchone()[0])


@given(st.dates(min_value=date(1800, 1, 1)), st.dates(min_value=date(1800, 1, 1)))
def test_the_store_and_the_screen_count_the_same_years(one: date, other: date) -> None:
    start, end = sorted((one, other))
    years = years_in_sql(start, end)
    assert years == relativedelta(end, start).years
    told = length(start, end).split()
    assert told[0] == str(years) if years else "y" not in told


@given(st.text())
def test_quoted_is_short_and_printable(text: str) -> None:
    assert quoted(text).isprintable()
    assert len(quoted(text)) <= 60
    quoted(text).encode()  # no lone surrogate is left


def test_quoted_spells_out_control_characters() -> None:
    assert quoted("a\x1b[31mb\n") == r'"a\x1b[31mb\n"'
    assert quoted("x" * 5000) == '"' + "x" * 48 + '..."'


def test_start_up_needs_no_third_party() -> None:
    script = (
        "import sys, taiwan_allies.dates.periods as p, datetime as d;"
        "p.parse_period('1971..1979-05-20', d.date(2026, 11, 24));"
        "print(sorted({'dateutil', 'calendar', 'difflib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
