"""What was found, at a terminal: a line or two around the words, and the words marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from taiwan_allies.i18n import gettext, pgettext
from taiwan_allies.output.text import cell_width, one_line, pad, wrap
from taiwan_allies.rules.words import Words, prepared
from taiwan_allies.views.phrases import fresh, freshness, joined, plural
from taiwan_allies.views.timeline import entries_of, in_chinese

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.model.entries import Found
    from taiwan_allies.store.queries.repository import Repository

LONGEST: Final = 240
"""Characters of a text that is shown whole."""
AROUND: Final = 60
"""Characters before and after a word where a longer text is cut."""
_DATE: Final = 12
NOUNS: Final = {
    "state": ("state", "states"),
    "presidency": ("presidency", "presidencies"),
    "event": ("event", "events"),
    "engagement": ("engagement", "engagements"),
    "variant": ("variant", "variants"),
    "claim": ("claim", "claims"),
    "assertion": ("published count", "published counts"),
    "evidence": ("quotation", "quotations"),
    "source": ("source", "sources"),
}
"""What the types are called where they are counted."""


def draw(
    repository: Repository, context: Context, texts: Sequence[str], found: Sequence[Found], limit: int | None
) -> Iterator[str]:
    """The lines of an answer, and how many there are of each type, or of all where it was cut short."""
    words, shown, lang = Words(*texts), found[:limit], context.lang
    if not found:
        yield from (gettext(lang, "Nothing recorded that matches."), "")
        yield from wrap(fresh(repository, repository.today, lang), context.width)
        return
    shown = _in_chinese(repository, words, shown) if lang == "zh" else shown
    types = {row.type: pgettext(lang, "ItemType", row.type) for row in shown}
    lead = max(map(cell_width, types.values())) + 2, max(cell_width(one_line(row.id)) for row in shown) + 2
    for row in shown:
        yield from _row(context, words, row, types[row.type], lead)
    yield ""
    counted = Counter(row.type for row in shown)
    said = joined(lang, [plural(n, *NOUNS[type_], lang=lang) for type_, n in counted.items()])
    if len(shown) < len(found):
        said = gettext(lang, "{n} of {total}", n=len(shown), total=len(found))
    said += f" {context.style.pick('·', '-')} {freshness(repository, repository.today, lang)}"
    yield from wrap(said, context.width)


def _in_chinese(repository: Repository, words: Words, rows: Sequence[Found]) -> list[Found]:
    """The rows with what happened in Chinese, and with the English sentence where only that has one of the words."""
    entries = entries_of(repository, rows)
    told: list[Found] = []
    for row in rows:
        if entry := entries.get((row.type, row.id)):
            text, english = in_chinese(entry), row.text.removesuffix(entry.note or "").strip()
            also = [part for part in row.also if part not in text]
            left = words.left(prepared(" ".join([text, *also])))
            also += [english] if any(word in prepared(english) for word in left) else []
            told.append(row._replace(text=text, also=tuple(also)))
        else:
            told.append(row)
    return told


def _row(context: Context, words: Words, row: Found, type_: str, lead: tuple[int, int]) -> Iterator[str]:
    """What it is, then its text: beside it where there is room, else under it."""
    head = pad(type_, lead[0]) + context.style.paint(pad(one_line(row.id), lead[1]), "dim") + pad(row.date or "", _DATE)
    indent = sum(lead) + _DATE
    if context.width < indent + 40:
        yield head.rstrip()
        head, indent = "    ", 4
    text = snippet(words, one_line(row.text), context.style.pick("…", "..."))
    text += "".join(f" [{one_line(part)}]" for part in (*row.also, _states(row, context.lang)) if part)
    for n, line in enumerate(wrap(text, context.width - indent)):
        yield (head if not n else " " * indent) + marked(context, words, line)


def _states(row: Found, lang: str) -> str:
    """The states that it concerns, where its text does not begin with them; many are only counted."""
    if row.type in ("state", "event"):
        return ""
    return ", ".join(row.codes) if len(row.codes) <= 3 else gettext(lang, "{states} states", states=len(row.codes))


def snippet(words: Words, text: str, dots: str = "…") -> str:
    """A long text cut to what stands around the first place of each word; what is left out is behind dots."""
    if len(text) <= LONGEST:
        return text
    seen: set[str] = set()
    kept: list[list[int]] = []
    for start, end in words.places(text):
        word = text[start:end].casefold()
        if word in seen:
            continue
        seen.add(word)
        first, last = _edge(text, start - AROUND, -1), _edge(text, end + AROUND, 1)
        if kept and first <= kept[-1][1] + 1:
            kept[-1][1] = max(last, kept[-1][1])
        else:
            kept.append([first, last])
    if not kept:  # the words are met by something else: the beginning says what it is
        kept = [[0, _edge(text, LONGEST, 1)]]
    parts = f" {dots} ".join(text[first:last].strip() for first, last in kept)
    return ("" if kept[0][0] == 0 else f"{dots} ") + parts + ("" if kept[-1][1] == len(text) else f" {dots}")


def _edge(text: str, place: int, step: int) -> int:
    """The nearest place between two words, a few characters on; in Chinese the place itself."""
    if place <= 0 or place >= len(text):
        return 0 if place <= 0 else len(text)
    for n in range(0, 30 * step, step):
        if not 0 < place + n < len(text):
            return 0 if step < 0 else len(text)
        if text[place + n].isspace():
            return place + n
    return place


def marked(context: Context, words: Words, line: str) -> str:
    """The words of a line in their colour. Without colour it is where they stand that tells."""
    out, done = "", 0
    for start, end in words.places(line):
        out += line[done:start] + context.style.paint(line[start:end], "match")
        done = end
    return out + line[done:]
