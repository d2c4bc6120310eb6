from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.errors import UsageError
from taiwan_allies.i18n.notices import translated
from taiwan_allies.model.own import StreamRow
from taiwan_allies.model.upkeep import Exported
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.dataset.export_package import write
from taiwan_allies.store.own import exporter

if TYPE_CHECKING:
    from taiwan_allies.context import Context

SHOWN = {"action": 1, "id": 1, "country": 2, "kind": 3, "date": 4, "source": 5}


@command(
    fields=exporter.COLUMNS["recognition"],
    when={
        "folder": Exported._fields,
        "mine": exporter.OWN,
        "type_=engagement": exporter.COLUMNS["engagement"],
        "type_=all": exporter.COLUMNS["all"],
    },
)
def export_(
    session: Session,
    folder: Annotated[
        str | None, typer.Argument(metavar="[DIR]", help="Write a data package into this folder.")
    ] = None,
    mine: Annotated[
        bool, typer.Option("--mine", help="The own record alone: added, corrected, hidden, cited.")
    ] = False,
    type_: Annotated[
        Literal["recognition", "engagement", "all"] | None,
        typer.Option("--type", help="What to write; recognition unless said, all with --mine."),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Write into a folder that holds a data package or other files; the others stay."),
    ] = False,
) -> Result:
    """Write the record so that it can be taken in elsewhere.

    One stream of the events that count, bundled and own, as --format says (csv and ndjson lose nothing); `allies
    import` reads it. With --mine the own record alone, in an order that stays and without clock times, fit for git:
    importing it gives another store the same own record, with what is hidden. With DIR a data package (Frictionless) of the whole
    record as it counts, in the same files and columns as the bundled one.

    Examples:
      allies export --format csv -o events.csv
      allies export --mine -o ours.ndjson
      allies export ./record
    """
    if folder is not None:
        if mine or type_:
            raise UsageError(
                "a data package holds the whole record", "Leave out --mine and --type, or leave out the folder."
            )
        made = write(session.record, folder, replace=force)
        return Result(Exported._fields, [made], view=lambda context: _package(context, made))
    columns, rows = (
        exporter.mine(session.record, type_ or "all")
        if mine
        else exporter.stream(session.record, type_ or "recognition")
    )
    layout = Layout({name: keep for name, keep in SHOWN.items() if name in columns})
    empty = "Your own record is empty. `allies add` begins one." if mine else ""
    return Result(columns, rows, layout, empty=empty, paged=True, row_type=StreamRow)


def _package(context: Context, made: Exported) -> list[str]:
    head = f"{made.rows:,} rows in {made.files} files: {made.folder}"
    record = f"record {made.version}, data as of {made.as_of}, hash {made.hash}"
    return [context.style.paint(translated(context.lang, head), "head"), translated(context.lang, record)]
