"""What a command hands on: columns and rows, and what a terminal may see beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from taiwan_allies.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from taiwan_allies.context import Context

Value = str | int | float | bool | None
Row = tuple[Value, ...]


class Column(NamedTuple):
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


class Result(NamedTuple):
    """The answer of a command.

    ``footer`` stands under a terminal's table (a function where it costs a question to the store), ``notes`` go to standard error when a person watches, ``warnings``
    always do. ``view`` draws the answer for a terminal where a table of the rows would not do; ``data`` replaces the
    array of rows in JSON where the answer nests. ``plain`` is written to a pipe instead of TSV (a bare number).
    ``texts`` are whole files of the command's own forms, by the ending of the file's name: ``.bib``, ``.html``.
    """

    columns: Sequence[Column]
    rows: Iterable[Row]
    footer: Sequence[str] | Callable[[Context], Sequence[str]] = ()
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
    texts: Mapping[str, Callable[[], str]] | None = None

    @property
    def fields(self) -> list[str]:
        return [column.name for column in self.columns]
