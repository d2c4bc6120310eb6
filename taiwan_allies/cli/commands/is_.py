from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import At, Session
from taiwan_allies.errors import ExitCode
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context

FIELDS = ("code", "name", "date", "ally", "certain", "since")


def run(
    session: Session,
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="Any name or code of a state.")],
    at: At = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing; the exit code is the answer.")] = False,
) -> Result:
    """Whether a state is an ally on a day: exit 0 when it is, 1 when it is not, 3 when there is no such state.

    Where an imprecise date leaves the day open, the answer goes by the last day that the date can mean, and
    `certain` is false. It is false too for a day that is yet to come.

    Examples:
      allies is palau && echo yes
      allies is nauru --at 2024-01-14
      if allies is -q tuvalu; then echo still; fi
    """
    from taiwan_allies.store.queries.spells import standing

    ask = session.ask
    code, day = ask.state(country), ask.moment(at)
    name = ask.state_name(code)
    since, precise = standing(ask, code, day)
    yes, to_come = since is not None, day > ask.today

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.i18n.words import date_of, tell
        from taiwan_allies.i18n.words import day as day_in
        from taiwan_allies.output.text import wrap
        from taiwan_allies.views.phrases import fresh, stop

        lang = context.lang
        sentence = "{name} is an ally on {day}" if yes else "{name} is no ally on {day}"
        says = tell(lang, sentence, name=ask.state_name(code, lang), day=day_in(lang, day))
        if since:
            says += tell(lang, ", since {day}", day=date_of(lang, since))
        if to_come:
            says += tell(lang, "; the day is yet to come")
        elif not precise:
            says += tell(lang, "; the record's dates are not precise enough to be certain")
        yield from wrap(f"{says}{stop(lang)}", context.width)
        if ask.stale_days(day):
            yield from wrap(fresh(ask, day, lang), context.width)

    columns = [Column(n, keep=1) for n in FIELDS]
    return Result(
        columns,
        [] if quiet else [(code, name, day.isoformat(), yes, precise and not to_come, since)],
        view=(lambda _: ()) if quiet else view,
        plain="" if quiet else f"{'yes' if yes else 'no'}\n",
        exit_code=ExitCode.OK if yes else ExitCode.NO,
    )
