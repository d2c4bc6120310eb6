"""What the rules of `allies check` need to know, gathered from the store and the installed data files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.model.answers import Count
from taiwan_allies.model.kinds import KINDS, REGIONS
from taiwan_allies.model.rows import Assertion, Presidency
from taiwan_allies.model.upkeep import Problem
from taiwan_allies.rules import checks as rules
from taiwan_allies.rules.sequence import Span
from taiwan_allies.store.dataset import bundled, dataset_diff
from taiwan_allies.store.dataset.descriptor import describe_package
from taiwan_allies.store.db import derived
from taiwan_allies.store.db.connection import translate_errors
from taiwan_allies.store.queries.filters import NONE, Filters
from taiwan_allies.store.queries.repository import STALE_DAYS, Repository, tuple_of

_RELATIONS: Final = ", ".join(f"'{kind.word}'" for kind in KINDS.values() if kind.implies_relations)
_ATTESTED: Final = "substr({0}.date, 1, length(rtrim({1}.date, '?~%'))) = rtrim({1}.date, '?~%')"
_USED: Final = " UNION ".join(
    f"SELECT source FROM {table}" for table in ("evidence", "claim", "assertion", "variant", "last_confirmed")
)
_CLAIMED: Final = """
    SELECT e.id AS subject, e.date, sum(c.rank = 'preferred') AS preferred, max(iif(c.rank = 'preferred', c.date, NULL)) AS claimed
    FROM claim AS c JOIN bundled_event AS e ON e.id = c.event GROUP BY e.id"""

QUERIES: Final[dict[str, tuple[str, ...]]] = {
    # Rows of a code, the subject, and what the texts of `rules.PROBLEMS` name.
    "dates": (
        """
        SELECT 'E205' AS code, id AS subject, date, as_of FROM engagement JOIN record
        WHERE layer = 'bundled' AND date_min > as_of ORDER BY id
        """,
    ),
    "engagements": (
        # One may end in the month or year in which it began.
        """
        SELECT 'E851' AS code, id AS subject, date, end_date FROM engagement WHERE substr(end_date, 1, 4) < substr(date_min, 1, 4)
            OR (length(rtrim(end_date, '?~%')) >= 7 AND substr(end_date, 1, 7) < substr(date_min, 1, 7))
            OR (length(rtrim(end_date, '?~%')) = 10 AND substr(end_date, 1, 10) < date_min) ORDER BY id
        """,
        f"""
        SELECT iif(g.note IS NULL, 'W852', 'N853') AS code, g.id AS subject, g.kind, g.date, st.name, g.note FROM engagement AS g
        JOIN engagement_state AS s ON s.engagement = g.id JOIN state AS st ON st.code = s.code
        WHERE g.kind IN ({_RELATIONS}) AND NOT EXISTS (SELECT 1 FROM spell AS p
            WHERE p.code = s.code AND p.start_min <= g.date_max AND (p.end_day IS NULL OR p.end_day >= g.date_min))
        ORDER BY g.id, s.code
        """,
    ),
    "sources": (
        """
        SELECT iif(layer = 'bundled', 'E401', 'W401') AS code, id AS subject FROM event
        WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE event = event.id)
        UNION ALL
        SELECT iif(layer = 'bundled', 'E402', 'W402'), id FROM engagement
        WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE engagement = engagement.id)
        """,
        f"SELECT 'W403' AS code, id AS subject, title FROM source WHERE id NOT IN ({_USED}) ORDER BY id",
    ),
    "evidence": (
        f"""
        SELECT CASE WHEN memory = 'fact' THEN 'W301' WHEN memory IS NOT NULL THEN 'W302' WHEN 'tertiary' = (
                SELECT min(coalesce(v.tier, s.tier)) FROM evidence AS v JOIN source AS s ON s.id = v.source
                WHERE v.event = e.id AND v.supports = 'date' AND ({_ATTESTED.format("v", "e")} OR v.date = e.local_date)
            ) THEN 'W303' ELSE 'W304' END AS code, e.id AS subject, st.name, e.kind, e.date, e.memory
        FROM event_quality AS q JOIN event AS e ON e.id = q.event JOIN state AS st ON st.code = e.code
        WHERE q.quality = 'C' ORDER BY e.date_max DESC, e.id
        """,
        # Neither of the two dates is a part of the other, and it is not the partner's local day.
        f"""
        SELECT DISTINCT 'W305' AS code, e.id AS subject, e.date, v.source, v.date AS other
        FROM bundled_evidence AS v JOIN event AS e ON e.id = v.event
        WHERE v.supports = 'date' AND v.date IS NOT NULL AND v.date IS NOT e.local_date AND e.layer = 'bundled'
            AND NOT {_ATTESTED.format("v", "e")} AND NOT {_ATTESTED.format("e", "v")}
            AND NOT EXISTS (SELECT 1 FROM claim AS c WHERE c.event = e.id AND c.date = v.date)
        ORDER BY e.id
        """,
        f"SELECT 'E306' AS code, * FROM ({_CLAIMED}) WHERE preferred <> 1",
        f"SELECT 'E307' AS code, * FROM ({_CLAIMED}) WHERE preferred = 1 AND claimed <> date",
    ),
    "references": (
        """SELECT 'E501' AS code, "table" || coalesce(' ' || rowid, '') AS subject, parent FROM pragma_foreign_key_check""",
        """
        SELECT 'N502' AS code, c.value AS subject, min(g.id) AS first,
            iif(count(DISTINCT g.id) > 1, ' and ' || (count(DISTINCT g.id) - 1) || ' more', '') AS more
        FROM engagement AS g JOIN json_each('["' || replace(g.codes, ';', '","') || '"]') AS c
        WHERE c.value NOT IN (SELECT code FROM state) GROUP BY c.value
        """,
        """
        SELECT 'W503' AS code, 'own_evidence ' || id AS subject, coalesce(event, engagement) AS id FROM own_evidence
        WHERE coalesce(event, engagement) NOT IN (SELECT id FROM bundled_event UNION ALL SELECT id FROM bundled_engagement
            UNION ALL SELECT id FROM own_event UNION ALL SELECT id FROM own_engagement)
        UNION ALL
        SELECT 'W504', 'own_evidence ' || id, source FROM own_evidence WHERE source NOT IN (SELECT id FROM source)
        """,
        "SELECT 'E505' AS code, id AS subject, code AS state FROM bundled_event WHERE substr(id, 1, 4) <> lower(code) || '-'",
    ),
    "layers": (
        """
        SELECT CASE WHEN status = 'withdrawn' THEN 'W801 withdrawn' WHEN what = 'hidden' THEN 'W801 hidden' ELSE 'W801' END AS code,
            id AS subject FROM conflict ORDER BY id
        """,
        "SELECT 'W802' AS code, id AS subject, bundled FROM possible_duplicate ORDER BY id",
        "SELECT 'N803' AS code, id AS subject FROM own_change WHERE status = 'moot' ORDER BY id",
        """
        SELECT 'N804' AS code, id AS subject, forced AS note FROM own_event WHERE forced IS NOT NULL
        UNION ALL SELECT 'N804', id, forced FROM own_engagement WHERE forced IS NOT NULL
        """,
    ),
}
"""What SQL alone can find, by rule."""


def problems(repository: Repository, names: Iterable[str], against: Path | None = None) -> Iterator[Problem]:
    """The problems that the named rules find, one rule after the other.

    ``against`` is an older data package: every event that changed since must stand in the changelog.
    """
    seen = Seen(repository, against)
    for name in names:
        for query in QUERIES.get(name, ()):
            yield from _found(repository, query)
        if name in _GATHER:
            yield from _GATHER[name](seen)


def _found(repository: Repository, query: str) -> Iterator[Problem]:
    with translate_errors(repository.store.path):
        cursor = repository.conn.execute(query)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield rules.problem(**dict(zip(names, row, strict=True)))


class Seen:
    """The store that is checked, and what two rules read of it."""

    def __init__(self, repository: Repository, against: Path | None) -> None:
        self.repository = repository
        self.rows = repository.rows
        self.against = against

    @cached_property
    def events(self) -> list[rules.DatedEvent]:
        """All events that count, those of one state together and in order of effect."""
        return self.rows(
            rules.DatedEvent,
            """
            SELECT e.id, e.code, e.kind, e.date, e.date_min, e.date_max, e.layer, o.forced, e.local_date, e.prc_date
            FROM event AS e LEFT JOIN own_event AS o ON o.id = e.id ORDER BY e.code, e.date_max, e.seq
            """,
        )

    @cached_property
    def order(self) -> list[Problem]:
        spans = {
            code: Span(name, _first(born), _last(gone))
            for code, name, born, gone in self.rows(tuple_of, "SELECT code, name, existed_from, existed_to FROM state")
        }
        return list(rules.order(self.events, spans, self.repository.today.isoformat()))


def _first(text: str | None) -> str | None:
    return PartialDate.parse(text).first.isoformat() if text else None


def _last(text: str | None) -> str | None:
    return PartialDate.parse(text).last.isoformat() if text else None


def _sequence(seen: Seen) -> Iterator[Problem]:
    yield from (p for p in seen.order if p.rule == "sequence")


def _dates(seen: Seen) -> Iterator[Problem]:
    yield from rules.dates(seen.events, seen.repository.loaded.as_of.isoformat())
    yield from (p for p in seen.order if p.rule == "dates")


def _sources(seen: Seen) -> Iterator[Problem]:
    for field in ("url", "read_at"):
        for id_, address in seen.rows(tuple_of, f"SELECT id, {field} FROM source WHERE {field} IS NOT NULL"):
            yield from rules.address(id_, field, address)


def _assertions(seen: Seen) -> Iterator[Problem]:
    repository = seen.repository
    rows = list(repository.read(Assertion, "assertion", "ORDER BY date, id"))
    filters = {"all": NONE} | {region: Filters(regions=(region,)) for region in REGIONS}
    filters |= {code: Filters(codes=(code,)) for code in repository.labels}
    series = {
        scope: list(repository.read(Count, "ally_count", "ORDER BY date", filters=filters[scope]))
        for scope in {row.scope for row in rows} & filters.keys()
    }
    return rules.assertions(rows, series, repository.today.isoformat())


def _presidencies(seen: Seen) -> Iterator[Problem]:
    return rules.presidencies(list(seen.repository.read(Presidency, "presidency", "ORDER BY start_day, slug")))


def _layers(seen: Seen) -> Iterator[Problem]:
    rows = derived.differences(seen.repository.conn)
    if rows:
        yield rules.problem("E805", "event", rows=rows)


def _package(_: Seen) -> Iterator[Problem]:
    return rules.package(package_files(bundled.DATA))


def package_files(folder: Path) -> Iterator[rules.ReleasedFile]:
    """Every file of a data package, and the package itself, with the hashes that they should have and have."""
    descriptor = bundled.descriptor(folder)
    complete = True
    for name in sorted(descriptor.files.keys() | {path.name for path in folder.glob("*.csv")}):
        path = folder / name
        found = f"sha256:{sha256(path.read_bytes()).hexdigest()}" if path.is_file() else None
        complete = complete and found is not None
        yield rules.ReleasedFile(name, descriptor.files.get(name), found)
    if complete:
        again = describe_package(folder, descriptor.version, descriptor.as_of)
        yield rules.ReleasedFile("datapackage.json", descriptor.hash, str(again["hash"]))


def _changelog(seen: Seen) -> Iterator[Problem]:
    path = bundled.DATA / "CHANGELOG.md"
    changed: list[str] = []
    if seen.against is not None:
        changed = dataset_diff.changed_events(dataset_diff.package(seen.against), dataset_diff.package(bundled.DATA))
    text = path.read_text(encoding="utf-8") if path.is_file() else None
    return rules.changelog(bundled.identity().version, text, changed)


def _freshness(seen: Seen) -> Iterator[Problem]:
    return rules.freshness(seen.repository.loaded.as_of, seen.repository.today, STALE_DAYS)


_GATHER: Final[dict[str, Callable[[Seen], Iterator[Problem]]]] = {
    "sequence": _sequence,
    "dates": _dates,
    "sources": _sources,
    "assertions": _assertions,
    "presidencies": _presidencies,
    "layers": _layers,
    "package": _package,
    "changelog": _changelog,
    "freshness": _freshness,
}
