"""What Datasette shows with the store: `allies db metadata`, and the pages themselves."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Allies, Record


def metadata(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(record("db", "metadata").stdout)
    return found


def columns(record: Record) -> dict[str, list[str]]:
    """Every table and view of the store with its columns."""
    rows = json.loads(
        record(
            "sql",
            "SELECT m.name AS name, c.name AS col FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c"
            " WHERE m.type IN ('table', 'view') ORDER BY 1",
            "--json",
        ).stdout
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["name"], []).append(row["col"])
    return found


def test_the_metadata_names_the_data_set_its_licence_and_its_source(record: Record) -> None:
    found = metadata(record)
    assert found["title"] == "Who recognises the Republic of China (Taiwan)"
    assert found["license_url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert json.loads(record("data", "info", "--json").stdout)[0]["version"] in found["source"]
    assert list(found["databases"]) == ["allies"]


def test_every_table_is_described_or_hidden(record: Record) -> None:
    tables = metadata(record)["databases"]["allies"]["tables"]
    there = columns(record)
    assert set(tables) <= set(there)
    for name, table in tables.items():
        if table.get("hidden"):
            assert not (table.keys() - {"hidden", "label_column"})
        else:
            assert set(table["columns"]) == set(there[name]), name
        named = [*table.get("columns", {}), *table.get("facets", []), *table.get("sortable_columns", [])]
        named += [table[key] for key in ("label_column", "sort") if key in table]
        assert set(named) <= set(there[name]), name
    inner = {name for name in there if name not in tables}
    # A view cannot be hidden. Those left are what the derived tables are made by.
    assert inner == {"event_derived", "engagement_derived", "engagement_state_derived", "spell_derived"}
    assert {"own_event", "journal_step", "writing", "record_kept"} <= {n for n, t in tables.items() if t.get("hidden")}


def test_what_a_foreign_key_points_to_has_a_label(record: Record) -> None:
    tables = metadata(record)["databases"]["allies"]["tables"]
    targets = json.loads(
        record(
            "sql",
            'SELECT DISTINCT f."table" AS name FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f'
            " WHERE m.type = 'table' AND m.name NOT LIKE 'own%' AND m.name NOT LIKE 'journal%'",
            "--json",
        ).stdout
    )
    assert len(targets) > 5
    for row in targets:
        assert tables[row["name"]]["label_column"]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("allies_on", {"day": "2024-05-20"}, 12),
        ("count_on", {"day": "2024-05-20"}, 1),
        ("changes_between", {"first": "2016-05-20", "last": "2024-05-19"}, 10),
        ("history_of", {"state": "諾魯"}, 4),
        ("documents_for", {"state": "Nauru"}, None),
        ("search", {"words": "bishop"}, None),
        ("lost_by_presidency", {}, None),
    ],
)
def test_the_ready_questions_answer(record: Record, name: str, values: dict[str, str], expected: int | None) -> None:
    query = metadata(record)["databases"]["allies"]["queries"][name]
    assert query["title"]
    assert query["description"]
    wanted = set(re.findall(r":(\w+)", query["sql"]))
    assert wanted == set(values)
    params = [word for key, value in values.items() for word in ("--param", f"{key}={value}")]
    rows = json.loads(record("sql", query["sql"], *params, "--json").stdout)
    assert len(rows) == expected if expected else len(rows) > 5
    if name == "documents_for":
        assert {"http", "https"} >= {row["url"].partition(":")[0] for row in rows if row["url"]}
    if name == "count_on":
        assert rows[0]["count"] == 12


def test_the_file_is_the_same_and_names_the_store_as_datasette_does(allies: Allies) -> None:
    allies("db", "metadata", "-o", "metadata.json")
    assert (allies.folder / "metadata.json").read_text(encoding="utf-8") == allies("db", "metadata").stdout
    other = json.loads(allies("db", "metadata", "--db", str(allies.folder / "my.own.db")).stdout)
    assert list(other["databases"]) == ["my.own"]


def test_the_other_formats_are_a_dictionary_of_tables_and_columns(record: Record) -> None:
    rows = list(csv.DictReader(io.StringIO(record("db", "metadata", "--csv").stdout)))
    assert {
        "table": "event",
        "column": "date",
        "type": "text",
        "meaning": "Taipei date of effect, as precise as it is known",
    } in rows
    assert all(row["meaning"] for row in rows)
    assert {row["type"] for row in rows if not row["column"]} == {"table", "view"}


def programs() -> dict[int, Path]:
    """Datasette by its first number, as far as it is installed: beside Python, on the path, or where ALLIES_DATASETTE says."""
    named = os.environ.get("ALLIES_DATASETTE", "").split(os.pathsep)
    found: dict[int, Path] = {}
    for place in (Path(sys.executable).parent / "datasette", shutil.which("datasette"), *named):
        if place and Path(place).is_file():
            said = subprocess.run([place, "--version"], capture_output=True, text=True, check=True).stdout
            found.setdefault(int(said.split()[-1].partition(".")[0]), Path(place))
    return found


@pytest.mark.parametrize("number", [0, 1])
def test_datasette_shows_pages_with_names_meanings_and_links(record: Record, tmp_path: Path, number: int) -> None:
    program = programs().get(number)
    if program is None:
        pytest.skip(f"needs Datasette {number} (pip install -e .[tools])")
    store = tmp_path / "allies.db"
    shutil.copy(record.db, store)
    record("db", "metadata", "-o", str(tmp_path / "metadata.json"))
    files: list[str | Path] = ["-m", tmp_path / "metadata.json"]
    if number:
        record("db", "metadata", "--config", "-o", str(tmp_path / "datasette.json"))
        files += ["-c", tmp_path / "datasette.json"]

    def get(path: str) -> str:
        done = subprocess.run([program, store, *files, "--get", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (path, done.stderr[-500:])
        return done.stdout

    home = get("/")
    assert "Who recognises the Republic of China (Taiwan)" in home
    assert "Creative Commons Attribution 4.0 International" in home
    for page in ("/allies/event", "/allies/bundled_event"):
        events = get(page)
        assert "Taipei date of effect, as precise as it is known" in events
        assert re.search(r'href="/allies/state/[A-Z]{3}">[A-Z][a-z ]+</a>', events)
    # From an event to what attests it, and from there to the document.
    evidence = re.search(r'href="(/allies/bundled_evidence[^"]*event[^"]*nru-4)"', get("/allies/bundled_event/nru-4"))
    assert evidence
    assert re.search(r'href="/allies/bundled_source/src-\d+">[^<]{10}', get(evidence[1]))
    assert re.search(r'href="/allies/bundled_event/[a-z]{3}-1">\d{4}', get("/allies/bundled_evidence"))
    assert re.search(r'href="https://[^"]+"', get("/allies/documents_for?state=Nauru"))
    assert json.loads(get("/allies/recognition.json?_shape=array&code=NRU"))[0]["name"] == "Nauru"
    assert len(json.loads(get("/allies/allies_on.json?day=2024-05-20&_shape=array"))) == 12
    assert "own_event" not in re.sub(r"(?s)hidden.*", "", get("/allies"))


def test_the_configuration_has_what_the_metadata_have_not_for_datasette_1(record: Record) -> None:
    whole = metadata(record)["databases"]["allies"]
    config = json.loads(record("db", "metadata", "--config").stdout)["databases"]["allies"]
    assert config["queries"] == whole["queries"]
    assert config["tables"]["event"] == {
        name: value for name, value in whole["tables"]["event"].items() if name not in ("description", "columns")
    }
    assert config["tables"]["own_event"]["hidden"]
