"""The migrations' folder, and the number of the newest; a store carries that of its last one as SQLite's `user_version`."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection


def _folder() -> str:
    """Inside the package where it is installed, at the top of the repository where it is worked on."""
    package = os.path.abspath(__file__).rsplit(os.sep, 3)[0]
    inside = os.path.join(package, "migrations")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "migrations")


MIGRATIONS = _folder()
NAMES = sorted(os.path.splitext(name)[0] for name in os.listdir(MIGRATIONS) if name[:4].isdigit())
"""Every migration, in order."""
SCHEMA = int(NAMES[-1][:4])


def create(conn: Connection, schema: int = SCHEMA) -> Iterator[str]:
    """Apply the migrations up to a number to an empty database; the names of those applied."""
    from runpy import run_path  # a store is made once

    for name in NAMES:
        if int(name[:4]) <= schema:
            for statement in run_path(os.path.join(MIGRATIONS, f"{name}.py"))["STATEMENTS"]:
                conn.execute(statement)
            conn.execute(f"PRAGMA user_version = {int(name[:4])}")
            yield name
