"""How far a long piece of work is, on standard error, for a person who waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from taiwan_allies.context import Context


class Progress:
    """Call it with the number done so far. It writes only to a terminal, and only from ``quiet`` on."""

    def __init__(self, context: Context, noun: str, quiet: int = 2_000) -> None:
        self.stream = context.stderr if context.stderr_tty else None
        self.noun, self.quiet, self.shown = noun, quiet, False

    def __call__(self, done: int) -> None:
        if self.stream is not None and done > self.quiet:
            self.shown = True
            self.stream.write(f"\r{done:,} {self.noun}")
            self.stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.stream is not None and self.shown:
            self.stream.write("\r" + " " * 40 + "\r")
            self.stream.flush()
