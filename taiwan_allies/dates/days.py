"""Days that are certain: their names and the time between them."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = "January February March April May June July August September October November December".split()


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 12:  # apart, so that December 9999 needs no year 10000
        return 31
    return (date(year, month + 1, 1) - timedelta(days=1)).day


def human_day(day: date) -> str:
    """A day for people: "3 May 2026", in English whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def length(start: date, end: date) -> str:
    """The time from `start` to `end` in its two largest units: "92 y 5 m", "5 m 3 d", "8 d".

    Days are given only under a year, and a zero only when there is nothing else ("92 y", "0 d").
    An `end` before `start` counts as no time at all.
    """
    from dateutil.relativedelta import relativedelta

    span = relativedelta(max(start, end), start)
    units = [(span.years, "y"), (span.months, "m")] if span.years else [(span.months, "m"), (span.days, "d")]
    return " ".join(f"{count} {unit}" for count, unit in units if count) or "0 d"
