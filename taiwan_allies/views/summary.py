"""`allies` alone, at a terminal: how things stand, and what to try next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from taiwan_allies.i18n import date_in, day_in, gettext
from taiwan_allies.output.text import cell_width, wrap
from taiwan_allies.views.phrases import name_in

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.changes import Change

NEXT: Final = {
    "allies list": "who they are, and since when",
    "allies show paraguay": "everything about one of them",
    "allies timeline --president lai": "what happened under a president",
    "allies diff ma tsai": "what changed between two moments",
    "allies chart": "the count since 1948, drawn",
    "allies help": "dates, output, exit codes, the data",
}
"""What to try, and what it tells."""


def lines(count: int, change: Change | None, freshness: str, context: Context) -> Iterator[str]:
    """The count today, the last change, the day that the data are as of, and what to try next."""
    lang = context.lang
    sentence = "{count} states recognise the Republic of China (Taiwan) on {day}."
    first, *more = wrap(gettext(lang, sentence, count=count, day=day_in(lang, context.today)), context.width)
    yield first.replace(str(count), context.style.paint(str(count), "head"), 1)
    yield from more
    if change:
        yield from wrap(_last(change, lang), context.width)
    yield from wrap(freshness, context.width)
    yield ""
    for command, what in NEXT.items():
        yield from _suggestion(command, gettext(lang, what), context)


def _last(change: Change, lang: str) -> str:
    came, left = "The last change: {name} came on {day}.", "The last change: {name} left on {day}."
    said = came if change.change > 0 else left
    return gettext(lang, said, name=name_in(lang, change), day=date_in(lang, change.date))


def _suggestion(command: str, what: str, context: Context) -> Iterator[str]:
    if 36 + cell_width(what) <= context.width:
        yield f"  {context.style.paint(f'{command:<34}', 'name')}{what}"
    else:
        yield from (f"  {context.style.paint(command, 'name')}", f"    {what}")
