"""A chart or a map laid out on a sheet: the picture that painters draw as it is."""

from __future__ import annotations

from taiwan_allies.charts.aligned_picture import AlignedPage
from taiwan_allies.charts.atlas import Atlas
from taiwan_allies.charts.atlas_picture import AtlasPage
from taiwan_allies.charts.bars_picture import BarsPage
from taiwan_allies.charts.scene import Aligned, BarChart, TimeChart
from taiwan_allies.charts.sheet import ALONE, Box, Page, Picture, Sheet, Text
from taiwan_allies.charts.strips_picture import StripsPage
from taiwan_allies.charts.time_picture import LinePage, PanelsPage
from taiwan_allies.output.text import harmless

Scene = TimeChart | BarChart | Aligned | Atlas


def lay_out(scene: Scene, sheet: Sheet = ALONE, *, title: str = "", about: str = "") -> Picture:
    """The picture of a scene; ``title`` and ``about`` are said of it in place of its own."""
    page = _page(scene, sheet)
    paper = [Box("paper", 0, 0, sheet.width, page.bottom)] if sheet.alone else []
    shapes = [*paper, *page.titles, *page.draw(), *page.notes]
    clean = [shape._replace(text=harmless(shape.text)) if isinstance(shape, Text) else shape for shape in shapes]
    title, about = title or scene.caption.title, about or page.about()
    return Picture(sheet.width, page.bottom, sheet.letters, title, about, clean, [*page.hover()])


def _page(scene: Scene, sheet: Sheet) -> Page:
    if isinstance(scene, Atlas):
        return AtlasPage(scene, sheet)
    if isinstance(scene, Aligned):
        return AlignedPage(scene, sheet)
    if isinstance(scene, BarChart):
        return BarsPage(scene, sheet)
    return {"line": LinePage, "panels": PanelsPage, "strips": StripsPage}[scene.form](scene, sheet)
