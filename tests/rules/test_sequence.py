"""Whether events can stand in a row, and what is said where they cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiwan_allies.model.kinds import ENDINGS, OPENINGS
from taiwan_allies.rules.sequence import Span, Turn, violations

STATE = Span("Ruritania", "1950-01-01", "2020-12-31")
TODAY = "2026-11-24"


def events(*pairs: str) -> list[Turn]:
    """``establish 1950`` and so on, numbered in the order given."""
    found = []
    for n, pair in enumerate(pairs, 1):
        kind, date = pair.split()
        last = {4: f"{date}-12-31", 7: f"{date}-28"}.get(len(date), date)
        first = {4: f"{date}-01-01", 7: f"{date}-01"}.get(len(date), date)
        found.append(Turn(f"rur-{n}", kind, date, first, last))
    return found


def rules(*pairs: str, state: Span = STATE) -> list[str]:
    return [f"{p.id} {p.rule}" for p in violations(events(*pairs), state, TODAY)]


def test_openings_and_endings_that_alternate_are_sound() -> None:
    assert rules("establish 1955", "suspend 1960-05", "restore 1961-01-02", "sever 1970-01-01") == []
    assert rules() == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (("sever 1960",), "rur-1 E101"),
        (("restore 1960",), "rur-1 E104"),
        (("establish 1955", "establish 1960"), "rur-2 E102"),
        (("establish 1955", "restore 1960"), "rur-2 E102"),
        (("establish 1955", "sever 1956", "sever 1957"), "rur-3 E106"),
        (("establish 1955", "suspend 1956", "sever 1957"), "rur-3 E106"),
        (("establish 1955", "sever 1956", "establish 1957"), "rur-3 E103"),
        (("establish 1955", "establish 1955"), "rur-2 E105"),
        (("establish 1949-12-31",), "rur-1 E202"),
        (("establish 2021",), "rur-1 E203"),
    ],
)
def test_what_is_impossible_is_named(row: tuple[str, ...], found: str) -> None:
    assert rules(*row) == [found]


def test_an_imprecise_date_may_touch_the_life_of_a_state_and_today() -> None:
    assert rules("establish 1950") == []
    assert rules("establish 2020") == []
    forever = Span("Ruritania", None, None)
    assert rules("establish 2026", state=forever) == []
    assert rules("establish 2026-11-25", state=forever) == ["rur-1 E204"]
    assert rules("establish 2027", state=forever) == ["rur-1 E204"]


def test_the_local_date_is_the_same_day_elsewhere() -> None:
    event = events("establish 2018-08-21")[0]
    near, far = event._replace(local_date="2018-08-20"), event._replace(local_date="2018-08-10")
    forever = Span("Ruritania", None, None)
    assert violations([near], forever, TODAY) == []
    assert [p.rule for p in violations([far], forever, TODAY)] == ["W206"]
    assert violations([event._replace(local_date="2018-08")], forever, TODAY) == []


def test_the_reason_is_a_sentence_with_the_other_event() -> None:
    found = violations(events("establish 1955", "sever 1956-03-02", "sever 1957"), STATE, TODAY)
    assert found[0].reason == "relations had ended already, on 2 March 1956 (rur-2)"


@given(st.lists(st.sampled_from([*OPENINGS, *ENDINGS]), max_size=12))
def test_sound_means_that_a_plain_machine_accepts_it(kinds: list[str]) -> None:
    """The rule as one line of theory: closed -establish-> open -end-> ended -restore-> open."""
    found = violations(events(*(f"{kind} {1951 + n}" for n, kind in enumerate(kinds))), STATE, TODAY)
    state, sound = "never", True
    for kind in kinds:
        wanted = {"never": ("establish",), "open": ENDINGS, "ended": ("restore",)}[state]
        sound = sound and kind in wanted
        state = "open" if kind in OPENINGS else "ended"
    assert (not found) == sound
