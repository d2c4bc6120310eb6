"""`allies chart`: the picture, and the points that it is drawn from."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from taiwan_allies.output.text import cell_width

if TYPE_CHECKING:
    from conftest import Record


def test_the_points_are_the_steps_of_the_count(record: Record) -> None:
    points = record.rows("chart")
    assert points[0]["date"] == "1948-05-20"
    assert [p["date"] for p in points] == sorted({p["date"] for p in points})
    for before, after in pairwise(points[:-1]):
        assert {k: v for k, v in before.items() if k != "date"} != {k: v for k, v in after.items() if k != "date"}
    for point in points:
        assert point["count_min"] <= point["count"] <= point["count_max"]


def test_the_last_point_is_the_last_day_drawn(record: Record) -> None:
    assert record.rows("chart")[-1] == {"date": "2026-11-24", "count": 12, "count_min": 12, "count_max": 12}
    assert record.rows("chart", "--in", "2020..2024-01-15")[-1]["date"] == "2024-01-15"
    assert len(record.rows("chart", "--in", "2023-04..2024-01-15")) == 2
    regions = {row["region"]: row["date"] for row in record.rows("chart", "--by", "region", "--in", "1971..1979")}
    assert set(regions.values()) == {"1979-12-31"}
    assert len(regions) == 5


def test_a_point_is_what_count_says_of_its_day(record: Record) -> None:
    points = record.rows("chart")
    for point in [*points[::20], points[-1]]:
        assert record.rows("count", "--at", point["date"]) == [point]


def test_a_period_and_filters(record: Record) -> None:
    assert record.rows("chart", "--in", "1971..1979")[0]["date"] == "1971-01-01"
    assert record.rows("chart", "--in", "1971..1979")[-1]["date"] == "1979-12-31"
    assert record.rows("chart", "--in", "tsai")[0] == {
        "date": "2016-05-20",
        "count": 22,
        "count_min": 22,
        "count_max": 22,
    }
    assert record.rows("chart", "-p", "tsai") == record.rows("chart", "--in", "tsai")
    assert [p["count"] for p in record.rows("chart", "-p", "tsai", "-r", "oceania")] == [6, 5, 4, 3, 3]
    assert [p["count"] for p in record.rows("chart", "-c", "nauru")] == [0, 1, 0, 1, 0, 0]
    assert record.rows("chart", "--in", "1912..")[0]["date"] == "1912-01-01"


def test_by_region_adds_up(record: Record) -> None:
    latest: dict[str, int] = {}
    counts = {p["date"]: p["count"] for p in record.rows("chart")}
    sums = {}
    for row in record.rows("chart", "--by", "region"):
        latest[row["region"]] = row["count"]
        sums[row["date"]] = sum(latest.values())
    assert set(latest) == {"Africa", "Americas", "Asia", "Europe", "Oceania"}
    assert {day: sums[day] for day in counts if day in sums} == {day: n for day, n in counts.items() if day in sums}
    assert sum(latest.values()) == 12


def test_by_president_are_the_rows_of_count(record: Record) -> None:
    assert record.rows("chart", "--by", "president") == record.rows("count", "--by", "president")


@pytest.mark.parametrize("width", [40, 80, 140])
def test_drawn(record: Record, width: int) -> None:
    lines = record.terminal("chart", "--color", "never", width=width, height=30).splitlines()
    text = "\n".join(lines)
    assert lines[0].startswith("States that recognise")
    assert re.search(r"(?<!\d)12$", text, re.MULTILINE)
    assert len(re.findall(r"\b(?:19[5-9]0|20[0-2]0)\b", text)) >= 3
    assert re.search(r"[⠁-⣿]", text)
    assert max(map(cell_width, lines)) <= width
    if width == 140:
        for name in ("Chiang Kai-shek", "Chiang Ching-kuo", "Lee Teng-hui", "Tsai", "Lai"):
            assert name in text


def test_bars(record: Record) -> None:
    lines = record.terminal("chart", "--by", "president", "--color", "never").splitlines()
    (tsai,) = [line for line in lines if line.startswith("Tsai")]
    left, _, right = tsai.partition("│")
    assert "-10" in left
    assert "█" in left
    assert "+" not in right
    assert right.split()[-1] == "12"
    assert sum(line.startswith("Chiang Kai-shek 19") for line in lines) == 2


def test_ascii(record: Record) -> None:
    for by, known in (
        ((), r"(?<!\d)12"),
        (("--by", "region"), r"Americas 7"),
        (("--by", "president"), r"(?<!\d)12"),
        (("-c", "nauru"), r"={5,}\.+={5,}"),
        (("--align",), r"T+ Tsai -10"),
    ):
        said = record.terminal("chart", *by, "--ascii", "--color", "never", width=100)
        assert said.isascii()
        assert re.search(known, said), by


def test_height(record: Record) -> None:
    short, tall = (len(record.terminal("chart", "--height", n).splitlines()) for n in ("10", "20"))
    assert tall - short == 10
    assert "--height" in record("chart", "--height", "3", check=2).stderr


def test_too_short(record: Record) -> None:
    assert "too short" in record("chart", "--in", "2026-11-24", check=2).stderr


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_a_picture(record: Record, tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("matplotlib")
    file = tmp_path / f"chart.{suffix}"
    record("chart", "--in", "2000..", "-o", str(file))
    start = {"png": b"\x89PNG", "pdf": b"%PDF"}[suffix]
    assert file.read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_what_matplotlib_has_to_say_of_its_folders_is_not_said(record: Record, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    done = record.process("chart", "-o", str(tmp_path / "x.png"), env={"HOME": "/proc/nobody"})
    assert done.stderr == ""


@pytest.fixture
def bare(record: Record, tmp_path: Path) -> dict[str, str]:
    """An environment without matplotlib."""
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "matplotlib.py").write_text("raise ImportError('no matplotlib here')\n")
    return {"PYTHONPATH": f"{folder}:{record.env['PYTHONPATH']}"}


def test_png_needs_matplotlib_and_says_how_to_install_it(record: Record, tmp_path: Path, bare: dict[str, str]) -> None:
    done = record.process("chart", "-o", str(tmp_path / "x.png"), env=bare, check=None)
    assert done.returncode == 2
    assert "pip install matplotlib" in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert not (tmp_path / "x.png").exists()


def drawn(record: Record, tmp_path: Path, *args: str, env: dict[str, str] | None = None) -> list[str]:
    """The texts of a chart as SVG."""
    file = tmp_path / "x.SVG"
    record.process("chart", *args, "-o", str(file), env=env or {})
    text = file.read_text(encoding="utf-8")
    assert len(text.encode()) < 60_000
    return re.findall("<text[^>]*>([^<]*)</text>", text)


def test_an_svg_needs_nothing_and_says_what_was_asked(record: Record, tmp_path: Path, bare: dict[str, str]) -> None:
    said = drawn(record, tmp_path, env=bare)
    assert said[0] == "States that recognise the Republic of China (Taiwan)"
    assert "UN resolution 2758, 25 October 1971" in said
    assert any(re.fullmatch(r"67 (\(.*\) )?from \d+ \w+ 19\d\d", text) for text in said)
    info = record.rows("data", "info")[0]
    assert said[-1].startswith(f"Source: Taiwan Allies, record {info['version']} · data as of ")
    assert said[-1].endswith(" · CC BY 4.0")
    for args, title in {
        ("-c", "nauru"): "Nauru: recognition of the Republic of China (Taiwan)",
        ("-r", "africa"): "Allies of the Republic of China (Taiwan) in Africa",
        ("--by", "region", "-r", "pacific"): "Allies of the Republic of China (Taiwan) by region: Oceania",
        (
            "--by",
            "president",
            "-c",
            "haiti",
        ): "Allies of the Republic of China (Taiwan) gained and lost by presidency: Haiti",
        ("-r", "africa", "--lang", "zh"): "中華民國（臺灣）在非洲的邦交國數",
    }.items():
        assert " ".join(drawn(record, tmp_path, *args, env=bare)).startswith(title)
        # The same at a terminal.
        assert record.terminal("chart", *args, "--color", "never", width=120).splitlines()[0] == title or "--by" in args


def test_the_losses_of_a_presidency_are_named(record: Record, tmp_path: Path) -> None:
    said = drawn(record, tmp_path, "--in", "tsai")
    lost = [row for row in record.rows("diff", "tsai") if row["change"] == "lost"]
    assert len(lost) == 10
    for row in lost:
        year = row["date"][:4]
        assert any(text.startswith(f"− {row['name']}, ") and text.endswith(year) for text in said), row["name"]


def test_the_line_is_dotted_after_the_day_of_the_data(record: Record) -> None:
    text = record.terminal("chart", "--in", "2026..", "--color", "never", "--ascii", width=80)
    (line,) = [line for line in text.splitlines() if line.endswith(" 12")]
    assert re.search(r"-{15,}\.{15,} 12$", line)


def test_a_period_to_come_has_no_chart(record: Record) -> None:
    assert "has not begun" in record("chart", "--in", "2030..", check=2).stderr


def test_regions_have_a_panel_each_with_their_last_count(record: Record) -> None:
    last = {row["region"]: row["count"] for row in record.rows("chart", "--by", "region")}
    for width in (60, 100):
        lines = record.terminal("chart", "--by", "region", "--color", "never", width=width).splitlines()
        ends = [line.rsplit(maxsplit=2)[-2:] for line in lines if line.split()[-2:-1] and line.split()[-2] in last]
        assert {name: int(count) for name, count in ends} == last


def test_a_country_is_the_strip_of_its_spells(record: Record, tmp_path: Path) -> None:
    lines = record.terminal("chart", "-c", "nauru", "--color", "never", width=80).splitlines()
    (strip,) = [line for line in lines if line.startswith("Nauru  ")]
    assert re.fullmatch(r"Nauru  ·+[━╸╺]+·+[━╸╺]+·+", strip)
    assert "4 May 1980 to 23 July 2002; 14 May 2005 to 15 January 2024" in lines
    assert len(lines) < 15
    said = drawn(record, tmp_path, "-c", "nauru", "-c", "palau")
    assert {"Nauru", "Palau", "29 December 1999 to today"} <= {*said}


# --align -----------------------------------------------------------------------------------------------


def test_every_step_of_a_presidency_is_what_compare_says_of_that_day(record: Record) -> None:
    rows = record.rows("chart", "--align")
    assert {row["president"] for row in rows} >= {"chiang-kai-shek-4", "ma-ying-jeou", "lai-ching-te"}
    assert min(row["date"] for row in rows) == "1948-05-20"
    for row in rows[::17] + rows[-1:]:
        (same,) = record.rows("compare", row["president"], "--day", str(row["day_in_office"]))
        for field in ("president", "day_in_office", "date", "at_start", "count", "count_min", "count_max"):
            assert row[field] == same[field]
        assert row["net"] == row["count"] - row["at_start"] == same["gained"] - same["lost"]


def test_aligned_presidencies_are_chosen_and_filtered(record: Record) -> None:
    rows = record.rows("chart", "--align", "tsai", "-p", "lai")
    assert [row["president"] for row in rows] == ["tsai-ing-wen"] * 12 + ["lai-ching-te"] * 2
    assert [(row["day_in_office"], row["net"]) for row in rows[-3:]] == [(2922, -10), (1, 0), (919, 0)]
    assert record.rows("chart", "--align", "tsai", "-r", "oceania")[-1]["net"] == -3
    before = record.rows("chart", "--align", "--today", "2010-11-24")
    assert (before[-1]["president"], before[-1]["date"]) == ("ma-ying-jeou", "2010-11-24")
    assert "--align and --by" in record("chart", "--align", "--by", "region", check=2).stderr
    assert "--align and --in" in record("chart", "--align", "--in", "1971..", check=2).stderr
    assert record("chart", "--align", "nobody", check=3)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_presidency_is_named_at_its_end(record: Record, width: int) -> None:
    text = record.terminal("chart", "--align", "--color", "never", width=width, height=40)
    for label in ("Lee +6", "Ma -1", "Tsai -10", "Lai 0"):
        assert label in text
    assert re.search(r"went on to day\s+9167\s+and\s+-7", text)


def test_aligned_as_a_picture(record: Record, tmp_path: Path) -> None:
    said = drawn(record, tmp_path, "--align")
    for president in ("Yen Chia-kan −7", "Lee Teng-hui +6", "Ma Ying-jeou −1", "Tsai Ing-wen −10", "Lai Ching-te 0"):
        assert president in said
    assert sum(text.startswith("Chiang Kai-shek 19") for text in said) == 3
    assert "蔡英文 −10" in drawn(record, tmp_path, "--align", "tsai", "--lang", "zh")


# --title, --size -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("args", [("chart",), ("chart", "--by", "president"), ("chart", "--align"), ("map",)])
def test_a_title_and_a_size_of_ones_own(record: Record, tmp_path: Path, args: tuple[str, ...]) -> None:
    for size, (width, height) in {"16:9": (1000, 562), "4:3": (900, 675), "square": (800, 800)}.items():
        file = tmp_path / "x.svg"
        record(*args, "-o", str(file), "--size", size, "--title", "Ten & <more>")
        drawn = file.read_text(encoding="utf-8")
        assert f'viewBox="0 0 {width} {height}"' in drawn
        assert drawn.count("Ten &amp; &lt;more&gt;") == 2
    assert "--size" in record(*args, "--size", "3:2", check=2).stderr
    assert record.terminal(*args, "--title", "My own", "--color", "never").startswith("My own\n") or "president" in args
