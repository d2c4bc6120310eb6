from __future__ import annotations

from typing import Annotated, Literal

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import Country, From, In, President, Region, To
from taiwan_allies.model.answers import Count, RegionCount, Tally
from taiwan_allies.output.result import Result
from taiwan_allies.store.queries.counts import series_by_region, span_of, tallies
from taiwan_allies.views import chart
from taiwan_allies.views.tallies import tally_result

By = Literal["president", "region"]


@command(fields=Count._fields, when={"by=president": Tally._fields, "by=region": RegionCount._fields})
def chart_(
    session: Session,
    by: Annotated[By | None, typer.Option("--by", help="Bars by president, or stacked areas by region.")] = None,
    within: In = None,
    start: From = None,
    end: To = None,
    president: President = None,
    region: Region = None,
    country: Country = None,
    height: Annotated[
        int | None, typer.Option("--height", metavar="N", min=5, max=200, help="Lines of the chart.")
    ] = None,
) -> Result:
    """The number of allies over time, as a true step line with the presidencies named under the axis.

    A broken line is a stretch in which imprecise dates leave the count open, a dotted one lies after the day that the
    data are as of. The chart runs from 1948 to today unless --in says otherwise. A pipe gets the plotted points, the
    last one on the last day drawn. `-o chart.svg` draws the same as a picture that names each step where there is room;
    .png and .pdf need matplotlib (the extra `plot`).

    Examples:
      allies chart
      allies chart --in 1912.. --height 30
      allies chart --by president
      allies chart --by region --in 1960..
      allies chart --in tsai -o tsai.svg
    """
    record = session.record
    filters = record.filters(region=region, country=country, within=within, start=start, end=end, president=president)
    since = session.since_1948(filters)
    if by == "president":
        found = tallies(record, [by], filters)
        result = tally_result(record, found)._replace(notes=since)
        return chart.drawn(result, record, lambda lang: chart.balance(record, found, lang, filters))
    first, last = span_of(record, filters)
    if by == "region":
        regions = series_by_region(record, first, last, filters)
        rows = [
            RegionCount(point.date, name, *point[1:])
            for name, points in regions.items()
            for point in chart.ended(points, last)
        ]
        result = Result(RegionCount._fields, sorted(rows), notes=since)
        return chart.drawn(
            result, record, lambda lang: chart.regions(record, regions, first, last, lang, filters), height
        )
    points = record.series(first, last, filters)
    result = Result(Count._fields, chart.ended(points, last), notes=since)
    return chart.drawn(result, record, lambda lang: chart.line(record, points, first, last, lang, filters), height)
