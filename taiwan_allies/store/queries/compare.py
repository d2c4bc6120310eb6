"""Presidencies at the same day in office."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from taiwan_allies.dates.period import Period
from taiwan_allies.errors import UsageError
from taiwan_allies.model.tables import Compared, OfficeCount
from taiwan_allies.store.queries.changes import changes
from taiwan_allies.store.queries.counts import SINCE_1948, series, tally
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.repository import Repository, Term


def compare(
    repository: Repository,
    named: Sequence[Term] = (),
    *,
    number: int | None = None,
    at: date | None = None,
    filters: Filters = NONE,
) -> list[Compared]:
    """Presidencies at the end of their day ``number`` in office, the first day being 1.

    Without a number it is the day in office of whoever holds it ``at`` a day; without either, the last day that every
    named presidency has reached. Nobody ``named`` means all since 1948 that lasted so long. Raises `UsageError` where a
    named one did not.
    """
    if number is None:
        number = (
            _day_on(repository, at or repository.today)
            if at or not named
            else min(_days(repository, term) for term in named)
        )
    for term in named:
        days = _days(repository, term)
        if days < number:
            lasts = term.period.contains(repository.today)
            raise UsageError(
                f"{term.slug} has no day {number}: it {'has reached' if lasts else 'lasted'} {days} days",
                "Choose an earlier --day, or leave it out.",
            )
    terms = list(named) or [term for term in since_1948(repository) if _days(repository, term) >= number]
    return [_compared(repository, term, number, filters) for term in terms]


def since_1948(repository: Repository) -> list[Term]:
    """The presidencies that are compared where nobody names any."""
    return [term for term in repository.presidencies if term.start >= SINCE_1948]


def courses(repository: Repository, named: Sequence[Term] = (), filters: Filters = NONE) -> list[OfficeCount]:
    """Every step of the count under each presidency by the day in office, from its first day to its last."""
    rows: list[OfficeCount] = []
    terms = named or since_1948(repository)
    if not terms:
        return rows
    steps = series(repository, min(term.start for term in terms) - timedelta(days=1), repository.today, filters)
    for term in terms:
        last = term.start + timedelta(days=_days(repository, term) - 1)
        begin, end = (
            bisect_right(steps, day, key=lambda step: step.date)
            for day in ((term.start - timedelta(days=1)).isoformat(), last.isoformat())
        )
        before, points = steps[begin - 1], steps[begin:end]
        if not points or points[0].date > term.start.isoformat():
            points.insert(0, before._replace(date=term.start.isoformat()))
        if points[-1].date != last.isoformat():
            points.append(points[-1]._replace(date=last.isoformat()))
        for point in points:
            day = (date.fromisoformat(point.date) - term.start).days + 1
            net = point.count - before.count
            rows.append(OfficeCount(term.slug, day, point.date, before.count, net, *point[1:], term.name, term.name_zh))
    return rows


def _days(repository: Repository, term: Term) -> int:
    """How many days a presidency lasted, today included where it lasts."""
    tomorrow = repository.today + timedelta(days=1)
    return (min(term.end or tomorrow, tomorrow) - term.start).days


def _day_on(repository: Repository, day: date) -> int:
    term = repository.president_on(day)
    if term is None:
        raise UsageError(f"nobody held the office on {day}", "Choose another --at, or say --day.")
    return (day - term.start).days + 1


def _compared(repository: Repository, term: Term, number: int, filters: Filters) -> Compared:
    day = term.start + timedelta(days=number - 1)
    (row,) = tally(repository, [Period(term.start, day + timedelta(days=1))], filters)
    steps = changes(repository, term.start - timedelta(days=1), day, filters)
    return Compared(
        term.slug, number, day.isoformat(), row.at_start, row.gained, row.lost, row.at_end, row.at_end_min, row.at_end_max,
        tuple(step.code for step in steps if step.change > 0), tuple(step.code for step in steps if step.change < 0),
        term.name, term.name_zh,
    )  # fmt: skip
