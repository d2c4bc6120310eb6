from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import Country, From, In, President, Region, To
from taiwan_allies.cli.vocabulary import words_of
from taiwan_allies.errors import UsageError
from taiwan_allies.model.entries import Entry
from taiwan_allies.model.kinds import ENTRY_TYPES, KINDS, VOCABULARIES
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.queries.coverage import incomplete
from taiwan_allies.store.queries.filters import Filters, split
from taiwan_allies.store.queries.timeline import Selection, timeline, total

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.store.record import Record

CAUSES, STATUSES = VOCABULARIES["Cause"], VOCABULARIES["SignalStatus"]
ENTRIES = ("event", "engagement")
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
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="TEXT", help="Only what somebody whose name has these words did.")
    ] = None,
    cause: Annotated[
        list[str] | None,
        typer.Option("--cause", metavar="CAUSE", help=f"Only events with this cause: {', '.join(CAUSES)}."),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option("--status", metavar="STATUS", help="Only signals that are standing, happened or withdrawn."),
    ] = None,
    grep: Annotated[
        str | None,
        typer.Option("--grep", metavar="TEXT", help="Only those with these words; see `allies search`."),
    ] = None,
    switched: Annotated[bool, typer.Option("--switched", help="Only breaks in favour of the PRC.")] = False,
    reverse: Annotated[bool, typer.Option("--reverse", help="Newest first.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Only the newest N.")] = None,
    oneline: Annotated[bool, typer.Option("--oneline", help="One line each at a terminal.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="With notes, amounts, sources and disputes at a terminal.")
    ] = False,
) -> Result:
    """Events and engagements in order, at a terminal under their presidencies.

    + opens or restores relations, - ends them, ~ suspends them, * is an engagement (a visit, an agreement ...); the
    number beside an event is the count of allies after it. A date is as precise as it is known; an event is sorted
    by the last day that its date can mean. ? marks a disputed date. A signal that would mark a turn is standing until it
    has happened or was withdrawn.

    Examples:
      allies timeline --president lai
      allies timeline --in 1971..1979 --kind sever --oneline
      allies timeline -c vatican --type engagement --csv
      allies timeline --switched --limit 10
      allies timeline --actor "lin chia-lung" --grep tuvalu -v
      allies timeline --kind signal --status standing
    """
    record = session.record
    filters = record.filters(country=country, region=region, within=within, start=start, end=end, president=president)
    selection = Selection(
        types=ENTRY_TYPES if types is None else words_of([types], ENTRY_TYPES, "type"),
        kinds=kind and words_of(kind, tuple(KINDS), "kind"),
        switched=switched,
        limit=limit,
        reverse=reverse,
        causes=cause and words_of(cause, CAUSES, "cause"),
        statuses=status and words_of(status, STATUSES, "status"),
        ids=_ids(record, filters, actor, grep),
    )
    _must_meet(selection)
    entries = timeline(record, filters, selection)

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.views.timeline import Look, draw, headings

        rows = list(entries)
        named = [p.slug for text in split(president) for p in record.presidencies_of(text)]
        whole = selection if limit else selection._replace(causes=None, statuses=None, ids=None)
        look = Look(reverse, oneline, verbose, total(record, filters, whole), incomplete(record, filters, selection))
        heads = headings(record, context, named, rows)
        return draw(record, context, rows, heads, look)

    return Result(entries, LAYOUT, view=view, paged=True)


def _ids(record: Record, filters: Filters, actor: str | None, grep: str | None) -> list[str] | None:
    """The ids of what somebody did and of what has some words; None where neither is asked for."""
    if actor is None and grep is None:
        return None
    from taiwan_allies.rules.words import Words
    from taiwan_allies.store.queries.search import acting, search, wanted

    found: set[str] = set()
    if actor is not None:
        found = acting(record, Words(actor))
    if grep is not None:
        with_words = {row.id for row in search(record, wanted([grep], ENTRIES), filters)}
        found = with_words if actor is None else found & with_words
    return sorted(found)


def _must_meet(selection: Selection) -> None:
    """Raises `UsageError` where no row of these types can be of these kinds."""
    types, kinds = selection.types, selection.kinds
    if kinds is not None and not any(KINDS[kind].type in types for kind in kinds):
        fitting = [kind for kind in KINDS if KINDS[kind].type == types[0]]
        raise UsageError(
            f"--type {', '.join(types)} and --kind {', '.join(kinds)} have nothing in common",
            f"Kinds of {types[0]}: {', '.join(fitting)}.",
        )
