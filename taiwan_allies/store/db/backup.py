"""Copies of the store: made by SQLite's online backup while others go on working, and put back as one whole."""

from __future__ import annotations

import filecmp
import glob
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from shutil import copyfile

from taiwan_allies.errors import StoreError, UsageError
from taiwan_allies.files import beside, clean, followed, place, placed, remove
from taiwan_allies.model.upkeep import Copy, Restored
from taiwan_allies.store.db import connection
from taiwan_allies.store.db.schema import SCHEMA

_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite writes beside a file; left beside another file of the same name it would be taken for its own."""


def backup(path: Path | None, target: Path | None, *, force: bool = False) -> Copy:
    """Copy the store as it is, whatever its schema, to ``target``: a file, a folder, or None for beside the store.

    Raises `StoreError` when there is no store, `UsageError` for a file that is there already unless ``force``.
    """
    path = path or connection.default_path()
    store = connection.open_as_it_is(path)
    if store is None:
        raise StoreError(
            f"{path}: there is no store yet, nothing to copy",
            "Any command that reads makes one, for example `allies list`.",
        )
    name = f"{path.stem}-{_stamp()}{path.suffix}"
    target = path.with_name(name) if target is None else target / name if target.is_dir() else target
    must_be_free(target, path, force=force)
    with closing(store.conn), connection.translate_errors(target):
        try:
            _copy(store.conn, target, path)
        except OSError as error:
            raise StoreError(
                f"{target}: cannot be written: {error.strerror}", "Name a file in a folder that you can write to."
            ) from None
    return describe(target)


def must_be_free(target: Path, store: Path, *, force: bool) -> None:
    """Raises `UsageError` where a copy of the store would overwrite it, or, unless ``force``, any other file."""
    if target.exists():
        connection.is_file(target)
        if target.samefile(store):
            raise UsageError(f"{target}: it is the store itself", "Name another file.")
        if not force:
            raise UsageError(f"{target}: it is there already", "Name another file, or overwrite it with --force.")


def before_migration(path: Path, schema: int) -> Path:
    """Copy the store at ``path`` before its schema changes; the copy's path.

    It is called inside the transaction that is going to migrate. That one has written nothing yet and lets nobody else
    write, so that what a second connection reads is the store as it was.
    """
    path = Path(followed(path))
    before = sorted(path.parent.glob(f"{glob.escape(path.stem)}-schema-{schema}-*{glob.escape(path.suffix)}"))
    target = free(path, f"schema-{schema}")
    with closing(connection.connect(path, "ro")) as conn, connection.translate_errors(target):
        _copy(conn, target, path)
    # A migration that was killed had made its copy already, and made nothing of it.
    for copy in before:
        if filecmp.cmp(copy, target, shallow=False):
            copy.unlink()
    return target


def describe(path: Path) -> Copy:
    """What the store at ``path`` is and holds. Raises `StoreError` if there is none."""
    store = connection.open_as_it_is(path)
    if store is None:
        raise StoreError(f"{path}: there is no store in it", "`allies db backup` makes a copy that can be restored.")
    with connection.translate_errors(path), closing(store.conn) as conn:
        values = conn.execute(
            """
            SELECT (SELECT user_version FROM pragma_user_version), (SELECT version FROM record),
                (SELECT count(*) FROM own_event) + (SELECT count(*) FROM own_engagement) + (SELECT count(*) FROM own_hidden),
                (SELECT count(*) FROM journal_step)
            """
        ).fetchone()
        return Copy(str(path), path.stat().st_size, *values)


def restore(path: Path | None, source: Path) -> Restored:
    """Put the store in ``source`` in the place of the one at ``path``.

    ``source`` must be a whole store that this program can read. The old store is kept beside it, also when it is
    damaged or no store at all. Whoever looks finds the old store or the new one. Raises `StoreError`.
    """
    path = Path(followed(path or connection.default_path()))
    if not connection.is_file(source):
        raise UsageError(f"{source}: there is no such file", "`allies db backup` makes one.")
    if path.exists() and source.samefile(path):
        raise UsageError(f"{source}: it is the store itself", "Name a copy of it.")
    with _whole(source) as conn, connection.translate_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        clean(str(path))
        fresh = beside(str(path))
        try:
            _pages(conn, fresh, path if path.exists() else source)
            kept = None
            if connection.is_file(path):
                kept = _take_away(path, fresh)
            else:
                _clear(path, free(path, "stale"))
                place(fresh, str(path))
        finally:
            remove(fresh)
    return Restored(*describe(path), kept=str(kept) if kept else None)


def _whole(source: Path) -> closing[sqlite3.Connection]:
    """A copy, open for reading. Raises `StoreError` for one that is damaged, or of a newer program."""
    schema = describe(source).schema
    if schema > SCHEMA:
        raise StoreError(
            f"{source}: the copy has schema {schema}, this program knows up to {SCHEMA}; nothing was changed",
            "Install a newer version of allies.",
        )
    with connection.translate_errors(source):
        conn = connection.connect(source, "ro")
        wrong = connection.damage(conn)
        if wrong:
            conn.close()
            raise StoreError(f"{source}: the copy is damaged ({wrong[0]}); nothing was changed", "Choose another copy.")
        return closing(conn)


def _take_away(path: Path, fresh: str) -> Path:
    """Keep the store at ``path`` under another name and put ``fresh`` in its place."""
    kept = free(path, "replaced")
    holder = connection.connect(path, "rw")
    try:
        holder.execute("PRAGMA journal_mode = DELETE")
        # Nobody writes from here on, and what a killed program left half written is rolled back.
        holder.execute("BEGIN IMMEDIATE")
        reader = connection.connect(path, "ro")
        _copy(reader, kept, path)
        reader.close()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            raise
        # Not to be read: kept byte for byte, with what SQLite wrote beside it.
        holder.close()
        copyfile(path, kept)
        _clear(path, kept)
    if os.name == "nt":  # an open file cannot be replaced there
        holder.close()
    try:
        place(fresh, str(path))
    finally:
        holder.close()
    return kept


def _clear(path: Path, kept: Path) -> None:
    """Move what SQLite wrote beside ``path`` to beside ``kept``."""
    for suffix in _BESIDE:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + suffix))


def _copy(conn: sqlite3.Connection, target: Path, like: Path) -> None:
    """A whole copy in ``target``, as private as ``like``, or nothing. Raises `StoreError` for a store that is damaged."""
    with placed(followed(target)) as fresh:
        _pages(conn, fresh, like)
        with closing(connection.connect(Path(fresh), "ro")) as copy:
            wrong = connection.damage(copy)
        if wrong:
            raise StoreError(
                f"{like}: the store is damaged ({wrong[0]}); it was not copied",
                "`allies doctor` says more; `allies db rescue` saves your own record.",
            )


def _pages(conn: sqlite3.Connection, target: str, like: Path) -> None:
    """Every page of the database into a new file, on the disk when this returns."""
    # Made by us first: SQLite says of a folder without permission only that it cannot open the file. Of a store that
    # cannot be written the copy can: it could not be made otherwise.
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, like.stat().st_mode & 0o777 | 0o600))
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        conn.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def free(path: Path, why: str) -> Path:
    """A name beside ``path`` that nothing has yet."""
    names = (f"{path.stem}-{why}-{_stamp()}{f'-{n}' if n > 1 else ''}{path.suffix}" for n in count(1))
    return next(candidate for candidate in map(path.with_name, names) if not candidate.exists())


def _stamp() -> str:
    """The present moment in a file's name."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
