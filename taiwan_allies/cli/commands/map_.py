from __future__ import annotations

from datetime import timedelta

from taiwan_allies.charts.scene import Drawing
from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import At, Country, In, Region, Size, Title
from taiwan_allies.errors import UsageError
from taiwan_allies.model.tables import Placed
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.queries.atlas import placed
from taiwan_allies.views.atlas import atlas
from taiwan_allies.views.chart import drawn


@command(fields=Placed._fields)
def map_(
    session: Session,
    at: At = None,
    within: In = None,
    region: Region = None,
    country: Country = None,
    title: Title = None,
    size: Size = None,
) -> Result:
    """The world on a day: who is an ally, each with a mark of its own, so that Tuvalu is as visible as Paraguay.

    With --in the marks tell what a period changed: + gained, - lost, ~ left and came back. A pipe gets a row for each
    state with the place of its capital. The borders are those of today, whatever the day.

    Examples:
      allies map
      allies map --at 1969-12-31
      allies map --in 1970..1973
      allies map --at tsai -o tsai.svg
      allies map --in tsai -o x.svg --size square --title "Ten allies lost"
    """
    if at is not None and within is not None:
        raise UsageError("--at names a day and --in a period", "Leave one of them out.")
    record = session.record
    filters = record.filters(region=region, country=country)
    day, before = record.moment(at), None
    if within is not None:
        period = record.period(within, "--in")
        if period.start is None:
            raise UsageError(f"--in: {within:.40} has no beginning", "Say from when: 1949..1971.")
        day, before = period.moment(record.today), period.start - timedelta(days=1)
    rows = placed(record, day, filters, before=before)
    result = Result(rows, Layout(), notes=session.yet_to_come(day))
    return drawn(
        result, record, lambda lang: atlas(record, rows, day, lang, filters, before=before), Drawing(title, size), day
    )
