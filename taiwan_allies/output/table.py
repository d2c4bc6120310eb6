"""A table for a terminal, drawn by rich. Columns that do not fit are dropped by priority and named, never cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from taiwan_allies.output.formats import cell
from taiwan_allies.output.text import cell_width, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from taiwan_allies.context import Context
    from taiwan_allies.output.result import Column, Row, Value

GAP = 2
_END: Final = re.compile(r"(?: |\x1b\[[\d;]*m)+$")
"""The spaces at the end of a line, and what colours them."""
_PLAIN: Final = str.maketrans(
    {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "·": "-", "→": "->", "ı": "i", "ø": "o", "ł": "l"}
)
NARROWEST_WRAP = 16
"""Cells that a column of running text needs before it is better dropped."""


def table(
    context: Context,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    header: bool = True,
    chosen: bool = False,
    style_of: Callable[[dict[str, Value]], str] | None = None,
) -> tuple[list[str], list[str]]:
    """The lines of a table, and the names of the columns that were left out for want of width.

    With ``chosen`` (the user named the fields) nothing is left out: long values wrap instead.
    """
    from rich.box import SIMPLE_HEAD, Box
    from rich.console import Console
    from rich.style import Style as RichStyle
    from rich.table import Table
    from rich.text import Text

    from taiwan_allies.output.style import ROLES

    def rich_style(role: str) -> RichStyle:
        code = ROLES.get(role, "")
        named = {
            "1": "bold",
            "2": "dim",
            "31": "red",
            "32": "green",
            "33": "yellow",
            "35": "magenta",
            "36": "cyan",
        }
        return RichStyle.parse(named.get(code, "none"))

    names = [column.name for column in columns]
    records = [dict(zip(names, row, strict=True)) for row in rows]
    zh = context.lang == "zh"
    if zh and not chosen:
        columns = _in_chinese(columns)
    # Chinese in ASCII is nothing but question marks.
    unreadable = () if context.unicode else ("name_zh",)
    shown = [i for i, column in enumerate(columns) if chosen or (column.keep and column.name not in unreadable)]
    told = [r | {"name": r["name_zh"]} if zh and r.get("name_zh") else r for r in records]
    texts = [[one_line(_cell(columns[i], r, t)) for i in shown] for r, t in zip(records, told, strict=True)]
    heads = [(columns[i].title or columns[i].name) if header else "" for i in shown]
    if zh:
        from taiwan_allies.i18n.words import title_of, value_of

        shown_names = [columns[i].name for i in shown]
        heads = [title_of(head, shown_names, chosen) for head in heads]
        texts = [[value_of("zh", n, text) for n, text in zip(shown_names, row, strict=True)] for row in texts]
    if not context.unicode:
        texts = [[ascii_only(text) for text in row] for row in texts]
        heads = [ascii_only(head) for head in heads]
    widths = [
        max([cell_width(heads[n]), *(cell_width(row[n]) for row in texts)]) if texts else cell_width(heads[n])
        for n in range(len(shown))
    ]

    flexible = {n for n in range(len(shown)) if columns[shown[n]].wrap or chosen}

    def word(n: int) -> int:
        words = [word for text in [heads[n], *(row[n] for row in texts)] for word in text.split()]
        return min(NARROWEST_WRAP, max(map(cell_width, words), default=0))

    def least(n: int) -> int:
        return min(widths[n], NARROWEST_WRAP) if n in flexible else widths[n]

    def room(kept: Sequence[int]) -> int:
        return sum(least(n) + GAP for n in kept) - GAP

    kept = list(range(len(shown)))
    if not chosen:
        kept = [n for n in kept if any(row[n] for row in texts) or columns[shown[n]].keep == 1 or not texts]
        while room(kept) > context.width:
            worst = max(kept, key=lambda n: (columns[shown[n]].keep, n))
            if columns[shown[worst]].keep <= 1:
                break
            kept.remove(worst)
    while room(kept) > context.width and not flexible.issuperset(kept):
        # Still too wide: the widest column wraps, since nothing is ever cut.
        flexible.add(max(set(kept) - flexible, key=lambda n: widths[n]))
    dropped = [columns[shown[n]].name for n in range(len(shown)) if n not in kept and any(row[n] for row in texts)]

    drawn = Table(
        box=SIMPLE_HEAD if context.unicode else Box(str(SIMPLE_HEAD).replace("─", "-"), ascii=True),
        show_edge=False,
        show_header=header,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style=rich_style("head") if context.color else "",
    )
    for n in kept:
        column = columns[shown[n]]
        drawn.add_column(
            Text(heads[n]),
            justify=column.align,
            no_wrap=n not in flexible,
            overflow="fold",
            # A column that wraps does so between words as long as there is room for the longest one.
            min_width=word(n) if n in flexible else widths[n],
            style=rich_style(column.role) if context.color and column.role else "",
        )
    for record, text in zip(records, texts, strict=True):
        role = style_of(record) if style_of and context.color else ""
        drawn.add_row(*(Text(text[n]) for n in kept), style=rich_style(role) if role else None)

    # A terminal may be too narrow even for one word a line: then it breaks the lines itself, and nothing is lost.
    least_width = sum((word(n) if n in flexible else widths[n]) + GAP for n in kept) - GAP
    console = Console(
        width=max(context.width, least_width),
        color_system="standard" if context.color else None,
        force_terminal=context.color,
        no_color=not context.color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(drawn)
    return [_END.sub(_without_spaces, line) for line in capture.get().splitlines()], dropped


def _without_spaces(end: re.Match[str]) -> str:
    return end[0].replace(" ", "")


def _cell(column: Column, record: dict[str, Value], told: dict[str, Value]) -> str:
    """The text of a cell. What a column shows of the whole record has the name in the terminal's language."""
    return column.show(told) if column.show else cell(record[column.name])


def _in_chinese(columns: Sequence[Column]) -> list[Column]:
    """The columns with `name_zh` in the place of `name`, and the other way round."""
    by_name = {column.name: column for column in columns}
    if "name" not in by_name or "name_zh" not in by_name:
        return list(columns)
    name, zh = by_name["name"], by_name["name_zh"]
    swapped = {
        "name": name._replace(name="name_zh", title="name"),
        "name_zh": zh._replace(name="name", title="name_en"),
    }
    return [swapped.get(column.name, column) for column in columns]


def ascii_only(text: str) -> str:
    if text.isascii():
        return text
    import unicodedata

    folded = "".join(c for c in unicodedata.normalize("NFKD", text.translate(_PLAIN)) if not unicodedata.combining(c))
    return folded.encode("ascii", "replace").decode("ascii")
