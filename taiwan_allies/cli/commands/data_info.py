from __future__ import annotations

from taiwan_allies.cli.command import Session, command
from taiwan_allies.model.upkeep import RecordInfo
from taiwan_allies.output.result import Result
from taiwan_allies.store.dataset.info import record_info
from taiwan_allies.views import upkeep


@command(fields=RecordInfo._fields)
def data_info(session: Session) -> Result:
    """Which record is loaded, and how good it is.

    Quality: A, the date is given by a primary source or two independent ones; B, by one good secondary source; C, by
    tertiary sources only, or some of it from memory. `origin` is where `allies data update` loaded the record from;
    `installed` is the record that came with this program: another one where you or a newer program loaded that.

    Examples:
      allies data info
      allies data info --json
    """
    record = session.record
    info = record_info(record)
    stale = record.stale_days(record.today)
    return Result([info], view=lambda context: upkeep.record_info(context, info, stale))
