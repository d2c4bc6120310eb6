from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiwan_allies.cli.options import At, Country, Region, Session
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from taiwan_allies.context import Context
    from taiwan_allies.output.result import Row

COLUMNS: tuple[Column, ...] = (
    Column("code", keep=3, role="dim"),
    Column("name", keep=1),
    Column("region", keep=4),
    Column("subregion"),
    Column("since", keep=1),
    Column("years", keep=2, align="right"),
    Column("status"),
    Column("until"),
    Column("cause"),
    Column("first"),
    Column("name_zh", keep=6),
    Column("slug"),
    Column("quality", keep=5, title="evidence"),
    Column("disputed"),
    Column("start"),
    Column("end"),
    Column("id"),
    Column("ended_by"),
    Column("sources"),
)


def run(
    session: Session,
    at: At = None,
    country: Country = None,
    region: Region = None,
    president: Annotated[
        list[str] | None,
        typer.Option("--president", "-p", metavar="NAME", help="At the end of this presidency, or today."),
    ] = None,
    former: Annotated[bool, typer.Option("--former", help="The spells of states that are allies no more.")] = False,
    ever: Annotated[bool, typer.Option("--ever", help="Every spell there has been.")] = False,
    sort: Annotated[
        Literal["since", "name", "code", "region", "years"], typer.Option("--sort", help="Order of the rows.")
    ] = "since",
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
    from taiwan_allies.store.queries.spells import spells

    if former and ever:
        raise UsageError("--former and --ever exclude each other", "--ever includes the former allies.")
    if at is not None and president:
        raise UsageError("--at and --president name two days", "Leave one of them out.")
    if len(president or ()) > 1:
        raise UsageError("--president: more than one is named, and a list is of one day", "Name one of them.")
    ask = session.ask
    filters = ask.filters(country=country, region=region)
    day = _day(session, at, president)
    found = spells(ask, day, filters, which="former" if former else "ever" if ever else "open")
    if sort != "since":
        found = iter(sorted(found, key=lambda s: _key(s, sort)))
    codes: list[str] = []  # of the rows that have gone by: there may be many, and a pipe gets each as it comes

    def rows() -> Iterator[Row]:
        names = ["opened_by" if c.name == "id" else c.name for c in COLUMNS]
        for spell in found:
            codes.append(spell["code"])
            yield tuple([spell[name] for name in names])

    columns = COLUMNS
    if former or ever:
        shown = {"until": 1, "cause": 5, "name_zh": 0, "region": 7, "status": 6 if ever else 0}
        columns = tuple(Column(c.name, shown.get(c.name, c.keep), c.title, c.align, c.role) for c in COLUMNS)

    def footer(context: Context) -> tuple[str, ...]:
        from taiwan_allies.i18n.words import day as day_in
        from taiwan_allies.i18n.words import noun, tell
        from taiwan_allies.store.queries.counts import count_on
        from taiwan_allies.views.phrases import freshness, plural

        lang, when = context.lang, day_in(context.lang, day)
        if former or ever:
            spells_, states = (
                plural(len(codes), "spell", lang=lang),
                plural(len(set(codes)), "state", lang=lang),
            )
            said = tell(lang, "{spells} of {states} up to {day}", spells=spells_, states=states, day=when)
        else:
            count, allies = count_on(ask, day, filters), noun(lang, len(codes), "ally", "allies")
            said = tell(lang, "{count} {allies} on {day}", count=count, allies=allies, day=when)
        return "", f"{said} {context.style.pick('·', '-')} {freshness(ask, day, lang)}"

    if quiet:
        only = list(dict.fromkeys(spell["code"] for spell in found))
        return Result(COLUMNS[:1], [(c,) for c in only], view=lambda _: only, plain="".join(f"{c}\n" for c in only))
    return Result(columns, rows(), footer=footer, empty=f"No state matches on {day}.")


def _day(session: Session, at: str | None, president: list[str] | None) -> date:
    if not president:
        return session.ask.moment(at)
    named = session.ask.presidencies_of(president[0])
    return named[-1].period.moment(session.ask.today)


def _key(spell: dict[str, object], sort: str) -> tuple[object, ...]:
    tail = (spell["start"], spell["code"])
    return (-int(str(spell["years"])), *tail) if sort == "years" else (spell[sort], *tail)
