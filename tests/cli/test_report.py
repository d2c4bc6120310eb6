"""The page to share: what it says, that it asks nobody for anything, and that anybody can read it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from conftest import Allies, Record
from hypothesis import given
from hypothesis import strategies as st

from taiwan_allies.charts.picture import lay_out
from taiwan_allies.charts.scene import Band, Layer, Point, TimeChart
from taiwan_allies.charts.sheet import NARROW, WIDE
from taiwan_allies.charts.svg import svg
from taiwan_allies.i18n import catalogue
from taiwan_allies.views import report as page_module

TEMPLATES = page_module.TEMPLATES
VOID = {"meta", "link", "br", "img", "input", "hr"}
PAGES = {
    "whole": (),
    "president": ("--president", "tsai"),
    "period": ("--in", "1971..1979"),
    "chinese": ("--president", "lai", "--lang", "zh"),
    "early": ("--in", "1912..1928"),
}


class Page(HTMLParser):
    """A page as a list of elements, checked for tags that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[int, str] = {}
        self.open: list[int] = []
        self.feed(text)
        self.close()
        assert self.open == [], [self.elements[n] for n in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self.open.pop()][0] == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        for n in self.open:
            self.words[n] = self.words.get(n, "") + data

    def all(self, tag: str, **wanted: str) -> list[tuple[dict[str, str | None], str]]:
        """Attributes and text of the elements of a tag that have these attributes."""
        return [
            (attrs, " ".join(self.words.get(n, "").split()))
            for n, (name, attrs) in enumerate(self.elements)
            if name == tag and all(v in (attrs.get(k.rstrip("_")) or "").split() for k, v in wanted.items())
        ]


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest, record: Record) -> Page:
    return Page(record("report", *PAGES[request.param]).stdout)


@pytest.fixture(scope="module")
def whole(record: Record) -> Page:
    return Page(record("report").stdout)


# It stands alone ------------------------------------------------------------------------------------------------


def test_it_asks_nobody_for_anything(page: Page) -> None:
    for tag, attrs in page.elements:
        assert tag != "script" or attrs == {"type": "application/ld+json"}
        assert tag not in {
            "iframe",
            "object",
            "embed",
            "img",
            "audio",
            "video",
            "form",
            "base",
            "image",
            "use",
            "source",
        }
        assert not [
            name for name in attrs if name.startswith("on") or name in {"src", "srcset", "action", "ping", "background"}
        ]
        href = attrs.get("href")
        if href is not None:
            saved = tag == "a" and "download" in attrs and href.startswith("data:text/csv")
            known = tag == "a" and re.match(r"https?://|#", href)
            assert saved or known or (tag, href) == ("link", "data:,"), (tag, href)
    (style,) = page.all("style")
    assert not re.search(r"url\s*\(|@import|@font-face|</", style[1])


def test_its_policy_forbids_what_it_does_not_need(page: Page) -> None:
    policy = next(a["content"] for a, _ in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy") or ""
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "http" not in policy


def test_links_to_elsewhere_tell_nobody_where_from(page: Page) -> None:
    assert any(a.get("name") == "referrer" and a.get("content") == "no-referrer" for a, _ in page.all("meta"))
    outside = [a for a, _ in page.all("a") if (a["href"] or "").startswith("http")]
    assert outside
    assert all("noopener" in (a["rel"] or "") and "noreferrer" in (a["rel"] or "") for a in outside)


def test_the_same_question_gives_the_same_bytes(record: Record) -> None:
    assert record("report", "--president", "tsai").stdout == record.process("report", "--president", "tsai").stdout


# Its structure --------------------------------------------------------------------------------------------------


def test_ids_are_unique_and_every_reference_arrives(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(ids)
    for _, attrs in page.elements:
        for target in (attrs.get("aria-labelledby") or "").split():
            assert target in ids
        href = attrs.get("href") or ""
        if href.startswith("#"):
            assert href[1:] in ids, href


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_landmarks_title_and_language(page: Page, request: pytest.FixtureRequest) -> None:
    tags = [tag for tag, _ in page.elements]
    assert all(tags.count(tag) == 1 for tag in ("header", "nav", "main", "footer"))
    chinese = "chinese" in request.node.name
    assert page.all("html")[0][0]["lang"] == ("zh-Hant" if chinese else "en")
    assert page.all("title")[0][1]
    assert page.all("nav")[0][0]["aria-label"]
    assert page.all("a", class_="skip")[0][0]["href"] == "#content"


def test_tables_have_scoped_headers(page: Page) -> None:
    assert all(attrs.get("scope") in ("col", "row") for attrs, _ in page.all("th"))
    assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", attrs["datetime"] or "") for attrs, _ in page.all("time"))


# What it says ---------------------------------------------------------------------------------------------------


def rows(record: Record, *args: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(record(*args, "--json").stdout)
    return found


def test_it_says_what_the_other_commands_say(record: Record) -> None:
    page = Page(record("report", "--president", "tsai", "--full").stdout)
    ids = {attrs.get("id") for attrs, _ in page.all("li")}
    told = rows(record, "timeline", "--president", "tsai")
    assert {row["id"] for row in told} <= ids
    assert {source for row in told for source in row["sources"]} <= ids
    text = page.text
    for row in rows(record, "list", "--at", "2024-05-19"):
        assert re.search(rf'<th scope="row">{row["name"]} ', text), row["name"]
    (tally,) = rows(record, "count", "--by", "president", "--president", "tsai")
    figures = [words for attrs, words in page.all("dd")][:4]
    assert figures == [str(tally["at_start"]), "0", f"−{tally['lost']}", str(tally["at_end"])]
    lost = [row["name"] for row in rows(record, "diff", "tsai") if row["change"] == "lost"]
    assert len(lost) == 10
    changed = next(words for attrs, words in page.all("dl", class_="changed"))
    assert all(name in changed for name in lost)


def test_every_presidency_has_its_tally(record: Record, whole: Page) -> None:
    tallies = rows(record, "count", "--by", "president")
    (body,) = [words for attrs, words in whole.all("table", class_="terms")]
    assert len(whole.all("table", class_="terms")) == 1
    for tally in tallies:
        assert tally["name"] in body
        assert (f"−{tally['lost']}" if tally["lost"] else "0") in body
    assert len(re.findall(r'class="number loss"', whole.text)) == len(tallies)


def test_disputed_dates_are_listed_with_their_reasons(record: Record, whole: Page) -> None:
    (row,) = rows(record, "report")
    (table,) = [words for attrs, words in whole.all("table", class_="claims")]
    assert row["disputed"] > 10
    assert len([1 for attrs, _ in whole.all("tr") if (attrs.get("id") or "").startswith("d-")]) == row["disputed"]
    state = rows(record, "show", "belize")[0]
    reason = next(c["reason"] for e in state["events"] for c in e["claims"] if c["rank"] == "normal")
    assert " ".join(reason.split()) in table


def test_it_names_the_record_its_day_its_licence_and_how_to_cite_it(record: Record, page: Page) -> None:
    info = rows(record, "data", "info")[0]
    (footer,) = [words for _, words in page.all("footer")]
    assert info["version"] in footer
    assert info["hash"] in footer
    assert record("cite", "--record").stdout.strip() in footer
    assert any(a["href"] == "https://creativecommons.org/licenses/by/4.0/" for a, _ in page.all("a"))
    assert any(a["datetime"] == info["as_of"] for a, _ in page.all("time"))
    assert "allies report" in footer


def test_an_answer_for_a_day_long_after_the_record_warns_at_the_head(record: Record) -> None:
    late = Page(record("report").stdout).all("p", class_="fresh")[0]
    assert "later changes may be missing" in late[1]
    assert "stale" in (late[0]["class"] or "")
    assert "may be missing" not in Page(record("report", "--president", "tsai").stdout).all("p", class_="fresh")[0][1]


def test_a_pipe_gets_the_page_and_the_other_formats_a_row(allies: Allies) -> None:
    allies("report", "--in", "2023..", "-o", "a.html")
    piped = allies("report", "--in", "2023..").stdout
    assert (allies.folder / "a.html").read_text(encoding="utf-8") == piped
    assert piped.startswith("<!DOCTYPE html>")
    (row,) = json.loads(allies("report", "--in", "2023..", "--json").stdout)
    assert (row["start_day"], row["end_day"], row["at_end"]) == ("2023-01-01", "2026-11-25", 12)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("-o", "report.pdf"), 2, "no picture"),
        (("-o", "report.docx"), 2, ".html"),
        (("-f", "table"), 2, "allies report -o report.html"),
        (("--president", "nobody"), 3, "nobody"),
        (("--in", "71"), 2, "71"),
        (("--in", "tsai", "--president", "lee"), 2, "no day in common"),
    ],
)
def test_what_cannot_be_reported(record: Record, args: tuple[str, ...], code: int, said: str) -> None:
    done = record("report", *args, check=code)
    assert said in done.stderr
    assert done.stdout == ""


# For other programs -----------------------------------------------------------------------------------------------


def test_search_engines_and_previews_are_told(record: Record, page: Page) -> None:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    told, based = json.loads(text), rows(record, "data", "info")[0]
    assert "<" not in text
    assert (told["@context"], told["@type"]) == ("https://schema.org", "Dataset")
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert (told["isBasedOn"]["version"], told["isBasedOn"]["identifier"]) == (based["version"], based["hash"])
    assert re.fullmatch(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)", told["temporalCoverage"])
    meta = {attrs.get("property"): attrs.get("content") for attrs, _ in page.all("meta")}
    assert meta["og:title"] == told["name"] == page.all("title")[0][1]
    assert meta["og:description"] == told["description"] == page.all("p", class_="lead")[0][1]


def test_the_data_of_a_picture_are_beside_it(record: Record) -> None:
    page = Page(record("report", "--president", "ma").stdout)
    saved = {
        attrs["download"]: unquote((attrs["href"] or "").partition(",")[2]) for attrs, _ in page.all("a", class_="data")
    }
    assert saved == {
        "allies-count.csv": record("chart", "--president", "ma", "--csv").stdout,
        "allies-list.csv": record("list", "--at", "2016-05-19", "--csv").stdout,
        "allies-presidencies.csv": record("count", "--by", "president", "--president", "ma", "--csv").stdout,
    }


def test_a_map_stands_on_the_first_screen(record: Record) -> None:
    drawn = record("report", "--in", "2020..").stdout
    (words,) = [words for _, words in Page(drawn).all("figure", class_="map")]
    assert "Palau" in words
    assert drawn.index('class="map"') < drawn.index("<nav")


# Folded and in full -----------------------------------------------------------------------------------------------


def test_presidencies_and_decades_are_folded_and_listed(record: Record, whole: Page) -> None:
    folds = [attrs for attrs, _ in whole.all("details", class_="fold")]
    terms, decades = rows(record, "presidents"), rows(record, "count", "--by", "decade", "--in", "1948-05-20..")
    terms = [term for term in terms if term["start_day"] >= "1948-05-20"]
    assert len(folds) == len(terms) + len(decades)
    assert all("open" not in attrs for attrs in folds)
    ((_, listed),) = whole.all("nav")
    assert all(term["name"] in listed for term in terms)
    assert all(decade["period"] in listed for decade in decades)
    summaries = [words for _, words in whole.all("summary")]
    for decade in decades:
        said = f"{decade['at_start']} at the start, {decade['at_end']}"
        assert any(words.startswith(decade["period"]) and said in words for words in summaries), decade["period"]


def test_sources_in_full_on_request(record: Record) -> None:
    short, full = (Page(record("report", "--president", "tsai", *more).stdout) for more in ((), ("--full",)))
    (row,) = rows(record, "report", "--president", "tsai")
    listed = [attrs["id"] for attrs, _ in full.all("li") if (attrs.get("id") or "").startswith("src-")]
    assert len(listed) == row["sources"]
    assert not [attrs for attrs, _ in short.all("li") if (attrs.get("id") or "").startswith("src-")]
    assert f"{row['sources']} documents" in short.text
    assert "allies report --full --president tsai" in short.text
    assert "allies report --president tsai --full" in full.text
    addresses = {source["url"] for source in rows(record, "sources", "nru-4") if source["url"]}
    assert addresses <= {attrs["href"] for attrs, _ in short.all("a")}


# Text from the record is data -----------------------------------------------------------------------------------


def test_hostile_text_stays_text(allies: Allies) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{7*7}}{% raw %}"
    allies("add", "nauru", "restore", "2026-11-20", "--source", f"Paper: {evil}", "--note", evil)
    with sqlite3.connect(allies.db) as conn:
        conn.execute(
            "UPDATE own_source SET url = 'javascript:alert(3)', read_at = 'data:text/html,x', author = ?",
            (evil + "\u202e\x1b[31m",),
        )
    text = allies("report", "--in", "2026..").stdout
    page = Page(text)
    assert [tag for tag, _ in page.elements if tag in {"script", "img"}] == ["script"]
    assert all("onerror" not in attrs for _, attrs in page.elements)
    assert not [a for a, _ in page.all("a") if not re.match(r"https?://|#|data:text/csv", a["href"] or "")]
    assert any("{{7*7}}{% raw %}" in words for _, words in page.all("p", class_="remark"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "One event differs from the published record" in page.all("footer")[0][1]
    assert page.all("span", class_="own")


# Words ----------------------------------------------------------------------------------------------------------


def test_every_sentence_of_the_page_has_its_chinese_and_no_other() -> None:
    template = (TEMPLATES / "report.html.j2").read_text(encoding="utf-8")
    code = Path(page_module.__file__).read_text(encoding="utf-8")
    used = set(re.findall(r"""\bt\(["']([^"']+)["']""", template)) | set(
        re.findall(r"""self\.t\(\s*["']([^"']+)["']""", code)
    )
    used |= {f"relations end ({cause})" for cause in ("war", "annexation", "dissolution", "lapse")}
    used |= set(re.findall(r'": "(\w+ relations)"', code))
    assert used == set(catalogue()["page"])
    for english, chinese in catalogue()["page"].items():
        assert set(re.findall(r"{\w+}", chinese)) <= set(re.findall(r"{\w+}", english)), english


def test_a_chinese_page_is_chinese_but_for_the_record_own_words(record: Record) -> None:
    page = Page(record("report", "--president", "tsai", "--lang", "zh").stdout)
    assert page.all("h1")[0][1] == "蔡英文總統任內的臺灣邦交國"
    assert all(re.search("[\u4e00-\u9fff]", words) for tag in ("h2", "h3", "nav") for _, words in page.all(tag))
    remarks = page.all("p", class_="remark")
    assert all((attrs.get("lang") == "en") != bool(re.match(r"\d?[\u4e00-\u9fff]", words)) for attrs, words in remarks)
    assert any(words.startswith("蔡英文自中美洲返國途中過境舊金山。 The day is that of") for _, words in remarks)
    assert "附註、理由與標題依資料原文" in page.text
    assert all(attrs["lang"] for attrs, _ in page.all("p", class_="quote"))
    assert "2016年5月20日" in page.all("p", class_="span")[0][1]
    assert {attrs["lang"] for attrs, _ in page.all("span", class_="other")} == {"en"}


def test_a_chinese_page_has_the_chinese_words_of_the_documents(record: Record) -> None:
    quoted = [
        words
        for _, words in Page(record("report", "--in", "1944..1950", "--lang", "zh").stdout).all("p", class_="quote")
    ]
    assert any("兩締約國同意按照國際公法原則建立兩國間外交關係" in words for words in quoted)


# Colours --------------------------------------------------------------------------------------------------------


def schemes() -> dict[str, dict[str, str]]:
    """The colours of the page by name: light, dark (over light) and print (over light)."""
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    light, dark, paper = (
        dict(re.findall(r"--([a-z]+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    )
    return {"light": light, "dark": light | dark, "print": light | paper}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) > 5 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["paper", "raised", "shade"])
def test_every_text_colour_can_be_read_on_every_ground(scheme: str, ground: str) -> None:
    colours = schemes()[scheme]
    for name in ("ink", "soft", "accent", "gain", "loss", "doubt"):
        brighter, darker = sorted((luminance(colours[name]), luminance(colours[ground])), reverse=True)
        assert (brighter + 0.05) / (darker + 0.05) >= 4.5, (name, ground)


# The chart ------------------------------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


def drawings(page: Page) -> list[ElementTree.Element]:
    return [
        ElementTree.fromstring(text) for text in re.findall(r'<svg class="allies-chart.*?</svg>', page.text, re.DOTALL)
    ]


def check_drawing(svg: ElementTree.Element) -> None:
    """Every number is one, nothing has a negative size, and nothing lies outside the sheet."""
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    for element in svg.iter():
        for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height"):
            if name in element.attrib:
                assert -0.1 <= float(element.attrib[name]) <= max(width, height) + 2, (element.tag, element.attrib)
        for x in ("x", "x1", "x2", "cx"):
            assert float(element.attrib.get(x, 0)) <= width
        path = element.attrib.get("d")
        if path is not None:
            assert re.fullmatch(r"(M-?[\d.]+ -?[\d.]+|L[\d.]+ [\d.]+|[HV]-?[\d.]+|Z)+", path), path


def test_the_chart_has_a_name_a_description_and_a_table_beside_it(record: Record, page: Page) -> None:
    for attrs, _ in page.all("svg", class_="allies-chart"):
        assert attrs["role"] == "img"
        assert len((attrs["aria-labelledby"] or "").split()) == 2
    world, wide, narrow = sorted(drawings(page), key=lambda drawing: drawing.get("class", "") != "allies-chart world")
    for drawing in (world, wide, narrow):
        assert drawing.findtext(f"{SVG}title")
        assert len(drawing.findtext(f"{SVG}desc") or "") > 10
    for drawing in (wide, narrow):
        check_drawing(drawing)
        assert len(drawing.findtext(f"{SVG}desc") or "") > 40
    stretches = wide.findall(f".//{SVG}g/{SVG}rect")
    assert len(stretches) == len(narrow.findall(f".//{SVG}g/{SVG}rect"))
    assert len(re.findall(r"<tr><td>", page.text)) == len(stretches)
    assert all(rect.findtext(f"{SVG}title") for rect in stretches)


def test_the_line_is_drawn_where_the_counts_are(record: Record, whole: Page) -> None:
    """Solid up to the day that the data are as of, dotted after it."""
    points = rows(record, "chart")
    first, last = date.fromisoformat(points[0]["date"]), date.fromisoformat(points[-1]["date"])
    known = date.fromisoformat(rows(record, "data", "info")[0]["as_of"])
    drawing = drawings(whole)[0]
    ticks = {
        float(t.text or 0): float(t.attrib["y"]) - 4
        for t in drawing.iter(f"{SVG}text")
        if t.attrib.get("text-anchor") == "end"
    }
    (low, low_y), *_, (high, high_y) = sorted(ticks.items())
    paths = {p.attrib["class"]: p.attrib["d"] for p in drawing.iter(f"{SVG}path")}
    axis = [
        float(x)
        for x in re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", paths["axis"] if "H" in paths["axis"] else paths["grid"])[0]
    ]

    def at(day: date) -> float:
        return axis[0] + (day - first).days / ((last - first).days + 1) * (axis[1] - axis[0])

    runs = re.findall(r"(?:M[\d.]+ |V)([\d.]+)", paths["line"])
    counts = [round(low + (float(y) - low_y) / (high_y - low_y) * (high - low)) for y in runs]
    steps = [(p["date"], p["count"]) for n, p in enumerate(points) if n == 0 or p["count"] != points[n - 1]["count"]]
    assert counts == [count for _, count in steps]
    reached = [float(x) for x in re.findall(r"H([\d.]+)", paths["line"])]
    for day, _ in steps[1:]:
        assert min(abs(at(date.fromisoformat(day)) - x) for x in reached) < 0.2, day
    assert abs(reached[-1] - at(known + timedelta(days=1))) < 0.2
    later = re.fullmatch(r"M([\d.]+) ([\d.]+)H([\d.]+)", paths["line-later"])
    assert later
    assert [float(later[1]), later[2], float(later[3])] == [reached[-1], runs[-1], axis[1]]


def test_the_mouse_finds_who_and_how_many(record: Record) -> None:
    page = Page(record("report", "--president", "tsai").stdout)
    titles = [rect.findtext(f"{SVG}title") for rect in drawings(page)[0].findall(f".//{SVG}g/{SVG}rect")]
    assert titles[-1] == "15 January 2024\n− Nauru\n12 allies until 19 May 2024"


DAYS = st.dates(date(1912, 1, 1), date(2026, 11, 24))


@given(
    days=st.lists(DAYS, min_size=2, max_size=30, unique=True),
    counts=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 9), st.integers(0, 9)), min_size=30, max_size=30),
    names=st.lists(st.text(max_size=20), max_size=6),
    narrow=st.booleans(),
)
def test_any_series_is_a_valid_drawing(
    days: list[date], counts: list[tuple[int, int, int]], names: list[str], narrow: bool
) -> None:
    days = sorted(days)
    points = [Point(day, n, max(0, n - low), n + high) for day, (n, low, high) in zip(days, counts, strict=False)]
    edges = sorted({days[0], *days[1 : len(names) + 1]})
    bands = [Band(a, b, name, name[:3]) for a, b, name in zip(edges, edges[1:], names, strict=False)]
    events = {day: ["<new>"] for day in days}
    scene = TimeChart([Layer("", tuple(points))], bands, days[0], days[-1], events=events).cut()
    drawn = svg(lay_out(scene, NARROW if narrow else WIDE, title="a<b", about="&"), key="k")
    # What no XML may hold at all cannot come from the record: `harmless` has replaced it.
    check_drawing(ElementTree.fromstring(drawn.encode("utf-8", "replace")))


# In a browser ---------------------------------------------------------------------------------------------------

CHROMIUM = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


@contextmanager
def browser(folder: Path) -> Iterator[Any]:
    """A headless Chromium with a profile of its own, or a skipped test."""
    from shutil import which

    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install -e .[tools])")
    program = which("chromium") or which("chromium-browser") or which("google-chrome")
    if not program:
        pytest.skip("needs Chromium")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch_persistent_context(
            str(folder / "profile"), executable_path=program, args=CHROMIUM.split(), bypass_csp=True
        )
        yield opened
        opened.close()


def test_a_browser_shows_it_without_a_word_or_a_request(record: Record, tmp_path: Path) -> None:
    with browser(tmp_path) as opened:
        for name, args in PAGES.items():
            file = tmp_path / f"{name}.html"
            file.write_text(record("report", *args).stdout, encoding="utf-8")
            for width in (1200, 390, 320):
                tab = opened.new_page()
                said: list[str] = []
                asked: list[str] = []
                tab.on("console", lambda message, said=said: said.append(message.text))
                tab.on("pageerror", lambda error, said=said: said.append(str(error)))
                tab.on("request", lambda request, asked=asked: asked.append(request.url))
                tab.set_viewport_size({"width": width, "height": 900})
                tab.goto(file.as_uri())
                assert (said, asked) == ([], [file.as_uri()]), (name, width)
                assert tab.evaluate("document.documentElement.scrollWidth") == width, (name, width)
                assert tab.locator("svg.allies-chart:visible").count() == 1, (name, width)
                tab.keyboard.press("Tab")
                assert tab.evaluate("document.activeElement.className") == "skip", (name, width)
                tab.close()


@pytest.mark.parametrize(
    ("name", "scheme", "width"), [("early", "light", 1200), ("early", "dark", 390), ("chinese", "dark", 1200)]
)
def test_axe_finds_nothing_wrong(record: Record, tmp_path: Path, name: str, scheme: str, width: int) -> None:
    package = pytest.importorskip(
        "axe_playwright_python", reason="needs axe-playwright-python (pip install -e .[tools])"
    )
    file = tmp_path / "report.html"
    file.write_text(record("report", *PAGES[name]).stdout, encoding="utf-8")
    with browser(tmp_path) as opened:
        tab = opened.new_page()
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        tab.goto(file.as_uri())
        tab.evaluate((Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
        found = tab.evaluate("axe.run(document)")
        assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
        # What axe cannot decide: the contrast of text in a drawing, which the colours above settle.
        assert {v["id"] for v in found["incomplete"]} <= {"color-contrast"}


def test_it_prints_in_light_colours_without_its_menu(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "tsai.html"
    file.write_text(record("report", "--president", "tsai").stdout, encoding="utf-8")
    with browser(tmp_path) as opened:
        tab = opened.new_page()
        tab.emulate_media(media="print", color_scheme="dark")
        tab.goto(file.as_uri())
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert tab.locator("nav:visible, .skip:visible, .up:visible, .data:visible").count() == 0
        assert tab.locator("svg.chart-wide:visible").count() == 1
        assert tab.locator("#nru-4 .remark:visible").count() == 1


def test_it_is_short_until_it_is_unfolded(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "whole.html"
    file.write_text(record("report").stdout, encoding="utf-8")
    with browser(tmp_path) as opened:
        tab = opened.new_page()
        tab.set_viewport_size({"width": 1280, "height": 800})
        tab.emulate_media(reduced_motion="reduce")  # the page jumps at once
        tab.goto(file.as_uri())
        assert tab.evaluate("document.documentElement.scrollHeight") <= 12 * 800
        for seen in (".chart-wide", ".who li >> nth=-1"):
            box = tab.locator(seen).bounding_box()
            assert box, seen
            assert box["y"] + box["height"] <= 800, seen
        assert len(re.findall(rb"/Type /Page\b", tab.pdf(format="A4"))) <= 15
        assert tab.locator("#sau-2:visible").count() == 0
        tab.locator("nav a", has_text="Lee Teng-hui").press("Enter")
        assert tab.locator("#p-lee-teng-hui").is_visible()
        tab.locator(".up a:visible >> nth=0").press("Enter")
        tab.wait_for_function("scrollY === 0")
        with tab.expect_download() as saved:
            tab.locator("figure .data").click()
        assert saved.value.suggested_filename == "allies-count.csv"
        assert saved.value.path().read_text(encoding="utf-8") == record("chart", "--csv").stdout
