from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import At
from taiwan_allies.errors import ExitCode, NotFoundError, UsageError
from taiwan_allies.model.spells import Standing
from taiwan_allies.output.result import Result

if TYPE_CHECKING:
    from datetime import date

    from taiwan_allies.context import Context
    from taiwan_allies.store.record import Record


@command(fields=Standing._fields)
def is_(
    session: Session,
    countries: Annotated[
        list[str], typer.Argument(metavar="COUNTRY...", help="Any name or code of a state; - reads names, one a line.")
    ],
    at: At = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing; the exit code is the answer.")] = False,
) -> Result:
    """Whether states are allies on a day: exit 0 when they are, 1 when one is not or never was, 3 when there is no such
    state.

    One state is answered in a pipe with yes or no, several with a row each. Lines from standard input that are blank or
    begin with # are passed over; a name that no state has is told, with its line, when the others are answered.

    Where an imprecise date leaves the day open, the answer goes by the last day that the date can mean, and
    `certain` is false. It is false too for a day that is yet to come.

    Examples:
      allies is palau && echo yes
      allies is nauru --at 2024-01-14
      if allies is -q tuvalu; then echo still; fi
      allies is palau nauru kenya --csv
      cut -f1 countries.tsv | allies is - --at 2016
    """
    if "-" in countries and session.context.stdin_tty:
        raise UsageError("-: nothing comes in on standard input", "Pipe names in, one a line.")
    record = session.record
    day = record.moment(at)
    one = len(countries) == 1 and countries != ["-"]
    outcome = Outcome()
    found = outcome.answers(record, day, _names(session.context, countries), strict=one)
    if one or quiet:
        found = iter(list(found))

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.views.standing import sentences

        return sentences(record, day, found, context)

    plain = "" if quiet else f"{'yes' if outcome.code == ExitCode.OK else 'no'}\n" if one else None
    return Result(
        () if quiet else found,
        view=(lambda _: ()) if quiet else view,
        plain=plain,
        warnings=outcome.unknown,
        notes=[] if quiet else session.yet_to_come(day),
        exit_code=lambda: outcome.code,
    )


class Name(NamedTuple):
    """A name that was given, and where: nothing for one on the command line."""

    text: str
    where: str = ""


class Outcome:
    """How it ends once all are answered: the exit code, and what is to be said of names that no state has."""

    def __init__(self) -> None:
        self.code = ExitCode.OK
        self.unknown: list[str] = []

    def answers(self, record: Record, day: date, names: Iterator[Name], *, strict: bool) -> Iterator[Standing]:
        """The answer for each name as it comes. A name that no state has is kept for the end, unless ``strict``."""
        standing = lru_cache(lambda text: record.standing(text, day))
        for name in names:
            try:
                answer = standing(name.text)
            except (NotFoundError, UsageError) as error:
                if strict:
                    raise
                self.unknown.append(f"{name.where}{error.message}. {error.hint}".strip())
                self.code = ExitCode.NOT_FOUND
                continue
            if not answer.ally and self.code == ExitCode.OK:
                self.code = ExitCode.NO
            yield answer


def _names(context: Context, given: Sequence[str]) -> Iterator[Name]:
    """The names on the command line, and where - stands those on standard input, as they come."""
    for text in given:
        if text != "-":
            yield Name(text)
            continue
        for number, line in enumerate(_lines(context), 1):
            name = line.strip("\ufeff \t\r\n")
            if name and not name.startswith("#"):
                yield Name(name, f"line {number}: ")


def _lines(context: Context) -> Iterator[str]:
    """The lines of standard input. Raises `UsageError` where they are not UTF-8."""
    try:
        yield from context.stdin
    except ValueError:
        raise UsageError("-: standard input is not UTF-8 text", "Save it as UTF-8.") from None
