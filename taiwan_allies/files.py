"""The one place that puts a file where it belongs: written beside it, then renamed over it, whole or not at all.

A link is followed, never replaced. What a killed program leaves half written is known by its name: `.NAME.PID-N.part`,
and what SQLite writes beside that.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import TextIO

from taiwan_allies.errors import UsageError

_UNFINISHED = r"(?s)\..+\.(\d{1,9})-\d+\.part(?:\.\w*)?(?:-journal|-wal|-shm)?"
_NUMBERS = count(1)
_OLD_SECONDS = 86_400
"""After a day nobody writes any more, where a process cannot be asked for."""
_SQLITE = b"SQLite format 3\0"


def followed(path: str | os.PathLike[str]) -> str:
    """The file or folder that a path leads to, whatever links lie between. Raises `OSError` for links in a circle."""
    found = os.path.realpath(path)
    if os.path.islink(found):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
    return found


def beside(target: str, ending: str = "") -> str:
    """A name in the same folder for what is not finished yet."""
    folder, name = os.path.split(target)
    return os.path.join(folder, f".{_short(name)}.{os.getpid()}-{next(_NUMBERS)}.part{ending}")


def _short(name: str) -> str:
    """As much of a name as leaves room for what stands around it."""
    return os.fsdecode(os.fsencode(name)[:80])


def leftovers(folder: str, name: str = "") -> Iterator[str]:
    """What killed programs left half written in a folder, of one file or of any."""
    start = f".{_short(name)}." if name else "."
    with suppress(OSError):
        for entry in os.scandir(folder):
            found = re.fullmatch(_UNFINISHED, entry.name)
            if found and entry.name.startswith(start) and not _runs(int(found[1]), entry):
                yield entry.path


def clean(target: str) -> None:
    """Remove what killed programs left of this file."""
    for path in list(leftovers(*os.path.split(target))):
        remove(path)


def remove(path: str) -> None:
    """Remove what was not finished: a file, or a folder of files."""
    with suppress(OSError):
        if os.path.isdir(path) and not os.path.islink(path):
            for entry in list(os.scandir(path)):
                remove(entry.path)
            os.rmdir(path)
        else:
            os.remove(path)


def _runs(number: int, entry: os.DirEntry[str]) -> bool:
    """Whether the program that writes this still runs."""
    if os.name == "nt":  # to ask would be to end it
        import time

        return time.time() - entry.stat().st_mtime < _OLD_SECONDS
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def open_plain(path: str | os.PathLike[str], most: int) -> TextIO:
    """A file of somebody else's folder, for reading as UTF-8, of at most so many bytes.

    Raises `UsageError` for a link, which may lead anywhere, and for a device or a pipe, which may never end.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        fd = os.open(path, flags)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise UsageError(f"{path}: it is a link, not a file", "Put the file itself into the folder.") from None
    status = os.fstat(fd)
    if stat.S_ISREG(status.st_mode) and status.st_size <= most:
        return open(fd, encoding="utf-8", newline="")
    os.close(fd)
    if stat.S_ISREG(status.st_mode):
        raise UsageError(f"{path}: it is larger than {most:,} bytes", "That is no file of a record.")
    raise UsageError(f"{path}: it is no plain file", "Put a file there.")


def place(fresh: str, target: str) -> None:
    """Rename what is finished over the target, and wait until the folder is on the disk."""
    os.replace(fresh, target)
    if os.name == "nt":
        return
    # Some network folders cannot be synchronised; the file itself is written.
    with suppress(OSError):
        folder = os.open(os.path.dirname(target), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def placed(target: str) -> Iterator[str]:
    """A name beside the target for what is made there: renamed over the target when it is whole, removed when it fails."""
    clean(target)
    fresh = beside(target)
    try:
        yield fresh
        place(fresh, target)
    finally:
        remove(fresh)


class new_file:  # noqa: N801 - used like a function
    """A path beside the target to write to; renamed over the target on success, removed on failure.

    A file that is replaced hands on its rights. A device or a named pipe is written to as it is: renamed over, it would
    be gone for everybody. A database is not replaced by what is none. ``label`` is what an error calls the target.
    """

    def __init__(self, path: str, label: str = "") -> None:
        self.path = path
        self.label = label or f"-o {path}"
        self.temporary = ""

    def __enter__(self) -> str:
        if not self.path:
            raise UsageError("-o: the name of the file is empty", "Name a file, or - for standard output.")
        if os.path.isdir(self.path):
            raise UsageError(f"{self.label}: it is a folder", "Name a file.")
        if os.path.exists(self.path) and not os.path.isfile(self.path):
            return self.path
        self.target = followed(self.path)
        if _is_database(self.target):
            raise UsageError(f"{self.label}: it is a database, perhaps your store", "Name another file.")
        clean(self.target)
        self.temporary = beside(self.target, os.path.splitext(self.target)[1][:16])
        try:
            os.close(os.open(self.temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except OSError as error:
            self.temporary = ""
            raise UsageError(
                f"{self.label}: cannot write there: {error.strerror}",
                "Choose a folder that you can write to.",
            ) from None
        return self.temporary

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None and self.temporary:
            try:
                if os.path.exists(self.target):
                    os.chmod(self.temporary, os.stat(self.target).st_mode & 0o777)
                os.replace(self.temporary, self.target)
                return
            except OSError as refused:
                error = refused
        if self.temporary:
            remove(self.temporary)
        if isinstance(error, OSError):
            raise UsageError(
                f"{self.label}: cannot write it: {error.strerror}",
                "Free some space or choose another folder.",
            ) from None


def must_be_writable(path: str) -> None:
    """Raises `UsageError` where `new_file` could not put a file."""
    file = new_file(path)
    file.__enter__()
    if file.temporary:
        remove(file.temporary)


def _is_database(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            return stream.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False
