"""A pager for what is longer than the screen: only at a terminal, and only a pager that the user could leave."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taiwan_allies.context import Context
from taiwan_allies.output.stream import write_stream


def page(context: Context, text: str) -> None:
    """Show ``text``, through ALLIES_PAGER, PAGER or less where it is longer than the screen; `cat` or empty turns it off."""
    long = text.count("\n") >= context.height
    words = _pager(context) if long and context.stdout_tty and context.stdin_tty else []
    if not words:
        write_stream(context.stdout, [text], data=False)
        return
    import os
    import signal
    import subprocess

    if "\x1b]8;" in text and not _passes_links(words):
        text = re.sub("\x1b\\]8;[^\x1b]*\x1b\\\\", "", text)
    env = {**os.environ, "LESS": context.env.get("LESS", "FRX"), "LESSCHARSET": "utf-8"}
    # Ctrl-C belongs to the pager while it runs, and a pager that was left early is no reason to die of SIGPIPE.
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGPIPE)}
    try:
        pager = subprocess.Popen(words, stdin=subprocess.PIPE, env=env, text=True, encoding="utf-8", errors="replace")  # noqa: S603
        pager.communicate(text)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _pager(context: Context) -> list[str]:
    """The command of the pager; none where it is turned off or not installed."""
    import shlex
    import shutil

    words = shlex.split(context.env.get("ALLIES_PAGER", context.env.get("PAGER", "less")))
    return words if words and words != ["cat"] and shutil.which(words[0]) else []


def _passes_links(words: Sequence[str]) -> bool:
    """Whether a pager hands links on to the terminal: less does since 566, of others nobody knows."""
    import subprocess

    if words[0].rpartition("/")[2] != "less":
        return False
    try:
        said = subprocess.run([words[0], "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    except OSError:
        return False
    version = re.match(r"less (\d+)", said)
    return version is not None and int(version[1]) >= 566
