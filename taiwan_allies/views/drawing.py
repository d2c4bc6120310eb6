"""A chart or a map drawn: in the lines of a terminal, or into a file."""

from __future__ import annotations

from collections.abc import Callable

from taiwan_allies.charts.picture import Scene, lay_out
from taiwan_allies.charts.printed import cjk_font, paint
from taiwan_allies.charts.scene import Drawing
from taiwan_allies.charts.sheet import ALONE, SIZES
from taiwan_allies.charts.svg import svg
from taiwan_allies.charts.terminal import comfortable
from taiwan_allies.charts.terminal import paint as lines_of
from taiwan_allies.context import Context
from taiwan_allies.files import new_file
from taiwan_allies.output.stream import write_file
from taiwan_allies.output.text import wrap


def at_terminal(scene: Callable[[str], Scene], drawing: Drawing, context: Context, footer: str) -> list[str]:
    """The lines, as tall as the terminal allows with room for the title, the footer and the prompt."""
    made = _titled(scene(context.lang), drawing)
    tall = drawing.height or max(min(context.height - 6, 26), comfortable(made))
    lines = lines_of(made, width=context.width, height=tall, style=context.style)
    return [*lines, "", *(context.style.paint(text, "dim") for text in wrap(footer, context.width))]


def to_file(scene: Callable[[str], Scene], drawing: Drawing, context: Context, file: str) -> None:
    """A picture in the form that the ending of the file's name says; a PNG or PDF is English where no font has Chinese."""
    form = file.rpartition(".")[2].lower()
    font = cjk_font() if context.lang == "zh" and form != "svg" else None
    lang = context.lang if form == "svg" or font else "en"
    picture = lay_out(_titled(scene(lang), drawing), SIZES[drawing.size] if drawing.size else ALONE)
    if form == "svg":
        write_file(file, [svg(picture)])
        return
    with new_file(file) as temporary:
        paint(picture, temporary, form, font)


def _titled(scene: Scene, drawing: Drawing) -> Scene:
    return scene._replace(caption=scene.caption._replace(title=drawing.title)) if drawing.title else scene
