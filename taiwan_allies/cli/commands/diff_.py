from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from taiwan_allies.cli.options import Country, Region, Session
from taiwan_allies.errors import ExitCode, UsageError
from taiwan_allies.output.result import Column, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.query import Ask, Filters

FIELDS = (
    "change", "code", "name", "date", "id", "president", "region", "kind", "cause", "prc_date", "local_date", "quality",
    "sources", "other_date", "other_id", "note", "name_zh",
)  # fmt: skip
MARKS = {"gained": ("+", "gained"), "lost": ("-", "lost"), "returned": ("~", "returned")}


def run(
    session: Session,
    a: Annotated[
        str | None, typer.Argument(metavar="A", help="A date, a president, or a period that says both ends.")
    ] = None,
    b: Annotated[
        str | None,
        typer.Argument(metavar="[B]", help="A date or a president; today if left out.", show_default=False),
    ] = None,
    region: Region = None,
    country: Country = None,
    switched: Annotated[bool, typer.Option("--switched", help="Only losses to the PRC.")] = False,
    stat: Annotated[bool, typer.Option("--stat", help="Only the sums.")] = False,
    name_only: Annotated[bool, typer.Option("--name-only", help="Only names.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 if something changed.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="With the sources of each at a terminal.")] = False,
    mine: Annotated[bool, typer.Option("--mine", help="The own record against the bundled one.")] = False,
) -> Result:
    """What changed between two moments: + gained, - lost, ~ left and came back.

    Two moments are compared as they were at the end of their day; a month or a year means its last day, a president
    the end of that presidency or today. One period alone (a president, a year, 1971..1979) runs from before its first
    day to its last. One date alone is compared with today. An event on a hand-over day belongs to the successor.

    Examples:
      allies diff tsai
      allies diff ma tsai --verbose
      allies diff 1971 1979 --stat
      allies diff 2016-05-20..today --region oceania
      allies diff --mine
    """
    ask = session.ask
    if mine:
        if a or b:
            raise UsageError("diff --mine takes no dates", "It compares the own record with the bundled one.")
        from taiwan_allies.cli.commands.diff_mine import own_against_bundled

        return own_against_bundled(ask, exit_code)
    if stat and name_only:
        raise UsageError("--stat and --name-only exclude each other", "Leave one of them out.")
    if a is None:
        raise UsageError(
            "diff needs a date, a president or a period",
            "For example `allies diff tsai` or `allies diff 2016 2024`.",
        )
    filters = ask.filters(region=region, country=country)
    before, after = _moments(ask, a, b)
    backwards = before > after
    first, last = (after, before) if backwards else (before, after)
    rows, passing = _compare(ask, first, last, filters, backwards)
    if switched:
        rows = [row for row in rows if row["change"] == "lost" and row["cause"] == "switch"]
    columns = [
        Column(n, keep={"change": 1, "code": 3, "name": 1, "date": 1, "cause": 4, "quality": 5}.get(n, 0))
        for n in FIELDS
    ]
    values = [tuple(row[n] for n in FIELDS) for row in rows]
    code = ExitCode.NO if exit_code and rows else ExitCode.OK
    if stat:
        return _stat(ask, before, after, rows, filters, code)
    if name_only:
        names = [row["name"] for row in rows]
        return Result(
            [Column("name", keep=1)],
            [(n,) for n in names],
            view=lambda c: [f"{MARKS[r['change']][0]} {r['name_zh' if c.lang == 'zh' else 'name']}" for r in rows],
            plain="".join(f"{n}\n" for n in names),
            exit_code=code,
        )

    def view(context: Context) -> Iterator[str]:
        yield from _draw(context, ask, before, after, rows, passing, filters, verbose)

    return Result(columns, values, view=view, page=True, exit_code=code)


def _moments(ask: Ask, a: str, b: str | None) -> tuple[date, date]:
    """The two days whose ends are compared."""
    from taiwan_allies.store.queries.query import day_before

    period = ask.period(a, "A")
    if b is not None:
        return period.moment(ask.today), ask.period(b, "B").moment(ask.today)
    single = period.start is not None and period.last_day == period.start
    if single:
        return period.moment(ask.today), ask.today
    if period.start is None:
        raise UsageError(f"A: {a!s:.40} has no beginning", "Say from when: 1949..1971.")
    return day_before(period.start), period.moment(ask.today)


def _compare(
    ask: Ask, first: date, last: date, filters: Filters, backwards: bool
) -> tuple[list[dict[str, Any]], list[str]]:
    """One row a state whose standing changed, or that left and came back; and the names of those that came and left.

    Backwards the roles change: what was gained is lost, and `returned` stays.
    """
    from taiwan_allies.store.queries.spells import by_code, changes, open_codes

    was, now = open_codes(ask, first, filters), open_codes(ask, last, filters)
    rows, passing = [], []
    for code, events in by_code(changes(ask, first, last, filters)).items():
        event = dict(events[-1])
        if (code in was) == (code in now):
            if code not in now:
                passing.append(event["name"])  # neither moment knows of it
                continue
            event |= {"change": "returned", "other_date": events[0]["date"], "other_id": events[0]["id"]}
        else:
            gained = (code in now) != backwards
            event |= {
                "change": "gained" if gained else "lost",
                "other_date": None,
                "other_id": None,
                "backwards": backwards,
            }
        rows.append(event)
    order = ("gained", "lost", "returned")
    return sorted(rows, key=lambda row: (order.index(row["change"]), row["day"], row["code"])), passing


def _sums(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {change: sum(row["change"] == change for row in rows) for change in MARKS}


def _stat(
    ask: Ask, before: date, after: date, rows: Sequence[dict[str, Any]], filters: Filters, code: ExitCode
) -> Result:
    from taiwan_allies.store.queries.counts import count_on

    sums = _sums(rows)
    names = ("from", "to", "at_start", "gained", "lost", "returned", "at_end")
    row = (
        before.isoformat(),
        after.isoformat(),
        count_on(ask, before, filters).count,
        sums["gained"],
        sums["lost"],
        sums["returned"],
        count_on(ask, after, filters).count,
    )
    return Result(
        [
            Column(n, {"from": 2, "to": 2, "returned": 3}.get(n, 1), align="left" if n in ("from", "to") else "right")
            for n in names
        ],
        [row],
        exit_code=code,
    )


def _draw(
    context: Context,
    ask: Ask,
    before: date,
    after: date,
    rows: Sequence[dict[str, Any]],
    passing: Sequence[str],
    filters: Filters,
    verbose: bool,
) -> Iterator[str]:
    from taiwan_allies.i18n.words import day, tell
    from taiwan_allies.output.text import cell_width, one_line, pad, wrap
    from taiwan_allies.store.queries.counts import count_on
    from taiwan_allies.store.queries.state_detail import claims_of, evidence_of
    from taiwan_allies.views.phrases import freshness, joined
    from taiwan_allies.views.timeline import evidence, identity

    paint, pick, lang = context.style.paint, context.style.pick, context.lang
    start, end = count_on(ask, before, filters), count_on(ask, after, filters)
    arrow = pick("→", "->")
    days, counts = f"{day(lang, before)} {arrow} {day(lang, after)}", f"{start} {arrow} {end}"
    fits = cell_width(days) + 4 + cell_width(counts) <= context.width
    yield from (
        paint(line, "head") for line in ([f"{days}    {counts}"] if fits else [*wrap(days, context.width), counts])
    )
    key = "name_zh" if lang == "zh" else "name"
    width = max((cell_width(one_line(row[key])) for row in rows), default=0)
    ids = [row["id"] for row in rows] if verbose else []
    found, claims = evidence_of(ask, ids), claims_of(ask, ids)
    for row in rows:
        mark, role = MARKS[row["change"]]
        name = pad(one_line(row[key]), width)
        told = _told(row, lang, verbose)
        line = f"{mark} {name}  {told}"
        yield (paint(line, role) if cell_width(line) <= context.width else paint(f"{mark} {one_line(row[key])}", role))
        if cell_width(line) > context.width:
            yield from (f"    {part}" for part in wrap(told, max(20, context.width - 4)))
        if verbose:
            yield paint(f"    {identity(lang, row)}", "dim")
            yield from evidence(context, found.get(row["id"], []), claims.get(row["id"], []))
    if not rows:
        yield tell(lang, "Nothing changed.")
    sums = _sums(rows)
    said = joined(lang, [tell(lang, f"{{n}} {change}", n=n) for change, n in sums.items() if n or change != "returned"])
    yield ""
    if passing:
        known = [ask.state_name(ask.state(name), lang) for name in passing]
        names = one_line(("、" if lang == "zh" else ", ").join(known))
        yield from wrap(tell(lang, "Came and left in between: {names}.", names=names), context.width)
    yield from wrap(f"{said} {pick('·', '-')} {freshness(ask, after, lang)}", context.width)


def _told(row: dict[str, Any], lang: str, verbose: bool) -> str:
    """When a state came or left, and why."""
    from taiwan_allies.i18n.words import say, tell
    from taiwan_allies.views.phrases import joined
    from taiwan_allies.views.prc import relation_to_prc

    if row["change"] == "returned":
        return tell(lang, "left {left}, back {back}", left=row["other_date"], back=row["date"])
    if row["backwards"]:
        return tell(lang, "until {day}" if row["change"] == "gained" else "not before {day}", day=row["date"])
    if row["cause"] == "switch":
        apart = relation_to_prc(row["date"], row["prc_date"], lang) if verbose else ""
        apart = f"（{apart}）" if lang == "zh" and apart else f" ({apart})" if apart else ""
        return joined(lang, [row["date"], tell(lang, "to the PRC")]) + apart
    return joined(lang, [row["date"], *([say(lang, row["cause"])] if row["cause"] else [])])
