from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from taiwan_allies.cli.options import Country, From, In, President, Region, Session, To
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from taiwan_allies.charts.terminal import Band, Bar, Layer, Point
    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.counts import Count, Tally
    from taiwan_allies.store.queries.query import Ask, Filters

By = Literal["president", "region"]

TITLES = {
    "line": "States that recognise the Republic of China (Taiwan)",
    "bars": "Allies of the Republic of China (Taiwan) gained and lost by presidency",
    "regions": "Allies of the Republic of China (Taiwan) by region",
}
LINE = ("date", "count", "count_min", "count_max")
BY_REGION = ("date", "region", "count", "count_min", "count_max")


def fields_for(options: Mapping[str, Any]) -> Sequence[str]:
    """The fields that these options give."""
    if options.get("by") == "president":
        from taiwan_allies.cli.commands.count_ import COLUMNS

        return [column.name for column in COLUMNS]
    return BY_REGION if options.get("by") == "region" else LINE


def run(
    session: Session,
    by: Annotated[
        By | None, typer.Option("--by", help="president: bars of lost and gained; region: stacked areas.")
    ] = None,
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

    A broken line is a stretch in which imprecise dates leave the count open. The time is 1948 to today unless --in
    says otherwise. A pipe gets the plotted points; `-o chart.svg` (or .png, .pdf) draws the same picture for print,
    with matplotlib (`pip install 'taiwan-allies[plot]'`).

    Examples:
      allies chart
      allies chart --in 1912.. --height 30
      allies chart --by president
      allies chart --by region --in 1960..
      allies chart -o allies.svg
    """
    ask = session.ask
    filters = ask.filters(region=region, country=country, within=within, start=start, end=end, president=president)
    if by == "president":
        return _bars(ask, filters)
    first, last = span_of(ask, filters)
    return _regions(ask, filters, first, last, height) if by == "region" else _line(ask, filters, first, last, height)


def span_of(ask: Ask, filters: Filters) -> tuple[date, date]:
    from datetime import date

    if filters.periods is None:
        return date(1948, 5, 20), ask.today
    starts = [p.start or date(1912, 1, 1) for p in filters.periods]
    ends = [p.moment(ask.today) for p in filters.periods]
    first, last = min(starts), min(max(ends), ask.today)
    if first > ask.today:
        raise UsageError("the period has not begun", "A chart ends today.")
    if first >= last:
        raise UsageError("the period is too short to draw", "Give it at least two days before today.")
    return first, last


def points_of(series: Sequence[tuple[date, Count]]) -> tuple[Point, ...]:
    from taiwan_allies.charts.terminal import Point

    return tuple(Point(day, c.count, c.low, c.high) for day, c in series)


def bands_of(ask: Ask, first: date, last: date, lang: str) -> list[Band]:
    from datetime import timedelta

    from taiwan_allies.charts.terminal import Band

    after = last + timedelta(days=1)
    bands: list[Band] = []
    for p in ask.presidencies:
        start, end = max(p.start, first), min(p.end or after, after)
        if bands and start < bands[-1].end:
            start = bands[-1].end  # 1928: the rival who came later waits
        if start < end:
            words = p.name.replace("-", " ").split()
            short = "".join(word[0].upper() for word in words) if words[0] == "Chiang" else words[0]
            bands.append(
                Band(
                    start,
                    end,
                    p.name_zh if lang == "zh" else p.name,
                    p.name_zh[:1] if lang == "zh" else short,
                )
            )
    return bands


def _title(kind: str, lang: str) -> str:
    from taiwan_allies.i18n.words import tell

    return tell(lang, TITLES[kind])


def _footer(ask: Ask, context: Context) -> list[str]:
    from taiwan_allies.output.text import wrap
    from taiwan_allies.views.phrases import fresh

    said = fresh(ask, ask.today, context.lang)
    return ["", *(context.style.paint(line, "dim") for line in wrap(said, context.width))]


def _lines(context: Context, height: int | None, least: int = 12, most: int = 26) -> int:
    """As tall as the terminal allows, with room for the title, the footer and the prompt."""
    return height or min(max(context.height - 6, least), most)


def _over_time(
    ask: Ask,
    context: Context,
    draw: Callable[..., list[str]],
    data: Sequence[Any],
    kind: Literal["line", "regions"],
    first: date,
    last: date,
    height: int | None,
) -> list[str]:
    """A chart over days, with its presidencies, title and footer."""
    chart = draw(
        data,
        bands_of(ask, first, last, context.lang),
        first,
        last,
        width=context.width,
        height=_lines(context, height),
        style=context.style,
        title=_title(kind, context.lang),
    )
    return [*chart, *_footer(ask, context)]


def _line(ask: Ask, filters: Filters, first: date, last: date, height: int | None) -> Result:
    from taiwan_allies.store.queries.counts import series

    found = series(ask, filters, first, last)
    rows = [(day.isoformat(), c.count, c.low, c.high) for day, c in found]

    def view(context: Context) -> list[str]:
        from taiwan_allies.charts.terminal import step_chart

        return _over_time(ask, context, step_chart, points_of(found), "line", first, last, height)

    columns = [Column(n, keep=1) for n in LINE]
    return Result(columns, rows, view=view, picture=_picture(ask, "line", lambda _: points_of(found), first, last))


def _regions(ask: Ask, filters: Filters, first: date, last: date, height: int | None) -> Result:
    from taiwan_allies.store.queries.counts import series
    from taiwan_allies.store.queries.query import REGIONS

    found = {name: series(ask, filters._replace(regions=(name,)), first, last) for name in filters.regions or REGIONS}
    rows = sorted(
        (day.isoformat(), name, c.count, c.low, c.high) for name, points in found.items() for day, c in points
    )

    def layers(lang: str = "en") -> list[Layer]:
        from taiwan_allies.charts.terminal import Layer
        from taiwan_allies.i18n.words import say

        return [Layer(say(lang, name), points_of(points), name) for name, points in found.items()]

    def view(context: Context) -> list[str]:
        from taiwan_allies.charts.terminal import stacked_chart

        return _over_time(ask, context, stacked_chart, layers(context.lang), "regions", first, last, height)

    columns = [Column(n, keep=1) for n in BY_REGION]
    return Result(columns, rows, view=view, picture=_picture(ask, "regions", layers, first, last))


def _bars(ask: Ask, filters: Filters) -> Result:
    from taiwan_allies.cli.commands.count_ import presidency_periods, tally_result
    from taiwan_allies.store.queries.counts import tally

    tallies = tally(ask, presidency_periods(ask, filters), filters)
    names = {p.slug: p for p in ask.presidencies}

    def bars(lang: str = "en") -> list[Bar]:
        from taiwan_allies.charts.terminal import Bar

        def label(t: Tally) -> str:
            p = names[t.label]
            twice = sum(names[other.label].name == p.name for other in tallies) > 1
            name = p.name_zh if lang == "zh" else p.name
            return f"{name} {t.first.year}-{t.last.year % 100:02}" if twice else name

        return [Bar(label(t), t.lost, t.gained, t.at_end.count, t.at_end.low, t.at_end.high) for t in tallies]

    def view(context: Context) -> list[str]:
        from taiwan_allies.charts.terminal import diverging_bars
        from taiwan_allies.i18n.words import say

        heads = (say(context.lang, "lost"), say(context.lang, "gained"), say(context.lang, "at end"))
        chart = diverging_bars(bars(context.lang), width=context.width, style=context.style, heads=heads)
        return [*chart, *_footer(ask, context)]

    result = tally_result(ask, tallies)
    return result._replace(view=view, picture=_picture(ask, "bars", bars, None, None))


def _picture(
    ask: Ask,
    kind: Literal["line", "bars", "regions"],
    data: Callable[[str], Any],
    first: date | None,
    last: date | None,
) -> Callable[[Context, str], None]:
    def draw_it(context: Context, path: str) -> None:
        from taiwan_allies.charts.pictures import cjk_font, draw
        from taiwan_allies.i18n.words import tell

        lang = "zh" if context.lang == "zh" and cjk_font(look=True) else "en"
        version, as_of = ask.record
        draw(
            kind,
            data(lang),
            path,
            bands=bands_of(ask, first, last, lang) if first and last else (),
            start=first,
            end=last,
            title=_title(kind, lang),
            source=tell(lang, "allies, record {version}", version=version),
            as_of=as_of,
            lang=lang,
        )

    return draw_it
