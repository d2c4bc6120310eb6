from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.context import Context
from taiwan_allies.model.entries import Fact
from taiwan_allies.output.result import Layout, Result


@command(fields=Fact._fields)
def show_(
    session: Session,
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="COUNTRY|ID...", help="A state or a president by any name; the id of anything that has one."
        ),
    ],
    sources: Annotated[bool, typer.Option("--sources", help="Every document and engagement in full.")] = False,
) -> Result:
    """Everything about a state: its names, when it recognised Taipei, each event with its sources and disputes, what
    happened inside the relations, and what others count as relations; signals that still stand come first. A terminal
    gets engagements on one line each and sources by their ids; --sources tells both in full.

    The same of a presidency, with what it gained and lost, and of whatever has an id: an event, an engagement, a source,
    a claim, a published count, a variant. A state comes before a president with the same name.

    JSON nests: one object for each, with its `type`; a state with names, spells, events (evidence, claims), engagements and
    variants. The other formats have a row for each thing that is known, told apart by `section`.

    Examples:
      allies show paraguay
      allies show 教廷 --sources
      allies show nauru kiribati --json
      allies show nru-4 eng-0115
      allies show tsai
    """
    # TAB asks for the options of a command, and needs no store.
    from taiwan_allies.store.queries.details import details
    from taiwan_allies.store.queries.facts import facts, nested

    record = session.record
    found = details(record, what)

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.views.details import draw

        for n, detail in enumerate(found):
            if n:
                yield from ("", context.style.pick("─", "-") * min(context.width, 60), "")
            yield from draw(record, context, detail, with_sources=sources)

    return Result(
        (row for detail in found for row in facts(detail)),
        Layout(wrap=("summary",)),
        view=view,
        data=lambda: [nested(detail) for detail in found],
        paged=True,
    )
