"""The registry of formats, and what each of them makes of a result."""

from __future__ import annotations

import csv
import io
import json
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from contexts import context, text
from hypothesis import given
from hypothesis import strategies as st

from taiwan_allies.errors import ExitCode, UsageError
from taiwan_allies.output import formats
from taiwan_allies.output.formats import FORMATS, SUFFIXES, Answer
from taiwan_allies.output.result import Result
from taiwan_allies.output.writing import Output, emit

PIPE = context(stdout_tty=False)
DATA = [name for name, format_ in FORMATS.items() if not format_.for_terminals]


class Aid(NamedTuple):
    code: str
    codes: tuple[str, ...]
    years: int | None
    share: float
    acting: bool


ROWS = [Aid("PRY", ("PRY", "PLW"), 69, 0.5, False), Aid("VAT", (), None, 2.0, True)]
RESULT = Result(ROWS, fields=Aid._fields)


def written(name: str, result: Result = RESULT, **changed: Any) -> str:
    return "".join(FORMATS[name].write(Answer(result, **changed), PIPE))


# The registry ----------------------------------------------------------------------------------------------------


def test_a_format_is_a_file_and_a_line() -> None:
    files = {path.stem for path in Path(formats.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == set(FORMATS)
    for name, format_ in FORMATS.items():
        assert format_.write is import_module(f"taiwan_allies.output.formats.{name}").write
        assert all(SUFFIXES[suffix] is format_ for suffix in format_.suffixes)


def test_a_new_format_needs_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "shout.py").write_text(
        "def write(answer, context):\n    yield from (f'{row.code}!\\n' for row in answer.rows)\n"
    )
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])
    new = formats.Format("shout", (".shout",))
    monkeypatch.setitem(FORMATS, "shout", new)
    monkeypatch.setitem(SUFFIXES, ".shout", new)
    at = context()
    emit(at, RESULT, Output(format="shout"))
    assert text(at.stdout) == "PRY!\nVAT!\n"
    emit(at, RESULT, Output(file=str(tmp_path / "x.shout")))
    assert (tmp_path / "x.shout").read_text() == "PRY!\nVAT!\n"


# Values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tsv", "code\tcodes\tyears\tshare\tacting\nPRY\tPRY;PLW\t69\t0.5\tfalse\nVAT\t\t\t2.0\ttrue\n"),
        ("csv", "code,codes,years,share,acting\nPRY,PRY;PLW,69,0.5,false\nVAT,,,2.0,true\n"),
        (
            "md",
            "| code | codes | years | share | acting |\n| --- | --- | --- | --- | --- |\n"
            "| PRY | PRY;PLW | 69 | 0.5 | false |\n| VAT |  |  | 2.0 | true |\n",
        ),
        (
            "ndjson",
            '{"code": "PRY", "codes": ["PRY", "PLW"], "years": 69, "share": 0.5, "acting": false}\n'
            '{"code": "VAT", "codes": [], "years": null, "share": 2.0, "acting": true}\n',
        ),
        (
            "json",
            '[\n  {"code": "PRY", "codes": ["PRY", "PLW"], "years": 69, "share": 0.5, "acting": false},\n'
            '  {"code": "VAT", "codes": [], "years": null, "share": 2.0, "acting": true}\n]\n',
        ),
    ],
)
def test_values_in_each_format(name: str, expected: str) -> None:
    assert written(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("tsv", "codes\tcode\n"), ("csv", "codes,code\n"), ("json", "[]\n"), ("ndjson", ""), ("md", "| codes | code |\n| --- | --- |\n")],
)  # fmt: skip
def test_nothing_is_a_header_or_an_empty_array(name: str, expected: str) -> None:
    assert written(name, RESULT._replace(rows=[]), places=[1, 0]) == expected


@pytest.mark.parametrize("name", DATA)
def test_chosen_fields_come_in_the_order_asked_for(name: str) -> None:
    picked = RESULT._replace(fields=("years", "code"), rows=[(row.years, row.code) for row in ROWS])
    assert written(name, places=[2, 0]) == written(name, picked)


@pytest.mark.parametrize("name", DATA)
def test_rows_may_come_one_by_one(name: str) -> None:
    assert written(name, RESULT._replace(rows=iter(ROWS))) == written(name)


def test_without_a_header() -> None:
    for name, lines in (("tsv", 1), ("csv", 1), ("md", 2), ("json", 0), ("ndjson", 0)):
        assert written(name, header=False) == "".join(written(name).splitlines(keepends=True)[lines:])


def test_only_what_nests_gets_the_data_that_nest() -> None:
    nested = RESULT._replace(data=lambda: {"events": [{"id": "nru-4"}]})
    assert json.loads(written("json", nested)) == {"events": [{"id": "nru-4"}]}
    assert json.loads(written("json", nested, places=[0])) == [{"code": "PRY"}, {"code": "VAT"}]
    for name in ("tsv", "csv", "ndjson", "md"):
        assert written(name, nested) == written(name)


def test_a_pipe_gets_the_bare_answer_where_there_is_one() -> None:
    bare = RESULT._replace(plain="12\n")
    assert written("tsv", bare) == "12\n"
    assert written("tsv", bare, places=[0]) == "code\nPRY\nVAT\n"
    assert written("csv", bare) == written("csv")


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_any_text_comes_back(rows: list[tuple[str, str]]) -> None:
    result = Result(rows, fields=("a", "b"))
    printable = [all(value.isprintable() for value in row) for row in rows]
    as_csv = list(csv.reader(io.StringIO(written("csv", result, header=False), newline="")))
    assert all(got == list(row) for got, row, plain in zip(as_csv, rows, printable, strict=False) if plain)
    assert [tuple(row.values()) for row in json.loads(written("json", result))] == rows
    assert [tuple(json.loads(line).values()) for line in written("ndjson", result).splitlines()] == rows
    for name in DATA:
        assert "\x1b" not in written(name, result)
    assert len(written("tsv", result).split("\n")) == len(rows) + 2


# Where it goes ---------------------------------------------------------------------------------------------------


def test_a_terminal_gets_a_table_and_a_pipe_tsv() -> None:
    at, pipe = context(), context(stdout_tty=False)
    emit(at, RESULT, Output())
    emit(pipe, RESULT, Output())
    assert text(at.stdout) == "".join(FORMATS["table"].write(Answer(RESULT), at))
    assert text(pipe.stdout) == written("tsv")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_ending_of_a_file_means_a_format(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"x{suffix.upper()}"
    emit(PIPE, RESULT, Output(file=str(file)))
    assert file.read_text(encoding="utf-8") == written(SUFFIXES[suffix].name)
    emit(PIPE, RESULT, Output(file=str(file), format="csv"))
    assert file.read_text(encoding="utf-8") == written("csv")


def test_a_file_of_the_command_own_form(tmp_path: Path) -> None:
    result = RESULT._replace(texts={".bib": lambda: "@misc{}\n"})
    emit(PIPE, result, Output(file=str(tmp_path / "x.bib")))
    assert (tmp_path / "x.bib").read_text() == "@misc{}\n"
    with pytest.raises(UsageError) as error:
        emit(PIPE, RESULT, Output(file=str(tmp_path / "y.bib")))
    assert "'.bib'" in str(error.value)


def test_a_picture_is_drawn_by_who_can(tmp_path: Path) -> None:
    drawn: list[str] = []
    result = RESULT._replace(picture=lambda _, path: drawn.append(path))
    emit(PIPE, result, Output(file="chart.svg"))
    assert drawn == ["chart.svg"]
    with pytest.raises(UsageError, match="draws no picture"):
        emit(PIPE, RESULT, Output(file="chart.svg"))


def test_an_unknown_field_is_refused_before_anything_is_written() -> None:
    at = context()
    with pytest.raises(UsageError, match="'colour'"):
        emit(at, RESULT, Output(fields=["code", "colour"]))
    assert text(at.stdout) == ""


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "allies: opened\nallies: old\nallies: hint\n"),
        ({"stdout_tty": False}, "allies: opened\nallies: old\n"),
        ({"stderr_tty": False}, "allies: opened\nallies: old\n"),
    ],
)
def test_warnings_always_and_notes_for_who_watches(changed: dict[str, bool], expected: str) -> None:
    at = context(**changed)
    emit(at, RESULT._replace(warnings=["old"], notes=["hint"]), Output(), ["opened"])
    assert text(at.stderr) == expected


def test_defaults_of_a_result() -> None:
    assert Result([]).exit_code == ExitCode.OK
    assert Result([]).layout.keep == {}


def test_the_command_line_offers_what_the_registry_has() -> None:
    from typing import get_args

    from taiwan_allies.cli.options import FormatName

    assert get_args(FormatName) == tuple(FORMATS)
