"""A list as one text: its parts with ``;`` between them; one inside a part is written ``\\;``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_PART: Final = re.compile(r"(?:\\.|[^;])+", re.DOTALL)


def join(parts: Iterable[str]) -> str:
    """The parts as one text."""
    return ";".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def split(text: str) -> list[str]:
    """The parts that `join` put together, or that a user wrote with ``;`` between them."""
    if ";" not in text and "\\" not in text:
        return [text] if text else []
    parts = (re.sub(r"\\([\\;])", r"\1", part).strip() for part in _PART.findall(text))
    return list(filter(None, parts))
