from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.writing import DryRun, command_line, named
from taiwan_allies.model.own import WrittenRow
from taiwan_allies.output.result import Result
from taiwan_allies.rules import texts
from taiwan_allies.store.own import write
from taiwan_allies.views.own import written


@command(fields=WrittenRow._fields)
def rm_(
    session: Session,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Events or engagements, as `allies timeline` shows them.")
    ],
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why it should not count; needed for a bundled one.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Even if another event cannot stand without it; needs a reason.")
    ] = False,
    dry_run: DryRun = False,
) -> Result:
    """Remove an event or an engagement.

    An own one is deleted, with the sources that only it used. A bundled one is hidden: it counts no more, and stays
    hidden through updates of the data. `allies undo` takes either back.

    Examples:
      allies rm my-pry-1
      allies rm gmb-4 --reason "We count the Gambia until 2016" --dry-run
    """
    if reason is not None:
        with named("--reason"):
            reason = texts.line(reason)
    request = write.Request(command_line(), dry_run, force)
    return written(write.remove(session.writable, request, ids, reason))
