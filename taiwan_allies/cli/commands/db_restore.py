from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.upkeep import Restored
from taiwan_allies.output.result import Result
from taiwan_allies.store.db.backup import restore
from taiwan_allies.views import upkeep


@command(fields=Restored._fields)
def db_restore(
    session: Session,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A copy that `allies db backup` made.")],
) -> Result:
    """Put a copy of the store in its place.

    The copy is examined first: it must be a whole store of this program or an older one. The store that was there is
    kept beside it, under a name that is printed. Nobody ever finds half of it.

    Examples:
      allies db restore ~/allies-20261124T101500Z.db
    """
    copy = restore(session.context.db, Path(file))
    return Result([copy], view=lambda context: upkeep.restored(file, copy, context.lang))
