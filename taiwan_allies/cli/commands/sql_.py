from __future__ import annotations

from typing import Annotated, Any

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Column, Result

LONGEST = 1_000_000


def run(
    session: Session,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT; - reads it from standard input.")],
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME=VALUE", help="The text for :NAME in the query; may be repeated."),
    ] = None,
) -> Result:
    """Ask the store in SQL.

    The store is an SQLite file; its tables and views are what every other command reads, your own record included:
    recognition, ally, ally_count, ally_change, presidency_tally, event, engagement, source, evidence, claim, state.
    Nothing can be written. The columns become fields; bytes are written as hexadecimal digits.

    Examples:
      allies sql "SELECT name, since FROM ally WHERE region = 'Africa'"
      allies sql "SELECT count(*) FROM event WHERE code = :code" -p code=NRU
      allies sql "SELECT name FROM sqlite_master WHERE type = 'view'" --json
      allies sql - < query.sql
    """
    from itertools import chain, islice

    from taiwan_allies.output.text import one_line
    from taiwan_allies.store.queries.raw_sql import select, unique

    values = dict(_named(text) for text in param or ())
    if query == "-":
        query = _standard_input(session)
    if len(query) > LONGEST:
        raise UsageError(f"the query is longer than {LONGEST:,} characters", "Put the values into --param.")
    names, rows = select(session.ask.store, query, values)
    first: list[tuple[Any, ...]] = list(islice(rows, 1))
    numbers = [isinstance(value, int | float) for value in first[0]] if first else [False] * len(names)
    columns = [
        Column(name, keep=1, align="right" if number else "left")
        for name, number in zip(unique([one_line(name) for name in names]), numbers, strict=True)
    ]
    return Result(columns, chain(first, rows), empty="The query gave no rows.")


def _named(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    name = name.strip().lstrip(":@$")
    if not sign or not name.isidentifier():
        raise UsageError("--param: it is not NAME=VALUE", "Write --param code=NRU for :code in the query.")
    return name, value


def _standard_input(session: Session) -> str:
    try:
        return session.context.stdin.read(LONGEST + 1)
    except ValueError:
        raise UsageError("the query on standard input is no UTF-8 text", "Save it as UTF-8.") from None
