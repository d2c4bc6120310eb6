"""Who was an ally, and what changed. `answers` says what holds for all of them."""

from typing import NamedTuple

from taiwan_allies.model.types import Cause, Day, EventKind, Quality, Region, Written


class Spell(NamedTuple):
    """The interval in which a state recognised the Republic of China, as it stands on a day.

    ``years`` are the years completed by that day, or by the spell's end: from ``years_min`` to ``years_max`` where dates
    are imprecise. ``status`` is ``ally`` while it is open, else
    ``former``; ``first`` is the date on which the state's relations first opened. ``last_confirmed`` is the last day on
    which a document, ``confirmed_by``, names an ally of today as one.
    """

    code: str
    name: str
    region: Region
    subregion: str
    since: Written
    years: int
    status: str
    until: Written | None
    cause: Cause | None
    first: Written
    name_zh: str
    slug: str
    quality: Quality
    disputed: bool
    start_day: Day
    end_day: Day | None
    start_min: Day
    end_min: Day | None
    id: str
    ended_by: str | None
    sources: tuple[str, ...]
    years_min: int
    years_max: int
    population: int | None
    population_year: int | None
    last_confirmed: Written | None
    confirmed_by: str | None


class Standing(NamedTuple):
    """Whether a state is an ally on a day, since when, whether the dates are precise enough to be sure, and whether it
    was one at any time."""

    code: str
    name: str
    at: Day
    ally: bool
    certain: bool
    since: Written | None
    ever: bool
    name_zh: str


class Change(NamedTuple):
    """A gain (+1) or loss (-1) in the number of allies, which is ``count`` after it.

    ``day`` is the day of effect, ``date`` the date as written; ``president`` held the office on that day.
    """

    day: Day
    change: int
    code: str
    name: str
    name_zh: str
    region: Region
    subregion: str
    id: str
    kind: EventKind
    date: Written
    local_date: Written | None
    cause: Cause | None
    prc_date: Written | None
    note: str | None
    quality: Quality
    sources: tuple[str, ...]
    president: str | None
    count: int  # type: ignore[assignment]  # the field matters, not the method of tuples


class Difference(NamedTuple):
    """A state that is an ally at one of two moments and not at the other, or that left in between and came back.

    ``change`` is ``gained``, ``lost`` or ``returned``; of the last ``other_date`` and ``other_id`` tell of the loss.
    """

    change: str
    code: str
    name: str
    date: Written
    id: str
    president: str | None
    region: Region
    kind: EventKind
    cause: Cause | None
    prc_date: Written | None
    local_date: Written | None
    quality: Quality
    sources: tuple[str, ...]
    other_date: Written | None
    other_id: str | None
    note: str | None
    name_zh: str
