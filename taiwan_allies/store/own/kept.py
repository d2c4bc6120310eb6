"""Records that the user loaded over one another: the former one is kept in the store, so that `undo` brings it back."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable
from json import dumps, loads
from typing import Any, Final

from taiwan_allies.errors import UsageError
from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset.identity import Identity, identity
from taiwan_allies.store.queries.repository import maker

TABLE: Final = "record"
"""The table for which the journal keeps which record was loaded before, and which after."""
_KEY: Final = "loaded"


def loaded(conn: sqlite3.Connection) -> str:
    """Which record is loaded, as the journal keeps it."""
    row = conn.execute("SELECT version, as_of, stamp, origin FROM record").fetchone()
    return dumps(dict(zip(("version", "as_of", "stamp", "origin"), row, strict=True)), ensure_ascii=False)


def load(conn: sqlite3.Connection, folder: zipfile.Path, known: Identity, origin: str | None) -> None:
    """Load a record that the user chose in the place of the loaded one, and keep that one, in the step that is being written.

    The same one is loaded again where its rows were changed past the program: then there is nothing to keep.

    As long as the program brings the record that it brings now, it leaves the chosen one alone.
    """
    before = loaded(conn)
    stamp = loads(before)["stamp"]
    again = stamp == known.stamp
    if not again and not conn.execute("SELECT 1 FROM record_kept WHERE stamp = ?", (stamp,)).fetchone():
        conn.execute("INSERT INTO record_kept VALUES (?, ?)", (stamp, _packed(conn)))
    bundled.load(conn, folder, known)
    conn.execute("UPDATE record SET origin = ?, chosen_over = ?", (origin, identity().stamp))
    if again:
        return
    conn.execute(
        "INSERT INTO journal_change(step, tbl, key, before, after) SELECT step, ?, ?, ?, ? FROM writing",
        (TABLE, _KEY, before, loaded(conn)),
    )


def put_back(conn: sqlite3.Connection, text: str | None) -> None:
    """Load a record that was kept. Raises `UsageError` where it is not."""
    wanted: dict[str, Any] = loads(text or "{}")
    row = conn.execute("SELECT package FROM record_kept WHERE stamp = ?", (wanted.get("stamp"),)).fetchone()
    if row is None:
        raise UsageError(
            f"record {wanted.get('version')} is not kept in this store",
            "`allies data update FILE --force` loads it where you still have it.",
        )
    folder = zipfile.Path(zipfile.ZipFile(io.BytesIO(row[0])))
    load(conn, folder, Identity(wanted["version"], wanted["as_of"], wanted["stamp"]), wanted["origin"])


def _packed(conn: sqlite3.Connection) -> bytes:
    """The files of the loaded record, zipped."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for resource in RESOURCES.values():
            names = resource.row._fields
            rows = conn.execute(f"SELECT {', '.join(names)} FROM {bundled.table_of(resource)}")
            make: Callable[..., tuple[Any, ...]] = resource.row
            text = io.StringIO(newline="")
            bundled.write(text, names, map(maker(make), rows))
            archive.writestr(f"{resource.name}.csv", text.getvalue())
    return whole.getvalue()
