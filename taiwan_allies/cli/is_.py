from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.options import At, Session
from taiwan_allies.errors import ExitCode
from taiwan_allies.render.result import Column, Result


def run(
    session: Session,
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="Any name or code of a state.")],
    at: At = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing; the exit code is the answer.")] = False,
) -> Result:
    """Whether a state is an ally on a day: exit 0 when it is, 1 when it is not, 3 when there is no such state.

    Where an imprecise date leaves the day open, the answer goes by the last day that the date can mean, and
    `certain` is false.

    Examples:
      allies is palau && echo yes
      allies is nauru --at 2024-01-14
      if allies is -q tuvalu; then echo still; fi
    """
    from taiwan_allies.cli.words import freshness
    from taiwan_allies.domain.dates import PartialDate
    from taiwan_allies.domain.days import human_day
    from taiwan_allies.store.counts import count_on
    from taiwan_allies.store.roster import spells

    ask = session.ask
    code, day = ask.state(country), ask.moment(at)
    filters = ask.filters(country=[code])
    count = count_on(ask, day, filters)
    name = ask.state_name(code)
    yes = bool(count.count)
    open_spells = spells(ask, day, filters, which="open")
    since = open_spells[-1]["since"] if open_spells else None
    certain = count.low == count.high
    says = f"{name} is {'an ally' if yes else 'no ally'} on {human_day(day)}"
    if since:
        says += f", since {PartialDate.parse(since).human()}"
    if not certain:
        says += "; the record's dates are not precise enough to be certain"
    columns = [Column(n, keep=1) for n in ("code", "name", "date", "ally", "certain", "since")]
    return Result(
        columns,
        [] if quiet else [(code, name, day.isoformat(), yes, certain, since)],
        view=lambda _: [] if quiet else [f"{says}.", *([f"{freshness(ask, day)}."] if ask.stale_days(day) else [])],
        plain="" if quiet else f"{'yes' if yes else 'no'}\n",
        exit_code=ExitCode.OK if yes else ExitCode.NO,
    )
