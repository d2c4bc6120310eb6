from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.writing import Details, named, unfit
from taiwan_allies.errors import UsageError
from taiwan_allies.i18n import english
from taiwan_allies.model.kinds import ENGAGEMENT_KINDS, EVENT_KINDS, KINDS
from taiwan_allies.model.own import WrittenRow
from taiwan_allies.model.rows import Event
from taiwan_allies.output.result import Result
from taiwan_allies.store.own import entries, write
from taiwan_allies.store.own.values import Value, word
from taiwan_allies.views.own import written


@command(fields=WrittenRow._fields)
def edit_(
    session: Session,
    id_: Annotated[str, typer.Argument(metavar="ID", help="The event or engagement, as `allies timeline` shows it.")],
    country: Annotated[
        str | None, typer.Option("--country", "-c", metavar="NAME", help="The state, or the states of an engagement.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", "--type", metavar="KIND", help="What happened.")] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="The Taipei date.")] = None,
    *,
    details: Details,
) -> Result:
    """Change an event or an engagement.

    An own one is changed; a bundled one gets a correction of yours, which lies over it and stays through updates.
    Only what is named changes; an empty text ('') clears a field. --source adds a source. A correction that says again
    what the record says is dropped.

    Examples:
      allies edit my-pry-1 --date 2026-11-21 --note "Announced on the 20th"
      allies edit nru-4 --local-date 2024-01-16 --source src-0003
      allies edit nru-4 --note '' --dry-run
    """
    given = details.values(session.context.today, date=date)
    if "date" in given and given["date"] is None:
        raise UsageError(
            "--date: an entry cannot be without its date", "Write it as precisely as it is known: 2026-11 or 2026."
        )
    cited = details.sources()
    record = session.writable
    codes = list(record.codes_of([country], exact=True)) if country is not None else None
    found = entries.find(record, id_)
    event = isinstance(found.row, Event)
    unfit(found.id, given, event=event)
    if kind is not None:
        with named("--kind"):
            given["kind"] = _kind(kind, event=event)
    if codes is not None:
        given |= _states(codes, event=event)
    if not given and not cited:
        raise UsageError(f"nothing to change is named for {found.id}", "For example --date 2026-11-21 or --note TEXT.")
    outcome = write.edit(record, details.request, found.id, given, cited)
    if not outcome.rows:
        return Result(
            [],
            view=lambda _: [],
            warnings=[f"{found.id} is like that already: nothing was changed"],
        )
    return written(outcome)


def _kind(text: str, *, event: bool) -> str:
    if not event:
        return word(ENGAGEMENT_KINDS, text, english)
    found = word(tuple(KINDS), text, english)
    if found not in EVENT_KINDS:
        raise UsageError(
            f"{found} is an engagement, and an event cannot become one", "Remove it with `allies rm` and add the other."
        )
    return found


def _states(codes: list[str], *, event: bool) -> dict[str, Value]:
    if not event:
        return {"codes": ";".join(dict.fromkeys(codes)) or None}
    if len(codes) != 1:
        raise UsageError("--country: an event belongs to one state", "Name one.")
    return {"code": codes[0]}
