"""Text that a user gives to be kept: what may not be in it, and how long it may be."""

from __future__ import annotations

import re

from taiwan_allies.errors import UsageError

NAME, LINE, NOTE = 200, 2_000, 10_000
"""The longest name (of a publisher or a person), line (a title, an address, a summary, a reason) and note."""

# What `output.text.harmless` replaces, as a test says, and lone surrogates. Only \t, \n and \r are harmless in a text.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def line(text: str, longest: int = LINE) -> str:
    """``text`` on one line with single spaces. Raises `UsageError` for control characters and for too much of it."""
    checked(text, longest)
    return " ".join(text.split())


def note(text: str) -> str:
    """``text`` with its lines, without space around it. Raises as `line` does."""
    checked(text, NOTE)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def checked(text: str, longest: int) -> None:
    """Raises `UsageError`, as the end of a sentence, for what must not be kept."""
    if len(text) > longest:
        raise UsageError(f"is too long ({len(text):,} characters)", f"At most {longest:,} are kept.")
    found = None if text.isprintable() else _UNWANTED.search(text)
    if found:
        raise UsageError(
            f"holds a control character (U+{ord(found[0]):04X} after {found.start()} others)",
            "Leave it out: such characters can steer a terminal.",
        )
