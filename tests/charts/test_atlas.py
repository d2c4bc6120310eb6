"""The map: its projection and outlines, and what the terminal and the picture draw of an atlas."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from math import hypot, pi, sqrt
from xml.etree import ElementTree

import pytest

from taiwan_allies.charts.atlas import FEW, Atlas, Place
from taiwan_allies.charts.picture import lay_out
from taiwan_allies.charts.printed import paint
from taiwan_allies.charts.scene import Caption
from taiwan_allies.charts.sheet import SIZES, Dot, Path, Picture, Text
from taiwan_allies.charts.svg import svg
from taiwan_allies.charts.terminal import paint as terminal
from taiwan_allies.charts.world import CENTRE, RATIO, filled, land, outlines, project
from taiwan_allies.context import Style
from taiwan_allies.output.text import cell_width

CAPITALS = {
    "GTM": ("Guatemala", -90.53, 14.62), "BLZ": ("Belize", -88.77, 17.25), "HTI": ("Haiti", -72.33, 18.54),
    "KNA": ("Saint Kitts and Nevis", -62.72, 17.3), "LCA": ("Saint Lucia", -60.99, 14.01),
    "VCT": ("Saint Vincent and the Grenadines", -61.22, 13.16), "PRY": ("Paraguay", -57.64, -25.3), "VAT": ("Holy See", 12.45, 41.9),
    "SWZ": ("Eswatini", 31.13, -26.32), "PLW": ("Palau", 134.62, 7.5), "MHL": ("Marshall Islands", 171.38, 7.1),
    "TUV": ("Tuvalu", 179.2, -8.52),
}  # fmt: skip
CAPTION = Caption("12 allies & <more>", "2026.11.0", None, "en")


def places(statuses: dict[str, str]) -> list[Place]:
    return [
        Place(code, name, statuses.get(code, "ally"), project(x, y)) for code, (name, x, y) in CAPITALS.items()
    ]  # fmt: skip


def atlas(statuses: dict[str, str] | None = None, many: int = 0) -> Atlas:
    found = places(statuses or {})
    found += [Place(f"X{n:02}", f"State number {n}", "lost", project(-20 + n, 10 + n % 7)) for n in range(many)]
    words = {"ally": "ally throughout", "gained": "gained", "lost": "lost", "returned": "left and came back"}
    return Atlas(CAPTION, found, [("All", found)], "Borders are those of today. " * 9, words if statuses else {})


def texts(picture: Picture) -> list[Text]:
    return [shape for shape in picture.shapes if isinstance(shape, Text)]


# The world ---------------------------------------------------------------------------------------------------------


def test_equal_earth_is_what_its_authors_publish() -> None:
    """The equator is 2·π·√3/(3·1.340264) to each side of the middle; the poles are 0.59 as wide."""
    half = 2 * pi * sqrt(3) / (3 * 1.340264)
    assert project(CENTRE, 0)[0] == pytest.approx(0.5)
    assert project(CENTRE + 90, 0)[0] - 0.5 == pytest.approx(0.25)
    assert (project(CENTRE + 179.9, 89.99)[0] - 0.5) / 0.5 == pytest.approx(0.59, abs=0.01)
    assert (project(CENTRE, -90)[1] - project(CENTRE, 90)[1]) * 2 * half == pytest.approx(2 * 1.3173628, abs=1e-4)


def test_areas_are_true() -> None:
    """Algeria's and Kazakhstan's areas are 2.38 and 2.72 million square kilometres, Brazil's 8.52."""

    def area(code: str) -> float:
        found = 0.0
        for ring in outlines()[code]:
            found += sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2
        return abs(found)

    assert area("KAZ") / area("DZA") == pytest.approx(2.72 / 2.38, rel=0.04)
    assert area("BRA") / area("DZA") == pytest.approx(8.52 / 2.38, rel=0.04)


def test_no_outline_jumps_across_the_map() -> None:
    for code, rings in outlines().items():
        for ring in rings:
            steps = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring)]
            assert code == "ATA" or max(steps) < 0.08, code
    assert "ATA" not in land()


def test_capitals_lie_in_their_countries() -> None:
    columns = 1200
    for code, (x, y) in {
        "PRY": (-57.1, -25.2),
        "GTM": (-90.6, 15.0),
        "DEU": (13.4, 52.4),
        "JPN": (139.5, 36.0),
    }.items():
        spot = project(x, y)
        dots = filled(outlines()[code], columns, round(columns * RATIO))
        assert (int(spot[0] * columns), int(spot[1] * columns)) in dots, code


# At a terminal ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("width", [40, 60, 80, 110, 130, 200])
def test_every_state_has_a_mark_of_its_own(width: int, unicode: bool) -> None:
    style = Style(unicode=unicode)
    lines = terminal(atlas(), width=width, height=0, style=style)
    assert max(map(cell_width, lines)) <= width
    assert unicode or all(line.isascii() for line in lines)
    # On the map, and before the names of the one group.
    assert "\n".join(lines).count(style.pick("●", "O")) == len(CAPITALS) + 1


def test_a_terminal_without_escape_bytes_of_data() -> None:
    hostile = Place("XXX", "x\x1b[31m\u202ey", "ally", project(0, 0))
    text = "\n".join(
        terminal(Atlas(CAPTION, [hostile], [("\x1b[1m", [hostile])], "\x07"), width=80, height=0, style=Style())
    )
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text


# As a picture ------------------------------------------------------------------------------------------------------

CASES = {
    "a day": atlas(),
    "changes": atlas({"PRY": "lost", "TUV": "gained", "HTI": "returned", "VAT": "lost"}),
    "many": atlas({"PRY": "lost"}, 60),
    "nobody": Atlas(CAPTION, [], [], "Borders."),
    "chinese": atlas()._replace(caption=CAPTION._replace(title="12個邦交國", lang="zh"), joint="、"),
}


@pytest.mark.parametrize("size", ["", *SIZES])
@pytest.mark.parametrize("name", CASES)
def test_every_text_lies_inside_the_margins_and_on_no_other(name: str, size: str) -> None:
    sheet = SIZES[size] if size else None
    picture = lay_out(CASES[name], sheet) if sheet else lay_out(CASES[name])
    if sheet:
        assert (picture.width, picture.height) == sheet[:2]
    boxes = []
    for text in texts(picture):
        size_ = picture.letters * {"title": 1.6, "who": 1}.get(text.kind, 0.9)
        wide = cell_width(text.text) * size_ * 0.55
        left = text.x - {"start": 0, "middle": wide / 2, "end": wide}[text.anchor]
        boxes.append((left, text.y - size_ * 0.7, left + wide, text.y, text.text))
    for left, top, right, bottom, said in boxes:
        assert 35 <= left < right <= picture.width - 35, said
        assert 20 <= top < bottom <= picture.height - 20, said
    for a, b in combinations(boxes, 2):
        assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3], (a[4], b[4])


def test_few_are_named_on_the_map_and_many_below() -> None:
    assert {name for name, _, _ in CAPITALS.values()} <= {text.text for text in texts(lay_out(CASES["a day"]))}
    assert len(CASES["many"].places) > FEW
    below = " ".join(text.text for text in texts(lay_out(CASES["many"])) if text.kind == "note")
    for place in CASES["many"].places:
        assert place.name in below
    assert "− Paraguay" in below
    assert "All 72" in [text.text for text in texts(lay_out(CASES["many"])) if text.kind == "group"]


def test_what_changed_is_told_without_colour() -> None:
    picture = lay_out(CASES["changes"])
    said = {text.text for text in texts(picture)}
    assert {"− Paraguay", "+ Tuvalu", "~ Haiti", "− Holy See", "Palau"} <= said
    assert {"ally throughout", "gained", "lost", "left and came back"} <= said
    # Each sign on the map, and once each in the key.
    assert len([s for s in picture.shapes if isinstance(s, Path) and s.kind == "sign"]) == 4 + 3


def test_small_states_are_dots_and_no_two_dots_are_one() -> None:
    dots = [shape for shape in lay_out(CASES["a day"]).shapes if isinstance(shape, Dot)]
    assert len(dots) == len(CAPITALS) - 2  # Paraguay and Guatemala are large enough
    for a, b in combinations(dots, 2):
        assert hypot(a.x - b.x, a.y - b.y) > a.radius


@pytest.mark.parametrize("name", CASES)
def test_an_svg_is_small_and_keeps_its_text(name: str) -> None:
    picture = lay_out(CASES[name], SIZES["square"])
    drawn = svg(picture)
    root = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    assert [text.text for text in root.iter(f"{space}text")] == [text.text for text in texts(picture)]
    assert (root.findtext(f"{space}title"), root.findtext(f"{space}desc") or "") == (picture.title, picture.about)
    assert len(drawn.encode()) < 120_000
    assert not re.search(r"<script|href|url\(|@import|<image", drawn)
    assert not re.search(r"\d\.\d\d", drawn.partition("</style>")[2])
    assert drawn == svg(lay_out(CASES[name], SIZES["square"]))


@pytest.mark.long
@pytest.mark.parametrize("form", ["png", "pdf"])
def test_the_same_map_gives_the_same_bytes(form: str, tmp_path: object) -> None:
    pytest.importorskip("matplotlib")
    written = []
    for file in ("a", "b"):
        paint(lay_out(CASES["changes"]), f"{tmp_path}/{file}", form)
        with open(f"{tmp_path}/{file}", "rb") as stream:
            written.append(stream.read())
    assert written[0] == written[1]
    assert written[0].startswith({"png": b"\x89PNG", "pdf": b"%PDF"}[form])
