"""add, edit, rm, log, undo, import, export: as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import select
from pathlib import Path
from typing import Any

import pytest
from conftest import Allies


@pytest.fixture
def allies(stored: Allies) -> Allies:
    """Whoever comes here has used the program before."""
    return stored


SOURCE = ("--source", "CNA: a report <https://example.org/1>")
ADD = ("add", "paraguay", "sever", "2026-11-20", *SOURCE)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def terminal(allies: Allies, *args: str) -> str:
    """What the command says to a terminal."""
    pid, fd = pty.fork()
    if not pid:
        os.chdir(allies.folder)
        os.execve(allies.command[0], [*allies.command, *args], allies.env | {"TERM": "xterm", "LC_ALL": "C.UTF-8"})
    said = b""
    while True:
        select.select([fd], [], [], 30)
        try:
            part = os.read(fd, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    os.waitpid(pid, 0)
    os.close(fd)
    return said.decode()


def bare(text: str) -> str:
    """Without colours."""
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# add ---------------------------------------------------------------------------------------------


def test_add_says_what_it_recorded_and_what_that_changes(allies: Allies) -> None:
    done = rows(allies(*ADD).stdout)[0]
    first = {k: done[k] for k in ("id", "code", "kind", "date", "before", "after", "action", "step")}
    assert first == {
        "id": "my-pry-1", "code": "PRY", "kind": "sever", "date": "2026-11-20",
        "before": "12", "after": "11", "action": "added", "step": "1",
    }  # fmt: skip
    assert allies("is", "paraguay", check=1)
    assert allies("count").stdout == "11\n"
    assert "my-pry-1" in allies("show", "paraguay").stdout


def test_at_a_terminal_it_says_so_in_sentences(allies: Allies) -> None:
    said = bare(terminal(allies, *ADD))
    assert "my-pry-1: Paraguay sever 20 November 2026 added." in said
    assert "12 → 11 allies on 20 November 2026." in said
    assert "`allies undo` takes it back." in said


def test_a_dry_run_shows_the_difference_and_changes_nothing(allies: Allies) -> None:
    allies("count")
    before = allies.db.read_bytes()
    said = bare(terminal(allies, *ADD, "--dry-run"))
    assert "would be added" in said
    assert "+ event my-pry-1" in said
    assert "12 → 11" in said
    assert rows(allies(*ADD, "-n").stdout)[0]["step"] == ""
    said = bare(terminal(allies, "edit", "nru-4", "--date", "2024-01-16", "-n"))
    assert "~ event nru-4" in said
    assert "date: 2024-01-15 → 2024-01-16" in said
    said = bare(terminal(allies, "rm", "gmb-4", "--reason", "so", "-n"))
    assert "would be hidden" in said
    assert allies.db.read_bytes() == before


def test_the_options_of_an_event_are_kept(allies: Allies) -> None:
    allies(
        *ADD, "--source", "src-0003", "--note", "Two\nlines", "--local-date", "19 Nov 2026", "--initiated-by", "partner",
        "--prc-date", "2026-11", "--cause", "switch",
    )  # fmt: skip
    found = json.loads(allies("export", "--mine", "--json").stdout)[0]
    assert found["local_date"] == "2026-11-19"
    assert (found["initiated_by"], found["prc_date"], found["cause"]) == ("partner", "2026-11", "switch")
    assert found["note"] == "Two\nlines"
    assert found["source"] == ["src-0003", "CNA: a report <https://example.org/1>"]


def test_several_states_and_engagements(allies: Allies) -> None:
    visit = ("2026-11-02", *SOURCE, "--summary", "State visits", "--end-date", "2026-11-05", "--amount-usd", "1000")
    assert rows(allies("add", "palau,Tuvalu", "visit", *visit).stdout)[0]["code"] == "PLW;TUV"
    assert rows(allies("add", "palau", "--type", "aid", *visit).stdout)[0]["kind"] == "aid"
    done = rows(allies("add", "nauru,honduras", "restore", "today", *SOURCE).stdout)
    assert [row["id"] for row in done] == ["my-nru-1", "my-hnd-1"]
    assert len(rows(allies("log").stdout)) == 3
    allies("undo")
    assert allies("count").stdout == "12\n"


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("add", "atlantis", "sever", "2020", *SOURCE), 3, "no state of the record"),
        (("add", "paraguay", "severed", "2020", *SOURCE), 2, "Did you mean sever"),
        (("add", "paraguay", "sever", "10/11/2026", *SOURCE), 2, "DATE:"),
        (("add", "paraguay", "sever", "2026-11-20"), 2, "no source is given"),
        (("add", "paraguay", "sever", *SOURCE), 2, "no date is given"),
        (("add", "paraguay", "sever", "2026-11-20", "--source", ""), 2, "--source: is empty"),
        (("add", "paraguay", "sever", "2026-11-20", "--source", "src-9999"), 3, "no source has the id"),
        (("add", "MAR", "sever", "2026-11-20", *SOURCE), 2, "Morocco had no relations to end"),
        (("add", "marshall", "sever", "2026-11-20", *SOURCE), 3, "Did you mean Marshall Islands?"),
        (("edit", "nru-4", "--country", "guate"), 3, "Did you mean Guatemala?"),
        (("add", "Korea, Republic of", "sever", "2026-11-20", *SOURCE), 2, "relations had ended already"),
        (("add", "nauru", "sever", "2026-11-20", *SOURCE), 2, "relations had ended already"),
        (("add", "paraguay", "sever", "2026-11-20", *SOURCE, "--summary", "x"), 2, "--summary:"),
        (("add", "paraguay", "sever", "2026-11-20", *SOURCE, "--cause", "sadness"), 2, "--cause:"),
        (("add", "paraguay", "sever", "2026-11-20", *SOURCE, "--prc-date", "soon"), 2, "--prc-date:"),
        (("add", "paraguay", "sever", "2026-11-20", *SOURCE, "--source-tier", "best"), 2, "--source-tier:"),
        (("add", "palau", "visit", "2026-11-02", *SOURCE), 2, "needs one"),
        (("add", "palau", "visit", "2026-11-02", *SOURCE, "--summary", "x", "--cause", "war"), 2, "--cause:"),
        (
            ("add", "palau", "visit", "2026-11-02", *SOURCE, "--summary", "x", "--amount-usd", "much"),
            2,
            "--amount-usd:",
        ),
        (("edit", "nru-4"), 2, "nothing to change"),
        (("edit", "nru-99", "--note", "x"), 3, "no event or engagement"),
        (("edit", "nru-4", "--date", ""), 2, "--date:"),
        (("edit", "nru-4", "--date", "2001"), 2, "could not stand"),
        (("edit", "nru-4", "--kind", "visit"), 2, "is an engagement"),
        (("edit", "nru-4", "--country", "palau,tuvalu"), 2, "one state"),
        (("rm", "nru-99"), 3, "no event or engagement"),
        (("rm", "nru-4"), 2, "needs a reason"),
        (("rm", "nru-3", "--reason", "x"), 2, "nru-4 could not stand"),
        (("log", "7"), 3, "there is no step 7"),
        (("undo", "--step", "7"), 3, "there is no step 7"),
        (("undo", "1", "--step", "7"), 2, "two different things"),
        (("import", "nowhere.csv"), 2, "nowhere.csv: cannot be read"),
        (("import", "."), 2, "Is a directory"),
        (("export", "out", "--mine"), 2, "the whole record"),
    ],
)
def test_what_is_wrong_is_said_in_two_lines_and_changes_nothing(
    stored: Allies, args: tuple[str, ...], code: int, said: str
) -> None:
    before = stored.db.read_bytes()
    done = stored(*args, check=code)
    assert said in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) <= 2
    assert stored.db.read_bytes() == before


# edit, rm, log, undo -----------------------------------------------------------------------------


def test_what_could_not_be_answered_is_refused_before_it_is_written(stored: Allies) -> None:
    before = stored.db.read_bytes()
    for more in ("--fields nosuch", "-o no/such/x.csv", "-o x.nosuch", "-o x.png", "-o .", "-o allies.db"):
        done = stored("add", "paraguay", "sever", "2026-11-20", "-s", "CNA: a report", *more.split(), check=2)
        assert len(done.stderr.splitlines()) == 2
        assert stored.db.read_bytes() == before, more
    assert [path.name for path in stored.folder.iterdir()] == ["allies.db"]


def test_edit_changes_an_own_event_and_corrects_a_bundled_one(allies: Allies) -> None:
    allies(*ADD)
    done = rows(allies("edit", "my-pry-1", "--date", "2026-11-21", "--note", "later").stdout)[0]
    assert (done["action"], done["date"]) == ("changed", "2026-11-21")
    allies("edit", "my-pry-1", "--note", "")
    allies("edit", "nru-4", "--local-date", "2024-01-16")
    mine = {row["id"]: row for row in json.loads(allies("export", "--mine", "--json").stdout)}
    assert mine["my-pry-1"]["note"] is None
    assert (mine["nru-4"]["action"], mine["nru-4"]["local_date"]) == ("replace", "2024-01-16")
    again = allies("edit", "nru-4", "--local-date", "2024-01-16")
    assert "nothing was changed" in again.stderr
    assert len(rows(allies("log").stdout)) == 4


def test_log_has_its_fields_and_shows_a_step(allies: Allies) -> None:
    allies(*ADD)
    allies("rm", "gmb-4", "--reason", "We count on")
    log = json.loads(allies("log", "--json").stdout)
    assert list(log[0])[:5] == ["step", "at", "command", "summary", "undone"]
    assert [row["step"] for row in log] == [2, 1], "newest first"
    assert log[0]["command"] == "allies rm gmb-4 --reason 'We count on'"
    assert log[0]["at"].endswith("Z")
    assert len(rows(allies("log", "--limit", "1").stdout)) == 1
    assert {
        "step": "2",
        "change": "+",
        "type": "hidden",
        "id": "gmb-4",
        "field": "reason",
        "before": "",
        "after": "We count on",
    } in rows(allies("log", "2").stdout)
    said = bare(terminal(allies, "log", "1"))
    assert "+ event my-pry-1" in said
    assert "kind: sever" in said


def test_undo_by_the_command_line(allies: Allies) -> None:
    none = allies("undo", check=1)
    assert (none.stdout, "nothing to undo" in none.stderr) == (
        "step\tundoes\tsummary\tchanges\ttoday_before\ttoday_after\n",
        True,
    )
    before = allies("export", "-f", "ndjson").stdout
    allies(*ADD)
    allies("rm", "gmb-4", "--reason", "x")
    after = allies("export", "-f", "ndjson").stdout
    assert "would be undone" in bare(terminal(allies, "undo", "2", "--dry-run"))
    assert rows(allies("undo", "2").stdout)[0]["undoes"] == "2;1"
    assert allies("export", "-f", "ndjson").stdout == before
    allies("undo")
    assert allies("export", "-f", "ndjson").stdout == after
    allies("undo", "--step", "1")
    assert allies("count").stdout == "13\n"
    assert "only one step stands" in allies("undo", "5", check=2).stderr


# import, export ----------------------------------------------------------------------------------


def test_a_pipe_from_store_to_store(allies: Allies, tmp_path: Path) -> None:
    allies(*ADD, "--note", "a\tb")
    allies("rm", "gmb-4", "--reason", "x")
    elsewhere = {"ALLIES_DB": str(tmp_path / "other.db")}
    for kind in ("csv", "ndjson", "json"):
        stream = allies("export", "--mine", "-f", kind).stdout
        done = rows(allies("import", "-", input=stream, env=elsewhere).stdout)[0]
        assert (done["file"], done["format"], done["rows"]) == ("-", kind, "2")
        assert allies("export", "--mine", "-f", kind, env=elsewhere).stdout == stream
    assert len(rows(allies("log", env=elsewhere).stdout)) == 1, "the second and third time nothing was new"
    assert allies("count", env=elsewhere).stdout == allies("count").stdout


def test_export_writes_the_columns_that_are_promised(allies: Allies) -> None:
    head = allies("export", "-f", "csv").stdout.partition("\n")[0].split(",")
    assert head[:11] == "id country kind date local_date initiated_by cause prc_date memory note source".split()
    assert len(allies("export", "--type", "engagement").stdout.splitlines()) > 100
    assert allies("export", "--mine", "--json").stdout == "[]\n"
    done = rows(allies("export", "package").stdout)[0]
    assert done["folder"] == "package"
    assert (allies.folder / "package" / "datapackage.json").is_file()
    assert "there already" in allies("export", "package", check=2).stderr
    allies("export", "package", "--force")


def test_an_import_is_dry_whole_and_one_step(allies: Allies) -> None:
    file = allies.folder / "news.csv"
    file.write_text("country,kind,date,source\nchad,restore,2026-01-02,x\nchad,sever,2026-01-03,y\n")
    dry = rows(allies("import", "news.csv", "--dry-run").stdout)
    assert [(row["line"], row["action"], row["id"], row["date"]) for row in dry] == [
        ("2", "added", "my-tcd-1", "2026-01-02"), ("3", "added", "my-tcd-2", "2026-01-03"),
    ]  # fmt: skip
    said = bare(terminal(allies, "import", "news.csv", "-n"))
    assert "my-tcd-2" in said
    assert "Would be: 2 rows: 2 added." in said
    assert rows(allies("log").stdout) == []
    assert rows(allies("import", "news.csv").stdout)[0]["step"] == "1"
    file.write_text(
        "country,kind,date,source\nhonduras,restore,2026-01-02,x\nchad,sever,2026-01-09,y\nnowhere,sever,2026,y\n"
    )
    wrong = allies("import", "news.csv", check=2)
    assert wrong.stderr.startswith("allies: news.csv:4: country: ")
    assert wrong.stdout == ""
    assert len(rows(allies("log").stdout)) == 1
    allies("undo")
    assert allies("export", "--mine", "--json").stdout == "[]\n"


def test_an_import_names_the_rows_that_it_changes_and_renumbers(allies: Allies) -> None:
    allies(*ADD, "--note", "mine")
    allies("add", "palau", "sever", "2026-11-01", *SOURCE)
    head = "id,country,kind,date,source,note\n"
    file = allies.folder / "theirs.csv"
    file.write_text(head + "my-pry-1,PRY,sever,2026-11-20,,theirs\nmy-plw-1,PLW,restore,2026-11-02,x,\n")
    dry = rows(allies("import", "theirs.csv", "--dry-run").stdout)
    assert [(row["action"], row["id"], row["changes"], row["given_id"]) for row in dry] == [
        ("changed", "my-pry-1", "note: mine -> theirs", ""), ("added", "my-plw-2", "", "my-plw-1"),
    ]  # fmt: skip
    done = allies("import", "theirs.csv")
    assert rows(done.stdout)[0]["renumbered"] == "1"
    assert done.stderr.splitlines() == [
        "allies: theirs.csv:3: my-plw-1 is another event of yours: this one is my-plw-2",
        "allies: theirs.csv:2: yours is changed: my-pry-1: note: mine -> theirs",
    ]


def test_a_translation_goes_with_the_sentence_that_it_translates(allies: Allies) -> None:
    def told(id_: str) -> dict[str, str]:
        return next(row for row in rows(allies("timeline", "--type", "engagement").stdout) if row["id"] == id_)

    record = told("eng-0003")
    allies("edit", "eng-0003", "--note", "Mine")
    assert told("eng-0003")["summary_zh"] == record["summary_zh"] == "蔡英文自巴拉圭返國途中過境洛杉磯。"
    allies("edit", "eng-0003", "--summary", "Mine too")
    assert told("eng-0003")["summary_zh"] == ""
    # With the record's sentence comes its translation, and a correction that repeats the record is dropped.
    allies("edit", "eng-0003", "--summary", record["summary"], "--note", "")
    assert told("eng-0003") == record
    assert json.loads(allies("diff", "--mine", "--json").stdout) == []


def test_an_own_engagement_may_have_its_summary_in_chinese(allies: Allies) -> None:
    given = "country,kind,date,summary,summary_zh,source\npalau,visit,2026-11-02,A visit,一次訪問,src-0003\n"
    (allies.folder / "mine.csv").write_text(given, encoding="utf-8")
    allies("import", "mine.csv")
    assert "訪問，帛琉：一次訪問" in bare(terminal(allies, "timeline", "--limit", "1", "--lang", "zh"))
    allies("add", "tuvalu", "visit", "2026-11-03", "--summary", "A visit", "--source", "src-0003")
    assert "訪問，吐瓦魯：A visit" in bare(terminal(allies, "timeline", "--limit", "1", "--lang", "zh"))
    exported = allies("export", "--mine", "--format", "csv").stdout
    assert "A visit,一次訪問," in exported
    allies("undo", "--step", "1")
    assert "一次訪問" not in allies("timeline", "--csv").stdout


def test_diff_mine_has_everything_own(allies: Allies) -> None:
    allies(*ADD)
    allies("add", "palau", "visit", "2026-11-02", "--summary", "A visit", "--source", "src-0003")
    allies("edit", "nru-4", "--note", "Mine")
    allies("edit", "eng-0002", "--summary", "Mine too")
    allies("rm", "gmb-4", "eng-0001", "--reason", "We count on")
    allies("edit", "nru-3", "--source", "src-0003")
    found = json.loads(allies("diff", "--mine", "--json").stdout)
    assert {(row["change"], row["id"]) for row in found} == {
        ("added", "my-pry-1"), ("added", "my-eng-1"), ("corrected", "nru-4"), ("corrected", "eng-0002"),
        ("hidden", "gmb-4"), ("hidden", "eng-0001"), ("cited", "nru-3"),
    }  # fmt: skip
    by_id = {row["id"]: row for row in found}
    assert by_id["nru-4"]["changes"].endswith(" -> Mine")
    assert by_id["gmb-4"]["reason"] == "We count on"
    assert by_id["nru-3"]["sources"] == ["src-0003"]
    assert allies("diff", "--mine", "--exit-code", check=1)
    assert "We count on" in bare(terminal(allies, "diff", "--mine"))


def test_progress_is_for_a_person_who_waits(allies: Allies) -> None:
    days = [f"{y}-{m:02}-{d:02}" for y in range(2008, 2018) for m in range(1, 13) for d in range(1, 26)]
    lines = [f"chad,{'sever' if n % 2 else 'restore'},{day},CNA: {n % 5}" for n, day in enumerate(days)]
    (allies.folder / "many.csv").write_text("country,kind,date,source\n" + "\n".join(lines) + "\n")
    assert allies("import", "many.csv", "--dry-run").stderr == ""
    said = terminal(allies, "import", "many.csv")
    assert "\r3,000 rows" in said
    assert "3,000 rows: 3,000 added." in bare(said)


def test_standard_input_that_is_a_terminal_is_no_file(allies: Allies) -> None:
    assert "nothing comes in" in terminal(allies, "import", "-")


def test_a_row_of_ids_is_stable(allies: Allies) -> None:
    """Numbers go up and never come back, whatever happens to their rows."""
    found: list[Any] = []
    for day in ("18", "19", "20"):
        found.append(rows(allies("add", "paraguay", "sever", f"2026-11-{day}", *SOURCE).stdout)[0]["id"])
        allies("rm", found[-1]) if day == "18" else allies("undo")
    assert found == ["my-pry-1", "my-pry-2", "my-pry-3"]
