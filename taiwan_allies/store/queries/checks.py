"""What `allies check` finds wrong, in the store and in the installed data files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from taiwan_allies.dates.days import human_day
from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.model.answers import Published
from taiwan_allies.model.kinds import KINDS
from taiwan_allies.model.upkeep import Problem
from taiwan_allies.rules.checks import problem
from taiwan_allies.rules.sequence import Span, Turn, violations
from taiwan_allies.rules.told import Told
from taiwan_allies.store.dataset import bundled, dataset_diff
from taiwan_allies.store.dataset.descriptor import describe_package
from taiwan_allies.store.db import derived, fingerprint, status
from taiwan_allies.store.db.connection import translate_errors
from taiwan_allies.store.queries.published import all_published
from taiwan_allies.store.queries.repository import Repository

_RELATIONS: Final = ", ".join(f"'{kind.word}'" for kind in KINDS.values() if kind.implies_relations)
_ATTESTED: Final = "substr({0}.date, 1, length(rtrim({1}.date, '?~%'))) = rtrim({1}.date, '?~%')"
_USED: Final = " UNION ".join(
    f"SELECT source FROM {table}" for table in ("evidence", "claim", "assertion", "variant", "last_confirmed")
)
_CLAIMED: Final = """
    SELECT e.id AS subject, e.date, sum(c.rank = 'preferred') AS preferred, max(iif(c.rank = 'preferred', c.date, NULL)) AS claimed
    FROM claim AS c JOIN bundled_event AS e ON e.id = c.event GROUP BY e.id"""

_TERMS: Final = """
    SELECT *, coalesce(note, lag(note) OVER before) AS why, max(coalesce(end_day, '9999-12-31')) OVER before AS reached
    FROM presidency WINDOW before AS (ORDER BY start_day, slug ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"""
_HOST: Final = "substr({0}, instr({0}, '//') + 2, instr(substr({0}, instr({0}, '//') + 2) || '/', '/') - 1)"
_SOUND: Final = (
    f"({{0}} GLOB 'http://*' OR {{0}} GLOB 'https://*') AND {_HOST} GLOB '?*.?*' AND {{0}} NOT GLOB '*[ \t\n]*'"
)

QUERIES: Final[dict[str, tuple[str, ...]]] = {
    # Rows of a code, the subject, and what the texts of `PROBLEMS` name.
    "dates": (
        """
        SELECT 'E205' AS code, id AS subject, date, as_of FROM event JOIN record WHERE layer = 'bundled' AND date_min > as_of
        UNION ALL SELECT 'E205', id, date, as_of FROM engagement JOIN record WHERE layer = 'bundled' AND date_min > as_of
        UNION ALL SELECT 'W207', id, prc_date, NULL FROM event WHERE prc_date < '1949'
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
        *(
            f"SELECT 'W404' AS code, id AS subject, '{field}' AS field, {field} AS url FROM source WHERE NOT ({_SOUND.format(field)})"
            for field in ("url", "archived", "read_at")
        ),
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
    "presidencies": (
        f"""
        SELECT CASE WHEN reached = '9999-12-31' THEN 'E701' WHEN start_day > reached THEN 'E702' WHEN why IS NULL THEN 'W703'
            ELSE 'N704' END AS code, slug AS subject, start_day AS start, reached, why AS note
        FROM ({_TERMS}) WHERE start_day <> reached
        """,
        """
        SELECT 'W705' AS code, slug AS subject, start_day AS start, coalesce(end_day, 'today') AS end FROM presidency
        WHERE quality = 'C' ORDER BY start_day, slug
        """,
        """
        SELECT 'E706' AS code, slug AS subject, max(end_day) AS reached FROM presidency
        WHERE NOT EXISTS (SELECT 1 FROM presidency WHERE end_day IS NULL) HAVING count(*)
        """,
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

    ``against`` is an older data package: every row and past count that changed since must stand in the changelog.
    """
    for name in names:
        for query in QUERIES.get(name, ()):
            yield from _found(repository, query)
        if name in ("sequence", "dates"):
            yield from (p for p in _order(repository) if p.rule == name)
        elif name == "changelog":
            yield from _changelog(against)
        elif name in _GATHER:
            yield from _GATHER[name](repository)


def _found(repository: Repository, query: str) -> Iterator[Problem]:
    with translate_errors(repository.store.path):
        cursor = repository.conn.execute(query)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield problem(**dict(zip(names, row, strict=True)))


class _Placed(NamedTuple):
    """An event of the sequence of a state, with the life of the state; ``forced`` is why the user insisted on it."""

    id: str
    kind: str
    date: str
    first: str
    last: str
    local_date: str | None
    forced: str | None
    state: str
    existed_from: str | None
    existed_to: str | None


def _order(repository: Repository) -> Iterator[Problem]:
    """Problems of the rules `sequence` and `dates`, of one state after the other, in order of effect."""
    events = repository.stream(
        _Placed,
        """
        SELECT e.id, e.kind, e.date, e.date_min, e.date_max, e.local_date, o.forced, s.name, s.existed_from, s.existed_to
        FROM event AS e JOIN state AS s ON s.code = e.code LEFT JOIN own_event AS o ON o.id = e.id
        ORDER BY e.code, e.date_max, e.seq, e.id
        """,
    )
    today = repository.today.isoformat()
    for (name, since, until), group in groupby(events, key=lambda e: (e.state, e.existed_from, e.existed_to)):
        placed = {e.id: e for e in group}
        turns = (Turn(*e[:6]) for e in placed.values())
        for id_, code, reason in violations(turns, Span.of(name, since, until), today):
            yield problem(code, id_, reason=reason, forced=placed[id_].forced)


def _assertions(repository: Repository) -> Iterator[Problem]:
    """A published count that is not met is explained by the variants that it names, or by any note: the codebook asks for
    the reason there and nothing else."""
    for row in all_published(repository):
        if row.count is None:
            yield problem("E603", row.id, scope=row.scope)
        elif not row.met:
            yield from _unmet(repository, row)


def _unmet(repository: Repository, row: Published) -> Iterator[Problem]:
    low, high = row.count_min, row.count_max
    where = "" if row.scope == "all" else f" ({row.scope})"
    said = f"{PartialDate.parse(row.date).human()}{where}: published {row.published}, the record has "
    said += str(low) if low == high else f"{low} to {high}"
    known = set(repository.column("SELECT id FROM variant"))
    unknown = [name for name in row.variants if name not in known]
    if unknown:
        yield from (problem("E604", row.id, variant=name) for name in unknown)
    elif row.variants:
        named = " and ".join(filter(None, [", ".join(row.variants[:-1]), row.variants[-1]]))
        code = "N606" if row.explained else "W605"
        yield problem(code, row.id, said=said, variants=named, most=row.with_variants, note=row.note or "")
    else:
        yield problem("N602" if row.note else "E601", row.id, said=said, note=row.note)


def _layers(repository: Repository) -> Iterator[Problem]:
    if not status.is_noted(repository.conn):
        yield from (problem("E806", d.part.name, drift=d) for d in fingerprint.drift(repository.conn))
    rows = derived.differences(repository.conn)
    if rows:
        yield problem("E805", "event", rows=rows)


def package(folder: Path = bundled.DATA) -> Iterator[Problem]:
    """What is wrong with the files of a data package: those that are not as they were released."""
    descriptor = bundled.descriptor(folder)
    for name in sorted(descriptor.files.keys() | {path.name for path in folder.glob("*.csv")}):
        path = folder / name
        if not path.is_file():
            yield problem("E901", name)
        elif name not in descriptor.files:
            yield problem("E902", name)
        elif descriptor.files[name] != f"sha256:{sha256(path.read_bytes()).hexdigest()}":
            yield problem("E903", name)
    try:
        again = describe_package(folder, descriptor.version, descriptor.as_of)
    except FileNotFoundError:
        return  # told of above
    if again["hash"] != descriptor.hash:
        yield problem("E903", "datapackage.json")


def _changelog(against: Path | None) -> Iterator[Problem]:
    path = bundled.DATA / "CHANGELOG.md"
    if not path.is_file():
        yield problem("W911", path.name)
        return
    text, version = path.read_text(encoding="utf-8"), bundled.identity().version
    if version not in text:
        yield problem("W912", path.name, version=version)
    if against is not None:
        old = dataset_diff.package(against)
        told = Told(text, dataset_diff.as_of(old)[0])
        for change in dataset_diff.differences(old, dataset_diff.package(bundled.DATA)):
            if change.what == "count" and not told.count(change):
                days = {"start": change.start_day, "end": change.end_day}
                yield problem("E914", "count", old=change.old, new=change.new, **days)
            elif change.what != "count" and not told.row(change):
                field = f" ({change.field})" if change.field else ""
                yield problem("E913", change.id or change.what, what=change.what, change=change.change + field)


def _freshness(repository: Repository) -> Iterator[Problem]:
    as_of, days = repository.loaded.as_of, repository.stale_days(repository.today)
    if days:
        yield problem("W921", "record", day=human_day(as_of), days=days)


_GATHER: Final[dict[str, Callable[[Repository], Iterator[Problem]]]] = {
    "assertions": _assertions,
    "layers": _layers,
    "package": lambda _: package(),
    "freshness": _freshness,
}
