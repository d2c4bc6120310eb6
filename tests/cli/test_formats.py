"""Every command in every format over a pipe: the same rows everywhere, nothing that only a terminal should see."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from taiwan_allies.cli.command import _output
from taiwan_allies.cli.options import Given
from taiwan_allies.cli.registry import GROUPS, PATHS

if TYPE_CHECKING:
    from conftest import Allies, Record

ASK: dict[str, tuple[str, ...]] = {
    "summary": (),
    "list": ("list",),
    "list former": ("list", "--former"),
    "show": ("show", "palau", "nauru"),
    "timeline": ("timeline", "-p", "lai", "-p", "tsai"),
    "timeline early": ("timeline", "--in", "..1950", "--reverse"),
    "diff": ("diff", "tsai"),
    "diff back": ("diff", "1979", "1949", "-v"),
    "diff stat": ("diff", "ma", "tsai", "--stat"),
    "diff mine": ("diff", "--mine"),
    "count": ("count",),
    "count president": ("count", "--by", "president"),
    "count year": ("count", "--by", "year", "--in", "1969..1979"),
    "count region": ("count", "--by", "region", "--at", "1988-01-13"),
    "count president region": ("count", "--by", "president,region", "--in", "tsai"),
    "count share": ("count", "--share", "--by", "decade"),
    "count published": ("count", "--published", "--in", "1949..1960"),
    "compare": ("compare", "tsai", "lai"),
    "panel": ("panel", "--in", "1970..1972"),
    "chart": ("chart",),
    "chart president": ("chart", "--by", "president"),
    "chart region": ("chart", "--by", "region"),
    "chart align": ("chart", "--align"),
    "map": ("map",),
    "presidents": ("presidents",),
    "is": ("is", "palau"),
    "is many": ("is", "palau", "tuvalu"),
    "search": ("search", "guterres", "letter"),
    "search nothing": ("search", "zzzz"),
    "show items": ("show", "nru-4", "eng-0115", "clm-0578", "ast-018", "src-2001", "ma-ying-jeou"),
    "timeline grep": ("timeline", "--grep", "bishops", "--status", "standing,happened"),
    "sources": ("sources", "--country", "palau"),
    "cite": ("cite", "nru-4"),
    "check": ("check",),
    "log": ("log",),
    "export": ("export",),
    "sql": ("sql", "SELECT code, name_zh, NULL AS unknown, 1.5 AS part, 2 AS two FROM state ORDER BY 1"),
    "help": ("help",),
    "help topic": ("help", "output"),
    "doctor": ("doctor",),
    "data info": ("data", "info"),
    "data status": ("data", "status"),
    "db path": ("db", "path"),
}
"""What is asked of each command that only reads. `-` in none of them: the store stays as it is."""
NO_ROWS = {
    "add", "edit", "rm", "undo", "import", "report", "db metadata", "db backup", "db restore", "db migrate", "db rescue", "data resolve", "data update",
    "data contribute", "data diff",
}  # fmt: skip
"""Commands that write, whose output is a document or which build a store or two; their own tests look at them."""
PLAIN = {"count", "is", "help topic", "cite", "check", "db path"}
"""In a pipe these say just the answer, without a header: a number, a word, a text."""
NESTED = {"show", "show items", "check"}
"""In JSON these nest; the flat rows are in the other formats."""


@pytest.mark.parametrize("command", ["is palau", "count", "list -q", "diff tsai --name-only", "check", "cite nru-4"])
def test_tsv_that_was_asked_for_is_tsv(record: Record, command: str, tmp_path: Path) -> None:
    """Where a pipe gets a bare word or number."""
    as_csv = record(*command.split(), "--csv").stdout
    asked = record(*command.split(), "-f", "tsv").stdout
    assert asked.splitlines()[0] == as_csv.splitlines()[0].replace(",", "\t")
    assert len(asked.splitlines()) == as_csv.count("\n")
    record(*command.split(), "-o", str(tmp_path / "answer.tsv"))
    assert (tmp_path / "answer.tsv").read_text(encoding="utf-8") == asked
    assert record(*command.split()).stdout != asked


def test_no_command_is_forgotten() -> None:
    asked = {" ".join(words[: 2 if words[0] in GROUPS else 1]) for words in ASK.values() if words}
    known = {" ".join(path) for path in PATHS}
    assert known - NO_ROWS <= asked
    assert asked <= known


def plain(value: Any) -> str:
    """A JSON value as CSV writes it: a list joined with semicolons."""
    if isinstance(value, list):
        return ";".join(map(plain, value))
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def one_line(text: str) -> str:
    return re.sub(r"[\t\n\r]", " ", text)


def csv_rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def md_rows(text: str) -> list[list[str]]:
    rows = []
    for line in text.splitlines():
        assert line.startswith("| "), line
        assert line.endswith(" |"), line
        cells = re.split(r"(?<!\\)((?:\\\\)*) \| ", line[2:-2])
        joined = [a + b for a, b in zip(cells[::2], [*cells[1::2], ""], strict=True)]
        rows.append([re.sub(r"\\(.)", r"\1", cell) for cell in joined])
    return rows


@pytest.mark.parametrize("name", list(ASK))
def test_the_same_rows_in_every_format(record: Record, name: str) -> None:
    words = ASK[name]
    header, *rows = csv_rows(record(*words, "-f", "csv").stdout)
    assert header
    assert len(set(header)) == len(header)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field) for field in header)
    assert {len(row) for row in rows} <= {len(header)}

    tsv = [line.split("\t") for line in record(*words, "-f", "tsv", "--fields", ",".join(header)).stdout.splitlines()]
    assert tsv == [[one_line(cell) for cell in row] for row in [header, *rows]]

    ndjson = [json.loads(line) for line in record(*words, "-f", "ndjson").stdout.splitlines()]
    assert [list(row) for row in ndjson] == [header] * len(rows)
    assert [[plain(value) for value in row.values()] for row in ndjson] == rows

    flat = json.loads(record(*words, "-f", "json", "--fields", ",".join(header)).stdout)
    assert flat == ndjson
    if name not in NESTED:
        assert json.loads(record(*words, "-f", "json").stdout) == ndjson

    md = md_rows(record(*words, "-f", "md").stdout)
    assert md[0] == header
    assert set(md[1]) == {"---"}
    assert md[2:] == [[one_line(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("name", list(ASK))
def test_a_pipe_gets_tsv(record: Record, name: str) -> None:
    done = record(*ASK[name])
    assert done.stderr == ""
    if name not in PLAIN:
        assert done.stdout == record(*ASK[name], "-f", "tsv").stdout
        assert done.stdout.split("\n")[0].split("\t") == csv_rows(record(*ASK[name], "-f", "csv").stdout)[0]


@pytest.mark.parametrize("format", ["tsv", "csv", "json", "ndjson", "md", "table"])
@pytest.mark.parametrize("name", list(ASK))
def test_no_escape_and_no_ellipsis(record: Record, name: str, format: str) -> None:  # noqa: A002
    out = record(*ASK[name], "-f", format).stdout
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", out)
    # A terminal gets what stands around the words of a search, what is left out behind dots.
    assert "…" not in out or (name, format) in {("search", "table"), ("show", "table")}
    assert "\r" not in out
    assert out == "" or out.endswith("\n")
    assert "\\u" not in out or format == "md"
    if format == "json":
        json.loads(out)


def test_every_list_is_an_array_in_json(stored: Allies) -> None:
    """Wherever the fields are said to be lists, those that the store keeps as one text too."""
    two = ["SWZ", "PLW"]
    sources = ["CNA: one; and more <https://example.org/1>", "CNA: two"]
    said = [word for source in sources for word in ("--source", source)]
    stored("add", "eswatini,palau", "visit", "2026-11-02", "--summary", "Both", *said)
    for words, field, expected in (
        (("add", "eswatini,palau", "visit", "2026-11-03", "--summary", "x", *said, "--dry-run"), "code", two),
        (("diff", "--mine"), "code", two),
        (("export", "--mine"), "country", two),
        (("export", "--mine"), "source", sources),
        (("timeline", "--in", "2026-11-02"), "codes", two),
    ):
        for format_ in ("json", "ndjson"):
            text = stored(*words, "-f", format_, "--fields", field).stdout
            rows = json.loads(text) if format_ == "json" else [json.loads(line) for line in text.splitlines()]
            assert rows == [{field: expected}], (words, format_)
    joined = csv_rows(stored("export", "--mine", "--csv", "--fields", "country,source").stdout)[1]
    assert joined == [";".join(two), "CNA: one\\; and more <https://example.org/1>;CNA: two"]
    for name in ("ours.json", "ours.ndjson", "ours.csv"):
        stored("export", "--mine", "-o", name)
        other = str(stored.folder / f"{name}.db")
        stored("import", name, "--db", other)
        assert stored("export", "--mine", "--csv", "--db", other).stdout == stored("export", "--mine", "--csv").stdout


def test_the_short_ways_to_say_it(record: Record) -> None:
    assert (
        record("list", "--json").stdout
        == record("list", "--format", "json").stdout
        == record("list", "-f", "json").stdout
    )
    assert record("list", "--csv").stdout == record("list", "-f", "csv").stdout == record("--csv", "list").stdout
    assert "--json and --csv" in record("list", "--json", "--csv", check=2).stderr


def test_numbers_truths_and_unknowns_keep_their_types(record: Record) -> None:
    first = json.loads(record("list", "-f", "json").stdout)[0]
    assert isinstance(first["years"], int)
    assert first["disputed"] in (True, False)
    assert first["until"] is None
    assert first["name_zh"] == "瓜地馬拉"
    (row, *_) = json.loads(record(*ASK["sql"], "-f", "json").stdout)
    assert row["unknown"] is None
    assert row["part"] == 1.5
    assert row["two"] == 2
    assert "瓜地馬拉" in record("list", "-f", "json").stdout


def test_chinese_is_for_terminals_only(record: Record) -> None:
    for words in (("list",), ("timeline", "-p", "lai"), ("count", "--by", "president")):
        for form in ("tsv", "csv", "json"):
            assert record(*words, "-f", form, "--lang", "zh").stdout == record(*words, "-f", form).stdout


# --- the contract ----------------------------------------------------------------------------------------

CONTRACT = {
    "list": "code,name,region,subregion,since,years,status",
    "timeline": "date,type,kind,codes,names,president,summary,id",
    "diff": "change,code,name,date,id,president",
    "count president": "period,start_day,end_day,at_start,gained,lost,net,at_end,at_end_min,at_end_max",
    "count year": "period,start_day,end_day,at_start,gained,lost,net,at_end,at_end_min,at_end_max",
    "count region": "period,start_day,end_day,at_start,gained,lost,net,at_end,at_end_min,at_end_max",
    "chart": "date,count,count_min,count_max",
    "chart align": "president,day_in_office,date,at_start,net,count,count_min,count_max",
    "map": "code,name,region,status,date,latitude,longitude",
    "chart president": "period,start_day,end_day,at_start,gained,lost,net,at_end,at_end_min,at_end_max",
    "log": "step,at,command,summary,undone",
    "export": "id,country,kind,date,local_date,initiated_by,prc_date,note,source",
    "presidents": "slug,name,name_zh,office,start_day,end_day,party,acting,at_start,gained,lost,at_end",
}


@pytest.mark.parametrize("name", list(CONTRACT))
def test_the_fields_that_scripts_rely_on(record: Record, name: str) -> None:
    header = record(*ASK[name], "-f", "csv").stdout.split("\n")[0].split(",")
    promised = CONTRACT[name].split(",")
    assert [field for field in header if field in promised] == promised
    if name != "export":
        assert header[: len(promised)] == promised


def test_values_of_change_and_status(record: Record) -> None:
    changes = {row["change"] for row in json.loads(record("diff", "1990..2008", "-f", "json").stdout)}
    assert changes == {"gained", "lost", "returned"}
    assert {row["status"] for row in json.loads(record("list", "--ever", "-f", "json").stdout)} == {"ally", "former"}


# --- fields and headers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(ASK) - NESTED))
def test_fields_pick_and_order(record: Record, name: str) -> None:
    header, *rows = csv_rows(record(*ASK[name], "-f", "csv").stdout)
    wanted = list(reversed(header))[:3]
    picked = record(*ASK[name], "--fields", ", ".join(wanted), "-f", "csv")
    assert csv_rows(picked.stdout) == [wanted, *([row[header.index(f)] for f in wanted] for row in rows)]
    bare = record(*ASK[name], "--fields", ",".join(wanted), "-f", "csv", "--no-header").stdout
    assert csv_rows(bare) == csv_rows(picked.stdout)[1:]
    tsv = record(*ASK[name], "--fields", ",".join(wanted)).stdout.split("\n", 1)
    assert record(*ASK[name], "--fields", ",".join(wanted), "--no-header").stdout == tsv[1]


@pytest.mark.parametrize("name", list(ASK))
def test_an_unknown_field_lists_the_known_ones(record: Record, name: str) -> None:
    header = csv_rows(record(*ASK[name], "-f", "csv").stdout)[0]
    done = record(*ASK[name], "--fields", f"{header[0]},colour", check=2)
    assert done.stdout == ""
    assert "'colour'" in done.stderr
    assert ", ".join(header) in done.stderr
    assert len(done.stderr.splitlines()) == 2
    if name == "list":
        for form in ("json", "table"):
            assert record("list", "--fields", "code,colour", "-f", form, check=2).stderr == done.stderr


def test_fields_may_be_named_twice_and_none_is_wrong(record: Record) -> None:
    assert record("list", "--fields", "code,code").stdout.startswith("code\tcode\nGTM\tGTM\n")
    assert "--fields" in record("list", "--fields", ",", check=2).stderr


def test_no_header_leaves_out_just_that(record: Record) -> None:
    for form in ("tsv", "csv"):
        whole = record("list", "-f", form).stdout
        assert record("list", "-f", form, "--no-header").stdout == whole.split("\n", 1)[1]
    whole = record("list", "-f", "md").stdout
    assert record("list", "-f", "md", "--no-header").stdout == whole.split("\n", 2)[2]
    for form in ("json", "ndjson"):
        assert record("list", "-f", form, "--no-header").stdout == record("list", "-f", form).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--at", "1911"),
        ("list", "--region", "polynesia", "--at", "1950"),
        ("timeline", "--in", "1911"),
        ("diff", "2025", "2026"),
        ("presidents", "--to", "1911"),
    ],
    ids=" ".join,
)
def test_nothing_found_is_a_header_and_no_error(record: Record, words: tuple[str, ...]) -> None:
    assert json.loads(record(*words, "-f", "json").stdout) == []
    assert record(*words, "-f", "ndjson").stdout == ""
    for form in ("tsv", "csv"):
        assert len(record(*words, "-f", form).stdout.splitlines()) == 1


# --- files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["list", "show", "timeline", "diff", "count president", "chart", "presidents", "sources"]
)
@pytest.mark.parametrize("suffix", ["tsv", "csv", "json", "ndjson", "md", "jsonl"])
def test_a_file_holds_what_a_pipe_gets(record: Record, tmp_path: Path, name: str, suffix: str) -> None:
    file = tmp_path / f"out 1.{suffix}"
    done = record(*ASK[name], "-o", str(file))
    assert (done.stdout, done.stderr) == ("", "")
    form = {"jsonl": "ndjson"}.get(suffix, suffix)
    assert file.read_bytes().decode() == record(*ASK[name], "--format", form).stdout
    assert os.listdir(tmp_path) == [file.name]


def test_a_file_that_was_there_is_replaced(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("old\n" * 10_000)
    record("list", "-q", "--output", str(file))
    assert file.read_text().splitlines()[:2] == ["code", "GTM"]


def test_a_format_beats_the_ending_and_a_dash_is_standard_output(record: Record, tmp_path: Path) -> None:
    record("list", "-f", "json", "-o", str(tmp_path / "x.csv"))
    assert len(json.loads((tmp_path / "x.csv").read_text())) == 12
    assert record("list", "--csv", "-o", "-").stdout == record("list", "-f", "csv").stdout


def test_an_unwritten_file_is_a_usage_error(record: Record, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere" / "x.csv"
    assert str(missing) in record("list", "-o", str(missing), check=2).stderr
    assert "folder" in record("list", "-o", str(tmp_path), check=2).stderr
    ending = record("list", "-o", str(tmp_path / "x.xlsx"), check=2).stderr
    assert ".xlsx" in ending
    assert ".csv" in ending
    assert "chart" in record("list", "-o", str(tmp_path / "x.svg"), check=2).stderr
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_a_file_without_a_name_is_a_usage_error(record: Record, option: str) -> None:
    done = record("list", option, "", check=2)
    assert done.stderr.splitlines()[0] == "allies: -o: the name of the file is empty"


def test_what_is_no_plain_file_is_written_to_and_stays(record: Record, tmp_path: Path) -> None:
    """A device or a named pipe, here a pipe: renaming a file over it would take it away from everybody."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    record("list", "-q", "-o", str(pipe))
    assert os.read(reader, 1000).decode() == record("list", "-q").stdout
    os.close(reader)
    assert pipe.is_fifo()
    assert os.listdir(tmp_path) == ["pipe"]
    link = tmp_path / "link"
    link.symlink_to("/proc/self/fd/1")
    assert record.process("list", "--json", "-o", str(link)).stdout == record("list", "--json").stdout
    assert link.is_symlink()


def test_standard_output_by_its_file_name() -> None:
    assert _output(Given(output="/dev/stdout")).file == "-"


def test_a_link_and_the_rights_of_a_file_stay(record: Record, tmp_path: Path) -> None:
    file, link = tmp_path / "private.csv", tmp_path / "link.csv"
    file.touch(mode=0o600)
    link.symlink_to("private.csv")
    record("list", "--csv", "-o", str(link))
    assert link.is_symlink()
    assert file.read_text() == record("list", "--csv").stdout
    assert file.stat().st_mode & 0o777 == 0o600


def test_only_the_endings_that_this_command_knows_are_offered(record: Record, tmp_path: Path) -> None:
    assert ".svg" not in record("list", "-o", str(tmp_path / "x.foo"), check=2).stderr
    assert ".svg" in record("chart", "-o", str(tmp_path / "x.foo"), check=2).stderr


def test_nothing_is_written_where_the_question_is_wrong(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("kept")
    record("list", "--at", "garbage", "-o", str(file), check=2)
    record("show", "atlantis", "-o", str(file), check=3)
    record("list", "--fields", "colour", "-o", str(file), check=2)
    assert file.read_text() == "kept"


# --- surroundings ----------------------------------------------------------------------------------------

SURROUNDINGS = {
    "C": {"LC_ALL": "C"},
    "POSIX without UTF-8": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "narrow": {"COLUMNS": "40", "LINES": "5"},
    "NO_COLOR": {"NO_COLOR": "1"},
    "FORCE_COLOR": {"FORCE_COLOR": "1"},
    "CLICOLOR_FORCE": {"CLICOLOR_FORCE": "1"},
    "dumb": {"TERM": "dumb"},
    "GitHub": {"GITHUB_ACTIONS": "true", "CI": "true"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "Chinese": {"LANG": "zh_TW.UTF-8", "LC_ALL": "zh_TW.UTF-8"},
    "pager": {"PAGER": "false", "ALLIES_PAGER": "false"},
}


@pytest.mark.parametrize("env", SURROUNDINGS.values(), ids=list(SURROUNDINGS))
def test_surroundings_change_nothing_in_a_pipe(record: Record, env: dict[str, str]) -> None:
    """In processes of their own: the encoding of standard output is decided when Python starts."""
    for words in (("show", "palau"), ("count", "--by", "president", "-f", "csv")):
        done = record.process(*words, env=env)
        assert (done.stdout, done.stderr) == (record(*words).stdout, ""), words


@pytest.mark.parametrize("name", list(ASK))
def test_no_command_looks_at_the_terminal_in_a_pipe(record: Record, name: str) -> None:
    env = {"COLUMNS": "40", "FORCE_COLOR": "1", "GITHUB_ACTIONS": "true", "TERM": "dumb", "LANG": "zh_TW.UTF-8"}
    done = record(*ASK[name], env=env)
    assert "\x1b" not in done.stdout + done.stderr
    if name != "doctor":  # which tells of these variables
        assert done.stdout == record(*ASK[name]).stdout


def test_an_error_message_is_readable_everywhere(record: Record) -> None:
    done = record.process("show", "帛琉國x", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, check=3)
    assert len(done.stderr.splitlines()) == 2


# --- readers that go away, and Ctrl-C --------------------------------------------------------------------


@pytest.mark.parametrize("words", ["sources", "timeline --json", "show palau --csv", "list"])
def test_a_reader_may_leave(record: Record, words: str) -> None:
    """`| head -1` ends quietly; pipefail tells of it, as it does of `cat`."""
    command = " ".join(record.command)
    many = f"for i in 1 2 3 4 5 6 7 8; do {command} {words} || exit; done"
    script = f"set -o pipefail; {{ {many}; }} | head -1"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=record.env, cwd=record.folder)
    assert done.stderr == ""
    assert done.returncode == 141
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.usefixtures("sigint")
def test_interrupted(allies: Allies) -> None:
    """Ctrl-C while a long query runs."""
    allies("count")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    running = allies.start("sql", endless)
    children = Path(f"/proc/{running.pid}/stat")
    for _ in range(200):  # until it computes: some processor time has been used after the start
        time.sleep(0.05)
        used = sum(int(n) for n in children.read_text().rpartition(")")[2].split()[11:13])
        if used > 60:
            break
    running.send_signal(signal.SIGINT)
    try:
        out, err = running.communicate(timeout=60)
    finally:
        running.kill()
    assert running.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in err
    assert out == ""
