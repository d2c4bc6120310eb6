"""What a name means: any known name, code or former name, without accents or case, or a unique prefix."""

from __future__ import annotations

import csv
import string
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiwan_allies.errors import NotFoundError
from taiwan_allies.rules.names import Names, fold
from taiwan_allies.store.dataset.bundled import DATA


@cache
def record() -> Names:
    pairs, labels = [], {}
    with (DATA / "states.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            labels[row["code"]] = row["name"]
            fields = ("code", "alpha2", "slug", "name", "official_name", "name_zh")
            pairs += [(row["code"], row[field]) for field in fields if row[field]]
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as stream:
        pairs += [(row["code"], row["name"]) for row in csv.DictReader(stream)]
    with (DATA / "state_keys.csv").open(encoding="utf-8", newline="") as stream:
        pairs += [(row["code"], row["key"]) for row in csv.DictReader(stream) if row["scheme"] == "m49"]
    return Names("state", pairs, labels)


PAIRS = [(code, name) for name, codes in record().keys.items() for code in codes]
SHARED = {"congo", "剛果", "刚果", "korea", "guiana"}
"""Names that two states bear, neither of them more than the other."""


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Palau", "palau"),
        ("  The   Gambia ", "gambia"),
        ("The", "the"),
        ("São Tomé & Príncipe", "sao tome and principe"),
        ("Côte d'Ivoire", "cote divoire"),
        ("Côte d’Ivoire", "cote divoire"),
        ("Gambia (the)", "gambia"),
        ("Republic of the Congo", "republic of congo"),
        ("St. Lucia", "saint lucia"),
        ("ST-LUCIA", "saint lucia"),
        ("saint_lucia", "saint lucia"),
        ("st", "st"),
        ("帛琉", "帛琉"),
        ("Straße", "strasse"),
        ("ﬁji", "fiji"),
        ("Kıbrıs", "kibris"),
        ("Łódź", "lodz"),
        ("e\u0301", "e"),
        ("", ""),
        ("?!", ""),
        ("Guinea-Bissau", "guinea bissau"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == once.strip()
    assert "  " not in once


@given(st.text(string.ascii_letters + " .'-", max_size=30))
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text.title())


def test_every_name_of_the_record_means_its_state() -> None:
    assert len(PAIRS) > 1900
    for code, name in PAIRS:
        if name not in SHARED:
            assert record().find(name) == record().find(name, exact=True) == {code}
            assert record().resolve(name.upper(), exact=True) == code


def test_a_name_of_two_states_is_neither() -> None:
    assert {name for name, codes in record().keys.items() if len(codes) > 1} == SHARED
    for name, states in (("Congo", "Democratic Republic of the Congo, Republic of the Congo"),
                         ("korea", "North Korea, South Korea"), ("Guiana", "Guyana, Suriname")):  # fmt: skip
        for exact in (False, True):
            with pytest.raises(NotFoundError, match="fits more than one state") as caught:
                record().resolve(name, exact=exact)
            assert caught.value.hint == f"It could be {states}."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("st", "STP"),
        ("va", "VAT"),
        ("guat", "GTM"),
        ("el sal", "SLV"),
        ("tuv", "TUV"),
        ("marshall", "MHL"),
        ("瓜地", "GTM"),
    ],
)
def test_codes_and_unique_prefixes(text: str, code: str) -> None:
    assert record().resolve(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Korea, Republic of", "KOR"),
        ("KOREA (the Republic of)", "KOR"),
        ("Iran, Islamic Republic of", "IRN"),
        ("Bolivia (Plurinational State of)", "BOL"),
        ("Congo, The Democratic Republic of the", "COD"),
        ("Congo, Republic of the", "COG"),
        ("Kenya, Republic of", "KEN"),
        ("Taiwan, Province of China", "TWN"),
        ("the former Yugoslav Republic of Macedonia", "MKD"),
    ],
)
def test_the_style_of_iso_and_the_un(text: str, code: str) -> None:
    assert record().resolve(text, exact=True) == code


@pytest.mark.parametrize("text", ["MAC", "GUA", "EL", "GUAT1", "99", "0"])
def test_capitals_and_digits_are_a_code_or_an_error(text: str) -> None:
    with pytest.raises(NotFoundError, match="no state of the record"):
        record().resolve(text)


def test_what_is_no_code_brings_a_suggestion() -> None:
    with pytest.raises(NotFoundError) as caught:
        record().resolve("MAC")
    assert caught.value.hint == "Did you mean North Macedonia?"
    assert record().resolve("mac") == "MKD"


def test_what_is_written_takes_exact_names_alone() -> None:
    assert record().resolve("guat") == "GTM"
    with pytest.raises(NotFoundError, match="no state of the record") as caught:
        record().resolve("guat", exact=True)
    assert caught.value.hint == "Did you mean Guatemala?"
    with pytest.raises(NotFoundError, match="fits more than one state"):
        record().resolve("saint", exact=True)


def test_a_president_may_be_begun_in_capitals() -> None:
    assert Names("president", [("lee", "Lee Teng-hui")]).resolve("LEE") == "lee"


@pytest.mark.parametrize("text", ["saint", "congo", "", " ", "?", "republic", "united"])
def test_what_is_not_unique_is_no_answer(text: str) -> None:
    with pytest.raises(NotFoundError):
        record().resolve(text)


def test_saint_is_three_states_and_never_sao_tome() -> None:
    with pytest.raises(NotFoundError, match="more than one state") as caught:
        record().resolve("saint")
    assert "Saint Kitts and Nevis, Saint Lucia, Saint Vincent and the Grenadines" in caught.value.hint
    assert "Tom" not in caught.value.hint


def test_an_exact_name_beats_a_prefix() -> None:
    names = Names("state", [("NER", "Niger"), ("NGA", "Nigeria")])
    assert names.resolve("niger") == "NER"
    assert names.resolve("nigeri") == "NGA"
    assert names.find("nige") == {"NER", "NGA"}


def test_several_are_listed_by_their_labels() -> None:
    names = Names("state", [(str(n), f"same {n}") for n in range(12)], {str(n): f"Label {n}" for n in range(12)})
    with pytest.raises(NotFoundError, match="fits more than one state") as caught:
        names.resolve("same")
    assert caught.value.hint.startswith("It could be Label 0, Label 1, ")
    assert caught.value.hint.endswith(" ....")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("naurru", "Nauru"),
        ("Hondoras", "Honduras"),
        ("parraguay", "Paraguay"),
        ("swasiland", "Eswatini"),
        ("Vatikan", "Holy See"),
    ],
)
def test_did_you_mean(text: str, meant: str) -> None:
    with pytest.raises(NotFoundError, match="no state of the record") as caught:
        record().resolve(text)
    assert caught.value.hint.startswith("Did you mean ")
    assert meant in caught.value.hint


def test_nothing_near() -> None:
    with pytest.raises(NotFoundError) as caught:
        record().resolve("qqqqqq")
    assert "allies list --ever" in caught.value.hint
    with pytest.raises(NotFoundError) as caught:
        Names("president", [("a", "a")]).resolve("qqqqqq")
    assert "allies presidents" in caught.value.hint


@given(st.text(max_size=300))
def test_any_text_is_an_answer_or_an_error_in_two_short_lines(text: str) -> None:
    found = record().find(text)
    if len(found) == 1:
        assert record().resolve(text) in found
        return
    with pytest.raises(NotFoundError) as caught:
        record().resolve(text)
    assert len(caught.value.message) < 200
    assert len(caught.value.hint) < 400
