"""The rows of the record, as the data package and the store hold them.

The order of a row's fields is that of its columns in the CSV files, in the store and in every export. What a field
means is said in `fields`; its type is its annotation (`types`).
"""

from typing import NamedTuple

from taiwan_allies.model.types import (
    Cause,
    CoveredKind,
    Day,
    EngagementKind,
    EventKind,
    Initiator,
    Joined,
    KeyScheme,
    Memory,
    NameKind,
    Quality,
    Rank,
    Region,
    SignalStatus,
    Support,
    Tier,
    VariantKind,
    Written,
)


class State(NamedTuple):
    """A state of the world since 1912, ally or not."""

    code: str
    alpha2: str | None
    slug: str
    name: str
    official_name: str
    name_zh: str
    region: Region
    subregion: str
    existed_from: Written | None
    existed_to: Written | None
    capital: str | None
    latitude: float | None
    longitude: float | None
    population: int | None
    population_year: int | None
    note: str | None


class StateName(NamedTuple):
    """Another name of a state than those in `State`: a former one with its years, an alias, one in another language."""

    code: str
    lang: str
    kind: NameKind
    name: str
    since: Written | None
    until: Written | None


class StateKey(NamedTuple):
    """What another data set calls a state, and in which days: [start_day, end_day)."""

    code: str
    scheme: KeyScheme
    key: str
    start_day: Day | None
    end_day: Day | None


class Membership(NamedTuple):
    """A state's seat in the United Nations: [start_day, end_day)."""

    code: str
    start_day: Day
    end_day: Day | None


class Presidency(NamedTuple):
    """One head of state's unbroken time in office, [start_day, end_day): the hand-over day is the successor's."""

    slug: str
    name: str
    name_zh: str
    office: str
    start_day: Day
    end_day: Day | None
    party: str | None
    acting: bool
    quality: Quality
    note: str | None


class PresidentName(NamedTuple):
    """Another name of a head of state."""

    slug: str
    lang: str
    name: str


class Source(NamedTuple):
    """A document."""

    id: str
    publisher: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    archived: str | None
    read_at: str | None
    lang: str | None
    tier: Tier
    note: str | None


class Event(NamedTuple):
    """One change of official relations."""

    id: str
    code: str
    kind: EventKind
    date: Written
    local_date: Written | None
    initiated_by: Initiator
    cause: Cause | None
    prc_date: Written | None
    memory: Memory | None
    note: str | None


class Engagement(NamedTuple):
    """What happens inside or around relations; it lasts from ``date`` to ``end_date``, both inclusive."""

    id: str
    date: Written
    end_date: Written | None
    kind: EngagementKind
    codes: Joined | None
    actor: str | None
    summary: str
    summary_zh: str | None
    amount_usd: int | None
    amount_original: str | None
    status: SignalStatus | None
    memory: Memory | None
    note: str | None


class Evidence(NamedTuple):
    """What a source supports about exactly one event, engagement or presidency."""

    event: str | None
    engagement: str | None
    presidency: str | None
    source: str
    supports: Support
    date: Written | None
    tier: Tier | None
    quote: str | None


class Claim(NamedTuple):
    """One of the competing dates of an event, with a rank and the reason for it."""

    id: str
    event: str
    date: Written
    rank: Rank
    source: str
    reason: str


class Assertion(NamedTuple):
    """A published count to hold the record against."""

    id: str
    date: Written
    scope: str
    count: int  # type: ignore[assignment]  # the field matters, not the method of tuples
    source: str
    variants: Joined | None
    note: str | None


class Variant(NamedTuple):
    """A spell that others count and the record does not."""

    id: str
    code: str
    since: Written
    until: Written | None
    kind: VariantKind
    reason: str
    source: str


class Coverage(NamedTuple):
    """What of a kind the record holds in full, from ``start_day`` up to the day that it is good for."""

    kind: CoveredKind
    start_day: Day
    covers: str
    missing: str | None


class LastConfirmed(NamedTuple):
    """The last day on which a source names a state as an ally."""

    code: str
    date: Written
    source: str
