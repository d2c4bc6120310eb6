"""The record as one stream of rows: what `export` writes and `import` reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from json import dumps, loads
from operator import itemgetter
from typing import Any, Final

from taiwan_allies.errors import UsageError
from taiwan_allies.model import joined
from taiwan_allies.model.kinds import KINDS
from taiwan_allies.model.own import Cited, Hidden, Json, Overlay, StreamRow, Subject
from taiwan_allies.model.rows import Engagement, Event, Source
from taiwan_allies.rules import source_text
from taiwan_allies.rules.source_text import SourceText
from taiwan_allies.store.own.entries import ROWS
from taiwan_allies.store.own.overlay import cited_alone
from taiwan_allies.store.queries.repository import Repository

ALIASES: Final = {"code": "country", "codes": "country", "type": "kind", "sources": "source"}
"""Names of the store, and others that are understood, and what a stream calls them."""
ACTIONS: Final = ("add", "replace", "hide", "cite")
REQUIRED: Final = ("country", "kind", "date", "source")


def _columns(*names: Iterable[str]) -> tuple[str, ...]:
    wanted = {ALIASES.get(name, name) for row in names for name in row} | {"source"}
    return tuple(name for name in StreamRow._fields if name in wanted)


COLUMNS: Final = {
    "recognition": _columns(Event._fields, ["forced"]),
    "engagement": _columns(Engagement._fields),
    "all": _columns(Event._fields, Engagement._fields, ["forced"]),
}
"""The columns of a stream of events, of engagements, of both."""

OWN: Final = StreamRow._fields
"""The columns of a stream of the own layer."""

_TABLES: Final = {"recognition": ("event",), "engagement": ("engagement",), "all": ("event", "engagement")}


class _Sources:
    """The own sources, in the words of a stream."""

    def __init__(self, repository: Repository) -> None:
        self.words: dict[str, str] = {}
        self.plain: set[str] = set()
        self.fields: dict[str, dict[str, str | None]] = {}
        for source in repository.read(Source, "own_source"):
            line = SourceText(source.publisher, source.title, source.url, source.tier)
            self.words[source.id] = source_text.compose(line)
            fields = {name: value for name, value in source._asdict().items() if value is not None and name != "id"}
            if fields.keys() <= set(line._fields) and _parsed(self.words[source.id]) == line:
                self.plain.add(source.id)
            self.fields[source.id] = fields

    def joined(self, ids: Iterable[str]) -> str | None:
        """Sources as one field: those of the record first, by their ids, then own ones in words."""
        found = set(ids)
        known, own = found - self.words.keys(), {self.words[i] for i in found & self.words.keys()}
        return joined.join([*sorted(known), *sorted(own)]) or None

    def cited(self, evidence: Json, date: str | None, *, plain: bool = False) -> tuple[str | None, Json | None]:
        """The fields `source` and `evidence` of a row dated ``date``.

        The second is the evidence as JSON, but for an added row (``plain``) of which the first alone says all.
        """
        rows = [Cited(*row) for row in loads(evidence)]
        text = self.joined(row.source for row in rows)
        simple = plain and all(
            row == Cited(row.source, "date", date, None, None)
            and (row.source in self.plain or row.source not in self.words)
            for row in rows
        )
        if simple and len({self.words.get(row.source, row.source) for row in rows}) == len(rows):
            return text, None
        if not rows:
            return None, None
        items = [row._asdict() | {"source": self._whole(row.source)} for row in rows]
        return text, dumps(sorted(items, key=str), ensure_ascii=False)

    def _whole(self, id_: str) -> str | dict[str, str | None]:
        return self.words[id_] if id_ in self.plain else self.fields.get(id_, id_)


def _parsed(text: str) -> SourceText | None:
    try:
        return source_text.parse(text)
    except UsageError:  # what was written past the program need not be readable
        return None


def _row(values: Mapping[str, str | int | None], **more: str | None) -> StreamRow:
    """A row of the store as a stream has it."""
    named = {ALIASES.get(name, name): value for name, value in values.items()} | more
    return StreamRow._make(map(named.get, StreamRow._fields))


# What counts -------------------------------------------------------------------------------------

_BY_NUMBER: Final = "rtrim(id, '0123456789'), CAST(substr(id, length(rtrim(id, '0123456789')) + 1) AS INTEGER), id"
"""The SQL order in which eng-9 comes before eng-10."""

_PLACES: Final = {
    "event": ("code, seq, id", "code", "(SELECT forced FROM own_event AS o WHERE o.id = t.id)"),
    "engagement": (_BY_NUMBER, "'~'", "NULL"),
}
"""Of the rows of one day: their order, what they are merged by (engagements come last), what was forced."""


def stream(repository: Repository, types: str) -> tuple[Sequence[str], Iterator[tuple[Any, ...]]]:
    """The effective events, engagements or both, in order of effect: columns and rows, as they come."""
    columns, sources = COLUMNS[types], _Sources(repository)
    pick = itemgetter(*map(StreamRow._fields.index, columns))
    parts = [_effective(repository, table, sources) for table in _TABLES[types]]
    return columns, (pick(row) for _, _, row in merge(*parts, key=itemgetter(0, 1)))


def _effective(repository: Repository, table: str, sources: _Sources) -> Iterator[tuple[str, str, StreamRow]]:
    names, (order, place, forced) = ROWS[table]._fields, _PLACES[table]
    for day, beside, forced_, ids, *values in repository.tuples(
        f"SELECT date_max, {place}, {forced}, (SELECT sources FROM {table}_sources AS s WHERE s.{table} = t.id), {', '.join(names)}"
        f" FROM {table} AS t ORDER BY date_max, {order}",
    ):
        source = sources.joined(ids.split(";") if ids else ())
        yield day, beside, _row(dict(zip(names, values, strict=True)), forced=forced_, source=source)


# The own layer -----------------------------------------------------------------------------------


def mine(repository: Repository, types: str = "all") -> tuple[Sequence[str], Iterator[StreamRow]]:
    """The own layer alone, in an order that does not depend on when its rows were written: columns and rows.

    ``action`` is `add`, `replace` (a bundled row corrected), `hide`, or `cite` (a source added to a bundled row).
    """
    return OWN, _mine(repository, _TABLES[types])


def _mine(repository: Repository, tables: Sequence[str]) -> Iterator[StreamRow]:
    sources = _Sources(repository)
    for table in tables:
        yield from _written(repository, table, sources)
    yield from sorted(_hidden(repository, tables), key=_natural)
    yield from sorted((row for table in tables for row in _cited(repository, table, sources)), key=_natural)


def _natural(row: StreamRow) -> str:
    head, _, number = (row.id or "").rpartition("-")
    return f"{head}-{number:>12}"


def _with_evidence(
    repository: Repository, table: str, overlay: str, rest: str
) -> Iterator[tuple[Subject, Overlay, Json]]:
    """Rows, what is kept with each, and the user's evidence for it as JSON."""
    row = ROWS[table]
    evidence = f"(SELECT json_group_array(json_array({', '.join(Cited._fields)})) FROM own_evidence AS v WHERE v.{table} = t.id)"
    width = len(row._fields)
    for values in repository.tuples(
        f"SELECT {', '.join(f't.{name}' for name in row._fields)}, {overlay}, {evidence} FROM {rest}"
    ):
        yield row._make(values[:width]), Overlay(*values[width:-1]), values[-1]


def _written(repository: Repository, table: str, sources: _Sources) -> Iterator[StreamRow]:
    """What was added and corrected: by state, date and number."""
    code = "code" if table == "event" else "coalesce(codes, '')"
    rest = f"own_{table} AS t ORDER BY {code}, date, {_BY_NUMBER}"
    for row, overlay, kept in _with_evidence(repository, table, ", ".join(Overlay._fields), rest):
        added = overlay.base is None
        action = "add" if added else "replace"
        source, evidence = sources.cited(kept, row.date, plain=added)
        yield _row(row._asdict() | overlay._asdict(), action=action, source=source, evidence=evidence)


def _cited(repository: Repository, table: str, sources: _Sources) -> Iterator[StreamRow]:
    """Bundled rows that are as they were, but for what the user cites for them."""
    for row, _, kept in _with_evidence(repository, table, "NULL", f"bundled_{table} AS t WHERE {cited_alone(table)}"):
        source, evidence = sources.cited(kept, row.date)
        yield _row(_named(row._asdict()), action="cite", source=source, evidence=evidence)


def _hidden(repository: Repository, tables: Sequence[str]) -> Iterator[StreamRow]:
    for hidden in repository.read(Hidden, "own_hidden"):
        was = (loads(hidden.base) if hidden.base else None) or {}
        kind = KINDS.get(was.get("kind", ""))
        table = "event" if kind is None or kind.type == "recognition" else "engagement"
        if table in tables:
            yield _row(_named(was) | hidden._asdict(), action="hide")


def _named(row: Mapping[str, str | int | None]) -> dict[str, str | int | None]:
    """What tells a bundled row from others."""
    return {name: value for name, value in row.items() if name in {"id", "code", "codes", "kind", "date"}}
