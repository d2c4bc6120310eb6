"""Which bundled record this is. Every command asks, `--version` asks nothing else: it imports next to nothing."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares `--version` an import of typing
    from os import PathLike

FOLDER = os.path.join(os.path.abspath(__file__).rsplit(os.sep, 3)[0], "data")


class Identity:
    """``version`` (CalVer), ``as_of`` (the day to which the research is good), ``stamp`` (changes with any byte)."""

    __slots__ = ("as_of", "stamp", "version")

    def __init__(self, version: str, as_of: str, stamp: str) -> None:
        self.version, self.as_of, self.stamp = version, as_of, stamp


def identity(folder: str | PathLike[str] = FOLDER) -> Identity:
    """The record in ``folder``, by its descriptor; `package.seal` writes it.

    The three values are read off the lines on which `seal` writes them, without a parser of JSON; a descriptor that
    was written otherwise goes through one.
    """
    path = os.path.join(folder, "datapackage.json")
    wanted = {"version": "", "as_of": "", "hash": ""}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            key, colon, value = line.partition('": "')
            if colon and key.startswith(' "') and key[2:] in wanted:
                wanted[key[2:]] = value.rstrip('",\n')
            if line.startswith(' "resources"') or all(wanted.values()):
                break
    if not all(wanted.values()):
        from json import load

        with open(path, encoding="utf-8") as stream:
            descriptor = load(stream)
        wanted = {key: descriptor[key] for key in wanted}
    return Identity(wanted["version"], wanted["as_of"], wanted["hash"])


def order(version: str) -> tuple[int, ...]:
    """A record's version as numbers to compare by."""
    return tuple(int(part) if part.isascii() and part.isdigit() else 0 for part in version.split("."))
