"""Everything that the record knows about one state."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

from taiwan_allies.store.queries.query import Filters
from taiwan_allies.store.queries.spells import spells
from taiwan_allies.store.queries.timeline import timeline
from taiwan_allies.views.prc import relation_to_prc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taiwan_allies.store.queries.query import Ask

STANDING = "Standing signal"
"""How the note of an engagement begins that names what would mark a turn and has not happened; shown first."""


def dossier(ask: Ask, code: str) -> dict[str, Any]:
    """The state with its names, spells, events (each with evidence and claims) and engagements."""
    keys = "code alpha2 slug name official_name name_zh region subregion existed_from existed_to note".split()
    state: dict[str, Any] = dict(
        zip(keys, ask.row(f"SELECT {', '.join(keys)} FROM state WHERE code = :c", {"c": code}), strict=True)
    )
    named = ask.rows(
        "SELECT kind, lang, name, since, until FROM name WHERE code = :c ORDER BY kind DESC, lang, since",
        {"c": code},
    )
    state["names"] = [dict(zip(("kind", "lang", "name", "since", "until"), row, strict=True)) for row in named]
    only = Filters(codes=(code,))
    shown = "since until years status cause quality disputed start end start_min end_min opened_by ended_by".split()
    found = list(spells(ask, ask.today, only, which="ever"))
    state["ally"] = any(s["status"] == "ally" for s in found)
    state["spells"] = [{key: s[key] for key in shown} for s in found]
    rows = timeline(ask, only)
    events = [row for row in rows if row["type"] == "recognition"]
    evidence, claims = (
        evidence_of(ask, [row["id"] for row in rows]),
        claims_of(ask, [row["id"] for row in events]),
    )
    for row in rows:
        row["evidence"] = evidence.get(row["id"], [])
        del row["sources"]
    for row in events:
        row["claims"] = claims.get(row["id"], [])
        row["relation_to_prc"] = (
            relation_to_prc(row["date"], row["prc_date"]) if row["kind"] in ("sever", "suspend") else ""
        )
    state["events"] = events
    engagements = [row for row in rows if row["type"] == "engagement"]
    state["engagements"] = sorted(engagements, key=lambda row: not (row["note"] or "").startswith(STANDING))
    return state


def evidence_of(ask: Ask, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """What each event or engagement rests on, the strongest source first."""
    keys = "supports date quote source publisher title author published url read_at lang tier".split()
    grouped: dict[str, list[dict[str, Any]]] = {}
    for ref, *row in ask.rows(
        "SELECT coalesce(v.event, v.engagement), v.supports, v.date, v.quote, s.id, s.publisher, s.title, s.author, s.published,"
        " s.url, s.read_at, s.lang, s.tier FROM evidence AS v JOIN source AS s ON s.id = v.source"
        " WHERE v.event IN (SELECT value FROM json_each(:ids)) OR v.engagement IN (SELECT value FROM json_each(:ids))"
        " ORDER BY CASE s.tier WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END, s.published, s.id, v.supports",
        {"ids": dumps(list(ids))},
    ):
        grouped.setdefault(ref, []).append(dict(zip(keys, row, strict=True)))
    return grouped


def claims_of(ask: Ask, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The competing dates of each event, the preferred one first."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for ref, *row in ask.rows(
        "SELECT event, id, date, rank, reason, source FROM claim WHERE event IN (SELECT value FROM json_each(:ids))"
        " ORDER BY CASE rank WHEN 'preferred' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, date",
        {"ids": dumps(list(ids))},
    ):
        grouped.setdefault(ref, []).append(dict(zip(("id", "date", "rank", "reason", "source"), row, strict=True)))
    return grouped
