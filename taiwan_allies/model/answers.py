"""The rows that questions are answered with. Their fields, in this order, are a contract that scripts rely on.

Every interval is half-open: ``start_day`` is its first day, ``end_day`` the first that no longer belongs to it, None
while it is open. ``since``, ``until`` and ``date`` are dates as written. Counts have ``count_min`` and ``count_max``
where imprecise dates leave them open.
"""

from typing import NamedTuple

from taiwan_allies.model.types import (
    Cause,
    Day,
    EntryKind,
    EntryType,
    EventKind,
    Initiator,
    ItemType,
    Layer,
    Memory,
    Quality,
    Region,
    SignalStatus,
    Written,
)


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


class Entry(NamedTuple):
    """An event or an engagement in the timeline.

    ``count`` is the number of allies after an event that changed it. An engagement lasts to ``end_date`` and may
    concern several states.
    """

    date: Written
    type: EntryType
    kind: EntryKind
    codes: tuple[str, ...]
    names: tuple[str, ...]
    president: str | None
    summary: str
    id: str
    end_date: Written | None
    local_date: Written | None
    day: Day
    count: int | None  # type: ignore[assignment]  # the field matters, not the method of tuples
    regions: tuple[str, ...]
    initiated_by: Initiator | None
    cause: Cause | None
    prc_date: Written | None
    actor: str | None
    amount_usd: int | None
    amount_original: str | None
    status: SignalStatus | None
    quality: Quality
    disputed: bool
    memory: Memory | None
    layer: Layer
    sources: tuple[str, ...]
    names_zh: tuple[str, ...]
    note: str | None
    summary_zh: str | None


class Citation(NamedTuple):
    """What one source supports about an event or engagement (``subject``), with the source itself."""

    subject: str
    supports: str
    date: Written | None
    quote: str | None
    source: str
    publisher: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    archived: str | None
    lang: str | None
    tier: str


class SourceUse(NamedTuple):
    """A document, and how much of the record rests on it."""

    id: str
    publisher: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    archived: str | None
    read_at: str | None
    lang: str | None
    tier: str
    note: str | None
    layer: Layer
    supports: int


class Balance(NamedTuple):
    """The sums of a difference between the ends of two days."""

    start_day: Day
    last_day: Day
    at_start: int
    gained: int
    lost: int
    returned: int
    at_end: int


class Fact(NamedTuple):
    """One thing about a state, or about what else was asked for: ``section`` says whether it is of the state, a name, a
    spell, an event, a claim, a document ..."""

    code: str | None
    name: str | None
    section: str
    id: str | None = None
    date: Written | None = None
    until: Written | None = None
    kind: str | None = None
    summary: str | None = None
    quality: Quality | None = None
    disputed: bool | None = None
    sources: tuple[str, ...] = ()


class Cited(NamedTuple):
    """A document to cite, or the data set: then it has a ``version``, and ``type`` is `record`, or `count` for a number."""

    id: str
    citation: str
    type: str
    publisher: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    archived: str | None
    lang: str | None
    version: str | None


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


class Found(NamedTuple):
    """Something of the record that has the words that were looked for.

    ``text`` is its text in full; ``also`` what else of it has one of the words: a name of a state, who acts, a note.
    The ``id`` is what `allies show` takes; of evidence that of the event, engagement or presidency that it is for.
    """

    type: ItemType
    id: str
    date: Written | None
    codes: tuple[str, ...]
    text: str
    also: tuple[str, ...]
