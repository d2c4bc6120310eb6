"""What a large own record costs the questions whose answer it does not lengthen: counted in steps of SQLite, not in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import Allies
from conftest import Record as Shared

import taiwan_allies
from taiwan_allies.store.queries.filters import Filters
from taiwan_allies.store.queries.timeline import Selection, timeline, total

EVENTS = 3000

QUESTIONS: dict[str, Callable[[Any], object]] = {
    "list": lambda record: record.allies(),
    "is": lambda record: record.is_ally("palau"),
    "presidents": lambda record: record.presidents(),
    "diff": lambda record: record.changes("tsai"),
    "timeline --limit": lambda record: list(timeline(record, Filters(), Selection(limit=50))),
    "timeline --in": lambda record: record.timeline(within="2019..2026"),
    "how many entries": lambda record: total(record, Filters()),
    "show": lambda record: record.state("palau"),
    "count --by year,region": lambda record: record.counts(["year", "region"]),
    "sources": lambda record: record.sources(tier="primary"),
    "sources of an event": lambda record: record.sources("nru-4"),
}


@pytest.fixture(scope="module")
def large(record: Shared, tmp_path_factory: pytest.TempPathFactory) -> Allies:
    """A store with some thousand own events: breaks and returns of one state, day by day, long ago."""
    allies = Allies(tmp_path_factory.mktemp("large"))
    days = [date(1960, 1, 1) + timedelta(days=n) for n in range(EVENTS)]
    lines = [f"PRY,{'restore' if n % 2 else 'sever'},{day},Made up,Made up\n" for n, day in enumerate(days)]
    (allies.folder / "events.csv").write_text("country,kind,date,source,note\n" + "".join(lines), encoding="utf-8")
    allies("import", "events.csv", "--force")
    return allies


def steps(db: str, ask: Callable[[Any], object]) -> int:
    """How many hundreds of steps SQLite takes for a question."""
    record = taiwan_allies.open_record(db, today=date(2026, 11, 24))
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    record.conn.set_progress_handler(count, 100)
    ask(record)
    record.close()
    return taken


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_costs_little_more(question: str, record: Shared, large: Allies) -> None:
    few = steps(str(record.db), QUESTIONS[question])
    many = steps(str(large.db), QUESTIONS[question])
    # Of an index some thousand entries are counted; no view is filled with what is looked up for each of them.
    assert many < 2 * few + EVENTS // 2, f"{few} and {many} hundred steps"


def test_the_price_of_a_change_does_not_grow_with_their_number(large: Allies) -> None:
    """A chart names every change, and `diff` may be asked about all of them."""
    taken = steps(str(large.db), lambda record: record.changes("1949..2025"))
    assert taken < 10 * EVENTS, f"{taken} hundred steps for {EVENTS} changes"
