"""The bundled record: whole, consistent, sourced, and in agreement with what others have published."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import pytest

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.model.fields import describe
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset.descriptor import describe_package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Record

DATA = bundled.DATA
EMPTY: tuple[str, ...] = ()
"""Files that have their columns and wait for their rows."""
Rows = list[dict[str, str]]


@cache
def rows(resource: str) -> Rows:
    with (DATA / f"{resource}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


@cache
def codes() -> frozenset[str]:
    return frozenset(row["code"] for row in rows("states"))


def number(event_id: str) -> int:
    return int(event_id.rpartition("-")[2])


@cache
def events_of() -> dict[str, Rows]:
    """The events of each state in order of effect: by the last day that the date can mean, then by number."""
    grouped: dict[str, Rows] = defaultdict(list)
    for row in rows("events"):
        grouped[row["code"]].append(row)
    return {
        code: sorted(found, key=lambda row: (PartialDate.parse(row["date"]).last, number(row["id"])))
        for code, found in grouped.items()
    }


class Spell(NamedTuple):
    """[start_min .. start] the days on which it may have begun, [end_min .. end] on which it may have ended."""

    code: str
    start_min: date
    start: date
    end_min: date
    end: date

    def counts(self, day: date) -> tuple[bool, bool, bool]:
        """Whether it counts on a day; for certain; perhaps."""
        return self.start <= day < self.end, self.start <= day < self.end_min, self.start_min <= day < self.end


def spells() -> Iterator[Spell]:
    for code, events in events_of().items():
        dates = [PartialDate.parse(row["date"]) for row in events]
        for n in range(0, len(events), 2):
            end = dates[n + 1] if n + 1 < len(dates) else None
            yield Spell(
                code,
                dates[n].first,
                dates[n].last,
                end.first if end else date.max,
                end.last if end else date.max,
            )


SPELLS = list(spells())


def allies_on(day: date) -> set[str]:
    return {spell.code for spell in SPELLS if spell.counts(day)[0]}


# --- form ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("resource", list(RESOURCES))
def test_a_file_is_plain_csv(resource: str) -> None:
    raw = (DATA / f"{resource}.csv").read_bytes()
    text = raw.decode("utf-8")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert "\r" not in text
    assert text.endswith("\n")
    with (DATA / f"{resource}.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.reader(stream, strict=True))
    assert table[0] == list(RESOURCES[resource].row._fields)
    assert {len(row) for row in table} == {len(table[0])}
    assert len(table) > 1 or resource in EMPTY


@pytest.mark.parametrize("resource", list(RESOURCES))
def test_text_is_clean(resource: str) -> None:
    for row in rows(resource):
        for name, value in row.items():
            where = f"{resource} {next(iter(row.values()))} {name}: {value!r}"
            assert value == value.strip(), where
            assert "  " not in value, where
            assert value.isprintable(), where
            assert "\ufffd" not in value, where
            assert unicodedata.is_normalized("NFC", value), where


def test_the_numbers_of_the_record() -> None:
    assert len(rows("states")) == 217
    assert len(events_of()) == 118
    assert len(rows("events")) >= 270
    assert len(rows("presidencies")) == 33
    assert len(rows("engagements")) >= 155


@pytest.mark.parametrize("resource", list(RESOURCES))
def test_references_lead_somewhere(resource: str) -> None:
    for name, target in RESOURCES[resource].references.items():
        known = {row[RESOURCES[target].key[0]] for row in rows(target)}
        wrong = [row for row in rows(resource) if row[name] and row[name] not in known]
        assert not wrong


def test_evidence_is_about_one_thing() -> None:
    for row in rows("evidence"):
        assert sum(bool(row[name]) for name in ("event", "engagement", "presidency")) == 1, row
    keys = Counter(
        (r["event"], r["engagement"], r["presidency"], r["source"], r["supports"], r["date"]) for r in rows("evidence")
    )
    assert [key for key, n in keys.items() if n > 1] == []


@pytest.mark.parametrize("resource", list(RESOURCES))
def test_vocabularies_are_closed(resource: str) -> None:
    for field in describe(RESOURCES[resource].row):
        found = {row[field.name] for row in rows(resource)} - {""}
        assert not field.words or found <= set(field.words), field.name
        if field.required:
            assert all(row[field.name] for row in rows(resource)), field.name


def test_dates_are_dates() -> None:
    for resource in RESOURCES:
        for name, type_ in [(f.name, f.type) for f in describe(RESOURCES[resource].row)]:
            for row in rows(resource) if type_ in {"date", "day"} or name == "published" else ():
                if row[name]:
                    parsed = PartialDate.parse(row[name])
                    assert str(parsed) == row[name]
                    assert date(1800, 1, 1) <= parsed.first <= date(2026, 11, 24), row


def test_the_dates_of_presidencies_are_days() -> None:
    for row in rows("presidencies"):
        date.fromisoformat(row["start_day"])
        assert not row["end_day"] or date.fromisoformat(row["end_day"]) > date.fromisoformat(row["start_day"])


def test_nothing_of_the_record_is_later_than_it_claims_to_be_good_for() -> None:
    as_of = date.fromisoformat(bundled.identity().as_of)
    for resource in ("events", "engagements"):
        assert [row["id"] for row in rows(resource) if PartialDate.parse(row["date"]).first > as_of] == []


def test_local_dates_differ_by_a_day_at_most() -> None:
    for row in rows("events"):
        if row["local_date"]:
            here, there = PartialDate.parse(row["date"]), PartialDate.parse(row["local_date"])
            assert here != there, row["id"]
            if here.day and there.day:
                assert abs((here.first - there.first).days) == 1, row["id"]


# --- ids -------------------------------------------------------------------------------------------------


def test_ids_of_events_are_the_state_and_a_number_without_gap() -> None:
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows("events"):
        match = re.fullmatch(r"([a-z]{3})-([1-9][0-9]*)", row["id"])
        assert match, row["id"]
        assert match[1].upper() == row["code"], row["id"]
        found[row["code"]].append(int(match[2]))
    assert {code: numbers for code, numbers in found.items() if numbers != list(range(1, len(numbers) + 1))} == {}
    assert set(found) <= codes()


@pytest.mark.parametrize(
    ("resource", "shape", "gapless"),
    [
        ("engagements", "eng-{:04}", False),
        ("assertions", "ast-{:03}", False),
        ("variants", "var-{:03}", True),
        ("claims", "clm-{:04}", False),
        ("sources", "src-{:04}", False),
    ],
)
def test_other_ids_are_numbered(resource: str, shape: str, gapless: bool) -> None:
    ids = [row["id"] for row in rows(resource)]
    numbers = [number(text) for text in ids]
    assert ids == [shape.format(n) for n in numbers]
    assert numbers == sorted(set(numbers))
    if gapless:
        assert numbers == list(range(1, len(numbers) + 1))


def test_population_has_its_year_and_is_that_of_a_state_of_today() -> None:
    for row in rows("states"):
        assert bool(row["population"]) == bool(row["population_year"]) == (not row["existed_to"]), row["code"]
        assert row["population_year"] in {"", "2020"}
    assert sum(int(row["population"] or 0) for row in rows("states")) == 7_779_233_921


def test_codes_and_slugs() -> None:
    for row in rows("states"):
        assert re.fullmatch(r"[A-Z]{3}", row["code"]), row
        assert re.fullmatch(r"[A-Z]{2}|", row["alpha2"]), row
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row["slug"]), row
        assert row["official_name"], row
        assert re.fullmatch(r"[\u4e00-\u9fff]+(（[\u4e00-\u9fff0-9]+）)?", row["name_zh"]), row
    without = {row["code"] for row in rows("states") if not row["alpha2"]}
    assert {code for code in without if not code.startswith("X")} == {"SCG"}
    for name in ("code", "slug", "name", "name_zh"):
        assert [v for v, n in Counter(row[name] for row in rows("states")).items() if n > 1] == []
    for row in rows("presidencies"):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*(-[0-9])?", row["slug"]), row


# --- sense -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(events_of()))
def test_openings_and_endings_alternate(code: str) -> None:
    kinds = [row["kind"] for row in events_of()[code]]
    assert kinds[0] == "establish"
    assert [kind in {"establish", "restore"} for kind in kinds] == [n % 2 == 0 for n in range(len(kinds))]
    assert "establish" not in kinds[1:]


def test_an_ending_has_a_cause_and_an_opening_none() -> None:
    for row in rows("events"):
        assert bool(row["cause"]) == (row["kind"] in {"sever", "suspend"}), row["id"]
        if row["kind"] == "suspend":
            assert row["cause"] == "annexation", row["id"]


def test_events_lie_in_the_life_of_their_state() -> None:
    lives = {row["code"]: row for row in rows("states")}
    for row in rows("events"):
        when, life = PartialDate.parse(row["date"]), lives[row["code"]]
        if life["existed_from"]:
            assert when.last >= PartialDate.parse(life["existed_from"]).first, row["id"]
        if life["existed_to"]:
            assert when.first <= PartialDate.parse(life["existed_to"]).last, row["id"]


def test_presidencies_follow_each_other_without_gap_or_overlap() -> None:
    found = sorted((row["start_day"], row["end_day"] or "9999", row["slug"]) for row in rows("presidencies"))
    since = [row for row in found if row[0] >= "1948-05-20"]
    assert since[0][0] == "1948-05-20"
    assert since[-1] == ("2024-05-20", "9999", "lai-ching-te")
    for (_, end, before), (start, _, after) in pairwise(since):
        assert end == start, f"{before} ends on {end}, {after} starts on {start}"
    assert [slug for start, end, slug in found if start < "1948-05-20" < end] == []
    assert found[0][0] == "1912-01-01"


OTHERS = set("USA CHN TON SYC MUS MDG SGP IDN PHL THA ARE LBN NLD LBY MEX IND DEU".split())
"""States that engagements name without their being allies at the time; all but the allies of the last ten years."""


def test_codes_of_engagements_are_known() -> None:
    unknown, strangers = set(), set()
    lost_lately = {"STP", "PAN", "DOM", "BFA", "SLV", "SLB", "KIR", "NIC", "HND", "NRU"}
    for row in rows("engagements"):
        named = [code for code in row["codes"].split(";") if code]
        assert named == sorted(set(named)), row["id"]
        for code in named:
            if code in OTHERS:
                continue
            unknown |= {code} - codes()
            if code not in allies_on(PartialDate.parse(row["date"]).first) and code not in lost_lately:
                strangers.add((row["id"], code))
    assert unknown == set()
    assert strangers == set()


MONTHS = "January February March April May June July August September October November December".split()
LARGE = {"million": 10**6, "billion": 10**9, "": 1}


def figures(text: str) -> Counter[float]:
    """The numbers that stand in an English text as figures, and its months."""
    found = re.findall(r"(\d[\d,]*(?:\.\d+)?)(?: (million|billion))?", text)
    months = [float(MONTHS.index(month) + 1) for month in re.findall("|".join(MONTHS), text)]
    return Counter([*(float(number.replace(",", "")) * LARGE[unit] for number, unit in found), *months])


def figures_zh(text: str) -> Counter[float]:
    """The numbers that stand in a Chinese text as figures; 1億5,000萬 is one."""
    found = re.findall(r"(?=\d)(?:([\d,]+)億)?(?:([\d,]+)萬)?([\d,]+)?", text)
    return Counter(
        float(sum(int(part.replace(",", "") or 0) * unit for part, unit in zip(parts, (10**8, 10**4, 1), strict=True)))
        for parts in found
    )


def test_figures_are_read_in_both_languages() -> None:
    assert figures("about US$2.4 billion and 5,000 on 16 January 2024") == Counter([2.4e9, 5000, 16, 1, 2024])
    assert figures_zh("約24億美元及5,000，2024年1月16日") == Counter([2.4e9, 5000, 2024, 1, 16])
    assert figures_zh("1億5,000萬、20萬") == Counter([1.5e8, 2e5])


def test_the_chinese_summary_says_what_the_english_one_says() -> None:
    """A sentence in Chinese, which ends like one, with the same figures and months, the same states and presidents."""
    named = [row for row in rows("states") if row["code"] != "TWN"] + rows("presidencies")
    names = {re.compile(rf"\b{row['name']}\b"): row["name_zh"] for row in named}
    wrong = []
    for row in rows("engagements"):
        english, chinese = row["summary"], row["summary_zh"]
        own_words = re.sub('".*"', "", english)
        missing = [zh for name, zh in names.items() if zh not in chinese and name.search(own_words)]
        sentence = re.search("[\u4e00-\u9fff]", chinese) and chinese.endswith("。")
        quoted = ('"' in english) == ("「" in chinese)
        if missing or not sentence or not quoted or figures_zh(chinese) != figures(english):
            wrong.append((row["id"], english, chinese))
    assert not wrong


def test_engagements_end_after_they_begin() -> None:
    for row in rows("engagements"):
        assert row["summary"].endswith((".", '."', ".)")), row["id"]
        if row["end_date"]:
            assert row["end_date"] > row["date"], row["id"]


def journeys_with_a_stop_in_the_united_states(until: date) -> Counter[str]:
    """Of each president: the journeys that began by a day and had a stop there on the way."""

    def days(row: dict[str, str]) -> tuple[date, date]:
        return PartialDate.parse(row["date"]).first, PartialDate.parse(row["end_date"] or row["date"]).last

    by_president = [row for row in rows("engagements") if row["actor"].endswith("(president)")]
    stops = [row for row in by_president if row["kind"] == "transit" and row["codes"] == "USA"]
    found: Counter[str] = Counter()
    for journey in by_president:
        start, end = days(journey)
        if journey["kind"] != "visit" or start > until or journey["codes"] == "USA":
            continue
        if len(journey["date"]) == 4:  # one of which only the year is known would meet any stop of it
            continue
        on_the_way = [
            stop
            for stop in stops
            if stop["actor"] == journey["actor"]
            and days(stop)[0] <= end + timedelta(2)
            and days(stop)[1] >= start - timedelta(1)
        ]
        found[journey["actor"].removesuffix(" (president)")] += bool(on_the_way)
    return found


def test_the_journeys_of_presidents_meet_a_published_sum() -> None:
    """The Congressional Research Service counts 29 from 1994 to April 2023, without a list.

    One more is here, with an hour in Guam in May 2005.
    """
    assert dict(journeys_with_a_stop_in_the_united_states(date(2023, 4, 30))) == {
        "Lee Teng-hui": 2, "Chen Shui-bian": 11, "Ma Ying-jeou": 10, "Tsai Ing-wen": 7,
    }  # fmt: skip
    stops = Counter(r["actor"] for r in rows("engagements") if r["kind"] == "transit" and r["codes"] == "USA")
    assert stops["Ma Ying-jeou (president)"] == 19  # as he counted on the last of them


def test_every_ally_of_today_is_confirmed_by_somebody() -> None:
    assert {row["code"] for row in rows("last_confirmed")} == allies_on(date.max - timedelta(1))
    for row in rows("last_confirmed"):
        assert "2026-03-01" <= row["date"] <= "2026-11-24", row


def test_every_kind_has_its_coverage() -> None:
    said = {row["kind"] for row in rows("coverage")}
    assert said == {"recognition"} | {row["kind"] for row in rows("engagements")}


def test_the_codebook_gives_the_same_coverage() -> None:
    codebook = (DATA / "CODEBOOK.md").read_text(encoding="utf-8")
    for row in rows("coverage"):
        kind = "events" if row["kind"] == "recognition" else f"`{row['kind']}`"
        assert f"| {kind} | {row['start_day']} | {row['covers']} | {row['missing']} |" in codebook, row["kind"]


# --- names -----------------------------------------------------------------------------------------------


def loose(text: str) -> str:
    """Without case, accents, spaces and punctuation."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(c for c in text.casefold() if c.isalnum())


def test_no_name_belongs_to_two_states() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows("states"):
        for name in ("code", "alpha2", "slug", "name", "official_name", "name_zh"):
            if row[name]:
                owners[loose(row[name])].add(row["code"])
    for row in rows("names"):
        owners[loose(row["name"])].add(row["code"])
    both = {"COD", "COG"}
    assert {name: owner for name, owner in owners.items() if len(owner) > 1} == {
        "congo": both, "剛果": both, "刚果": both, "korea": {"KOR", "PRK"}, "guiana": {"GUY", "SUR"},
    }  # fmt: skip


def test_aliases_have_no_years() -> None:
    for row in rows("names"):
        if row["kind"] == "alias":
            assert not row["since"], row
            assert not row["until"], row


def test_former_names_of_allies_have_years() -> None:
    """Those of a state that has events: which name it bore then is a question of the record."""
    bare = [
        row["name"]
        for row in rows("names")
        if row["kind"] == "former" and row["code"] in events_of() and not row["until"]
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("SWZ", "Swaziland"),
        ("BEN", "Dahomey"),
        ("BFA", "Upper Volta"),
        ("COD", "Zaire"),
        ("WSM", "Western Samoa"),
        ("MKD", "Macedonia"),
        ("MMR", "Burma"),
        ("VAT", "Vatican"),
        ("CIV", "Ivory Coast"),
        ("GTM", "瓜地馬拉"),
        ("BLZ", "貝里斯"),
        ("SWZ", "史瓦帝尼"),
        ("PLW", "帛琉"),
        ("VAT", "教廷"),
    ],
)
def test_usual_names_are_there(code: str, name: str) -> None:
    state = next(row for row in rows("states") if row["code"] == code)
    known = {state["name"], state["name_zh"]} | {row["name"] for row in rows("names") if row["code"] == code}
    assert name in known


# --- evidence --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resource", "key", "name"),
    [("events", "id", "event"), ("engagements", "id", "engagement"), ("presidencies", "slug", "presidency")],
)
def test_everything_rests_on_something(resource: str, key: str, name: str) -> None:
    supported = {row[name] for row in rows("evidence")}
    assert [row[key] for row in rows(resource) if row[key] not in supported] == []


def test_every_source_is_used() -> None:
    citing = ("evidence", "claims", "assertions", "variants", "last_confirmed")
    used = {row["source"] for resource in citing for row in rows(resource)}
    assert [row["id"] for row in rows("sources") if row["id"] not in used] == []


def test_a_document_is_one_row() -> None:
    for name in ("url", "archived", "read_at"):
        seen = Counter(re.sub(r"^https?://(www\.)?", "", row[name]).rstrip("/") for row in rows("sources") if row[name])
        assert [address for address, n in seen.items() if n > 1] == []
    told = Counter(
        (row["publisher"], row["title"], row["published"], row["url"], row["read_at"]) for row in rows("sources")
    )
    assert [document for document, n in told.items() if n > 1] == []


def test_addresses_are_addresses() -> None:
    for row in rows("sources"):
        for name in ("url", "archived", "read_at"):
            assert re.fullmatch(r"(https?://[^\s/]+\.[^\s]+)?", row[name]), row["id"]


LIBRARIES = ("wikisource.org", "mashruteh.org")
"""Wikis that hold documents, not articles."""


def test_a_copy_is_cited_as_what_it_copies() -> None:
    for row in rows("sources"):
        address = row["url"] + row["read_at"]
        is_library = any(host in address for host in LIBRARIES)
        if "/wiki/" in address and not is_library and row["publisher"] != "Newton (encyclopedia)":
            assert re.fullmatch(r"[A-Z][a-z]+ Wikipedia", row["publisher"]), row
        if "Wikipedia" in row["publisher"]:
            assert row["tier"] == "tertiary", row


COPIES = (
    "howaty.com", "ex1w20m.cn", "kfd.me", "wikiwand.com", "wikipedia-ipfs.org", "freewechat.com", "oracleblog.org",
    "kiwix.haohe.fun", "workers.dev", "docslib.org", "googleweblight.com", "100ke.info", "fkgfw.men", "duckdns.org",
    "cloudfront.net", "azurewebsites.net", "wikileaks.org", "pages.dev", "nina.az", "wikimili.com",
)  # fmt: skip
"""Proxies, scrapers and mirrors that the compilers read: never an address of a document."""


def test_an_address_is_that_of_the_document() -> None:
    for row in rows("sources"):
        host = urlsplit(row["url"]).netloc
        assert not any(host == copy or host.endswith(f".{copy}") for copy in COPIES), row["id"]
        assert not row["archived"] or re.match(
            r"https?://(web\.archive\.org/web/\d|(search\.)?wikileaks\.org/plusd/)", row["archived"]
        )
        assert row["read_at"] not in {row["url"], row["archived"]} - {""}, row["id"]


def test_one_body_has_one_name() -> None:
    """Names of publishers that differ only in case, accents, punctuation or an article are one name."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows("sources"):
        names[loose(re.sub(r"^(The|La|El|Le) ", "", row["publisher"]))].add(row["publisher"])
    assert [found for found in names.values() if len(found) > 1] == []


def test_disputed_events_prefer_the_date_they_have() -> None:
    dates = {row["id"]: row["date"] for row in rows("events")}
    claims: dict[str, Rows] = defaultdict(list)
    for row in rows("claims"):
        claims[row["event"]].append(row)
    for event, found in claims.items():
        assert [row["date"] for row in found if row["rank"] == "preferred"] == [dates[event]], event
        assert dates[event] not in [row["date"] for row in found if row["rank"] != "preferred"], event


# --- what others counted ---------------------------------------------------------------------------------


def members_on(day: str) -> set[str]:
    return {
        row["code"]
        for row in rows("un_members")
        if row["start_day"] <= day and (not row["end_day"] or row["end_day"] > day)
    }


def bounds(assertion: dict[str, str]) -> tuple[int, int]:
    """The least and the greatest count of the record on the days that the assertion can mean."""
    regions = {row["code"]: row["region"] for row in rows("states")}
    scope = assertion["scope"]
    when = PartialDate.parse(assertion["date"])
    seats = members_on(when.first.isoformat()) if scope == "un" else set()
    found = [s for s in SPELLS if scope in ("all", s.code, regions[s.code]) or s.code in seats]
    days = [when.first + timedelta(days=n) for n in range((when.last - when.first).days + 1)]
    counts = [[s.counts(day) for s in found] for day in days]
    return (
        min(sum(certain for _, certain, _ in day) for day in counts),
        max(sum(perhaps for *_, perhaps in day) for day in counts),
    )


BY_NOTE = {"ast-011", "ast-013", "ast-014", "ast-025"}
BY_VARIANTS = {"ast-001", "ast-006", "ast-007", "ast-034", "ast-049", "ast-200", "ast-207", "ast-208"}
"""Published counts that the record contradicts: their note says why, or variants make up the difference. A new one is a
reason to look again."""


def test_published_counts_hold_or_are_explained() -> None:
    differing = {}
    for row in rows("assertions"):
        low, high = bounds(row)
        if low <= int(row["count"]) <= high:
            assert not row["variants"], row
            continue
        differing[row["id"]] = (row["date"], row["scope"], row["count"], (low, high))
        assert len(row["note"]) > 30, row
        assert bool(row["variants"]) == (row["id"] in BY_VARIANTS), row
        named = [variant for variant in rows("variants") if variant["id"] in row["variants"].split(";")]
        assert len(named) == len([name for name in row["variants"].split(";") if name]), row
        assert not named or low <= int(row["count"]) <= high + len(named), row
    assert set(differing) == BY_NOTE | BY_VARIANTS, differing


def test_a_variant_is_no_spell_of_the_record() -> None:
    """It begins before it ends, in the life of its state, and on none of its days was the state an ally for certain."""
    lives = {row["code"]: row for row in rows("states")}
    for row in rows("variants"):
        since = PartialDate.parse(row["since"])
        until = PartialDate.parse(row["until"]) if row["until"] else None
        assert until is None or since.first < until.last, row
        for spell in SPELLS:
            if spell.code == row["code"]:
                assert spell.start >= (until.first if until else date.max) or spell.end <= since.last, row
        assert not lives[row["code"]]["existed_to"], row
        assert row["reason"].endswith("."), row


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2000-05-20", 29),
        ("2004-11-04", 27),
        ("2004-12-20", 26),
        ("2008-05-20", 23),
        ("2016-05-20", 22),
        ("2017-06-13", 20),
        ("2021-12-31", 14),
        ("2024-01-14", 13),
        ("2024-01-15", 12),
        ("2026-11-24", 12),
    ],
)
def test_counts_that_everybody_gives(record: Record, day: str, count: int) -> None:
    assert len(allies_on(date.fromisoformat(day))) == count
    assert record("count", "--at", day).stdout == f"{count}\n"


TWELVE = {
    "GTM": "1933", "VAT": "1942", "HTI": "1956", "PRY": "1957", "SWZ": "1968", "TUV": "1979",
    "VCT": "1981", "KNA": "1983", "BLZ": "1989", "MHL": "1998", "PLW": "1999", "LCA": "2007",
}  # fmt: skip


def test_the_twelve(record: Record) -> None:
    listed = json.loads(record("list", "--json").stdout)
    assert {row["code"]: row["since"][:4] for row in listed} == TWELVE
    assert listed[0]["code"] == "GTM", "the oldest comes first"


LOST_UNDER_TSAI = {
    "STP": "2016-12-21", "PAN": "2017-06-13", "DOM": "2018-05-01", "BFA": "2018-05-24", "SLV": "2018-08-21",
    "SLB": "2019-09-16", "KIR": "2019-09-20", "NIC": "2021-12-10", "HND": "2023-03-26", "NRU": "2024-01-15",
}  # fmt: skip


def test_the_ten_losses_under_tsai(record: Record) -> None:
    lost = json.loads(record("diff", "tsai", "--json").stdout)
    assert {row["change"] for row in lost} == {"lost"}
    assert {row["code"]: row["date"] for row in lost} == LOST_UNDER_TSAI
    assert [row["date"] for row in lost] == sorted(LOST_UNDER_TSAI.values())
    assert Counter(row["region"] for row in lost) == {"Americas": 5, "Oceania": 3, "Africa": 2}
    assert {row["cause"] for row in lost} == {"switch"}


# --- the package -----------------------------------------------------------------------------------------


def test_the_descriptor_is_what_the_files_are() -> None:
    descriptor = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor == describe_package(DATA, descriptor["version"], descriptor["as_of"])
    for resource in descriptor["resources"]:
        content = (DATA / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
    assert re.fullmatch(r"20\d\d\.\d\d?\.\d+", descriptor["version"])
    date.fromisoformat(descriptor["as_of"])
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"


def test_the_descriptor_says_who_what_and_of_which_years() -> None:
    descriptor = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert [who["title"] for who in descriptor["contributors"]] == ["Taiwan Allies contributors"]
    assert descriptor["temporal"] == {"start": "1912-01-01", "end": descriptor["as_of"]}
    assert {"Taiwan", "diplomatic recognition"} <= set(descriptor["keywords"])
    assert "homepage" not in descriptor
    assert descriptor["sources"][0]["path"] == "sources.csv"
    assert all(source["title"] and source["path"] for source in descriptor["sources"])


def test_the_package_is_valid_for_frictionless() -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(DATA / "datapackage.json"))
    assert report.valid, report.flatten(["title", "fieldName", "rowNumber", "message"])[:10]
    assert len(report.tasks) == len(RESOURCES)


def test_the_store_holds_what_the_files_hold(record: Record) -> None:
    import sqlite3

    with sqlite3.connect(f"file:{record.db}?mode=ro", uri=True) as conn:
        for name, resource in RESOURCES.items():
            types = {f.name: f.type for f in describe(resource.row)}
            stored = conn.execute(f"SELECT {', '.join(types)} FROM {bundled.table_of(resource)}").fetchall()
            written = [tuple(_value(row[field], type_) for field, type_ in types.items()) for row in rows(name)]
            assert Counter(stored) == Counter(written), name


def _value(text: str, type_: str) -> str | float | None:
    """What the store holds for a cell."""
    if not text:
        return None
    return text == "true" if type_ == "boolean" else float(text) if type_ in {"integer", "number"} else text
