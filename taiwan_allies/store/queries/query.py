"""Questions to the store: names and presidents understood, filters turned into SQL, one place that runs a query."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from taiwan_allies.errors import NotFoundError, UsageError
from taiwan_allies.rules.names import Names, fold
from taiwan_allies.store.db.connection import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taiwan_allies.dates.periods import Period
    from taiwan_allies.store.db.connection import Store

REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
STALE_DAYS = 90
"""An answer for a day this long after the record's as-of day says so."""


_STATE_NAMES = (
    "SELECT code, code AS text FROM state UNION ALL SELECT code, alpha2 FROM state WHERE alpha2 IS NOT NULL"
    " UNION ALL SELECT code, slug FROM state UNION ALL SELECT code, name FROM state"
    " UNION ALL SELECT code, official_name FROM state UNION ALL SELECT code, name_zh FROM state"
    " UNION ALL SELECT code, name FROM name"
)


class Presidency(NamedTuple):
    """One head of state's unbroken time in office, [start, end); ``end`` is None while in office."""

    slug: str
    name: str
    name_zh: str
    office: str
    start: date
    end: date | None

    @property
    def period(self) -> Period:
        from taiwan_allies.dates.periods import Period

        return Period(self.start, self.end, self.slug)


class Filters(NamedTuple):
    """What a question is limited to. None means no limit; ``periods`` are alternatives."""

    codes: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    periods: tuple[Period, ...] | None = None

    def states(self, column: str) -> tuple[str, dict[str, Any]]:
        """An SQL condition on a column of state codes (with a leading AND, or empty) and its parameters."""
        if self.codes is None and self.regions is None:
            return "", {}
        from json import dumps

        parts, values = "", {}
        if self.codes is not None:
            parts += f" AND {column} IN (SELECT value FROM json_each(:codes))"
            values["codes"] = dumps(self.codes)
        if self.regions is not None:
            parts += (
                f" AND {column} IN (SELECT code FROM state WHERE region IN (SELECT value FROM json_each(:regions))"
                " OR subregion IN (SELECT value FROM json_each(:regions)))"
            )
            values["regions"] = dumps(self.regions)
        return parts, values

    def touches(self, period: Period) -> bool:
        """Whether a period has a day in common with those asked for."""
        return self.periods is None or bool(overlaps(self.periods, period))

    def days(self, column: str) -> tuple[str, dict[str, Any]]:
        """An SQL condition on a column of days, and its parameters."""
        if self.periods is None:
            return "", {}
        parts: list[str] = []
        values: dict[str, Any] = {}
        for n, period in enumerate(self.periods):
            values |= {
                f"from{n}": (period.start or date.min).isoformat(),
                f"to{n}": (period.end or date.max).isoformat(),
            }
            parts.append(f"({column} >= :from{n} AND {column} < :to{n})")
        return f" AND ({' OR '.join(parts)})", values


class Ask:
    """The store as the commands see it. Every method raises `AlliesError` where it cannot answer."""

    def __init__(self, store: Store, today: date) -> None:
        self.store = store
        self.conn = store.conn
        self.today = today

    def rows(self, sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with told(self.store.path):
            return self.conn.execute(sql, values or {}).fetchall()

    def stream(self, sql: str, values: dict[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows of a query as they come, for answers that may be long."""
        with told(self.store.path):
            yield from self.conn.execute(sql, values or {})

    def row(self, sql: str, values: dict[str, Any] | None = None) -> tuple[Any, ...]:
        """The only row of a query."""
        return self.rows(sql, values)[0]

    @cached_property
    def record(self) -> tuple[str, date]:
        """Version and as-of day of the bundled record that is loaded."""
        version, as_of = self.row("SELECT version, as_of FROM record")
        return version, date.fromisoformat(as_of)

    def stale_days(self, day: date) -> int:
        """Days from the record's as-of day to ``day`` where they are more than `STALE_DAYS`, else 0."""
        days = (day - self.record[1]).days
        return days if days > STALE_DAYS else 0

    # States ---------------------------------------------------------------------------------

    @cached_property
    def states(self) -> Names:
        """Every code and name of every state."""
        return Names("state", self.rows(_STATE_NAMES), dict(self.rows("SELECT code, name FROM state")))

    def state(self, text: str) -> str:
        """The code of the state that ``text`` names. Raises `NotFoundError`."""
        # Most names are typed as they are written: those need no index of all names, folded.
        found = self.rows(
            f"SELECT DISTINCT code FROM ({_STATE_NAMES}) WHERE text = :text COLLATE NOCASE", {"text": text.strip()}
        )
        return str(found[0][0]) if len(found) == 1 else self.states.resolve(text)

    def state_name(self, code: str, lang: str = "en") -> str:
        """The short name of a state, in English or Chinese."""
        name = "name_zh" if lang == "zh" else "name"
        return str(self.row(f"SELECT coalesce({name}, name) FROM state WHERE code = :code", {"code": code})[0])

    def region(self, text: str) -> str:
        """The region or subregion that ``text`` names, or begins. Raises `UsageError`."""
        from taiwan_allies.dates.partial import quoted
        from taiwan_allies.i18n.words import english

        wanted = fold(text)
        known: list[str] = [*REGIONS, *(r for (r,) in self.rows("SELECT DISTINCT subregion FROM state ORDER BY 1"))]
        if (named := english(text, known)) in known:
            return named
        exact = [r for r in known if fold(r) == wanted] or [r for r in known if wanted and fold(r).startswith(wanted)]
        if len(exact) == 1:
            return exact[0]
        if exact:
            raise UsageError(
                f"--region: {quoted(text)} fits more than one region", "It could be " + ", ".join(exact) + "."
            )
        raise UsageError(
            f"--region: no region is called {quoted(text)}",
            "Regions: " + ", ".join(REGIONS) + "; or a UN subregion such as Caribbean.",
        )

    # Presidents and periods -----------------------------------------------------------------

    @cached_property
    def presidencies(self) -> list[Presidency]:
        """Every presidency that has begun by today, in order."""
        return [
            Presidency(slug, name, zh, office, date.fromisoformat(start), date.fromisoformat(end) if end else None)
            for slug, name, zh, office, start, end in self.rows(
                'SELECT slug, name, name_zh, office, start, "end" FROM presidency WHERE start <= :today ORDER BY start',
                {"today": self.today.isoformat()},
            )
        ]

    def presidency_facts(self) -> dict[str, tuple[Any, ...]]:
        """By slug: party, acting, quality, note, and the ids of its sources joined with ``;``."""
        rows = self.rows(
            "SELECT slug, party, acting, quality, note, (SELECT group_concat(source, ';') FROM"
            " (SELECT DISTINCT source FROM evidence WHERE presidency = slug)) FROM presidency"
        )
        return {row[0]: row[1:] for row in rows}

    @cached_property
    def president_names(self) -> Names:
        pairs: list[tuple[str, str]] = []
        for p in self.presidencies:
            pairs += [
                (p.slug, p.slug),
                (p.slug, p.name),
                (p.slug, p.name_zh),
                (p.slug, fold(p.name).split()[0]),
            ]
        pairs += self.rows("SELECT slug, name FROM president_name")
        return Names("president", pairs)

    def presidencies_of(self, text: str) -> list[Presidency]:
        """The presidencies that ``text`` names: one, or all those of one person. Raises `NotFoundError`."""
        found = [p for p in self.presidencies if p.slug in self.president_names.find(text)]
        if not found:
            raise self.president_names.missing(text)
        if len({p.name for p in found}) > 1:
            raise self.president_names.missing(text, {p.slug for p in found})
        return found

    def president_span(self, text: str) -> Period | None:
        """From the first to the last day of the presidencies that ``text`` names; None if it names no president."""
        from taiwan_allies.dates.periods import Period

        if not self.president_names.find(text):
            return None
        found = self.presidencies_of(text)
        return Period(found[0].start, found[-1].end, text)

    def period(self, text: str, option: str = "") -> Period:
        """The period that ``text`` means: a date, a range, a president. Raises `UsageError` or `NotFoundError`."""
        from taiwan_allies.dates.periods import parse_period

        try:
            return parse_period(text, self.today, self.president_span, option)
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
        country: Sequence[str] | None = None,
        region: Sequence[str] | None = None,
        within: str | None = None,
        start: str | None = None,
        end: str | None = None,
        president: Sequence[str] | None = None,
    ) -> Filters:
        """The filters of a command line. Several periods narrow each other. Raises `UsageError` if nothing is left."""
        periods: list[Period] | None = None
        for name in split(president, "--president"):
            periods = (periods or []) + [p.period for p in self.presidencies_of(name)]
        for text, option in ((within, "--in"), (start, "--from"), (end, "--to")):
            if text is None:
                continue
            from taiwan_allies.dates.periods import Period

            named = self.period(text, option)
            if option == "--from":
                named = Period(named.start, None, named.label)
            elif option == "--to":
                named = Period(None, named.end, named.label)
            if periods is None:
                periods = [named]
                continue
            before, periods = periods, overlaps(periods, named)
            if not periods:
                raise UsageError(
                    f"{before[0].label or before[0]} and {text} have no day in common",
                    "Leave one of the periods out.",
                )
        return Filters(
            codes=tuple(self.state(text) for text in split(country, "--country")) if country else None,
            regions=tuple(self.region(text) for text in split(region, "--region")) if region else None,
            periods=None if periods is None else tuple(periods),
        )

    def president_on(self, day: date) -> Presidency | None:
        """Who held the office on a day; of two at once (1928) the one who had held it longer."""
        return next((p for p in self.presidencies if p.period.contains(day)), None)

    def no_event(self, text: str, what: str = "event or engagement") -> NotFoundError:
        """The error for an id that nothing has."""
        from taiwan_allies.dates.partial import quoted

        return NotFoundError(
            f"no {what} has the id {quoted(text)}",
            "`allies timeline --fields date,id,summary` shows the ids.",
        )


def split(texts: Sequence[str] | None, option: str = "") -> list[str]:
    """Values of a repeatable option, each of which may name several joined with commas.

    With the name of the ``option`` a value that names none raises `UsageError`: a script's empty variable must not
    mean "all".
    """
    found = []
    for text in texts or ():
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if option and not parts:
            raise UsageError(f"{option}: nothing is named", "Name something, or leave the option out.")
        found += parts
    return found


def overlaps(periods: Sequence[Period], other: Period, label: str = "") -> list[Period]:
    """The part of each period that lies in ``other``; those that have none are left out."""
    from taiwan_allies.dates.periods import Period

    found = []
    for p in periods:
        start = max((d for d in (p.start, other.start) if d), default=None)
        end = min((d for d in (p.end, other.end) if d), default=None)
        if start is None or end is None or start < end:
            found.append(Period(start, end, label or p.label))
    return found


def day_before(day: date) -> date:
    return day - timedelta(days=1)
