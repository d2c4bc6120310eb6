from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.cli.writing import (
    ENGAGEMENT_ONLY,
    EVENT_ONLY,
    Actor,
    Amount,
    Cause,
    DryRun,
    EndDate,
    Force,
    InitiatedBy,
    LocalDate,
    Note,
    Original,
    PrcDate,
    Source,
    Summary,
    Tier,
)
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator


def run(
    session: Session,
    id_: Annotated[str, typer.Argument(metavar="ID", help="The event or engagement, as `allies timeline` shows it.")],
    country: Annotated[
        str | None, typer.Option("--country", "-c", metavar="NAME", help="The state, or the states of an engagement.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", "--type", metavar="KIND", help="What happened.")] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="The Taipei date.")] = None,
    source: Source = None,
    note: Note = None,
    local_date: LocalDate = None,
    initiated_by: InitiatedBy = None,
    prc_date: PrcDate = None,
    cause: Cause = None,
    end_date: EndDate = None,
    actor: Actor = None,
    summary: Summary = None,
    amount_usd: Amount = None,
    amount_original: Original = None,
    source_tier: Tier = None,
    force: Force = False,
    dry_run: DryRun = False,
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
    from taiwan_allies.cli.writing import command_line, named, outcome, unfit, values, writer
    from taiwan_allies.dates.partial import PartialDate
    from taiwan_allies.store.own import entries as own
    from taiwan_allies.store.own import journal
    from taiwan_allies.store.queries.query import split

    today = session.context.today
    fields: dict[str, Any] = {
        "date": date, "note": note, "local_date": local_date, "initiated_by": initiated_by, "prc_date": prc_date,
        "cause": cause, "end_date": end_date, "actor": actor, "summary": summary, "amount_usd": amount_usd,
        "amount_original": amount_original,
    }  # fmt: skip
    given = values(today, fields)
    if "date" in given and given["date"] is None:
        raise UsageError(
            "--date: an entry cannot be without its date", "Write it as precisely as it is known: 2026-11 or 2026."
        )
    tier = source_tier
    if tier is not None:
        with named("--source-tier"):
            tier = own.word("tier", tier)
    ask = writer(session)
    codes = [ask.state(text) for text in split([country])] if country is not None else None
    with journal.step(ask, command_line(), dry_run=dry_run) as step:
        row = own.find(ask, id_)
        recognition = row.table == "event"
        unfit(row.id, given, ENGAGEMENT_ONLY if recognition else EVENT_ONLY)
        if kind is not None:
            with named("--kind"):
                given["kind" if recognition else "type"] = _kind(kind, recognition=recognition)
        if codes is not None:
            given |= _states(codes, recognition=recognition)
        if not given and not source:
            raise UsageError(
                f"nothing to change is named for {row.id}", "For example --date 2026-11-21 or --note TEXT."
            )
        new = row.values | given

        def act() -> Iterator[str]:
            with named("--source"):
                for text in source or ():
                    own.source_id(ask.conn, text, tier)
            own.edit(ask, row, given, source or (), tier)
            yield row.id

        effect = own.apply(
            ask,
            act,
            codes={row.values["code"], new["code"]} if recognition else (),
            days=[PartialDate.parse(new["date"]).last.isoformat()],
            forced=force,
            reason=new["note"],
        )
        changes = list(journal.diff(ask, step.number))
        said = ", ".join(name for name in new if new[name] != row.values[name]) or "sources"
        step.summary = f"edit {row.id}: {said}"
    written = [(row.id, new["code" if recognition else "codes"], new["kind" if recognition else "type"], new["date"])]
    if not step.changes:
        return Result(
            outcome("unchanged", written, effect, changes, None, ask.states.labels).columns,
            [],
            view=lambda _: [],
            warnings=[f"{row.id} is like that already: nothing was changed"],
        )
    return outcome("changed", written, effect, changes, None if dry_run else step.number, ask.states.labels)


def _kind(text: str, *, recognition: bool) -> str:
    from taiwan_allies.rules.sequence import ENDINGS, OPENINGS
    from taiwan_allies.store.own.entries import word

    if not recognition:
        return word("type", text)
    found = word("kind", text)
    if found not in (*OPENINGS, *ENDINGS):
        raise UsageError(
            f"{found} is an engagement, and an event cannot become one", "Remove it with `allies rm` and add the other."
        )
    return found


def _states(codes: list[str], *, recognition: bool) -> dict[str, str | None]:
    if not recognition:
        return {"codes": ";".join(dict.fromkeys(codes)) or None}
    if len(codes) != 1:
        raise UsageError("--country: an event belongs to one state", "Name one.")
    return {"code": codes[0]}
