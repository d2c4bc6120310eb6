from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import At, Limits, exclusive
from taiwan_allies.errors import UsageError, did_you_mean, quoted
from taiwan_allies.model.counts import Count, Tally
from taiwan_allies.model.kinds import DIVISIONS
from taiwan_allies.model.tables import Published, Share
from taiwan_allies.output.result import Result
from taiwan_allies.store.queries.counts import count_on, tallies, tally
from taiwan_allies.store.queries.filters import split
from taiwan_allies.views.tallies import tally_result

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.filters import Filters

TALLIED = dict.fromkeys(("by", "within", "start", "end", "president"), Tally._fields)


@command(fields=Count._fields, when={"published": Published._fields, "share": Share._fields, **TALLIED})
def count_(
    session: Session,
    at: At = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="DIVISION", help="A row for each president, year, decade or region, or for two of them."
        ),
    ] = None,
    share: Annotated[bool, typer.Option("--share", help="Of the members of the United Nations.")] = False,
    published: Annotated[bool, typer.Option("--published", help="What others printed for that time.")] = False,
    *,
    limits: Limits,
) -> Result:
    """How many allies there are on a day, or what each period gained and lost.

    Alone it prints the number. Where imprecise dates span the day, a terminal shows the range, `57 (55-59)`, and the
    data formats carry count_min and count_max.

    With --by there is a row a period, [start_day, end_day): at_start is the count on the day before it, gained and lost
    are events inside it, and at_start + gained - lost = at_end. An event on a hand-over day belongs to the incoming
    president; a state that leaves and returns counts in both columns. `dissolved` says how many of the lost ones ceased
    to exist. By president the rows begin in 1948 unless --in asks for more, by year and decade in 1912; by region there is one
    period, all or that of --in. Of two divisions, `--by president,region`, `part` is the second.

    --share tells how many of the members of the United Nations are allies and which allies are no members: on a day, on
    each day of --in on which that changes, or at the end of each period of --by.

    --published lists the counts that others printed for the day of --at, or for the nearest, or in the period of --in:
    whether each is met by the record's count, and the ties of that time that others count and the record does not.

    Examples:
      allies count
      allies count --at 1971-10-25
      allies count --by president
      allies count --by president,region --in tsai
      allies count --by year --in 1969..1979 --csv
      allies count --share --by decade
      allies count --published --at 1969
    """
    record = session.record
    divisions = _divisions(by)
    for option, given in zip(("--in", "--from", "--to", "--president"), vars(limits).values(), strict=False):
        exclusive({"--at": at, option: given})
    if at is not None and divisions and divisions != ["region"]:
        raise UsageError("--at goes with --by region or with no --by at all", "Use --in, --from and --to for periods.")
    if share + published + (len(divisions) > 1) > 1 or (published and divisions):
        raise UsageError("--share, --published and two divisions do not go together", "Ask for one of them.")
    if at is not None and divisions:
        limits = limits._replace(within=f"..{record.moment(at).isoformat()}")
    filters = record.filters(**vars(limits))
    if published or share:
        from taiwan_allies.views.shares import published_result, share_result

        result = published_result if published else share_result
        return result(record, record.moment(at), divisions, filters)
    if divisions or filters.periods is not None:
        rows = tallies(record, divisions, filters) if divisions else tally(record, filters.periods or (), filters)
        notes = session.yet_to_come(record.moment(at)) if divisions else []
        notes += session.since_1948(filters) if "president" in divisions else []
        return tally_result(record, rows)._replace(notes=notes)
    return _on_a_day(session, at, filters)


def _divisions(by: str | None) -> list[str]:
    """The divisions that --by names: one, or two different ones."""
    found = [] if by is None else split([by.lower()], "--by")
    for name in found:
        if name not in DIVISIONS:
            hint = f"{did_you_mean(name, DIVISIONS)}Choose of {', '.join(DIVISIONS)}."
            raise UsageError(f"--by: {quoted(name)} is no division", hint)
    if len(found) > 2 or len(set(found)) < len(found):
        raise UsageError("--by takes one division or two different ones", "For example --by president,region.")
    return found


def _on_a_day(session: Session, at: str | None, filters: Filters) -> Result:
    record = session.record
    day = record.moment(at)
    count = count_on(record, day, filters)

    def view(context: Context) -> list[str]:
        from taiwan_allies.i18n import day_in, gettext
        from taiwan_allies.output.text import ranged

        number = context.style.paint(ranged(count.count, count.count_min, count.count_max), "head")
        return [gettext(context.lang, "{count} on {day}", count=number, day=day_in(context.lang, day))]

    notes = session.yet_to_come(day)
    if record.stale_days(day):
        from taiwan_allies.views.phrases import freshness

        notes.append(freshness(record, day, session.context.lang))
    return Result([count], view=view, plain=f"{count.count}\n", notes=notes)
