"""What surrounds one run: streams, terminal, clock, store. Built once in `main`, never changed, replaced in tests."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO

from taiwan_allies.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from taiwan_allies.output.style import Style

SHAPES = "─│╭╮╰╯█▒▏"
"""The characters that a stream must be able to show before anything but ASCII is drawn on it."""


class Context(NamedTuple):
    """The surroundings of a run.

    ``width`` and ``height`` are cells and lines of the terminal; ``color`` and ``unicode`` say what standard output
    may carry; ``today`` is the day that every relative date counts from; ``db`` is the store's path, None for the
    platform's own place.
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
        from taiwan_allies.output.style import Style

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
        changed = self
        if color is not None:
            changed = changed._replace(color=wants_color(color, self.env, self.stdout_tty))
        if ascii_only:
            changed = changed._replace(unicode=False)
        if width is not None:
            changed = changed._replace(width=width)
        if lang is not None:
            changed = changed._replace(lang=lang)
        if db is not None:
            from pathlib import Path

            if not db:
                raise UsageError("--db: the path is empty", "Give the path of a store, or leave the option out.")
            changed = changed._replace(db=Path(db))
        if today is not None:
            changed = changed._replace(today=_day(today, "--today"))
        if not changed.unicode:
            changed = changed._replace(lang="en")  # Chinese in ASCII would be nothing but question marks
        return changed


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


def _day(text: str, option: str) -> date:
    from datetime import date

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
    import shutil

    def number(name: str) -> int:
        value = env.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and 0 < len(value) < 6 else 0

    columns, lines = number("COLUMNS"), number("LINES")
    if not (columns and lines):
        size = shutil.get_terminal_size((80, 24))
        columns, lines = columns or size.columns, lines or size.lines
    return max(columns, 20), max(lines, 5)


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
    """The context of the running process. Raises `UsageError` when ALLIES_TODAY is no day."""
    from datetime import date

    env = os.environ if env is None else env
    stdin, stdout, stderr = _open(sys.stdin, "r"), _open(sys.stdout, "w"), _open(sys.stderr, "w")
    stdout_tty = stdout.isatty()
    forced = bool(env.get("ALLIES_FORCE_TTY"))
    width, height = _size(env)
    db = env.get("ALLIES_DB")
    if db:
        from pathlib import Path

        path: Path | None = Path(db)
    else:
        path = None
    return Context(
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        stdin_tty=stdin.isatty(),
        stdout_tty=stdout_tty or forced,
        stderr_tty=stderr.isatty(),
        width=width,
        height=height,
        color=wants_color("auto", env, stdout_tty or forced),
        unicode=_can_show_shapes(stdout) or not stdout_tty,
        lang=language(env),
        today=_day(env["ALLIES_TODAY"], "ALLIES_TODAY") if env.get("ALLIES_TODAY") else date.today(),  # noqa: DTZ011 - the user's own calendar day
        db=path,
        env=env,
    )
