"""The record, open: the face of the library, and what every command asks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from taiwan_allies.dates.clock import today as taipei_today
from taiwan_allies.dates.period import Period
from taiwan_allies.errors import UsageError
from taiwan_allies.model.kinds import ENTRY_TYPES, VOCABULARIES
from taiwan_allies.store import queries
from taiwan_allies.store.db.opening import open_to_read
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.repository import OneOrMore, Repository

if TYPE_CHECKING:
    from taiwan_allies.model.changes import Change
    from taiwan_allies.model.counts import Count, PresidencyTally, Tally
    from taiwan_allies.model.documents import SourceUse
    from taiwan_allies.model.entries import Entry, Found
    from taiwan_allies.model.spells import Spell, Standing
    from taiwan_allies.model.tables import Compared, PanelRow, Published, Share
    from taiwan_allies.store.queries.state_detail import StateDetail

When = date | str | None
"""A day: a date, any text that the command line reads as one (``1971-10-25``, ``tsai``), or None for today."""


class Record(Repository):
    """The record that a store holds, the user's own events included.

    Every answer is a typed row or a list of them, in the order of the fields that `allies help fields` lists, so that
    ``pandas.DataFrame(record.allies())`` works as it is. Intervals are half-open: ``start_day`` belongs to them,
    ``end_day`` does not. ``country`` and ``region`` limit an answer to states by any of their names; ``within`` to a
    period. Methods raise `NotFoundError` for a name that nothing has, `UsageError` for a date that cannot be read.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the store."""
        self.conn.close()

    def day(self, when: When) -> date:
        """The day that ``when`` means; of a period its last one, or today while it lasts."""
        return when if isinstance(when, date) else self.moment(when, "")

    def allies(self, at: When = None, *, country: OneOrMore = None, region: OneOrMore = None) -> list[Spell]:
        """The spells that are open at the end of a day, the oldest first.

        >>> [ally.name for ally in record.allies(at="2024-01-15", region="oceania")]
        ['Tuvalu', 'Marshall Islands', 'Palau']
        """
        return list(queries.spells.spells(self, self.day(at), self.filters(country=country, region=region)))

    def spells(self, at: When = None, *, country: OneOrMore = None, region: OneOrMore = None) -> list[Spell]:
        """Every spell that had begun by the end of a day, the oldest first.

        >>> [(spell.since, spell.until) for spell in record.spells(country="nauru")]
        [('1980-05-04', '2002-07-23'), ('2005-05-14', '2024-01-15')]
        """
        return list(queries.spells.spells(self, self.day(at), self.filters(country=country, region=region), "ever"))

    def is_ally(self, state: str, at: When = None) -> bool:
        """Whether a state is an ally at the end of a day.

        >>> record.is_ally("nauru", at="2024-01-14"), record.is_ally("nauru", at="2024-01-15")
        (True, False)
        """
        return self.standing(state, at).ally

    def standing(self, state: str, at: When = None) -> Standing:
        """The same with since when, and whether the dates are precise enough to be sure."""
        return queries.spells.standing(self, self.code_of(state), self.day(at))

    def count(self, at: When = None, *, country: OneOrMore = None, region: OneOrMore = None) -> Count:
        """The number of allies at the end of a day, with the least and the most that it can have been.

        >>> record.count(at="2016-05-19").count
        22
        """
        return queries.counts.count_on(self, self.day(at), self.filters(country=country, region=region))

    def counts(
        self,
        by: str | Sequence[str] = "president",
        *,
        within: str | None = None,
        country: OneOrMore = None,
        region: OneOrMore = None,
    ) -> list[Tally]:
        """What each period gained and lost: at_start + gained - lost = at_end.

        ``by`` is `president`, `year`, `decade` or `region`, or two of them: then ``part`` tells the rows of the second
        apart. By president the periods begin in 1948 unless ``within`` asks for more.

        >>> [(row.period, row.at_start, row.gained, row.lost, row.at_end) for row in record.counts(within="tsai")]
        [('tsai-ing-wen', 22, 0, 10, 12)]
        """
        filters = self.filters(country=country, region=region, within=within)
        return queries.counts.tallies(self, [by] if isinstance(by, str) else by, filters)

    def series(self, start: date, end: date, filters: Filters = NONE) -> list[Count]:
        """The count from ``start`` on, and from each day up to ``end`` (inclusive) on which it or its bounds change."""
        return queries.counts.series(self, start, end, filters)

    def compare(self, *presidents: str, day: int | None = None, at: When = None) -> list[Compared]:
        """Presidencies at the same day in office; all since 1948 that lasted so long where none is named.

        It is ``day``, the first being 1, or that of whoever held the office ``at`` a day; without either the last that
        all named ones reached, or today's.

        >>> [(row.president, row.at_start, row.count) for row in record.compare("chen", "ma", "tsai", day=919)]
        [('chen-shui-bian', 29, 27), ('ma-ying-jeou', 23, 23), ('tsai-ing-wen', 22, 17)]
        """
        named = [term for name in presidents for term in self.presidencies_of(name)]
        return queries.compare.compare(self, named, number=day, at=None if at is None else self.day(at))

    def panel(
        self,
        by: Literal["year", "month", "change"] = "year",
        states: Literal["ever", "all", "un"] = "ever",
        *,
        within: str | None = None,
        country: OneOrMore = None,
        region: OneOrMore = None,
    ) -> Iterator[PanelRow]:
        """A row for each state and period, state by state.

        >>> [(row.period, row.ally_at_start, row.ally_days) for row in record.panel(country="nauru", within="2023..2024")]
        [('2023', True, 365), ('2024', True, 14)]
        """
        filters = self.filters(country=country, region=region, within=within)
        return queries.panel.panel(self, by, states, filters)

    def share(self, at: When = None, *, country: OneOrMore = None, region: OneOrMore = None) -> Share:
        """The allies among the members of the United Nations at the end of a day.

        >>> record.share(at="2024-01-15")[2:6]
        (12, 193, 11, 0.057)
        """
        return queries.share.share_on(self, self.day(at), self.filters(country=country, region=region))

    def published(self, at: When = None) -> list[Published]:
        """The counts that others published for a day, or for the nearest, held against the record's own.

        >>> [(row.date, row.published, row.count, row.met) for row in record.published(at="2016-05-20")]
        [('2016-05-20', 22, 22, True), ('2016-05-20', 23, 22, False)]
        """
        return queries.published.published_near(self, self.day(at))

    def presidents(self) -> list[PresidencyTally]:
        """Every presidency since 1912 with what it gained and lost, in order.

        >>> record.presidents()[-1].slug
        'lai-ching-te'
        """
        return queries.counts.presidencies(self)

    def moments(self, a: str, b: str | None = None) -> tuple[date, date]:
        """The two days whose ends are compared.

        A month or a year means its last day, a presidency its end or today. A period alone runs from the day before its
        first to its last, a day alone to today. Raises `UsageError` for a period without a beginning.

        >>> [day.isoformat() for day in record.moments("tsai")]
        ['2016-05-19', '2024-05-19']
        """
        period = self.period(a, "A")
        if b is not None:
            return period.moment(self.today), self.period(b, "B").moment(self.today)
        if period.start is None:
            raise UsageError(f"A: {a:.40} has no beginning", "Say from when: 1949..1971.")
        if period.last_day == period.start:
            return period.start, self.today
        return period.start - timedelta(days=1), period.moment(self.today)

    def changes(
        self, a: str, b: str | None = None, *, country: OneOrMore = None, region: OneOrMore = None
    ) -> list[Change]:
        """Every gain (+1) and loss (-1) that took effect between two `moments`, in order.

        >>> [(change.day, change.name, change.change) for change in record.changes("2021-12-31")]
        [('2023-03-26', 'Honduras', -1), ('2024-01-15', 'Nauru', -1)]
        """
        return queries.changes.changes(self, *self.moments(a, b), self.filters(country=country, region=region))

    def timeline(
        self,
        within: str | None = None,
        *,
        president: OneOrMore = None,
        country: OneOrMore = None,
        region: OneOrMore = None,
        types: Sequence[str] = ENTRY_TYPES,
        kinds: Sequence[str] | None = None,
    ) -> list[Entry]:
        """Events and engagements in order of effect.

        >>> [entry.id for entry in record.timeline("2024-01-15", types=["recognition"])]
        ['nru-4']
        """
        filters = self.filters(within=within, president=president, country=country, region=region)
        return list(queries.timeline.timeline(self, filters, queries.timeline.Selection(types, kinds)))

    def search(
        self,
        *texts: str,
        types: Sequence[str] = VOCABULARIES["ItemType"],
        within: str | None = None,
        country: OneOrMore = None,
        region: OneOrMore = None,
    ) -> Iterator[Found]:
        """Everything that has all of these words, in any order: names, then what happened, newest first, then the rest.

        A Latin word is met by the beginning of a word, Chinese by its characters; kinds, causes and regions by what
        they are called in either language.

        >>> [found.id for found in record.search("huawei", "guatemala", types=["engagement"])]
        ['eng-0112']
        >>> [found.id for found in record.search("斷交", "諾魯", types=["event"])]
        ['nru-4', 'nru-2']
        """
        filters = self.filters(within=within, country=country, region=region)
        return queries.search.search(self, queries.search.wanted(texts, types), filters)

    def state(self, name: str) -> StateDetail:
        """Everything about a state: names, spells, events with their evidence and disputes, engagements.

        >>> record.state("holy see").state.code
        'VAT'
        """
        return queries.state_detail.state_detail(self, self.code_of(name))

    def sources(self, *ids: str, country: OneOrMore = None, tier: str | None = None) -> list[SourceUse]:
        """The documents that the record rests on, or those behind the events, engagements and sources with these ids."""
        return queries.sources.sources(self, self.filters(country=country), ids=ids or None, tier=tier)


def open_record(
    path: str | Path | None = None, today: date | str | None = None, env: Mapping[str, str] | None = None
) -> Record:
    """Open the store at ``path`` for reading: by default ALLIES_DB, else the platform's own place.

    It is set up if there is none yet. ``today`` is the day that relative dates count from: by default ALLIES_TODAY,
    else the present day in Taipei. Raises `StoreError` when the store cannot be used.
    """
    env = os.environ if env is None else env
    place = path or env.get("ALLIES_DB")
    day = today or env.get("ALLIES_TODAY") or taipei_today()
    store = open_to_read(Path(place) if place else None)
    return Record(store, day if isinstance(day, date) else date.fromisoformat(day))


__all__ = ["Period", "Record", "open_record"]
