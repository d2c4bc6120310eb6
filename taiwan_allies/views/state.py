"""How one state looks at a terminal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from taiwan_allies.i18n.words import date_of, length_of, say, tell
from taiwan_allies.output.text import cell_width, one_line, pad, wrap
from taiwan_allies.views.timeline import MARKS, evidence, what_happened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.query import Ask

FIRST_DAY = date(1912, 1, 1)


def draw(context: Context, ask: Ask, state: dict[str, Any], *, with_sources: bool) -> Iterator[str]:
    """The lines about one state."""
    from taiwan_allies.store.queries.state_detail import STANDING
    from taiwan_allies.views.phrases import freshness, joined, plural, stop

    paint, pick, lang = context.style.paint, context.style.pick, context.lang
    names = (state["name_zh"], state["name"]) if lang == "zh" else (state["name"], state["name_zh"])
    other = f"  {names[1]}" if context.unicode else ""
    yield f"{paint(names[0], 'head')}{other}  {paint(state['code'], 'dim')}"
    where = joined(lang, [say(lang, state["region"]), say(lang, state["subregion"])])
    yield from wrap(one_line(f"{state['official_name']} {pick('·', '-')} {where}"), context.width)
    of_old = [n for n in state["names"] if n["kind"] == "former"]
    former = [n for n in of_old if lang == "zh" and n["lang"] == "zh"] or [n for n in of_old if n["lang"] == "en"]
    if former:
        listed = ("；" if lang == "zh" else "; ").join(_former(n, lang) for n in former)
        yield from wrap(one_line(tell(lang, "Formerly {names}.", names=listed)), context.width)
    if state["note"]:
        yield from (paint(line, "dim") for line in wrap(one_line(state["note"]), context.width))
    yield ""
    yield from _standing(context, ask, state)
    yield from _strip(context, ask, state)

    standing = [row for row in state["engagements"] if (row["note"] or "").startswith(STANDING)]
    acts = [row for row in state["engagements"] if row not in standing]
    if standing:
        yield ""
        yield paint(tell(lang, "Signals to watch"), "head")
        for row in standing:
            yield from _hanging(context, f"{pick('·', '-')} ", f"{row['summary']} {row['note']}")
    for title, rows in (("Events ({n})", state["events"]), ("Engagements ({n})", acts)):
        if rows:
            yield ""
            yield paint(tell(lang, title, n=len(rows)), "head")
            for row in rows:
                yield from _row(context, row, with_sources or rows is state["events"])
    yield ""
    events = plural(len(state["events"]), "event", lang=lang)
    numbers = joined(lang, [events, plural(len(state["engagements"]), "engagement", lang=lang)])
    yield from wrap(f"{numbers} {pick('·', '-')} {freshness(ask, ask.today, lang)}{stop(lang)}", context.width)


def _former(name: dict[str, Any], lang: str) -> str:
    if name["since"] and name["until"]:
        since, until = name["since"][:4], name["until"][:4]
        return tell(lang, "{name} ({since}-{until})", name=name["name"], since=since, until=until)
    if name["until"]:
        return tell(lang, "{name} (until {year})", name=name["name"], year=name["until"][:4])
    return str(name["name"])


def _standing(context: Context, ask: Ask, state: dict[str, Any]) -> Iterator[str]:
    """Whether it is an ally, and each spell with its length."""
    from taiwan_allies.dates.days import length
    from taiwan_allies.views.phrases import joined

    paint, pick, lang = context.style.paint, context.style.pick, context.lang
    spells = state["spells"]
    if not spells:
        yield tell(lang, "No relations have begun.")
        return
    last = spells[-1]
    if state["ally"]:
        since, first = date_of(lang, last["since"]), date_of(lang, spells[0]["since"])
        if len(spells) > 1:
            told = tell(lang, "An ally since {day}, first from {first}.", day=since, first=first)
        else:
            told = tell(lang, "An ally since {day}.", day=since)
        yield paint(told, "gained")
    else:
        yield paint(tell(lang, "No ally since {day}.", day=date_of(lang, last["until"])), "lost")
    for s in spells:
        until = s["until"] or say(lang, "today")
        end = date.fromisoformat(s["end"]) if s["until"] else ask.today
        told = length_of(lang, length(date.fromisoformat(s["start"]), end))
        if len(s["since"]) != 10 or (s["until"] and len(until) != 10):
            told = tell(lang, "about {length}", length=told)
        told = joined(lang, [told, *([say(lang, s["cause"])] if s["cause"] else [])])
        yield f"  {s['since']} {pick('→', 'to')} {until}  {told}"


def _strip(context: Context, ask: Ask, state: dict[str, Any]) -> Iterator[str]:
    """The spells on the axis that every state shares, 1912 to today."""
    from taiwan_allies.charts.terminal import strip, strip_axis

    after = ask.today + timedelta(days=1)
    spells = state["spells"]
    if not spells:
        return
    day = date.fromisoformat
    openings = [(day(s["start"]), min(day(s["end"]), after) if s["end"] else after) for s in spells]
    doubt = [(day(s["start_min"]), day(s["start"])) for s in spells if s["start_min"] < s["start"]]
    doubt += [(day(s["end_min"]), day(s["end"])) for s in spells if s["end"] and s["end_min"] < s["end"]]
    width = min(context.width - 2, 120)
    yield ""
    yield "  " + context.style.paint(
        strip(openings, FIRST_DAY, ask.today, width=width, style=context.style, doubt=doubt), "line"
    )
    yield "  " + strip_axis(FIRST_DAY, ask.today, width=width, style=context.style)


def _hanging(context: Context, lead: str, text: str, indent: int | None = None, role: str = "") -> Iterator[str]:
    indent = cell_width(lead) if indent is None else indent
    lines = wrap(one_line(text), max(20, context.width - indent))
    yield context.style.paint(lead + lines[0], role)
    for line in lines[1:]:
        yield context.style.paint(" " * indent + line, role)


def _row(context: Context, row: dict[str, Any], with_sources: bool) -> Iterator[str]:
    style = context.style
    mark, role = MARKS.get(row["kind"], ("*", "dim"))
    dated = pad(row["date"] + ("?" if row.get("disputed") else ""), 11)
    zh = context.lang == "zh"
    kind = say(context.lang, row["kind"])
    if zh and row["type"] == "recognition":
        text = what_happened(row)
    else:
        text = f"{kind}{'：' if zh else ': '}{row['summary']}"
    lines = wrap(one_line(text), max(20, context.width - 14))
    yield f"{style.paint(mark, role)} {dated} {style.paint(kind, role if role != 'dim' else 'name')}{lines[0][len(kind) :]}"
    for line in lines[1:]:
        yield " " * 14 + line
    facts = _facts(row, context.lang)
    if facts:
        yield from _hanging(context, " " * 14, facts, role="dim")
    if with_sources:
        yield from evidence(context, row["evidence"], row.get("claims", []), indent=14)


def _facts(row: dict[str, Any], lang: str) -> str:
    from taiwan_allies.views.prc import relation_to_prc

    facts = [tell(lang, "id {id}", id=row["id"]), tell(lang, "evidence {quality}", quality=row["quality"])]
    if row["memory"]:
        facts.append(tell(lang, "the {memory} rests on memory", memory=say(lang, row["memory"])))
    if row["local_date"]:
        facts.append(tell(lang, "{day} local date", day=row["local_date"]))
    if row.get("relation_to_prc"):
        relation = relation_to_prc(row["date"], row["prc_date"], lang)
        facts.append(tell(lang, "PRC {day}: {relation}", day=row["prc_date"], relation=relation))
    if row["actor"]:
        facts.append(row["actor"])
    if row["amount_usd"]:
        facts.append(f"US${row['amount_usd']:,}")
    if row["layer"] == "own":
        facts.append(tell(lang, "your own"))
    return ("；" if lang == "zh" else "; ").join(facts)
