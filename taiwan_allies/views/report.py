"""A page to share: one HTML file with everything in it, for any browser, for paper, and for those who listen.

The page asks nobody for anything: no script, no font, no picture from elsewhere, and its own policy forbids them. All
that comes from the record is escaped by the template engine; an address becomes a link only if it is one of the web.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from taiwan_allies.charts.picture import lay_out
from taiwan_allies.charts.sheet import NARROW, WIDE, Picture, Sheet
from taiwan_allies.charts.svg import rules, strip_svg, svg
from taiwan_allies.errors import AlliesError
from taiwan_allies.i18n import date_in, day_in, pgettext
from taiwan_allies.output.text import harmless, span
from taiwan_allies.views import chart
from taiwan_allies.views.citation import bibliographic, data_set, document, line
from taiwan_allies.views.phrases import balance, fresh, listed
from taiwan_allies.views.tallies import at_end

if TYPE_CHECKING:
    from markupsafe import Markup

    from taiwan_allies.model.answers import Change, Entry, Spell, Tally
    from taiwan_allies.model.rows import Claim
    from taiwan_allies.store.queries.report import Report
    from taiwan_allies.store.queries.repository import Repository
    from taiwan_allies.store.queries.state_detail import Dated

TEMPLATES = Path(__file__).parent / "templates"
_DAY: Final = timedelta(days=1)
_ACTS: Final = {
    "establish": "opens relations",
    "restore": "restores relations",
    "suspend": "suspends relations",
    "sever": "ends relations",
}


def html(repository: Repository, report: Report, lang: str, command: str) -> str:
    """The whole page; ``command`` is what makes it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: harmless(value) if type(value) is str else value,
    )
    page = _Page(repository, report, lang)
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    css += rules(page.picture(), lambda name: f"var(--{name})")
    style = Markup(css)  # noqa: S704 - ours
    template = env.get_template("report.html.j2")
    return template.render(r=report, page=page, t=page.t, style=style, command=command, wide=WIDE, narrow=NARROW) + "\n"


class _Page:
    """What the template asks for: words in its language, dates, anchors, drawings."""

    def __init__(self, repository: Repository, report: Report, lang: str) -> None:
        self.report, self.lang, self.zh = report, lang, lang == "zh"
        self.other_lang = "en" if self.zh else "zh-Hant"
        self.loaded, self.today = repository.loaded, repository.today
        self.stale = repository.stale_days(report.last)
        self.fresh = fresh(repository, report.last, lang)
        self.handovers = {term.slug: term.end for term in repository.presidencies}
        self.scene = chart.line(repository, report.points, report.first, report.last, lang)
        self.citation = line(data_set(self.loaded, report.package))
        self.sources = sorted(report.sources, key=lambda source: bibliographic(document(source)))

    # Words --------------------------------------------------------------------------------------

    def t(self, text: str, **values: object) -> str:
        """A sentence in the page's language."""
        return pgettext(self.lang, "page", text).format(**values)

    def word(self, context: str, word: str) -> str:
        """A word of ours in the page's language."""
        return pgettext(self.lang, context, word)

    def name(self, row: Spell | Change | Tally) -> str:
        """The name of a state or a person in the page's language."""
        return row.name_zh if self.zh else row.name

    def other_name(self, row: Spell | Change | Tally) -> str:
        """The same in the other language."""
        return row.name if self.zh else row.name_zh

    def names(self, entry: Entry) -> str:
        """The names of the states that an entry concerns."""
        return listed(self.lang, entry.names_zh if self.zh else entry.names)

    def day(self, day: date | str) -> str:
        return day_in(self.lang, day if isinstance(day, date) else date.fromisoformat(day))

    def when(self, text: str) -> Markup:
        """A date as it is known, marked up as a time."""
        from markupsafe import Markup

        try:
            told = date_in(self.lang, text)
        except AlliesError:
            return Markup("{}").format(harmless(text))
        return Markup('<time datetime="{}">{}</time>').format(text.rstrip("?~%"), told)

    def words_of(self, written: str) -> str:
        return date_in(self.lang, written)

    def english(self) -> Markup:
        """The attribute of a text that is English whatever the page is."""
        from markupsafe import Markup

        return Markup(' lang="en"') if self.zh else Markup("")

    def number(self, n: int) -> str:
        """A number in a sentence: in English nothing is ``none``."""
        return str(n) if n or self.zh else "none"

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
            return self.t("Taiwan’s diplomatic allies under {name}", name=term.name_zh if self.zh else term.name)
        return self.t("Taiwan’s diplomatic allies")

    def lead(self) -> str:
        """The answer in two sentences."""
        r = self.report
        first = self.t(
            "On {day}, {n} states {verb} the Republic of China (Taiwan).",
            day=self.day(r.last),
            n=at_end(r.whole),
            verb="recognise" if r.last == self.today else "recognised",
        )
        second = self.t(
            "There were {start} at the start of the period; {gained} were gained and {lost} lost.",
            start=self.number(r.whole.at_start),
            gained=self.number(r.whole.gained),
            lost=self.number(r.whole.lost),
        )
        return f"{first}{'' if self.zh else ' '}{second}"

    def changed(self, sign: int) -> str:
        """The states that were gained or lost in the period, each with its year."""
        return listed(self.lang, [f"{self.name(c)} ({c.day[:4]})" for c in self.report.changes if c.change == sign])

    # Allies and presidencies --------------------------------------------------------------------

    def regions(self) -> str:
        """How many allies each region has, most first."""
        found = [ally.region for ally in self.report.allies]
        ordered = sorted(set(found), key=lambda region: (-found.count(region), region))
        return listed(self.lang, [f"{self.word('Region', region)} {found.count(region)}" for region in ordered])

    def years(self, ally: Spell) -> str:
        return span(ally.years_min, ally.years_max)

    def lasts(self, term: Tally) -> bool:
        """Whether a presidency goes on."""
        return term.end_day > self.today.isoformat()

    def until(self, term: Tally) -> date:
        """The day of the hand-over where a presidency ends with the period or before, else the last day of it."""
        end = date.fromisoformat(term.end_day)
        return end if end == self.handovers.get(term.period) else end - _DAY

    def at_end(self, term: Tally) -> str:
        return at_end(term)

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

    def references(self, dated: Dated) -> list[tuple[str, str]]:
        """The documents of one entry: anchor and short name."""
        found: dict[str, str] = {}
        for cited in dated.evidence:
            year = f" {cited.published[:4]}" if cited.published else ""
            found.setdefault(cited.source, f"{cited.publisher}{year}")
        return [(self.anchor(source), told) for source, told in found.items()]

    @cached_property
    def disputed(self) -> list[tuple[Entry, list[Claim]]]:
        """The events with another defensible date, and those dates."""
        pairs = ((d.entry, [claim for claim in d.claims if claim.rank == "normal"]) for d in self.report.entries)
        return [(entry, claims) for entry, claims in pairs if claims]

    @cached_property
    def publishers(self) -> dict[str, str]:
        return {source.id: source.publisher for source in self.sources}

    @staticmethod
    def anchor(ref: str) -> str:
        return re.sub(r"[^\w.-]", "-", ref)

    @staticmethod
    def link(url: str | None) -> str:
        """The address if a page may link to it: one of the web, in one piece."""
        return url if url and re.fullmatch(r"https?://[^\s<>\"]+", url, re.IGNORECASE) else ""

    # Drawings -----------------------------------------------------------------------------------

    def picture(self, sheet: Sheet = WIDE) -> Picture:
        name = self.t("Number of allies, {span}", span=self.span())
        return lay_out(
            self.scene, sheet, title=name, about=f"{self.lead()} {self.t('The table below gives every step.')}"
        )

    def chart(self, sheet: Sheet, key: str) -> Markup:
        from markupsafe import Markup

        return Markup(svg(self.picture(sheet), key=key))  # noqa: S704 - every text in it is escaped

    @cached_property
    def changes(self) -> dict[str, list[Change]]:
        """The changes of each day."""
        return {day: list(steps) for day, steps in groupby(self.report.changes, attrgetter("day"))}

    def steps(self) -> list[tuple[str, list[Change], str]]:
        """The chart as a table: day, what changed, count after it."""
        days = ((point.day.isoformat(), point) for point in self.scene.layers[0].points)
        return [(day, self.changes.get(day, []), str(point)) for day, point in days]

    def has_doubt(self) -> bool:
        return not all(point.sure for point in self.scene.layers[0].points)

    def strip(self, ally: Spell) -> Markup:
        """All spells of an ally, drawn."""
        from markupsafe import Markup

        after = self.report.last + _DAY
        spells = [
            (date.fromisoformat(spell.start_day), min(date.fromisoformat(spell.end_day or after.isoformat()), after))
            for spell in self.report.spells
            if spell.code == ally.code
        ]
        return Markup(strip_svg(spells, date(1912, 1, 1), self.report.last))  # noqa: S704 - numbers only
