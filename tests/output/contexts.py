"""Surroundings of a made-up run, with streams to look into."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from taiwan_allies.context import Context


def context(**changed: Any) -> Context:
    """A terminal of 80 cells without colour; the streams are `io.StringIO`."""
    made = Context(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        stdin_tty=False,
        stdout_tty=True,
        stderr_tty=True,
        width=80,
        height=24,
        color=False,
        unicode=True,
        lang="en",
        today=date(2026, 11, 24),
        db=None,
        env={},
    )
    return made._replace(**changed)


def text(stream: object) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()
