"""From counts to charts: the scene of each, for a terminal or for a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from taiwan_allies.charts.scene import Band, Bar, BarChart, Caption, Layer, Point, Scene, TimeChart, over_time
from taiwan_allies.i18n import gettext, pgettext
from taiwan_allies.output.text import wrap
from taiwan_allies.views.phrases import fresh

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.answers import Count, Tally
    from taiwan_allies.output.result import Result
    from taiwan_allies.store.queries.filters import Filters
    from taiwan_allies.store.queries.repository import Repository


def ended(points: Sequence[Count], last: date) -> list[Count]:
    """The points, the last of them on the last day, so that whoever draws them knows how far the line goes."""
    final = points[-1]._replace(date=last.isoformat())
    return [*points] if points[-1] == final else [*points, final]


def line(
    repository: Repository, points: Sequence[Count], first: date, last: date, lang: str, filters: Filters | None = None
) -> TimeChart:
    """The number of allies as a step line; the title says which states ``filters`` leave."""
    caption = _caption(repository, "States that recognise the Republic of China (Taiwan)", lang, filters)
    return over_time([_layer(points)], _bands(repository, lang), first, last, caption=caption)


def regions(
    repository: Repository,
    series: Mapping[str, Sequence[Count]],
    first: date,
    last: date,
    lang: str,
    filters: Filters | None = None,
) -> Scene:
    """The number of allies in each region, on top of each other."""
    caption = _caption(repository, "Allies of the Republic of China (Taiwan) by region", lang, filters)
    # Some of them may be subregions.
    names = {name: pgettext(lang, "subregion", pgettext(lang, "Region", name)) for name in series}
    layers = [_layer(points, names[name], name) for name, points in series.items()]
    return over_time(layers, _bands(repository, lang), first, last, stacked=True, caption=caption)


def balance(repository: Repository, tallies: Sequence[Tally], lang: str, filters: Filters | None = None) -> BarChart:
    """What each presidency gained and lost."""
    names = [tally.name for tally in tallies]

    def bar(tally: Tally) -> Bar:
        label = tally.name_zh if lang == "zh" else tally.name
        if names.count(tally.name) > 1:
            until = date.fromisoformat(tally.end_day) - timedelta(days=1)
            label = f"{label} {tally.start_day[:4]}-{until.year % 100:02}"
        return Bar(label, tally.lost, tally.gained, tally.at_end, tally.at_end_min, tally.at_end_max)

    title = "Allies of the Republic of China (Taiwan) gained and lost by presidency"
    caption = _caption(repository, title, lang, filters)
    heads = (gettext(lang, "lost"), gettext(lang, "gained"), gettext(lang, "at end"))
    return BarChart([bar(tally) for tally in tallies], heads, caption)


def drawn(result: Result, repository: Repository, scene: Callable[[str], Scene], height: int | None = None) -> Result:
    """The result with its chart, for a terminal and for a file; ``scene`` makes it in a language."""

    def view(context: Context) -> list[str]:
        from taiwan_allies.charts.terminal import paint

        # As tall as the terminal allows, with room for the title, the footer and the prompt.
        tall = height or min(max(context.height - 6, 12), 26)
        lines = paint(scene(context.lang), width=context.width, height=tall, style=context.style)
        footer = wrap(fresh(repository, repository.today, context.lang), context.width)
        return [*lines, "", *(context.style.paint(text, "dim") for text in footer)]

    def picture(context: Context, path: str) -> None:
        from taiwan_allies.charts.pictures import cjk_font, draw

        # In English where no font has Chinese.
        draw(scene("zh" if context.lang == "zh" and cjk_font(look=True) else "en"), path)

    return result._replace(view=view, picture=picture)


def _layer(points: Sequence[Count], name: str = "", key: str = "") -> Layer:
    steps = (Point(date.fromisoformat(p.date), p.count, p.count_min, p.count_max) for p in points)
    return Layer(name, tuple(steps), key)


def _bands(repository: Repository, lang: str) -> list[Band]:
    """The presidencies. Two were called Chiang, so their short names are initials."""
    bands = []
    for p in repository.presidencies:
        words = p.name.replace("-", " ").split()
        short = "".join(word[0].upper() for word in words) if words[0] == "Chiang" else words[0]
        name, short = (p.name_zh, p.name_zh[:1]) if lang == "zh" else (p.name, short)
        bands.append(Band(p.start, p.end or date.max, name, short))
    return bands


def _caption(repository: Repository, title: str, lang: str, filters: Filters | None) -> Caption:
    version, as_of, _ = repository.loaded
    named = gettext(lang, title)
    if filters is not None and (which := _which(repository, filters, lang)):
        named += ("：" if lang == "zh" else ": ") + which
    return Caption(named, gettext(lang, "allies, record {version}", version=version), as_of, lang)


def _which(repository: Repository, filters: Filters, lang: str) -> str:
    """The states that are left: the regions, then the countries that were asked for."""
    names = [pgettext(lang, "subregion", pgettext(lang, "Region", name)) for name in filters.regions or ()]
    names += [repository.name_of(code, lang) for code in filters.codes or ()]
    return ("、" if lang == "zh" else ", ").join(names)
