from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context


def run(
    session: Session,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A copy that `allies db backup` made.")],
) -> Result:
    """Put a copy of the store in its place.

    The copy is looked at first: it must be a whole store of this program or an older one. The store that was there is
    kept beside it, under a name that is printed. Nobody ever finds half of it.

    Examples:
      allies db restore ~/allies-20261124T101500Z.db
    """
    from pathlib import Path

    from taiwan_allies.cli.commands.db_backup import FIELDS, row
    from taiwan_allies.store.db.backup import restore
    from taiwan_allies.views.phrases import plural

    copy, kept = restore(session.context.db, Path(file), session.context.env)

    def view(_: Context) -> Iterator[str]:
        yield f"Restored {file}: {plural(copy.own, 'row')} of your own, {plural(copy.steps, 'step')}."
        if kept is not None:
            yield f"What was there before is kept in {kept}."

    columns = [Column(name) for name in (*FIELDS, "kept")]
    return Result(columns, [(*row(copy), str(kept) if kept else None)], view=view)
