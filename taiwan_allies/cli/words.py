"""Sentences that several commands say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.domain.days import human_day

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.store.ask import Ask, Presidency
    from taiwan_allies.store.counts import Tally


def freshness(ask: Ask, day: date) -> str:
    """To which day the record is good, and how long before ``day`` that was where it matters."""
    text = f"record good to {human_day(ask.record[1])}"
    stale = ask.stale_days(day)
    return f"{text}, {stale} days before: later changes may be missing" if stale else text


def plural(number: int, one: str, many: str = "") -> str:
    """``3 allies``, ``1 ally``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def term(presidency: Presidency, today: date) -> str:
    """Name and time in office: ``Lai Ching-te 賴清德, 20 May 2024 to today``."""
    end = human_day(presidency.end) if presidency.end and presidency.end <= today else "today"
    return f"{presidency.name} {presidency.name_zh}, {human_day(presidency.start)} to {end}"


def balance(tally: Tally, *, current: bool) -> str:
    """What a presidency did to the count: ``12 at the start, 12 now: none gained, none lost``."""
    end = "now" if current else "at the end"
    gained = f"{tally.gained} gained" if tally.gained else "none gained"
    lost = f"{tally.lost} lost" if tally.lost else "none lost"
    if tally.dissolved:
        lost += f" ({tally.dissolved} ceased to exist)"
    return f"{tally.at_start} at the start, {tally.at_end} {end}: {gained}, {lost}"
