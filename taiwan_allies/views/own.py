"""How a terminal shows what was written to the own record, and what of it lies over the bundled one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.errors import ExitCode
from taiwan_allies.model.own import COUNTED, TECHNICAL
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.output.text import one_line
from taiwan_allies.store.own.overlay import own_changes

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.own import ImportReport, Settled, Step, StepChange
    from taiwan_allies.store.own.importer import Imported
    from taiwan_allies.store.own.write import Outcome, UndoneSteps
    from taiwan_allies.store.queries.repository import Repository

ROLES: Final = {"added": "gained", "hidden": "lost"}
WRITTEN: Final = Layout({"id": 1, "code": 1, "kind": 1, "date": 1, "before": 2, "after": 2})
OVERLAID: Final = Layout(
    {"change": 1, "code": 3, "name": 1, "kind": 1, "date": 1, "id": 2, "changes": 1},
    show={"changes": lambda row: row.changes or row.reason or row.sources or ""},
    wrap=("changes",),
    row_role=lambda row: ROLES.get(row.change, "returned"),
)
PLANNED: Final = Layout(
    {"line": 3, "action": 1, "id": 1, "code": 1, "kind": 1, "date": 1, "changes": 2, "given_id": 4},
    wrap=("changes",),
    row_role=lambda row: ROLES.get(row.action, "returned"),
)
_SIGNS: Final = {"+": "gained", "-": "lost", "~": "returned"}
_LIMIT: Final = 200


def own_against_bundled(record: Repository, exit_code: bool) -> Result:
    """The answer of `diff --mine`: everything that the user added, corrected, hid or cited."""
    rows = own_changes(record)
    return Result(
        rows,
        OVERLAID,
        empty="Your own record is empty: nothing is added, corrected, hidden or cited.",
        exit_code=ExitCode.NO if exit_code and rows else ExitCode.OK,
    )


def written(outcome: Outcome) -> Result:
    """The answer of a command that writes events and engagements."""
    return Result(
        outcome.rows,
        WRITTEN,
        view=lambda context: _written(context, outcome),
        warnings=[f"forced: {violation.id}: {violation.reason}" for violation in outcome.forced],
    )


def _written(context: Context, outcome: Outcome) -> Iterator[str]:
    paint, rows, step = context.style.paint, outcome.rows, outcome.step
    for row in rows:
        what = f"{row.id}: {row.name or 'no state'} {row.kind} {PartialDate.parse(row.date).human()}"
        yield f"{paint(what, 'head')} {'' if step else 'would be '}{row.action}."
        if row.before is not None:
            day = PartialDate.parse(row.day).human()
            yield f"{row.before} {_arrow(context)} {row.after} allies on {day}."
    counted = [row for row in rows if row.before is not None]
    first = rows[0]
    if counted and (len(rows) > 1 or (first.before, first.after) != (first.today_before, first.today_after)):
        yield _today(context, first.today_before, first.today_after)
    if not step or first.action in {"changed", "hidden"}:
        yield from differences(context, outcome.changes)
    if step:
        yield paint("`allies undo` takes it back.", "dim")


def undone(context: Context, found: UndoneSteps) -> Iterator[str]:
    """What an undo took back."""
    paint, row = context.style.paint, found.row
    for step, text in found.summaries.items():
        yield paint(f"Step {step} {'is' if row.step else 'would be'} undone: {text}", "head")
    yield from differences(context, found.changes)
    if row.today_before != row.today_after:
        yield _today(context, row.today_before, row.today_after)
    if row.step:
        more = "; `allies undo 1` goes further back" if found.more else ""
        yield paint(f"`allies undo` brings it back{more}.", "dim")


def imported(context: Context, report: ImportReport) -> Iterator[str]:
    """What an import did, in numbers."""
    paint = context.style.paint
    yield paint(_numbers(report), "head")
    yield from _beside(context, report)
    if report.step:
        yield paint(f"`allies log {report.step}` shows every change, `allies undo` takes it back.", "dim")


def planned(done: Imported) -> Result:
    """The answer of `import --dry-run`: every row that it would write."""
    report = done.report

    def under(context: Context) -> list[str]:
        return ["", f"Would be: {_numbers(report)}", *_beside(context, report), "Nothing was changed (--dry-run)."]

    return Result(done.rows, PLANNED, footer=under, empty=_numbers(report), paged=True)


def _numbers(report: ImportReport) -> str:
    done = [f"{getattr(report, what):,} {what}" for what in COUNTED if getattr(report, what)]
    return f"{report.rows:,} rows: {', '.join(done) or 'nothing new'}."


def _beside(context: Context, report: ImportReport) -> Iterator[str]:
    if report.skipped:
        yield f"{report.skipped:,} were there already."
    if report.today_before != report.today_after:
        yield _today(context, report.today_before, report.today_after)


def settled(rows: Sequence[Settled], *, dry_run: bool) -> Iterator[str]:
    """What was settled."""
    for row in rows:
        yield f"{row.id}: {row.result}."
    if dry_run:
        yield "Nothing was changed (--dry-run)."
    elif rows[0].step is not None:
        yield "`allies undo` takes it back."


def step_shown(context: Context, step: Step, changes: Iterable[StepChange], limit: int | None) -> Iterator[str]:
    """A step of the journal with what it changed."""
    paint = context.style.paint
    yield f"{paint(f'step {step.step}', 'head')}  {step.at}  {step.summary}" + ("  (undone)" if step.undone else "")
    yield paint(step.command, "dim")
    yield from differences(context, changes, _LIMIT if limit is None else limit)


def differences(context: Context, changes: Iterable[StepChange], limit: int = _LIMIT) -> Iterator[str]:
    """The differences, each row once with its fields under it."""
    paint = context.style.paint
    last, shown = None, 0
    for change in changes:
        if change.field in TECHNICAL:
            continue
        if (change.type, change.id) != last:
            last, shown = (change.type, change.id), shown + 1
            if shown > limit:
                yield f"and more: --format csv or json writes them all (after the first {limit} rows)."
                return
            yield paint(f"{change.change} {change.type} {one_line(str(change.id))}", _SIGNS[change.change])
        before, after = _shown(change.before), _shown(change.after)
        said = (
            f"{before} {_arrow(context)} {after}" if change.change == "~" else after if change.change == "+" else before
        )
        yield f"    {change.field}: {said}"


def _today(context: Context, before: int, after: int) -> str:
    return f"{before} {_arrow(context)} {after} allies today."


def _arrow(context: Context) -> str:
    return context.style.pick("→", "->")


def _shown(value: str | int | None) -> str:
    return "(none)" if value is None else one_line(str(value))
