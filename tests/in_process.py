"""The command line run inside the test's own process: hundreds of commands a second, for what needs thousands."""

from __future__ import annotations

import csv
import io
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
