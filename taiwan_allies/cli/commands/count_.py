from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiwan_allies.cli.options import At, Country, From, In, President, Region, Session, To
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from typing import Any

    from taiwan_allies.context import Context
    from taiwan_allies.dates.periods import Period
    from taiwan_allies.store.queries.counts import Tally
    from taiwan_allies.store.queries.query import Ask, Filters

COLUMNS = (
    Column("period", keep=1),
    Column("start", keep=3),
    Column("end", keep=4),
    Column("at_start", keep=2, align="right", title="at start"),
    Column("gained", keep=1, align="right", role="gained"),
    Column("lost", keep=1, align="right", role="lost"),
    Column("net", keep=5, align="right"),
    Column("at_end", keep=1, align="right", title="at end"),
    Column("at_end_min"),
    Column("at_end_max"),
    Column("dissolved"),
    Column("name"),
    Column("name_zh"),
)
ON_A_DAY = ("date", "count", "count_min", "count_max")
_SHOW: dict[str, Callable[[dict[str, Any]], str]] = {
    "gained": lambda row: f"+{row['gained']}" if row["gained"] else "0",
    "lost": lambda row: f"-{row['lost']}" if row["lost"] else "0",
    "net": lambda row: f"{row['net']:+d}" if row["net"] else "0",
    "at_end": lambda row: (
        str(row["at_end"])
        if row["at_end_min"] == row["at_end_max"]
        else f"{row['at_end']} ({row['at_end_min']}-{row['at_end_max']})"
    ),
    "period": lambda row: row["name"],
}

By = Literal["president", "year", "decade", "region"]


def fields_for(options: Mapping[str, Any]) -> Sequence[str]:
    """The fields that these options give."""
    rows = any(options.get(name) for name in ("by", "within", "start", "end", "president"))
    return [column.name for column in COLUMNS] if rows else ON_A_DAY


def run(
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

    With --by there is a row a period: at_start is the count on the day before it, gained and lost are events inside
    it, and at_start + gained - lost = at_end. An event on a hand-over day belongs to the incoming president; a state
    that leaves and returns counts in both columns. `dissolved` says how many of the lost ones ceased to exist. By
    president the rows begin in 1948 unless --in asks for more; by region there is one period, all or that of --in.

    Examples:
      allies count
      allies count --at 1971-10-25
      allies count --by president
      allies count --by year --in 1969..1979 --csv
      allies count --by region --at 1988-01-13
    """
    from datetime import date, timedelta

    from taiwan_allies.dates.periods import Period
    from taiwan_allies.store.queries.counts import count_on

    ask = session.ask
    named = next(
        (o for o, v in (("--in", within), ("--from", start), ("--to", end), ("--president", president)) if v),
        None,
    )
    if at is not None and named:
        raise UsageError(f"--at names a day and {named} a period", "Leave one of them out.")
    if by is None:
        filters = ask.filters(region=region, country=country, within=within, start=start, end=end, president=president)
        if filters.periods is not None:
            # One period and no --by: its own row.
            return _rows(ask, _named(ask, filters.periods), filters)
        day = ask.moment(at)
        count = count_on(ask, day, filters)

        def view(context: Context) -> list[str]:
            from taiwan_allies.i18n.words import day as day_in
            from taiwan_allies.i18n.words import tell

            number = context.style.paint(str(count), "head")
            return [tell(context.lang, "{count} on {day}", count=number, day=day_in(context.lang, day))]

        return Result(
            [Column(n, keep=1) for n in ON_A_DAY],
            [(day.isoformat(), count.count, count.low, count.high)],
            view=view,
            plain=f"{count.count}\n",
            notes=_stale(ask, day, session.context.lang),
        )
    if by == "region" and at is not None:
        day = ask.moment(at)
        within = f"..{day.isoformat()}"
    elif at is not None:
        raise UsageError("--at goes with --by region or with no --by at all", "Use --in, --from and --to for periods.")
    filters = ask.filters(region=region, country=country, within=within, start=start, end=end, president=president)
    whole = _whole(ask, filters)
    if by == "region":
        from taiwan_allies.store.queries.counts import tally_by_region

        return tally_result(ask, [row for period in whole for row in tally_by_region(ask, period, filters)])
    if by == "president":
        return _rows(ask, presidency_periods(ask, filters), filters)
    size = 10 if by == "decade" else 1
    periods = []
    for span in whole:
        first, last = span.first_day or date.min, min(span.last_day or ask.today, ask.today)
        for year in range(first.year // size * size, last.year + 1, size):
            begin, stop = date(year, 1, 1), date(year + size, 1, 1)
            periods.append(
                Period(
                    max(begin, first),
                    min(stop, last + timedelta(days=1)),
                    f"{year}s" if size > 1 else str(year),
                )
            )
    return _rows(ask, periods, filters)


def _whole(ask: Ask, filters: Filters) -> list[Period]:
    """The periods asked for, bounded: from the first event to today where they are open."""
    from datetime import timedelta

    from taiwan_allies.dates.periods import Period
    from taiwan_allies.store.queries.counts import first_day

    first = first_day(ask)
    tomorrow = ask.today + timedelta(days=1)
    periods = filters.periods or (Period(None, None, "all"),)
    return [
        Period(p.start or first, min(p.end or tomorrow, tomorrow), p.label)
        for p in periods
        if (p.start or first) < min(p.end or tomorrow, tomorrow)
    ]


def presidency_periods(ask: Ask, filters: Filters) -> list[Period]:
    """The presidencies since 1948, or the part of each that lies in the periods asked for."""
    from datetime import date

    from taiwan_allies.store.queries.query import overlaps

    if filters.periods is None:
        return [p.period for p in ask.presidencies if p.start >= date(1948, 5, 20)]
    return [cut for p in ask.presidencies for cut in overlaps(filters.periods, p.period, p.slug)]


def _named(ask: Ask, periods: Sequence[Period]) -> list[Period]:
    from dataclasses import replace

    return [replace(p, label=p.label or str(p)) for p in periods]


def _rows(ask: Ask, periods: Sequence[Period], filters: Filters) -> Result:
    from taiwan_allies.store.queries.counts import tally

    return tally_result(ask, tally(ask, periods, filters))


def tally_result(ask: Ask, tallies: Sequence[Tally]) -> Result:
    """The rows of `count --by`."""
    names = {p.slug: (p.name, p.name_zh) for p in ask.presidencies}
    rows = []
    for t in tallies:
        name, zh = names.get(t.label, (t.label, t.label))
        end = t.at_end
        rows.append(
            (t.label, t.first.isoformat(), t.last.isoformat(), t.at_start, t.gained, t.lost, t.net, end.count, end.low, end.high, t.dissolved, name, zh)
        )  # fmt: skip
    shown = tuple(Column(c.name, c.keep, c.title, c.align, c.role, show=_SHOW.get(c.name)) for c in COLUMNS)
    dissolved = sum(t.dissolved for t in tallies)

    def footer(context: Context) -> list[str]:
        from taiwan_allies.i18n.words import tell
        from taiwan_allies.views.phrases import fresh

        lang = context.lang
        lines = ["", fresh(ask, ask.today, lang)]
        if dissolved:
            lines.insert(1, tell(lang, "{n} of the lost ceased to exist and broke nothing off.", n=dissolved))
        return lines

    return Result(shown, rows, footer=footer, empty="No period to count.")


def _stale(ask: Ask, day: date, lang: str) -> list[str]:
    from taiwan_allies.views.phrases import freshness

    return [freshness(ask, day, lang)] if ask.stale_days(day) else []
