"""The numbered migrations beside this module, registered for `sqlite_utils` and `sqlite-utils migrate`.

Each is a module with a list of `STATEMENTS`. Forward only: one that was released is never edited, a change is a new
file with the next number. The store carries the number of its last migration as SQLite's `user_version`.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from sqlite_utils import Database, Migrations

migrations = Migrations("allies")


def _register(path: Path) -> None:
    @migrations(name=path.stem)
    def apply(db: Database) -> None:
        for statement in run_path(str(path))["STATEMENTS"]:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {int(path.name[:4])}")


for _path in sorted(Path(__file__).parent.glob("[0-9][0-9][0-9][0-9]_*.py")):
    _register(_path)
