from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Result
from taiwan_allies.output.text import one_line
from taiwan_allies.store.queries.raw_sql import select, unique

LONGEST = 1_000_000


@command()
def sql_(
    session: Session,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT; - reads it from standard input.")],
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="The text for :NAME in the query; may be repeated."),
    ] = None,
) -> Result:
    """Ask the store in SQL.

    The store is an SQLite file; its tables and views are what every other command reads, your own record included:
    recognition, ally, ally_count, ally_change, presidency_tally, event, engagement, source, evidence, claim, state.
    Nothing can be written. The columns become fields; bytes are written as hexadecimal digits.

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
    columns, rows = select(session.record, query, values)
    names = unique(list(map(one_line, columns)))
    return Result(names, rows, empty="The query gave no rows.")


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
        raise UsageError("the query on standard input is not UTF-8 text", "Save it as UTF-8.") from None
