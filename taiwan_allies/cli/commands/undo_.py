from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.writing import DryRun, command_line
from taiwan_allies.errors import ExitCode, UsageError
from taiwan_allies.model.own import Undone
from taiwan_allies.output.result import Result
from taiwan_allies.store.own import write
from taiwan_allies.views.own import undone


@command(fields=Undone._fields)
def undo_(
    session: Session,
    count: Annotated[int | None, typer.Argument(metavar="[N]", min=1, help="The last N steps that stand.")] = None,
    number: Annotated[
        int | None, typer.Option("--step", min=1, metavar="K", help="Step K alone, as `allies log` numbers it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Even if a later event cannot stand without it.")] = False,
    dry_run: DryRun = False,
) -> Result:
    """Take back what was written last.

    Without N the last step becomes undone, by a new step: so `allies undo` twice changes nothing. With N the last N
    steps that stand, undos not counted. A step that a later one rests on is refused, with the number of the later one.
    Nothing to undo: exit 1.

    Examples:
      allies undo
      allies undo 3 --dry-run
      allies undo --step 12
    """
    if count is not None and number is not None:
        raise UsageError("N and --step name two different things to undo", "Leave one of them out.")
    # What was written last may always be taken back: it was possible before.
    request = write.Request(command_line(), dry_run, force or number is None)
    found = write.undo(session.writable, request, count=count, number=number)
    if found is None:
        nothing = "nothing to undo: nothing that was written still stands"
        return Result([], view=lambda _: [], warnings=[nothing], exit_code=ExitCode.NO)
    return Result([found.row], view=lambda context: undone(context, found))
