"""How one state looks at a terminal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from taiwan_allies.cli.timeline_view import MARKS, evidence
from taiwan_allies.domain.words import say
from taiwan_allies.render.text import cell_width, one_line, pad, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taiwan_allies.context import Context
    from taiwan_allies.store.ask import Ask

FIRST_DAY = date(1912, 1, 1)


def draw(context: Context, ask: Ask, state: dict[str, Any], *, with_sources: bool) -> Iterator[str]:
    """The lines about one state."""
    from taiwan_allies.cli.words import freshness, plural
    from taiwan_allies.store.dossier import STANDING

    paint, pick = context.style.paint, context.style.pick
    names = (state["name_zh"], state["name"]) if context.lang == "zh" else (state["name"], state["name_zh"])
    yield f"{paint(names[0], 'head')}  {names[1]}  {paint(state['code'], 'dim')}"
    where = f"{state['official_name']} {pick('·', '-')} {say(context.lang, state['region'])}, {say(context.lang, state['subregion'])}"
    yield from wrap(one_line(where), context.width)
    former = [_former(n) for n in state["names"] if n["kind"] == "former" and n["lang"] == "en"]
    if former:
        yield from wrap(one_line(f"Formerly {'; '.join(former)}."), context.width)
    if state["note"]:
        yield from (paint(line, "dim") for line in wrap(one_line(state["note"]), context.width))
    yield ""
    yield from _standing(context, ask, state)
    yield from _strip(context, ask, state)

    standing = [row for row in state["engagements"] if (row["note"] or "").startswith(STANDING)]
    acts = [row for row in state["engagements"] if row not in standing]
    if standing:
        yield ""
        yield paint("Signals to watch", "head")
        for row in standing:
            yield from _hanging(context, f"{pick('·', '-')} ", f"{row['summary']} {row['note']}")
    for title, rows in (("Events", state["events"]), ("Engagements", acts)):
        if rows:
            yield ""
            yield paint(f"{title} ({len(rows)})", "head")
            for row in rows:
                yield from _row(context, row, with_sources or title == "Events")
    yield ""
    said = f"{plural(len(state['events']), 'event')}, {plural(len(state['engagements']), 'engagement')} {pick('·', '-')} {freshness(ask, ask.today)}."
    yield from wrap(said, context.width)


def _former(name: dict[str, Any]) -> str:
    if name["since"] and name["until"]:
        return f"{name['name']} ({name['since'][:4]}-{name['until'][:4]})"
    return f"{name['name']} (until {name['until'][:4]})" if name["until"] else str(name["name"])


def _standing(context: Context, ask: Ask, state: dict[str, Any]) -> Iterator[str]:
    """Whether it is an ally, and each spell with its length."""
    from taiwan_allies.domain.dates import PartialDate
    from taiwan_allies.domain.days import length

    paint, pick = context.style.paint, context.style.pick
    spells = state["spells"]
    if not spells:
        yield "No relations have begun."
        return
    last = spells[-1]
    if state["ally"]:
        told = f"An ally since {PartialDate.parse(last['since']).human()}"
        if len(spells) > 1:
            told += f", first from {PartialDate.parse(spells[0]['since']).human()}"
        yield paint(f"{told}.", "gained")
    else:
        yield paint(f"No ally since {PartialDate.parse(last['until']).human()}.", "lost")
    for s in spells:
        until = s["until"] or "today"
        end = date.fromisoformat(s["end"]) if s["until"] else ask.today
        about = "" if len(s["since"]) == 10 and len(until) != 7 and len(until) != 4 else "about "
        cause = f", {say(context.lang, s['cause'])}" if s["cause"] else ""
        yield f"  {s['since']} {pick('→', 'to')} {until}  {about}{length(date.fromisoformat(s['start']), end)}{cause}"


def _strip(context: Context, ask: Ask, state: dict[str, Any]) -> Iterator[str]:
    """The spells on the axis that every state shares, 1912 to today."""
    from taiwan_allies.render.charts import strip, strip_axis

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
    kind = say(context.lang, row["kind"])
    lines = wrap(one_line(f"{kind}: {row['summary']}"), max(20, context.width - 14))
    yield f"{style.paint(mark, role)} {dated} {style.paint(kind, role if role != 'dim' else 'name')}{lines[0][len(kind) :]}"
    for line in lines[1:]:
        yield " " * 14 + line
    facts = _facts(row)
    if facts:
        yield from _hanging(context, " " * 14, facts, role="dim")
    if with_sources:
        yield from evidence(context, row["evidence"], row.get("claims", []), indent=14)


def _facts(row: dict[str, Any]) -> str:
    facts = [f"id {row['id']}", f"evidence {row['quality']}"]
    if row["memory"]:
        facts.append(f"the {row['memory']} rests on memory")
    if row["local_date"]:
        facts.append(f"{row['local_date']} local date")
    if row.get("relation_to_prc"):
        facts.append(f"PRC {row['prc_date']}: {row['relation_to_prc']}")
    if row["actor"]:
        facts.append(row["actor"])
    if row["amount_usd"]:
        facts.append(f"US${row['amount_usd']:,}")
    if row["layer"] == "own":
        facts.append("your own")
    return "; ".join(facts)
