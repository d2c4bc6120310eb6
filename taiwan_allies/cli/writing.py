"""What the commands that write the user's own record share: their options, and how they say what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from taiwan_allies.cli.options import Session
    from taiwan_allies.context import Context
    from taiwan_allies.store.own.entries import Effect
    from taiwan_allies.store.queries.query import Ask

Source = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        "-s",
        metavar="S",
        help="An address, words (`CNA: title <address>`) or the id of a source; may be repeated.",
    ),
]
Tier = Annotated[
    str | None, typer.Option("--source-tier", metavar="TIER", help="primary, secondary (unless said) or tertiary.")
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="The circumstances.")]
LocalDate = Annotated[
    str | None,
    typer.Option("--local-date", metavar="DATE", help="The date at the partner's capital, where it differs."),
]
InitiatedBy = Annotated[
    str | None, typer.Option("--initiated-by", metavar="WHO", help="partner, roc, both or unknown.")
]
PrcDate = Annotated[str | None, typer.Option("--prc-date", metavar="DATE", help="When relations with the PRC opened.")]
Cause = Annotated[
    str | None,
    typer.Option("--cause", metavar="CAUSE", help="Of an ending: switch, break, war, annexation, dissolution, lapse."),
]
EndDate = Annotated[str | None, typer.Option("--end-date", metavar="DATE", help="The last day of an engagement.")]
Actor = Annotated[str | None, typer.Option("--actor", metavar="WHO", help="Who acts in an engagement.")]
Summary = Annotated[str | None, typer.Option("--summary", metavar="TEXT", help="What happened in an engagement.")]
Amount = Annotated[str | None, typer.Option("--amount-usd", metavar="N", help="US dollars, whole.")]
Original = Annotated[str | None, typer.Option("--amount-original", metavar="TEXT", help="The amount as it was given.")]
Force = Annotated[bool, typer.Option("--force", help="Keep what seems impossible; a note must say why.")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would change, and change nothing.")]

EVENT_ONLY = ("local_date", "initiated_by", "prc_date", "cause")
ENGAGEMENT_ONLY = ("end_date", "actor", "summary", "amount_usd", "amount_original")

COLUMNS = (
    Column("id", keep=1),
    Column("code", keep=1),
    Column("kind", keep=1),
    Column("date", keep=1),
    Column("before", keep=2, align="right"),
    Column("after", keep=2, align="right"),
    Column("action"),
    Column("step", align="right"),
    Column("name"),
    Column("day"),
    Column("today_before", align="right"),
    Column("today_after", align="right"),
    Column("changes"),
)


def writer(session: Session) -> Ask:
    """The store, for writing."""
    from taiwan_allies.store.own.entries import open_own

    ask = open_own(session.context.db, session.context.env, session.context.today)
    session.warnings += ask.store.warnings
    return ask


def command_line() -> str:
    """The command as it was typed, for the journal: printable, and not endless."""
    import shlex
    import sys

    from taiwan_allies.output.text import one_line

    text = one_line(shlex.join(["allies", *sys.argv[1:]])).encode("utf-8", "replace").decode()
    return text if len(text) <= 500 else text[:497] + "..."


def values(today: date, fields: dict[str, str | None]) -> dict[str, Any]:
    """The options that were given, as the store keeps them. Raises `UsageError` that names the option."""
    from taiwan_allies.store.own.entries import value

    found = {}
    for name, text in fields.items():
        if text is not None:
            with named("--" + name.replace("_", "-")):
                found[name] = value(name, text, today)
    return found


class named:  # noqa: N801 - used like a function
    """Put the name of an option or argument before an error that comes from its value."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, UsageError):
            raise UsageError(f"{self.name}: {error.message}", error.hint) from None


def unfit(kind: str, given: Iterable[str], fields: Sequence[str]) -> None:
    """Raises `UsageError` for the first option that has no meaning for a kind."""
    for name in given:
        if name in fields:
            what = "an engagement" if fields is ENGAGEMENT_ONLY else "recognition"
            raise UsageError(f"--{name.replace('_', '-')}: {kind} has none, it is for {what} alone", "Leave it out.")


def outcome(
    action: str,
    written: Sequence[tuple[str, str | None, str, str]],
    effect: Effect,
    changes: Sequence[tuple[Any, ...]],
    step: int | None,
    names: dict[str, str],
) -> Result:
    """The result of a change: a row for each event or engagement; at a terminal sentences and the differences."""
    from taiwan_allies.dates.partial import PartialDate
    from taiwan_allies.store.queries.timeline import RECOGNITION_KINDS

    rows = []
    for id_, code, kind, date, *_ in written:
        day = PartialDate.parse(date).last.isoformat()
        counts = kind in RECOGNITION_KINDS
        rows.append(
            (
                id_, code, kind, date,
                effect.before[day] if counts else None, effect.after[day] if counts else None,
                action, step, ";".join(names.get(c, c) for c in (code or "").split(";") if c) or None, day,
                *effect.today, in_words(changes, id_),
            )
        )  # fmt: skip

    def view(context: Context) -> Iterator[str]:
        paint, arrow = context.style.paint, "→" if context.style.unicode else "->"
        would = "" if step else "would be "
        for row in rows:
            what = f"{row[0]}: {row[8] or 'no state'} {row[2]} {PartialDate.parse(row[3]).human()}"
            yield f"{paint(what, 'head')} {would}{action}."
            if row[4] is not None:
                yield f"{row[4]} {arrow} {row[5]} allies on {PartialDate.parse(row[9]).human()}."
        if any(row[4] is not None for row in rows) and (len(rows) > 1 or rows[0][4:6] != effect.today):
            yield f"{effect.today[0]} {arrow} {effect.today[1]} allies today."
        if not step or action in {"changed", "hidden"}:
            yield from drawn(changes, context)
        if step:
            yield paint("`allies undo` takes it back.", "dim")

    forced = [f"forced: {p.id}: {p.reason}" for p in effect.forced]
    return Result(COLUMNS, rows, view=view, warnings=forced)


TECHNICAL = ("base", "base_version")
"""Fields that mean nothing to a reader of differences."""


def in_words(changes: Iterable[tuple[Any, ...]], id_: str) -> str | None:
    """The differences of one row on one line."""
    parts = []
    for _, sign, _type, key, field, before, after in changes:
        if key == id_ and field not in TECHNICAL:
            parts.append(f"{field}: {before or ''} -> {after or ''}" if sign == "~" else f"{field}: {after or before}")
    return "; ".join(parts) or None


def drawn(changes: Iterable[tuple[Any, ...]], context: Context, limit: int = 200) -> Iterator[str]:
    """The differences for a terminal, each row once with its fields under it."""
    from taiwan_allies.output.text import one_line

    paint, arrow = context.style.paint, "→" if context.style.unicode else "->"
    last, shown = None, 0
    roles = {"+": "gained", "-": "lost", "~": "returned"}
    for _, sign, type_, key, field, before, after in changes:
        if field in TECHNICAL:
            continue
        if (type_, key) != last:
            last = (type_, key)
            shown += 1
            if shown > limit:
                yield f"and more: --format csv or json writes them all (after the first {limit} rows)."
                return
            yield paint(f"{sign} {type_} {one_line(str(key))}", roles[sign])
        if sign == "~":
            yield f"    {field}: {one_line(_shown(before))} {arrow} {one_line(_shown(after))}"
        else:
            yield f"    {field}: {one_line(_shown(after if sign == '+' else before))}"


def _shown(value: object) -> str:
    return "(none)" if value is None else str(value)
