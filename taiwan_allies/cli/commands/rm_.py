from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.cli.writing import DryRun
from taiwan_allies.output.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator


def run(
    session: Session,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Events or engagements, as `allies timeline` shows them.")
    ],
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why it should not count; needed for a bundled one.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Even if another event cannot stand without it; needs a reason.")
    ] = False,
    dry_run: DryRun = False,
) -> Result:
    """Remove an event or an engagement.

    An own one is deleted, with the sources that only it used. A bundled one is hidden: it counts no more, and stays
    hidden through updates of the data. `allies undo` takes either back.

    Examples:
      allies rm my-pry-1
      allies rm gmb-4 --reason "We count the Gambia until 2016" --dry-run
    """
    from taiwan_allies.cli.writing import command_line, named, outcome, writer
    from taiwan_allies.dates.partial import PartialDate
    from taiwan_allies.rules import texts
    from taiwan_allies.store.own import entries as own
    from taiwan_allies.store.own import journal

    if reason is not None:
        with named("--reason"):
            reason = texts.line(reason)
    ask = writer(session)
    with journal.step(ask, command_line(), dry_run=dry_run) as step:
        found = [own.find(ask, id_) for id_ in dict.fromkeys(id_.strip() for id_ in ids)]

        def act() -> Iterator[str]:
            for row in found:
                own.remove(ask, row, reason)
            return iter(())

        effect = own.apply(
            ask,
            act,
            codes=[row.values["code"] for row in found if row.table == "event"],
            days=[PartialDate.parse(row.values["date"]).last.isoformat() for row in found],
            forced=force,
            reason=reason,
        )
        changes = list(journal.diff(ask, step.number))
        step.summary = f"rm {', '.join(row.id for row in found)}" + (f": {reason}" if reason else "")
    written = [
        (
            row.id,
            row.values.get("code") or row.values.get("codes"),
            row.values.get("kind") or row.values["type"],
            row.values["date"],
        )
        for row in found
    ]
    action = "deleted" if all(row.added for row in found) else "hidden"
    return outcome(action, written, effect, changes, None if dry_run else step.number, ask.states.labels)
