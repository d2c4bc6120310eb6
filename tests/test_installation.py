"""How to add a package and how to come up to date, told for the way in which the program was installed."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from taiwan_allies import installation
from taiwan_allies.installation import Source, installer, source, to_add, to_update

ROOT = Path(__file__).parents[1]
PIP = f"{sys.executable} -m pip install"


class Written:
    """The note that an installer leaves about where a distribution came from (PEP 610)."""

    def __init__(self, note: object) -> None:
        self.note = note

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return None if self.note is None else json.dumps(self.note)


def came_from(monkeypatch: pytest.MonkeyPatch, note: object, by: str = "pip") -> None:
    monkeypatch.setattr(installation, "distribution", lambda _: Written(note))
    monkeypatch.setattr(installation, "installer", lambda: by)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ({"url": "file:///home/a%20b/allies", "dir_info": {"editable": True}}, Source("/home/a b/allies", True)),
        ({"url": "file:///home/a/allies", "dir_info": {}}, Source("/home/a/allies", False)),
        ({"url": "https://example.org/x", "vcs_info": {"vcs": "git"}}, Source("git+https://example.org/x", False)),
        (None, None),
    ],
)
def test_where_it_came_from(monkeypatch: pytest.MonkeyPatch, note: object, said: Source | None) -> None:
    came_from(monkeypatch, note)
    assert source() == said


@pytest.mark.parametrize(("file", "by"), [("pipx_metadata.json", "pipx"), ("uv-receipt.toml", "uv"), ("x", "pip")])
def test_who_looks_after_it(tmp_path: Path, file: str, by: str) -> None:
    (tmp_path / file).touch()
    assert installer(tmp_path) == by


@pytest.mark.parametrize(
    ("by", "add", "again"),
    [
        ("pip", f"{PIP} matplotlib", f"{PIP} --force-reinstall --no-deps {{}}"),
        ("pipx", "pipx inject taiwan-allies matplotlib", "pipx install --force {}"),
        ("uv", "uv tool install --with matplotlib {}", "uv tool install --reinstall {}"),
    ],
)
def test_each_way_has_its_commands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, by: str, add: str, again: str
) -> None:
    (tmp_path / ".git").mkdir()
    came_from(monkeypatch, {"url": tmp_path.as_uri(), "dir_info": {}}, by)
    assert to_add("matplotlib") == add.format(tmp_path)
    assert to_update() == f"git -C {tmp_path} pull && {again.format(tmp_path)}"
    came_from(monkeypatch, {"url": "https://example.org/x", "vcs_info": {"vcs": "git"}}, by)
    assert to_update() == again.format("git+https://example.org/x")


def test_a_clone_that_runs_where_it_lies_is_pulled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    came_from(monkeypatch, {"url": tmp_path.as_uri(), "dir_info": {"editable": True}})
    assert to_update() == f"git -C {tmp_path} pull"


def test_no_command_asks_an_index_for_the_program() -> None:
    """Nothing of its name is published there: the advice would fail, or bring something else."""
    by_name = re.compile(r"(pip3?|pipx|uv tool|uv pip|uvx) (install|upgrade|run)?[^`\n\"']*(?<![\w/=-])taiwan-allies\b")
    texts = [*ROOT.glob("*.md"), *ROOT.glob("taiwan_allies/**/*.py"), *ROOT.glob("taiwan_allies/**/*.md")]
    found = [f"{path.name}: {said[0]}" for path in texts for said in by_name.finditer(path.read_text(encoding="utf-8"))]
    assert [line for line in found if "pipx inject" not in line] == []
