"""How the user settles what the own record and the bundled one say differently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from taiwan_allies.errors import NotFoundError, UsageError, quoted
from taiwan_allies.model.own import Settled
from taiwan_allies.store.own.entries import ROWS, drop, hide
from taiwan_allies.store.own.overlay import Own, everything, twins
from taiwan_allies.store.own.same_edge import set_aside
from taiwan_allies.store.queries.repository import Repository


def resolve(repository: Repository, ids: Iterable[str], *, mine: bool) -> list[Settled]:
    """Settle what is own about ``ids``, inside a step of the journal.

    ``mine``: a correction or hiding stays and is held against the record as it is now; what the record has of the same
    event is hidden. Otherwise the own row goes. Raises `NotFoundError` for an id about which nothing is own.
    """
    found = [_settle(repository, id_, mine=mine) for id_ in dict.fromkeys(ids)]
    set_aside(repository.conn)
    return found


def _settle(repository: Repository, id_: str, *, mine: bool) -> Settled:
    own = next((own for own in everything(repository, id_) if own.what != "citation"), None)
    if own is None:
        raise NotFoundError(f"nothing of your own has the id {quoted(id_)}", "`allies data status` lists it.")
    others = [twin.bundled for twin in twins(repository).get(id_, [])]
    if own.what == "addition" and not others:
        raise UsageError(
            f"{id_}: the record has nothing like it, there is nothing to settle", f"`allies rm {id_}` deletes it."
        )
    result = _keep(repository, own, others) if mine else _drop(repository, own, others)
    return Settled(id_, own.what, result, None)


def _keep(repository: Repository, own: Own, others: Sequence[str]) -> str:
    for other in others:
        hide(repository.conn, other, f"the same as {own.id}")
    if own.what != "addition" and own.status != "ok":
        for table in ("own_hidden",) if own.what == "hidden" else ("own_event", "own_engagement"):
            repository.conn.execute(
                f"UPDATE {table} SET base = ?, base_version = ? WHERE id = ?",
                (own.bundled or "null", repository.loaded.version, own.id),
            )
    elif not others:
        return "nothing to settle"
    kept = "stays hidden" if own.what == "hidden" else "yours counts"
    return f"{kept}, {', '.join(others)} is hidden" if others else kept


def _drop(repository: Repository, own: Own, others: Sequence[str]) -> str:
    if own.what == "hidden":
        repository.conn.execute("DELETE FROM own_hidden WHERE id = ?", (own.id,))
        return "shown again" if own.bundled else "forgotten"
    for table in ROWS:
        drop(repository.conn, table, own.id)
    if own.what == "addition":
        return f"deleted, {', '.join(others)} counts"
    return "the record's counts" if own.bundled or others else "gone, as in the record"
