from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import At, Country, Region, exclusive
from taiwan_allies.model.spells import Spell
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.output.text import span
from taiwan_allies.store.queries.filters import Filters
from taiwan_allies.store.queries.spells import Which, spells

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.store.record import Record

Sort = Literal["since", "name", "code", "region", "years"]
_ORDERS: dict[Sort, str] = {
    "since": "",
    "name": "name, ",
    "code": "code, ",
    "region": "region, ",
    "years": "years DESC, ",
}
KEEP = {"code": 3, "name": 1, "region": 4, "since": 1, "years": 2, "name_zh": 6, "quality": 5}
SHOW = {"years": lambda spell: span(spell.years_min, spell.years_max)}
FORMER = {"code": 3, "name": 1, "region": 7, "since": 1, "years": 2, "until": 1, "cause": 5, "quality": 5}


@command(fields=Spell._fields)
def list_(
    session: Session,
    at: At = None,
    country: Country = None,
    region: Region = None,
    president: Annotated[
        str | None, typer.Option("--president", "-p", metavar="NAME", help="At the end of this presidency, or today.")
    ] = None,
    former: Annotated[bool, typer.Option("--former", help="The spells of states that are no longer allies.")] = False,
    ever: Annotated[bool, typer.Option("--ever", help="Every spell there has been.")] = False,
    sort: Annotated[Sort, typer.Option("--sort", help="Order of the rows.")] = "since",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Codes only.")] = False,
) -> Result:
    """The allies on a day.

    Without --at the day is today; a month, a year or a president means its last day (or today). The oldest tie comes
    first. `since` is the date on which the present relations opened, as precise as it is known; `first` the first time.

    Examples:
      allies list
      allies list --at 1971-10-24 --region africa
      allies list --former --sort years
      allies list -q | xargs -n1 allies show
    """
    exclusive({"--former": former, "--ever": ever})
    exclusive({"--at": at, "--president": president})
    record = session.record
    filters = record.filters(country=country, region=region)
    held = record.presidencies_of(president)[-1].period if president else None
    day = held.moment(record.today) if held else record.moment(at)
    which: Which = "former" if former else "ever" if ever else "open"
    found = spells(record, day, filters, which, _ORDERS[sort])
    notes = session.yet_to_come(day)
    if quiet:
        once = list(dict.fromkeys(spell.code for spell in found))
        plain = "".join(f"{code}\n" for code in once)
        return Result([(code,) for code in once], fields=("code",), view=lambda _: once, plain=plain, notes=notes)
    keep = KEEP if which == "open" else FORMER | ({"status": 6} if ever else {})
    codes: list[str] = []

    def rows() -> Iterator[Spell]:
        """As they come; the footer, which follows them, counts their codes."""
        for spell in found:
            codes.append(spell.code)
            yield spell

    return Result(
        rows(),
        layout=Layout(keep, SHOW, roles={"code": "dim"}),
        footer=lambda context: _footer(record, context, day, filters, which, codes),
        notes=notes,
        empty=f"No state matches on {day}.",
    )


def _footer(
    record: Record, context: Context, day: date, filters: Filters, which: Which, codes: list[str]
) -> tuple[str, ...]:
    from taiwan_allies.i18n import day_in, gettext, ngettext
    from taiwan_allies.output.text import ranged
    from taiwan_allies.store.queries.counts import count_on
    from taiwan_allies.views.phrases import freshness, plural

    lang, when = context.lang, day_in(context.lang, day)
    if which == "open":
        count = count_on(record, day, filters)
        number = ranged(count.count, count.count_min, count.count_max)
        allies = ngettext(lang, len(codes), "ally", "allies")
        said = gettext(lang, "{count} {allies} on {day}", count=number, allies=allies, day=when)
    else:
        number = plural(len(codes), "spell", lang=lang)
        states = plural(len(set(codes)), "state", lang=lang)
        said = gettext(lang, "{spells} of {states} up to {day}", spells=number, states=states, day=when)
    return "", f"{said} {context.style.pick('·', '-')} {freshness(record, day, lang)}"
