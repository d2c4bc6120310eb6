"""The one clock: every date of the record is a date in Taipei, and so is today."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

TAIPEI = timezone(timedelta(hours=8), "Taipei")


def today() -> date:
    """The present day in Taipei, on whatever machine."""
    return datetime.now(TAIPEI).date()
