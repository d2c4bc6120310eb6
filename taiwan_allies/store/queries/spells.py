"""Who was an ally on a day, and every spell there ever was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from taiwan_allies.model.spells import Spell, Standing
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.repository import Repository

Which = Literal["open", "former", "ever"]


def spells(
    repository: Repository, day: date, filters: Filters = NONE, which: Which = "open", order: str = ""
) -> Iterator[Spell]:
    """Spells that had begun by ``day``: those ``open`` on it, all of ``former`` allies, or all ``ever``.

    The oldest comes first, or after an ``order`` of other columns.
    """
    where = filters.of_states
    if which == "former":
        where += " AND code NOT IN (SELECT code FROM spell WHERE start_day <= :today AND (end_day IS NULL OR end_day > :today))"
    view = "ally" if which == "open" else "recognition"
    return repository.read(Spell, view, f"WHERE {where} ORDER BY {order}start_day, code", day=day, filters=filters)


def standing(repository: Repository, code: str, day: date) -> Standing:
    """Whether a state is an ally at the end of a day. Of a day that is yet to come nothing is certain."""
    rows = list(
        repository.tuples(
            "SELECT o.date, start_day <= :day, end_min IS NULL OR end_min > :day FROM spell JOIN event AS o ON o.id = opened_by"
            " WHERE spell.code = :code AND start_min <= :day AND (end_day IS NULL OR end_day > :day)",
            {"code": code, "day": day.isoformat()},
        )
    )
    since = next((since for since, begun, _ in rows if begun), None)
    sure = any(begun and lasts for _, begun, lasts in rows) == bool(rows)
    sql = "SELECT name, name_zh, EXISTS (SELECT 1 FROM spell WHERE code = :code) FROM state WHERE code = :code"
    name, name_zh, ever = next(repository.tuples(sql, {"code": code}))
    certain = sure and day <= repository.today
    return Standing(code, name, day.isoformat(), since is not None, certain, since, bool(ever), name_zh)
