"""`allies diff --mine`: what the own record changes in the bundled one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.errors import ExitCode
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from taiwan_allies.store.queries.query import Ask

COLUMNS = (
    Column("change", keep=1),
    Column("code", keep=3),
    Column("name", keep=1),
    Column("kind", keep=1),
    Column("date", keep=1),
    Column("id", keep=2),
    Column("bundled_kind", keep=5, title="was"),
    Column("bundled_date", keep=4, title="on"),
    Column("reason", keep=6, wrap=True),
    Column("name_zh"),
)
ROLES = {"added": "gained", "hidden": "lost", "corrected": "returned"}


def own_against_bundled(ask: Ask, exit_code: bool) -> Result:
    """Every event that the user added, corrected or hid; ``bundled_*`` is what the record says."""
    from taiwan_allies.store.queries.spells import own_changes

    rows = own_changes(ask)
    return Result(
        COLUMNS,
        rows,
        style_of=lambda row: ROLES[str(row["change"])],
        empty="Your own record is empty: nothing is added, corrected or hidden.",
        exit_code=ExitCode.NO if exit_code and rows else ExitCode.OK,
    )
