"""Everything about one thing of the record, whatever it is: a state, a presidency, or what has an id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.errors import NotFoundError, quoted
from taiwan_allies.model.counts import PresidencyTally
from taiwan_allies.model.documents import Citation, SourceUse
from taiwan_allies.model.entries import Entry, Found
from taiwan_allies.model.kinds import REGIONS
from taiwan_allies.model.rows import Assertion, Claim, State, Variant
from taiwan_allies.store.queries.counts import presidencies, series
from taiwan_allies.store.queries.filters import NONE, Filters, Values
from taiwan_allies.store.queries.repository import Repository, Term
from taiwan_allies.store.queries.sources import citations, sources
from taiwan_allies.store.queries.state_detail import Dated, StateDetail, state_detail, with_evidence
from taiwan_allies.store.queries.timeline import timeline

T = TypeVar("T")


class PresidencyDetail(NamedTuple):
    """A presidency with what it gained and lost, what its dates rest on, and what happened in it."""

    term: Term
    tally: PresidencyTally
    evidence: list[Citation]
    events: list[Dated]
    engagements: list[Dated]


class SourceDetail(NamedTuple):
    """A document, and what rests on it."""

    source: SourceUse
    supports: list[Found]


class ClaimDetail(NamedTuple):
    """One of the competing dates of an event, with the event, None where the user hid it, and the document."""

    claim: Claim
    dated: Dated | None
    source: SourceUse


class AssertionDetail(NamedTuple):
    """A published count with its document, and the least and the most that the record counts in that time."""

    assertion: Assertion
    counted: tuple[int, int] | None
    source: SourceUse


class VariantDetail(NamedTuple):
    """A spell that others count, with its state and its document."""

    variant: Variant
    state: State
    source: SourceUse


Detail = StateDetail | PresidencyDetail | Dated | SourceDetail | ClaimDetail | AssertionDetail | VariantDetail
_TABLES: Final = ("event", "engagement", "source", "claim", "assertion", "variant")


def details(repository: Repository, texts: Sequence[str]) -> list[Detail]:
    """What the texts name, each once: ids, states and presidents by any name. A state comes before a president who is
    called so. Raises `NotFoundError`."""
    keys = dict.fromkeys(key for text in texts for key in _keys(repository, text))
    return [_READ[type_](repository, key) for type_, key in keys]


def _keys(repository: Repository, text: str) -> Iterator[tuple[str, str]]:
    """What a text names: its type and its key."""
    numbered = any(map(str.isdecimal, text))  # every id is, no name of a state
    if numbered:
        for table in _TABLES:
            if repository.column(f"SELECT 1 FROM {table} WHERE id = :id", {"id": text.strip().lower()}):
                yield table, text.strip().lower()
                return
    try:
        yield from _called(repository, text)
    except NotFoundError:
        if numbered and "-" in text:
            raise repository.no_entry(text, "event, engagement, source, claim, published count or variant") from None
        raise


def _called(repository: Repository, text: str) -> Iterator[tuple[str, str]]:
    """The state or the presidencies with a name: whole names come before beginnings."""
    for exact in (True, False):
        try:
            yield "state", repository.code_of(text, exact=exact)
            return
        except NotFoundError as error:
            missing = error
        if repository.president_names.find(text, exact=exact):
            yield from (("presidency", term.slug) for term in repository.presidencies_of(text))
            return
    near = [] if missing.hint.startswith(("Did", "It")) else repository.president_names.nearest(text)
    if near:
        raise NotFoundError(f"no state or president is called {quoted(text)}", f"Did you mean {' or '.join(near)}?")
    raise missing


def _entry(repository: Repository, id_: str) -> Dated:
    one: Values = {"id": id_}
    entry = next(repository.read(Entry, "entry", "WHERE id = :id", one))
    after = repository.column("SELECT count FROM ally_change WHERE id = :id", one)
    return with_evidence(repository, [entry._replace(count=after[0]) if after else entry])[0]


def _presidency(repository: Repository, slug: str) -> PresidencyDetail:
    term = next(term for term in repository.presidencies if term.slug == slug)
    tally = next(row for row in presidencies(repository) if row.slug == slug)
    dated = with_evidence(repository, list(timeline(repository, Filters(periods=(term.period,)))))
    return PresidencyDetail(
        term,
        tally,
        citations(repository, [slug]).get(slug, []),
        [d for d in dated if d.entry.type == "recognition"],
        [d for d in dated if d.entry.type == "engagement"],
    )


def _source(repository: Repository, id_: str) -> SourceDetail:
    used = repository.rows(
        Found,
        "SELECT type, id, date, codes, text, NULL FROM ("
        " SELECT iif(e.type = 'recognition', 'event', e.type) AS type, e.id, e.date, e.codes,"
        "  iif(e.type = 'recognition', e.names || ': ', '') || e.summary AS text, e.day FROM entry AS e"
        "  WHERE e.id IN (SELECT coalesce(event, engagement) FROM evidence WHERE source = :id)"
        " UNION SELECT 'presidency', slug, start_day, NULL, name || ', ' || office, start_day FROM presidency"
        "  WHERE slug IN (SELECT presidency FROM evidence WHERE source = :id)"
        " UNION SELECT 'claim', c.id, c.date, b.code, c.reason, c.date FROM claim AS c"
        "  JOIN bundled_event AS b ON b.id = c.event WHERE c.source = :id"
        " UNION SELECT 'assertion', id, date, NULL, count || ' (' || scope || ')' || coalesce(': ' || note, ''), date"
        "  FROM assertion WHERE source = :id"
        " UNION SELECT 'variant', id, since, code, reason, since FROM variant WHERE source = :id) ORDER BY day, id",
        {"id": id_},
    )
    return SourceDetail(_document(repository, id_), used)


def _document(repository: Repository, id_: str) -> SourceUse:
    return sources(repository, NONE, ids=(id_,))[0]


def _row(repository: Repository, row: Callable[..., T], table: str, id_: str, key: str = "id") -> T:
    """The row of a table with a key."""
    return next(repository.read(row, table, f"WHERE {key} = :key", {"key": id_}))


def _claim(repository: Repository, id_: str) -> ClaimDetail:
    claim = _row(repository, Claim, "claim", id_)
    there = repository.column("SELECT 1 FROM event WHERE id = :id", {"id": claim.event})
    return ClaimDetail(claim, _entry(repository, claim.event) if there else None, _document(repository, claim.source))


def _assertion(repository: Repository, id_: str) -> AssertionDetail:
    assertion = _row(repository, Assertion, "assertion", id_)
    return AssertionDetail(assertion, _counted(repository, assertion), _document(repository, assertion.source))


def _counted(repository: Repository, assertion: Assertion) -> tuple[int, int] | None:
    """The least and the most that the record counts in the time of a published count; None where it counts no such
    thing, or that time is yet to come."""
    day = PartialDate.parse(assertion.date)
    scope = assertion.scope
    filters = Filters(codes=(scope,) if scope.isupper() else None, regions=(scope,) if scope in REGIONS else None)
    if day.first > repository.today or (filters == NONE and scope != "all"):
        return None
    counts = series(repository, day.first, min(day.last, repository.today), filters)
    return min(row.count_min for row in counts), max(row.count_max for row in counts)


def _variant(repository: Repository, id_: str) -> VariantDetail:
    variant = _row(repository, Variant, "variant", id_)
    state = _row(repository, State, "state", variant.code, "code")
    return VariantDetail(variant, state, _document(repository, variant.source))


_READ: Final[dict[str, Callable[[Repository, str], Detail]]] = {
    "state": state_detail,
    "presidency": _presidency,
    "event": _entry,
    "engagement": _entry,
    "source": _source,
    "claim": _claim,
    "assertion": _assertion,
    "variant": _variant,
}
