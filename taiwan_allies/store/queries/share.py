"""The allies among the members of the United Nations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from taiwan_allies.errors import UsageError
from taiwan_allies.model.tables import Share
from taiwan_allies.store.queries.counts import ALWAYS, cuts, spans
from taiwan_allies.store.queries.filters import NONE, Filters, Values
from taiwan_allies.store.queries.repository import Repository

FOUNDED: Final = date(1945, 10, 24)
"""The first day of the United Nations."""


def share_on(repository: Repository, day: date, filters: Filters = NONE) -> Share:
    """The share at the end of a day. Raises `UsageError` for one before the United Nations."""
    if day < FOUNDED:
        raise UsageError(f"there were no United Nations on {day}", f"The share begins on {FOUNDED}.")
    return _steps(repository, day, day, filters)[0]


def shares(repository: Repository, filters: Filters = NONE) -> list[Share]:
    """The share on the first day of each period asked for, and on each day in it on which one of its numbers changes."""
    found = []
    for span in spans(repository, filters.periods or ALWAYS):
        first, last = max(span.start, FOUNDED), span.end - timedelta(days=1)
        if first <= last:
            found += _steps(repository, first, last, filters)
    return found


def shares_by(repository: Repository, by: str, filters: Filters = NONE) -> list[Share]:
    """The share of each region, or at the end of each year, decade or presidency; today where that lasts."""
    found = []
    for label, *_, narrowed in cuts(repository, by, filters):
        for span in spans(repository, narrowed.periods or ALWAYS):
            last = span.end - timedelta(days=1)
            if last >= FOUNDED:
                found.append(share_on(repository, last, narrowed)._replace(period=label))
    return found


def _steps(repository: Repository, first: date, last: date, filters: Filters) -> list[Share]:
    """The share on ``first``, and on each later day up to ``last`` on which one of its numbers changes."""
    values: Values = {"first": first.isoformat(), "last": last.isoformat()}
    # The day alone is asked for first: who is outside is looked up for every row that is read.
    since = next(
        repository.read(_Step, "un_share", "WHERE date <= :first ORDER BY date DESC LIMIT 1", values, filters=filters),
        None,
    )
    values["since"] = since.date if since else ""
    steps = list(
        repository.read(Share, "un_share", "WHERE date BETWEEN :since AND :last ORDER BY date", values, filters=filters)
    )
    if since is None:
        steps.insert(0, Share(None, "", 0, 0, 0, None, 0, ()))
    return [steps[0]._replace(date=first.isoformat()), *steps[1:]]


class _Step(NamedTuple):
    date: str
