"""What the own record and the bundled one say differently, and how the user settles it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from json import loads
from typing import Final, NamedTuple

from taiwan_allies.errors import NotFoundError, UsageError, quoted
from taiwan_allies.model.own import Json, OwnStatus, Settled
from taiwan_allies.store.own.entries import drop_evidence, find, remove
from taiwan_allies.store.queries.repository import Repository

UNSETTLED: Final = ("conflict", "withdrawn", "duplicate")
"""What asks the user for a decision."""
_ORDER: Final = {status: n for n, status in enumerate((*UNSETTLED, "same", "moot"))}


class Overlaid(NamedTuple):
    """A correction or hiding, as the view `own_change` tells it, with the reason of a hiding."""

    id: str
    what: str
    own: Json | None
    bundled: Json | None
    base: Json | None
    status: str
    reason: str | None


class Duplicate(NamedTuple):
    """An own row that the record may have too."""

    id: str
    bundled: str
    bundled_date: str


_OVERLAID: Final = "SELECT c.id, what, own, bundled, c.base, status, reason FROM own_change AS c LEFT JOIN own_hidden AS h ON h.id = c.id"
_DUPLICATES: Final = "SELECT id, bundled, bundled_date FROM possible_duplicate"
_ADDED: Final = (
    "SELECT id, 'addition', code, kind, 'date: ' || date, NULL, NULL, 'ok' FROM own_event WHERE id GLOB 'my-*'"
    " UNION ALL SELECT id, 'addition', codes, kind, 'date: ' || date, NULL, NULL, 'ok' FROM own_engagement"
    " WHERE id GLOB 'my-*' ORDER BY 1"
)


def status(repository: Repository, *, unsettled: bool = False) -> list[OwnStatus]:
    """Everything own, what is to be settled first; or that alone."""
    rows = sorted(
        map(_overlaid, repository.rows(Overlaid, _OVERLAID)), key=lambda row: (_ORDER.get(row.status, 9), row.id)
    )
    twins = {twin.id: twin for twin in repository.rows(Duplicate, _DUPLICATES)}
    if twins or not unsettled:
        added = repository.rows(OwnStatus, _ADDED)
        rows += [_duplicate(row, twins[row.id]) for row in added if row.id in twins]
        rows += [row for row in added if row.id not in twins]
    return [row for row in rows if row.status in UNSETTLED] if unsettled else rows


def _duplicate(row: OwnStatus, twin: Duplicate) -> OwnStatus:
    return row._replace(theirs=f"{twin.bundled}: date: {twin.bundled_date}", status="duplicate")


def _overlaid(row: Overlaid) -> OwnStatus:
    versions = [(loads(text) if text else None) or {} for text in (row.own, row.bundled, row.base)]
    known = next((version for version in versions if version), {})
    fields = [name for name in known if len({str(v.get(name)) for v in versions if v}) > 1] or ["date"]
    mine, theirs, base = (
        "; ".join(f"{name}: {'none' if version.get(name) is None else version[name]}" for name in fields)
        if version
        else None
        for version in versions
    )
    return OwnStatus(
        id=row.id,
        what=row.what,
        code=known.get("code", known.get("codes")),
        kind=known.get("kind"),
        mine=f"hidden: {row.reason}" if row.what == "hidden" else mine,
        theirs=theirs,
        base=base,
        status="ok" if row.status == "unchanged" else row.status,
    )


# Settling ----------------------------------------------------------------------------------------


def resolve(repository: Repository, ids: Iterable[str], *, mine: bool) -> list[Settled]:
    """Settle what is own about ``ids``, inside a step of the journal.

    ``mine``: a correction or hiding stays and is held against the record as it is now; for an added event that the
    record has too the record's is hidden. Otherwise the own row goes. Raises `NotFoundError` for an id about which
    nothing is own.
    """
    return [_settle(repository, id_, mine=mine) for id_ in dict.fromkeys(ids)]


def _settle(repository: Repository, id_: str, *, mine: bool) -> Settled:
    overlaid = repository.one(Overlaid, f"{_OVERLAID} WHERE c.id = :id", {"id": id_})
    if overlaid:
        return Settled(id_, overlaid.what, _settle_overlaid(repository, overlaid, mine=mine), None)
    twins = repository.rows(Duplicate, f"{_DUPLICATES} WHERE id = :id", {"id": id_})
    if twins:
        others = [twin.bundled for twin in twins]
        return Settled(id_, "addition", _settle_duplicate(repository, id_, others, mine=mine), None)
    if repository.column(f"SELECT id FROM ({_ADDED}) WHERE id = :id", {"id": id_}):
        raise UsageError(
            f"{id_}: the record has nothing like it, there is nothing to settle", f"`allies rm {id_}` deletes it."
        )
    raise NotFoundError(f"nothing of your own has the id {quoted(id_)}", "`allies data status` lists it.")


def _settle_overlaid(repository: Repository, row: Overlaid, *, mine: bool) -> str:
    conn = repository.conn
    tables = ("own_hidden",) if row.what == "hidden" else ("own_event", "own_engagement")
    if mine:
        if row.status == "unchanged":
            return "nothing to settle"
        for table in tables:
            conn.execute(
                f"UPDATE {table} SET base = ?, base_version = ? WHERE id = ?",
                (row.bundled or "null", repository.loaded.version, row.id),
            )
        return "stays hidden" if row.what == "hidden" else "yours counts"
    for table in tables:
        conn.execute(f"DELETE FROM {table} WHERE id = ?", (row.id,))
    if row.what == "hidden":
        return "shown again" if row.bundled else "forgotten"
    for table in ("event", "engagement"):
        drop_evidence(conn, table, row.id)
    return "the record's counts" if row.bundled else "gone, as in the record"


def _settle_duplicate(repository: Repository, id_: str, others: Sequence[str], *, mine: bool) -> str:
    names = ", ".join(others)
    if not mine:
        remove(repository, find(repository, id_), None)
        return f"deleted, {names} counts"
    for other in others:
        remove(repository, find(repository, other), f"the same as {id_}")
    return f"yours counts, {names} is hidden"
