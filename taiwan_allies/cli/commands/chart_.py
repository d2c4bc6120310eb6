from __future__ import annotations

from typing import Annotated, Literal

import typer

from taiwan_allies.charts.scene import Drawing
from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import Limits, Size, Title, exclusive
from taiwan_allies.model.counts import Count, RegionCount, Tally
from taiwan_allies.model.tables import OfficeCount
from taiwan_allies.output.result import Result
from taiwan_allies.store.queries.compare import courses
from taiwan_allies.store.queries.counts import series_by_region, span_of, tallies
from taiwan_allies.store.queries.filters import split
from taiwan_allies.views import chart
from taiwan_allies.views.tallies import tally_result

By = Literal["president", "region"]


@command(
    fields=Count._fields,
    when={"align": OfficeCount._fields, "by=president": Tally._fields, "by=region": RegionCount._fields},
)
def chart_(
    session: Session,
    presidents: Annotated[
        list[str] | None, typer.Argument(metavar="[PRESIDENT...]", help="The same as --president.", show_default=False)
    ] = None,
    by: Annotated[
        By | None, typer.Option("--by", help="president: bars of lost and gained; region: a panel each.")
    ] = None,
    align: Annotated[
        bool, typer.Option("--align", help="Presidencies from their first day on one axis of days in office.")
    ] = False,
    *,
    limits: Limits,
    height: Annotated[
        int | None, typer.Option("--height", metavar="N", min=5, max=200, help="Lines of the chart.")
    ] = None,
    title: Title = None,
    size: Size = None,
) -> Result:
    """The number of allies over time, as a true step line with the presidencies named under the axis.

    A broken line is a stretch in which imprecise dates leave the count open, a dotted one lies after the day that the
    data are as of. The chart runs from 1948 to today unless --in says otherwise. --country draws when each state was an
    ally. --align draws what each presidency since 1948 (or each named with --president) changed, by the day in office;
    of one that is more than twice as long as all others the rest is left out, and the chart says so.

    A pipe gets the plotted points, the last one on the last day drawn. `-o chart.svg` draws the same as a picture that
    names each step where there is room; .png and .pdf need matplotlib (the extra `plot`).

    Examples:
      allies chart
      allies chart --in 1912.. --height 30
      allies chart --by president
      allies chart --by region --in 1960..
      allies chart --country nauru
      allies chart --align ma tsai lai
      allies chart --in tsai -o x.svg --size square --title "Ten allies lost"
    """
    record, drawing = session.record, Drawing(title, size, height)
    limits = limits._replace(president=[*(presidents or ()), *(limits.president or ())] or None)
    if align:
        exclusive({"--align": True, "--by": by})
        exclusive({"--align": True, "--in": limits.within, "--from": limits.start, "--to": limits.end})
        named = [term for name in split(limits.president, "--president") for term in record.presidencies_of(name)]
        filters = record.filters(region=limits.region, country=limits.country)
        steps = courses(record, named, filters)
        result = Result(steps)
        return chart.drawn(result, record, lambda lang: chart.aligned(record, steps, lang, filters), drawing)
    filters = record.filters(**vars(limits))
    since = session.since_1948(filters)
    if by == "president":
        found = tallies(record, [by], filters)
        result = tally_result(record, found)._replace(notes=since)
        return chart.drawn(result, record, lambda lang: chart.balance(record, found, lang, filters), drawing)
    first, last = span_of(record, filters)
    if by == "region":
        regions = series_by_region(record, first, last, filters)
        rows = [
            RegionCount(point.date, name, *point[1:])
            for name, points in regions.items()
            for point in chart.ended(points, last)
        ]
        result = Result(sorted(rows), notes=since)
        return chart.drawn(
            result, record, lambda lang: chart.regions(record, regions, first, last, lang, filters), drawing
        )
    points = record.series(first, last, filters)
    result = Result(chart.ended(points, last), notes=since)
    if filters.codes:
        return chart.drawn(result, record, lambda lang: chart.strips(record, first, last, lang, filters), drawing)
    return chart.drawn(result, record, lambda lang: chart.line(record, points, first, last, lang, filters), drawing)
