"""Who was an ally on a day, every spell there ever was, and what changed between two days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from taiwan_allies.dates.days import completed_years
from taiwan_allies.store.queries.query import Filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from taiwan_allies.store.queries.query import Ask

Row = tuple[Any, ...]

_SPELL = """
    SELECT r.code, r.name, r.region, r.subregion, r.since, r.until, r.start, r."end", r.name_zh, r.slug, r.cause,
        r.start_min, r.end_min, r.opened_by, r.ended_by,
        (SELECT quality FROM event_quality WHERE event = r.opened_by) AS quality,
        EXISTS (SELECT 1 FROM claim WHERE event = r.opened_by AND rank = 'normal') AS disputed,
        (SELECT date FROM event AS e WHERE e.code = r.code AND opens ORDER BY date_max, seq LIMIT 1) AS first,
        (SELECT sources FROM event_sources WHERE event = r.opened_by) AS sources
    FROM recognition AS r
"""


def spells(ask: Ask, day: date, filters: Filters, *, which: str) -> Iterator[dict[str, Any]]:
    """Spells that had begun by ``day``, oldest first: ``open`` on it, all those of ``former`` allies, or ``ever``.

    ``years`` are completed years up to ``day`` or the spell's end. A spell that ends later is open on ``day``.
    """
    where, values = filters.states("r.code")
    values["day"] = day.isoformat()
    limit = {
        "open": ' AND (r."end" IS NULL OR r."end" > :day)',
        "ever": "",
        "former": ' AND r.code NOT IN (SELECT code FROM spell WHERE start <= :day AND ("end" IS NULL OR "end" > :day))',
    }[which]
    cursor = ask.stream(f"{_SPELL} WHERE r.start <= :day{limit}{where} ORDER BY r.start, r.code", values)
    names = ("code name region subregion since until start end name_zh slug cause start_min end_min opened_by ended_by"
             " quality disputed first sources").split()  # fmt: skip
    for row in cursor:
        spell = dict(zip(names, row, strict=True))
        ended = spell["end"] is not None and spell["end"] <= values["day"]
        last = date.fromisoformat(spell["end"]) if ended else day
        spell["years"] = completed_years(date.fromisoformat(spell["start"]), last)
        spell["status"] = "former" if ended else "ally"
        if not ended:
            spell["until"] = spell["cause"] = spell["ended_by"] = None
        spell["disputed"] = bool(spell["disputed"])
        yield spell


def standing(ask: Ask, code: str, day: date) -> tuple[str | None, bool]:
    """Since when a state has been an ally on a day (None: it is none), and whether that is certain."""
    rows = ask.rows(
        'SELECT since, start <= :day AND ("end" IS NULL OR "end" > :day), start <= :day AND (end_min IS NULL OR end_min > :day)'
        ' FROM recognition WHERE code = :code AND start_min <= :day AND ("end" IS NULL OR "end" > :day)',
        {"code": code, "day": day.isoformat()},
    )
    since = next((since for since, open_, _ in rows if open_), None)
    return since, any(sure for _, _, sure in rows) == bool(rows)


def changes(ask: Ask, after: date, upto: date, filters: Filters) -> list[dict[str, Any]]:
    """Every gain (+1) and loss (-1) that took effect after one day and up to another, in order.

    ``change`` is the step in the count; an event that changed nothing is not listed.
    """
    where, values = filters.states("spell.code")
    values |= {"after": after.isoformat(), "upto": upto.isoformat()}
    rows = ask.rows(
        f"""
        SELECT c.day, c.change, c.code, st.name, st.name_zh, st.region, e.id, e.kind, e.date, e.local_date, e.cause, e.prc_date,
            e.note, (SELECT quality FROM event_quality WHERE event = e.id),
            (SELECT sources FROM event_sources WHERE event = e.id),
            (SELECT slug FROM presidency AS p WHERE p.start <= c.day AND (p."end" IS NULL OR p."end" > c.day) ORDER BY p.start LIMIT 1)
        FROM (
            SELECT start AS day, 1 AS change, code, opened_by AS event FROM spell
                WHERE start > :after AND start <= :upto{where}
            UNION ALL SELECT "end", -1, code, ended_by FROM spell WHERE "end" > :after AND "end" <= :upto{where}
        ) AS c JOIN state AS st ON st.code = c.code JOIN event AS e ON e.id = c.event
        ORDER BY c.day, e.seq, c.code
        """,
        values,
    )
    names = "day change code name name_zh region id kind date local_date cause prc_date note quality sources president".split()
    return [dict(zip(names, row, strict=True)) for row in rows]


def last_change(ask: Ask, day: date) -> dict[str, Any] | None:
    """The last gain or loss up to a day; None before the first."""
    rows = ask.rows(
        "SELECT max(day) FROM (SELECT max(start) AS day FROM spell WHERE start <= :day"
        ' UNION ALL SELECT max("end") FROM spell WHERE "end" <= :day)',
        {"day": day.isoformat()},
    )
    if rows[0][0] is None:
        return None
    when = date.fromisoformat(rows[0][0])
    return changes(ask, when - timedelta(days=1), when, Filters())[-1]


def open_codes(ask: Ask, day: date, filters: Filters) -> set[str]:
    """The codes of the allies at the end of a day."""
    where, values = filters.states("spell.code")
    rows = ask.rows(
        f'SELECT code FROM spell WHERE start <= :day AND ("end" IS NULL OR "end" > :day){where}',
        values | {"day": day.isoformat()},
    )
    return {code for (code,) in rows}


def by_code(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["code"], []).append(row)
    return grouped


def own_changes(ask: Ask) -> list[Row]:
    """What the own layer does to the bundled events: added, corrected, hidden, with what the record says."""
    return ask.rows(
        """
        SELECT CASE WHEN h.id IS NOT NULL THEN 'hidden' WHEN o.base IS NULL THEN 'added' ELSE 'corrected' END,
            coalesce(o.code, b.code), st.name, coalesce(o.kind, b.kind), coalesce(o.date, b.date), ids.id, b.kind, b.date,
            coalesce(h.reason, o.forced), st.name_zh
        FROM (SELECT id FROM own_event UNION SELECT id FROM own_hidden) AS ids
        LEFT JOIN own_event AS o ON o.id = ids.id LEFT JOIN own_hidden AS h ON h.id = ids.id
        LEFT JOIN bundled_event AS b ON b.id = ids.id
        JOIN state AS st ON st.code = coalesce(o.code, b.code)
        ORDER BY 2, 5, 6
        """
    )
