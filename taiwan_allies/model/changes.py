"""What changed in the number of allies. `answers` says what holds for all of them."""

from typing import NamedTuple

from taiwan_allies.model.types import Cause, Day, EventKind, Quality, Region, Written


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
