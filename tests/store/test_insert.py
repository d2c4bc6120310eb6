"""Many rows at once arrive as they would one by one."""

from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from taiwan_allies.store.db.bulk_insert import insert_many

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=5)
ROW = st.tuples(st.integers(-5, 5), TEXT | st.none(), st.integers(0, 1) | st.none(), TEXT | st.none())


@given(st.lists(ROW, max_size=600), st.booleans())
def test_rows_arrive_as_they_are(rows: list[tuple[int, str | None, int | None, str | None]], bare: bool) -> None:
    if bare:
        rows = [(number, None, zero, None) for number, _, zero, _ in rows]
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE t(id INTEGER, a TEXT, n INTEGER, b TEXT) STRICT")
    filled = insert_many(conn, "t", ("id", "a", "n", "b"), rows)
    assert conn.execute("SELECT * FROM t ORDER BY rowid").fetchall() == rows
    columns = zip(("id", "a", "n", "b"), zip(*rows, strict=True), strict=False)
    assert filled == [name for name, column in columns if set(column) != {None}]
