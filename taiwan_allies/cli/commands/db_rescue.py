from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.errors import UsageError
from taiwan_allies.model.upkeep import Saved
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.db.rescue import rescue


@command(fields=Saved._fields)
def db_rescue(
    session: Session,
    damaged: Annotated[str, typer.Argument(metavar="DAMAGED", help="The store that is broken; it is only read.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file that -o names.")] = False,
) -> Result:
    """Save your own record out of a broken store.

    Your events, engagements, sources, evidence, what is hidden, and the journal go into a new store, which -o names,
    with the record that this program brings. Each table is read row by row around what is broken; what it has lost the
    journal may still know. The answer says what was saved and what is missing. `allies db restore NEW` puts the new
    store in its place.

    Examples:
      allies db rescue broken.db -o saved.db
      allies db rescue "$(allies db path)" -o new.db --json
    """

    def into(file: str) -> Result:
        if file == "-":
            raise UsageError("a new store needs a file to lie in", "Name it: allies db rescue DAMAGED -o NEW.")
        saved = rescue(Path(damaged), Path(file), force=force)
        missing = sum(row.missing for row in saved)
        said = f"{missing:,} rows may be missing" if missing else "Nothing is missing"
        layout = Layout(dict.fromkeys(Saved._fields, 1), wrap=("note",))
        return Result(saved, layout, footer=[f"{said}. `allies db restore {file}` puts it in place."])

    return Result([], into=into)
