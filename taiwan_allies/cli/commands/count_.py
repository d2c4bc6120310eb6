from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import At, Country, From, In, President, Region, To, exclusive
from taiwan_allies.errors import UsageError
from taiwan_allies.model.answers import Count, Tally
from taiwan_allies.output.result import Result
from taiwan_allies.store.queries.counts import count_on, tally
from taiwan_allies.views.tallies import tally_result

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.filters import Filters

By = Literal["president", "year", "decade", "region"]


@command(fields=Count._fields, when=dict.fromkeys(("by", "within", "start", "end", "president"), Tally._fields))
def count_(
    session: Session,
    at: At = None,
    by: Annotated[By | None, typer.Option("--by", help="A row for each of these.")] = None,
    within: In = None,
    start: From = None,
    end: To = None,
    president: President = None,
    region: Region = None,
    country: Country = None,
) -> Result:
    """How many allies there are on a day, or what each period gained and lost.

    Alone it prints the number. Where imprecise dates span the day, a terminal shows the range, `57 (55-59)`, and the
    data formats carry count_min and count_max.

    With --by there is a row a period, [start_day, end_day): at_start is the count on the day before it, gained and lost
    are events inside it, and at_start + gained - lost = at_end. An event on a hand-over day belongs to the incoming
    president; a state that leaves and returns counts in both columns. `dissolved` says how many of the lost ones ceased
    to exist. By president the rows begin in 1948 unless --in asks for more, by year and decade in 1912; by region there is one
    period, all or that of --in.

    Examples:
      allies count
      allies count --at 1971-10-25
      allies count --by president
      allies count --by year --in 1969..1979 --csv
      allies count --by region --at 1988-01-13
    """
    record = session.record
    for option, given in (("--in", within), ("--from", start), ("--to", end), ("--president", president)):
        exclusive({"--at": at, option: given})
    if at is not None and by not in (None, "region"):
        raise UsageError("--at goes with --by region or with no --by at all", "Use --in, --from and --to for periods.")
    if at is not None and by == "region":
        within = f"..{record.moment(at).isoformat()}"
    filters = record.filters(region=region, country=country, within=within, start=start, end=end, president=president)
    if by is not None:
        notes = session.yet_to_come(record.moment(at)) + (session.since_1948(filters) if by == "president" else [])
        return tally_result(record, record.tallies(by, filters))._replace(notes=notes)
    if filters.periods is not None:
        return tally_result(record, tally(record, filters.periods, filters))
    return _on_a_day(session, at, filters)


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
    return Result(Count._fields, [count], view=view, plain=f"{count.count}\n", notes=notes)
