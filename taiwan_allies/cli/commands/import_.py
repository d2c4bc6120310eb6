from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Annotated, Literal

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.writing import DryRun, command_line
from taiwan_allies.context import Context
from taiwan_allies.errors import UsageError
from taiwan_allies.i18n import english
from taiwan_allies.model.own import ImportedRow, ImportReport
from taiwan_allies.output.progress import Progress
from taiwan_allies.output.result import Result
from taiwan_allies.store.own.importer import Imported, import_rows
from taiwan_allies.store.own.read_rows import Rows, format_of
from taiwan_allies.store.own.write import Request
from taiwan_allies.views.own import imported, planned

NAMED = 5
"""Rows of one kind that warnings name; the others are counted."""


@command(fields=ImportReport._fields, when={"dry_run": ImportedRow._fields})
def import_(
    session: Session,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A CSV, TSV, JSON or NDJSON file; - for standard input.")
    ],
    from_format: Annotated[
        Literal["csv", "tsv", "json", "ndjson"] | None,
        typer.Option("--from-format", help="What FILE is, where its name and its beginning do not tell."),
    ] = None,
    ignore_unknown: Annotated[
        bool, typer.Option("--ignore-unknown", help="Pass over columns that have no meaning here.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Keep what seems impossible, where the row has a note.")
    ] = False,
    dry_run: DryRun = False,
) -> Result:
    """Take rows of a file into the own record.

    The columns are those that `allies export` writes; country, kind, date and source are needed. A row without an id,
    or with a free one of its own (my-...), is added. One with the id of a bundled event corrects it, if it differs.
    One with the id of another event of yours gets a new id, or takes its place where `action` is replace; a row that
    changes one of yours is named. What is there already is passed over, so a file can be imported twice. Several
    sources stand in one cell with ; between them. All rows are taken, or, if one is wrong, none: then each wrong line
    is named. One import is one step of `allies undo`. --dry-run shows each row that would be written.

    Examples:
      allies import news.csv --dry-run
      allies export --mine --format ndjson | ssh desk allies import -
    """
    with _opened(file, session.context) as stream, Progress(session.context, "rows") as progress:
        rows = Rows(stream, file, from_format or format_of(file), ignore_unknown=ignore_unknown)
        request = Request(command_line(), dry_run, force)
        done = import_rows(session.writable, request, rows, heard=english, progress=progress)
    warnings = _warnings(done)
    if dry_run:
        return planned(done)._replace(warnings=warnings)
    report = done.report
    return Result([report], view=lambda context: imported(context, report), warnings=warnings)


def _warnings(done: Imported) -> list[str]:
    file = done.report.file
    found = [
        *_some(f"forced: {violation.id}: {violation.reason}" for violation in done.forced),
        *_some(
            f"{file}:{row.line}: {row.given_id} is another event of yours: this one is {row.id}"
            for row in done.rows
            if row.given_id
        ),
        *_some(
            f"{file}:{row.line}: yours is changed: {row.id}: {row.changes}"
            for row in done.rows
            if row.action == "changed"
        ),
    ]
    return found if done.report.rows else [*found, f"{file}: no rows under its header"]


def _some(lines: Iterable[str]) -> list[str]:
    told = list(lines)
    return told[:NAMED] + ([f"and {len(told) - NAMED:,} more like it"] if len(told) > NAMED else [])


@contextmanager
def _opened(file: str, context: Context) -> Iterator[IO[bytes]]:
    """The bytes of a file or of standard input. Raises `UsageError` when there are none to be had."""
    if file == "-":
        if context.stdin_tty:
            raise UsageError("-: nothing comes in on standard input", "Pipe a file in, or name one.")
        yield getattr(context.stdin, "buffer", None) or io.BytesIO()
        return
    try:
        stream = open(file, "rb")  # noqa: SIM115 - closed below
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such file"
        raise UsageError(f"{file}: cannot be read: {why}", "Name a file, or - for standard input.") from None
    with stream:
        yield stream
