'''What makes a command of a function: the shared options, the surroundings of the run, and the answer written.

A command is a Typer function like any other, with a `Session` as its first parameter and a `Result` for its answer:

    @command(fields=Spell._fields)
    def list_(session: Session, at: At = None) -> Result:
        """The allies on a day."""
'''

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import typer

from taiwan_allies.cli.options import Given
from taiwan_allies.context import Context, from_process
from taiwan_allies.errors import UsageError
from taiwan_allies.output.formats import FORMATS
from taiwan_allies.output.writing import Output, emit

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.output.result import Result
    from taiwan_allies.store.db.connection import Store
    from taiwan_allies.store.record import Record

Fields: TypeAlias = Sequence[str] | Callable[[Mapping[str, Any]], Sequence[str]]
"""The fields of a command's answer, or what tells them from its options."""

_CONTEXT: Final = Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=typer.Context)
_SHARED: Final = {name: p.replace(kind=Parameter.KEYWORD_ONLY) for name, p in signature(Given).parameters.items()}


class Session:
    """What a command works with: the surroundings of the run and, once it is asked for, the record."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.warnings: list[str] = []

    # Help, completion and wrong usage need no store: it is imported when it is asked for.

    @cached_property
    def record(self) -> Record:
        """The record, opened for reading on first use."""
        from taiwan_allies.store.db.opening import open_to_read

        return self._opened(open_to_read(self.context.db, self.context.env))

    @cached_property
    def writable(self) -> Record:
        """The record, opened for writing on first use."""
        from taiwan_allies.store.db.opening import open_to_write

        return self._opened(open_to_write(self.context.db, self.context.env))

    def yet_to_come(self, *days: date) -> list[str]:
        """A note for each day after today: the answer for it is what the record says now."""
        coming = [day for day in days if day > self.context.today]
        if not coming:
            return []
        from taiwan_allies.i18n import gettext

        said = "{day} is yet to come: this is the record as it stands"
        return [gettext(self.context.lang, said, day=day) for day in coming]

    def _opened(self, store: Store) -> Record:
        from taiwan_allies.store.record import Record

        self.warnings += store.warnings
        return Record(store, self.context.today)


class Command:
    """A command as Typer calls it: with its own options, then the shared ones.

    A command that names a shared option among its own parameters gets the value. ``fields`` are those of its answer.
    """

    def __init__(self, function: Callable[..., Result], fields: Fields) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.fields = fields
        own = {**signature(function, eval_str=True).parameters}
        del own["session"]
        self.shared = [name for name in _SHARED if name not in own]
        shown = [p.replace(kind=Parameter.KEYWORD_ONLY) for p in own.values()]
        self.__signature__ = Signature([_CONTEXT, *shown, *(_SHARED[name] for name in self.shared)])
        self.__annotations__ = {}  # the signature has them, evaluated

    def __call__(self, ctx: typer.Context, **values: Any) -> None:
        given = Given(**{name: values.pop(name) for name in self.shared})
        if ctx.parent is not None and isinstance(ctx.parent.obj, Given):
            given = given.over(ctx.parent.obj)
        if ctx.invoked_subcommand is not None:  # `allies --db X list` says the same as `allies list --db X`
            ctx.obj = given
            return
        session = Session(_context(given))
        result = self.function(session, **values)
        emit(session.context, result, _output(given), session.warnings)
        code = result.exit_code() if callable(result.exit_code) else result.exit_code
        if code:
            raise typer.Exit(int(code))

    def fields_for(self, options: Mapping[str, Any]) -> Sequence[str]:
        """The fields of the answer that these options give."""
        return self.fields(options) if callable(self.fields) else self.fields


def command(fields: Fields = ()) -> Callable[[Callable[..., Result]], Command]:
    """Decorate ``function(session, ...) -> Result`` as a command whose answer has these fields."""
    return lambda function: Command(function, fields)


def _context(given: Given) -> Context:
    return from_process().with_options(
        color=given.color,
        ascii_only=given.ascii,
        width=given.width,
        lang=given.lang,
        db=given.db,
        today=given.today,
    )


def _output(given: Given) -> Output:
    return Output(
        format=_format(given),
        fields=None if given.fields is None else _names(given.fields),
        header=not given.no_header,
        # Opened by its name, the stream would lose what was written to it before.
        file="-" if given.output == "/dev/stdout" else given.output,
        pager=not given.no_pager,
    )


def _format(given: Given) -> str | None:
    asked = {given.format, "json" if given.json else None, "csv" if given.csv else None} - {None}
    if len(asked) > 1:
        raise UsageError(
            f"two formats were asked for: {' and '.join(sorted(filter(None, asked)))}",
            f"Choose one of {', '.join(FORMATS)}.",
        )
    return next(iter(asked), None)


def _names(fields: str) -> list[str]:
    names = [name.strip() for name in fields.split(",") if name.strip()]
    if not names:
        raise UsageError("--fields: no field is named", "Write them like --fields code,name,since.")
    return names
