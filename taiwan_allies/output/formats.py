"""Rows as tsv, csv, json, ndjson and md: the same fields and values in each, complete, without any colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.output.text import harmless, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from taiwan_allies.output.result import Row, Value


def cell(value: Value) -> str:
    """A value in a line format: nothing for unknown, ``true``/``false`` for a truth."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def tsv(fields: Sequence[str], rows: Iterable[Row], header: bool) -> Iterator[str]:
    """Tab-separated lines; a tab, line end or control character inside a value becomes a space or a visible sign."""
    if header:
        yield "\t".join(fields) + "\n"
    for row in rows:
        cells = [v if type(v) is str else cell(v) for v in row]
        if not "".join(cells).isprintable():  # asked once: most rows are
            cells = [one_line(text) for text in cells]
        yield "\t".join(cells) + "\n"


def csv(fields: Sequence[str], rows: Iterable[Row], header: bool) -> Iterator[str]:
    """RFC 4180 with ``\\n`` line ends."""
    from csv import writer

    class Line:
        text = ""

        def write(self, text: str) -> None:
            self.text = text

    line = Line()
    out = writer(line, lineterminator="\n")
    if header:
        out.writerow(fields)
        yield line.text
    for row in rows:
        cells = [v if type(v) is str else cell(v) for v in row]
        if not "".join(cells).isprintable():
            cells = [harmless(text) for text in cells]
        out.writerow(cells)
        yield line.text


def json(fields: Sequence[str], rows: Iterable[Row], data: object = None) -> Iterator[str]:
    """One array of flat objects, or ``data`` as it nests."""
    if data is not None:
        yield _dumps(data, indent=2) + "\n"
        return
    before = "[\n  "
    for row in rows:
        yield before + _dumps(dict(zip(fields, row, strict=True)))
        before = ",\n  "
    yield "[]\n" if before == "[\n  " else "\n]\n"


def ndjson(fields: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """One flat object a line."""
    for row in rows:
        yield _dumps(dict(zip(fields, row, strict=True))) + "\n"


def _dumps(value: object, indent: int | None = None) -> str:
    """JSON as people read it; a character that can steer a terminal is escaped, and so is not lost."""
    from json import dumps

    text = dumps(value, ensure_ascii=False, indent=indent)
    if text.isprintable() or harmless(text) == text:
        return text
    return "".join(c if c == "\n" or harmless(c) == c else f"\\u{ord(c):04x}" for c in text)


def md(fields: Sequence[str], rows: Iterable[Row], header: bool) -> Iterator[str]:
    """A table to paste into Markdown; pipes and other active characters in values are escaped."""

    def line(values: Iterable[str]) -> str:
        return "| " + " | ".join(values) + " |\n"

    active = str.maketrans({c: "\\" + c for c in "\\|*_`<>[]"})
    if header:
        yield line(fields)
        yield line("---" for _ in fields)
    for row in rows:
        yield line(one_line(cell(v)).translate(active) for v in row)


FORMATS: dict[str, Callable[..., Iterator[str]]] = {
    "tsv": tsv,
    "csv": csv,
    "json": json,
    "ndjson": ndjson,
    "md": md,
}
