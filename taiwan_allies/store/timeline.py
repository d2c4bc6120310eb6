"""Events and engagements in order of effect, with everything that is known about each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taiwan_allies.store.ask import Ask, Filters

FIELDS = (
    "date", "type", "kind", "code", "name", "president", "summary", "id", "end_date", "local_date", "day", "count",
    "region", "initiated_by", "cause", "prc_date", "actor", "amount_usd", "amount_original", "quality", "disputed",
    "memory", "layer", "sources", "name_zh", "note",
)  # fmt: skip

RECOGNITION_KINDS = ("establish", "restore", "suspend", "sever")
ENGAGEMENT_KINDS = ("visit", "transit", "agreement", "aid", "letter", "statement", "pressure", "signal")

_PRESIDENT = """(SELECT slug FROM presidency AS p WHERE p.start <= x.date_max AND (p."end" IS NULL OR p."end" > x.date_max)
            ORDER BY p.start LIMIT 1)"""
_SOURCES = "(SELECT sources FROM {0}_sources WHERE {0} = x.id)"

_RECOGNITION = f"""
    SELECT x.date, 'recognition', x.kind, x.code, st.name, {_PRESIDENT},
        CASE x.kind WHEN 'establish' THEN 'Relations open' WHEN 'restore' THEN 'Relations restored'
            WHEN 'suspend' THEN 'Relations suspended' ELSE 'Relations end' END
            || CASE WHEN x.cause = 'switch' AND x.kind = 'sever' THEN ', to the PRC' WHEN x.cause IN ('war', 'annexation', 'dissolution')
                THEN ' (' || x.cause || ')' ELSE '' END || coalesce('. ' || x.note, ''),
        x.id, NULL, x.local_date, x.date_max, c.count, st.region, x.initiated_by, x.cause, x.prc_date, NULL, NULL, NULL,
        (SELECT quality FROM event_quality WHERE event = x.id),
        EXISTS (SELECT 1 FROM claim WHERE event = x.id AND rank = 'normal'), x.memory, x.layer, {_SOURCES.format("event")},
        st.name_zh, x.note, x.seq
    FROM event AS x JOIN state AS st ON st.code = x.code LEFT JOIN ally_change AS c ON c.event = x.id
    WHERE 1 {{recognition}}"""

_ENGAGEMENT = f"""
    SELECT x.date, 'engagement', x.type, x.codes, (SELECT group_concat(name, ';') FROM (SELECT st.name FROM engagement_state AS s
            JOIN state AS st ON st.code = s.code WHERE s.engagement = x.id ORDER BY st.name)), {_PRESIDENT},
        x.summary, x.id, x.end_date, NULL, x.date_max, NULL,
        (SELECT group_concat(region, ';') FROM (SELECT DISTINCT st.region FROM engagement_state AS s
            JOIN state AS st ON st.code = s.code WHERE s.engagement = x.id ORDER BY 1)),
        NULL, NULL, NULL, x.actor, x.amount_usd, x.amount_original,
        (SELECT quality FROM engagement_quality WHERE engagement = x.id),
        0, x.memory, x.layer, {_SOURCES.format("engagement")},
        (SELECT group_concat(name_zh, ';') FROM (SELECT st.name_zh FROM engagement_state AS s
            JOIN state AS st ON st.code = s.code WHERE s.engagement = x.id ORDER BY st.name)), x.note, 0
    FROM engagement AS x WHERE 1 {{engagement}}"""


def timeline(
    ask: Ask,
    filters: Filters,
    *,
    types: Sequence[str] = ("recognition", "engagement"),
    kinds: Sequence[str] | None = None,
    reverse: bool = False,
    limit: int | None = None,
    condition: str = "",
) -> list[dict[str, Any]]:
    """Rows of `FIELDS`. ``count`` is the number of allies after a recognition event that changed it.

    With ``limit`` the newest ones are kept. ``condition`` is a further one of ours on the events alone.
    """
    days, values = filters.days("x.date_max")
    states, more = filters.states("x.code")
    concerned, _ = filters.states("s.code")
    kind = ""
    if kinds is not None:
        from json import dumps

        kind = " AND x.{0} IN (SELECT value FROM json_each(:kinds))"
        values["kinds"] = dumps(list(kinds))
    parts = []
    if "recognition" in types:
        parts.append(_RECOGNITION.format(recognition=days + states + kind.format("kind") + condition))
    if "engagement" in types and not condition:
        of_states = (
            f" AND EXISTS (SELECT 1 FROM engagement_state AS s WHERE s.engagement = x.id{concerned})"
            if concerned
            else ""
        )
        parts.append(_ENGAGEMENT.format(engagement=days + of_states + kind.format("type")))
    if not parts:
        return []
    newest_first = "DESC" if reverse or limit is not None else ""
    sql = (
        " UNION ALL ".join(parts)
        + f" ORDER BY 11 {newest_first}, 2 {newest_first}, 27 {newest_first}, 8 {newest_first}"
    )
    if limit is not None:
        sql += " LIMIT :limit"
        values["limit"] = limit
    rows = [dict(zip(FIELDS, row[:-1], strict=True)) for row in ask.rows(sql, values | more)]
    for row in rows:
        row["disputed"] = bool(row["disputed"])
    return rows if reverse or limit is None else rows[::-1]
