"""An update of the record that the user asks for: one step of the journal, which `undo` takes back like any other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from taiwan_allies.errors import UsageError
from taiwan_allies.model.upkeep import DatasetChange, Updated
from taiwan_allies.store.dataset import dataset_diff
from taiwan_allies.store.dataset.identity import order
from taiwan_allies.store.dataset.received import Received
from taiwan_allies.store.own import journal, kept
from taiwan_allies.store.own.record_update import merge, spells, unsettled
from taiwan_allies.store.own.write import Request
from taiwan_allies.store.queries.repository import Loaded, Repository


class Outcome(NamedTuple):
    """What an update did: the row of it, how the two records differ, and what it leaves for the user to settle."""

    row: Updated
    changes: list[DatasetChange]
    warnings: list[str]


def compared(received: Received, path: Path | None) -> list[DatasetChange]:
    """How the loaded record and one that was received differ, own rows left out.

    Both are loaded into memory for it: one that breaks the schema is refused with a `UsageError` before the store is
    opened for writing.
    """
    with closing(dataset_diff.in_memory(received.folder, received.origin, received.known)) as new:
        if files := dataset_diff.repeated(new, received.folder):
            raise UsageError(f"{received.origin}: two rows of {files[0]} have the same key", "Nothing was changed.")
        old = dataset_diff.loaded(path)
        if old is None:
            return []
        with closing(old):
            return list(dataset_diff.differences(old, new))


def update(repository: Repository, request: Request, received: Received, changes: list[DatasetChange]) -> Outcome:
    """Load a record that was received over the loaded one. Raises `UsageError` for an older one, unless it is forced."""
    conn, known = repository.conn, received.known
    with journal.step(repository, request.command, dry_run=request.dry_run) as step:
        was = repository.loaded
        before = spells(conn)
        assert before is not None  # noqa: S101 - a store that is open has a record
        summary, warnings = "", []
        if was.stamp == known.stamp and request.force:
            kept.load(conn, received.folder, known, received.origin)
            step.summary, step.keep = f"record {known.version} loaded again", True
        elif was.stamp != known.stamp:
            if not request.force:
                _must_be_newer(received, was)
            kept.load(conn, received.folder, known, received.origin)
            summary, _ = merge(conn, before)
            summary = summary or f"another record {known.version}: the same spells"
            warnings = list(unsettled(conn))
            step.summary = summary
        after = spells(conn) or before
        counts = len(before.open_on(known.as_of)), len(after.open_on(known.as_of))
    numbers = {name: {(row.what, row.id) for row in changes if row.change == name} for name in _COUNTED}
    row = Updated(
        version=known.version,
        as_of=known.as_of,
        hash=known.stamp,
        origin=received.origin,
        former=was.version,
        before=counts[0],
        after=counts[1],
        **{name: len(found) for name, found in numbers.items()},
        summary=summary,
        step=step.kept,
    )
    return Outcome(row, changes, warnings)


_COUNTED = ("added", "corrected", "withdrawn")


def _must_be_newer(received: Received, was: Loaded) -> None:
    version = received.known.version
    if order(version) < order(was.version):
        said = f"record {version} is older than the loaded one, {was.version}"
    elif order(version) == order(was.version):
        said = f"another record {version} is loaded already"
    else:
        return
    raise UsageError(f"{received.origin}: {said}; nothing was changed", "--force loads it all the same.")
