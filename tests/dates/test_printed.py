"""Every label that the record's own answers carry is read back and means the days of its row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

import pytest

import taiwan_allies
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.dates.period import Period
from taiwan_allies.dates.periods import parse_date
from taiwan_allies.i18n import date_in, pgettext

TODAY = date(2026, 11, 24)
BEGINNING = date(1912, 1, 1)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[taiwan_allies.Record]:
    with taiwan_allies.open_record(tmp_path_factory.mktemp("printed") / "allies.db", TODAY) as opened:
        yield opened


@pytest.mark.parametrize("by", ["president", "year", "decade"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_periods_of_a_count(
    library: taiwan_allies.Record, by: Literal["president", "year", "decade"], lang: str
) -> None:
    rows = library.counts(by, within="all")
    assert len(rows) > 11
    for row in rows:
        period = library.period(pgettext(lang, "period", row.period), "--in")
        start, end = period.start or BEGINNING, period.end or date.max
        days = (max(start, BEGINNING).isoformat(), min(end, TODAY + timedelta(days=1)).isoformat())
        assert days == (row.start_day, row.end_day), row.period


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_names_of_presidents(library: taiwan_allies.Record, lang: str) -> None:
    for term in library.presidencies:
        period = library.period(term.name_zh if lang == "zh" else term.name)
        assert period.start is not None
        assert term.period.start is not None
        assert period.start <= term.period.start
        assert period.end is None or (term.period.end is not None and term.period.end <= period.end)


def test_the_dates_of_spells(library: taiwan_allies.Record) -> None:
    for spell in library.spells():
        for text in (spell.since, spell.until):
            if text:
                written = PartialDate.parse(text)
                days = Period(written.first, written.last + timedelta(days=1))
                for printed in (text, date_in("en", text), date_in("zh", text)):
                    assert library.period(printed) == days
                    assert parse_date(printed, TODAY) == written
