"""The files of the data package: which rows each of them holds, its key and what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from taiwan_allies.model.rows import (
    Assertion,
    Claim,
    Coverage,
    Engagement,
    Event,
    Evidence,
    LastConfirmed,
    Membership,
    Presidency,
    PresidentName,
    Source,
    State,
    StateKey,
    StateName,
    Variant,
)


class Resource(NamedTuple):
    """One file of the data package: its name, the table that holds it, its rows, key, references, and what it is.

    ``references`` maps a field to the resource whose key it holds. ``layered`` resources have a table a layer. The
    fields named by ``short`` say in short what a row is.
    """

    name: str
    table: str
    row: type[Any]
    key: tuple[str, ...]
    title: str
    references: Mapping[str, str] = MappingProxyType({})
    layered: bool = False
    short: tuple[str, ...] = ()


RESOURCES: Final[dict[str, Resource]] = {
    resource.name: resource
    for resource in (
        Resource("states", "state", State, ("code",), "States of the world since 1912", short=("name",)),
        Resource("names", "name", StateName, ("code", "lang", "name"), "Their other names: former ones, aliases, other languages",
            {"code": "states"}, short=("kind",)),
        Resource("state_keys", "state_key", StateKey, ("code", "scheme", "key", "start_day"), "What other data sets call them",
            {"code": "states"}),
        Resource("un_members", "un_member", Membership, ("code", "start_day"), "Seats in the United Nations", {"code": "states"},
            short=("end_day",)),
        Resource("presidencies", "presidency", Presidency, ("slug",), "Heads of state of the Republic of China since 1912",
            short=("name", "start_day", "end_day")),
        Resource("president_names", "president_name", PresidentName, ("slug", "lang", "name"), "Other names of the heads of state",
            {"slug": "presidencies"}),
        Resource("sources", "source", Source, ("id",), "Documents", layered=True, short=("publisher", "title")),
        Resource("events", "event", Event, ("id",), "Events that open or end official relations", {"code": "states"}, layered=True,
            short=("code", "kind", "date")),
        Resource("engagements", "engagement", Engagement, ("id",), "Visits, agreements, aid, statements and pressure inside relations",
            layered=True, short=("codes", "kind", "date")),
        Resource("evidence", "evidence", Evidence, (), "What each document supports", {"event": "events", "engagement": "engagements",
            "presidency": "presidencies", "source": "sources"}, layered=True),
        Resource("claims", "claim", Claim, ("id",), "Competing dates", {"event": "events", "source": "sources"},
            short=("event", "date", "rank")),
        Resource("assertions", "assertion", Assertion, ("id",), "Published counts to hold the record against", {"source": "sources"},
            short=("date", "scope", "count")),
        Resource("variants", "variant", Variant, ("id",), "Spells that others count and the record does not",
            {"code": "states", "source": "sources"}, short=("code", "kind", "since", "until")),
        Resource("last_confirmed", "last_confirmed", LastConfirmed, ("code",), "The last day on which a source names each ally",
            {"code": "states", "source": "sources"}, short=("date",)),
        Resource("coverage", "coverage", Coverage, ("kind", "start_day"), "What of each kind is complete, and what is missing"),
    )
}  # fmt: skip
"""The files of the data package, in an order that satisfies their references."""
