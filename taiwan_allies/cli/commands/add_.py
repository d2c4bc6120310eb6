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
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="The state; several joined with commas.")],
    kind: Annotated[str, typer.Argument(metavar="KIND", help="establish, restore, suspend, sever; or visit, aid ...")],
    date: Annotated[
        str | None, typer.Argument(metavar="DATE", help="2026-11-20, May 2026, 2026, today; with ? or ~ if in doubt.")
    ] = None,
    source: Source = None,
    type_: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="The type of an engagement, in place of KIND.")
    ] = None,
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
    """Record an event or an engagement of your own.

    It lies over the bundled record, which no update of the data takes away. KIND is a change of relations (establish,
    restore, suspend, sever) or an engagement (visit, transit, agreement, aid, letter, statement, pressure, signal).
    DATE is the Taipei date. Every entry has a source. What is impossible, for example an end of relations that were
    not open, is refused, unless --force says so and --note says why. An ending without --cause is a switch where
    --prc-date is given, else a break. `allies undo` takes it back.

    Examples:
      allies add paraguay sever 2026-11-20 --source https://example.org/news
      allies add honduras restore today \\
          --source "CNA: Honduras returns <https://example.org/1>"
      allies add palau,tuvalu visit 2026-11-02 --end-date 2026-11-05 \\
          --summary "State visits" --source src-0003
    """
    from taiwan_allies.cli.writing import command_line, named, outcome, unfit, values, writer
    from taiwan_allies.dates.partial import PartialDate
    from taiwan_allies.store.own import entries as own
    from taiwan_allies.store.own import journal
    from taiwan_allies.store.queries.query import split
    from taiwan_allies.store.queries.timeline import RECOGNITION_KINDS

    today = session.context.today
    if type_ is not None:
        if date is not None:
            raise UsageError("KIND and --type both say what happened", "Leave one of them out.")
        kind, date = type_, kind
    with named("--type" if type_ is not None else "KIND"):
        kind = own.word("type" if type_ is not None else "kind", kind)
    if date is None:
        raise UsageError("no date is given", f"allies add {country[:40]} {kind} 2026-11-20 --source ...")
    if not source:
        raise UsageError(
            "no source is given", "Say how you know: --source with an address, words or the id of a source."
        )
    with named("DATE"):
        when = own.day(date, today)
    fields: dict[str, Any] = {
        "note": note, "local_date": local_date, "initiated_by": initiated_by, "prc_date": prc_date, "cause": cause,
        "end_date": end_date, "actor": actor, "summary": summary, "amount_usd": amount_usd, "amount_original": amount_original,
    }  # fmt: skip
    given = values(today, fields)
    recognition = kind in RECOGNITION_KINDS
    unfit(kind, given, ENGAGEMENT_ONLY if recognition else EVENT_ONLY)
    tier = source_tier
    if tier is not None:
        with named("--source-tier"):
            tier = own.word("tier", tier)
    ask = writer(session)
    codes = list(dict.fromkeys(ask.state(text) for text in split([country])))
    if not codes:
        raise UsageError("no state is named", "Name one, or several joined with commas.")
    written: list[tuple[str, str | None, str, str]] = []

    def act() -> Iterator[str]:
        with named("--source"):
            for text in source:
                own.source_id(ask.conn, text, tier)
        if recognition:
            for code in codes:
                id_ = own.add_event(ask, {"code": code, "kind": kind, "date": when, **given}, source, tier)
                written.append((id_, code, kind, when))
                yield id_
        else:
            joined = ";".join(codes)
            id_ = own.add_engagement(ask, {"type": kind, "codes": joined, "date": when, **given}, source, tier)
            written.append((id_, joined, kind, when))
            yield id_

    with journal.step(ask, command_line(), dry_run=dry_run) as step:
        effect = own.apply(
            ask,
            act,
            codes=codes if recognition else (),
            days=[PartialDate.parse(when).last.isoformat()],
            forced=force,
            reason=given.get("note"),
        )
        changes = list(journal.diff(ask, step.number))
        ids = ", ".join(id_ for id_, *_ in written)
        step.summary = f"add {', '.join(ask.states.labels[c] for c in codes)} {kind} {when} ({ids})"
    return outcome("added", written, effect, changes, None if dry_run else step.number, ask.states.labels)
