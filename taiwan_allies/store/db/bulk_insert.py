"""Many rows into a table at once."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_PARAMETERS: Final = 1_000
"""About how many values one statement takes. SQLite allows 32,766; what is gained beyond a few hundred is small."""


def insert_many(
    conn: sqlite3.Connection, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]], verb: str = "INSERT"
) -> list[str]:
    """Insert rows whose values come in the order of ``names``. No text among them is empty.

    To bind a value is most of what a row costs, and a None costs five times a text, because sqlite3 looks for an adapter
    for each. So a column that holds nothing is left out, None goes as an empty text, and one statement takes many rows.
    Returns the columns that hold something.
    """
    if not rows:
        return []
    columns: dict[str, str] = {}
    texts = []
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        # `all` first: it only looks at each value, where `count` compares it.
        empty = 0 if all(column) else column.count(None)
        if empty < len(rows):
            columns[name] = "nullif(?, '')" if empty else "?"
            texts.append(["" if v is None else v for v in column] if empty else column)
    values = list(chain.from_iterable(zip(*texts, strict=True)))
    head, row = f"{verb} INTO {table}({', '.join(columns)}) VALUES ", f"({', '.join(columns.values())})"
    step = _PARAMETERS // len(columns) * len(columns)
    for at in range(0, len(values), step):
        some = values[at : at + step]
        conn.execute(head + ", ".join([row] * (len(some) // len(columns))), some)
    return list(columns)
