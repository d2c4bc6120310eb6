"""The journal: one command is one step, and every step can be taken back and brought again."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_stores import (
    add,
    all_rows,
    edit,
    event,
    export,
    journal_of,
    new_store,
    read,
    remove,
    sound,
    take,
    undo,
)

from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.store.db import derived
from taiwan_allies.store.own import entries, journal, write
from taiwan_allies.store.own.write import Request
from taiwan_allies.store.queries.repository import Repository

ROWS = "country,kind,date,source\n"
WRITES: dict[str, Callable[[Repository], object]] = {
    "add": lambda repository: add(repository, "PRY", "sever", "2026-11-20", "CNA: one"),
    "add forced": lambda repository: add(repository, "NRU", "sever", "2026-11-20", force=True, note="so they say"),
    "correct": lambda repository: edit(repository, "nru-4", "CNA: two", date="2024-01-16"),
    "cite": lambda repository: edit(repository, "nru-3", "CNA: three"),
    "hide": lambda repository: remove(repository, "gmb-4"),
    "hide an engagement": lambda repository: remove(repository, "eng-0001"),
    "edit an own one": lambda repository: edit(repository, "my-hnd-1", "CNA: four", date="2026-11-02", note="x"),
    "delete an own one": lambda repository: remove(repository, "my-hnd-1"),
    "import": lambda repository: take(
        repository, ROWS + "chad,restore,2026-01-02,CNA: five\nchad,sever,2026-01-03,CNA: six\n"
    ),
    "import many": lambda repository: take(repository, ROWS + many()),
    "import a correction": lambda repository: take(
        repository, "action,id,country,kind,date,source\nreplace,my-hnd-1,HND,restore,2026-11-03,CNA: one\n"
    ),
}


def many() -> str:
    """More rows than `journal.MANY` changes."""
    days = [f"2026-{m:02}-{d:02}" for m in range(1, 11) for d in range(1, 29)]
    return "".join(f"chad,{'sever' if n % 2 else 'restore'},{day},CNA: {n % 7}\n" for n, day in enumerate(days))


def everything(repository: Repository) -> str:
    return export(repository, types="all") + export(repository, mine=True)


@pytest.mark.parametrize("write", WRITES)
def test_undo_restores_the_same_bytes_and_undo_of_it_too(write: str) -> None:
    repository = new_store()
    add(repository, "HND", "restore", "2026-11-01", "CNA: one")
    before = everything(repository)
    WRITES[write](repository)
    after = everything(repository)
    assert after != before
    undo(repository)
    assert everything(repository) == before
    sound(repository)
    undo(repository)
    assert everything(repository) == after
    sound(repository)
    assert [row.undone for row in journal.log(repository)] == [False, True, False, False]


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(["add", "correct", "cite", "hide", "delete an own one", "import", "undo", "undo", "undo 2"]),
        max_size=10,
    )
)
def test_any_row_of_commands_comes_back_to_where_it_began(commands: list[str]) -> None:
    repository = new_store()
    add(repository, "HND", "restore", "2026-11-01", "CNA: one")
    states = {1: everything(repository)}  # after each step
    for command in commands:
        with suppress(UsageError, NotFoundError):
            if command == "undo":
                undo(repository)
            elif command == "undo 2":
                undo(repository, *journal.standing(repository, 2, 10**6))
            else:
                WRITES[command](repository)
        states[journal.log(repository, 1)[0].step] = everything(repository)
    sound(repository)
    # Each step back, newest first, passes through every state again, up to one that was undone out of order.
    steps = sorted(states, reverse=True)
    for number, before in pairwise(steps):
        if journal.last(repository, number + 1) != [number]:
            break
        undo(repository, number)
        assert everything(repository) == states[before]
    sound(repository)


def test_an_undo_of_an_undo_says_no_more_than_that() -> None:
    repository = new_store()
    add(repository, "HND", "restore", "2026-11-01", "CNA: a report")
    for _ in range(5):
        write.undo(repository, Request("undo"))
    summaries = [row.summary for row in journal.log(repository)]
    assert summaries[:3] == ["undo step 5 (undo step 4)", "undo step 4 (undo step 3)", "undo step 3 (undo step 2)"]
    assert summaries[4] == f"undo step 1 ({summaries[5]})"


def test_several_steps_become_undone_as_one() -> None:
    repository = new_store()
    before = everything(repository)
    for day in range(1, 5):
        add(repository, "HND", "sever" if day % 2 == 0 else "restore", f"2026-11-{day:02}", f"CNA: {day}")
    after = everything(repository)
    undo(repository, *journal.standing(repository, 4, 99))
    assert everything(repository) == before
    log = journal.log(repository)
    assert [(row.step, row.undone, row.undoes) for row in log] == [
        (5, False, ("4", "3", "2", "1")),
        *((n, True, ()) for n in (4, 3, 2, 1)),
    ]
    undo(repository)
    assert everything(repository) == after
    with pytest.raises(UsageError, match="only 4 steps stand"):
        journal.standing(repository, 9, 99)


def test_a_step_on_which_a_later_one_rests_is_refused() -> None:
    repository = new_store()
    add(repository, "PRY", "sever", "2026-11-20")
    edit(repository, "my-pry-1", note="x")
    with pytest.raises(UsageError, match="step 2 changed event my-pry-1 since") as refused:
        undo(repository, 1)
    assert "allies undo --step 2" in refused.value.hint
    add(repository, "PRY", "restore", "2026-11-21")
    undo(repository, 2)
    with pytest.raises(UsageError, match="then my-pry-2 could not stand"):
        undo(repository, 1, forced=False)
    with pytest.raises(UsageError, match="step 2 is undone already"):
        undo(repository, 2)
    with pytest.raises(NotFoundError, match="no step 99"):
        undo(repository, 99)
    sound(repository)


def test_a_source_that_came_to_be_used_stays_and_one_that_is_gone_is_missed() -> None:
    repository = new_store()
    add(repository, "PRY", "sever", "2026-11-20", "CNA: shared")
    add(repository, "BLZ", "sever", "2026-11-20", "CNA: shared")
    undo(repository, 1)
    assert all_rows(repository, "SELECT id FROM own_source") == [("my-src-1",)]
    sound(repository)
    undo(repository)
    remove(repository, "my-pry-1")
    remove(repository, "my-blz-1")
    with pytest.raises(UsageError, match="step 6 changed source my-src-1 since"):
        undo(repository, 5)


def test_a_step_that_fails_or_changes_nothing_leaves_no_trace() -> None:
    repository = new_store()
    before = list(repository.conn.iterdump())
    with journal.step(repository, "nothing"):
        pass
    with journal.step(repository, "dry", dry_run=True) as step:
        entries.add(repository, event(code="PRY", kind="sever", date="2026-11-20"), read("CNA: x"))
    assert step.changes == 3

    def stopped() -> None:
        with journal.step(repository, "stopped"):
            entries.add(repository, event(code="PRY", kind="sever", date="2026-11-20"), read("CNA: x"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(repository.conn.iterdump()) == before


@pytest.mark.parametrize("foreign_keys", ["ON", "OFF"])
def test_rows_written_past_the_program_are_steps_and_can_be_taken_back(foreign_keys: str) -> None:
    repository = new_store()
    conn = repository.conn
    conn.execute(f"PRAGMA foreign_keys = {foreign_keys}")
    states = [everything(repository)]
    for sql, summary in (
        ("INSERT INTO own_event(id, code, kind, date) VALUES ('my-pry-1', 'PRY', 'sever', '2026-11-20')", "insert own_event my-pry-1"),
        ("INSERT INTO own_evidence(event, source, supports) VALUES ('my-pry-1', 'src-0001', 'fact')", "insert own_evidence 1"),
        ("UPDATE own_event SET date = '2026-11-21' WHERE id = 'my-pry-1'", "update own_event my-pry-1"),
        ("INSERT INTO own_hidden(id, reason) VALUES ('plw-1', 'why')", "insert own_hidden plw-1"),
        ("DELETE FROM own_event", "delete own_event my-pry-1"),
    ):  # fmt: skip
        conn.execute(sql)
        assert journal.log(repository)[0][2:4] == ("(direct SQL)", summary)
        assert derived.differences(conn) == 0
        states.append(everything(repository))
    for step in range(len(states) - 1, 0, -1):
        assert everything(repository) == states.pop()
        undo(repository, step)
    assert everything(repository) == states[0]


def test_an_import_is_journalled_as_single_writes_are() -> None:
    text = ROWS + "chad,restore,2026-01-02,CNA: five\nchad,sever,2026-01-03,CNA: six\n"
    one = new_store()
    take(one, text)
    other = new_store()
    with journal.step(other, "add"):
        for kind, day, source in (("restore", "02", "five"), ("sever", "03", "six")):
            entries.add(other, event(code="TCD", kind=kind, date=f"2026-01-{day}"), read(f"CNA: {source}"))
    assert filled(journal_of(one, 1)) == filled(journal_of(other, 1))


def filled(changes: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Changes as a reader of the journal takes them: a column that is not named is NULL."""
    return [
        tuple({k: v for k, v in json.loads(f).items() if v is not None} if str(f)[:1] == "{" else f for f in change)
        for change in changes
    ]


def test_a_difference_is_told_field_by_field() -> None:
    repository = new_store()
    edit(repository, "nru-4", date="2024-01-16")
    assert list(journal.diff(repository, 1)) == [(1, "~", "event", "nru-4", "date", "2024-01-15", "2024-01-16")]
    undo(repository)
    assert list(journal.diff(repository, 2)) == [(2, "~", "event", "nru-4", "date", "2024-01-16", "2024-01-15")]
    with pytest.raises(NotFoundError):
        journal.log(repository, step=3)
