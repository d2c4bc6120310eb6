from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.upkeep import Contributed
from taiwan_allies.output.result import Result
from taiwan_allies.store.dataset.contribute import contribution, header
from taiwan_allies.views import upkeep


@command(fields=Contributed._fields)
def data_contribute(
    session: Session,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Events or engagements that you added or corrected.")
    ],
) -> Result:
    """Your own events as rows for the record.

    Prints the lines for events.csv, engagements.csv, sources.csv and evidence.csv, for a pull request. What you added
    gets the next free id of the record, a correction keeps its own.

    Examples:
      allies data contribute my-pry-1
      allies data contribute my-pry-1 nru-4 --json
    """
    rows = contribution(session.record, ids)
    lines = upkeep.contribution(rows, {row.file: header(row.file) for row in rows})
    return Result(rows, view=lambda _: lines, plain="\n".join(lines) + "\n")
