"""A query of the user's own can read everything and change nothing."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import new_store

from taiwan_allies.dates import clock
from taiwan_allies.errors import UsageError
from taiwan_allies.store.db.connection import Store
from taiwan_allies.store.db.schema import SCHEMA
from taiwan_allies.store.queries.raw_sql import select, unique
from taiwan_allies.store.record import Record


@pytest.fixture(scope="module")
def template() -> bytes:
    conn = new_store()
    image: bytes = conn.serialize()
    return image


@pytest.fixture
def record(template: bytes) -> Record:
    """A store that could be written, were it not for the authorizer."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.deserialize(template)
    return Record(Store(conn, None, []), clock.today())


def ask(record: Record, query: str, **values: str) -> list[tuple[Any, ...]]:
    return list(select(record, query, values)[1])


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO own_hidden VALUES ('nru-4', 'x', NULL, NULL, NULL)",
        "INSERT INTO own_hidden VALUES ('nru-4', 'x', NULL, NULL, NULL) RETURNING id",
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
def test_refused_with_a_reason_and_nothing_changed(record: Record, query: str) -> None:
    before = record.conn.serialize()
    with pytest.raises(UsageError) as error:
        ask(record, query)
    assert error.value.message
    assert error.value.hint
    record.conn.set_authorizer(None)
    assert record.conn.serialize() == before


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
def test_reading_is_free(record: Record, query: str, rows: list[tuple[Any, ...]]) -> None:
    assert ask(record, query) == rows


def test_every_table_and_view_can_be_read(record: Record) -> None:
    for (name,) in ask(record, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"):
        ask(record, f'SELECT * FROM "{name}" LIMIT 2')
    assert ask(record, "PRAGMA integrity_check") == [("ok",)]
    assert len(ask(record, "EXPLAIN QUERY PLAN SELECT * FROM ally")) > 1


def test_values_are_bound(record: Record) -> None:
    assert ask(record, "SELECT :a, @b, $a", a="'; DROP TABLE state; --", b="2") == [
        ("'; DROP TABLE state; --", "2", "'; DROP TABLE state; --")
    ]
    assert ask(record, "SELECT code FROM state WHERE code = :c LIMIT :n", c="NRU", n="1") == [("NRU",)]


@pytest.mark.parametrize("day", ["1971-10-25", "2016-05-20", "1911-12-31"])
def test_every_view_answers_for_the_day_that_is_today(record: Record, day: str) -> None:
    record.conn.execute("PRAGMA query_only = ON")
    record.today = date.fromisoformat(day)
    there, listed, tallied = record.count().count, [s.code for s in record.allies()], record.presidents()
    before = record.conn.serialize()
    assert ask(record, "SELECT count(*) FROM ally") == [(there,)]
    record.conn.set_authorizer(None)
    assert [code for (code,) in ask(record, "SELECT code FROM ally ORDER BY start_day, code")] == listed
    record.conn.set_authorizer(None)
    tallies = ask(record, "SELECT slug, at_start, gained, lost, at_end FROM presidency_tally ORDER BY start_day")
    assert tallies == [(p.slug, p.at_start, p.gained, p.lost, p.at_end) for p in tallied]
    record.conn.set_authorizer(None)
    assert record.conn.serialize() == before
    with pytest.raises(UsageError):
        ask(record, "CREATE TEMP VIEW mine AS SELECT 1")


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
