"""The command line: which commands there are, and how one of them is loaded and run.

Only the module of the command that was called is imported. `COMMANDS` is the one list of commands; help, completion,
the man page and the tests read it.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperGroup

from taiwan_allies.cli.options import with_shared_options
from taiwan_allies.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMPLETE: Final = "_ALLIES_COMPLETE"
"""Set by a shell that completes a line, see `completion`."""
SETTINGS: Final = {"help_option_names": ["-h", "--help"]}

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    # name: (panel, one line of help); the module has the command's name, `run` is its function
    "list": ("Ask", "The allies on a day"),
    "show": ("Ask", "Everything about a state"),
    "timeline": ("Ask", "Events in order, under their presidencies"),
    "diff": ("Ask", "What changed between two moments"),
    "count": ("Ask", "How many allies"),
    "chart": ("Ask", "The count over time, drawn"),
    "presidents": ("Ask", "The presidencies and what each gained and lost"),
    "is": ("Ask", "Whether a state is an ally: exit 0 yes, 1 no"),
    "sources": ("Know", "The documents that the record rests on"),
    "cite": ("Know", "References: plain text, BibTeX, CSL-JSON"),
    "report": ("Know", "A page to share: chart, tables, timeline, sources"),
    "check": ("Know", "Whether the record is sound: silent when it is"),
    "add": ("Your own record", "Record an event or an engagement"),
    "edit": ("Your own record", "Change one, or correct a bundled one"),
    "rm": ("Your own record", "Remove one, or hide a bundled one"),
    "log": ("Your own record", "What was written, step by step"),
    "undo": ("Your own record", "Take back the last step"),
    "import": ("Your own record", "Take in CSV, JSON or NDJSON"),
    "export": ("Your own record", "Write the record as a stream or a data package"),
    "sql": ("Store", "A query of your own, read only"),
    "help": ("Help", "A topic (dates, output, recipes, shells ...) or a command"),
    "doctor": ("Help", "What this installation uses, and what is wrong with it"),
}
GROUPS: Final[dict[str, tuple[str, str, dict[str, str]]]] = {
    # name: (panel, one line of help, its commands); the module is `<group>_<command>`
    "data": (
        "Know",
        "The bundled record, and your own over it",
        {
            "info": "Which record this is, and how good",
            "status": "What of your own lies over it, and what is to be settled",
            "resolve": "Settle a conflict or a duplicate",
            "diff": "What changed between two records",
            "contribute": "Your own events as rows for the record",
        },
    ),
    "db": (
        "Store",
        "The store on this machine",
        {
            "path": "Where the store lies",
            "metadata": "What Datasette shows with the store",
            "backup": "Copy the store while it is in use",
            "restore": "Put a copy in its place",
            "migrate": "Bring its schema up to date",
        },
    ),
}


def module_of(*names: str) -> Any:
    """The module of a command: `list` -> `cli.list_`, `db path` -> `cli.db_path`."""
    name = "_".join(names)
    return import_module(f"taiwan_allies.cli.commands.{name if len(names) > 1 else name + '_'}")


def build(name: str, help_line: str, run: Callable[..., Any], doc: str) -> Any:
    """A command from its function, with the shared options."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    text, _, examples = cleandoc(doc).partition("Examples:\n")
    app.command(
        name=name,
        help=text.strip() or f"{help_line}.",
        epilog=f"\b\nExamples:\n{examples}" if examples else None,
        context_settings=dict(SETTINGS),
        short_help=help_line,
    )(with_shared_options(run))
    return typer.main.get_command(app)


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called, or all of them when help asks for their list."""

    prefix: tuple[str, ...] = ()

    def table(self) -> dict[str, str]:
        if self.prefix:
            return GROUPS[self.prefix[0]][2]
        lines = {name: line for name, (_, line) in COMMANDS.items()}
        return lines | {name: line for name, (_, line, _) in GROUPS.items()}

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.table())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not self.prefix and any(arg.endswith("-completion") for arg in args):
            from taiwan_allies.cli.completion.completion import with_shell

            args = with_shell(args)
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands by panel. Their modules are not needed for it."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name, line in self.table().items():
            panel = "Commands" if self.prefix else (COMMANDS.get(name) or GROUPS[name])[0]
            panels.setdefault(panel, []).append((name, line))
        width = max(len(name) for name in self.table())
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl([(name.ljust(width), line) for name, line in rows])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        table = self.table()
        if cmd_name not in table:
            return None
        if not self.prefix and cmd_name in GROUPS:
            return _subgroup(cmd_name)
        module = module_of(*self.prefix, cmd_name)
        return build(cmd_name, table[cmd_name], module.run, module.run.__doc__ or "")


def _subgroup(name: str) -> Any:
    cls = type("Group", (LazyGroup,), {"prefix": (name,)})
    app = typer.Typer(
        cls=cls,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
    )

    @app.callback(help=GROUPS[name][1] + ".", context_settings=dict(SETTINGS))
    def group() -> None: ...

    return typer.main.get_command(app)


def root(first: str = "") -> Any:
    """The whole command line as one command object.

    Where the ``first`` word is a command already, no option stands before it: then the options of `allies` alone, half
    of all there are to build, are left out.
    """

    app = typer.Typer(
        cls=LazyGroup,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=dict(SETTINGS),
    )
    if first in COMMANDS or first in GROUPS:
        app.callback()(_nothing)
        return typer.main.get_command(app)
    from taiwan_allies.cli.commands.summary import run as summary

    app.callback(invoke_without_command=True, help=summary.__doc__, context_settings=dict(SETTINGS))(
        with_shared_options(summary)
    )
    return typer.main.get_command(app)


def _nothing() -> None: ...


def command_of(names: Sequence[str]) -> Any:
    """The context of a command, as if it had been called without anything; None if there is no such command."""
    ctx = root().make_context("allies", [], resilient_parsing=True)
    for name in names:
        command = ctx.command.get_command(ctx, name) if hasattr(ctx.command, "table") else None
        if command is None:
            return None
        ctx = command.make_context(name, [], parent=ctx, resilient_parsing=True)
    return ctx


def help_of(names: Sequence[str]) -> str | None:
    """What --help says of a command; None if there is no such command."""
    ctx = command_of(names)
    return None if ctx is None else f"{ctx.get_help()}\n"


def run() -> None:
    """Parse the command line and do what it says, or answer a shell that asks what may stand in it."""
    from os import environ

    if COMPLETE in environ:
        from taiwan_allies.cli.completion.completion import respond

        respond(root(), environ)
        return
    try:
        # Not standalone: what Typer would say in four lines is said here as every other error is.
        code = root(sys.argv[1] if len(sys.argv) > 1 else "")(prog_name="allies", standalone_mode=False)
    except typer.TyperException as error:
        raise _told(error) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    if isinstance(code, int) and code:
        sys.exit(code)


def _told(error: typer.TyperException) -> UsageError:
    """Typer's complaint about a command line, with the help that would say it right; a bare group is answered by it."""
    ctx = getattr(error, "ctx", None)
    where = ctx.command_path if ctx is not None else "allies"
    message = error.format_message().rstrip(".")
    if ctx is not None and message.startswith("Usage:"):
        return UsageError(
            f"{where} needs a command", f"It has {', '.join(ctx.command.list_commands(ctx))}: see `{where} --help`."
        )
    near = _meant(ctx, message)
    return UsageError(f"{message[:1].lower()}{message[1:]}".replace("\n", " "), f"{near}See `{where} --help`.")


def _meant(ctx: Any, message: str) -> str:
    """The commands that are written nearly like one that there is not."""
    wrong = re.fullmatch(r"No such command '(.*)'", message)
    if ctx is None or wrong is None:
        return ""
    from difflib import get_close_matches

    near = get_close_matches(wrong[1].lower(), ctx.command.list_commands(ctx), n=2)
    return f"Did you mean {' or '.join(near)}? " if near else ""
