from __future__ import annotations

from datetime import date

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import From, In, President, To
from taiwan_allies.context import Context
from taiwan_allies.dates.period import Period
from taiwan_allies.model.counts import PresidencyTally
from taiwan_allies.output.result import Result
from taiwan_allies.views.tallies import PRESIDENCY


@command(fields=PresidencyTally._fields)
def presidents_(
    session: Session, president: President = None, within: In = None, start: From = None, end: To = None
) -> Result:
    """The heads of state since 1912 and what each presidency gained and lost.

    `end_day` is the day of the hand-over: it belongs to the successor, and so does an event on it. A person with several
    presidencies has a row for each. --in, --from and --to keep every presidency that has a day in them, whole; `allies
    count --by president` cuts it to them.

    Examples:
      allies presidents
      allies presidents --in 1948..
      allies presidents -p chiang-kai-shek --json
    """
    record = session.record
    filters = record.filters(president=president, within=within, start=start, end=end)
    rows = [row for row in record.presidents() if filters.touches(_period(row))]

    def footer(context: Context) -> tuple[str, ...]:
        from taiwan_allies.views.phrases import fresh

        return "", fresh(record, record.today, context.lang)

    return Result(rows, PRESIDENCY, footer=footer, empty="No presidency matches.")


def _period(row: PresidencyTally) -> Period:
    return Period(date.fromisoformat(row.start_day), date.fromisoformat(row.end_day) if row.end_day else None)
