"""Whether a state is an ally, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from taiwan_allies.i18n import date_in, day_in, gettext
from taiwan_allies.output.text import one_line, wrap
from taiwan_allies.views.phrases import fresh, name_in, stop

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.spells import Standing
    from taiwan_allies.store.record import Record


def sentences(record: Record, day: date, answers: Iterable[Standing], context: Context) -> Iterator[str]:
    """A sentence for each answer, and at the end how old the record is where that matters."""
    for answer in answers:
        yield from wrap(one_line(_sentence(record, answer, context.lang)), context.width)
    if record.stale_days(day):
        yield from wrap(fresh(record, day, context.lang), context.width)


def _sentence(record: Record, answer: Standing, lang: str) -> str:
    day = date.fromisoformat(answer.at)
    sentence = "{name} is an ally on {day}" if answer.ally else "{name} is not an ally on {day}"
    says = gettext(lang, sentence, name=name_in(lang, answer), day=day_in(lang, day))
    if answer.since:
        says += gettext(lang, ", since {day}", day=date_in(lang, answer.since))
    if not answer.ever:
        says += gettext(lang, "; it never was")
    elif not answer.certain and day <= record.today:
        says += gettext(lang, "; the record's dates are not precise enough to be certain")
    return f"{says}{stop(lang)}"
