from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.upkeep import Copy
from taiwan_allies.output.result import Result
from taiwan_allies.store.db.backup import backup
from taiwan_allies.views import upkeep


@command(fields=Copy._fields)
def db_backup(
    session: Session,
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="A file or a folder; beside the store if left out.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> Result:
    """Copy the store while it is in use.

    The copy is complete and stands alone, also while others write. Without FILE it lies beside the store, with the
    moment in its name. `allies db restore FILE` puts it back.

    Examples:
      allies db backup
      allies db backup /media/usb
      allies db backup before-import.db --force
    """
    copy = backup(session.context.db, Path(file) if file else None, force=force)
    return Result([copy], view=lambda context: [upkeep.copied(copy, context.lang)])
