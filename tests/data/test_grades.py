"""The grades of the record, computed once more from the files by section 11 of the codebook."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import taiwan_allies
from taiwan_allies.store.record import open_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.store.record import Record

DATA = Path(taiwan_allies.__file__).parent / "data"
Row = dict[str, str]

ROC, PRC, UN = "ROC", "CHN", "UN"
SPEAKS_FOR: dict[str, set[str]] = {
    "Allied and Associated Powers and Austria": {"AUT", ROC},
    "Biblioteca del Congreso Nacional de Chile": {"CHL"},
    "Central Intelligence Agency": {"USA"},
    "Department of Foreign Affairs and Trade of Australia": {"AUS"},
    "Department of the Prime Minister of Australia": {"AUS"},
    "Diplomatic Documents of Switzerland (Dodis)": {"CHE"},
    "Dziennik Ustaw (Journal of Laws of Poland)": {"POL"},
    "Executive Yuan of the ROC": {ROC},
    "Federal Department of Foreign Affairs of Switzerland": {"CHE"},
    "Finlex (treaty series of Finland)": {"FIN"},
    "Ministry of Foreign Affairs of Honduras": {"HND"},
    "Government of Palau": {"PLW"},
    "Government of Saint Lucia": {"LCA"},
    "Government of the ROC": {ROC},
    "Government of the Soviet Union": {"SUN"},
    "Governments of Austria and the PRC": {"AUT", PRC},
    "Governments of Malta and the PRC": {"MLT", PRC},
    "Governments of Western Samoa and the PRC": {"WSM", PRC},
    "Governments of the Maldives and the PRC": {"MDV", PRC},
    "Governments of the ROC and Afghanistan": {"AFG", ROC},
    "Governments of the ROC and Estonia": {"EST", ROC},
    "Governments of the ROC and Germany": {"DEU", ROC},
    "Governments of the ROC and Iraq": {"IRQ", ROC},
    "Governments of the ROC and Jordan": {"JOR", ROC},
    "Governments of the ROC and Latvia": {"LVA", ROC},
    "Governments of the ROC and Poland": {"POL", ROC},
    "Governments of the ROC and Saudi Arabia": {"SAU", ROC},
    "Governments of the ROC and Spain": {"ESP", ROC},
    "Governments of the ROC and the Gambia": {"GMB", ROC},
    "Governments of the ROC and the Soviet Union": {"SUN", ROC},
    "Holy See Press Office": {"VAT"},
    "House of Commons (Hansard)": {"GBR"},
    "Jamaica Information Service": {"JAM"},
    "Ministry for Foreign Affairs of Sweden": {"SWE"},
    "Ministry of Commerce of the PRC": {PRC},
    "Ministry of Economy and Finance of Paraguay": {"PRY"},
    "Ministry of Foreign Affairs of Denmark": {"DNK"},
    "Ministry of Foreign Affairs of Paraguay": {"PRY"},
    "Ministry of Foreign Affairs of The Bahamas": {"BHS"},
    "Ministry of Foreign Affairs of the PRC": {PRC},
    "Ministry of Foreign Affairs of the ROC": {ROC},
    "Ministry of Justice of the ROC": {ROC},
    "National Consultative Assembly of Iran": {"IRN"},
    "Noticias de Taiwán": {ROC},
    "Office of the President of the ROC": {ROC},
    "People's Commissariat for Foreign Affairs of the Soviet Union": {"SUN"},
    "Saint Kitts and Nevis Information Service": {"KNA"},
    "Senate of Czechoslovakia": {"CSK"},
    "Swiss Confederation": {"CHE"},
    "Taiwan Headlines": {ROC},
    "Taiwan Info": {ROC},
    "Taiwan Panorama": {ROC},
    "Taiwan Review": {ROC},
    "Taiwan Today": {ROC},
    "Taiwan heute": {ROC},
    "US Department of State": {"USA"},
    "Umm al-Qura (gazette of Saudi Arabia)": {"SAU"},
    "United Nations": {UN},
}
"""The governments, by publisher, whose own acts a document is primary for."""
SIGNED_BY = {"src-1088": {"THA", PRC}, "src-1127": {"NZL", PRC}, "src-1199": {"JPN", ROC}}
"""Joint communiqués and treaties that one side, or somebody else, prints: they speak for all who signed."""
MUTUAL = {"visit", "transit", "agreement", "aid"}


@cache
def rows(resource: str) -> list[Row]:
    with (DATA / f"{resource}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


@cache
def by_id(resource: str) -> dict[str, Row]:
    return {row["id"]: row for row in rows(resource)}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with open_record(tmp_path_factory.mktemp("grades") / "allies.db") as record:
        yield record


def speaks_for(source: Row) -> set[str]:
    return SIGNED_BY.get(source["id"]) or SPEAKS_FOR[source["publisher"]]


def parties(evidence: Row) -> set[str]:
    """Whose act it is."""
    if evidence["presidency"]:
        return {ROC}
    if evidence["event"]:
        return {by_id("events")[evidence["event"]]["code"], PRC if evidence["supports"] == "prc_date" else ROC}
    engagement = by_id("engagements")[evidence["engagement"]]
    states = set(engagement["codes"].split(";"))
    if engagement["actor"].startswith("United Nations"):
        return {UN}
    if engagement["kind"] in MUTUAL:
        return states if PRC in states else states | {ROC}
    # A president of no country named is the ROC's; any other actor is one of the states of the row.
    return {ROC} if engagement["actor"].endswith("(president)") else states


def by_a_party(evidence: Row) -> bool:
    return bool(speaks_for(by_id("sources")[evidence["source"]]) & parties(evidence))


def tier(evidence: Row) -> str:
    return evidence["tier"] or by_id("sources")[evidence["source"]]["tier"]


def body(evidence: Row) -> frozenset[str]:
    """Who says it: all bodies of one government are one."""
    publisher = by_id("sources")[evidence["source"]]["publisher"]
    return frozenset(SPEAKS_FOR.get(publisher, {publisher}))


def grade(subject: Row, found: list[Row]) -> str:
    if subject["memory"]:
        return "C"
    tiers = {tier(evidence) for evidence in found}
    independent = {body(evidence) for evidence in found if tier(evidence) != "tertiary"}
    if "primary" in tiers or len(independent) > 1:
        return "A"
    return "B" if "secondary" in tiers else "C"


@cache
def evidence_of(entity: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows("evidence"):
        found[row[entity]].append(row)
    return found


def attests(evidence: Row, event: Row) -> bool:
    date = event["date"].rstrip("?~%")
    given = evidence["date"]
    return evidence["supports"] == "date" and (given.startswith(date) or bool(given and given == event["local_date"]))


def test_a_government_is_primary_for_its_own_acts_only() -> None:
    assert [row for row in rows("evidence") if tier(row) == "primary" and not by_a_party(row)] == []


def test_a_tier_of_its_own_differs_from_that_of_the_source() -> None:
    """And lowers it only where the publisher is no party."""
    for row in rows("evidence"):
        if row["tier"]:
            source = by_id("sources")[row["source"]]
            assert (source["tier"], row["tier"]) == ("primary", "secondary"), row
            assert not by_a_party(row), row


def test_every_event_has_the_grade_of_the_codebook(opened: Record) -> None:
    graded = dict(opened.conn.execute("SELECT event, quality FROM event_quality"))
    assert graded == {
        id_: grade(event, [row for row in evidence_of("event")[id_] if attests(row, event)])
        for id_, event in by_id("events").items()
    }


def test_every_engagement_has_the_grade_of_the_codebook(opened: Record) -> None:
    graded = dict(opened.conn.execute("SELECT engagement, quality FROM engagement_quality"))
    assert graded == {id_: grade(row, evidence_of("engagement")[id_]) for id_, row in by_id("engagements").items()}


def test_no_event_is_graded_a_by_a_third_government_alone(opened: Record) -> None:
    """One that neither a party nor two others attest."""
    for (id_,) in opened.conn.execute("SELECT event FROM event_quality WHERE quality = 'A'"):
        found = [row for row in evidence_of("event")[id_] if attests(row, by_id("events")[id_])]
        sound = [row for row in found if tier(row) != "tertiary"]
        own = [row for row in sound if tier(row) == "primary" and by_a_party(row)]
        assert own or len({body(row) for row in sound}) > 1, id_
