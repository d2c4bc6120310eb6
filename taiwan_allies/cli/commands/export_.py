from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context


def run(
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
    force: Annotated[bool, typer.Option("--force", help="Replace a data package that is there.")] = False,
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
    from taiwan_allies.store.own.exporter import mine as own_stream
    from taiwan_allies.store.own.exporter import stream

    ask = session.ask
    if folder is not None:
        if mine or type_:
            raise UsageError(
                "a data package holds the whole record", "Leave out --mine and --type, or leave out the folder."
            )
        from taiwan_allies.store.dataset.export_package import write

        made = write(ask, folder, replace=force)
        columns = [Column(name) for name in ("folder", "version", "as_of", "files", "rows", "hash")]

        def view(context: Context) -> Iterator[str]:
            yield context.style.paint(f"{made[4]:,} rows in {made[3]} files: {made[0]}", "head")
            yield f"record {made[1]}, good to {made[2]}, hash {made[5]}"

        return Result(columns, [made], view=view)
    names, rows = own_stream(ask, type_ or "all") if mine else stream(ask, type_ or "recognition")
    keep = {"id": 1, "country": 2, "kind": 3, "date": 4, "action": 1, "source": 5}
    empty = "There is no own record yet. `allies add` begins one." if mine else ""
    return Result([Column(name, keep=keep.get(name, 0)) for name in names], rows, empty=empty, page=True)
