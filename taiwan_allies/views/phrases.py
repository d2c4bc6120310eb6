"""Sentences that several commands say, in the language of the terminal. `i18n` has their Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from taiwan_allies.i18n import day_in, gettext, ngettext

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.model.answers import Tally
    from taiwan_allies.store.queries.repository import Repository, Term


def freshness(repository: Repository, day: date, lang: str = "en") -> str:
    """The day that the data are as of, and how long before ``day`` that was where it matters."""
    as_of, stale = day_in(lang, repository.loaded.as_of), repository.stale_days(day)
    if stale:
        return gettext(
            lang, "data as of {day}, {days} days before: later changes may be missing", day=as_of, days=stale
        )
    return gettext(lang, "data as of {day}", day=as_of)


def fresh(repository: Repository, day: date, lang: str = "en") -> str:
    """`freshness` as a sentence of its own."""
    said = freshness(repository, day, lang)
    return f"{said[:1].upper()}{said[1:]}{stop(lang)}"


def stop(lang: str) -> str:
    """What ends a sentence."""
    return "。" if lang == "zh" else "."


def joined(lang: str, parts: Sequence[str]) -> str:
    """Parts of a sentence with commas between them."""
    return ("，" if lang == "zh" else ", ").join(parts)


def plural(number: int, one: str, many: str = "", lang: str = "en") -> str:
    """``3 allies``, ``1 ally``, ``no allies``."""
    counted = ngettext(lang, number, one, many)
    return f"{number}{counted}" if lang == "zh" else f"{number or 'no'} {counted}"


def term(presidency: Term, today: date, lang: str = "en", *, unicode: bool = True) -> str:
    """Name, in Chinese too where it can be shown, and time in office: ``Lai Ching-te 賴清德, 20 May 2024 to today``."""
    ended = presidency.end is not None and presidency.end <= today
    end = day_in(lang, presidency.end) if ended and presidency.end else gettext(lang, "today")
    both = f"{presidency.name} {presidency.name_zh}" if unicode else presidency.name
    name = presidency.name_zh if lang == "zh" else both
    return gettext(lang, "{name}, {start} to {end}", name=name, start=day_in(lang, presidency.start), end=end)


def balance(tally: Tally, *, current: bool, lang: str = "en") -> str:
    """What a presidency did to the count: ``12 at the start, 12 now: none gained, none lost``."""
    lost = gettext(lang, "{n} lost", n=tally.lost) if tally.lost else gettext(lang, "none lost")
    if tally.dissolved:
        lost = gettext(lang, "{lost} ({n} ceased to exist)", lost=lost, n=tally.dissolved)
    return gettext(
        lang,
        "{at_start} at the start, {at_end} {end}: {gained}, {lost}",
        at_start=tally.at_start,
        at_end=tally.at_end,
        end=gettext(lang, "now" if current else "at the end"),
        gained=gettext(lang, "{n} gained", n=tally.gained) if tally.gained else gettext(lang, "none gained"),
        lost=lost,
    )
