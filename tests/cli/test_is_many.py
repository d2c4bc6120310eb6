"""`allies is` with many names, on the command line and from standard input."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from taiwan_allies.output.text import cell_width

if TYPE_CHECKING:
    from conftest import Allies, Record


def test_one_name_is_answered_as_ever(record: Record) -> None:
    assert record("is", "palau").stdout == "yes\n"
    assert record("is", "nauru", check=1).stdout == "no\n"
    assert record("is", "MAC", check=3).stderr.splitlines() == [
        'allies: no state of the record is called "MAC"', "  Did you mean North Macedonia?",
    ]  # fmt: skip


def test_a_row_for_each(record: Record) -> None:
    done = record("is", "palau", "帛琉", "nauru", "kenya", "--csv", check=1)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["code"], row["ally"], row["ever"]) for row in rows] == [
        ("PLW", "true", "true"), ("PLW", "true", "true"), ("NRU", "false", "true"), ("KEN", "false", "false"),
    ]  # fmt: skip
    assert (
        record("is", "palau", "nauru", "--at", "2024-01-14", "--fields", "code", "--no-header").stdout == "PLW\nNRU\n"
    )
    each = [json.loads(record("is", name, "--json", check=None).stdout)[0] for name in ("palau", "nauru", "kenya")]
    assert json.loads(record("is", "palau", "nauru", "kenya", "--json", check=1).stdout) == each


def test_names_from_standard_input(stored: Allies) -> None:
    done = stored("is", "-", "--fields", "code,ally", input="\ufeffPalau\r\n\n# a comment\n  教廷  \nSaint Lucia\n")
    assert done.stdout == "code\tally\nPLW\ttrue\nVAT\ttrue\nLCA\ttrue\n"
    assert stored("is", "-", "--fields", "code", "--no-header", input="nauru\n", check=1).stdout == "NRU\n"
    assert stored("is", "-", input="").stdout.count("\n") == 1
    both = stored("is", "tuvalu", "-", "kenya", "--fields", "code", "--no-header", input="palau", check=1)
    assert both.stdout.split() == ["TUV", "PLW", "KEN"]


@pytest.mark.parametrize("format_", ["tsv", "csv", "json", "ndjson", "md", "table"])
def test_a_name_that_nothing_has_is_told_after_the_answers(stored: Allies, format_: str) -> None:
    done = stored("is", "-", "-f", format_, input="palau\n\nmordor\nnauru\nMAC\n", check=3)
    for name in ("Palau", "Nauru"):
        assert name in done.stdout
    if format_ == "json":
        assert [row["code"] for row in json.loads(done.stdout)] == ["PLW", "NRU"]
    first, second = done.stderr.splitlines()
    assert first.startswith('allies: line 3: no state of the record is called "mordor"')
    assert second == 'allies: line 5: no state of the record is called "MAC". Did you mean North Macedonia?'


def test_on_the_command_line_too(record: Record) -> None:
    done = record("is", "palau", "mordor", "tuvalu", "--fields", "code", "--no-header", check=3)
    assert done.stdout == "PLW\nTUV\n"
    assert done.stderr.startswith('allies: no state of the record is called "mordor"')


def test_quiet(stored: Allies) -> None:
    for code, text in ((0, "palau\ntuvalu\n"), (1, "palau\nnauru\n")):
        done = stored("is", "-q", "-", input=text, check=code)
        assert (done.stdout, done.stderr) == ("", "")
    done = stored("is", "-q", "-", input="palau\nmordor\nnauru\n", check=3)
    assert done.stdout == ""
    assert "line 2" in done.stderr


def test_what_is_no_text(stored: Allies) -> None:
    assert 'line 2: "\\ud800' not in stored("is", "-", input="palau\npal\udcffau\n", check=3).stderr
    assert "line 1" in stored("is", "-", input="\x1b[31m\n", check=3).stderr
    assert "\x1b" not in stored("is", "-", input="\x1b[31m\n", check=3).stderr


def test_a_long_list_is_answered(stored: Allies) -> None:
    done = stored("is", "-", "--fields", "code", "--no-header", input="palau\nholy see\n" * 20_000)
    assert done.stdout == "PLW\nVAT\n" * 20_000


@pytest.mark.parametrize("width", [60, 80, 160])
def test_a_sentence_each_at_a_terminal(record: Record, width: int) -> None:
    said = record.terminal("is", "palau", "nauru", "kenya", width=width, check=1)
    assert all(cell_width(line) <= width for line in said.splitlines())
    words = " ".join(said.split())
    assert "Palau is an ally on 24 November 2026, since 29 December 1999. Nauru is not an ally" in words
    assert "Kenya is not an ally on 24 November 2026; it never was." in words
    assert words.count("later changes may be missing") == 1
    assert "帛琉在2026年11月24日是邦交國" in record.terminal("is", "palau", "tuvalu", "--lang", "zh")
    assert "nothing comes in" in record.terminal("is", "-", check=2)
