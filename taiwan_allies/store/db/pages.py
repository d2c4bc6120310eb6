"""The rows that lie on the pages of an SQLite file, read past SQLite: where its tree or its schema is broken.

https://www.sqlite.org/fileformat2.html. Only leaves of tables are read; what cannot be decoded is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from
from typing import Any, Final

LEAF: Final = 0x0D
USUAL: Final = 16_384
"""The page size of a store, where the file's header does not say."""
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of each serial type that is an integer."""

Row = tuple[Any, ...]


def rows(content: bytes) -> Iterator[tuple[int, Row]]:
    """Number and values of every row on every leaf; rows of a page that is free, but not overwritten, among them."""
    size = page_size(content)
    usable = size - (content[20] if len(content) > 20 and content[20] < 64 else 0)
    for start in range(0, len(content), size):
        head = start + (100 if start == 0 else 0)
        if len(content) < head + 8 or content[head] != LEAF:
            continue
        count = unpack_from(">H", content, head + 3)[0]
        for n in range(min(count, size // 4)):
            try:
                at = start + unpack_from(">H", content, head + 8 + 2 * n)[0]
                yield _cell(content, at, size, usable)
            except (LookupError, ValueError, OverflowError):
                continue


def is_short(content: bytes) -> bool:
    """Whether the file ends before its last page, as its header counts them."""
    return len(content) > 32 and len(content) < page_size(content) * int(unpack_from(">I", content, 28)[0])


def page_size(content: bytes) -> int:
    """As the header says, or as usual where that cannot be."""
    said: int = unpack_from(">H", content, 16)[0] if len(content) > 18 else 0
    said = 65_536 if said == 1 else said
    return said if said >= 512 and said & (said - 1) == 0 else USUAL


def _cell(content: bytes, at: int, size: int, usable: int) -> tuple[int, Row]:
    length, at = _varint(content, at)
    number, at = _varint(content, at)
    if length > len(content):
        raise ValueError("longer than the file")
    local = _local(length, usable)
    payload = bytearray(content[at : at + local])
    following = int.from_bytes(content[at + local : at + local + 4], "big") if local < length else 0
    while len(payload) < length:
        start = (following - 1) * size
        if following < 1 or start + size > len(content):
            raise ValueError("a page outside the file")
        following = int.from_bytes(content[start : start + 4], "big")
        payload += content[start + 4 : start + usable]
    return number if number < 1 << 63 else number - (1 << 64), _record(bytes(payload[:length]))


def _local(length: int, usable: int) -> int:
    """How much of a row lies on its own page; the rest overflows."""
    most, least = usable - 35, (usable - 12) * 32 // 255 - 23
    if length <= most:
        return length
    found = least + (length - least) % (usable - 4)
    return found if found <= most else least


def _record(payload: bytes) -> Row:
    end, at = _varint(payload, 0)
    if end > len(payload):
        raise ValueError("no record")
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Any] = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in (0, 8, 9):
        return {0: None, 8: 0, 9: 1}[kind], at
    if kind == 7:
        return unpack_from(">d", payload, at)[0], at + 8
    length = _INTEGERS.get(kind, (kind - 12) // 2)
    if kind in (10, 11) or at + length > len(payload):
        raise ValueError("no value")
    part = payload[at : at + length]
    if kind in _INTEGERS:
        return int.from_bytes(part, "big", signed=True), at + length
    return part.decode("utf-8", "replace") if kind % 2 else part, at + length


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(8):
        byte = content[at + n]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + n + 1
    return value << 8 | content[at + 8], at + 9
