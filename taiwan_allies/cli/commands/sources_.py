from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import Country
from taiwan_allies.model.documents import SourceUse
from taiwan_allies.model.kinds import TIERS
from taiwan_allies.output.result import Layout, Result

LAYOUT = Layout(
    {"id": 1, "publisher": 2, "title": 1, "published": 3, "lang": 6, "tier": 4, "supports": 5},
    wrap=("publisher", "title"),
    roles={"id": "dim"},
)


@command(fields=SourceUse._fields)
def sources_(
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

    `url` is a document's own address, `archived` that in a public archive. `read_at` says where the compilers read it
    if elsewhere, often in a copy on somebody else's site: it is no reference. `supports` counts what rests on it.

    Examples:
      allies sources --country nauru
      allies sources stp-2
      allies sources --tier primary --csv
    """
    rows = session.record.sources(*(ids or ()), country=country, tier=tier)
    return Result(
        rows,
        LAYOUT,
        footer=lambda context: _footer(rows, context.lang),
        paged=True,
        empty="No source matches.",
    )


def _footer(rows: Sequence[SourceUse], lang: str) -> tuple[str, ...]:
    from taiwan_allies.i18n import gettext, pgettext
    from taiwan_allies.views.phrases import joined, plural

    tiers = [row.tier for row in rows]
    counted = [f"{tiers.count(tier)} {pgettext(lang, 'Tier', tier)}" for tier in TIERS if tier in tiers]
    number = plural(len(rows), "source", lang=lang)
    return "", gettext(lang, "{sources}: {tiers}", sources=number, tiers=joined(lang, counted))
