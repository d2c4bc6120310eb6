from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result

COLUMNS = (
    Column("id", keep=1),
    Column("what", keep=4),
    Column("code", keep=3),
    Column("kind", keep=3),
    Column("mine", keep=1, wrap=True),
    Column("theirs", keep=2, wrap=True, title="the record"),
    Column("base", keep=5, wrap=True, title="the record before"),
    Column("state", keep=1),
)


def run(
    session: Session,
    open_: Annotated[bool, typer.Option("--open", help="Only what is to be settled.")] = False,
) -> Result:
    """What of your own lies over the bundled record.

    First what an update has left for you: `conflict`, both you and the record changed it; `withdrawn`, the record
    dropped what you corrected; `duplicate`, the record may have what you added. Yours counts until
    `allies data resolve` settles it. Then `same`, the record says what you had changed; `moot`, it dropped what you
    hid; and `ok`. `mine`, `theirs` and `base` (the record when you changed it) give the fields that differ.

    Examples:
      allies data status --open
      allies data status --json
    """
    from taiwan_allies.store.own.conflicts import OPEN_STATES, status

    rows = list(status(session.ask, only_open=open_))
    unsettled = sum(row[-1] in OPEN_STATES for row in rows)
    settle = f"{unsettled} to settle: `allies data resolve ID --mine` keeps yours, `--theirs` takes the record's."
    footer = ("", settle if unsettled else "Nothing to settle.") if rows else ()
    empty = "Nothing is to be settled." if open_ else "Nothing of your own lies over the record."
    return Result(
        COLUMNS,
        rows,
        footer=footer,
        empty=empty,
        style_of=lambda row: "doubt" if row["state"] in OPEN_STATES else "",
    )
