"""The documents behind the record, and what each of them supports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from taiwan_allies.model.documents import Citation, SourceUse
from taiwan_allies.model.rows import Claim
from taiwan_allies.store.queries.filters import Filters, among
from taiwan_allies.store.queries.repository import Repository, grouped

NO_DOCUMENT: Final = "src-0000"
"""The source of what rests on general knowledge alone: a row in the record, but no document."""
_STRONGEST: Final = "CASE coalesce(v.tier, s.tier) WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END, s.published, s.id, v.supports"


def sources(
    repository: Repository, filters: Filters, *, ids: Sequence[str] | None = None, tier: str | None = None
) -> list[SourceUse]:
    """Sources with the number of things that rest on each, in order of id, own ones last.

    ``ids`` may name sources, events or engagements. Raises `NotFoundError` for one that is none of them.
    """
    where, values = "1", filters.values
    if ids:
        known = types_of_ids(repository, ids)
        for text in ids:
            if text not in known:
                raise repository.no_entry(text, "source, event or engagement")
        named, bound = among(ids)
        where += f" AND (id IN {named} OR id IN (SELECT source FROM evidence WHERE event IN {named} OR engagement IN {named}))"
        values |= bound
    if filters.states:
        concerned = f"(SELECT id FROM entry_state WHERE {filters.of_states})"
        where += f" AND id IN (SELECT source FROM evidence WHERE event IN {concerned} OR engagement IN {concerned})"
    if tier:
        where += " AND tier = :tier"
        values["tier"] = tier
    return list(repository.read(SourceUse, "source_use", f"WHERE {where} ORDER BY layer, id", values))


def types_of_ids(repository: Repository, texts: Sequence[str]) -> dict[str, str]:
    """Those of ``texts`` that are ids, with what each is the id of: source, event or engagement."""
    named, values = among(texts)
    rows = repository.tuples(
        "SELECT id, type FROM (SELECT id, 'source' AS type FROM source UNION ALL SELECT id, 'event' FROM event"
        f" UNION ALL SELECT id, 'engagement' FROM engagement) WHERE id IN {named}",
        values,
    )
    known = dict(rows)
    return {text: known[text] for text in texts if text in known}


def citations(repository: Repository, ids: Sequence[str]) -> dict[str, list[Citation]]:
    """What each event, engagement or presidency rests on, the strongest source first."""
    named, values = among(ids)
    found = repository.stream(
        Citation,
        "SELECT coalesce(v.event, v.engagement, v.presidency), v.supports, v.date, v.quote, s.id, s.publisher, s.title, s.author,"
        " s.published, s.url, s.archived, s.lang, coalesce(v.tier, s.tier) AS tier"
        " FROM evidence AS v JOIN source AS s ON s.id = v.source"
        f" WHERE v.event IN {named} OR v.engagement IN {named} OR v.presidency IN {named} ORDER BY {_STRONGEST}",
        values,
    )
    return grouped(found, lambda row: row.subject)


def claims(repository: Repository, ids: Sequence[str]) -> dict[str, list[Claim]]:
    """The competing dates of each event, the preferred one first."""
    order = "CASE rank WHEN 'preferred' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, date"
    named, values = among(ids)
    found = repository.read(Claim, "claim", f"WHERE event IN {named} ORDER BY {order}", values)
    return grouped(found, lambda row: row.event)
