"""Sentences that several commands say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.domain.dates import human_day

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.store.ask import Ask


def freshness(ask: Ask, day: date) -> str:
    """To which day the record is good, and how long before ``day`` that was where it matters."""
    text = f"record good to {human_day(ask.record[1])}"
    stale = ask.stale_days(day)
    return f"{text}, {stale} days before: later changes may be missing" if stale else text


def plural(number: int, one: str, many: str = "") -> str:
    """``3 allies``, ``1 ally``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
