"""Values that a user gives as text, by the declared type of their field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Final, TypeVar, cast

from taiwan_allies.dates.periods import parse_date
from taiwan_allies.errors import UsageError, quoted
from taiwan_allies.model.fields import Field, describe
from taiwan_allies.model.own import StreamRow
from taiwan_allies.model.rows import Engagement, Event, Source
from taiwan_allies.rules import texts

T = TypeVar("T", bound=Event | Engagement)
Value = str | int | None
Heard = Callable[[str, Iterable[str]], str]
"""What finds, among some words, the one that a text means in another language, and else gives the text back."""

FIELDS: Final[Mapping[str, Field]] = {f.name: f for row in (Source, StreamRow) for f in describe(row)}
"""The fields that a user gives, by name."""

_SHORT: Final = {"actor", "amount_original"}
_MEANT: Final = {
    "break": "sever", "broke": "sever", "end": "sever", "leave": "sever", "switch": "sever", "recognise": "establish",
    "recognize": "establish", "open": "establish", "start": "establish", "resume": "restore", "reopen": "restore",
    "trip": "visit", "stopover": "transit", "treaty": "agreement", "loan": "aid", "declaration": "statement",
}  # fmt: skip
"""Near words, for the hint alone: what is recorded is said in the record's own words."""


def value(field: Field, text: str, today: date, heard: Heard | None = None) -> Value:
    """The value of a field as the store keeps it; `empty` for an empty text. Raises `UsageError`, without the field."""
    if not text.strip():
        return empty(field)
    if field.type == "date":
        return day(text, today)
    if field.words:
        return word(field.words, text, heard)
    if field.type == "integer":
        return amount(text)
    if field.name == "note":
        return texts.note(text)
    return texts.line(text, texts.NAME if field.name in _SHORT else texts.LINE)


def empty(field: Field) -> Value:
    """What a field holds that nobody gave."""
    return "unknown" if "unknown" in field.words else None


def blank(row: type[T]) -> T:
    """A row in which nothing is said."""
    return cast("T", row._make([empty(field) for field in describe(row)]))


def changed(row: T, given: Mapping[str, Value]) -> T:
    """A row with other values. A translation goes with the sentence that it translates."""
    if isinstance(row, Engagement) and given.get("summary", row.summary) != row.summary:
        given = {"summary_zh": None, **given}
    return cast("T", type(row)._make([given.get(name, old) for name, old in zip(row._fields, row, strict=True)]))


def word(known: Sequence[str], text: str, heard: Heard | None = None) -> str:
    """A word of a closed vocabulary. Raises `UsageError`, as the end of a sentence."""
    found = text.strip().lower()
    if found in known:
        return found
    if heard is not None and (named := heard(text, known)) in known:
        return named
    words = {w: w for w in known} | {near: w for near, w in _MEANT.items() if w in known}
    near = dict.fromkeys(words[w] for w in get_close_matches(found[:40], words, 2))
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    raise UsageError(f"{quoted(text)} is none of its words", f"{meant}It can be {', '.join(known)}.")


def day(text: str, today: date) -> str:
    """A date as the store keeps it. Raises `UsageError`."""
    return str(parse_date(text, today))


def amount(text: str) -> int:
    """Whole US dollars. Raises `UsageError`, as the end of a sentence."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 15):
        raise UsageError(f"{quoted(text)} is not a whole number of dollars", "Write it like 150000000.")
    return int(plain)
