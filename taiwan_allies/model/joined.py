"""A list as one text: its parts with ``;`` between them; one inside a part is written ``\\;``."""

from __future__ import annotations

from collections.abc import Iterable


def join(parts: Iterable[str]) -> str:
    """The parts as one text."""
    return ";".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def split(text: str) -> list[str]:
    """The parts that `join` put together, or that a user wrote with ``;`` between them."""
    if ";" not in text and "\\" not in text:
        return [text] if text else []
    parts, part, escaped = [], "", False
    for char in text:
        if escaped:
            part, escaped = part + (char if char in "\\;" else "\\" + char), False
        elif char == "\\":
            escaped = True
        elif char == ";":
            parts.append(part)
            part = ""
        else:
            part += char
    parts.append(part + "\\" * escaped)
    return [part.strip() for part in parts if part.strip()]
