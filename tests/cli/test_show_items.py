"""`allies show` of what is no state: presidencies, and whatever has an id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from taiwan_allies.output.text import cell_width

if TYPE_CHECKING:
    from conftest import Allies, Record

EVERYTHING = ("nru-4", "eng-0115", "src-2001", "clm-0578", "ast-068", "tsai", "palau")


def seen(record: Record, *args: str, width: int = 80) -> str:
    said = record.terminal("show", *args, "--no-pager", "--color", "never", width=width)
    return " ".join(said.split())


def test_several_in_one_call_in_the_order_asked_for(record: Record) -> None:
    found = record.rows("show", *EVERYTHING, "nru-4", "蔡英文")
    assert [row["type"] for row in found] == [
        "event", "engagement", "source", "claim", "assertion", "presidency", "state",
    ]  # fmt: skip
    assert [row.get("id") or row.get("slug") for row in found] == [*EVERYTHING[:5], "tsai-ing-wen", "palau"]
    said = record("show", *EVERYTHING, "--fields", "section", "--no-header").stdout.split()
    assert set(said) >= {
        "event",
        "claim",
        "evidence",
        "engagement",
        "source",
        "assertion",
        "presidency",
        "state",
        "spell",
    }


def test_an_event(record: Record) -> None:
    (event,) = record.rows("show", "nru-4")
    (same,) = (row for row in record.rows("show", "nauru")[0]["events"] if row["id"] == "nru-4")
    assert {**event, "type": "recognition"} == same
    assert event["count"] == 12
    assert event["claims"][0]["rank"] == "preferred"
    said = seen(record, "nru-4")
    for text in (
        "Nauru nru-4",
        "- 2024-01-15? sever: Relations end, to the PRC.",
        "under Tsai Ing-wen, 12 allies after it",
        "PRC 2024-01-24: 9 d without either",
        f"Dates that compete ({len(event['claims'])})",
        "2024-01-15 preferred: The day of the announcements",
        f"Sources ({len({e['source'] for e in event['evidence']})})",
        "“has decided to terminate diplomatic relations with Nauru with immediate effect”",
        "https://en.mofa.gov.tw/News_Content.aspx?n=1328&sms=273&s=116429",
    ):
        assert text in said, text


def test_the_rows_of_an_event(record: Record) -> None:
    rows = [line.split("\t") for line in record("show", "nru-4", "--no-header").stdout.splitlines()]
    (event,) = record.rows("show", "nru-4")
    assert [row[2] for row in rows] == [
        "event",
        *["claim"] * len(event["claims"]),
        *["evidence"] * len(event["evidence"]),
    ]
    assert {(row[0], row[1]) for row in rows} == {("NRU", "Nauru")}
    assert {row[10] for row in rows if row[2] == "evidence"} == {e["source"] for e in event["evidence"]}


def test_an_engagement(record: Record) -> None:
    (found,) = record.rows("show", "eng-0115")
    assert (found["type"], found["amount_usd"], found["codes"]) == ("engagement", 1045000, ["MHL", "PLW", "TUV"])
    assert {e["source"] for e in found["evidence"]} == {row["id"] for row in record.rows("sources", "eng-0115")}
    said = seen(record, "eng-0115")
    for text in (
        "Marshall Islands, Palau, Tuvalu",
        "US$1,045,000 (about US$1 million in one report)",
        "its fifteen other",
        "Joseph Chow",
    ):
        assert text in said, text
    assert said.count("1,045,000") == 1


def test_a_signal_says_how_it_stands(record: Record) -> None:
    assert "signal" in seen(record, "eng-0117")
    assert "standing, under Lai Ching-te" in seen(record, "eng-0117")


def test_a_source(record: Record) -> None:
    (found,) = record.rows("show", "src-2001")
    assert found["url"].startswith("https://topics.amcham.com.tw/")
    counted = next(row["supports"] for row in record.rows("sources", "src-2001"))
    assert 10 < len(found["supports"]) <= counted
    assert {"engagement", "assertion"} <= {row["type"] for row in found["supports"]}
    dates = [row["date"] for row in found["supports"]]
    assert dates[0] == "2018-09-22"
    said = seen(record, "src-2001")
    assert "American Chamber of Commerce in Taiwan (Taiwan Business TOPICS). [Taiwan deepens engagement" in said
    assert f"It supports ({len(found['supports'])})" in said


def test_a_claim(record: Record) -> None:
    (found,) = record.rows("show", "clm-0727")
    assert (found["date"], found["rank"], found["event"]["id"]) == ("2024-01-24", "normal", "nru-4")
    assert found["source"]["id"] == "src-2407"
    said = seen(record, "clm-0727")
    assert said.startswith("Nauru clm-0727 2024-01-24 normal: The communiqué with the PRC")
    assert "Xinhua. “China, Nauru resume diplomatic relations.” 24 January 2024." in said


@pytest.mark.parametrize("id_", ["ast-068", "ast-018", "ast-005"])
def test_a_published_count_beside_our_own(record: Record, id_: str) -> None:
    (found,) = record.rows("show", id_)
    year = len(found["date"]) == 4
    scope = [] if found["scope"] == "all" else ["-r", found["scope"]]
    days = ["--in", found["date"]] if year else ["--at", found["date"]]
    ours = record.rows("chart" if year else "count", *days, *scope)
    assert found["count_min"] == min(row["count_min"] for row in ours)
    assert found["count_max"] == max(row["count_max"] for row in ours)
    said = seen(record, id_)
    assert f"{found['count']} allies, {found['date']}" in said
    assert f"The record counts {found['count_min']}" in said


def test_a_presidency(record: Record) -> None:
    (found,) = record.rows("show", "tsai")
    (tally,) = record.rows("presidents", "-p", "tsai")
    assert {key: found[key] for key in tally if key != "sources"} == {k: v for k, v in tally.items() if k != "sources"}
    assert {e["source"] for e in found["evidence"]} == set(tally["sources"])
    assert [row["id"] for row in found["events"]] == [
        row["id"] for row in record.rows("timeline", "-p", "tsai", "--type", "recognition")
    ]
    assert {row["id"] for row in found["engagements"]} == {
        row["id"] for row in record.rows("timeline", "-p", "tsai", "--type", "engagement")
    }
    said = seen(record, "tsai")
    assert "Tsai Ing-wen 蔡英文, 20 May 2016 to 20 May 2024 tsai-ing-wen" in said
    assert "22 at the start, 12 at the end: none gained, 10 lost" in said
    assert "Events (10)" in said
    assert "- 2024-01-15? 12 Nauru: Relations end" in said
    assert record("show", "tsai", "--sources", "-f", "table").stdout.count("http") > said.count("http")


def test_somebody_with_several_presidencies(record: Record) -> None:
    assert [row["slug"] for row in record.rows("show", "chiang kai-shek")] == [
        f"chiang-kai-shek-{n}" for n in range(1, 6)
    ]


def test_a_state_comes_before_a_president(record: Record) -> None:
    assert [row["code"] for row in record.rows("show", "sun", "MA")] == ["SUN", "MAR"]
    assert [row["slug"] for row in record.rows("show", "lee")] == ["lee-teng-hui"]


def test_what_nothing_is_called(record: Record) -> None:
    done = record("show", "nru-9", check=3)
    assert 'no event, engagement, source, claim, published count or variant has the id "nru-9"' in done.stderr
    assert "`allies timeline" in done.stderr
    assert "tsai-ing-wen" in record("show", "tsay", check=3).stderr
    assert 'no state of the record is called "MAC"' in record("show", "MAC", check=3).stderr
    assert record("show", "NRU-4", "--fields", "id", "--no-header").stdout.startswith("nru-4\n")


def test_own_ones(allies: Allies) -> None:
    allies("add", "tuvalu", "visit", "2026-11-20", "--summary", "A zebra came", "--source", "Zoo: News of the day")
    assert "A zebra came" in allies("show", "my-eng-1").stdout
    assert "my-eng-1" in allies("show", "my-src-1").stdout
    allies("rm", "nru-4", "--reason", "wrong")
    assert "nru-4" in allies("show", "nru-4", check=3).stderr
    assert '"event": null' in allies("show", "clm-0578", "--json").stdout  # its event is hidden
    assert "nru-4" in allies("show", "clm-0578", "--format", "table").stdout


@pytest.mark.parametrize("width", [40, 60, 80, 160])
def test_no_line_is_wider_than_the_terminal(record: Record, width: int) -> None:
    for lang in ("en", "zh"):
        said = record.terminal("show", *EVERYTHING, "--no-pager", "--color", "never", "--lang", lang, width=width)
        for line in said.splitlines():
            assert cell_width(line) <= width or re.fullmatch(r" *https?://\S+", line), line


def test_the_signals_to_watch_have_their_date_and_id(record: Record) -> None:
    said = seen(record, "vatican")
    signals = said.partition("Signals to watch")[2].partition("Events (")[0]
    for row in record.rows("timeline", "-c", "vatican", "--status", "standing"):
        assert f"· {row['date']}" in signals
        assert f"[{row['id']}]" in signals
    assert [row["status"] for row in record.rows("show", "vatican")[0]["engagements"]][:3] == [
        "standing",
        "standing",
        None,
    ]


def test_completion(record: Record) -> None:
    def offered(line: str) -> list[str]:
        done = record(env={"_ALLIES_COMPLETE": "fish", "_ALLIES_LINE": line})
        return [part.split("\t")[0] for part in done.stdout.splitlines()[1:]]

    assert offered("allies show nru-") == ["nru-1", "nru-2", "nru-3", "nru-4"]
    assert offered("allies show tsa") == ["tsai-ing-wen"]
    assert offered("allies show clm-057")[0] == "clm-0570"
    assert "src-2001" in offered("allies show src-200")
    assert offered("allies show pala") == ["palau"]
    assert offered("allies show holy-") == ["holy-see"]
