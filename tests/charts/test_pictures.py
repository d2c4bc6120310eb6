"""The pictures for print."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from taiwan_allies.charts import pictures
from taiwan_allies.charts.pictures import draw
from taiwan_allies.charts.scene import Band, Bar, BarChart, Caption, Layer, Point, Scene, over_time
from taiwan_allies.errors import UsageError

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
CAPTION = Caption("Relations & $money$ <b>", "the record", date(2026, 5, 3))


def line(
    points: Sequence[Point] = POINTS,
    bands: Sequence[Band] = BANDS,
    end: date = END,
    caption: Caption = Caption(),  # noqa: B008 - frozen
) -> Scene:
    return over_time([Layer("", tuple(points))], bands, START, end, caption=caption)


SCENES: dict[str, Scene] = {
    "line": line(caption=CAPTION),
    "bars": BarChart(BARS, caption=CAPTION),
    "regions": over_time(LAYERS, BANDS, START, END, stacked=True, caption=CAPTION),
}
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
@pytest.mark.parametrize("kind", list(SCENES))
def test_the_same_data_gives_the_same_bytes(kind: str, suffix: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    written = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}.{suffix}"
        draw(SCENES[kind], path)
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert written[0].startswith(MAGIC[suffix])
    assert b"2026-11-2" not in written[0]
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"a.{suffix}", f"b.{suffix}"]
    if suffix == "svg":
        ElementTree.fromstring(written[0])


def test_a_setting_of_the_user_changes_nothing(tmp_path: Path) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    draw(line(), tmp_path / "a.svg")
    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30, "axes.grid": True}):
        draw(line(), tmp_path / "b.svg")
        assert matplotlib.rcParams["font.size"] == 30
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_chinese_without_a_font_is_not_written_as_boxes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.setattr(pictures, "cjk_font", lambda: None)
    draw(line(bands=BANDS_ZH, caption=Caption("邦交國", "資料", END, "zh")), tmp_path / "zh.svg")
    assert "data as of" in (tmp_path / "zh.svg").read_text(encoding="utf-8")
    assert not [w for w in recwarn if "missing from font" in str(w.message)]


@pytest.mark.parametrize(
    "scene",
    [
        line([], []),
        line([], BANDS, START),
        BarChart([]),
        over_time([], [], START, END, stacked=True),
        over_time([], BANDS, START, START, stacked=True),
    ],
)
def test_nothing_to_draw_is_no_error(scene: Scene, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    draw(scene, tmp_path / "x.svg")
    draw(scene, tmp_path / "x.png")


def test_without_matplotlib_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError) as caught:
        draw(line(), tmp_path / "x.svg")
    assert caught.value.message == "drawing x.svg needs matplotlib"
    assert caught.value.hint.endswith(" -m pip install matplotlib")
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot draw x\.gif"):
        draw(line(), tmp_path / "x.gif")


def test_a_folder_that_is_not_there_is_the_users_error(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    with pytest.raises(UsageError):
        draw(line(), tmp_path / "none" / "x.svg")


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = pytest.importorskip("matplotlib.figure")
    path = tmp_path / "x.svg"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(figure.Figure, "savefig", fail)
    with pytest.raises(UsageError, match="No space left"):
        draw(line(), path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.svg"]
