"""The two layers: what an update of the bundled record does to the own record that lies over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.store import bundled

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


def replace_record(conn: sqlite3.Connection, folder: Path = bundled.DATA) -> list[str]:
    """Load the record in ``folder`` over the loaded one, inside the caller's transaction; what to tell the user."""
    bundled.load(conn, folder)
    return []
