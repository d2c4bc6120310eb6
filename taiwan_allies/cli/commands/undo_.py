from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.cli.writing import DryRun
from taiwan_allies.errors import ExitCode, UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context

COLUMNS = tuple(Column(name) for name in ("step", "undoes", "summary", "changes", "today_before", "today_after"))


def run(
    session: Session,
    count: Annotated[int | None, typer.Argument(metavar="[N]", min=1, help="The last N steps that stand.")] = None,
    number: Annotated[
        int | None, typer.Option("--step", min=1, metavar="K", help="Step K alone, as `allies log` numbers it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Even if a later event cannot stand without it.")] = False,
    dry_run: DryRun = False,
) -> Result:
    """Take back what was written last.

    Without N the last step becomes undone, by a new step: so `allies undo` twice changes nothing. With N the last N
    steps that stand, undos not counted. A step that a later one rests on is refused, with the number of the later one.
    Nothing to undo: exit 1.

    Examples:
      allies undo
      allies undo 3 --dry-run
      allies undo --step 12
    """
    from itertools import islice

    from taiwan_allies.cli.writing import command_line, drawn, writer
    from taiwan_allies.store.own import entries as own
    from taiwan_allies.store.own import journal

    if count is not None and number is not None:
        raise UsageError("N and --step name two different things to undo", "Leave one of them out.")
    ask = writer(session)
    with journal.step(ask, command_line(), dry_run=dry_run) as step:
        if number is not None:
            numbers = [number]
        else:
            numbers = journal.standing(ask, count, step.number) if count else journal.last(ask, step.number)
        if not numbers:
            said = "nothing to undo: nothing that was written still stands"
            return Result(COLUMNS, [], view=lambda _: [], warnings=[said], exit_code=ExitCode.NO)
        effect = own.take_back(ask, step, numbers, forced=force or number is None)
        summaries = journal.summaries(ask, numbers)
        step.summary = "undo " + "; ".join(f"step {n} ({text})" for n, text in summaries)
        changes = list(islice(journal.diff(ask, step.number), 3_000))  # what a terminal may show
    undone = ";".join(map(str, numbers))
    kept = None if dry_run else step.number
    row = (kept, undone, "; ".join(text for _, text in summaries), step.changes, *effect.today)

    def view(context: Context) -> Iterator[str]:
        paint, arrow = context.style.paint, context.style.pick("→", "->")
        for n, text in summaries:
            yield paint(f"Step {n} {'would be' if dry_run else 'is'} undone: {text}", "head")
        yield from drawn(changes, context)
        if effect.today[0] != effect.today[1]:
            yield f"{effect.today[0]} {arrow} {effect.today[1]} allies today."
        if not dry_run:
            more = "; `allies undo 1` goes further back" if journal.standing(ask, 1, step.number) else ""
            yield paint(f"`allies undo` brings it back{more}.", "dim")

    return Result(COLUMNS, [row], view=view)
