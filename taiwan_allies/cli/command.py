'''What makes a command of a function: the shared options, the surroundings of the run, and the answer written.

A command is a Typer function like any other, with a `Session` as its first parameter and a `Result` for its answer:

    @command(fields=Spell._fields)
    def list_(session: Session, at: At = None) -> Result:
        """The allies on a day."""

Options that several commands share may come together, as a parameter whose type is a `Plain` class of them.
'''

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from inspect import Parameter, Signature, signature
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import typer
from typer.models import ArgumentInfo

from taiwan_allies.cli.options import Given, exclusive
from taiwan_allies.context import Context, day_of, from_process
from taiwan_allies.errors import UsageError
from taiwan_allies.output.writing import Output, emit, foresee
from taiwan_allies.plain import Plain

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.output.result import Result
    from taiwan_allies.store.db.connection import Store
    from taiwan_allies.store.queries.filters import Filters
    from taiwan_allies.store.record import Record


def _options(parameter: Parameter) -> Iterable[Parameter]:
    """A parameter, or the options of one that is a group of them, such as `Limits`."""
    group = parameter.annotation
    return _in_group(group) if _is_group(group) else [parameter.replace(kind=Parameter.KEYWORD_ONLY)]


def _is_group(typed: object) -> bool:
    return isinstance(typed, type) and issubclass(typed, Plain)


def _in_group(group: type[Plain]) -> list[Parameter]:
    return [
        Parameter(name, Parameter.KEYWORD_ONLY, default=getattr(group, name), annotation=typed)
        for name, typed in group.__annotations__.items()
    ]


_CONTEXT: Final = Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=typer.Context)
_SHARED: Final = _in_group(Given)


class Session:
    """What a command works with: the surroundings of the run and, once it is asked for, the record."""

    def __init__(self, context: Context, before_writing: Callable[[], None] = lambda: None) -> None:
        self.context = context
        self.before_writing = before_writing
        self.warnings: list[str] = []

    # Help, completion and wrong usage need no store: it is imported when it is asked for.

    @cached_property
    def record(self) -> Record:
        """The record, opened for reading on first use."""
        from taiwan_allies.store.db.opening import open_to_read

        return self._opened(open_to_read(self.context.db))

    @cached_property
    def writable(self) -> Record:
        """The record, opened for writing on first use."""
        from taiwan_allies.store.db.opening import open_to_write

        self.before_writing()  # what was done must not end as if it had failed
        return self._opened(open_to_write(self.context.db))

    def yet_to_come(self, *days: date) -> list[str]:
        """A note for each day after today: the answer for it is what the record says now."""
        coming = [day for day in days if day > self.context.today]
        if not coming:
            return []
        from taiwan_allies.i18n import gettext

        said = "{day} is yet to come: this is the record as it stands"
        return [gettext(self.context.lang, said, day=day) for day in coming]

    def since_1948(self, filters: Filters) -> list[str]:
        """A note that an answer begins in 1948, where nobody said when it should."""
        if filters.periods is not None:
            return []
        from taiwan_allies.i18n import day_in, gettext
        from taiwan_allies.store.queries.counts import SINCE_1948

        lang = self.context.lang
        return [gettext(lang, "since {day}; see --in all", day=day_in(lang, SINCE_1948))]

    def _opened(self, store: Store) -> Record:
        from taiwan_allies.store.record import Record

        self.warnings += store.warnings
        return Record(store, self.context.today)


class Command:
    """A command as Typer calls it: with its own options, then the shared ones.

    ``fields`` are those of its answer; ``when`` has the answer's fields for a parameter that is given (``by``) or has a
    value (``by=region``), where they are others.
    """

    def __init__(
        self, function: Callable[..., Result], fields: Sequence[str], when: Mapping[str, Sequence[str]]
    ) -> None:
        functools.update_wrapper(self, function)
        self.function, self.fields, self.when = function, fields, when
        _, *own = signature(function, eval_str=True).parameters.values()  # without the session
        self.groups = {p.name: p.annotation for p in own if _is_group(p.annotation)}
        self.__signature__ = Signature([_CONTEXT, *chain(*map(_options, own)), *_SHARED])
        self.__annotations__ = {}  # the signature has them, evaluated

    def __call__(self, ctx: typer.Context, **values: Any) -> None:
        given = Given(**{name: values.pop(name) for name in Given._fields})
        if ctx.parent is not None and isinstance(ctx.parent.obj, Given):
            given = given.over(ctx.parent.obj)
        if ctx.invoked_subcommand is not None:  # `allies --db X list` says the same as `allies list --db X`
            ctx.obj = given
            return
        fields = self.fields_for(values)
        for name, group in self.groups.items():
            values[name] = group(**{field: values.pop(field) for field in group._fields})
        output = _output(given)
        session = Session(_context(given), lambda: foresee(output, fields))
        result = self.function(session, **values)
        if result.into is not None:
            result, output = result.into(output.file or "-"), output._replace(file=None)
        result = result if result.fields else result._replace(fields=fields)
        emit(session.context, result, output, session.warnings)
        code = result.exit_code() if callable(result.exit_code) else result.exit_code
        if code:
            raise typer.Exit(int(code))

    def fields_for(self, options: Mapping[str, Any]) -> Sequence[str]:
        """The fields of the answer that these options give."""
        for condition, fields in self.when.items():
            name, _, value = condition.partition("=")
            if options.get(name) and value in ("", options[name]):
                return fields
        return self.fields

    def spelled(self, condition: str) -> str:
        """A condition of ``when`` as one types it: `--by region`, `[STEP]`."""
        name, _, value = condition.partition("=")
        _, typed = get_args(self.__signature__.parameters[name].annotation)
        return f"{typed.metavar if isinstance(typed, ArgumentInfo) else typed.default} {value}".strip()


def command(
    fields: Sequence[str] = (), when: Mapping[str, Sequence[str]] | None = None
) -> Callable[[Callable[..., Result]], Command]:
    """Decorate ``function(session, ...) -> Result`` as a command whose answer has these fields."""
    return lambda function: Command(function, fields, when or {})


def _context(given: Given) -> Context:
    """The surroundings of the run, with the options over them."""
    context = from_process()
    if given.db == "":
        raise UsageError("--db: the path is empty", "Give the path of a store, or leave the option out.")
    unicode = context.unicode and not given.ascii
    return context._replace(
        color=context.color if given.color in (None, "auto") else given.color == "always",
        unicode=unicode,
        width=given.width or context.width,
        lang=(given.lang or context.lang) if unicode else "en",  # Chinese in ASCII would be nothing but question marks
        db=context.db if given.db is None else Path(given.db),
        today=context.today if given.today is None else day_of(given.today, "--today"),
    )


def _output(given: Given) -> Output:
    format_ = _format(given)
    named = (given.output or "").lower().endswith(".csv")
    if given.bom and format_ != "csv" and not (named and format_ is None):
        raise UsageError("--bom is for CSV alone", "Say --csv too, or -o with a name that ends in .csv.")
    return Output(
        format=format_,
        fields=None if given.fields is None else _names(given.fields),
        header=not given.no_header,
        bom=given.bom,
        # Opened by its name, the stream would lose what was written to it before.
        file="-" if given.output == "/dev/stdout" else given.output,
        pager=not given.no_pager,
    )


def _format(given: Given) -> str | None:
    options = (
        (f"--format {given.format}", given.format),
        ("--json", given.json and "json"),
        ("--csv", given.csv and "csv"),
    )
    asked = {format_: option for option, format_ in options if format_}
    exclusive(dict.fromkeys(asked.values(), True))
    return next(iter(asked), None)


def _names(fields: str) -> list[str]:
    names = [name.strip() for name in fields.split(",") if name.strip()]
    if not names:
        raise UsageError("--fields: no field is named", "Write them like --fields code,name,since.")
    return names
