"""The bundled record: the CSV files of `taiwan_allies/data/`, and their load into a store as one whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from taiwan_allies.errors import StoreError
from taiwan_allies.files import open_plain
from taiwan_allies.model.dataset import RESOURCES, Resource
from taiwan_allies.model.fields import annotation
from taiwan_allies.model.kinds import KINDS
from taiwan_allies.store.dataset.identity import FOLDER, Identity, identity
from taiwan_allies.store.db import derived

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, TextIO
    from zipfile import Path as PathInZip

    Folder = Path | PathInZip

__all__ = ["DATA", "Identity", "descriptor", "identity", "load", "read", "write"]

DATA = Path(FOLDER)
LARGEST: Final = 100_000_000
"""Bytes of a file that is taken for one of a record."""
_LICENCE: Final = {"licence": "name", "licence_title": "title", "licence_url": "path"}


class Descriptor(NamedTuple):
    """What a data package says of itself. ``files`` are the hashes of its files by name, as they were released."""

    name: str
    title: str
    description: str
    version: str
    as_of: str
    hash: str
    licence: str
    licence_title: str
    licence_url: str
    files: dict[str, str]


@cache
def descriptor(folder: Folder = DATA) -> Descriptor:
    """The data package's descriptor. Raises `StoreError` where there is none."""
    from json import loads

    file = folder / "datapackage.json"
    try:
        with _open(file) as stream:
            found = loads(stream.read())
        licence = found["licenses"][0]
        texts = {key: found[key] for key in ("name", "title", "description", "version", "as_of", "hash")}
        texts |= {name: licence[key] for name, key in _LICENCE.items()}
        if not all(isinstance(text, str) for text in texts.values()):
            raise ValueError(f"{file}: version, as_of and hash are texts")
        return Descriptor(**texts, files={resource["path"]: resource["hash"] for resource in found["resources"]})
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        raise StoreError(
            f"{file}: the description of the record cannot be read", "Install the package again."
        ) from None


def read(resource: str, folder: Folder = DATA) -> Iterator[list[str]]:
    """The rows of one resource, header first."""
    from csv import reader

    with _open(folder / f"{resource}.csv") as stream:
        yield from filter(None, reader(stream))


def _open(file: Path | PathInZip) -> TextIO:
    """A file of the record that came with the program, which an installer may have linked, or of a stranger's."""
    if isinstance(file, Path) and file.parent != DATA:
        return open_plain(file, LARGEST)
    return file.open("r", encoding="utf-8", newline="")  # of a zip the sizes were looked at


def write(stream: TextIO, names: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write the rows of a resource as they are read."""
    from csv import writer

    out = writer(stream, lineterminator="\n")
    out.writerow(names)
    out.writerows([("false", "true")[value] if isinstance(value, bool) else value for value in row] for row in rows)


def load(conn: sqlite3.Connection, folder: Folder = DATA, known: Identity | None = None) -> None:
    """Replace the bundled tables by the record in ``folder``, inside the caller's transaction.

    ``known`` says which one it is where the folder does not.

    Own rows are other tables and stay. A state that own events still name is kept even if the record dropped it, under
    a name that no other state can have.
    """
    conn.execute("PRAGMA defer_foreign_keys = ON")
    conn.executemany(
        "INSERT OR REPLACE INTO kind(kind, type, opens, phrase) VALUES (?, ?, ?, ?)",
        [(kind.word, kind.type, kind.opens, kind.phrase) for kind in KINDS.values()],
    )
    with derived.paused(conn):
        for resource in reversed(RESOURCES.values()):
            kept = " WHERE code NOT IN (SELECT code FROM own_event)" if resource.name == "states" else ""
            conn.execute(f"DELETE FROM {table_of(resource)}{kept}")
        # Those that the record still has are replaced below. The others must not stand in the way of a new name.
        conn.execute(
            "UPDATE state SET alpha2 = NULL, slug = slug || '-' || lower(code), name = name || ' (' || code || ')'"
            " WHERE name NOT LIKE '% (' || code || ')'"
        )
        for resource in RESOURCES.values():
            _insert(conn, resource, folder)
    if known is None:
        package = descriptor(folder)
        known = Identity(package.version, package.as_of, package.hash)
    conn.execute(
        "INSERT OR REPLACE INTO record VALUES (1, ?, ?, ?, NULL, NULL, ?)",
        (known.version, known.as_of, known.stamp, digest(conn)),
    )


def digest(conn: sqlite3.Connection) -> str:
    """A hash of the rows of the loaded record, by which a change past the program is seen."""
    from hashlib import sha256

    found = sha256()
    for resource in RESOURCES.values():
        rows = conn.execute(f"SELECT {', '.join(resource.row._fields)} FROM {table_of(resource)}")
        found.update("\n".join(sorted(map(repr, rows))).encode("utf-8", "replace"))
    return found.hexdigest()[:16]


def table_of(resource: Resource) -> str:
    """The table of the store that holds a resource as it was published."""
    return f"bundled_{resource.table}" if resource.layered else resource.table


def _insert(conn: sqlite3.Connection, resource: Resource, folder: Folder) -> None:
    rows = read(resource.name, folder)
    names = next(rows)
    if not set(names) <= set(resource.row._fields):  # they become a part of the statement
        raise ValueError(f"{resource.name}.csv: no field is called {min(set(names) - set(resource.row._fields))!r}")
    # An empty cell becomes NULL here: Python's sqlite3 takes five times as long to bind a None as a text.
    values = (
        "nullif(?, '')"
        + " = 'true'" * ((said := annotation(resource.row, name)) is not None and said.type == "boolean")
        for name in names
    )
    conn.executemany(
        f"INSERT OR REPLACE INTO {table_of(resource)}({', '.join(names)}) VALUES ({', '.join(values)})", rows
    )
