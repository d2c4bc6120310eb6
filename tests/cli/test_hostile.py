"""Whatever comes in: no traceback, no escape byte to a terminal, a known exit code, and a store that is sound."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator

import pytest
from conftest import Allies, Record
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NASTY = {
    "long": "x" * 5_000,
    "escape": "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "c1": "\x9b31m",
    "markup": "[bold red]hello[/] [link=https://x.org]x[/link]",
    "formula": '=HYPERLINK("http://x","y")',
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "right-to-left": "abc\u202edcba\u2066x",
    "sql": "'; DROP TABLE own_event; --",
    "sql 2": '" OR 1=1 --',
    "percent": "%s%n%d{0}{x!r}",
    "surrogate": "\udcff\udc80",
    "astral": "𝔘𝔫𝔦\U0001f1f9\U0001f1fc",
    "combining": "e" + "\u0301" * 500,
    "zero width": "a\u200bb\ufeffc",
    "newline": "one\r\ntwo\x0bthree\x85four\u2028five",
    "empty": "",
    "spaces": "   ",
    "dash": "-",
    "option": "--help=x",
    "backticks": "`rm -rf /` $(id) ${IFS}",
    "path": "../../../../etc/passwd",
}
KEEPERS = {
    "markup",
    "formula",
    "at",
    "sql",
    "sql 2",
    "percent",
    "astral",
    "combining",
    "zero width",
    "backticks",
    "path",
    "dash",
}
"""Odd texts that are texts all the same: kept as they are."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "country": ("add", "{}", "sever", "2026-11-20", "-s", "x"),
    "kind": ("add", "paraguay", "{}", "2026-11-20", "-s", "x"),
    "date": ("add", "paraguay", "sever", "{}", "-s", "x"),
    "source": ("add", "paraguay", "sever", "2026-11-20", "-s={}"),
    "tier": ("add", "paraguay", "sever", "2026-11-20", "-s", "x", "--source-tier={}"),
    "note": ("add", "paraguay", "sever", "2026-11-20", "-s", "x", "--note={}"),
    "cause": ("add", "paraguay", "sever", "2026-11-20", "-s", "x", "--cause={}"),
    "prc date": ("add", "paraguay", "sever", "2026-11-20", "-s", "x", "--prc-date={}"),
    "summary": ("add", "palau", "visit", "2026-11-02", "-s", "x", "--summary={}"),
    "actor": ("add", "palau", "visit", "2026-11-02", "-s", "x", "--summary=x", "--actor={}"),
    "amount": ("add", "palau", "visit", "2026-11-02", "-s", "x", "--summary=x", "--amount-usd={}"),
    "id": ("edit", "{}", "--note", "x"),
    "edit": ("edit", "nru-4", "--note={}"),
    "rm": ("rm", "{}", "--reason", "x"),
    "reason": ("rm", "gmb-4", "--reason={}"),
    "log": ("log", "{}"),
    "undo": ("undo", "--step={}"),
    "import": ("import", "{}"),
    "from format": ("import", "-", "--from-format={}"),
    "export": ("export", "--type={}"),
    "fields": ("log", "--fields={}"),
}
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Writer(Record):
    """Commands in a fork of this process, each a new one: here they write."""

    def fresh(self, *args: str, check: int | None = None) -> tuple[int, str, str]:
        self.known.clear()
        done = self(*args, check=check)
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    """Its store is sound after all that these tests did to it."""
    writer = Writer(tmp_path_factory.mktemp("hostile"))
    yield writer
    sound(writer)
    writer.fresh("check", check=None)


def sound(writer: Writer) -> None:
    conn = sqlite3.connect(writer.db)
    assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert conn.execute("SELECT paused, step FROM writing").fetchall() == [(0, None)]
    for (text,) in conn.execute("SELECT command || summary FROM journal_step"):
        assert len(text) < 5_000
        assert not CONTROL.search(text)
    conn.close()


@pytest.mark.long
@pytest.mark.parametrize("where", COMMANDS)
def test_hostile_text_in_every_option(writer: Writer, where: str) -> None:
    for name, text in NASTY.items():
        args = [part.replace("{}", text) for part in COMMANDS[where]]
        if any("\0" in arg for arg in args):
            continue
        code, out, err = writer.fresh(*args)
        assert code in {0, 1, 2, 3}, (name, code, err)
        assert not CONTROL.search(err), (name, err)
        if where in {"note", "summary", "source", "edit"} and name in KEEPERS:
            assert code in {0, 2}, (name, err)
        if name in {"escape", "c1", "right-to-left", "surrogate"}:
            assert code in {2, 3}, (name, err)
        if code == 0 and "step" in out:
            writer.fresh("undo", check=0)
    sound(writer)


@pytest.mark.parametrize("name", sorted(KEEPERS - {"path", "dash"}))
def test_an_odd_text_comes_out_as_it_went_in(writer: Writer, name: str) -> None:
    text = NASTY[name]
    writer.fresh("add", "paraguay", "sever", "2026-11-20", "-s", f"CNA: {text}", f"--note={text}", check=0)
    _, out, _ = writer.fresh("export", "--mine", "-f", "ndjson", check=0)
    import json

    row = json.loads(out)
    assert row["note"] == text.strip()
    writer.fresh("undo", check=0)


def test_what_was_written_past_the_program_cannot_steer_a_terminal(writer: Writer) -> None:
    """A store may come from anybody: what it holds is data."""
    conn = sqlite3.connect(writer.db)
    evil = NASTY["escape"] + NASTY["right-to-left"] + "\x9b2J"
    conn.execute(
        "INSERT INTO own_source VALUES ('my-src-900', ?, ?, NULL, NULL, ?, NULL, NULL, NULL, 'primary', ?)", [evil] * 4
    )
    conn.execute(
        "INSERT INTO own_event(id, code, kind, date, note) VALUES ('my-pry-900', 'PRY', 'sever', '2026-11-20', ?)",
        [evil],
    )
    conn.execute(
        "INSERT INTO own_evidence(event, source, supports, quote) VALUES ('my-pry-900', 'my-src-900', 'date', ?)",
        [evil],
    )
    conn.execute("INSERT INTO own_hidden VALUES ('gmb-4', ?, NULL, NULL, NULL)", [evil])
    conn.commit()
    steps = conn.execute("SELECT max(step) FROM journal_step").fetchone()[0]
    sgr = re.compile(r"\x1b\[[0-9;]*m")
    try:
        for args in (("log",), ("log", str(steps)), ("log", str(steps - 2)), ("export",), ("export", "--mine"), ("edit", "gmb-4", "--note", "x"),
                     ("edit", "my-pry-900", "--note", "", "-n"), ("rm", "my-pry-900", "-n"), ("undo", "4", "-n"), ("show", "paraguay")):  # fmt: skip
            said = writer.terminal(*args, "--color", "always", "--no-pager", check=None)
            assert not CONTROL.search(sgr.sub("", said).replace("\r", "")), (args, said)
            assert "31mred" not in sgr.sub("", said) or "␛" in said
            for kind in ("tsv", "csv", "json", "ndjson", "md"):
                _, out, err = writer.fresh(*args, "-f", kind)
                assert not CONTROL.search(out + err), (args, kind)
    finally:
        writer.fresh("undo", "4", check=0)
        conn.close()


argument = st.one_of(
    st.sampled_from(
        [
            *NASTY.values(),
            "paraguay",
            "nru-4",
            "my-pry-1",
            "sever",
            "visit",
            "2026-11-20",
            "today",
            "1",
            "0",
            "-1",
            "99999999999999999999",
        ]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=()), max_size=20),
)
option = st.sampled_from(
    ["--source", "-s", "--note", "--dry-run", "--force", "--step", "--limit", "--date", "--type", "--reason", "--mine", "--json", "--fields",
     "--cause", "--summary", "--local-date", "--country", "--kind", "--from-format", "-f", "--today", "--"]
)  # fmt: skip


@pytest.mark.long
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    command=st.sampled_from(["add", "edit", "rm", "log", "undo", "import"]),
    rest=st.lists(st.one_of(argument, option, st.tuples(option, argument).map("=".join)), max_size=7),
)
def test_no_command_line_however_odd_breaks_it(writer: Writer, command: str, rest: list[str]) -> None:
    try:
        encoded = [os.fsencode(text) for text in rest]
    except UnicodeEncodeError:  # what no shell can pass on
        return
    code, out, err = writer.fresh(command, *map(os.fsdecode, encoded))
    assert code in {0, 1, 2, 3}, (code, err)
    assert not CONTROL.search(err), err
    if code == 2:
        assert out == ""


@pytest.mark.long
def test_hostile_files(allies: Allies) -> None:
    head = "country,kind,date,source,note\n"
    for name, text in NASTY.items():
        cell = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace('"', '""')
        (allies.folder / "in.csv").write_text(head + f'chad,restore,2026-01-02,x,"{cell}"\n', encoding="utf-8")
        done = allies("import", "in.csv", check=None)
        assert done.returncode in {0, 2}, (name, done.stderr)
        assert not CONTROL.search(done.stderr)
        if done.returncode == 0:
            allies("undo")
