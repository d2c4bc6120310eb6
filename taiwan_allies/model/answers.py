"""The rows that questions are answered with. Their fields, in this order, are a contract that scripts rely on.

Every interval is half-open: ``start_day`` is its first day, ``end_day`` the first that no longer belongs to it, None
while it is open. ``since``, ``until`` and ``date`` are dates as written. Counts have ``count_min`` and ``count_max``
where imprecise dates leave them open.

They are declared beside this module, by what is asked, so that a command makes only the row types that it needs.
"""

# ruff: noqa: F403 - every row type of these modules, named once
from taiwan_allies.model.changes import *
from taiwan_allies.model.counts import *
from taiwan_allies.model.documents import *
from taiwan_allies.model.entries import *
from taiwan_allies.model.spells import *
from taiwan_allies.model.tables import *
