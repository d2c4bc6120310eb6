from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.answers import Fact
from taiwan_allies.output.result import Layout, Result

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.state_detail import Dated, StateDetail


@command(fields=Fact._fields)
def show_(
    session: Session,
    countries: Annotated[
        list[str],
        typer.Argument(metavar="COUNTRY...", help="Any name or code."),
    ],
    sources: Annotated[bool, typer.Option("--sources", help="The documents behind each engagement too.")] = False,
) -> Result:
    """Everything about a state: its names, when it recognised Taipei, each event with its sources and disputes, what
    happened inside the relations, and what others count as relations.

    JSON nests: one object a state with names, spells, events (evidence, claims), engagements and variants. The other formats
    have a row for each of them, told apart by `section`.

    Examples:
      allies show paraguay
      allies show 教廷 --sources
      allies show nauru kiribati --json
    """
    # TAB asks for the options of a command, and needs no store.
    from taiwan_allies.store.queries.state_detail import nested, state_detail

    record = session.record
    codes = list(dict.fromkeys(record.code_of(text) for text in countries))
    found = [state_detail(record, code) for code in codes]

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.views.state import draw

        for n, detail in enumerate(found):
            if n:
                yield from ("", context.style.pick("─", "-") * min(context.width, 60), "")
            yield from draw(record, context, detail, with_sources=sources)

    return Result(
        Fact._fields,
        (row for detail in found for row in _rows(detail)),
        Layout(wrap=("summary",)),
        view=view,
        data=[nested(detail) for detail in found],
        paged=True,
    )


def _rows(detail: StateDetail) -> Iterator[Fact]:
    state = detail.state

    def fact(section: str) -> Fact:
        return Fact(state.code, state.name, section)

    yield fact("state")._replace(date=state.existed_from, until=state.existed_to, summary=state.official_name)
    for name in detail.names:
        yield fact("name")._replace(date=name.since, until=name.until, kind=name.kind, summary=name.name)
    for spell in detail.spells:
        yield fact("spell")._replace(
            id=spell.id,
            date=spell.since,
            until=spell.until,
            kind=spell.status,
            summary=f"{spell.years} years",
            quality=spell.quality,
            disputed=spell.disputed,
        )
        if spell.last_confirmed and detail.confirmation:
            named = detail.confirmation
            yield fact("confirmed")._replace(
                date=spell.last_confirmed, summary=f"{named.publisher}: {named.title}", sources=(named.id,)
            )
    for dated in detail.events:
        yield _entry(fact("event"), dated)._replace(disputed=dated.entry.disputed)
        for claim in dated.claims:
            yield fact("claim")._replace(
                id=claim.id, date=claim.date, kind=claim.rank, summary=claim.reason, sources=(claim.source,)
            )
    for dated in detail.engagements:
        yield _entry(fact("engagement"), dated)
    for v in detail.variants:
        yield fact("variant")._replace(
            id=v.id, date=v.since, until=v.until, kind=v.kind, summary=v.reason, sources=(v.source,)
        )


def _entry(fact: Fact, dated: Dated) -> Fact:
    entry = dated.entry
    return fact._replace(
        id=entry.id,
        date=entry.date,
        until=entry.end_date,
        kind=entry.kind,
        summary=entry.summary,
        quality=entry.quality,
        sources=tuple(dict.fromkeys(citation.source for citation in dated.evidence)),
    )
