"""How one state looks at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from taiwan_allies.charts.strips import strip, strip_axis
from taiwan_allies.dates.days import length
from taiwan_allies.i18n import date_in, gettext, length_in, pgettext
from taiwan_allies.model.kinds import KINDS
from taiwan_allies.output.text import cell_width, one_line, pad, wrap
from taiwan_allies.views.phrases import apart, freshness, hanging, identity, joined, named, plural, section, stop
from taiwan_allies.views.prc import relation_to_prc
from taiwan_allies.views.timeline import amount, by_id, evidence, others, shortened, summary_of, what_happened

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.entries import Entry
    from taiwan_allies.model.rows import Source, StateName, Variant
    from taiwan_allies.model.spells import Spell
    from taiwan_allies.store.queries.repository import Repository
    from taiwan_allies.store.queries.state_detail import Dated, StateDetail

FIRST_DAY = date(1912, 1, 1)
BRIEF = 60
"""On a terminal narrower than that a line has no room for an engagement."""


def draw(repository: Repository, context: Context, detail: StateDetail, *, with_sources: bool) -> Iterator[str]:
    pick, lang = context.style.pick, context.lang
    yield from _head(context, detail)
    yield ""
    yield from _standing(repository, context, detail)
    yield from _strip(repository, context, detail.spells)

    signals = [dated.entry for dated in detail.engagements if dated.entry.status == "standing"]
    acts = detail.engagements[len(signals) :]
    yield from section(context, "Signals to watch", signals)
    for signal in signals:
        text = f"{summary_of(signal, lang)} {signal.note or ''} [{signal.id}]"
        yield from hanging(context, text, f"{pick('·', '-')} {pad(signal.date, 11)} ")
    for title, rows in (("Events ({n})", detail.events), ("Engagements ({n})", acts)):
        yield from section(context, title, rows)
        for dated in rows:
            yield from _item(context, dated, with_sources)
    yield from _variants(context, detail.variants)
    yield ""
    events = plural(len(detail.events), "event", lang=lang)
    numbers = joined(lang, [events, plural(len(detail.engagements), "engagement", lang=lang)])
    fresh = freshness(repository, repository.today, lang)
    yield from wrap(f"{numbers} {pick('·', '-')} {fresh}{stop(lang)}", context.width)
    if not with_sources and any(dated.evidence for dated in (*detail.events, *acts)):
        yield from wrap(gettext(lang, "Engagements and sources in full: --sources."), context.width)


def _head(context: Context, detail: StateDetail) -> Iterator[str]:
    """Names, place and remarks."""
    state, paint, lang = detail.state, context.style.paint, context.lang
    name, other = (state.name_zh, state.name) if lang == "zh" else (state.name, state.name_zh)
    yield "  ".join(
        [paint(one_line(name), "head"), *([one_line(other)] if context.unicode else []), paint(state.code, "dim")]
    )
    where = joined(lang, [pgettext(lang, "Region", state.region), pgettext(lang, "subregion", state.subregion)])
    yield from hanging(context, f"{state.official_name} {context.style.pick('·', '-')} {where}")
    if state.population:
        yield gettext(lang, "Population {n} ({year})", n=f"{state.population:,}", year=state.population_year)
    if former := _former(detail.names, lang):
        yield from hanging(context, gettext(lang, "Formerly {names}.", names=former))
    yield from hanging(context, state.note, role="dim")


def _former(names: Sequence[StateName], lang: str) -> str:
    """The former names in the language, in English where there is none."""
    former = [name for name in names if name.kind == "former"]
    found = [name for name in former if name.lang == lang] or [name for name in former if name.lang == "en"]
    return apart(lang, (_dated(name, lang) for name in found))


def _dated(name: StateName, lang: str) -> str:
    if name.since and name.until:
        since, until = name.since[:4], name.until[:4]
        return gettext(lang, "{name} ({since}-{until})", name=name.name, since=since, until=until)
    if name.until:
        return gettext(lang, "{name} (until {year})", name=name.name, year=name.until[:4])
    return name.name


def _standing(repository: Repository, context: Context, detail: StateDetail) -> Iterator[str]:
    """Whether it is an ally, and each spell with its length."""
    paint, pick, lang = context.style.paint, context.style.pick, context.lang
    if not detail.spells:
        yield gettext(lang, "No relations have begun.")
        return
    last = detail.spells[-1]
    if last.until:
        yield paint(gettext(lang, "Not an ally since {day}.", day=date_in(lang, last.until)), "lost")
    else:
        since, first = date_in(lang, last.since), date_in(lang, detail.spells[0].since)
        again = "An ally since {day}, first from {first}."
        told = gettext(lang, again if len(detail.spells) > 1 else "An ally since {day}.", day=since, first=first)
        yield paint(told, "gained")
    for spell in detail.spells:
        until = spell.until or gettext(lang, "today")
        days, told = f"  {spell.since} {pick('→', 'to')} {until}", _length(spell, repository.today, lang)
        if cell_width(days) + 2 + cell_width(told) <= context.width:
            yield f"{days}  {told}"
        else:
            yield from (days, *hanging(context, told, "    "))
    if last.last_confirmed and detail.confirmation:
        yield from hanging(context, _confirmed(repository, last.last_confirmed, detail.confirmation, lang))


def _confirmed(repository: Repository, day: str, source: Source, lang: str) -> str:
    """The last day on which a document names it as an ally; one after the record's own day says so."""
    text = "Last named as an ally on {day}, by {publisher} ({id})"
    said = [gettext(lang, text, day=date_in(lang, day), publisher=source.publisher, id=source.id)]
    if day > repository.loaded.as_of.isoformat():
        said.append(gettext(lang, "after the day that the data are as of"))
    return f"{joined(lang, said)}{stop(lang)}"


def _length(spell: Spell, today: date, lang: str) -> str:
    """How long a spell lasted, and why it ended."""
    end = date.fromisoformat(spell.end_day) if spell.until and spell.end_day else today
    told = length_in(lang, length(date.fromisoformat(spell.start_day), end))
    if len(spell.since) != 10 or (spell.until and len(spell.until) != 10):
        told = gettext(lang, "about {length}", length=told)
    return joined(lang, [told, *([pgettext(lang, "Cause", spell.cause)] if spell.cause else [])])


def _strip(repository: Repository, context: Context, spells: list[Spell]) -> Iterator[str]:
    """The spells on the axis that every state shares, 1912 to today."""
    if not spells:
        return
    today, day = repository.today, date.fromisoformat
    after = today + timedelta(days=1)
    openings = [(day(s.start_day), min(day(s.end_day), after) if s.end_day else after) for s in spells]
    doubt = [(day(s.start_min), day(s.start_day)) for s in spells if s.start_min < s.start_day]
    doubt += [(day(s.end_min), day(s.end_day)) for s in spells if s.end_day and s.end_min and s.end_min < s.end_day]
    width = min(context.width - 2, 120)
    yield ""
    line = strip(openings, FIRST_DAY, today, width=width, style=context.style, doubt=doubt)
    yield "  " + context.style.paint(line, "line")
    yield "  " + strip_axis(FIRST_DAY, today, width=width, style=context.style)


def _item(context: Context, dated: Dated, with_sources: bool) -> Iterator[str]:
    """One event or engagement, with what it rests on where there is room for that."""
    if dated.entry.type == "engagement" and context.width >= BRIEF and not with_sources:
        yield _brief(context, dated.entry)
        return
    yield from row_of(context, dated)
    if with_sources:
        yield from evidence(context, dated.evidence, dated.claims, indent=14)
    else:
        yield from others(context, dated.claims, 14)
        yield from by_id(context, dated.evidence, 14)


def _lead(context: Context, entry: Entry, kind: str) -> str:
    """The mark of an entry, its date and kind."""
    style, mark, role = context.style, KINDS[entry.kind].mark, KINDS[entry.kind].role
    when = pad(entry.date + "?" * entry.disputed, 11)
    return f"{style.paint(mark, role)} {when} {style.paint(kind, role if role != 'dim' else 'name')}"


def _brief(context: Context, entry: Entry) -> str:
    """An engagement on one line, with the id that tells the rest."""
    kind, room = pgettext(context.lang, "EntryKind", entry.kind), context.width - 16 - cell_width(entry.id)
    text = shortened(context, named(context.lang, kind, summary_of(entry, context.lang)), room)
    return f"{_lead(context, entry, kind)}{pad(text, room)[len(kind) :]}  {context.style.paint(entry.id, 'dim')}"


def row_of(context: Context, dated: Dated) -> Iterator[str]:
    """One event or engagement: its mark, date and kind, what happened, what is known of it."""
    entry, lang = dated.entry, context.lang
    kind = pgettext(lang, "EntryKind", entry.kind)
    chinese = lang == "zh" and entry.type == "recognition"
    told = what_happened(entry) if chinese else named(lang, kind, summary_of(entry, lang))
    indent = " " * 14
    first, *more = hanging(context, told, rest=indent)
    yield _lead(context, entry, kind) + first[len(kind) :]
    yield from more
    yield from hanging(context, _facts(entry, lang), indent, role="dim")


def _variants(context: Context, variants: Sequence[Variant]) -> Iterator[str]:
    """The spells that others count."""
    pick, lang = context.style.pick, context.lang
    yield from section(context, "Counted by others, not here ({n})", variants)
    for variant in variants:
        span = f"{variant.since} {pick('→', 'to')} {variant.until or ''}".rstrip()
        kind = pgettext(lang, "VariantKind", variant.kind)
        yield from hanging(context, f"{span}  {kind}: {variant.reason} [{variant.source}]", f"{pick('·', '-')} ")


def _facts(entry: Entry, lang: str) -> str:
    facts = identity(lang, entry)
    if entry.local_date:
        facts.append(gettext(lang, "{day} local date", day=entry.local_date))
    if entry.prc_date and KINDS[entry.kind].opens is False:
        relation = relation_to_prc(entry.date, entry.local_date, entry.prc_date, lang)
        facts.append(gettext(lang, "PRC {day}: {relation}", day=entry.prc_date, relation=relation))
    if entry.actor:
        facts.append(entry.actor)
    if amount(entry):
        facts.append(amount(entry))
    if entry.layer == "own":
        facts.append(gettext(lang, "your own"))
    return apart(lang, facts)
