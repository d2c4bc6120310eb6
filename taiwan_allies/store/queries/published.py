"""Counts that others published, held against the record."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.errors import UsageError
from taiwan_allies.model.answers import Count, Published
from taiwan_allies.model.kinds import REGIONS
from taiwan_allies.model.rows import Assertion, Variant
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.repository import tuple_of

if TYPE_CHECKING:
    from taiwan_allies.store.queries.repository import Repository


def published(repository: Repository, filters: Filters = NONE) -> list[Published]:
    """Every published count of what the filters leave, in order; of all states where they leave all."""
    scopes = _scopes(filters)
    return [row for row in all_published(repository) if row.scope in scopes and _within(row.date, filters)]


def published_near(repository: Repository, day: date, filters: Filters = NONE) -> list[Published]:
    """The counts that were published for a day, or for the month or year that it lies in; else for the nearest day."""
    rows = published(repository, filters)
    apart = [_apart(row.date, day) for row in rows]
    nearest = min(apart, default=0)
    return [row for row, days in zip(rows, apart, strict=True) if days == nearest]


def all_published(repository: Repository) -> list[Published]:
    """Every published count. A count for a month or a year holds when it holds on some day of it, up to today."""

    @cache
    def steps(scope: str) -> Sequence[Count]:
        filters = NONE if scope == "all" else Filters(regions=(scope,)) if scope in REGIONS else Filters(codes=(scope,))
        return list(repository.read(Count, "ally_count", "ORDER BY date", filters=filters))

    publishers = dict(repository.rows(tuple_of, "SELECT id, publisher FROM source"))
    variants = list(repository.read(Variant, "variant", "ORDER BY since, id"))
    return [
        _held(row, steps(row.scope), publishers[row.source], variants, repository.today)
        for row in repository.read(Assertion, "assertion", "ORDER BY date, id")
    ]


def _held(
    row: Assertion, steps: Sequence[Count], publisher: str, variants: Sequence[Variant], today: date
) -> Published:
    when = PartialDate.parse(row.date)
    first, last = when.first.isoformat(), max(min(when.last, today), when.first).isoformat()
    start = bisect_right(steps, first, key=lambda step: step.date)
    within = [steps[start - 1] if start else Count(first, 0, 0, 0), *(s for s in steps[start:] if s.date <= last)]
    return Published(
        row.id, row.date, row.scope, row.count, within[-1].count,
        min(step.count_min for step in within), max(step.count_max for step in within),
        any(step.count_min <= row.count <= step.count_max for step in within), publisher, row.source,
        tuple(variant.id for variant in variants if row.scope in ("all", variant.code) and _lasted(variant, when)),
        row.note,
    )  # fmt: skip


def _lasted(variant: Variant, when: PartialDate) -> bool:
    """Whether a variant can have lasted on a day that a count is for."""
    until = PartialDate.parse(variant.until).last if variant.until else date.max
    return PartialDate.parse(variant.since).first <= when.last and until >= when.first


def _scopes(filters: Filters) -> tuple[str, ...]:
    if filters.codes and filters.regions:
        raise UsageError("published counts are of all states, of a region or of one state", "Leave one filter out.")
    return filters.codes or filters.regions or ("all",)


def _within(written: str, filters: Filters) -> bool:
    when = PartialDate.parse(written)
    return filters.periods is None or any(
        (period.start or date.min) <= when.last and when.first < (period.end or date.max) for period in filters.periods
    )


def _apart(written: str, day: date) -> int:
    """Days between a date and a day; 0 where the date can mean it."""
    when = PartialDate.parse(written)
    return max(0, (when.first - day).days, (day - when.last).days)
