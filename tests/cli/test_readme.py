"""The README shows what the program does: its examples are run, its pictures are made by the program."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from conftest import Allies, Record

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = ROOT / "tests" / "golden" / "readme"


def examples() -> list[tuple[str, str]]:
    """Every `$ command` of a console block, with the output that follows it."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "output"), examples(), ids=lambda text: text[:40])
def test_an_example_prints_what_the_readme_says(command: str, output: str, allies: Allies, tmp_path: Path) -> None:
    script = tmp_path / "bin" / "allies"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {shlex.join(allies.command)} "$@"\n')
    script.chmod(0o755)
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1; {command}"],
        env=allies.env | {"PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.stdout == output


def test_the_first_two_commands_are_the_ones_that_ci_runs() -> None:
    blocks = re.findall(r"^<!-- (first|second) command -->\n```sh\n(.*?)\n```$", README, flags=re.MULTILINE | re.DOTALL)
    assert [name for name, _ in blocks] == ["first", "second"]
    assert "allies list" in blocks[0][1]
    assert "pytest" in blocks[1][1]


SHOWN = {
    "list": ["list"],
    "timeline": ["timeline", "--president", "lai", "--limit", "6", "--no-pager"],
    "compare": ["compare", "tsai", "lai"],
    "chart": ["chart", "--height", "18"],
}


def test_every_picture_is_shown() -> None:
    shown = {Path(name).name for name in re.findall(r"\(tests/golden/readme/(\S+)\)", README)}
    assert shown == {path.name for path in PICTURES.iterdir()} >= {f"{name}.svg" for name in SHOWN}


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`(allies [^`|]+?)`", README))))
def test_a_command_in_the_text_is_understood(command: str, record: Record) -> None:
    """With `-h` behind it a command line is parsed, and nothing is done."""
    words = shlex.split(command.replace("\n", " "))[1:]
    if "..." not in command:
        record(*words, "-h")


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_is_what_the_program_prints(name: str, allies: Allies) -> None:
    from rich.console import Console
    from rich.text import Text

    done = allies(*SHOWN[name], "--format", "table", "--color", "always", "--width", "96", env={"LINES": "40"})
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=96, file=nowhere, force_terminal=True, color_system="standard")
        console.print(Text(f"$ allies {' '.join(a for a in SHOWN[name] if a != '--no-pager')}", style="bold"))
        console.print(Text.from_ansi(done.stdout))
        svg = console.export_svg(title="allies", unique_id=f"allies-{name}", code_format=SVG)
    path = PICTURES / f"{name}.svg"
    if os.environ.get("ALLIES_UPDATE_GOLDEN"):
        path.write_text(svg, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == svg


DRAWN = {"map": ["map"], "align": ["chart", "--align"]}


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_what_the_program_draws(name: str, allies: Allies, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.svg"
    allies(*DRAWN[name], "-o", str(file))
    path = PICTURES / f"{name}.svg"
    if os.environ.get("ALLIES_UPDATE_GOLDEN"):
        path.write_bytes(file.read_bytes())
    assert path.read_bytes() == file.read_bytes()


# As rich draws a terminal, but without its fonts from elsewhere: the picture stands by itself.
SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
    <style>
    .{unique_id}-matrix {{
        font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
        font-size: {char_height}px;
        line-height: {line_height}px;
        font-variant-east-asian: full-width;
    }}
    .{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
    {styles}
    </style>
    <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
    </defs>
    {chrome}
    <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
    </g>
</svg>
"""
