from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import Country, From, In, President, Region, To
from taiwan_allies.errors import UsageError, did_you_mean, quoted
from taiwan_allies.model.answers import Entry
from taiwan_allies.model.kinds import ENTRY_TYPES, KINDS
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.queries.coverage import incomplete
from taiwan_allies.store.queries.filters import split
from taiwan_allies.store.queries.timeline import Selection, timeline, total

if TYPE_CHECKING:
    from taiwan_allies.context import Context

LAYOUT = Layout({"date": 1, "kind": 2, "names": 1, "summary": 1}, wrap=("names", "summary"))


@command(fields=Entry._fields)
def timeline_(
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
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Only the newest N.")] = None,
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
    record = session.record
    filters = record.filters(country=country, region=region, within=within, start=start, end=end, president=president)
    selection = Selection(
        types=_words(split([types], "--type"), ENTRY_TYPES, "type") if types is not None else ENTRY_TYPES,
        kinds=_words(split(kind, "--kind"), tuple(KINDS), "kind") if kind is not None else None,
        switched=switched,
        limit=limit,
        reverse=reverse,
    )
    _must_meet(selection)
    entries = timeline(record, filters, selection)

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.views.timeline import Look, draw, headings

        rows = list(entries)
        named = [p.slug for text in split(president) for p in record.presidencies_of(text)]
        of = total(record, filters, selection) if limit else None
        look = Look(reverse, oneline, verbose, of, incomplete(record, filters, selection))
        heads = headings(record, context, named, rows)
        return draw(record, context, rows, heads, look)

    return Result(Entry._fields, entries, LAYOUT, view=view, paged=True)


def _words(texts: Sequence[str], known: Sequence[str], what: str) -> Sequence[str]:
    """The words of a vocabulary that texts name, in English or Chinese. Raises `UsageError`."""
    from taiwan_allies.i18n import english

    found = [english(text, known).lower() for text in texts]
    for word in found:
        if word not in known:
            hint = f"{did_you_mean(word, known)}It can be {', '.join(known)}."
            raise UsageError(f"--{what}: {quoted(word)} is not a {what}", hint)
    return found


def _must_meet(selection: Selection) -> None:
    """Raises `UsageError` where no row of these types can be of these kinds."""
    types, kinds = selection.types, selection.kinds
    if kinds is not None and not any(KINDS[kind].type in types for kind in kinds):
        fitting = [kind for kind in KINDS if KINDS[kind].type == types[0]]
        raise UsageError(
            f"--type {', '.join(types)} and --kind {', '.join(kinds)} have nothing in common",
            f"Kinds of {types[0]}: {', '.join(fitting)}.",
        )
