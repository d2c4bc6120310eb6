"""300 stores with changed bytes: none answers wrongly without a word, none breaks a command, no own row is lost."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from in_process import Said, run, user

from taiwan_allies.store.db.rescue import TABLES

QUESTIONS = ("list", "count --by president", "is nauru palau chad", "timeline --in all", "diff 1949 2026", "log", "show nauru", "show chad",
             "export --mine -f ndjson", "sources")  # fmt: skip
BATCHES, BATCH = 10, 30
Owned = dict[str, list[tuple[object, ...]]]


class Whole(NamedTuple):
    """A store with an own record as it was, what it answers, and on which pages of it own rows lie."""

    folder: Path
    content: bytes
    answers: dict[str, Said]
    own: Owned
    pages: frozenset[int]
    page_bytes: int

    @property
    def db(self) -> Path:
        return self.folder / "allies.db"


def own_rows(db: Path) -> Owned:
    with closing(sqlite3.connect(db)) as conn:
        return {
            t: conn.execute(f"SELECT {', '.join(names)} FROM {t} ORDER BY 1").fetchall() for t, names in TABLES.items()
        }


def answers() -> dict[str, Said]:
    return {words: run(*words.split()) for words in QUESTIONS}


def _rows() -> str:
    """Own rows enough for several pages: Chad and the Gambia come and go, with notes of some length."""
    days = [f"{year}-{month:02}-{day:02}" for year in (2024, 2025) for month in range(1, 13) for day in (1, 11, 21)]
    lines = [
        f"{code},{'sever' if n % 2 else 'restore'},{day},CNA: report {n % 40},{'As was said ' * (n % 30)}"
        for code in ("chad", "gambia")
        for n, day in enumerate(days)
    ]
    return "\n".join(["country,kind,date,source,note", *lines, ""])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    folder = tmp_path_factory.mktemp("changed")
    with user(folder):
        (folder / "rows.csv").write_text(_rows())
        for args in (
            ("import", "rows.csv"),
            ("add", "nauru", "restore", "2026-11-02", "-s", "CNA: a report <https://example.org/1>", "--note", "Back " * 5_00),
            ("add", "palau", "visit", "2026-10-01", "--summary", "A visit to Koror", "-s", "CNA: another"),
            ("edit", "hnd-2", "--note", "As the ministry said", "-s", "MOFA: a statement <https://example.org/2>"),
            ("rm", "gmb-4", "--reason", "Not what it seems", "--force"),
            ("add", "haiti", "sever", "2026-11-03", "-s", "CNA: a third"),
            ("undo",),
        ):  # fmt: skip
            done = run(*args)
            assert done.code == 0, (args, done)
        good = answers()
        assert {said.code for said in good.values()} == {0, 1}  # `is` says no
        assert not any(said.err for said in good.values())
        db = folder / "allies.db"
        with closing(sqlite3.connect(db)) as conn:
            size = conn.execute("PRAGMA page_size").fetchone()[0]
            try:
                named = conn.execute(
                    "SELECT pageno FROM dbstat WHERE name IN (SELECT value FROM json_each(?))",
                    [json.dumps(list(TABLES))],
                )
            except sqlite3.OperationalError:
                pytest.skip("this SQLite does not say which pages belong to a table (dbstat)")
            pages = frozenset(number for (number,) in named)
        yield Whole(folder, db.read_bytes(), good, own_rows(db), pages, size)


# How a file is changed -------------------------------------------------------------------------------


def one_byte(content: bytearray, dice: random.Random, size: int) -> None:
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def several_bytes(content: bytearray, dice: random.Random, size: int) -> None:
    for _ in range(dice.choice([2, 8, 64])):
        content[dice.randrange(len(content))] = dice.randrange(256)


def zeroed_page(content: bytearray, dice: random.Random, size: int) -> None:
    at = dice.randrange(len(content) // size) * size
    content[at : at + size] = bytes(size)


def short_tail(content: bytearray, dice: random.Random, size: int) -> None:
    del content[-dice.choice([1, 100, size, dice.randrange(1, len(content))]) :]


def swapped_pages(content: bytearray, dice: random.Random, size: int) -> None:
    a, b = (n * size for n in dice.sample(range(len(content) // size), 2))
    content[a : a + size], content[b : b + size] = content[b : b + size], content[a : a + size]


def start_of_a_page(content: bytearray, dice: random.Random, size: int) -> None:
    """Where a page says what it is and where its rows lie."""
    content[dice.randrange(len(content) // size) * size + dice.randrange(64)] = dice.randrange(256)


Change = Callable[[bytearray, random.Random, int], None]
CHANGES: tuple[Change, ...] = (
    one_byte,
    one_byte,
    several_bytes,
    zeroed_page,
    short_tail,
    swapped_pages,
    start_of_a_page,
)


def changed_pages(before: bytes, after: bytes, size: int) -> set[int]:
    return {at // size + 1 for at in range(0, len(before), size) if before[at : at + size] != after[at : at + size]}


# What must hold --------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_changed_byte_makes_a_wrong_answer_without_a_word(whole: Whole, batch: int) -> None:
    tally: Counter[str] = Counter()
    wrong = []
    with user(whole.folder):
        for number in range(batch * BATCH, (batch + 1) * BATCH):
            for path in whole.folder.iterdir():
                path.unlink() if path.is_file() else shutil.rmtree(path)
            dice = random.Random(number)
            change = CHANGES[number % len(CHANGES)]
            content = bytearray(whole.content)
            change(content, dice, whole.page_bytes)
            whole.db.write_bytes(content)
            wrong += [f"{number} ({change.__name__}): {text}" for text in _faults(whole, bytes(content), tally, dice)]
    print(dict(tally), *wrong, sep="\n")
    assert not wrong, "\n".join(wrong)


def _faults(whole: Whole, content: bytes, tally: Counter[str], dice: random.Random) -> Iterator[str]:
    tally["stores"] += 1
    now = answers()
    others = [words for words, said in now.items() if said != whole.answers[words]]
    silent = [words for words in others if now[words].code in (0, 1) and not now[words].err]
    # What was opened by a reader is mended by nothing: doctor looks at the file that answered.
    doctor = run("doctor", "--json")
    found = [row for row in json.loads(doctor.out or "[]") if row["status"] == "bad"]
    tally["refused"] += any(said.code == 4 for said in now.values())
    tally["answered otherwise"] += bool(silent)
    tally["found by doctor"] += bool(found)
    yield from (f"{words} breaks: {said}" for words, said in [*now.items(), ("doctor", doctor)] if _breaks(said))
    if doctor.code != (4 if found else 0):
        yield f"doctor ends with {doctor.code}: {doctor.err} {found}"
    if silent and not found:
        yield f"another answer without a word: {silent}"
    yield from _rescued(whole, content, tally)
    if found and dice.randrange(8) == 0:
        yield from _mended(whole, content, tally)


def _breaks(said: Said) -> bool:
    return said.code not in (0, 1, 4) or "Traceback" in said.out + said.err or "\x1b" in said.out + said.err


def _rescued(whole: Whole, content: bytes, tally: Counter[str]) -> Iterator[str]:
    """What lies on whole pages is saved, whatever the others look like."""
    hit = changed_pages(whole.content, content, whole.page_bytes) & whole.pages
    (whole.folder / "damaged").write_bytes(content)
    done = run("db", "rescue", "damaged", "-o", "new.db", "--json")
    if _breaks(done):
        yield f"rescue breaks: {done}"
    tally["own pages whole"] += not hit
    saved = own_rows(whole.folder / "new.db") if done.code == 0 else {}
    if saved == whole.own:
        tally["own record rescued"] += 1
        return
    if not hit:
        yield f"own rows are not rescued from whole pages: {done}, {_differing(whole.own, saved)}"
    elif done.code == 0 and not any(row["missing"] or row["note"] for row in json.loads(done.out)):
        # What a step was called stands nowhere else: of a changed letter there nobody can know.
        if _without_names(saved) == _without_names(whole.own):
            return
        yield f"own rows are lost, and a rescue does not say so: {_differing(whole.own, saved)}"


def _without_names(own: Owned) -> Owned:
    return own | {"journal_step": [(row[0], *row[4:]) for row in own["journal_step"]]}


def _differing(own: Owned, saved: Owned) -> list[str]:
    return [f"{table}: {row}"[:300] for table, rows in own.items() for row in set(rows) ^ set(saved.get(table, ()))][:4]


def _mended(whole: Whole, content: bytes, tally: Counter[str]) -> Iterator[str]:
    """What a repair mends is as it was; what it cannot mend it leaves byte for byte."""
    whole.db.write_bytes(content)
    done = run("doctor", "--repair")
    if _breaks(done):
        yield f"repair breaks: {done}"
    if done.code != 0:
        tally["left as it was"] += 1
        if whole.db.read_bytes() != content:
            yield f"a repair that failed changed the store: {done}"
        return
    tally["mended"] += 1
    own = own_rows(whole.db)
    if own != whole.own and not changed_pages(whole.content, content, whole.page_bytes) & whole.pages:
        yield "a repair changed own rows"
    now = answers()
    others = [words for words, said in now.items() if said != whole.answers[words]]
    if own == whole.own and others:
        yield f"a mended store answers otherwise: {others}"
