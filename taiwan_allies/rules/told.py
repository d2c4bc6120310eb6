"""What the data changelog tells of a record's changes."""

from __future__ import annotations

import re
from typing import Final

from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.model.upkeep import DatasetChange

_WORD: Final = re.compile(r"[A-Za-z0-9_]+(?:[-.][A-Za-z0-9_]+)*")
_RANGE: Final = re.compile(r"\b([a-z]+)-(\d+)`?(?:\s+to\s+|\.\.|-|–)`?\1-(\d+)\b")
_FILES: Final = {r.table.replace("_", " "): r for r in RESOURCES.values()}


class Told:
    """The part of a data changelog that tells what changed since an older version: what stands above its heading."""

    def __init__(self, text: str, since: str) -> None:
        text = text.split(f"\n## {since}")[0] if since else text
        self.blocks = [set(_WORD.findall(block)) for block in re.split(r"\n(?=- |#|\n)", text)]
        self.words = set().union(*self.blocks)
        self.ranges = [(head, int(low), int(high)) for head, low, high in _RANGE.findall(text)]

    def row(self, change: DatasetChange) -> bool:
        """Whether a row that was added, corrected or withdrawn is named.

        One with an id is named by it, alone or in a range (`src-5000` to `src-5012`); any other by its code or slug, or by
        its file. A correction of many rows may name the file and the field instead.
        """
        id_, resource = change.id or "", _FILES[change.what]
        first = id_.split(" ")[0]
        head, _, number = first.rpartition("-")
        if first in self.words or (number.isdecimal() and self._in_range(head, int(number))):
            return True
        if change.field is None and resource.key == ("id",):
            return False
        wanted = {f"{resource.name}.csv", *([change.field] if change.field else [])}
        return any(wanted <= block for block in self.blocks)

    def count(self, change: DatasetChange) -> bool:
        """Whether a span of days with another count is told: its first day with both numbers."""
        return any({change.start_day, change.old, change.new} <= block for block in self.blocks)

    def _in_range(self, head: str, number: int) -> bool:
        return any(head == name and low <= number <= high for name, low, high in self.ranges)
