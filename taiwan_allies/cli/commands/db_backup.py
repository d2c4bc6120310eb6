from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from taiwan_allies.store.db.backup import Copy

FIELDS = ("path", "bytes", "schema", "record", "own_rows", "steps")


def run(
    session: Session,
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="A file or a folder; beside the store if left out.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> Result:
    """Copy the store while it is in use.

    The copy is whole and by itself, also while others write. Without FILE it lies beside the store, with the moment in
    its name. `allies db restore FILE` puts it back.

    Examples:
      allies db backup
      allies db backup /media/usb
      allies db backup before-import.db --force
    """
    from pathlib import Path

    from taiwan_allies.store.db.backup import backup
    from taiwan_allies.views.phrases import plural

    copy = backup(session.context.db, Path(file) if file else None, session.context.env, force=force)
    said = f"Copied to {copy.path} ({copy.size:,} bytes, {plural(copy.own, 'row')} of your own, {plural(copy.steps, 'step')})."
    return Result([Column(name) for name in FIELDS], [row(copy)], view=lambda _: [said])


def row(copy: Copy) -> tuple[str | int | None, ...]:
    """A copy as a row of `FIELDS`."""
    return (str(copy.path), copy.size, copy.schema, copy.record, copy.own, copy.steps)
