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
from taiwan_allies.charts.pictures import Kind, draw
from taiwan_allies.charts.terminal import Band, Bar, Layer, Point
from taiwan_allies.errors import UsageError

DATA = json.loads((Path(__file__).parent / "series.json").read_text(encoding="utf-8"))
POINTS = [Point(date.fromisoformat(d), c, lo, hi) for d, c, lo, hi in DATA["points"]]
BANDS = [Band(date.fromisoformat(a), date.fromisoformat(b), n, s) for a, b, n, s, _ in DATA["bands"]]
BANDS_ZH = [Band(date.fromisoformat(a), date.fromisoformat(b), zh, zh[:1]) for a, b, _, _, zh in DATA["bands"]]
ENGLISH = {zh: n for _, _, n, _, zh in DATA["bands"]}
BARS = [Bar(*row[:6]) for row in DATA["bars"]]
LAYERS = [
    Layer(name, tuple(Point(date.fromisoformat(d), c, lo, hi) for d, c, lo, hi in rows))
    for name, rows in DATA["layers"].items()
]
START, END = date(1948, 5, 20), date(2026, 11, 24)
KINDS: list[tuple[Kind, Sequence[Point] | Sequence[Bar] | Sequence[Layer]]] = [
    ("line", POINTS),
    ("bars", BARS),
    ("regions", LAYERS),
]
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
@pytest.mark.parametrize(("kind", "data"), KINDS, ids=["line", "bars", "regions"])
def test_the_same_data_gives_the_same_bytes(
    kind: Kind, data: Sequence[Point] | Sequence[Bar] | Sequence[Layer], suffix: str, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    written = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}.{suffix}"
        draw(
            kind,
            data,
            path,
            bands=BANDS,
            start=START,
            end=END,
            title="Relations & $money$ <b>",
            source="the record",
            as_of=date(2026, 5, 3),
        )
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert written[0].startswith(MAGIC[suffix])
    assert b"2026-11-2" not in written[0]
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"a.{suffix}", f"b.{suffix}"]
    if suffix == "svg":
        ElementTree.fromstring(written[0])


def test_a_setting_of_the_user_changes_nothing(tmp_path: Path) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    draw("line", POINTS, tmp_path / "a.svg", bands=BANDS, start=START, end=END)
    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30, "axes.grid": True}):
        draw("line", POINTS, tmp_path / "b.svg", bands=BANDS, start=START, end=END)
        assert matplotlib.rcParams["font.size"] == 30
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_chinese_labels_become_english_without_a_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.setattr(pictures, "cjk_font", lambda: None)
    common = {"start": START, "end": END, "lang": "zh", "english": {**ENGLISH, "邦交國": "Allies"}}
    draw("line", POINTS, tmp_path / "zh.svg", bands=BANDS_ZH, title="邦交國", **common)  # type: ignore[arg-type]
    names = [Band(b.start, b.end, ENGLISH[b.name], "?") for b in BANDS_ZH]
    assert names
    assert "Allies" in (tmp_path / "zh.svg").read_text(encoding="utf-8")
    draw("line", POINTS, tmp_path / "none.svg", bands=BANDS_ZH, title="邦交國", start=START, end=END)
    assert not [w for w in recwarn if "missing from font" in str(w.message)]


@pytest.mark.parametrize("kind", ["line", "bars", "regions"])
def test_nothing_to_draw_is_no_error(kind: Kind, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    draw(kind, [], tmp_path / "x.svg")
    draw(kind, [], tmp_path / "x.png", bands=BANDS, start=START, end=START)


def test_without_matplotlib_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError) as caught:
        draw("line", POINTS, tmp_path / "x.svg")
    assert caught.value.message == "drawing x.svg needs matplotlib"
    assert caught.value.hint == "pip install 'taiwan-allies[plot]'"
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot draw x\.gif"):
        draw("line", POINTS, tmp_path / "x.gif")


def test_a_folder_that_is_not_there_is_the_users_error(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    with pytest.raises(UsageError):
        draw("line", POINTS, tmp_path / "none" / "x.svg")


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = pytest.importorskip("matplotlib.figure")
    path = tmp_path / "x.svg"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(figure.Figure, "savefig", fail)
    with pytest.raises(UsageError, match="No space left"):
        draw("line", POINTS, path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.svg"]
