"""The documents behind the record."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taiwan_allies.store.queries.query import Ask, Filters

NO_DOCUMENT = "src-0000"
"""The source of what rests on general knowledge alone: a row in the record, but no document."""


def documents(
    ask: Ask, filters: Filters, *, ids: Sequence[str] | None = None, tier: str | None = None
) -> list[tuple[Any, ...]]:
    """Sources with the number of things that rest on each, in order of id, own ones last.

    ``ids`` may name sources, events or engagements. Raises `NotFoundError` for one that is none of them.
    """
    conditions, values = "", {}
    if ids:
        known = {
            row[0]
            for row in ask.rows("SELECT id FROM source UNION SELECT id FROM event UNION SELECT id FROM engagement")
        }
        for text in ids:
            if text not in known:
                raise ask.no_event(text, "source, event or engagement")
        conditions += (
            " AND (s.id IN (SELECT value FROM json_each(:ids)) OR s.id IN (SELECT source FROM evidence"
            " WHERE event IN (SELECT value FROM json_each(:ids)) OR engagement IN (SELECT value FROM json_each(:ids))))"
        )
        values["ids"] = dumps(list(ids))
    where, more = filters.states("code")
    if where:
        conditions += (
            f" AND s.id IN (SELECT source FROM evidence WHERE event IN (SELECT id FROM event WHERE 1{where})"
            f" OR engagement IN (SELECT engagement FROM engagement_state WHERE 1{where}))"
        )
    if tier:
        conditions += " AND s.tier = :tier"
        values["tier"] = tier
    return ask.rows(
        "SELECT s.id, s.publisher, s.title, s.author, s.published, s.url, s.read_at, s.lang, s.tier, s.note, s.layer,"
        " (SELECT count(*) FROM evidence WHERE source = s.id) + (SELECT count(*) FROM claim WHERE source = s.id)"
        " + (SELECT count(*) FROM assertion WHERE source = s.id)"
        f" FROM source AS s WHERE 1{conditions} ORDER BY s.layer, s.id",
        values | more,
    )


def kinds_of_ids(ask: Ask, texts: Sequence[str]) -> dict[str, str]:
    """Those of ``texts`` that are ids, with what each is the id of: source, event or engagement."""
    rows = ask.rows(
        "SELECT id, kind FROM (SELECT id, 'source' AS kind FROM source UNION ALL SELECT id, 'event' FROM event"
        " UNION ALL SELECT id, 'engagement' FROM engagement) WHERE id IN (SELECT value FROM json_each(:ids))",
        {"ids": dumps(list(texts))},
    )
    known = dict(rows)
    return {text: known[text] for text in texts if text in known}
