"""A page to share: one HTML file with everything in it, for any browser, for paper, and for those who listen.

The page asks nobody for anything: no script, no font, no picture from elsewhere, and its own policy forbids them. All
that comes from the record is escaped by the template engine; an address becomes a link only if it is one of the web.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from taiwan_allies.dates.days import human_day
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.errors import AlliesError
from taiwan_allies.i18n.report_words import ZH
from taiwan_allies.i18n.words import say
from taiwan_allies.output.text import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from taiwan_allies.charts.terminal import Band, Point

TEMPLATES = Path(__file__).parent / "templates"


class Term(NamedTuple):
    """A presidency, or the part of it in the period, and what it did to the count.

    ``until`` is the day of the hand-over where it belongs to the period's end, else the last day.
    """

    slug: str
    name: str
    name_zh: str
    first: date
    last: date
    until: date
    at_start: int
    gained: int
    lost: int
    dissolved: int
    at_end: str


class Report(NamedTuple):
    """What a page says. Rows are those of `timeline` and `spells`, with what belongs to them."""

    lang: str
    first: date
    last: date
    today: date
    president: str
    """Whose presidency it is about, in the page's language; empty for any other period."""
    whole: Term
    terms: Sequence[Term]
    points: Sequence[Point]
    bands: Sequence[Band]
    changes: Sequence[dict[str, Any]]
    """Each step of the count: day, change (+1 or -1), name, name_zh."""
    allies: Sequence[dict[str, Any]]
    """Open on the last day; each with ``spells``: all of the state as pairs of days."""
    events: Sequence[dict[str, Any]]
    """In order, each with ``evidence`` and ``claims``."""
    sources: Sequence[dict[str, Any]]
    version: str
    as_of: date
    stamp: str
    licence: Mapping[str, str]
    stale: int
    own: int
    citation: str
    command: str


def html(report: Report) -> str:
    """The whole page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    page = _Page(report)
    style = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - ours
    return env.get_template("report.html.j2").render(r=report, page=page, t=page.t, style=style) + "\n"


def _finalize(value: object) -> object:
    return harmless(value) if type(value) is str else value


def _names(row: Mapping[str, Any] | Term) -> tuple[str, str]:
    if isinstance(row, Term):
        return row.name, row.name_zh
    return row["name"] or "", row["name_zh"] or ""


class _Page:
    """What the template asks for: words in its language, dates, anchors, drawings."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.zh = report.lang == "zh"

    def t(self, text: str, **values: object) -> str:
        """A sentence in the page's language."""
        return (ZH[text] if self.zh else text).format(**values)

    def say(self, word: str) -> str:
        return say(self.report.lang, word)

    def name(self, row: Mapping[str, Any] | Term) -> str:
        """The name of a state or a person in the page's language; several states with commas."""
        name, name_zh = _names(row)
        return name_zh.replace(";", "、") if self.zh else name.replace(";", ", ")

    def other_name(self, row: Mapping[str, Any] | Term) -> str:
        """The same in the other language."""
        name, name_zh = _names(row)
        return name if self.zh else name_zh

    @property
    def other_lang(self) -> str:
        return "en" if self.zh else "zh-Hant"

    def day(self, day: date) -> str:
        return f"{day.year}年{day.month}月{day.day}日" if self.zh else human_day(day)

    def when(self, text: str) -> Markup:
        """A date as it is known, marked up as a time."""
        from markupsafe import Markup

        try:
            date = PartialDate.parse(text)
        except AlliesError:
            return Markup("{}").format(harmless(text))
        return Markup('<time datetime="{}">{}</time>').format(text.rstrip("?~%"), self.words_of(date))

    def words_of(self, date: PartialDate) -> str:
        if not self.zh:
            return date.human()
        told = f"{date.year}年" + (f"{date.month}月" if date.month else "") + (f"{date.day}日" if date.day else "")
        return ("約" if date.approximate else "") + told + ("（？）" if date.uncertain else "")

    def words_of_text(self, text: str) -> str:
        return self.words_of(PartialDate.parse(text))

    def english(self) -> Markup:
        """The attribute of a text that is English whatever the page is."""
        from markupsafe import Markup

        return Markup(' lang="en"') if self.zh else Markup("")

    def short(self, source: str) -> str:
        """The short name of a document."""
        return next((s["publisher"] for s in self.report.sources if s["id"] == source), source)

    def span(self) -> str:
        """The period in words: whole years where it is made of them."""
        r = self.report
        if r.first.strftime("%m%d") == "0101" and r.last.strftime("%m%d") == "1231":
            years = str(r.first.year) if r.first.year == r.last.year else f"{r.first.year}–{r.last.year}"
            return f"{years}年" if self.zh else years
        until = r.terms[-1].until if r.president and r.terms else r.last
        return self.t("{first} to {last}", first=self.day(r.first), last=self.day(until))

    def title(self) -> str:
        if self.report.president:
            return self.t("Taiwan’s diplomatic allies under {name}", name=self.report.president)
        return self.t("Taiwan’s diplomatic allies")

    def lead(self) -> str:
        """The answer in two sentences."""
        r, w = self.report, self.report.whole
        now = r.last == r.today
        first = self.t(
            "On {day}, {n} states {verb} the Republic of China (Taiwan).",
            day=self.day(r.last),
            n=w.at_end,
            verb="recognise" if now else "recognised",
        )
        second = self.t(
            "There were {start} at the start of the period; {gained} were gained and {lost} lost.",
            start=self.number(w.at_start),
            gained=self.number(w.gained),
            lost=self.number(w.lost),
        )
        return f"{first}{'' if self.zh else ' '}{second}"

    def number(self, n: int) -> str:
        """A number in a sentence: in English nothing is ``none``."""
        return str(n) if n or self.zh else "none"

    def fresh(self) -> str:
        """To which day the record is good."""
        r = self.report
        if r.stale:
            return self.t(
                "The record is good to {day}, {n} days before: later changes may be missing.",
                day=self.day(r.as_of),
                n=r.stale,
            )
        return self.t("The record is good to {day}.", day=self.day(r.as_of))

    def named(self, sign: int) -> str:
        """The states that were gained or lost in the period, each with its year."""
        rows = [c for c in self.report.changes if c["change"] == sign]
        return ("、" if self.zh else ", ").join(f"{self.name(c)} ({c['day'][:4]})" for c in rows)

    def regions(self) -> str:
        counts: dict[str, int] = {}
        for row in self.report.allies:
            counts[row["region"]] = counts.get(row["region"], 0) + 1
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return ("、" if self.zh else ", ").join(f"{self.say(region)} {count}" for region, count in ordered)

    # Timeline -----------------------------------------------------------------------------------

    def groups(self) -> list[tuple[Term | None, list[dict[str, Any]]]]:
        """The events under their presidencies, those without any first."""
        found: dict[str, list[dict[str, Any]]] = {term.slug: [] for term in self.report.terms}
        loose: list[dict[str, Any]] = []
        for row in self.report.events:
            found.get(row["president"] or "", loose).append(row)
        grouped: list[tuple[Term | None, list[dict[str, Any]]]] = [(None, loose)] if loose else []
        return grouped + [(term, found[term.slug]) for term in self.report.terms]

    def balance(self, term: Term) -> str:
        return self.t(
            "{start} at the start, {end} at the end; {gained} gained, {lost} lost",
            start=term.at_start,
            end=term.at_end,
            gained=self.number(term.gained),
            lost=self.number(term.lost),
        )

    def act(self, row: Mapping[str, Any]) -> str:
        """What happened to relations, in words."""
        words = {
            "establish": "opens relations", "restore": "restores relations", "suspend": "suspends relations",
            "sever": "ends relations",
        }  # fmt: skip
        if row["kind"] == "sever" and row["cause"] in ("war", "annexation", "dissolution", "lapse"):
            return self.t(f"relations end ({row['cause']})")
        if row["kind"] == "sever" and row["cause"] == "switch":
            return self.t("ends relations, in favour of the PRC")
        return self.t(words.get(row["kind"], row["kind"])) if row["kind"] in words else self.say(row["kind"])

    def references(self, row: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The documents of one row: anchor and short name."""
        found: dict[str, str] = {}
        for e in row["evidence"]:
            year = f" {e['published'][:4]}" if e["published"] else ""
            found.setdefault(e["source"], f"{e['publisher']}{year}")
        return [(self.anchor(source), told) for source, told in found.items()]

    def disputed(self) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """The events with another defensible date, and those dates."""
        pairs = ((row, [c for c in row["claims"] if c["rank"] == "normal"]) for row in self.report.events)
        return [(row, claims) for row, claims in pairs if claims]

    @staticmethod
    def anchor(ref: str) -> str:
        return re.sub(r"[^\w.-]", "-", ref)

    @staticmethod
    def link(url: str | None) -> str:
        """The address if a page may link to it: one of the web, in one piece."""
        return url if url and re.fullmatch(r"https?://[^\s<>\"]+", url, re.IGNORECASE) else ""

    # Drawings -----------------------------------------------------------------------------------

    def chart(self, narrow: bool = False) -> Markup:
        from markupsafe import Markup

        from taiwan_allies.charts.svg import NARROW, WIDE, step_svg

        r = self.report
        drawn = step_svg(
            r.points,
            r.bands,
            r.first,
            r.last,
            sheet=NARROW if narrow else WIDE,
            name=self.t("Number of allies, {span}", span=self.span()),
            about=f"{self.lead()} {self.t('The table below gives every step.')}",
            key="chart-narrow" if narrow else "chart-wide",
            tell=self.tell,
        )
        return Markup(drawn)  # noqa: S704 - every text in it is escaped

    def tell(self, point: Point, until: date) -> str:
        """What the mouse finds over a stretch of the chart."""
        steps = [c for c in self.report.changes if c["day"] == point.day.isoformat()]
        lines = [self.day(point.day)]
        lines += [f"{'+' if c['change'] > 0 else '−'} {self.name(c)}" for c in steps]
        lines.append(self.t("{n} allies until {day}", n=self.count(point), day=self.day(until)))
        return "\n".join(lines)

    def steps(self) -> list[tuple[str, list[dict[str, Any]], str]]:
        """The chart as a table: day, what changed, count after it."""
        by_day: dict[str, list[dict[str, Any]]] = {}
        for change in self.report.changes:
            by_day.setdefault(change["day"], []).append(change)
        return [(p.day.isoformat(), by_day.get(p.day.isoformat(), []), self.count(p)) for p in self.report.points]

    def has_doubt(self) -> bool:
        return any(p.low != p.high for p in self.report.points)

    @staticmethod
    def count(point: Point) -> str:
        return str(point.count) if point.low == point.high else f"{point.count} ({point.low}–{point.high})"

    def strip(self, row: Mapping[str, Any]) -> Markup:
        from datetime import date

        from markupsafe import Markup

        from taiwan_allies.charts.svg import strip_svg

        return Markup(strip_svg(row["spells"], date(1912, 1, 1), self.report.last))  # noqa: S704 - numbers only

    def most(self) -> int:
        return max((n for term in self.report.terms for n in (term.gained, term.lost)), default=1) or 1
