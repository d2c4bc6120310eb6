"""`allies` alone: the state of things, and what to try next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context


FIELDS = (
    "date", "count", "last_date", "last_name", "last_change", "last_id", "president", "record", "as_of",
)  # fmt: skip


def _version(wanted: bool) -> None:
    if wanted:
        from taiwan_allies.version import version_lines

        typer.echo(version_lines(), nl=False)
        raise typer.Exit()


def _show_completion(shell: str | None) -> None:
    if shell is not None:
        from taiwan_allies.cli.completion.completion import SCRIPTS, shell_of

        typer.echo(SCRIPTS[shell_of(shell)], nl=False)
        raise typer.Exit()


def _install_completion(shell: str | None) -> None:
    if shell is not None:
        from taiwan_allies.cli.completion.completion import install, shell_of

        typer.echo("\n".join(install(shell_of(shell))))
        raise typer.Exit()


def run(
    session: Session,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_version, help="Program, record and schema version."),
    ] = False,
    show_completion: Annotated[
        str | None,
        typer.Option(
            "--show-completion",
            metavar="[SHELL]",
            is_eager=True,
            callback=_show_completion,
            help="Print what completes commands in bash, zsh, fish or powershell; alone: in this shell.",
        ),
    ] = None,
    install_completion: Annotated[
        str | None,
        typer.Option(
            "--install-completion",
            metavar="[SHELL]",
            is_eager=True,
            callback=_install_completion,
            help="Put it where the shell loads it.",
        ),
    ] = None,
) -> Result:
    """Who recognises the Republic of China (Taiwan), since when, and how we know."""
    from taiwan_allies.store.queries.counts import count_on
    from taiwan_allies.store.queries.spells import last_change

    ask = session.ask
    count = count_on(ask, ask.today)
    change = last_change(ask, ask.today)
    version_, as_of = ask.record
    president = ask.president_on(ask.today)
    said = change or {}
    row = (
        ask.today.isoformat(),
        count.count,
        *(said.get(key) for key in ("date", "name", "change", "id")),
        president.slug if president else None,
        version_,
        as_of.isoformat(),
    )

    def view(context: Context) -> Iterator[str]:
        from taiwan_allies.i18n.words import date_of, day, tell
        from taiwan_allies.output.text import cell_width, wrap
        from taiwan_allies.views.phrases import fresh

        paint, lang = context.style.paint, context.lang
        sentence = "{count} states recognise the Republic of China (Taiwan) on {day}."
        first, *more = wrap(tell(lang, sentence, count=str(count), day=day(lang, ask.today)), context.width)
        yield first.replace(str(count), paint(str(count), "head"), 1)
        yield from more
        if change:
            left = "The last change: {name} left on {day}."
            came = "The last change: {name} came on {day}."
            name = change["name_zh" if lang == "zh" else "name"]
            told = tell(lang, left if change["change"] < 0 else came, name=name, day=date_of(lang, change["date"]))
            yield from wrap(told, context.width)
        yield from wrap(fresh(ask, ask.today, lang), context.width)
        yield ""
        for command, what in (
            ("allies list", "who they are, and since when"),
            ("allies show paraguay", "everything about one of them"),
            ("allies timeline --president lai", "what happened under a president"),
            ("allies diff ma tsai", "what changed between two moments"),
            ("allies chart", "the count since 1948, drawn"),
            ("allies help", "dates, output, exit codes, the data"),
        ):
            if 36 + cell_width(tell(lang, what)) <= context.width:
                yield f"  {paint(f'{command:<34}', 'name')}{tell(lang, what)}"
            else:
                yield from (f"  {paint(command, 'name')}", f"    {tell(lang, what)}")

    return Result([Column(n, keep=1) for n in FIELDS], [row], view=view)
