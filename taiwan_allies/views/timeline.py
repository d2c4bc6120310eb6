"""How a timeline looks at a terminal: presidencies as headings, a mark, a date and a count beside each event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from taiwan_allies.i18n.words import say, tell
from taiwan_allies.output.text import cell_width, one_line, pad, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taiwan_allies.context import Context
    from taiwan_allies.output.style import Style
    from taiwan_allies.store.queries.query import Ask

MARKS = {
    "establish": ("+", "gained"),
    "restore": ("+", "gained"),
    "sever": ("-", "lost"),
    "suspend": ("~", "lost"),
}
ENGAGEMENT = ("*", "dim")
DATE, COUNT = 11, 4


def draw(
    context: Context,
    ask: Ask,
    rows: Sequence[dict[str, Any]],
    heads: dict[str, tuple[str, str]],
    *,
    reverse: bool,
    oneline: bool,
    verbose: bool,
) -> Iterator[str]:
    """The lines of a timeline."""
    from taiwan_allies.store.queries.state_detail import claims_of, evidence_of
    from taiwan_allies.views.phrases import freshness, joined, plural

    lang = context.lang
    groups: dict[str, list[dict[str, Any]]] = {slug: [] for slug in (reversed(heads) if reverse else heads)}
    for row in rows:
        groups.setdefault(row["president"] or "", []).append(row)
    ids = [row["id"] for row in rows] if verbose else []
    found, claims = evidence_of(ask, ids), claims_of(ask, ids)
    for n, (slug, events) in enumerate(groups.items()):
        if n:
            yield ""
        if slug in heads:
            yield from _heading(context, *heads[slug])
        for row in events:
            yield from _event(context, row, oneline)
            if verbose:
                yield context.style.paint(f"    {identity(lang, row)}", "dim")
                yield from evidence(context, found.get(row["id"], []), claims.get(row["id"], []))
        if not events:
            yield context.style.paint(f"  {tell(lang, 'nothing recorded that matches')}", "dim")
    if not groups:
        yield tell(lang, "Nothing recorded that matches.")
    yield ""
    changes = sum(row["type"] == "recognition" for row in rows)
    numbers = [plural(changes, "recognition event", lang=lang), plural(len(rows) - changes, "engagement", lang=lang)]
    said = f"{joined(lang, numbers)} {context.style.pick('·', '-')} {freshness(ask, ask.today, lang)}"
    yield from wrap(said, context.width)


def identity(lang: str, row: dict[str, Any]) -> str:
    """The id of an event or engagement and how good its evidence is."""
    from taiwan_allies.views.phrases import joined

    parts = [tell(lang, "id {id}", id=row["id"]), tell(lang, "evidence {quality}", quality=row["quality"])]
    if row.get("memory"):
        parts.append(tell(lang, "the {memory} from memory", memory=say(lang, row["memory"])))
    return joined(lang, parts)


def _heading(context: Context, name: str, balance: str) -> Iterator[str]:
    paint = context.style.paint
    name, balance = one_line(name), one_line(balance)
    space = context.width - cell_width(name) - cell_width(balance)
    if space >= 2:
        yield paint(name, "head") + " " * min(space, 4) + balance
    else:
        yield from (paint(line, "head") for line in wrap(name, context.width))
        yield from wrap(balance, context.width)


def _event(context: Context, row: dict[str, Any], oneline: bool) -> Iterator[str]:
    style = context.style
    mark, role = MARKS.get(row["kind"], ENGAGEMENT)
    zh = context.lang == "zh"
    doubt = "?" if row["disputed"] else ""
    count = "" if row["count"] is None else str(row["count"])
    dated = pad(row["date"] + doubt, DATE)
    lead = f"{style.paint(mark, role)} {style.paint(dated, 'doubt') if doubt else dated} {pad(count, COUNT, 'right')}  "
    indent = 2 + DATE + 1 + COUNT + 2
    names = one_line((row["name_zh"] if zh else row["name"]) or "").replace(";", "、" if zh else ", ")
    summary = one_line(row["summary"])
    if row["type"] == "engagement":
        names, summary = _act(row, names, context.lang), _by(row, summary)
    elif zh:
        summary = what_happened(row)
    room = max(20, context.width - indent)
    text = f"{names}{'：' if zh else ': '}{summary}" if names else summary
    if not context.style.unicode:
        from taiwan_allies.output.table import ascii_only

        text = ascii_only(text)
    if oneline:
        yield lead + _shortened(style.pick("…", "..."), text, room, names, style, role)
        return
    lines = wrap(text, room)
    first = lines[0]
    if names and first.startswith(names):
        first = style.paint(names, role if row["type"] == "recognition" else "name") + first[len(names) :]
    yield (lead + first).rstrip()
    for line in lines[1:]:
        yield " " * indent + line


def what_happened(row: dict[str, Any]) -> str:
    """The summary of a recognition event in Chinese: what it is, why, and the note of the record."""
    cause = row["cause"] if row["kind"] == "sever" and row["cause"] not in (None, "break") else None
    parts = [say("zh", row["kind"]) + (f"，{say('zh', cause)}" if cause else ""), one_line(row["note"] or "")]
    return "。".join(part for part in parts if part)


def _act(row: dict[str, Any], names: str, lang: str) -> str:
    """What kind of act and with whom: ``visit, Eswatini``; many states are only counted."""
    from taiwan_allies.views.phrases import joined

    states = row["code"].count(";") + 1 if names else 0
    whom = names if states <= 3 else tell(lang, "{states} states", states=states)
    return joined(lang, [say(lang, row["kind"]), whom]) if names else say(lang, row["kind"])


def _by(row: dict[str, Any], summary: str) -> str:
    """The summary, with who acts where it does not say so itself."""
    actor = one_line(row["actor"] or "")
    return summary if not actor or actor.split(" (")[0].split(" and ")[0] in summary else f"{summary} [{actor}]"


def _shortened(dots: str, text: str, room: int, names: str, style: Style, role: str) -> str:
    """One line of what happened; what does not fit is left out behind visible dots."""
    if cell_width(text) > room:
        kept = wrap(text, room - len(dots))[0]
        text = kept + dots
    if names and text.startswith(names):
        return style.paint(names, role) + text[len(names) :]
    return text


def address(context: Context, url: str | None, indent: int) -> Iterator[str]:
    """A web address on a line of its own, never broken: a terminal wraps it and it can still be opened."""
    if url:
        yield context.style.paint(" " * indent + one_line(url), "dim")


def evidence(
    context: Context,
    found: Sequence[dict[str, Any]],
    claims: Sequence[dict[str, Any]],
    indent: int = 4,
) -> Iterator[str]:
    """The competing dates of one row and its documents, as `show`, `timeline -v` and `diff -v` print them."""
    room, lang = max(20, context.width - indent - 2), context.lang

    def lines(text: str, role: str = "dim") -> Iterator[str]:
        for n, line in enumerate(wrap(one_line(text), room)):
            yield context.style.paint(" " * (indent + (2 if n else 0)) + line, role)

    for claim in claims:
        if claim["rank"] != "preferred":
            told = tell(lang, "or {date} ({rank}): {reason} [{source}]", **(claim | {"rank": say(lang, claim["rank"])}))
            yield from lines(told, "doubt")
    by_source: dict[str, list[dict[str, Any]]] = {}
    for item in found:
        by_source.setdefault(item["source"], []).append(item)
    for source, items in by_source.items():
        e = items[0]
        supports = ", ".join(dict.fromkeys(f"{say(lang, i['supports'])} {i['date'] or ''}".strip() for i in items))
        when = f", {e['published']}" if e["published"] else ""
        yield from lines(f"[{source}] {e['publisher']}: {e['title']}{when} ({say(lang, e['tier'])}; {supports})")
        yield from address(context, e["url"] or e["read_at"], indent + 2)
