"""The numbered SQL files beside this module, registered for `sqlite_utils` and `sqlite-utils migrate`.

Forward only. A migration that was released is never edited: a change is a new file with the next number, which ends
with `PRAGMA user_version = <its number>`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from sqlite3 import complete_statement

from sqlite_utils import Database, Migrations

migrations = Migrations("allies")


def statements(sql: str) -> Iterator[str]:
    """The statements of a file, each of which ends at the end of a line.

    `Database.executescript` would split them character by character, which takes longer than to run them.
    """
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and complete_statement(statement):
            yield statement
            statement = ""


def _register(path: Path) -> None:
    @migrations(name=path.stem)
    def apply(db: Database) -> None:
        for statement in statements(path.read_text(encoding="utf-8")):
            db.execute(statement)


for _path in sorted(Path(__file__).parent.glob("[0-9]*.sql")):
    _register(_path)
