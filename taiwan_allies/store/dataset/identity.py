"""Which bundled record this is. Every command asks, `--version` asks nothing else: it imports next to nothing."""

from __future__ import annotations

import os

from taiwan_allies.errors import StoreError

FOLDER = os.path.join(os.path.abspath(__file__).rsplit(os.sep, 3)[0], "data")


class Identity:
    """``version`` (CalVer), ``as_of`` (the day to which the research is good), ``stamp`` (changes with any byte)."""

    __slots__ = ("as_of", "stamp", "version")

    def __init__(self, version: str, as_of: str, stamp: str) -> None:
        self.version, self.as_of, self.stamp = version, as_of, stamp


def identity() -> Identity:
    """The record that came with this program, by its descriptor.

    The three values are read off the lines on which `descriptor.seal` writes them, without a parser of JSON.
    """
    path = os.path.join(FOLDER, "datapackage.json")
    found = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            key, _, value = line.strip().partition(": ")
            if key in ('"version"', '"as_of"', '"hash"'):
                found[key.strip('"')] = value.strip('",')
            if len(found) == 3:
                return Identity(found["version"], found["as_of"], found["hash"])
    raise StoreError(f"{path}: it names no version, as_of and hash", "Install the package again.")


def order(version: str) -> tuple[int, ...]:
    """A record's version as numbers to compare by."""
    return tuple(int(part) if part.isascii() and part.isdigit() else 0 for part in version.split("."))
