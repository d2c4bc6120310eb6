"""What the commands that write the own record share: their options, and what these mean."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from taiwan_allies.errors import UsageError
from taiwan_allies.i18n import english
from taiwan_allies.model.kinds import TIERS
from taiwan_allies.model.rows import Engagement, Event
from taiwan_allies.output.text import one_line
from taiwan_allies.rules import source_text
from taiwan_allies.store.own.values import FIELDS, Value, value, word

if TYPE_CHECKING:
    from taiwan_allies.store.own.entries import SourceGiven

Source: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        "-s",
        metavar="S",
        help="An address, words (`CNA: title <address>`) or the id of a source; may be repeated.",
    ),
]
Tier: TypeAlias = Annotated[
    str | None, typer.Option("--source-tier", metavar="TIER", help="primary, secondary or tertiary (unless said).")
]
Note: TypeAlias = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="The circumstances.")]
LocalDate: TypeAlias = Annotated[
    str | None,
    typer.Option("--local-date", metavar="DATE", help="The date at the partner's capital, where it differs."),
]
InitiatedBy: TypeAlias = Annotated[
    str | None, typer.Option("--initiated-by", metavar="WHO", help="partner, roc, both or unknown.")
]
PrcDate: TypeAlias = Annotated[
    str | None, typer.Option("--prc-date", metavar="DATE", help="When relations with the PRC opened.")
]
Cause: TypeAlias = Annotated[
    str | None,
    typer.Option("--cause", metavar="CAUSE", help="Of an ending: switch, break, war, annexation, dissolution, lapse."),
]
EndDate: TypeAlias = Annotated[
    str | None, typer.Option("--end-date", metavar="DATE", help="The last day of an engagement.")
]
Actor: TypeAlias = Annotated[str | None, typer.Option("--actor", metavar="WHO", help="Who acts in an engagement.")]
Summary: TypeAlias = Annotated[
    str | None, typer.Option("--summary", metavar="TEXT", help="What happened in an engagement.")
]
Amount: TypeAlias = Annotated[str | None, typer.Option("--amount-usd", metavar="N", help="US dollars, whole.")]
Original: TypeAlias = Annotated[
    str | None, typer.Option("--amount-original", metavar="TEXT", help="The amount as it was given.")
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Keep what seems impossible; a note must say why.")]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would change, and change nothing.")]

EVENT_ONLY: Final = frozenset(Event._fields) - frozenset(Engagement._fields)
ENGAGEMENT_ONLY: Final = frozenset(Engagement._fields) - frozenset(Event._fields)


def command_line() -> str:
    """The command as it was typed, for the journal: printable, and not endless."""
    text = one_line(shlex.join(["allies", *sys.argv[1:]])).encode("utf-8", "replace").decode()
    return text if len(text) <= 500 else text[:497] + "..."


def values(today: date, **options: str | None) -> dict[str, Value]:
    """The options that were given, as the store keeps them. Raises `UsageError` that names the option."""
    found = {}
    for name, text in options.items():
        if text is not None:
            with named("--" + name.replace("_", "-")):
                found[name] = value(FIELDS[name], text, today, english)
    return found


def sources(texts: Sequence[str] | None, tier: str | None) -> list[SourceGiven]:
    """The sources that were named, each of the tier that was named. Raises `UsageError` that names the option."""
    if tier is not None:
        with named("--source-tier"):
            tier = word(TIERS, tier, english)
    with named("--source"):
        return [source_text.read(text, tier) for text in texts or ()]


@contextmanager
def named(name: str) -> Iterator[None]:
    """Put the name of an option or argument before an error that comes from its value."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{name}: {error.message}", error.hint) from None


def unfit(what: str, given: Mapping[str, Value], *, event: bool) -> None:
    """Raises `UsageError` for the first option that has no meaning for an event, or for an engagement."""
    for name in given:
        if name in (ENGAGEMENT_ONLY if event else EVENT_ONLY):
            whom = "an engagement" if event else "recognition"
            raise UsageError(f"--{name.replace('_', '-')}: {what} has none, it is for {whom} alone", "Leave it out.")
