from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from platform import python_version
from typing import Annotated

import typer

import taiwan_allies
from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.completion.shells import places
from taiwan_allies.context import Context, color_of
from taiwan_allies.errors import ExitCode, StoreError
from taiwan_allies.files import followed, leftovers
from taiwan_allies.installation import to_add, to_update
from taiwan_allies.model.upkeep import Finding
from taiwan_allies.output.result import Result
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.db import fsck, health
from taiwan_allies.store.db.connection import default_path, open_as_it_is, translate_errors
from taiwan_allies.store.db.repair import repair
from taiwan_allies.store.db.schema import SCHEMA
from taiwan_allies.store.queries.checks import package
from taiwan_allies.store.record import Record
from taiwan_allies.views import upkeep
from taiwan_allies.views.phrases import plural


@command(fields=Finding._fields)
def doctor_(
    session: Session,
    repair_: Annotated[
        bool, typer.Option("--repair", help="Mend the store; what is there is kept, and no own row is touched.")
    ] = False,
) -> Result:
    """What this installation uses, and what is wrong with it.

    Paths, versions, the store and its record, and how output is drawn and why. The store is examined from the file up:
    its pages and indexes, its schema, the bundled rows as they were shipped, the derived rows, your own rows and their
    journal. `status` is ok, warn or bad; `fix` says what helps. Exit 0 unless something is bad: 4 when that is the
    store, else 1.

    --repair makes tables, indexes, triggers and views as they should be, loads the bundled record again and works out
    what is derived. Your own record stays as it is; what was changed past the journal becomes a step of it.

    Examples:
      allies doctor
      allies doctor --repair
      allies doctor --json
    """
    context = session.context
    done = repair(context.db) if repair_ else []
    versions, store = list(_versions()), [*done, *_store(session)]
    findings = [*versions, *store, _data(), *_output(context)]
    bad = [f for f in findings if f.status == "bad"]
    code = ExitCode.OK if not bad else ExitCode.STORE if any(f in store for f in bad) else ExitCode.NO
    # What an answer would have said on stderr stands among the findings.
    session.warnings.clear()
    return Result(findings, view=lambda context: upkeep.findings(context, findings), exit_code=code)


def _finding(what: str, status: str, value: str, fix: str = "") -> Finding:
    """A finding; what is ok needs no fix."""
    return Finding(what, status, value, fix if status != "ok" else None)


def _versions() -> Iterator[Finding]:
    yield Finding("program", "ok", taiwan_allies.__version__)
    yield Finding("python", "ok", python_version())
    sqlite, enough = health.sqlite()
    advice = f"Use a Python with SQLite {health.OLDEST_SQLITE} or newer."
    yield _finding("sqlite", "ok" if enough else "bad", sqlite, advice)
    for name in needed():
        try:
            yield Finding(name, "ok", version(name))
        except PackageNotFoundError:
            yield Finding(name, "bad", "not installed", to_add(name))


def needed() -> list[str]:
    """The packages that the program needs, as its metadata says."""
    try:
        wanted = requires("taiwan-allies") or []
    except PackageNotFoundError:  # run where it lies, without being installed
        return []
    return [re.split(r"[^\w-]", text)[0] for text in wanted if "extra ==" not in text]


def _store(session: Session) -> Iterator[Finding]:
    context = session.context
    try:
        record = session.record
        with translate_errors(record.store.path):
            yield from _file(context, record)
            found = list(fsck.findings(record.conn, str(record.store.path or "the store in memory")))
            yield from found
            if not any(finding.status == "bad" for finding in found):
                yield from _record(record)
                yield from _own(record)
        return
    except StoreError as error:
        yield Finding("store", "bad", error.message, error.hint)
    except (ValueError, TypeError, LookupError) as error:
        yield Finding("store", "bad", f"cannot be opened: {type(error).__name__}: {error}", fsck.REPAIR)
    # What cannot be opened is looked at all the same, if it is a store of ours.
    with suppress(StoreError):
        store = open_as_it_is(context.db)
        if store is not None and health.schema_version(store.conn) <= SCHEMA:
            yield from fsck.findings(store.conn, str(store.path))


def _file(context: Context, record: Record) -> Iterator[Finding]:
    yield from _leftovers(context)
    if record.store.path is None:
        said = "; ".join(record.store.warnings)
        yield Finding("store", "warn", said, "Choose a place that can be written with --db or ALLIES_DB.")
        return
    path = (context.db or default_path()).absolute()
    chosen = "by --db or ALLIES_DB" if context.db else "the platform's place"
    yield Finding("store", "ok", f"{path} ({chosen}, {path.stat().st_size:,} bytes)")
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        yield Finding("writable", "ok", "yes")
    else:
        said = "no: your own record cannot be changed"
        yield Finding("writable", "warn", said, f"chmod u+w {path.parent} {path}")


def _leftovers(context: Context) -> Iterator[Finding]:
    folder = os.path.dirname(followed(context.db or default_path()))
    for path in leftovers(folder):
        yield Finding("leftover", "warn", f"{path}, of a command that was killed", fsck.REPAIR)


def _record(record: Record) -> Iterator[Finding]:
    loaded, installed = record.loaded, bundled.identity().version
    extra = "" if loaded.version == installed else f"; this program brings {installed}"
    yield Finding("record", "ok", loaded.version + extra, to_update() if extra else None)
    age = f"{loaded.as_of.isoformat()}, {(record.today - loaded.as_of).days} days ago"
    newer = f"`allies data update FILE|FOLDER|URL`, or a newer program: {to_update()}"
    yield _finding("as of", "warn" if record.stale_days(record.today) else "ok", age, newer)


def _own(record: Record) -> Iterator[Finding]:
    own = health.own_rows(record.conn)
    said = f"{plural(own.events, 'event')}, {plural(own.engagements, 'engagement')}, {own.hidden or 'nothing'} hidden"
    yield Finding("own record", "ok", f"{said}, {plural(own.steps, 'step')} in the journal")
    if own.conflicts or own.duplicates:
        said = f"{plural(own.conflicts, 'conflict')} and {plural(own.duplicates, 'possible duplicate')}"
        yield Finding("to settle", "warn", f"{said} with the bundled record", "allies data status --open")


def _data() -> Finding:
    problems = list(package())
    said = "; ".join(f"{p.subject}: {p.message}" for p in problems) or "as released"
    return _finding("data files", "bad" if problems else "ok", f"{bundled.DATA}: {said}", "Install the program again.")


def _output(context: Context) -> Iterator[Finding]:
    env = context.env
    usual, why = color_of(env, context.stdout_tty)
    why = why if usual == context.color else "--color"
    yield Finding("colour", "ok", f"{'on' if context.color else 'off'}: {why}")
    width = "COLUMNS" if env.get("COLUMNS") else "the terminal, or 80" if context.stdout_tty else "not a terminal"
    yield Finding("width", "ok", f"{context.width} cells: {width}")
    encoding = getattr(context.stdout, "encoding", None) or "unknown"
    yield Finding("unicode", "ok", f"{'yes' if context.unicode else 'no, ASCII shapes'}: standard output is {encoding}")
    yield Finding("language", "ok", f"{context.lang} (--lang, ALLIES_LANG or the locale)")
    yield _pager(context)
    yield _completion(context)
    try:
        yield Finding("pictures", "ok", f"matplotlib {version('matplotlib')}")
    except PackageNotFoundError:
        yield Finding("pictures", "ok", "SVG; PNG and PDF need matplotlib", to_add("matplotlib"))
    if env.get("ALLIES_TODAY"):
        yield Finding("today", "warn", f"{context.today.isoformat()}, fixed by ALLIES_TODAY", "unset ALLIES_TODAY")


def _pager(context: Context) -> Finding:
    pager = context.env.get("ALLIES_PAGER", context.env.get("PAGER", "less"))
    advice = "Set PAGER or ALLIES_PAGER, for example to less."
    try:
        program = (shlex.split(pager) or ["cat"])[0]
    except ValueError:
        return Finding("pager", "warn", f"{pager!r} is not a command", advice)
    if program == "cat":
        return Finding("pager", "ok", "none")
    found = shutil.which(program)
    return Finding("pager", "ok", pager if found else f"none: {program} is not installed", None if found else advice)


def _completion(context: Context) -> Finding:
    found = [shell for shell, file in places(context.env).items() if file.is_file()]
    said = f"installed for {', '.join(found)}" if found else "not installed"
    return Finding("completion", "ok", said, None if found else "allies --install-completion")
