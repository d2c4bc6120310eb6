"""Own events and engagements as rows of the record's files, for whoever wants to give them to it."""

from __future__ import annotations

from collections.abc import Iterable
from csv import writer
from io import StringIO
from typing import Any, Final

from taiwan_allies.errors import UsageError
from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.model.rows import Event, Evidence, Source
from taiwan_allies.model.upkeep import Contributed
from taiwan_allies.store.own.entries import find, in_any, table_of
from taiwan_allies.store.queries.repository import Repository

_FILES: Final = ("events", "engagements", "sources", "evidence")
"""The files that a contribution goes into, in the order in which it is told."""


def contribution(repository: Repository, ids: Iterable[str]) -> list[Contributed]:
    """Every row that ``ids`` need: of themselves, of own sources, of own evidence.

    What was added gets the next free ids of the record; a correction keeps its id. Raises `NotFoundError`, and
    `UsageError` for what is not the user's own.
    """
    found = _Contribution(repository)
    for id_ in dict.fromkeys(ids):
        found.take(id_.strip())
    return sorted(found.lines, key=lambda line: _FILES.index(line.file.removesuffix(".csv")))


def header(file: str) -> str:
    """The first line of one of the record's files."""
    return ",".join(RESOURCES[file.removesuffix(".csv")].row._fields)


class _Contribution:
    """The lines so far, and the ids of the record that they take."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.lines: list[Contributed] = []
        self.sources: dict[str, str] = {}
        self.last: dict[str, str] = {}

    def take(self, id_: str) -> None:
        """The lines of one event or engagement."""
        found = in_any(self.repository.conn, id_, ["own"])
        if found is None:
            find(self.repository, id_)
            raise UsageError(f"{id_} is in the record as it is", "Only what you added or corrected can be contributed.")
        row, column = found.row, table_of(found.row)
        if found.added:
            row = row._replace(id=self._next(row.code.lower() if isinstance(row, Event) else "eng"))
        self._add(f"{column}s", row.id, row)
        evidence = self.repository.read(
            Evidence, "own_evidence", f"WHERE {column} = :id ORDER BY source, supports", {"id": id_}
        )
        for attested in list(evidence):
            self._add("evidence", row.id, attested._replace(**{column: row.id}, source=self._source(attested.source)))

    def _source(self, id_: str) -> str:
        """The id that a source has in the record; an own one becomes a line, once."""
        if id_.startswith("my-") and id_ not in self.sources:
            new = self.sources[id_] = self._next("src")
            source = next(self.repository.read(Source, "own_source", "WHERE id = :id", {"id": id_}))
            self._add("sources", new, source._replace(id=new))
        return self.sources.get(id_, id_)

    def _add(self, file: str, id_: str, row: tuple[Any, ...]) -> None:
        line = StringIO()
        writer(line, lineterminator="").writerow(row)
        self.lines.append(Contributed(f"{file}.csv", id_, line.getvalue()))

    def _next(self, prefix: str) -> str:
        """``nru-5`` after ``nru-4``, with as many digits as the record writes."""
        if prefix not in self.last:
            self.last[prefix] = self.repository.value(
                """
                SELECT coalesce((SELECT substr(id, length(:prefix) + 2) FROM (SELECT id FROM bundled_event
                    UNION ALL SELECT id FROM bundled_engagement UNION ALL SELECT id FROM bundled_source)
                WHERE id GLOB :prefix || '-[0-9]*' ORDER BY CAST(substr(id, length(:prefix) + 2) AS INTEGER) DESC LIMIT 1), '0')
                """,
                {"prefix": prefix},
            )
        before = self.last[prefix]
        self.last[prefix] = str(int(before) + 1).zfill(len(before))
        return f"{prefix}-{self.last[prefix]}"
