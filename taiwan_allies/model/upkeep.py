"""The rows that tell of the record as a whole and of the store that holds it: what is wrong, what changed, what lies where."""

from typing import NamedTuple

from taiwan_allies.model.types import Day


class Problem(NamedTuple):
    """What is not as a rule of `allies check` wants it: about which id, and what to do."""

    rule: str
    code: str
    severity: str
    subject: str
    message: str
    hint: str | None = None


class Finding(NamedTuple):
    """One thing that `allies doctor` looked at. ``status`` is `ok`, `warn` or `bad`; ``fix`` a command, or what else to do."""

    what: str
    status: str
    value: str
    fix: str | None = None


class DatasetChange(NamedTuple):
    """A difference between two records.

    ``change`` is `added`, `corrected` (a row for each field), `withdrawn`, or `count`: the days [start_day, end_day) on
    which the number of allies is another now.
    """

    change: str
    what: str
    id: str | None
    field: str | None
    old: str | None
    new: str | None
    source: str | None
    start_day: Day | None = None
    end_day: Day | None = None


class RecordInfo(NamedTuple):
    """Which bundled record a store holds, and how good it is. ``installed`` is the one that came with the program.

    ``later`` says what is known of the time after the as-of day; ``origin`` is where the user loaded the record from, None
    of one that came with a program.
    """

    version: str
    as_of: Day
    age_days: int
    licence: str
    states: int
    events: int
    engagements: int
    sources: int
    claims: int
    assertions: int
    quality_a: int
    quality_b: int
    quality_c: int
    hash: str
    installed: str
    later: str | None
    origin: str | None


class Updated(NamedTuple):
    """A record that the user loaded over another: which, and what it changed. ``step`` is None where nothing was kept.

    ``before`` and ``after`` are the allies on the new as-of day, the user's own record included.
    """

    version: str
    as_of: Day
    hash: str
    origin: str
    former: str
    before: int
    after: int
    added: int
    corrected: int
    withdrawn: int
    summary: str
    step: int | None


class Contributed(NamedTuple):
    """A line for one of the record's files, and the id that its row has there."""

    file: str
    id: str
    line: str


class Exported(NamedTuple):
    """A data package that was written."""

    folder: str
    version: str
    as_of: Day
    files: int
    rows: int
    hash: str


class Described(NamedTuple):
    """A table or view of the store, or one of its columns."""

    table: str
    column: str | None
    type: str
    meaning: str


class StorePath(NamedTuple):
    """Where the store lies."""

    path: str
    exists: bool
    bytes: int | None


class Copy(NamedTuple):
    """A store in a file: its schema and record (None before the first load), how many own rows and steps it holds."""

    path: str
    bytes: int
    schema: int
    record: str | None
    own_rows: int
    steps: int


class Restored(NamedTuple):
    """A copy that was put in the place of the store. ``kept`` is where the old one lies, None if there was none."""

    path: str
    bytes: int
    schema: int
    record: str | None
    own_rows: int
    steps: int
    kept: str | None


class Saved(NamedTuple):
    """What was saved of a table of the own record out of a broken store.

    ``from_journal`` are those among the ``saved`` rows that only the journal still had; ``missing`` is how many there
    may have been that nothing has any more.
    """

    table: str
    saved: int
    from_journal: int
    missing: int
    note: str | None


class Migration(NamedTuple):
    """A migration: ``status`` is `applied`, `pending`, or `unknown` where it is one of a newer program."""

    name: str
    status: str
    applied_at: str | None
