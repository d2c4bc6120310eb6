"""Counts of allies: on a day, by period, and as a series. All of them are tallies of the edges of spells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from taiwan_allies.dates.period import Period
from taiwan_allies.errors import UsageError
from taiwan_allies.model.counts import Count, PresidencyTally, Tally
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


def number_on(repository: Repository, day: date) -> int:
    """The number of all allies at the end of a day, without its bounds: the difference of two ranges of an index."""
    sql = "SELECT count(*) FROM spell WHERE {0} <= :day"
    begun, ended = (repository.value(sql.format(name), {"day": day.isoformat()}) for name in ("start_day", "end_day"))
    return int(begun - ended)


def spans(repository: Repository, periods: Sequence[Period]) -> list[Span]:
    """The periods, bounded: from the first event to today where they are open; those that have not begun are left out."""
    first = date.fromisoformat(repository.value("SELECT coalesce(min(start_min), '1912-01-01') FROM spell"))
    tomorrow = repository.today + _DAY
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


def tallies(repository: Repository, by: Sequence[str], filters: Filters = NONE) -> list[Tally]:
    """The tally of each president, year, decade or region; of two divisions, of each part of each.

    ``part`` is then the label of the second.
    """
    first, *others = by
    if others == ["region"] and first != "region":
        return _by_region(repository, divided(repository, first, filters), filters)
    if others:
        return [
            row._replace(period=label, name=name, name_zh=name_zh, part=row.period)
            for label, name, name_zh, narrowed in cuts(repository, first, filters)
            for row in tallies(repository, others, narrowed)
        ]
    if first != "region":
        return tally(repository, divided(repository, first, filters), filters)
    return [
        row._replace(period=label, name=label, name_zh=label)
        for period in filters.periods or ALWAYS
        for label, *_, narrowed in cuts(repository, first, filters)
        for row in tally(repository, [period], narrowed)
    ]


def _by_region(repository: Repository, periods: Sequence[Period], filters: Filters) -> list[Tally]:
    """The tally of each region in each period: of all periods at once, for to count for one of them costs as much."""
    parts = [
        [row._replace(part=region) for row in tally(repository, periods, narrowed)]
        for region, *_, narrowed in cuts(repository, "region", filters)
    ]
    return [row for rows in zip(*parts, strict=True) for row in rows]


def cuts(repository: Repository, by: str, filters: Filters) -> Iterator[tuple[str, str, str, Filters]]:
    """The filters of each part that a division makes, with the part's label and its names."""
    if by == "region":
        for region in filters.regions or REGIONS:
            yield region, region, region, filters._replace(regions=(region,))
        return
    names = {p.slug: (p.name, p.name_zh) for p in repository.presidencies}
    for period in divided(repository, by, filters):
        label = period.label
        yield label, *names.get(label, (label, label)), filters._replace(periods=(period,))


def divided(repository: Repository, by: str, filters: Filters = NONE) -> list[Period]:
    """The presidencies, decades, years or months, or the times between two changes, of the periods asked for.

    Each is cut to them. Presidencies begin in 1948 where no period asks for more.
    """
    if by == "president":
        if filters.periods is None:
            return [p.period for p in repository.presidencies if p.start >= SINCE_1948]
        return [cut for p in repository.presidencies for cut in overlaps(filters.periods, p.period, p.slug)]
    found = []
    for span in spans(repository, filters.periods or ALWAYS):
        for begin, stop in pairwise(_edges(repository, by, span.start, span.end)):
            cut = Period(begin, stop)
            cut.label = f"{begin.year}s" if by == "decade" else str(cut)
            found += overlaps([cut], Period(span.start, span.end))
    return found


def _edges(repository: Repository, by: str, start: date, end: date) -> list[date]:
    """The days at which one division ends and the next begins, from ``start`` or before to ``end`` or after."""
    if by == "change":
        inside = "SELECT DISTINCT day FROM ally_change WHERE day > :start AND day < :end ORDER BY day"
        days = repository.column(inside, {"start": start.isoformat(), "end": end.isoformat()})
        return [start, *map(date.fromisoformat, days), end]
    if by == "month":
        return [date(year, month, 1) for year in range(start.year, end.year + 2) for month in range(1, 13)]
    size = 10 if by == "decade" else 1
    return [date(year, 1, 1) for year in range(start.year // size * size, end.year + size + 1, size)]


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
