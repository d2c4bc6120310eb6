"""The command line: Typer apps made from the registry. Only the module of the command that was called is imported."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from inspect import cleandoc
from os import environ
from typing import Any, Final

import typer
from typer._click.exceptions import UsageError as WrongUsage
from typer._click.globals import get_current_context
from typer._click.parser import _Option
from typer.core import TyperCommand, TyperGroup, TyperOption

from taiwan_allies.cli.command import Command
from taiwan_allies.cli.completion import COMPLETE, with_shell
from taiwan_allies.cli.registry import COMMANDS, GROUPS, Entry, load
from taiwan_allies.context import spoken
from taiwan_allies.errors import quoted

SETTINGS: Final = {"help_option_names": ["--help"]}


class _OneValue(_Option):
    """An option as it is parsed. Given twice with two values it is refused, where Typer would drop the first in silence."""

    def process(self, value: Any, state: Any) -> None:
        before = state.opts.get(self.dest, value)
        if self.action == "store" and before != value:
            name = max(self.obj.opts, key=len)
            message = f"{name} takes one value, and is given {quoted(before)} and {quoted(value)}"
            raise WrongUsage(message, get_current_context())
        super().process(value, state)


def _say_brief(ctx: Any, _: Any, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from taiwan_allies.cli.help.brief import say

        say(ctx)
        ctx.exit()


class _Strict:
    """What every command and group of ours does: it reads its options as `_OneValue`, and -h is the short help."""

    @cached_property
    def brief(self) -> TyperOption:
        """-h. Made once: Typer compares the options that it has parsed by identity."""
        return TyperOption(
            param_decls=["-h", "brief"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            help="Show the help in short.",
            callback=_say_brief,
        )

    def get_params(self, ctx: Any) -> list[Any]:
        *own, whole = super().get_params(ctx)  # type: ignore[misc]
        whole.help = "Show this message."
        return [*own, self.brief, whole]

    def get_help(self, ctx: Any) -> str:
        if spoken(sys.stdout) == "zh":
            from taiwan_allies.cli.help.chinese import Chinese

            ctx.formatter_class = Chinese
        return super().get_help(ctx)  # type: ignore[misc,no-any-return]

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Without the braces that Typer puts around what is required."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]  # type: ignore[misc]

    def make_parser(self, ctx: Any) -> Any:
        parser = super().make_parser(ctx)  # type: ignore[misc]
        for option in (*parser._short_opt.values(), *parser._long_opt.values()):
            option.__class__ = _OneValue
        return parser


class StrictCommand(_Strict, TyperCommand):
    """A command of ours."""


class LazyGroup(_Strict, TyperGroup):
    """`allies`, or a group of its commands. A command is made when it is called; their list needs none of them."""

    @property
    def path(self) -> tuple[str, ...]:
        """The words that call the group."""
        return (self.name,) if self.name in GROUPS else ()

    @property
    def entries(self) -> Mapping[str, Entry]:
        return GROUPS[self.path[0]].commands if self.path else {**COMMANDS, **GROUPS}

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.entries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        return _subgroup(entry) if entry.commands else _subcommand(entry, load(*self.path, cmd_name))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        rest: list[str] = super().parse_args(ctx, args if self.path else with_shell(args))
        return rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        width = max(map(len, self.entries))
        for panel in dict.fromkeys(entry.panel for entry in self.entries.values()):
            with formatter.section(panel):
                formatter.write_dl([(e.name.ljust(width), e.line) for e in self.entries.values() if e.panel == panel])


def _subgroup(entry: Entry) -> Any:
    return LazyGroup(
        name=entry.name, help=f"{entry.line}.", no_args_is_help=True, context_settings=SETTINGS, rich_markup_mode=None
    )


def _subcommand(entry: Entry, function: Command) -> Any:
    """A command, with the help that its docstring holds."""
    app = _app()
    app.command(entry.name, cls=StrictCommand, short_help=entry.line, context_settings=SETTINGS, **_help(function))(
        function
    )
    return typer.main.get_command(app)


def _help(function: Command) -> dict[str, Any]:
    text, _, examples = cleandoc(function.__doc__ or "").partition("Examples:\n")
    return {"help": text.strip(), "epilog": f"\b\nExamples:\n{examples}"}


def _app(**settings: Any) -> typer.Typer:
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=SETTINGS,
        **settings,
    )


def root(first: str = "") -> Any:
    """The whole command line as one command object.

    Where the ``first`` word is a command already, no option stands before it: then the options of `allies` alone are
    left out, whose making takes a tenth of the time in which `allies list` answers.
    """
    if first in COMMANDS or first in GROUPS:
        return LazyGroup(name="allies", context_settings=SETTINGS, rich_markup_mode=None)
    summary = load()
    app = _app(cls=LazyGroup)
    app.callback(invoke_without_command=True, **_help(summary))(summary)
    return typer.main.get_command(app)


def command_of(names: Sequence[str]) -> Any:
    """The context of a command, as if it had been called without anything; None if there is no such command."""
    ctx = root().make_context("allies", [], resilient_parsing=True)
    for name in names:
        found = ctx.command.get_command(ctx, name) if isinstance(ctx.command, LazyGroup) else None
        if found is None:
            return None
        ctx = found.make_context(name, [], parent=ctx, resilient_parsing=True)
    return ctx


def help_of(names: Sequence[str]) -> str | None:
    """What --help says of a command; None if there is no such command."""
    ctx = command_of(names)
    return None if ctx is None else f"{ctx.get_help()}\n"


def run() -> int:
    """Parse the command line and do what it says, or answer a shell that asks what may stand in it; the exit code."""
    if COMPLETE in environ:
        from taiwan_allies.cli.completion.answer import respond

        respond(root, environ)
        return 0
    try:
        # Not standalone: what Typer would say in four lines is said here as every other error is.
        code = root(sys.argv[1] if len(sys.argv) > 1 else "")(prog_name="allies", standalone_mode=False)
    except typer.TyperException as error:
        from taiwan_allies.cli.hints import usage_error

        raise usage_error(error) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0
