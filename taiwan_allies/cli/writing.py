"""What the commands that write the own record share: their options, and what these mean."""

import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Final, TypeAlias

import typer

from taiwan_allies.errors import UsageError
from taiwan_allies.i18n import english
from taiwan_allies.model.kinds import TIERS
from taiwan_allies.model.rows import Engagement, Event
from taiwan_allies.output.text import one_line
from taiwan_allies.plain import Plain
from taiwan_allies.rules import source_text
from taiwan_allies.store.own.entries import SourceGiven
from taiwan_allies.store.own.values import FIELDS, Value, value, word
from taiwan_allies.store.own.write import Request

DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would change, and change nothing.")]
_Text: TypeAlias = str | None


class Details(Plain):
    """The options of `add` and `edit`: what is said of an event or engagement, how it is known, and how it is written."""

    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            "-s",
            metavar="S",
            help="An address, a source's id or words; may be repeated. Words can hold the address: `CNA: title <address>`.",
        ),
    ] = None
    note: Annotated[_Text, typer.Option(metavar="TEXT", help="The circumstances.")] = None
    local_date: Annotated[
        _Text, typer.Option(metavar="DATE", help="The date at the partner's capital, where it differs.")
    ] = None
    initiated_by: Annotated[_Text, typer.Option(metavar="WHO", help="partner, roc, both or unknown.")] = None
    prc_date: Annotated[_Text, typer.Option(metavar="DATE", help="When relations with the PRC opened.")] = None
    cause: Annotated[
        _Text,
        typer.Option(metavar="CAUSE", help="Of an ending: switch, break, war, annexation, dissolution, lapse."),
    ] = None
    end_date: Annotated[_Text, typer.Option(metavar="DATE", help="The last day of an engagement.")] = None
    actor: Annotated[_Text, typer.Option(metavar="WHO", help="Who acts in an engagement.")] = None
    summary: Annotated[_Text, typer.Option(metavar="TEXT", help="What happened in an engagement.")] = None
    amount_usd: Annotated[_Text, typer.Option(metavar="N", help="US dollars, whole.")] = None
    amount_original: Annotated[_Text, typer.Option(metavar="TEXT", help="The amount as it was given.")] = None
    source_tier: Annotated[
        _Text, typer.Option(metavar="TIER", help="primary, secondary or tertiary (unless said).")
    ] = None
    force: Annotated[bool, typer.Option("--force", help="Keep what seems impossible; a note must say why.")] = False
    dry_run: DryRun = False

    def values(self, today: date, **more: str | None) -> dict[str, Value]:
        """What was given, as the store keeps it. Raises `UsageError` that names the option."""
        found = {}
        for name, text in (more | {name: getattr(self, name) for name in _SAID}).items():
            if text is not None:
                with named(f"--{name.replace('_', '-')}"):
                    found[name] = value(FIELDS[name], text, today, english)
        return found

    def sources(self) -> list[SourceGiven]:
        """The sources that were named, each of the tier that was named. Raises `UsageError` that names the option."""
        tier = self.source_tier
        if tier is not None:
            with named("--source-tier"):
                tier = word(TIERS, tier, english)
        with named("--source"):
            return [source_text.read(text, tier) for text in self.source or ()]

    @property
    def request(self) -> Request:
        """How the write is asked for."""
        return Request(command_line(), self.dry_run, self.force)


_SAID: Final = tuple(name for name in Details._fields if name in FIELDS and name != "source")
"""The options that are fields of a row."""

EVENT_ONLY: Final = frozenset(Event._fields) - frozenset(Engagement._fields)
ENGAGEMENT_ONLY: Final = frozenset(Engagement._fields) - frozenset(Event._fields)


def command_line() -> str:
    """The command as it was typed, for the journal: printable, and not endless."""
    text = one_line(shlex.join(["allies", *sys.argv[1:]])).encode("utf-8", "replace").decode()
    return text if len(text) <= 500 else text[:497] + "..."


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
