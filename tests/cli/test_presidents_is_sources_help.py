"""`presidents`, `is`, `sources`, `help`, the summary and `--version`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from taiwan_allies.cli.help.topics import TOPICS
from taiwan_allies.cli.registry import COMMANDS, PATHS, load
from taiwan_allies.errors import exit_codes

if TYPE_CHECKING:
    from conftest import Record


# --- presidents ------------------------------------------------------------------------------------------


def test_every_presidency(record: Record) -> None:
    rows = record.rows("presidents")
    assert len(rows) == 33
    assert [row["start_day"] for row in rows] == sorted(row["start_day"] for row in rows)
    assert rows[-1]["slug"] == "lai-ching-te"
    assert rows[-1]["end_day"] is None
    assert all(row["end_day"] for row in rows[:-1])
    assert all(row["at_start"] + row["gained"] - row["lost"] == row["at_end"] for row in rows)
    assert all(row["sources"] for row in rows)
    assert {row["acting"] for row in rows} == {True, False}


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("tsai", ["tsai-ing-wen"]),
        ("蔡英文", ["tsai-ing-wen"]),
        ("Tsai Ing-wen", ["tsai-ing-wen"]),
        ("ma-ying-jeou", ["ma-ying-jeou"]),
        ("chiang ching-kuo", ["chiang-ching-kuo"]),
        ("chiang-kai-shek-5", ["chiang-kai-shek-5"]),
        ("李登輝", ["lee-teng-hui"]),
        ("chen", ["chen-shui-bian"]),
    ],
)
def test_a_president_by_any_name(record: Record, text: str, slugs: list[str]) -> None:
    assert [row["slug"] for row in record.rows("presidents", "-p", text)] == slugs


def test_somebody_with_several_presidencies(record: Record) -> None:
    slugs = [row["slug"] for row in record.rows("presidents", "-p", "chiang kai-shek")]
    assert slugs == [f"chiang-kai-shek-{n}" for n in range(1, 6)]
    assert len(record.rows("presidents", "-p", "chiang ching-kuo", "-p", "lee teng-hui")) == 2


def test_presidencies_that_touch_a_period(record: Record) -> None:
    assert [row["slug"] for row in record.rows("presidents", "--in", "2015..2017")] == ["ma-ying-jeou", "tsai-ing-wen"]
    assert [row["slug"] for row in record.rows("presidents", "--from", "2024-05-20")] == ["lai-ching-te"]


def test_nobody_is_president_before_his_time(record: Record) -> None:
    slugs = [row["slug"] for row in record.rows("presidents", "--today", "2016-05-19")]
    assert slugs[-1] == "ma-ying-jeou"
    assert record.rows("presidents", "--today", "2016-05-19")[-1]["end_day"] is None


# --- is --------------------------------------------------------------------------------------------------


def test_is(record: Record) -> None:
    assert record("is", "palau").stdout == "yes\n"
    assert record("is", "nauru", check=1).stdout == "no\n"
    assert record("is", "nauru", "--at", "2024-01-14").stdout == "yes\n"
    assert record("is", "nauru", "--at", "2024-01-15", check=1).stdout == "no\n"
    for code, args in ((0, ("palau",)), (1, ("nauru",))):
        done = record("is", "-q", *args, check=code)
        assert (done.stdout, done.stderr) == ("", "")
    assert record.terminal("is", "-q", "palau") == ""


def test_is_says_what_it_does_not_know(record: Record) -> None:
    imprecise = next(row for row in record.rows("list", "--ever") if len(row["since"]) == 4)
    year = imprecise["since"]
    done = record("is", imprecise["code"], "--at", f"{year}-06", "--json", check=1)
    assert '"certain": false' in done.stdout
    said = record.terminal("is", imprecise["code"], "--at", f"{year}-06", check=1)
    assert "not precise enough" in " ".join(said.split())


def test_is_at_a_terminal(record: Record) -> None:
    assert "Palau is an ally on 24 November 2026, since 29 December 1999" in " ".join(
        record.terminal("is", "palau").split()
    )
    assert "Nauru is not an ally" in record.terminal("is", "nauru", check=1)
    assert "never" not in record.terminal("is", "nauru", check=1)


@pytest.mark.parametrize("name", ["kenya", "MAR", "RUS", "Viet Nam", "fiji", "taiwan", "CHN"])
def test_a_state_that_never_was_an_ally_is_a_no(record: Record, name: str) -> None:
    assert record("is", name, check=1).stdout == "no\n"
    (row,) = json.loads(record("is", name, "--json", check=1).stdout)
    assert (row["ally"], row["certain"], row["since"], row["ever"]) == (False, True, None, False)
    assert "is not an ally on 24 November 2026; it never was." in " ".join(record.terminal("is", name, check=1).split())


def test_a_code_that_no_state_has_is_an_error(record: Record) -> None:
    done = record("is", "MAC", check=3)
    assert 'no state of the record is called "MAC"' in done.stderr
    assert "Did you mean North Macedonia?" in done.stderr


# --- sources ---------------------------------------------------------------------------------------------


def test_sources_of_an_event_an_engagement_a_state(record: Record) -> None:
    everything = {row["id"]: row for row in record.rows("sources")}
    assert len(everything) > 500
    of_event = [row["id"] for row in record.rows("sources", "nru-4")]
    shown = next(row for row in record.rows("show", "nauru")[0]["events"] if row["id"] == "nru-4")
    assert set(of_event) == {e["source"] for e in shown["evidence"]}
    assert len(of_event) > 2
    assert record.rows("sources", "eng-0090")
    assert [row["id"] for row in record.rows("sources", of_event[0])] == of_event[:1]
    assert set(of_event) <= {row["id"] for row in record.rows("sources", "--country", "nauru")}
    assert all(row["supports"] > 0 for row in everything.values())
    primary = record.rows("sources", "--tier", "primary")
    assert {row["tier"] for row in primary} == {"primary"}
    assert "src-9999" in record("sources", "src-9999", check=3).stderr


# --- help, version, summary ------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", list(TOPICS))
def test_a_topic(record: Record, topic: str) -> None:
    text = record("help", topic).stdout
    assert len(text.splitlines()) > 5
    assert text == record("help", topic.upper()).stdout
    assert topic in record("help").stdout


def test_help_on_exit_codes_names_them_all(record: Record) -> None:
    text = record("help", "exit-codes").stdout
    for code in exit_codes().values():
        assert re.search(rf"^ +{code} +\w", text, re.MULTILINE)


@pytest.mark.parametrize("path", [*PATHS, ()], ids=lambda path: " ".join(path) or "allies")
def test_help_on_fields_has_every_field_of_every_command(record: Record, path: tuple[str, ...]) -> None:
    text = record("help", "fields").stdout
    sections = re.findall(r"^(\S.*):\n((?:  .*\n)+)", text, re.MULTILINE)
    explained = [body for names, body in sections if (" ".join(path) or "allies") in names.split(", ")]
    names = load(*path).fields_for({})
    assert bool(explained) is bool(names)
    for name in names:
        assert re.search(rf"^  {name} +\S", explained[0], re.MULTILINE), name


def test_help_names_the_topics_it_has(record: Record) -> None:
    done = record("help", "nonsense", check=3)
    assert all(topic in done.stderr for topic in TOPICS)


def test_a_beginning_that_fits_two_topics(record: Record) -> None:
    said = record("help", "dat", check=3).stderr
    assert "fits more than one topic" in said
    assert "dates, data" in said
    assert record("help", "date").stdout == record("help", "dates").stdout


def test_help_of_the_program(record: Record) -> None:
    text = record("--help").stdout
    for name, entry in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(entry.line[:30])}", text, re.MULTILINE), name


def test_version(record: Record) -> None:
    said = record("--version").stdout
    assert re.fullmatch(
        r"allies \d+\.\d+\.\d+\S*\nrecord 20\d\d\.\d+\.\d+ \(as of 20\d\d-\d\d-\d\d\)\nschema \d+\n", said
    )
    assert record.process("--version").stdout == said


def test_the_summary(record: Record) -> None:
    (row,) = record.rows()
    assert (row["count"], row["last_date"], row["last_id"], row["president"]) == (
        12,
        "2024-01-15",
        "nru-4",
        "lai-ching-te",
    )
    said = record.terminal("--color", "never")
    assert "12 states recognise the Republic of China (Taiwan) on 24 November 2026." in said
    assert "Nauru left on 15 January 2024" in said
    assert "190 days before" in said
    for command in re.findall(r"^ +allies (\w+)", re.sub(r"\x1b\[\d*m", "", said), re.MULTILINE):
        assert command in COMMANDS


def test_a_day_to_come_is_not_certain(record: Record) -> None:
    (row,) = json.loads(record("is", "palau", "--at", "2100", "--json").stdout)
    assert (row["ally"], row["certain"]) == (True, False)
    (row,) = json.loads(record("is", "palau", "--at", "2026-11-24", "--json").stdout)
    assert row["certain"] is True
    assert "yet to come" in " ".join(record.terminal("is", "palau", "--at", "2100").split())
