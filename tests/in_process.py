"""The command line run inside the test's own process: hundreds of commands a second, for what needs thousands."""

from __future__ import annotations

import csv
import io
import os
import pty
import signal
import sys
import termios
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from taiwan_allies.__main__ import _run
from taiwan_allies.store.db.connection import OPENED

TODAY = "2026-11-24"


class Said(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


@contextmanager
def surroundings(folder: Path, env: Mapping[str, str]) -> Iterator[None]:
    """Be in ``folder``, with that environment and no other."""
    before, where, streams = dict(os.environ), Path.cwd(), [os.dup(fd) for fd in (1, 2)]
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    try:
        yield
    finally:
        for to, fd in enumerate(streams, 1):  # a command may have silenced them
            os.dup2(fd, to)
            os.close(fd)
        os.chdir(where)
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def user(folder: Path) -> Iterator[None]:
    """Be a user whose store lies in ``folder``, on the day of all tests."""
    env = {
        name: value
        for name, value in os.environ.items()
        if name == "ALLIES_DEBUG" or not (name.startswith("ALLIES_") or name in ("COLUMNS", "LINES"))
    }
    env |= {"ALLIES_DB": str(folder / "allies.db"), "ALLIES_TODAY": TODAY, "HOME": str(folder), "PAGER": "cat",
            "LC_ALL": "C.UTF-8", "TERM": "dumb", "ALLIES_BUSY_SECONDS": "0.1"}  # fmt: skip
    with surroundings(folder, env):
        yield


def run(*args: str) -> Said:
    """Run a command from its arguments to its exit code."""
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr
    sys.argv, sys.stdin = ["allies", *args], io.TextIOWrapper(io.BytesIO())
    sys.stdout = out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stderr = err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    OPENED.clear()
    csv.field_size_limit(131_072)  # an importer raises it
    try:
        code = _run()
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = before
    return Said(code, *map(_text, (out, err)))


def run_at_terminal(*args: str, size: tuple[int, int]) -> tuple[int, str]:
    """Run a command at a terminal of so many lines and cells; its exit code, and what the terminal got."""
    got: list[bytes] = []
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr, sys.__stdout__, [os.dup(fd) for fd in range(3)]
    terminal, ours = pty.openpty()
    termios.tcsetwinsize(ours, size)
    for fd in range(3):
        os.dup2(ours, fd)
    os.close(ours)
    reader = threading.Thread(target=_read, args=(terminal, got))
    reader.start()
    sys.argv = ["allies", *args]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    OPENED.clear()
    try:
        code = _run()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr, sys.__stdout__, streams = before  # type: ignore[misc]
        for to, fd in enumerate(streams):  # the last to let go of the terminal: its reader ends
            os.dup2(fd, to)
            os.close(fd)
        reader.join()
        os.close(terminal)
    return code, b"".join(got).decode("utf-8", "surrogateescape").replace("\r\n", "\n")


def _read(terminal: int, got: list[bytes]) -> None:
    with suppress(OSError):  # how a pseudo-terminal says that the other end is closed
        while part := os.read(terminal, 65536):
            got.append(part)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8", "surrogateescape")  # type: ignore[attr-defined,no-any-return]


def killed(seconds: float, *args: str) -> None:
    """Run a command in a fork of this process, and kill it after so many seconds."""
    child = os.fork()
    if not child:
        try:
            run(*args)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
