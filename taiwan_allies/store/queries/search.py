"""Everything that has certain words: names, events, engagements, what bears on them, and the documents.

Nothing is indexed: each text is read, folded and looked at, but for events, of which there may be many: SQLite leaves
out those that cannot have the words. What comes first is said by the order of `ItemType`: names,
then what happened, then what bears on it, then documents; each newest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from heapq import merge
from itertools import chain
from operator import itemgetter
from typing import Final, NamedTuple

from taiwan_allies.dates.days import MONTHS
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.dates.period import Period
from taiwan_allies.errors import AlliesError
from taiwan_allies.i18n import meanings
from taiwan_allies.model.entries import Found
from taiwan_allies.model.kinds import VOCABULARIES
from taiwan_allies.rules.words import Words, prepared
from taiwan_allies.store.queries.filters import Filters, Values, as_json
from taiwan_allies.store.queries.repository import Repository

_TOLD: Final = ("code", "kind || ' ' || coalesce(cause, 'None')", "substr(date, 6, 2)")
_ODD: Final = "*[^ -%(-~]*"
TYPES: Final = VOCABULARIES["ItemType"]


class Wanted(NamedTuple):
    """What is looked for, and among what."""

    words: Words
    types: Sequence[str] = TYPES


def wanted(texts: Sequence[str], types: Sequence[str]) -> Wanted:
    """What is looked for, with the words of some texts. Raises `UsageError` where there is none."""
    return Wanted(Words(*texts), types)


class _Part(NamedTuple):
    """Texts that belong to an item beside its own, as they are and prepared; what is not ``told`` stands in the row
    already."""

    texts: tuple[str, ...]
    folded: str
    told: bool = True


Item = tuple[Found, Sequence[_Part]]


def search(repository: Repository, asked: Wanted, filters: Filters) -> Iterator[Found]:
    """What has all of the words, each in its own text or in what belongs to it."""
    reader = _Reader(repository, filters, asked.words)
    sources: dict[tuple[str, ...], Callable[[Sequence[str]], Iterator[Item]]] = {
        ("state",): reader.states,
        ("presidency",): reader.presidencies,
        ("event", "engagement"): reader.entries,
        ("variant",): reader.variants,
        ("claim",): reader.claims,
        ("assertion",): reader.assertions,
        ("evidence",): reader.evidence,
        ("source",): reader.sources,
    }
    for types, read in sources.items():
        some = [type_ for type_ in types if type_ in asked.types]
        if some:
            for row, parts in read(some):
                also = _met(asked.words, row.text, parts)
                if also is not None:
                    yield row._replace(also=also)


def acting(repository: Repository, words: Words) -> set[str]:
    """The ids of the engagements whose actor is called so, in English or, of a president, in Chinese."""
    reader = _Reader(repository, Filters(), words)
    rows = repository.tuples("SELECT id, actor FROM engagement WHERE actor IS NOT NULL")
    return {id_ for id_, actor in rows if not words.left(reader.actor(actor).folded)}


def _met(words: Words, text: str, parts: Sequence[_Part]) -> tuple[str, ...] | None:
    """Which other texts of an item have words that its own has not; None where a word is met by neither."""
    left: Sequence[str] = [needle for needle in words.needles if not any(needle in part.folded for part in parts)]
    # Most items have none of the words: nothing more is done for them than this.
    folded = prepared(text)
    if any(needle not in folded for needle in left):
        return None
    also: list[str] = []
    left = words.left(folded)
    for part in parts:
        met = [needle for needle in left if needle in part.folded]
        if met and part.told:
            also += [text for text in part.texts if any(needle in prepared(text) for needle in met)][:1]
        left = [needle for needle in left if needle not in met]
    return tuple(also)


def _part(*texts: str | None, told: bool = True) -> _Part:
    known = tuple(text for text in texts if text)
    return _Part(known, " \n".join(map(prepared, known)), told)


@lru_cache(maxsize=4096)
def _dated(written: str) -> _Part:
    """A date with the name of its month."""
    month = MONTHS[int(written[5:7]) - 1] if len(written) >= 7 else ""
    return _part(written, month, told=False)


class _Reader:
    """Reads every kind of item, with the texts that belong to it."""

    def __init__(self, repository: Repository, filters: Filters, words: Words) -> None:
        self.repository, self.filters, self.words = repository, filters, words
        self.tuples = repository.tuples
        self.actor = lru_cache(self._actor)
        self.meant = lru_cache(self._meant)

    # What belongs to several kinds of items ----------------------------------------------------------------

    @cached_property
    def meanings(self) -> dict[str, tuple[str, ...]]:
        """Other words for kinds, causes and the like."""
        return meanings()

    @cached_property
    def named(self) -> dict[str, _Part]:
        """Every name of each state, the usual ones first."""
        names: dict[str, list[str]] = {}
        for code, *texts in self.tuples("SELECT code, name, name_zh, official_name, code FROM state"):
            names[code] = texts
        for code, name in self.tuples("SELECT code, name FROM name ORDER BY length(name), name"):
            names[code].append(name)
        return {code: _part(*texts) for code, texts in names.items()}

    @cached_property
    def people(self) -> dict[str, _Part]:
        """Every name of each person who was head of state, by the English one."""
        names: dict[str, list[str]] = {}
        for name, name_zh in self.tuples("SELECT name, name_zh FROM presidency"):
            names[name] = [name_zh]
        for name, other in self.tuples(
            "SELECT p.name, n.name FROM president_name AS n JOIN presidency AS p ON p.slug = n.slug"
        ):
            names[name].append(other)
        return {name: _part(*dict.fromkeys(texts)) for name, texts in names.items()}

    @cached_property
    def leads(self) -> dict[tuple[str, str | None], str]:
        """What the summary of an event says before its note, by kind and cause."""
        said: dict[tuple[str, str | None], str] = {}
        # One by one: SQLite looks up a single id in each table under the view, but works out all rows for a list of them.
        for id_ in self.repository.column("SELECT min(id) FROM event GROUP BY kind, cause"):
            for kind, cause, summary, note in self.tuples(
                "SELECT kind, cause, summary, note FROM entry WHERE id = :id", {"id": id_}
            ):
                said[kind, cause] = summary.removesuffix(f". {note}")
        return said

    @cached_property
    def codes(self) -> set[str] | None:
        """The states that are asked for; None where all are."""
        if self.filters.codes is None and self.filters.regions is None:
            return None
        return set(self.repository.column(self.filters.states, self.filters.values))

    def _actor(self, actor: str) -> _Part:
        """Who acts; a president by every name."""
        others = (people.texts for name, people in self.people.items() if name in actor)
        return _part(actor, *chain.from_iterable(others))

    def _meant(self, *words: str | None) -> _Part:
        """Kind, cause and the like, with what else they are called."""
        known = [word for word in words if word]
        return _part(*known, *chain.from_iterable(self.meanings.get(word, ()) for word in known))

    def _concerns(self, codes: Sequence[str]) -> bool:
        return self.codes is None or not self.codes.isdisjoint(codes)

    def _within(self, since: str | None, until: str | None) -> bool:
        """Whether what lasts from one date to another, None while it lasts, has a day in the periods asked for."""
        if self.filters.periods is None:
            return True
        try:
            first = PartialDate.parse(since or "").first
            end = None if until is None else PartialDate.parse(until).last + timedelta(days=1)
        except AlliesError:  # a document whose date is none, or is no date
            return False
        return self.filters.touches(Period(first, end))

    # The kinds of items --------------------------------------------------------------------------------------

    def states(self, _: Sequence[str]) -> Iterator[Item]:
        """States by all their names and by where they lie."""
        if self.filters.periods is not None:
            return
        for code, name, name_zh, region, subregion, note in self.tuples(
            "SELECT code, name, name_zh, region, subregion, note FROM state ORDER BY name"
        ):
            if self._concerns([code]):
                found = Found("state", code, None, (code,), f"{name} {name_zh}", ())
                yield found, (self.named[code], self.meant(region, subregion), _part(note))

    def presidencies(self, _: Sequence[str]) -> Iterator[Item]:
        """Presidencies by all names of the person."""
        if self.codes is not None:
            return
        for slug, name, name_zh, office, start, end, note in self.tuples(
            "SELECT slug, name, name_zh, office, start_day, end_day, note FROM presidency"
            " WHERE start_day <= :today ORDER BY start_day DESC",
            {"today": self.repository.today.isoformat()},
        ):
            period = Period(date.fromisoformat(start), date.fromisoformat(end) if end else None)
            if self.filters.touches(period):
                text = f"{name} {name_zh}, {office}"
                yield Found("presidency", slug, start, (), text, ()), (self.people[name], _dated(start), _part(note))

    def entries(self, types: Sequence[str]) -> Iterator[Item]:
        """Events with the names of their state, engagements with those of theirs and of who acts."""
        read = {"event": self._events, "engagement": self._engagements}
        for _, found, parts in merge(*(read[type_]() for type_ in types), key=itemgetter(0), reverse=True):
            yield found, parts

    # The view `entry` works out a grade, a president and the sources of every row, which nobody has asked for here.

    def _likely(self) -> tuple[str, Values]:
        """An SQL condition that every event meets which has the words: each part of one stands in the name of its state,
        in what its kind and cause or the month are called, in its date or in its note."""
        conditions, values = ["1"], self.filters.values
        for n, part in enumerate(dict.fromkeys(part for needle in self.words.needles for part in needle.split())):
            met = [code for code, named in self.named.items() if part in named.folded]
            met += [
                f"{kind} {cause}"
                for (kind, cause), lead in self.leads.items()
                if part in prepared(lead) or part in self.meant(kind, cause).folded
            ]
            met += [f"{number:02}" for number, month in enumerate(MONTHS, 1) if part in prepared(month)]
            values |= {f"met{n}": as_json(met), f"part{n}": part, f"like{n}": f"%{part}%"}
            said = [f"{text} IN (SELECT value FROM json_each(:met{n}))" for text in _TOLD if met]
            # A note of letters that SQLite folds as we do; of others (and where `st` is a saint) we look ourselves.
            odd = "note IS NOT NULL" if "saint".startswith(part) else f"note GLOB '{_ODD}'"
            conditions.append(f"({' OR '.join([*said, f'instr(date, :part{n})', f'note LIKE :like{n}', odd])})")
        return " AND ".join(conditions), values

    def _events(self) -> Iterator[tuple[str, Found, Sequence[_Part]]]:
        likely, values = self._likely()
        for id_, code, date_, kind, cause, note, day in self.tuples(
            "SELECT id, code, date, kind, cause, note, day FROM (SELECT *, date_max AS day, date_max AS first_day,"
            f" date_max AS last_day FROM event) WHERE {self.filters.days} AND {self.filters.of_states} AND {likely}"
            " ORDER BY +day DESC, seq DESC, id DESC",
            values,
        ):
            text = f"{self.named[code].texts[0]}: {self.leads[kind, cause]}" + (f". {note}" if note else "")
            yield (
                day,
                Found("event", id_, date_, (code,), text, ()),
                (self.named[code], self.meant(kind, cause), _dated(date_)),
            )

    def _engagements(self) -> Iterator[tuple[str, Found, Sequence[_Part]]]:
        where = self.filters.days
        if self.codes is not None:
            where += f" AND id IN (SELECT engagement FROM engagement_state WHERE {self.filters.of_states})"
        for id_, date_, codes, summary, summary_zh, actor, note, kind, status, amount, day in self.tuples(
            "SELECT id, date, codes, summary, summary_zh, actor, note, kind, status, amount_original, day"
            f" FROM (SELECT *, date_max AS day, date_min AS first_day, end_max AS last_day FROM engagement) WHERE {where} ORDER BY day DESC, id DESC",
            self.filters.values,
        ):
            states = tuple(codes.split(";")) if codes else ()
            parts = [
                *(self.named[code] for code in states if code in self.named),
                self.meant(kind, status),
                _dated(date_),
            ]
            parts += [self.actor(actor)] if actor else []
            parts += [_part(text) for text in (amount, summary_zh) if text]
            text = f"{summary} {note}" if note else summary
            yield day, Found("engagement", id_, date_, states, text, ()), parts

    def variants(self, _: Sequence[str]) -> Iterator[Item]:
        """Spells that others count."""
        for id_, code, since, until, kind, reason in self.tuples(
            "SELECT id, code, since, until, kind, reason FROM variant ORDER BY since DESC, id"
        ):
            if self._concerns([code]) and self._within(since, until):
                found = Found("variant", id_, since, (code,), reason, ())
                yield found, (self.named[code], self.meant(kind), _dated(since))

    def claims(self, _: Sequence[str]) -> Iterator[Item]:
        """Dates that compete."""
        for id_, code, date_, rank, reason in self.tuples(
            "SELECT c.id, e.code, c.date, c.rank, c.reason FROM claim AS c JOIN bundled_event AS e ON e.id = c.event"
            " ORDER BY c.date DESC, c.id",
        ):
            if self._concerns([code]) and self._within(date_, date_):
                found = Found("claim", id_, date_, (code,), reason, ())
                yield found, (self.named[code], self.meant(rank), _dated(date_))

    def assertions(self, _: Sequence[str]) -> Iterator[Item]:
        """Published counts, of all states, a region or one state."""
        for id_, date_, scope, count, note, publisher, title in self.tuples(
            "SELECT a.id, a.date, a.scope, a.count, a.note, s.publisher, s.title FROM assertion AS a"
            " JOIN bundled_source AS s ON s.id = a.source ORDER BY a.date DESC, a.id",
        ):
            codes = (scope,) if scope in self.named else ()
            everywhere = self.codes is None or scope in (self.filters.regions or ())
            if (self._concerns(codes) if codes else everywhere) and self._within(date_, date_):
                text = f"{count}{'' if scope == 'all' else f' ({scope})'}, {publisher}" + (f": {note}" if note else "")
                parts = [*(self.named[code] for code in codes), _dated(date_), _part(title)]
                yield Found("assertion", id_, date_, codes, text, ()), parts

    def evidence(self, _: Sequence[str]) -> Iterator[Item]:
        """What documents say, word for word."""
        for id_, date_, codes, quote, publisher in self.tuples(
            "SELECT DISTINCT coalesce(e.id, g.id, p.slug), coalesce(e.date, g.date, p.start_day) AS dated, coalesce(e.code, g.codes),"
            " v.quote, s.publisher FROM evidence AS v JOIN source AS s ON s.id = v.source LEFT JOIN event AS e ON e.id = v.event"
            " LEFT JOIN engagement AS g ON g.id = v.engagement LEFT JOIN presidency AS p ON p.slug = v.presidency"
            " WHERE v.quote IS NOT NULL AND dated IS NOT NULL ORDER BY dated DESC, 1",
        ):
            states = tuple(codes.split(";")) if codes else ()
            if self._concerns(states) and self._within(date_, date_):
                parts = [*(self.named[code] for code in states if code in self.named), _part(publisher), _dated(date_)]
                yield Found("evidence", id_, date_, states, quote, ()), parts

    def sources(self, _: Sequence[str]) -> Iterator[Item]:
        """Documents; with states those behind what concerns them."""
        where = "1"
        if self.codes is not None:
            concerned = f"(SELECT id FROM entry_state WHERE {self.filters.of_states})"
            where = f"id IN (SELECT source FROM evidence WHERE event IN {concerned} OR engagement IN {concerned})"
        for id_, publisher, title, author, published, note in self.tuples(
            f"SELECT id, publisher, title, author, published, note FROM source WHERE {where} ORDER BY published DESC, id",
            self.filters.values,
        ):
            if self._within(published, published):
                found = Found("source", id_, published, (), f"{publisher}: {title}", ())
                yield found, (_part(author), _part(note))
