from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Result
from taiwan_allies.output.text import one_line
from taiwan_allies.store.queries.raw_sql import TIMEOUT, select, unique

LONGEST = 1_000_000
MEMORY = 2 * 1024**3
"""Bytes that the whole program may use for a query, its answer included."""


@command()
def sql_(
    session: Session,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT; - reads it from standard input.")],
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="The text for :NAME in the query; may be repeated."),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0, help="Give up after so long; 0 never does.")
    ] = TIMEOUT,
) -> Result:
    """Ask the store in SQL.

    The store is an SQLite file; its tables and views are what every other command reads, your own record included:
    recognition, ally, ally_count, ally_change, presidency_tally, event, engagement, source, evidence, claim, state.
    Nothing can be written, and a query ends after 30 seconds. The columns become fields; bytes are written as hexadecimal digits.

    Examples:
      allies sql "SELECT name, since FROM ally WHERE region = 'Africa'"
      allies sql "SELECT count(*) FROM event WHERE code = :c" --param c=NRU
      allies sql "SELECT name FROM sqlite_master WHERE type = 'view'" --json
      allies sql - < query.sql
    """
    values = dict(map(_named, param or ()))
    if query == "-":
        query = _standard_input(session)
    if len(query) > LONGEST:
        raise UsageError(f"the query is longer than {LONGEST:,} characters", "Put the values into --param.")
    _bound_memory()
    columns, rows = select(session.record, query, values, timeout)
    names = unique(list(map(one_line, columns)))
    return Result(rows, fields=names, empty="The query gave no rows.")


def _named(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    name = name.strip().lstrip(":@$")
    if not sign or not name.isidentifier():
        raise UsageError("--param: it is not NAME=VALUE", "Write --param code=NRU for :code in the query.")
    return name, value


def _bound_memory() -> None:
    """A query that asks for all the memory there is gets an error, where the system would end some other program."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY or soft > MEMORY:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def _standard_input(session: Session) -> str:
    try:
        return session.context.stdin.read(LONGEST + 1)
    except ValueError:
        raise UsageError("the query on standard input is not UTF-8 text", "Save it as UTF-8.") from None
