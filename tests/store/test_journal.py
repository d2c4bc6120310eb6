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
from own_stores import add, edit, export, journal_of, new_store, remove, sound, take, undo

from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.store.own import entries as own
from taiwan_allies.store.own import journal
from taiwan_allies.store.queries.query import Ask

ROWS = "country,kind,date,source\n"
WRITES: dict[str, Callable[[Ask], object]] = {
    "add": lambda ask: add(ask, "PRY", "sever", "2026-11-20", "CNA: one"),
    "add forced": lambda ask: add(ask, "NRU", "sever", "2026-11-20", force=True, note="so they say"),
    "correct": lambda ask: edit(ask, "nru-4", "CNA: two", date="2024-01-16"),
    "cite": lambda ask: edit(ask, "nru-3", "CNA: three"),
    "hide": lambda ask: remove(ask, "gmb-4"),
    "hide an engagement": lambda ask: remove(ask, "eng-0001"),
    "edit an own one": lambda ask: edit(ask, "my-hnd-1", "CNA: four", date="2026-11-02", note="x"),
    "delete an own one": lambda ask: remove(ask, "my-hnd-1"),
    "import": lambda ask: take(ask, ROWS + "chad,restore,2026-01-02,CNA: five\nchad,sever,2026-01-03,CNA: six\n"),
    "import many": lambda ask: take(ask, ROWS + many()),
    "import a correction": lambda ask: take(
        ask, "id,country,kind,date,source\nmy-hnd-1,HND,restore,2026-11-03,CNA: one\n"
    ),
}


def many() -> str:
    """More rows than `journal.BULK` changes."""
    days = [f"2026-{m:02}-{d:02}" for m in range(1, 11) for d in range(1, 29)]
    return "".join(f"chad,{'sever' if n % 2 else 'restore'},{day},CNA: {n % 7}\n" for n, day in enumerate(days))


def everything(ask: Ask) -> str:
    return export(ask, types="all") + export(ask, mine=True)


@pytest.mark.parametrize("write", WRITES)
def test_undo_restores_the_same_bytes_and_undo_of_it_too(write: str) -> None:
    ask = new_store()
    add(ask, "HND", "restore", "2026-11-01", "CNA: one")
    before = everything(ask)
    WRITES[write](ask)
    after = everything(ask)
    assert after != before
    undo(ask)
    assert everything(ask) == before
    sound(ask)
    undo(ask)
    assert everything(ask) == after
    sound(ask)
    assert [row[4] for row in journal.log(ask)] == [False, True, False, False]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(["add", "correct", "cite", "hide", "delete an own one", "import", "undo", "undo", "undo 2"]),
        max_size=10,
    )
)
def test_any_row_of_commands_comes_back_to_where_it_began(commands: list[str]) -> None:
    ask = new_store()
    add(ask, "HND", "restore", "2026-11-01", "CNA: one")
    states = {1: everything(ask)}  # after each step
    for command in commands:
        with suppress(UsageError, NotFoundError):
            if command == "undo":
                undo(ask)
            elif command == "undo 2":
                undo(ask, *journal.standing(ask, 2, 10**6))
            else:
                WRITES[command](ask)
        states[journal.log(ask, 1)[0][0]] = everything(ask)
    sound(ask)
    # Each step back, newest first, passes through every state again, up to one that was undone out of order.
    steps = sorted(states, reverse=True)
    for number, before in pairwise(steps):
        if journal.last(ask, number + 1) != [number]:
            break
        undo(ask, number)
        assert everything(ask) == states[before]
    sound(ask)


def test_several_steps_become_undone_as_one() -> None:
    ask = new_store()
    before = everything(ask)
    for day in range(1, 5):
        add(ask, "HND", "sever" if day % 2 == 0 else "restore", f"2026-11-{day:02}", f"CNA: {day}")
    after = everything(ask)
    undo(ask, *journal.standing(ask, 4, 99))
    assert everything(ask) == before
    log = journal.log(ask)
    assert [(row[0], row[4], row[6]) for row in log] == [
        (5, False, "4;3;2;1"),
        *((n, True, None) for n in (4, 3, 2, 1)),
    ]
    undo(ask)
    assert everything(ask) == after
    with pytest.raises(UsageError, match="only 4 steps stand"):
        journal.standing(ask, 9, 99)


def test_a_step_on_which_a_later_one_rests_is_refused() -> None:
    ask = new_store()
    add(ask, "PRY", "sever", "2026-11-20")
    edit(ask, "my-pry-1", note="x")
    with pytest.raises(UsageError, match="step 2 changed event my-pry-1 since") as refused:
        undo(ask, 1)
    assert "allies undo --step 2" in refused.value.hint
    add(ask, "PRY", "restore", "2026-11-21")
    undo(ask, 2)
    with pytest.raises(UsageError, match="then my-pry-2 could not stand"):
        undo(ask, 1, forced=False)
    with pytest.raises(UsageError, match="step 2 is undone already"):
        undo(ask, 2)
    with pytest.raises(NotFoundError, match="no step 99"):
        undo(ask, 99)
    sound(ask)


def test_a_source_that_came_to_be_used_stays_and_one_that_is_gone_is_missed() -> None:
    ask = new_store()
    add(ask, "PRY", "sever", "2026-11-20", "CNA: shared")
    add(ask, "BLZ", "sever", "2026-11-20", "CNA: shared")
    undo(ask, 1)
    assert ask.rows("SELECT id FROM own_source") == [("my-src-1",)]
    sound(ask)
    undo(ask)
    remove(ask, "my-pry-1")
    remove(ask, "my-blz-1")
    with pytest.raises(UsageError, match="step 6 changed source my-src-1 since"):
        undo(ask, 5)


def test_a_step_that_fails_or_changes_nothing_leaves_no_trace() -> None:
    ask = new_store()
    before = list(ask.conn.iterdump())
    with journal.step(ask, "nothing"):
        pass
    with journal.step(ask, "dry", dry_run=True) as step:
        own.add_event(ask, {"code": "PRY", "kind": "sever", "date": "2026-11-20"}, ["CNA: x"])
    assert step.changes == 3

    def stopped() -> None:
        with journal.step(ask, "stopped"):
            own.add_event(ask, {"code": "PRY", "kind": "sever", "date": "2026-11-20"}, ["CNA: x"])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(ask.conn.iterdump()) == before


def test_rows_written_past_the_program_are_steps_and_can_be_taken_back() -> None:
    ask = new_store()
    before = everything(ask)
    ask.conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-pry-1', 'PRY', 'sever', '2026-11-20')")
    assert journal.log(ask)[0][2:4] == ("(direct SQL)", "insert own_event my-pry-1")
    undo(ask)
    assert everything(ask) == before


def test_a_bulk_step_journals_as_the_triggers_do() -> None:
    text = ROWS + "chad,restore,2026-01-02,CNA: five\nchad,sever,2026-01-03,CNA: six\n"
    one = new_store()
    take(one, text)
    other = new_store()
    with journal.step(other, "add"):
        for kind, day, source in (("restore", "02", "five"), ("sever", "03", "six")):
            own.add_event(
                other,
                {"code": "TCD", "kind": kind, "date": f"2026-01-{day}", "initiated_by": "unknown"},
                [f"CNA: {source}"],
            )
    assert filled(journal_of(one, 1)) == filled(journal_of(other, 1))


def filled(changes: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Changes as a reader of the journal takes them: a column that is not named is NULL."""
    return [
        tuple({k: v for k, v in json.loads(f).items() if v is not None} if str(f)[:1] == "{" else f for f in change)
        for change in changes
    ]


def test_a_difference_is_told_field_by_field() -> None:
    ask = new_store()
    edit(ask, "nru-4", date="2024-01-16")
    assert list(journal.diff(ask, 1)) == [(1, "~", "event", "nru-4", "date", "2024-01-15", "2024-01-16")]
    undo(ask)
    assert list(journal.diff(ask, 2)) == [(2, "~", "event", "nru-4", "date", "2024-01-16", "2024-01-15")]
    with pytest.raises(NotFoundError):
        journal.log(ask, step=3)
