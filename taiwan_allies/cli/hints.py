"""What a wrong command line may have been meant for. Loaded only when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from shlex import quote
from typing import Any, Final

import typer
from typer._click.exceptions import NoArgsIsHelpError

from taiwan_allies.cli.completion import offers
from taiwan_allies.dates import clock
from taiwan_allies.dates.periods import parse_period
from taiwan_allies.errors import UsageError, did_you_mean


def _slug(offered: offers.Offers, text: str) -> list[str]:
    """The slug that a text is, or that alone begins with it or has a name that does."""
    wanted = text.lower().replace(" ", "-")
    slugs = [slug for slug, _ in offered(offers.Asked(wanted, None, "en"))]
    return [wanted] if wanted in slugs else slugs if len(slugs) == 1 else []


def _time(text: str) -> list[str]:
    """The text, as a shell wants it, if it is a date or a period."""
    try:
        parse_period(text, clock.today())
    except UsageError:
        return []
    return [quote(text)]


MEANT: Final[dict[str, tuple[Callable[[str], list[str]], str]]] = {
    # the option that a word may be for, what it means there, and the command for it where none is named
    "--country": (partial(_slug, offers.states), "allies show"),
    "--president": (partial(_slug, offers.presidents), "allies timeline --president"),
    "--region": (partial(_slug, offers.regions), "allies list --region"),
    "--at": (_time, "allies list --at"),
    "--in": (_time, "allies timeline --in"),
}


def usage_error(error: typer.TyperException) -> UsageError:
    """Typer's complaint about a command line, with the help that would say it right; a bare group is answered by it."""
    ctx = getattr(error, "ctx", None)
    where = ctx.command_path if ctx is not None else "allies"
    message = error.format_message().rstrip(".").replace("\n", " ")
    if ctx is not None and isinstance(error, NoArgsIsHelpError):
        commands = ", ".join(ctx.command.list_commands(ctx))
        return UsageError(f"{where} needs a command", f"It has {commands}: see `{where} --help`.")
    return UsageError(message[:1].lower() + message[1:], f"{_meant(ctx, message)}See `{where} --help`.")


def _meant(ctx: Any, message: str) -> str:
    if wrong := re.search(r"'([^']*)' is not one of (.*)", message):
        return did_you_mean(wrong[1], re.findall("'([^']*)'", wrong[2]))
    if wrong := re.fullmatch(r"No such command '(.*)'", message):
        instead = "" if ctx.parent else next(_commands(ctx, wrong[1]), "")
        return instead or did_you_mean(wrong[1], ctx.command.list_commands(ctx))
    if wrong := re.fullmatch(r"Got unexpected extra argument\(s\) \((.*)\)", message):
        return next(_commands(ctx, wrong[1]), "")
    return ""


def _commands(ctx: Any, text: str) -> Iterator[str]:
    """What would do something with a word that stands without an option: a state, a president, a region, a time."""
    has = {name for parameter in ctx.command.params for name in parameter.opts}
    for option, (meaning, elsewhere) in MEANT.items():
        if option in has or ctx.parent is None:
            command = f"{ctx.command_path} {option}" if option in has else elsewhere
            yield from (f"Did you mean `{command} {word}`? " for word in meaning(text))
