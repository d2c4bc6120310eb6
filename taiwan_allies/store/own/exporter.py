"""The record as one stream of rows: what `export` writes and `import` reads."""

from __future__ import annotations

from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from taiwan_allies.errors import UsageError
from taiwan_allies.rules import source_text
from taiwan_allies.store.own.journal import ENGAGEMENT, EVENT, SOURCE, TABLES
from taiwan_allies.store.queries.timeline import ENGAGEMENT_KINDS, RECOGNITION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from taiwan_allies.store.queries.query import Ask

RECOGNITION: Final = (
    "id", "country", "kind", "date", "local_date", "initiated_by", "cause", "prc_date", "memory", "note", "source", "forced",
)  # fmt: skip
INVOLVEMENT: Final = (
    "id", "country", "kind", "date", "end_date", "actor", "summary", "amount_usd", "amount_original", "memory", "note", "source",
)  # fmt: skip
ALL: Final = (
    "id", "country", "kind", "date", "local_date", "initiated_by", "cause", "prc_date", "end_date", "actor", "summary",
    "amount_usd", "amount_original", "memory", "note", "source", "forced",
)  # fmt: skip
MINE: Final = ("action", *ALL, "reason", "base", "base_version", "evidence")
"""The columns of a stream: of events, of engagements, of both, and of the own layer. An import reads all of them."""

COLUMNS: Final = {"recognition": RECOGNITION, "engagement": INVOLVEMENT, "all": ALL}
ACTIONS: Final = ("add", "replace", "hide", "cite")
REQUIRED: Final = ("country", "kind", "date", "source")
ALIASES: Final = {"code": "country", "codes": "country", "type": "kind", "sources": "source"}


class _Sources:
    """The own sources, in the words of a stream."""

    def __init__(self, ask: Ask) -> None:
        self.words: dict[str, str] = {}
        self.plain: set[str] = set()
        self.fields: dict[str, dict[str, Any]] = {}
        for row in ask.rows(f"SELECT {', '.join(SOURCE)} FROM own_source"):
            fields = dict(zip(SOURCE, row, strict=True))
            main = {name: fields[name] for name in ("publisher", "title", "url", "tier")}
            id_ = fields.pop("id")
            self.words[id_] = source_text.compose(**main)
            if main == _parsed(self.words[id_]) and len(main) == sum(v is not None for v in fields.values()) + (
                main["url"] is None
            ):
                self.plain.add(id_)
            self.fields[id_] = {name: v for name, v in fields.items() if v is not None}

    def joined(self, ids: Iterable[str]) -> str | None:
        """Sources as one field: those of the record first, by their ids, then own ones in words."""
        found = set(ids)
        known, own = found - self.words.keys(), {self.words[i] for i in found & self.words.keys()}
        return source_text.join([*sorted(known), *sorted(own)]) or None

    def cited(self, rests: str, date: str | None) -> tuple[str | None, str | None]:
        """The fields `source` and `evidence` of a row dated ``date`` that rests on own evidence, given as JSON.

        The second is the evidence as JSON, where the first alone would lose something of it.
        """
        from json import dumps, loads

        rows: list[list[Any]] = loads(rests)
        text = self.joined(source for source, *_ in rows)
        simple = all(
            supports == "date" and when == date and quote is None and (source in self.plain or source not in self.words)
            for source, supports, when, quote in rows
        )
        if simple and len({self.words.get(r[0], r[0]) for r in rows}) == len(rows):
            return text, None
        items = [
            {
                "source": self.words[s] if s in self.plain else self.fields.get(s, s),
                "supports": k,
                "date": d,
                "quote": q,
            }
            for s, k, d, q in rows
        ]
        return text, dumps(sorted(items, key=str), ensure_ascii=False)


def _parsed(text: str) -> dict[str, str | None] | None:
    try:
        return source_text.parse(text)
    except UsageError:  # what was written past the program need not be readable
        return None


def stream(ask: Ask, types: str) -> tuple[Sequence[str], Iterator[tuple[Any, ...]]]:
    """The effective events, engagements or both, in order of effect: columns and rows, as they come."""
    columns = COLUMNS[types]
    parts = [] if types == "engagement" else [_events(ask)]
    parts += [] if types == "recognition" else [_engagements(ask)]
    sources = _Sources(ask)

    def rows() -> Iterator[tuple[Any, ...]]:
        for _, _, row in merge(*parts, key=itemgetter(0, 1)):
            row["source"] = sources.joined(row["sources"].split(";") if row["sources"] else ())
            yield tuple([row.get(name) for name in columns])

    return columns, rows()


_Placed = tuple[str, str, dict[str, Any]]
"""A row, after what it is sorted by: the day of effect, then the state; engagements come last."""

_BY_NUMBER: Final = "rtrim(id, '0123456789'), CAST(substr(id, length(rtrim(id, '0123456789')) + 1) AS INTEGER), id"
"""The SQL order in which eng-9 comes before eng-10."""


def _events(ask: Ask) -> Iterator[_Placed]:
    names = ("id", "country", *EVENT[2:], "forced", "sources")
    for day, *values in ask.stream(
        f"""
        SELECT e.date_max, {", ".join(f"e.{name}" for name in EVENT)},
            (SELECT forced FROM own_event AS o WHERE o.id = e.id), (SELECT sources FROM event_sources WHERE event = e.id)
        FROM event AS e ORDER BY e.date_max, e.code, e.seq, e.id
        """
    ):
        row = dict(zip(names, values, strict=True))
        yield day, row["country"], row


def _engagements(ask: Ask) -> Iterator[_Placed]:
    names = (*(ALIASES.get(name, name) for name in ENGAGEMENT), "sources")
    for day, *values in ask.stream(
        f"""
        SELECT date_max, {", ".join(ENGAGEMENT)}, (SELECT sources FROM engagement_sources WHERE engagement = id)
        FROM engagement ORDER BY date_max, {_BY_NUMBER}
        """
    ):
        yield day, "~", dict(zip(names, values, strict=True))


def _natural(id_: str) -> str:
    head, _, number = id_.rpartition("-")
    return f"{head}-{number:>12}"


def mine(ask: Ask, types: str = "all") -> tuple[Sequence[str], Iterator[tuple[Any, ...]]]:
    """The own layer alone, in an order that does not depend on when its rows were written: columns and rows.

    ``action`` is `add`, `replace` (a bundled row corrected), `hide`, or `cite` (a source added to a bundled row).
    """
    sources = _Sources(ask)
    tables = [t for t, name in (("event", "recognition"), ("engagement", "engagement")) if types in {"all", name}]

    def rows() -> Iterator[dict[str, Any]]:
        for table in tables:
            yield from _written(ask, table, sources)
        yield from sorted((row for t in tables for row in _hidden(ask, t)), key=lambda row: _natural(row["id"]))
        cited = (row for t in tables for row in _cited(ask, t, sources))
        yield from sorted(cited, key=lambda row: _natural(row["id"]))

    return MINE, (tuple([row.get(name) for name in MINE]) for row in rows())


def _rests_on(table: str, id_: str) -> str:
    """The SQL expression for the own evidence of a row, as JSON: source, supports, date, quote."""
    return (
        "(SELECT json_group_array(json_array(source, supports, date, quote))"
        f" FROM own_evidence AS v WHERE v.{table} = {id_})"
    )


def _written(ask: Ask, table: str, sources: _Sources) -> Iterator[dict[str, Any]]:
    """What was added and corrected: by state, date and number."""
    layer = TABLES[f"own_{table}"]
    code = "code" if table == "event" else "coalesce(codes, '')"
    for rests, *values in ask.stream(
        f"SELECT {_rests_on(table, 'o.id')}, {', '.join(layer)} FROM own_{table} AS o"
        f" ORDER BY {code}, date, {_BY_NUMBER}"
    ):
        row = _named(dict(zip(layer, values, strict=True)))
        row["action"] = "add" if row["base"] is None else "replace"
        row["source"], row["evidence"] = sources.cited(rests, row["date"])
        yield row


def _hidden(ask: Ask, table: str) -> Iterator[dict[str, Any]]:
    from json import loads

    kinds = RECOGNITION_KINDS if table == "event" else ENGAGEMENT_KINDS
    for id_, reason, base, version in ask.stream("SELECT id, reason, base, base_version FROM own_hidden"):
        was = _named(loads(base)) if base and base != "null" else {}
        if (was.get("kind") in kinds) or (not was and table == "event"):
            row = {"action": "hide", "id": id_, "reason": reason, "base": base, "base_version": version}
            yield row | {name: was.get(name) for name in ("country", "kind", "date")}


def _cited(ask: Ask, table: str, sources: _Sources) -> Iterator[dict[str, Any]]:
    """Bundled rows that are as they were, but for what the user cites for them."""
    columns = EVENT if table == "event" else ENGAGEMENT
    for rests, *values in ask.stream(
        f"SELECT {_rests_on(table, 'b.id')}, {', '.join(columns)} FROM bundled_{table} AS b"
        f" WHERE id IN (SELECT {table} FROM own_evidence) AND id NOT IN (SELECT id FROM own_{table})"
    ):
        full = _named(dict(zip(columns, values, strict=True)))
        row = {name: full[name] for name in ("id", "country", "kind", "date")} | {"action": "cite"}
        row["source"], row["evidence"] = sources.cited(rests, row["date"])
        yield row


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the store under the names of a stream."""
    return {ALIASES.get(name, name): v for name, v in row.items()}
