"""The rows of the own record: what the commands that write it report, and what its streams carry."""

from typing import Final, NamedTuple, TypeAlias

from taiwan_allies.model.rows import Engagement, Event
from taiwan_allies.model.types import (
    Cause,
    Day,
    EntryKind,
    Initiator,
    Joined,
    Memory,
    SignalStatus,
    Support,
    Tier,
    Written,
)

Json = str
Subject: TypeAlias = Event | Engagement
"""What evidence is about, and what a user adds, corrects or hides."""


COUNTED: Final = ("added", "corrected", "hidden", "cited", "changed")
"""What an import may do with a row, besides skipping it."""
TECHNICAL: Final = ("base", "base_version")
"""Fields that mean nothing to a reader of differences."""


class Overlay(NamedTuple):
    """What the store keeps with an own row.

    ``base`` is the bundled row that a correction or hiding was made against, ``base_version`` the version of the record
    that the row was written over; ``forced`` says which rule the user overruled.
    """

    base: Json | None = None
    base_version: str | None = None
    forced: str | None = None


class Hidden(NamedTuple):
    """A bundled row that does not count, and why."""

    id: str
    reason: str
    base: Json | None
    base_version: str | None
    forced: str | None


class Cited(NamedTuple):
    """What a source supports about an event or engagement."""

    source: str
    supports: Support
    date: Written | None
    tier: Tier | None
    quote: str | None


class StreamRow(NamedTuple):
    """An event or engagement as a file carries it, or, with an ``action``, what the own record does to a bundled one.

    Read from a file every field is a text, empty where there is nothing.
    """

    action: str | None
    id: str | None
    country: Joined | None
    kind: EntryKind | None
    date: Written | None
    local_date: Written | None
    initiated_by: Initiator | None
    cause: Cause | None
    prc_date: Written | None
    end_date: Written | None
    actor: str | None
    summary: str | None
    summary_zh: str | None
    amount_usd: int | None
    amount_original: str | None
    status: SignalStatus | None
    memory: Memory | None
    note: str | None
    source: Joined | None
    forced: str | None
    reason: str | None
    base: Json | None
    base_version: str | None
    evidence: Json | None


class Step(NamedTuple):
    """A step of the journal: one command, or one statement of another program. ``at`` is UTC."""

    step: int
    at: str
    command: str
    summary: str
    undone: bool
    changes: int
    undoes: tuple[str, ...]


class StepChange(NamedTuple):
    """A field that a step changed. ``change`` is ``+``, ``-`` or ``~``."""

    step: int
    change: str
    type: str
    id: str
    field: str
    before: str | int | None
    after: str | int | None


class WrittenRow(NamedTuple):
    """An event or engagement that was written, and what that did to the number of allies on its day and today."""

    id: str
    code: Joined | None
    kind: EntryKind
    date: Written
    before: int | None
    after: int | None
    action: str
    step: int | None
    name: Joined | None
    day: Day
    today_before: int
    today_after: int
    changes: str | None


class Undone(NamedTuple):
    """What an undo took back."""

    step: int | None
    undoes: tuple[str, ...]
    summary: str
    changes: int
    today_before: int
    today_after: int


class ImportReport(NamedTuple):
    """What an import did; its rows in numbers."""

    file: str
    format: str
    rows: int
    added: int
    corrected: int
    hidden: int
    cited: int
    changed: int
    skipped: int
    renumbered: int
    step: int | None
    today_before: int
    today_after: int


class ImportedRow(NamedTuple):
    """What an import does with a row of its file. ``given_id`` is the id that the row had, where it got another."""

    line: int
    action: str
    id: str
    code: Joined | None
    kind: EntryKind | None
    date: Written | None
    changes: str | None
    given_id: str | None


class OwnStatus(NamedTuple):
    """What of the own record lies over the bundled one.

    ``what`` is `correction`, `hidden` or `addition`. ``mine``, ``theirs`` (the record now) and ``base`` (the record
    when the user changed it) give the fields in which the three differ. ``status`` is `conflict`, `withdrawn` (the
    record dropped what the user corrected), `duplicate`, `same`, `moot` (it dropped what the user hid) or `ok`.
    """

    id: str
    what: str
    code: Joined | None
    kind: EntryKind | None
    mine: str | None
    theirs: str | None
    base: str | None
    status: str


class Settled(NamedTuple):
    """What was done about a conflict or a duplicate."""

    id: str
    what: str
    result: str
    step: int | None


class OwnChange(NamedTuple):
    """What the user ``added``, ``corrected``, ``hidden`` or ``cited``; ``changes`` is what a correction changes."""

    change: str
    code: Joined | None
    name: Joined | None
    kind: EntryKind | None
    date: Written | None
    id: str
    changes: str | None
    reason: str | None
    sources: Joined | None
    name_zh: Joined | None
