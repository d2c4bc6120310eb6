"""A period of days."""

from __future__ import annotations

from datetime import date, timedelta

from taiwan_allies.errors import UsageError

_DAY = timedelta(days=1)


class Period:
    """The days from `start` up to, but without, `end`; None means no bound on that side.

    It is never empty. `label` is what the user wrote, in tidy spacing and with `..` for any joining word ("tsai",
    "1971..1979"): two periods of the same days are equal, whatever their labels.
    """

    __slots__ = ("end", "label", "start")

    def __init__(self, start: date | None, end: date | None, label: str = "") -> None:
        # No day comes before date.min, so a period that is unbounded below is empty if it ends there.
        if end is not None and (start or date.min) >= end:
            raise UsageError(f"A period must end after it starts: {start} to {end} holds no day")
        self.start, self.end, self.label = start, end, label

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and (self.start, self.end) == (other.start, other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        return f"Period({self.start}, {self.end}, {self.label!r})"

    @property
    def last_day(self) -> date | None:
        """The last day in the period (inclusive), or None when it is unbounded above."""
        return None if self.end is None else self.end - _DAY

    def moment(self, today: date) -> date:
        """The one day that the period names where one is wanted: its last, or `today` if it is not over."""
        return today if self.end is None or self.contains(today) else self.end - _DAY

    def contains(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def __str__(self) -> str:
        """The shortest text that `parse_period` reads back to the same days (of the years 1000 to 2999)."""
        edges = [edge.isoformat() for edge in (self.start, self.end) if edge is not None]
        # Years will do when both edges are a 1 January, months when both are the first of a month.
        size = next(size for size in (4, 7, 10) if all(edge[size:] == "-01-01"[size - 4 :] for edge in edges))
        first, last = ("" if day is None else day.isoformat()[:size] for day in (self.start, self.last_day))
        return first if first and first == last else f"{first}..{last}"
