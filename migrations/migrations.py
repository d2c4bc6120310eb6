"""The numbered SQL files beside this module, registered for `sqlite_utils` and `sqlite-utils migrate`.

Forward only. A migration that was released is never edited: a change is a new file with the next number, which ends
with `PRAGMA user_version = <its number>`.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database, Migrations

migrations = Migrations("allies")


def _register(path: Path) -> None:
    @migrations(name=path.stem)
    def apply(db: Database) -> None:
        db.executescript(path.read_text(encoding="utf-8"))


for _path in sorted(Path(__file__).parent.glob("[0-9]*.sql")):
    _register(_path)
