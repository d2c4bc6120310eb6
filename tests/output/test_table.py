"""The table of a terminal: what it shows, what it leaves out, how it is drawn."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from contexts import context, text
from hypothesis import given
from hypothesis import strategies as st

from taiwan_allies.context import Context
from taiwan_allies.model.counts import PresidencyTally
from taiwan_allies.model.spells import Spell, Standing
from taiwan_allies.output.formats import Answer
from taiwan_allies.output.formats.table import write
from taiwan_allies.output.result import Layout, Result, Row
from taiwan_allies.output.text import cell_width

GOLDEN = Path(__file__).parent.parent / "golden" / "output"


def tally(slug: str, name: str, name_zh: str, start: str, end: str | None, *counts: int) -> PresidencyTally:
    before, gained, lost, after, low, high = counts
    return PresidencyTally(
        slug, name, name_zh, "President", start, end, "Kuomintang", slug == "yen", before, gained, lost, after, low, high, 0, "A",
        ("src-1", "src-2"), None,
    )  # fmt: skip


TALLIES = [
    tally("chiang-kai-shek", "Chiang Kai-shek", "蔣中正", "1950-03-01", "1975-04-05", 32, 49, 50, 31, 30, 33),
    tally("yen", "Yen Chia-kan", "嚴家淦", "1975-04-05", "1978-05-20", 31, 0, 8, 23, 23, 23),
    tally("lai", "Lai Ching-te", "賴清德", "2024-05-20", None, 12, 0, 0, 12, 12, 12),
]


def ranged(row: PresidencyTally) -> str:
    low, high = row.at_end_min, row.at_end_max
    return str(row.at_end) if low == high else f"{row.at_end} ({low}-{high})"


PRESIDENTS = Result(
    TALLIES,
    Layout(
        keep={"slug": 6, "name": 1, "name_zh": 4, "office": 7, "start_day": 2, "end_day": 3, "party": 8, "at_start": 2,
              "gained": 1, "lost": 1, "at_end": 1, "acting": 9, "note": 5},
        show={"end_day": lambda row: row.end_day or "today", "gained": lambda row: f"+{row.gained}" if row.gained else "0",
              "lost": lambda row: f"-{row.lost}" if row.lost else "0", "at_end": ranged},
        roles={"gained": "gained", "lost": "lost", "slug": "dim"},
    ),
    footer=("", "Data as of 3 May 2026, 205 days before: later changes may be missing."),
    fields=PresidencyTally._fields,
)  # fmt: skip
LONG = "It announced that it would recognise the People’s Republic of China, and broke relations on the same day. "
NOTES = Result(
    [("src-1", LONG * 2, 3, "primary"), ("src-12", "Réunion — “a title”", 120, "secondary"), ("src-3", "賴清德訪問", 9, "primary")],
    Layout(keep={"id": 1, "title": 1, "rows": 2, "tier": 3}, wrap=("title",), row_role=lambda row: "lost" if row[2] > 100 else ""),
    fields=("id", "title", "rows", "tier"),
)  # fmt: skip


def drawn(result: Result, places: list[int] | None = None, *, header: bool = True, **changed: Any) -> list[str]:
    return "".join(write(Answer(result, places, header), context(**changed))).splitlines()


# Golden ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "width", "unicode", "color"),
    list(product(("presidents", "notes"), (40, 80, 120), (True, False), (True, False))),
)
def test_golden(name: str, width: int, unicode: bool, color: bool) -> None:
    result = {"presidents": PRESIDENTS, "notes": NOTES}[name]
    said = "".join(write(Answer(result), context(width=width, unicode=unicode, color=color)))
    path = GOLDEN / f"{name}-{width}-{'unicode' if unicode else 'ascii'}-{'color' if color else 'plain'}.txt"
    if os.environ.get("ALLIES_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(said.encode())
    assert path.exists(), f"no {path}: run once with ALLIES_UPDATE_GOLDEN=1 and look at it"
    assert said == path.read_bytes().decode(), "ALLIES_UPDATE_GOLDEN=1 rewrites it"


# What is shown ---------------------------------------------------------------------------------------------------


def heads(lines: list[str]) -> list[str]:
    return [head.strip() for head in lines[0].split("  ") if head.strip()]


def test_headers_are_the_names_of_the_fields() -> None:
    assert heads(drawn(PRESIDENTS, width=160)) == [
        "slug", "name", "name zh", "office", "start day", "end day", "party", "acting", "at start", "gained", "lost", "at end",
    ]  # fmt: skip


def test_headers_in_chinese_are_those_of_the_rows_own_type() -> None:
    assert heads(drawn(PRESIDENTS, width=160, lang="zh")) == [
        "代稱", "總統", "英文名", "職稱", "開始", "結束", "政黨", "代理", "期初", "增加", "減少", "期末",
    ]  # fmt: skip
    standing = Standing("PLW", "Palau", "2026-11-24", True, True, "1999-12-29", True, "帛琉")
    shown = drawn(Result([standing], fields=Standing._fields), width=160, lang="zh")
    assert heads(shown) == ["代碼", "國名", "時間", "邦交國", "確定", "起始", "曾有邦交", "英文名"]
    assert shown[2].split() == ["PLW", "帛琉", "2026-11-24", "是", "是", "1999-12-29", "是", "Palau"]


def test_a_name_that_is_no_state_is_not_headed_as_one() -> None:
    """What else has a field `name`: a migration, a query of the user's own."""

    class Migration(NamedTuple):
        name: str
        state: str

    for result in (
        Result([Migration("0001", "applied")], fields=("name", "state")),
        Result([("0001", "applied")], fields=("name", "state")),
    ):
        assert heads(drawn(result, lang="zh")) == ["名稱", "狀況"]


def test_the_words_of_a_vocabulary_are_translated_and_no_others() -> None:
    spell = Spell(
        "NRU", "Nauru", "Oceania", "Micronesia", "2005-05-14", 18, "former", "2024-01-15", "switch", "1980-05-04", "諾魯", "nauru",
        "A", False, "2005-05-14", "2024-01-15", "2005-05-14", "2024-01-15", "nru-3", "nru-4", ("src-1",), 18, 18, 10834, 2020, None, None,
    )  # fmt: skip
    keep = dict.fromkeys(("name", "region", "subregion", "status", "cause", "disputed", "sources"), 1)
    shown = drawn(Result([spell], Layout(keep), fields=Spell._fields), width=160, lang="zh")
    assert shown[2].split() == ["諾魯", "大洋洲", "密克羅尼西亞", "前邦交國", "轉與中華人民共和國建交", "否", "src-1"]
    # A column of a query is whatever its author meant.
    assert drawn(Result([("former", "switch")], fields=("status", "cause")), lang="zh")[2].split() == [
        "former",
        "switch",
    ]


def test_what_is_shown_of_the_whole_row_has_the_name_in_the_terminal_language() -> None:
    layout = Layout({"period": 1}, {"period": lambda row: row.name})

    class Period(NamedTuple):
        period: str
        name: str
        name_zh: str

    rows = [Period("lai", "Lai Ching-te", "賴清德"), Period("1970s", "1970s", "1970s"), Period("all", "all", "all")]
    for lang, expected in (("en", ["Lai Ching-te", "1970s", "all"]), ("zh", ["賴清德", "1970年代", "全部"])):
        assert drawn(Result(rows, layout, fields=Period._fields), lang=lang)[2:] == expected
        assert drawn(Result(rows, layout, fields=Period._fields), [0], lang=lang)[2:] == expected


def test_a_name_without_chinese_stays() -> None:
    assert drawn(Result([("Biafra", None)], fields=("name", "name_zh")), lang="zh")[2].split() == ["Biafra"]


def test_chosen_fields_are_what_they_say() -> None:
    places = [PRESIDENTS.fields.index(name) for name in ("name", "name_zh", "at_end")]
    shown = drawn(PRESIDENTS, places, lang="zh")
    assert heads(shown) == ["英文名", "中文名", "期末"]
    assert shown[2].split() == ["Chiang", "Kai-shek", "蔣中正", "31", "(30-33)"]


def test_chosen_fields_are_all_there_however_narrow() -> None:
    places = [*range(len(PRESIDENTS.fields)), 0]
    assert len(heads(drawn(PRESIDENTS, places, width=400))) == len(places)
    narrow = "\n".join(drawn(PRESIDENTS, places, width=40))
    assert "Not shown" not in narrow
    for word in ("Chiang", "1950-03-01", "Kuomintang", "src-1"):
        assert word in narrow.replace("\n", "")


def test_all_fields_are_shown_where_the_layout_names_none() -> None:
    assert heads(drawn(Result([(1, "x")], fields=("a_b", "c")))) == ["a b", "c"]


def test_a_list_is_joined() -> None:
    assert drawn(Result([(("PRY", "PLW"),)], fields=("codes",)))[2] == "PRY;PLW"


@pytest.mark.parametrize("numbers", [(1, 20), (0.5, 12.25), (None, 3)])
def test_numbers_stand_on_the_right(numbers: tuple[float | None, ...]) -> None:
    shown = drawn(Result([(number, "x") for number in numbers], fields=("a_long_name", "text")))
    assert shown[2:] == [f"{'' if number is None else number:>11}  x" for number in numbers]


def test_what_only_looks_like_a_number_stands_on_the_left() -> None:
    shown = drawn(Result([("1", True), ("20", False)], fields=("a_long_name", "b_long_name")))
    assert shown[2].startswith("1 ")
    assert shown[2].endswith("  true")


def test_nothing_is_said_on_standard_error_and_the_footer_stays() -> None:
    at = context()
    result = PRESIDENTS._replace(rows=[], empty="No presidency matches.", footer=lambda _: ["Below."])
    assert list(write(Answer(result), at)) == ["Below.\n"]
    assert text(at.stderr) == "allies: No presidency matches.\n"


def test_the_command_draws_itself_unless_fields_are_chosen() -> None:
    def view(at: Context) -> list[str]:
        return ["12 → Réunion"]

    result = PRESIDENTS._replace(view=view)
    assert drawn(result) == ["12 → Réunion"]
    assert drawn(result, unicode=False) == ["12 -> Reunion"]
    assert drawn(result, [0])[0] == "slug"


def test_no_header() -> None:
    assert drawn(NOTES, header=False, width=120) == [line.rstrip() for line in drawn(NOTES, width=120)[2:]]


# What fits -------------------------------------------------------------------------------------------------------


def test_columns_are_dropped_by_priority_and_named() -> None:
    gone: list[str] = []
    for width in range(140, 39, -1):
        lines = drawn(PRESIDENTS, width=width)
        footer = " ".join(lines[5:])
        said = (
            footer.partition("Not shown here: ")[2].partition(" (a wider")[0].split(", ")
            if "Not shown" in footer
            else []
        )
        assert set(gone) <= set(said)
        gone = said
    # `note` is empty and not missed by anybody.
    assert gone == ["slug", "name_zh", "office", "start_day", "end_day", "party", "acting", "at_start"]


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-999, 99999), st.text(max_size=30), st.sampled_from(["帛琉", "教廷 x"])
)


@given(
    st.integers(1, 5).flatmap(lambda n: st.lists(st.tuples(*[VALUES] * n), min_size=1, max_size=4)),
    st.integers(20, 100),
    st.booleans(),
    st.booleans(),
)
def test_no_value_is_cut_and_no_line_too_wide(rows: list[Row], width: int, unicode: bool, chosen: bool) -> None:
    fields = tuple("abcde"[: len(rows[0])])
    result = Result(rows, Layout({name: n for n, name in enumerate(fields, 1)}), fields=fields)
    places = list(range(len(fields))) if chosen else None
    lines = drawn(result, places, width=width, unicode=unicode)
    assert all(cell_width(line) <= max(width, 18 * len(fields)) for line in lines)
    if not unicode:
        assert all(line.isascii() for line in lines)
    assert not any("\x1b" in line for line in lines)
    whole = "".join("".join(lines).split())
    words = [str(value) for value in (row[0] for row in rows) if type(value) is int]
    assert all(word in whole for word in words if len(fields) == 1)


def test_colour_changes_no_text(strip: Callable[[str], str]) -> None:
    for result, width in product((PRESIDENTS, NOTES), (40, 80, 120)):
        assert [strip(line).rstrip() for line in drawn(result, width=width, color=True)] == drawn(result, width=width)


@pytest.fixture
def strip() -> Callable[[str], str]:
    import re

    return lambda line: re.sub(r"\x1b\[[\d;]*m", "", line)
