"""Counts of allies: on a day, by period, and as a series. All of them add and subtract the edges of spells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from json import dumps
from typing import TYPE_CHECKING, NamedTuple

from taiwan_allies.store.queries.query import REGIONS, Filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from taiwan_allies.dates.periods import Period
    from taiwan_allies.store.queries.query import Ask


@dataclass(slots=True)
class Count:
    """How many allies; ``low`` and ``high`` differ from ``count`` where imprecise events span the day."""

    # Not frozen: a long series holds tens of thousands of them, and a frozen one takes three times as long to make.

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
    after = (day + timedelta(days=1)).isoformat()
    return edges_before(ask, [after], filters)[after].allies


class Edges(NamedTuple):
    """How many spells had begun and ended before a day, for certain and at the most; how many by dissolution."""

    starts: int
    ends: int
    end_mins: int
    start_mins: int
    dissolved: int

    @property
    def allies(self) -> Count:
        """The number of allies at the end of the day before."""
        return Count(self.starts - self.ends, self.starts - self.end_mins, self.start_mins - self.ends)


def edges_before(ask: Ask, days: Iterable[str], filters: Filters) -> dict[str, Edges]:
    """The edges of spells before each of some days.

    Counted from one day to the next and added up, so that each index is walked once, however many days there are.
    """
    where, values = filters.states("spell.code")
    rows = ask.rows(
        f"""
        WITH cut AS (SELECT value AS upto, lag(value, 1, '') OVER (ORDER BY value) AS since FROM json_each(:days))
        SELECT upto,
            (SELECT count(*) FROM spell WHERE start >= since AND start < upto{where}),
            (SELECT count(*) FROM spell WHERE "end" >= since AND "end" < upto{where}),
            (SELECT count(*) FROM spell WHERE end_min >= since AND end_min < upto{where}),
            (SELECT count(*) FROM spell WHERE start_min >= since AND start_min < upto{where}),
            (SELECT count(*) FROM event AS e JOIN spell ON spell.code = e.code AND spell.ended_by = e.id
                WHERE e.cause = 'dissolution' AND e.date_max >= since AND e.date_max < upto{where})
        FROM cut ORDER BY upto
        """,
        values | {"days": dumps(sorted(set(days)))},
    )
    found, sums = {}, [0, 0, 0, 0, 0]
    for day, *numbers in rows:
        sums = [total + number for total, number in zip(sums, numbers, strict=True)]
        found[day] = Edges(*sums)
    return found


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
            spans.append((period.label, start, stop))
    before = edges_before(ask, (day for _, *edges in spans for day in edges), filters)
    tallies = []
    for label, start, stop in spans:
        at, by = before[start], before[stop]
        tallies.append(
            Tally(
                label=label,
                first=date.fromisoformat(start),
                last=date.fromisoformat(stop) - timedelta(days=1),
                at_start=at.allies.count,
                gained=by.starts - at.starts,
                lost=by.ends - at.ends,
                dissolved=by.dissolved - at.dissolved,
                at_end=by.allies,
            )
        )
    return tallies


def running(ask: Ask, first: str, last: str) -> dict[str, int]:
    """The number of allies after each event that changed it, between two days of effect, both inclusive.

    Events of one day are counted in the order of `ally_change`.
    """
    count = edges_before(ask, [first], Filters())[first].allies.count
    counts = {}
    for event, change in ask.rows(
        """
        SELECT event, change FROM (
            SELECT s.start AS day, 1 AS change, s.code, s.opened_by AS event, e.seq
                FROM spell AS s JOIN event AS e ON e.id = s.opened_by WHERE s.start >= :first AND s.start <= :last
            UNION ALL
            SELECT s."end", -1, s.code, s.ended_by, e.seq
                FROM spell AS s JOIN event AS e ON e.id = s.ended_by WHERE s."end" >= :first AND s."end" <= :last
        ) ORDER BY day, code, seq, event
        """,
        {"first": first, "last": last},
    ):
        count += change
        counts[event] = count
    return counts


def tally_by_region(ask: Ask, period: Period, filters: Filters) -> list[Tally]:
    """The tally of one period for each region, those without any relations ever left out."""
    from dataclasses import replace

    tallies = []
    for region in filters.regions or REGIONS:
        for row in tally(ask, [replace(period, label=region)], filters._replace(regions=(region,))):
            tallies.append(row)
    return tallies


def series(ask: Ask, filters: Filters, start: date, end: date) -> list[tuple[date, Count]]:
    """The count from ``start`` on, and from each day up to ``end`` (inclusive) on which it or its bounds change.

    What `ally_count` says, of some states: the edges of each kind are counted by day in its index before they meet.
    """
    where, values = filters.states("spell.code")
    rows = ask.rows(
        f"""
        SELECT day, sum(step), sum(step_min), sum(step_max) FROM (
            SELECT start AS day, count(*) AS step, count(*) AS step_min, 0 AS step_max FROM spell
                WHERE start <= :end{where} GROUP BY start
            UNION ALL SELECT "end", -count(*), 0, -count(*) FROM spell WHERE "end" <= :end{where} GROUP BY "end"
            UNION ALL SELECT start_min, 0, 0, count(*) FROM spell WHERE start_min <= :end{where} GROUP BY start_min
            UNION ALL SELECT end_min, 0, -count(*), 0 FROM spell WHERE end_min <= :end{where} GROUP BY end_min
        ) GROUP BY day ORDER BY day
        """,
        values | {"end": end.isoformat()},
    )
    points: list[tuple[date, Count]] = [(start, Count(0, 0, 0))]
    count = low = high = 0
    for day, step, step_min, step_max in rows:
        if not (step or step_min or step_max):
            continue
        count, low, high = count + step, low + step_min, high + step_max
        when = max(date.fromisoformat(day), start)
        if when == points[-1][0]:
            points.pop()
        points.append((when, Count(count, low, high)))
    return points
