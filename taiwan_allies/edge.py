"""The edge of the program: standard streams that may be closed or full, and the net for what nobody has caught."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from taiwan_allies.errors import AlliesError, UsageError

_NUMBERS_AND_PATHS = (
    "null byte",
    "null character",
    "out of range",
    "integer string conversion",
    "too large",
    "surrogates",
)
"""What Python says of a number or a path that is none."""


class _Said(TextIOWrapper):
    """Standard error, at once. What cannot be said is dropped: it changes nothing about how the program ends."""

    def write(self, text: str) -> int:
        try:
            with _no_sigpipe():
                written = super().write(text)
                super().flush()
                return written
        except OSError:
            silence(2)
            return len(text)


class _no_sigpipe:  # noqa: N801 - used like a function
    """A reader of standard error that goes away ends nothing."""

    def __enter__(self) -> None:
        import signal  # `--version` says nothing here

        try:
            self.before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        except (ValueError, AttributeError):  # in another thread; where there is no such signal
            self.before = None

    def __exit__(self, *_: object) -> None:
        if self.before is not None:
            import signal

            signal.signal(signal.SIGPIPE, self.before)


def silence(fd: int) -> None:
    """Let a stream that takes no more take everything: what is buffered would fail once more when the process ends."""
    try:
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, fd)
        os.close(null)
    except OSError:
        return


def streams() -> None:
    """Give the process all three standard streams, and one for errors that cannot fail.

    What the parent closed leads nowhere. Left closed, the next file that is opened, perhaps the store, would get its
    number, and with it all that is said.
    """
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
    for name, fd, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(fd, mode, encoding="utf-8", errors="backslashreplace", closefd=False))  # noqa: SIM115
    if type(sys.stderr) is TextIOWrapper:
        encoding, errors = sys.stderr.encoding, sys.stderr.errors
        sys.stderr = _Said(sys.stderr.detach(), encoding, errors, line_buffering=True)


def told(fault: Exception) -> AlliesError | None:
    """What an exception that nobody caught means to the user; None where it is a bug of ours."""
    if isinstance(fault, OSError):
        return _of_system(fault)
    if isinstance(fault, MemoryError):
        return UsageError("there is not enough memory for this", "Ask for less at once.")
    if isinstance(fault, RecursionError):
        return UsageError("the input is nested too deeply", "Write it with fewer levels.")
    if isinstance(fault, OverflowError) or (
        isinstance(fault, ValueError) and any(text in str(fault) for text in _NUMBERS_AND_PATHS)
    ):
        said = ascii(str(fault))[1:-1][:100]
        return UsageError(f"a number, date or name is out of range: {said}", "Give a smaller one.")
    return _of_store(fault)


def _of_store(fault: Exception) -> AlliesError | None:
    """What SQLite said, or what is wrong with the store that was read: values that no program of ours has written."""
    if "taiwan_allies.store.db.connection" not in sys.modules:
        return None
    from taiwan_allies.store.db.fsck import at_fault

    return at_fault(fault)


def _of_system(fault: OSError) -> AlliesError:
    reason = fault.strerror or str(fault)
    try:
        os.getcwd()
    except OSError:
        return UsageError("the working folder does not exist any more", "Go to another one: cd ~")
    if fault.filename is None:
        silence(1)
        return UsageError(f"standard output takes no more: {reason}", "Write to another place.")
    name = ascii(os.fsdecode(fault.filename) if isinstance(fault.filename, str | bytes) else fault.filename).strip("'")
    short = name if len(name) <= 200 else f"{name[:200]}..."
    return UsageError(f"{short}: {reason}", "Give another path.")
