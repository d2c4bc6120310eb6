from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context

COLUMNS = (
    Column("step", keep=1, align="right"),
    Column("at", keep=2, role="dim"),
    Column("command", keep=0),
    Column("summary", keep=1, wrap=True),
    Column("undone", keep=3),
    Column("changes", keep=4, align="right"),
    Column("undoes", keep=5),
)


def run(
    session: Session,
    step: Annotated[int | None, typer.Argument(metavar="[STEP]", min=1, help="Show what this step changed.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=0, metavar="N", help="Only the N newest.")] = None,
) -> Result:
    """What was written to the own record, newest first.

    One command is one step, and `allies undo` takes it back as one. With STEP: every field that it changed, before and
    after. `at` is UTC. Rows written past the program, by sqlite3 or Datasette, are steps too.

    Examples:
      allies log
      allies log --limit 5 --json
      allies log 12
    """
    from taiwan_allies.store.own import journal

    ask = session.ask
    if step is None:
        rows = journal.log(ask, limit)
        return Result(
            COLUMNS,
            rows,
            empty="Nothing has been written yet. `allies add` records an event.",
            style_of=lambda row: "dim" if row["undone"] else "",
            page=True,
        )
    from itertools import islice

    from taiwan_allies.cli.writing import drawn

    said = journal.log(ask, step=step)[0]
    columns = [Column(name, keep=n) for n, name in enumerate(journal.DIFF, 1)]

    def view(context: Context) -> Iterator[str]:
        paint = context.style.paint
        yield f"{paint(f'step {step}', 'head')}  {said[1]}  {said[3]}" + ("  (undone)" if said[4] else "")
        yield paint(said[2], "dim")
        yield from drawn(journal.diff(ask, step), context, *([limit] if limit is not None else []))

    return Result(columns, islice(journal.diff(ask, step), limit), view=view, page=True)
