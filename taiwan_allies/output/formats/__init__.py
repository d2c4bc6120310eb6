"""The formats of an answer. A new one is a file beside this one, with ``write``, and a line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from taiwan_allies.plain import Plain

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.output.result import Result, Row, Value


class Answer(Plain):
    """What a format writes: a result, and how the user wants to see it.

    ``places`` are the places in a row of the fields that the user chose, in that order; None where all are wanted.
    The format was ``asked`` for, or is the one of a pipe.
    """

    result: Result
    places: Sequence[int] | None = None
    header: bool = True
    asked: bool = False

    @property
    def chosen(self) -> bool:
        """Whether the user named the fields."""
        return self.places is not None

    @property
    def fields(self) -> Sequence[str]:
        names = self.result.fields
        return names if self.places is None else [names[place] for place in self.places]

    @property
    def rows(self) -> Iterable[Row]:
        """The values of `fields`, row by row."""
        if self.places is None:
            return self.result.rows
        places = self.places
        return (tuple([row[place] for place in places]) for row in self.result.rows)

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever nests
        """What replaces the rows where a format can nest, and nobody chose fields."""
        return None if self.chosen or self.result.data is None else self.result.data()


Writer: TypeAlias = Callable[[Answer, "Context"], Iterator[str]]


class Format(Plain):
    """A format: its name, which is that of its module, and the endings of files that mean it.

    One ``for_terminals`` depends on the terminal's width, colours and language, and is paged; the others never do.
    """

    name: str
    suffixes: Sequence[str]
    for_terminals: bool = False

    @property
    def write(self) -> Writer:
        """Its writer. The module is loaded only now."""
        writer: Writer = import_module(f"{__name__}.{self.name}").write
        return writer


FORMATS: Final[dict[str, Format]] = {
    format_.name: format_
    for format_ in (
        Format("table", (".txt",), for_terminals=True),
        Format("tsv", (".tsv",)),
        Format("csv", (".csv",)),
        Format("json", (".json",)),
        Format("ndjson", (".ndjson", ".jsonl")),
        Format("md", (".md", ".markdown")),
    )
}
SUFFIXES: Final = {suffix: format_ for format_ in FORMATS.values() for suffix in format_.suffixes}

TERMINAL, PIPE = FORMATS["table"], FORMATS["tsv"]
"""What a terminal and anything else get where nobody chooses."""


def texts(answer: Answer, safe: Callable[[str], str]) -> Iterator[list[str]]:
    """The rows as texts, made ``safe``. That is asked of a row as a whole: most are so already."""
    for row in answer.rows:
        found = [value if type(value) is str else cell(value) for value in row]
        yield found if "".join(found).isprintable() else [*map(safe, found)]


def cell(value: Value) -> str:
    """A value as text: nothing for unknown, ``true`` or ``false``, the parts of a list joined by ``;``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ";".join(value) if isinstance(value, tuple) else str(value)
