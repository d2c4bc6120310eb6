from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.options import Session
from taiwan_allies.errors import ExitCode, NotFoundError, UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taiwan_allies.context import Context
    from taiwan_allies.rules.checks import Problem

FIELDS = ("rule", "code", "severity", "subject", "message", "hint")


def run(
    session: Session,
    rule: Annotated[list[str] | None, typer.Argument(metavar="[RULE...]", help="Only these; all if left out.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", "-s", help="Warnings and notes too; a warning is a failure then.")
    ] = False,
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar="FOLDER", help="An older data package: the changelog must name what changed since."
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
    from pathlib import Path

    from taiwan_allies.rules.checks import RULES
    from taiwan_allies.store.queries.checks import audit

    names = [_rule(name, RULES) for name in rule or RULES]
    if against is not None and "changelog" not in names:
        raise UsageError("--against is for the rule changelog", "Name it too, or leave --against out.")
    ask = session.ask
    found = list(audit(ask, dict.fromkeys(names), None if against is None else Path(against)))
    shown = [p for p in found if strict or p.severity == "error"]
    failed = any(p.severity != "note" for p in shown)
    stale = [] if strict else [f"{p.message} ({p.hint})" for p in found if p.rule == "freshness"]
    return Result(
        [Column(name, keep=1) for name in FIELDS],
        [(p.rule, p.code, p.severity, p.subject, p.message, p.hint or None) for p in shown],
        view=lambda context: _lines(context, shown),
        plain=None if shown else "",
        page=True,
        notes=stale,
        exit_code=ExitCode.NO if failed else ExitCode.OK,
    )


def _rule(name: str, rules: dict[str, str]) -> str:
    from taiwan_allies.dates.partial import quoted

    if name in rules:
        return name
    from difflib import get_close_matches

    near = get_close_matches(name.lower()[:40], rules, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise NotFoundError(f"no rule is called {quoted(name)}", f"{hint}Rules: {', '.join(rules)}.")


def _lines(context: Context, problems: Sequence[Problem]) -> Iterator[str]:
    from collections import Counter

    from taiwan_allies.output.text import one_line, wrap
    from taiwan_allies.views.phrases import plural

    roles = {"error": "lost", "warning": "doubt", "note": "dim"}
    paint = context.style.paint
    for p in problems:
        head = f"{p.code} {p.severity:<8}"
        first, *more = wrap(one_line(f"{p.subject}: {p.message}"), max(20, context.width - len(head)))
        yield paint(head, roles[p.severity]) + first
        yield from (" " * len(head) + line for line in more)
        for line in wrap(one_line(p.hint), max(20, context.width - len(head))) if p.hint else ():
            yield " " * len(head) + paint(line, "dim")
    if problems:
        counts = Counter(p.severity for p in problems)
        yield ""
        yield ", ".join(plural(counts[name], name) for name in roles if counts[name]) + "."
