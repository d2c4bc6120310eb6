"""The texts of `allies help TOPIC`, made from the constants that the code itself uses.

A text has a title, then paragraphs and, under a line that ends with a colon, indented items. Each paragraph and item
is one line here: `laid_out` breaks them for a terminal, `manual` sets them for `man`. What stands before two or more
spaces in an item is its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from taiwan_allies.cli.help import codebook, fields
from taiwan_allies.cli.help.recipes import RECIPES
from taiwan_allies.errors import ExitCode
from taiwan_allies.model.kinds import ENDINGS, OPENINGS, VOCABULARIES
from taiwan_allies.model.rows import Coverage
from taiwan_allies.output.formats import FORMATS, SUFFIXES
from taiwan_allies.output.text import cell_width, pad, wrap
from taiwan_allies.output.writing import PICTURES
from taiwan_allies.store.dataset.bundled import read
from taiwan_allies.store.dataset.identity import identity


def _dates() -> str:
    return """Dates and periods

A year or a month means the whole of it, so `--to 1978` includes December 1978. Where one day is wanted, a period \
means its last day, or today while it lasts. Anything else is refused, with the forms that work.

One date:
  2016, 2016-05, 2016-05-20, 20160520  a year, a month, a day
  20 May 2016, May 20 2016, May 2016  months by name, in English
  today, 10 days ago, 3 years ago  back from today
  this month, last month, this year, last year  all of it
  2016年5月20日, 2016年5月, 2016年  in Chinese
  民國113年5月20日, 民國113年, ROC 113  Minguo years
  1971?, 1971~, about 1971, 約1971年  uncertain or approximate; as a period the same days as without the mark

Periods:
  1971..1979, 1971.., ..1978  from one to another, from one on, up to one
  1970s, 1970年代, 1950s..1970s  decades
  from 1971 to 1979, since 1971, until 1978  the same in words
  tsai, lee..ma, tsai..2024-01-15  a president, or from one to another
  all  no limit

Presidents:
  Any name, in English or Chinese: tsai, "chiang ching-kuo", 李登輝, ma-ying-jeou. The name of someone who held the \
office more than once means the whole time from the first day to the last; chiang-kai-shek-5 means one presidency (see \
`allies presidents`).

How they count:
  Every date is the date in Taipei, and so is today. It is stored as YYYY, YYYY-MM or YYYY-MM-DD; ? after it means \
uncertain, ~ approximate.
  An event takes effect on the last day that its date can mean: by then it has certainly happened. A count is \
followed by its least and greatest value where an imprecise date leaves it open: 57 (55-59).
  Every interval is half-open: `start_day` belongs to it, `end_day` does not. The day of a hand-over belongs to the \
new president.
  ALLIES_TODAY=2026-11-24 sets the day that counts as today.
"""


def _output() -> str:
    return f"""Output

Standard output is data, standard error is everything else. A terminal gets a table; anything else gets TSV with a \
header, at full width, with ISO dates and no colour. --format forces either way.

Formats:
  {", ".join(FORMATS)}
  --json and --csv are short for two of them; --bom makes a CSV that Excel opens with its Chinese. -o FILE tells the format by the ending ({", ".join(sorted(SUFFIXES))}); \
`allies chart` also draws {", ".join(ending[1:] for ending in PICTURES)}. An interrupted command leaves no \
half-written file.

Fields:
  Every data format has the same fields and values, all of them; --fields code,since picks some, and `allies help \
fields` says what they mean. A list is an array in JSON and joined by ; elsewhere. What is unknown is empty, in JSON \
null. `show` and `check` nest in JSON.

Terminals:
  Columns that do not fit are left out and named; a value is never cut. --width N, COLUMNS, or the terminal decide.
  --color always|never, then NO_COLOR, FORCE_COLOR or CLICOLOR_FORCE, TERM=dumb, then whether it is a terminal. Only \
the sixteen colours of the terminal are used, and never colour alone. --ascii draws without Unicode.
  What is longer than the screen goes through ALLIES_PAGER, PAGER or less, unless --no-pager is given.
  --lang zh (or LANG=zh_TW.UTF-8) gives names, titles and sentences, errors and the help of every command in Chinese. \
In English alone are the texts of these topics, the manual page, what `allies doctor` finds, and the texts of the record \
(`allies help codebook`, 19); field names stay as they are.
  Control characters in the record never reach a terminal.
"""


def _exit_codes() -> str:
    meaning = {
        ExitCode.OK: "done; also when nothing matched",
        ExitCode.NO: "the answer is no (is, diff --exit-code, check, undo with nothing to undo)",
        ExitCode.USAGE: "wrong usage or bad input",
        ExitCode.NOT_FOUND: "no such state, president or event, or a name that fits several",
        ExitCode.STORE: "the store cannot be used",
        ExitCode.FAULT: "a fault of the program: please report it",
        ExitCode.INTERRUPTED: "interrupted",
        ExitCode.PIPE_CLOSED: "the reader went away",
    }
    lines = "".join(f"  {int(code)}  {meaning[code]}\n" for code in ExitCode)
    return f"""Exit codes

An error is one or two lines on standard error: what is wrong and where, then what to do.

Codes:
{lines}"""


ENVIRONMENT: Final = {
    "ALLIES_DB": "the store to use (as --db)",
    "ALLIES_TODAY": "the day that counts as today, such as 2026-11-24; otherwise the present day in Taipei",
    "ALLIES_LANG": "en or zh for a terminal, help and errors; comes before LC_ALL, LC_MESSAGES and LANG",
    "ALLIES_PAGER": "the pager; comes before PAGER; empty or cat for none",
    "ALLIES_FORCE_TTY": "any value: write as to a terminal",
    "ALLIES_BUSY_SECONDS": "how long to wait for another program that is writing, 30 unless set",
    "ALLIES_DEBUG": "any value: a fault of the program shows its traceback",
    "NO_COLOR": "any value: no colour",
    "FORCE_COLOR": "1: colour even where there is no terminal; so does CLICOLOR_FORCE",
    "TERM": "dumb: no colour",
    "COLUMNS, LINES": "the size of the terminal",
    "XDG_DATA_HOME": "where the platform keeps data (on Linux)",
}


def _environment() -> str:
    lines = "".join(f"  {name}  {what}\n" for name, what in ENVIRONMENT.items())
    return f"""Environment

An option comes before a variable.

Variables:
{lines}"""


def _coverage() -> str:
    """What the record holds in full: the rows of its file, which no store is needed for."""
    _, *cells = read("coverage")
    rows = sorted(map(Coverage._make, cells), key=lambda row: VOCABULARIES["CoveredKind"].index(row.kind))
    return "".join(
        f"  {row.kind}  from {row.start_day}: {row.covers}{f' ({row.missing})' if row.missing else ''}\n"
        for row in rows
    )


def _data() -> str:
    record = identity()
    return f"""Data

The bundled record has version {record.version}, with data as of {record.as_of}: later changes may be missing. Its \
licence is CC BY 4.0, that of the program MIT. `allies export DIR` writes it as a data package; \
`allies help codebook` says how events are coded.

Evidence (the field `quality`):
  A  the date is given by a primary source, or by two independent ones
  B  by one good secondary source
  C  by encyclopedias and copies only, or a part of it rests on memory alone (`memory` says which)

Coverage (from which day on it is complete; in brackets what is missing):
{_coverage()}
Competing dates are kept as claims, each with a rank and a reason; `disputed` marks an event with a claim of equal rank.

Kinds of events:
  {", ".join(OPENINGS)}  relations open
  {", ".join(ENDINGS)}  relations end; `cause` says why: {", ".join(VOCABULARIES["Cause"])} (switch: to the PRC)

A state that ceases to exist lowers the count, but has not broken off relations: `dissolved` counts such losses.

Two layers:
  The bundled record comes with the program, and a newer one replaces it as a whole: that of a newer program, or one \
that `allies data update` loads. What you add, correct or hide \
lies over it, and no update touches it.

The store:
  One SQLite file (`allies db path`), for any program to read. The views and tables event, spell, recognition, ally, \
ally_change, ally_count, presidency_tally, engagement, evidence, source and claim give the same answers as the commands.
"""


def _shells() -> str:
    return """Shells

TAB completes commands, options, states and presidents, ids of the bundled record, fields, formats and topics. It \
needs no store.

Completion:
  bash, zsh, fish  run `allies --install-completion` in that shell, or add its name; then open a new shell
  PowerShell  `allies --show-completion powershell | Out-String | Invoke-Expression`, best as a line of $PROFILE
  elsewhere  `allies --show-completion bash` (zsh, fish, powershell) prints the script

Habits:
  PowerShell splits words at commas: write --fields 'code,name' there.
  `allies list | head -1` ends quietly, with 141 under `set -o pipefail`.
  `allies help --man` shows the manual page allies(1) however the program was installed, and `-o allies.1` keeps it. \
`man allies` finds it after `pip` and `pipx`, where the program is on the PATH; `uv tool` links no manual pages.
"""


def _recipes() -> str:
    parts = [f"{what}:\n" + "".join(f"  {line}\n" for line in command.splitlines()) for what, command, _ in RECIPES]
    return "Recipes\n\n" + "\n".join(parts)


class Topic(NamedTuple):
    """A topic: its line in the list of topics, and what makes its text."""

    line: str
    text: Callable[[], str]


TOPICS: Final[dict[str, Topic]] = {
    "dates": Topic("Dates, periods and presidents, and how imprecise dates count", _dates),
    "output": Topic("Formats, fields, colour, width and files", _output),
    "fields": Topic("What the fields of every answer mean", fields.text),
    "exit-codes": Topic("How a command ends", _exit_codes),
    "environment": Topic("The variables that are read", _environment),
    "data": Topic("The record, its evidence, its layers and the store", _data),
    "codebook": Topic("How the record was coded: what counts, which day, which sources", codebook.text),
    "recipes": Topic("Pipelines with other tools", _recipes),
    "shells": Topic("Completion in bash, zsh, fish and PowerShell", _shells),
}

_NAMED = re.compile(r"( +)(\S.*?)(?<!\.) {2,}(?=\S)(.*)")


class Item(NamedTuple):
    """An item of a text that has a name."""

    indent: str
    name: str
    meaning: str


def named_item(line: str) -> Item | None:
    """The item that a line is; None where it has no name."""
    found = _NAMED.fullmatch(line)
    return Item(*found.groups()) if found else None


def laid_out(text: str, width: int, *, verbatim: bool = False) -> Iterator[str]:
    """The lines of a text at a width. Names of items stand in a column where they are short.

    A ``verbatim`` text (commands to copy) keeps its lines.
    """
    if verbatim:
        yield from text.splitlines()
        return
    for items, group in groupby(text.splitlines(), lambda line: named_item(line) is not None):
        if items:
            yield from _column(list(filter(None, map(named_item, group))), width)
        else:
            for line in group:
                yield from _paragraph(line, width)


def _column(items: Sequence[Item], width: int) -> Iterator[str]:
    column = max(cell_width(item.name) for item in items) + 4
    aligned = column <= min(44, width * 3 // 5)
    for indent, name, meaning in items:
        if aligned:
            first, *rest = wrap(meaning, width - column)
            yield pad(indent + name, column) + first
            yield from (" " * column + line for line in rest)
        else:
            yield from (indent + line for line in wrap(name, width - len(indent)))
            yield from (indent + "    " + line for line in wrap(meaning, width - len(indent) - 4))


def _paragraph(line: str, width: int) -> Iterator[str]:
    indent = line[: len(line) - len(line.lstrip())]
    for n, part in enumerate(wrap(line.strip(), width - len(indent) - 2)):
        yield (indent + ("  " if n and indent else "") + part).rstrip()
