"""The manual page says what the program says, and `man` sets it without a warning."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from taiwan_allies.cli.app import command_of
from taiwan_allies.cli.help.manual import page, roff
from taiwan_allies.cli.help.topics import TOPICS
from taiwan_allies.cli.options import Given
from taiwan_allies.cli.registry import PATHS
from taiwan_allies.errors import exit_codes

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "taiwan_allies/man/allies.1"


def set_by_man(width: int) -> str:
    """The page as a reader sees it."""
    program = shutil.which("man")
    if program is None or shutil.which("groff") is None:
        pytest.skip("man or groff is not installed")
    env = os.environ | {"MANWIDTH": str(width), "LC_ALL": "C.UTF-8", "MANROFFOPT": "-c", "GROFF_NO_SGR": "1"}
    done = subprocess.run(
        [program, "--warnings", "-P", "cat", "-l", str(PAGE)],
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    return re.sub(".\b", "", done.stdout)


def test_the_page_is_what_the_program_says() -> None:
    if os.environ.get("ALLIES_UPDATE_GOLDEN"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "allies help --man -o taiwan_allies/man/allies.1"


def test_the_wheel_ships_it() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = config["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared[str(PAGE.relative_to(ROOT))] == "share/man/man1/allies.1"


def test_it_is_plain_ascii_and_lines_begin_well() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.isascii()
    requests = {line.split()[0] for line in text.splitlines() if line.startswith((".", "'"))}
    assert requests <= {r".\"", ".TH", ".nh", ".ad", ".SH", ".SS", ".PP", ".TP", ".RS", ".RE", ".nf", ".fi"}


def test_nothing_in_a_text_is_a_request() -> None:
    assert roff(".TH") == r"\&.TH"
    assert roff("'it'") == r"\(aqit\(aq"
    assert roff(r"a\n-b") == r"a\en\-b"
    assert roff("民") == r"\[u6C11]"


def test_groff_has_nothing_to_say() -> None:
    program = shutil.which("groff")
    if program is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(
        [program, "-Tutf8", "-ww", "-man", "-z", str(PAGE)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


@pytest.mark.parametrize("width", [60, 80, 160])
def test_no_line_is_too_wide(width: int) -> None:
    lines = set_by_man(width).splitlines()
    assert len(lines) > 500
    if width >= 80:
        assert max(map(len, lines)) <= width


def test_everything_is_in_it() -> None:
    text = set_by_man(160)
    for path in PATHS:
        assert f"allies {' '.join(path)} [OPTIONS]" in text
        assert command_of(path) is not None
    for option in Given.__annotations__.values():
        flags = option.__metadata__[0]
        names = [flags.default, *flags.param_decls]
        assert any(f"{name}" in text for name in names if isinstance(name, str)) is not bool(flags.hidden)
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "taiwan_allies").rglob("*.py"))
    for variable in re.findall(r"\bALLIES_[A-Z_]+", source):
        assert variable in text
    for code in exit_codes().values():
        assert re.search(rf"(?m)^ +{code} +\S", text)
    for topic in TOPICS.keys() - {"codebook"}:
        assert topic.split("-")[0].upper() in text
    assert "民國113年" in text
