"""An update of the record over an own one: who changed what decides, nothing own is ever lost, nobody is asked."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from made_up import Edit, MadeUp, add, asking, change, correct, hide, new_store, without

from taiwan_allies.errors import UsageError
from taiwan_allies.model.rows import Engagement, Event
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.db import derived, opening, setup
from taiwan_allies.store.own import conflicts, journal, overlay, write
from taiwan_allies.store.own.record_update import replace_record
from taiwan_allies.store.own.values import blank
from taiwan_allies.store.own.write import Request

EVENT = "nru-4"
"""A sever in January 2024: the last event of its state."""


def update(conn: sqlite3.Connection, folder: Path) -> list[str]:
    conn.execute("BEGIN IMMEDIATE")
    said = replace_record(conn, folder)
    conn.execute("COMMIT")
    assert derived.differences(conn) == 0
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    assert conn.execute("SELECT step FROM writing").fetchone() == (None,)
    return said


def effective(conn: sqlite3.Connection, id_: str = EVENT) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = conn.execute("SELECT date, note, layer FROM event WHERE id = ?", (id_,)).fetchone()
    return row


def state(conn: sqlite3.Connection, id_: str = EVENT) -> str:
    return str({row.id: row.status for row in overlay.status(asking(conn))}[id_])


@pytest.mark.parametrize(
    ("mine", "theirs", "counts", "expected", "said"),
    [
        ({}, {}, "bundled", None, 0),
        ({}, {"date": "2024-01-14"}, "bundled", None, 0),
        ({"date": "2024-01-16"}, {}, "own", "ok", 0),
        ({"date": "2024-01-16"}, {"date": "2024-01-16"}, "bundled", None, 1),
        ({"date": "2024-01-16"}, {"date": "2024-01-16", "note": "Another note."}, "bundled", None, 1),
        ({"date": "2024-01-16"}, {"date": "2024-01-14"}, "own", "conflict", 1),
        ({"date": "2024-01-16"}, {"note": "Another note."}, "own", "conflict", 1),
        ({"note": "Mine."}, {"date": "2024-01-14"}, "own", "conflict", 1),
    ],
)
def test_three_ways(
    made_up: MadeUp, mine: dict[str, str], theirs: dict[str, str], counts: str, expected: str | None, said: int
) -> None:
    conn = new_store()
    if mine:
        correct(conn, EVENT, **mine)
    sentences = update(conn, made_up.package(events=change(EVENT, **theirs)))
    assert len(sentences) == said
    assert all(EVENT in sentence for sentence in sentences)
    row = effective(conn)
    assert row is not None
    assert row[2] == counts
    for name, value in (mine if counts == "own" else theirs).items():
        assert row[{"date": 0, "note": 1}[name]] == value
    known = {row.id: row.status for row in overlay.status(asking(conn))}
    assert known.get(EVENT) == expected


def test_an_own_row_that_the_record_repeats_comes_back_by_undo(made_up: MadeUp) -> None:
    conn = new_store()
    correct(conn, EVENT, date="2024-01-16")
    update(conn, made_up.package(events=change(EVENT, date="2024-01-16")))
    repository = asking(conn)
    newest = journal.log(repository, 1)[0]
    assert newest.command == "(record update)"
    assert EVENT in newest.summary
    with journal.step(repository, "allies undo") as step:
        journal.undo(repository, step, [newest.step])
    assert state(conn) == "same"
    assert effective(conn) is not None
    assert conn.execute("SELECT count(*) FROM conflict").fetchone() == (0,)


def test_a_withdrawn_event_that_was_corrected_still_counts(made_up: MadeUp) -> None:
    conn = new_store()
    correct(conn, EVENT, date="2024-01-16")
    conn.execute("INSERT INTO own_source(id, publisher, title, tier) VALUES ('my-src-1', 'P', 'T', 'secondary')")
    conn.execute(
        "INSERT INTO own_evidence(event, source, supports, date) VALUES (?, 'my-src-1', 'date', '2024-01-16')", (EVENT,)
    )
    (sentence,) = update(conn, made_up.package(**without(EVENT)))
    assert EVENT in sentence
    assert effective(conn) == ("2024-01-16", conn.execute("SELECT note FROM own_event").fetchone()[0], "own")
    assert state(conn) == "withdrawn"
    assert conflicts.resolve(asking(conn), [EVENT], mine=True) == [(EVENT, "correction", "yours counts", None)]
    assert state(conn) == "ok"
    assert conflicts.resolve(asking(conn), [EVENT], mine=False)[0][2] == "gone, as in the record"
    assert effective(conn) is None
    assert conn.execute("SELECT count(*) FROM own_evidence").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM own_source").fetchone() == (0,)


def test_hidden_stays_hidden(made_up: MadeUp) -> None:
    conn = new_store()
    hide(conn, EVENT)
    assert update(conn, made_up.package("2027.1.0", events=change(EVENT, note="Reworded."))) == []
    assert effective(conn) is None
    assert state(conn) == "ok"
    (sentence,) = update(conn, made_up.package("2027.2.0", events=change(EVENT, date="2024-02-01")))
    assert EVENT in sentence
    assert effective(conn) is None
    assert state(conn) == "conflict"
    assert update(conn, made_up.package("2027.3.0", **without(EVENT))) == []
    assert state(conn) == "moot"
    assert update(conn, made_up.package("2027.4.0")) == []
    assert effective(conn) is None
    conflicts.resolve(asking(conn), [EVENT], mine=False)
    assert effective(conn) is not None


def nauru(conn: sqlite3.Connection, kind: str, date: str) -> str:
    """Add an event of Nauru, as `add` does; its id."""
    return (
        write.add(asking(conn), Request("add"), [blank(Event)._replace(code="NRU", kind=kind, date=date)], ["src-0003"])
        .rows[0]
        .id
    )


def on(conn: sqlite3.Connection, day: str) -> bool:
    """Whether Nauru is an ally on a day."""
    sql = "SELECT count(*) FROM spell WHERE code = 'NRU' AND start_day <= ? AND (end_day IS NULL OR end_day > ?)"
    return bool(conn.execute(sql, (day, day)).fetchone()[0])


def kinds(conn: sqlite3.Connection) -> list[str]:
    """What the timeline shows of Nauru."""
    sql = "SELECT kind FROM entry WHERE codes = 'NRU' AND type = 'recognition' ORDER BY day, seq"
    return [kind for (kind,) in conn.execute(sql)]


THEIRS = add(id="nru-5", code="NRU", kind="restore", date="2026-11", initiated_by="both")


@pytest.mark.parametrize(
    ("date", "status"),
    [("2026-11-30", "duplicate"), ("2026-11-12", "duplicate"), ("2026-10-31", "conflict"), ("2026-02-01", "conflict")],
)
def test_one_opening_dated_twice_counts_once_as_the_user_has_it(made_up: MadeUp, date: str, status: str) -> None:
    conn = new_store()
    if date == "2026-11-30":  # written past the program
        conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-nru-1', 'NRU', 'restore', ?)", (date,))
    else:
        nauru(conn, "restore", date)
    (sentence,) = update(conn, made_up.package(events=THEIRS))
    assert "my-nru-1 as nru-5" in sentence
    assert effective(conn, "my-nru-1") is not None
    assert effective(conn, "nru-5") is None
    assert kinds(conn) == ["establish", "sever", "restore", "sever", "restore"]
    assert on(conn, date)
    (row,) = overlay.status(asking(conn), unsettled=True)
    assert row == ("my-nru-1", "addition", "NRU", "restore", f"date: {date}", "nru-5: date: 2026-11", None, status)
    with pytest.raises(UsageError, match="my-nru-1 of your own does"):
        write.remove(asking(conn), Request("rm"), ["nru-5"], "so")


@pytest.mark.long
@pytest.mark.parametrize("theirs", ["2026-11-19", "2026-11-20", "2026-11-21", "2026-06-30"])
@pytest.mark.parametrize("mine", [True, False])
def test_one_ending_dated_twice_is_settled_either_way(made_up: MadeUp, theirs: str, mine: bool) -> None:
    conn = new_store()
    nauru(conn, "restore", "2026-01-02")
    nauru(conn, "sever", "2026-11-20")

    def both(rows: list[dict[str, str]]) -> None:
        add(id="nru-5", code="NRU", kind="restore", date="2026-01-02", initiated_by="both")(rows)
        add(id="nru-6", code="NRU", kind="sever", date=theirs, initiated_by="both", cause="break")(rows)

    update(conn, made_up.package(events=both))
    assert kinds(conn)[4:] == ["restore", "sever"]
    assert (on(conn, "2026-11-19"), on(conn, "2026-11-20")) == (True, False)
    status = {row.id: row.status for row in overlay.status(asking(conn))}
    assert status == {"my-nru-1": "duplicate", "my-nru-2": "duplicate" if theirs == "2026-11-20" else "conflict"}
    write.resolve(asking(conn), Request("resolve"), ["my-nru-2"], mine=mine)
    assert kinds(conn)[4:] == ["restore", "sever"]
    assert on(conn, "2026-11-19") == (mine or theirs > "2026-11-19")
    write.resolve(asking(conn), Request("resolve"), ["my-nru-1"], mine=not mine)
    assert overlay.status(asking(conn), unsettled=True) == []
    assert kinds(conn)[4:] == ["restore", "sever"]
    write.undo(asking(conn), Request("undo"), count=2)
    assert {row.id: row.status for row in overlay.status(asking(conn))} == status
    # An update that comes once more, or a third version, finds the same.
    update(conn, made_up.package("2027.2.0", events=both))
    assert {row.id: row.status for row in overlay.status(asking(conn))} == status
    assert kinds(conn)[4:] == ["restore", "sever"]
    # And taken out again, the user's rows count alone, as they had.
    update(conn, made_up.package("2027.3.0"))
    assert kinds(conn)[4:] == ["restore", "sever"]
    assert overlay.status(asking(conn), unsettled=True) == []


def test_what_is_taken_back_lets_the_record_count(made_up: MadeUp) -> None:
    conn = new_store()
    nauru(conn, "restore", "2026-11-01")
    update(conn, made_up.package(events=THEIRS))
    write.undo(asking(conn), Request("undo"))
    assert effective(conn, "nru-5") is not None
    assert effective(conn, "my-nru-1") is None
    write.undo(asking(conn), Request("undo"))
    assert kinds(conn)[4:] == ["restore"]
    assert state(conn, "my-nru-1") == "duplicate"
    write.edit(asking(conn), Request("edit"), "my-nru-1", {"date": "2026-10-03"}, [])
    assert state(conn, "my-nru-1") == "conflict"
    write.remove(asking(conn), Request("rm"), ["my-nru-1"], None)
    assert effective(conn, "nru-5") is not None
    assert overlay.status(asking(conn)) == []


def test_a_corrected_event_under_another_id_is_the_same_edge(made_up: MadeUp) -> None:
    conn = new_store()
    write.edit(asking(conn), Request("edit"), EVENT, {"date": "2024-01-16"}, [])

    def renumber(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        rows.append(next(row for row in rows if row["id"] == EVENT) | {"id": "nru-5"})
        return [row for row in rows if row["id"] != EVENT]

    update(conn, made_up.package(**without(EVENT) | {"events": renumber}))
    assert kinds(conn) == ["establish", "sever", "restore", "sever"]
    assert effective(conn, EVENT) is not None
    assert state(conn, EVENT) == "withdrawn"
    conflicts.resolve(asking(conn), [EVENT], mine=True)
    assert (kinds(conn)[3:], effective(conn, "nru-5")) == (["sever"], None)
    conflicts.resolve(asking(conn), [EVENT], mine=False)
    conflicts.resolve(asking(conn), ["nru-5"], mine=False)
    assert effective(conn, "nru-5") is not None
    assert kinds(conn) == ["establish", "sever", "restore", "sever"]


def test_what_was_written_over_this_record_is_no_twin_of_it(made_up: MadeUp) -> None:
    """Two endings in a row are refused, or, forced, as the user has said: neither takes the record's away."""
    conn = new_store(made_up.package())
    with pytest.raises(UsageError, match="had ended already"):
        nauru(conn, "sever", "2026-11-20")
    event = blank(Event)._replace(code="NRU", kind="sever", date="2026-11-20", note="They say so")
    write.add(asking(conn), Request("add", force=True), [event], ["src-0003"])
    update(conn, made_up.package("2027.2.0", events=change("nru-2", note="Reworded.")))
    assert effective(conn) is not None
    assert not on(conn, "2024-01-15")
    assert overlay.status(asking(conn), unsettled=True) == []


def test_the_log_says_what_an_update_did_to_the_counts(made_up: MadeUp) -> None:
    conn = new_store()
    update(conn, made_up.package(events=change(EVENT, note="Reworded.")))
    update(conn, made_up.package("2027.2.0", events=THEIRS))
    update(conn, made_up.package("2027.3.0", "2026-12-01", events=change("nru-2", date="2002-07-24")))
    update(conn, made_up.package("2027.4.0", "2026-12-01", events=THEIRS))
    log = journal.log(asking(conn))
    assert [row.command for row in log] == ["(record update)"] * 4
    assert [row.summary for row in reversed(log)] == [
        f"record {bundled.identity().version} -> 2027.1.0: 12 allies on 2026-11-20 as before",
        "record 2027.1.0 -> 2027.2.0: 12 allies on 2026-11-20 as before; other days for Nauru",
        "record 2027.2.0 -> 2027.3.0: 13 -> 12 allies on 2026-12-01 (- Nauru)",
        "record 2027.3.0 -> 2027.4.0: 12 -> 13 allies on 2026-12-01 (+ Nauru)",
    ]
    assert write.undo(asking(conn), Request("undo")) is None
    with pytest.raises(UsageError, match="changed nothing of your own"):
        write.undo(asking(conn), Request("undo"), number=log[0].step)


@pytest.mark.parametrize(("mine", "stays", "goes"), [(True, "my-nru-1", "nru-5"), (False, "nru-5", "my-nru-1")])
def test_a_duplicate_is_settled_either_way(made_up: MadeUp, mine: bool, stays: str, goes: str) -> None:
    conn = new_store()
    conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-nru-1', 'NRU', 'restore', '2026-11-01')")
    theirs = add(id="nru-5", code="NRU", kind="restore", date="2026-11-01", initiated_by="both")
    update(conn, made_up.package(events=theirs))
    conflicts.resolve(asking(conn), ["my-nru-1"], mine=mine)
    assert effective(conn, stays) is not None
    assert effective(conn, goes) is None
    assert conn.execute("SELECT count(*) FROM possible_duplicate").fetchone() == (0,)


def test_what_turns_back_between_is_another_edge(made_up: MadeUp) -> None:
    """Own: relations open in February and end in March. The record: they open in November."""
    conn = new_store()
    nauru(conn, "restore", "2026-02-01")
    nauru(conn, "sever", "2026-03-01")
    assert update(conn, made_up.package(events=THEIRS)) == []
    assert kinds(conn)[4:] == ["restore", "sever", "restore"]


def test_settling_keeps_until_the_record_changes_again(made_up: MadeUp) -> None:
    conn = new_store()
    correct(conn, EVENT, date="2024-01-16")
    update(conn, made_up.package("2027.1.0", events=change(EVENT, date="2024-01-14")))
    conflicts.resolve(asking(conn), [EVENT], mine=True)
    assert state(conn) == "ok"
    assert update(conn, made_up.package("2027.1.1", events=change(EVENT, date="2024-01-14"))) == []
    assert len(update(conn, made_up.package("2027.2.0", events=change(EVENT, date="2024-01-13")))) == 1
    assert state(conn) == "conflict"
    conflicts.resolve(asking(conn), [EVENT], mine=False)
    assert effective(conn) is not None
    assert effective(conn)[0] == "2024-01-13"  # type: ignore[index]


def test_many_conflicts_are_one_sentence(made_up: MadeUp) -> None:
    conn = new_store()
    ids = [id_ for (id_,) in conn.execute("SELECT id FROM bundled_event ORDER BY id LIMIT 8")]
    for id_ in ids:
        correct(conn, id_, note="Mine.")

    def reword(rows: list[dict[str, str]]) -> None:
        for row in rows:
            row["note"] = "Theirs."

    (sentence,) = update(conn, made_up.package(events=reword))
    assert "and 3 more" in sentence
    assert ids[4] in sentence
    assert ids[5] not in sentence


def test_an_engagement_is_corrected_hidden_and_updated_alike(made_up: MadeUp) -> None:
    conn = new_store()
    (id_,) = conn.execute("SELECT id FROM bundled_engagement ORDER BY id LIMIT 1").fetchone()
    names = ", ".join(Engagement._fields)
    conn.execute(
        f"INSERT INTO own_engagement({names}, base, base_version) SELECT {names}, {journal.as_json(Engagement._fields, 'b')}, 'x'"
        " FROM bundled_engagement AS b WHERE id = ?",
        (id_,),
    )
    conn.execute("UPDATE own_engagement SET summary = 'Mine.'")
    assert state(conn, id_) == "ok"
    (sentence,) = update(conn, made_up.package(engagements=change(id_, summary="Theirs.")))
    assert id_ in sentence
    assert conn.execute("SELECT summary FROM engagement WHERE id = ?", (id_,)).fetchone() == ("Mine.",)


def test_the_record_may_drop_or_rename_a_state_that_own_events_name(made_up: MadeUp) -> None:
    conn = new_store()
    ids = [id_ for (id_,) in conn.execute("SELECT id FROM bundled_event WHERE code = 'XMF'")]
    slug, name = conn.execute("SELECT slug, name FROM state WHERE code = 'XMF'").fetchone()
    conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-xmf-1', 'XMF', 'restore', '1970')")
    gone: dict[str, Edit] = {
        "events": lambda rows: [row for row in rows if row["id"] not in ids],
        "evidence": lambda rows: [row for row in rows if row["event"] not in ids],
        "claims": lambda rows: [row for row in rows if row["event"] not in ids],
        "names": lambda rows: [row for row in rows if row["code"] != "XMF"],
    }

    def renamed(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        left = [row for row in rows if row["code"] != "XMF"]
        old = next(row for row in rows if row["code"] == "XMF")
        return [*left, old | {"code": "XZZ"}]

    for version in ("2027.1.0", "2027.2.0"):
        update(conn, made_up.package(version, states=renamed, **gone))
        assert effective(conn, "my-xmf-1") is not None
        assert conn.execute("SELECT slug, name FROM state WHERE code = 'XZZ'").fetchone() == (slug, name)
        assert conn.execute("SELECT name FROM state WHERE code = 'XMF'").fetchone() == (f"{name} (XMF)",)


def test_a_record_that_cannot_be_loaded_changes_nothing(made_up: MadeUp, tmp_path: Path) -> None:
    db = tmp_path / "store.db"
    opening.open_to_write(db).conn.close()
    before = db.read_bytes()
    bad = made_up.package(events=change(EVENT, kind="quarrel"))
    conn = sqlite3.connect(db, isolation_level=None)
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("UPDATE record SET stamp = 'old'")
    changed = db.read_bytes()
    with pytest.raises(sqlite3.IntegrityError):
        setup.set_up(conn, db, bad)
    assert not conn.in_transaction
    conn.close()
    assert db.read_bytes() == changed
    assert len(before) == len(changed)


def test_nothing_of_it_needs_an_own_record(made_up: MadeUp) -> None:
    conn = new_store()
    assert update(conn, made_up.package(**without(EVENT))) == []
    assert conn.execute("SELECT count(*) FROM journal_change").fetchone() == (0,)
    assert effective(conn) is None
