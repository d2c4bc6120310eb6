from __future__ import annotations

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.upkeep import StorePath
from taiwan_allies.output.result import Result
from taiwan_allies.store.db.connection import default_path


@command(fields=StorePath._fields)
def db_path(session: Session) -> Result:
    """Where the store lies.

    It need not exist yet: the first command that reads creates it. --db and ALLIES_DB choose another place.

    Examples:
      allies db path
      sqlite3 "$(allies db path)"
    """
    path = (session.context.db or default_path()).absolute()
    there = path.is_file()
    row = StorePath(str(path), there, path.stat().st_size if there else None)
    return Result([row], view=lambda _: [row.path], plain=f"{row.path}\n")
