"""What the rules of `allies check` need to know, gathered from the store and the installed data files."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.rules import checks as rules
from taiwan_allies.rules.sequence import Span
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.db import derived as merged
from taiwan_allies.store.queries.query import REGIONS, STALE_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from taiwan_allies.rules.checks import Problem
    from taiwan_allies.store.queries.query import Ask


def audit(ask: Ask, names: Iterable[str], against: Path | None = None) -> Iterator[Problem]:
    """The problems that the named rules find, one rule after the other.

    ``against`` is an older data package: every event that changed since must stand in the changelog.
    """
    seen = Seen(ask, against)
    for name in names:
        yield from _GATHER[name](seen)


class Seen:
    """The store under audit, and what two rules read of it."""

    def __init__(self, ask: Ask, against: Path | None) -> None:
        self.ask = ask
        self.against = against

    @cached_property
    def events(self) -> list[rules.Event]:
        """All events that count, those of one state together and in order of effect."""
        rows = self.ask.rows(
            """
            SELECT e.id, e.code, e.kind, e.date, e.date_min, e.date_max, e.layer, o.forced, e.local_date, e.prc_date
            FROM event AS e LEFT JOIN own_event AS o ON o.id = e.id ORDER BY e.code, e.date_max, e.seq
            """
        )
        return list(map(rules.Event._make, rows))

    @cached_property
    def standing(self) -> list[Problem]:
        spans = {
            code: Span(
                name,
                born and PartialDate.parse(born).first.isoformat(),
                gone and PartialDate.parse(gone).last.isoformat(),
            )
            for code, name, born, gone in self.ask.rows("SELECT code, name, existed_from, existed_to FROM state")
        }
        return list(rules.standing(self.events, spans, self.ask.today.isoformat()))


def _sequence(seen: Seen) -> Iterator[Problem]:
    yield from (p for p in seen.standing if p.rule == "sequence")


def _dates(seen: Seen) -> Iterator[Problem]:
    yield from rules.dates(seen.events, seen.ask.record[1].isoformat())
    yield from (p for p in seen.standing if p.rule == "dates")


def _engagements(seen: Seen) -> Iterator[Problem]:
    ask = seen.ask
    spans = ask.rows(
        # A span may end in the month or year in which it began.
        "SELECT id, date, end_date FROM engagement WHERE substr(end_date, 1, 4) < substr(date_min, 1, 4)"
        " OR (length(rtrim(end_date, '?~%')) >= 7 AND substr(end_date, 1, 7) < substr(date_min, 1, 7))"
        " OR (length(rtrim(end_date, '?~%')) = 10 AND substr(end_date, 1, 10) < date_min) ORDER BY id"
    )
    strangers = ask.rows(
        """
        SELECT g.id, g.type, g.date, st.name, g.note FROM engagement AS g
        JOIN engagement_state AS s ON s.engagement = g.id JOIN state AS st ON st.code = s.code
        WHERE NOT EXISTS (SELECT 1 FROM spell AS p
            WHERE p.code = s.code AND p.start_min <= g.date_max AND (p."end" IS NULL OR p."end" >= g.date_min))
        ORDER BY g.id, s.code
        """
    )
    return rules.engagements(spans, strangers)


def _sources(seen: Seen) -> Iterator[Problem]:
    ask = seen.ask
    bare = ask.rows(
        """
        SELECT 'event', id, layer FROM event WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE event = event.id)
        UNION ALL
        SELECT 'engagement', id, layer FROM engagement WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE engagement = engagement.id)
        """
    )
    unused = ask.rows(
        """
        SELECT id, title FROM source WHERE id NOT IN (SELECT source FROM evidence
            UNION SELECT source FROM claim UNION SELECT source FROM assertion) ORDER BY id
        """
    )
    addresses = ask.rows(
        "SELECT id, 'url', url FROM source WHERE url IS NOT NULL"
        " UNION ALL SELECT id, 'read_at', read_at FROM source WHERE read_at IS NOT NULL"
    )
    return rules.sources(bare, unused, addresses)


def _evidence(seen: Seen) -> Iterator[Problem]:
    ask = seen.ask
    weak = ask.rows(
        """
        SELECT e.id, st.name, e.kind, e.date, e.memory, (SELECT min(s.tier) FROM evidence AS v JOIN source AS s ON s.id = v.source
            WHERE v.event = e.id AND v.supports = 'date'
                AND (substr(v.date, 1, length(rtrim(e.date, '?~%'))) = rtrim(e.date, '?~%') OR v.date = e.local_date))
        FROM event_quality AS q JOIN event AS e ON e.id = q.event JOIN state AS st ON st.code = e.code
        WHERE q.quality = 'C' ORDER BY e.date_max DESC, e.id
        """
    )
    unclaimed = ask.rows(
        # Neither of the two dates is a part of the other, and it is not the partner's local day.
        """
        SELECT DISTINCT e.id, e.date, v.source, v.date FROM bundled_evidence AS v JOIN event AS e ON e.id = v.event
        WHERE v.supports = 'date' AND v.date IS NOT NULL AND v.date IS NOT e.local_date AND e.layer = 'bundled'
            AND substr(v.date, 1, length(rtrim(e.date, '?~%'))) <> rtrim(e.date, '?~%')
            AND substr(e.date, 1, length(rtrim(v.date, '?~%'))) <> rtrim(v.date, '?~%')
            AND NOT EXISTS (SELECT 1 FROM claim AS c WHERE c.event = e.id AND c.date = v.date)
        ORDER BY e.id
        """
    )
    claims = ask.rows(
        """
        SELECT e.id, e.date, sum(c.rank = 'preferred'), max(iif(c.rank = 'preferred', c.date, NULL))
        FROM claim AS c JOIN bundled_event AS e ON e.id = c.event GROUP BY e.id
        """
    )
    return rules.evidence(weak, unclaimed, claims)


def _references(seen: Seen) -> Iterator[Problem]:
    ask = seen.ask
    broken = [(table, str(row), parent) for table, row, parent, _ in ask.rows("PRAGMA foreign_key_check")]
    strangers = ask.rows(
        """
        SELECT c.value, count(DISTINCT g.id), min(g.id) FROM engagement AS g JOIN json_each('["' || replace(g.codes, ';', '","') || '"]') AS c
        WHERE c.value NOT IN (SELECT code FROM state) GROUP BY 1
        """
    )
    orphans = ask.rows(
        """
        SELECT 'subject', coalesce(event, engagement), id FROM own_evidence WHERE coalesce(event, engagement) NOT IN (
            SELECT id FROM bundled_event UNION ALL SELECT id FROM bundled_engagement
            UNION ALL SELECT id FROM own_event UNION ALL SELECT id FROM own_engagement)
        UNION ALL
        SELECT 'source', source, id FROM own_evidence WHERE source NOT IN (SELECT id FROM source)
        """
    )
    misnamed = ask.rows("SELECT id, code FROM bundled_event WHERE substr(id, 1, 4) <> lower(code) || '-'")
    return rules.references(broken, strangers, orphans, misnamed)


def _assertions(seen: Seen) -> Iterator[Problem]:
    ask = seen.ask
    rows = ask.rows("SELECT id, date, scope, count, note FROM assertion ORDER BY date, id")
    states = {code for (code,) in ask.rows("SELECT code FROM state")}
    series = {}
    for scope in {row[2] for row in rows}:
        if scope == "all":
            condition = ""
        elif scope in REGIONS:
            condition = " WHERE code IN (SELECT code FROM state WHERE region = :scope)"
        elif scope in states:
            condition = " WHERE code = :scope"
        else:
            continue
        steps = ask.rows(
            "SELECT day, sum(sum(step_min)) OVER (ORDER BY day), sum(sum(step_max)) OVER (ORDER BY day)"
            f" FROM spell_edge{condition} GROUP BY day ORDER BY day",
            {"scope": scope},
        )
        series[scope] = [rules.Step._make(step) for step in steps]
    return rules.assertions(rows, series, ask.today.isoformat())


def _presidencies(seen: Seen) -> Iterator[Problem]:
    ask = seen.ask
    return rules.presidencies(ask.rows('SELECT slug, start, "end", quality, note FROM presidency ORDER BY start, slug'))


def _layers(seen: Seen) -> Iterator[Problem]:
    ask = seen.ask
    return rules.layers(
        ask.rows("SELECT id, what, state FROM conflict ORDER BY id"),
        ask.rows("SELECT id, bundled FROM possible_duplicate ORDER BY id"),
        [id_ for (id_,) in ask.rows("SELECT id FROM own_change WHERE state = 'moot' ORDER BY id")],
        ask.rows(
            "SELECT id, forced FROM own_event WHERE forced IS NOT NULL"
            " UNION ALL SELECT id, forced FROM own_engagement WHERE forced IS NOT NULL"
        ),
        stale(ask),
    )


def stale(ask: Ask) -> int:
    """How many rows of the merged tables are not what the two layers say: 0 while the triggers do their work."""
    number = 0
    for table, view in merged.DERIVED.items():
        columns = merged.columns(ask.conn, table)
        here, there = f"SELECT {columns} FROM {table}", f"SELECT {columns} FROM {view}"
        number += max(
            ask.row(
                f"SELECT (SELECT count(*) FROM ({here} EXCEPT {there})), (SELECT count(*) FROM ({there} EXCEPT {here}))"
            )
        )
    return number


def _package(_: Seen) -> Iterator[Problem]:
    return rules.package(package_files(bundled.DATA))


def package_files(folder: Path) -> Iterator[tuple[str, str | None, str | None]]:
    """Name, released hash and present hash of every file of a data package, and of the package itself."""
    from hashlib import sha256

    descriptor = bundled.package(folder)
    released = {resource["path"]: str(resource["hash"]) for resource in descriptor["resources"]}
    found: dict[str, str | None] = {}
    for name in sorted(released.keys() | {path.name for path in folder.glob("*.csv")}):
        path = folder / name
        found[name] = f"sha256:{sha256(path.read_bytes()).hexdigest()}" if path.is_file() else None
        yield name, released.get(name), found[name]
    if all(found[name] for name in released):
        from taiwan_allies.store.dataset.descriptor import describe

        again = describe(folder, descriptor["version"], descriptor["as_of"])
        yield "datapackage.json", str(descriptor["hash"]), str(again["hash"])


def _changelog(seen: Seen) -> Iterator[Problem]:
    path = bundled.DATA / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else None
    changed: list[str] = []
    if seen.against is not None:
        from taiwan_allies.store.dataset.dataset_diff import changed_events, package

        changed = changed_events(package(seen.against), package(bundled.DATA))
    return rules.changelog(bundled.identity().version, text, changed)


def _freshness(seen: Seen) -> Iterator[Problem]:
    ask = seen.ask
    return rules.freshness(ask.record[1], ask.today, STALE_DAYS)


_GATHER: dict[str, Callable[[Seen], Iterator[Problem]]] = {
    "sequence": _sequence,
    "dates": _dates,
    "engagements": _engagements,
    "sources": _sources,
    "evidence": _evidence,
    "references": _references,
    "assertions": _assertions,
    "presidencies": _presidencies,
    "layers": _layers,
    "package": _package,
    "changelog": _changelog,
    "freshness": _freshness,
}
