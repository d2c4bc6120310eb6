"""From counts to charts: the scene of each, for a terminal or for a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from taiwan_allies.charts.scene import (
    Band,
    Bar,
    BarChart,
    Caption,
    Layer,
    Mark,
    Point,
    Scene,
    TimeChart,
    over_time,
    years,
)
from taiwan_allies.files import new_file
from taiwan_allies.i18n import day_in, gettext, pgettext
from taiwan_allies.output.stream import write_file
from taiwan_allies.output.text import wrap
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.spells import changes
from taiwan_allies.views.phrases import fresh, listed, named

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.answers import Count, Tally
    from taiwan_allies.output.result import Result
    from taiwan_allies.store.queries.repository import Repository


def ended(points: Sequence[Count], last: date) -> list[Count]:
    """The points, the last of them on the last day, so that whoever draws them knows how far the line goes."""
    final = points[-1]._replace(date=last.isoformat())
    return [*points] if points[-1] == final else [*points, final]


def line(
    repository: Repository, points: Sequence[Count], first: date, last: date, lang: str, filters: Filters = NONE
) -> TimeChart:
    """The number of allies as a step line; the title says which states ``filters`` leave."""
    title, which = "States that recognise the Republic of China (Taiwan)", _which(repository, filters, lang)
    if filters.codes:
        title = "{which}: recognition of the Republic of China (Taiwan)"
    elif filters.regions:
        title = "Allies of the Republic of China (Taiwan) in {which}"
    caption = _caption(repository, gettext(lang, title, which=which), lang)
    return _over_time(repository, [_layer(points)], first, last, caption, filters)


def regions(
    repository: Repository,
    series: Mapping[str, Sequence[Count]],
    first: date,
    last: date,
    lang: str,
    filters: Filters = NONE,
) -> TimeChart:
    """The number of allies in each region, on top of each other."""
    title = "Allies of the Republic of China (Taiwan) by region"
    layers = [_layer(points, _place(lang, name), name) for name, points in series.items()]
    caption = _caption(repository, _filtered(repository, gettext(lang, title), filters, lang), lang)
    return _over_time(repository, layers, first, last, caption, filters, stacked=True)


def _over_time(
    repository: Repository,
    layers: Sequence[Layer],
    first: date,
    last: date,
    caption: Caption,
    filters: Filters,
    *,
    stacked: bool = False,
) -> TimeChart:
    lang = caption.lang
    events: dict[date, list[str]] = {}
    for change in changes(repository, first - timedelta(days=1), last, filters):
        name = change.name_zh if lang == "zh" else change.name
        events.setdefault(date.fromisoformat(change.day), []).append(f"{'+' if change.change > 0 else '−'} {name}")
    vote = Mark(date(1971, 10, 25), gettext(lang, "UN resolution 2758, {day}", day=day_in(lang, date(1971, 10, 25))))
    return over_time(
        layers, _bands(repository, lang), first, last, stacked=stacked, caption=caption, events=events, marks=[vote]
    )


def balance(repository: Repository, tallies: Sequence[Tally], lang: str, filters: Filters = NONE) -> BarChart:
    """What each presidency gained and lost."""
    names = [tally.name for tally in tallies]

    def bar(tally: Tally) -> Bar:
        label = tally.name_zh if lang == "zh" else tally.name
        if names.count(tally.name) > 1:
            start, end = date.fromisoformat(tally.start_day), date.fromisoformat(tally.end_day) - timedelta(days=1)
            label = f"{label} {years(start.year, end.year)}"
        return Bar(label, tally.lost, tally.gained, tally.at_end, tally.at_end_min, tally.at_end_max)

    title = "Allies of the Republic of China (Taiwan) gained and lost by presidency"
    caption = _caption(repository, _filtered(repository, gettext(lang, title), filters, lang), lang)
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

    def picture(context: Context, file: str) -> None:
        from taiwan_allies.charts.picture import lay_out

        form = file.rpartition(".")[2].lower()
        if form == "svg":
            from taiwan_allies.charts.svg import svg

            write_file(file, [svg(lay_out(scene(context.lang)))])
            return
        from taiwan_allies.charts.printed import cjk_font, paint

        # In English where no font has Chinese.
        font = cjk_font() if context.lang == "zh" else None
        with new_file(file) as temporary:
            paint(lay_out(scene("zh" if font else "en")), temporary, form, font)

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


def _caption(repository: Repository, title: str, lang: str) -> Caption:
    return Caption(title, repository.loaded.version, repository.loaded.as_of, lang)


def _filtered(repository: Repository, title: str, filters: Filters, lang: str) -> str:
    """The title, and which states are left."""
    which = _which(repository, filters, lang)
    return named(lang, title, which) if which else title


def _which(repository: Repository, filters: Filters, lang: str) -> str:
    """The states that are left: the countries that were asked for, or the regions."""
    names = [repository.name_of(code, lang) for code in filters.codes or ()]
    return listed(lang, names or [_place(lang, name) for name in filters.regions or ()])


def _place(lang: str, region: str) -> str:
    """The name of a region or subregion."""
    return pgettext(lang, "subregion", pgettext(lang, "Region", region))
