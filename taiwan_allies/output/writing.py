"""The one place that writes: a result in the format that was asked for, to the place that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from taiwan_allies.errors import UsageError
from taiwan_allies.output.formats import FORMATS
from taiwan_allies.output.text import one_line, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from taiwan_allies.context import Context
    from taiwan_allies.output.result import Column, Result, Row

FORMAT_NAMES = ("table", *FORMATS)
PICTURES = ("svg", "png", "pdf")
SUFFIXES = {".jsonl": "ndjson", ".txt": "table", ".markdown": "md"} | {f".{name}": name for name in FORMATS}
AT_ONCE = 2_000
"""Pieces of an answer that are written together. One that is shorter is read from the store whole before the first is
written, so that whoever reads it slowly (a pager) holds up nobody who writes."""


class Output(NamedTuple):
    """How the user wants to see the answer. ``format`` is None when it was left to the stream or the file's name."""

    format: str | None = None
    fields: Sequence[str] | None = None
    header: bool = True
    file: str | None = None
    pager: bool = True


def emit(context: Context, result: Result, output: Output, warnings: Sequence[str] = ()) -> None:
    """Write ``result``. Raises `UsageError` for an unknown field or a file that cannot be written."""
    suffix = _suffix(output.file)
    if suffix.lstrip(".") in PICTURES and output.format is None:
        _picture(context, result, output, suffix.lstrip("."))
    else:
        _text(context, result, output, suffix)
    from itertools import chain

    watched = context.stderr_tty and context.stdout_tty
    for line in chain(warnings, result.warnings, result.notes if watched else ()):
        context.stderr.write(f"allies: {one_line(line)}\n")


def _suffix(file: str | None) -> str:
    if not file or file == "-":
        return ""
    from os.path import splitext

    return splitext(file)[1].lower()


def _picture(context: Context, result: Result, output: Output, kind: str) -> None:
    if result.picture is None:
        raise UsageError(
            f"-o {output.file}: this command draws no picture",
            "`allies chart` does; here use .csv, .json or .md.",
        )
    assert output.file is not None  # noqa: S101 - a suffix was read off it
    result.picture(context, output.file)


def _text(context: Context, result: Result, output: Output, suffix: str) -> None:
    to_file = output.file is not None and output.file != "-"
    texts = result.texts or {}
    if suffix in texts and output.format is None and output.fields is None:
        assert output.file is not None  # noqa: S101 - a suffix was read off it
        write_file(output.file, [texts[suffix]()])
        return
    if to_file and output.format is None and suffix and suffix not in SUFFIXES:
        pictures = PICTURES if result.picture is not None else ()
        known = ", ".join(sorted({*SUFFIXES, *texts, *(f".{p}" for p in pictures)}))
        raise UsageError(
            f"-o {output.file}: no format is known by the ending {suffix!r}",
            f"Known endings: {known}; or say --format.",
        )
    kind = output.format or SUFFIXES.get(suffix) or ("table" if context.stdout_tty and not to_file else "tsv")
    columns, rows = _select(result, output)
    if kind == "table":
        chunks = _terminal(context, result, output, columns, rows)
    elif kind == "tsv" and result.plain is not None and output.fields is None:
        chunks = iter([result.plain])
    elif kind == "json":
        chunks = FORMATS[kind](columns, rows, None if output.fields else result.data)
    elif kind == "ndjson":
        chunks = FORMATS[kind](columns, rows)
    else:
        chunks = FORMATS[kind](columns, rows, output.header)
    if to_file:
        assert output.file is not None  # noqa: S101
        write_file(output.file, chunks)
    elif kind == "table" and result.page and output.pager:
        from taiwan_allies.output.pager import page

        page(context, "".join(chunks))
    else:
        write_stream(context.stdout, chunks, data=kind != "table")


def _select(result: Result, output: Output) -> tuple[list[str], Iterable[Row]]:
    if output.fields is None:
        return result.fields, result.rows
    known = result.fields
    unknown = [name for name in output.fields if name not in known]
    if unknown:
        raise UsageError(f"--fields: no field is called {unknown[0]!r}", "Fields: " + ", ".join(known))
    picks = [known.index(name) for name in output.fields]
    return list(output.fields), (tuple(row[i] for i in picks) for row in result.rows)


def _terminal(context: Context, result: Result, output: Output, names: list[str], rows: Iterable[Row]) -> Iterator[str]:
    from taiwan_allies.output.table import ascii_only, table

    def shown(line: str) -> str:
        return (line if context.unicode else ascii_only(line)) + "\n"

    if result.view is not None and output.fields is None:
        yield from (shown(line) for line in result.view(context))
        return
    rows = list(rows)
    if not rows:
        if result.empty:
            context.stderr.write(f"allies: {one_line(result.empty)}\n")
    else:
        by_name = {column.name: column for column in result.columns}
        columns: list[Column] = [by_name[name] for name in names]
        lines, dropped = table(
            context,
            columns,
            rows,
            header=output.header,
            chosen=output.fields is not None,
            style_of=result.style_of if output.fields is None else None,
        )
        yield from (line + "\n" for line in lines)
        if dropped:
            from taiwan_allies.i18n.words import tell

            sentence = "Not shown here: {names} (a wider terminal, or --fields)."
            told = tell(context.lang, sentence, names=", ".join(dropped))
            yield from (shown(context.style.paint(line, "dim")) for line in wrap(told, context.width))
    for text in result.footer(context) if callable(result.footer) else result.footer:
        yield from (shown(line) for line in wrap(text, context.width))


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
        import os

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
        import os
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
        import os

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
        import os

        if os.path.exists(self.target):
            return os.stat(self.target).st_mode & 0o777
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
