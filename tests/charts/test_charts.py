"""The charts: golden files of real-looking data, and properties that hold for any data."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiwan_allies.charts.scene import Aligned, Band, Bar, BarChart, Caption, Course, Layer, Point, TimeChart
from taiwan_allies.charts.strips import strip, strip_axis
from taiwan_allies.charts.terminal import paint
from taiwan_allies.context import Style
from taiwan_allies.output.text import cell_width

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden" / "charts"
SGR = re.compile(r"\x1b\[[0-9;]*m")
START, END = date(1948, 5, 20), date(2026, 11, 24)


# --- the demo series ------------------------------------------------------------------------------------


def load() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((HERE / "series.json").read_text(encoding="utf-8"))
    return data


def to_points(rows: list[Any]) -> tuple[Point, ...]:
    return tuple(Point(date.fromisoformat(d), c, lo, hi) for d, c, lo, hi in rows)


DATA = load()
POINTS = to_points(DATA["points"])
LAYERS = [Layer(name, to_points(rows)) for name, rows in DATA["layers"].items()]
BANDS = [Band(date.fromisoformat(a), date.fromisoformat(b), name, short) for a, b, name, short, _ in DATA["bands"]]
BANDS_ZH = [Band(date.fromisoformat(a), date.fromisoformat(b), zh, zh[:1]) for a, b, _, _, zh in DATA["bands"]]
BARS = [Bar(*row[:6]) for row in DATA["bars"]]
SPELLS = {
    code: [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in rows] for code, rows in DATA["spells"].items()
}
COURSES = [
    Course("Chiang Kai-shek", "CKS", [(0, 0), (400, 2), (3000, 5), (3800, 14), (9167, -7)]),
    Course("Lee Teng-hui", "Lee", [(0, 0), (900, 5), (2500, 7), (4506, 6)]),
    Course("Ma Ying-jeou", "Ma", [(0, 0), (2000, -1), (2922, -1)]),
    Course("Tsai Ing-wen", "Tsai", [(0, 0), (216, -1), (735, -4), (1219, -7), (2797, -10), (2922, -10)]),
    Course("Lai Ching-te", "Lai", [(0, 0), (919, 0)], lasts=True),
]
HEIGHTS = {40: 14, 80: 23, 120: 32}


def step_chart(
    points: Sequence[Point],
    bands: Sequence[Band],
    start: date,
    end: date,
    *,
    width: int,
    height: int,
    style: Style,
    title: str = "",
) -> list[str]:
    scene = TimeChart([Layer("", tuple(points))], bands, start, end, caption=Caption(title)).cut()
    return paint(scene, width=width, height=height, style=style)


def panels(
    layers: Sequence[Layer],
    bands: Sequence[Band],
    start: date,
    end: date,
    *,
    width: int,
    height: int,
    style: Style,
    title: str = "",
) -> list[str]:
    scene = TimeChart(layers, bands, start, end, form="panels", caption=Caption(title)).cut()
    return paint(scene, width=width, height=height, style=style)


def diverging_bars(
    bars: Sequence[Bar], *, width: int, style: Style, heads: tuple[str, str, str] = ("lost", "gained", "at end")
) -> list[str]:
    return paint(BarChart(bars, heads), width=width, height=0, style=style)


def draw_step(width: int, style: Style) -> list[str]:
    title = "States with relations with the Republic of China"
    return step_chart(POINTS, BANDS, START, END, width=width, height=HEIGHTS[width], style=style, title=title)


def draw_bars(width: int, style: Style) -> list[str]:
    return diverging_bars([*BARS, Bar("São Tomé", 3, 1, 57, 55, 59)], width=width, style=style)


def draw_regions(width: int, style: Style) -> list[str]:
    return panels(LAYERS, BANDS, START, END, width=width, height=HEIGHTS[width], style=style, title="By region")


def draw_strips(width: int, style: Style) -> list[str]:
    lines = [strip_axis(START, END, width=width, style=style)]
    lines += [strip(spells, START, END, width=width, style=style) for spells in SPELLS.values()]
    doubt = [(date(1959, 1, 1), date(1960, 1, 1))]
    lines.append(strip([(date(1960, 1, 1), END)], START, END, width=width, style=style, doubt=doubt))
    return lines


def draw_chinese(width: int, style: Style) -> list[str]:
    return step_chart(
        POINTS,
        BANDS_ZH,
        date(1912, 1, 1),
        END,
        width=width,
        height=HEIGHTS[width],
        style=style,
        title="邦交國",
    )


def draw_spells(width: int, style: Style) -> list[str]:
    def points(spells: list[tuple[date, date]]) -> tuple[Point, ...]:
        return tuple(Point(day, n, n, n) for spell in spells for day, n in zip(spell, (1, 0), strict=True))

    layers = [Layer(code, points(spells), "told of it") for code, spells in SPELLS.items()]
    scene = TimeChart(layers, BANDS, START, END, form="strips", caption=Caption("Spells")).cut()
    return paint(scene, width=width, height=0, style=style)


def draw_aligned(width: int, style: Style) -> list[str]:
    scene = Aligned(COURSES, Caption("By day in office"), ["Chiang Kai-shek went on to day 9167 and -7."])
    return paint(scene, width=width, height=HEIGHTS[width], style=style)


KINDS: dict[str, Callable[[int, Style], list[str]]] = {
    "step": draw_step,
    "bars": draw_bars,
    "regions": draw_regions,
    "strips": draw_strips,
    "chinese": draw_chinese,
    "spells": draw_spells,
    "aligned": draw_aligned,
}


@pytest.fixture
def golden() -> Callable[[str, list[str]], None]:
    """Compares with the golden file of that name; ALLIES_UPDATE_GOLDEN=1 rewrites it."""

    def check(name: str, lines: list[str]) -> None:
        path = GOLDEN / f"{name}.txt"
        text = "".join(line + "\n" for line in lines)
        if os.environ.get("ALLIES_UPDATE_GOLDEN") == "1":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.exists(), f"no {path}: run once with ALLIES_UPDATE_GOLDEN=1 and look at it"
        assert text == path.read_bytes().decode()

    return check


@pytest.mark.parametrize("color", [False, True], ids=["plain", "color"])
@pytest.mark.parametrize("unicode", [True, False], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("kind", list(KINDS))
def test_golden(kind: str, width: int, unicode: bool, color: bool, golden: Callable[[str, list[str]], None]) -> None:
    style = Style(color=color, unicode=unicode)
    lines = KINDS[kind](width, style)
    check_lines(lines, width, style)
    if kind in {"step", "regions", "chinese"}:
        assert len(lines) == HEIGHTS[width]
    name = f"{kind}-{width}-{'unicode' if unicode else 'ascii'}-{'color' if color else 'plain'}"
    golden(name, lines)


def test_the_series_is_the_one_we_know() -> None:
    assert max(p.count for p in POINTS) == 68
    assert POINTS[-1].count == 12
    assert sum(layer.points[-1].count for layer in LAYERS) == 12


# --- properties -----------------------------------------------------------------------------------------


def check_lines(lines: Sequence[str], width: int, style: Style) -> None:
    for line in lines:
        bare = SGR.sub("", line)
        assert cell_width(bare) <= width, line
        assert bare == bare.rstrip(), line
        assert "\x1b" not in bare, line
        assert style.color or bare == line
        assert style.unicode or line.isascii()
        assert all(c.isprintable() for c in bare), line


DAYS = st.dates(date(1900, 1, 1), date(2040, 12, 31))
NAMES = st.one_of(
    st.sampled_from(["Chiang Kai-shek", "Tsai Ing-wen", "蔣中正", "São Tomé", "", " ", "-", "e\u0301", "\x1b[31mred"]),
    st.text(max_size=20),
)
STYLES = st.builds(Style, color=st.booleans(), unicode=st.booleans())
WIDTHS = st.integers(30, 300)
ALL_HEIGHTS = st.integers(5, 60)


@st.composite
def many_points(draw: st.DrawFn, certain: bool = False, most: int = 100) -> list[Point]:
    days = sorted(draw(st.lists(DAYS, max_size=25, unique=True)))
    found = []
    for day in days:
        count = draw(st.integers(0, most))
        low = count if certain else draw(st.integers(max(0, count - 3), count))
        high = count if certain else draw(st.integers(count, count + 3))
        found.append(Point(day, count, low, high))
    return found


@st.composite
def many_bands(draw: st.DrawFn) -> list[Band]:
    """In order or not, touching, overlapping, empty, with gaps: all of it can come."""
    return draw(st.lists(st.builds(Band, DAYS, st.one_of(DAYS, st.just(date.max)), NAMES, NAMES), max_size=12))


SPANS = st.tuples(DAYS, DAYS).map(sorted)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(many_points(), many_points(most=2_000_000)),
    many_bands(),
    SPANS,
    WIDTHS,
    ALL_HEIGHTS,
    STYLES,
    NAMES,
)
def test_any_step_chart(
    points: list[Point],
    bands: list[Band],
    span: list[date],
    width: int,
    height: int,
    style: Style,
    title: str,
) -> None:
    start, end = span
    lines = step_chart(points, bands, start, end, width=width, height=height, style=style, title=title)
    assert len(lines) == height
    check_lines(lines, width, style)
    seen = [p for p in points if p.day <= end]
    if seen:
        assert re.search(rf"(?<!\d){seen[-1].count}(?!\d)", SGR.sub("", "\n".join(lines)))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(NAMES, many_points()), max_size=7),
    many_bands(),
    SPANS,
    WIDTHS,
    ALL_HEIGHTS,
    STYLES,
    NAMES,
)
def test_any_panels(
    raw: list[tuple[str, list[Point]]],
    bands: list[Band],
    span: list[date],
    width: int,
    height: int,
    style: Style,
    title: str,
) -> None:
    layers = [Layer(name, tuple(points)) for name, points in raw]
    start, end = span
    lines = panels(layers, bands, start, end, width=width, height=height, style=style, title=title)
    assert len(lines) == max(height, len(layers) + 5)
    check_lines(lines, width, style)
    text = SGR.sub("", "\n".join(lines))
    for _, points in raw:
        for point in [p for p in points if p.day <= end][-1:]:
            assert re.search(rf"(?<!\d){point.count}(?!\d)", text)


COUNTS = st.integers(0, 100)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(NAMES, COUNTS, COUNTS, COUNTS, st.integers(0, 3), st.integers(0, 3)), max_size=12),
    WIDTHS,
    STYLES,
    st.tuples(NAMES, NAMES, NAMES),
)
def test_any_bars(
    rows: list[tuple[str, int, int, int, int, int]], width: int, style: Style, heads: tuple[str, str, str]
) -> None:
    bars = [Bar(n, lost, gained, e, max(0, e - a), e + b) for n, lost, gained, e, a, b in rows]
    lines = diverging_bars(bars, width=width, style=style, heads=heads)
    assert len(lines) == len(bars) + 1
    check_lines(lines, width, style)
    axis = style.pick("│", "|")
    for line, bar in zip(lines[1:], bars, strict=True):
        # Names may hold anything, the axis too; what follows it holds no axis.
        left, _, right = SGR.sub("", line).rpartition(axis)
        full, half = style.pick("█", "-"), style.pick("▐", "-")
        assert left.endswith((full, half)) == (bar.lost > 0)
        assert right.startswith((style.pick("█", "+"), style.pick("▌", "+"))) == (bar.gained > 0)
        if bar.gained:
            assert f" +{bar.gained}" in right
        if bar.lost:
            assert f"-{bar.lost} " in left
        assert re.search(rf"(?<!\d){bar.at_end}(?!\d)", right)


@given(st.integers(1, 60), st.integers(40, 200))
def test_equal_numbers_are_equally_long(n: int, width: int) -> None:
    line = diverging_bars([Bar("a", n, n, 0, 0, 0), Bar("b", 60, 60, 0, 0, 0)], width=width, style=Style())[1]
    left, _, right = line.partition("│")
    assert 2 * left.count("█") + left.count("▐") == 2 * right.count("█") + right.count("▌")


@pytest.mark.parametrize("width", [30, 32, 40, 60, 80])
def test_bars_without_gains_leave_room_for_the_count(width: int) -> None:
    for bar in (Bar("Tsai Ing-wen", 10, 0, 12, 12, 12), Bar("Tsai Ing-wen", 0, 10, 12, 12, 12)):
        assert diverging_bars([bar], width=width, style=Style())[1].split()[-1] == "12"


# --- the step line against a model that looks at every day -----------------------------------------------


def model(points: Sequence[Point], start: date, end: date, columns: int) -> list[set[int]]:
    """The counts of each column's days, with the count at the end of the column before."""
    total = (end - start).days + 1
    found: list[set[int]] = []
    before: set[int] = set()
    for i in range(columns):
        first = i * total // columns
        counts = set(before)
        for day in range(first, max(first + 1, (i + 1) * total // columns)):
            holds = [p.count for p in points if p.day <= start + timedelta(days=day)]
            if holds:
                counts.add(holds[-1])
                before = {holds[-1]}
        found.append(counts)
    return found


def plot_of(lines: Sequence[str], corner: str) -> tuple[list[str], int]:
    """The lines of the plot right of the axis, and how many columns it has."""
    foot = next(i for i in range(len(lines) - 1, -1, -1) if re.match(rf" *\{corner}[─┬+-]+$", lines[i]))
    x = lines[foot].index(corner) + 1
    columns = len(lines[foot]) - x
    return [line[x : x + columns].ljust(columns) for line in lines[:foot]], columns


def heights(plot: Sequence[str], columns: int, unicode: bool) -> list[tuple[int, int] | None]:
    """The lowest and highest level drawn in each column."""
    bits = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
    found: list[tuple[int, int] | None] = []
    for i in range(columns):
        levels = []
        for up, line in enumerate(reversed(plot)):
            if unicode:
                code = ord(line[i // 2]) - 0x2800
                levels += [up * 4 + k for k in range(4) if 0 < code < 256 and code & bits[i % 2][k]]
            elif line[i] in "-|+":
                levels.append(up)
        found.append((min(levels), max(levels)) if levels else None)
    return found


@pytest.mark.parametrize("unicode", [True, False])
@settings(max_examples=60, deadline=None)
@given(
    points=many_points(certain=True, most=80),
    start=DAYS,
    length=st.integers(0, 900),
    width=st.integers(30, 90),
    height=st.integers(5, 40),
)
def test_the_line_is_where_the_counts_are(
    unicode: bool, points: list[Point], start: date, length: int, width: int, height: int
) -> None:
    end = start + timedelta(days=length)
    # Squeeze the points into the span, so that there is something to see.
    moved = {start + timedelta(days=(p.day - date(1900, 1, 1)).days % (length + 30) - 15): p for p in points}
    points = [Point(day, p.count, p.low, p.high) for day, p in sorted(moved.items())]
    lines = step_chart(points, [], start, end, width=width, height=height, style=Style(unicode=unicode))
    plot, cells = plot_of(lines, "└" if unicode else "+")
    columns = cells * (2 if unicode else 1)
    expected = model(points, start, end, columns)
    drawn = heights(plot, columns, unicode)
    largest = max((c for counts in expected for c in counts), default=0)
    top = max((d[1] for d in drawn if d), default=0)
    for counts, levels in zip(expected, drawn, strict=True):
        assert bool(counts) == bool(levels)
        if levels and largest:
            # Within one level of where a perfect line would be.
            assert abs(levels[0] - min(counts) * top / largest) <= 1
            assert abs(levels[1] - max(counts) * top / largest) <= 1
        elif levels:
            assert levels == (0, 0)


def test_a_presidency_is_where_its_changes_are() -> None:
    """In ASCII each line is drawn in its letter: on day 2922 Tsai's is at the foot, Ma's at the top."""
    chart = Aligned([course for course in COURSES if course.short in ("Ma", "Tsai")], Caption("x"))
    lines = paint(chart, width=80, height=20, style=Style(unicode=False))
    (ma,) = [n for n, line in enumerate(lines) if line.endswith(" Ma -1")]
    (tsai,) = [n for n, line in enumerate(lines) if line.endswith(" Tsai -10")]
    assert "M" in lines[ma].replace("Ma", "")
    assert re.match(r" *-10 \+ +T+ Tsai -10$", lines[tsai])
    assert lines[1].startswith("  0 +")
    assert ma < tsai


def test_of_one_that_is_far_longer_the_rest_is_left_out() -> None:
    assert Aligned(COURSES).last == 4506
    assert [course.short for course in Aligned(COURSES).cut] == ["CKS"]
    assert Aligned(COURSES[:1]).last == 9167
    assert Aligned(COURSES[2:]).last == 2922
    assert Aligned([]).last == 1


def test_zero_is_on_the_axis_and_ticks_are_round() -> None:
    lines = step_chart(POINTS, BANDS, START, END, width=80, height=23, style=Style())
    ticks = [int(m[1]) for line in lines if (m := re.match(r" *(\d+) ┤", line))]
    assert ticks == sorted(ticks, reverse=True)
    assert ticks[-1] == 0
    assert len({a - b for a, b in pairwise(ticks)}) == 1


def test_an_imprecise_stretch_looks_different_without_colour() -> None:
    sure = [Point(START, 57, 57, 57)]
    vague = [Point(START, 57, 55, 59)]
    for unicode in (True, False):
        style = Style(unicode=unicode)
        a, b = (step_chart(p, BANDS, START, END, width=80, height=20, style=style) for p in (sure, vague))
        assert [x.replace(" 57", "") for x in a] != [x.replace(" 57 (55-59)", "") for x in b]
        assert any("57 (55-59)" in line for line in b)
    narrow = step_chart(vague, [], START, END, width=30, height=8, style=Style())
    assert any("57?" in line for line in narrow)


def test_the_band_names_what_it_can() -> None:
    wide = step_chart(POINTS, BANDS, START, END, width=140, height=38, style=Style())
    text = "\n".join(wide)
    for name in ("Chiang Kai-shek", "Yen", "Chiang Ching-kuo", "Lee Teng-hui", "Chen", "Ma Ying-jeou", "Lai"):
        assert name in text
    assert "1949-50 Li Zongren" in text  # no room in the band: a legend names it
    assert "CKS" in "\n".join(step_chart(POINTS, BANDS, START, END, width=40, height=12, style=Style()))


def test_of_two_presidencies_at_once_the_later_waits() -> None:
    first, second = (
        Band(date(1927, 6, 18), date(1928, 6, 3), "a", ""),
        Band(date(1928, 2, 7), date(1928, 10, 10), "b", ""),
    )
    seen = TimeChart([], [second, first], date(1928, 1, 1), date(1928, 12, 31)).cut().bands
    assert [(b.name, b.start, b.end) for b in seen] == [
        ("a", date(1928, 1, 1), date(1928, 6, 3)),
        ("b", date(1928, 6, 3), date(1928, 10, 10)),
    ]


def test_hostile_names_cannot_steer_the_terminal() -> None:
    bad = "x\x1b[31m\x07\n\u202ey"
    band = [Band(START, END, bad, bad)]
    for style in (Style(unicode=True), Style(unicode=False)):
        check_lines(step_chart(POINTS, band, START, END, width=80, height=20, style=style, title=bad), 80, style)
        check_lines(diverging_bars([Bar(bad, 1, 1, 1, 1, 1)], width=80, style=style), 80, style)
        layers = [Layer(bad, POINTS)]
        check_lines(panels(layers, band, START, END, width=80, height=20, style=style), 80, style)


def test_nothing_at_all() -> None:
    assert len(step_chart([], [], START, END, width=80, height=10, style=Style())) == 10
    assert len(panels([], [], START, END, width=80, height=10, style=Style())) == 10
    assert len(diverging_bars([], width=80, style=Style())) == 1
    assert strip([], START, END, width=10, style=Style()) == "·" * 10


# --- strips ----------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=3), SPANS, st.integers(1, 300), STYLES)
def test_any_strip(raw: list[list[date]], unsure: list[list[date]], span: list[date], width: int, style: Style) -> None:
    start, end = span
    spells = [(a, b) for a, b in raw]
    doubt = [(a, b) for a, b in unsure]
    line = strip(spells, start, end, width=width, style=style, doubt=doubt)
    check_lines([line, strip_axis(start, end, width=width, style=style)], width, style)
    assert cell_width(SGR.sub("", line)) == width


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 4000), max_size=8, unique=True), st.integers(1, 100), st.booleans())
def test_a_strip_shows_every_spell_where_it_was(cuts: list[int], width: int, unicode: bool) -> None:
    start, end = date(2000, 1, 1), date(2000, 1, 1) + timedelta(days=3999)
    cuts = sorted(cuts)
    spells = list(zip(cuts[::2], cuts[1::2], strict=False))
    dated = [(start + timedelta(days=a), start + timedelta(days=b)) for a, b in spells]
    line = strip(dated, start, end, width=width, style=Style(unicode=unicode))
    for a, b in spells:
        if a < 4000:
            touched = line[a * width // 4000 : min(b, 4000) * width // 4000 + 1]
            assert set(touched) & set("━╸╺=")
    for x, cell in enumerate(line):
        days = range(x * 4000 // width, -(-(x + 1) * 4000 // width))
        if not any(a <= d < b for a, b in spells for d in days):
            assert cell in "·."
        if all(any(a <= d < b for a, b in spells) for d in days):
            assert cell in "━="


def test_a_short_gap_between_two_spells_shows() -> None:
    spells = [(date(1950, 1, 1), date(1990, 1, 1)), (date(1990, 2, 1), date(2020, 1, 1))]
    for unicode in (True, False):
        line = strip(spells, START, END, width=40, style=Style(unicode=unicode))
        inside = line.strip("·.")
        assert re.search(r"[╸╺.·]", inside[1:-1])


def test_a_title_wraps_and_no_word_of_it_is_lost() -> None:
    title = "States that recognise the Republic of China (Taiwan)"
    for width in (20, 30, 40, 60):
        lines = step_chart(POINTS, BANDS, START, END, width=width, height=24, style=Style(), title=title)
        assert " ".join(line.strip() for line in lines).startswith(title)
    low = step_chart(POINTS, BANDS, START, END, width=20, height=7, style=Style(), title=title)
    assert not any("States" in line for line in low)


def test_the_legend_explains_the_letters_in_the_picture_first() -> None:
    lines = step_chart(POINTS, BANDS, START, END, width=40, height=18, style=Style())
    legend = lines[-1]
    assert "CKS" in lines[-2]
    assert legend.strip().startswith("CKS Chiang Kai-shek")


def test_bars_keep_the_years_that_tell_two_presidencies_apart() -> None:
    bars = [Bar("Chiang Kai-shek 1948-49", 0, 2, 49, 49, 49), Bar("Chiang Kai-shek 1950-75", 53, 46, 30, 30, 30)]
    assert "1948-49" in diverging_bars(bars, width=60, style=Style())[1]
