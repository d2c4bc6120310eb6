"""What a command hands on: columns and rows, and what a terminal may see beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from taiwan_allies.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from taiwan_allies.context import Context

Value = str | int | float | bool | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a result.

    ``name`` is the field's name in every data format: a contract, never renamed. ``keep`` says whether a terminal's
    table shows it: 0 no, 1 always, and the higher the number the sooner it is dropped on a narrow terminal. ``show``
    makes the text of a table's cell from the whole row, where the bare value would not do.
    """

    name: str
    keep: int = 0
    title: str = ""
    align: Literal["left", "right"] = "left"
    role: str = ""
    wrap: bool = False
    show: Callable[[dict[str, Any]], str] | None = None


@dataclass(slots=True)
class Result:
    """The answer of a command.

    ``footer`` stands under a terminal's table, ``notes`` go to standard error when a person watches, ``warnings``
    always do. ``view`` draws the answer for a terminal where a table of the rows would not do; ``data`` replaces the
    array of rows in JSON where the answer nests. ``plain`` is written to a pipe instead of TSV (a bare number).
    """

    columns: Sequence[Column]
    rows: Iterable[Row]
    footer: Sequence[str] = ()
    notes: Sequence[str] = ()
    warnings: Sequence[str] = ()
    view: Callable[[Context], Iterable[str]] | None = None
    data: Any = None
    plain: str | None = None
    page: bool = False
    empty: str = ""
    style_of: Callable[[dict[str, Value]], str] | None = None
    exit_code: ExitCode = ExitCode.OK
    picture: Callable[[Context, str], None] | None = None

    @property
    def fields(self) -> list[str]:
        return [column.name for column in self.columns]
