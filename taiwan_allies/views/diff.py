"""How the difference between two moments looks at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from taiwan_allies.i18n import day_in, gettext, pgettext
from taiwan_allies.output.text import cell_width, one_line, pad, ranged, wrap
from taiwan_allies.store.queries.counts import count_on
from taiwan_allies.views.phrases import freshness, hanging, joined, listed, name_in
from taiwan_allies.views.prc import relation_to_prc
from taiwan_allies.views.timeline import Attested

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.changes import Change, Difference
    from taiwan_allies.model.counts import Count
    from taiwan_allies.store.queries.changes import Comparison
    from taiwan_allies.store.queries.filters import Filters
    from taiwan_allies.store.queries.repository import Repository

MARKS: Final = {"gained": "+", "lost": "-", "returned": "~"}


def names(context: Context, found: Comparison) -> Iterator[str]:
    """The names alone, each with its mark."""
    for row in found.rows:
        yield f"{MARKS[row.change]} {_name(context, row)}"


def draw(
    repository: Repository, context: Context, found: Comparison, filters: Filters, *, verbose: bool
) -> Iterator[str]:
    paint, lang = context.style.paint, context.lang
    yield from (paint(line, "head") for line in _head(repository, context, found, filters))
    width = max((cell_width(_name(context, row)) for row in found.rows), default=0)
    attested = Attested(repository, found.rows if verbose else [])
    for row in found.rows:
        yield from _row(context, row, width, verbose=verbose, backwards=found.backwards)
        if verbose:
            yield from attested.lines(context, row)
    if not found.rows:
        yield gettext(lang, "Nothing changed.")
    yield ""
    yield from _foot(repository, context, found)


def _name(context: Context, row: Difference | Change) -> str:
    return one_line(name_in(context.lang, row))


def _head(repository: Repository, context: Context, found: Comparison, filters: Filters) -> list[str]:
    """The two days and the counts at their ends: on one line where it fits."""
    lang, arrow = context.lang, context.style.pick("→", "->")

    def number(count: Count) -> str:
        return ranged(count.count, count.count_min, count.count_max)

    start, end = count_on(repository, found.before, filters), count_on(repository, found.after, filters)
    days = f"{day_in(lang, found.before)} {arrow} {day_in(lang, found.after)}"
    counts = f"{number(start)} {arrow} {number(end)}"
    line = f"{days}    {counts}"
    return [line] if cell_width(line) <= context.width else [*wrap(days, context.width), counts]


def _row(context: Context, row: Difference, width: int, *, verbose: bool, backwards: bool) -> Iterator[str]:
    mark, name = MARKS[row.change], _name(context, row)
    told = _told(row, context.lang, verbose, backwards)
    line = f"{mark} {pad(name, width)}  {told}"
    if cell_width(line) <= context.width:
        yield context.style.paint(line, row.change)
    else:
        yield from (context.style.paint(f"{mark} {name}", row.change), *hanging(context, told, "    "))


def _told(row: Difference, lang: str, verbose: bool, backwards: bool) -> str:
    """When a state came or left, and why."""
    if row.change == "returned":
        return gettext(lang, "left {left}, back {back}", left=row.other_date, back=row.date)
    if backwards:
        return gettext(lang, "until {day}" if row.change == "gained" else "not before {day}", day=row.date)
    if row.cause == "switch":
        apart = relation_to_prc(row.date, row.local_date, row.prc_date, lang) if verbose else ""
        apart = f"（{apart}）" if lang == "zh" and apart else f" ({apart})" if apart else ""
        return joined(lang, [row.date, gettext(lang, "to the PRC")]) + apart
    return joined(lang, [row.date, *([pgettext(lang, "Cause", row.cause)] if row.cause else [])])


def _foot(repository: Repository, context: Context, found: Comparison) -> Iterator[str]:
    """The sums, the states that came and left in between, and how fresh the data are."""
    lang = context.lang
    changes = [row.change for row in found.rows]
    sums = [(change, changes.count(change)) for change in MARKS]
    said = [gettext(lang, f"{{n}} {change}", n=n) for change, n in sums if n or change != "returned"]
    if found.passing:
        names = listed(lang, [_name(context, change) for change in found.passing])
        yield from wrap(gettext(lang, "Came and left in between: {names}.", names=names), context.width)
    fresh = freshness(repository, found.after, lang)
    yield from wrap(f"{joined(lang, said)} {context.style.pick('·', '-')} {fresh}", context.width)
