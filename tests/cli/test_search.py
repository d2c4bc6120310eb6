"""`allies search`: everything of the record that has certain words."""

from __future__ import annotations

import csv
import random
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from made_up import add
from test_article import STATEMENTS

import taiwan_allies
from taiwan_allies.output.text import cell_width
from taiwan_allies.rules.words import Words
from taiwan_allies.views.search import snippet

if TYPE_CHECKING:
    from conftest import Allies, Record
    from made_up import MadeUp

DATA = Path(taiwan_allies.__file__).parent / "data"


# --- the article -----------------------------------------------------------------------------------------

FOUND: dict[str, tuple[str, str]] = {
    # what the article states: two words, and the id of what tells it
    "twelve allies ten months into the presidency of Lai": ("ten months", "eng-0119"),
    "the same twelve by name": ("twelve relations", "eng-0155"),
    "nine allies wrote to the UN in September 2024": ("nine Guterres", "eng-0090"),
    "they named the distortions of Resolution 2758": ("malicious 2758", "eng-0090"),
    "pressure from Beijing goes on": ("pressure Paraguay", "eng-0111"),
    "Beijing does not want others to deal with allies": ("Paskal Beijing", "eng-0116"),
    "ten allies were lost under Tsai": ("ten Tsai", "eng-0119"),
    "five of them in Latin America": ("five Latin", "eng-0119"),
    "three of them in the Pacific": ("three Pacific", "eng-0119"),
    "to the PRC": ("2024-01 PRC", "nru-4"),
    "no further losses under Lai": ("pressure lost", "eng-0119"),
    "no losses since the article either": ("twelve stable", "eng-0155"),
    "no more checkbook diplomacy, October 2024": ("checkbook diplomacy", "eng-0095"),
    "the seven-point flagship project": ("flagship project", "eng-0094"),
    "late 2024: Marshall Islands, Palau and Tuvalu, the first journey": ("first journey", "eng-0103"),
    "who was in the delegation": ("Kuan Ljaucu", "eng-0103"),
    "what its make-up was taken for": ("Prospect maritime", "eng-0106"),
    "the communique with Tuvalu": ("Tuvalu communique", "eng-0109"),
    "help for the legislature of Palau": ("Palau legislature", "eng-0105"),
    "February 2025: agreement with the Pacific Islands Forum": ("agreement Forum", "eng-0115"),
    "it is worth about a million US dollars": ("million Forum", "eng-0115"),
    "three allies are members of the Forum, fifteen others are not allies": ("fifteen Forum", "eng-0115"),
    "of which neither Australia nor New Zealand is an ally": ("Australia sever", "aus-2"),
    "Guatemala is the oldest ally": ("Guatemala establish", "gtm-1"),
    "Guatemala since 1933": ("Guatemala 1933", "gtm-1"),
    "Paraguay since 1957": ("Paraguay 1957", "pry-1"),
    "stops in the United States on the way to allies": ("Hawaii Marshall", "eng-0104"),
    "comfort and safety": ("comfort safety", "eng-0118"),
    "December 2024: cybersecurity for Guatemala": ("Guatemala Huawei", "eng-0112"),
    "the Taipei Times reported it": ("Guatemala cybersecurity", "src-2152"),
    "November 2024: Paraguay keeps its relations": ("Paraguay conditions", "eng-0102"),
    "the Vatican is the only ally in Europe": ("Vatican Europe", "VAT"),
    "the agreement of 2018 on bishops": ("bishops 2018", "eng-0026"),
    "which is extended again and again": ("bishops extended", "eng-0096"),
    "and is violated": ("violates bishops", "eng-0120"),
    "first sign to watch: a papal visit to China": ("papal visit", "eng-0117"),
    "second sign to watch: liaison offices": ("liaison offices", "eng-0123"),
    "neither of them has happened": ("standing signal", "eng-0117"),
    "nor has the Holy See left": ("Vatican establish", "vat-1"),
    "entrench ties between people rather than outspend China": ("outspend China", "eng-0124"),
    "focus on strengths in the Pacific": ("Hennessey strengths", "eng-0122"),
    "each president since Lee has stopped there on the way": ("first Hawaii", "eng-0204"),
    "Resolution 2758 gave the seat of China to the PRC in 1971": ("2758 1971", "eng-0200"),
    "it makes no mention of Taiwan's status": ("not mention", "eng-0200"),
    "while Beijing cites it as evidence of subordination": ("subordination 2758", "eng-0340"),
    "what Beijing held out to some of them": ("offer Dominican", "eng-0301"),
    "and has been interested in Beijing for decades": ("decades Beijing", "eng-0120"),
    "allies speak for Taiwan where it cannot, and bear out its sovereignty": ("unofficial sovereignty", "eng-0340"),
    "the Vatican carries a moral authority": ("moral authority", "eng-0120"),
    "both are standing signals, since the article": ("standing Vatican", "eng-0123"),
    "the article itself is a source": ("American Topics", "src-2001"),
}


def test_no_statement_is_forgotten() -> None:
    assert FOUND.keys() == STATEMENTS.keys()
    assert all(len(words.split()) == 2 for words, _ in FOUND.values())


@pytest.mark.parametrize("statement", list(FOUND))
def test_two_words_find_what_the_article_states(record: Record, statement: str) -> None:
    words, id_ = FOUND[statement]
    assert id_ in [row["id"] for row in record.rows("search", *words.split())]


# --- by brute force, from the files ----------------------------------------------------------------------

KINDS_ZH = {
    "establish": "建交", "restore": "復交 恢復邦交", "suspend": "中止關係 中止外交關係", "sever": "斷交 断交 終止邦交", "visit": "訪問 访问",
    "transit": "過境 过境", "agreement": "協定 协定 協議", "aid": "援助", "offer": "提議", "letter": "信函 信件", "statement": "聲明 声明",
    "pressure": "施壓", "signal": "跡象", "war": "戰爭", "annexation": "併吞", "dissolution": "國家消滅", "lapse": "關係中斷",
    "standing": "尚未發生", "happened": "已發生", "withdrawn": "已撤回", "preferred": "採用", "normal": "並存", "deprecated": "不採",
}  # fmt: skip
PHRASES = {"establish": "Relations open", "restore": "restored", "suspend": "suspended", "sever": "end"}
ENDS = {"switch": "to the PRC", "war": "war", "annexation": "annexation", "dissolution": "dissolution"}
MONTHS = "January February March April May June July August September October November December".split()
PLAIN = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "đ": "d", "ı": "i"})


class Item(NamedTuple):
    type: str
    id: str
    texts: list[str]


def rows(name: str) -> list[dict[str, str]]:
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def month(date: str) -> str:
    return f"{date} {MONTHS[int(date[5:7]) - 1]}" if len(date) >= 7 else date


def items() -> Iterator[Item]:
    """Everything in the record with the texts that belong to it."""
    states = {row["code"]: row for row in rows("states")}
    named = {code: [row["name"], row["name_zh"], row["official_name"], code] for code, row in states.items()}
    for row in rows("names"):
        named[row["code"]].append(row["name"])
    people: dict[str, list[str]] = {}
    slugs = {row["slug"]: row for row in rows("presidencies")}
    for row in slugs.values():
        people.setdefault(row["name"], []).append(row["name_zh"])
    for row in rows("president_names"):
        people[slugs[row["slug"]]["name"]].append(row["name"])
    sources = {row["id"]: row for row in rows("sources")}
    regions = {"Africa": "非洲", "Americas": "美洲", "Asia": "亞洲", "Europe": "歐洲", "Oceania": "大洋洲"}
    for code, row in states.items():
        yield Item("state", code, [*named[code], row["note"], row["region"], regions[row["region"]], row["subregion"]])
    for slug, row in slugs.items():
        yield Item("presidency", slug, [row["name"], row["office"], row["start_day"], month(row["start_day"]), row["note"], *people[row["name"]]])  # fmt: skip
    dated = dict.fromkeys(slugs, "") | {row["id"]: row["date"] for row in (*rows("events"), *rows("engagements"))}
    concerned: dict[str, list[str]] = {slug: [] for slug in slugs}
    for row in rows("events"):
        concerned[row["id"]] = [row["code"]]
        words = [row["kind"], KINDS_ZH[row["kind"]], row["cause"], KINDS_ZH.get(row["cause"], "")]
        words += ["Relations", PHRASES[row["kind"]]]
        words += [ENDS.get(row["cause"], "")] if row["kind"] == "sever" or row["cause"] != "switch" else []
        yield Item("event", row["id"], [*named[row["code"]], *words, month(row["date"]), row["note"]])
    for row in rows("engagements"):
        concerned[row["id"]] = row["codes"].split(";") if row["codes"] else []
        words = [row["kind"], KINDS_ZH[row["kind"]], row["status"], KINDS_ZH.get(row["status"], ""), month(row["date"])]
        words += [row["summary"], row["summary_zh"], row["actor"], row["note"], row["amount_original"]]
        words += [other for name, others in people.items() if name in row["actor"] for other in others]
        yield Item("engagement", row["id"], [*words, *(name for code in concerned[row["id"]] for name in named[code])])
    for row in rows("variants"):
        yield Item("variant", row["id"], [*named[row["code"]], row["kind"], row["reason"], month(row["since"])])
    for row in rows("claims"):
        of_state = named[concerned[row["event"]][0]]
        yield Item(
            "claim", row["id"], [*of_state, row["rank"], KINDS_ZH[row["rank"]], row["reason"], month(row["date"])]
        )
    for row in rows("assertions"):
        source, scope = sources[row["source"]], row["scope"]
        words = [row["count"], "" if scope == "all" else scope, row["note"], source["publisher"], source["title"]]
        yield Item("assertion", row["id"], [*words, *named.get(scope, ()), month(row["date"])])
    for row in rows("evidence"):
        id_ = row["event"] or row["engagement"] or row["presidency"]
        if row["quote"]:
            words = [row["quote"], sources[row["source"]]["publisher"]]
            words.append(month(dated[id_] or slugs[id_]["start_day"]))
            yield Item("evidence", id_, [*words, *(name for code in concerned[id_] for name in named[code])])
    for row in sources.values():
        yield Item("source", row["id"], [row["publisher"], row["title"], row["author"], row["note"]])


@cache
def words_in(text: str) -> list[str]:
    """The Latin words of a text: no accents, no case, no apostrophes."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(PLAIN).casefold()
    text = re.sub("['\u2018\u2019\u02bb\u02bc]", "", text).replace("&", " and ")
    found = re.findall(r"[^\W_\u3040-\u9fff]+", text)
    return ["saint" if word == "st" else word for word in found]


def has(item: Item, query: str) -> bool:
    """Whether each word is met by one of the texts."""
    words = {word for text in item.texts for word in words_in(text)}
    for word in query.split():
        if re.search("[\u3400-\u9fff]", word):
            if not any(word in unicodedata.normalize("NFKC", text) for text in item.texts):
                return False
        elif not any(known.startswith(part) for part in words_in(word) for known in words):
            return False
    return True


def sampled(everything: list[Item]) -> list[str]:
    """Pairs of words, both from one item or each from another, always the same ones."""
    chance = random.Random(14)
    found = []
    for n in range(40):
        first = chance.choice(everything)
        second = first if n % 3 else chance.choice(everything)
        pair = [chance.choice([w for text in item.texts for w in words_in(text)]) for item in (first, second)]
        found.append(" ".join(word[: chance.choice((3, 5, 30))] for word in pair if word not in ("the", "st")))
    return [query for query in found if query]


CHOSEN = [
    "諾魯", "諾魯 斷交", "建交", "蔡英文 巴拿馬", "賴清德 訪問", "ministry", "st lucia", "Sao Tome", "côte", "COTE DIVOIRE", "Lin Chia-lung"[:3],
    "guterres letter", "nauru sever", "戰爭", "教廷 協定", "harding", "zzzz", "november tuvalu", "2024", "尚未發生", "Swaziland", "史瓦濟蘭",
    "華為", "巴拿馬 運河", "古特瑞斯",
]  # fmt: skip


@pytest.mark.long
def test_by_brute_force(record: Record) -> None:
    everything = list(items())
    assert len(everything) > 2000
    some = 0
    for query in [*CHOSEN, *sampled(everything)]:
        expected = {(item.type, item.id) for item in everything if has(item, query)}
        found = [(row["type"], row["id"]) for row in record.rows("search", *query.split())]
        assert set(found) == expected, query
        some += bool(expected)
    assert some > 40


def test_the_brute_force_can_fail() -> None:
    item = Item("event", "x", ["Saint Lucia", "諾魯斷交", "Côte d’Ivoire"])
    assert has(item, "LUCIA saint")
    assert has(item, "斷交 cote divoire")
    assert not has(item, "ucia")
    assert not has(item, "交斷")


# --- what is found ---------------------------------------------------------------------------------------


def test_all_words_in_any_order_without_case_or_accents(record: Record) -> None:
    same = [
        record.rows("search", *words) for words in (("Guterres", "joint"), ("joint", "GUTERRES"), ("joint guterres",))
    ]
    assert same[0] == same[1] == same[2]
    assert [row["id"] for row in same[0]][:2] == ["eng-0139", "eng-0090"]
    assert record.rows("search", "sao", "tome") == record.rows("search", "São", "TOMÉ")
    assert record.rows("search", "st", "lucia") == record.rows("search", "saint", "lucia")


def test_the_beginning_of_a_word_and_not_its_middle(record: Record) -> None:
    assert "eng-0112" in {row["id"] for row in record.rows("search", "cyber", "guatemala")}
    assert record.rows("search", "ybersecurity") == []
    assert record.rows("search", "斷交", "諾魯")


def test_what_is_written_together_stands_together(record: Record) -> None:
    found = record.rows("search", "2024-01-15")
    assert {"nru-4", "eng-0071"} <= {row["id"] for row in found}
    assert {row["date"] for row in found if row["type"] != "claim"} == {"2024-01-15"}


def test_names_then_what_happened_then_documents_each_newest_first(record: Record) -> None:
    found = record.rows("search", "nauru")
    order = ["state", "presidency", "event", "variant", "claim", "assertion", "evidence", "source"]
    places = [order.index("event" if row["type"] == "engagement" else row["type"]) for row in found]
    assert places == sorted(places)
    assert {row["type"] for row in found} >= {"state", "event", "engagement", "claim", "evidence", "source"}
    for type_ in ("claim", "evidence"):
        dates = [row["date"] for row in found if row["type"] == type_]
        assert dates == sorted(dates, reverse=True)
    entries = [row["id"] for row in found if row["type"] in ("event", "engagement")]
    days = {row["id"]: row["day"] for row in record.rows("timeline")}
    assert [days[id_] for id_ in entries] == sorted((days[id_] for id_ in entries), reverse=True)


def test_the_row(record: Record) -> None:
    assert record("search", "huawei", "--csv").stdout.splitlines()[0] == "type,id,date,codes,text,also"
    (row,) = record.rows("search", "Huawei", "guatemala")
    assert (row["type"], row["id"], row["date"], row["codes"]) == ("engagement", "eng-0112", "2024-12-22", ["GTM"])
    assert row["text"].endswith("the day is that of their statement.")
    assert row["also"] == []
    found = {row["id"]: row for row in record.rows("search", "巴拿馬", "蔡英文")}
    assert found["eng-0001"]["also"] == ["巴拿馬", "蔡英文"]
    (row,) = record.rows("search", "巴拿馬", "蔡英文", "運河")
    assert row["text"].startswith("On her first journey abroad")
    assert row["also"][:2] == ["巴拿馬", "蔡英文"]
    assert "巴拿馬運河" in row["also"][2]
    assert not record.rows("search", "巴拿馬", "蔡英文", "華為")


@pytest.mark.parametrize(
    ("words", "type_"),
    [
        ("swaziland", "state"), ("tsai", "presidency"), ("nauru 2024-01-15", "event"), ("checkbook", "engagement"),
        ("communiqué severs", "claim"), ("peak traced", "assertion"), ("immediate effect", "evidence"), ("taipei times", "source"),
    ],
)  # fmt: skip
def test_every_type(record: Record, words: str, type_: str) -> None:
    found = record.rows("search", *words.split(), "--type", type_)
    assert found
    assert {row["type"] for row in found} == {type_}
    everything = record.rows("search", *words.split())
    assert [row for row in everything if row["type"] == type_] == found
    for row in found[:1]:  # and `show` knows it
        assert record.rows("show", row["id"])


def test_a_variant(allies: Allies, made_up: MadeUp) -> None:
    env = made_up.program(
        variants=add(
            id="var-001",
            code="MCO",
            since="1970",
            until="",
            kind="consular",
            reason="A consul alone.",
            source="src-0003",
        )
    )
    found = allies("search", "monaco", "consul", "--csv", env=env).stdout
    assert found.splitlines()[1:] == ["variant,var-001,1970,MCO,A consul alone.,Monaco"]
    shown = allies("show", "var-001", "--format", "table", env=env).stdout
    assert "A consul alone." in shown
    assert '"type": "variant"' in allies("show", "var-001", "--json", env=env).stdout


def test_own_events_are_found(allies: Allies) -> None:
    allies("add", "tuvalu", "visit", "2026-11-20", "--summary", "A zebra came", "--source", "Zoo: News of the day")
    ids = [line.split(",")[1] for line in allies("search", "zebra", "--csv").stdout.splitlines()[1:]]
    assert ids == ["my-eng-1"]
    assert "my-src-1" in allies("search", "zoo", "--csv").stdout


# --- filters and options ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("St. Vincent was told first", "saint told"),
        ("Bread & butter", "and butter"),
        ("l\u2019\u00c9tat c\u2019est moi", "letat cest"),
        ("O'Brien\tsaid so", "obrien said"),
        ("\u0141\u00f3d\u017a, Stra\u00dfe 7", "lodz strasse"),
        ("\uff26\uff35\uff2c\uff2c width", "full width"),
        ("not_a-word 100%", "word 100"),
        ("\u8207\u8afe\u9b6f2024\u5e74\u65b7\u4ea4", "\u8afe\u9b6f 2024\u5e74"),
    ],
)
def test_a_note_is_met_however_it_is_written(allies: Allies, note: str, words: str) -> None:
    allies("add", "nauru", "restore", "2025-01-05", "--source", "Gazette", "--note", note)
    found = allies("search", *words.split(), "--type", "event", "--fields", "id", "--no-header").stdout
    assert found == "my-nru-1\n"


def test_filters(record: Record) -> None:
    def ids(*args: str) -> set[str]:
        return {row["id"] for row in record.rows("search", *args)}

    assert ids("relations", "-c", "nauru") <= ids("relations", "-r", "oceania") < ids("relations")
    assert {"nru-2", "nru-4"} <= ids("sever", "-c", "nauru", "--type", "event")
    assert ids("sever", "--in", "2024", "--type", "event") == {"nru-4"}
    assert ids("tsai", "--in", "2024-05-20", "--type", "presidency") == set()
    assert ids("tsai", "--in", "2024-05-19", "--type", "presidency") == {"tsai-ing-wen"}
    assert ids("ministry", "-c", "nauru", "--type", "source") <= {
        row["id"] for row in record.rows("sources", "-c", "nauru")
    }
    # An engagement belongs to every period that it overlaps.
    assert "eng-0103" in ids("journey", "--in", "2024-12-01", "--type", "engagement")


def test_a_limit(record: Record) -> None:
    everything = record.rows("search", "palau")
    assert record.rows("search", "palau", "--limit", "4") == everything[:4]
    said = record.terminal("search", "palau", "--limit", "4", "--no-pager")
    assert f"4 of {len(everything)} · data as of" in " ".join(said.split())


def test_nothing_is_an_answer(record: Record) -> None:
    assert record("search", "zzzz").stdout == "type\tid\tdate\tcodes\ttext\talso\n"
    assert record.rows("search", "zzzz") == []
    assert "Nothing recorded that matches." in record.terminal("search", "zzzz", "--no-pager")


def test_wrong_usage(record: Record) -> None:
    assert "TEXT" in record("search", check=2).stderr
    assert "no word to look for" in record("search", "...", "--", "-", check=2).stderr
    assert '"foo" is not a type' in record("search", "x", "--type", "foo", check=2).stderr
    assert "--limit" in record("search", "x", "--limit", "0", check=2).stderr


# --- at a terminal ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_words_are_marked_by_colour_and_by_where_they_stand(record: Record, width: int) -> None:
    said = record.terminal("search", "guterres", "letter", "--no-pager", width=width)
    assert "\x1b[33mGuterres\x1b[0m" in said
    assert "\x1b[33mletter\x1b[0m" in said
    plain = record.terminal("search", "guterres", "letter", "--no-pager", "--color", "never", width=width)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d+m", "", said) == plain
    for line in plain.splitlines():
        assert cell_width(line) <= width
    told = [row["text"] for row in record.rows("search", "guterres", "letter")]
    assert " ".join(plain.split()).count("Guterres") >= sum("Guterres" in text for text in told) > 1


LONG = "Opening words. " + "filler " * 60 + "the needle stands here " + "more " * 60 + "and a second pin at the end."


def test_a_long_text_is_cut_around_the_words() -> None:
    cut = snippet(Words("needle", "pin"), LONG)
    assert len(cut) < 320
    assert cut.startswith("… ")
    assert "the needle stands here" in cut
    assert cut.endswith("and a second pin at the end.")
    assert cut.count("…") == 2
    assert snippet(Words("needle"), "a needle") == "a needle"
    chinese = "文" * 300 + "斷交" + "字" * 300
    assert "斷交" in snippet(Words("斷交"), chinese)
    assert len(snippet(Words("斷交"), chinese)) < 140


def test_hostile_text_reaches_no_terminal(allies: Allies) -> None:
    allies("add", "tuvalu", "visit", "2026-11-20", "--summary", "zebra [red]x[/red] | `y`", "--source", "src-0003")
    said = allies("search", "zebra", "--format", "table").stdout
    assert "[red]x[/red] | `y`" in " ".join(said.split())
    assert allies("search", "ze\x1b[31mbra").stdout.count("\n") == 1


# --- completion ------------------------------------------------------------------------------------------


def test_types_are_completed(record: Record) -> None:
    def offered(line: str, **env: str) -> dict[str, str]:
        done = record(env={"_ALLIES_COMPLETE": "fish", "_ALLIES_LINE": line, **env})
        return dict(part.partition("\t")[::2] for part in done.stdout.splitlines()[1:])

    assert list(offered("allies search x --type ")) == [
        "state", "presidency", "event", "engagement", "variant", "claim", "assertion", "evidence", "source",
    ]  # fmt: skip
    assert list(offered("allies search x --type event,s")) == ["event,state", "event,source"]
    assert offered("allies search x --type cl", ALLIES_LANG="zh") == {"claim": "異說"}
    assert list(offered("allies timeline --type ")) == ["recognition", "engagement"]


def test_a_pipe_gets_rows_as_they_come(record: Record) -> None:
    """The first rows are there although there are more."""
    everything: list[Any] = record.rows("search", "a")
    assert record.rows("search", "a", "--limit", "1") == everything[:1]
