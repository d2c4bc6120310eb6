"""Own events and engagements as rows of the record's files, for whoever wants to give them to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from taiwan_allies.errors import UsageError
from taiwan_allies.store.dataset.descriptor import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from taiwan_allies.store.queries.query import Ask

FILES = ("events", "engagements", "sources", "evidence")


def contribution(ask: Ask, ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """File, id there and CSV line of every row that ``ids`` need: of themselves, of own sources, of own evidence.

    What was added gets the next free ids of the record; a correction keeps its id. Raises `NotFoundError`, and
    `UsageError` for what is not the user's own.
    """
    from taiwan_allies.store.own.entries import find

    lines: dict[str, list[tuple[str, str]]] = {name: [] for name in FILES}
    fresh = _Ids(ask)
    sources: dict[str, str] = {}
    for id_ in dict.fromkeys(ids):
        row = find(ask, id_)
        if not row.own:
            raise UsageError(f"{id_} is in the record as it is", "Only what you added or corrected can be contributed.")
        values = dict(row.values)
        if row.added:
            values["id"] = fresh.next("eng" if row.table == "engagement" else str(values["code"]).lower())
        file = f"{row.table}s"
        lines[file].append((values["id"], _line(file, values)))
        evidence = ask.rows(
            f"SELECT source, supports, date, quote FROM own_evidence WHERE {row.table} = :id ORDER BY source, supports",
            {"id": id_},
        )
        for source, supports, day, quote in evidence:
            if source.startswith("my-") and source not in sources:
                sources[source] = fresh.next("src")
                columns = list(FIELDS["sources"])
                found = ask.row(f"SELECT {', '.join(columns)} FROM own_source WHERE id = :id", {"id": source})
                new = dict(zip(columns, found, strict=True)) | {"id": sources[source]}
                lines["sources"].append((sources[source], _line("sources", new)))
            told = {
                row.table: values["id"],
                "source": sources.get(source, source),
                "supports": supports,
                "date": day,
                "quote": quote,
            }
            lines["evidence"].append((values["id"], _line("evidence", told)))
    return [(f"{file}.csv", id_, line) for file in FILES for id_, line in lines[file]]


def header(file: str) -> str:
    """The first line of one of the record's files."""
    return ",".join(FIELDS[file.removesuffix(".csv")])


class _Ids:
    """Ids of the record that are free."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.last: dict[str, str] = {}

    def next(self, prefix: str) -> str:
        """``nru-5`` after ``nru-4``, with as many digits as the record writes."""
        if prefix not in self.last:
            self.last[prefix] = self.ask.row(
                """
                SELECT coalesce((SELECT substr(id, length(:prefix) + 2) FROM (SELECT id FROM bundled_event
                    UNION ALL SELECT id FROM bundled_engagement UNION ALL SELECT id FROM bundled_source)
                WHERE id GLOB :prefix || '-[0-9]*' ORDER BY CAST(substr(id, length(:prefix) + 2) AS INTEGER) DESC LIMIT 1), '0')
                """,
                {"prefix": prefix},
            )[0]
        before = self.last[prefix]
        self.last[prefix] = str(int(before) + 1).zfill(len(before))
        return f"{prefix}-{self.last[prefix]}"


def _line(file: str, values: Mapping[str, Any]) -> str:
    from csv import writer
    from io import StringIO

    line = StringIO()
    writer(line, lineterminator="").writerow([values.get(name) for name in FIELDS[file]])
    return line.getvalue()
