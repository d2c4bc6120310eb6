from __future__ import annotations

from collections.abc import Iterator
from shlex import join
from typing import TYPE_CHECKING, Annotated

import typer

from taiwan_allies.cli.command import Session, command
from taiwan_allies.cli.options import In, President
from taiwan_allies.errors import UsageError
from taiwan_allies.model.tables import ReportRow
from taiwan_allies.output.result import Layout, Result
from taiwan_allies.store.queries.report import Report, report
from taiwan_allies.views.report import html

if TYPE_CHECKING:
    from taiwan_allies.context import Context
    from taiwan_allies.store.queries.repository import Loaded


@command(fields=ReportRow._fields)
def report_(
    session: Session,
    within: In = None,
    president: President = None,
    full: Annotated[bool, typer.Option("--full", help="Every source in full too.")] = False,
) -> Result:
    """A page to share: one HTML file that needs no script and loads nothing from elsewhere.

    The first screen answers: the count, how it came about, the allies of the last day. Under it, folded, what happened by
    presidency and by decade, the disputed dates, and how to cite it; each picture has its data beside it. --full adds the
    bibliography. The page follows the reader's light or dark scheme, and on paper nothing is folded. The time is 1948
    to today unless --in or --president says otherwise. A pipe gets the page; --lang zh makes it Chinese.

    Examples:
      allies report -o report.html
      allies report --president tsai -o tsai.html
      allies report --in 1971..1979 --lang zh -o seventies.html
      allies report --full -o report.html
    """
    record, context = session.record, session.context
    found = report(record, record.filters(within=within, president=president))
    page = html(record, found, context, _command(within, president, context.lang, full), full=full)

    def view(_: Context) -> Iterator[str]:
        raise UsageError("a report is a page for a browser", "Name a file for it: `allies report -o report.html`.")

    layout = Layout(dict.fromkeys(ReportRow._fields, 1))
    texts = {".html": lambda: page, ".htm": lambda: page}
    return Result([_row(found, record.loaded)], layout, view=view, plain=page, texts=texts)


def _row(found: Report, loaded: Loaded) -> ReportRow:
    types = [dated.entry.type for dated in found.entries]
    return ReportRow(
        start_day=found.whole.start_day,
        end_day=found.whole.end_day,
        at_start=found.whole.at_start,
        gained=found.whole.gained,
        lost=found.whole.lost,
        at_end=found.whole.at_end,
        events=types.count("recognition"),
        engagements=types.count("engagement"),
        disputed=sum(dated.entry.disputed for dated in found.entries),
        sources=len(found.sources),
        version=loaded.version,
        as_of=loaded.as_of.isoformat(),
    )


def _command(within: str | None, president: list[str] | None, lang: str, full: bool) -> str:
    """The command that makes the same page."""
    words = ["allies", "report"]
    words += ["--in", within] if within else []
    words += [word for name in president or [] for word in ("--president", name)]
    words += ["--full"] if full else []
    words += ["--lang", "zh"] if lang == "zh" else []
    return join([*words, "-o", "report.html"])
