"""The entry point: runs the command line, turns an error into one or two lines and an exit code."""

from __future__ import annotations

import os
import sys

from taiwan_allies.edge import silence, streams, told
from taiwan_allies.errors import AlliesError, ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

LONGEST = 600
"""Characters of a line of an error."""


def main() -> None:
    """Run `allies`. Ends the process with one of `ExitCode`."""
    import gc

    # A process that lives for a tenth of a second has no garbage worth looking for: this is a tenth of its time.
    gc.disable()
    streams()
    code = _run()
    if os.environ.get("ALLIES_DEBUG"):
        sys.exit(code)
    _leave(code)


def _run() -> int:
    """Answer, and turn what went wrong into a line or two; the exit code."""
    try:
        code = _answer()
        sys.stdout.flush()
        return code
    except AlliesError as error:
        return _tell(error)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Only where SIGPIPE does not exist, or is not asked for yet.
        silence(1)
        return ExitCode.PIPE_CLOSED
    except Exception as fault:
        # Python would end with 1, which a script reads as the answer "no".
        if os.environ.get("ALLIES_DEBUG"):
            raise
        known = told(fault)
        if known is not None:
            return _tell(known)
        message = f"a fault of the program: {type(fault).__name__}: {ascii(str(fault))[1:-1][:200]}"
        hint = "Please report it, with the command and what it prints with ALLIES_DEBUG=1."
        sys.stderr.write(_lines(AlliesError(message, hint)))
        return ExitCode.FAULT


def _leave(code: int) -> NoReturn:
    """End at once: Python would first free every object, one by one. What is buffered is written before."""
    import atexit

    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    finally:
        os._exit(code)


def _answer() -> int:
    if sys.argv[1:] == ["--version"]:
        # Answered before the command line's machinery is imported.
        from taiwan_allies.version import version_lines

        sys.stdout.write(version_lines())
        return 0
    _die_quietly_in_pipes()
    from taiwan_allies.cli.app import run

    return run()


def _tell(error: AlliesError) -> int:
    sys.stderr.write(_lines(error))
    return error.exit_code


def _lines(error: AlliesError) -> str:
    from taiwan_allies.context import spoken
    from taiwan_allies.i18n.notices import translated
    from taiwan_allies.output.text import one_line

    lang = spoken(sys.stderr)
    lines = [f"allies: {translated(lang, message)}" for message in (error.message, *error.more)]
    lines += [f"  {translated(lang, error.hint)}"] if error.hint else []
    return "".join(_bounded(one_line(line)) + "\n" for line in lines)


def _bounded(line: str) -> str:
    """A line that can be read, however long the name is that it complains of."""
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 100]} ... {line[-100:]}"


def _die_quietly_in_pipes() -> None:
    """`allies list | head -1` ends as `cat` does: by SIGPIPE, which a shell reports as 141."""
    import signal

    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


if __name__ == "__main__":
    main()
