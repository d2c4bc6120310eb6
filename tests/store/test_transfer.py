"""Out and in again: nothing is lost, nothing is taken twice, and what is wrong is named by its line."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_up import MadeUp
from made_up import add as made_up_row
from own_stores import add, all_rows, edit, engagement, export, imported, new_store, read, remove, sound, take, undo

from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.model.own import StreamRow
from taiwan_allies.rules.source_text import looks_like_id
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset import export_package as package_out
from taiwan_allies.store.own import entries, exporter, journal, overlay, write
from taiwan_allies.store.own.importer import import_rows
from taiwan_allies.store.own.read_rows import Rows
from taiwan_allies.store.own.record_update import replace_record
from taiwan_allies.store.own.write import Request
from taiwan_allies.store.queries.repository import Repository

HEAD = "country,kind,date,source\n"
FORMS = ("csv", "json", "ndjson", "tsv")
text = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf")), min_size=1, max_size=30).filter(
    lambda t: " ".join(t.split()) == t and not looks_like_id(t)
)
notes = st.one_of(st.none(), text, st.just("=1+1"), st.just('two\nlines, "quoted"'), st.just("a;b\\c|d"))
sources = st.one_of(
    text, st.sampled_from(["https://example.org/a;b", "CNA: a; b\\ <https://x.org/1>", "MOFA: x [primary]", "src-0003"])
)


@st.composite
def own_records(draw: st.DrawFn) -> Repository:
    """A store with an own record of every kind of row."""
    repository = new_store()
    for n, code in enumerate(draw(st.lists(st.sampled_from(["NRU", "HND", "TCD", "FRA"]), max_size=4, unique=True)), 1):
        given_: dict[str, Any] = {
            "note": draw(notes),
            "initiated_by": draw(st.sampled_from(["partner", "roc", "unknown"])),
        }
        add(repository, code, "restore", f"2026-0{n}-1{n}", *draw(st.lists(sources, min_size=1, max_size=3)), **given_)
    if draw(st.booleans()):
        add(repository, "NRU", "sever", "2024-02", draw(sources), force=True, note=draw(text), memory="day")
    if draw(st.booleans()):
        edit(repository, "gmb-4", *draw(st.lists(sources, max_size=2)), date="2013-11-18", note=draw(notes))
    if draw(st.booleans()):
        edit(repository, "nru-3", draw(sources))
    return repository


def with_all(repository: Repository, draw: Any) -> Repository:
    for n in range(draw(st.integers(0, 2))):
        row = {
            "kind": "visit",
            "codes": draw(st.sampled_from(["PLW", "PLW;TUV"])),
            "date": f"2026-0{n + 1}",
            "summary": draw(text),
        }
        with journal.step(repository, "add"):
            amount = draw(st.one_of(st.none(), st.integers(0, 10**9)))
            entries.add(repository, engagement(**row, note=draw(notes), amount_usd=amount), read(draw(sources)))
    if draw(st.booleans()):
        remove(repository, "kir-2", draw(text))
    if draw(st.booleans()):
        remove(repository, "eng-0001", draw(text))
    if draw(st.booleans()):
        edit(repository, "eng-0002", draw(sources), summary=draw(text))
    if draw(st.booleans()):
        # What only SQL can write: a source with an author, evidence with a quotation.
        conn = repository.conn
        conn.execute(
            "INSERT INTO own_source VALUES ('my-src-90', 'P', 'T', 'A', '2026', NULL, NULL, NULL, 'en', 'primary', 'n')"
        )
        conn.execute(
            "INSERT INTO own_evidence(event, source, supports, quote) VALUES ('nru-2', 'my-src-90', 'kind', ?)",
            [draw(text)],
        )
    return repository


@pytest.mark.long
@pytest.mark.parametrize("kind", ["csv", "json", "ndjson"])
@settings(max_examples=12, deadline=None)
@given(repository=own_records())
def test_export_then_import_into_an_empty_store_changes_nothing(kind: str, repository: Repository) -> None:
    written = export(repository, kind)
    other = new_store()
    take(other, written, kind)
    assert export(other, kind) == written
    sound(other)
    # And once more: all of it is known.
    report = take(other, written, kind)
    assert report.skipped == report.rows
    assert len(journal.log(other)) <= 1


@pytest.mark.long
@pytest.mark.parametrize("kind", ["csv", "ndjson"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_own_layer_is_the_same_elsewhere(kind: str, data: st.DataObject) -> None:
    repository = with_all(data.draw(own_records()), data.draw)
    written = export(repository, kind, mine=True)
    other = new_store()
    take(other, written, kind)
    assert export(other, kind, mine=True) == written
    assert export(other, kind, "all") == export(repository, kind, "all")
    sound(other)
    again = take(other, written, kind)
    assert again.skipped == again.rows


COUNTRIES = ("NRU", "HND", "TCD", "GMB")
DAYS = ("2024-01-15", "2026-01-02", "2026-01-03", "2026-11")
KINDS = ("restore", "sever", "establish", "suspend")
FILES = (
    "country,kind,date,source,note\nchad,restore,2026-01-02,CNA: a,x\nhonduras,restore,2026-01-03,CNA: b,y\n",
    "id,country,kind,date,source,note\nmy-nru-1,nauru,sever,2026-01-02,CNA: a,x\nnru-4,nauru,sever,2024-01-16,,z\n",
)
acts = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(COUNTRIES), st.sampled_from(KINDS), st.sampled_from(DAYS)),
    st.tuples(st.just("edit"), st.integers(0, 9), st.sampled_from(["date", "note"]), st.sampled_from(DAYS)),
    st.tuples(st.just("rm"), st.integers(0, 9)),
    st.tuples(st.just("undo"), st.integers(0, 3)),
    st.tuples(st.just("import"), st.sampled_from(FILES)),
)


def act(repository: Repository, what: str, *args: Any) -> None:
    request = Request(what, force=True)
    ids = ["nru-4", "nru-3", "gmb-4", "eng-0001", *repository.column("SELECT id FROM own_event ORDER BY id")]
    if what == "add":
        add(repository, *args, "CNA: x", force=True, note="They say so")
    elif what == "edit":
        write.edit(repository, request, ids[args[0] % len(ids)], {args[1]: args[2]}, read("CNA: y"))
    elif what == "rm":
        write.remove(repository, request, [ids[args[0] % len(ids)]], "so")
    elif what == "undo":
        steps = [row.step for row in journal.log(repository) if not row.undone]
        write.undo(repository, request, number=steps[args[0]] if args[0] < len(steps) else None)
    else:
        take(repository, args[0], force=True)


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@example([("add", "NRU", "sever", "2024-01-15"), ("add", "NRU", "sever", "2024-01-15")])
@example([("add", "GMB", "restore", "2024-01-15"), ("rm", 2)])
@example([("rm", 1), ("add", "NRU", "sever", "2026-01-02"), ("undo", 1)])
@given(st.lists(acts, max_size=8))
def test_whatever_was_done_the_own_record_is_the_same_elsewhere(done: list[tuple[Any, ...]]) -> None:
    """Without --force: what was forced here says so in the file."""
    repository = new_store()
    for one in done:
        with suppress(UsageError, NotFoundError):
            act(repository, *one)
    written = export(repository, mine=True)
    other = new_store()
    take(other, written, "ndjson")
    assert export(other, mine=True) == written
    assert export(other, "csv", "all") == export(repository, "csv", "all")
    sound(other)
    again = take(other, written, "ndjson")
    assert again.skipped == again.rows


def test_what_is_forced_at_one_place_and_then_at_another_says_so_elsewhere() -> None:
    repository, other = new_store(), new_store()
    for day in ("2026-01-02", "2026-01-03"):
        edit(repository, "nru-3", date=day, force=True, note="They say so")
        said = repository.column("SELECT forced FROM own_event WHERE id = 'nru-3'")
        assert said == ["then nru-4 could not stand: relations had ended already, on 23 July 2002 (nru-2)"], day
    take(other, export(repository, mine=True))
    assert export(other, mine=True) == export(repository, mine=True)


def test_what_the_record_has_at_another_day_is_the_same_conflict_elsewhere(made_up: MadeUp) -> None:
    repository = new_store()
    add(repository, "NRU", "restore", "2026-11-01")
    written = export(repository, mine=True)
    newer = made_up.package(
        events=made_up_row(id="nru-5", code="NRU", kind="restore", date="2026-11-03", initiated_by="both")
    )
    other = new_store()
    for store in (repository, other):
        store.conn.execute("BEGIN")
        replace_record(store.conn, newer)
        store.conn.execute("COMMIT")
    take(other, written)
    for store in (repository, other):
        assert [(row.id, row.status) for row in overlay.status(store)] == [("my-nru-1", "conflict")]
        assert export(store, mine=True) == written
    with pytest.raises(UsageError, match="relations were open already") as refused:
        take(other, HEAD + "nauru,restore,2026-11-02,x\n")
    assert "--force" in refused.value.hint


def test_another_event_of_the_same_number_takes_nothing_away() -> None:
    """A colleague's my-plw-1 is another event than the user's."""
    one, other = new_store(), new_store()
    add(one, "PLW", "sever", "2026-11-20", note="mine")
    add(other, "PLW", "sever", "2026-10-01", note="theirs")
    before = export(one, mine=True)
    with pytest.raises(UsageError, match="my-plw-1 could not stand any more") as refused:
        take(one, export(other, mine=True))
    assert "my-plw-1 is another event of yours" in refused.value.hint
    assert export(one, mine=True) == before
    edit(other, "my-plw-1", date="2026-11-20")
    changed = imported(one, export(other, mine=True))
    assert [(row.action, row.id) for row in changed.rows] == [("changed", "my-plw-1")]
    assert changed.rows[0].changes == "note: mine -> theirs"


def test_the_order_of_the_own_layer_does_not_depend_on_the_order_of_writing() -> None:
    one, other = new_store(), new_store()
    add(one, "NRU", "restore", "2026-01-02", "CNA: a")
    add(one, "HND", "restore", "2026-01-02", "CNA: b")
    add(other, "HND", "restore", "2026-01-02", "CNA: b")
    add(other, "NRU", "restore", "2026-01-02", "CNA: a")
    assert export(one, mine=True) == export(other, mine=True)
    assert "2026-11-24T" not in export(one, mine=True)


def test_few_columns_are_enough() -> None:
    repository = new_store()
    report = take(repository, "date,code,type,sources\n2026-01-02,Chad,restore,CNA: x;CNA: y\n")
    assert report.added == 1
    assert all_rows(repository, "SELECT id, code, kind, date, initiated_by FROM own_event") == [
        ("my-tcd-1", "TCD", "restore", "2026-01-02", "unknown")
    ]
    assert all_rows(repository, "SELECT title FROM own_source ORDER BY 1") == [("x",), ("y",)]
    take(repository, '{"country": "chad", "kind": "sever", "date": "3 May 2026", "source": ["CNA: a;b"]}')
    assert all_rows(repository, "SELECT date, cause FROM own_event WHERE id = 'my-tcd-2'") == [("2026-05-03", "break")]
    assert ("a;b",) in all_rows(repository, "SELECT title FROM own_source")


def test_a_row_with_a_bundled_id_corrects_what_it_names_and_nothing_else() -> None:
    repository = new_store()
    report = take(repository, "id,country,kind,date,source\nnru-4,nauru,sever,2024-01-16,\n")
    assert report.corrected == 1
    now = all_rows(repository, "SELECT date, prc_date, note IS NOT NULL, base IS NOT NULL FROM own_event")
    assert now == [("2024-01-16", "2024-01-24", 1, 1)]
    take(repository, "id,country,kind,date,source\nnru-4,nauru,sever,2024-01-17,\n")
    assert all_rows(repository, "SELECT date, json_extract(base, '$.date') FROM own_event") == [
        ("2024-01-17", "2024-01-15")
    ]
    # The record's own row says nothing new: a colleague's export does not take a correction away.
    take(repository, "id,country,kind,date,source\nnru-4,nauru,sever,2024-01-15,\n")
    assert all_rows(repository, "SELECT date FROM own_event") == [("2024-01-17",)]


def test_an_own_id_is_kept_if_it_is_free_and_means_the_same_if_it_is_not() -> None:
    repository = new_store()
    take(repository, "id,country,kind,date,source\nmy-tcd-7,chad,restore,2026-01-02,CNA: x\n")
    assert add(repository, "TCD", "sever", "2026-01-03") == "my-tcd-8"
    # Of another day it is another event, unless the row says that it takes the place of the one that is there.
    with pytest.raises(UsageError, match="relations were open already") as refused:
        take(repository, "id,country,kind,date,source\nmy-tcd-7,chad,restore,2026-01-01,CNA: x\n")
    assert "my-tcd-7 is another event of yours" in refused.value.hint
    assert "action line 2" in refused.value.hint
    again = imported(
        repository, "action,id,country,kind,date,source\nreplace,my-tcd-7,chad,restore,2026-01-01,CNA: x\n"
    )
    assert [(row.action, row.id, row.changes) for row in again.rows] == [
        ("changed", "my-tcd-7", "date: 2026-01-02 -> 2026-01-01; date: 2026-01-02 -> 2026-01-01")
    ]
    # Somebody else's, which has got the same number.
    again = imported(repository, "id,country,kind,date,source\nmy-tcd-8,chad,restore,2026-01-05,CNA: x\n")
    assert [(row.line, row.given_id, row.id) for row in again.rows] == [(2, "my-tcd-8", "my-tcd-9")]
    assert all_rows(repository, "SELECT id, kind, date FROM own_event ORDER BY id") == [
        ("my-tcd-7", "restore", "2026-01-01"), ("my-tcd-8", "sever", "2026-01-03"), ("my-tcd-9", "restore", "2026-01-05"),
    ]  # fmt: skip
    sound(repository)


def test_rows_that_are_written_many_at_a_time_keep_their_ids_and_evidence_apart() -> None:
    repository = new_store()
    repository.conn.execute("INSERT INTO own_event(id, code, kind, date) VALUES ('my-nru-7', 'NRU', 'sever', '2040')")
    before = export(repository, mine=True)
    full = {"publisher": "CNA", "title": "A title", "author": "Someone", "tier": "primary", "lang": "en"}
    rows: list[dict[str, Any]] = [
        {"country": "NRU", "kind": ("sever", "restore")[n % 2], "date": f"{2041 + n // 12}-{n % 12 + 1:02}", "note": "made up",
         "source": f"CNA: {n % 150}" if n % 3 else "src-0003"} for n in range(2_100)
    ]  # fmt: skip
    rows[4]["id"] = "my-nru-4"  # what the fourth row has been given
    rows[20]["id"] = "my-nru-3000"
    rows[30]["source"] = "my-src-2"  # what an earlier row has made
    for n in (40, 50):
        rows[n]["evidence"] = [{"source": full, "supports": "fact", "date": None, "tier": None, "quote": f"{n}"}]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    report = imported(repository, text, "ndjson", force=True)
    assert [row.given_id for row in report.rows if row.given_id] == ["my-nru-4"]
    ids = [row.id for row in report.rows]
    assert ids[:8] == [f"my-nru-{n}" for n in (1, 2, 3, 4, 5, 6, 8, 9)], "7 is taken"
    assert ids[20:22] == ["my-nru-3000", "my-nru-3001"]
    assert len(set(ids)) == report.report.added == len(rows)
    told = {date: (id_, source, author, quote) for id_, date, source, author, quote in all_rows(
        repository, "SELECT e.id, e.date, v.source, s.author, v.quote FROM own_event AS e"
        " JOIN own_evidence AS v ON v.event = e.id JOIN source AS s ON s.id = v.source")}  # fmt: skip
    assert [told[row["date"]][0] for row in rows] == ids
    assert told[rows[30]["date"]][1] == "my-src-2"
    one, two = (told[rows[n]["date"]] for n in (40, 50))
    assert (one[2], one[3], two[3]) == ("Someone", "40", "50")
    assert one[1] == two[1], "one source"
    assert repository.column("SELECT count(*) FROM own_event WHERE forced IS NULL") == [1]
    sound(repository)
    # Elsewhere it is the same, and here all of it goes in one step; no number is given twice.
    other = new_store()
    take(other, export(repository, mine=True), "ndjson", force=True)
    assert export(other, mine=True) == export(repository, mine=True)
    undo(repository)
    assert export(repository, mine=True) == before
    take(repository, json.dumps(rows[0]), "ndjson", force=True)
    assert repository.column("SELECT max(CAST(substr(id, 8) AS INTEGER)) FROM own_event") == [5080]
    sound(repository)


def test_what_is_there_already_is_passed_over() -> None:
    repository = new_store()
    rows = (
        HEAD + "nauru,sever,2024-01-15,CNA: known\nchad,restore,2026-01-02,CNA: x\nTCD,restore,2026-01-02,CNA: again\n"
    )
    report = take(repository, rows)
    assert (report.rows, report.skipped, report.added) == (3, 2, 1)
    assert take(repository, rows).skipped == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "file: it is empty"),
        ("\ufeff \n", "file: it is empty"),
        (HEAD.encode("utf-16"), "UTF-16 or binary"),
        ("country,kind,date\nx,y,z\n", "no column source"),
        ("country,kind,date,source,colour\n", 'no column is called "colour"'),
        ("country,kind,date,source,code\n", "two columns say country"),
        (HEAD + "chad,restore,2026-01-02\n", "file:2: 3 cells, where the header has 4"),
        (HEAD + 'chad,restore,2026-01-02,"x\n', "file:2: not CSV"),
        (HEAD + "chad,restore,2026-01-02," + "x" * 200_000 + "\n", "file:2: not CSV: field larger"),
        ((HEAD + "chad,restore,2026-01-02,x\n").encode() + b"chad,sever,2026,\xff\n", "not UTF-8"),
        (HEAD + "chad,restore,2026-01-02,a\0b\n", "file:2: source:"),
        (HEAD + "atlantis,restore,2026-01-02,x\n", "file:2: country: no state of the record"),
        (HEAD + ",restore,2026-01-02,x\n", "file:2: country: is empty"),
        (HEAD + "chad,broke,2026-01-02,x\n", "file:2: kind:"),
        (HEAD + "chad,restore,10/11/1971,x\n", "file:2: date:"),
        (HEAD + "chad,restore,2026-01-02,\n", "file:2: source: is empty"),
        (HEAD + "chad,restore,2027,x\n", "file:2: date: 2027 is in the future"),
        (HEAD + "nauru,restore,2004,x\n", "file: nru-3 could not stand any more"),
        (HEAD + "\nchad,visit,2026-01-02,x\n", "file:3: summary: an engagement needs one"),
        ("id," + HEAD + "nru-99,nauru,restore,2026,x\n", "file:2: id: the record has no event"),
        ("id," + HEAD + "my-x,nauru,restore,2026,x\n", "file:2: id:"),
        ("id," + HEAD + "nru-4,nauru,sever,2024-01-16,x\nnru-4,nauru,sever,2024-01-17,x\n", "file:3: id:"),
        ("action,id,reason," + HEAD + "hide,gmb-4,,,,,\n", "file:2: reason: is empty"),
        ("action,id,reason," + HEAD + "burn,gmb-4,x,,,,\n", "file:2: action:"),
        ("evidence," + HEAD + "[[[[,chad,restore,2026-01-02,x\n", "file:2: evidence: is not the JSON"),
        ("id,action,base," + HEAD + "nru-4,replace,[1],nauru,sever,2024-01-16,x\n", "file:2: base:"),
        ('[{"country": "chad"', "file:1: not JSON"),
        ("[" * 100_000, "file:1: not JSON"),
        ("[1]", "file:1: not an object"),
        ('[{"country":"chad","kind":"restore","date":"2026-01-02","source":"x"}] 7', "something follows"),
        ('[{"country":"chad","kind":"restore","date":2026.5,"source":"x"}]', "date: float is not text"),
        ('{"country":"chad","kind":"restore","source":"x"}\n', "file:1: no date"),
        ('{"country":"chad","kind":"restore","date":"2026","source":"x"}\n{"a":}\n', "file:2: not JSON"),
        ('{"country":"chad","kind":"restore","date":"2026","source":"x","colour":1}\n', 'no column is called "colour"'),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_nothing_is_taken(content: str | bytes, said: str) -> None:
    repository = new_store()
    before = list(repository.conn.iterdump())
    with pytest.raises(UsageError) as refused:
        take(repository, content)
    assert said in "\n".join([refused.value.message, *refused.value.more])
    assert list(repository.conn.iterdump()) == before


class Endless(io.RawIOBase):
    """An input that never ends, and how much of it was read."""

    def __init__(self, start: str, rest: bytes) -> None:
        self.start, self.rest, self.taken = start.encode(), rest, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = (self.start or self.rest * len(buffer))[: len(buffer)]
        self.start = self.start[len(part) :]
        buffer[: len(part)] = part
        self.taken += len(part)
        assert self.taken < 200_000_000, "it is read without end"
        return len(part)


@pytest.mark.parametrize(
    ("start", "rest", "said"),
    [
        (HEAD + "chad,restore,2026-01-02,", b"x", "file:2: a line of more than"),
        (HEAD.replace(",", "\t"), b"x", "file:2: a line of more than"),
        ('{"country": "', b"x", "file:1: a line of more than"),
        ("[", b" ", "file: an array of more than"),
    ],
)
def test_a_line_without_an_end_is_not_read_to_its_end(start: str, rest: bytes, said: str) -> None:
    stream = io.BufferedReader(Endless(start, rest))
    with pytest.raises(UsageError, match=said):
        import_rows(new_store(), Request("import"), Rows(stream, "file", None, ignore_unknown=False))


def test_the_first_twenty_wrong_lines_are_named_and_the_others_counted() -> None:
    with pytest.raises(UsageError) as refused:
        take(new_store(), HEAD + "chad,restore,2026-01-02,x\n" + "nowhere,sever,2026,x\n" * 45)
    lines = [refused.value.message, *refused.value.more]
    assert lines[0].startswith("file:3: country:")
    assert lines[19].startswith("file:22: country:")
    assert lines[20:] == ["and 25 more"]


def test_impossible_rows_need_force_and_a_note() -> None:
    head = "country,kind,date,source,note\n"
    with pytest.raises(UsageError, match="file:2: date: relations had ended already"):
        take(new_store(), head + "nauru,sever,2026,x,because\n")
    with pytest.raises(UsageError, match=r"file:2: note: .*needs a note"):
        take(new_store(), head + "nauru,sever,2026,x,\n", force=True)
    repository = new_store()
    done = imported(repository, head + "nauru,sever,2026,x,because\n", force=True)
    assert [v.id for v in done.forced] == ["my-nru-1"]
    assert all_rows(repository, "SELECT forced IS NOT NULL FROM own_event") == [(1,)]
    sound(repository)


def test_unknown_columns_can_be_passed_over() -> None:
    repository = new_store()
    assert take(repository, "colour,country,kind,date,source\nred,chad,restore,2026-01-02,x\n", ignore=True).added == 1
    assert (
        take(
            repository, '{"colour":1,"country":"chad","kind":"sever","date":"2026-01-03","source":"x"}', ignore=True
        ).added
        == 1
    )


def test_other_spellings_of_a_file_are_understood() -> None:
    for content in (
        "\ufeff" + HEAD + "chad,restore,2026-01-02,x\n",
        HEAD.replace("\n", "\r\n") + "chad,restore,2026-01-02,x\r\n",
        "Country, KIND ,date,source\nchad,Restore,2026-01-02,x",
        "country\tkind\tdate\tsource\nchad\trestore\t2026-01-02\tx\n",
        '\n [\n{"country":"chad",\n"kind":"restore","date":"2026-01-02","source":"x"}\n]\n',
    ):
        repository = new_store()
        assert take(repository, content).added == 1
        assert export(repository, mine=True) == '{"action": "add", ' + export(repository, mine=True).partition(", ")[2]


def test_every_row_that_an_import_writes_passes_the_checks_of_the_store() -> None:
    """An import leaves CHECK constraints aside for speed: `integrity_check` looks at them."""
    repository = new_store()
    take(repository, HEAD + "chad,restore,2026-01~,x\nchad,sever,2026-02?,y\nhonduras,restore,2025%,z\n")
    sound(repository)
    with pytest.raises(Exception, match="CHECK"):
        repository.conn.execute(
            "INSERT INTO own_event(id, code, kind, date) VALUES ('my-tcd-9', 'TCD', 'sever', '2026-13-01')"
        )


garbage = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["chad", "restore", "sever", "2026-01-02", "x", "my-tcd-1", "nru-4", "visit", '"', "\0", ""]),
)


@pytest.mark.long
@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(StreamRow._fields), garbage, max_size=10), max_size=5),
    st.sampled_from(["csv", "ndjson", "json", "tsv"]),
)
def test_no_row_however_odd_breaks_the_import(rows: list[dict[str, str]], kind: str) -> None:
    repository = new_store()
    if kind in {"csv", "tsv"}:
        names = sorted({n for row in rows for n in row} | set(exporter.REQUIRED))
        lines = [names, *[[row.get(n, "").replace("\0", "") for n in names] for row in rows]]
        joiner = "\t" if kind == "tsv" else ","
        content = "\n".join(joiner.join(_cell(c, kind) for c in line) for line in lines)
    elif kind == "ndjson":
        content = "\n".join(json.dumps(row) for row in rows)
    else:
        content = json.dumps(rows)
    try:
        take(repository, content.encode("utf-8", "surrogatepass"), kind)
    except UsageError:
        assert journal.log(repository) == []
    sound(repository)


def _cell(value: str, kind: str) -> str:
    return value if kind == "tsv" else '"' + value.replace('"', '""') + '"'


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([None, *FORMS]))
def test_no_bytes_however_odd_break_the_import(content: bytes, kind: str | None) -> None:
    repository = new_store()
    with suppress(UsageError):
        take(repository, content, kind)
    assert journal.log(repository) == []


# The data package --------------------------------------------------------------------------------


def test_a_package_without_an_own_record_is_the_bundled_one(tmp_path: Path) -> None:
    package_out.write(new_store(), str(tmp_path / "out"))
    for file in bundled.DATA.glob("*.csv"):
        with (
            open(file, encoding="utf-8", newline="") as a,
            open(tmp_path / "out" / file.name, encoding="utf-8", newline="") as b,
        ):
            ours, theirs = list(csv.reader(a)), list(csv.reader(b))
        assert sorted(ours) == sorted(theirs), file.name
        if file.name not in {"names.csv", "president_names.csv"}:
            assert ours == theirs, file.name


def test_a_package_is_valid_and_loads_as_a_record(tmp_path: Path) -> None:
    from frictionless import Package

    repository = new_store()
    add(repository, "PRY", "sever", "2026-11-20", "CNA: x", note="=1+1")
    edit(repository, "nru-4", "CNA: y", date="2024-01-16")
    remove(repository, "gmb-4")
    made = package_out.write(repository, str(tmp_path / "out"))
    assert made.version == repository.loaded.version + "+own"
    report = Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "type", "message"])
    other = new_store()
    other.conn.execute("BEGIN")
    bundled.load(other.conn, tmp_path / "out")
    other.conn.execute("COMMIT")
    assert export(other, "csv").count("\n") == export(repository, "csv").count("\n")
    days = "SELECT code, start_day, end_day FROM spell ORDER BY 1, 2"
    assert all_rows(other, days) == all_rows(repository, days)


def test_a_package_renews_a_package_and_removes_nothing(tmp_path: Path) -> None:
    repository = new_store()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("x")
    with pytest.raises(UsageError, match="a is there already"):
        package_out.write(repository, str(tmp_path / "full"))
    (tmp_path / "empty").mkdir()
    package_out.write(repository, str(tmp_path / "empty"))
    with pytest.raises(UsageError, match="a data package is there already"):
        package_out.write(repository, str(tmp_path / "empty"))
    (tmp_path / "empty" / "old").write_text("x")
    package_out.write(repository, str(tmp_path / "empty"), replace=True)
    assert (tmp_path / "empty" / "old").read_text() == "x"
    with pytest.raises(UsageError, match="cannot write there"):
        package_out.write(repository, str(tmp_path / "no" / "such"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty", "full"]
