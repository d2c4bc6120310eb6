"""Own events and those of the record that change the same edge of a spell: the own one counts until the user settles it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final

_OLDER: Final = (
    "SELECT 1 FROM event JOIN own_event AS o USING (id)"
    " WHERE event.code = ? AND o.base_version IS NOT (SELECT version FROM record) LIMIT 1"
)
"""Only own events that were written over another record can be of the same edge: a state has seldom one."""


def set_aside(conn: sqlite3.Connection, codes: Iterable[str] | None = None) -> None:
    """Look again which events of the record are set aside for own ones, in these states or in all that have any."""
    if codes is None:
        conn.execute("DELETE FROM set_aside")
        codes = [code for (code,) in conn.execute("SELECT DISTINCT code FROM own_event")]
    for code in set(codes):
        conn.execute("DELETE FROM set_aside WHERE id IN (SELECT id FROM bundled_event WHERE code = ?)", (code,))
        if conn.execute(_OLDER, (code,)).fetchone():
            conn.execute("INSERT INTO set_aside SELECT id, own FROM same_edge WHERE code = ?", (code,))
