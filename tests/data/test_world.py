"""All states of the world since 1912: each is found by its own names, and none is taken for another."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from taiwan_allies.errors import NotFoundError
from taiwan_allies.store.dataset.bundled import DATA
from taiwan_allies.store.record import open_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.store.record import Record

TODAY = "2026-11-24"
HERE = Path(__file__).parent
CONGOS = "It could be Democratic Republic of the Congo, Republic of the Congo."


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


STATES = {row["code"]: row for row in rows(DATA / "states.csv")}
SEATS = rows(DATA / "un_members.csv")
KEYS = rows(DATA / "state_keys.csv")


def members(day: str) -> set[str]:
    """The members of the United Nations on a day."""
    return {row["code"] for row in SEATS if row["start_day"] <= day and (not row["end_day"] or day < row["end_day"])}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with open_record(tmp_path_factory.mktemp("world") / "allies.db", TODAY) as found:
        yield found


def refused(world: Record, text: str) -> tuple[str, str]:
    """What is said of a name that is not understood."""
    with pytest.raises(NotFoundError) as caught:
        world.code_of(text)
    return caught.value.message, caught.value.hint


# --- names -----------------------------------------------------------------------------------------------


def test_every_name_that_others_use_means_its_state_or_is_refused_with_it_among_the_candidates(world: Record) -> None:
    """ISO 3166-1 and M49, the United Nations, CLDR, the CIA's Factbook, Natural Earth, the World Bank."""
    names = rows(HERE / "world_names.csv")
    assert len(names) > 1200
    for row in names:
        for text in (row["name"], row["name"].upper(), row["name"].replace("'", "’")):
            for exact in (False, True):
                if row["name"] == "Congo (the)":
                    assert refused(world, text)[1] == CONGOS
                else:
                    assert world.code_of(text, exact=exact) == row["code"], text


def test_a_name_with_a_comma_is_one_state_in_a_list_too(world: Record) -> None:
    names = ["Korea, Republic of", "nauru", "Iran, Islamic Republic of"]
    assert {spell.code for spell in world.spells(country=names)} == {"KOR", "NRU", "IRN"}
    assert {spell.code for spell in world.spells(country="nauru,palau")} == {"NRU", "PLW"}


def test_a_name_that_could_be_several_states_is_the_one_that_bears_it_or_none(world: Record) -> None:
    for row in rows(HERE / "world_names_ambiguous.csv"):
        if row["resolves_to"]:
            assert world.code_of(row["name"], exact=True) == row["resolves_to"], row
            continue
        message, hint = refused(world, row["name"])
        candidates = [STATES[code]["name"] for code in row["candidates"].split(";") if code in STATES]
        if candidates and not row["why"].startswith("a territory"):
            assert "fits more than one state" in message, row
            assert [name for name in candidates if name not in hint] == [], (row, hint)
        else:
            assert "no state of the record is called" in message, row


def test_every_state_is_found_by_its_codes(world: Record) -> None:
    for code, row in STATES.items():
        for text in filter(None, (code, code.lower(), row["alpha2"], row["slug"], row["name"], row["name_zh"])):
            assert world.code_of(text, exact=True) == code, text
    for key in KEYS:
        if key["scheme"] == "m49":
            assert world.code_of(key["key"], exact=True) == key["code"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("MAR", "MAR"),
        ("RUS", "RUS"),
        ("CZE", "CZE"),
        ("CHN", "CHN"),
        ("MUS", "MUS"),
        ("SYC", "SYC"),
        ("Viet Nam", "VNM"),
        ("guinea", "GIN"),
        ("Republic of Guinea", "GIN"),
        ("sudan", "SDN"),
        ("singapore", "SGP"),
        ("kenya", "KEN"),
        ("israel", "ISR"),
        ("fiji", "FJI"),
        ("taiwan", "TWN"),
        ("Republic of China", "TWN"),
        ("臺灣", "TWN"),
        ("越南", "VNM"),
        ("俄國", "RUS"),
        ("幾內亞", "GIN"),
        ("004", "AFG"),
    ],
)
def test_a_state_is_not_its_neighbour_in_the_alphabet(world: Record, name: str, code: str) -> None:
    for day in ("1995-06-01", TODAY):
        answer = world.standing(name, day)
        assert (answer.code, answer.ally) == (code, False)
        assert answer.ever == (code == "AFG")


def test_what_was_found_before_by_chance_is_an_error(world: Record) -> None:
    assert refused(world, "MAC") == ('no state of the record is called "MAC"', "Did you mean North Macedonia?")
    assert "fits more than one state" in refused(world, "czech")[0]
    assert refused(world, "Somaliland")[0].startswith("no state of the record")


@pytest.mark.parametrize(
    "name",
    ["Korea, Republic of", "Bolivia, Plurinational State of", "Iran, Islamic Republic of",
     "Congo, The Democratic Republic of the"],
)  # fmt: skip
def test_names_in_the_style_of_iso_are_allies_of_old(world: Record, name: str) -> None:
    assert world.standing(name).ever
    assert not world.is_ally(name)


def test_allies_among_the_members_of_the_united_nations_are_eleven(world: Record) -> None:
    """Counted by alpha-3, as a script would; the Holy See is no member."""
    found = {code for code in members(TODAY) if world.is_ally(code)}
    assert len(members(TODAY)) == 193
    assert len(found) == 11
    assert {ally.code for ally in world.allies()} - found == {"VAT"}


def test_states_that_never_were_allies_change_no_answer(world: Record) -> None:
    assert len({spell.code for spell in world.spells()}) == 118
    assert world.count().count == 12
    assert sum(not world.standing(code).ever for code in STATES) == len(STATES) - 118


def test_a_state_that_never_was_an_ally_has_a_page_of_its_own(world: Record) -> None:
    found = world.state("kenya")
    assert (found.state.capital, found.spells, found.events) == ("Nairobi", [], [])


# --- data ------------------------------------------------------------------------------------------------


def test_the_world_is_whole() -> None:
    assert len(STATES) == 217
    assert {row["code"] for row in SEATS} <= set(STATES)
    assert {row["code"] for row in KEYS} <= set(STATES)
    assert [c for c, row in STATES.items() if not row["capital"] or not row["latitude"] or not row["longitude"]] == []
    assert STATES["NAM"]["alpha2"] == "NA"


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("1945-10-24", 29),
        ("1945-12-31", 51),
        ("1958-02-21", 82),
        ("1958-02-22", 81),
        ("1965-02-28", 115),
        ("1965-03-01", 114),
        ("1971-10-24", 131),
        ("1971-10-25", 131),
        ("1990-10-03", 159),
        ("1993-01-01", 178),
        ("2000-11-01", 189),
        ("2011-07-14", 193),
    ],
)
def test_seats_in_the_united_nations_are_counted_once(day: str, number: int) -> None:
    assert len(members(day)) == number


def test_the_seat_of_china_passes_on_one_day() -> None:
    assert {"TWN", "CHN"} & members("1971-10-24") == {"TWN"}
    assert {"TWN", "CHN"} & members("1971-10-25") == {"CHN"}


def test_a_key_means_one_state_on_any_day() -> None:
    periods: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row in KEYS:
        assert not row["start_day"] or not row["end_day"] or row["start_day"] < row["end_day"]
        periods[row["scheme"], row["key"]].append((row["start_day"], row["end_day"] or "9999", row["code"]))
    for held in periods.values():
        held.sort()
        assert [(a, b) for a, b in pairwise(held) if b[0] < a[1]] == []


def test_a_state_has_one_key_of_a_scheme_on_any_day() -> None:
    edges = [date.fromisoformat(row[side]) for row in KEYS for side in ("start_day", "end_day") if row[side]]
    for day in {str(edge + timedelta(days=shift)) for edge in edges for shift in (-1, 0)}:
        held = Counter(
            (row["code"], row["scheme"])
            for row in KEYS
            if row["start_day"] <= day and (not row["end_day"] or day < row["end_day"])
        )
        assert [key for key, n in held.items() if n > 1] == [], day
