from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import Country, In, Region
from taiwan_allies.cli.vocabulary import words_of
from taiwan_allies.context import Context
from taiwan_allies.model.entries import Found
from taiwan_allies.model.kinds import VOCABULARIES
from taiwan_allies.output.result import Layout, Result

TYPES = VOCABULARIES["ItemType"]
LAYOUT = Layout({"type": 2, "id": 1, "date": 1, "codes": 3, "text": 1, "also": 4}, wrap=("codes", "text", "also"))


@command(fields=Found._fields)
def search_(
    session: Session,
    texts: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Words, in English or Chinese.")],
    types: Annotated[
        list[str] | None, typer.Option("--type", "-t", metavar="TYPE", help=f"Only {', '.join(TYPES)}.")
    ] = None,
    within: In = None,
    country: Country = None,
    region: Region = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Only the first N.")] = None,
) -> Result:
    """Everything that has all of these words: states and presidents by their names, events, engagements, variants, the
    reasons of claims, published counts, quotations and documents.

    The words may stand in any order, with or without accents and capitals. A Latin word is met by the beginning of a
    word, Chinese by the same characters; 2024-01-15 by the same parts together. The names of its states and its kind and
    date belong to an event, and who acts to an engagement: `also` says which of them have the words.

    Names come first, then events and engagements, then what bears on them, then documents; each newest first. `allies
    show ID` tells everything about one of them.

    Examples:
      allies search checkbook
      allies search 蔡英文 巴拿馬
      allies search guterres letter --in 2024
      allies search ministry nauru --type source,evidence --csv
    """
    record = session.record
    asked = TYPES if types is None else words_of(types, TYPES, "type")
    found = record.search(*texts, types=asked, within=within, country=country, region=region)

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.views.search import draw

        return draw(record, context, texts, list(found), limit)

    return Result(islice(found, limit), LAYOUT, view=view, paged=True)
