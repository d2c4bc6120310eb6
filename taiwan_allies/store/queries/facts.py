"""Details as flat rows, one for each thing that is known, for the formats that do not nest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from taiwan_allies.model.answers import Citation, Fact, SourceUse
from taiwan_allies.model.rows import Claim
from taiwan_allies.store.queries.details import (
    AssertionDetail,
    ClaimDetail,
    Detail,
    PresidencyDetail,
    SourceDetail,
    VariantDetail,
)
from taiwan_allies.store.queries.state_detail import Dated, StateDetail


def facts(detail: Detail) -> Iterator[Fact]:
    """The rows of one thing: itself, then what belongs to it."""
    match detail:
        case StateDetail():
            return _state(detail)
        case Dated():
            return _whole_entry(detail)
        case PresidencyDetail():
            return _presidency(detail)
        case SourceDetail():
            return _source(detail)
        case ClaimDetail():
            return _claim(detail)
        case AssertionDetail():
            return _assertion(detail)
        case VariantDetail():
            return _variant(detail)


def _state(detail: StateDetail) -> Iterator[Fact]:
    state = detail.state

    def fact(section: str) -> Fact:
        return Fact(state.code, state.name, section)

    yield fact("state")._replace(date=state.existed_from, until=state.existed_to, summary=state.official_name)
    for name in detail.names:
        yield fact("name")._replace(date=name.since, until=name.until, kind=name.kind, summary=name.name)
    for spell in detail.spells:
        yield fact("spell")._replace(
            id=spell.id,
            date=spell.since,
            until=spell.until,
            kind=spell.status,
            summary=f"{spell.years} years",
            quality=spell.quality,
            disputed=spell.disputed,
        )
        if spell.last_confirmed and detail.confirmation:
            document = detail.confirmation
            yield fact("confirmed")._replace(
                date=spell.last_confirmed, summary=f"{document.publisher}: {document.title}", sources=(document.id,)
            )
    for dated in detail.events:
        yield from _event(fact("event"), dated)
    for dated in detail.engagements:
        yield _entry(fact("engagement"), dated)
    for v in detail.variants:
        yield fact("variant")._replace(
            id=v.id, date=v.since, until=v.until, kind=v.kind, summary=v.reason, sources=(v.source,)
        )


def _event(fact: Fact, dated: Dated) -> Iterator[Fact]:
    yield _entry(fact, dated)._replace(disputed=dated.entry.disputed)
    yield from (_of_claim(fact, claim) for claim in dated.claims)


def _of_claim(fact: Fact, claim: Claim) -> Fact:
    return Fact(fact.code, fact.name, "claim")._replace(
        id=claim.id, date=claim.date, kind=claim.rank, summary=claim.reason, sources=(claim.source,)
    )


def _entry(fact: Fact, dated: Dated) -> Fact:
    entry = dated.entry
    return fact._replace(
        id=entry.id,
        date=entry.date,
        until=entry.end_date,
        kind=entry.kind,
        summary=entry.summary,
        quality=entry.quality,
        sources=tuple(dict.fromkeys(citation.source for citation in dated.evidence)),
    )


def _of_entry(dated: Dated) -> Fact:
    """The beginning of a row about an event or engagement: its states, several joined by ;"""
    entry = dated.entry
    section = "event" if entry.type == "recognition" else "engagement"
    return Fact(";".join(entry.codes) or None, ";".join(entry.names) or None, section)


def _whole_entry(dated: Dated) -> Iterator[Fact]:
    fact = _of_entry(dated)
    if fact.section == "event":
        yield from _event(fact, dated)
    else:
        yield _entry(fact, dated)
    yield from _evidence(fact, dated.evidence)


def _evidence(fact: Fact, evidence: Iterable[Citation]) -> Iterator[Fact]:
    for item in evidence:
        yield Fact(fact.code, fact.name, "evidence")._replace(
            id=item.subject,
            date=item.date,
            kind=item.supports,
            summary=item.quote or f"{item.publisher}: {item.title}",
            sources=(item.source,),
        )


def _presidency(detail: PresidencyDetail) -> Iterator[Fact]:
    tally = detail.tally
    fact = Fact(None, tally.name, "presidency", tally.slug, tally.start_day, tally.end_day, tally.office)
    said = f"{tally.at_start} at the start, {tally.gained} gained, {tally.lost} lost, {tally.at_end} at the end"
    yield fact._replace(summary=said, quality=tally.quality, sources=tally.sources)
    yield from _evidence(fact, detail.evidence)
    for dated in detail.events:
        yield from _event(_of_entry(dated), dated)
    for dated in detail.engagements:
        yield _entry(_of_entry(dated), dated)


def _document(source: SourceUse) -> Fact:
    said = f"{source.publisher}: {source.title}"
    return Fact(None, None, "source", source.id, source.published, kind=source.tier, summary=said, sources=(source.id,))


def _source(detail: SourceDetail) -> Iterator[Fact]:
    yield _document(detail.source)
    for row in detail.supports:
        code = ";".join(row.codes) or None
        yield Fact(code, None, row.type, row.id, row.date, summary=row.text, sources=(detail.source.id,))


def _claim(detail: ClaimDetail) -> Iterator[Fact]:
    fact = Fact(None, None, "claim") if detail.dated is None else _of_entry(detail.dated)
    yield _of_claim(fact, detail.claim)
    if detail.dated is not None:
        yield _entry(fact, detail.dated)._replace(disputed=detail.dated.entry.disputed)
    yield _document(detail.source)


def _assertion(detail: AssertionDetail) -> Iterator[Fact]:
    row, counted = detail.assertion, detail.counted
    yield Fact(
        row.scope if row.scope.isupper() else None,
        None,
        "assertion",
        row.id,
        row.date,
        kind=row.scope,
        summary=str(row.count) + (f": {row.note}" if row.note else ""),
        sources=(row.source,),
    )
    if counted is not None:
        said = str(counted[0]) if counted[0] == counted[1] else f"{counted[0]}-{counted[1]}"
        yield Fact(None, None, "count", date=row.date, kind=row.scope, summary=said)
    yield _document(detail.source)


def _variant(detail: VariantDetail) -> Iterator[Fact]:
    row = detail.variant
    yield Fact(
        row.code,
        detail.state.name,
        "variant",
        row.id,
        row.since,
        row.until,
        row.kind,
        row.reason,
        sources=(row.source,),
    )
    yield _document(detail.source)
