from __future__ import annotations

from typing import TYPE_CHECKING, Any

from taiwan_allies.cli.options import In, President, Session
from taiwan_allies.errors import UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.counts import Tally
    from taiwan_allies.store.queries.query import Ask, Filters
    from taiwan_allies.views.report import Report, Term

FIELDS = (
    "start",
    "end",
    "at_start",
    "gained",
    "lost",
    "at_end",
    "events",
    "engagements",
    "disputed",
    "sources",
    "version",
    "as_of",
)


def run(session: Session, within: In = None, president: President = None) -> Result:
    """A page to share: one HTML file that needs no script and asks nobody for anything.

    The count over time, the allies on the last day, gains and losses by presidency, the timeline with its sources, the
    disputed dates, and how to cite it. It follows the reader's light or dark scheme and prints well. The time is 1948
    to today unless --in or --president says otherwise. A pipe gets the page; --lang zh makes it Chinese.

    Examples:
      allies report -o report.html
      allies report --president tsai -o tsai.html
      allies report --in 1971..1979 --lang zh -o seventies.html
    """
    from taiwan_allies.views.report import html

    ask = session.ask
    filters = ask.filters(within=within, president=president)
    report = _gather(ask, filters, session.context.lang, _command(within, president, session.context.lang))
    page = html(report)
    acts = sum(row["type"] == "engagement" for row in report.events)
    row = (
        report.first.isoformat(),
        report.last.isoformat(),
        report.whole.at_start,
        report.whole.gained,
        report.whole.lost,
        len(report.allies),
        len(report.events) - acts,
        acts,
        sum(bool(row["disputed"]) for row in report.events),
        len(report.sources),
        report.version,
        report.as_of.isoformat(),
    )

    def view(_: Context) -> Iterator[str]:
        raise UsageError("a report is a page for a browser", "Name a file for it: `allies report -o report.html`.")

    columns = [Column(name, keep=1) for name in FIELDS]
    return Result(columns, [row], view=view, plain=page, texts={".html": lambda: page, ".htm": lambda: page})


def _gather(ask: Ask, asked: Filters, lang: str, command: str) -> Report:
    """Everything that the page says, asked of the store."""
    from datetime import timedelta

    from taiwan_allies.cli.commands.chart_ import bands_of, points_of, span_of
    from taiwan_allies.cli.commands.cite_ import data_set
    from taiwan_allies.cli.commands.count_ import presidency_periods
    from taiwan_allies.dates.periods import Period
    from taiwan_allies.store.dataset import bundled
    from taiwan_allies.store.queries.counts import series, tally
    from taiwan_allies.store.queries.query import Filters, day_before
    from taiwan_allies.store.queries.spells import changes, own_changes
    from taiwan_allies.views.citation import line
    from taiwan_allies.views.report import Report

    first, last = span_of(ask, asked)
    period = Period(first, last + timedelta(days=1), "all")
    filters = Filters(periods=(period,))
    terms = [_term(ask, t) for t in tally(ask, presidency_periods(ask, filters))]
    events = _events(ask, filters)
    version, as_of = ask.record
    package = bundled.package()
    return Report(
        lang=lang,
        first=first,
        last=last,
        today=ask.today,
        president=_whose(ask, asked, lang),
        whole=_term(ask, tally(ask, [period])[0]),
        terms=terms,
        points=points_of(series(ask, Filters(), first, last)),
        bands=bands_of(ask, first, last, lang),
        changes=changes(ask, day_before(first), last, Filters()),
        allies=_allies(ask, last),
        events=events,
        sources=_sources(ask, events),
        version=version,
        as_of=as_of,
        stamp=bundled.identity().stamp,
        licence=package["licenses"][0],
        stale=ask.stale_days(last),
        own=len(own_changes(ask)),
        citation=line(data_set(ask)),
        command=command,
    )


def _term(ask: Ask, t: Tally) -> Term:
    from datetime import timedelta

    from taiwan_allies.views.report import Term

    named = next((p for p in ask.presidencies if p.slug == t.label), None)
    name, name_zh = (named.name, named.name_zh) if named else ("", "")
    end = t.at_end
    at_end = str(end.count) if end.low == end.high else f"{end.count} ({end.low}–{end.high})"
    until = named.end if named and named.end and named.end == t.last + timedelta(days=1) else t.last
    return Term(t.label, name, name_zh, t.first, t.last, until, t.at_start, t.gained, t.lost, t.dissolved, at_end)


def _whose(ask: Ask, asked: Filters, lang: str) -> str:
    """The name of the one president whose presidency was asked for."""
    if asked.periods is None or len(asked.periods) != 1:
        return ""
    found = [p for p in ask.presidencies if p.period == asked.periods[0]]
    return "" if not found else found[0].name_zh if lang == "zh" else found[0].name


def _allies(ask: Ask, day: date) -> list[dict[str, Any]]:
    """The allies on a day, each with all its spells as pairs of days."""
    from datetime import date, timedelta

    from taiwan_allies.store.queries.query import Filters
    from taiwan_allies.store.queries.spells import by_code, spells

    found = list(spells(ask, day, Filters(), which="open"))
    ever = by_code(spells(ask, day, Filters(codes=tuple(s["code"] for s in found)), which="ever"))
    after = (day + timedelta(days=1)).isoformat()
    for s in found:
        pairs = ((one["start"], min(one["end"] or after, after)) for one in ever[s["code"]])
        s["spells"] = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in pairs]
    return found


def _events(ask: Ask, filters: Filters) -> list[dict[str, Any]]:
    """The rows of the timeline with what they rest on."""
    from taiwan_allies.store.queries.state_detail import claims_of, evidence_of
    from taiwan_allies.store.queries.timeline import timeline

    rows = timeline(ask, filters)
    ids = [row["id"] for row in rows]
    evidence, claims = evidence_of(ask, ids), claims_of(ask, ids)
    for row in rows:
        row["evidence"], row["claims"] = evidence.get(row["id"], []), claims.get(row["id"], [])
    return rows


def _sources(ask: Ask, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The documents that the rows name, in the order of a bibliography."""
    from taiwan_allies.store.queries.query import Filters
    from taiwan_allies.store.queries.sources import documents
    from taiwan_allies.views.citation import Reference, sorted_references

    ids = {e["source"] for row in events for e in [*row["evidence"], *row["claims"]]}
    if not ids:
        return []
    rows = {row[0]: row for row in documents(ask, Filters(), ids=sorted(ids))}
    ordered = sorted_references(Reference(*row[:8]) for row in rows.values())
    return [{**ref._asdict(), "tier": rows[ref.id][8]} for ref in ordered]


def _command(within: str | None, president: list[str] | None, lang: str) -> str:
    """The command that makes the same page."""
    from shlex import join

    words = ["allies", "report"]
    words += ["--in", within] if within else []
    words += [word for name in president or [] for word in ("--president", name)]
    words += ["--lang", "zh"] if lang == "zh" else []
    return join([*words, "-o", "report.html"])
