"""What periods and presidencies gained and lost, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from taiwan_allies.model.counts import PresidencyTally, Tally
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.output.text import ranged, signed
from taiwan_allies.store.queries.repository import numbered

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.store.record import Record

Row = Tally | PresidencyTally


def at_end(row: Row) -> str:
    """The count at the end, with its range where it is not certain."""
    return ranged(row.at_end, row.at_end_min, row.at_end_max)


SHOW: Final = {
    "gained": lambda row: signed(row.gained),
    "lost": lambda row: signed(-row.lost),
    "net": lambda row: signed(row.net),
    "at_end": at_end,
}
ROLES: Final = {"gained": "gained", "lost": "lost"}
TALLY: Final = Layout(
    {"period": 1, "start_day": 3, "end_day": 4, "at_start": 2, "gained": 1, "lost": 1, "net": 5, "at_end": 1},
    {**SHOW, "period": lambda row: row.name if row.name == row.period else numbered(row.name, row.period)},
    roles=ROLES,
)
PRESIDENCY: Final = Layout(
    {
        "slug": 6, "name": 1, "name_zh": 4, "office": 7, "start_day": 2, "end_day": 3, "party": 8, "at_start": 2,
        "gained": 1, "lost": 1, "at_end": 1,
    },
    {**SHOW, "end_day": lambda row: row.end_day or "today"},
    roles=ROLES,
)  # fmt: skip


def tally_result(record: Record, tallies: Sequence[Tally]) -> Result:
    """The rows of `count --by`."""
    dissolved = sum(row.dissolved for row in tallies)

    def footer(context: Context) -> list[str]:
        from taiwan_allies.i18n import gettext
        from taiwan_allies.views.phrases import fresh

        message = "{n} of the lost ceased to exist and broke nothing off."
        told = [gettext(context.lang, message, n=dissolved)] if dissolved else []
        return ["", *told, fresh(record, record.today, context.lang)]

    divided = any(row.part for row in tallies)
    layout = TALLY._replace(keep={**TALLY.keep, "part": 1}) if divided else TALLY
    return Result(tallies, layout, footer=footer, empty="No period to count.")
