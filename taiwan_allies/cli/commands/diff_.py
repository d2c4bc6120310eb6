from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import Country, Region, exclusive
from taiwan_allies.errors import ExitCode, UsageError
from taiwan_allies.model.changes import Difference
from taiwan_allies.model.own import OwnChange
from taiwan_allies.model.tables import Balance
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.queries.changes import Comparison, compare
from taiwan_allies.store.queries.counts import count_on
from taiwan_allies.store.queries.filters import Filters

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.store.record import Record

KEEP = {"change": 1, "code": 3, "name": 1, "date": 1, "cause": 4, "quality": 5}


@command(fields=Difference._fields, when={"mine": OwnChange._fields, "stat": Balance._fields})
def diff_(
    session: Session,
    a: Annotated[
        str | None, typer.Argument(metavar="A", help="A date, a president, or a period that says both ends.")
    ] = None,
    b: Annotated[
        str | None,
        typer.Argument(metavar="[B]", help="A date or a president; today if left out.", show_default=False),
    ] = None,
    region: Region = None,
    country: Country = None,
    switched: Annotated[bool, typer.Option("--switched", help="Only losses to the PRC.")] = False,
    stat: Annotated[bool, typer.Option("--stat", help="Only the sums.")] = False,
    name_only: Annotated[bool, typer.Option("--name-only", help="Only names.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 if something changed.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="With the sources of each at a terminal.")] = False,
    mine: Annotated[bool, typer.Option("--mine", help="The own record against the bundled one.")] = False,
) -> Result:
    """What changed between two moments: + gained, - lost, ~ left and came back.

    Two moments are compared as they were at the end of their day; a month or a year means its last day, a president
    the end of that presidency or today. One period alone (a president, a year, 1971..1979) runs from before its first
    day to its last. One date alone is compared with today. An event on a hand-over day belongs to the successor.

    Examples:
      allies diff tsai
      allies diff ma tsai --verbose
      allies diff 1971 1979 --stat
      allies diff 2016-05-20..today --region oceania
      allies diff --mine
    """
    record = session.record
    exclusive({"--mine": mine, "A": a})
    exclusive({"--stat": stat, "--name-only": name_only})
    if mine:
        from taiwan_allies.views.own import own_against_bundled

        return own_against_bundled(record, exit_code)
    if a is None:
        raise UsageError(
            "diff needs a date, a president or a period",
            "For example `allies diff tsai` or `allies diff 2016 2024`.",
        )
    filters = record.filters(region=region, country=country)
    found = compare(record, *record.moments(a, b), filters)
    if switched:
        found = found._replace(rows=[row for row in found.rows if row.change == "lost" and row.cause == "switch"])

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.views import diff

        if name_only:
            return diff.names(context, found)
        return diff.draw(record, context, found, filters, verbose=verbose)

    names = [(row.name,) for row in found.rows]
    if stat:
        result = _sums(record, found, filters)
    elif name_only:
        result = Result(names, fields=("name",), view=view, plain="".join(f"{name}\n" for (name,) in names))
    else:
        result = Result(found.rows, Layout(KEEP), view=view, paged=True)
    code = ExitCode.NO if exit_code and found.rows else ExitCode.OK
    return result._replace(exit_code=code, notes=session.yet_to_come(found.before, found.after))


def _sums(record: Record, found: Comparison, filters: Filters) -> Result:
    before, after = count_on(record, found.before, filters), count_on(record, found.after, filters)
    changes = [row.change for row in found.rows]
    sums = (changes.count("gained"), changes.count("lost"), changes.count("returned"))
    row = Balance(before.date, after.date, before.count, *sums, after.count)
    keep = dict.fromkeys(Balance._fields, 1) | {"start_day": 2, "last_day": 2, "returned": 3}
    return Result([row], Layout(keep))
