"""How presidencies at the same day in office look at a terminal: numbers, a bar each, and who was gained and lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from taiwan_allies.i18n import day_in, gettext
from taiwan_allies.output.text import cell_width, pad, ranged, wrap
from taiwan_allies.views.phrases import fresh, hanging, listed, name_in

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.tables import Compared
    from taiwan_allies.store.queries.repository import Repository

_LONGEST_BAR = 40


def draw(repository: Repository, context: Context, rows: Sequence[Compared]) -> Iterator[str]:
    lang, style = context.lang, context.style
    if not rows:
        yield gettext(lang, "No presidency lasted so long.")
        return
    yield style.paint(gettext(lang, "Day {n} in office", n=rows[0].day_in_office), "head")
    names = [name_in(lang, row) for row in rows]
    numbers = [
        f"{row.at_start} {style.pick('→', '->')} {ranged(row.count, row.count_min, row.count_max)}" for row in rows
    ]
    days = [day_in(lang, date.fromisoformat(row.date)) for row in rows]
    widths = [max(map(cell_width, column)) for column in (names, numbers, days)]
    wide = context.width >= sum(widths) + 4 + 20
    left = widths[0] + 2 + widths[1] + 2 + (widths[2] + 2 if wide else 0)
    scale = max(row.at_start + row.gained for row in rows)
    room = min(_LONGEST_BAR, context.width - left)
    for row, name, number, day in zip(rows, names, numbers, days, strict=True):
        lead = f"{pad(name, widths[0])}  {pad(number, widths[1])}  " + (f"{pad(day, widths[2])}  " if wide else "")
        yield (lead + _bar(context, row, scale, room)).rstrip()
        yield from _names(repository, context, row)
    yield ""
    key = gettext(lang, "The bar: what is left of those at the start, lost ({lost}), gained ({gained}).",
        lost=style.pick("░", "."), gained=style.pick("▒", "+"))  # fmt: skip
    yield from wrap(key, context.width)
    yield from wrap(fresh(repository, repository.today, lang), context.width)


def _bar(context: Context, row: Compared, scale: int, room: int) -> str:
    """What is left of the allies at the start, then what was gained, then what was lost, on the scale of all bars."""
    if room < 8 or not scale:
        return ""
    style = context.style
    kept = max(row.at_start - row.lost, 0)
    ends = [round(number * room / scale) for number in (kept, kept + row.gained, kept + row.gained + row.lost)]
    parts = zip((0, *ends), ends, (("█", "#", "line"), ("▒", "+", "gained"), ("░", ".", "lost")), strict=False)
    return "".join(
        style.paint(style.pick(full, plain) * (end - start), role) for start, end, (full, plain, role) in parts
    )


def _names(repository: Repository, context: Context, row: Compared) -> Iterator[str]:
    """Who was lost and who was gained, a paragraph each."""
    lang = context.lang
    for sign, codes, role in (("-", row.lost_codes, "lost"), ("+", row.gained_codes, "gained")):
        if codes:
            names = listed(lang, (repository.name_of(code, lang) for code in codes))
            yield from (context.style.paint(line, role) for line in hanging(context, names, f"  {sign} "))
