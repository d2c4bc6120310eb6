from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.errors import ExitCode
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context


def run(
    session: Session,
    old: Annotated[str | None, typer.Argument(metavar="[OLD]", help="The folder of a data package.")] = None,
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="Another one; the installed record if left out.")
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where they differ.")] = False,
) -> Result:
    """What changed between two records.

    Without folders: from the record that the store holds now to the one that came with this program. `change` is
    added, corrected (a row for each field, with the sources of the new record), withdrawn, or count: a span of days, up
    to the day to which the old record was good, on which the number of allies is another now. Your own record plays no
    part in it.

    Examples:
      allies data diff
      allies data diff ../taiwan-allies-2026.11.0/data taiwan_allies/data
      allies data diff OLD NEW --json --exit-code
    """
    from pathlib import Path

    from taiwan_allies.store.dataset import bundled
    from taiwan_allies.store.dataset import dataset_diff as compare

    before = compare.package(Path(old)) if old is not None else compare.loaded(session.context.db, session.context.env)
    after = compare.package(Path(new) if new is not None else bundled.DATA)
    if before is None:
        return Result([Column(n) for n in compare.FIELDS], [], notes=["There is no store yet, so nothing is loaded."])
    rows = list(compare.differences(before, after))
    was, now = compare.as_of(before), compare.as_of(after)

    def view(context: Context) -> Iterator[str]:
        yield f"From record {was[0]} (good to {was[1]}) to {now[0]} (good to {now[1]}):"
        if not rows:
            yield "nothing changed."
        yield from _lines(context, rows)

    return Result(
        [Column(name) for name in compare.FIELDS],
        rows,
        view=view,
        page=True,
        exit_code=ExitCode.NO if exit_code and rows else ExitCode.OK,
    )


def _lines(context: Context, rows: list[tuple[Any, ...]]) -> Iterator[str]:
    from taiwan_allies.output.text import one_line

    paint, arrow = context.style.paint, context.style.pick("→", "->")
    titles = {"added": "Added", "corrected": "Corrected", "withdrawn": "Withdrawn", "count": "Past counts changed"}
    signs = {
        "added": ("+", "gained"),
        "corrected": ("~", "returned"),
        "withdrawn": ("-", "lost"),
        "count": ("~", "returned"),
    }
    for change, title in titles.items():
        found = [row for row in rows if row[0] == change]
        if not found:
            continue
        yield ""
        yield paint(title, "head")
        for _, what, id_, field, old, new, source, start, end in found:
            sign = paint(signs[change][0], signs[change][1])
            cited = f"  ({source})" if source else ""
            if change == "count":
                days = start if start == end else f"{start} to {end}"
                yield f"{sign} {days}: {old} {arrow} {new}"
            elif change == "corrected":
                yield f"{sign} " + one_line(f"{what} {id_}: {field}: {_told(old)} {arrow} {_told(new)}{cited}")
            else:
                yield f"{sign} " + one_line(f"{what} {id_}: {new or old or ''}{cited}")


def _told(value: object) -> str:
    return "nothing" if value is None else str(value)
