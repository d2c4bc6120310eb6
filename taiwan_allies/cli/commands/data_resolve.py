from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.cli.writing import DryRun
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context

FIELDS = ("id", "what", "result", "step")


def run(
    session: Session,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids that `allies data status` lists.")],
    mine: Annotated[bool, typer.Option("--mine", help="Yours counts, whatever the record says now.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="The record's counts, yours goes.")] = False,
    dry_run: DryRun = False,
) -> Result:
    """Settle a conflict or a possible duplicate.

    --mine keeps your correction or hiding until the record changes it once more; of a duplicate it hides the record's.
    --theirs drops your correction, shows again what you hid, or deletes the event that you added. `allies undo` takes
    it back.

    Examples:
      allies data resolve nru-4 --mine
      allies data resolve my-nru-1 vut-2 --theirs
    """
    from taiwan_allies.cli.writing import command_line, writer
    from taiwan_allies.store.own import journal
    from taiwan_allies.store.own.conflicts import resolve

    if mine == theirs:
        raise UsageError("say which one is to count: --mine or --theirs", "`allies data status` shows both.")
    ask = writer(session)
    with journal.step(ask, command_line(), dry_run=dry_run) as step:
        done = resolve(ask, ids, mine=mine)
        step.summary = "; ".join(f"{id_}: {result}" for id_, _, result in done)
    number = step.number if step.changes and not dry_run else None

    def view(_: Context) -> Iterator[str]:
        for id_, _what, result in done:
            yield f"{id_}: {result}."
        if dry_run:
            yield "Nothing was changed (--dry-run)."
        elif number is not None:
            yield "`allies undo` takes it back."

    return Result([Column(name) for name in FIELDS], [(*row, number) for row in done], view=view)
