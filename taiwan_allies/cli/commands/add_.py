from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.writing import Details, named, unfit
from taiwan_allies.errors import UsageError
from taiwan_allies.i18n import english
from taiwan_allies.model.kinds import ENGAGEMENT_KINDS, EVENT_KINDS, KINDS
from taiwan_allies.model.own import Subject, WrittenRow
from taiwan_allies.model.rows import Engagement, Event
from taiwan_allies.output.result import Result
from taiwan_allies.store.own import write
from taiwan_allies.store.own.values import Value, blank, changed, day, word
from taiwan_allies.views.own import written


@command(fields=WrittenRow._fields)
def add_(
    session: Session,
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="The state; several joined with commas.")],
    kind: Annotated[str, typer.Argument(metavar="KIND", help="establish, restore, suspend, sever; or visit, aid ...")],
    date: Annotated[
        str | None, typer.Argument(metavar="DATE", help="2026-11-20, May 2026, 2026, today; with ? or ~ if in doubt.")
    ] = None,
    type_: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="The type of an engagement, in place of KIND.")
    ] = None,
    *,
    details: Details,
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
    today = session.context.today
    if type_ is not None:
        if date is not None:
            raise UsageError("KIND and --type both say what happened", "Leave one of them out.")
        kind, date = type_, kind
    with named("--type" if type_ is not None else "KIND"):
        kind = word(tuple(KINDS) if type_ is None else ENGAGEMENT_KINDS, kind, english)
    if date is None:
        raise UsageError("no date is given", f"allies add {country[:40]} {kind} 2026-11-20 --source ...")
    if not details.source:
        raise UsageError(
            "no source is given", "Say how you know: --source with an address, words or the id of a source."
        )
    with named("DATE"):
        when = day(date, today)
    given = details.values(today)
    unfit(kind, given, event=kind in EVENT_KINDS)
    cited = details.sources()
    record = session.writable
    codes = list(record.codes_of([country], exact=True))
    if not codes:
        raise UsageError("no state is named", "Name one, or several joined with commas.")
    subjects = _subjects(codes, {"kind": kind, "date": when, **given})
    return written(write.add(record, details.request, subjects, cited))


def _subjects(codes: list[str], given: dict[str, Value]) -> list[Subject]:
    """An event for each state, or one engagement of all of them."""
    if given["kind"] in EVENT_KINDS:
        return [changed(blank(Event), {"code": code, **given}) for code in codes]
    return [changed(blank(Engagement), {"codes": ";".join(codes), **given})]
