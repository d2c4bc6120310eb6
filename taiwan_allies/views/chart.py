"""From counts to charts: the scene of each, for a terminal or for a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from taiwan_allies.charts.scene import (
    Aligned,
    Band,
    Bar,
    BarChart,
    Caption,
    Course,
    Drawing,
    Form,
    Layer,
    Mark,
    Point,
    TimeChart,
    initials,
    years,
)
from taiwan_allies.i18n import date_in, day_in, gettext, pgettext
from taiwan_allies.output.text import signed
from taiwan_allies.store.queries import counts
from taiwan_allies.store.queries.changes import changes
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.spells import spells
from taiwan_allies.views.phrases import apart, fresh, listed, name_in, named

if TYPE_CHECKING:
    from taiwan_allies.charts.picture import Scene
    from taiwan_allies.context import Context
    from taiwan_allies.model.counts import Count, Tally
    from taiwan_allies.model.tables import OfficeCount
    from taiwan_allies.output.result import Result
    from taiwan_allies.store.queries.repository import Repository, Term


def ended(points: Sequence[Count], last: date) -> list[Count]:
    """The points, the last of them on the last day, so that whoever draws them knows how far the line goes."""
    final = points[-1]._replace(date=last.isoformat())
    return [*points] if points[-1] == final else [*points, final]


def line(
    repository: Repository, points: Sequence[Count], first: date, last: date, lang: str, filters: Filters = NONE
) -> TimeChart:
    """The number of allies as a step line; the title says which regions ``filters`` leave."""
    title = "States that recognise the Republic of China (Taiwan)"
    if filters.regions:
        title = "Allies of the Republic of China (Taiwan) in {which}"
    said = caption(repository, gettext(lang, title, which=_which(repository, filters, lang)), lang)
    return _over_time(repository, [_layer(points)], first, last, said, filters)


def regions(
    repository: Repository,
    series: Mapping[str, Sequence[Count]],
    first: date,
    last: date,
    lang: str,
    filters: Filters = NONE,
) -> TimeChart:
    """The number of allies in each region, in a panel of its own."""
    title = "Allies of the Republic of China (Taiwan) by region"
    layers = [_layer(points, _place(lang, name)) for name, points in series.items()]
    said = caption(repository, gettext(lang, title), lang, filters)
    return _over_time(repository, layers, first, last, said, filters, form="panels")


def strips(repository: Repository, first: date, last: date, lang: str, filters: Filters) -> TimeChart:
    """When each of some states was an ally, with the dates of its spells."""
    title = "{which}: recognition of the Republic of China (Taiwan)"
    title = gettext(lang, title, which=_which(repository, filters, lang))
    told: dict[str, list[str]] = {code: [] for code in filters.codes or ()}
    for spell in spells(repository, last, filters, "ever"):
        if not spell.end_day or spell.end_day > first.isoformat():
            until = date_in(lang, spell.until) if spell.until else gettext(lang, "today")
            told[spell.code].append(gettext(lang, "{first} to {last}", first=date_in(lang, spell.since), last=until))
    layers = []
    for code, lasted in told.items():
        points = counts.series(repository, first, last, filters._replace(codes=(code,)))
        said = apart(lang, lasted or [gettext(lang, "No relations have begun.")])
        layers.append(_layer(points, repository.name_of(code, lang), said))
    return _over_time(repository, layers, first, last, caption(repository, title, lang), filters, form="strips")


def _over_time(
    repository: Repository,
    layers: Sequence[Layer],
    first: date,
    last: date,
    said: Caption,
    filters: Filters,
    *,
    form: Form = "line",
) -> TimeChart:
    lang = said.lang
    events: dict[date, list[str]] = {}
    for change in changes(repository, first - timedelta(days=1), last, filters):
        sign = "+" if change.change > 0 else "−"
        events.setdefault(date.fromisoformat(change.day), []).append(f"{sign} {name_in(lang, change)}")
    vote = Mark(date(1971, 10, 25), gettext(lang, "UN resolution 2758, {day}", day=day_in(lang, date(1971, 10, 25))))
    bands = _bands(repository, lang)
    return TimeChart(layers, bands, first, last, form, said, events, [vote]).cut()


def aligned(repository: Repository, rows: Sequence[OfficeCount], lang: str, filters: Filters = NONE) -> Aligned:
    """What each presidency changed by each day in office."""
    courses, current = [], repository.president_on(repository.today)
    for slug, steps in groupby(rows, attrgetter("president")):
        found = [*steps]
        name, short = name_in(lang, found[0]), _short(found[0], lang)
        if sum(row.day_in_office == 1 and row.name == found[0].name for row in rows) > 1:
            span = years(int(found[0].date[:4]), int(found[-1].date[:4]))
            name, short = f"{name} {span}", f"{short} {span}"
        points = [(0, 0), *((row.day_in_office, row.net) for row in found)]
        courses.append(Course(name, short, points, current is not None and slug == current.slug))
    title = gettext(lang, "Allies of the Republic of China (Taiwan): net change by day in office")
    chart = Aligned(courses, caption(repository, title, lang, filters))
    cut = [
        gettext(lang, "{name} went on to day {day} and {net}.", name=course.name, day=course.last, net=signed(course.points[-1][1]))
        for course in chart.cut
    ]  # fmt: skip
    return chart._replace(notes=cut)


def balance(repository: Repository, tallies: Sequence[Tally], lang: str, filters: Filters = NONE) -> BarChart:
    """What each presidency gained and lost."""
    names = [tally.name for tally in tallies]

    def bar(tally: Tally) -> Bar:
        label = name_in(lang, tally)
        if names.count(tally.name) > 1:
            start, end = date.fromisoformat(tally.start_day), date.fromisoformat(tally.end_day) - timedelta(days=1)
            label = f"{label} {years(start.year, end.year)}"
        return Bar(label, tally.lost, tally.gained, tally.at_end, tally.at_end_min, tally.at_end_max)

    title = "Allies of the Republic of China (Taiwan) gained and lost by presidency"
    said = caption(repository, gettext(lang, title), lang, filters)
    heads = (gettext(lang, "lost"), gettext(lang, "gained"), gettext(lang, "at end"))
    return BarChart([bar(tally) for tally in tallies], heads, said)


def drawn(
    result: Result, repository: Repository, scene: Callable[[str], Scene], drawing: Drawing, day: date | None = None
) -> Result:
    """The result with its chart or map, for a terminal and for a file; ``scene`` makes it in a language.

    At a terminal it is said how old the record is where that matters for a ``day``, today unless given.
    """

    # A pipe needs no painter.
    def view(context: Context) -> list[str]:
        from taiwan_allies.views.drawing import at_terminal

        return at_terminal(scene, drawing, context, fresh(repository, day or repository.today, context.lang))

    def picture(context: Context, file: str) -> None:
        from taiwan_allies.views.drawing import to_file

        to_file(scene, drawing, context, file)

    return result._replace(view=view, picture=picture)


def _layer(points: Sequence[Count], name: str = "", told: str = "") -> Layer:
    steps = (Point(date.fromisoformat(p.date), p.count, p.count_min, p.count_max) for p in points)
    return Layer(name, tuple(steps), told)


def _bands(repository: Repository, lang: str) -> list[Band]:
    return [Band(p.start, p.end or date.max, name_in(lang, p), _short(p, lang)) for p in repository.presidencies]


def _short(named: Term | OfficeCount, lang: str) -> str:
    """A president's family name; of the two called Chiang the initials."""
    if lang == "zh":
        return named.name_zh[:1]
    words = named.name.split()
    return initials(named.name) if words[0] == "Chiang" else words[0]


def caption(repository: Repository, title: str, lang: str, filters: Filters = NONE) -> Caption:
    """The title, with the states that ``filters`` leave, and the record that is drawn."""
    which = _which(repository, filters, lang)
    said = named(lang, title, which) if which else title
    return Caption(said, repository.loaded.version, repository.loaded.as_of, lang)


def _which(repository: Repository, filters: Filters, lang: str) -> str:
    """The states that are left: the countries that were asked for, or the regions."""
    names = [repository.name_of(code, lang) for code in filters.codes or ()]
    return listed(lang, names or [_place(lang, name) for name in filters.regions or ()])


def _place(lang: str, region: str) -> str:
    """The name of a region or subregion."""
    return pgettext(lang, "subregion", pgettext(lang, "Region", region))
