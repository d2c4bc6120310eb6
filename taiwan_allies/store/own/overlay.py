"""What the own record changes in the bundled one."""

from __future__ import annotations

from taiwan_allies.model.own import OwnChange
from taiwan_allies.store.queries.repository import Repository


def own_changes(repository: Repository) -> list[OwnChange]:
    """Every event that the user added, corrected or hid, with what the record says."""
    return repository.rows(
        OwnChange,
        """
        SELECT CASE WHEN h.id IS NOT NULL THEN 'hidden' WHEN o.base IS NULL THEN 'added' ELSE 'corrected' END,
            coalesce(o.code, b.code), st.name, coalesce(o.kind, b.kind), coalesce(o.date, b.date), ids.id, b.kind, b.date,
            coalesce(h.reason, o.forced), st.name_zh
        FROM (SELECT id FROM own_event UNION SELECT id FROM own_hidden) AS ids
        LEFT JOIN own_event AS o ON o.id = ids.id LEFT JOIN own_hidden AS h ON h.id = ids.id
        LEFT JOIN bundled_event AS b ON b.id = ids.id
        JOIN state AS st ON st.code = coalesce(o.code, b.code)
        ORDER BY 2, 5, 6
        """,
    )
