"""How a terminal shows what was written to the own record, and what of it lies over the bundled one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from taiwan_allies.errors import ExitCode
from taiwan_allies.i18n import date_in, gettext, pgettext
from taiwan_allies.i18n.notices import translated
from taiwan_allies.model.own import COUNTED, TECHNICAL
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.output.text import one_line
from taiwan_allies.store.own.overlay import own_changes
from taiwan_allies.views.phrases import joined

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.own import ImportReport, Settled, Step, StepChange, WrittenRow
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
    paint, rows, step, lang = context.style.paint, outcome.rows, outcome.step, context.lang
    for row in rows:
        yield from _done(context, row, dry_run=not step)
    first, counted = rows[0], any(row.before is not None for row in rows)
    if counted and (len(rows) > 1 or (first.before, first.after) != (first.today_before, first.today_after)):
        yield _today(context, first.today_before, first.today_after)
    if not step or first.action in {"changed", "hidden"}:
        yield from differences(context, outcome.changes)
    if step:
        yield paint(gettext(lang, "`allies undo` takes it back."), "dim")


def _done(context: Context, row: WrittenRow, *, dry_run: bool) -> Iterator[str]:
    lang = context.lang
    name, kind = row.name or gettext(lang, "no state"), pgettext(lang, "EntryKind", row.kind)
    what = context.style.paint(f"{row.id}: {name} {kind} {date_in(lang, row.date)}", "head")
    said = "{what} would be {action}." if dry_run else "{what} {action}."
    yield gettext(lang, said, what=what, action=pgettext(lang, "action", row.action))
    if row.before is not None:
        change = f"{row.before} {_arrow(context)} {row.after}"
        yield gettext(lang, "{change} allies on {day}.", change=change, day=date_in(lang, row.day))


def undone(context: Context, found: UndoneSteps) -> Iterator[str]:
    paint, row, lang = context.style.paint, found.row, context.lang
    for step, text in found.summaries.items():
        said = "Step {step} is undone: {text}" if row.step else "Step {step} would be undone: {text}"
        yield paint(gettext(lang, said, step=step, text=text), "head")
    yield from differences(context, found.changes)
    if row.today_before != row.today_after:
        yield _today(context, row.today_before, row.today_after)
    if row.step:
        more = "`allies undo` brings it back; `allies undo 1` goes further back."
        yield paint(gettext(lang, more if found.more else "`allies undo` brings it back."), "dim")


def imported(context: Context, report: ImportReport) -> Iterator[str]:
    """What an import did, in numbers."""
    paint, lang = context.style.paint, context.lang
    yield paint(_numbers(report, lang), "head")
    yield from _beside(context, report)
    if report.step:
        said = "`allies log {step}` shows every change, `allies undo` takes it back."
        yield paint(gettext(lang, said, step=report.step), "dim")


def planned(done: Imported) -> Result:
    """The answer of `import --dry-run`: every row that it would write."""
    report = done.report

    def under(context: Context) -> list[str]:
        lang = context.lang
        head = gettext(lang, "Would be: {numbers}", numbers=_numbers(report, lang))
        return ["", head, *_beside(context, report), gettext(lang, "Nothing was changed (--dry-run).")]

    return Result(done.rows, PLANNED, footer=under, empty=_numbers(report, "en"), paged=True)


def _numbers(report: ImportReport, lang: str) -> str:
    done = [
        gettext(lang, "{n} {what}", n=f"{count:,}", what=pgettext(lang, "action", what))
        for what in COUNTED
        if (count := getattr(report, what))
    ]
    said = joined(lang, done) or gettext(lang, "nothing new")
    return gettext(lang, "{n} rows: {done}.", n=f"{report.rows:,}", done=said)


def _beside(context: Context, report: ImportReport) -> Iterator[str]:
    if report.skipped:
        yield gettext(context.lang, "{n} were there already.", n=f"{report.skipped:,}")
    if report.today_before != report.today_after:
        yield _today(context, report.today_before, report.today_after)


def settled(rows: Sequence[Settled], lang: str, *, dry_run: bool) -> Iterator[str]:
    for row in rows:
        yield translated(lang, f"{row.id}: {row.result}.")
    if dry_run:
        yield gettext(lang, "Nothing was changed (--dry-run).")
    elif rows[0].step is not None:
        yield gettext(lang, "`allies undo` takes it back.")


def step_shown(context: Context, step: Step, changes: Iterable[StepChange], limit: int | None) -> Iterator[str]:
    paint = context.style.paint
    head = paint(gettext(context.lang, "step {n}", n=step.step), "head")
    yield f"{head}  {step.at}  {step.summary}" + (gettext(context.lang, "  (undone)") if step.undone else "")
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
                said = "and more: --format csv or json writes them all (after the first {n} rows)."
                yield gettext(context.lang, said, n=limit)
                return
            yield paint(f"{change.change} {change.type} {one_line(str(change.id))}", _SIGNS[change.change])
        none = gettext(context.lang, "(none)")
        before, after = (none if it is None else one_line(str(it)) for it in (change.before, change.after))
        said = (
            f"{before} {_arrow(context)} {after}" if change.change == "~" else after if change.change == "+" else before
        )
        yield f"    {change.field}: {said}"


def _today(context: Context, before: int, after: int) -> str:
    return gettext(context.lang, "{change} allies today.", change=f"{before} {_arrow(context)} {after}")


def _arrow(context: Context) -> str:
    return context.style.pick("→", "->")
