"""The language of dates and periods: what every option and argument about time understands.

    period := "all" | part | [part] ".." [part]
            | ("from" | "since") part [joiner [part]] | [part] ("to" | "until") part
    joiner := ".." | "to" | "until"
    part   := date | president
    date   := YYYY | YYYY-MM | YYYY-MM-DD | YYYYMMDD
            | D MONTH YYYY | MONTH D [","] YYYY | MONTH YYYY
            | "today" | "今天" | "yesterday" | "昨天" | N ("days" | "weeks" | "months" | "years") "ago"
            | YYYY年[M月[D日]] | ("民國" | "ROC") N [年[M月[D日]]]

A part names its whole period, whichever side of a range it stands on: `..1978` ends with
December 1978. Whatever has two readings (10/11/1971, 71) is refused, with the forms that work.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from taiwan_allies.dates.days import MONTHS, days_in_month
from taiwan_allies.dates.partial import PartialDate, impossible, quoted
from taiwan_allies.errors import AlliesError, UsageError

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, but without, `end`; None means no bound on that side.

    It is never empty. Two periods of the same days are equal, whatever their labels.
    """

    start: date | None
    end: date | None
    label: str = field(default="", compare=False)
    """As the user wrote it, in tidy spacing and with `..` for any joining word: "tsai", "1971..1979"."""

    def __post_init__(self) -> None:
        # No day comes before date.min, so a period that is unbounded below is empty if it ends there.
        if self.end is not None and (self.start or date.min) >= self.end:
            raise UsageError(f"A period must end after it starts: {self.start} to {self.end} holds no day")

    @property
    def first_day(self) -> date | None:
        """The first day in the period, or None when it is unbounded below."""
        return self.start

    @property
    def last_day(self) -> date | None:
        """The last day in the period (inclusive), or None when it is unbounded above."""
        return None if self.end is None else self.end - _DAY

    def moment(self, today: date) -> date:
        """The one day that the period names where one is wanted: its last, or `today` if it is not over."""
        return today if self.end is None or self.contains(today) else self.end - _DAY

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def __str__(self) -> str:
        """The shortest text that `parse_period` reads back to the same days (of the years 1000 to 2999)."""
        edges = [edge.isoformat() for edge in (self.start, self.end) if edge is not None]
        # Years will do when both edges are a 1 January, months when both are the first of a month.
        size = next(size for size in (4, 7, 10) if all(edge[size:] == "-01-01"[size - 4 :] for edge in edges))
        first, last = ("" if day is None else day.isoformat()[:size] for day in (self.start, self.last_day))
        return first if first and first == last else f"{first}..{last}"


Presidents = Callable[[str], "Period | None"]
"""Finds the span of a president's time in office by name; None if there is no such president."""


_DATE_FORMS = "2016, 2016-05, 2016-05-20, 20 May 2016, ROC 113, today, 3 years ago"


def parse_period(text: str, today: date, presidents: Presidents | None = None, option: str = "") -> Period:
    """Read a period. An error names the `option`; without `presidents` no name is understood."""

    def read(text: str) -> Period:
        return _PeriodReader(text, today, presidents).period()

    try:
        return read(text)
    except _RefusedError as refused:
        wanted, forms = "date or a period", f"{_DATE_FORMS}, 1971..1979, 1971.., ..1978, all"
        if presidents:
            wanted, forms = "date, a period or a president", f"{forms}, a president (tsai), lee..ma"
        raise _error(text, refused, today, option, wanted, forms, read) from None


def parse_date(text: str, today: date, option: str = "") -> PartialDate:
    """Read one date, as exact as it is written; one of the EDTF marks ?, ~ and % may follow it."""

    def read(text: str) -> PartialDate:
        return _one_date(text, today)

    try:
        return read(text)
    except _RefusedError as refused:
        forms = f"{_DATE_FORMS}, 1971? (uncertain), 1971~ (about)"
        raise _error(text, refused, today, option, "date", forms, read) from None


# Tokens ------------------------------------------------------------------------------------------

_LONGEST = 100
_FULL_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: " ", 0x00A0: " "}
"""What a Chinese keyboard or a web page puts for plain signs, digits and spaces."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A run of digits, of letters or of dots, a Chinese unit or one other sign, and its place in the text."""

    kind: str
    text: str
    start: int
    end: int


def _kind(char: str) -> str:
    if char in "0123456789":
        return "number"
    if char in "元年月日號号":
        return "unit"
    if char.isalpha():
        return "word"
    return "dots" if char == "." else "sign"


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        start, kind = at, _kind(text[at])
        at += 1
        while kind not in ("unit", "sign") and at < len(text) and _kind(text[at]) == kind:
            at += 1
        if text[start] != " ":
            yield _Token(kind, text[start:at], start, at)


class _RefusedError(Exception):
    """The text, or one part of it, means nothing here; becomes a UsageError with the forms that work.

    `reason` goes on from the text ("runs backwards"). Without `guesses`, they are looked for.
    """

    def __init__(self, reason: str = "", part: str = "", guesses: list[str] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.part = part
        self.guesses = guesses


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


# Grammar -----------------------------------------------------------------------------------------

_Fields = tuple[int, int | None, int | None]
"""Year, month and day as written: the shape of a date, not yet looked up in the calendar."""

_OPENERS = ("from", "since")
_JOINERS = ("..", "to", "until")
_MONTH_NUMBERS = {
    name: number for number, month in enumerate(map(str.lower, MONTHS), start=1) for name in (month, month[:3])
} | {"sept": 9}
_UNITS = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}
_UNITS |= {f"{unit}s": span for unit, span in _UNITS.items()}
"""The months and the days in what can be counted back."""
_DAYS_BACK = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1}
_ERAS = ("民國", "民国", "中華民國", "中华民国", "roc")
_BEFORE_MINGUO = 1911


class _Reader:
    """A place in a list of tokens. Each method moves past what it understands, or returns None."""

    def __init__(self, tokens: list[_Token], today: date) -> None:
        self.tokens = tokens
        self.today = today
        self.at = 0

    @property
    def done(self) -> bool:
        return self.at == len(self.tokens)

    def take(self, kind: str, glued: bool = False) -> str | None:
        """The next token if it is of that kind and, when `glued`, follows without a space."""
        if self.done or self.tokens[self.at].kind != kind:
            return None
        if glued and self.at and self.tokens[self.at - 1].end != self.tokens[self.at].start:
            return None
        self.at += 1
        return self.tokens[self.at - 1].text

    def one_of(self, kind: str, choices: Container[str], glued: bool = False) -> str | None:
        """The next token, in lower case, if it is one of these."""
        here = self.at
        text = self.take(kind, glued)
        if text is not None and text.lower() in choices:
            return text.lower()
        self.at = here
        return None

    def number(self, *sizes: int, glued: bool = False) -> int | None:
        """The next number if it is written with that many digits."""
        here = self.at
        text = self.take("number", glued)
        if text is not None and len(text) in sizes:
            return int(text)
        self.at = here
        return None


class _DateReader(_Reader):
    """Reads one date from all the tokens of a part."""

    def read(self, marks: str = "") -> PartialDate | None:
        """The date, with one of the EDTF marks allowed; None when the tokens are shaped like no date."""
        dates = (self.iso, self.compact, self.day_first, self.month_first, self.chinese)
        for form in (*dates, self.named, self.ago):
            self.at = 0
            fields = form()
            mark = self.one_of("sign", marks, glued=True) if marks else None
            # The calendar is asked last: 3000 opens a date out of range, but also "3000 days ago".
            if fields and self.done:
                if reason := impossible(*fields):
                    raise _RefusedError(f"is not a date: {reason}", guesses=_nearest(*fields))
                return PartialDate(*fields, uncertain=mark in ("?", "%"), approximate=mark in ("~", "%"))
        return None

    def iso(self) -> _Fields | None:
        """2016, 2016-05, 2016-05-20"""
        year = self.number(4)
        month = self.dashed() if year is not None else None
        day = self.dashed() if month is not None else None
        return None if year is None else (year, month, day)

    def dashed(self) -> int | None:
        """Two digits behind a dash."""
        here = self.at
        if self.one_of("sign", "-", glued=True) and (number := self.number(2, glued=True)) is not None:
            return number
        self.at = here
        return None

    def compact(self) -> _Fields | None:
        """20160520"""
        digits = self.number(8)
        return None if digits is None else (digits // 10000, digits // 100 % 100, digits % 100)

    def named(self) -> _Fields | None:
        """today, yesterday; 今天, 昨天"""
        name = self.one_of("word", _DAYS_BACK)
        return None if name is None else self.back(0, _DAYS_BACK[name])

    def ago(self) -> _Fields | None:
        """3 years ago: that day, not that year"""
        count = self.number(1, 2, 3, 4, 5)
        unit = self.one_of("word", _UNITS)
        if count is None or unit is None or not self.one_of("word", ("ago",)):
            return None
        months, days = _UNITS[unit]
        return self.back(count * months, count * days)

    def back(self, months: int, days: int) -> _Fields:
        """The day so long before today. Twelve months before 29 February is 28 February."""
        try:
            day = self.today - timedelta(days=days)
            if months:
                from dateutil.relativedelta import relativedelta

                day -= relativedelta(months=months)
        except (OverflowError, ValueError):
            return (0, None, None)  # before every calendar: refused like any year out of range
        return (day.year, day.month, day.day)

    def day_first(self) -> _Fields | None:
        """20 May 2016"""
        day = self.number(1, 2)
        month = self.one_of("word", _MONTH_NUMBERS)
        year = self.number(4)
        return None if day is None or month is None or year is None else (year, _MONTH_NUMBERS[month], day)

    def month_first(self) -> _Fields | None:
        """May 2016, May 20 2016, May 20, 2016"""
        month = self.one_of("word", _MONTH_NUMBERS)
        day = self.number(1, 2)
        if day is not None:
            self.one_of("sign", ",")
        year = self.number(4)
        return None if month is None or year is None else (year, _MONTH_NUMBERS[month], day)

    def chinese(self) -> _Fields | None:
        """2016年, 2016年5月, 2016年5月20日, and the same with 民國105年; 民國105 and ROC 105"""
        minguo = self.one_of("word", _ERAS)
        year = self.minguo_year() if minguo else self.number(4)
        unit = self.one_of("unit", "年")
        if year is None or not (minguo or unit):
            return None
        month = self.counted("月") if unit else None
        day = self.counted("日號号") if month is not None else None
        return (year, month, day)

    def minguo_year(self) -> int | None:
        """The year after 民國 or ROC. There is no year 0, and the first year (1912) is also written 元."""
        year = 1 if self.one_of("unit", "元") else self.number(1, 2, 3)
        return year + _BEFORE_MINGUO if year else None

    def counted(self, units: str) -> int | None:
        """A number of one or two digits with one of these Chinese units."""
        here = self.at
        count = self.number(1, 2)
        if count is not None and self.one_of("unit", units):
            return count
        self.at = here
        return None


class _PeriodReader(_Reader):
    """Reads a period from the whole of a text."""

    def __init__(self, text: str, today: date, presidents: Presidents | None) -> None:
        self.text = _tidy(text)
        super().__init__(list(_tokens(self.text)), today)
        self.presidents = presidents

    def period(self) -> Period:
        """The period, with the text as its label."""
        if self.text.lower() == "all":
            return Period(None, None, "all")
        opener = self.one_of("word", _OPENERS)
        first = self.part()
        joiner = self.one_of("dots", _JOINERS) or self.one_of("word", _JOINERS)
        last = self.part() if joiner else None
        # Only the two dots may stand alone: "since" needs its beginning, "to" and "until" their end.
        complete = (first or not opener) and (last or joiner in (None, ".."))
        if not self.done or not complete:
            raise _RefusedError()
        return first if first and not (opener or joiner) else self.between(first, last)

    def between(self, first: Period | None, last: Period | None) -> Period:
        """From the first day of one part to the last day of the other."""
        start = first.start if first else None
        end = last.end if last else None
        labels = [part.label if part else "" for part in (first, last)]
        if start and end and start >= end:
            raise _RefusedError("runs backwards", guesses=["..".join(reversed(labels))])
        return Period(start, end, "..".join(labels))

    def part(self) -> Period | None:
        """A date or a president, up to the next joiner; None when nothing stands there."""
        rest = self.tokens[self.at :]
        tokens = rest[: next((at for at, token in enumerate(rest) if token.text.lower() in _JOINERS), None)]
        if not tokens:
            return None
        self.at += len(tokens)
        written = self.text[tokens[0].start : tokens[-1].end]
        found = self.dated(tokens, written) or self.president(tokens, written)
        if found is None:
            raise _RefusedError(part=written)
        return replace(found, label=written)

    def dated(self, tokens: list[_Token], written: str) -> Period | None:
        """All the days that a date can mean."""
        try:
            day = _DateReader(tokens, self.today).read()
        except _RefusedError as refused:
            refused.part = written
            raise
        return Period(day.first, day.last + _DAY) if day else None

    def president(self, tokens: list[_Token], written: str) -> Period | None:
        """A president's time in office."""
        # A name has letters. Asked for "12", a list of presidents might answer with the twelfth.
        named = self.presidents is not None and any(token.kind == "word" for token in tokens)
        return self.presidents(written) if self.presidents and named else None


def _one_date(text: str, today: date) -> PartialDate:
    """The whole text as one date."""
    tokens = list(_tokens(_tidy(text)))
    day = _DateReader(tokens, today).read(marks="?~%")
    if day is None:
        is_range = any(token.text.lower() in (*_OPENERS, *_JOINERS) for token in tokens)
        raise _RefusedError("is a range, where one date is wanted" if is_range else "")
    return day


# Refusals ----------------------------------------------------------------------------------------


def _error(
    text: str,
    refused: _RefusedError,
    today: date,
    option: str,
    wanted: str,
    forms: str,
    read: Callable[[str], object],
) -> UsageError:
    """One line that names the option and the text, and a hint with the forms that work and a guess."""
    what = quoted(text)
    if refused.part and refused.part != text.strip():
        what = f"{quoted(refused.part)} in {what}"
    reason = refused.reason or f"is not a {wanted}"
    guesses = refused.guesses
    if guesses is None:
        wrong = refused.part or _tidy(text)
        guesses = [guess for guess in _guesses(wrong, today) if guess != wrong]
    meant = " or ".join([guess for guess in dict.fromkeys(guesses) if _works(guess, read)][:2])
    return UsageError(
        f"{option}: {what} {reason}" if option else f"{what} {reason}",
        (f"Did you mean {meant}? " if meant else "") + f"Forms that work: {forms}.",
    )


def _works(guess: str, read: Callable[[str], object]) -> bool:
    """Whether the guess would be understood if it were typed."""
    try:
        read(guess)
    except (AlliesError, _RefusedError):
        return False
    return True


def _nearest(year: int, month: int | None, day: int | None) -> list[str]:
    """For a date that is not in the calendar: day and month swapped, or the last day of the month."""
    if month is None or day is None:
        return []
    if month > 12:
        return [f"{year:04}-{day:02}-{month:02}"]
    return [] if impossible(year, month) else [f"{year:04}-{month:02}-{days_in_month(year, month)}"]


def _guesses(text: str, today: date) -> Iterator[str]:
    """What the text may have been meant for. Unchecked: some of it is no date either."""
    tokens = list(_tokens(text))
    for dots in ("...", "…", "–", "—"):
        if dots in text:
            yield text.replace(dots, "..")
    if any(token.kind == "word" for token in tokens):
        yield from _guesses_from_words(text.lower(), tokens, today)
    else:
        yield from _guesses_from_numbers([token.text for token in tokens if token.kind == "number"], today)


def _guesses_from_numbers(numbers: list[str], today: date) -> Iterator[str]:
    """Digits with the wrong signs between them, or too few digits."""
    match [len(number) for number in numbers]:
        case [2]:  # a year of this century unless that is to come, or a Minguo year
            century = "20" if int("20" + numbers[0]) <= today.year else "19"
            yield century + numbers[0]
            yield f"ROC {int(numbers[0])}"
        case [3]:
            yield f"ROC {numbers[0]}"
        case [4]:
            yield numbers[0]
        case [6]:
            yield f"{numbers[0][:4]}-{numbers[0][4:]}"
        case [4, 4]:
            yield "..".join(numbers)
        case [4, 1 | 2]:
            yield _padded(*numbers)
        case [1 | 2, 4]:
            yield _padded(*reversed(numbers))
        case [4, 1 | 2, 1 | 2]:
            yield _padded(*numbers)
        case [1 | 2, 1 | 2, 4]:  # the day may come first or second: offer both
            yield _padded(numbers[2], numbers[1], numbers[0])
            yield _padded(numbers[2], numbers[0], numbers[1])


def _padded(*parts: str) -> str:
    return "-".join(part.zfill(2) for part in parts)


def _guesses_from_words(text: str, tokens: list[_Token], today: date) -> Iterator[str]:
    """This year and last, an article for a number, 20th for 20, ROC 2024 for 2024, a slip in a word."""
    from difflib import get_close_matches  # slow to import, and wanted only here

    relative = {"now": "today", "this year": f"{today.year}", "last year": f"{today.year - 1}"}
    if text in relative:
        yield relative[text]
    if text.startswith(("a ", "an ", "one ")):
        yield "1" + text[text.index(" ") :]
    vocabulary = [*_MONTH_NUMBERS, *_UNITS, "ago", "today", "yesterday", "all"]
    unwanted = ("st", "nd", "rd", "th", *_ERAS)  # an era that got here has no such year: ROC 2024
    likely = []
    for token in tokens:
        if token.kind == "number":
            likely.append(token.text)
        elif token.kind == "word" and (word := token.text.lower()) not in unwanted:
            near = next(iter(get_close_matches(word, vocabulary, n=1)), word)
            likely.append(near.title() if near in _MONTH_NUMBERS else near)
    yield " ".join(likely)
