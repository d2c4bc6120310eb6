from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.own import Step, StepChange
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.own import journal
from taiwan_allies.views.own import step_shown

STEPS = Layout(
    {"step": 1, "at": 2, "summary": 1, "undone": 3, "changes": 4, "undoes": 5},
    wrap=("summary",),
    roles={"at": "dim"},
    row_role=lambda row: "dim" if row.undone else "",
)
CHANGES = Layout({name: n for n, name in enumerate(StepChange._fields, 1)})


@command(fields=Step._fields, when={"step": StepChange._fields})
def log_(
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
    record = session.record
    if step is None:
        empty = "Nothing has been written yet. `allies add` records an event."
        return Result(journal.log(record, limit), STEPS, empty=empty, paged=True)
    found = journal.log(record, step=step)[0]
    return Result(
        islice(journal.diff(record, step), limit),
        CHANGES,
        view=lambda context: step_shown(context, found, journal.diff(record, step), limit),
        paged=True,
    )
