"""The grammar of dates and periods: what every option and argument about time understands.

    period := "all" | "全部" | part | [part] ".." [part]
            | ("from" | "since") part [joiner [part]] | [part] ("to" | "until" | "至") part
    joiner := ".." | "to" | "until" | "至"
    part   := written | decade | president
    written:= ["about" | "約"] date ["?" | "~" | "%" | "（？）"]
    date   := YYYY | YYYY-MM | YYYY-MM-DD | YYYYMMDD
            | D MONTH YYYY | MONTH D [","] YYYY | MONTH YYYY
            | "today" | "今天" | "今" | "yesterday" | "昨天" | N ("days" | "weeks" | "months" | "years") "ago"
            | ("this" | "last") ("month" | "year")
            | YYYY年[M月[D日]] | ("民國" | "ROC") N [年[M月[D日]]]
    decade := YYY0s | YYY0年代

A part names its whole period, whichever side of a range it stands on: `..1978` ends with
December 1978. Whatever the program prints as a date or a period is understood. Whatever has two
readings (10/11/1971, 71) is refused, with the forms that work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from taiwan_allies.dates.days import MONTHS, days_in_month
from taiwan_allies.dates.partial import PartialDate, impossible
from taiwan_allies.dates.period import Period
from taiwan_allies.errors import AlliesError, UsageError, quoted

_DAY = timedelta(days=1)


Presidents = Callable[[str], "Period | None"]
"""Finds the span of a president's time in office by name; None if there is no such president."""
T = TypeVar("T")

_DATE_FORMS = "2016, 2016-05, 2016-05-20, 20 May 2016, ROC 113, today, last year, 3 years ago"


def parse_period(text: str, today: date, presidents: Presidents | None = None, option: str = "") -> Period:
    """Read a period. An error names the `option`; without `presidents` no name is understood."""
    wanted, forms = "date or a period", f"{_DATE_FORMS}, 1970s, 1971..1979, 1971.., ..1978, all"
    if presidents:
        wanted, forms = "date, a period or a president", f"{forms}, a president (tsai), lee..ma"
    return _read(text, option, lambda tidy: _period(tidy, today, presidents), today, wanted, forms)


def parse_date(text: str, today: date, option: str = "") -> PartialDate:
    """Read one date, as exact as it is written; one of the EDTF marks ?, ~ and % may follow it."""
    forms = f"{_DATE_FORMS}, 1971? (uncertain), 1971~ (about)"
    return _read(text, option, lambda tidy: _one_date(tidy, today), today, "date", forms)


class _RefusedError(Exception):
    """The text, or one part of it, means nothing here; becomes a UsageError with the forms that work.

    `reason` goes on from the text ("runs backwards"). Without `guesses`, they are looked for.
    """

    def __init__(self, reason: str = "", part: str = "", guesses: list[str] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.part = part
        self.guesses = guesses


_LONGEST = 100
_FULL_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: " ", 0x00A0: " "}
"""What a Chinese keyboard or a web page puts for plain signs, digits and spaces."""


def _tidy(text: str) -> str:
    """The text in plain digits, signs and single spaces, or a refusal of what no date looks like."""
    if len(text) > _LONGEST:
        raise _RefusedError("is too long", guesses=[])
    text = text.translate(_FULL_WIDTH)
    if not text.isprintable():
        raise _RefusedError("holds a control character", guesses=[])
    if not text.strip():
        raise _RefusedError("is empty", guesses=[])
    return " ".join(text.split())


# Dates -------------------------------------------------------------------------------------------

_MONTH_NUMBERS = {
    name: number for number, month in enumerate(map(str.lower, MONTHS), start=1) for name in (month, month[:3])
} | {"sept": 9}
_ERAS = ("民國", "民国", "中華民國", "中华民国", "roc")
_BEFORE_MINGUO = 1911
_DAYS_BACK = {"today": 0, "今天": 0, "今": 0, "yesterday": 1, "昨天": 1}
_WORDS = "day days week weeks month months year years ago today yesterday all this last".split()

_CHINESE = "年 (?:(?P<month>[0-9]{1,2}) 月 (?:(?P<day>[0-9]{1,2}) [日號号])?)?"
_NUMBERED = tuple(
    form.replace(" ", " ?")
    for form in (
        "(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?",
        "(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        "(?P<day>[0-9]{1,2}) (?P<name>[a-z]+) (?P<year>[0-9]{4})",
        "(?P<name>[a-z]+) (?:(?P<day>[0-9]{1,2})(?![0-9]) ,?)? (?P<year>[0-9]{4})",
        r"(?P<count>[0-9]{1,5}) (?P<unit>day|week|month|year)s?\sago",
        f"(?P<year>[0-9]{{4}}) {_CHINESE}",
        f"(?:{'|'.join(_ERAS)}) (?P<minguo>元|(?!0+(?![0-9]))[0-9]{{1,3}}) (?:{_CHINESE})?",
    )
)
"""Patterns of the dates in lower case; a space in them is one that may be left out."""
_NAMED = (f"(?P<named>{'|'.join(_DAYS_BACK)})", r"(?P<which>this|last)\s(?P<unit>month|year)")
"""The dates without a number, apart: a president's name need not wait until all patterns are compiled."""

_WRITTEN = re.compile(r"(about\s|[約约] ?)?(.*?)((?<! )(?:[?~%]|\(\?\)))?", re.DOTALL)
_DECADE = re.compile("([0-9]{3}0)(?:s|年代)")


def _date(text: str, today: date) -> PartialDate | None:
    """The date, with the marks of doubt around it; None when the text is shaped like no date."""
    written = _WRITTEN.fullmatch(text.lower())
    about, body, mark = written.groups() if written else (None, "", None)
    for form in _NUMBERED if any(char in "0123456789元" for char in body) else _NAMED:
        if found := re.fullmatch(form, body):
            fields = _fields(found.groupdict(""), today)
            if fields is None:
                continue
            if reason := impossible(*fields):
                raise _RefusedError(f"is not a date: {reason}", text, _nearest(*fields))
            return PartialDate(
                *fields, uncertain=mark in ("?", "(?)", "%"), approximate=about is not None or mark in ("~", "%")
            )
    return None


def _fields(found: dict[str, str], today: date) -> tuple[int, int | None, int | None] | None:
    """Year, month and day as written, not yet looked up in the calendar; None for a month of no known name."""
    if "named" in found:
        return _back(today, _DAYS_BACK[found["named"]], "days")
    if "count" in found:
        return _back(today, int(found["count"]), f"{found['unit']}s")
    if "which" in found:
        year, month, _ = _back(today.replace(day=1), int(found["which"] == "last"), f"{found['unit']}s")
        return year, month if found["unit"] == "month" else None, None
    year = _BEFORE_MINGUO + int(found["minguo"].replace("元", "1")) if "minguo" in found else int(found["year"])
    month, day = (int(found[unit]) if found.get(unit) else None for unit in ("month", "day"))
    if "name" in found:
        month = _MONTH_NUMBERS.get(found["name"])
        return (year, month, day) if month else None
    return year, month, day


def _back(today: date, count: int, units: str) -> tuple[int, int | None, int | None]:
    """The day so long before today. A year before 29 February is 28 February."""
    try:
        if units in ("days", "weeks"):
            day = today - timedelta(**{units: count})
        else:
            from dateutil.relativedelta import relativedelta

            day = today - relativedelta(**{units: count})  # type: ignore[arg-type]
    except (OverflowError, ValueError):
        return 0, None, None  # before every calendar: refused like any year out of range
    return day.year, day.month, day.day


def _nearest(year: int, month: int | None, day: int | None) -> list[str]:
    """For a date that is not in the calendar: day and month swapped, or the last day of the month."""
    if month is None or day is None:
        return []
    if month > 12:
        return [f"{year:04}-{day:02}-{month:02}"]
    return [] if impossible(year, month) else [f"{year:04}-{month:02}-{days_in_month(year, month)}"]


def _one_date(text: str, today: date) -> PartialDate:
    """The whole text as one date."""
    day = _date(text, today)
    if day is None:
        is_range = _JOINER.search(text) or _OPENER.search(text) or _DECADE.fullmatch(text.lower())
        raise _RefusedError("is a range, where one date is wanted" if is_range else "")
    return day


# Periods -----------------------------------------------------------------------------------------

_LETTER = r"[^\W\d_元年月日號号]"
_OPENER = re.compile(f"(?<!{_LETTER})(?:from|since)(?!{_LETTER})", re.IGNORECASE)
_JOINER = re.compile(rf"(?<!\.)\.\.(?!\.)|(?<!{_LETTER})(?:to|until)(?!{_LETTER})|至", re.IGNORECASE)


def _period(text: str, today: date, presidents: Presidents | None) -> Period:
    """The period, with the text as its label."""
    if text.lower() in ("all", "全部"):
        return Period(None, None, "all")
    opener = _OPENER.match(text)
    rest = text[opener.end() :] if opener else text
    joiners = _JOINER.findall(rest)
    parts = [_part(part.strip(), today, presidents) for part in _JOINER.split(rest)[:2]]
    first, last = parts[0], parts[-1]
    # Only the two dots may stand alone: "since" needs its beginning, "to" and "until" their end.
    if len(joiners) > 1 or not (first or (joiners and not opener)) or not (last or joiners == [".."]):
        raise _RefusedError
    if first and not (opener or joiners):
        return first
    return _between(first, last if joiners else None)


def _between(first: Period | None, last: Period | None) -> Period:
    """From the first day of one part to the last day of the other."""
    start = first.start if first else None
    end = last.end if last else None
    labels = [part.label if part else "" for part in (first, last)]
    if start and end and start >= end:
        raise _RefusedError("runs backwards", guesses=["..".join(reversed(labels))])
    return Period(start, end, "..".join(labels))


def _part(text: str, today: date, presidents: Presidents | None) -> Period | None:
    """All the days that a date can mean, a decade or a president's time in office; None when nothing stands there."""
    if not text:
        return None
    if day := _date(text, today):
        return Period(day.first, day.last + _DAY, text)
    if decade := _DECADE.fullmatch(text.lower()):
        year = int(decade[1])
        if reason := impossible(year):
            raise _RefusedError(f"is not a decade: {reason}", text, [])
        return Period(date(year, 1, 1), date(year + 10, 1, 1), text)
    # A name has letters. Asked for "12", a list of presidents might answer with the twelfth.
    found = presidents(text) if presidents and _words(text) else None
    if found is None:
        raise _RefusedError(part=text)
    return Period(found.start, found.end, text)


# Refusals ----------------------------------------------------------------------------------------


def _read(text: str, option: str, read: Callable[[str], T], today: date, wanted: str, forms: str) -> T:
    """What the text means. The error is a line that names option and text, and a hint: the forms that work, a guess."""
    tidy = ""
    try:
        tidy = _tidy(text)
        return read(tidy)
    except _RefusedError as error:
        refused = error
    wrong = refused.part or tidy
    what = quoted(text) if wrong == tidy else f"{quoted(wrong)} in {quoted(text)}"
    guesses = _guesses(wrong, today) if refused.guesses is None else refused.guesses
    working = (guess for guess in dict.fromkeys(guesses) if guess != wrong and _works(guess, read))
    meant = " or ".join(islice(working, 2))
    raise UsageError(
        f"{option}{': ' if option else ''}{what} {refused.reason or f'is not a {wanted}'}",
        (f"Did you mean {meant}? " if meant else "") + f"Forms that work: {forms}.",
    )


def _works(guess: str, read: Callable[[str], object]) -> bool:
    """Whether the guess would be understood if it were typed."""
    try:
        read(guess)
    except (AlliesError, _RefusedError):
        return False
    return True


def _words(text: str) -> list[str]:
    """The runs of letters; the Chinese units of a date are none."""
    return [word for word in re.findall(f"{_LETTER}+", text) if word.isalpha()]


def _guesses(text: str, today: date) -> Iterator[str]:
    """What the text may have been meant for. Unchecked: some of it is no date either."""
    for dots in ("...", "…", "–", "—"):
        if dots in text:
            yield text.replace(dots, "..")
    if _words(text):
        yield from _guesses_from_words(text.lower())
    elif numbers := re.findall("[0-9]+", text):
        yield from _guesses_from_numbers(numbers, today)


def _guesses_from_numbers(numbers: Sequence[str], today: date) -> Iterator[str]:
    """Digits with the wrong signs between them, or too few digits."""
    first = numbers[0]
    if len(numbers) == 1 and len(first) < 4:
        if len(first) == 2:  # a year of this century unless that is to come
            yield ("20" if int(f"20{first}") <= today.year else "19") + first
        if len(first) > 1:
            yield f"ROC {int(first)}"
    elif len(numbers) == 1 and len(first) == 6:
        yield f"{first[:4]}-{first[4:]}"
    elif all(len(number) == 4 for number in numbers):
        yield "..".join(numbers)
    else:  # the year may come first or last, and with a year that comes last the day first or second
        *others, last = (number.zfill(2) for number in numbers)
        yield "-".join((first, *others[1:], last))
        yield "-".join((last, *reversed(others)))
        yield "-".join((last, *others))


def _guesses_from_words(text: str) -> Iterator[str]:
    """Today for now, a number for an article, 20 for 20th, 2024 for ROC 2024, the nearest word for a slip in one."""
    from difflib import get_close_matches  # slow to import, and wanted only here

    if text == "now":
        yield "today"
    if text.startswith(("a ", "an ", "one ")):
        yield "1" + text[text.index(" ") :]
    vocabulary = [*_MONTH_NUMBERS, *_WORDS]
    unwanted = ("st", "nd", "rd", "th", *_ERAS)  # an era that got here has no such year: ROC 2024
    pieces = [piece for piece in re.findall(f"[0-9]+|{_LETTER}+", text) if piece not in unwanted]
    nearest = (next(iter(get_close_matches(piece, vocabulary, n=1)), piece) for piece in pieces)
    yield " ".join(word.title() if word in _MONTH_NUMBERS else word for word in nearest)
