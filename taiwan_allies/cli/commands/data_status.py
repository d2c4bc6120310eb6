from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.own import OwnStatus
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.own.overlay import UNSETTLED, status

LAYOUT = Layout(
    {"id": 1, "what": 4, "code": 3, "kind": 3, "mine": 1, "theirs": 2, "base": 5, "status": 1},
    wrap=("mine", "theirs", "base"),
    row_role=lambda row: "doubt" if row.status in UNSETTLED else "",
)


@command(fields=OwnStatus._fields)
def data_status(
    session: Session,
    open_: Annotated[bool, typer.Option("--open", help="Only what is to be settled.")] = False,
) -> Result:
    """What of your own lies over the bundled record.

    First what an update has left for you: `conflict`, both you and the record changed it, or date the same turn
    differently; `withdrawn`, the record dropped what you corrected; `duplicate`, the record may have what you added.
    Yours counts until `allies data resolve` settles it. Then `same`, the record says what you had changed; `moot`, it dropped what you
    hid; and `ok`. `mine`, `theirs` and `base` (the record when you changed it) give the fields that differ.

    Examples:
      allies data status --open
      allies data status --json
    """
    rows = status(session.record, unsettled=open_)
    unsettled = sum(row.status in UNSETTLED for row in rows)
    settle = f"{unsettled} to settle: `allies data resolve ID --mine` keeps yours, `--theirs` takes the record's."
    return Result(
        rows,
        LAYOUT,
        footer=("", settle if unsettled else "Nothing to settle.") if rows else (),
        empty="Nothing is to be settled." if open_ else "Nothing of your own lies over the record.",
    )
