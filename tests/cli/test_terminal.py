"""What a person sees: the program on a pseudo-terminal, at three widths, with and without colour.

Golden files hold the bytes as they come, escape sequences and all; ALLIES_UPDATE_GOLDEN=1 rewrites them. A change of
the record changes them too: rewrite them and read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyte
import pytest

from taiwan_allies.output.text import cell_width

if TYPE_CHECKING:
    from conftest import Record

GOLDEN = Path(__file__).parent.parent / "golden" / "cli"
VIEWS: dict[str, tuple[str, ...]] = {
    "summary": (),
    "list": ("list",),
    "show-palau": ("show", "palau"),
    "timeline-lai": ("timeline", "-p", "lai", "--limit", "8"),
    "diff-tsai": ("diff", "tsai"),
    "count-president": ("count", "--by", "president"),
    "presidents": ("presidents", "--in", "1948.."),
    "chart": ("chart",),
    "map": ("map",),
    "help-dates": ("help", "dates"),
}
MORE: dict[str, tuple[str, ...]] = {
    "count": ("count", "--at", "1971-10-25"),
    "is": ("is", "saint vincent", "--at", "1981-08-15"),
    "list former": ("list", "--former"),
    "list 1971": ("list", "--at", "1971-10-24", "-r", "africa"),
    "list fields": ("list", "--fields", "code,name,sources"),
    "show guatemala sources": ("show", "guatemala", "--sources"),
    "show germany": ("show", "germany"),
    "timeline verbose": ("timeline", "-c", "nauru", "-v"),
    "timeline oneline": ("timeline", "-p", "lai", "--oneline"),
    "timeline early": ("timeline", "--in", "1912..1949"),
    "timeline chinese": ("timeline", "-p", "lai", "--limit", "20", "--lang", "zh"),
    "diff verbose": ("diff", "tsai", "-v"),
    "diff back": ("diff", "1979", "1971"),
    "diff chen": ("diff", "chen"),
    "diff stat": ("diff", "tsai", "--stat"),
    "list chinese": ("list", "--lang", "zh"),
    "count year": ("count", "--by", "year", "--in", "1969..1979"),
    "count region": ("count", "--by", "region"),
    "chart president": ("chart", "--by", "president"),
    "chart region": ("chart", "--by", "region"),
    "chart country": ("chart", "-c", "nauru", "-c", "holy see"),
    "chart align": ("chart", "--align"),
    "map 1969": ("map", "--at", "1969-12-31"),
    "map changes": ("map", "--in", "1970..1973"),
    "map chinese": ("map", "--in", "tsai", "--lang", "zh"),
    "chart chinese": ("chart", "--lang", "zh"),
    "presidents all": ("presidents",),
    "search": ("search", "guterres", "letter"),
    "search chinese": ("search", "諾魯", "斷交", "--lang", "zh"),
    "show event": ("show", "nru-4"),
    "show items": ("show", "eng-0115", "eng-0117", "clm-0578", "ast-018", "src-2001"),
    "show presidency": ("show", "tsai", "--sources"),
    "is many": ("is", "palau", "tuvalu"),
    "timeline grep": ("timeline", "--grep", "bishops", "-v"),
    "sources": ("sources", "--country", "nauru"),
    "help": ("help",),
    "help output": ("help", "output"),
    "help exit-codes": ("help", "exit-codes"),
    "help environment": ("help", "environment"),
    "help data": ("help", "data"),
}
ALL = VIEWS | MORE
WIDTHS = (40, 80, 120)
NO_PAGER = {"ALLIES_PAGER": "cat"}
SGR = re.compile(r"\x1b\[([\d;]*)m")
SIXTEEN = {"0", "", "1", "2", "22", "39", *(str(n) for n in [*range(30, 38), *range(90, 98)])}


def seen(record: Record, name: str, width: int, *more: str, **env: str) -> str:
    return record.terminal(*ALL[name], *more, width=width, env={**NO_PAGER, **env})


def is_address(line: str) -> bool:
    return bool(re.fullmatch(r" *(https?://\S+)", SGR.sub("", line)))


# --- golden ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("color", ["color", "plain"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", list(VIEWS))
def test_golden(record: Record, name: str, width: int, color: str) -> None:
    said = seen(record, name, width) if color == "color" else seen(record, name, width, NO_COLOR="1")
    path = GOLDEN / f"{name}-{width}-{color}.txt"
    if os.environ.get("ALLIES_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(said.encode())
    assert path.exists(), f"no {path}: run once with ALLIES_UPDATE_GOLDEN=1 and look at it"
    assert said == path.read_bytes().decode(), "ALLIES_UPDATE_GOLDEN=1 rewrites it"


def test_no_golden_file_is_left_over() -> None:
    expected = {f"{name}-{width}-{color}.txt" for name in VIEWS for width in WIDTHS for color in ("color", "plain")}
    assert {path.name for path in GOLDEN.iterdir()} == expected


# --- width -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [*WIDTHS, 200])
@pytest.mark.parametrize("name", list(ALL))
def test_no_line_is_wider_than_the_terminal(record: Record, name: str, width: int) -> None:
    for line in SGR.sub("", seen(record, name, width)).splitlines():
        assert cell_width(line) <= width or is_address(line), line
        assert line == line.rstrip() or name.startswith("help"), repr(line)


@pytest.mark.parametrize(
    "name", ["list", "chart", "count-president", "list chinese", "chart chinese", "timeline oneline"]
)
def test_a_terminal_agrees_about_the_width(record: Record, name: str) -> None:
    """A terminal of that width wraps nothing: what it shows is the lines as they were written."""
    said = seen(record, name, 80)
    lines = said.splitlines()
    screen = pyte.Screen(80, len(lines) + 1)
    pyte.Stream(screen).feed(said.replace("\n", "\r\n"))
    shown = [line.rstrip() for line in screen.display]
    assert shown == [*SGR.sub("", said).splitlines(), ""]


def test_a_width_of_ones_own(record: Record) -> None:
    assert record.terminal("list", "--width", "60", width=120) == record.terminal("list", width=60)
    assert record.terminal("list", width=120, env={"COLUMNS": "60"}) == record.terminal("list", width=60)
    assert record("list", "-f", "table", "--width", "60", "--color", "never").stdout
    assert "--width" in record("list", "--width", "10", check=2).stderr


@pytest.mark.parametrize("name", ["list", "presidents", "count-president", "list former", "sources"])
@pytest.mark.parametrize("width", [40, 60, 80])
def test_columns_that_do_not_fit_are_named_and_no_value_is_cut(record: Record, name: str, width: int) -> None:
    wide = seen(record, name, 400, "--color", "never")
    narrow = seen(record, name, width, "--color", "never")
    assert "Not shown here" not in wide
    assert "…" not in narrow
    head = next(line for line in wide.splitlines() if line.strip())
    titles = re.split(r" {2,}", head.strip())
    dropped = " ".join(narrow.split()).partition("Not shown here: ")[2].partition(" (a wider")[0].split(", ")
    kept = re.split(r" {2,}", narrow.splitlines()[0].strip())
    if width < 80:
        assert dropped != [""]
    for title in titles:
        field = {"evidence": "quality", "中文": "name_zh", "rows": "supports"}.get(title, title.replace(" ", "_"))
        assert (field in dropped) != (title in kept), (title, dropped, kept)


def test_names_survive_on_a_narrow_terminal(record: Record) -> None:
    names = [row["name"] for row in record.rows("list")]
    said = "".join(seen(record, "list", 30, "--color", "never").split())
    for name in names:
        for word in name.split():
            assert word in said


@pytest.mark.parametrize("name", ["presidents", "count-president", "sources"])
@pytest.mark.parametrize("width", [20, 30, 40])
def test_on_the_narrowest_terminal_values_wrap_and_nothing_is_lost(record: Record, name: str, width: int) -> None:
    said = seen(record, name, width, "--color", "never")
    body = [line for line in said.partition("Not shown here")[0].splitlines() if line.strip()][1:]
    wanted = "".join(row["title" if name == "sources" else "name"] for row in record.rows(*ALL[name]))
    letters = "".join("".join(body).split())
    assert all(letters.count(c) >= wanted.count(c) for c in set(wanted) if c.isalpha())


def test_chosen_fields_are_all_shown(record: Record) -> None:
    said = seen(record, "list fields", 40, "--color", "never")
    assert "Not shown" not in said
    whole = "".join(said.split())
    first = record.rows("list")[0]
    assert all(source in whole for source in first["sources"])


# --- colour ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(ALL))
def test_colour_off_is_off(record: Record, name: str) -> None:
    plain = seen(record, name, 80, "--color", "never")
    assert "\x1b" not in plain
    assert seen(record, name, 80, NO_COLOR="1") == plain
    colored = seen(record, name, 80)
    assert SGR.sub("", colored) == plain


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"CLICOLOR": "0"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}], ids=str)
def test_what_turns_it_off(record: Record, env: dict[str, str]) -> None:
    assert "\x1b" not in seen(record, "list", 80, **env)
    assert "\x1b" in seen(record, "list", 80, "--color", "always", **env)


def test_what_turns_it_on(record: Record) -> None:
    assert "\x1b" in record("list", "-f", "table", env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b" in record("list", "-f", "table", env={"CLICOLOR_FORCE": "1"}).stdout
    assert "\x1b" in record("list", "-f", "table", "--color", "always").stdout
    assert "\x1b" not in record("list", "-f", "table").stdout
    assert "\x1b" not in record("list", "-f", "table", env={"FORCE_COLOR": "0"}).stdout
    assert "\x1b" not in record("list", "--color", "always").stdout


@pytest.mark.parametrize("name", list(ALL))
def test_only_the_sixteen_colours(record: Record, name: str) -> None:
    said = seen(record, name, 120)
    codes = {code for match in SGR.finditer(said) for code in match[1].split(";")}
    assert codes <= SIXTEEN
    assert "\x1b" not in SGR.sub("", said), "an escape sequence that is no colour"
    assert not re.search(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]", said)
    open_ = 0
    for match in SGR.finditer(said):
        open_ = 0 if match[1] in ("", "0") else open_ + 1
    assert open_ == 0, "the terminal is left in a colour"


def test_colour_is_never_alone(record: Record) -> None:
    said = seen(record, "diff-tsai", 80)
    assert all("- " in line for line in said.splitlines() if "\x1b[31m" in line)


# --- ASCII -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "summary", "list", "timeline-lai", "timeline oneline", "diff-tsai", "diff back", "count-president", "presidents", "chart",
        "chart president", "chart region", "list former", "list 1971", "presidents all", "count", "is", "show-palau", "diff verbose",
        "timeline verbose",
    ],
)  # fmt: skip
def test_ascii(record: Record, name: str) -> None:
    said = seen(record, name, 80, "--ascii")
    assert said.isascii(), sorted({c for c in said if not c.isascii()})
    assert said.strip()


def test_a_terminal_that_shows_only_ascii_gets_ascii(record: Record) -> None:
    env = {"ALLIES_FORCE_TTY": "1", "PYTHONIOENCODING": "ascii", "COLUMNS": "80", "ALLIES_PAGER": "cat"}
    for words in (("chart",), ("list",), ("diff", "tsai")):
        done = record.process(*words, env=env)
        assert done.stdout.strip()


# --- the pager -------------------------------------------------------------------------------------------


def paged(record: Record, tmp_path: Path, *words: str, height: int = 24, **env: str) -> tuple[str, str | None]:
    """What came to the terminal, and what the pager got (None where it was not called)."""
    marker, pager = tmp_path / "paged", tmp_path / "pager"
    pager.write_text(f'#!/bin/sh\ncat > "{marker}"\n')
    pager.chmod(0o755)
    marker.unlink(missing_ok=True)
    said = record.terminal(*words, height=height, env={"ALLIES_PAGER": str(pager), **env})
    return said, marker.read_text() if marker.exists() else None


def test_a_pager_for_what_is_longer_than_the_screen(record: Record, tmp_path: Path) -> None:
    whole = seen(record, "show-palau", 80)
    assert paged(record, tmp_path, "show", "palau") == ("", whole)
    assert paged(record, tmp_path, "show", "palau", height=2000) == (whole, None)
    assert paged(record, tmp_path, "timeline", "-p", "lai")[1]
    short = record.terminal("diff", "lai")
    assert paged(record, tmp_path, "diff", "lai") == (short, None)


def test_no_pager_when_it_is_not_wanted(record: Record, tmp_path: Path) -> None:
    whole = seen(record, "show-palau", 80)
    assert paged(record, tmp_path, "show", "palau", "--no-pager") == (whole, None)
    for command in ("", "cat", "a-pager-that-is-not-there"):
        assert paged(record, tmp_path, "show", "palau", ALLIES_PAGER=command) == (whole, None)
    assert paged(record, tmp_path, "show", "palau", "--csv")[1] is None
    file = tmp_path / "x.md"
    assert paged(record, tmp_path, "show", "palau", "-o", str(file)) == ("", None)
    assert file.stat().st_size > 1000


def test_no_pager_in_a_pipe(record: Record, tmp_path: Path) -> None:
    marker = tmp_path / "paged"
    out = record("show", "palau", "-f", "table", env={"ALLIES_PAGER": f"tee {marker}"}).stdout
    assert len(out.splitlines()) > 24
    assert not marker.exists()


def test_pager_before_its_like(record: Record, tmp_path: Path) -> None:
    marker = tmp_path / "other"
    pager = tmp_path / "one with options"
    pager.write_text(f'#!/bin/sh\necho "$1" > "{marker}"\ncat >/dev/null\n')
    pager.chmod(0o755)
    assert record.terminal("show", "palau", env={"PAGER": f"'{pager}' -R"}) == ""
    assert marker.read_text() == "-R\n"


def test_a_pager_that_is_left_early_is_no_error(record: Record) -> None:
    assert record.terminal("timeline", env={"ALLIES_PAGER": "true"}, check=0) == ""


# --- messages --------------------------------------------------------------------------------------------


def test_a_file_at_a_terminal(record: Record, tmp_path: Path) -> None:
    """What a file gets does not depend on who watches: table by its ending only, no colour."""
    for suffix, form in ((".csv", "csv"), (".json", "json")):
        file = tmp_path / f"x{suffix}"
        record.terminal("list", "-o", str(file))
        assert file.read_text(encoding="utf-8") == record("list", "-f", form).stdout


def test_a_format_at_a_terminal_is_the_same_as_in_a_pipe(record: Record) -> None:
    for form in ("tsv", "csv", "json", "ndjson", "md"):
        assert record.terminal("list", "-f", form, width=40) == record("list", "-f", form).stdout


def test_errors_at_a_terminal(record: Record) -> None:
    said = record.terminal("is", "congo", check=3)
    assert said.startswith("allies: ")
    assert len(said.splitlines()) == 2


@pytest.mark.parametrize(
    "words", [("list",), ("list", "--ever"), ("presidents",), ("show", "nauru"), ("timeline", "-p", "ma")], ids=" ".join
)
def test_chinese_is_left_out_where_it_cannot_be_shown(record: Record, words: tuple[str, ...]) -> None:
    text = record.terminal(*words, "--ascii", "--no-pager", width=160)
    assert text.isascii()
    # Below the head a state's sources stand under the titles that they have.
    assert "??" not in (text.splitlines()[0] if words[0] == "show" else text)
