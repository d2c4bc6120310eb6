"""What a terminal gets: the command's own drawing, or a table. What does not fit is left out by name, never cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rich.box import SIMPLE_HEAD, Box
from rich.console import Console
from rich.style import Style as RichStyle
from rich.table import Table
from rich.text import Text

from taiwan_allies.context import ESCAPE, ROLES
from taiwan_allies.i18n import gettext, pgettext
from taiwan_allies.i18n.notices import translated
from taiwan_allies.model.fields import Annotation, annotation, title, title_zh
from taiwan_allies.output.formats import Answer, cell
from taiwan_allies.output.text import ascii_only, cell_width, harmless, one_line, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from taiwan_allies.context import Context
    from taiwan_allies.output.result import Row

GAP: Final = 2
NARROWEST_WRAP: Final = 16
"""Cells that a column of running text needs before it is better dropped."""
_END: Final = re.compile(rf"(?: |{ESCAPE}\[[\d;]*m)+$")
"""The spaces at the end of a line, and what colours them."""
_ZH: Final = "_zh"


def write(answer: Answer, context: Context) -> Iterator[str]:
    view = answer.result.view
    for line in _lines(answer, context) if view is None or answer.chosen else view(context):
        safe = harmless(line).replace(ESCAPE, "\x1b")
        yield (safe if context.unicode else ascii_only(safe)) + "\n"


def _lines(answer: Answer, context: Context) -> Iterator[str]:
    """The table with what stands under it."""
    result = answer.result
    rows = list(result.rows)
    if rows:
        columns, dropped = fit(columns_of(answer, context, rows), context.width)
        role = result.layout.row_role
        yield from _draw(context, columns, [role(row) if role else "" for row in rows], header=answer.header)
        if dropped:
            sentence = "Not shown here: {names} (a wider terminal, or --fields)."
            said = gettext(context.lang, sentence, names=", ".join(dropped))
            yield from (context.style.paint(line, "dim") for line in wrap(said, context.width))
    elif result.empty:
        context.stderr.write(f"allies: {one_line(translated(context.lang, result.empty))}\n")
    for text in result.footer(context) if callable(result.footer) else result.footer:
        yield from wrap(translated(context.lang, text), context.width)


# What is shown -----------------------------------------------------------------------------------------------------


class Column(NamedTuple):
    """A column with all its texts, and the width of the widest. One that ``wraps`` may be narrower."""

    name: str
    head: str
    texts: Sequence[str]
    width: int
    priority: int = 1
    right: bool = False
    wraps: bool = False
    role: str = ""

    @property
    def least(self) -> int:
        """The cells without which it is better dropped."""
        return min(self.width, NARROWEST_WRAP) if self.wraps else self.width

    @property
    def narrowest(self) -> int:
        """The cells that it is drawn with at least: a column that wraps breaks between words while there is room."""
        if not self.wraps:
            return self.width
        words = (word for text in (self.head, *self.texts) for word in text.split())
        return min(NARROWEST_WRAP, max(map(cell_width, words), default=0))


def columns_of(answer: Answer, context: Context, rows: Sequence[Row]) -> list[Column]:
    """The columns of a table: those that the user chose, or those that the layout keeps."""
    places = _kept(answer, context) if answer.places is None else answer.places
    local = _chinese_first(answer.result.fields, rows) if context.lang == "zh" else rows
    return [_column(answer, context, rows if answer.chosen else local, local, place) for place in places]


def _kept(answer: Answer, context: Context) -> list[int]:
    """The places of the fields that the layout keeps: all where it names none."""
    keep = answer.result.layout.keep
    # Chinese in ASCII is nothing but question marks.
    return [
        place
        for place, name in enumerate(answer.result.fields)
        if (keep.get(name) if keep else True) and (context.unicode or not name.endswith(_ZH))
    ]


def _chinese_first(fields: Sequence[str], rows: Iterable[Row]) -> list[Row]:
    """The rows with each Chinese name in the place of the English one, and the other way round."""
    places = {name: place for place, name in enumerate(fields)}
    pairs = [(places[name.removesuffix(_ZH)], n) for name, n in places.items() if _has_english(name, fields)]

    def exchanged(row: Row) -> Row:
        values = list(row)
        for name, name_zh in pairs:
            if values[name_zh]:
                values[name], values[name_zh] = values[name_zh], values[name]
        made: Row = row._make(values) if hasattr(row, "_make") else tuple(values)
        return made

    return [exchanged(row) for row in rows] if pairs else list(rows)


def _has_english(name: str, fields: Sequence[str]) -> bool:
    return name.endswith(_ZH) and name.removesuffix(_ZH) in fields


def _column(answer: Answer, context: Context, rows: Sequence[Row], local: Sequence[Row], place: int) -> Column:
    """One of the columns: bare values are those of ``rows``, what is made of a whole row those of ``local`` ones."""
    layout, name, kind = answer.result.layout, answer.result.fields[place], type(rows[0])
    said = annotation(kind, name)
    show, words = layout.show.get(name), _context(name, said)
    values = map(show, local) if show else (cell(row[place]) for row in rows)
    texts = [one_line(pgettext(context.lang, words, value)) for value in values]
    head = _head(answer, context.lang, kind, name) if answer.header else ""
    if not context.unicode:
        head, texts = ascii_only(head), [ascii_only(text) for text in texts]
    return Column(
        name,
        head,
        texts,
        max(cell_width(text) for text in (head, *texts)),
        1 if answer.chosen else layout.keep.get(name, 1),
        said.type in ("integer", "number") if said else _all_numbers(row[place] for row in rows),
        answer.chosen or name in layout.wrap,
        layout.roles.get(name, ""),
    )


def _context(name: str, said: Annotation | None) -> str:
    """The context in which the words of a field are translated: none for a column that nobody declared."""
    if said is None:
        return ""
    return said.vocabulary or ("boolean" if said.type == "boolean" else name)


def _head(answer: Answer, lang: str, row: type[Any], name: str) -> str:
    if lang != "zh":
        return title(name)
    fields = answer.result.fields
    english = name + _ZH in fields if answer.chosen else _has_english(name, fields)
    # The Chinese of a pair has 中文 in its title, and the English beside it 英文.
    return title_zh(name.removesuffix(_ZH) + _ZH).replace("中文", "英文") if english else title_zh(name, row.__name__)


def _all_numbers(values: Iterable[object]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(type(value) in (int, float) for value in known)


# What fits ---------------------------------------------------------------------------------------------------------


def fit(columns: Sequence[Column], width: int) -> tuple[list[Column], list[str]]:
    """The columns that fit, and the names of those that were left out for want of width."""
    kept = [column for column in columns if any(column.texts) or column.priority == 1]
    dropped = set()
    # Of the least important ones the last goes first.
    while _room(kept) > width and (worst := max(reversed(kept), key=lambda column: column.priority)).priority > 1:
        kept.remove(worst)
        dropped.add(worst.name)
    # Still too wide: the widest columns wrap, since nothing is ever cut.
    for n in sorted(range(len(kept)), key=lambda n: -kept[n].width):
        if _room(kept) > width:
            kept[n] = kept[n]._replace(wraps=True)
    return kept, [column.name for column in columns if column.name in dropped]


def _room(columns: Sequence[Column]) -> int:
    return sum(column.least + GAP for column in columns) - GAP


# Drawing -----------------------------------------------------------------------------------------------------------


def _draw(context: Context, columns: Sequence[Column], roles: Sequence[str], *, header: bool) -> Iterator[str]:
    def style(role: str) -> RichStyle | None:
        return _rich(role) if context.color and role else None

    table = Table(
        box=SIMPLE_HEAD if context.unicode else Box(str(SIMPLE_HEAD).replace("─", "-"), ascii=True),
        show_edge=False,
        show_header=header,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style=style("head") or "",
    )
    for column in columns:
        table.add_column(
            Text(column.head),
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            overflow="fold",
            min_width=column.narrowest,
            style=style(column.role) or "",
        )
    for texts, role in zip(zip(*(column.texts for column in columns), strict=True), roles, strict=True):
        table.add_row(*map(Text, texts), style=style(role))
    # A terminal may be too narrow even for one word a line: then it breaks the lines itself, and nothing is lost.
    least = sum(column.narrowest + GAP for column in columns) - GAP
    for line in _printed(context, table, max(context.width, least)):
        yield _END.sub(lambda end: end[0].replace(" ", ""), line)


def _printed(context: Context, table: Table, width: int) -> list[str]:
    """The lines of a table, whatever rich would guess about the terminal."""
    console = Console(
        width=width,
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
        console.print(table)
    return capture.get().replace("\x1b", ESCAPE).splitlines()


def _rich(role: str) -> RichStyle:
    code = ROLES.get(role, "")
    return RichStyle.parse({"": "none", "1": "bold", "2": "dim"}.get(code) or f"color({int(code) - 30})")
