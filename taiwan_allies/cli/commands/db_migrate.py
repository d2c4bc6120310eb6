from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.upkeep import Migration
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.db.migrations import migrate_now, migrations


@command(fields=Migration._fields)
def db_migrate(
    session: Session,
    list_: Annotated[bool, typer.Option("--list", help="Only show which migrations there are.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Rebuild the derived tables from the two layers.")] = False,
) -> Result:
    """Bring the schema of the store up to date.

    Every command that reads does this by itself, and copies a store with an own record first. Here you can ask for it.
    --list shows each migration and when it was applied, and changes nothing.

    Examples:
      allies db migrate --list
      allies db migrate
    """
    context = session.context
    if list_:
        rows, said = migrations(context.db), ""
    else:
        rows, warnings = migrate_now(context.db, rebuild=rebuild)
        session.warnings += warnings
        said = "The derived tables were rebuilt." if rebuild else "" if rows else "The schema is up to date."
    layout = Layout(keep={"name": 1, "status": 1, "applied_at": 2})
    return Result(rows, layout, footer=[said] if said and rows else [], empty=said)
