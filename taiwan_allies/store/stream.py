"""The record as one stream of rows: what `export` writes and `import` reads."""

from __future__ import annotations

from functools import cached_property
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from taiwan_allies.domain import source_text
from taiwan_allies.errors import UsageError
from taiwan_allies.store.journal import ENGAGEMENT, EVENT, SOURCE, TABLES
from taiwan_allies.store.timeline import ENGAGEMENT_KINDS, RECOGNITION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from taiwan_allies.store.ask import Ask

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
    """The own sources in words, and what each event or engagement rests on by the own evidence."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
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

    @cached_property
    def of(self) -> dict[str, list[tuple[Any, ...]]]:
        """The own evidence of each event or engagement: source, supports, date, quote."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        sql = "SELECT coalesce(event, engagement), source, supports, date, quote FROM own_evidence"
        for subject, *rest in self.ask.stream(sql):
            found.setdefault(subject, []).append(tuple(rest))
        return found

    def joined(self, ids: Iterable[str]) -> str | None:
        """Sources as one field: those of the record first, by their ids, then own ones in words."""
        found = set(ids)
        known, own = found - self.words.keys(), {self.words[i] for i in found & self.words.keys()}
        return source_text.join([*sorted(known), *sorted(own)]) or None

    def text(self, subject: str) -> str | None:
        """All that the own evidence names."""
        return self.joined(source for source, *_ in self.of.get(subject, ()))

    def full(self, subject: str, date: str | None) -> str | None:
        """The evidence as JSON, where `text` alone would lose something of it."""
        from json import dumps

        rows = self.of.get(subject, [])
        simple = all(
            supports == "date" and when == date and quote is None and (source in self.plain or source not in self.words)
            for source, supports, when, quote in rows
        )
        if simple and len({self.words.get(r[0], r[0]) for r in rows}) == len(rows):
            return None
        items = [
            {
                "source": self.words[s] if s in self.plain else self.fields.get(s, s),
                "supports": k,
                "date": d,
                "quote": q,
            }
            for s, k, d, q in rows
        ]
        return dumps(sorted(items, key=str), ensure_ascii=False)


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
        for *_, row in merge(*parts, key=itemgetter(0, 1, 2, 3)):
            row["source"] = sources.joined(row["sources"].split(";") if row["sources"] else ())
            yield tuple([row.get(name) for name in columns])

    return columns, rows()


_Placed = tuple[str, str, int, str, dict[str, Any]]
"""A row, after what it is sorted by: the day of effect, the state, its place among the events of that day, the id."""


def _events(ask: Ask) -> Iterator[_Placed]:
    names = ("id", "country", *EVENT[2:], "forced", "sources")
    for day, seq, *values in ask.stream(
        f"""
        SELECT e.date_max, e.seq, {", ".join(f"e.{name}" for name in EVENT)},
            (SELECT forced FROM own_event AS o WHERE o.id = e.id), (SELECT sources FROM event_sources WHERE event = e.id)
        FROM event AS e ORDER BY e.date_max, e.code, e.seq, e.id
        """
    ):
        row = dict(zip(names, values, strict=True))
        yield day, row["country"], seq, row["id"], row


def _engagements(ask: Ask) -> Iterator[_Placed]:
    names = [ALIASES.get(name, name) for name in ENGAGEMENT]
    found: list[_Placed] = []
    for day, sources, *values in ask.stream(
        f"""
        SELECT date_max, (SELECT sources FROM engagement_sources WHERE engagement = id), {", ".join(ENGAGEMENT)}
        FROM engagement ORDER BY date_max
        """
    ):
        row = dict(zip(names, values, strict=True)) | {"sources": sources}
        if found and found[0][0] != day:
            yield from sorted(found, key=itemgetter(3))
            found.clear()
        found.append((day, "~", 0, _natural(row["id"]), row))
    yield from sorted(found, key=itemgetter(3))


def _natural(id_: str) -> str:
    head, _, number = id_.rpartition("-")
    return f"{head}-{number:>12}"


def mine(ask: Ask, types: str = "all") -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    """The own layer alone, in an order that does not depend on when its rows were written: columns and rows.

    ``action`` is `add`, `replace` (a bundled row corrected), `hide`, or `cite` (a source added to a bundled row).
    """
    from json import loads

    sources = _Sources(ask)
    found: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    done = set()
    for table, columns, names in (("event", EVENT, RECOGNITION_KINDS), ("engagement", ENGAGEMENT, ENGAGEMENT_KINDS)):
        if types not in {"all", "recognition" if table == "event" else "engagement"}:
            continue
        layer = TABLES[f"own_{table}"]
        for values in ask.rows(f"SELECT {', '.join(layer)} FROM own_{table}"):
            row = _named(dict(zip(layer, values, strict=True)))
            row["action"] = "add" if row["base"] is None else "replace"
            row["source"], row["evidence"] = sources.text(row["id"]), sources.full(row["id"], row["date"])
            done.add(row["id"])
            found.append(((table != "event", row["country"] or "", row["date"], _natural(row["id"])), row))
        for id_, reason, base, version in ask.rows("SELECT id, reason, base, base_version FROM own_hidden"):
            was = _named(loads(base)) if base and base != "null" else {}
            if (was.get("kind") in names) or (not was and table == "event"):
                row = {"action": "hide", "id": id_, "reason": reason, "base": base, "base_version": version}
                row |= {name: was.get(name) for name in ("country", "kind", "date")}
                found.append(((2, "", "", _natural(id_)), row))
        cited = f"SELECT {', '.join(columns)} FROM bundled_{table} WHERE id IN (SELECT {table} FROM own_evidence)"
        for values in ask.rows(cited):
            row = _named(dict(zip(columns, values, strict=True)))
            if row["id"] not in done:
                row = {name: row[name] for name in ("id", "country", "kind", "date")} | {"action": "cite"}
                row["source"], row["evidence"] = sources.text(row["id"]), sources.full(row["id"], row["date"])
                found.append(((3, "", "", _natural(row["id"])), row))
    found.sort(key=itemgetter(0))
    return MINE, [tuple(row.get(c) for c in MINE) for _, row in found]


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the store under the names of a stream."""
    return {ALIASES.get(name, name): v for name, v in row.items()}
