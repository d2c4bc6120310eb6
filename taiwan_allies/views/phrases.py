"""Sentences that several commands say, in the language of the terminal. `domain.words` has their Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.i18n.words import day as day_in
from taiwan_allies.i18n.words import noun, tell

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.store.queries.counts import Tally
    from taiwan_allies.store.queries.query import Ask, Presidency


def freshness(ask: Ask, day: date, lang: str = "en") -> str:
    """To which day the record is good, and how long before ``day`` that was where it matters."""
    as_of, stale = day_in(lang, ask.record[1]), ask.stale_days(day)
    if stale:
        return tell(
            lang, "record good to {day}, {days} days before: later changes may be missing", day=as_of, days=stale
        )
    return tell(lang, "record good to {day}", day=as_of)


def fresh(ask: Ask, day: date, lang: str = "en") -> str:
    """`freshness` as a sentence of its own."""
    said = freshness(ask, day, lang)
    return f"{said[:1].upper()}{said[1:]}{stop(lang)}"


def stop(lang: str) -> str:
    """What ends a sentence."""
    return "。" if lang == "zh" else "."


def joined(lang: str, parts: list[str]) -> str:
    """Parts of a sentence with commas between them."""
    return ("，" if lang == "zh" else ", ").join(parts)


def plural(number: int, one: str, many: str = "", lang: str = "en") -> str:
    """``3 allies``, ``1 ally``, ``no allies``."""
    counted = noun(lang, number, one, many)
    return f"{number}{counted}" if lang == "zh" else f"{number or 'no'} {counted}"


def term(presidency: Presidency, today: date, lang: str = "en", *, unicode: bool = True) -> str:
    """Name, in Chinese too where it can be shown, and time in office: ``Lai Ching-te 賴清德, 20 May 2024 to today``."""
    ended = presidency.end is not None and presidency.end <= today
    end = day_in(lang, presidency.end) if ended and presidency.end else "今" if lang == "zh" else "today"
    both = f"{presidency.name} {presidency.name_zh}" if unicode else presidency.name
    name = presidency.name_zh if lang == "zh" else both
    return tell(lang, "{name}, {start} to {end}", name=name, start=day_in(lang, presidency.start), end=end)


def balance(tally: Tally, *, current: bool, lang: str = "en") -> str:
    """What a presidency did to the count: ``12 at the start, 12 now: none gained, none lost``."""
    lost = tell(lang, "{n} lost", n=tally.lost) if tally.lost else tell(lang, "none lost")
    if tally.dissolved:
        lost = tell(lang, "{lost} ({n} ceased to exist)", lost=lost, n=tally.dissolved)
    return tell(
        lang,
        "{at_start} at the start, {at_end} {end}: {gained}, {lost}",
        at_start=tally.at_start,
        at_end=tally.at_end,
        end=tell(lang, "now" if current else "at the end"),
        gained=tell(lang, "{n} gained", n=tally.gained) if tally.gained else tell(lang, "none gained"),
        lost=lost,
    )
