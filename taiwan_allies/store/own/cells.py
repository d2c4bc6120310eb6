"""A row of cells, understood: the event or engagement that it tells of, with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json import loads
from operator import itemgetter
from typing import Final, NamedTuple

from taiwan_allies.errors import AlliesError, UsageError, quoted
from taiwan_allies.model.kinds import EVENT_KINDS, OPENINGS, VOCABULARIES
from taiwan_allies.model.own import Cited, Overlay, StreamRow, Subject
from taiwan_allies.model.rows import Engagement, Event, Source
from taiwan_allies.rules import source_text
from taiwan_allies.store.own.entries import ROWS, Sources, check_engagement
from taiwan_allies.store.own.exporter import ALIASES
from taiwan_allies.store.own.read_rows import Row
from taiwan_allies.store.own.values import FIELDS, Heard, Value, value
from taiwan_allies.store.queries.repository import Repository

NOT_JSON: Final = "is not the JSON that an export writes"
_ONCE: Final = frozenset({"id", "summary", "note", "forced", "reason"})
"""Few of these come twice, so what they mean is not remembered."""
_MEMORY: Final = (None, "day", "fact")


class BadCell(Exception):  # noqa: N818 - it is one
    """A cell that cannot be taken."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class Told(NamedTuple):
    """What a row tells. ``given`` are the fields that it has columns for: of the others it says nothing."""

    line: int
    subject: Subject
    given: tuple[str, ...]
    cited: list[Cited]
    overlay: Overlay


class _Shape(NamedTuple):
    """Where in a row of cells the fields of a row type are."""

    columns: tuple[str, ...]
    pick: Callable[[StreamRow], tuple[str, ...]]
    unfit: tuple[str, ...]
    pick_unfit: Callable[[StreamRow], tuple[str, ...]]


def _shape(row: type[Event | Engagement], other: type[Event | Engagement], *more: str) -> _Shape:
    columns = tuple(ALIASES.get(name, name) for name in row._fields)
    unfit = tuple(name for name in (*other._fields, *more) if name in StreamRow._fields and name not in columns)
    place = StreamRow._fields.index
    return _Shape(columns, itemgetter(*map(place, columns)), unfit, itemgetter(*map(place, unfit)))


_EVENT: Final = _shape(Event, Engagement)
_ENGAGEMENT: Final = _shape(Engagement, Event, "forced")


class Cells:
    """Reads cells. What a text means in a column is worked out once: most texts of a long file come again."""

    def __init__(self, repository: Repository, bundled: Mapping[str, Subject], heard: Heard | None = None) -> None:
        self.repository, self.bundled, self.heard = repository, bundled, heard
        self.sources = Sources(repository.conn)
        self._values: dict[tuple[str, str], Value] = {}
        self._codes: dict[str, str] = {}
        self._cited: dict[str, list[str]] = {}
        self._given: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}

    def told(self, row: Row) -> Told:
        """What a row tells. Raises `BadCell`."""
        cells = row.cells
        kind = self._filled("kind", cells.kind or "")
        event = kind in EVENT_KINDS
        shape = _EVENT if event else _ENGAGEMENT
        unfit = shape.pick_unfit(cells)
        if any(unfit):
            raise BadCell(next(name for name, text in zip(shape.unfit, unfit, strict=True) if text), f"{kind} has none")
        known = self._values
        keys = zip(shape.columns, shape.pick(cells), strict=True)
        values = [known[key] if key in known else self.value(*key) for key in keys]
        subject = (
            self._event(Event._make(values), cells) if event else self._engagement(Engagement._make(values), cells)
        )
        overlay = Overlay(cells.base or None, cells.base_version or None, self._text("forced", cells.forced or ""))
        self.base(overlay.base)
        return Told(
            row.line,
            subject,
            self._columns("event" if event else "engagement", row.present),
            self._evidence(cells, subject.date),
            overlay,
        )

    def _event(self, event: Event, cells: StreamRow) -> Event:
        self._filled("date", cells.date or "")
        if event.cause and event.kind in OPENINGS:
            raise BadCell("cause", f"an event of kind {event.kind} has none")
        return event._replace(code=self._code(cells.country or ""))

    def _engagement(self, engagement: Engagement, cells: StreamRow) -> Engagement:
        self._filled("date", cells.date or "")
        if engagement.memory not in _MEMORY:
            raise BadCell("memory", f"of an engagement is day or fact, not {engagement.memory}")
        engagement = engagement._replace(codes=self._joined(cells.country or "", engagement.id))
        try:
            check_engagement(engagement, self.repository.today)
        except UsageError as error:
            column, _, message = error.message.partition(": ")
            raise BadCell(column, message) from None
        return engagement

    def _columns(self, table: str, present: frozenset[str]) -> tuple[str, ...]:
        key = (table, present)
        if key not in self._given:
            self._given[key] = tuple(name for name in ROWS[table]._fields if ALIASES.get(name, name) in present)
        return self._given[key]

    # Values --------------------------------------------------------------------------------------

    def value(self, column: str, text: str) -> Value:
        """The value of a cell. Raises `BadCell`."""
        key = (column, text)
        if key in self._values:
            return self._values[key]
        if column in {"id", "country"}:  # what a state is called depends on the whole row
            return text.strip()
        try:
            found = value(FIELDS[column], text, self.repository.today, self.heard)
        except UsageError as error:
            raise BadCell(column, f"{error.message}. {error.hint}") from None
        if column not in _ONCE:
            self._values[key] = found
        return found

    def _filled(self, column: str, text: str) -> Value:
        found = self.value(column, text)
        if found is None:
            raise BadCell(column, "is empty")
        return found

    def _text(self, column: str, text: str) -> str | None:
        found = self.value(column, text)
        return None if found is None else str(found)

    def _code(self, text: str) -> str:
        if text not in self._codes:
            if not text.strip():
                raise BadCell("country", "is empty")
            try:
                self._codes[text] = self.repository.code_of(text, exact=True)
            except AlliesError as error:
                raise BadCell("country", f"{error.message}. {error.hint}") from None
        return self._codes[text]

    def _joined(self, text: str, id_: str) -> str | None:
        """The states of an engagement; also one that the record does not have, where the bundled row names it."""
        if not text.strip():
            if id_:
                return None
            raise BadCell("country", "is empty")
        bundled = self.bundled.get(id_)
        if isinstance(bundled, Engagement) and bundled.codes == text:
            return text
        return ";".join(dict.fromkeys(self._code(part) for part in text.split(";") if part.strip())) or None

    def base(self, text: str | None) -> None:
        """Raises `BadCell` for what is not the base of a correction."""
        if text and not isinstance(_json("base", text), dict | None):
            raise BadCell("base", NOT_JSON)

    # Evidence ------------------------------------------------------------------------------------

    def _evidence(self, cells: StreamRow, when: str) -> list[Cited]:
        if not cells.evidence:
            return [Cited(source, "date", when, None, None) for source in self._sources(cells.source or "")]
        items = _json("evidence", cells.evidence)
        if not isinstance(items, list):
            raise BadCell("evidence", NOT_JSON)
        return list(map(self._attestation, items))

    def _sources(self, text: str) -> list[str]:
        if text not in self._cited:
            found = map(self._source, source_text.split(text.strip()))
            self._cited[text] = list(dict.fromkeys(found))
        return self._cited[text]

    def _source(self, text: str) -> str:
        try:
            return self.sources.id_of(source_text.read(text))
        except AlliesError as error:
            raise BadCell("source", f"{quoted(text)} {error.message}. {error.hint}") from None

    def _attestation(self, item: object) -> Cited:
        """A piece of evidence as `exporter.mine` writes it where the column `source` would not do."""
        if not isinstance(item, dict) or not isinstance(item.get("source"), str | dict):
            raise BadCell("evidence", NOT_JSON)
        texts = [item.get(name) for name in Cited._fields[1:]]
        if not all(isinstance(text, str | None) for text in texts):
            raise BadCell("evidence", NOT_JSON)
        supports, date, tier, quote = texts
        if supports not in VOCABULARIES["Support"]:
            raise BadCell("evidence", NOT_JSON)
        source = item["source"]
        return Cited(
            self._source(source) if isinstance(source, str) else self._full_source(source),
            supports,
            self._text("date", date or ""),
            self._text("tier", tier or ""),
            self._text("note", quote or ""),
        )

    def _full_source(self, item: Mapping[object, object]) -> str:
        """A source with fields that a line of text does not carry."""
        fields: dict[str, Value] = {}
        for name, text in item.items():
            if name not in Source._fields[1:] or not isinstance(text, str):
                raise BadCell("evidence", f"a source has no {quoted(str(name))} like that")
            fields[str(name)] = self.value(str(name), text)
        if not all(fields.get(name) for name in ("publisher", "title", "tier")):
            raise BadCell("evidence", "a source needs publisher, title and tier")
        return self.sources.same_as(fields)


def _json(column: str, text: str) -> object:
    try:
        return loads(text)
    except (ValueError, RecursionError):
        raise BadCell(column, NOT_JSON) from None
