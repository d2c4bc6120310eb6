"""A model of the whole record in plain Python, day by day. It reads rows, knows no SQL and imports nothing of the program."""

from __future__ import annotations

import calendar
import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from pathlib import Path

DAY = timedelta(days=1)
OPENINGS = {"establish", "restore"}
Numbers = tuple[int, int, int]
"""How many allies there are, the least and the most there can have been."""


def meaning(text: str) -> tuple[date, date]:
    """The first and the last day that a date as written can mean."""
    year, *rest = map(int, text.rstrip("?~%").split("-"))
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    month, *days = rest
    if days:
        return date(year, month, days[0]), date(year, month, days[0])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def completed_years(start: date, end: date) -> int:
    """How many anniversaries have passed; that of 29 February is 28 February in a common year."""
    years = 0
    while True:
        year = start.year + years + 1
        leap_day = (start.month, start.day) == (2, 29) and not calendar.isleap(year)
        if date(year, start.month, 28 if leap_day else start.day) > end:
            return years
        years += 1


@dataclass(frozen=True)
class Event:
    """A change of relations as it is written into a layer."""

    id: str
    code: str
    opens: bool
    text: str
    cause: str | None = None

    @cached_property
    def first(self) -> date:
        return meaning(self.text)[0]

    @cached_property
    def last(self) -> date:
        return meaning(self.text)[1]

    @property
    def order(self) -> tuple[date, bool, int]:
        """What takes effect first; on one day bundled before own, and each by its number."""
        return self.last, self.id.startswith("my-"), int(self.id.rpartition("-")[2])


@dataclass(frozen=True)
class Engagement:
    """What lasts from its date to its end."""

    id: str
    codes: tuple[str, ...]
    text: str
    until: str | None = None

    @property
    def first(self) -> date:
        return meaning(self.text)[0]

    @property
    def last(self) -> date:
        return meaning(self.until or self.text)[1]


@dataclass(frozen=True)
class Spell:
    """An opening and what ended it, with the first days on which either can have been."""

    opening: Event
    ending: Event | None
    start_min: date
    end_min: date | None

    @property
    def start(self) -> date:
        return self.opening.last

    @property
    def end(self) -> date | None:
        return self.ending.last if self.ending else None

    def open_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def surely_on(self, day: date) -> bool:
        return self.start <= day and (self.end_min is None or day < self.end_min)

    def maybe_on(self, day: date) -> bool:
        return self.start_min <= day and (self.end is None or day < self.end)

    def years(self, day: date) -> Numbers:
        """Completed by a day or by its end; the fewest and the most that they can be."""
        end, end_min = (min(edge or day, day) for edge in (self.end, self.end_min))
        return (
            completed_years(self.start, end),
            completed_years(self.start, end_min) if end_min > self.start else 0,
            completed_years(self.start_min, end),
        )


@dataclass
class World:
    """What is written: the bundled layer, the own one over it, and the states (code to region) with their first days."""

    bundled: list[Event]
    added: list[Event] = field(default_factory=list)
    corrected: list[Event] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    engagements: list[Engagement] = field(default_factory=list)
    born: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    presidencies: Sequence[tuple[str, date, date | None]] = ()
    today: date = date.max
    updated: bool = False
    """Whether the bundled layer came later than the own one."""

    def effective(self, code: str) -> list[Event]:
        own = {e.id: e for e in self.corrected}
        every = [own.get(e.id, e) for e in self.bundled] + self.added
        found = sorted((e for e in every if e.code == code and e.id not in self.hidden), key=lambda e: e.order)
        if not self.updated:
            return found
        # Of events in a row that all open, or all end, those of the record give way to the user's.
        kept = []
        for _, group in groupby(found, key=lambda e: e.opens):
            edge = list(group)
            mine = [e for e in edge if e in self.added or e in self.corrected]
            kept += mine or edge
        return kept

    @cached_property
    def turnings(self) -> dict[str, list[Event]]:
        """Of each state the events that change something."""
        found: dict[str, list[Event]] = {}
        for code in self.regions:
            turns = found[code] = []
            for e in self.effective(code):
                if e.opens != (turns[-1].opens if turns else False):
                    turns.append(e)
        return found

    @cached_property
    def spells(self) -> list[Spell]:
        found = []
        for code, turns in self.turnings.items():
            for n in range(0, len(turns), 2):
                opening, ending = turns[n], (turns[n + 1] if n + 1 < len(turns) else None)
                # Neither before there was the state, nor before the end of the spell before; a day is a day.
                earliest = [opening.first]
                if opening.first != opening.last:
                    earliest += [min(meaning(self.born[code])[0], opening.last)] if code in self.born else []
                    earliest += [turns[n - 1].last] if n else []
                found.append(Spell(opening, ending, max(earliest), max(ending.first, opening.last) if ending else None))
        return found

    def of(self, codes: Iterable[str] | None) -> list[Spell]:
        return self.spells if codes is None else [s for s in self.spells if s.opening.code in set(codes)]

    def on(self, day: date, codes: Iterable[str] | None = None) -> Numbers:
        """Count, minimum and maximum at the end of a day."""
        found = self.of(codes)
        return (
            sum(s.open_on(day) for s in found),
            sum(s.surely_on(day) for s in found),
            sum(s.maybe_on(day) for s in found),
        )

    def every_day(self, start: date, end: date, codes: Iterable[str] | None = None) -> list[Numbers]:
        """The same of each day from ``start`` to ``end``, both included: every spell is laid on every day that it has."""
        days = (end - start).days + 1
        count, low, high = [0] * days, [0] * days, [0] * days
        for s in self.of(codes):
            for line, since, until in ((count, s.start, s.end), (low, s.start, s.end_min), (high, s.start_min, s.end)):
                for n in range(max((since - start).days, 0), min(((until or date.max) - start).days, days)):
                    line[n] += 1
        return list(zip(count, low, high, strict=True))

    def series(self, start: date, end: date, codes: Iterable[str] | None = None) -> list[tuple[str, int, int, int]]:
        """A row for the first day and for every day on which one of the three is another than the day before."""
        rows: list[tuple[str, int, int, int]] = []
        for n, numbers in enumerate(self.every_day(start, end, codes)):
            if not rows or rows[-1][1:] != numbers:
                rows.append((str(start + n * DAY), *numbers))
        return rows

    def open_on(self, day: date) -> set[str]:
        return {s.opening.code for s in self.spells if s.open_on(day)}

    def standing(self, code: str, day: date) -> tuple[bool, bool, str | None, bool]:
        """Whether it is an ally on a day, whether that is certain, since when, and whether it ever was one."""
        found = self.of([code])
        is_ally = [s for s in found if s.open_on(day)]
        certain = any(s.surely_on(day) for s in found) == any(s.maybe_on(day) for s in found) and day <= self.today
        return bool(is_ally), certain, is_ally[0].opening.text if is_ally else None, bool(found)

    def changes(self, after: date, upto: date, codes: Iterable[str] | None = None) -> list[tuple[date, int, str, str]]:
        wanted = self.regions if codes is None else codes
        return [
            (e.last, 1 if e.opens else -1, code, e.id)
            for code in wanted
            for e in self.turnings[code]
            if after < e.last <= upto
        ]

    def difference(self, a: date, b: date) -> dict[str, set[str]]:
        """The states that stand otherwise at the end of ``b`` than at that of ``a``, and those that left and came back."""
        was, now = self.open_on(a), self.open_on(b)
        moved = {code for _, _, code, _ in self.changes(min(a, b), max(a, b))}
        return {"gained": now - was, "lost": was - now, "returned": was & now & moved}

    def tally(self, label: str, start: date, end: date, codes: Iterable[str] | None = None) -> tuple[str | int, ...]:
        """What a period [start, end) gained and lost, as `count --by` has it from period to dissolved."""
        codes = self.regions if codes is None else list(codes)
        changes = self.changes(start - DAY, end - DAY, codes)
        gained, lost = (sum(step == sign for _, step, *_ in changes) for sign in (1, -1))
        gone = {e.id for code in codes for e in self.turnings[code] if e.cause == "dissolution"}
        dissolved = sum(step < 0 and id_ in gone for _, step, _, id_ in changes)
        at_start, at_end = self.on(start - DAY, codes)[0], self.on(end - DAY, codes)
        return (label, str(start), str(end), at_start, gained, lost, gained - lost, *at_end, dissolved)

    def bounded(self, start: date | None, end: date | None) -> tuple[date, date]:
        first = min((s.start_min for s in self.spells), default=date(1912, 1, 1))
        return start or first, min(end or date.max, self.today + DAY)

    def by(self, what: str, start: date | None = None, end: date | None = None) -> list[tuple[str | int, ...]]:
        """The rows of `count --by` for a period: of each president, year, decade or region."""
        # A presidency is whole where the period is open, not cut at the first event.
        first, last = self.bounded(start or (date.min if what == "president" else None), end)
        if what == "region":
            names = sorted(set(self.regions.values())) if first < last else []
            return [self.tally(name, first, last, [c for c, r in self.regions.items() if r == name]) for name in names]
        if what == "president":
            terms = [(slug, s, e or date.max) for slug, s, e in self.presidencies if s <= self.today]
            if start is None and end is None:
                terms = [term for term in terms if term[1] >= date(1948, 5, 20)]
        else:
            size = 10 if what == "decade" else 1
            years = range(first.year // size * size, last.year + 1, size)
            terms = [(f"{y}s" if size > 1 else str(y), date(y, 1, 1), date(y + size, 1, 1)) for y in years]
        cut = ((label, max(s, first), min(e, last)) for label, s, e in terms)
        return [self.tally(label, s, e) for label, s, e in cut if s < e]

    def timeline(
        self, start: date | None = None, end: date | None = None, codes: Iterable[str] | None = None
    ) -> list[str]:
        """The ids of what happened in [start, end), engagements that overlap it included, in order of effect."""
        wanted = set(self.regions if codes is None else codes)
        found: list[tuple[date, str, bool, int, str]] = []
        for g in self.engagements:
            if (
                g.last >= (start or date.min)
                and g.first < (end or date.max)
                and (codes is None or wanted & set(g.codes))
            ):
                found.append((meaning(g.text)[1], "engagement", False, 0, g.id))
        for code in wanted & set(self.regions):
            for e in self.effective(code):
                if (start or date.min) <= e.last < (end or date.max):
                    found.append((e.last, "recognition", *e.order[1:], e.id))
        return [id_ for *_, id_ in sorted(found)]


def read(folder: Path, today: date) -> World:
    """The world that the files of a data package tell of."""

    def rows(name: str) -> Iterator[dict[str, str]]:
        with open(folder / f"{name}.csv", encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)

    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    states = list(rows("states"))
    terms = [(row["slug"], date.fromisoformat(row["start_day"]), day(row["end_day"])) for row in rows("presidencies")]
    return World(
        [Event(r["id"], r["code"], r["kind"] in OPENINGS, r["date"], r["cause"] or None) for r in rows("events")],
        engagements=[
            Engagement(r["id"], tuple(filter(None, r["codes"].split(";"))), r["date"], r["end_date"] or None)
            for r in rows("engagements")
        ],
        born={row["code"]: row["existed_from"] for row in states if row["existed_from"]},
        regions={row["code"]: row["region"] for row in states},
        presidencies=sorted(terms, key=lambda term: term[1]),
        today=today,
    )
