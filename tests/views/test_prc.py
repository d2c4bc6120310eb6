"""How the end of relations stands to the beginning of those with Beijing: one time zone, and no more than is certain."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import taiwan_allies
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.views.prc import relation_to_prc

with Path(taiwan_allies.__file__).with_name("data").joinpath("events.csv").open(encoding="utf-8", newline="") as _file:
    EVENTS = {row["id"]: row for row in csv.DictReader(_file)}


def of(id_: str, lang: str = "en") -> str:
    event = EVENTS[id_]
    return relation_to_prc(event["date"], event["local_date"] or None, event["prc_date"] or None, lang)


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        # announced in one hour: the PRC's date is the day there
        ("bel-2", "the same day"),
        ("bol-2", "the same day"),
        ("bra-2", "the same day"),
        # signed in Paris on the evening before
        ("aus-2", "the same day"),
        # announced in one hour: the PRC's date is the day in Beijing
        ("dom-2", "the same day"),
        ("hnd-2", "the same day"),
        ("nic-4", "the same day"),
        ("pan-2", "the same day"),
        ("slv-2", "the same day"),
        ("tcd-4", "the same day"),
        # days apart: no more of them than are certain
        ("cri-2", "both for 5 d"),
        ("stp-2", "5 d without either"),
        ("cub-2", "25 d without either"),
        ("nru-4", "9 d without either"),
        ("ner-2", "4 d without either"),
        ("caf-4", "the same day"),
        ("civ-2", "both for 1 d"),
        ("gmb-4", "2 y 4 m without either"),
        # a month or a year against a day
        ("arg-2", "before the break"),
        ("aut-4", "only after the break"),
        ("ecu-2", "only after the break"),
        *((id_, "the order is not known") for id_ in "bfa-2 bhs-2 caf-2 col-2 gmb-2 grc-2 lby-2 sle-2".split()),
        ("nru-1", ""),
    ],
)
def test_events_of_the_record(id_: str, words: str) -> None:
    assert of(id_) == words


def test_no_state_had_both_for_a_day_where_only_the_date_line_lies_between() -> None:
    zones = [id_ for id_, event in EVENTS.items() if event["local_date"] and event["prc_date"]]
    assert len(zones) > 10
    assert not [id_ for id_ in zones if of(id_) in ("both for 1 d", "1 d without either")]


@pytest.mark.parametrize(
    ("id_", "words"), [("bel-2", "同日"), ("bfa-2", "先後不明"), ("arg-2", "早於斷交"), ("ecu-2", "晚於斷交")]
)
def test_in_chinese(id_: str, words: str) -> None:
    assert of(id_, "zh") == words


@pytest.mark.parametrize(
    ("ended", "local", "prc", "words"),
    [
        ("2020-05-02", None, None, ""),
        ("2020-05-02", "2020-05-01", "2020-05-01", "the same day"),
        ("2020-05-02", "2020-05-01", "2020-05-02", "the same day"),
        ("2020-05-02", "2020-05-01", "2020-04-30", "both for 1 d"),
        ("2020-05-02", "2020-05-01", "2020-05-03", "1 d without either"),
        ("2020-05-02", None, "2020-05", "the order is not known"),
        ("2020", None, "2020-05-01", "the order is not known"),
        ("2020?", None, "2020?", "the order is not known"),
        ("2020-05-01", "2020-04-30", "2020-04", "the order is not known"),
        ("2020-05-01", None, "2020-04", "before the break"),
        ("2020-05-31", None, "2020-06", "only after the break"),
        ("2020-05", None, "2021", "only after the break"),
    ],
)
def test_made_up(ended: str, local: str | None, prc: str | None, words: str) -> None:
    assert relation_to_prc(ended, local, prc, "en") == words


days = st.dates(PartialDate(1900).first, PartialDate(2100).last)


@given(days, days, st.sampled_from([-1, 0, 1]))
def test_another_zone_never_makes_two_days_further_apart(ended: date, prc: date, shift: int) -> None:
    local = ended + timedelta(days=shift)
    there = {relation_to_prc(str(day), None, str(prc)) for day in (ended, local)}
    assert relation_to_prc(str(ended), str(local), str(prc)) in there
    if prc in (ended, local):
        assert relation_to_prc(str(ended), str(local), str(prc)) == "the same day"
