from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.writing import DryRun, command_line
from taiwan_allies.model.upkeep import Updated
from taiwan_allies.output.result import Result
from taiwan_allies.store.dataset.received import receive
from taiwan_allies.store.own.update import compared, update
from taiwan_allies.store.own.write import Request
from taiwan_allies.views import upkeep


@command(fields=Updated._fields)
def data_update(
    session: Session,
    where: Annotated[
        str,
        typer.Argument(
            metavar="FILE|FOLDER|URL", help="A zip of a record, the folder of its datapackage.json, or https://..."
        ),
    ],
    force: Annotated[bool, typer.Option("--force", help="Even if it is older than the loaded record.")] = False,
    dry_run: DryRun = False,
) -> Result:
    """Load a newer record, without a new version of the program.

    Its hashes and fields are examined before anything is touched; then it takes the place of the loaded record in one
    step. Your own record lies over it as over the old one: what both say differently is listed by `allies data status`.
    `allies undo` brings the former record back. The zip may be that of a release or of a whole repository.

    An older record is refused without --force. The program never puts the record that it came with over one that you
    chose, until it comes with a newer one.

    Examples:
      allies data update ../newer/data --dry-run
      allies data update ../newer/data
      allies data update taiwan-allies-2027.1.0.zip
      allies data update https://example.org/record.zip
    """
    context = session.context
    received = receive(where)
    record = session.writable
    done = update(record, Request(command_line(), dry_run, force), received, compared(received, context.db))
    return Result(
        [done.row],
        view=lambda context: upkeep.updated(context, done.row, done.changes, dry_run=dry_run),
        warnings=done.warnings,
        paged=True,
    )
