"""The one place that writes an answer: to a stream, or to a file that is there whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.edge import silence
from taiwan_allies.errors import UsageError
from taiwan_allies.files import new_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

AT_ONCE = 2_000
"""Pieces of an answer that are written together. One that is shorter is read from the store whole before the first is
written, so that whoever reads it slowly (a pager) holds up nobody who writes."""

LARGE = 4_000_000
"""Characters that are written together at most, where the pieces are long."""


def write_stream(stream: TextIO, chunks: Iterable[str], *, data: bool) -> None:
    """Write to a stream: data is UTF-8 whatever the locale says; a terminal gets `?` for what it cannot show.

    Raises `UsageError` when the stream takes no more (a full disk behind `>`).
    """
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        if data:
            reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
        else:
            reconfigure(errors="replace")
    batch: list[str] = []
    size = 0
    for chunk in chunks:
        batch.append(chunk)
        size += len(chunk)
        if len(batch) >= AT_ONCE or size > LARGE:
            _put(stream, batch)
            size = 0
    _put(stream, batch)


def _put(stream: TextIO, batch: list[str]) -> None:
    try:
        stream.write("".join(batch))
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence(stream.fileno())
        raise UsageError(f"standard output takes no more: {error.strerror}", "Write to another place.") from None
    batch.clear()


def write_file(path: str, chunks: Iterable[str]) -> None:
    """Write beside ``path`` and rename over it, so that a reader finds the old file or the new one, never a part.

    Raises `UsageError` when it cannot be written.
    """
    with new_file(path) as temporary, open(temporary, "w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(chunks)
