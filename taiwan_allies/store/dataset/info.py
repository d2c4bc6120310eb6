"""Which bundled record a store holds, and how good it is."""

from __future__ import annotations

from taiwan_allies.model.dataset import RESOURCES
from taiwan_allies.model.kinds import VOCABULARIES
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
        **{name: count(name) for name in RESOURCES if name in RecordInfo._fields},
        **{f"quality_{grade.lower()}": quality.get(grade, 0) for grade in VOCABULARIES["Quality"]},
        hash=record.stamp,
        installed=bundled.identity().version,
        later=next((row.missing for row in covered(repository) if row.kind == "recognition"), None),
        origin=repository.value("SELECT origin FROM record"),
    )
