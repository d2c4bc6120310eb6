from __future__ import annotations

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result

COLUMNS = (Column("path", keep=1), Column("exists"), Column("bytes", align="right"))


def run(session: Session) -> Result:
    """Where the store lies.

    It need not be there yet: the first command that reads makes it. --db and ALLIES_DB choose another place.

    Examples:
      allies db path
      sqlite3 "$(allies db path)"
    """
    from taiwan_allies.store.db.connection import default_path

    path = (session.context.db or default_path()).absolute()
    there = path.is_file()
    row = (str(path), there, path.stat().st_size if there else None)
    return Result(COLUMNS, [row], view=lambda _: [str(path)], plain=f"{path}\n")
