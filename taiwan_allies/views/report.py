"""A page to share: one HTML file with everything in it, for any browser, for paper, and for those who listen.

The page asks nobody for anything: no script, no font, no picture from elsewhere, and its own policy forbids them. All
that comes from the record is escaped by the template engine; an address becomes a link only if it is one of the web.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from json import dumps
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from markupsafe import Markup

from taiwan_allies.charts.looks import COLOURS
from taiwan_allies.charts.picture import lay_out
from taiwan_allies.charts.sheet import NARROW, WIDE, Picture, Sheet
from taiwan_allies.charts.svg import rules, strip_svg, svg
from taiwan_allies.errors import AlliesError
from taiwan_allies.i18n import date_in, day_in, pgettext
from taiwan_allies.output.formats import Answer
from taiwan_allies.output.formats.csv import write
from taiwan_allies.output.result import Result
from taiwan_allies.output.text import harmless, span
from taiwan_allies.store.queries.atlas import placed
from taiwan_allies.views import chart
from taiwan_allies.views.atlas import atlas
from taiwan_allies.views.citation import bibliographic, data_set, document, line
from taiwan_allies.views.phrases import balance, fresh, listed, name_in
from taiwan_allies.views.tallies import at_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taiwan_allies.charts.scene import Point
    from taiwan_allies.context import Context
    from taiwan_allies.model.changes import Change
    from taiwan_allies.model.counts import Count, Tally
    from taiwan_allies.model.documents import Citation
    from taiwan_allies.model.entries import Entry
    from taiwan_allies.model.rows import Claim
    from taiwan_allies.model.spells import Spell
    from taiwan_allies.store.queries.report import Report
    from taiwan_allies.store.queries.state_detail import Dated
    from taiwan_allies.store.record import Record

TEMPLATES = Path(__file__).parent / "templates"
ON_PAPER: Final = 250
"""Up to so many entries are printed in full; with more a page is too long for paper unless it is to be ``full``."""
_DAY: Final = timedelta(days=1)
_ACTS: Final = {
    "establish": "opens relations",
    "restore": "restores relations",
    "suspend": "suspends relations",
    "sever": "ends relations",
}


_MAP: Final = Sheet(520, 250, 14)
"""The map on the first screen: small, so that its letters are large."""


def html(record: Record, report: Report, context: Context, command: str, *, full: bool = False) -> str:
    """The whole page; ``command`` is what makes it. A ``full`` one has the bibliography."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: harmless(value) if type(value) is str else value,
    )
    page = _Page(record, report, context)
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    css += _colours(css)
    for picture in (page.picture(), page.map_picture()):
        css += rules(picture, lambda name: f"var(--{name})")
    name, other = ("name_zh", "name") if page.zh else ("name", "name_zh")
    return (
        env.get_template("report.html.j2").render(
            r=report,
            page=page,
            t=page.t,
            at_end=at_end,
            span=span,
            name=name,
            other=other,
            full=full,
            brief=not full and len(report.entries) > ON_PAPER,
            style=Markup(css),  # noqa: S704 - ours
            command=command,
            wide=WIDE,
            narrow=NARROW,
        )
        + "\n"
    )


def _colours(css: str) -> str:
    """The colours of pictures that the page's own style sheet leaves as they are, light and dark."""
    rest = {name: colour for name, colour in COLOURS.items() if f"--{name}:" not in css}
    light, dark = ("".join(f"--{name}: {colour[n]}; " for name, colour in rest.items()) for n in (0, 1))
    return f":root {{ {light}}}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n"


class _Page:
    """What the template asks for: words in its language, dates, anchors, drawings."""

    def __init__(self, record: Record, report: Report, context: Context) -> None:
        self.record, self.report, self.context, self.lang = record, report, context, context.lang
        self.zh = self.lang == "zh"
        self.other_lang = "en" if self.zh else "zh-Hant"
        self.loaded, self.today = record.loaded, record.today
        self.stale = record.stale_days(report.last)
        self.fresh = fresh(record, report.last, self.lang)
        self.handovers = {term.slug: term.end for term in record.presidencies}
        self.scene = chart.line(record, report.points, report.first, report.last, self.lang)
        self.reference = data_set(self.loaded, report.package)
        self.citation = line(self.reference)
        self.sources = sorted(report.sources, key=lambda source: bibliographic(document(source)))
        self.publishers = {source.id: source.publisher for source in self.sources}

    # Words --------------------------------------------------------------------------------------

    def t(self, text: str, **values: object) -> str:
        """A sentence in the page's language."""
        return pgettext(self.lang, "page", text).format(**values)

    def word(self, context: str, word: str) -> str:
        """A word of ours in the page's language."""
        return pgettext(self.lang, context, word)

    def listed(self, words: Sequence[str]) -> str:
        return listed(self.lang, words)

    def day(self, day: date | str) -> str:
        """A day, or a date as it is known."""
        return day_in(self.lang, day) if isinstance(day, date) else date_in(self.lang, day)

    def when(self, text: str) -> Markup:
        """A date as it is known, marked up as a time."""
        try:
            told = self.day(text)
        except AlliesError:
            return Markup("{}").format(harmless(text))
        return Markup('<time datetime="{}">{}</time>').format(text.rstrip("?~%"), told)

    def english(self) -> Markup:
        """The attribute of a text that is English whatever the page is."""
        return Markup(' lang="en"') if self.zh else Markup("")

    # The head -----------------------------------------------------------------------------------

    def span(self) -> str:
        """The period in words: whole years where it is made of them."""
        r = self.report
        if r.first.strftime("%m%d") == "0101" and r.last.strftime("%m%d") == "1231":
            years = str(r.first.year) if r.first.year == r.last.year else f"{r.first.year}–{r.last.year}"
            return f"{years}年" if self.zh else years
        until = self.until(r.terms[-1]) if r.presidency and r.terms else r.last
        return self.t("{first} to {last}", first=self.day(r.first), last=self.day(until))

    def title(self) -> str:
        if term := self.report.presidency:
            return self.t("Taiwan’s diplomatic allies under {name}", name=name_in(self.lang, term))
        return self.t("Taiwan’s diplomatic allies")

    def full_title(self) -> str:
        return f"{self.title()}{'：' if self.zh else ': '}{self.span()}"

    def lead(self) -> str:
        """The answer in two sentences."""
        r, nothing = self.report, 0 if self.zh else "none"
        first = self.t(
            "On {day}, {n} states {verb} the Republic of China (Taiwan).",
            day=self.day(r.last),
            n=at_end(r.whole),
            verb="recognise" if r.last == self.today else "recognised",
        )
        second = self.t(
            "There were {start} at the start of the period; {gained} were gained and {lost} lost.",
            start=r.whole.at_start or nothing,
            gained=r.whole.gained or nothing,
            lost=r.whole.lost or nothing,
        )
        return f"{first}{'' if self.zh else ' '}{second}"

    def changed(self, sign: int) -> str:
        """The states that were gained or lost in the period, each with its year."""
        found = [c for c in self.report.changes if c.change == sign]
        return self.listed([f"{name_in(self.lang, c)} ({c.day[:4]})" for c in found])

    def linked_data(self) -> Markup:
        """What a search engine reads: the data of the page as a schema.org data set, and the record that it is of."""
        record = self.reference
        told = {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": self.full_title(),
            "description": self.lead(),
            "inLanguage": "zh-Hant" if self.zh else "en",
            "license": self.report.package.licence_url,
            "temporalCoverage": f"{self.report.first}/{self.report.last}",
            "isAccessibleForFree": True,
            "creator": {"@type": "Organization", "name": record.author},
            "isBasedOn": {
                "@type": "Dataset",
                "name": record.title,
                "description": self.report.package.description,
                "version": self.loaded.version,
                "identifier": self.loaded.stamp,
                "dateModified": self.loaded.as_of.isoformat(),
                "license": self.report.package.licence_url,
                "creator": {"@type": "Organization", "name": record.author},
            },
        }
        # Nothing in it may end the element that it stands in.
        text = dumps(told, ensure_ascii=False, indent=1).translate(
            {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
        )
        return Markup(harmless(text))  # noqa: S704 - no markup is left

    # Allies and presidencies --------------------------------------------------------------------

    def regions(self) -> list[tuple[str, list[Spell]]]:
        """The allies of each region, that with most first."""
        by_region = attrgetter("region")
        found = [(region, list(of)) for region, of in groupby(sorted(self.report.allies, key=by_region), by_region)]
        return sorted(found, key=lambda region: -len(region[1]))

    def lasts(self, term: Tally) -> bool:
        """Whether a period goes on."""
        return term.end_day > self.today.isoformat()

    def until(self, term: Tally) -> date:
        """The day of the hand-over where a presidency ends with the period or before, else the last day of it."""
        end = date.fromisoformat(term.end_day)
        return end if end == self.handovers.get(term.period) else end - _DAY

    def balance(self, term: Tally) -> str:
        return balance(term, current=self.lasts(term), lang=self.lang)

    def most(self) -> int:
        return max((n for term in self.report.terms for n in (term.gained, term.lost)), default=1) or 1

    # Timeline and sources -----------------------------------------------------------------------

    def groups(self) -> list[tuple[Tally | None, list[Dated]]]:
        """The entries under their presidencies, those without any first."""
        found: dict[str, list[Dated]] = {term.period: [] for term in self.report.terms}
        loose: list[Dated] = []
        for dated in self.report.entries:
            found.get(dated.entry.president or "", loose).append(dated)
        grouped: list[tuple[Tally | None, list[Dated]]] = [(None, loose)] if loose else []
        return grouped + [(term, found[term.period]) for term in self.report.terms]

    def act(self, entry: Entry) -> str:
        """What happened to relations, in words."""
        if entry.kind == "sever" and entry.cause in ("war", "annexation", "dissolution", "lapse"):
            return self.t(f"relations end ({entry.cause})")
        if entry.kind == "sever" and entry.cause == "switch":
            return self.t("ends relations, in favour of the PRC")
        return self.t(_ACTS[entry.kind]) if entry.kind in _ACTS else self.word("EntryKind", entry.kind)

    def documents(self, dated: Dated) -> list[Citation]:
        """What an entry rests on, each document once."""
        return list({cited.source: cited for cited in reversed(dated.evidence)}.values())[::-1]

    def chinese(self, dated: Dated) -> Citation | None:
        """For a page in Chinese: a document whose words about an event are kept in Chinese."""
        kept = (cited for cited in dated.evidence if re.search("[\u4e00-\u9fff]", cited.quote or ""))
        return next(kept, None) if self.zh else None

    @cached_property
    def disputed(self) -> list[tuple[Entry, list[Claim]]]:
        """The events with another defensible date, and those dates."""
        pairs = ((d.entry, [claim for claim in d.claims if claim.rank == "normal"]) for d in self.report.entries)
        return [(entry, claims) for entry, claims in pairs if claims]

    @staticmethod
    def anchor(ref: str) -> str:
        return re.sub(r"[^\w.-]", "-", ref)

    @staticmethod
    def link(url: str | None) -> str:
        """The address if a page may link to it: one of the web, in one piece."""
        return url if url and re.fullmatch(r"https?://[^\s<>\"]+", url, re.IGNORECASE) else ""

    # Drawings and their data --------------------------------------------------------------------

    def picture(self, sheet: Sheet = WIDE) -> Picture:
        title = self.t("Number of allies, {span}", span=self.span())
        about = f"{self.lead()} {self.t('The tables of the decades give every step.')}"
        return lay_out(self.scene, sheet, title=title, about=about)

    def chart(self, sheet: Sheet, key: str) -> Markup:
        return Markup(svg(self.picture(sheet), key=key))  # noqa: S704 - every text in it is escaped

    def map_picture(self) -> Picture:
        """The world on the last day of the report."""
        last = self.report.last
        return lay_out(atlas(self.record, placed(self.record, last), last, self.lang), _MAP)

    def world(self) -> Markup:
        return Markup(svg(self.map_picture(), key="world"))  # noqa: S704 - every text in it is escaped

    def data(self, file: str, rows: Sequence[Spell | Tally | Count]) -> Markup:
        """The rows behind a picture, as a file to save."""
        if not rows:
            return Markup("")
        text = "".join(write(Answer(Result(rows, fields=rows[0]._fields)), self.context))
        return Markup('<a class="data" download="{}" href="data:text/csv;charset=utf-8,{}">{}</a>').format(
            file, quote(text, safe=",:;/()"), self.t("The data (CSV)")
        )

    def counts(self) -> list[Count]:
        return chart.ended(self.report.points, self.report.last)

    @cached_property
    def changes(self) -> dict[str, list[Change]]:
        return {day: list(steps) for day, steps in groupby(self.report.changes, attrgetter("day"))}

    def steps(self, decade: Tally) -> list[Point]:
        points = self.scene.layers[0].points
        return [p for p in points if decade.start_day <= p.day.isoformat() < decade.end_day]

    def has_doubt(self) -> bool:
        return not all(point.sure for point in self.scene.layers[0].points)

    def strip(self, ally: Spell) -> Markup:
        """All spells of an ally, drawn."""
        after = self.report.last + _DAY
        spells = [
            (date.fromisoformat(spell.start_day), min(date.fromisoformat(spell.end_day or after.isoformat()), after))
            for spell in self.report.spells
            if spell.code == ally.code
        ]
        return Markup(strip_svg(spells, date(1912, 1, 1), self.report.last))  # noqa: S704 - numbers only
