"""The options that commands share, each declared once, and the wrapper that gives them to a command."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from taiwan_allies.context import Context, from_process
from taiwan_allies.errors import UsageError
from taiwan_allies.output.writing import FORMAT_NAMES, Output, emit

if TYPE_CHECKING:
    from collections.abc import Callable

    from taiwan_allies.store.queries.query import Ask

OUT, PLACE = "Output", "Surroundings"
Format = Literal["table", "tsv", "csv", "json", "ndjson", "md"]

# The filters, for the commands that take them.
At = Annotated[
    str | None,
    typer.Option("--at", metavar="DATE", help="The day: 2016-05-20, May 2016, 1971, yesterday, tsai."),
]
In = Annotated[str | None, typer.Option("--in", metavar="PERIOD", help="A period: 1971..1979, tsai, lee..ma, 2004.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="From this day, month, year or presidency on.")
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="DATE", help="Up to the end of this day, month, year or presidency."),
]
President = Annotated[
    list[str] | None,
    typer.Option("--president", "-p", metavar="NAME", help="Under this president; may be repeated."),
]
Region = Annotated[
    list[str] | None,
    typer.Option("--region", "-r", metavar="REGION", help="Africa, Americas, Asia, Europe, Oceania or a subregion."),
]
Country = Annotated[
    list[str] | None, typer.Option("--country", "-c", metavar="NAME", help="This state; may be repeated.")
]


class Session:
    """What a command works with: the context and, once it is asked for, the store."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.warnings: list[str] = []
        self._ask: Ask | None = None

    @property
    def ask(self) -> Ask:
        """The questions to the store, opened for reading on first use."""
        if self._ask is None:
            from taiwan_allies.store.db.connection import open_to_read
            from taiwan_allies.store.queries.query import Ask

            store = open_to_read(self.context.db, self.context.env)
            self.warnings += store.warnings
            self._ask = Ask(store, self.context.today)
        return self._ask


def _shared() -> list[inspect.Parameter]:
    def option(name: str, kind: Any, default: Any, *flags: str, **settings: Any) -> inspect.Parameter:
        annotation = Annotated[kind, typer.Option(*flags, **settings)]
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)

    return [
        option(
            "format",
            Format | None,
            None,
            "--format",
            "-f",
            help="How to write it. A terminal gets a table, a pipe TSV.",
            rich_help_panel=OUT,
        ),
        option("json", bool, False, "--json", help="Short for --format json.", rich_help_panel=OUT),
        option("csv", bool, False, "--csv", help="Short for --format csv.", rich_help_panel=OUT),
        option(
            "fields",
            str | None,
            None,
            "--fields",
            metavar="A,B,C",
            help="Only these fields, in this order.",
            rich_help_panel=OUT,
        ),
        option("no_header", bool, False, "--no-header", help="Leave the header out.", rich_help_panel=OUT),
        option(
            "output",
            str | None,
            None,
            "--output",
            "-o",
            metavar="FILE",
            help="Write to FILE; its ending tells the format.",
            rich_help_panel=OUT,
        ),
        option(
            "color",
            Literal["auto", "always", "never"] | None,
            None,
            "--color",
            help="Colour; auto asks the terminal.",
            rich_help_panel=OUT,
        ),
        option("ascii", bool, False, "--ascii", help="Draw with ASCII only.", rich_help_panel=OUT),
        option(
            "width",
            int | None,
            None,
            "--width",
            metavar="N",
            min=20,
            max=1000,
            help="As if the terminal were N cells wide.",
            rich_help_panel=OUT,
        ),
        option("no_pager", bool, False, "--no-pager", help="Never page.", rich_help_panel=OUT),
        option(
            "lang",
            Literal["en", "zh"] | None,
            None,
            "--lang",
            help="Names at a terminal in English or Chinese.",
            rich_help_panel=OUT,
        ),
        option("db", str | None, None, "--db", metavar="PATH", help="The store to use.", rich_help_panel=PLACE),
        option("today", str | None, None, "--today", hidden=True),
    ]


SHARED = _shared()


def with_shared_options(run: Callable[..., Any]) -> Callable[..., None]:
    """``run(session, ...) -> Result`` as a function for Typer: its own parameters, then the shared ones.

    A command that names a shared option among its own parameters gets the value; the option keeps its meaning.
    """
    signature = inspect.signature(run, eval_str=True)
    own = [p for name, p in signature.parameters.items() if name != "session"]
    own_names = {p.name for p in own}
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    shared = [p for p in SHARED if p.name not in own_names]
    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]

    @functools.wraps(run)
    def command(ctx: typer.Context, **values: Any) -> None:
        given = {p.name: values.pop(p.name) for p in shared}
        before: dict[str, Any] = (ctx.parent.obj if ctx.parent is not None else None) or {}
        # `allies --db X list` says the same as `allies list --db X`; the nearer one wins.
        given = {
            name: value if value not in (None, False) else before.get(name, value) for name, value in given.items()
        }
        if ctx.invoked_subcommand is not None:
            ctx.obj = given
            return
        session = Session(_context(given))
        result = run(session, **values)
        if result is None:
            return
        emit(session.context, result, _output(given), session.warnings)
        if result.exit_code:
            raise typer.Exit(int(result.exit_code))

    command.__signature__ = signature.replace(parameters=[context, *keyword, *shared], return_annotation=None)  # type: ignore[attr-defined]
    command.__annotations__ = {
        "ctx": typer.Context,
        **{p.name: p.annotation for p in [*keyword, *shared]},
        "return": None,
    }
    return command


def _context(given: dict[str, Any]) -> Context:
    return from_process().with_options(
        color=given.get("color"),
        ascii_only=bool(given.get("ascii")),
        width=given.get("width"),
        lang=given.get("lang"),
        db=given.get("db"),
        today=given.get("today"),
    )


def _output(given: dict[str, Any]) -> Output:
    asked = {
        name
        for name in (
            given.get("format"),
            "json" if given.get("json") else None,
            "csv" if given.get("csv") else None,
        )
        if name
    }
    if len(asked) > 1:
        raise UsageError(
            f"two formats were asked for: {' and '.join(sorted(asked))}",
            f"Choose one of {', '.join(FORMAT_NAMES)}.",
        )
    fields, file = given.get("fields"), given.get("output")
    names = None
    if fields is not None:
        names = [name.strip() for name in fields.split(",") if name.strip()]
        if not names:
            raise UsageError("--fields: no field is named", "Write them like --fields code,name,since.")
    return Output(
        format=next(iter(asked), None),
        fields=names,
        header=not given.get("no_header"),
        # By its own name the stream would be opened anew, and what was written to it before would be lost.
        file="-" if file == "/dev/stdout" else file,
        pager=not given.get("no_pager"),
    )
