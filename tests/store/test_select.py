"""A query of the user's own can read everything and change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import new_store

from taiwan_allies.errors import UsageError
from taiwan_allies.store.db.connection import Store
from taiwan_allies.store.db.schema import SCHEMA
from taiwan_allies.store.queries.raw_sql import select, unique


@pytest.fixture(scope="module")
def template() -> bytes:
    conn = new_store()
    image: bytes = conn.serialize()
    return image


@pytest.fixture
def store(template: bytes) -> Store:
    """A store that could be written, were it not for the authorizer."""
    import sqlite3

    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.deserialize(template)
    return Store(conn, None, [])


def ask(store: Store, query: str, **values: str) -> list[tuple[Any, ...]]:
    return list(select(store, query, values)[1])


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO own_hidden VALUES ('nru-4', 'x', NULL, NULL)",
        "INSERT INTO own_hidden VALUES ('nru-4', 'x', NULL, NULL) RETURNING id",
        "UPDATE state SET name = 'x'",
        "DELETE FROM bundled_event",
        "WITH x AS (SELECT 1) DELETE FROM bundled_event",
        "REPLACE INTO record VALUES (1, 'x', 'x', 'x')",
        "DROP TABLE event",
        "DROP VIEW ally",
        "CREATE TABLE x(y)",
        "CREATE TEMP TABLE x(y)",
        "CREATE TEMP VIEW x AS SELECT 1",
        "CREATE TEMP TRIGGER t AFTER INSERT ON state BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE x USING fts5(y)",
        "ALTER TABLE state RENAME TO x",
        "CREATE INDEX x ON state(name)",
        "REINDEX",
        "ANALYZE",
        "VACUUM",
        "VACUUM INTO '/tmp/nowhere/x.db'",
        "ATTACH '/tmp/nowhere/x.db' AS x",
        "ATTACH ':memory:' AS x",
        "DETACH main",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT x",
        "PRAGMA user_version = 9",
        "PRAGMA user_version(9)",
        "PRAGMA journal_mode = WAL",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA wal_checkpoint",
        "PRAGMA optimize",
        "PRAGMA temp_store_directory = '/tmp'",
        "SELECT * FROM pragma_user_version(9)",
        "SELECT load_extension('/tmp/nowhere/x')",
        "EXPLAIN DELETE FROM state",
        "SELECT 1; DELETE FROM state",
        "SELECT 1; SELECT 2",
        "",
        "-- nothing",
        "SELECT",
        "SELECT nowhere FROM state",
        "SELECT * FROM nowhere",
        "SELECT :missing",
        "SELECT ?",
        "SELECT '\0'",
        "SELECT '\udcff'",
        "SELECT abs(-9223372036854775808)",
        "SELECT json_extract('{', '$')",
        "SELECT " + "(" * 2000 + "1" + ")" * 2000,
    ],
)
def test_refused_with_a_reason_and_nothing_changed(store: Store, query: str) -> None:
    before = store.conn.serialize()
    with pytest.raises(UsageError) as error:
        ask(store, query)
    assert error.value.message
    assert error.value.hint
    store.conn.set_authorizer(None)
    assert store.conn.serialize() == before


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) FROM n", [(6,)]),
        ("SELECT value FROM json_each('[1,null]')", [(1,), (None,)]),
        ("SELECT count(*) > 5 FROM pragma_table_info('state')", [(1,)]),
        ("PRAGMA user_version", [(SCHEMA,)]),
        ("SELECT row_number() OVER (ORDER BY 1)", [(1,)]),
        ("SELECT x'00ff', 9e999, -9e999, 1.5", [("00ff", "inf", "-inf", 1.5)]),
        ("SELECT CAST(x'ff41' AS TEXT)", [("\ufffdA",)]),
        ("SELECT 'gone' WHERE 0", []),
        ("VALUES (1), (2)", [(1,), (2,)]),
        ("SELECT 1;", [(1,)]),
    ],
)
def test_reading_is_free(store: Store, query: str, rows: list[tuple[Any, ...]]) -> None:
    assert ask(store, query) == rows


def test_every_table_and_view_can_be_read(store: Store) -> None:
    for (name,) in ask(store, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"):
        ask(store, f'SELECT * FROM "{name}" LIMIT 2')
    assert ask(store, "PRAGMA integrity_check") == [("ok",)]
    assert len(ask(store, "EXPLAIN QUERY PLAN SELECT * FROM ally")) > 1


def test_values_are_bound(store: Store) -> None:
    assert ask(store, "SELECT :a, @b, $a", a="'; DROP TABLE state; --", b="2") == [
        ("'; DROP TABLE state; --", "2", "'; DROP TABLE state; --")
    ]
    assert ask(store, "SELECT code FROM state WHERE code = :c LIMIT :n", c="NRU", n="1") == [("NRU",)]


def test_names_of_columns() -> None:
    assert unique(["a", "b", "a", "a"]) == ["a", "b", "a_2", "a_3"]
    assert unique(["a", "a_2", "a"]) == ["a", "a_2", "a_3"]


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "a_2_2", "b"]), max_size=9))
def test_names_are_unique_and_first_ones_stay(names: list[str]) -> None:
    found = unique(names)
    assert len(set(found)) == len(names)
    for place, name in enumerate(names):
        if name not in names[:place]:
            assert found[place] == name
