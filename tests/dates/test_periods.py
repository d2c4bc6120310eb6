"""The language of dates and periods: what is understood, what is refused, and how."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.dates.period import Period
from taiwan_allies.dates.periods import parse_date, parse_period
from taiwan_allies.errors import AlliesError, NotFoundError, UsageError
from taiwan_allies.i18n import date_in, day_in, pgettext

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)

LEE = Period(date(1988, 1, 13), date(2000, 5, 20))
MA = Period(date(2008, 5, 20), date(2016, 5, 20))
TSAI = Period(date(2016, 5, 20), date(2024, 5, 20))
LAI = Period(date(2024, 5, 20), None)
NAMES = {"lee": LEE, "李登輝": LEE, "lee teng-hui": LEE, "ma": MA, "tsai": TSAI, "蔡英文": TSAI, "lai": LAI}


def presidents(name: str) -> Period | None:
    if name == "chiang":
        raise NotFoundError("chiang fits Chiang Kai-shek and Chiang Ching-kuo")
    return NAMES.get(name.lower())


def d(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


DATES = [
    # text, first day, day after the last
    ("2016", "2016-01-01", "2017-01-01"),
    (" 2016 ", "2016-01-01", "2017-01-01"),
    ("1000", "1000-01-01", "1001-01-01"),
    ("2999", "2999-01-01", "3000-01-01"),
    ("2016-05", "2016-05-01", "2016-06-01"),
    ("2016-12", "2016-12-01", "2017-01-01"),
    ("2016-02", "2016-02-01", "2016-03-01"),
    ("2016-05-20", "2016-05-20", "2016-05-21"),
    ("2016-02-29", "2016-02-29", "2016-03-01"),
    ("20160520", "2016-05-20", "2016-05-21"),
    ("today", "2026-11-24", "2026-11-25"),
    ("TODAY", "2026-11-24", "2026-11-25"),
    ("yesterday", "2026-11-23", "2026-11-24"),
    ("3 years ago", "2023-11-24", "2023-11-25"),
    ("1 year ago", "2025-11-24", "2025-11-25"),
    ("2 months ago", "2026-09-24", "2026-09-25"),
    ("2 weeks ago", "2026-11-10", "2026-11-11"),
    ("10 days ago", "2026-11-14", "2026-11-15"),
    ("0 days ago", "2026-11-24", "2026-11-25"),
    ("this year", "2026-01-01", "2027-01-01"),
    ("Last Year", "2025-01-01", "2026-01-01"),
    ("this month", "2026-11-01", "2026-12-01"),
    ("last month", "2026-10-01", "2026-11-01"),
    ("about 2026", "2026-01-01", "2027-01-01"),
    ("about May 2026?", "2026-05-01", "2026-06-01"),
    ("2026?", "2026-01-01", "2027-01-01"),
    ("約2026年（？）", "2026-01-01", "2027-01-01"),
    ("約民國113年5月", "2024-05-01", "2024-06-01"),
    ("3000 days ago", "2018-09-07", "2018-09-08"),
    ("20 May 2016", "2016-05-20", "2016-05-21"),
    ("1 sept 2016", "2016-09-01", "2016-09-02"),
    ("May 20, 2016", "2016-05-20", "2016-05-21"),
    ("May 20 2016", "2016-05-20", "2016-05-21"),
    ("DECEMBER 2 2016", "2016-12-02", "2016-12-03"),
    ("May 2016", "2016-05-01", "2016-06-01"),
    ("oct  1971", "1971-10-01", "1971-11-01"),
    ("2016年", "2016-01-01", "2017-01-01"),
    ("2016年5月", "2016-05-01", "2016-06-01"),
    ("2016年5月20日", "2016-05-20", "2016-05-21"),
    ("2016 年 5 月 20 日", "2016-05-20", "2016-05-21"),
    ("民國113", "2024-01-01", "2025-01-01"),
    ("民國113年", "2024-01-01", "2025-01-01"),
    ("民國113年5月", "2024-05-01", "2024-06-01"),
    ("民國113年5月20日", "2024-05-20", "2024-05-21"),
    ("民國１１３年", "2024-01-01", "2025-01-01"),
    ("民国113年5月20号", "2024-05-20", "2024-05-21"),
    ("中華民國60年10月25日", "1971-10-25", "1971-10-26"),
    ("民國元年", "1912-01-01", "1913-01-01"),
    ("民國元年1月1日", "1912-01-01", "1912-01-02"),
    ("民國1年", "1912-01-01", "1913-01-01"),
    ("ROC 113", "2024-01-01", "2025-01-01"),
    ("roc 1", "1912-01-01", "1913-01-01"),
    # A Chinese keyboard's digits, signs and spaces are plain ones in another width.
    ("１９７１", "1971-01-01", "1972-01-01"),
    ("１９７１－１０", "1971-10-01", "1971-11-01"),
    ("20\u3000May\u00a02016", "2016-05-20", "2016-05-21"),
]

PERIODS = [
    ("1970s", "1970-01-01", "1980-01-01"),
    ("2000S", "2000-01-01", "2010-01-01"),
    ("1970年代", "1970-01-01", "1980-01-01"),
    ("1950s..1970s", "1950-01-01", "1980-01-01"),
    ("since 1950s", "1950-01-01", ""),
    ("last year..", "2025-01-01", ""),
    ("1971?..about 1979", "1971-01-01", "1980-01-01"),
    ("1971..1979", "1971-01-01", "1980-01-01"),
    ("1971 .. 1979", "1971-01-01", "1980-01-01"),
    ("1971．．1979", "1971-01-01", "1980-01-01"),
    ("1971..1971", "1971-01-01", "1972-01-01"),
    ("1971-06..1971", "1971-06-01", "1972-01-01"),
    ("1971-10-25..today", "1971-10-25", "2026-11-25"),
    ("3 years ago..yesterday", "2023-11-24", "2026-11-24"),
    ("20 May 2016..May 2020", "2016-05-20", "2020-06-01"),
    ("民國60年..ROC 113", "1971-01-01", "2025-01-01"),
    ("1971..", "1971-01-01", ""),
    ("..1978", "", "1979-01-01"),
    ("..1978-12", "", "1979-01-01"),
    ("..", "", ""),
    ("all", "", ""),
    ("ALL", "", ""),
    ("from 1971 to 1979", "1971-01-01", "1980-01-01"),
    ("From 1971", "1971-01-01", ""),
    ("1971 to 1979", "1971-01-01", "1980-01-01"),
    ("1971 until May 1979", "1971-01-01", "1979-06-01"),
    ("since 1971", "1971-01-01", ""),
    ("since 1971 until 1979", "1971-01-01", "1980-01-01"),
    ("until 1978", "", "1979-01-01"),
    ("to 1978", "", "1979-01-01"),
]

PRESIDENCIES = [
    ("tsai", "2016-05-20", "2024-05-20"),
    ("Tsai", "2016-05-20", "2024-05-20"),
    ("蔡英文", "2016-05-20", "2024-05-20"),
    ("Lee  Teng-hui", "1988-01-13", "2000-05-20"),
    ("lai", "2024-05-20", ""),
    ("lee..ma", "1988-01-13", "2016-05-20"),
    ("李登輝..蔡英文", "1988-01-13", "2024-05-20"),
    ("from lee to ma", "1988-01-13", "2016-05-20"),
    ("lee teng-hui to ma", "1988-01-13", "2016-05-20"),
    ("tsai..2024-01-15", "2016-05-20", "2024-01-16"),
    ("1970s..lee", "1970-01-01", "2000-05-20"),
    ("lee..2010s", "1988-01-13", "2020-01-01"),
    ("1949..lee", "1949-01-01", "2000-05-20"),
    ("ma..lai", "2008-05-20", ""),
    ("since tsai", "2016-05-20", ""),
    ("until tsai", "", "2024-05-20"),
    ("..tsai", "", "2024-05-20"),
]

# text, then the guess that the hint makes ("" for none)
REFUSED_DATES = [
    ("71", "1971 or ROC 71"),
    ("12", "2012 or ROC 12"),
    ("1", ""),
    ("113", "ROC 113"),
    ("201605", "2016-05"),
    ("10/11/1971", "1971-11-10 or 1971-10-11"),
    ("25-10-1971", "1971-10-25"),
    ("10/25/1971", "1971-10-25"),
    ("11/11/1971", "1971-11-11"),
    ("10/1971", "1971-10"),
    ("20181301", "2018-01-13"),
    ("20180230", "2018-02-28"),
    ("2018-13", ""),
    ("2018-00", ""),
    ("2018-02-30", "2018-02-28"),
    ("30 February 2016", "2016-02-29"),
    ("2018年2月30日", "2018-02-28"),
    ("garbage", ""),
    ("", ""),
    ("   ", ""),
    ("0000", ""),
    ("0999", ""),
    ("3000", ""),
    ("99999", ""),
    ("-1971", "1971"),
    ("-1", ""),
    ("+1971", "1971"),
    ("1971.0", ""),
    ("2016-5-2", "2016-05-02"),
    ("2016-5", "2016-05"),
    ("2016-", "2016"),
    ("2016-05-", "2016-05"),
    ("2016 - 05", "2016-05"),
    ("2016/05/20", "2016-05-20"),
    ("2016.05.20", "2016-05-20"),
    ("2016年5", "2016-05"),
    ("Mai 2016", "May 2016"),
    ("20 Octobre 1971", "20 October 1971"),
    ("20th May 2016", "20 May 2016"),
    ("Oct. 1971", "Oct 1971"),
    ("May 16", ""),
    ("20 May", ""),
    ("next year", ""),
    ("lst year", "last year"),
    ("last years", ""),
    ("last decade", ""),
    ("this 2026", ""),
    ("lastyear", ""),
    ("about", ""),
    ("about1971", "about 1971"),
    ("2026 ?", "2026"),
    ("1971s", ""),
    ("70s", ""),
    ("民國70年代", ""),
    ("tomorrow", ""),
    ("now", "today"),
    ("yesteday", "yesterday"),
    ("a year ago", "1 year ago"),
    ("3 yaers ago", "3 years ago"),
    ("years ago", ""),
    ("9999 years ago", ""),
    ("99999 days", ""),
    ("民國", ""),
    ("民國0年", ""),
    ("民國2016年", "2016"),
    ("民國113年5月32日", "2024-05-31"),
    ("ROC", ""),
    ("ROC 2024", "2024"),
    ("١٩٧١", ""),
    ("197²", "ROC 197"),
    ("1971?~", "1971"),
    ("2016-05-20T10:00", ""),
    ("1971\n", ""),
    ("1971\x00", ""),
    ("\x1b[31m1971", ""),
    ("19\u202e71", ""),
    ("\udcff", ""),
    ("1" * 5000, ""),
    ("garbage " * 625, ""),
]

REFUSED_PERIODS = [
    ("1971..1960", "1960..1971"),
    ("1971 to 1970-12", "1970-12..1971"),
    ("1971...1972", "1971..1972"),
    ("1971….1972", "1971..1972"),
    ("1971…1972", "1971..1972"),
    ("1971–1979", "1971..1979"),
    ("1971-1979", "1971..1979"),
    ("1971/1979", "1971..1979"),
    ("1971.1979", "1971..1979"),
    ("1971..1972..1973", ""),
    ("a..b", ""),
    ("garbage..1980", ""),
    ("1980..garbage", ""),
    ("xx .. xx ..", ""),
    ("..71", "1971 or ROC 71"),
    ("since", ""),
    ("since ..", ""),
    ("until", ""),
    ("1971 to", ""),
    ("from to", ""),
    ("since 1971 since 1972", ""),
    ("1971 1979", "1971..1979"),
    ("all..1979", ""),
    ("1971??", "1971"),
    ("1970s?", ""),
    ("about 1970s", ""),
    ("0990s", ""),
    ("3000s", ""),
    ("1980s..1970s", "1970s..1980s"),
]


@pytest.mark.parametrize(("text", "start", "end"), DATES + PERIODS)
def test_periods_understood(text: str, start: str, end: str) -> None:
    for names in (None, presidents):
        period = parse_period(text, TODAY, names)
        assert (period.start, period.end) == (d(start), d(end))


@pytest.mark.parametrize(("text", "start", "end"), PRESIDENCIES)
def test_presidencies_understood(text: str, start: str, end: str) -> None:
    period = parse_period(text, TODAY, presidents)
    assert (period.start, period.end) == (d(start), d(end))
    with pytest.raises(UsageError) as caught:
        parse_period(text, TODAY)
    assert "president" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(("text", "start", "end"), DATES)
def test_dates_understood(text: str, start: str, end: str) -> None:
    parsed = parse_date(text, TODAY)
    assert (parsed.first, parsed.last + DAY) == (d(start), d(end))


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1971?", "1971?"),
        ("1971-10~", "1971-10~"),
        ("1971-10-25%", "1971-10-25%"),
        ("19711025?", "1971-10-25?"),
        ("Oct 1971~", "1971-10~"),
        ("民國60年?", "1971?"),
        ("１９７１？", "1971?"),
        ("about 2026", "2026~"),
        ("About Oct 1971?", "1971-10%"),
        ("约1971年10月25日", "1971-10-25~"),
        ("約 1971年（？）", "1971%"),
    ],
)
def test_marks_of_doubt(text: str, stored: str) -> None:
    parsed = parse_date(text, TODAY)
    assert str(parsed) == stored
    assert parse_period(text, TODAY) == Period(parsed.first, parsed.last + DAY)


def check_refusal(error: AlliesError, guess: str) -> None:
    assert error.message.isprintable()
    assert len(error.message) <= 300
    assert error.hint.isprintable()
    assert len(error.hint) <= 300
    assert "Forms that work: 2016, 2016-05, 2016-05-20" in error.hint
    assert error.hint.startswith(f"Did you mean {guess}? " if guess else "Forms that work")


@pytest.mark.parametrize(("text", "guess"), REFUSED_DATES)
def test_dates_refused(text: str, guess: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_date(text, TODAY, option="--on")
    check_refusal(caught.value, guess)
    assert caught.value.message.startswith('--on: "')


@pytest.mark.parametrize(("text", "guess"), [*REFUSED_DATES, *REFUSED_PERIODS])
def test_periods_refused(text: str, guess: str) -> None:
    for names in (None, presidents):
        with pytest.raises(UsageError) as caught:
            parse_period(text, TODAY, names, option="--in")
        check_refusal(caught.value, guess)
        assert caught.value.message.startswith('--in: "')
        assert ("lee..ma" in caught.value.hint) == (names is not None)


@pytest.mark.parametrize("text", [text for text, _, _ in PERIODS])
def test_a_period_is_not_a_date(text: str) -> None:
    with pytest.raises(UsageError, match=r"is a range|is not a date"):
        parse_date(text, TODAY)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("garbage", '"garbage" is not a date or a period'),
        ("garbage..1980", '"garbage" in "garbage..1980" is not a date or a period'),
        ("20181301", '"20181301" is not a date: there is no month 13'),
        ("1971..2018-02-30", '"2018-02-30" in "1971..2018-02-30" is not a date: February 2018 has 28 days'),
        ("1971..1960", '"1971..1960" runs backwards'),
        ("0197", '"0197" is not a date: a year lies between 1000 and 2999'),
        ("", '"" is empty'),
        ("1971\x07", '"1971\\x07" holds a control character'),
        ("9" * 5000, '"' + "9" * 48 + '..." is too long'),
    ],
)
def test_messages(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_period(text, TODAY)
    assert caught.value.message == message


def test_messages_with_presidents() -> None:
    with pytest.raises(UsageError) as caught:
        parse_period("mao", TODAY, presidents)
    assert caught.value.message == '"mao" is not a date, a period or a president'
    with pytest.raises(UsageError) as caught:
        parse_period("ma..lee", TODAY, presidents)
    assert caught.value.hint.startswith("Did you mean lee..ma? ")
    with pytest.raises(NotFoundError, match="fits"):  # the list of presidents has its own words
        parse_period("1949..chiang", TODAY, presidents)


@pytest.mark.parametrize("text", ["2016", "71", "1", "today", "2018-02-30", "May 2016", "30 Feb 2016", ".."])
def test_only_names_are_asked_for(text: str) -> None:
    def asked(name: str) -> Period | None:
        raise AssertionError(name)

    with suppress(UsageError):
        parse_period(text, TODAY, asked)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("tsai", "tsai"),
        (" Lee   Teng-hui ", "Lee Teng-hui"),
        ("1971 .. 1979", "1971..1979"),
        ("from lee to ma", "lee..ma"),
        ("since 20 May 2016", "20 May 2016.."),
        ("until tsai", "..tsai"),
        ("１９７１", "1971"),
        ("ALL", "all"),
        ("..", ".."),
    ],
)
def test_labels(text: str, label: str) -> None:
    period = parse_period(text, TODAY, presidents)
    assert period.label == label
    assert parse_period(label, TODAY, presidents) == period


def test_leap_day_and_the_edges_of_the_calendar() -> None:
    assert str(parse_date("1 year ago", date(2024, 2, 29))) == "2023-02-28"
    assert str(parse_date("48 months ago", date(2024, 2, 29))) == "2020-02-29"
    for today in (date.min, date.max):
        for text in ("today", "yesterday", "1 year ago", "last year", "12"):
            with pytest.raises(UsageError):
                parse_period(text, today)


# Period ------------------------------------------------------------------------------------------

days = st.dates(date(1000, 1, 1), date(2999, 12, 31))
edges = st.one_of(
    days,
    days.map(lambda day: day.replace(day=1)),
    days.map(lambda day: day.replace(month=1, day=1)),
    st.none(),
)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = draw(edges), draw(edges)
    if start and end:
        if start == end:
            end = start + DAY
        start, end = min(start, end), max(start, end)
    elif end == date(1000, 1, 1):  # its last day would be written with the year 999
        end += DAY
    return Period(start, end)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("", "", ".."),
        ("1971-01-01", "1972-01-01", "1971"),
        ("1971-10-01", "1971-11-01", "1971-10"),
        ("1971-12-01", "1972-01-01", "1971-12"),
        ("1971-10-25", "1971-10-26", "1971-10-25"),
        ("1971-01-01", "1980-01-01", "1971..1979"),
        ("1971-01-01", "1979-07-01", "1971-01..1979-06"),
        ("1971-01-01", "1979-07-02", "1971-01-01..1979-07-01"),
        ("1971-10-25", "", "1971-10-25.."),
        ("1971-01-01", "", "1971.."),
        ("", "1979-01-01", "..1978"),
        ("", "1978-12-02", "..1978-12-01"),
    ],
)
def test_canonical_text(start: str, end: str, text: str) -> None:
    assert str(Period(d(start), d(end), "a label")) == text


@given(periods())
def test_print_then_parse_is_identity(period: Period) -> None:
    again = parse_period(str(period), TODAY)
    assert (again.start, again.end) == (period.start, period.end)
    assert again == period
    assert again.label == str(again)


@given(periods(), days)
def test_moment(period: Period, today: date) -> None:
    moment = period.moment(today)
    if period.end is None or period.contains(today):
        assert moment == today
    else:
        assert moment == period.last_day
        assert period.contains(moment)


@given(periods(), days)
def test_contains_and_inclusive_days(period: Period, day: date) -> None:
    first, last = period.start, period.last_day
    assert period.contains(day) == ((first or date.min) <= day <= (last or date.max))
    for edge in (first, last):
        assert edge is None or period.contains(edge)
    if first and last:
        assert first <= last


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(1971, 1, 1), date(1971, 1, 1)),
        (date(1971, 1, 2), date(1971, 1, 1)),
        (None, date.min),
    ],
)
def test_no_empty_period_can_be_made(start: date | None, end: date) -> None:
    with pytest.raises(UsageError):
        Period(start, end)


def test_labels_do_not_make_periods_differ() -> None:
    assert Period(TODAY, None, "a") == Period(TODAY, None, "b")
    assert len({Period(TODAY, None, "a"), Period(TODAY, None, "b")}) == 1


# Whatever the program prints ----------------------------------------------------------------------

todays = st.dates()


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(days)
    size = draw(st.sampled_from([4, 7, 10]))
    return PartialDate.parse(day.isoformat()[:size] + draw(st.sampled_from(["", "?", "~", "%"])))


def in_minguo(written: PartialDate) -> str:
    """As `date_in` would write it in the calendar of the Republic of China."""
    return date_in("zh", written).replace(f"{written.year}年", f"民國{written.year - 1911}年")


@pytest.mark.parametrize("printed", [str, PartialDate.human, lambda written: date_in("zh", written), in_minguo])
@given(written=partial_dates(), today=todays)
def test_a_printed_date_is_read_back(printed: Callable[[PartialDate], str], written: PartialDate, today: date) -> None:
    assume(printed is not in_minguo or 1912 <= written.year <= 2910)
    text = printed(written)
    assert parse_date(text, today) == written
    period = parse_period(text, today, presidents)
    assert period == Period(written.first, written.last + DAY)
    assert parse_period(f"{text}..{text}", today, presidents) == period
    assert (
        parse_period(f"since {text}", today, presidents)
        == parse_period(f"{text}..", today)
        == Period(period.start, None)
    )


@given(days, todays, st.sampled_from(["en", "zh"]))
def test_a_printed_day_is_read_back(day: date, today: date, lang: str) -> None:
    parsed = parse_date(day_in(lang, day), today)
    assert (parsed.first, parsed.last) == (day, day)


@given(st.integers(100, 299), st.integers(100, 299), todays, st.sampled_from(["en", "zh"]))
def test_a_printed_decade_is_read_back(one: int, other: int, today: date, lang: str) -> None:
    first, last = sorted((one * 10, other * 10))
    labels = [pgettext(lang, "period", f"{year}s") for year in (first, last)]
    assert parse_period(labels[0], today) == Period(date(first, 1, 1), date(first + 10, 1, 1))
    assert parse_period("..".join(labels), today) == Period(date(first, 1, 1), date(last + 10, 1, 1))
    with pytest.raises(UsageError, match="is a range, where one date is wanted"):
        parse_date(labels[0], today)


@given(periods(), todays)
def test_a_printed_period_is_read_back(period: Period, today: date) -> None:
    assert parse_period(str(period), today, presidents) == period


@given(st.sampled_from(["month", "year"]), days.filter(lambda day: day.year > 1000))
def test_this_and_last_follow_each_other(unit: str, today: date) -> None:
    this, last = (parse_period(f"{word} {unit}", today) for word in ("this", "last"))
    assert this.contains(today)
    assert last.end == this.start


# Any text ----------------------------------------------------------------------------------------

pieces = """
1971 1979 1970s 71 5 20 05 113 0 20160520 - .. ... . , / ? ~ % today yesterday years ago month May mai of a 20th about this last year 約 年代 （？）
from to since until all ROC 民國 元 年 月 日 tsai lee lai last now １９ – … ²
"""
words = st.sampled_from([*pieces.split(), "\x1b", "\n", "\udc80", "\u202e"])
texts = st.one_of(
    st.text(),
    st.text(alphabet="0123456789-./ ?~."),
    st.lists(words, max_size=8).map(" ".join),
    st.lists(words, max_size=8).map("".join),
)


T = TypeVar("T")


def outcome(read: Callable[[], T]) -> T | AlliesError:
    """What was read, or the error that a user would see; any other error fails the test."""
    try:
        return read()
    except AlliesError as error:
        return error


def check_safe_to_print(error: AlliesError) -> None:
    for line, longest in ((error.message, 300), (error.hint, 400)):
        assert line.isprintable()
        assert len(line) <= longest


@given(texts, st.dates(), st.booleans())
@example("99999 weeks ago", date.min, False)
@example("yesterday", date.min, True)
@example("today", date.max, True)
@example("x" * 101, TODAY, True)
def test_any_text_is_a_period_or_is_refused(text: str, today: date, with_names: bool) -> None:
    names = presidents if with_names else None
    period = outcome(lambda: parse_period(text, today, names, option="--president"))
    if isinstance(period, AlliesError):
        check_safe_to_print(period)
    else:
        assert (period.start or date.min) < (period.end or date.max)
        assert period.label.isprintable()
        assert parse_period(str(period), today) == period
        assert parse_period(period.label, today, names) == period


@given(texts, st.dates())
def test_any_text_is_a_date_or_is_refused(text: str, today: date) -> None:
    parsed = outcome(lambda: parse_date(text, today, option="--on"))
    if isinstance(parsed, AlliesError):
        check_safe_to_print(parsed)
    else:
        assert parsed.first <= parsed.last
        assert PartialDate.parse(str(parsed)) == parsed


@given(texts)
def test_a_date_is_the_period_of_the_days_that_it_can_mean(text: str) -> None:
    parsed = outcome(lambda: parse_date(text, TODAY))
    if isinstance(parsed, PartialDate):
        period = parse_period(text, TODAY)
        assert (period.start, period.last_day) == (parsed.first, parsed.last)


@given(texts)
def test_a_guess_works_when_it_is_typed(text: str) -> None:
    period = outcome(lambda: parse_period(text, TODAY, presidents))
    if isinstance(period, UsageError) and period.hint.startswith("Did you mean "):
        meant = period.hint.removeprefix("Did you mean ").split("? Forms that work")[0]
        for guess in meant.split(" or "):
            parse_period(guess, TODAY, presidents)
