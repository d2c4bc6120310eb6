"""Counts of allies: on a day, by period, and as a series. All of them are tallies of the edges of spells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from taiwan_allies.dates.period import Period
from taiwan_allies.errors import UsageError
from taiwan_allies.model.answers import Count, PresidencyTally, Tally
from taiwan_allies.model.kinds import REGIONS
from taiwan_allies.store.queries.filters import NONE, Filters, overlaps
from taiwan_allies.store.queries.repository import Repository

_DAY: Final = timedelta(days=1)
SINCE_1948: Final = date(1948, 5, 20)
"""Where counts by president and charts begin unless a period says otherwise: the first president under the Constitution."""


ALWAYS: Final = (Period(None, None, "all"),)


class Span(NamedTuple):
    """A period that is bounded on both sides: [start, end)."""

    label: str
    start: date
    end: date


def count_on(repository: Repository, day: date, filters: Filters = NONE) -> Count:
    """The number of allies at the end of a day."""
    span = (day.isoformat(), day.isoformat(), (day + _DAY).isoformat())
    tally = next(repository.read(Tally, "period_tally", periods=[span], filters=filters))
    return Count(day.isoformat(), tally.at_end, tally.at_end_min, tally.at_end_max)


def first_day(repository: Repository) -> date:
    """The first day on which there may have been an ally."""
    return date.fromisoformat(repository.value("SELECT coalesce(min(start_min), '1912-01-01') FROM spell"))


def spans(repository: Repository, periods: Sequence[Period]) -> list[Span]:
    """The periods, bounded: from the first event to today where they are open; those that have not begun are left out."""
    first, tomorrow = first_day(repository), repository.today + _DAY
    bounded = (Span(p.label or str(p), p.start or first, min(p.end or tomorrow, tomorrow)) for p in periods)
    return [span for span in bounded if span.start < span.end]


def tally(repository: Repository, periods: Sequence[Period], filters: Filters = NONE) -> list[Tally]:
    """Gains and losses in each period; one that lasts is counted up to today."""
    asked = spans(repository, periods)
    # A label may come twice (a period in two parts), so that the rows are asked for by their place.
    numbered = [(str(n), span.start.isoformat(), span.end.isoformat()) for n, span in enumerate(asked)]
    found = {row.period: row for row in repository.read(Tally, "period_tally", periods=numbered, filters=filters)}
    names = {p.slug: (p.name, p.name_zh) for p in repository.presidencies}
    rows = []
    for n, span in enumerate(asked):
        name, name_zh = names.get(span.label, (span.label, span.label))
        rows.append(found[str(n)]._replace(period=span.label, name=name, name_zh=name_zh))
    return rows


def by_region(repository: Repository, periods: Sequence[Period], filters: Filters = NONE) -> list[Tally]:
    """The tally of each period for each region."""
    return [
        row._replace(period=region, name=region, name_zh=region)
        for period in periods
        for region in filters.regions or REGIONS
        for row in tally(repository, [period], filters._replace(regions=(region,)))
    ]


def presidency_periods(repository: Repository, filters: Filters) -> list[Period]:
    """The presidencies since 1948, or the part of each that lies in the periods asked for."""
    if filters.periods is None:
        return [p.period for p in repository.presidencies if p.start >= SINCE_1948]
    return [cut for p in repository.presidencies for cut in overlaps(filters.periods, p.period, p.slug)]


def years(repository: Repository, periods: Sequence[Period], size: int = 1) -> list[Period]:
    """The years, or the spans of ``size`` years, of the periods."""
    return [
        cut
        for span in spans(repository, periods)
        for year in range(span.start.year // size * size, span.end.year + 1, size)
        for cut in overlaps(
            [Period(date(year, 1, 1), date(year + size, 1, 1), str(year) if size == 1 else f"{year}s")],
            Period(span.start, span.end),
        )
    ]


def presidencies(repository: Repository) -> list[PresidencyTally]:
    """Every presidency that has begun by today, with what it gained and lost."""
    return list(repository.read(PresidencyTally, "presidency_tally", "ORDER BY start_day"))


def series(repository: Repository, start: date, end: date, filters: Filters = NONE) -> list[Count]:
    """The count from ``start`` on, and from each day up to ``end`` (inclusive) on which it or its bounds change."""
    points = [Count(start.isoformat(), 0, 0, 0)]
    for row in repository.read(
        Count, "ally_count", "WHERE date <= :end ORDER BY date", {"end": end.isoformat()}, filters=filters
    ):
        if row.date <= points[0].date:
            points = [row._replace(date=points[0].date)]
        else:
            points.append(row)
    return points


def series_by_region(repository: Repository, start: date, end: date, filters: Filters = NONE) -> dict[str, list[Count]]:
    """The same for each region."""
    return {
        region: series(repository, start, end, filters._replace(regions=(region,)))
        for region in filters.regions or REGIONS
    }


def span_of(repository: Repository, filters: Filters) -> tuple[date, date]:
    """The first and the last day of a chart: 1948 to today unless periods are given, and never after today."""
    today = repository.today
    if filters.periods is None:
        return SINCE_1948, today
    first = min(period.start or date(1912, 1, 1) for period in filters.periods)
    last = min(max(period.moment(today) for period in filters.periods), today)
    if first > today:
        raise UsageError("the period has not begun", "A chart ends today.")
    if first >= last:
        raise UsageError("the period is too short to draw", "Give it at least two days before today.")
    return first, last
