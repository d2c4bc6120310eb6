"""What a user does to the own record, each a step of the journal that is kept whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.model.own import TECHNICAL, Settled, Step, StepChange, Subject, Undone, WrittenRow
from taiwan_allies.model.rows import Event
from taiwan_allies.rules.sequence import Violation
from taiwan_allies.store.own import conflicts, entries, journal
from taiwan_allies.store.own.entries import SourceGiven, codes_of
from taiwan_allies.store.own.sequences import Act, Effect, apply
from taiwan_allies.store.own.values import Value
from taiwan_allies.store.queries.repository import Repository

SHOWN = 3_000
"""Changes that a terminal may show of an undo."""


class Request(NamedTuple):
    """How a write is asked for: the command as it was typed, whether it only looks, whether it overrules the rules."""

    command: str
    dry_run: bool = False
    force: bool = False


class Outcome(NamedTuple):
    """What a write did, and to the last field; ``step`` is None where nothing was kept."""

    rows: list[WrittenRow]
    changes: list[StepChange]
    forced: Sequence[Violation]
    step: int | None


class UndoneSteps(NamedTuple):
    """What an undo took back. ``more`` says whether an earlier step still stands."""

    row: Undone
    summaries: dict[int, str]
    changes: list[StepChange]
    more: bool


def add(
    repository: Repository, request: Request, subjects: Sequence[Subject], sources: Sequence[SourceGiven]
) -> Outcome:
    """Add events or engagements. Raises `UsageError` for what is impossible or there already."""
    written: list[Subject] = []

    def act() -> Iterable[str]:
        written.extend(entries.add(repository, subject, sources) for subject in subjects)
        return [row.id for row in written]

    with journal.step(repository, request.command, dry_run=request.dry_run) as step:
        effect = _apply(repository, request, act, subjects, subjects[0].note)
        changes = list(journal.diff(repository, step.number))
        first, names = written[0], ";".join(_names(repository, row) or "no state" for row in written)
        step.summary = (
            f"add {names.replace(';', ', ')} {first.kind} {first.date} ({', '.join(row.id for row in written)})"
        )
    return _outcome(repository, "added", written, effect, changes, step)


def edit(
    repository: Repository, request: Request, id_: str, given: Mapping[str, Value], sources: Sequence[SourceGiven]
) -> Outcome:
    """Change an own event or engagement, or correct a bundled one."""
    with journal.step(repository, request.command, dry_run=request.dry_run) as step:
        found = entries.find(repository, id_)
        new = entries.edited(found, given, repository.today)
        fields = [n for n, old, now in zip(new._fields, found.row, new, strict=True) if old != now]

        def act() -> Iterable[str]:
            if fields:
                # What was forced at one place in a sequence is another question at another.
                moved = not entries.MOVING.isdisjoint(fields)
                entries.edit(
                    repository.conn, found, new, found.overlay._replace(forced=None) if moved else found.overlay
                )
            batch = entries.Batch(repository.conn)
            cited = map(entries.Sources(batch).id_of, sources)
            entries.cite(repository.conn, new, entries.dated(cited, new.date))
            batch.flush()
            return [new.id]

        effect = _apply(repository, request, act, [found.row, new], new.note)
        changes = list(journal.diff(repository, step.number))
        step.summary = f"edit {new.id}: {', '.join(fields) or 'sources'}"
    return _outcome(repository, "changed", [new] if step.changes else [], effect, changes, step)


def remove(repository: Repository, request: Request, ids: Iterable[str], reason: str | None) -> Outcome:
    """Delete own events or engagements, hide bundled ones."""
    with journal.step(repository, request.command, dry_run=request.dry_run) as step:
        found = [entries.find(repository, id_) for id_ in dict.fromkeys(id_.strip() for id_ in ids)]

        def act() -> Iterable[str]:
            for one in found:
                entries.remove(repository.conn, one, reason)
            return [one.id for one in found]

        rows = [one.row for one in found]
        effect = _apply(repository, request, act, rows, reason)
        changes = list(journal.diff(repository, step.number))
        step.summary = f"rm {', '.join(one.id for one in found)}" + (f": {reason}" if reason else "")
    action = "deleted" if all(one.added for one in found) else "hidden"
    return _outcome(repository, action, rows, effect, changes, step)


def undo(
    repository: Repository, request: Request, *, count: int | None = None, number: int | None = None
) -> UndoneSteps | None:
    """Take back a step, the last ``count`` steps that stand, or the last step; None where there is nothing to undo.

    Raises `UsageError` for a step on which a later one rests, and for one that makes an event impossible.
    """
    with journal.step(repository, request.command, dry_run=request.dry_run) as step:
        if number is not None:
            numbers = [number]
        elif count:
            numbers = journal.standing(repository, count, step.number)
        else:
            numbers = journal.last(repository, step.number)
        if not numbers:
            return None
        effect = take_back(repository, step, numbers, forced=request.force)
        summaries = {n: _summary(journal.log(repository, step=n)[0]) for n in numbers}
        step.summary = "undo " + "; ".join(f"step {n} ({text})" for n, text in summaries.items())
        changes = list(islice(journal.diff(repository, step.number), SHOWN))
    row = Undone(
        step=None if request.dry_run else step.number,
        undoes=tuple(map(str, numbers)),
        summary="; ".join(summaries.values()),
        changes=step.changes,
        today_before=effect.today_before,
        today_after=effect.today_after,
    )
    return UndoneSteps(row, summaries, changes, bool(journal.standing(repository, 1, step.number)))


def _summary(step: Step) -> str:
    """What a step did, on one line. Of an undo: of which steps, without what those had done."""
    return f"undo step {', '.join(step.undoes)}" if step.undoes else step.summary


def take_back(repository: Repository, step: journal.Writing, numbers: Sequence[int], *, forced: bool) -> Effect:
    """Undo steps as part of ``step``. Raises as `journal.undo`, and as `apply` for what would become impossible."""

    def act() -> Iterable[str]:
        journal.undo(repository, step, numbers)
        return ()

    codes = journal.states(repository, numbers)
    hint = "Take the later step back first, or say --force."
    return apply(repository, act, codes=codes, forced=forced, reason="undo", hint=hint)


def resolve(repository: Repository, request: Request, ids: Iterable[str], *, mine: bool) -> list[Settled]:
    """Settle conflicts and duplicates."""
    with journal.step(repository, request.command, dry_run=request.dry_run) as step:
        done = conflicts.resolve(repository, ids, mine=mine)
        step.summary = "; ".join(f"{row.id}: {row.result}" for row in done)
    return [row._replace(step=step.kept) for row in done]


def _apply(repository: Repository, request: Request, act: Act, rows: Sequence[Subject], reason: str | None) -> Effect:
    codes = {row.code for row in rows if isinstance(row, Event)}
    days = [_day(row.date) for row in rows]
    return apply(repository, act, codes=codes, days=days, forced=request.force, reason=reason)


def _day(written: str) -> str:
    return PartialDate.parse(written).last.isoformat()


def _names(repository: Repository, row: Subject) -> str | None:
    codes = (codes_of(row) or "").split(";")
    return ";".join(repository.labels.get(code, code) for code in codes if code) or None


def _outcome(
    repository: Repository,
    action: str,
    written: Sequence[Subject],
    effect: Effect,
    changes: list[StepChange],
    step: journal.Writing,
) -> Outcome:
    rows = []
    for row in written:
        day, counts = _day(row.date), isinstance(row, Event)
        rows.append(
            WrittenRow(
                id=row.id,
                code=codes_of(row),
                kind=row.kind,
                date=row.date,
                before=effect.before[day] if counts else None,
                after=effect.after[day] if counts else None,
                action=action,
                step=step.kept,
                name=_names(repository, row),
                day=day,
                today_before=effect.today_before,
                today_after=effect.today_after,
                changes=in_words(change for change in changes if change.id == row.id),
            )
        )
    return Outcome(rows, changes, effect.forced, step.kept)


def in_words(changes: Iterable[StepChange]) -> str | None:
    """The differences of one row on one line."""
    told = [
        f"{c.field}: {c.before or ''} -> {c.after or ''}" if c.change == "~" else f"{c.field}: {c.after or c.before}"
        for c in changes
        if c.field not in TECHNICAL
    ]
    return "; ".join(told) or None
