"""`allies timeline`: who acted, why relations ended, how a signal stands, and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Record


def ids(record: Record, *args: str) -> list[str]:
    return [row["id"] for row in record.rows("timeline", *args)]


def test_by_actor(record: Record) -> None:
    rows = record.rows("timeline", "--actor", "LIN chia-lung")
    assert {row["id"] for row in rows} == {
        row["id"] for row in record.rows("timeline") if "Lin Chia-lung" in (row["actor"] or "")
    }
    assert len(rows) > 10
    assert ids(record, "--actor", "賴清德") == ids(record, "--actor", "lai ching-te")
    assert ids(record, "--actor", "nobody at all") == []
    assert "no word" in record("timeline", "--actor", " ", check=2).stderr


def test_by_cause(record: Record) -> None:
    everything = record.rows("timeline")
    for cause in ("switch", "war", "war,annexation"):
        assert ids(record, "--cause", cause) == [row["id"] for row in everything if row["cause"] in cause.split(",")]
    assert ids(record, "--cause", "war", "--cause", "annexation") == ids(record, "--cause", "戰爭,併吞")
    assert '"foo" is not a cause' in record("timeline", "--cause", "foo", check=2).stderr
    assert "nothing is named" in record("timeline", "--cause", "", check=2).stderr


def test_by_status(record: Record) -> None:
    everything = record.rows("timeline")
    for status in ("standing", "happened", "withdrawn"):
        assert ids(record, "--status", status) == [row["id"] for row in everything if row["status"] == status]
    assert ids(record, "--kind", "signal", "--status", "尚未發生") == ids(record, "--status", "standing")
    assert {"eng-0117", "eng-0123"} <= set(ids(record, "--status", "standing"))
    assert "standing, happened, withdrawn" in record("timeline", "--status", "gone", check=2).stderr
    done = record(env={"_ALLIES_COMPLETE": "fish", "_ALLIES_LINE": "allies timeline --status "})
    assert [line.strip() for line in done.stdout.splitlines()[1:]] == ["standing", "happened", "withdrawn"]


@pytest.mark.parametrize(
    "words", ["bishops", "諾魯 斷交", "tuvalu communique", "november 2024", "蔡英文 巴拿馬", "st lucia"]
)
def test_words_are_those_of_search(record: Record, words: str) -> None:
    found = record.rows("search", words, "--type", "event,engagement")
    assert found
    assert set(ids(record, "--grep", words)) == {row["id"] for row in found}


def test_filters_narrow_each_other(record: Record) -> None:
    both = set(ids(record, "--actor", "lin chia-lung", "--grep", "tuvalu"))
    assert both == set(ids(record, "--actor", "lin chia-lung")) & set(ids(record, "--grep", "tuvalu"))
    assert both
    assert set(ids(record, "--grep", "tuvalu", "-p", "lai")) == set(ids(record, "--grep", "tuvalu")) & set(
        ids(record, "-p", "lai")
    )


@pytest.mark.parametrize(
    "option", [("--actor", "lin chia-lung"), ("--grep", "tuvalu"), ("--status", "standing"), ("--cause", "switch")]
)
def test_each_is_counted(record: Record, option: tuple[str, str]) -> None:
    """Those that are shown, of all that there are but for the words; with a limit, of those that have them."""
    some, everything = ids(record, "--from", "2016", *option), ids(record, "--from", "2016")
    said = " ".join(record.terminal("timeline", "--from", "2016", *option, "--no-pager", "--oneline").split())
    assert f"{len(some)} of {len(everything)} entries" in said
    said = record.terminal("timeline", "--from", "2016", *option, "--limit", "1", "--no-pager", "--oneline")
    assert (f"1 of {len(some)} entries" in " ".join(said.split())) is (len(some) > 1)
    assert ids(record, "--from", "2016", *option, "--limit", "1") == some[-1:]


@pytest.mark.parametrize("width", [60, 80, 160])
def test_verbose_has_notes_and_amounts(record: Record, width: int) -> None:
    args = ("timeline", "--in", "2025-02-14", "--no-pager", "--color", "never")
    said = " ".join(record.terminal(*args, "-v", width=width).split())
    assert "US$1,045,000 (about US$1 million in one report)" in said
    assert "its fifteen other members, Australia and New Zealand among them, do not recognise Taipei." in said
    short = " ".join(record.terminal(*args, width=width).split())
    assert "1,045,000" not in short
    assert "fifteen other members" not in short


def test_a_signal_says_how_it_stands(record: Record) -> None:
    said = " ".join(record.terminal("timeline", "--status", "standing", "--no-pager", "--color", "never").split())
    assert "signal (standing), China, Holy See: A papal visit" in said
    assert "跡象（尚未發生），中國、教廷" in record.terminal(
        "timeline", "--status", "standing", "--lang", "zh", "--no-pager"
    )
