"""Counts of allies: on a day, by period, and as a series. All of them add and subtract the edges of spells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from json import dumps
from typing import TYPE_CHECKING

from taiwan_allies.store.ask import REGIONS, Filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taiwan_allies.domain.periods import Period
    from taiwan_allies.store.ask import Ask


@dataclass(frozen=True, slots=True)
class Count:
    """How many allies; ``low`` and ``high`` differ from ``count`` where imprecise events span the day."""

    count: int
    low: int
    high: int

    def __str__(self) -> str:
        return str(self.count) if self.low == self.high else f"{self.count} ({self.low}-{self.high})"


@dataclass(frozen=True, slots=True)
class Tally:
    """What happened in a period: at_start + gained - lost = at_end. ``dissolved`` is a part of ``lost``.

    ``first`` and ``last`` are its first and last day, inclusive; at_start is the count on the day before ``first``.
    """

    label: str
    first: date
    last: date
    at_start: int
    gained: int
    lost: int
    dissolved: int
    at_end: Count

    @property
    def net(self) -> int:
        return self.gained - self.lost


def count_on(ask: Ask, day: date, filters: Filters = Filters()) -> Count:  # noqa: B008 - frozen
    """The number of allies at the end of a day."""
    where, values = filters.states("spell.code")
    return Count(
        *ask.row(
            f"""
            SELECT starts - ends, starts - end_mins, start_mins - ends FROM (SELECT
                (SELECT count(*) FROM spell WHERE start <= :day{where}) AS starts,
                (SELECT count(*) FROM spell WHERE "end" <= :day{where}) AS ends,
                (SELECT count(*) FROM spell WHERE start_min <= :day{where}) AS start_mins,
                (SELECT count(*) FROM spell WHERE end_min <= :day{where}) AS end_mins)
            """,
            values | {"day": day.isoformat()},
        )
    )


def first_day(ask: Ask) -> date:
    """The first day on which there may have been an ally."""
    return date.fromisoformat(ask.row("SELECT coalesce(min(start_min), '1912-01-01') FROM spell")[0])


def tally(ask: Ask, periods: Sequence[Period], filters: Filters = Filters()) -> list[Tally]:  # noqa: B008
    """Gains and losses in each period; a period that has not ended counts up to today.

    Periods without a start begin with the first event. `presidency_tally` says the same of presidencies.
    """
    from_first = first_day(ask).isoformat()
    tomorrow = ask.today + timedelta(days=1)
    spans = []
    for period in periods:
        start = period.start.isoformat() if period.start else from_first
        stop = min(period.end or tomorrow, tomorrow).isoformat()
        if start < stop:
            spans.append([period.label, start, stop])
    where, values = filters.states("spell.code")
    rows = ask.rows(
        f"""
        WITH span AS (SELECT json_extract(value, '$[0]') AS label, json_extract(value, '$[1]') AS start,
                             json_extract(value, '$[2]') AS stop FROM json_each(:spans))
        SELECT label, start, stop,
            (SELECT count(*) FROM spell WHERE start < p.start{where}) - (SELECT count(*) FROM spell WHERE "end" < p.start{where}),
            (SELECT count(*) FROM spell WHERE start >= p.start AND start < p.stop{where}),
            (SELECT count(*) FROM spell WHERE "end" >= p.start AND "end" < p.stop{where}),
            (SELECT count(*) FROM spell JOIN event ON event.id = ended_by
                WHERE "end" >= p.start AND "end" < p.stop AND event.cause = 'dissolution'{where}),
            (SELECT count(*) FROM spell WHERE start < p.stop{where}) - (SELECT count(*) FROM spell WHERE "end" < p.stop{where}),
            (SELECT count(*) FROM spell WHERE start < p.stop{where}) - (SELECT count(*) FROM spell WHERE end_min < p.stop{where}),
            (SELECT count(*) FROM spell WHERE start_min < p.stop{where}) - (SELECT count(*) FROM spell WHERE "end" < p.stop{where})
        FROM span AS p
        """,
        values | {"spans": dumps(spans)},
    )
    return [
        Tally(
            label=label,
            first=date.fromisoformat(start),
            last=date.fromisoformat(stop) - timedelta(days=1),
            at_start=at_start,
            gained=gained,
            lost=lost,
            dissolved=dissolved,
            at_end=Count(*at_end),
        )
        for label, start, stop, at_start, gained, lost, dissolved, *at_end in rows
    ]


def tally_by_region(ask: Ask, period: Period, filters: Filters) -> list[Tally]:
    """The tally of one period for each region, those without any relations ever left out."""
    from dataclasses import replace

    tallies = []
    for region in filters.regions or REGIONS:
        for row in tally(ask, [replace(period, label=region)], filters._replace(regions=(region,))):
            tallies.append(row)
    return tallies


def series(ask: Ask, filters: Filters, start: date, end: date) -> list[tuple[date, Count]]:
    """The count from ``start`` on, and from each day up to ``end`` (inclusive) on which it or its bounds change."""
    where, values = filters.states("code")
    rows = ask.rows(
        f"""
        SELECT day, sum(sum(step)) OVER (ORDER BY day), sum(sum(step_min)) OVER (ORDER BY day),
            sum(sum(step_max)) OVER (ORDER BY day)
        FROM spell_edge WHERE day <= :end{where} GROUP BY day
        """,
        values | {"end": end.isoformat()},
    )
    points: list[tuple[date, Count]] = [(start, Count(0, 0, 0))]
    for day, *numbers in rows:
        count, when = Count(*numbers), max(date.fromisoformat(day), start)
        if when == points[-1][0]:
            points[-1] = (when, count)
        elif count != points[-1][1]:
            points.append((when, count))
    return points
