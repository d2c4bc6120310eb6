"""Counts that others published, held against the record."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.dates.period import Period
from taiwan_allies.errors import UsageError
from taiwan_allies.model.counts import Count
from taiwan_allies.model.kinds import REGIONS
from taiwan_allies.model.rows import Assertion, Variant
from taiwan_allies.model.tables import Published
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.repository import Repository


def published(repository: Repository, filters: Filters = NONE) -> list[Published]:
    """Every published count of what the filters leave, in order; of all states where they leave all."""
    if filters.codes and filters.regions:
        raise UsageError("published counts are of all states, of a region or of one state", "Leave one filter out.")
    scopes = filters.codes or filters.regions or ("all",)
    return [row for row in all_published(repository, scopes) if _within(row.date, filters)]


def published_near(repository: Repository, day: date, filters: Filters = NONE) -> list[Published]:
    """The counts that were published for a day, or for the month or year that it lies in; else for the nearest day."""
    rows = published(repository, filters)
    apart = [_apart(row.date, day) for row in rows]
    nearest = min(apart, default=0)
    return [row for row, days in zip(rows, apart, strict=True) if days == nearest]


def all_published(repository: Repository, scopes: Sequence[str] | None = None) -> list[Published]:
    """Every published count, or those of some scopes, in order of date.

    One for a month or a year is met when it is on some day of it, up to today. It is explained when it holds with the
    variants that it names.
    """

    @cache
    def steps(scope: str, day: str) -> Sequence[Count] | None:
        if scope == "un":
            filters = Filters(codes=_members_on(repository, PartialDate.parse(day).first))
        elif scope in REGIONS:
            filters = Filters(regions=(scope,))
        elif scope == "all" or scope in repository.labels:
            filters = NONE if scope == "all" else Filters(codes=(scope,))
        else:
            return None
        return [Count("", 0, 0, 0), *repository.read(Count, "ally_count", "ORDER BY date", filters=filters)]

    publishers = dict(repository.tuples("SELECT id, publisher FROM source"))
    variants = {row.id: row for row in repository.read(Variant, "variant")}
    return [
        _held(
            row,
            steps(row.scope, row.date if row.scope == "un" else ""),
            publishers[row.source],
            variants,
            repository.today,
        )
        for row in repository.read(Assertion, "assertion", "ORDER BY date, id")
        if scopes is None or row.scope in scopes
    ]


def _held(
    row: Assertion, steps: Sequence[Count] | None, publisher: str, variants: Mapping[str, Variant], today: date
) -> Published:
    named = tuple(filter(None, (row.variants or "").split(";")))
    if steps is None:
        return Published(
            row.id, row.date, row.scope, row.count, None, None, None, False, publisher, row.source, named, False, None,
            row.note,
        )  # fmt: skip
    when = PartialDate.parse(row.date)
    first, last = when.first.isoformat(), max(min(when.last, today), when.first).isoformat()
    start = bisect_right(steps, first, key=lambda step: step.date)
    within = [steps[start - 1], *(step for step in steps[start:] if step.date <= last)]
    open_ = [_open_between(variants[name], first, last) for name in named if name in variants]
    sure, perhaps = open_.count(True), len(open_) - open_.count(False)
    highest = max(step.count_max for step in within)
    return Published(
        row.id, row.date, row.scope, row.count, within[-1].count, min(step.count_min for step in within), highest,
        any(step.count_min <= row.count <= step.count_max for step in within), publisher, row.source, named,
        bool(named) and any(step.count_min + sure <= row.count <= step.count_max + perhaps for step in within),
        highest + perhaps if named else None, row.note,
    )  # fmt: skip


def _open_between(variant: Variant, first: str, last: str) -> bool | None:
    """Whether a variant lasts through the days from ``first`` to ``last``; None where it may or may not."""
    since, until = PartialDate.parse(variant.since), PartialDate.parse(variant.until) if variant.until else None
    if since.last.isoformat() <= first and (until is None or until.first.isoformat() > last):
        return True
    maybe = since.first.isoformat() <= last and (until is None or until.last.isoformat() > first)
    return None if maybe else False


def _members_on(repository: Repository, day: date) -> tuple[str, ...]:
    """The members of the United Nations on a day."""
    sql = "SELECT code FROM un_member WHERE start_day <= :day AND (end_day IS NULL OR end_day > :day)"
    return tuple(repository.column(sql, {"day": day.isoformat()}))


def _within(written: str, filters: Filters) -> bool:
    when = PartialDate.parse(written)
    return filters.touches(Period(when.first, when.last + timedelta(days=1)))


def _apart(written: str, day: date) -> int:
    """Days between a date and a day; 0 where the date can mean it."""
    when = PartialDate.parse(written)
    return max(0, (when.first - day).days, (day - when.last).days)
