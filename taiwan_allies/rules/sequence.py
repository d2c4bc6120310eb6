"""Whether the events of a state can follow one another: openings and endings alternate, beginning with one `establish`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, Self

from taiwan_allies.dates.partial import PartialDate
from taiwan_allies.model.kinds import OPENINGS


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

    @classmethod
    def of(cls, name: str, existed_from: str | None, existed_to: str | None) -> Self:
        """The span of a state that existed between two dates as they are written."""
        return cls(
            name,
            PartialDate.parse(existed_from).first.isoformat() if existed_from else None,
            PartialDate.parse(existed_to).last.isoformat() if existed_to else None,
        )


class Violation(NamedTuple):
    """Why an event cannot stand where it does: the code of the rule that it breaks (see `checks.PROBLEMS`), and a
    sentence without its full stop."""

    id: str
    rule: str
    reason: str


def violations(events: Iterable[Turn], state: Span, today: str) -> list[Violation]:
    """What is impossible in the events of one state, which come in order of effect."""
    found: list[Violation] = []
    before: Turn | None = None
    seen: dict[tuple[str, str], str] = {}
    for turn in events:
        found += _misdated(turn, state, today)
        twin = seen.setdefault((turn.kind, turn.date), turn.id)
        if twin != turn.id:
            duplicate = f"it duplicates {twin} ({turn.kind} on {_human(turn.date)})"
            found.append(Violation(turn.id, "E105", duplicate))
        elif wrong := _misplaced(turn, before, state.name):
            found.append(Violation(turn.id, *wrong))
        before = turn
    return found


def _misdated(turn: Turn, state: Span, today: str) -> Iterator[Violation]:
    if turn.first > today:
        yield Violation(turn.id, "E204", f"{_human(turn.date)} is in the future")
    if state.since and turn.last < state.since:
        yield Violation(turn.id, "E202", f"{state.name} did not exist before {_human(state.since)}")
    if state.until and turn.first > state.until:
        yield Violation(turn.id, "E203", f"{state.name} ceased to exist on {_human(state.until)}")
    if turn.local_date and not _same_day(turn.date, turn.local_date):
        yield Violation(turn.id, "W206", f"the local date {turn.local_date} is not the same day elsewhere")


def _misplaced(turn: Turn, before: Turn | None, name: str) -> tuple[str, str] | None:
    """The rule and the reason for which a turn cannot follow the one before it."""
    opens, opened = turn.kind in OPENINGS, before is not None and before.kind in OPENINGS
    if before is None:
        if not opens:
            return "E101", f"{name} had no relations to end on {_human(turn.date)}"
        if turn.kind == "restore":
            return "E104", f"{name} had no relations before {_human(turn.date)}, so the kind is establish"
    elif opens and opened:
        return "E102", f"relations were open already, since {_human(before.date)} ({before.id})"
    elif not opens and not opened:
        return "E106", f"relations had ended already, on {_human(before.date)} ({before.id})"
    elif turn.kind == "establish":
        return "E103", f"there were relations before {_human(turn.date)}, so the kind is restore"
    return None


def _same_day(date: str, local_date: str) -> bool:
    """Whether two days can be one moment in two time zones; true where one of them is no day."""
    here, there = PartialDate.parse(date), PartialDate.parse(local_date)
    if here.day is None or there.day is None:
        return here.first <= there.last and there.first <= here.last
    return abs((here.first - there.first).days) <= 1


@lru_cache(maxsize=4096)  # an import asks this of a hundred thousand events, many of one day
def _human(date: str) -> str:
    return PartialDate.parse(date).human()
