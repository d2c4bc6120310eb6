"""The record as it counts, written as a data package in the files and columns of the bundled one."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp
from typing import Final

from taiwan_allies.errors import UsageError
from taiwan_allies.model.dataset import RESOURCES, Resource
from taiwan_allies.model.upkeep import Exported
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset.descriptor import seal
from taiwan_allies.store.queries.repository import Repository

BESIDE: Final = ("CODEBOOK.md", "CHANGELOG.md", "LICENSE")
_OWN: Final = ("own_event", "own_engagement", "own_hidden", "own_evidence")


def write(repository: Repository, folder: str, *, replace: bool = False) -> Exported:
    """Write the package beside its place, then rename it as a whole.

    Raises `UsageError` when the folder holds anything, unless that is a package and ``replace`` is true.
    """
    target = Path(os.path.abspath(folder))
    _must_be_free(target, folder, replace)
    version, as_of = repository.loaded.version, repository.loaded.as_of.isoformat()
    if any(repository.value(f"SELECT EXISTS (SELECT 1 FROM {table})") for table in _OWN):
        version += "+own"
    try:
        beside = Path(mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot write there: {error.strerror}", "Choose a folder that you can write to."
        ) from None
    try:
        rows = sum(_write_file(repository, beside / f"{name}.csv", RESOURCES[name]) for name in RESOURCES)
        hash_ = seal(beside, version, as_of)
        for name in BESIDE:
            if (bundled.DATA / name).is_file():
                copyfile(bundled.DATA / name, beside / name)
        beside.chmod(0o755)
        files = len(list(beside.iterdir()))
        _put(beside, target)
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot write it: {error.strerror}", "Free some space or choose another folder."
        ) from None
    finally:
        rmtree(beside, ignore_errors=True)
    return Exported(str(folder), version, as_of, files, rows, hash_)


def _must_be_free(target: Path, folder: str, replace: bool) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        ours = target.is_dir() and (target / "datapackage.json").is_file()
        if not (ours and replace):
            hint = "--force replaces it." if ours else "Name a folder that is empty or does not exist yet."
            raise UsageError(f"{folder}: {'a data package is' if ours else 'something is'} there already", hint)


def _put(beside: Path, target: Path) -> None:
    """Rename the finished folder to its place; what was there goes only when the new one stands."""
    if not target.exists():
        beside.rename(target)
        return
    old = Path(mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
    target.rename(old / "old")
    try:
        beside.rename(target)
    except OSError:
        (old / "old").rename(target)
        raise
    finally:
        rmtree(old, ignore_errors=True)


def _write_file(repository: Repository, path: Path, resource: Resource) -> int:
    """Write the rows of a resource that count, bundled ones in the order in which they were loaded, own ones after them."""
    names = resource.row._fields
    columns = ", ".join(f"t.{name}" for name in names)
    rows = repository.rows(resource.row, f"SELECT {columns} {_counting(resource)}")
    with open(path, "w", encoding="utf-8", newline="") as stream:
        bundled.write(stream, names, rows)
    return len(rows)


def _counting(resource: Resource) -> str:
    """The rest of a query for the rows that count. What attests or disputes a hidden event goes with it."""
    # With the + no index is read, so that the rows come in the order of the table.
    there = [
        f"(t.{field} IS NULL OR +t.{field} IN (SELECT id FROM {RESOURCES[target].table}))"
        for field, target in resource.references.items()
        if target in {"events", "engagements"}
    ]
    where = f" WHERE {' AND '.join(there)}" if there else ""
    if not (resource.layered and resource.key):
        return f"FROM {resource.table} AS t{where}"
    return (
        f"FROM {resource.table} AS t LEFT JOIN (SELECT id, rowid AS n FROM bundled_{resource.table}) AS b USING (id)"
        f"{where} ORDER BY n IS NULL, n, {'code, seq' if resource.table == 'event' else 'length(id), id'}"
    )
