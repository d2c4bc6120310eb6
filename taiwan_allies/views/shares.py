"""The allies among the members of the United Nations, and counts that others published, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from taiwan_allies.i18n import date_in, day_in, gettext
from taiwan_allies.model.tables import Published
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.output.text import ranged, wrap
from taiwan_allies.store.queries.published import published, published_near
from taiwan_allies.store.queries.share import share_on, shares, shares_by
from taiwan_allies.views.phrases import fresh, hanging, joined, listed

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.filters import Filters
    from taiwan_allies.store.record import Record


def percent(share: float | None) -> str:
    """``5.7 %``; nothing where there is nobody to share with."""
    return "" if share is None else f"{100 * share:.1f} %"


_SHOW: Final = {"share": lambda row: percent(row.share)}
_SERIES: Final = {"date": 1, "count": 2, "un_members": 3, "un_allies": 1, "share": 1, "outside": 4, "outside_codes": 5}


def share_result(record: Record, day: date, divisions: Sequence[str], filters: Filters) -> Result:
    """The share on a day, as it changed in the periods asked for, or for each part of a division."""
    if divisions:
        rows = shares_by(record, divisions[0], filters)
    elif filters.periods is not None:
        rows = shares(record, filters)
    else:
        return _one_share(record, day, filters)
    layout = Layout({"period": 1, **_SERIES} if divisions else _SERIES, _SHOW)
    empty = "The United Nations were founded on 24 October 1945."
    return Result(rows, layout, footer=lambda context: _footer(record, context), empty=empty)


def _footer(record: Record, context: Context) -> list[str]:
    return ["", fresh(record, record.today, context.lang)]


def _one_share(record: Record, day: date, filters: Filters) -> Result:
    row = share_on(record, day, filters)

    def view(context: Context) -> Iterator[str]:
        lang = context.lang
        said = gettext(lang, "{allies} of {members} members of the United Nations on {day}: {share}",
            allies=row.un_allies, members=row.un_members, day=day_in(lang, day), share=percent(row.share))  # fmt: skip
        yield context.style.paint(said, "head")
        if row.outside:
            names = listed(lang, (record.name_of(code, lang) for code in row.outside_codes))
            yield from wrap(gettext(lang, "Allies that are no members: {names}.", names=names), context.width)
        yield from wrap(fresh(record, day, lang), context.width)

    return Result([row], Layout(_SERIES, _SHOW), view=view)


def published_result(record: Record, day: date, _: Sequence[str], filters: Filters) -> Result:
    """The counts that others published in the periods asked for, or for a day or the nearest to it."""
    rows = published_near(record, day, filters) if filters.periods is None else published(record, filters)

    def view(context: Context) -> Iterator[str]:
        for row in rows:
            yield from _told(context, row)
        if not rows:
            yield gettext(context.lang, "Nobody's count is recorded that matches.")

    keep = {"id": 3, "date": 1, "scope": 4, "published": 1, "count": 1, "met": 2, "publisher": 2, "variants": 5}
    return Result(rows, Layout(keep), view=view, paged=True)


def _told(context: Context, row: Published) -> Iterator[str]:
    lang, style = context.lang, context.style
    if row.count is None or row.count_min is None or row.count_max is None:
        return
    mark, role = ("=", "gained") if row.met else (style.pick("≠", "!"), "doubt" if row.explained else "lost")
    scope = "" if row.scope == "all" else f" ({row.scope})"
    ours = ranged(row.count, row.count_min, row.count_max)
    said = "{published} by {publisher}, the record has {ours}"
    said = gettext(lang, said, published=row.published, publisher=row.publisher, ours=ours)
    first, *more = wrap(f"{mark} {date_in(lang, row.date)}{scope}: {said}", context.width)
    yield style.paint(first, role)
    yield from (style.paint(f"  {part}", role) for part in more)
    others = "" if row.met else joined(lang, row.variants)
    others = others and gettext(lang, "Others count: {names}", names=others)
    for detail in (f"{row.id}, {row.source}", row.note, others):
        yield from (style.paint(part, "dim") for part in hanging(context, detail, "    "))
