"""What surrounds one run: streams, terminal, clock, store. Built once for a command, never changed, replaced in tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final, Literal, NamedTuple, TextIO

from taiwan_allies.dates import clock
from taiwan_allies.errors import UsageError

SHAPES = "─│╭╮╰╯█▒▏"
"""The characters that a stream must be able to show before anything but ASCII is drawn on it."""


ROLES: Final = {
    "gained": "32",
    "lost": "31",
    "returned": "33",
    "head": "1",
    "dim": "2",
    "name": "36",
    "doubt": "33",
    "line": "36",
    "match": "33",
    "Africa": "33",
    "Americas": "32",
    "Asia": "31",
    "Europe": "35",
    "Oceania": "36",
}
"""What a piece of text is, and the colour in which it is shown; nothing else knows what a role looks like."""


class Style(NamedTuple):
    """How text is marked: the sixteen terminal colours or nothing, Unicode shapes or ASCII ones.

    With colour off not one escape byte is written, so every difference must also show in the text itself.
    """

    color: bool = False
    unicode: bool = True

    def paint(self, text: str, role: str) -> str:
        """``text`` in the colour of ``role``; unchanged when colour is off, empty or unknown role."""
        code = ROLES.get(role)
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code and text else text

    def pick(self, unicode_text: str, ascii_text: str) -> str:
        """The first where the stream can show it, else the second."""
        return unicode_text if self.unicode else ascii_text


class Context(NamedTuple):
    """The surroundings of a run.

    ``width`` and ``height`` are cells and lines of the terminal; ``color`` and ``unicode`` say what standard output
    may carry; ``today`` is the day that every relative date counts from, Taipei's unless somebody set it; ``db`` is the
    store's path, None for the platform's own place.
    """

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    stdin_tty: bool
    stdout_tty: bool
    stderr_tty: bool
    width: int
    height: int
    color: bool
    unicode: bool
    lang: str
    today: date
    db: Path | None
    env: Mapping[str, str]

    @property
    def style(self) -> Style:
        return Style(color=self.color, unicode=self.unicode)

    def with_options(
        self,
        *,
        color: str | None = None,
        ascii_only: bool = False,
        width: int | None = None,
        lang: str | None = None,
        db: str | None = None,
        today: str | None = None,
    ) -> Context:
        """This context with the shared command line options applied over it.

        Raises `UsageError` for a day that cannot be read.
        """
        unicode = self.unicode and not ascii_only
        return self._replace(
            color=self.color if color is None else wants_color(color, self.env, self.stdout_tty),
            unicode=unicode,
            width=width or self.width,
            lang=(lang or self.lang) if unicode else "en",  # Chinese in ASCII would be nothing but question marks
            db=self.db if db is None else _store(db),
            today=self.today if today is None else _day(today, "--today"),
        )


def wants_color(choice: str, env: Mapping[str, str], tty: bool) -> bool:
    """Whether a stream gets colour: the option, then NO_COLOR, FORCE_COLOR or CLICOLOR_FORCE, TERM=dumb, the terminal."""
    if choice != "auto":
        return choice == "always"
    if env.get("NO_COLOR"):
        return False
    if env.get("FORCE_COLOR", "0") not in {"", "0"} or env.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    if env.get("TERM") == "dumb" or env.get("CLICOLOR") == "0":
        return False
    return tty


def _store(path: str) -> Path:
    if not path:
        raise UsageError("--db: the path is empty", "Give the path of a store, or leave the option out.")
    return Path(path)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: not a day: {text[:40]!r}", "Write it as 2026-11-24.") from None


def language(env: Mapping[str, str]) -> str:
    """`zh` or `en`, as the user's environment has it."""
    for variable in ("ALLIES_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = env.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def _size(env: Mapping[str, str]) -> tuple[int, int]:
    columns, lines = _number(env.get("COLUMNS", "")), _number(env.get("LINES", ""))
    if not (columns and lines):
        size = _terminal_size()
        columns, lines = columns or size.columns or 80, lines or size.lines or 24
    return max(columns, 20), max(lines, 5)


def _terminal_size() -> os.terminal_size:
    """As `shutil` finds it, whose import takes longer."""
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except (OSError, ValueError):  # not a terminal, or closed
        return os.terminal_size((80, 24))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _can_show_shapes(stream: TextIO) -> bool:
    try:
        SHAPES.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _open(stream: TextIO | None, mode: Literal["r", "w"]) -> TextIO:
    """The stream, or nothing at all where the parent closed it (``>&-``)."""
    return stream if stream is not None else open(os.devnull, mode, encoding="utf-8")


def from_process(env: Mapping[str, str] | None = None) -> Context:
    """The context of the running process. Raises `UsageError` when ALLIES_TODAY is not a day."""
    env = os.environ if env is None else env
    stdin, stdout, stderr = _open(sys.stdin, "r"), _open(sys.stdout, "w"), _open(sys.stderr, "w")
    real_tty = stdout.isatty()
    stdout_tty = real_tty or bool(env.get("ALLIES_FORCE_TTY"))
    width, height = _size(env)
    db, today = env.get("ALLIES_DB"), env.get("ALLIES_TODAY")
    return Context(
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        stdin_tty=stdin.isatty(),
        stdout_tty=stdout_tty,
        stderr_tty=stderr.isatty(),
        width=width,
        height=height,
        color=wants_color("auto", env, stdout_tty),
        unicode=_can_show_shapes(stdout) or not real_tty,
        lang=language(env),
        today=_day(today, "ALLIES_TODAY") if today else clock.today(),
        db=Path(db) if db else None,
        env=env,
    )
