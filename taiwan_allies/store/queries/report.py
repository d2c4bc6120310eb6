"""What a report says, gathered from the store."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from taiwan_allies.dates.period import Period
from taiwan_allies.model.changes import Change
from taiwan_allies.model.counts import Count, Tally
from taiwan_allies.model.documents import SourceUse
from taiwan_allies.model.spells import Spell
from taiwan_allies.store.dataset.bundled import Descriptor, descriptor
from taiwan_allies.store.own.overlay import own_changes
from taiwan_allies.store.queries.changes import changes
from taiwan_allies.store.queries.counts import divided, series, span_of, tally
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.repository import Repository, Term
from taiwan_allies.store.queries.sources import sources
from taiwan_allies.store.queries.spells import spells
from taiwan_allies.store.queries.state_detail import Dated, with_evidence
from taiwan_allies.store.queries.timeline import timeline

_DAY = timedelta(days=1)


class Report(NamedTuple):
    """A period from its first to its last day, both included, and all that a page says about it.

    ``presidency`` is the one that was asked for, if the period is one. ``allies`` are those of the last day, ``spells``
    all that these states had had by then. ``own`` is the number of events that differ from the bundled record.
    """

    first: date
    last: date
    presidency: Term | None
    whole: Tally
    terms: list[Tally]
    decades: list[Tally]
    points: list[Count]
    changes: list[Change]
    allies: list[Spell]
    spells: list[Spell]
    entries: list[Dated]
    sources: list[SourceUse]
    own: int
    package: Descriptor


def report(repository: Repository, asked: Filters) -> Report:
    """The report of the periods asked for: of all of them in one piece, of 1948 to today where there are none."""
    first, last = span_of(repository, asked)
    period = Period(first, last + _DAY, "all")
    filters = Filters(periods=(period,))
    allies = list(spells(repository, last))
    entries = with_evidence(repository, list(timeline(repository, filters)))
    return Report(
        first=first,
        last=last,
        presidency=next((p for p in repository.presidencies if asked.periods == (p.period,)), None),
        whole=tally(repository, [period])[0],
        terms=tally(repository, divided(repository, "president", filters)),
        decades=tally(repository, divided(repository, "decade", filters)),
        points=series(repository, first, last),
        changes=changes(repository, first - _DAY, last),
        allies=allies,
        spells=list(spells(repository, last, Filters(codes=tuple(ally.code for ally in allies)), "ever")),
        entries=entries,
        sources=_documents(repository, entries),
        own=len(own_changes(repository)),
        package=descriptor(),
    )


def _documents(repository: Repository, entries: list[Dated]) -> list[SourceUse]:
    """The documents that the entries and their competing dates rest on."""
    named = {citation.source for entry in entries for citation in entry.evidence}
    named |= {claim.source for entry in entries for claim in entry.claims}
    return sources(repository, NONE, ids=sorted(named)) if named else []
