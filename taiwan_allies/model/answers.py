"""The rows that questions are answered with. Their fields, in this order, are a contract that scripts rely on.

Every interval is half-open: ``start_day`` is its first day, ``end_day`` the first that no longer belongs to it, None
while it is open. ``since``, ``until`` and ``date`` are dates as written. Counts have ``count_min`` and ``count_max``
where imprecise dates leave them open.

They are declared beside this module, by what is asked, so that a command makes only the row types that it needs.
"""

from taiwan_allies.model.changes import Change, Difference
from taiwan_allies.model.counts import Count, PresidencyTally, RegionCount, Tally
from taiwan_allies.model.documents import Citation, Cited, SourceUse
from taiwan_allies.model.entries import Entry, Fact, Found
from taiwan_allies.model.spells import Spell, Standing
from taiwan_allies.model.tables import (
    Balance,
    Compared,
    OfficeCount,
    PanelRow,
    Placed,
    Published,
    ReportRow,
    Share,
    Summary,
)

__all__ = [
    "Balance",
    "Change",
    "Citation",
    "Cited",
    "Compared",
    "Count",
    "Difference",
    "Entry",
    "Fact",
    "Found",
    "OfficeCount",
    "PanelRow",
    "Placed",
    "PresidencyTally",
    "Published",
    "RegionCount",
    "ReportRow",
    "Share",
    "SourceUse",
    "Spell",
    "Standing",
    "Summary",
    "Tally",
]
