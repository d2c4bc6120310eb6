from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.writing import DryRun, command_line
from taiwan_allies.errors import UsageError
from taiwan_allies.model.own import Settled
from taiwan_allies.output.result import Result
from taiwan_allies.store.own import write
from taiwan_allies.views.own import settled


@command(fields=Settled._fields)
def data_resolve(
    session: Session,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids that `allies data status` lists.")],
    mine: Annotated[bool, typer.Option("--mine", help="Yours counts, whatever the record says now.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="The record's counts, yours goes.")] = False,
    dry_run: DryRun = False,
) -> Result:
    """Settle a conflict or a possible duplicate.

    --mine keeps your correction or hiding until the record changes it once more; where the record has an event that
    you added too, under its own id, it hides the record's. --theirs drops your correction, shows again what you hid, or deletes the event that you added. `allies undo` takes
    it back.

    Examples:
      allies data resolve nru-4 --mine
      allies data resolve my-nru-1 vut-2 --theirs
    """
    if mine == theirs:
        raise UsageError("say which one is to count: --mine or --theirs", "`allies data status` shows both.")
    rows = write.resolve(session.writable, write.Request(command_line(), dry_run), ids, mine=mine)
    return Result(rows, view=lambda context: settled(rows, context.lang, dry_run=dry_run))
