"""Details told without a terminal: as they nest in JSON, and as flat rows, one for each thing that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from taiwan_allies.model.documents import Citation, SourceUse
from taiwan_allies.model.entries import Entry, Fact
from taiwan_allies.model.rows import Claim, Variant
from taiwan_allies.store.queries.details import (
    AssertionDetail,
    ClaimDetail,
    Detail,
    PresidencyDetail,
    SourceDetail,
    VariantDetail,
)
from taiwan_allies.store.queries.state_detail import Dated, StateDetail

Nested: TypeAlias = dict[str, Any]
About: TypeAlias = tuple[str | None, str | None]
"""The code and the name of what a row is about, several joined by ;"""


# As it nests --------------------------------------------------------------------------------------------------------


def nested(detail: Detail) -> Nested:
    """One thing as it nests in JSON, with its type."""
    match detail:
        case StateDetail():
            return {
                "type": "state",
                **_dict(detail.state),
                "ally": detail.ally,
                "names": _dicts(detail.names),
                "spells": _dicts(detail.spells),
                **_nested_entries(detail),
                "variants": _dicts(detail.variants),
            }
        case Dated():
            found = _nested_entry(detail)
            del found["type"]
            return {"type": _section(detail.entry), **found}
        case PresidencyDetail():
            tally, evidence = _dict(detail.tally, but="sources"), _dicts(detail.evidence)
            return {"type": "presidency", **tally, "evidence": evidence, **_nested_entries(detail)}
        case SourceDetail():  # what it supports is told in full
            source, supports = _dict(detail.source, but="supports"), _dicts(detail.supports, but="also")
            return {"type": "source", **source, "supports": supports}
        case ClaimDetail():
            found = {"type": "claim", **_dict(detail.claim), "source": _dict(detail.source)}
            return found | {"event": detail.dated and _nested_entry(detail.dated)}
        case AssertionDetail():
            low, high = detail.counted or (None, None)
            found = {"type": "assertion", **_dict(detail.assertion), "count_min": low, "count_max": high}
            return found | {"source": _dict(detail.source)}
        case VariantDetail():
            names = {"name": detail.state.name, "name_zh": detail.state.name_zh}
            return {"type": "variant", **_dict(detail.variant), **names, "source": _dict(detail.source)}


def _nested_entries(detail: StateDetail | PresidencyDetail) -> Nested:
    return {
        "events": [_nested_entry(dated) for dated in detail.events],
        "engagements": [_nested_entry(dated) for dated in detail.engagements],
    }


def _nested_entry(dated: Dated) -> Nested:
    found = _dict(dated.entry, but="sources") | {"evidence": _dicts(dated.evidence)}  # they are told in full
    return found | {"claims": _dicts(dated.claims)} if dated.entry.type == "recognition" else found


def _dict(row: Any, but: str = "") -> Nested:  # noqa: ANN401 - a row of any type
    return {name: value for name, value in row._asdict().items() if name != but}


def _dicts(rows: Iterable[Any], but: str = "") -> list[Nested]:
    return [_dict(row, but) for row in rows]


# As rows ------------------------------------------------------------------------------------------------------------


def facts(detail: Detail) -> Iterator[Fact]:
    """The rows of one thing: itself, then what belongs to it."""
    match detail:
        case StateDetail():
            yield from _state(detail)
        case Dated():
            about = _about(detail.entry)
            yield from _event(about, detail) if detail.entry.type == "recognition" else [_entry(about, detail)]
            yield from _evidence(about, detail.evidence)
        case PresidencyDetail():
            yield from _presidency(detail)
        case SourceDetail():
            yield _document(detail.source)
            for row in detail.supports:
                code = ";".join(row.codes) or None
                yield Fact(code, None, row.type, row.id, row.date, summary=row.text, sources=(detail.source.id,))
        case ClaimDetail():
            yield _claim((None, None) if detail.dated is None else _about(detail.dated.entry), detail.claim)
            if detail.dated is not None:
                yield _entry(_about(detail.dated.entry), detail.dated)._replace(disputed=detail.dated.entry.disputed)
            yield _document(detail.source)
        case AssertionDetail():
            yield from _assertion(detail)
        case VariantDetail():
            yield _variant((detail.variant.code, detail.state.name), detail.variant)
            yield _document(detail.source)


def _state(detail: StateDetail) -> Iterator[Fact]:
    state = detail.state
    about = (state.code, state.name)
    yield Fact(*about, "state", None, state.existed_from, state.existed_to, summary=state.official_name)
    for name in detail.names:
        yield Fact(*about, "name", None, name.since, name.until, name.kind, name.name)
    for spell in detail.spells:
        row = Fact(*about, "spell", spell.id, spell.since, spell.until, spell.status, f"{spell.years} years")
        yield row._replace(quality=spell.quality, disputed=spell.disputed)
        if spell.last_confirmed and detail.confirmation:
            named_by = detail.confirmation
            said = f"{named_by.publisher}: {named_by.title}"
            yield Fact(*about, "confirmed", None, spell.last_confirmed, summary=said, sources=(named_by.id,))
    for dated in detail.events:
        yield from _event(about, dated)
    yield from (_entry(about, dated) for dated in detail.engagements)
    yield from (_variant(about, row) for row in detail.variants)


def _presidency(detail: PresidencyDetail) -> Iterator[Fact]:
    row = detail.tally
    said = f"{row.at_start} at the start, {row.gained} gained, {row.lost} lost, {row.at_end} at the end"
    about = (None, row.name)
    yield Fact(
        *about, "presidency", row.slug, row.start_day, row.end_day, row.office, said, row.quality, sources=row.sources
    )
    yield from _evidence(about, detail.evidence)
    for dated in detail.events:
        yield from _event(_about(dated.entry), dated)
    yield from (_entry(_about(dated.entry), dated) for dated in detail.engagements)


def _assertion(detail: AssertionDetail) -> Iterator[Fact]:
    row, counted = detail.assertion, detail.counted
    code = row.scope if row.scope.isupper() else None
    said = str(row.count) + (f": {row.note}" if row.note else "")
    yield Fact(code, None, "assertion", row.id, row.date, None, row.scope, said, sources=(row.source,))
    if counted is not None:
        low, high = counted
        said = str(low) if low == high else f"{low}-{high}"
        yield Fact(None, None, "count", date=row.date, kind=row.scope, summary=said)
    yield _document(detail.source)


def _section(entry: Entry) -> str:
    return "event" if entry.type == "recognition" else "engagement"


def _about(entry: Entry) -> About:
    return ";".join(entry.codes) or None, ";".join(entry.names) or None


def _event(about: About, dated: Dated) -> Iterator[Fact]:
    yield _entry(about, dated)._replace(disputed=dated.entry.disputed)
    yield from (_claim(about, claim) for claim in dated.claims)


def _entry(about: About, dated: Dated) -> Fact:
    row, sources = dated.entry, tuple(dict.fromkeys(cited.source for cited in dated.evidence))
    what = (_section(row), row.id, row.date, row.end_date, row.kind, row.summary, row.quality)
    return Fact(*about, *what, sources=sources)


def _claim(about: About, row: Claim) -> Fact:
    return Fact(*about, "claim", row.id, row.date, None, row.rank, row.reason, sources=(row.source,))


def _variant(about: About, row: Variant) -> Fact:
    return Fact(*about, "variant", row.id, row.since, row.until, row.kind, row.reason, sources=(row.source,))


def _evidence(about: About, evidence: Iterable[Citation]) -> Iterator[Fact]:
    for row in evidence:
        said = row.quote or f"{row.publisher}: {row.title}"
        yield Fact(*about, "evidence", row.subject, row.date, None, row.supports, said, sources=(row.source,))


def _document(row: SourceUse) -> Fact:
    said = f"{row.publisher}: {row.title}"
    return Fact(None, None, "source", row.id, row.published, None, row.tier, said, sources=(row.id,))
