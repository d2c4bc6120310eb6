"""The errors a user can meet, and the exit code that each of them ends with."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares the start-up an import of typing
    from collections.abc import Iterable, Sequence


class ExitCode:
    """How the process ends. Scripts rely on these numbers; they never change.

    Plain numbers: an enumeration takes as long to load as a tenth of `--version`.
    """

    OK = 0
    NO = 1
    USAGE = 2
    NOT_FOUND = 3
    STORE = 4
    FAULT = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141


def exit_codes() -> dict[str, int]:
    """Every exit code, by its name."""
    return {name: code for name, code in vars(ExitCode).items() if name.isupper()}


class AlliesError(Exception):
    """A problem to tell the user in one or two lines: what and where, then what to do.

    ``more`` are further messages of the same kind, where a file has several lines that are wrong.
    """

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, hint: str = "", more: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.more = more


class UsageError(AlliesError):
    """An option, argument or input file that cannot be understood (exit 2)."""


class NotFoundError(AlliesError):
    """No such state, president or event, or a name that fits several (exit 3)."""

    exit_code = ExitCode.NOT_FOUND


class StoreError(AlliesError):
    """The store cannot be used (exit 4)."""

    exit_code = ExitCode.STORE


_QUOTED_LENGTH = 48


def quoted(text: str) -> str:
    """The user's text in quotation marks, short and safe to print: control characters are spelled out."""
    head = text[: _QUOTED_LENGTH + 1]
    safe = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in head)
    return f'"{safe}"' if len(safe) <= _QUOTED_LENGTH else f'"{safe[:_QUOTED_LENGTH]}..."'


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """What a misspelt word may have been meant for, as the beginning of a hint; nothing where no word is near."""
    from difflib import get_close_matches  # wanted only where something is wrong

    near = get_close_matches(text.lower()[:_QUOTED_LENGTH], list(known), n=2, cutoff=0.7)
    return f"Did you mean {' or '.join(near)}? " if near else ""
