"""Which bundled record a store holds, and how good it is."""

from __future__ import annotations

from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.model.upkeep import RecordInfo
from taiwan_allies.store.dataset import bundled
from taiwan_allies.store.queries.coverage import covered
from taiwan_allies.store.queries.repository import Repository


def record_info(repository: Repository) -> RecordInfo:
    """The loaded record, without anything own."""
    record = repository.loaded

    def count(name: str) -> int:
        return int(repository.value(f"SELECT count(*) FROM {bundled.table_of(RESOURCES[name])}"))

    grades = (
        "SELECT quality, count(*) FROM event_quality JOIN event ON event.id = event_quality.event"
        " WHERE layer = 'bundled' GROUP BY quality"
    )
    quality: dict[str, int] = dict(repository.tuples(grades))
    return RecordInfo(
        version=record.version,
        as_of=record.as_of.isoformat(),
        age_days=(repository.today - record.as_of).days,
        licence=bundled.descriptor().licence,
        states=count("states"),
        events=count("events"),
        engagements=count("engagements"),
        sources=count("sources"),
        claims=count("claims"),
        assertions=count("assertions"),
        quality_a=quality.get("A", 0),
        quality_b=quality.get("B", 0),
        quality_c=quality.get("C", 0),
        hash=record.stamp,
        installed=bundled.identity().version,
        later=next((row.missing for row in covered(repository) if row.kind == "recognition"), None),
        origin=repository.value("SELECT origin FROM record"),
    )
