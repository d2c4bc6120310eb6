"""Rows of an input file, as CSV, TSV, JSON or NDJSON, one at a time, with the line on which each begins."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from io import TextIOWrapper
from operator import itemgetter
from typing import IO, Final, NamedTuple

from taiwan_allies.errors import UsageError, quoted
from taiwan_allies.model import joined
from taiwan_allies.model.own import StreamRow
from taiwan_allies.store.own.exporter import ALIASES, REQUIRED

COLUMNS: Final = StreamRow._fields


class Row(NamedTuple):
    """The line on which a row begins, its cells, and its columns: an empty one means no value, a missing one says nothing."""

    line: int
    cells: StreamRow
    present: frozenset[str]


FORMATS: Final = ("csv", "tsv", "json", "ndjson")
SUFFIXES: Final = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
}


def format_of(file: str) -> str | None:
    """The format that the ending of a file's name means."""
    return next((format_ for end, format_ in SUFFIXES.items() if file.lower().endswith(end)), None)


LEAST = "At the least: country, kind, date, source."
OBJECTS = "Write an array of objects, or one object a line."

LONGEST_FIELD: Final = 131_072
"""The longest field of CSV or TSV that is read at all; what is kept of it is limited by `rules.texts`."""
LONGEST_LINE: Final = 4 << 20
"""Characters of a line that is read at all; a row has no more than some dozens of such fields."""
LARGEST_ARRAY: Final = 64 << 20
"""Characters of a JSON array, which is read at once."""


class Rows:
    """The rows of one input.

    Raises `UsageError`, with file and line, for anything that is not such a file.
    """

    def __init__(self, stream: IO[bytes], name: str, format_: str | None, *, ignore_unknown: bool) -> None:
        self.name, self.ignore_unknown = name, ignore_unknown
        self.line = 0
        start = _peek(stream)
        # NDJSON may have no lines, and so no rows; the other formats cannot be empty.
        if not start.strip(b"\xef\xbb\xbf \t\r\n") and format_ != "ndjson":
            raise UsageError(
                f"{name}: it is empty", "A file begins with the names of its columns: country,kind,date,source."
            )
        if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start[:4]:
            raise UsageError(
                f"{name}: it is UTF-16 or binary, not UTF-8 text",
                "Save it as UTF-8, for example as `CSV UTF-8` in a spreadsheet.",
            )
        self.format = format_ or _sniff(start)
        self.text = TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        self._rows = {"json": self._json, "ndjson": self._ndjson}.get(self.format, self._delimited)()
        # The first step of a generator reads the header; of JSON, the first object.
        with self._translate_errors():
            self._first = next(self._rows, None)

    def __iter__(self) -> Iterator[Row]:
        if self._first is not None:
            yield self._first
            self._first = None
        with self._translate_errors():
            yield from self._rows

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise self.bad(
                self.line + 1, f"not UTF-8 text (byte 0x{byte:02x}) here or soon after", "Save it as UTF-8."
            ) from None
        except csv.Error as error:
            raise self.bad(
                self.line + 1,
                f"not CSV: {error}",
                f"A field is at most {LONGEST_FIELD:,} characters long; quotes come in pairs.",
            ) from None
        except (ValueError, RecursionError) as error:
            text = str(error).partition(": line")[0].partition(" (use ")[0]
            raise self.bad(self.line or 1, f"not JSON: {text[:100]}", OBJECTS) from None
        except OSError as error:
            raise UsageError(f"{self.name}: cannot be read: {error.strerror}", "Name another file.") from None

    def bad(self, line: int, message: str, hint: str) -> UsageError:
        return UsageError(f"{self.name}:{line}: {message}", f"{hint} Nothing was imported.")

    # Columns -------------------------------------------------------------------------------------

    def _columns(self, names: Sequence[str]) -> list[str]:
        """The names of columns under the names that they have here. Raises `UsageError` for unknown or doubled ones."""
        found: list[str] = []
        for name in names:
            plain = name.strip().lower()
            column = ALIASES.get(plain, plain)
            if column in COLUMNS:
                if column in found:
                    raise UsageError(
                        f"{self.name}: two columns say {column}: {quoted(name)} is one of them",
                        "Leave one of them out.",
                    )
                found.append(column)
            elif self.ignore_unknown:
                found.append("")
            else:
                near = get_close_matches(plain[:40], [*COLUMNS, *ALIASES], 1)
                raise UsageError(
                    f"{self.name}: no column is called {quoted(name)}",
                    (f"Did you mean {near[0]}? " if near else "")
                    + f"Columns: {', '.join(COLUMNS)}; --ignore-unknown passes over others.",
                )
        return found

    def _complete(self, found: Iterable[str]) -> None:
        missing = [name for name in REQUIRED if name not in set(found)]
        if missing:
            raise UsageError(f"{self.name}: no column {' and no column '.join(missing)}", LEAST)

    # Formats -------------------------------------------------------------------------------------

    def _lines(self) -> Iterator[str]:
        """The lines of the input. One without an end is not read to its end."""
        while text := self.text.readline(LONGEST_LINE + 1):
            if len(text) > LONGEST_LINE:
                raise self.bad(self.line + 1, f"a line of more than {LONGEST_LINE:,} characters", "Is it another file?")
            yield text

    def _delimited(self) -> Iterator[Row]:
        csv.field_size_limit(LONGEST_FIELD)  # of the process; what else runs in it may have lifted it
        tabs = self.format == "tsv"
        rows = (
            csv.reader(self._lines(), "excel-tab", quoting=csv.QUOTE_NONE)
            if tabs
            else csv.reader(self._lines(), strict=True)
        )
        header: list[str] = next((row for row in rows if row), [])
        columns = self._columns(header)
        self._complete(columns)
        present = frozenset(columns)
        width = len(columns)
        # A row gets one empty cell more, which stands for every column that the file does not have.
        pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(
            *[columns.index(c) if c in columns else width for c in COLUMNS]
        )
        self.line = rows.line_num
        for row in rows:
            line, self.line = self.line + 1, rows.line_num
            if len(row) != width:
                if not row:
                    continue
                raise self.bad(
                    line, f"{len(row)} cells, where the header has {width}", "Quote a cell that holds a comma."
                )
            row.append("")
            yield Row(line, StreamRow._make(pick(row)), present)

    def _ndjson(self) -> Iterator[Row]:
        for text in self._lines():
            self.line += 1
            if text.strip():
                yield self._object(json.loads(text))

    def _json(self) -> Iterator[Row]:
        text = self.text.read(LARGEST_ARRAY + 1)
        if len(text) > LARGEST_ARRAY:
            raise UsageError(
                f"{self.name}: an array of more than {LARGEST_ARRAY:,} characters", "Write one object a line (NDJSON)."
            )
        decode = json.JSONDecoder().raw_decode
        at, self.line = _space(text, 0), 1
        counted = 0
        if not text.startswith("[", at):
            raise ValueError("it does not begin with [")
        at = _space(text, at + 1)
        while not text.startswith("]", at):
            self.line += text.count("\n", counted, at)
            counted = at
            value, at = decode(text, at)
            yield self._object(value)
            at = _space(text, at)
            if text.startswith(",", at):
                at = _space(text, at + 1)
                if text.startswith("]", at):
                    raise ValueError("a comma before the end")
            elif not text.startswith("]", at):
                raise ValueError("a comma or ] is missing")
        if _space(text, at + 1) != len(text):
            raise ValueError("something follows the array")

    def _object(self, value: object) -> Row:
        if not isinstance(value, dict):
            raise self.bad(self.line, "not an object", OBJECTS)
        if not value.keys() <= _KNOWN:
            columns = self._columns(list(value))
            value = {c: v for c, v in zip(columns, value.values(), strict=True) if c}
        missing = [name for name in REQUIRED if name not in value]
        if missing and value.get("action") != "hide":
            raise self.bad(self.line, f"no {' and no '.join(missing)}", LEAST)
        return Row(self.line, StreamRow._make(map(self._cell, COLUMNS, map(value.get, COLUMNS))), frozenset(value))

    def _cell(self, column: str, value: object) -> str:
        if type(value) is str:
            return value
        if value is None:
            return ""
        if type(value) is int:
            return str(value)
        if column in {"source", "country"} and isinstance(value, list) and all(isinstance(v, str) for v in value):
            return joined.join(value)
        if column in {"base", "evidence"} and isinstance(value, dict | list):
            return json.dumps(value, ensure_ascii=False)
        raise self.bad(self.line, f"{column}: {type(value).__name__} is not text", "Put it in quotation marks.")


_KNOWN: Final = frozenset(COLUMNS)


def _space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _peek(stream: IO[bytes]) -> bytes:
    peek = getattr(stream, "peek", None)
    return bytes(peek(4096)[:4096]) if peek else b"?"


def _sniff(start: bytes) -> str:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] in (b"[", b"{"):
        return "json" if text[:1] == b"[" else "ndjson"
    line = text.partition(b"\n")[0]
    return "tsv" if b"\t" in line and b"," not in line else "csv"
