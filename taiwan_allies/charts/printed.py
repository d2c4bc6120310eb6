"""Pictures as PNG and PDF, painted by matplotlib (the extra ``plot``), without pyplot and its global state.

The same picture gives the same bytes with the same matplotlib: no time of drawing is written.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Final

from taiwan_allies.charts.looks import COLOURS, LOOKS
from taiwan_allies.charts.sheet import Dot, Path, Picture, Shape, Text
from taiwan_allies.errors import UsageError
from taiwan_allies.installation import to_add

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

# Fonts with Traditional Chinese first.
_CJK_FONTS: Final = (
    "Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "Source Han Sans TW", "PingFang TC", "Microsoft JhengHei",
    "Heiti TC", "Noto Sans CJK HK", "Noto Sans CJK JP", "Noto Sans CJK SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
    "AR PL UMing TW", "Droid Sans Fallback", "Arial Unicode MS",
)  # fmt: skip
_DPI, _POINT = 100, 0.69
"""Pixels of a sheet to the inch, and points to one of them: a little fewer than there are, since DejaVu Sans is wide."""


@cache
def _quiet() -> None:
    """What matplotlib says of its folders and fonts goes to those who asked for its log, not to standard error."""
    logging.getLogger("matplotlib").addHandler(logging.NullHandler())


def cjk_font() -> str | None:
    """The best font that matplotlib knows of with Chinese characters; None without one or without matplotlib."""
    _quiet()
    try:
        from matplotlib.font_manager import fontManager
    except ImportError:
        return None
    known = {entry.name for entry in fontManager.ttflist}
    return next((name for name in _CJK_FONTS if name in known), None)


def paint(picture: Picture, file: str, form: str, font: str | None = None) -> None:
    """Paint the picture into ``file`` as ``form``, png or pdf. Raises `UsageError` without matplotlib."""
    _quiet()
    try:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        hint = f"{to_add('matplotlib')}; a .svg needs nothing."
        raise UsageError(f"drawing a .{form} needs matplotlib", hint) from None
    with matplotlib.rc_context():
        # Neither the user's matplotlibrc nor an earlier call may change the picture.
        matplotlib.rcdefaults()
        fonts = ["DejaVu Sans", *([font] if font else [])]
        matplotlib.rcParams.update({"font.family": fonts, "pdf.fonttype": 42, "text.parse_math": False})
        figure = Figure(figsize=(picture.width / _DPI, picture.height / _DPI), dpi=2 * _DPI)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, picture.width), ylim=(picture.height, 0))
        axes.set_axis_off()
        for order, shape in enumerate(picture.shapes):
            _paint(axes, shape, order, picture.letters)
        unsaid = {"png": ("Software",), "pdf": ("CreationDate", "ModDate", "Creator", "Producer")}[form]
        figure.savefig(file, format=form, metadata={"Title": picture.title, **dict.fromkeys(unsaid)})


def _paint(axes: Axes, shape: Shape, order: int, letters: int) -> None:
    look = LOOKS[shape.kind]
    fill = COLOURS[look.fill].light if look.fill else "none"
    stroke = COLOURS[look.stroke].light if look.stroke else "none"
    width = look.width * _POINT
    if isinstance(shape, Text):
        side = {"start": "left", "middle": "center", "end": "right"}[shape.anchor]
        points, weight = letters * look.size * _POINT, "bold" if look.bold else "normal"
        axes.text(shape.x, shape.y, shape.text, color=fill, ha=side, size=points, weight=weight, zorder=order)
    elif isinstance(shape, Path):
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path as Outline

        pieces = [Outline(piece, closed=bool(look.fill)) for piece in shape.pieces]
        dashes = (0, [part / look.width for part in look.dash]) if look.dash else "-"
        outline = Outline.make_compound_path(*pieces)
        axes.add_patch(PathPatch(outline, fc=fill, ec=stroke, lw=width, linestyle=dashes, zorder=order))
    else:
        from matplotlib.patches import Circle, Rectangle

        if isinstance(shape, Dot):
            patch: Patch = Circle((shape.x, shape.y), shape.radius)
        else:
            patch = Rectangle((shape.x, shape.y), shape.width, shape.height)
        patch.set(fc=fill, ec=stroke, lw=width, zorder=order)
        axes.add_patch(patch)
