"""What a question is limited to: states, regions, periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from taiwan_allies.dates.period import Period
from taiwan_allies.errors import UsageError
from taiwan_allies.plain import Plain

Values = dict[str, str | int | None]
"""Named parameters of a query."""


class Filters(Plain):
    """What a question is limited to. None means no limit; ``periods`` are alternatives."""

    codes: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    periods: tuple[Period, ...] | None = None

    @property
    def states(self) -> str:
        """The codes of the states that are left, as SQL; empty where all are."""
        named = "(SELECT value FROM json_each(:regions))"
        parts = [
            *(["code IN (SELECT value FROM json_each(:codes))"] if self.codes is not None else []),
            *([f"(region IN {named} OR subregion IN {named})"] if self.regions is not None else []),
        ]
        return f"SELECT code FROM state WHERE {' AND '.join(parts)}" if parts else ""

    @property
    def of_states(self) -> str:
        """An SQL condition on `code`; always true where all states are asked for."""
        return f"code IN ({self.states})" if self.states else "1"

    @property
    def days(self) -> str:
        """An SQL condition on what lasts from `first_day` to `last_day`; always true without periods."""
        parts = [f"last_day >= :from{n} AND first_day < :to{n}" for n, _ in enumerate(self.periods or ())]
        return "(" + " OR ".join(parts) + ")" if parts else "1"

    @property
    def values(self) -> Values:
        """The parameters of these conditions."""
        found: Values = {"codes": as_json(self.codes), "regions": as_json(self.regions)}
        for n, period in enumerate(self.periods or ()):
            found[f"from{n}"] = (period.start or date.min).isoformat()
            found[f"to{n}"] = (period.end or date.max).isoformat()
        return found

    def touches(self, period: Period) -> bool:
        """Whether a period has a day in common with those asked for."""
        return self.periods is None or bool(overlaps(self.periods, period))


NONE: Final = Filters()
"""No limit."""


def as_json(values: Sequence[object] | None) -> str:
    """A list as a parameter for SQLite's json_each."""
    if not values:
        return "[]"
    from json import dumps  # most questions have no list

    return dumps(values)


MOST_NAMED: Final = 10_000
"""More ids than this are no parameters any more: SQLite takes 32,766."""


def among(ids: Sequence[str]) -> tuple[str, Values]:
    """SQL for the list of these ids. As parameters SQLite takes them to the index, as a query it does not."""
    if len(ids) > MOST_NAMED:
        return "(SELECT value FROM json_each(:ids))", {"ids": as_json(ids)}
    return f"({', '.join(f':id{n}' for n in range(len(ids)))})", {f"id{n}": id_ for n, id_ in enumerate(ids)}


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
