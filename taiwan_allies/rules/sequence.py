"""Whether the events of a state can follow one another: openings and endings alternate, beginning with one `establish`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.model.kinds import ENDINGS, OPENINGS

if TYPE_CHECKING:
    from collections.abc import Iterable


class Turn(NamedTuple):
    """What a sequence needs to know of an event. ``first`` and ``last`` are the days that its date can mean."""

    id: str
    kind: str
    date: str
    first: str
    last: str
    local_date: str | None = None


class Span(NamedTuple):
    """The state: its name, and the first and last day on which an event of it can be dated."""

    name: str
    since: str | None
    until: str | None


class Violation(NamedTuple):
    """Why an event cannot stand where it does. ``reason`` is a sentence without its full stop."""

    id: str
    rule: str
    reason: str


def violations(events: Iterable[Turn], state: Span, today: str) -> list[Violation]:
    """What is impossible in the events of one state, which come in order of effect."""
    found: list[Violation] = []
    before = before_kind = before_date = ""
    seen: dict[tuple[str, str], str] = {}
    # Plain names, not attributes: an import asks this of a hundred thousand events.
    for id_, kind, date, first, last, local_date in events:
        if first > today:
            found.append(Violation(id_, "future", f"{_human(date)} is in the future"))
        if state.since and last < state.since:
            found.append(Violation(id_, "existed", f"{state.name} did not exist before {_human(state.since)}"))
        if state.until and first > state.until:
            found.append(Violation(id_, "ceased", f"{state.name} ceased to exist on {_human(state.until)}"))
        if local_date and not _same_day(date, local_date):
            found.append(Violation(id_, "local", f"the local date {local_date} is not the same day elsewhere"))
        twin = seen.setdefault((kind, date), id_)
        opens = kind in OPENINGS
        if twin != id_:
            found.append(Violation(id_, "duplicate", f"it duplicates {twin} ({kind} on {_human(date)})"))
        elif opens:
            if before_kind in OPENINGS:
                since = f"{_human(before_date)} ({before})"
                found.append(Violation(id_, "open", f"relations were open already, since {since}"))
            elif kind == "establish" and before:
                again = f"there were relations before {_human(date)}, so the kind is restore"
                found.append(Violation(id_, "again", again))
            elif kind == "restore" and not before:
                none = f"there were no relations before {_human(date)}, so the kind is establish"
                found.append(Violation(id_, "first", none))
        elif not before:
            found.append(Violation(id_, "none", f"there were no relations to end on {_human(date)}"))
        elif before_kind in ENDINGS:
            ended = f"{_human(before_date)} ({before})"
            found.append(Violation(id_, "closed", f"relations had ended already, on {ended}"))
        before, before_kind, before_date = id_, kind, date
    return found


def _same_day(date: str, local_date: str) -> bool:
    """Whether two days can be one moment in two time zones; true where one of them is no day."""
    here, there = PartialDate.parse(date), PartialDate.parse(local_date)
    if here.day is None or there.day is None:
        return here.first <= there.last and there.first <= here.last
    return abs((here.first - there.first).days) <= 1


@lru_cache(maxsize=4096)
def _human(date: str) -> str:
    return PartialDate.parse(date).human()
