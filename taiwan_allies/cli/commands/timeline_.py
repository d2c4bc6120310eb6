from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from taiwan_allies.cli.options import Country, From, In, President, Region, Session, To
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.query import Ask


def run(
    session: Session,
    president: President = None,
    within: In = None,
    start: From = None,
    end: To = None,
    country: Country = None,
    region: Region = None,
    types: Annotated[str | None, typer.Option("--type", metavar="A,B", help="recognition, engagement or both.")] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", "-k", metavar="KIND", help="establish, restore, suspend, sever, visit, ..."),
    ] = None,
    switched: Annotated[bool, typer.Option("--switched", help="Only breaks in favour of the PRC.")] = False,
    reverse: Annotated[bool, typer.Option("--reverse", help="Newest first.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", "-n", metavar="N", min=1, help="Only the newest N.")] = None,
    oneline: Annotated[bool, typer.Option("--oneline", help="One line each at a terminal.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="With the sources and disputes of each at a terminal.")
    ] = False,
) -> Result:
    """Events and engagements in order, at a terminal under their presidencies.

    + opens or restores relations, - ends them, ~ suspends them, * is an engagement (a visit, an agreement ...); the
    number beside an event is the count of allies after it. A date is as precise as it is known; an event is sorted
    by the last day that its date can mean. ? marks a disputed date.

    Examples:
      allies timeline --president lai
      allies timeline --in 1971..1979 --kind sever --oneline
      allies timeline -c vatican --type engagement --csv
      allies timeline --switched --limit 10
    """
    from taiwan_allies.store.queries.timeline import FIELDS, timeline_rows

    ask = session.ask
    filters = ask.filters(country=country, region=region, within=within, start=start, end=end, president=president)
    asked_types, asked_kinds = _types(types), _kinds(kind)
    _must_meet(asked_types, asked_kinds)
    values = timeline_rows(
        ask,
        filters,
        types=asked_types,
        kinds=asked_kinds,
        reverse=reverse,
        limit=limit,
        switched=switched,
    )

    def view(context: Context) -> Iterator[str]:
        rows = [dict(zip(FIELDS, row, strict=True)) for row in values]
        from taiwan_allies.views.timeline import draw

        heads = headings(context, ask, president, rows)
        yield from draw(context, ask, rows, heads, reverse=reverse, oneline=oneline, verbose=verbose)

    columns = [
        Column(name, keep={"date": 1, "kind": 2, "name": 1, "summary": 1}.get(name, 0), wrap=name == "summary")
        for name in FIELDS
    ]
    return Result(columns, values, view=view, page=True)


def _types(text: str | None) -> Sequence[str]:
    from taiwan_allies.dates.partial import quoted
    from taiwan_allies.i18n.words import english
    from taiwan_allies.store.queries.query import split

    if text is None:
        return ("recognition", "engagement")
    known = ("recognition", "engagement")
    found = [english(word, known).lower() for word in split([text], "--type")]
    for word in found:
        if word not in known:
            raise UsageError(f"--type: {quoted(word)} is no type", "Types: recognition, engagement.")
    return found


def _kinds(texts: list[str] | None) -> Sequence[str] | None:
    from taiwan_allies.dates.partial import quoted
    from taiwan_allies.i18n.words import english
    from taiwan_allies.store.queries.query import split
    from taiwan_allies.store.queries.timeline import ENGAGEMENT_KINDS, RECOGNITION_KINDS

    if texts is None:
        return None
    known = (*RECOGNITION_KINDS, *ENGAGEMENT_KINDS)
    found = [english(word, known).lower() for word in split(texts, "--kind")]
    for word in found:
        if word not in known:
            raise UsageError(f"--kind: {quoted(word)} is no kind", "Kinds: " + ", ".join(known) + ".")
    return found


def _must_meet(types: Sequence[str], kinds: Sequence[str] | None) -> None:
    """Raises `UsageError` where no row of these types can be of these kinds."""
    from taiwan_allies.store.queries.timeline import ENGAGEMENT_KINDS, RECOGNITION_KINDS

    kinds_of = {"recognition": RECOGNITION_KINDS, "engagement": ENGAGEMENT_KINDS}
    if kinds is not None and not any(kind in kinds_of[type_] for type_ in types for kind in kinds):
        raise UsageError(
            f"--type {', '.join(types)} and --kind {', '.join(kinds)} have nothing in common",
            f"Kinds of {types[0]}: {', '.join(kinds_of[types[0]])}.",
        )


def headings(
    context: Context, ask: Ask, asked: list[str] | None, rows: Sequence[dict[str, Any]]
) -> dict[str, tuple[str, str]]:
    """Each presidency that needs a heading: its name and years, and what it did to the count.

    Those asked for by name have one even without any row: "12 at the start, 12 now" is an answer too.
    """
    from taiwan_allies.store.queries.counts import tally
    from taiwan_allies.store.queries.query import split
    from taiwan_allies.views.phrases import balance, term

    lang = context.lang
    wanted = {row["president"] for row in rows}
    for text in split(asked, "--president"):
        wanted |= {p.slug for p in ask.presidencies_of(text)}
    kept = [p for p in ask.presidencies if p.slug in wanted]
    return {
        p.slug: (
            term(p, ask.today, lang, unicode=context.unicode),
            balance(t, current=p.period.contains(ask.today), lang=lang),
        )
        for p, t in zip(kept, tally(ask, [p.period for p in kept]), strict=True)
    }
