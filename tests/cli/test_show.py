"""`allies show`: everything about a state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Record


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("palau", "PLW"), ("PLW", "PLW"), ("pw", "PLW"), ("帛琉", "PLW"), ("PALAU", "PLW"), ("Republic of Palau", "PLW"),
        ("são tomé", "STP"), ("sao tome and principe", "STP"), ("St Lucia", "LCA"), ("st. lucia", "LCA"), ("saint-lucia", "LCA"),
        ("Ivory Coast", "CIV"), ("cote d'ivoire", "CIV"), ("Swaziland", "SWZ"), ("Burma", "MMR"), ("Dahomey", "BEN"),
        ("Upper Volta", "BFA"), ("Zaire", "COD"), ("Western Samoa", "WSM"), ("macedonia", "MKD"), ("the vatican", "VAT"),
        ("教廷", "VAT"), ("guat", "GTM"), ("Soviet", "SUN"),
    ],
)  # fmt: skip
def test_a_state_by_any_name(record: Record, text: str, code: str) -> None:
    assert [state["code"] for state in record.rows("show", text)] == [code]


def test_the_whole_of_it(record: Record) -> None:
    (state,) = record.rows("show", "nauru")
    assert state["name"] == "Nauru"
    assert state["name_zh"] == "諾魯"
    assert state["ally"] is False
    assert [spell["status"] for spell in state["spells"]] == ["former", "former"]
    assert [row["id"] for row in state["events"]] == ["nru-1", "nru-2", "nru-3", "nru-4"]
    for row in state["events"]:
        assert row["evidence"], row["id"]
        assert all(e["publisher"] and e["title"] and e["tier"] for e in row["evidence"])
    disputed = [row for row in state["events"] if row["disputed"]]
    assert disputed
    assert all(len(row["claims"]) > 1 and all(c["reason"] for c in row["claims"]) for row in disputed)
    assert all(row["evidence"] for row in state["engagements"])
    assert all("NRU" in row["codes"] for row in state["engagements"])


def test_what_an_ending_had_to_do_with_beijing(record: Record) -> None:
    (state,) = record.rows("show", "nauru")
    last = state["events"][-1]
    assert (last["cause"], last["prc_date"]) == ("switch", "2024-01-24")
    said = record.terminal("show", "nauru", "--no-pager", "--color", "never", width=120)
    assert "PRC 2024-01-24: 9 d " in said


def test_several_states_in_the_order_asked_for(record: Record) -> None:
    assert [s["code"] for s in record.rows("show", "palau", "nauru", "PLW")] == ["PLW", "NRU"]
    flat = record("show", "palau", "nauru", "--fields", "code", "--no-header").stdout.split()
    assert sorted(set(flat), key=flat.index) == ["PLW", "NRU"]


def test_what_others_count_is_shown_for_a_state_that_never_was_an_ally(record: Record) -> None:
    (state,) = record.rows("show", "malaysia")
    assert (state["ally"], state["events"]) == (False, [])
    (variant,) = state["variants"]
    assert (variant["since"], variant["until"], variant["kind"]) == ("1964", "1974-05-31", "consular")
    said = " ".join(record.terminal("show", "malaysia", "--color", "never").split())
    assert "Counted by others, not here (1) · 1964 → 1974-05-31 consular: ROC consulate in Kuala Lumpur" in said
    assert f"[{variant['source']}]" in said
    assert "Population 32,365,998 (2020)" in said


def test_population_is_a_field_of_the_list(record: Record) -> None:
    (row,) = record.rows("list", "-c", "nauru", "--at", "2020")
    assert (row["population"], row["population_year"]) == (10834, 2020)


def test_a_row_for_each_thing(record: Record) -> None:
    (state,) = record.rows("show", "nauru")
    sections = [line.split("\t")[0] for line in record("show", "nauru", "--fields", "section").stdout.splitlines()[1:]]
    claims = sum(len(row["claims"]) for row in state["events"])
    expected = {
        "state": 1,
        "name": len(state["names"]),
        "spell": 2,
        "event": 4,
        "claim": claims,
        "engagement": len(state["engagements"]),
        "variant": len(state["variants"]),
    }
    assert {section: sections.count(section) for section in expected} == expected
    assert len(sections) == sum(expected.values())


def test_the_signals_to_watch_come_first(record: Record) -> None:
    said = " ".join(record.terminal("show", "vatican", "--no-pager").split())
    assert said.index("Signals to watch") < said.index("Engagements")
    assert "papal visit to China" in said
    assert "liaison offices" in said


def test_at_a_terminal(record: Record) -> None:
    said = " ".join(record.terminal("show", "nauru", "--no-pager", "--color", "never").split())
    for text in (
        "Nauru 諾魯",
        "Republic of Nauru",
        "Not an ally since 15 January 2024",
        "22 y 2 m",
        "nru-4",
        "src-1143",
    ):
        assert text in said, text
    assert "An ally since 29 December 1999" in record.terminal("show", "palau", "--no-pager")


def test_sources_of_engagements_on_request(record: Record) -> None:
    short, long = (record.terminal("show", "palau", "--no-pager", *more) for more in ((), ("--sources",)))
    assert "src-2205" not in short or len(long) > len(short)
    assert long.count("http") > short.count("http")


def test_nobody_is_asked_for(record: Record) -> None:
    assert "COUNTRY" in record("show", check=2).stderr


# At a terminal, in a screen or two --------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 160])
def test_engagements_take_a_line_each_and_sources_their_ids(record: Record, width: int) -> None:
    lines = record.terminal("show", "nauru", "--no-pager", "--color", "never", width=width).splitlines()
    (state,) = record.rows("show", "nauru")
    text = " ".join("\n".join(lines).split())
    assert len(lines) < 90
    assert "http" not in text
    for event in state["events"]:
        assert all(cited["source"] in text for cited in event["evidence"]), event["id"]
        assert all(claim["date"] in text for claim in event["claims"])
    for engagement in state["engagements"]:
        (line,) = [line for line in lines if line.endswith(engagement["id"])]
        assert line.startswith(f"* {engagement['date']} "), line
        assert "…" in line or engagement["summary"] in line
    # A line ends between two words or two Chinese characters.
    shown = record.terminal("show", "nauru", "--no-pager", "--color", "never", "--sources", width=width)
    full = "".join(shown.split())
    titles = [cited["title"] for event in state["events"] for cited in event["evidence"]]
    for text in (*titles, *(engagement["summary"] for engagement in state["engagements"])):
        assert "".join(text.split()) in full


LINK = re.compile("\x1b]8;;([^\x1b]*)\x1b\\\\")


@pytest.mark.parametrize(
    "env", [{"VTE_VERSION": "6003"}, {"KITTY_WINDOW_ID": "1"}, {"TERM_PROGRAM": "WezTerm"}, {"WEZTERM_PANE": "0"}]
)
def test_a_terminal_that_knows_links_gets_them(record: Record, env: dict[str, str]) -> None:
    said = record.terminal("show", "nauru", "--no-pager", env={"TERM": "xterm-256color", **env})
    addresses = {source["url"] for source in record.rows("sources", "nru-4") if source["url"]}
    found = LINK.findall(said)
    assert addresses <= set(found)
    assert found[1::2] == [""] * (len(found) // 2)
    plain = record.terminal("show", "nauru", "--no-pager", env={"TERM": "xterm-256color"})
    assert LINK.sub("", said) == plain


@pytest.mark.parametrize(
    "env",
    [
        {"VTE_VERSION": "4205"},
        {"VTE_VERSION": "6003", "NO_COLOR": "1"},
        {"VTE_VERSION": "6003", "TERM": "dumb"},
        {"VTE_VERSION": "6003", "TERM": "tmux-256color", "TMUX": "/tmp/x,1,0"},
        {"TERM_PROGRAM": "Apple_Terminal"},
        {"VTE_VERSION": "6003", "ALLIES_PAGER": "head -500"},
    ],
)
def test_no_other_terminal_does(record: Record, env: dict[str, str]) -> None:
    assert "\x1b]8" not in record.terminal("show", "nauru", env={"TERM": "xterm", "ALLIES_PAGER": "cat", **env})


def test_nor_does_a_pipe_or_a_file(record: Record, tmp_path: Path) -> None:
    env = {"VTE_VERSION": "6003", "TERM": "xterm", "ALLIES_FORCE_TTY": "1", "FORCE_COLOR": "1"}
    assert "\x1b]8" not in record.process("show", "nauru", env=env).stdout
    record.terminal("show", "nauru", "--color", "always", "-o", str(tmp_path / "nauru.txt"), env=env)
    assert "\x1b]8" not in (tmp_path / "nauru.txt").read_text(encoding="utf-8")
