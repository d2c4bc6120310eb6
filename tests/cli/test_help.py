"""-h on one screen, --help in full, the codebook as a topic, the manual page from the program itself."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from conftest import Allies, Record

from taiwan_allies.cli.app import command_of
from taiwan_allies.cli.options import Given
from taiwan_allies.cli.registry import COMMANDS, GROUPS, PATHS
from taiwan_allies.store.dataset.bundled import DATA

EVERYWHERE = [*PATHS, (), *((name,) for name in GROUPS)]


def named(path: tuple[str, ...]) -> str:
    return " ".join(("allies", *path))


@pytest.mark.parametrize("path", EVERYWHERE, ids=named)
def test_short_help_fits_on_a_screen(record: Record, path: tuple[str, ...]) -> None:
    text = record(*path, "-h").stdout
    lines = text.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith(f"Usage: {named(path)} ")
    own = [p for p in command_of(path).command.params if p.name not in Given._fields and not p.hidden]
    for param in own:
        said = param.make_metavar(command_of(path)) if param.param_type_name == "argument" else max(param.opts, key=len)
        assert said.strip("{}") in text, said
    if path in PATHS:
        assert f"  {named(path)}" in text.partition("Examples:\n")[2].partition("\n\n")[0]
    assert f"{named(path)} --help`" in " ".join(lines) or f"{named(path)} COMMAND --help`" in " ".join(lines)


@pytest.mark.parametrize("path", EVERYWHERE, ids=named)
def test_full_help_has_every_option(record: Record, path: tuple[str, ...]) -> None:
    text = record(*path, "--help").stdout
    for param in command_of(path).command.params:
        for option in (*param.opts, "-h", "--help") if param.param_type_name == "option" and not param.hidden else ():
            assert re.search(rf"(?<![\w-]){option}(?![\w-])", text), option
    if path in PATHS:
        assert "Examples:" in text
        assert text == record("help", *path).stdout


def test_short_help_of_the_program_names_every_command(record: Record) -> None:
    words = record("-h").stdout.split()
    assert {*COMMANDS, *GROUPS} <= {*words}


def test_the_codebook_is_a_topic(record: Record) -> None:
    text = record("help", "codebook").stdout
    headings = re.findall(r"^## (.*)$", (DATA / "CODEBOOK.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.findall(r"^(\d+ .*):$", text, re.MULTILINE) == headings
    assert not re.search(r"\]\(|\*\*|^\|", text, re.MULTILINE)
    assert re.search(r"^  `un_members.csv` +a state's seat in the United Nations; key: code,", text, re.MULTILINE)
    assert max(map(len, text.splitlines())) <= 80


def test_the_manual_page_needs_no_installed_file(allies: Allies) -> None:
    """As under `uv tool`, which links no manual pages."""
    source = allies("help", "--man").stdout
    assert source.splitlines()[1].startswith(".TH ALLIES 1 ")
    allies("help", "--man", "-o", "allies.1")
    assert (allies.folder / "allies.1").read_text(encoding="utf-8") == source
    assert "exclude each other" in allies("help", "dates", "--man", check=2).stderr


def test_the_manual_page_is_shown_at_a_terminal(record: Record) -> None:
    if not (shutil.which("man") and shutil.which("groff")):
        pytest.skip("man or groff is not installed")
    said = record.terminal("help", "--man", "--no-pager", "--color", "never")
    assert re.search(r"^SYNOPSIS\n +allies \[OPTIONS\] \[COMMAND", said, re.MULTILINE)
    assert "\b" not in said
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) <= 80


def test_without_man_it_says_what_to_do(record: Record, tmp_path: Path) -> None:
    said = record.terminal("help", "--man", env={"PATH": os.fspath(tmp_path)}, check=2)
    assert "`man` cannot show the manual page here" in said
    assert "allies help --man -o allies.1" in " ".join(said.split())
