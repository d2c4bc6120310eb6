from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiwan_allies.cli.options import Country, Session
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    Column("id", keep=1, role="dim"),
    Column("publisher", keep=2, wrap=True),
    Column("title", keep=1, wrap=True),
    Column("author"),
    Column("published", keep=3),
    Column("url"),
    Column("read_at"),
    Column("lang", keep=6),
    Column("tier", keep=4),
    Column("note"),
    Column("layer"),
    Column("supports", keep=5, align="right", title="rows"),
)


def run(
    session: Session,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID...]", help="Ids of sources, events or engagements.", show_default=False),
    ] = None,
    country: Country = None,
    tier: Annotated[
        Literal["primary", "secondary", "tertiary"] | None, typer.Option("--tier", help="Only this tier.")
    ] = None,
) -> Result:
    """The documents that the record rests on.

    `url` is a document's own address, `read_at` that of the copy which was read where that is another. `supports`
    counts what in the record rests on it.

    Examples:
      allies sources --country nauru
      allies sources stp-2
      allies sources --tier primary --csv
    """
    from taiwan_allies.store.queries.sources import documents

    ask = session.ask
    rows = documents(ask, ask.filters(country=country), ids=ids, tier=tier)
    return Result(
        COLUMNS, rows, footer=lambda context: _footer(rows, context.lang), page=True, empty="No source matches."
    )


def _footer(rows: Sequence[tuple[object, ...]], lang: str) -> tuple[str, ...]:
    from taiwan_allies.i18n.words import say, tell
    from taiwan_allies.views.phrases import joined, plural

    tiers = [row[8] for row in rows]
    counted = [f"{tiers.count(t)} {say(lang, t)}" for t in ("primary", "secondary", "tertiary") if t in tiers]
    return "", tell(
        lang, "{sources}: {tiers}", sources=plural(len(rows), "source", lang=lang), tiers=joined(lang, counted)
    )
