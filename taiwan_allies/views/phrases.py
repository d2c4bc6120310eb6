"""Sentences that several commands say, in the language of the terminal, and how they lie. `i18n` has their Chinese."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Protocol

from taiwan_allies.i18n import day_in, gettext, ngettext, pgettext
from taiwan_allies.output.text import cell_width, one_line, ranged, wrap

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.context import Context
    from taiwan_allies.model.changes import Difference
    from taiwan_allies.model.counts import Tally
    from taiwan_allies.model.entries import Entry
    from taiwan_allies.store.queries.repository import Repository, Term


def freshness(repository: Repository, day: date, lang: str = "en") -> str:
    """The day that the data are as of, and how long before ``day`` that was where it matters."""
    as_of, stale = day_in(lang, repository.loaded.as_of), repository.stale_days(day)
    late = "data as of {day}, {days} days before: later changes may be missing"
    return gettext(lang, late if stale else "data as of {day}", day=as_of, days=stale)


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
        at_end=ranged(tally.at_end, tally.at_end_min, tally.at_end_max),
        end=gettext(lang, "now" if current else "at the end"),
        gained=gettext(lang, "{n} gained", n=tally.gained) if tally.gained else gettext(lang, "none gained"),
        lost=lost,
    )


def identity(lang: str, row: Entry | Difference) -> list[str]:
    """The id of an event or engagement, how good its evidence is, and what of it rests on memory."""
    parts = [gettext(lang, "id {id}", id=row.id), gettext(lang, "evidence {quality}", quality=row.quality)]
    if memory := getattr(row, "memory", None):
        parts.append(gettext(lang, "the {memory} from memory", memory=pgettext(lang, "Memory", memory)))
    return parts


def named(lang: str, what: str, told: str) -> str:
    """``visit: ...``: something, and what is said of it."""
    return f"{what}{'：' if lang == 'zh' else ': '}{told}"


def listed(lang: str, words: Iterable[str]) -> str:
    """Names in a row."""
    return ("、" if lang == "zh" else ", ").join(words)


def apart(lang: str, parts: Iterable[str]) -> str:
    """What is said of one thing, each part of which may have commas."""
    return ("；" if lang == "zh" else "; ").join(parts)


class Named(Protocol):
    """Whatever has a name in both languages."""

    @property
    def name(self) -> str: ...
    @property
    def name_zh(self) -> str: ...


def name_in(lang: str, row: Named) -> str:
    """The name of a state or a president in a language."""
    return row.name_zh if lang == "zh" else row.name


def section(context: Context, title: str, rows: Collection[object]) -> Iterator[str]:
    """A blank line, and the title of the rows that follow; nothing where there are none."""
    if rows:
        yield from ("", context.style.paint(gettext(context.lang, title, n=len(rows)), "head"))


def hanging(
    context: Context, text: str | None, first: str = "", rest: str | None = None, role: str = ""
) -> Iterator[str]:
    """``text`` on as many lines as it takes, none where there is none.

    It stands behind ``first``, then behind ``rest``, which is as much space unless said.
    """
    rest = " " * cell_width(first) if rest is None else rest
    lines = wrap(one_line(text), max(20, context.width - cell_width(rest))) if text else []
    for before, line in zip(chain([first], repeat(rest)), lines, strict=False):
        yield before + context.style.paint(line, role)
