"""The one place that writes: to a stream, or to a file that is there whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from taiwan_allies.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

AT_ONCE = 2_000
"""Pieces of an answer that are written together. One that is shorter is read from the store whole before the first is
written, so that whoever reads it slowly (a pager) holds up nobody who writes."""


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
    for chunk in chunks:
        batch.append(chunk)
        if len(batch) >= AT_ONCE:
            _put(stream, batch)
    _put(stream, batch)


def _put(stream: TextIO, batch: list[str]) -> None:
    try:
        stream.write("".join(batch))
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is still buffered would be tried again, and complained about, when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise UsageError(f"standard output takes no more: {error.strerror}", "Write to another place.") from None
    batch.clear()


def write_file(path: str, chunks: Iterable[str]) -> None:
    """Write beside ``path`` and rename over it, so that a reader finds the old file or the new one, never a part.

    Raises `UsageError` when it cannot be written.
    """
    with new_file(path) as temporary, open(temporary, "w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(chunks)


class new_file:  # noqa: N801 - used like a function
    """A path beside the target to write to; renamed over the target on success, removed on failure.

    What a link points to is replaced, not the link, and keeps its rights. A device or a named pipe is written to as it
    is: renamed over, it would be gone for everybody.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.temporary = ""

    def __enter__(self) -> str:
        import tempfile

        if not self.path:
            raise UsageError("-o: the name of the file is empty", "Name a file, or - for standard output.")
        if os.path.isdir(self.path):
            raise UsageError(f"-o {self.path}: it is a folder", "Name a file.")
        if os.path.exists(self.path) and not os.path.isfile(self.path):
            return self.path
        self.target = os.path.realpath(self.path)
        folder, name = os.path.split(self.target)
        try:
            handle, self.temporary = tempfile.mkstemp(
                prefix=f".{name[:40]}.", suffix=os.path.splitext(name)[1][:16], dir=folder
            )
        except OSError as error:
            raise UsageError(
                f"-o {self.path}: cannot write there: {error.strerror}",
                "Choose a folder that you can write to.",
            ) from None
        os.close(handle)
        return self.temporary

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None and self.temporary:
            try:
                os.chmod(self.temporary, self._rights())
                os.replace(self.temporary, self.target)
                return
            except OSError as refused:
                error = refused
        if self.temporary and os.path.exists(self.temporary):
            os.remove(self.temporary)
        if isinstance(error, OSError):
            raise UsageError(
                f"-o {self.path}: cannot write it: {error.strerror}",
                "Free some space or choose another folder.",
            ) from None

    def _rights(self) -> int:
        """Those of the file that is replaced, or what a new file gets."""
        if os.path.exists(self.target):
            return os.stat(self.target).st_mode & 0o777
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
