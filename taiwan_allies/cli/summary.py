"""`allies` alone: the state of things, and what to try next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.render.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context


def _version(wanted: bool) -> None:
    if wanted:
        from taiwan_allies.version import version_lines

        typer.echo(version_lines(), nl=False)
        raise typer.Exit()


def run(
    session: Session,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_version, help="Program, record and schema version."),
    ] = False,
) -> Result:
    """Who recognises the Republic of China (Taiwan), since when, and how we know."""
    from taiwan_allies.cli.words import freshness
    from taiwan_allies.domain.dates import PartialDate
    from taiwan_allies.domain.days import human_day
    from taiwan_allies.store.counts import count_on
    from taiwan_allies.store.roster import last_change

    ask = session.ask
    count = count_on(ask, ask.today)
    change = last_change(ask, ask.today)
    version_, as_of = ask.record
    president = ask.president_on(ask.today)
    said = change or {}
    row = (
        ask.today.isoformat(),
        count.count,
        *(said.get(key) for key in ("date", "name", "change", "id")),
        president.slug if president else None,
        version_,
        as_of.isoformat(),
    )

    def view(context: Context) -> Iterator[str]:
        paint = context.style.paint
        yield f"{paint(str(count), 'head')} states recognise the Republic of China (Taiwan) on {human_day(ask.today)}."
        if change:
            verb = "left" if change["change"] < 0 else "came"
            yield f"The last change: {change['name']} {verb} on {PartialDate.parse(change['date']).human()}."
        yield f"{freshness(ask, ask.today)}."
        yield ""
        for command, what in (
            ("allies list", "who they are, and since when"),
            ("allies show paraguay", "everything about one of them"),
            ("allies timeline --president lai", "what happened under a president"),
            ("allies diff ma tsai", "what changed between two moments"),
            ("allies chart", "the count since 1948, drawn"),
            ("allies help", "dates, output, exit codes, the data"),
        ):
            yield f"  {paint(f'{command:<34}', 'name')}{what}"

    names = (
        "date",
        "count",
        "last_date",
        "last_name",
        "last_change",
        "last_id",
        "president",
        "record",
        "as_of",
    )
    return Result([Column(n, keep=1) for n in names], [row], view=view)
