"""A source in one line: what is typed, what a stream carries, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiwan_allies.errors import UsageError
from taiwan_allies.model import joined
from taiwan_allies.model.types import Tier
from taiwan_allies.output.text import harmless
from taiwan_allies.rules import source_text, texts
from taiwan_allies.rules.source_text import SourceText


@pytest.mark.parametrize(
    ("text", "publisher", "title", "url", "tier"),
    [
        ("https://www.example.org/a?b=1", "example.org", "https://www.example.org/a?b=1", "https://www.example.org/a?b=1", "tertiary"),
        ("CNA: Nauru returns <https://example.org/1>", "CNA", "Nauru returns", "https://example.org/1", "tertiary"),
        ("CNA: Nauru: again", "CNA", "Nauru: again", None, "tertiary"),
        ("a phone call with the ministry", source_text.UNNAMED, "a phone call with the ministry", None, "tertiary"),
        ("MOFA: Communiqué [primary]", "MOFA", "Communiqué", None, "primary"),
        ("CNA: Nauru returns [secondary]", "CNA", "Nauru returns", None, "secondary"),
        ("see https://example.org: there", source_text.UNNAMED, "see https://example.org: there", None, "tertiary"),
    ],
)  # fmt: skip
def test_words_and_addresses_become_a_source(text: str, publisher: str, title: str, url: str | None, tier: str) -> None:
    assert source_text.parse(text) == (publisher, title, url, tier)


@pytest.mark.parametrize(("tier", "end"), [("primary", " [primary]"), ("secondary", " [secondary]"), ("tertiary", "")])
def test_a_tier_is_named_unless_it_is_what_nobody_vouched_for(tier: Tier, end: str) -> None:
    assert source_text.compose(SourceText("CNA", "Nauru returns", None, tier)) == f"CNA: Nauru returns{end}"


@pytest.mark.parametrize("text", ["", "   ", "http://[", "x" * 2001, "a\x1b[31m", "a\u202eb", "\ud800"])
def test_what_is_no_source_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        source_text.parse(text)


@given(st.text(max_size=80))
def test_what_was_parsed_is_composed_to_the_same_source(text: str) -> None:
    try:
        fields = source_text.parse(text)
    except UsageError:
        return
    composed = source_text.compose(fields)
    assert source_text.parse(composed) == fields
    assert source_text.compose(source_text.parse(composed)) == composed


@given(st.lists(st.text(alphabet="ab;\\: <>", min_size=1, max_size=8).map(str.strip).filter(bool), max_size=4))
def test_sources_in_one_cell_come_apart_again(sources: list[str]) -> None:
    assert joined.split(joined.join(sources)) == sources


@given(st.characters(exclude_categories=()))
def test_the_same_characters_are_refused_as_are_kept_from_a_terminal(char: str) -> None:
    try:
        texts.note(f"a{char}b")
        refused = False
    except UsageError:
        refused = True
    assert refused == (harmless(char) != char or "\ud800" <= char <= "\udfff")
