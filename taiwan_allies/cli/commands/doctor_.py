from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from taiwan_allies.cli.options import Session
from taiwan_allies.errors import ExitCode, StoreError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taiwan_allies.context import Context

NEEDED = ("typer", "rich", "sqlite-utils", "python-dateutil", "platformdirs", "jinja2", "shellingham")
OLDEST_SQLITE = (3, 37, 0)
"""The first with STRICT tables."""


class Finding(NamedTuple):
    """One thing looked at. ``state`` is `ok`, `warn` or `bad`; ``fix`` a command, or what else to do."""

    what: str
    state: str
    value: str
    fix: str | None = None


FIELDS = Finding._fields


def run(session: Session) -> Result:
    """What this installation uses, and what is wrong with it.

    Paths, versions, the store and its record, and how output is drawn and why. `state` is ok, warn or bad; `fix` says
    what helps. Exit 0 unless something is bad: 4 when that is the store, else 1.

    Examples:
      allies doctor
      allies doctor --json
    """
    versions, store = list(_versions()), list(_store(session))
    findings = [*versions, *store, *_data(), *_output(session.context)]
    bad = [f for f in findings if f.state == "bad"]
    code = ExitCode.OK if not bad else ExitCode.STORE if any(f in store for f in bad) else ExitCode.NO
    # What an answer would have said on stderr stands among the findings.
    session.warnings.clear()
    return Result(
        [Column(name) for name in FIELDS],
        findings,
        view=lambda context: _lines(context, findings),
        exit_code=code,
    )


def _versions() -> Iterator[Finding]:
    import sqlite3
    from importlib.metadata import PackageNotFoundError, version
    from platform import python_version

    from taiwan_allies import __version__

    yield Finding("program", "ok", __version__)
    yield Finding("python", "ok", python_version())
    enough = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    yield Finding(
        "sqlite",
        "ok" if enough else "bad",
        sqlite3.sqlite_version,
        None if enough else f"Use a Python with SQLite {'.'.join(map(str, OLDEST_SQLITE))} or newer.",
    )
    for name in NEEDED:
        try:
            yield Finding(name, "ok", version(name))
        except PackageNotFoundError:
            yield Finding(name, "bad", "not installed", f"pip install {name}")


def _store(session: Session) -> Iterator[Finding]:
    try:
        yield from _opened(session)
    except StoreError as error:
        yield Finding("store", "bad", error.message, error.hint)


def _opened(session: Session) -> Iterator[Finding]:
    import os

    from taiwan_allies.store.dataset import bundled
    from taiwan_allies.store.db import health
    from taiwan_allies.store.db.connection import default_path, told
    from taiwan_allies.store.db.schema import SCHEMA
    from taiwan_allies.views.phrases import plural

    context = session.context
    path = (context.db or default_path()).absolute()
    chosen = "by --db or ALLIES_DB" if context.db else "the platform's place"
    ask = session.ask
    if ask.store.path is None:
        yield Finding(
            "store", "warn", "; ".join(ask.store.warnings), "Choose a place that can be written with --db or ALLIES_DB."
        )
    else:
        yield Finding("store", "ok", f"{path} ({chosen}, {path.stat().st_size:,} bytes)")
        writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        yield Finding(
            "writable",
            "ok" if writable else "warn",
            "yes" if writable else "no: your own record cannot be changed",
            None if writable else f"chmod u+w {path.parent} {path}",
        )
    with told(ask.store.path):
        yield Finding("schema", "ok", f"{health.schema_version(ask)} (this program knows up to {SCHEMA})")
        wrong = health.damage(ask)
        if wrong:
            yield Finding("integrity", "bad", "; ".join(wrong), "allies db restore FILE")
            return
        yield Finding("integrity", "ok", "quick_check finds nothing")
        version, as_of = ask.record
        installed = bundled.identity().version
        extra = "" if version == installed else f"; this program brings {installed}"
        yield Finding("record", "ok", version + extra, "pip install -U taiwan-allies" if extra else None)
        stale = ask.stale_days(ask.today)
        age = f"{as_of.isoformat()}, {(ask.today - as_of).days} days ago"
        yield Finding("as of", "warn" if stale else "ok", age, "pip install -U taiwan-allies" if stale else None)
        yield from _own(session)
        from taiwan_allies.store.queries.checks import stale as not_derived

        rows = not_derived(ask)
        yield Finding(
            "derived",
            "bad" if rows else "ok",
            f"{plural(rows, 'row')} of the merged tables not as the two layers say"
            if rows
            else "the merged tables are what the two layers say",
            "allies db migrate --rebuild" if rows else None,
        )


def _own(session: Session) -> Iterator[Finding]:
    from taiwan_allies.store.db import health
    from taiwan_allies.views.phrases import plural

    own = health.own(session.ask)
    yield Finding(
        "own record",
        "ok",
        f"{plural(own.events, 'event')}, {plural(own.engagements, 'engagement')}, {own.hidden or 'nothing'} hidden,"
        f" {plural(own.steps, 'step')} in the journal",
    )
    if own.conflicts or own.duplicates:
        said = f"{plural(own.conflicts, 'conflict')} and {plural(own.duplicates, 'possible duplicate')} with the bundled record"
        yield Finding("to settle", "warn", said, "allies data status --open")


def _data() -> Iterator[Finding]:
    from taiwan_allies.rules.checks import package
    from taiwan_allies.store.dataset import bundled
    from taiwan_allies.store.queries.checks import package_files

    problems = list(package(package_files(bundled.DATA)))
    said = f"{bundled.DATA}: " + ("; ".join(f"{p.subject}: {p.message}" for p in problems) or "as released")
    yield Finding(
        "data files",
        "bad" if problems else "ok",
        said,
        "pip install --force-reinstall taiwan-allies" if problems else None,
    )


def _output(context: Context) -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    env = context.env
    yield Finding("colour", "ok", f"{'on' if context.color else 'off'}: {_why_colour(context)}")
    yield Finding(
        "width",
        "ok",
        f"{context.width} cells: {'COLUMNS' if env.get('COLUMNS') else 'the terminal, or 80' if context.stdout_tty else 'no terminal'}",
    )
    encoding = getattr(context.stdout, "encoding", None) or "unknown"
    yield Finding("unicode", "ok", f"{'yes' if context.unicode else 'no, ASCII shapes'}: standard output is {encoding}")
    yield Finding("language", "ok", f"{context.lang} (--lang, ALLIES_LANG or the locale)")
    yield _pager(context)
    yield _completion(context)
    try:
        yield Finding("pictures", "ok", f"matplotlib {version('matplotlib')}")
    except PackageNotFoundError:
        yield Finding("pictures", "ok", "no: matplotlib is not installed", "pip install 'taiwan-allies[plot]'")
    if env.get("ALLIES_TODAY"):
        yield Finding("today", "warn", f"{context.today.isoformat()}, fixed by ALLIES_TODAY", "unset ALLIES_TODAY")


def _why_colour(context: Context) -> str:
    from taiwan_allies.context import wants_color

    env = context.env
    if context.color != wants_color("auto", env, context.stdout_tty):
        return "--color"
    if env.get("NO_COLOR"):
        return "NO_COLOR"
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if env.get(name, "0") not in {"", "0"}:
            return name
    if env.get("TERM") == "dumb":
        return "TERM=dumb"
    if env.get("CLICOLOR") == "0":
        return "CLICOLOR=0"
    return "standard output is a terminal" if context.stdout_tty else "standard output is no terminal"


def _pager(context: Context) -> Finding:
    import shlex
    import shutil

    command = context.env.get("ALLIES_PAGER", context.env.get("PAGER", "less"))
    try:
        words = shlex.split(command)
    except ValueError:
        return Finding("pager", "warn", f"{command!r} is no command", "Set PAGER or ALLIES_PAGER, for example to less.")
    if not words or words[0] == "cat":
        return Finding("pager", "ok", "none")
    if shutil.which(words[0]) is None:
        return Finding("pager", "ok", f"none: {words[0]} is not installed", "Install it, or set PAGER or ALLIES_PAGER.")
    return Finding("pager", "ok", command)


def _completion(context: Context) -> Finding:
    from taiwan_allies.cli.completion.completion import place_of

    home = context.env.get("HOME")
    found = [shell for shell in ("bash", "zsh", "fish") if home and place_of(shell, context.env).is_file()]
    if found:
        return Finding("completion", "ok", f"installed for {', '.join(found)}")
    return Finding("completion", "ok", "not installed", "allies --install-completion")


def _lines(context: Context, findings: Sequence[Finding]) -> Iterator[str]:
    from taiwan_allies.output.text import one_line, wrap

    roles = {"ok": "gained", "warn": "doubt", "bad": "lost"}
    paint = context.style.paint
    for f in findings:
        indent = " " * 23
        first, *more = wrap(one_line(f.value), max(20, context.width - len(indent)))
        yield paint(f"{f.state:<6}", roles[f.state]) + f"{f.what:<17}{first}"
        yield from (indent + line for line in more)
        if f.fix:
            for line in wrap(one_line(f.fix), max(20, context.width - len(indent))):
                yield indent + paint(line, "dim")
