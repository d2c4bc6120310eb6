"""The record as it counts, written as a data package in the files and columns of the bundled one."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copyfile
from typing import Final

from taiwan_allies.errors import StoreError, UsageError
from taiwan_allies.files import beside, clean, followed, leftovers, new_file, remove
from taiwan_allies.model.dataset import RESOURCES, Resource
from taiwan_allies.model.upkeep import Exported
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.dataset.descriptor import seal
from taiwan_allies.store.own.record_update import some
from taiwan_allies.store.queries.repository import Repository

BESIDE: Final = ("CODEBOOK.md", "CHANGELOG.md", "LICENSE")
MANIFEST: Final = (*(f"{name}.csv" for name in RESOURCES), *BESIDE, "datapackage.json")
"""Every file of a package; its description is put there last."""
_NEW = "Name a folder that is empty or does not exist yet."
_FRESH: Final = "package"
_OWN: Final = ("own_event", "own_engagement", "own_hidden", "own_evidence")


def write(repository: Repository, folder: str, *, replace: bool = False) -> Exported:
    """Write the package whole beside its place, then put it there: a new folder at once, the files of one that is there
    one by one, its description last. What else lies in the folder stays.

    Raises `UsageError` when the folder holds anything, unless ``replace`` is true and no file that is not of a package
    would be replaced.
    """
    target = followed(folder)
    _must_be_free(target, folder, replace)
    version, as_of = repository.loaded.version, repository.loaded.as_of.isoformat()
    if any(repository.value(f"SELECT EXISTS (SELECT 1 FROM {table})") for table in _OWN):
        version += "+own"
    there = os.path.isdir(target)
    place = os.path.join(target, _FRESH) if there else target
    fresh = Path(beside(place))
    try:
        clean(place)
        fresh.mkdir()
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot write there: {error.strerror}", "Choose a folder that you can write to."
        ) from None
    try:
        rows = sum(_write_file(repository, fresh / f"{name}.csv", RESOURCES[name]) for name in RESOURCES)
        hash_ = seal(fresh, version, as_of)
        for name in BESIDE:
            if (bundled.DATA / name).is_file():
                copyfile(bundled.DATA / name, fresh / name)
        made = [name for name in MANIFEST if (fresh / name).is_file()]
        if there:
            for name in made:
                with new_file(os.path.join(target, name), os.path.join(folder, name)) as temporary:
                    copyfile(fresh / name, temporary)
        else:
            fresh.rename(target)
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot write it: {error.strerror}", "Free some space or choose another folder."
        ) from None
    finally:
        remove(str(fresh))
    return Exported(str(folder), version, as_of, len(made), rows, hash_)


def _must_be_free(target: str, folder: str, replace: bool) -> None:
    if not os.path.lexists(target):
        return
    try:
        names = os.listdir(target)
    except OSError as error:
        raise UsageError(f"{folder}: something is there already ({error.strerror})", _NEW) from None
    begun = {os.path.basename(path) for path in leftovers(target, _FRESH)}  # by an export that was killed
    others, ours = sorted({*names} - {*MANIFEST} - begun), sorted({*names} & {*MANIFEST})
    package = _is_package(target)
    if ours and not package and not begun:
        raise UsageError(f"{folder}: {some(ours)} would be replaced, and is not of a data package of allies", _NEW)
    if names and not replace:
        what = "a data package is" if package else f"{some(others or ours)} {'is' if len(names) == 1 else 'are'}"
        rest = f"; {some(others)} will stay as {'it is' if len(others) == 1 else 'they are'}" if others else ""
        raise UsageError(f"{folder}: {what} there already", f"--force writes the files of the package{rest}.")


def _is_package(target: str) -> bool:
    """Whether a package of ours lies there, which an export may renew."""
    try:
        return bundled.descriptor(Path(target)).name == bundled.descriptor().name
    except StoreError:
        return False


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
