"""A result in the format that was asked for, to the place that was asked for."""

from __future__ import annotations

from itertools import chain
from os.path import splitext
from typing import TYPE_CHECKING

from taiwan_allies.errors import UsageError, did_you_mean
from taiwan_allies.files import must_be_writable
from taiwan_allies.output.formats import FORMATS, PIPE, SUFFIXES, TERMINAL, Answer, Format
from taiwan_allies.output.pager import page
from taiwan_allies.output.result import Result
from taiwan_allies.output.stream import write_file, write_stream
from taiwan_allies.output.text import one_line
from taiwan_allies.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from taiwan_allies.context import Context

BYTE_ORDER_MARK = "\ufeff"
PICTURES = (".svg", ".png", ".pdf")


class Output(Plain):
    """How the user wants to see the answer. ``format`` is None when it was left to the stream or the file's name."""

    format: str | None = None
    fields: Sequence[str] | None = None
    header: bool = True
    file: str | None = None
    pager: bool = True
    bom: bool = False


def emit(context: Context, result: Result, output: Output, warnings: Sequence[str] = ()) -> None:
    """Write ``result``. Raises `UsageError` for an unknown field or a file that cannot be written."""
    if output.file is None or output.file == "-":
        _to_stream(context, result, output)
    else:
        _to_file(context, result, output, output.file)
    watched = context.stderr_tty and context.stdout_tty
    lines = [*warnings, *result.warnings, *(result.notes if watched else ())]
    if lines and context.lang != "en":
        from taiwan_allies.i18n.notices import translated  # most answers say nothing beside

        lines = [translated(context.lang, line) for line in lines]
    for line in lines:
        context.stderr.write(f"allies: {one_line(line)}\n")


def foresee(output: Output, fields: Sequence[str]) -> None:
    """Raises `UsageError` for an answer that could not be written: asked before the store is written to."""
    if fields:
        _answer(Result([], fields=fields), output, asked=False)
    if output.file is not None and output.file != "-":
        if output.format is None:
            _by_suffix(Result([], fields=fields), output.file, splitext(output.file)[1].lower())
        must_be_writable(output.file)


def _to_stream(context: Context, result: Result, output: Output) -> None:
    format_ = FORMATS[output.format] if output.format else TERMINAL if context.stdout_tty else PIPE
    chunks = _chunks(context, result, output, format_, asked=output.format is not None)
    if format_.for_terminals and result.paged and output.pager:
        page(context, "".join(chunks))
    else:
        write_stream(context.stdout, chunks, data=not format_.for_terminals)


def _to_file(context: Context, result: Result, output: Output, file: str) -> None:
    suffix = splitext(file)[1].lower()
    if output.format is None and suffix in PICTURES:
        if result.picture is None:
            raise UsageError(
                f"-o {file}: this command draws no picture",
                "`allies chart` and `allies map` do; here use .csv, .json or .md.",
            )
        result.picture(context, file)
    elif output.format is None and output.fields is None and suffix in result.texts:
        write_file(file, [result.texts[suffix]()])
    else:
        format_ = FORMATS[output.format] if output.format else _by_suffix(result, file, suffix)
        write_file(
            file,
            _chunks(context._replace(stdout_tty=False), result, output, format_, asked=bool(output.format or suffix)),
        )


def _chunks(context: Context, result: Result, output: Output, format_: Format, *, asked: bool) -> Iterable[str]:
    chunks = format_.write(_answer(result, output, asked), context)
    return chain([BYTE_ORDER_MARK], chunks) if output.bom else chunks


def _by_suffix(result: Result, file: str, suffix: str) -> Format:
    """The format that the ending of a file's name means, TSV where it has none."""
    if not suffix or suffix in SUFFIXES:
        return SUFFIXES.get(suffix, PIPE)
    known = {*SUFFIXES, *result.texts, *(PICTURES if result.picture is not None else ())}
    raise UsageError(
        f"-o {file}: no format is known by the ending {suffix!r}",
        f"Known endings: {', '.join(sorted(known))}; or say --format.",
    )


def _answer(result: Result, output: Output, asked: bool) -> Answer:
    if output.fields is None:
        return Answer(result, None, output.header, asked)
    known = list(result.fields)
    unknown = [name for name in output.fields if name not in known]
    if unknown:
        hint = f"{did_you_mean(unknown[0], known)}Fields: {', '.join(known)}"
        raise UsageError(f"--fields: no field is called {unknown[0]!r}", hint)
    return Answer(result, [known.index(name) for name in output.fields], output.header, asked)
