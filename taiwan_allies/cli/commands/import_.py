from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.cli.writing import DryRun
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from taiwan_allies.context import Context

COUNTS = ("added", "corrected", "hidden", "cited", "changed")
COLUMNS = tuple(
    Column(name)
    for name in ("file", "format", "rows", *COUNTS, "skipped", "renumbered", "step", "today_before", "today_after")
)


def run(
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
    What is there already is passed over, so a file can be imported twice. Several sources stand in one cell with ;
    between them. All rows are taken, or, if one is wrong, none: then each wrong line is named. One import is one step
    of `allies undo`.

    Examples:
      allies import news.csv --dry-run
      allies export --mine --format ndjson | ssh desk allies import -
    """
    from taiwan_allies.cli.writing import command_line, writer
    from taiwan_allies.output.progress import Progress
    from taiwan_allies.store.own import journal
    from taiwan_allies.store.own.importer import take_in
    from taiwan_allies.store.own.read_rows import SUFFIXES, Rows
    from taiwan_allies.store.queries.counts import count_on

    name = "-" if file == "-" else file
    with _opened(file, session.context) as stream, Progress(session.context, "rows") as progress:
        told = [kind for end, kind in SUFFIXES.items() if file.lower().endswith(end)]
        format_: str | None = from_format or (told[0] if told else None)
        rows = Rows(stream, name, format_, ignore_unknown=ignore_unknown)
        ask = writer(session)
        with journal.step(ask, command_line(), dry_run=dry_run, trusted=True) as step:
            before = count_on(ask, ask.today).count
            report = take_in(ask, step, name, rows, forced=force, progress=progress)
            after = count_on(ask, ask.today).count
            done = [f"{n:,} {what}" for what, n in report.counts.items() if n]
            step.summary = f"import {name}: {', '.join(done) or 'nothing new'}"
    kept = step.number if step.changes and not dry_run else None
    row = (
        name, rows.format, report.rows, *(report.counts[c] for c in COUNTS), report.skipped, len(report.renamed), kept, before, after,
    )  # fmt: skip

    def view(context: Context) -> Iterator[str]:
        paint, arrow = context.style.paint, context.style.pick("→", "->")
        yield paint(f"{report.rows:,} rows{' would be' * dry_run}: {', '.join(done) or 'nothing new'}.", "head")
        if report.skipped:
            yield f"{report.skipped:,} were there already."
        if before != after:
            yield f"{before} {arrow} {after} allies today."
        if kept:
            yield paint(f"`allies log {kept}` shows every change, `allies undo` takes it back.", "dim")

    warnings = [f"forced: {p.id}: {p.reason}" for p in report.forced[:5]]
    if len(report.forced) > 5:
        warnings.append(f"and {len(report.forced) - 5} more were forced")
    if report.renamed:
        warnings.append(f"{report.renamed[0]} was taken: {len(report.renamed)} rows got an id of their own")
    if not report.rows:
        warnings.append(f"{name}: no rows under its header")
    return Result(COLUMNS, [row], view=view, warnings=warnings)


class _opened:  # noqa: N801 - used like a function
    """The bytes of a file or of standard input. Raises `UsageError` when there are none to be had."""

    def __init__(self, file: str, context: Context) -> None:
        self.file, self.context = file, context

    def __enter__(self) -> IO[bytes]:
        import io

        if self.file == "-":
            if self.context.stdin_tty:
                raise UsageError("-: nothing comes in on standard input", "Pipe a file in, or name one.")
            stdin = getattr(self.context.stdin, "buffer", None)
            self.stream: IO[bytes] = stdin if stdin is not None else io.BytesIO()
            return self.stream
        try:
            self.stream = open(self.file, "rb")
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "no such file"
            raise UsageError(f"{self.file}: cannot be read: {why}", "Name a file, or - for standard input.") from None
        return self.stream

    def __exit__(self, *_: object) -> None:
        if self.file != "-":
            self.stream.close()
