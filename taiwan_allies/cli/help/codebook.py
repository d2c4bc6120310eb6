"""The topic `codebook`: the record's codebook, set as the other topics are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from taiwan_allies.store.dataset.bundled import DATA

_ITEM = re.compile(r"- |\d+\. ")


def text() -> str:
    """The topic: paragraphs on one line each, headings that end with a colon, items and rows of tables indented."""
    title, _, rest = (DATA / "CODEBOOK.md").read_text(encoding="utf-8").partition("\n\n")
    blocks = (block for block in rest.split("\n\n") if not block.startswith("Contents:"))
    return "\n".join([title.lstrip("# "), *(line for block in blocks for line in ("", *_block(block)))]) + "\n"


def _block(block: str) -> Iterator[str]:
    for table, group in groupby(block.strip("\n").splitlines(), lambda line: line.startswith("|")):
        lines = [*group]
        yield from _table(lines) if table else map(_plain, _joined(lines))


def _joined(lines: list[str]) -> Iterator[str]:
    """Headings, paragraphs and items, each on one line."""
    whole: list[str] = []
    for line in lines:
        if whole and (_ITEM.match(line) or whole[0].startswith("#")):
            yield " ".join(whole)
            whole = []
        whole.append(line.strip())
    yield " ".join(whole)


def _plain(line: str) -> str:
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line).replace("**", "")
    if line.startswith("#"):
        return f"{line.lstrip('# ')}:"
    return f"  {line}" if _ITEM.match(line) else line


def _table(lines: list[str]) -> Iterator[str]:
    """The rows of a table: the first cell is the item's name; from the third on a cell stands behind its title."""
    (_, _, *titles), _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    for name, meaning, *more in rows:
        told = [meaning, *(f"{title}: {cell}" for title, cell in zip(titles, more, strict=True) if cell)]
        yield f"  {_plain(name)}  {_plain('; '.join(told))}"
