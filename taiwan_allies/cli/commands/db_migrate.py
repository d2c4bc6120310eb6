from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result

COLUMNS = (Column("name", keep=1), Column("state", keep=1), Column("applied_at", keep=2))


def run(
    session: Session,
    list_: Annotated[bool, typer.Option("--list", help="Only show which migrations there are.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the merged tables anew from the two layers.")
    ] = False,
) -> Result:
    """Bring the schema of the store up to date.

    Every command that reads does this by itself, and copies a store with an own record first. Here it is done in so
    many words. --list shows each migration and when it was applied, and changes nothing.

    Examples:
      allies db migrate --list
      allies db migrate
    """
    from taiwan_allies.store.db.migrations import migrate_now, migrations

    if list_:
        rows = migrations(session.context.db, session.context.env)
        said = ""
    else:
        rows, warnings = migrate_now(session.context.db, session.context.env, rebuild=rebuild)
        session.warnings += warnings
        said = "The merged tables were made anew." if rebuild else "" if rows else "The schema is up to date."
    return Result(COLUMNS, rows, empty=said, footer=(said,) if said and rows else ())
