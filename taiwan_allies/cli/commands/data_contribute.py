from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result


def run(
    session: Session,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Events or engagements that you added or corrected.")
    ],
) -> Result:
    """Your own events as rows for the record.

    Prints the lines for events.csv, engagements.csv, sources.csv and evidence.csv, for a pull request. What you added
    gets the next free id of the record, a correction keeps its own.

    Examples:
      allies data contribute my-pry-1
      allies data contribute my-pry-1 nru-4 --json
    """
    from taiwan_allies.store.dataset.contribute import contribution, header

    rows = contribution(session.ask, ids)
    lines = []
    for file in dict.fromkeys(file for file, _, _ in rows):
        lines += [f"# {file}: {header(file)}", *(line for name, _, line in rows if name == file), ""]
    text = "\n".join(lines[:-1])
    return Result(
        [Column("file"), Column("id"), Column("line")], rows, view=lambda _: _safe(lines[:-1]), plain=f"{text}\n"
    )


def _safe(lines: list[str]) -> list[str]:
    from taiwan_allies.output.text import one_line

    return [one_line(line) for line in lines]
