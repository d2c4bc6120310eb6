"""The own record: ids, sources, what is refused and what is forced."""

from __future__ import annotations

import json
from typing import Any

import pytest
from own_stores import SOURCE, TODAY, add, all_rows, edit, engagement, new_store, read, remove, sound, undo

from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.model.kinds import VOCABULARIES
from taiwan_allies.store.own import entries, values
from taiwan_allies.store.queries.counts import count_on
from taiwan_allies.store.queries.repository import Repository


@pytest.fixture
def repository() -> Repository:
    return new_store()


def row(repository: Repository, table: str, id_: str) -> dict[str, Any]:
    cursor = repository.conn.execute(f"SELECT * FROM {table} WHERE id = ?", (id_,))
    return dict(zip([c[0] for c in cursor.description], cursor.fetchone(), strict=True))


def test_an_event_counts_from_its_day_on(repository: Repository) -> None:
    before = count_on(repository, TODAY).count
    assert add(repository, "PRY", "sever", "2026-11-20", prc_date="2026-11-21") == "my-pry-1"
    assert count_on(repository, TODAY).count == before - 1
    assert row(repository, "own_event", "my-pry-1")["cause"] == "switch"
    evidence = all_rows(repository, "SELECT source, supports, date FROM evidence WHERE event = 'my-pry-1'")
    assert evidence == [("my-src-1", "date", "2026-11-20")]
    assert all_rows(repository, "SELECT quality FROM event_quality WHERE event = 'my-pry-1'") == [("C",)]
    assert row(repository, "own_source", "my-src-1") | {"id": 0} == {
        "id": 0, "publisher": "example.org", "title": SOURCE, "url": SOURCE, "tier": "tertiary",
        "author": None, "published": None, "archived": None, "read_at": None, "lang": None, "note": None,
    }  # fmt: skip
    sound(repository)


def test_an_ending_without_the_prc_is_a_break(repository: Repository) -> None:
    add(repository, "PRY", "sever", "2026-11-20")
    assert row(repository, "own_event", "my-pry-1")["cause"] == "break"


def test_an_id_is_never_used_twice(repository: Repository) -> None:
    add(repository, "PRY", "sever", "2026-11-20")
    undo(repository)
    assert add(repository, "PRY", "sever", "2026-11-20") == "my-pry-2"
    remove(repository, "my-pry-2")
    repository.conn.execute(
        "INSERT INTO own_event(id, code, kind, date) VALUES ('my-pry-3', 'PRY', 'sever', '2026-11-19')"
    )  # past the program
    assert add(repository, "PRY", "restore", "2026-11-20") == "my-pry-4"


def test_a_source_is_kept_once(repository: Repository) -> None:
    add(repository, "PRY", "sever", "2026-11-20", "CNA: Paraguay leaves")
    add(repository, "BLZ", "sever", "2026-11-20", "CNA: Paraguay leaves", "src-0003")
    assert all_rows(repository, "SELECT id FROM own_source") == [("my-src-1",)]
    url = all_rows(repository, "SELECT id, url FROM bundled_source WHERE url IS NOT NULL ORDER BY id LIMIT 1")[0]
    add(repository, "PRY", "restore", "2026-11-21", url[1])
    assert all_rows(repository, "SELECT source FROM evidence WHERE event = 'my-pry-2'") == [(url[0],)]
    with pytest.raises(NotFoundError, match="src-999999"):
        add(repository, "PRY", "sever", "2026-11-22", "src-999999")


@pytest.mark.parametrize(
    ("code", "kind", "when", "reason"),
    [
        ("NRU", "sever", "2026-11-20", "relations had ended already, on 15 January 2024"),
        ("PRY", "establish", "2026-11-20", "relations were open already"),
        ("NRU", "establish", "2026-11-20", "so the kind is restore"),
        ("NRU", "sever", "2024-01-15", "it duplicates nru-4"),
        ("VUT", "restore", "1975", "did not exist before 30 July 1980"),
        ("SUN", "restore", "2000", "ceased to exist"),
        ("NRU", "restore", "2026-11-25", "is in the future"),
        ("NRU", "restore", "2004", "then nru-3 could not stand: relations were open already"),
    ],
)
def test_what_is_impossible_is_refused_with_the_reason(
    repository: Repository, code: str, kind: str, when: str, reason: str
) -> None:
    before = list(repository.conn.iterdump())
    with pytest.raises(UsageError, match=reason):
        add(repository, code, kind, when)
    assert list(repository.conn.iterdump()) == before


def test_it_is_kept_with_force_and_a_note(repository: Repository) -> None:
    with pytest.raises(UsageError, match="relations had ended already"):
        add(repository, "NRU", "sever", "2026-11-20", force=True)
    id_ = add(repository, "NRU", "sever", "2026-11-20", force=True, note="They say so")
    assert "had ended already" in row(repository, "own_event", id_)["forced"]
    # It stands in the way of nothing that is possible without it.
    add(repository, "PRY", "sever", "2026-11-20")
    edit(repository, id_, note="They say so in Yaren")
    assert "had ended already" in row(repository, "own_event", id_)["forced"]
    with pytest.raises(UsageError, match="relations had ended already"):
        edit(repository, id_, date="2026-11-21")  # another day is another question


def test_a_correction_lies_over_the_bundled_event(repository: Repository) -> None:
    edit(repository, "nru-4", date="2024-01-16", note=None)
    own_row = row(repository, "own_event", "nru-4")
    assert own_row["date"] == "2024-01-16"
    assert json.loads(own_row["base"])["date"] == "2024-01-15"
    assert own_row["base_version"] == repository.loaded.version
    assert all_rows(repository, "SELECT date, layer FROM event WHERE id = 'nru-4'") == [("2024-01-16", "own")]
    assert all_rows(repository, "SELECT * FROM conflict") == []
    edit(repository, "nru-4", date="2024-01-15", note=json.loads(own_row["base"])["note"])
    assert all_rows(repository, "SELECT * FROM own_event") == [], "a correction that says what the record says is none"
    sound(repository)


def test_the_evidence_follows_the_date(repository: Repository) -> None:
    add(repository, "PRY", "sever", "2026-11-20")
    edit(repository, "my-pry-1", "CNA: later", date="2026-11-21")
    assert all_rows(repository, "SELECT date FROM own_evidence ORDER BY id") == [("2026-11-21",), ("2026-11-21",)]


def test_an_opening_has_no_cause(repository: Repository) -> None:
    add(repository, "PRY", "sever", "2026-11-20", prc_date="2026-11-20")
    with pytest.raises(UsageError, match="none"):
        edit(repository, "my-pry-1", kind="restore", cause="war")


def test_a_removed_event_is_hidden_or_gone(repository: Repository) -> None:
    with pytest.raises(UsageError, match="needs a reason"):
        remove(repository, "gmb-4", None)
    before = count_on(repository, TODAY).count
    remove(repository, "gmb-4")
    assert count_on(repository, TODAY).count == before + 1
    with pytest.raises(UsageError, match="gmb-4 is hidden: it should not count"):
        entries.find(repository, "gmb-4")
    add(repository, "PRY", "sever", "2026-11-20", "CNA: one", "CNA: two")
    add(repository, "BLZ", "sever", "2026-11-20", "CNA: two")
    remove(repository, "my-pry-1")
    assert all_rows(repository, "SELECT title FROM own_source") == [("two",)], "a source that another row uses stays"
    assert all_rows(repository, "SELECT count(*) FROM own_evidence") == [(1,)]
    sound(repository)


def test_an_engagement_needs_a_summary_and_ends_after_it_starts(repository: Repository) -> None:
    visit = engagement(kind="visit", codes="PLW;TUV", date="2026-11-02")
    for wrong, reason in (
        ({}, "needs one"),
        ({"summary": "x", "end_date": "2026-11-01"}, "lies before"),
        ({"summary": "x", "date": "2026-12"}, "in the future"),
    ):
        with pytest.raises(UsageError, match=reason):
            entries.add(repository, values.changed(visit, wrong), read(SOURCE))
    added = entries.add(repository, visit._replace(summary="State visits"), read(SOURCE))
    assert added.id == "my-eng-1"
    assert all_rows(repository, "SELECT code FROM engagement_state WHERE engagement = 'my-eng-1'") == [
        ("PLW",),
        ("TUV",),
    ]
    with pytest.raises(UsageError, match="this duplicates my-eng-1"):
        entries.add(repository, visit._replace(summary="State visits"), read(SOURCE))


@pytest.mark.parametrize(
    ("vocabulary", "text", "hint"),
    [
        ("EntryKind", "severed", "sever"),
        ("EventKind", "break", "sever"),
        ("Cause", "swich", "switch"),
        ("EngagementKind", "treaty", "agreement"),
    ],
)
def test_a_wrong_word_gets_the_nearest(vocabulary: str, text: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        values.word(VOCABULARIES[vocabulary], text)
    assert f"Did you mean {hint}" in refused.value.hint


@pytest.mark.parametrize("text", ["-1", "1.5", "1,000", "1e9", "９", "9" * 16, "abc"])
def test_an_amount_is_whole_dollars(text: str) -> None:
    with pytest.raises(UsageError):
        values.amount(text)
