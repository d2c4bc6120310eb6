from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.errors import ExitCode, NotFoundError, UsageError, did_you_mean, quoted
from taiwan_allies.model.upkeep import Problem
from taiwan_allies.output.result import Result
from taiwan_allies.rules.checks import RULES
from taiwan_allies.store.queries.checks import problems
from taiwan_allies.views import upkeep


@command(fields=Problem._fields)
def check_(
    session: Session,
    rule: Annotated[list[str] | None, typer.Argument(metavar="[RULE...]", help="Only these; all if left out.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings and notes too; a warning is a failure then.")
    ] = False,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="FOLDER",
            help="An older data package: the changelog must tell what changed since.",
        ),
    ] = None,
) -> Result:
    """Whether the record is sound, yours and the bundled one together.

    Silent, and exit 0, when it is; otherwise each error, and exit 1. --strict also lists warnings, among them every
    event whose date is poorly attested (what research should do next), and notes: what looks odd and is explained.
    Warnings then make exit 1, notes never do.

    Rules: sequence, dates, engagements, sources, evidence, references, assertions, presidencies, layers, package,
    changelog, freshness. Each problem has a code that never changes its meaning.

    Examples:
      allies check
      allies check --strict evidence --json
      allies check assertions sequence
      allies check changelog --against ../last-release/taiwan_allies/data
    """
    names = dict.fromkeys(map(_rule, rule or RULES))
    if against is not None and "changelog" not in names:
        raise UsageError("--against is for the rule changelog", "Name it too, or leave --against out.")
    found = problems(session.record, names, None if against is None else Path(against), strict=strict)
    told = [p for p in found if strict or p.severity == "error" or p.rule == "freshness"]
    shown = [p for p in told if strict or p.severity == "error"]
    stale = [] if strict else [f"{p.message} ({p.hint})" for p in told if p.rule == "freshness"]
    failed = any(p.severity != "note" for p in shown)
    return Result(
        shown,
        view=lambda context: upkeep.problems(context, shown),
        plain=None if shown else "",
        paged=True,
        notes=stale,
        exit_code=ExitCode.NO if failed else ExitCode.OK,
    )


def _rule(name: str) -> str:
    if name not in RULES:
        hint = f"{did_you_mean(name, RULES)}Rules: {', '.join(RULES)}."
        raise NotFoundError(f"no rule is called {quoted(name)}", hint)
    return name
