"""The store as every question sees it: rows of a type, names and presidents understood, filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from taiwan_allies.dates.period import Period
from taiwan_allies.errors import NotFoundError, UsageError, quoted
from taiwan_allies.model.kinds import REGION_ALIASES, REGIONS
from taiwan_allies.plain import Plain
from taiwan_allies.rules.names import Names, fold
from taiwan_allies.store.db.connection import translate_errors
from taiwan_allies.store.queries.bound import PERIOD, TODAY, Views
from taiwan_allies.store.queries.filters import NONE, Filters, Values, as_json, overlaps, split

if TYPE_CHECKING:
    from taiwan_allies.store.db.connection import Store

T = TypeVar("T")
OneOrMore = str | Sequence[str] | None
"""One name, or several, of what an answer is limited to."""
STALE_DAYS = 90
"""An answer for a day this long after the record's as-of day says so."""

_STATE_NAMES = (
    "SELECT code, code AS text FROM state UNION ALL SELECT code, alpha2 FROM state WHERE alpha2 IS NOT NULL"
    " UNION ALL SELECT code, slug FROM state UNION ALL SELECT code, name FROM state"
    " UNION ALL SELECT code, official_name FROM state UNION ALL SELECT code, name_zh FROM state"
    " UNION ALL SELECT code, key FROM state_key WHERE scheme = 'm49' UNION ALL SELECT code, name FROM name"
)


class Term(Plain):
    """A presidency as a period; ``end`` is None while in office."""

    slug: str
    name: str
    name_zh: str
    office: str
    start: date
    end: date | None

    @property
    def period(self) -> Period:
        return Period(self.start, self.end, self.slug)


class Loaded(Plain):
    """The bundled record that the store holds."""

    version: str
    as_of: date
    stamp: str


def numbered(name: str, slug: str) -> str:
    """A person's name with the number of the presidency where there are several: `Chiang Kai-shek 5`."""
    number = slug.rpartition("-")[2]
    return f"{name} {number}" if number.isdecimal() else name


class Repository:
    """The store, open. Every method raises `AlliesError` where it cannot answer."""

    def __init__(self, store: Store, today: date) -> None:
        self.store = store
        self.conn = store.conn
        self.today = today

    # Rows -----------------------------------------------------------------------------------------

    def stream(self, row: Callable[..., T], sql: str, values: Values | None = None) -> Iterator[T]:
        """The rows of a query as they come, each made by a row type from its columns in order."""
        with translate_errors(self.store.path):
            yield from map(maker(row), self.conn.execute(sql, values or {}))

    def rows(self, row: Callable[..., T], sql: str, values: Values | None = None) -> list[T]:
        """All rows of a query."""
        return list(self.stream(row, sql, values))

    def tuples(self, sql: str, values: Values | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that no row type describes, as they come."""
        with translate_errors(self.store.path):
            yield from self.conn.execute(sql, values or {})

    def column(self, sql: str, values: Values | None = None) -> list[Any]:
        """The first column of a query."""
        with translate_errors(self.store.path):
            return [found[0] for found in self.conn.execute(sql, values or {})]

    def value(self, sql: str, values: Values | None = None) -> Any:  # noqa: ANN401 - whatever the query asks for
        """The only value of a query."""
        return self.column(sql, values)[0]

    @cached_property
    def views(self) -> Views:
        """The documented views of the store."""
        with translate_errors(self.store.path):
            found = self.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall()
        return Views(dict(found))

    def read(
        self,
        row: Callable[..., T],
        view: str,
        rest: str = "",
        values: Values | None = None,
        *,
        day: date | None = None,
        periods: Sequence[tuple[str, str, str]] | None = None,
        filters: Filters = NONE,
    ) -> Iterator[T]:
        """The rows of a documented view, by the fields of a row type; ``rest`` is what follows the view in the query.

        The view is bound to ``day`` (today unless said), to ``periods`` (label, first day, first day after it) and to
        the states of ``filters``, whose conditions ``rest`` may name.
        """
        relations = {"today": TODAY}
        bound: Values = {"today": (day or self.today).isoformat(), **filters.values, **(values or {})}
        if periods is not None:
            relations["period"] = PERIOD
            bound["periods"] = as_json(periods)
        if filters.states:
            relations["counted_state"] = filters.states
        # In brackets, since a field may be called as a word of SQL is (`exists`); in quotes a wrong name would be a text.
        names = ", ".join(f"[{name}]" for name in row._fields) if hasattr(row, "_fields") else "*"
        sql = f"{self.views.bind(view, relations)}SELECT {names} FROM {view} {rest}"
        return self.stream(row, sql, bound)

    # The record -----------------------------------------------------------------------------------

    @cached_property
    def loaded(self) -> Loaded:
        """The bundled record that the store holds."""
        version, as_of, stamp = next(self.tuples("SELECT version, as_of, stamp FROM record"))
        return Loaded(version, date.fromisoformat(as_of), stamp)

    def stale_days(self, day: date) -> int:
        """Days from the record's as-of day to ``day`` where they are more than `STALE_DAYS`, else 0."""
        days = (day - self.loaded.as_of).days
        return days if days > STALE_DAYS else 0

    # States ---------------------------------------------------------------------------------------

    @cached_property
    def states(self) -> Names:
        """Every code and name of every state."""
        return Names("state", self.tuples(_STATE_NAMES), self.labels)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The English name of every state, by code."""
        return dict(self.tuples("SELECT code, name FROM state"))

    def name_of(self, code: str, lang: str = "en") -> str:
        """The short name of a state, in English or Chinese."""
        column = "name_zh" if lang == "zh" else "name"
        return str(self.value(f"SELECT {column} FROM state WHERE code = :code", {"code": code}))

    def code_of(self, text: str, *, exact: bool = False) -> str:
        """The code of the state of the world that ``text`` names. Raises `NotFoundError`.

        The beginning of a name will do where no other state has one that begins so, unless it must be ``exact``.
        """
        # Most names are typed as they are written: those need no index of all names, folded.
        found = self.column(
            f"SELECT DISTINCT code FROM ({_STATE_NAMES}) WHERE text = :text COLLATE NOCASE", {"text": text.strip()}
        )
        return str(found[0]) if len(found) == 1 else self.states.resolve(text, exact=exact)

    def codes_of(self, texts: Sequence[str], option: str = "", *, exact: bool = False) -> tuple[str, ...]:
        """The codes of the states that a repeatable option names, each once.

        A comma stands between two states, unless it is part of the name of one (`Korea, Republic of`).
        """
        parts: list[str] = []
        for text in texts:
            whole = "," in text and self.states.find(text, exact=True)
            parts += [text] if whole else split([text], option)
        return tuple(dict.fromkeys(self.code_of(part, exact=exact) for part in parts))

    @cached_property
    def regions(self) -> Names:
        """Every region and subregion, and what people call them; the keys are those names."""
        subregions = self.column("SELECT DISTINCT subregion FROM state ORDER BY 1")
        return Names("region", [(name, name) for name in (*REGIONS, *subregions, *REGION_ALIASES)])

    def regions_of(self, text: str) -> tuple[str, ...]:
        """The regions or subregions that ``text`` names, or begins to name. Raises `UsageError`."""
        try:
            name = self.regions.resolve(text)
        except NotFoundError as error:
            raise UsageError(f"--region: {error.message}", error.hint) from None
        return REGION_ALIASES.get(name, (name,))

    # Presidents and periods -----------------------------------------------------------------------

    @cached_property
    def presidencies(self) -> list[Term]:
        """Every presidency that has begun by today, in order."""
        return [
            Term(slug, name, zh, office, date.fromisoformat(start), date.fromisoformat(end) if end else None)
            for slug, name, zh, office, start, end in self.tuples(
                "SELECT slug, name, name_zh, office, start_day, end_day FROM presidency"
                " WHERE start_day <= :today ORDER BY start_day",
                {"today": self.today.isoformat()},
            )
        ]

    @cached_property
    def president_names(self) -> Names:
        """Every name of every head of state."""
        pairs: list[tuple[str, str]] = list(self.tuples("SELECT slug, name FROM president_name"))
        for p in self.presidencies:
            pairs += [(p.slug, text) for text in (p.slug, p.name, p.name_zh, fold(p.name).split()[0])]
            pairs += [(p.slug, numbered(name, p.slug)) for name in (p.name, p.name_zh)]
        return Names("president", pairs)

    def presidencies_of(self, text: str) -> list[Term]:
        """The presidencies that ``text`` names: one, or all those of one person. Raises `NotFoundError`."""
        slugs = self.president_names.find(text)
        found = [p for p in self.presidencies if p.slug in slugs]
        if not found:
            raise self.president_names.missing(text)
        if len({p.name for p in found}) > 1:
            raise self.president_names.missing(text, {p.slug for p in found})
        return found

    def president_on(self, day: date) -> Term | None:
        """Who held the office on a day; of two at once (1928) the one who had held it longer."""
        return next((p for p in self.presidencies if p.period.contains(day)), None)

    def _president_span(self, text: str) -> Period | None:
        """From the first to the last day of the presidencies that ``text`` names; None if it names no president."""
        if not self.president_names.find(text):
            return None
        found = self.presidencies_of(text)
        return Period(found[0].start, found[-1].end, text)

    def period(self, text: str, option: str = "") -> Period:
        """The period that ``text`` means: a date, a range, a president. Raises `UsageError` or `NotFoundError`."""
        from taiwan_allies.dates.periods import parse_period  # most questions are about today

        try:
            return parse_period(text, self.today, self._president_span, option)
        except UsageError as error:
            near = self.president_names.nearest(text)
            if not near or error.hint.startswith("Did you mean"):
                raise
            raise UsageError(error.message, f"Did you mean {' or '.join(near)}? {error.hint}") from None

    def moment(self, text: str | None, option: str = "--at") -> date:
        """The day that ``text`` means, today if it is None."""
        return self.today if text is None else self.period(text, option).moment(self.today)

    def filters(
        self,
        *,
        country: OneOrMore = None,
        region: OneOrMore = None,
        within: str | None = None,
        start: str | None = None,
        end: str | None = None,
        president: OneOrMore = None,
    ) -> Filters:
        """The filters of a command line. Several periods narrow each other. Raises `UsageError` if nothing is left."""
        country, region, president = ([n] if isinstance(n, str) else n for n in (country, region, president))
        periods: list[Period] | None = None
        for name in split(president, "--president"):
            periods = (periods or []) + [p.period for p in self.presidencies_of(name)]
        for text, option in ((within, "--in"), (start, "--from"), (end, "--to")):
            if text is not None:
                periods = _narrowed(periods, text, self._side(text, option))
        return Filters(
            codes=self.codes_of(country, "--country") if country else None,
            regions=tuple(dict.fromkeys(chain(*map(self.regions_of, split(region, "--region"))))) if region else None,
            periods=None if periods is None else tuple(periods),
        )

    def _side(self, text: str, option: str) -> Period:
        """The period that an option means: from its first day on, up to its last, or both."""
        named = self.period(text, option)
        label = "" if ".." in named.label else named.label
        if option == "--from":
            return Period(named.start, None, label and f"{label}..")
        return Period(None, named.end, label and f"..{label}") if option == "--to" else named

    def no_entry(self, text: str, what: str = "event or engagement") -> NotFoundError:
        """The error for an id that nothing has."""
        return NotFoundError(
            f"no {what} has the id {quoted(text)}", "`allies timeline --fields date,id,summary` shows the ids."
        )


def _narrowed(periods: list[Period] | None, text: str, named: Period) -> list[Period]:
    if periods is None:
        return [named]
    left = overlaps(periods, named)
    if not left:
        raise UsageError(
            f"{periods[0].label or periods[0]} and {text} have no day in common", "Leave one of the periods out."
        )
    # What is cut short is no longer what its label says.
    labels = {period: period.label for period in (*periods, named)}
    return [Period(period.start, period.end, labels.get(period, "")) for period in left]


def grouped(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    """Rows by what each is about, in order."""
    found: dict[str, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


@cache
def maker(row: Callable[..., T]) -> Callable[[Sequence[Any]], T]:
    """What makes a row of a type from the columns of a query: 1 and 0 become truths, text joined by ``;`` a tuple."""
    annotations = getattr(row, "__annotations__", {}) if hasattr(row, "_fields") else {}
    texts = [getattr(annotation, "__name__", "") or str(annotation) for annotation in annotations.values()]
    fixes = [
        (n, _truth if text.startswith("bool") else _split)
        for n, text in enumerate(texts)
        if text.startswith(("bool", "tuple"))
    ]
    make: Callable[[Sequence[Any]], T] = getattr(row, "_make", None) or (lambda values: row(*values))
    if not fixes:
        return make

    def convert(values: Sequence[Any]) -> T:
        found = list(values)
        for n, fix in fixes:
            found[n] = fix(found[n])
        return make(found)

    return convert


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()
