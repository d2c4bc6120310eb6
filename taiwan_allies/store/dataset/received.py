"""A record that somebody else made: a file, a folder or an address, read whole and examined before anything is done.

What is examined is what is loaded: the files are held in memory from the first byte on.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from datetime import date
from json import loads
from pathlib import Path
from typing import Any, Final, NamedTuple
from zlib import error as ZlibError  # noqa: N812 - a class

from taiwan_allies.errors import UsageError
from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.store.dataset.descriptor import digest, whole
from taiwan_allies.store.dataset.fetch import fetch
from taiwan_allies.store.dataset.identity import Identity

MOST_BYTES: Final = 64 << 20
"""More than any record: the published one has less than a megabyte."""
_DESCRIPTOR: Final = "datapackage.json"
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_VERSION: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){1,3}")
_LINKED: Final = "A record has plain files alone. Take it from where it was published."
_DAMAGED: Final = "Nothing was changed. Take the record again from where it was published."
_OTHER: Final = (
    "Nothing was changed. Another version of this program reads it: `allies doctor` says how to update yours."
)
_OWN: Final = "Those are read by `allies import`: let `allies export --mine` write them."
_NAME_ONE: Final = "Name a record: a zip, the folder of its datapackage.json, or an https address of a zip."

Files = dict[str, bytes]


class Received(NamedTuple):
    """A record that is whole and made for this program; ``origin`` says where it came from."""

    folder: zipfile.Path
    known: Identity
    origin: str


def receive(where: str) -> Received:
    """Read and examine a record. Raises `UsageError`."""
    if _ADDRESS.match(where):
        files = _unzipped(fetch(where, MOST_BYTES), where)
        origin = where.partition("#")[0].partition("?")[0]  # what follows may be a secret
    else:
        path = Path(where)
        files = _in_folder(path) if path.is_dir() else _unzipped(_plain(path), where)
        origin = str(path.absolute())
    known = _examined(files, where)
    return Received(zipped(files), known, origin)


def zipped(files: Files) -> zipfile.Path:
    """A folder in memory with these files."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    return zipfile.Path(zipfile.ZipFile(whole))


# Reading -----------------------------------------------------------------------------------------


def _wanted() -> list[str]:
    return [_DESCRIPTOR, *(f"{name}.csv" for name in RESOURCES)]


def _plain(path: Path, left: int = MOST_BYTES, flags: int = 0) -> bytes:
    """What a plain file holds. A device or pipe would keep us waiting, or never end."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | flags)
        with open(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UsageError(f"{path}: it is not a plain file", _LINKED)
            content = stream.read(left + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}", _NAME_ONE) from None
    if len(content) > left:
        raise _too_much(path)
    return content


def _too_much(where: object) -> UsageError:
    return UsageError(f"{where}: more than {MOST_BYTES:,} bytes, which no record has", _NAME_ONE)


def _in_folder(folder: Path) -> Files:
    if not (folder / _DESCRIPTOR).is_file():
        raise UsageError(f"{folder}: not a record (it has no {_DESCRIPTOR})", _NAME_ONE)
    files: Files = {}
    for name in _wanted():
        path = folder / name
        if path.is_symlink():
            raise UsageError(f"{path}: it is a link", _LINKED)
        if path.exists():
            left = MOST_BYTES - sum(map(len, files.values()))
            files[name] = _plain(path, left, getattr(os, "O_NOFOLLOW", 0))
    return files


def _unzipped(content: bytes, where: str) -> Files:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _in_archive(archive, where)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ZlibError, EOFError, OSError, ValueError) as error:
        raise UsageError(f"{where}: not a zip that can be read: {error or type(error).__name__}", _NAME_ONE) from None


def _in_archive(archive: zipfile.ZipFile, where: str) -> Files:
    """The files of the one record in an archive, wherever in it that lies."""
    members: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name, mode = member.filename, member.external_attr >> 16
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise UsageError(f"{where}: {name}: it leads out of the folder", _LINKED)
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise UsageError(f"{where}: {name}: it is a link or a device", _LINKED)
        if name in members:
            raise UsageError(f"{where}: {name} is in it twice", _DAMAGED)
        members[name] = member
    found = [name.removesuffix(_DESCRIPTOR) for name in members if f"/{name}".endswith(f"/{_DESCRIPTOR}")]
    if len(found) != 1:
        number = "no" if not found else f"{len(found)} times a"
        raise UsageError(f"{where}: not a record (it has {number} {_DESCRIPTOR})", _NAME_ONE)
    files: Files = {}
    left = MOST_BYTES
    for name in _wanted():
        if found[0] + name in members:
            with archive.open(found[0] + name) as stream:
                files[name] = stream.read(left + 1)
            left -= len(files[name])
            if left < 0:
                raise _too_much(where)
    return files


# Examining ---------------------------------------------------------------------------------------


def _examined(files: Files, where: str) -> Identity:
    """Which record it is. Raises `UsageError` where it is not whole, or not of the form that this program knows."""
    try:
        found = loads(files[_DESCRIPTOR])
        version, as_of, stamp = (found[key] for key in ("version", "as_of", "hash"))
        resources = {resource["path"]: resource for resource in found["resources"]}
        hashes = {path: resource["hash"] for path, resource in resources.items()}
        if version.endswith("+own"):
            raise UsageError(f"{where}: somebody's own events are in it", _OWN)
        if date.fromisoformat(as_of).isoformat() != as_of or not _VERSION.fullmatch(version):
            raise ValueError(f"version {version}, as_of {as_of}")
        again = whole(version, as_of, found["resources"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise UsageError(f"{where}: {_DESCRIPTOR} does not describe a record", _DAMAGED) from None
    wrong = _unlike(files, hashes)
    if not wrong and again != stamp:
        wrong = [f"{_DESCRIPTOR} is not as it was released"]
    _refuse(where, wrong, _DAMAGED)
    _refuse(where, _of_another_form(files), _OTHER)
    return Identity(version, as_of, stamp)


def _refuse(where: str, wrong: list[str], hint: str) -> None:
    if wrong:
        raise UsageError(f"{where}: {wrong[0]}", hint, [f"{where}: {text}" for text in wrong[1:]])


def _unlike(files: Files, hashes: dict[str, Any]) -> list[str]:
    """What is missing, and what is not as it was released."""
    wrong = [f"{name}: the file is not one of this program's record" for name in hashes if name not in _wanted()]
    for name in _wanted()[1:]:
        if name not in hashes or name not in files:
            wrong.append(f"{name} is missing")
        elif digest(files[name]) != hashes[name]:
            wrong.append(f"{name} is not as it was released")
    return wrong


def _of_another_form(files: Files) -> list[str]:
    """The files that have other fields than this program reads."""
    wrong = []
    for name, resource in RESOURCES.items():
        line, _, _ = files[f"{name}.csv"].partition(b"\n")
        fields = line.decode("utf-8", "replace").strip().split(",")
        if fields != list(resource.row._fields):
            other = sorted(set(fields) ^ set(resource.row._fields)) or ["their order"]
            wrong.append(f"{name}.csv has other fields than this program reads: {', '.join(other)}")
    return wrong
