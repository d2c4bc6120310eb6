from __future__ import annotations

from typing import Annotated, Literal

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import Limits
from taiwan_allies.model.tables import PanelRow
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.queries.panel import panel

SHOWN = {
    "code": 1, "cow": 6, "name": 2, "period": 1, "exists": 4, "un_member": 5, "ally_at_start": 1, "ally_at_end": 1,
    "ally_days": 1, "certain": 3, "president": 7,
}  # fmt: skip


@command(fields=PanelRow._fields)
def panel_(
    session: Session,
    by: Annotated[
        Literal["year", "month", "change"],
        typer.Option("--by", help="What a period is; change: from one change to the next."),
    ] = "year",
    states: Annotated[
        Literal["ever", "all", "un"],
        typer.Option("--states", help="Those that ever were allies, all, or those that ever were UN members."),
    ] = "ever",
    *,
    limits: Limits,
) -> Result:
    """A tidy table for statistics: a row for each state and period, from 1912 to today unless --in says otherwise.

    cow, gw, m49 and wikidata are the state's keys in that period, to join with other data. ally_at_start is the day
    before the period, ally_at_end its last day, ally_days the days between on which it was an ally, certain whether no
    imprecise date leaves any of this open. `exists` and un_member hold of any day of the period; of a state that did not
    exist in it the other columns are empty, so that it is no zero. The Republic of China itself is left out.

    The sums of ally_at_start and ally_at_end over the states are those of `allies count --by year`.

    Examples:
      allies panel --csv -o panel.csv
      allies panel --by month --in 1969..1979 --states un
      allies panel --by change -c nauru
    """
    rows = panel(session.record, by, states, session.record.filters(**vars(limits)))
    return Result(rows, Layout(SHOWN), empty="No state and period match.", paged=True)
