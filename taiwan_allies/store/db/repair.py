"""A store mended: its schema made again, its indexes too, what is bundled loaded and what is derived worked out again.

No own row is touched. The store as it was is kept beside it, byte for byte.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from json import dumps
from pathlib import Path
from shutil import copyfile
from typing import Any

from taiwan_allies.errors import StoreError
from taiwan_allies.files import followed, leftovers, placed, remove
from taiwan_allies.model.upkeep import Finding
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.db import connection, derived, fingerprint, fsck, rescue, status
from taiwan_allies.store.db.backup import free
from taiwan_allies.store.db.schema import SCHEMA
from taiwan_allies.store.db.status import other
from taiwan_allies.store.own import journal
from taiwan_allies.store.own.same_edge import set_aside

_NO_DAMAGE = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_INTERRUPT,
}  # fmt: skip
"""What is no fault of the file: another program, the disk, the user's rights."""
NOTE = "(doctor --repair)"
"""The command that the journal gives for what was changed past it."""


def repair(path: Path | None) -> list[Finding]:
    """Mend the store; what was done. Raises `StoreError` for what cannot be mended without a loss."""
    path = Path(followed(path or connection.default_path()))
    done = []
    for left in list(leftovers(str(path.parent))):
        remove(left)
        done.append(Finding("repair", "ok", f"removed {left}, left by a command that was killed"))
    if not connection.is_file(path):
        return done
    with connection.translate_errors(path):
        wrong = _faults(path)
        if not wrong:
            return [*done, Finding("repair", "ok", "nothing had to be mended")]
        kept = _keep(path)
        try:
            how = _mend(path, kept)
        except BaseException:
            kept.unlink()  # nothing was changed
            raise
    said = f"{how}: {wrong[0]}{f', and {len(wrong) - 1} more' if len(wrong) > 1 else ''}"
    return [*done, Finding("repair", "ok", said), Finding("repair", "ok", f"the store as it was is kept in {kept}")]


def _keep(path: Path) -> Path:
    """A copy of the store, byte for byte, beside it."""
    kept = free(path, "before-repair")
    with placed(str(kept)) as fresh:
        copyfile(path, fresh)
        Path(fresh).chmod(path.stat().st_mode & 0o777)
    return kept


def _mend(path: Path, kept: Path) -> str:
    """In place where that is enough, otherwise in a new file; which of the two."""
    try:
        _in_place(path)
        return "mended in place"
    except (_UnmendedError, UnicodeDecodeError):
        pass
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in _NO_DAMAGE:
            raise
    _anew(path, kept)
    return "made anew, with the record of this program"


class _UnmendedError(Exception):
    """It is not as it should be after all that can be done in place."""


def _faults(path: Path) -> list[str]:
    try:
        with closing(connection.connect_to_read(path)) as conn:
            if conn.execute("PRAGMA user_version").fetchone()[0] > SCHEMA:
                raise StoreError(f"{path}: the store is of a newer program; it was left as it is", "Install that one.")
            return [f"{f.what}: {f.value}" for f in fsck.findings(conn, str(path)) if f.status == "bad"]
    except UnicodeDecodeError:
        return ["the schema cannot be read"]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in _NO_DAMAGE:
            raise
        return [str(error)]


def _in_place(path: Path) -> None:
    """Everything in one transaction, which is kept when nothing is wrong any more and no own row is another."""
    with closing(connection.connect(path, "rw")) as conn:
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("BEGIN IMMEDIATE")
        before = _own(conn)
        _schema(conn)
        conn.execute("REINDEX")
        conn.execute("INSERT OR IGNORE INTO writing(one) VALUES (1)")
        conn.execute("UPDATE writing SET step = NULL, paused = 0")
        if other(conn) is None:
            bundled.load(conn)
        derived.rebuild(conn)
        set_aside(conn)
        fsck.renumber(conn)
        if _own(conn) != before:
            raise _UnmendedError
        _write_down(conn)
        conn.execute(status.NOTED)
        bad = [finding for finding in fsck.findings(conn, str(path)) if finding.status == "bad"]
        if bad and {finding.what for finding in bad} == {"bundled rows"}:  # of a record that only the user has
            raise StoreError(f"{path}: {bad[0].value}; nothing was changed", f"`{bad[0].fix}` loads it again.")
        if bad:
            raise _UnmendedError
        conn.execute("COMMIT")


def _own(conn: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: conn.execute(f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED ORDER BY rowid").fetchall()
        for table, columns in rescue.TABLES.items()
    }


def _schema(conn: sqlite3.Connection) -> None:
    """Make again what is not as the migrations make it. A table keeps its rows."""
    drift = fingerprint.drift(conn)
    if not drift:
        return
    ours = fingerprint.reference(conn.execute("PRAGMA user_version").fetchone()[0])
    here = {part.name: part for part in fingerprint.parts(conn)}
    changed = {d.part.name for d in drift if d.how == "changed"}
    known = {name.lower() for name in ours} | {d.part.name.lower() for d in drift if d.how == "foreign"}

    def goes(part: fingerprint.Part) -> bool:
        """Whatever hangs on a table: nothing fires, and nothing stands in the way, while its rows move."""
        if part.type == "index":
            return part.name in changed or part.table in changed
        return part.type in {"trigger", "view"} and part.name.lower() in known

    for part in filter(goes, here.values()):  # a view takes its triggers with it
        name = part.name.replace('"', '""')
        conn.execute(f'DROP {part.type} IF EXISTS "{name}"')
    for part in ours.values():
        if part.type == "table" and part.name in changed:
            _table(conn, part)
    there = {part.name for part in fingerprint.parts(conn)}
    for part in ours.values():
        if part.name not in there:
            conn.execute(part.sql)


def _table(conn: sqlite3.Connection, part: fingerprint.Part) -> None:
    """Make a table as it should be, with the rows of the one that is there and the numbers that it gave out."""
    last = conn.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (part.name,)).fetchone()
    conn.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM main.{part.name}")
    conn.execute(f"DROP TABLE main.{part.name}")
    conn.execute(part.sql)
    had = {name for _, name, *_ in conn.execute("PRAGMA temp.table_info(kept)")}
    names = ", ".join(name for _, name, *_ in conn.execute(f"PRAGMA main.table_info({part.name})") if name in had)
    conn.execute(f"INSERT INTO main.{part.name}({names}) SELECT {names} FROM temp.kept ORDER BY rowid")
    conn.execute("DROP TABLE temp.kept")
    if last is not None:
        conn.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last[0], part.name))


def _write_down(conn: sqlite3.Connection) -> None:
    """What was changed past the journal becomes a step of it, which can be undone."""
    amiss = list(fsck.unjournaled(conn))
    if not amiss:
        return
    step = journal.begin(conn, NOTE, f"found changed past the journal: {len(amiss)} rows")
    conn.execute("UPDATE writing SET step = NULL")
    for row in amiss:
        names = journal.TABLES[row.key[0]]
        texts = [
            side and dumps(dict(zip(names, side, strict=True)), ensure_ascii=False, separators=(",", ":"))
            for side in (row.said, row.found)
        ]
        conn.execute(
            "INSERT INTO journal_change(step, tbl, key, before, after) VALUES (?, ?, ?, ?, ?)", (step, *row.key, *texts)
        )


def _anew(path: Path, kept: Path) -> None:
    """Save the own record into a new file and put that in the place, if nothing of it is lost."""
    with placed(str(path)) as fresh:
        saved = rescue.save(kept, Path(fresh))
        lost = sum(row.missing for row in saved)
        if lost:
            raise StoreError(
                f"{path}: {lost} rows of your own record cannot be read; nothing was changed",
                f"`allies db rescue {path} -o NEW` saves the others and lists what is lost.",
            )
        wrong = _faults(Path(fresh))
        if wrong:
            raise StoreError(
                f"{path}: what can be read of your own record and its journal do not agree ({wrong[0]}); nothing was changed",
                f"`allies db rescue {path} -o NEW` saves what is left of both.",
            )
        Path(fresh).chmod(path.stat().st_mode & 0o777)
