"""What happened, and whatever else the record has. `answers` says what holds for all of them."""

from typing import NamedTuple

from taiwan_allies.model.types import (
    Cause,
    Day,
    EntryKind,
    EntryType,
    Initiator,
    ItemType,
    Layer,
    Memory,
    Quality,
    SignalStatus,
    Written,
)


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
