"""What an article of March 2025 says about Taiwan and its allies, asked of the program statement by statement.

The article: "Taiwan deepens engagement with diplomatic allies", Taiwan Business TOPICS. What it says of facts must be
in the answer to a command; its opinions are recorded as somebody's only where they are signs to watch.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Record

TEN_MONTHS_ON = "2025-03-20"

STATEMENTS: dict[str, tuple[str, list[str]]] = {
    # what is stated: (a command, what its output must contain, as regular expressions)
    "twelve allies ten months into the presidency of Lai": (f"count --at {TEN_MONTHS_ON}", [r"^12$"]),
    "the same twelve by name": (
        f"list --at {TEN_MONTHS_ON} --fields name",
        [
            "Guatemala",
            "Holy See",
            "Haiti",
            "Paraguay",
            "Eswatini",
            "Tuvalu",
            "Saint Vincent",
            "Saint Kitts",
            "Belize",
            "Marshall",
            "Palau",
            "Saint Lucia",
        ],
    ),
    "nine allies wrote to the UN in September 2024": (
        "timeline -p lai --kind letter --in 2024-09",
        [r"2024-09-19\tengagement\tletter\t(?:[A-Z]{3};){8}[A-Z]{3}\t", "nine allies", "Guterres"],
    ),
    "they named the distortions of Resolution 2758": (
        "timeline --in 2024-09-19",
        ["malicious distortions", "Resolution 2758"],
    ),
    "allies speak for Taiwan where it cannot, and bear out its sovereignty": (
        "timeline --in 2025-03 --kind signal",
        ["speak for Taiwan in international organisations that it cannot join", "as unofficial relations cannot"],
    ),
    "Resolution 2758 gave the seat of China to the PRC in 1971": (
        "timeline --in 1971-10-25 --kind statement",
        [r"^1971-10-25\tengagement\tstatement\tCHN\t", "resolution 2758", "76 votes to 35 with 17 abstentions"],
    ),
    "it makes no mention of Taiwan's status": (
        "timeline --in 1971-10 --kind statement --fields note",
        ["not mention Taiwan"],
    ),
    "while Beijing cites it as evidence of subordination": (
        "timeline --in 2025-03 --kind signal --fields note",
        ["Beijing cites Resolution 2758 as evidence of Taiwan's subordination"],
    ),
    "pressure from Beijing goes on": (
        "timeline -p lai --kind pressure",
        [r"\tpressure\tCHN;PRY\t", r"\tpressure\tCHN;MHL;PLW;TUV\t"],
    ),
    "Beijing does not want others to deal with allies": ("timeline --in 2025-03 --kind signal", ["Cleo Paskal"]),
    "ten allies were lost under Tsai": ("count --by president -p tsai --fields lost,gained", [r"^10\t0$"]),
    "five of them in Latin America": ("count --by region -p tsai --fields period,lost", [r"^Americas\t5$"]),
    "three of them in the Pacific": ("diff tsai -r oceania --name-only", [r"\ASolomon Islands\nKiribati\nNauru\n\Z"]),
    "what Beijing held out to some of them": (
        "timeline -p tsai --kind offer --fields codes,amount_usd",
        [r"^CHN;DOM\t3000000000$", r"^CHN;PAN\t8000000000$", r"^CHN;SLB\t500000000$", r"^HND\t2440000000$"],
    ),
    "to the PRC": ("timeline -p tsai --switched --fields codes,cause", [r"(?s)\A[^\n]*\n(?:[A-Z]{3}\tswitch\n){10}\Z"]),
    "no further losses under Lai": ("diff 2024-05-20 2025-03-20 --stat --fields gained,lost", [r"^0\t0$"]),
    "no losses since the article either": (
        "count --by president -p lai --fields at_start,gained,lost,at_end",
        [r"^12\t0\t0\t12$"],
    ),
    "no more checkbook diplomacy, October 2024": (
        "timeline --in 2024-10 -p lai --type engagement",
        ["checkbook diplomacy", "Central News Agency", "Lin Chia-lung"],
    ),
    "the seven-point flagship project": (
        "timeline --in 2024-10 --kind aid",
        [
            "seven-point flagship",
            "semiconductors",
            "science parks",
            "digital governance",
            "artificial intelligence",
            "smart healthcare",
        ],
    ),
    "late 2024: Marshall Islands, Palau and Tuvalu, the first journey": (
        "timeline --in 2024-11..2024-12 --kind visit",
        [r"2024-11-30\tengagement\tvisit\tMHL;PLW;TUV\t", "first journey abroad", "Marshall Islands, Tuvalu and Palau"],
    ),
    "who was in the delegation": (
        "timeline --in 2024-11-30..2024-12-06",
        ["Kuan Bi-ling", "Ljaucu Zingrur", "Lin Ching-yi"],
    ),
    "what its make-up was taken for": (
        "timeline --in 2024-12 --kind signal",
        ["Prospect Foundation", "cultural, maritime, medical"],
    ),
    "the communique with Tuvalu": (
        "timeline -c tuvalu --in 2024-12 --kind agreement",
        [r"2024-12-04\t", "joint communiqué", "reassess the ongoing bilateral cooperation"],
    ),
    "help for the legislature of Palau": (
        "timeline -c palau --in 2024-12 --kind aid",
        ["legislature", "audiovisual", "cybersecurity", "electronic voting", "model"],
    ),
    "February 2025: agreement with the Pacific Islands Forum": (
        "timeline --in 2025-02 --kind agreement",
        [
            r"2025-02-14\t",
            "Pacific Islands Forum",
            "Pacific Ocean Commissioner",
            "2025 to 2027",
            "youth",
            "innovation",
            "education",
        ],
    ),
    "it is worth about a million US dollars": (
        "timeline --in 2025-02 --kind agreement --fields amount_usd,amount_original",
        [r"^1045000\t.*about US\$1 million"],
    ),
    "three allies are members of the Forum, fifteen others are not allies": (
        "timeline --in 2025-02 --kind agreement --fields codes,note",
        [r"^MHL;PLW;TUV\t", "members of the Forum", "fifteen other members, Australia and New Zealand"],
    ),
    "of which neither Australia nor New Zealand is an ally": (
        "list -c australia -c NZ --former --fields code",
        [r"(?s)AUS.*NZL"],
    ),
    "Guatemala is the oldest ally": ("list --sort since --fields name,first", [r"\Aname\tfirst\nGuatemala\t1933"]),
    "Guatemala since 1933": ("show guatemala --fields section,date,kind", [r"^event\t1933\S*\testablish$"]),
    "Paraguay since 1957": ("show paraguay --fields section,date,kind", [r"^event\t1957-07-\d\d\testablish$"]),
    "stops in the United States on the way to allies": (
        "timeline -p lai --kind transit",
        [r"2024-11-30\tengagement\ttransit\tUSA\t", "Hawaii", r"2024-12-04\t", "Guam"],
    ),
    "each president since Lee has stopped there on the way": (
        "timeline --kind transit -c usa --fields president --in 1994..2024",
        ["lee-teng-hui", "chen-shui-bian", "ma-ying-jeou", "tsai-ing-wen", "lai-ching-te"],
    ),
    "comfort and safety": ("timeline --in 2025-03 -c paraguay --kind signal", ["comfort and safety"]),
    "December 2024: cybersecurity for Guatemala": (
        "timeline -c guatemala --in 2024-12",
        ["cybersecurity", "operations centres", "training", "Huawei"],
    ),
    "the Taipei Times reported it": ("sources eng-0112", ["Taipei Times"]),
    "November 2024: Paraguay keeps its relations": (
        "timeline -c paraguay --in 2024-11 --kind statement",
        [r"2024-11-29\t", "foreign minister", "keeps its relations", "without conditions", "Ramírez Lezcano"],
    ),
    "the Vatican is the only ally in Europe": ("list -r europe --fields name --no-header", [r"\AHoly See\n\Z"]),
    "the agreement of 2018 on bishops": (
        "timeline -c vatican --in 2018 --kind agreement",
        [r"2018-09-22\t", "bishops"],
    ),
    "which is extended again and again": (
        "timeline -c vatican --kind agreement --fields date,summary",
        [r"^2020-10\S*\t", r"^2022-10\S*\t", r"^2024-10-22\t.*four years"],
    ),
    "and is violated": (
        "timeline -c vatican --in 2025-03",
        ["violates the agreement on bishops", "medium- to long-term"],
    ),
    "first sign to watch: a papal visit to China": (
        "show vatican --fields date,kind,summary",
        [r"^2025-03\tsignal\tA papal visit to China"],
    ),
    "second sign to watch: liaison offices": (
        "show vatican --fields date,kind,summary",
        [r"^2025-03\tsignal\tThe opening of liaison offices"],
    ),
    "neither of them has happened": (
        "timeline -c vatican --in 2025-03 --fields note",
        [r"(?s)Standing signal.*had not happened.*Standing signal"],
    ),
    "both are standing signals, since the article": (
        "timeline -c vatican --kind signal --fields date,status",
        [r"(?s)^2025-03\tstanding$.*^2025-03\tstanding$"],
    ),
    "the Vatican carries a moral authority": (
        "timeline -c vatican --in 2025-03 --fields note",
        ["special type of moral authority"],
    ),
    "and has been interested in Beijing for decades": (
        "timeline -c vatican --in 2025-03 --fields note",
        ["a couple of decades", "would mean cutting ties with Taiwan"],
    ),
    "nor has the Holy See left": ("is vatican", [r"\Ayes\n\Z"]),
    "entrench ties between people rather than outspend China": (
        "timeline --in 2025-03 --kind signal",
        ["Timothy Rich", "outspend"],
    ),
    "focus on strengths in the Pacific": (
        "timeline --in 2025-03 -r oceania --kind signal",
        ["Hennessey-Niland", "health, infrastructure"],
    ),
    "the article itself is a source": ("sources", ["topics.amcham.com.tw"]),
}


@pytest.mark.parametrize("statement", list(STATEMENTS))
def test_the_program_can_tell(record: Record, statement: str) -> None:
    command, expected = STATEMENTS[statement]
    said = record(*command.split(" ")).stdout
    for pattern in expected:
        assert re.search(pattern, said, re.MULTILINE), (
            f"{pattern!r} is not in what `allies {command}` says:\n{said[:3000]}"
        )


def test_what_is_asked_can_be_wrong(record: Record) -> None:
    """The questions are about their days: a year earlier the answers differ."""
    assert record("count", "--at", "2023-03-20").stdout == "14\n"
    assert "bishops" not in record("timeline", "-c", "vatican", "--in", "2017").stdout
    assert "nine allies" not in record("timeline", "-p", "lai", "--in", "2024-08").stdout


def test_the_two_signs_at_a_terminal(record: Record) -> None:
    said = " ".join(record.terminal("show", "vatican", "--no-pager", "--color", "never").split())
    signs = said.partition("Signals to watch")[2].partition("Events (")[0]
    assert "papal visit" in signs
    assert "liaison offices" in signs


def test_the_record_cites_the_article_for_what_only_it_says(record: Record) -> None:
    rows = record.rows("timeline", "--in", "2025-03", "--kind", "signal")
    article = next(row["id"] for row in record.rows("sources") if "topics.amcham.com.tw" in (row["url"] or ""))
    assert sum(article in row["sources"] for row in rows) >= 5
