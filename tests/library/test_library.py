"""`import taiwan_allies`: the examples of the documentation, and what a data scientist does with the rows."""

from __future__ import annotations

import doctest
import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import Record as Shared

import taiwan_allies
from taiwan_allies.errors import UsageError
from taiwan_allies.store import record as record_module


@pytest.fixture
def library(record: Shared, monkeypatch: pytest.MonkeyPatch) -> taiwan_allies.Record:
    """The store of the other tests, opened from Python."""
    monkeypatch.setenv("ALLIES_DB", str(record.db))
    monkeypatch.setenv("ALLIES_TODAY", "2026-11-24")
    return taiwan_allies.open_record()


@pytest.mark.parametrize("module", [taiwan_allies, record_module])
def test_the_examples_of_the_documentation(library: taiwan_allies.Record, module: ModuleType) -> None:
    done = doctest.testmod(module, extraglobs={"record": library})
    assert done.attempted > 1
    assert not done.failed


def test_the_examples_of_the_readme(library: taiwan_allies.Record) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```$", readme, flags=re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        examples = doctest.DocTestParser().get_doctest(block, {}, "README.md", None, 0)
        assert examples.examples
        assert not doctest.DocTestRunner().run(examples).failed


def test_every_question_has_an_example() -> None:
    asked = [
        method
        for name, method in vars(taiwan_allies.Record).items()
        if not name.startswith("_")
        and callable(method)
        and name not in {"close", "day", "standing", "tallies", "series", "sources"}
    ]
    assert len(asked) > 8
    assert [method.__name__ for method in asked if ">>>" not in (method.__doc__ or "")] == []


def test_python_and_the_command_line_give_one_answer(record: Shared, library: taiwan_allies.Record) -> None:
    told: dict[str, Sequence[Any]] = {
        "list --at 1971-10-25": library.allies("1971-10-25"),
        "list --ever": library.spells(),
        "count --at 1960": [library.count("1960")],
        "count --by president": library.counts(),
        "count --by decade --region africa": library.counts("decade", region="africa"),
        "presidents": library.presidents(),
        "timeline --president lai": library.timeline(president="lai"),
        "is palau": [library.standing("palau")],
        "sources --country nauru": library.sources(country="nauru"),
    }
    for command, rows in told.items():
        done = record(*command.split(), "--json", check=int(command == "is nauru"))  # 1: it is not
        assert json.loads(json.dumps([row._asdict() for row in rows])) == json.loads(done.stdout), command


def test_rows_make_a_frame_as_they_are(library: taiwan_allies.Record) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(library.allies())
    assert list(frame.columns) == list(taiwan_allies.answers.Spell._fields)
    assert len(frame) == 12


def test_a_day_is_a_date_a_text_or_today(library: taiwan_allies.Record) -> None:
    assert library.count(date(1971, 10, 25)) == library.count("1971-10-25")
    assert library.count().date == "2026-11-24"
    with pytest.raises(UsageError, match="not a date"):
        library.count("10/11/1971")


def test_a_new_store_is_set_up_where_there_is_none(tmp_path: Path) -> None:
    with taiwan_allies.open_record(tmp_path / "new.db", today="2026-11-24") as fresh:
        assert len(fresh.allies()) == 12
    assert (tmp_path / "new.db").is_file()
