from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.context import Context
from taiwan_allies.errors import ExitCode
from taiwan_allies.i18n.notices import translated
from taiwan_allies.model.upkeep import DatasetChange
from taiwan_allies.output.result import Result
from taiwan_allies.store.dataset import bundled, dataset_diff
from taiwan_allies.views import upkeep


@command(fields=DatasetChange._fields)
def data_diff(
    session: Session,
    old: Annotated[str | None, typer.Argument(metavar="[OLD]", help="The folder of a data package.")] = None,
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="Another one; the installed record if left out.")
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where they differ.")] = False,
) -> Result:
    """What changed between two records.

    Without folders: from the record that the store holds now to the one that came with this program. `change` is
    added, corrected (a row for each field, with the sources of the new record), withdrawn, or count: from `start_day`
    until the day before `end_day`, up to the as-of day of the old record, the number of allies is another now. Your own
    record plays no part in it.

    Examples:
      allies data diff
      allies data diff ../older/data taiwan_allies/data
      allies data diff OLD NEW --json --exit-code
    """
    context = session.context
    before = dataset_diff.package(Path(old)) if old is not None else dataset_diff.loaded(context.db)
    after = dataset_diff.package(Path(new) if new is not None else bundled.DATA)
    if before is None:
        return Result([], notes=["There is no store yet, so nothing is loaded."])
    was, now = dataset_diff.as_of(before), dataset_diff.as_of(after)
    rows = list(dataset_diff.differences(before, after))

    def view(context: Context) -> Iterator[str]:
        head = f"From record {was[0]} (data as of {was[1]}) to {now[0]} (data as of {now[1]}):"
        yield translated(context.lang, head)
        yield from upkeep.dataset_changes(context, rows) if rows else [translated(context.lang, "nothing changed.")]

    code = ExitCode.NO if exit_code and rows else ExitCode.OK
    return Result(rows, view=view, paged=True, exit_code=code)
