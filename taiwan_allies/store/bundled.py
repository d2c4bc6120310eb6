"""The bundled record: the CSV files of `taiwan_allies/data/`, and their load into a store as one whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

DATA = Path(__file__).parent.parent / "data"
TABLES = {
    "states": "state",
    "names": "name",
    "presidencies": "presidency",
    "president_names": "president_name",
    "sources": "bundled_source",
    "events": "bundled_event",
    "engagements": "bundled_engagement",
    "evidence": "bundled_evidence",
    "claims": "claim",
    "assertions": "assertion",
}
"""Each resource of the data package and the table that holds it, in an order that satisfies references."""


class Identity:
    """Which record this is: ``version`` (CalVer), ``as_of`` (the day to which its research is good), ``stamp``."""

    __slots__ = ("as_of", "stamp", "version")

    def __init__(self, version: str, as_of: str, stamp: str) -> None:
        self.version, self.as_of, self.stamp = version, as_of, stamp


@cache
def package(folder: Path = DATA) -> dict[str, Any]:
    """The data package's descriptor."""
    from json import loads

    descriptor: dict[str, Any] = loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return descriptor


def identity(folder: Path = DATA) -> Identity:
    """The record in ``folder``. Its stamp changes with any byte of any file, see `package.seal`."""
    descriptor = package(folder)
    return Identity(descriptor["version"], descriptor["as_of"], descriptor["hash"])


def read(resource: str, folder: Path = DATA) -> Iterator[list[str | None]]:
    """The rows of one resource, header first; an empty cell is None."""
    from csv import reader

    with open(folder / f"{resource}.csv", encoding="utf-8", newline="") as stream:
        for row in reader(stream):
            yield [value or None for value in row]


def load(conn: sqlite3.Connection, folder: Path = DATA) -> None:
    """Replace the bundled tables by the record in ``folder``, inside the caller's transaction.

    Own rows are other tables and stay. A state that own events still name is kept even if the record dropped it.
    """
    conn.execute("PRAGMA defer_foreign_keys = ON")
    conn.execute("UPDATE refresh SET paused = 1")
    for table in reversed(TABLES.values()):
        keep = " WHERE code NOT IN (SELECT code FROM own_event)" if table == "state" else ""
        conn.execute(f"DELETE FROM {table}{keep}")  # noqa: S608 - names from the table above
    for resource, table in TABLES.items():
        rows = read(resource, folder)
        header = next(rows)
        names = ", ".join(f'"{name}"' for name in header)
        conn.executemany(
            f"INSERT OR REPLACE INTO {table}({names}) VALUES ({', '.join('?' * len(header))})",  # noqa: S608
            _typed(table, header, rows),
        )
    known = identity(folder)
    conn.execute("INSERT OR REPLACE INTO record VALUES (1, ?, ?, ?)", (known.version, known.as_of, known.stamp))
    conn.execute("UPDATE refresh SET paused = 0")


def _typed(table: str, header: Sequence[str | None], rows: Iterator[list[str | None]]) -> Iterator[list[Any]]:
    if table != "presidency":
        yield from rows
        return
    acting = header.index("acting")
    for row in rows:
        typed: list[Any] = list(row)
        typed[acting] = 1 if row[acting] == "yes" else 0
        yield typed
