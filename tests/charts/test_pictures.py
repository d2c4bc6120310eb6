"""The pictures: what they say, that it fits, and that nothing else is in them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from taiwan_allies.charts.looks import COLOURS, LOOKS
from taiwan_allies.charts.picture import Scene, lay_out
from taiwan_allies.charts.printed import paint
from taiwan_allies.charts.scene import Aligned, Band, Bar, BarChart, Caption, Course, Layer, Mark, Point, TimeChart
from taiwan_allies.charts.sheet import SIZES, Picture, Text
from taiwan_allies.charts.svg import svg
from taiwan_allies.errors import UsageError
from taiwan_allies.output.text import cell_width

DATA = json.loads((Path(__file__).parent / "series.json").read_text(encoding="utf-8"))
POINTS = [Point(date.fromisoformat(d), c, lo, hi) for d, c, lo, hi in DATA["points"]]
BANDS = [Band(date.fromisoformat(a), date.fromisoformat(b), n, s) for a, b, n, s, _ in DATA["bands"]]
BANDS_ZH = [Band(date.fromisoformat(a), date.fromisoformat(b), zh, zh[:1]) for a, b, _, _, zh in DATA["bands"]]
BARS = [Bar(*row[:6]) for row in DATA["bars"]]
LAYERS = [
    Layer(name, tuple(Point(date.fromisoformat(d), c, lo, hi) for d, c, lo, hi in rows))
    for name, rows in DATA["layers"].items()
]
START, END = date(1948, 5, 20), date(2026, 11, 24)
AS_OF = date(2026, 5, 3)
CAPTION = Caption("Relations & $money$ <b>", "2026.11.0", AS_OF)
VOTE = Mark(date(1971, 10, 25), "UN resolution 2758, 25 October 1971")
LOSSES = [
    ("2016-12-21", "São Tomé and Príncipe"), ("2017-06-13", "Panama"), ("2018-05-01", "Dominican Republic"),
    ("2018-05-24", "Burkina Faso"), ("2018-08-21", "El Salvador"), ("2019-09-16", "Solomon Islands"), ("2019-09-20", "Kiribati"),
    ("2021-12-10", "Nicaragua"), ("2023-03-26", "Honduras"), ("2024-01-15", "Nauru"),
]  # fmt: skip


def line(
    points: Sequence[Point] = POINTS, bands: Sequence[Band] = BANDS, first: date = START, last: date = END, caption: Caption = CAPTION
) -> Scene:  # fmt: skip
    events = {date.fromisoformat(day): [f"− {name}"] for day, name in LOSSES}
    return TimeChart([Layer("", tuple(points))], bands, first, last, caption=caption, events=events, marks=[VOTE]).cut()


SPELLS = [
    Layer("Nauru", tuple(Point(date(y, 5, 4), n, n, n) for y, n in ((1980, 1), (2002, 0), (2005, 1), (2024, 0))), "4 May 1980 to 23 July 2002; " * 6),
    Layer("Haiti", (Point(date(1956, 4, 25), 0, 0, 1), Point(date(1957, 4, 25), 1, 1, 1)), "25 April 1956 to today"),
    Layer("Nobody", ()),
]  # fmt: skip
COURSES = [
    Course("Chiang Kai-shek 1948-49", "CKS", [(0, 0), (190, 1), (240, 2), (246, 2)]),
    Course("Chiang Kai-shek 1950-75", "CKS", [(0, 0), (20, -2), (400, 2), (3000, 5), (3800, 14), (9167, -7)]),
    Course("Yen Chia-kan", "Yen", [(0, 0), (90, -3), (700, -7), (1141, -7)]),
    Course("Lee Teng-hui", "Lee", [(0, 0), (900, 5), (2500, 7), (4506, 6)]),
    Course("Chen Shui-bian", "Chen", [(0, 0), (700, -2), (2797, -6), (2922, -6)]),
    Course("Ma Ying-jeou", "Ma", [(0, 0), (2000, -1), (2922, -1)]),
    Course("Tsai Ing-wen", "Tsai", [(0, 0), (216, -1), (735, -4), (1219, -7), (2797, -10), (2922, -10)]),
    Course("Lai Ching-te", "Lai", [(0, 0), (919, 0)], lasts=True),
]


SCENES: dict[str, Scene] = {
    "line": line(),
    "tsai": line(first=date(2016, 5, 20), last=date(2024, 5, 19)),
    "month": line(first=date(1971, 10, 1), last=date(1971, 11, 1)),
    "chinese": line(bands=BANDS_ZH, caption=CAPTION._replace(title="承認中華民國（臺灣）的國家數", lang="zh")),
    "long": line(caption=CAPTION._replace(title="Allies " * 40)),
    "bars": BarChart(BARS, caption=CAPTION),
    "many bars": BarChart(BARS * 4, ("增加", "減少", "期末"), CAPTION._replace(lang="zh")),
    "regions": TimeChart(LAYERS, BANDS, START, END, form="panels", caption=CAPTION, marks=[VOTE]).cut(),
    "strips": TimeChart(SPELLS, BANDS, START, END, form="strips", caption=CAPTION, marks=[VOTE]).cut(),
    "no strips": TimeChart([], BANDS, START, END, form="strips").cut(),
    "aligned": Aligned(COURSES, CAPTION, ["Chiang Kai-shek went on to day 9167 and -7."]),
    "aligned alone": Aligned(COURSES[-1:], CAPTION),
    "not aligned": Aligned([]),
    "no points": line([], []),
    "before the first": line([], BANDS, last=date(1948, 5, 21)),
    "no bars": BarChart([]),
    "no layers": TimeChart([], [], START, END, form="panels").cut(),
    "a day": TimeChart([], BANDS, START, START, form="panels").cut(),
    "spare layers": TimeChart([Layer(n, tuple(POINTS)) for n in "abcd"], [], START, END, form="panels").cut(),
}  # fmt: skip


def texts(picture: Picture, kind: str = "") -> list[Text]:
    return [shape for shape in picture.shapes if isinstance(shape, Text) and kind in ("", shape.kind)]


def extent(text: Text, letters: int) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a text as a browser would set it, about."""
    size = letters * LOOKS[text.kind].size
    wide = cell_width(text.text) * size * 0.55
    left = text.x - {"start": 0, "middle": wide / 2, "end": wide}[text.anchor]
    return left, text.y - size * 0.7, left + wide, text.y


@pytest.mark.parametrize("size", ["", *SIZES])
@pytest.mark.parametrize("name", SCENES)
def test_every_text_lies_inside_the_margins_and_on_no_other(name: str, size: str) -> None:
    picture = lay_out(SCENES[name], SIZES[size]) if size else lay_out(SCENES[name])
    if size and not name.startswith("many"):
        assert (picture.width, picture.height) == SIZES[size][:2]
    places = [(extent(text, picture.letters), text) for text in texts(picture)]
    for (left, top, right, bottom), text in places:
        assert 35 <= left < right <= picture.width - 35, text
        assert 20 <= top < bottom <= picture.height - 20, text
    for (a, one), (b, other) in combinations(places, 2):
        assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3], (one, other)


def test_a_picture_says_where_it_comes_from() -> None:
    for name in ("line", "bars", "regions", "strips", "aligned"):
        said = texts(lay_out(SCENES[name]), "note")[-1].text
        assert said == "Source: Taiwan Allies, record 2026.11.0 · data as of 3 May 2026 · CC BY 4.0"


def test_the_peak_is_dated_and_the_vote_is_marked() -> None:
    said = [text.text for text in texts(lay_out(SCENES["line"]))]
    assert "68 from 8 March 1970" in said or any(re.fullmatch(r"68 from \d+ \w+ 19\d\d", text) for text in said)
    assert VOTE.name in said
    assert VOTE.name not in [text.text for text in texts(lay_out(SCENES["tsai"]))]


def test_steps_are_named_where_there_is_room_and_else_none() -> None:
    steps = [text.text for text in texts(lay_out(SCENES["tsai"]), "step")]
    assert len(steps) == 10
    assert steps[0] == "− São Tomé and Príncipe, 21 December 2016"
    assert steps[-1] == "− Nauru, 15 January 2024"
    assert texts(lay_out(line(bands=[], first=date(1948, 5, 20)))._replace(hover=[]), "step") == []


def test_what_is_not_known_is_dotted() -> None:
    kinds = [shape.kind for shape in lay_out(SCENES["line"]).shapes]
    assert "line-later" in kinds
    assert "line-later" in [shape.kind for shape in lay_out(SCENES["regions"]).shapes]
    assert "line-later" not in [shape.kind for shape in lay_out(SCENES["tsai"]).shapes]
    assert any("Dotted" in text.text for text in texts(lay_out(SCENES["line"]), "note"))


def test_every_presidency_and_every_region_is_named_beside_its_line() -> None:
    said = [text.text for text in texts(lay_out(SCENES["aligned"]))]
    for course in COURSES:
        assert [text for text in said if text.startswith(f"{course.name} ")], course.name
    assert "Tsai Ing-wen −10" in said
    said = [text.text for text in texts(lay_out(SCENES["regions"]))]
    for layer in LAYERS:
        assert f"{layer.name} {layer.points[-1].count}" in said


# SVG -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENES)
def test_an_svg_is_small_and_keeps_its_text(name: str) -> None:
    picture = lay_out(SCENES[name])
    drawn = svg(picture)
    root = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    assert [t.text for t in root.iter(f"{space}text")] == [text.text for text in texts(picture)]
    assert (root.findtext(f"{space}title"), root.findtext(f"{space}desc")) == (picture.title, picture.about)
    assert len(drawn.encode()) < 60_000
    assert not re.search(r"<script|href|url\(|@import|<image", drawn)
    assert drawn == svg(lay_out(SCENES[name]))


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "shade"])
def test_every_text_can_be_read_in_light_and_in_dark(scheme: str, ground: str) -> None:
    behind = luminance(getattr(COLOURS[ground], scheme))
    for name in ("ink", "soft", "accent", "gain", "loss"):
        bright, dark = sorted((luminance(getattr(COLOURS[name], scheme)), behind), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, name


def test_an_svg_follows_the_scheme_of_its_reader() -> None:
    light, _, dark = svg(lay_out(SCENES["line"])).partition("@media (prefers-color-scheme: dark)")
    assert f".paper {{ fill: {COLOURS['paper'].light}; }}" in light
    assert f".paper {{ fill: {COLOURS['paper'].dark}; }}" in dark


# PNG and PDF -----------------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("form", ["png", "pdf"])
@pytest.mark.parametrize("name", ["tsai", "bars", "regions", "no points", "no bars", "a day"])
def test_the_same_picture_gives_the_same_bytes(name: str, form: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    written = []
    for file in ("a", "b"):
        paint(lay_out(SCENES[name]), str(tmp_path / file), form)
        written.append((tmp_path / file).read_bytes())
    assert written[0] == written[1]
    assert written[0].startswith({"png": b"\x89PNG", "pdf": b"%PDF"}[form])
    assert b"2026-11-2" not in written[0]


def test_a_setting_of_the_user_changes_nothing(tmp_path: Path) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    paint(lay_out(SCENES["tsai"]), str(tmp_path / "a"), "png")
    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30, "axes.grid": True}):
        paint(lay_out(SCENES["tsai"]), str(tmp_path / "b"), "png")
        assert matplotlib.rcParams["font.size"] == 30
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_without_matplotlib_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError) as caught:
        paint(lay_out(SCENES["line"]), str(tmp_path / "x"), "png")
    assert caught.value.message == "drawing a .png needs matplotlib"
    assert caught.value.hint.endswith(" -m pip install matplotlib; a .svg needs nothing.")
    assert not list(tmp_path.iterdir())
