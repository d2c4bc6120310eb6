"""What a wrong command line may have been meant for. Loaded only when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from shlex import quote
from typing import Any, Final

import typer

from taiwan_allies.cli.completion import offers
from taiwan_allies.dates import clock
from taiwan_allies.dates.periods import parse_period
from taiwan_allies.errors import UsageError, did_you_mean

INSTEAD: Final = {
    # the option that a word is for, and the command that has it where no command is named
    "--country": (offers.states, "allies show"),
    "--president": (offers.presidents, "allies timeline --president"),
    "--region": (offers.regions, "allies list --region"),
}


def usage_error(error: typer.TyperException) -> UsageError:
    """Typer's complaint about a command line, with the help that would say it right; a bare group is answered by it."""
    ctx = getattr(error, "ctx", None)
    where = ctx.command_path if ctx is not None else "allies"
    message = error.format_message().rstrip(".").replace("\n", " ")
    if ctx is not None and message.startswith("Usage:"):
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
    for option, (offered, instead) in INSTEAD.items():
        slugs = [slug for slug, _ in offered(offers.Asked(text.lower().replace(" ", "-"), ctx, "en"))]
        fitting = [slug for slug in slugs if slug == text.lower()] or slugs
        if len(fitting) == 1 and (option in has or ctx.parent is None):
            yield f"Did you mean `{f'{ctx.command_path} {option}' if option in has else instead} {fitting[0]}`? "
    for option in ("--at", "--in"):
        if option in has or ctx.parent is None:
            try:
                parse_period(text, clock.today())
            except UsageError:
                return
            yield f"Did you mean `{ctx.command_path if option in has else 'allies list'} {option} {quote(text)}`? "
