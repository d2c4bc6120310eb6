"""Events and engagements in order of effect, with everything that is known about each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taiwan_allies.store.queries.query import Ask, Filters

FIELDS = (
    "date", "type", "kind", "code", "name", "president", "summary", "id", "end_date", "local_date", "day", "count",
    "region", "initiated_by", "cause", "prc_date", "actor", "amount_usd", "amount_original", "quality", "disputed",
    "memory", "layer", "sources", "name_zh", "note",
)  # fmt: skip

RECOGNITION_KINDS = ("establish", "restore", "suspend", "sever")
ENGAGEMENT_KINDS = ("visit", "transit", "agreement", "aid", "letter", "statement", "pressure", "signal")

_PLACE = {"event": "recognition", "engagement": "engagement"}
_PRESIDENT = """(SELECT slug FROM presidency AS p WHERE p.start <= x.date_max AND (p."end" IS NULL OR p."end" > x.date_max)
            ORDER BY p.start LIMIT 1)"""
_SOURCES = "(SELECT sources FROM {0}_sources WHERE {0} = x.id)"

_RECOGNITION = f"""
    SELECT x.date, 'recognition', x.kind, x.code, st.name, {_PRESIDENT},
        CASE x.kind WHEN 'establish' THEN 'Relations open' WHEN 'restore' THEN 'Relations restored'
            WHEN 'suspend' THEN 'Relations suspended' ELSE 'Relations end' END
            || CASE WHEN x.cause = 'switch' AND x.kind = 'sever' THEN ', to the PRC' WHEN x.cause IN ('war', 'annexation', 'dissolution')
                THEN ' (' || x.cause || ')' ELSE '' END || coalesce('. ' || x.note, ''),
        x.id, NULL, x.local_date, x.date_max, NULL, st.region, x.initiated_by, x.cause, x.prc_date, NULL, NULL, NULL,
        (SELECT quality FROM event_quality WHERE event = x.id),
        EXISTS (SELECT 1 FROM claim WHERE event = x.id AND rank = 'normal'), x.memory, x.layer, {_SOURCES.format("event")},
        st.name_zh, x.note, x.seq
    FROM event AS x JOIN state AS st ON st.code = x.code
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


_COUNT, _ID, _DISPUTED = (FIELDS.index(name) for name in ("count", "id", "disputed"))


def timeline(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """All the rows of `timeline_rows`, by name of field."""
    return [dict(zip(FIELDS, row, strict=True)) for row in timeline_rows(ask, filters)]


def timeline_rows(
    ask: Ask,
    filters: Filters,
    *,
    types: Sequence[str] = ("recognition", "engagement"),
    kinds: Sequence[str] | None = None,
    reverse: bool = False,
    limit: int | None = None,
    switched: bool = False,
) -> Iterator[tuple[Any, ...]]:
    """Rows of `FIELDS`, as they come. ``count`` is the number of allies after a recognition event that changed it.

    With ``limit`` the newest ones are kept; with ``switched`` only breaks in favour of the PRC.
    """
    from taiwan_allies.store.queries.counts import running

    days, values = filters.days("x.date_max")
    states, more = filters.states("x.code")
    concerned, _ = filters.states("s.code")
    values |= more
    kind = ""
    if kinds is not None:
        from json import dumps

        kind = " AND x.{0} IN (SELECT value FROM json_each(:kinds))"
        values["kinds"] = dumps(list(kinds))
    wheres = {}
    if "recognition" in types:
        wheres["event"] = days + states + kind.format("kind") + (" AND x.cause = 'switch'" if switched else "")
    if "engagement" in types and not switched:
        of_states = (
            " AND EXISTS (SELECT 1 FROM engagement_state AS s WHERE s.engagement = x.id{0})" if concerned else ""
        )
        wheres["engagement"] = days + of_states.format(concerned) + kind.format("type")
    if not wheres:
        return
    if limit is not None:
        wheres = _newest(ask, wheres, values, limit)
    parts = {"event": _RECOGNITION, "engagement": _ENGAGEMENT}
    sql = " UNION ALL ".join(parts[table].format(**{_PLACE[table]: where}) for table, where in wheres.items())
    order = "11 DESC, 2 DESC, 27 DESC, 8 DESC" if reverse else "11, 2, 27, 8"
    counts: dict[str, int] = {}
    if "event" in wheres:
        first, last = ask.row(f"SELECT min(date_max), max(date_max) FROM event AS x WHERE 1{wheres['event']}", values)
        counts = running(ask, first, last) if first else {}
    for row in ask.stream(f"{sql} ORDER BY {order}", values):
        yield (
            *row[:_COUNT],
            counts.get(row[_ID]),
            *row[_COUNT + 1 : _DISPUTED],
            bool(row[_DISPUTED]),
            *row[_DISPUTED + 1 : -1],
        )


def _newest(ask: Ask, wheres: dict[str, str], values: dict[str, Any], limit: int) -> dict[str, str]:
    """Conditions that hold for the newest ones alone: found by the index of days, before anything is looked up."""
    from json import dumps

    columns = {"event": "'recognition', x.seq", "engagement": "'engagement', 0"}
    sql = " UNION ALL ".join(
        f"SELECT x.id, x.date_max, {columns[table]} FROM {table} AS x WHERE 1{where}" for table, where in wheres.items()
    )
    found = ask.rows(f"{sql} ORDER BY 2 DESC, 3 DESC, 4 DESC, 1 DESC LIMIT {limit:d}", values)
    values["newest"] = dumps([row[0] for row in found])
    return dict.fromkeys(wheres, " AND x.id IN (SELECT value FROM json_each(:newest))")
