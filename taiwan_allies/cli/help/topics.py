"""The texts of `allies help TOPIC`, made from the constants that the code itself uses.

A text has a title, then paragraphs and, under a line that ends with a colon, indented items. Each paragraph and item
is one line here: `laid_out` breaks them for a terminal, `manual` sets them for `man`. What stands before two or more
spaces in an item is its name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _dates() -> str:
    return """Dates and periods

A part names its whole period: `--to 1978` includes December 1978. Where one day is wanted, a period means its last \
day, or today while it lasts. Anything else is refused, with the forms that work.

One date:
  2016, 2016-05, 2016-05-20, 20160520  a year, a month, a day
  20 May 2016, May 20 2016, May 2016  months by name, in English
  today, 10 days ago, 3 years ago  back from today
  2016年5月20日, 2016年5月, 2016年  in Chinese
  民國113年5月20日, 民國113年, ROC 113  Minguo years

Periods:
  1971..1979, 1971.., ..1978  from one to another, from one on, up to one
  from 1971 to 1979, since 1971, until 1978  the same in words
  tsai, lee..ma, tsai..2024-01-15  a president, or from one to another
  all  no limit

Presidents:
  Any name, in English or Chinese: tsai, "chiang ching-kuo", 李登輝, ma-ying-jeou. Somebody with several presidencies \
means all the time from the first to the last; chiang-kai-shek-5 means one of them (see `allies presidents`).

How they count:
  A stored date is YYYY, YYYY-MM or YYYY-MM-DD, the day in Taipei; ? after it means uncertain, ~ about.
  An event takes effect on the last day that its date can mean: by then it has certainly happened. A count is \
followed by its least and greatest value where an imprecise date leaves it open: 57 (55-59).
  The day of a hand-over belongs to the new president.
  ALLIES_TODAY=2026-11-24 fixes the clock.
"""


def _output() -> str:
    from taiwan_allies.output.writing import FORMAT_NAMES, PICTURES, SUFFIXES

    return f"""Output

Standard output is data, standard error is everything else. A terminal gets a table; anything else gets TSV with a \
header, at full width, with ISO dates and no colour. --format forces either way.

Formats:
  {", ".join(FORMAT_NAMES)}
  --json and --csv are short for two of them. -o FILE tells the format by the ending ({", ".join(sorted(SUFFIXES))}); \
`allies chart` also draws {", ".join(PICTURES)}. The file is written beside and renamed.

Fields:
  Every data format has the same fields and values, all of them; --fields code,since picks some. Their names are a \
contract: they are never renamed. Values joined with ; are lists. Unknown is empty, in JSON null. `show` and `check` \
nest in JSON.

Terminals:
  Columns that do not fit are left out and named; a value is never cut. --width N, COLUMNS, or the terminal decide.
  --color always|never, then NO_COLOR, FORCE_COLOR or CLICOLOR_FORCE, TERM=dumb, then whether it is a terminal. Only \
the sixteen colours of the terminal are used, and never colour alone. --ascii draws without Unicode.
  What is longer than the screen goes through ALLIES_PAGER, PAGER or less; --no-pager does not.
  --lang zh (or LANG=zh_TW.UTF-8) gives names, titles and sentences in Chinese; field names and the texts of the \
record stay.
  Control characters in the record never reach a terminal.
"""


def _exit_codes() -> str:
    from taiwan_allies.errors import ExitCode

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

An error is one or two lines on standard error: what and where, then what to do.

Codes:
{lines}"""


ENVIRONMENT: Final = {
    "ALLIES_DB": "the store to use (as --db)",
    "ALLIES_TODAY": "the day that counts as today, 2026-11-24",
    "ALLIES_LANG": "en or zh for names at a terminal, before LC_ALL, LC_MESSAGES and LANG",
    "ALLIES_PAGER": "the pager, before PAGER; empty or cat for none",
    "ALLIES_FORCE_TTY": "any value: write as to a terminal",
    "ALLIES_BUSY_SECONDS": "how long to wait for another program's write, 30",
    "ALLIES_DEBUG": "any value: a fault of the program shows where it lies",
    "NO_COLOR": "any value: no colour",
    "FORCE_COLOR": "1: colour although no terminal is seen; CLICOLOR_FORCE too",
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


def _data() -> str:
    from taiwan_allies.store.dataset.bundled import identity

    record = identity()
    return f"""Data

The record {record.version} is good to {record.as_of}: later changes may be missing. It is licensed CC BY 4.0, the \
program MIT. `allies export DIR` writes it as a data package; `taiwan_allies/data/CODEBOOK.md` says how events are \
coded.

Evidence (the field `quality`):
  A  the date is given by a primary source, or by two independent ones
  B  by one good secondary source
  C  by encyclopedias and copies only, or some of it rests on memory (`memory` says what)

Dates that compete are kept as claims, each with a rank and a reason; `disputed` marks events that have one.

Kinds of events:
  establish, restore  relations open
  suspend, sever  relations end; `cause` says why: switch (to the PRC), break, war, annexation, dissolution, lapse

A state that ceases to exist ends its relations and lowers the count, but has broken nothing off: `dissolved`.

Two layers:
  The bundled record comes with the program and is replaced whole by a newer one. What you add, correct or hide lies \
over it and no update touches it.

The store:
  One SQLite file (`allies db path`). Read it with anything: the views and tables event, spell, recognition, ally, \
ally_change, ally_count, presidency_tally, engagement, evidence, source, claim answer as the commands do.
"""


def _shells() -> str:
    return """Shells

TAB completes commands, options, states and presidents, ids of the bundled record, fields, formats and topics. It \
needs no store.

Completion:
  bash, zsh, fish  `allies --install-completion` in that shell, or with its name behind it; then open a new shell
  PowerShell  `allies --show-completion powershell | Out-String | Invoke-Expression`, also as a line of $PROFILE
  elsewhere  `allies --show-completion bash` (zsh, fish, powershell) prints the script

Habits:
  PowerShell splits words at commas: write --fields 'code,name' there.
  `allies list | head -1` ends quietly, with 141 under `set -o pipefail`.
  The manual page allies(1) comes with the package: `man allies`.
"""


def _recipes() -> str:
    from taiwan_allies.cli.help.recipes import RECIPES

    parts = [f"{what}:\n" + "".join(f"  {line}\n" for line in command.splitlines()) for what, command, _ in RECIPES]
    return "Recipes\n\n" + "\n".join(parts)


TOPICS: Final[dict[str, tuple[str, Callable[[], str]]]] = {
    "dates": ("Dates, periods and presidents, and how imprecise dates count", _dates),
    "output": ("Formats, fields, colour, width and files", _output),
    "exit-codes": ("How a command ends", _exit_codes),
    "environment": ("Variables that are read", _environment),
    "data": ("The record, its evidence, its layers and the store", _data),
    "recipes": ("Pipelines with other tools", _recipes),
    "shells": ("Completion in bash, zsh, fish and PowerShell", _shells),
}

_NAMED = re.compile(r"( +)(\S.*?)(?<!\.) {2,}(?=\S)(.*)")


def named_item(line: str) -> tuple[str, str, str] | None:
    """Indentation, name and meaning of an item that has a name; None for other lines."""
    found = _NAMED.fullmatch(line)
    return (found[1], found[2], found[3]) if found else None


def laid_out(text: str, width: int, *, verbatim: bool = False) -> Iterator[str]:
    """The lines of a text at a width. Names of items stand in a column where they are short.

    A ``verbatim`` text (commands to copy) keeps its lines.
    """
    from taiwan_allies.output.text import cell_width, pad, wrap

    lines = text.splitlines()
    if verbatim:
        yield from lines
        return
    start = 0
    while start < len(lines):
        stop = start + 1
        if item := named_item(lines[start]):
            items = [item]
            while stop < len(lines) and (item := named_item(lines[stop])):
                items.append(item)
                stop += 1
            column = max(cell_width(name) for _, name, _ in items) + 4
            aligned = column <= min(44, width * 3 // 5)
            for indent, name, meaning in items:
                if aligned:
                    first, *rest = wrap(meaning, width - column)
                    yield pad(indent + name, column) + first
                    yield from (" " * column + line for line in rest)
                else:
                    yield from (indent + line for line in wrap(name, width - len(indent)))
                    yield from (indent + "    " + line for line in wrap(meaning, width - len(indent) - 4))
        else:
            line = lines[start]
            indent = line[: len(line) - len(line.lstrip())]
            for n, part in enumerate(wrap(line.strip(), width - len(indent) - 2)):
                yield (indent + ("  " if n and indent else "") + part).rstrip()
        start = stop
