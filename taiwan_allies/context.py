"""What surrounds one run: streams, terminal, clock, store. Built once for a command, never changed, replaced in tests."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from shutil import get_terminal_size
from typing import Final, Literal, TextIO

from taiwan_allies.dates import clock
from taiwan_allies.errors import UsageError
from taiwan_allies.plain import Plain

SHAPES = "─│╭╮╰╯█▒▏"
"""The characters that a stream must be able to show before anything but ASCII is drawn on it."""


ESCAPE: Final = "\udc1b"
"""What begins a colour until it is written to a terminal. No data can hold it, so that an escape byte of data is known."""
WIDEST: Final = 1000
"""Cells that no terminal has more of, whatever COLUMNS says."""
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
}
"""What a piece of text is, and the colour in which it is shown; nothing else knows what a role looks like."""


class Style(Plain):
    """How text is marked: the sixteen terminal colours or nothing, Unicode shapes or ASCII ones.

    With colour off not one escape byte is written, so every difference must also show in the text itself.
    """

    color: bool = False
    unicode: bool = True
    links: bool = False

    @property
    def escape(self) -> str:
        """What begins and ends a colour."""
        return "\x1b"

    def paint(self, text: str, role: str) -> str:
        """``text`` in the colour of ``role``; unchanged when colour is off, empty or unknown role."""
        code = ROLES.get(role)
        return f"{self.escape}[{code}m{text}{self.escape}[0m" if self.color and code and text else text

    def link(self, text: str, url: str | None) -> str:
        """``text`` as a link to an address of the web (OSC 8), where the terminal is known to make it one."""
        plain = not self.links or not re.fullmatch(r"https?://[!-~]{1,2000}", url or "")
        begin, end = f"{self.escape}]8;;", f"{self.escape}\\"
        return text if plain else f"{begin}{url}{end}{text}{begin}{end}"

    def pick(self, unicode_text: str, ascii_text: str) -> str:
        """The first where the stream can show it, else the second."""
        return unicode_text if self.unicode else ascii_text


class MarkedStyle(Style):
    """Of text that is yet to be made harmless: its colours are told apart from whatever data may hold."""

    @property
    def escape(self) -> str:
        return ESCAPE


class Context(Plain):
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
        links = self.color and self.stdout_tty and self.stdout.isatty() and links_known(self.env)
        return MarkedStyle(self.color, self.unicode, links)


def color_of(env: Mapping[str, str], tty: bool) -> tuple[bool, str]:
    """Whether a stream gets colour unless an option says so, and what decides it."""
    if env.get("NO_COLOR"):
        return False, "NO_COLOR"
    for forced in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if env.get(forced, "0") not in ("", "0"):
            return True, forced
    for name, off in (("TERM", "dumb"), ("CLICOLOR", "0")):
        if env.get(name) == off:
            return False, f"{name}={off}"
    return tty, f"standard output is {'a' if tty else 'not a'} terminal"


def links_known(env: Mapping[str, str]) -> bool:
    """Whether the terminal says that it is one of those that are known to show links (OSC 8); what multiplexes says nothing."""
    if env.get("TMUX") or env.get("STY") or env.get("TERM", "").startswith(("dumb", "linux", "screen", "tmux")):
        return False
    vte = env.get("VTE_VERSION", "")
    return bool(
        env.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm", "ghostty", "vscode")
        or env.get("KITTY_WINDOW_ID")
        or env.get("WEZTERM_PANE")
        or (vte.isdecimal() and int(vte) >= 5200)
    )


def day_of(text: str, option: str) -> date:
    """The day that sets the clock. Raises `UsageError`."""
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


def spoken(stream: TextIO) -> str:
    """The language of what is said on a stream before the options are understood: of help and of errors."""
    words = sys.argv[1:]
    lang = language(os.environ)
    for word, following in pairwise([*words, ""]):
        named = following if word == "--lang" else word.removeprefix("--lang=")
        lang = named if named in ("en", "zh") and word.startswith("--lang") else lang
    return lang if "--ascii" not in words and _can_show(stream, "中") else "en"


def _can_show(stream: TextIO, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _open(stream: TextIO | None, mode: Literal["r", "w"]) -> TextIO:
    """The stream, or nothing at all where the parent closed it (``>&-``)."""
    return stream if stream is not None else open(os.devnull, mode, encoding="utf-8")


def from_process() -> Context:
    """The context of the running process. Raises `UsageError` when ALLIES_TODAY is not a day."""
    env = os.environ
    stdin, stdout, stderr = _open(sys.stdin, "r"), _open(sys.stdout, "w"), _open(sys.stderr, "w")
    real_tty = stdout.isatty()
    stdout_tty = real_tty or bool(env.get("ALLIES_FORCE_TTY"))
    size = get_terminal_size()
    db, today = env.get("ALLIES_DB"), env.get("ALLIES_TODAY")
    return Context(
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        stdin_tty=stdin.isatty(),
        stdout_tty=stdout_tty,
        stderr_tty=stderr.isatty(),
        width=min(max(size.columns, 20), WIDEST),
        height=min(max(size.lines, 5), WIDEST),
        color=color_of(env, stdout_tty)[0],
        unicode=_can_show(stdout, SHAPES) or not real_tty,
        lang=language(env),
        today=day_of(today, "ALLIES_TODAY") if today else clock.today(),
        db=Path(db) if db else None,
        env=env,
    )
