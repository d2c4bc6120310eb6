from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import At
from taiwan_allies.errors import ExitCode
from taiwan_allies.model.answers import Standing
from taiwan_allies.output.result import Result

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.store.record import Record


@command(fields=Standing._fields)
def is_(
    session: Session,
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="Any name or code of a state.")],
    at: At = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing; the exit code is the answer.")] = False,
) -> Result:
    """Whether a state is an ally on a day: exit 0 when it is, 1 when it is not or never was, 3 when there is no such state.

    Where an imprecise date leaves the day open, the answer goes by the last day that the date can mean, and
    `certain` is false. It is false too for a day that is yet to come.

    Examples:
      allies is palau && echo yes
      allies is nauru --at 2024-01-14
      if allies is -q tuvalu; then echo still; fi
    """
    record = session.record
    day = record.moment(at)
    answer = record.standing(country, day)
    return Result(
        Standing._fields,
        [] if quiet else [answer],
        view=lambda context: () if quiet else _sentence(record, answer, context),
        plain="" if quiet else f"{'yes' if answer.ally else 'no'}\n",
        notes=[] if quiet else session.yet_to_come(day),
        exit_code=ExitCode.OK if answer.ally else ExitCode.NO,
    )


def _sentence(record: Record, answer: Standing, context: Context) -> Iterator[str]:
    from datetime import date

    from taiwan_allies.i18n import date_in, day_in, gettext
    from taiwan_allies.output.text import wrap
    from taiwan_allies.views.phrases import fresh, stop

    lang, day = context.lang, date.fromisoformat(answer.at)
    sentence = "{name} is an ally on {day}" if answer.ally else "{name} is not an ally on {day}"
    says = gettext(lang, sentence, name=answer.name_zh if lang == "zh" else answer.name, day=day_in(lang, day))
    if answer.since:
        says += gettext(lang, ", since {day}", day=date_in(lang, answer.since))
    if not answer.ever:
        says += gettext(lang, "; it never was")
    elif not answer.certain and day <= record.today:
        says += gettext(lang, "; the record's dates are not precise enough to be certain")
    yield from wrap(f"{says}{stop(lang)}", context.width)
    if record.stale_days(day):
        yield from wrap(fresh(record, day, lang), context.width)
