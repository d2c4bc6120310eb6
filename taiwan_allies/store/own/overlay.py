"""Everything of the own record, with what of the bundled one it lies over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from json import loads
from typing import Final, NamedTuple

from taiwan_allies.model.own import Json, OwnChange, OwnStatus
from taiwan_allies.model.rows import Engagement, Event
from taiwan_allies.store.own.journal import as_json
from taiwan_allies.store.queries.repository import Repository, grouped

UNSETTLED: Final = ("conflict", "withdrawn", "duplicate")
"""What asks the user for a decision."""
_ORDER: Final = (*UNSETTLED, "same", "moot", "ok")
_CHANGES: Final = {"addition": "added", "correction": "corrected", "hidden": "hidden", "citation": "cited"}
_Version = Mapping[str, str | int | None]


class Twin(NamedTuple):
    """A row of the record that an own one may be."""

    id: str
    bundled: str
    bundled_date: str
    status: str


class Own(NamedTuple):
    """What the user added, corrected, hid or cited: the row in its versions, and why it is hidden or was forced."""

    id: str
    what: str
    own: Json | None
    bundled: Json | None
    base: Json | None
    status: str
    reason: str | None
    sources: str | None

    @property
    def versions(self) -> tuple[_Version, _Version, _Version]:
        """The row as the user has it, as the record has it, and as the record had it then; empty where it is not there."""
        mine, theirs, base = ((loads(text) if text else None) or {} for text in (self.own, self.bundled, self.base))
        return mine, theirs, base

    @property
    def known(self) -> _Version:
        """The first version that there is."""
        return next(filter(None, self.versions), {})

    @property
    def codes(self) -> str | None:
        return _text(self.known.get("code", self.known.get("codes")))


def _row(table: str, row: type[Event | Engagement], what: str, layer: str, where: str) -> str:
    json = as_json(row._fields, "t")
    own, bundled, forced = (json, "NULL", "forced") if layer == "own" else ("NULL", json, "NULL")
    return f"SELECT id, '{what}', {own}, {bundled}, NULL, 'ok', {forced} FROM {layer}_{table} AS t WHERE {where}"


def cited_alone(table: str) -> str:
    """An SQL condition on bundled rows: as they were, but for what the user cites for them."""
    return f"id IN (SELECT {table} FROM own_evidence) AND id NOT IN (SELECT id FROM own_{table})"


_EVERYTHING: Final = " UNION ALL ".join(
    [
        "SELECT c.id, c.what, c.own, c.bundled, c.base, iif(c.status = 'unchanged', 'ok', c.status),"
        " coalesce(h.reason, e.forced, g.forced) FROM own_change AS c LEFT JOIN own_hidden AS h ON h.id = c.id AND c.what = 'hidden'"
        " LEFT JOIN own_event AS e ON e.id = c.id LEFT JOIN own_engagement AS g ON g.id = c.id",
        *(
            _row(table, row, what, layer, where)
            for table, row in (("event", Event), ("engagement", Engagement))
            for what, layer, where in (("addition", "own", "base IS NULL"), ("citation", "bundled", cited_alone(table)))
        ),
    ]
)
_SOURCES: Final = (
    "(SELECT group_concat(source, ';') FROM (SELECT source FROM own_evidence WHERE event = a.id"
    " UNION SELECT source FROM own_evidence WHERE engagement = a.id))"
)


def everything(repository: Repository, id_: str | None = None) -> list[Own]:
    """All that the user added, corrected, hid or cited; or that which has an id."""
    sql = f"SELECT a.*, {_SOURCES} FROM ({_EVERYTHING}) AS a WHERE :id IS NULL OR a.id = :id ORDER BY a.id"
    return repository.rows(Own, sql, {"id": id_})


def twins(repository: Repository) -> dict[str, list[Twin]]:
    """What the record may have too, by own id."""
    return grouped(repository.read(Twin, "possible_duplicate"), lambda twin: twin.id)


def own_changes(repository: Repository) -> list[OwnChange]:
    """Everything own, by state and date, against what the record says."""
    names = {code: both for code, *both in repository.tuples("SELECT code, name, name_zh FROM state")}
    rows = [_change(own, names) for own in everything(repository)]
    return sorted(rows, key=lambda row: (row.code or "", row.date or "", row.id))


def _change(own: Own, names: Mapping[str, Sequence[str]]) -> OwnChange:
    mine, theirs, _ = own.versions
    differs = [name for name in mine if mine[name] != theirs.get(name)] if theirs else []
    named = [names.get(code, (code, code)) for code in (own.codes or "").split(";") if code]
    return OwnChange(
        change=_CHANGES[own.what],
        code=own.codes,
        name=";".join(name for name, _ in named) or None,
        kind=_text(own.known.get("kind")),
        date=_text(own.known.get("date")),
        id=own.id,
        changes="; ".join(f"{name}: {_said(theirs[name])} -> {_said(mine[name])}" for name in differs) or None,
        reason=own.reason,
        sources=own.sources,
        name_zh=";".join(name_zh for _, name_zh in named) or None,
    )


def status(repository: Repository, *, unsettled: bool = False) -> list[OwnStatus]:
    """Everything that lies over the record, what is to be settled first; or that alone."""
    known = twins(repository)
    rows = [_status(own, known.get(own.id, [])) for own in everything(repository) if own.what != "citation"]
    rows.sort(key=lambda row: (_ORDER.index(row.status), row.id))
    return [row for row in rows if row.status in UNSETTLED] if unsettled else rows


def _status(own: Own, same: Iterable[Twin]) -> OwnStatus:
    versions = own.versions
    fields = [name for name in own.known if len({str(v.get(name)) for v in versions if v}) > 1] or ["date"]
    mine, theirs, base = (
        "; ".join(f"{name}: {_said(version.get(name))}" for name in fields) if version else None for version in versions
    )
    others = [twin for twin in same if own.status not in UNSETTLED]
    return OwnStatus(
        id=own.id,
        what=own.what,
        code=own.codes,
        kind=_text(own.known.get("kind")),
        mine=f"hidden: {own.reason}" if own.what == "hidden" else mine,
        theirs="; ".join(f"{twin.bundled}: date: {twin.bundled_date}" for twin in same) or theirs,
        base=base,
        status=min((twin.status for twin in others), key=_ORDER.index, default=own.status),
    )


def _said(value: str | int | None) -> str:
    return "none" if value is None else str(value)


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)
