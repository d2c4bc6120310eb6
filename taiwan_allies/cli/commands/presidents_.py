from __future__ import annotations

from typing import TYPE_CHECKING

from taiwan_allies.cli.options import From, In, President, Session, To
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from typing import Any

    from taiwan_allies.context import Context


def _at_end(row: dict[str, Any]) -> str:
    low, high = row["at_end_min"], row["at_end_max"]
    return str(row["at_end"]) if low == high else f"{row['at_end']} ({low}-{high})"


COLUMNS = (
    Column("slug", keep=6),
    Column("name", keep=1),
    Column("name_zh", keep=4, title="中文"),
    Column("office", keep=7),
    Column("start", keep=2),
    Column("end", keep=3, show=lambda row: row["end"] or "today"),
    Column("party", keep=8),
    Column("acting"),
    Column("at_start", keep=2, align="right", title="at start"),
    Column(
        "gained",
        keep=1,
        align="right",
        role="gained",
        show=lambda row: f"+{row['gained']}" if row["gained"] else "0",
    ),
    Column("lost", keep=1, align="right", role="lost", show=lambda row: f"-{row['lost']}" if row["lost"] else "0"),
    Column("at_end", keep=1, align="right", title="at end", show=_at_end),
    Column("at_end_min"),
    Column("at_end_max"),
    Column("dissolved"),
    Column("quality"),
    Column("sources"),
    Column("note"),
)


def run(session: Session, president: President = None, within: In = None, start: From = None, end: To = None) -> Result:
    """The heads of state since 1912 and what each presidency gained and lost.

    `end` is the day of the hand-over: it belongs to the successor, and so does an event on it. A person with several
    presidencies has a row for each. --in, --from and --to keep every presidency that has a day in them, whole; `allies
    count --by president` cuts it to them.

    Examples:
      allies presidents
      allies presidents --in 1948..
      allies presidents -p chiang-kai-shek --json
    """
    from taiwan_allies.store.queries.counts import tally

    ask = session.ask
    filters = ask.filters(president=president, within=within, start=start, end=end)
    kept = [p for p in ask.presidencies if filters.touches(p.period)]
    tallies = {t.label: t for t in tally(ask, [p.period for p in kept])}
    facts = ask.presidency_facts()
    rows = []
    for p in kept:
        t = tallies[p.slug]
        party, acting, quality, note, sources = facts[p.slug]
        ended = p.end.isoformat() if p.end and p.end <= ask.today else None
        rows.append(
            (
                p.slug,
                p.name,
                p.name_zh,
                p.office,
                p.start.isoformat(),
                ended,
                party,
                bool(acting),
                t.at_start,
                t.gained,
                t.lost,
                t.at_end.count,
                t.at_end.low,
                t.at_end.high,
                t.dissolved,
                quality,
                sources,
                note,
            )
        )

    def footer(context: Context) -> tuple[str, ...]:
        from taiwan_allies.views.phrases import fresh

        return "", fresh(ask, ask.today, context.lang)

    return Result(COLUMNS, rows, footer=footer, empty="No presidency matches.")
