"""Dates as the sources give them: a day, a month or a year, sometimes with a doubt.

The calendar is the Gregorian one of the standard library, and every day is a day in Taipei.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from taiwan_allies.dates.days import MONTHS, days_in_month, human_day
from taiwan_allies.errors import UsageError, quoted

FIRST_YEAR, LAST_YEAR = 1000, 2999
"""The years that are understood. Others are slips of the finger (0197, 20166), not history."""

_STORED = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%]?)")
_MARKS = {"": (False, False), "?": (True, False), "~": (False, True), "%": (True, True)}


@dataclass(frozen=True, slots=True, order=False)
class PartialDate:
    """A date as exact as its source: a year, a month of it, or a day of that month.

    It stands for one day that is known only to lie from `first` to `last`, both inclusive.
    There is no order between partial dates: whether 1971 comes before May 1971 is unknown.
    """

    year: int
    month: int | None = None
    day: int | None = None
    uncertain: bool = False
    """The source is in doubt (EDTF `?`)."""
    approximate: bool = False
    """The source says "about" (EDTF `~`)."""

    def __post_init__(self) -> None:
        if reason := impossible(self.year, self.month, self.day):
            raise UsageError(f"No such date: {reason}")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read the stored form and nothing else: YYYY, YYYY-MM or YYYY-MM-DD, then ?, ~, % or no mark."""
        stored = _STORED.fullmatch(text)
        if not stored:
            raise _not_stored(text)
        year, month, day = int(stored[1]), *(int(part) if part else None for part in stored.group(2, 3))
        if reason := impossible(year, month, day):
            raise _not_stored(text, f": {reason}")
        uncertain, approximate = _MARKS[stored[4]]
        return cls(year, month, day, uncertain, approximate)

    @property
    def first(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that it can mean; the same as `first` for a day."""
        if self.month is None:
            return date(self.year, 12, 31)
        return date(self.year, self.month, self.day or days_in_month(self.year, self.month))

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        """The smallest unit that is known."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    def __str__(self) -> str:
        """The stored form, which `parse` reads back to an equal date."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)]
        marks = (self.uncertain, self.approximate)
        return "-".join(parts) + next(mark for mark, meaning in _MARKS.items() if meaning == marks)

    def human(self) -> str:
        """For people: "3 May 2026", "May 2026", "2026", "about 2026", "2026?"."""
        if self.month is None:
            text = str(self.year)
        elif self.day is None:
            text = f"{MONTHS[self.month - 1]} {self.year}"
        else:
            text = human_day(self.first)
        return ("about " if self.approximate else "") + text + ("?" if self.uncertain else "")


def impossible(year: int, month: int | None = None, day: int | None = None) -> str:
    """Why there is no such date, as the end of a sentence; empty when there is one."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return f"a year lies between {FIRST_YEAR} and {LAST_YEAR}"
    if month is None:
        return "" if day is None else "a day needs its month"
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    longest = days_in_month(year, month)
    return "" if day is None or 1 <= day <= longest else f"{MONTHS[month - 1]} {year} has {longest} days"


def _not_stored(text: str, reason: str = "") -> UsageError:
    return UsageError(
        f"{quoted(text)} is not a date as the record writes it{reason}",
        "Write 1971, 1971-10 or 1971-10-25; add ? if uncertain, ~ if approximate, % if both.",
    )
