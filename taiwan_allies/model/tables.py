"""Answers made of counts: comparisons, shares, panels, places on a map, a summary. `answers` says what holds for all of them."""

from typing import NamedTuple

from taiwan_allies.model.types import Day, Region, Written


class Summary(NamedTuple):
    """How things stand on a day: the count, the last change, who is president, and which record says so."""

    date: Day
    count: int  # type: ignore[assignment]  # a tuple has a method of that name
    last_date: Written | None
    last_name: str | None
    last_change: int | None
    last_id: str | None
    president: str | None
    record: str
    as_of: Day


class Compared(NamedTuple):
    """A presidency on a day in office: what it had gained and lost by then.

    ``day_in_office`` is 1 on its first day, ``count`` the number of allies at the end of ``date``.
    """

    president: str
    day_in_office: int
    date: Day
    at_start: int
    gained: int
    lost: int
    count: int  # type: ignore[assignment]  # the field matters, not the method of tuples
    count_min: int
    count_max: int
    gained_codes: tuple[str, ...]
    lost_codes: tuple[str, ...]
    name: str
    name_zh: str


class OfficeCount(NamedTuple):
    """The allies from a day in office on, until the next row's; the last row is the presidency's last day.

    ``net`` is ``count`` less ``at_start``.
    """

    president: str
    day_in_office: int
    date: Day
    at_start: int
    net: int
    count: int  # type: ignore[assignment]  # the field matters, not the method of tuples
    count_min: int
    count_max: int
    name: str
    name_zh: str


class Share(NamedTuple):
    """The allies among the members of the United Nations at the end of ``date``; in a series, until the next row's.

    ``share`` is ``un_allies`` by ``un_members``, from 0 to 1, None where there are no members; ``outside`` are the allies
    that are none.
    """

    period: str | None
    date: Day
    count: int  # type: ignore[assignment]  # the field matters, not the method of tuples
    un_members: int
    un_allies: int
    share: float | None
    outside: int
    outside_codes: tuple[str, ...]


class PanelRow(NamedTuple):
    """A state in a period [start_day, end_day), for statistics.

    Of a state that did not exist in the period nothing is said but that. ``cow``, ``gw``, ``m49`` and ``wikidata`` are
    its keys in that period. The sums of ``ally_at_start`` and ``ally_at_end`` over all states are those of `Tally`.
    """

    code: str
    cow: str | None
    gw: str | None
    m49: str | None
    wikidata: str | None
    name: str
    period: str
    start_day: Day
    end_day: Day
    exists: bool
    un_member: bool | None
    ally_at_start: bool | None
    ally_at_end: bool | None
    ally_days: int | None
    certain: bool | None
    president: str | None


class Placed(NamedTuple):
    """An ally on a map, at its capital. ``status`` is ``ally``, or between two days ``gained``, ``lost``, ``returned``.

    ``date`` is when relations opened, or what happened between the two days did.
    """

    code: str
    name: str
    region: Region
    status: str
    date: Written
    latitude: float | None
    longitude: float | None
    name_zh: str


class Published(NamedTuple):
    """A count that somebody published, held against the record's own for the same day, month or year.

    It is ``met`` where it lies between ``count_min`` and ``count_max``, the least and the most in that time. ``variants``
    are the ties that would make up the difference, ``with_variants`` the most that the record has together with them;
    it is ``explained`` where that holds. ``count`` is None of what the record cannot count.
    """

    id: str
    date: Written
    scope: str
    published: int
    count: int | None  # type: ignore[assignment]  # the field matters, not the method of tuples
    count_min: int | None
    count_max: int | None
    met: bool
    publisher: str
    source: str
    variants: tuple[str, ...]
    explained: bool
    with_variants: int | None
    note: str | None


class Balance(NamedTuple):
    """The sums of a difference between the ends of two days."""

    start_day: Day
    last_day: Day
    at_start: int
    gained: int
    lost: int
    returned: int
    at_end: int


class ReportRow(NamedTuple):
    """What a report is about and how much stands in it; ``at_end`` is the count on its last day."""

    start_day: Day
    end_day: Day
    at_start: int
    gained: int
    lost: int
    at_end: int
    events: int
    engagements: int
    disputed: int
    sources: int
    version: str
    as_of: Day
