from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import At, Country, Region
from taiwan_allies.context import Context
from taiwan_allies.errors import UsageError
from taiwan_allies.model.tables import Compared
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.queries.compare import compare


@command(fields=Compared._fields)
def compare_(
    session: Session,
    presidents: Annotated[
        list[str] | None, typer.Argument(metavar="[PRESIDENT...]", help="Presidents by any name.", show_default=False)
    ] = None,
    day: Annotated[
        int | None, typer.Option("--day", metavar="N", min=1, help="The day in office, 1 on the first.")
    ] = None,
    at: At = None,
    region: Region = None,
    country: Country = None,
) -> Result:
    """Presidents at the same day in office: how many allies they began with, gained, lost and then had.

    Alone it compares every presidency since 1948 that lasted as long as the present one has, at its day in office
    today. Of the presidents that are named it takes the last day that all of them reached. --day says which day in
    office instead, --at the day in office of whoever held it on that date. The first day in office is day 1.

    Examples:
      allies compare
      allies compare tsai lai
      allies compare chen ma tsai --day 919
      allies compare --at 2018-08-21 --region latin-america
    """
    if day is not None and at is not None:
        raise UsageError("--day and --at both say which day in office", "Leave one of them out.")
    record = session.record
    named = [term for name in presidents or () for term in record.presidencies_of(name)]
    filters = record.filters(region=region, country=country)
    rows = compare(record, named, number=day, at=None if at is None else record.moment(at), filters=filters)

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.views.compare import draw

        return draw(record, context, rows)

    empty = "No presidency lasted so long."
    return Result(rows, Layout(dict.fromkeys(Compared._fields, 1)), view=view, empty=empty)
