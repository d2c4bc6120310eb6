"""A row of cells, understood: the event or engagement that it tells of, with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from json import loads
from typing import Final, NamedTuple

from taiwan_allies.errors import AlliesError, UsageError, quoted
from taiwan_allies.model import joined
from taiwan_allies.model.kinds import EVENT_KINDS, OPENINGS, VOCABULARIES
from taiwan_allies.model.own import Cited, Overlay, StreamRow, Subject
from taiwan_allies.model.rows import Engagement, Event, Source
from taiwan_allies.rules import source_text
from taiwan_allies.store.own.entries import Batch, Sources, at, check_engagement, dated
from taiwan_allies.store.own.exporter import ALIASES
from taiwan_allies.store.own.read_rows import Row
from taiwan_allies.store.own.values import FIELDS, Heard, Value, value
from taiwan_allies.store.queries.repository import Repository

NOT_JSON: Final = "is not the JSON that an export writes"
_MEMORY: Final = (None, "day", "fact")
_COLUMNS: Final = {row: tuple(ALIASES.get(name, name) for name in row._fields) for row in (Event, Engagement)}
_UNFIT: Final = {
    row: tuple(name for name in others if name not in _COLUMNS[row])
    for row, others in ((Event, _COLUMNS[Engagement]), (Engagement, (*_COLUMNS[Event], "forced")))
}
"""The columns that have no meaning for a row of a type."""


class BadCell(Exception):  # noqa: N818 - it is one
    """A cell that cannot be taken."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class Told(NamedTuple):
    """What a row tells. ``given`` are the fields that it has columns for: of the others it says nothing."""

    subject: Subject
    given: tuple[str, ...]
    cited: list[Cited]
    overlay: Overlay


class Cells:
    """Reads cells. What a text means in a column is worked out once: most texts of a long file come again."""

    def __init__(self, repository: Repository, batch: Batch, heard: Heard | None = None) -> None:
        self.repository, self.heard = repository, heard
        self.sources = Sources(batch)
        self._codes, self._cited = cache(self._code), cache(self._sources)
        read = {name: cache(partial(self._value, name)) for name in FIELDS}
        # What a state is called depends on the whole row, and no id comes again.
        self._read: dict[str, Callable[[str], Value]] = {**read, "id": str.strip, "country": str.strip}

    def told(self, row: Row) -> Told:
        """What a row tells. Raises `BadCell`."""
        cells = row.cells
        type_ = Event if self._filled("kind", cells.kind) in EVENT_KINDS else Engagement
        for name in _UNFIT[type_]:
            if getattr(cells, name):
                raise BadCell(name, f"{cells.kind} has none")
        self._filled("date", cells.date)
        values = [self._read[name](getattr(cells, name)) for name in _COLUMNS[type_]]
        subject = self._event(Event._make(values)) if type_ is Event else self._engagement(Engagement._make(values))
        return Told(subject, _given(type_, row.present), self._evidence(cells, subject.date), self.overlay(cells))

    def overlay(self, cells: StreamRow) -> Overlay:
        """What a row has of what is kept beside it. Raises `BadCell`."""
        if cells.base and not isinstance(_json("base", cells.base), dict | None):
            raise BadCell("base", NOT_JSON)
        return Overlay(cells.base or None, cells.base_version or None, self._text("forced", cells.forced))

    def _event(self, event: Event) -> Event:
        if event.cause and event.kind in OPENINGS:
            raise BadCell("cause", f"an event of kind {event.kind} has none")
        return event._replace(code=self._codes(event.code))

    def _engagement(self, engagement: Engagement) -> Engagement:
        if engagement.memory not in _MEMORY:
            raise BadCell("memory", f"of an engagement is day or fact, not {engagement.memory}")
        engagement = engagement._replace(codes=self._joined(engagement))
        try:
            check_engagement(engagement, self.repository.today)
        except UsageError as error:
            column, _, message = error.message.partition(": ")
            raise BadCell(column, message) from None
        return engagement

    # Values --------------------------------------------------------------------------------------

    def value(self, column: str, text: str | None) -> Value:
        """The value of a cell. Raises `BadCell`."""
        return self._read[column](text or "")

    def _value(self, column: str, text: str) -> Value:
        try:
            return value(FIELDS[column], text, self.repository.today, self.heard)
        except UsageError as error:
            raise BadCell(column, f"{error.message}. {error.hint}") from None

    def _filled(self, column: str, text: str | None) -> Value:
        found = self.value(column, text)
        if found is None:
            raise BadCell(column, "is empty")
        return found

    def _text(self, column: str, text: str | None) -> str | None:
        found = self.value(column, text)
        return None if found is None else str(found)

    def _code(self, text: str) -> str:
        if not text:
            raise BadCell("country", "is empty")
        try:
            return self.repository.code_of(text, exact=True)
        except AlliesError as error:
            raise BadCell("country", f"{error.message}. {error.hint}") from None

    def _joined(self, engagement: Engagement) -> str | None:
        """The states of an engagement; also one that the record does not have, where the bundled row names it."""
        text = engagement.codes
        if not text:
            if engagement.id:
                return None
            raise BadCell("country", "is empty")
        bundled = at(self.repository.conn, "engagement", engagement.id, ["bundled"])
        if bundled and isinstance(bundled.row, Engagement) and bundled.row.codes == text:
            return text
        return ";".join(dict.fromkeys(self._codes(part.strip()) for part in text.split(";") if part.strip())) or None

    # Evidence ------------------------------------------------------------------------------------

    def _evidence(self, cells: StreamRow, date: str) -> list[Cited]:
        if not cells.evidence:
            return dated(self._cited(cells.source or ""), date)
        items = _json("evidence", cells.evidence)
        if not isinstance(items, list):
            raise BadCell("evidence", NOT_JSON)
        return list(map(self._attestation, items))

    def _sources(self, text: str) -> list[str]:
        return list(map(self._source, joined.split(text.strip())))

    def _source(self, text: str) -> str:
        try:
            return self.sources.id_of(source_text.read(text))
        except AlliesError as error:
            raise BadCell("source", f"{quoted(text)} {error.message}. {error.hint}") from None

    def _attestation(self, item: object) -> Cited:
        """A piece of evidence as `exporter.mine` writes it where the column `source` would not do."""
        if not isinstance(item, dict) or item.get("supports") not in VOCABULARIES["Support"]:
            raise BadCell("evidence", NOT_JSON)
        source, *texts = (item.get(name) for name in ("source", "date", "tier", "quote"))
        if not isinstance(source, str | dict) or not all(isinstance(text, str | None) for text in texts):
            raise BadCell("evidence", NOT_JSON)
        values = [self._text(name, text) for name, text in zip(("date", "tier", "note"), texts, strict=True)]
        id_ = self._source(source) if isinstance(source, str) else self._full_source(source)
        return Cited(id_, item["supports"], *values)

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


@cache
def _given(type_: type[Subject], present: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name, column in zip(type_._fields, _COLUMNS[type_], strict=True) if column in present)


def _json(column: str, text: str) -> object:
    try:
        return loads(text)
    except (ValueError, RecursionError):
        raise BadCell(column, NOT_JSON) from None
