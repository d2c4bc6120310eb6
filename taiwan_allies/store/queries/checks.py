"""What `allies check` finds wrong, in the store and in the installed data files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from taiwan_allies.dates.days import human_day
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.model.kinds import KINDS
from taiwan_allies.model.tables import Published
from taiwan_allies.model.upkeep import Problem
from taiwan_allies.rules.checks import problem
from taiwan_allies.rules.sequence import Span, Turn, violations
from taiwan_allies.rules.told import Told
from taiwan_allies.store.dataset import bundled, dataset_diff
from taiwan_allies.store.dataset.descriptor import describe_package, digest
from taiwan_allies.store.db import derived, fingerprint, status
from taiwan_allies.store.db.connection import translate_errors
from taiwan_allies.store.queries.filters import as_json
from taiwan_allies.store.queries.published import all_published
from taiwan_allies.store.queries.repository import Repository

_VALUES: Final = {"relations": as_json([kind.word for kind in KINDS.values() if kind.implies_relations])}
_RULE: Final = re.compile(r"^-- rule (\w+)\n", re.MULTILINE)


def queries() -> dict[str, list[str]]:
    """What SQL alone can find, by rule."""
    _, *parts = _RULE.split((Path(__file__).parent / "checks.sql").read_text(encoding="utf-8"))
    return {rule: sql.strip().split(";\n\n") for rule, sql in zip(parts[::2], parts[1::2], strict=True)}


def problems(
    repository: Repository, names: Iterable[str], against: Path | None = None, *, strict: bool = True
) -> Iterator[Problem]:
    """The problems that the named rules find, one rule after the other.

    ``against`` is an older data package: every row and past count that changed since must stand in the changelog.
    Unless it is ``strict``, nothing is asked that can only find warnings and notes.
    """
    by_rule, order = queries(), cache(lambda: [*_order(repository)])
    for name in names:
        for query in by_rule.get(name, ()):
            if strict or "'E" in query:  # each names the codes that it can find
                yield from _found(repository, query)
        if name in ("sequence", "dates"):
            yield from (p for p in order() if p.rule == name)
        elif name == "changelog":
            yield from _changelog(against)
        elif name in _GATHER:
            yield from _GATHER[name](repository)


def _found(repository: Repository, query: str) -> Iterator[Problem]:
    with translate_errors(repository.store.path):
        cursor = repository.conn.execute(query, _VALUES)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield problem(**dict(zip(names, row, strict=True)))


class _Placed(NamedTuple):
    """An event of the sequence of a state, with the life of the state; ``forced`` is why the user insisted on it."""

    id: str
    kind: str
    date: str
    first: str
    last: str
    local_date: str | None
    forced: str | None
    state: str
    existed_from: str | None
    existed_to: str | None


def _order(repository: Repository) -> Iterator[Problem]:
    """Problems of the rules `sequence` and `dates`, of one state after the other, in order of effect."""
    events = repository.stream(
        _Placed,
        """
        SELECT e.id, e.kind, e.date, e.date_min, e.date_max, e.local_date, o.forced, s.name, s.existed_from, s.existed_to
        FROM event AS e JOIN state AS s ON s.code = e.code LEFT JOIN own_event AS o ON o.id = e.id
        ORDER BY e.code, e.date_max, e.seq, e.id
        """,
    )
    today = repository.today.isoformat()
    for (name, since, until), group in groupby(events, key=lambda e: (e.state, e.existed_from, e.existed_to)):
        placed = {e.id: e for e in group}
        turns = (Turn(*e[:6]) for e in placed.values())
        for id_, code, reason in violations(turns, Span.of(name, since, until), today):
            yield problem(code, id_, reason=reason, forced=placed[id_].forced)


def _assertions(repository: Repository) -> Iterator[Problem]:
    """A published count that is not met is explained by the variants that it names, or by any note: the codebook asks for
    the reason there and nothing else."""
    for row in all_published(repository):
        if row.count is None:
            yield problem("E603", row.id, scope=row.scope)
        elif not row.met:
            yield from _unmet(repository, row)


def _unmet(repository: Repository, row: Published) -> Iterator[Problem]:
    low, high = row.count_min, row.count_max
    where = "" if row.scope == "all" else f" ({row.scope})"
    said = f"{PartialDate.parse(row.date).human()}{where}: published {row.published}, the record has "
    said += str(low) if low == high else f"{low} to {high}"
    known = set(repository.column("SELECT id FROM variant"))
    unknown = [name for name in row.variants if name not in known]
    if unknown:
        yield from (problem("E604", row.id, variant=name) for name in unknown)
    elif row.variants:
        named = " and ".join(filter(None, [", ".join(row.variants[:-1]), row.variants[-1]]))
        code = "N606" if row.explained else "W605"
        yield problem(code, row.id, said=said, variants=named, most=row.with_variants, note=row.note or "")
    else:
        yield problem("N602" if row.note else "E601", row.id, said=said, note=row.note)


def _layers(repository: Repository) -> Iterator[Problem]:
    if not status.is_noted(repository.conn):
        yield from (problem("E806", d.part.name, drift=d) for d in fingerprint.drift(repository.conn))
    rows = derived.differences(repository.conn)
    if rows:
        yield problem("E805", "event", rows=rows)


def package(folder: Path = bundled.DATA) -> Iterator[Problem]:
    """What is wrong with the files of a data package: those that are not as they were released."""
    descriptor = bundled.descriptor(folder)
    for name in sorted(descriptor.files.keys() | {path.name for path in folder.glob("*.csv")}):
        path = folder / name
        if not path.is_file():
            yield problem("E901", name)
        elif name not in descriptor.files:
            yield problem("E902", name)
        elif descriptor.files[name] != digest(path.read_bytes()):
            yield problem("E903", name)
    try:
        again = describe_package(folder, descriptor.version, descriptor.as_of)
    except FileNotFoundError:
        return  # told of above
    if again["hash"] != descriptor.hash:
        yield problem("E903", "datapackage.json")


def _changelog(against: Path | None) -> Iterator[Problem]:
    path = bundled.DATA / "CHANGELOG.md"
    if not path.is_file():
        yield problem("W911", path.name)
        return
    text, version = path.read_text(encoding="utf-8"), bundled.identity().version
    if version not in text:
        yield problem("W912", path.name, version=version)
    if against is not None:
        old = dataset_diff.package(against)
        told = Told(text, dataset_diff.as_of(old)[0])
        for change in dataset_diff.differences(old, dataset_diff.package(bundled.DATA)):
            if change.what == "count" and not told.count(change):
                days = {"start": change.start_day, "end": change.end_day}
                yield problem("E914", "count", old=change.old, new=change.new, **days)
            elif change.what != "count" and not told.row(change):
                field = f" ({change.field})" if change.field else ""
                yield problem("E913", change.id or change.what, what=change.what, change=change.change + field)


def _freshness(repository: Repository) -> Iterator[Problem]:
    as_of, days = repository.loaded.as_of, repository.stale_days(repository.today)
    if days:
        yield problem("W921", "record", day=human_day(as_of), days=days)


_GATHER: Final[dict[str, Callable[[Repository], Iterator[Problem]]]] = {
    "assertions": _assertions,
    "layers": _layers,
    "package": lambda _: package(),
    "freshness": _freshness,
}
