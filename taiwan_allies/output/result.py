"""What a command hands on: typed rows, and how a terminal shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from taiwan_allies.context import Context
from taiwan_allies.errors import ExitCode
from taiwan_allies.plain import Plain

Value = str | int | float | bool | tuple[str, ...] | None
Row = tuple[Value, ...]
"""A row of the answer, mostly one of the NamedTuples of `model`. A tuple in it is a list: an array in JSON, joined by ``;`` elsewhere."""


class Layout(Plain):
    """How a terminal's table shows rows.

    ``keep`` names the fields that it shows (all where it is empty): 1 always, and the higher the number the sooner a
    field is dropped on a narrow terminal. ``show`` makes a cell's text from the whole row, where the bare value would not do; ``wrap`` are
    fields of running text; ``roles`` the colours of columns, and ``row_role`` that of a row.
    """

    keep: Mapping[str, int] = {}
    show: Mapping[str, Callable[[Any], str]] = {}
    wrap: Sequence[str] = ()
    roles: Mapping[str, str] = {}
    row_role: Callable[[Any], str] | None = None


class Result(Plain):
    """The answer of a command.

    Its ``fields`` are those that the command declares, unless it says others.
    ``footer`` stands under a terminal's table; ``notes`` go to standard error when a person watches, ``warnings``
    always do; ``empty`` says in a sentence that there is nothing. ``view`` draws the answer for a terminal where a
    table of the rows would not do; ``data`` makes what stands in the place of the array of rows in JSON, where the answer nests. ``plain`` is
    written to a pipe where no format was asked for (a bare number). ``texts`` are whole files of the command's own
    forms, by the ending of the file's name (``.bib``, ``.html``), and ``picture`` draws one into a file. A long answer is ``paged``.
    ``row_type`` declares the fields where the rows themselves do not. A command whose work is a file goes ``into`` the
    one that -o names, and answers what it did. How it ends is asked when
    all is written, where ``exit_code`` is a function.
    """

    rows: Iterable[Row]
    layout: Layout = Layout()
    footer: Callable[[Context], Sequence[str]] | Sequence[str] = ()
    notes: Sequence[str] = ()
    warnings: Sequence[str] = ()
    empty: str = ""
    view: Callable[[Context], Iterable[str]] | None = None
    data: Callable[[], Any] | None = None
    plain: str | None = None
    texts: Mapping[str, Callable[[], str]] = {}
    picture: Callable[[Context, str], None] | None = None
    paged: bool = False
    into: Callable[[str], Result] | None = None
    row_type: type[Any] | None = None
    exit_code: int | Callable[[], int] = ExitCode.OK
    fields: Sequence[str] = ()
