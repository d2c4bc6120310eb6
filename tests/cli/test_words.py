"""Words that hold in the whole program: what is printed can be typed, a name means one thing, advice works."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from conftest import TODAY, Record

import taiwan_allies
from taiwan_allies.cli.app import command_of
from taiwan_allies.cli.registry import GROUPS, PATHS, load
from taiwan_allies.dates.period import Period
from taiwan_allies.model import answers, own, rows, upkeep
from taiwan_allies.model.fields import annotation, title

DAY = timedelta(days=1)
TOMORROW = (date.fromisoformat(TODAY) + DAY).isoformat()


# Options ------------------------------------------------------------------------------------------------


def test_a_short_option_means_one_thing_in_the_whole_program() -> None:
    meanings: dict[str, set[str]] = {}
    for path in ((), *PATHS, *((group,) for group in GROUPS)):
        ctx = command_of(path)
        for parameter in ctx.command.get_params(ctx):
            names = [*parameter.opts, *parameter.secondary_opts]
            for short in names:
                if re.fullmatch("-[a-z]", short, re.IGNORECASE):
                    meanings.setdefault(short, set()).add(max(names, key=len))
    assert len(meanings) > 5
    assert {short: names for short, names in meanings.items() if len(names) > 1} == {}


# Fields -------------------------------------------------------------------------------------------------

TABLES = (
    "list", "list --former", "list --ever", "presidents", "sources nru-4", "count --by president", "count --by region",
    "count --by decade", "count --in tsai", "diff tsai --stat", "db migrate --list", "help", "chart --by region --fields date,count",
)  # fmt: skip


@pytest.mark.parametrize("words", TABLES)
@pytest.mark.parametrize("width", [60, 400])
def test_the_head_of_a_column_is_the_name_of_its_field(record: Record, words: str, width: int) -> None:
    command = load(*[word for word in words.split()[:2] if (word,) in PATHS or tuple(words.split()[:2]) in PATHS])
    known = {title(name) for fields in (command.fields, *command.when.values()) for name in fields}
    lines = record.terminal(*words.split(), "--no-pager", "--color", "never", width=width).splitlines()
    ruled = next(n for n, line in enumerate(lines) if set(line) == {"─"})
    heads = {head for head in re.split(" {2,}", lines[ruled - 1].strip()) if head}
    # A narrow column may stand one cell from the next.
    assert {head for head in heads if head not in known and not all(part in known for part in head.split())} == set()


@pytest.mark.parametrize("path", [path for path in PATHS if path[0] in ("list", "presidents", "timeline", "check")])
def test_every_field_can_head_a_column(record: Record, path: tuple[str, ...]) -> None:
    fields = load(*path).fields
    more = ("--strict",) if path == ("check",) else ()
    check = 1 if path == ("check",) else 0
    said = record.terminal(
        *path, *more, "--fields", ",".join(fields), "--no-pager", "--color", "never", width=1000, check=check
    )
    assert said.splitlines()[0].split() == " ".join(map(title, fields)).split()


# Dates and periods --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[taiwan_allies.Record]:
    with taiwan_allies.open_record(tmp_path_factory.mktemp("words") / "allies.db", date.fromisoformat(TODAY)) as opened:
        yield opened


def within(period: Period, asked: Period, beginning: str = "1912-01-01") -> tuple[str, str]:
    """First day and day after the last of what two periods share, as a tally gives them."""
    starts = [day.isoformat() for day in (period.start, asked.start) if day]
    ends = [day.isoformat() for day in (period.end, asked.end) if day]
    return max([beginning, *starts]), min([TOMORROW, *ends])


ASKED = ("all", "tsai", "1970s", "1971..1979", "1999-06..", "..1950", "lee..ma", "1916-06-07..1928", "chiang-kai-shek")


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("by", ["president", "year", "decade"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_period_of_a_count_is_read_back(
    record: Record, library: taiwan_allies.Record, asked: str, by: str, lang: str
) -> None:
    """In every format, table and TSV, English and Chinese; a row that is cut short by --in means its part of it."""
    command = ("count", "--by", by, "--in", asked, "--lang", lang)
    expected = [(row["start_day"], row["end_day"]) for row in record.rows(*command)]
    whole = library.period(asked)
    printed = [line.split("\t")[0] for line in record(*command).stdout.splitlines()[1:]]
    assert [within(library.period(text), whole) for text in printed] == expected
    lines = record.terminal(*command, "--no-pager", "--color", "never", width=160).splitlines()
    shown = [re.split(" {2,}", line)[0] for line in lines[2 : 2 + len(expected)]]
    assert [within(library.period(text), whole) for text in shown] == expected


@pytest.mark.parametrize(
    "options",
    [
        *(("--in", asked) for asked in ASKED),
        ("--from", "1999"),
        ("--to", "1978"),
        ("--from", "tsai"),
        ("--from", "1971", "--to", "1979-06"),
        ("--in", "1970s", "--from", "1975"),
        ("-p", "tsai"),
        ("-p", "tsai", "--in", "2018"),
        ("-p", "tsai", "--from", "2018-03-05"),
        ("--in", "last year"),
        ("--in", "全部"),
    ],
    ids=" ".join,
)
def test_the_period_of_a_whole_count_is_read_back(record: Record, options: tuple[str, ...]) -> None:
    for lang in ("en", "zh"):
        (row,) = record.rows("count", *options)
        shown = record.terminal("count", *options, "--lang", lang, "--color", "never").splitlines()[2]
        for text in (row["period"], re.split(" {2,}", shown)[0]):
            (again,) = record.rows("count", "--in", text)
            assert (again["start_day"], again["end_day"]) == (row["start_day"], row["end_day"]), text


ANSWERS = (
    "list --ever",
    "timeline",
    "diff 1912 2026",
    "presidents",
    "list",
    "show nauru",
    "chart",
    "is palau",
)
ROW_TYPES = {
    row._fields: row
    for module in (answers, own, upkeep, rows)
    for row in vars(module).values()
    if hasattr(row, "_fields")
}


@pytest.mark.parametrize("words", ANSWERS)
def test_every_date_in_a_pipe_is_read_back(record: Record, library: taiwan_allies.Record, words: str) -> None:
    """The days that a date can mean are those that lie between the first and the last one of its unit."""
    row_type = ROW_TYPES[load(words.split()[0]).fields]
    dated = [name for name in row_type._fields if (said := annotation(row_type, name)) and said.type in ("day", "date")]
    head, *lines = csv.reader(record(*words.split(), "--csv").stdout.splitlines())
    seen = {line[head.index(name)] for line in lines for name in dated} - {""}
    assert seen
    for text in seen:
        period = library.period(text)
        assert period.start is not None
        assert period.last_day is not None
        size = {4: 4, 7: 7, 10: 10}[len(text.rstrip("?~%"))]
        assert {day.isoformat()[:size] for day in (period.start, period.last_day)} == {text[:size]}
        assert all(day.isoformat()[:size] != text[:size] for day in (period.start - DAY, period.last_day + DAY))


ENGLISH = re.compile(
    r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
    r"(?: to (?:\d{1,2} [A-Z][a-z]+ \d{4}|today))?|\b\d{4}-\d\d(?:-\d\d)?[?~%]?"
)
CHINESE = re.compile(
    r"\d{4}年\d{1,2}月(?:\d{1,2}日)?(?:至(?:\d{4}年\d{1,2}月\d{1,2}日|今))?|\b\d{4}-\d\d(?:-\d\d)?[?~%]?"
)


@pytest.mark.parametrize(
    "words", ["list", "list --ever", "timeline -p lai --oneline", "timeline --type recognition --oneline", "diff tsai", "presidents", "is palau"]
)  # fmt: skip
def test_dates_at_a_terminal_mean_the_same_in_both_languages(
    record: Record, library: taiwan_allies.Record, words: str
) -> None:
    def periods(pattern: re.Pattern[str], lang: str) -> list[Period]:
        said = record.terminal(*words.split(), "--no-pager", "--color", "never", "--lang", lang, width=600)
        kept = (line for line in said.splitlines() if "3 May 2026" not in line and "2026年5月3日" not in line)
        if words.startswith("timeline"):  # the texts of the record stay as they are, in English
            kept = (line[:14] if line[:1] in "+-~*" else line for line in kept)
        return [library.period(text) for line in kept for text in pattern.findall(line)]

    english = periods(ENGLISH, "en")
    assert english
    assert english == periods(CHINESE, "zh")


def test_the_count_in_a_timeline_goes_on_from_row_to_row(record: Record) -> None:
    """Each event that opens or ends relations changes the count by one; suspensions and restorations follow theirs."""
    for options in ((), ("--in", "1941-07"), ("--in", "1949..1950"), ("--reverse",)):
        found = record.rows("timeline", "--type", "recognition", *options)
        counts = [(row["kind"], row["count"]) for row in (reversed(found) if options == ("--reverse",) else found)]
        assert len(counts) > 4
        for (_, before), (kind, after) in pairwise(counts):
            assert after - before == (1 if kind in ("establish", "restore") else -1), (kind, before, after)


# Advice -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("nauru", "Did you mean `allies show nauru`?"),
        ("Nauru", "Did you mean `allies show nauru`?"),
        ("swaziland", "Did you mean `allies show eswatini`?"),
        ("tsai", "Did you mean `allies timeline --president tsai-ing-wen`?"),
        ("pacific", "Did you mean `allies list --region pacific`?"),
        ("1971", "Did you mean `allies list --at 1971`?"),
        ("tmeline", "Did you mean timeline?"),
        ("data inof", "Did you mean info?"),
        ("list nauru", "Did you mean `allies list --country nauru`?"),
        ("list 1971-10-25", "Did you mean `allies list --at 1971-10-25`?"),
        ("list tsai", "Did you mean `allies list --president tsai-ing-wen`?"),
        ("timeline africa", "Did you mean `allies timeline --region africa`?"),
        ("count 2 months ago", "Did you mean `allies count --at '2 months ago'`?"),
        ("list --format jsno", "Did you mean json?"),
        ("list --fields nmae", "Did you mean name"),
        ("list --sort nmae", "Did you mean name?"),
        ("timeline --kind visti", "Did you mean visit?"),
        ("timeline --type engagment", "Did you mean engagement?"),
        ("timeline --president tsay", "Did you mean"),
        ("help dats", "Did you mean"),
        ("check sequense", "Did you mean sequence?"),
        ("list --coutry nauru", "--country"),
    ],
)
def test_what_is_nearly_right_gets_the_words_that_are(record: Record, words: str, advice: str) -> None:
    done = record(*words.split(), check=None)
    assert done.returncode in (2, 3)
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 2
    assert advice in done.stderr
    for command in re.findall("`allies (.*?)`[?]", done.stderr):
        record(*shlex.split(command))


def test_what_means_nothing_gets_no_advice(record: Record) -> None:
    for words in ("xyzzy", "list xyzzy", "diff ma tsai lee"):
        assert "Did you mean" not in record(*words.split(), check=2).stderr


# Defaults -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["count --by president", "chart", "chart --by president", "chart --by region"])
def test_a_period_that_nobody_asked_for_is_said(record: Record, words: str) -> None:
    said = " ".join(record.terminal(*words.split(), "--no-pager", "--color", "never").split())
    assert "allies: since 20 May 1948; see --in all" in said
    for more in (("--in", "all"), ("-p", "tsai"), ("--from", "1950")):
        assert "see --in all" not in record.terminal(*words.split(), *more, "--no-pager")


@pytest.mark.parametrize("words", ["count --by year", "count --by decade", "count --by region", "presidents"])
def test_the_others_begin_with_the_record(record: Record, words: str) -> None:
    first = record.rows(*words.split())[0]["start_day"]
    assert first == record.rows(*words.split(), "--in", "all")[0]["start_day"] == "1912-01-01"
