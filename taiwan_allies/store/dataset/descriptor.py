"""The data package (Frictionless, Data Package 2): what each file and field of the record means, and its hashes.

`python -m taiwan_allies.store.dataset.descriptor VERSION AS_OF` seals `taiwan_allies/data/` after a change: it writes the
descriptor anew. `allies export DIR` writes a package with the same fields.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any, Final

DATE: Final = r"^[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?[?~%]?$"

FIELDS: Final[dict[str, dict[str, str]]] = {
    "states": {
        "code": "ISO 3166-1 alpha-3; withdrawn codes for extinct states, user-assigned X codes where ISO has none",
        "alpha2": "ISO 3166-1 alpha-2",
        "slug": "lower-case name for addresses and the command line",
        "name": "English short name as used today",
        "official_name": "full English name",
        "name_zh": "Traditional Chinese name as Taiwan's foreign ministry writes it",
        "region": "Africa, Americas, Asia, Europe or Oceania",
        "subregion": "UN M49 subregion",
        "existed_from": "first day of the state, where it is younger than 1912",
        "existed_to": "last day of a state that ceased to exist",
        "note": "succession and other remarks",
    },
    "names": {
        "code": "the state",
        "lang": "BCP 47 language tag",
        "kind": "former (an earlier name) or alias (another usual name)",
        "name": "the name",
        "since": "from when an earlier name was used",
        "until": "until when",
    },
    "presidencies": {
        "slug": "stable name of the presidency",
        "name": "English name of the person",
        "name_zh": "Traditional Chinese name of the person",
        "office": "title of the office",
        "start": "first day in office (inclusive)",
        "end": "day of the hand-over (exclusive); empty while in office",
        "party": "party or faction",
        "acting": "yes where the office was held for another",
        "quality": "how well the dates are attested: A, B or C as for events",
        "note": "remarks on the dates and the office",
    },
    "president_names": {
        "slug": "the presidency",
        "lang": "BCP 47 language tag",
        "name": "another name of the person",
    },
    "sources": {
        "id": "stable id",
        "publisher": "who published the document",
        "title": "its title; in square brackets where it is a description",
        "author": "its author",
        "published": "day, month or year of publication",
        "url": "its own address",
        "read_at": "address of the copy that was read, where that is another",
        "lang": "BCP 47 language tag",
        "tier": "primary, secondary or tertiary",
        "note": "remarks",
    },
    "events": {
        "id": "stable id, never reused",
        "code": "the state",
        "kind": "establish, restore, suspend or sever",
        "date": "Taipei date of effect, as precise as it is known",
        "local_date": "date at the partner's capital, where it differs",
        "initiated_by": "partner, roc, both or unknown",
        "cause": "why relations ended: switch, break, war, annexation, dissolution or lapse",
        "prc_date": "when the state opened relations with the PRC, as far as it bears on this event",
        "memory": "the part of the date that rests on memory alone: day, month, year, or fact",
        "note": "circumstances",
    },
    "engagements": {
        "id": "stable id, never reused",
        "date": "first day",
        "end_date": "last day (inclusive)",
        "type": "visit, transit, agreement, aid, letter, statement, pressure or signal",
        "codes": "the states concerned, joined by ;",
        "actor": "who acts",
        "summary": "what happened",
        "amount_usd": "US dollars",
        "amount_original": "the amount as it was given, where not in dollars or not exact",
        "memory": "what rests on memory alone: day or fact",
        "note": "remarks",
    },
    "evidence": {
        "event": "the event that is attested",
        "engagement": "the engagement that is attested",
        "presidency": "the presidency that is attested",
        "source": "the document",
        "supports": "what it supports: date, fact, kind or prc_date",
        "date": "the date that it gives",
        "quote": "its words",
    },
    "claims": {
        "id": "stable id",
        "event": "the event",
        "date": "a date that is given for it",
        "rank": "preferred, normal or deprecated",
        "source": "who gives it",
        "reason": "why it has this rank",
    },
    "assertions": {
        "id": "stable id",
        "date": "the day, month or year that the count is for",
        "scope": "all, a region, or the code of one state (count 1 or 0)",
        "count": "the published number of allies",
        "source": "who published it",
        "note": "remarks, and the explanation where it disagrees with the record",
    },
}
"""Every resource of the record, its fields in order, and what they mean."""

_TITLES: Final = {
    "states": "States that have had official relations with the Republic of China",
    "names": "Their other names: former ones, aliases, other languages",
    "presidencies": "Heads of state of the Republic of China since 1912",
    "president_names": "Other names of the heads of state",
    "sources": "Documents",
    "events": "Events that open or end official relations",
    "engagements": "Visits, agreements, aid, statements and pressure inside relations",
    "evidence": "What each document supports",
    "claims": "Competing dates",
    "assertions": "Published counts to check the record against",
}
_KEYS: Final[dict[str, str | list[str]]] = {
    "states": "code",
    "names": ["code", "lang", "name"],
    "presidencies": "slug",
    "president_names": ["slug", "lang", "name"],
    "sources": "id",
    "events": "id",
    "engagements": "id",
    "claims": "id",
    "assertions": "id",
}
_REFERENCES: Final = {
    ("names", "code"): ("states", "code"),
    ("president_names", "slug"): ("presidencies", "slug"),
    ("events", "code"): ("states", "code"),
    ("evidence", "event"): ("events", "id"),
    ("evidence", "engagement"): ("engagements", "id"),
    ("evidence", "presidency"): ("presidencies", "slug"),
    ("evidence", "source"): ("sources", "id"),
    ("claims", "event"): ("events", "id"),
    ("claims", "source"): ("sources", "id"),
    ("assertions", "source"): ("sources", "id"),
}
_CLOSED: Final = {
    ("states", "region"): ["Africa", "Americas", "Asia", "Europe", "Oceania"],
    ("names", "kind"): ["former", "alias"],
    ("presidencies", "acting"): ["yes", "no"],
    ("presidencies", "quality"): ["A", "B", "C"],
    ("sources", "tier"): ["primary", "secondary", "tertiary"],
    ("events", "kind"): ["establish", "restore", "suspend", "sever"],
    ("events", "initiated_by"): ["partner", "roc", "both", "unknown"],
    ("events", "cause"): ["switch", "break", "war", "annexation", "dissolution", "lapse"],
    ("events", "memory"): ["day", "month", "year", "fact"],
    ("engagements", "type"): ["visit", "transit", "agreement", "aid", "letter", "statement", "pressure", "signal"],
    ("engagements", "memory"): ["day", "fact"],
    ("evidence", "supports"): ["date", "fact", "kind", "prc_date"],
    ("claims", "rank"): ["preferred", "normal", "deprecated"],
}
_REQUIRED: Final = {
    "code", "id", "slug", "kind", "date", "name", "lang", "source", "supports", "rank", "scope", "count", "type", "summary",
    "publisher", "title", "tier", "region", "start", "acting", "event", "reason",
}  # fmt: skip
_OPTIONAL: Final = {("evidence", "event"), ("evidence", "date"), ("sources", "lang")}
_DATES: Final = {"date", "local_date", "prc_date", "end_date"}


def field(resource: str, name: str) -> dict[str, Any]:
    """One field's Table Schema descriptor."""
    number = (resource, name) in {("assertions", "count"), ("engagements", "amount_usd")}
    constraints: dict[str, Any] = {}
    if name in _REQUIRED and (resource, name) not in _OPTIONAL:
        constraints["required"] = True
    if (resource, name) in _CLOSED:
        constraints["enum"] = _CLOSED[resource, name]
    if name in _DATES:
        constraints["pattern"] = DATE
    described = {"name": name, "type": "integer" if number else "string", "description": FIELDS[resource][name]}
    return {**described, "constraints": constraints} if constraints else described


def describe(folder: Path, version: str, as_of: str, name: str = "taiwan-allies") -> dict[str, Any]:
    """The descriptor of the package whose CSV files lie in ``folder``.

    Its ``hash`` covers the bytes of every file: two packages with the same hash hold the same record.
    """
    resources: list[dict[str, Any]] = []
    whole = hashlib.sha256(f"{version} {as_of}\n".encode())
    for resource, fields in FIELDS.items():
        content = (folder / f"{resource}.csv").read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        whole.update(f"{resource} {digest}\n".encode())
        schema: dict[str, Any] = {"fields": [field(resource, f) for f in fields], "missingValues": [""]}
        if resource in _KEYS:
            schema["primaryKey"] = _KEYS[resource]
        references = [
            {"fields": f, "reference": {"resource": _REFERENCES[resource, f][0], "fields": _REFERENCES[resource, f][1]}}
            for f in fields
            if (resource, f) in _REFERENCES
        ]
        if references:
            schema["foreignKeys"] = references
        resources.append(
            {
                "name": resource.replace("_", "-"),
                "path": f"{resource}.csv",
                "title": _TITLES[resource],
                "type": "table",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": f"sha256:{digest}",
                "schema": schema,
            }
        )
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": "Who recognises the Republic of China (Taiwan)",
        "description": "Every event since 1912 that opened or ended official relations, with its sources and its doubts.",
        "version": version,
        "as_of": as_of,
        "hash": whole.hexdigest()[:16],
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 International",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "sources": [{"title": "The documents listed in sources.csv", "path": "sources.csv"}],
        "resources": resources,
    }


def seal(folder: Path, version: str, as_of: str) -> str:
    """Write ``datapackage.json`` into ``folder``; the package's hash."""
    from json import dumps

    descriptor = describe(folder, version, as_of)
    (folder / "datapackage.json").write_text(dumps(descriptor, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return str(descriptor["hash"])


if __name__ == "__main__":
    from taiwan_allies.store.dataset.bundled import DATA

    seal(DATA, *sys.argv[1:3])
