"""References: a plain bibliography, BibTeX that a library reads back, CSL-JSON that citation tools take."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Allies, Record
from hypothesis import given
from hypothesis import strategies as st

from taiwan_allies.dates.days import human_day
from taiwan_allies.views.citation import Reference, bibliographic, bibtex, csl_item, line

ROOT = Path(__file__).parents[2]
TEX = {
    "{\\textbraceleft}": "{", "{\\textbraceright}": "}", "{\\textbackslash}": "\\", "{\\textasciitilde}": "~",
    "{\\textasciicircum}": "^", "\\&": "&", "\\%": "%", "\\$": "$", "\\#": "#", "\\_": "_",
}  # fmt: skip


def as_typeset(field: str) -> str:
    """What TeX prints of a field of ours."""
    return re.sub("|".join(map(re.escape, TEX)), lambda found: TEX[found[0]], field)


def parsed(text: str) -> dict[str, dict[str, str]]:
    """The entries of a BibTeX file by key, read by a library that stops at anything wrong."""
    bibtexparser = pytest.importorskip("bibtexparser", reason="needs bibtexparser (pip install -e .[dev])")
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    return {entry.key: {field.key: str(field.value) for field in entry.fields} for entry in library.entries}


def document(**fields: Any) -> Reference:
    known: dict[str, Any] = {
        "id": "src-1", "publisher": "Taipei Times", "title": "A title", "author": None, "published": "2018-05-25",
        "url": None, "archived": None, "lang": "en",
    }  # fmt: skip
    return Reference(**known | fields)


def sources(record: Record, *args: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(record("sources", *args, "--json").stdout)
    return rows


# What is cited ------------------------------------------------------------------------------------------------


def test_the_data_set_is_cited_with_its_version_its_day_and_its_licence(record: Record) -> None:
    info = json.loads(record("data", "info", "--json").stdout)[0]
    text = record("cite", "--record").stdout
    assert text.startswith("Taiwan Allies contributors. “Who recognises the Republic of China (Taiwan).” Data set, ")
    assert f"version {info['version']}." in text
    assert f"Data as of {human_day(date.fromisoformat(info['as_of']))}." in text
    assert info["licence"] in text
    assert text.count("\n") == 1


def open_day(record: Record) -> str:
    """A day that an imprecise date spans."""
    rows = record.rows("chart", "--fields", "date,count_min,count_max")
    return str(next(row["date"] for row in rows if row["count_min"] != row["count_max"]))


def test_a_count_is_cited_with_its_range_its_day_and_the_version_of_the_record(record: Record) -> None:
    info = json.loads(record("data", "info", "--json").stdout)[0]
    data = record("cite", "--record").stdout
    for words, day in (
        (["--at", "1971-10-25"], "25 October 1971"),
        (["--at", "1964-06-30"], "30 June 1964"),
        ([], "24 November 2026"),
    ):
        (number,) = record.rows("count", *words)
        said = record("cite", "--count", *words).stdout
        assert said.count("\n") == 1
        assert said.startswith(f"On {day}, {number['count']} states")
        doubtful = number["count_min"] != number["count_max"]
        assert (f"(at least {number['count_min']} and at most {number['count_max']}: " in said) is doubtful
        assert said.endswith(f" recognised the Republic of China (Taiwan). {data}")
    assert "(at least " in record("cite", "--count", "--at", open_day(record)).stdout

    said = record("cite", "--count", "--in", "tsai").stdout
    assert said == (
        "From 20 May 2016 to 19 May 2024, the number of states that recognised the Republic of China (Taiwan) went from 22 to"
        f" 12: 0 gained, 10 lost. {data}"
    )

    ((key, entry),) = parsed(record("cite", "--count", "--at", "1971-10-25", "--style", "bibtex").stdout).items()
    assert key == "taiwan-allies-1971-10-25"
    assert entry["version"] == info["version"]
    assert as_typeset(entry["note"]).startswith("On 25 October 1971, ")
    assert f"Data as of {human_day(date.fromisoformat(info['as_of']))}. Licence {info['licence']}" in entry["note"]
    (item,) = json.loads(record("cite", "--count", "--at", "1971-10-25", "--style", "csl").stdout)
    assert (item["id"], item["type"], item["version"]) == (key, "dataset", info["version"])
    assert item["note"] == as_typeset(entry["note"])
    (row,) = record.rows("cite", "--count", "--at", "1971-10-25")
    assert (row["type"], row["id"]) == ("count", key)

    assert "yet to come" in record("cite", "--count", "--at", "2030").stderr
    assert "--at is for a count" in record("cite", "--record", "--at", "1971", check=2).stderr
    assert "--at and --in" in record("cite", "--count", "--at", "1971", "--in", "1972", check=2).stderr


def test_a_count_that_rests_on_own_events_says_so(stored: Allies) -> None:
    stored("add", "paraguay", "sever", "2026-11-20", "--source", "src-0003")
    done = stored("cite", "--count")
    assert done.stdout.startswith("On 24 November 2026, 11 states recognised")
    assert "your own record changes 1 of its events" in done.stderr


def test_an_event_is_cited_by_its_sources_and_the_data_set(record: Record) -> None:
    ids = {row["id"] for row in sources(record, "stp-2")} - {"src-0000"}
    assert len(ids) > 3
    rows = json.loads(record("cite", "stp-2", "--json").stdout)
    assert {row["id"] for row in rows} == ids | {"taiwan-allies"}
    assert rows[0]["type"] == "record"
    assert len(record("cite", "stp-2").stdout.splitlines()) == len(rows)


def test_a_state_is_cited_by_all_of_its_sources_whatever_name_it_is_given(record: Record) -> None:
    ids = {row["id"] for row in sources(record, "--country", "nauru")} - {"src-0000"}
    by_name = json.loads(record("cite", "諾魯", "--json").stdout)
    assert {row["id"] for row in by_name if row["type"] == "source"} == ids
    assert record("cite", "諾魯").stdout == record("cite", "NRU").stdout


def test_a_document_is_cited_alone_and_once(record: Record) -> None:
    first = sources(record, "stp-2")[0]["id"]
    rows = json.loads(record("cite", first, first, "--json").stdout)
    assert [row["id"] for row in rows] == [first]


def test_what_rests_on_general_knowledge_is_said_and_not_cited(record: Record) -> None:
    with_none = [
        row["id"] for row in json.loads(record("timeline", "--json").stdout) if "src-0000" in (row["sources"] or "")
    ]
    if not with_none:
        pytest.skip("every event of this record has a document")
    done = record("cite", with_none[0])
    assert "src-0000" in done.stderr
    assert "General knowledge" not in done.stdout
    assert "General knowledge" in record("cite", "src-0000").stdout


def test_own_sources_are_cited_and_own_changes_are_told(allies: Allies) -> None:
    added = allies(
        "add",
        "nauru",
        "restore",
        "2026-11-20",
        "--source",
        "CNA: Ties & more <https://example.org/a_b?c=1%20d>",
        "--json",
    )
    event = json.loads(added.stdout)[0]["id"]
    done = allies("cite", event)
    assert "CNA. “Ties & more.” n.d. https://example.org/a_b?c=1%20d" in done.stdout
    assert "your own record changes 1 of its events" in done.stderr
    entries = parsed(allies("cite", event, "--style", "bibtex").stdout)
    own = next(entry for key, entry in entries.items() if key.startswith("my-"))
    assert own["url"] == "https://example.org/a_b?c=1%20d"
    assert as_typeset(own["title"]) == "{Ties & more}"


# Plain text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Taipei Times. “A title.” 25 May 2018."),
        ({"published": "2018-05"}, "Taipei Times. “A title.” May 2018."),
        ({"published": None}, "Taipei Times. “A title.” n.d."),
        ({"published": "2018?"}, "Taipei Times. “A title.” 2018?"),
        ({"title": "Who? We?"}, "Taipei Times. “Who? We?” 25 May 2018."),
        ({"title": "[A report]"}, "Taipei Times. [A report]. 25 May 2018."),
        ({"author": "Chen Shun"}, "Chen Shun. “A title.” Taipei Times, 25 May 2018."),
        ({"author": "Taipei Times"}, "Taipei Times. “A title.” 25 May 2018."),
        ({"url": "https://a.org/"}, "Taipei Times. “A title.” 25 May 2018. https://a.org/"),
        ({"archived": "https://b.org/"}, "Taipei Times. “A title.” 25 May 2018. Archived at https://b.org/"),
        ({"url": "https://a.org/", "archived": "https://b.org/"}, "Taipei Times. “A title.” 25 May 2018. https://a.org/ (archived at https://b.org/)"),
    ],
)  # fmt: skip
def test_an_entry_says_who_what_when_and_where(fields: dict[str, str], said: str) -> None:
    assert line(document(**fields)) == said


def test_where_a_copy_was_read_is_never_printed_as_the_reference(record: Record) -> None:
    copies = [row for row in sources(record) if row["read_at"]]
    assert len(copies) > 200
    ids = [row["id"] for row in copies]
    printed = [record("cite", *ids, "--style", style).stdout for style in ("text", "bibtex", "csl")]
    printed += [record("report", "-o", "-").stdout, record("show", "benin", "--json").stdout]
    printed += [
        record.terminal(*words, "--no-pager") for words in (("show", "benin", "burkina faso"), ("sources", *ids))
    ]
    for row in copies:
        assert not any(row["read_at"] in text for text in printed), row["id"]


def test_a_bibliography_is_in_order_of_author_or_publisher_then_date(record: Record) -> None:
    refs = [
        document(id=i, publisher=p, published=d)
        for i, p, d in [("a", "Xinhua", "2001"), ("b", "afp", None), ("c", "AFP", "1999")]
    ]
    assert [ref.id for ref in sorted(refs, key=bibliographic)] == ["c", "b", "a"]


def test_a_terminal_gets_entries_that_fit_it(record: Record) -> None:
    lines = record.terminal("cite", "stp-2", width=60, env={"ALLIES_PAGER": ""}).splitlines()
    assert all(len(text) <= 60 for text in lines if "://" not in text)
    assert sum(not text.startswith("    ") for text in lines) == len(record("cite", "stp-2").stdout.splitlines())


# BibTeX -------------------------------------------------------------------------------------------------------


def test_bibtex_of_every_document_is_read_back_whole(record: Record) -> None:
    rows = [row for row in sources(record) if row["id"] != "src-0000"]
    entries = parsed(record("cite", *(row["id"] for row in rows), "--style", "bibtex").stdout)
    assert len(entries) == len(rows)
    for row in rows:
        entry = entries[row["id"]]
        assert as_typeset(entry["title"]) == f"{{{row['title']}}}"
        assert as_typeset(entry["howpublished"]) == row["publisher"]
        assert as_typeset(entry.get("author", "{}")) == f"{{{row['author'] or ''}}}"
        assert entry.get("date") == row["published"]
        assert entry.get("year") == (row["published"] and row["published"][:4])
        assert entry.get("url") == (row["url"] or row["archived"])


def test_bibtex_keeps_chinese_and_gives_the_month_as_its_macro() -> None:
    text = bibtex([document(title="中華民國—瓜地馬拉關係", lang="zh-Hant")])
    assert "title        = {{中華民國—瓜地馬拉關係}}," in text
    assert "month        = may," in text
    assert "langid" not in text


PRINTED = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("C", "Z")), min_size=1, max_size=40
)


@given(title=PRINTED, publisher=PRINTED, author=PRINTED, url=PRINTED)
def test_no_text_breaks_a_bibtex_file(title: str, publisher: str, author: str, url: str) -> None:
    ref = document(title=title, publisher=publisher, author=author, url=f"https://a.org/{url}")
    text = bibtex([ref, document(id="after")])
    assert text.count("{") == text.count("}")
    entries = parsed(text)
    assert list(entries) == ["src-1", "after"]
    entry = entries["src-1"]
    assert as_typeset(entry["title"]) == f"{{{ref.clean().title}}}"
    assert as_typeset(entry["howpublished"]) == ref.clean().publisher
    assert as_typeset(entry["author"]) == f"{{{ref.clean().author}}}"


def test_bibtex_of_hostile_ids_has_keys_that_bibtex_takes() -> None:
    assert list(parsed(bibtex([document(id="my-src-1, } @string{x"), document(id="b")]))) == [
        "my-src-1-----string-x",
        "b",
    ]


# CSL-JSON -----------------------------------------------------------------------------------------------------

CSL_TEXTS = {"id", "type", "title", "publisher", "container-title", "version", "URL", "language", "note"}


def check_item(item: dict[str, Any]) -> None:
    """The part of the CSL 1.0.2 input schema that we use."""
    assert set(item) <= CSL_TEXTS | {"author", "issued"}
    assert all(isinstance(item[key], str) and item[key] for key in CSL_TEXTS & set(item))
    assert item["type"] in {"webpage", "document", "dataset"}
    for name in item.get("author", []):
        assert set(name) == {"literal"}
    issued = item.get("issued", {})
    assert set(issued) <= {"date-parts", "circa", "literal"}
    for parts in issued.get("date-parts", []):
        assert 1 <= len(parts) <= 3
        assert all(isinstance(part, int) for part in parts)


def test_csl_of_every_document_is_valid_and_complete(record: Record) -> None:
    rows = [row for row in sources(record) if row["id"] != "src-0000"]
    items = json.loads(record("cite", *(row["id"] for row in rows), "--style", "csl").stdout)
    by_id = {item["id"]: item for item in items}
    assert len(by_id) == len(items) == len(rows)
    for row in rows:
        item = by_id[row["id"]]
        check_item(item)
        assert item["title"] == row["title"]
        # One of the two: styles that print both would print the same name twice.
        assert [item[key] for key in ("publisher", "container-title") if key in item] == [row["publisher"]]
        assert item.get("URL") == (row["url"] or row["archived"])
        parts = [int(part) for part in (row["published"] or "").split("-") if part]
        assert item.get("issued", {}).get("date-parts", [[]]) == [parts]


def test_csl_of_the_data_set(record: Record) -> None:
    (item,) = json.loads(record("cite", "--record", "--style", "csl").stdout)
    check_item(item)
    assert (item["type"], item["id"]) == ("dataset", "taiwan-allies")
    assert item["version"] == json.loads(record("data", "info", "--json").stdout)[0]["version"]


@pytest.mark.parametrize(
    ("published", "issued"),
    [
        ("1971-10-25", {"date-parts": [[1971, 10, 25]]}),
        ("1971-10", {"date-parts": [[1971, 10]]}),
        ("1971", {"date-parts": [[1971]]}),
        ("1971~", {"date-parts": [[1971]], "circa": True}),
        ("in spring", {"literal": "in spring"}),
        (None, None),
    ],
)
def test_csl_dates_have_the_precision_that_is_known(published: str | None, issued: object) -> None:
    assert csl_item(document(published=published)).get("issued") == issued


# Files and errors ---------------------------------------------------------------------------------------------


def test_the_ending_of_a_file_chooses_the_style(allies: Allies) -> None:
    for name, style in (("refs.bib", "bibtex"), ("refs.txt", "text"), ("refs.json", "csl")):
        explicit = ("--style", "csl") if style == "csl" else ()
        allies("cite", "stp-2", *explicit, "-o", name)
        assert (allies.folder / name).read_text(encoding="utf-8") == allies("cite", "stp-2", "--style", style).stdout
    allies("cite", "stp-2", "-o", "rows.json")
    assert json.loads((allies.folder / "rows.json").read_text())[0]["citation"]
    assert sorted(path.name for path in allies.folder.iterdir()) == [
        "allies.db",
        "refs.bib",
        "refs.json",
        "refs.txt",
        "rows.json",
    ]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), 2, "nothing to cite"),
        (("stp-99",), 3, "no source, event or engagement has the id"),
        (("narnia",), 3, "no state"),
        (("--record", "-o", "refs.xyz"), 2, ".bib"),
        (("--record", "--style", "apa"), 2, "apa"),
    ],
)
def test_what_cannot_be_cited(record: Record, args: tuple[str, ...], code: int, said: str) -> None:
    done = record("cite", *args, check=code)
    assert said in done.stderr
    assert done.stdout == ""


# CITATION.cff -------------------------------------------------------------------------------------------------


def test_the_citation_file_names_the_record_that_lies_beside_it() -> None:
    yaml = pytest.importorskip("yaml", reason="needs PyYAML")
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    package = json.loads((ROOT / "taiwan_allies/data/datapackage.json").read_text(encoding="utf-8"))
    assert cff["cff-version"] == "1.2.0"
    assert cff["type"] == "dataset"
    assert (cff["title"], cff["version"]) == (package["title"], package["version"])
    assert package["licenses"][0]["name"] in cff["license"]
    assert cff["authors"] == [{"name": "Taiwan Allies contributors"}]
    assert cff["message"]
