"""How many. `answers` says what holds for all of them."""

from typing import NamedTuple

from taiwan_allies.model.types import Day, Quality, Region


class Count(NamedTuple):
    """The number of allies at the end of ``date``; in a series, from that day until the next row's."""

    date: Day
    count: int  # type: ignore[assignment]  # the field matters, not the method of tuples
    count_min: int
    count_max: int


class RegionCount(NamedTuple):
    """The same of one region."""

    date: Day
    region: Region
    count: int  # type: ignore[assignment]  # the field matters, not the method of tuples
    count_min: int
    count_max: int


class Tally(NamedTuple):
    """What a period gained and lost: at_start + gained - lost = at_end.

    ``at_start`` is the count on the day before ``start_day``; ``dissolved`` is the part of ``lost`` in which the state
    itself ceased to exist. A period that lasts is counted up to today, and ``end_day`` is tomorrow.
    """

    period: str
    start_day: Day
    end_day: Day
    at_start: int
    gained: int
    lost: int
    net: int
    at_end: int
    at_end_min: int
    at_end_max: int
    dissolved: int
    name: str
    name_zh: str
    part: str | None = None


class PresidencyTally(NamedTuple):
    """A presidency and what it gained and lost."""

    slug: str
    name: str
    name_zh: str
    office: str
    start_day: Day
    end_day: Day | None
    party: str | None
    acting: bool
    at_start: int
    gained: int
    lost: int
    at_end: int
    at_end_min: int
    at_end_max: int
    dissolved: int
    quality: Quality
    sources: tuple[str, ...]
    note: str | None
