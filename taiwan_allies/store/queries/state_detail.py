"""Everything that the record knows about one state."""

from __future__ import annotations

from typing import NamedTuple

from taiwan_allies.model.documents import Citation
from taiwan_allies.model.entries import Entry
from taiwan_allies.model.rows import Claim, Source, State, StateName, Variant
from taiwan_allies.model.spells import Spell
from taiwan_allies.store.queries.filters import Filters, Values
from taiwan_allies.store.queries.repository import Repository
from taiwan_allies.store.queries.sources import citations, claims
from taiwan_allies.store.queries.spells import spells
from taiwan_allies.store.queries.timeline import timeline


class Dated(NamedTuple):
    """An event or engagement with what it rests on and the dates that compete with its own."""

    entry: Entry
    evidence: list[Citation]
    claims: list[Claim]


class StateDetail(NamedTuple):
    """A state with its names, spells, events, engagements (signals that still stand come first) and variants.

    ``confirmation`` is the document that names an ally of today as one last.
    """

    state: State
    names: list[StateName]
    spells: list[Spell]
    events: list[Dated]
    engagements: list[Dated]
    variants: list[Variant]
    confirmation: Source | None

    @property
    def ally(self) -> bool:
        """Whether it is an ally today."""
        return any(spell.status == "ally" for spell in self.spells)


def state_detail(repository: Repository, code: str) -> StateDetail:
    """Everything about the state with a code."""
    only = Filters(codes=(code,))
    one: Values = {"code": code}
    held = list(spells(repository, repository.today, only, "ever"))
    dated = with_evidence(repository, list(timeline(repository, only)))
    confirmed_by: Values = {"id": held[-1].confirmed_by if held else None}
    return StateDetail(
        state=next(repository.read(State, "state", "WHERE code = :code", one)),
        names=list(repository.read(StateName, "name", "WHERE code = :code ORDER BY kind DESC, lang, since", one)),
        spells=held,
        events=[d for d in dated if d.entry.type == "recognition"],
        engagements=sorted(
            (d for d in dated if d.entry.type == "engagement"), key=lambda d: d.entry.status != "standing"
        ),
        variants=list(repository.read(Variant, "variant", "WHERE code = :code ORDER BY since, id", one)),
        confirmation=next(repository.read(Source, "bundled_source", "WHERE id = :id", confirmed_by), None),
    )


def with_evidence(repository: Repository, entries: list[Entry]) -> list[Dated]:
    """Entries with what each rests on."""
    ids = [entry.id for entry in entries]
    found, competing = citations(repository, ids), claims(repository, ids)
    return [Dated(entry, found.get(entry.id, []), competing.get(entry.id, [])) for entry in entries]
