"""`allies` alone: the state of things, and what to try next."""

from __future__ import annotations

from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.tables import Summary
from taiwan_allies.output.result import Result

# `allies --help` and TAB need the options alone: the rest is imported when it is asked for.


def _say(text: str) -> None:
    typer.echo(text, nl=False)
    raise typer.Exit()


def _version(ctx: typer.Context, wanted: bool) -> None:
    if wanted:
        from taiwan_allies.version import version_lines

        _say(version_lines(ctx.params.get("db")))


def _show_completion(shell: str | None) -> None:
    if shell is not None:
        from taiwan_allies.cli.completion.shells import script

        _say(script(shell))


def _install_completion(shell: str | None) -> None:
    if shell is not None:
        from taiwan_allies.cli.completion.shells import install

        _say(install(shell))


@command(fields=Summary._fields)
def summary(
    session: Session,
    # Not eager, or they would be done before --help and --db are seen.
    version: Annotated[
        bool, typer.Option("--version", callback=_version, help="Program, record and schema version.")
    ] = False,
    show_completion: Annotated[
        str | None,
        typer.Option(
            "--show-completion",
            metavar="[SHELL]",
            callback=_show_completion,
            help="Print the script that completes commands in bash, zsh, fish or powershell; alone: in this shell.",
        ),
    ] = None,
    install_completion: Annotated[
        str | None,
        typer.Option(
            "--install-completion",
            metavar="[SHELL]",
            callback=_install_completion,
            help="Install that script where the shell loads it.",
        ),
    ] = None,
) -> Result:
    """Who recognises the Republic of China (Taiwan), since when, and how we know.

    Examples:
      allies
      allies list --at 1971-10-24
      allies show palau
      allies timeline --president lai
      allies help recipes
    """
    from taiwan_allies.store.queries.changes import last_change
    from taiwan_allies.store.queries.counts import count_on
    from taiwan_allies.views.phrases import fresh
    from taiwan_allies.views.summary import lines

    record = session.record
    count = count_on(record, record.today).count
    change = last_change(record, record.today)
    president = record.president_on(record.today)
    row = Summary(
        date=record.today.isoformat(),
        count=count,
        last_date=change.date if change else None,
        last_name=change.name if change else None,
        last_change=change.change if change else None,
        last_id=change.id if change else None,
        president=president.slug if president else None,
        record=record.loaded.version,
        as_of=record.loaded.as_of.isoformat(),
    )
    return Result(
        [row],
        view=lambda context: lines(count, change, fresh(record, record.today, context.lang), context),
    )
