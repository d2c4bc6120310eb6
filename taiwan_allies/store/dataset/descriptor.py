"""The data package (Frictionless, Data Package 2): what each file and field of the record means, and its hashes.

`python -m taiwan_allies.store.dataset.descriptor VERSION AS_OF` seals `taiwan_allies/data/` after a change: it writes
the descriptor again. `allies export DIR` writes a package with the same fields.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from json import dumps, loads
from pathlib import Path
from typing import Any, Final

from taiwan_allies.model.dataset import RESOURCES, Resource
from taiwan_allies.model.fields import Field, describe

DATE: Final = r"^[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?[?~%]?$"
DAY: Final = r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$"

_TYPES: Final = {"integer": "integer", "number": "number", "boolean": "boolean"}
_PATTERNS: Final = {"date": DATE, "day": DAY}

Json = dict[str, Any]


def field(described: Field) -> Json:
    """One field's Table Schema descriptor."""
    constraints: Json = {}
    if described.required:
        constraints["required"] = True
    if described.words:
        constraints["enum"] = list(described.words)
    if described.type in _PATTERNS:
        constraints["pattern"] = _PATTERNS[described.type]
    found: Json = {
        "name": described.name,
        "type": _TYPES.get(described.type, "string"),
        "description": described.meaning,
    }
    return {**found, "constraints": constraints} if constraints else found


def schema(resource: Resource) -> Json:
    """The Table Schema of one file."""
    described = describe(resource.row)
    found: Json = {"fields": [field(f) for f in described], "missingValues": [""]}
    # A primary key has no empty field: a key of which a part may be empty is none.
    if resource.key and {f.name for f in described if f.required}.issuperset(resource.key):
        found["primaryKey"] = list(resource.key) if len(resource.key) > 1 else resource.key[0]
    if resource.references:
        found["foreignKeys"] = [
            {"fields": name, "reference": {"resource": file.replace("_", "-"), "fields": RESOURCES[file].key[0]}}
            for name, file in resource.references.items()
        ]
    return found


def digest(content: bytes) -> str:
    """The hash of a file, as the descriptor gives it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def whole(version: str, as_of: str, resources: Sequence[Json]) -> str:
    """The hash of a package, from what its descriptor says of its files."""
    parts = [f"{version} {as_of}\n"]
    for resource in resources:
        name, found = resource["path"].removesuffix(".csv"), resource["hash"].removeprefix("sha256:")
        parts.append(f"{name} {found} {dumps(resource['schema'])}\n")
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:16]


def describe_package(folder: Path, version: str, as_of: str) -> Json:
    """The descriptor of the package whose CSV files lie in ``folder``: what it says of itself is in `package.json`.

    Its ``hash`` covers the bytes of every file and the schemas: two packages with the same hash hold the same record.
    """
    resources: list[Json] = []
    for resource in RESOURCES.values():
        content = (folder / f"{resource.name}.csv").read_bytes()
        resources.append(
            {
                "name": resource.name.replace("_", "-"),
                "path": f"{resource.name}.csv",
                "title": resource.title,
                "type": "table",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": digest(content),
                "schema": schema(resource),
            }
        )
    described: Json = loads((Path(__file__).parent / "package.json").read_text(encoding="utf-8"))
    described |= {"version": version, "as_of": as_of, "resources": resources}
    described["hash"] = whole(version, as_of, resources)
    described["temporal"]["end"] = as_of
    return described


def seal(folder: Path, version: str, as_of: str) -> str:
    """Write ``datapackage.json`` into ``folder``; the package's hash."""
    described = describe_package(folder, version, as_of)
    (folder / "datapackage.json").write_text(dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return str(described["hash"])


if __name__ == "__main__":
    from taiwan_allies.store.dataset.identity import FOLDER

    if len(sys.argv) != 3:
        sys.exit("usage: python -m taiwan_allies.store.dataset.descriptor VERSION AS_OF")
    seal(Path(FOLDER), *sys.argv[1:])
