"""Who was an ally. `answers` says what holds for all of them."""

from typing import NamedTuple

from taiwan_allies.model.types import Cause, Day, Quality, Region, Written


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
