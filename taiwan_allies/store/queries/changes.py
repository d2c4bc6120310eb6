"""What changed: every gain and loss, and what differs between two days."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from taiwan_allies.model.changes import Change, Difference
from taiwan_allies.store.queries.counts import number_on
from taiwan_allies.store.queries.filters import NONE, Filters, Values
from taiwan_allies.store.queries.repository import Repository, grouped

_DAY: Final = timedelta(days=1)


def changes(repository: Repository, after: date, upto: date, filters: Filters = NONE) -> list[Change]:
    """Every gain and loss that took effect after one day and up to another, in order."""
    counts = running(repository, after + _DAY, upto)
    # In the place of the count stands what the rows are ordered by: the view counts all spells again for each of them.
    found = repository.stream(
        Change,
        f"SELECT {', '.join(Change._fields[:-1])}, seq FROM ally_change"
        f" WHERE day > :after AND day <= :upto AND {filters.of_states} ORDER BY day, seq, id",
        {"after": after.isoformat(), "upto": upto.isoformat(), **filters.values},
    )
    return [change._replace(count=counts[change.id]) for change in found]


def running(repository: Repository, first: date, last: date) -> dict[str, int]:
    """The number of allies after each event from one day to another that changed it, counted on from the day before."""
    days: Values = {"first": first.isoformat(), "last": last.isoformat()}
    count, counts = number_on(repository, first - _DAY), {}
    for event, change, *_ in repository.tuples(
        # What orders the rows is read too: else SQLite counts the allies after each of them, to no purpose.
        "SELECT id, change, day, seq FROM ally_change WHERE day BETWEEN :first AND :last ORDER BY day, seq, id",
        days,
    ):
        count += change
        counts[event] = count
    return counts


def last_change(repository: Repository, day: date) -> Change | None:
    """The last gain or loss up to a day; None before the first."""
    last = repository.value(
        "SELECT max(day) FROM (SELECT max(start_day) AS day FROM spell WHERE start_day <= :day"
        " UNION ALL SELECT max(end_day) FROM spell WHERE end_day <= :day)",
        {"day": day.isoformat()},
    )
    if last is None:
        return None
    when = date.fromisoformat(last)
    return changes(repository, when - _DAY, when)[-1]


class Comparison(NamedTuple):
    """What differs between two moments. ``passing`` are the last changes of states that came and left in between."""

    before: date
    after: date
    rows: list[Difference]
    passing: list[Change]

    @property
    def backwards(self) -> bool:
        """Whether the first moment is the later one: what was gained is then lost, and the other way round."""
        return self.before > self.after


def compare(repository: Repository, before: date, after: date, filters: Filters = NONE) -> Comparison:
    """The states whose standing differs between the ends of two days, and those that left and came back."""
    first, last = sorted((before, after))
    found: list[tuple[int, str, Difference]] = []
    passing: list[Change] = []
    for steps in grouped(changes(repository, first, last, filters), lambda step: step.code).values():
        balance = sum(step.change for step in steps)
        if balance:
            change = "gained" if (balance > 0) == (before <= after) else "lost"
            row = _difference(change, steps[-1])
        elif steps[0].change < 0:
            row = _difference("returned", steps[-1], steps[0])
        else:
            passing.append(steps[-1])
            continue
        found.append((_ORDER.index(row.change), steps[-1].day, row))
    return Comparison(before, after, [row for *_, row in sorted(found, key=lambda f: (f[0], f[1], f[2].code))], passing)


_ORDER: Final = ("gained", "lost", "returned")


def _difference(change: str, step: Change, loss: Change | None = None) -> Difference:
    named = step._asdict() | {
        "change": change,
        "other_date": loss and loss.date,
        "other_id": loss and loss.id,
    }
    return Difference(**{name: named[name] for name in Difference._fields})
