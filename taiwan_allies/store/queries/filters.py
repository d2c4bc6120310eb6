"""What a question is limited to: states, regions, periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from taiwan_allies.dates.period import Period
from taiwan_allies.errors import UsageError

Values = dict[str, str | int | None]
"""Named parameters of a query."""


class Filters(NamedTuple):
    """What a question is limited to. None means no limit; ``periods`` are alternatives."""

    codes: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    periods: tuple[Period, ...] | None = None

    def counted_state(self) -> tuple[str, Values]:
        """The states that are left, as SQL that lists their codes, and its parameters; empty where all are."""
        parts: list[str] = []
        values: Values = {}
        if self.codes is not None:
            parts.append("code IN (SELECT value FROM json_each(:codes))")
            values["codes"] = as_json(self.codes)
        if self.regions is not None:
            named = "(SELECT value FROM json_each(:regions))"
            parts.append(f"(region IN {named} OR subregion IN {named})")
            values["regions"] = as_json(self.regions)
        return (f"SELECT code FROM state WHERE {' AND '.join(parts)}" if parts else ""), values

    def days(self) -> tuple[str, Values]:
        """An SQL condition on what lasts from `first_day` to `last_day`, and its parameters; always true without periods."""
        values: Values = {}
        parts = []
        for n, period in enumerate(self.periods or ()):
            values[f"from{n}"] = (period.start or date.min).isoformat()
            values[f"to{n}"] = (period.end or date.max).isoformat()
            parts.append(f"(last_day >= :from{n} AND first_day < :to{n})")
        return (f"({' OR '.join(parts)})" if parts else "1"), values

    def touches(self, period: Period) -> bool:
        """Whether a period has a day in common with those asked for."""
        return self.periods is None or bool(overlaps(self.periods, period))


NONE: Final = Filters()
"""No limit."""


def as_json(values: Sequence[object]) -> str:
    """A list as a parameter for SQLite's json_each."""
    from json import dumps  # most questions have no list

    return dumps(values)


def split(texts: Sequence[str] | None, option: str = "") -> list[str]:
    """Values of a repeatable option, each of which may name several joined with commas.

    With the name of the ``option`` a value that names none raises `UsageError`: a script's empty variable must not
    mean "all".
    """
    found = []
    for text in texts or ():
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if option and not parts:
            raise UsageError(f"{option}: nothing is named", "Name something, or leave the option out.")
        found += parts
    return found


def overlaps(periods: Sequence[Period], other: Period, label: str = "") -> list[Period]:
    """The part of each period that lies in ``other``; those that have none are left out."""
    found = []
    for p in periods:
        start = max((d for d in (p.start, other.start) if d), default=None)
        end = min((d for d in (p.end, other.end) if d), default=None)
        if start is None or end is None or start < end:
            found.append(Period(start, end, label or p.label))
    return found
