from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context
    from taiwan_allies.output.result import Row

FIELDS = (
    "code",
    "name",
    "section",
    "id",
    "date",
    "until",
    "kind",
    "summary",
    "quality",
    "disputed",
    "sources",
)


def run(
    session: Session,
    countries: Annotated[
        list[str],
        typer.Argument(metavar="COUNTRY...", help="Any name or code."),
    ],
    sources: Annotated[bool, typer.Option("--sources", "-s", help="The documents behind each engagement too.")] = False,
) -> Result:
    """Everything about a state: its names, when it recognised Taipei, each event with its sources and disputes, and
    what happened inside the relations.

    JSON nests: one object a state with names, spells, events (evidence, claims) and engagements. The other formats
    have a row for each of them, told apart by `section`.

    Examples:
      allies show paraguay
      allies show 教廷 --sources
      allies show nauru kiribati --json
    """
    from taiwan_allies.store.queries.state_detail import dossier

    ask = session.ask
    codes = list(dict.fromkeys(ask.state(text) for text in countries))
    found = [dossier(ask, code) for code in codes]

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.views.state import draw

        for n, state in enumerate(found):
            if n:
                yield from ("", context.style.pick("─", "-") * min(context.width, 60), "")
            yield from draw(context, ask, state, with_sources=sources)

    rows = [row for state in found for row in _rows(state)]
    columns = [Column(n, keep=1, wrap=n == "summary") for n in FIELDS]
    return Result(columns, rows, view=view, data=found, page=True)


def _rows(state: dict[str, Any]) -> Iterator[Row]:
    code, name = state["code"], state["name"]

    def ids(row: dict[str, Any]) -> str:
        return ";".join(dict.fromkeys(e["source"] for e in row["evidence"]))

    yield (
        code,
        name,
        "state",
        None,
        state["existed_from"],
        state["existed_to"],
        None,
        state["official_name"],
        None,
        None,
        None,
    )
    for other in state["names"]:
        yield (
            code,
            name,
            "name",
            None,
            other["since"],
            other["until"],
            other["kind"],
            other["name"],
            None,
            None,
            None,
        )
    for s in state["spells"]:
        yield (
            code,
            name,
            "spell",
            s["opened_by"],
            s["since"],
            s["until"],
            s["status"],
            f"{s['years']} years",
            s["quality"],
            s["disputed"],
            None,
        )
    for row in state["events"]:
        yield (
            code,
            name,
            "event",
            row["id"],
            row["date"],
            None,
            row["kind"],
            row["summary"],
            row["quality"],
            row["disputed"],
            ids(row),
        )
        for claim in row["claims"]:
            yield (
                code,
                name,
                "claim",
                claim["id"],
                claim["date"],
                None,
                claim["rank"],
                claim["reason"],
                None,
                None,
                claim["source"],
            )
    for row in state["engagements"]:
        yield (
            code,
            name,
            "engagement",
            row["id"],
            row["date"],
            row["end_date"],
            row["kind"],
            row["summary"],
            row["quality"],
            None,
            ids(row),
        )
