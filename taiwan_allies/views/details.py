"""How one thing of the record looks at a terminal, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from taiwan_allies.i18n import gettext, pgettext
from taiwan_allies.output.text import cell_width, one_line, span, wrap
from taiwan_allies.store.queries.counts import tally
from taiwan_allies.store.queries.details import (
    AssertionDetail,
    ClaimDetail,
    Detail,
    PresidencyDetail,
    SourceDetail,
    VariantDetail,
)
from taiwan_allies.store.queries.state_detail import Dated, StateDetail
from taiwan_allies.views import state
from taiwan_allies.views.citation import document, line
from taiwan_allies.views.phrases import balance, fresh, hanging, joined, name_in, plural, section, term
from taiwan_allies.views.state import row_of
from taiwan_allies.views.timeline import address, entries_of, evidence, in_chinese, names_of, told

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.documents import Citation, SourceUse
    from taiwan_allies.model.rows import Claim
    from taiwan_allies.store.queries.repository import Repository


def draw(repository: Repository, context: Context, detail: Detail, *, with_sources: bool) -> Iterator[str]:
    """The lines about one thing. ``with_sources`` tells the documents behind each entry of a state or presidency."""
    match detail:
        case StateDetail():
            yield from state.draw(repository, context, detail, with_sources=with_sources)
            return
        case Dated():
            yield from _entry(repository, context, detail)
        case PresidencyDetail():
            yield from _presidency(repository, context, detail, with_sources)
        case SourceDetail():
            yield from _source(repository, context, detail)
        case ClaimDetail():
            yield from _claim(context, detail)
        case AssertionDetail():
            yield from _assertion(context, detail)
        case VariantDetail():
            yield from _variant(context, detail)
    yield ""
    yield from wrap(fresh(repository, repository.today, context.lang), context.width)


def _head(context: Context, name: str, rest: str) -> Iterator[str]:
    """A title, and what it is called elsewhere beside it where there is room."""
    paint, lines = context.style.paint, wrap(one_line(name), context.width)
    beside = cell_width(lines[-1]) + 2 + cell_width(rest) <= context.width
    yield from (paint(text, "head") for text in lines[:-1])
    yield paint(lines[-1], "head") + (f"  {paint(rest, 'dim')}" if beside else "")
    if not beside:
        yield paint(rest, "dim")


def _item(context: Context, text: str) -> Iterator[str]:
    """One of a list: what does not fit on its line stands further in."""
    return hanging(context, text, "  ", "      ")


# Events and engagements -------------------------------------------------------------------------------------------


def _entry(repository: Repository, context: Context, dated: Dated) -> Iterator[str]:
    entry, lang = dated.entry, context.lang
    yield from _head(context, names_of(entry, lang) or pgettext(lang, "EntryKind", entry.kind), entry.id)
    yield from row_of(context, dated)
    indent = " " * 14
    about = [] if entry.status is None else [pgettext(lang, "SignalStatus", entry.status)]
    about += [gettext(lang, "until {day}", day=entry.end_date)] if entry.end_date else []
    about += _in_office(repository, context, entry.president)
    about += [] if entry.count is None else [gettext(lang, "{n} allies after it", n=entry.count)]
    for text in (entry.note if entry.type == "engagement" else None, joined(lang, about)):
        yield from hanging(context, text, indent)
    yield from _competing(context, dated.claims)
    yield from _documents(context, dated.evidence)


def _in_office(repository: Repository, context: Context, slug: str | None) -> Iterator[str]:
    for found in repository.presidencies:
        if found.slug == slug:
            yield gettext(context.lang, "under {name}", name=name_in(context.lang, found))


def _competing(context: Context, claims: Sequence[Claim]) -> Iterator[str]:
    """Every date that somebody gives, with its rank and the reason for it."""
    yield from section(context, "Dates that compete ({n})", claims)
    for claim in claims:
        rank = pgettext(context.lang, "Rank", claim.rank)
        yield from _item(context, f"{claim.date} {rank}: {claim.reason} [{claim.source}] {claim.id}")


def _documents(context: Context, found: Sequence[Citation]) -> Iterator[str]:
    """The documents, then the words of each that are kept."""
    sources = list(dict.fromkeys(item.source for item in found))
    yield from section(context, "Sources ({n})", sources)
    for source in sources:
        items = [item for item in found if item.source == source]
        yield from evidence(context, items, (), indent=2)
        for quote in dict.fromkeys(item.quote for item in items if item.quote):
            yield from hanging(context, f"“{quote}”", "    ")


# A presidency -----------------------------------------------------------------------------------------------------


def _presidency(
    repository: Repository, context: Context, detail: PresidencyDetail, with_sources: bool
) -> Iterator[str]:
    lang, row, found = context.lang, detail.tally, detail.term
    yield from _head(context, term(found, repository.today, lang, unicode=context.unicode), found.slug)
    numbers = tally(repository, [found.period])[0]
    yield from hanging(context, balance(numbers, current=found.period.contains(repository.today), lang=lang))
    about = [pgettext(lang, "office", row.office)]
    about += [pgettext(lang, "party", row.party)] if row.party else []
    yield from hanging(
        context, joined(lang, [*about, gettext(lang, "evidence {quality}", quality=row.quality)]), role="dim"
    )
    yield from hanging(context, row.note, role="dim")
    for title, rows in (("Events ({n})", detail.events), ("Engagements ({n})", detail.engagements)):
        yield from section(context, title, rows)
        for dated in rows:
            yield from told(context, dated.entry)
            if with_sources:
                yield from evidence(context, dated.evidence, dated.claims)
    yield from _documents(context, detail.evidence)


# What has an id ---------------------------------------------------------------------------------------------------


def _source(repository: Repository, context: Context, detail: SourceDetail) -> Iterator[str]:
    source, lang = detail.source, context.lang
    yield from _reference(context, source)
    yield from section(context, "It supports ({n})", detail.supports)
    entries = entries_of(repository, detail.supports) if lang == "zh" else {}
    for row in detail.supports:
        entry = entries.get((row.type, row.id))
        text = in_chinese(entry) if entry else row.text
        yield from _item(context, f"{row.date or ''} {pgettext(lang, 'ItemType', row.type)} {row.id}: {text}")


def _reference(context: Context, source: SourceUse) -> Iterator[str]:
    """A document as a bibliography has it, how near it stands, where it can be read, what is to be said of it."""
    yield from _head(context, source.id, pgettext(context.lang, "Tier", source.tier))
    yield from hanging(context, line(document(source)._replace(url=None, archived=None)))
    for url in (source.url, source.archived):
        yield from address(context, url)
    if source.read_at:
        read = gettext(context.lang, "Read at {url}", url=one_line(source.read_at))
        if cell_width(read) > context.width:
            yield context.style.paint(gettext(context.lang, "Read at {url}", url="").rstrip(), "dim")
            read = one_line(source.read_at)
        yield context.style.paint(read, "dim")
    yield from hanging(context, source.note)


def _claim(context: Context, detail: ClaimDetail) -> Iterator[str]:
    claim, lang = detail.claim, context.lang
    name = "" if detail.dated is None else names_of(detail.dated.entry, lang)
    yield from _head(context, name or claim.event, claim.id)
    yield from hanging(context, f"{claim.date} {pgettext(lang, 'Rank', claim.rank)}: {claim.reason}")
    if detail.dated is not None:
        yield from section(context, "The event", [detail.dated])
        yield from row_of(context, detail.dated)
        yield from _competing(context, detail.dated.claims)
    yield ""
    yield from _reference(context, detail.source)


def _assertion(context: Context, detail: AssertionDetail) -> Iterator[str]:
    row, lang = detail.assertion, context.lang
    scope = pgettext(lang, "period", row.scope)
    yield from _head(context, f"{plural(row.count, *_ALLIES, lang=lang)}, {row.date} ({scope})", row.id)
    yield from hanging(context, row.note)
    if detail.counted is not None:
        yield from hanging(context, gettext(lang, "The record counts {count}.", count=span(*detail.counted)))
    yield ""
    yield from _reference(context, detail.source)


def _variant(context: Context, detail: VariantDetail) -> Iterator[str]:
    row, lang = detail.variant, context.lang
    yield from _head(context, name_in(lang, detail.state), row.id)
    until = row.until or gettext(lang, "today")
    kind = pgettext(lang, "VariantKind", row.kind)
    yield f"{row.since} {context.style.pick('→', 'to')} {until}  {kind}"
    yield from hanging(context, row.reason)
    yield ""
    yield from _reference(context, detail.source)


_ALLIES = ("ally", "allies")
