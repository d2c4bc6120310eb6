"""The charts as pictures for print: SVG, PDF or PNG, painted by matplotlib (the extra ``plot``).

Without pyplot and its global state. Colours are those of Okabe and Ito, which colour-blind eyes can tell apart, and the
regions differ in their hatching too. The same scene gives the same bytes with the same matplotlib: no time of drawing
is written, ids are salted.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from taiwan_allies.charts.canvas import plain
from taiwan_allies.charts.scene import Bar, BarChart, Caption, Layer, Scene, TimeChart, in_lines, time_ticks
from taiwan_allies.context import Style
from taiwan_allies.errors import UsageError
from taiwan_allies.files import new_file
from taiwan_allies.i18n import pgettext
from taiwan_allies.installation import to_add
from taiwan_allies.output.text import ranged

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BLUE: Final = "#0072B2"
_SKY: Final = "#56B4E9"
_GREEN: Final = "#009E73"
_DARK_GREEN: Final = "#00795A"
_VERMILION: Final = "#D55E00"
_INK: Final = "#222222"
_GREY: Final = "#6B6B6B"
_SHADE: Final = "#F0F1F3"
_FAINT: Final = "#D8DADD"

# A region's colour, and the hatching drawn over it.
_REGIONS: Final = {
    "Africa": ("#E69F00", ""),
    "Americas": (_GREEN, "///"),
    "Asia": (_VERMILION, "|||"),
    "Europe": (_BLUE, "---"),
    "Oceania": (_SKY, "..."),
}
_OTHERS: Final = (("#CC79A7", "\\\\\\"), ("#F0E442", "xxx"), ("#999999", "+++"))

# Fonts with Traditional Chinese first.
_CJK_FONTS: Final = (
    "Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "Source Han Sans TW", "PingFang TC", "Microsoft JhengHei",
    "Heiti TC", "Noto Sans CJK HK", "Noto Sans CJK JP", "Noto Sans CJK SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
    "AR PL UMing TW", "Droid Sans Fallback", "Arial Unicode MS",
)  # fmt: skip


def cjk_font(*, look: bool = False) -> str | None:
    """The best font on this machine that has Chinese characters; None without one or without matplotlib.

    matplotlib keeps a list of fonts from its first day: with ``look`` those that came later are found too.
    """
    try:
        from matplotlib import font_manager
    except ImportError:
        return None
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    found = next((name for name in _CJK_FONTS if name in known), None)
    if found is None and look:
        wanted = [name.replace(" ", "").lower() for name in ("Noto Sans CJK", *_CJK_FONTS)]
        for path in font_manager.findSystemFonts():
            name = Path(path).stem.replace("-", "").replace(" ", "").lower()
            if name.startswith(tuple(wanted)):
                with suppress(RuntimeError, OSError):  # not a font after all
                    font_manager.fontManager.addfont(path)
        return cjk_font()
    return found


class _Page(NamedTuple):
    """The figure, its axes, and how text is written on it."""

    figure: Figure
    axes: Axes
    style: Style  # whether there is a font for Chinese
    chinese: bool

    def text(self, text: str) -> str:
        """``text`` as it can be written here."""
        needs_font = any("\u2e80" <= c <= "\uffef" or c >= "\U00020000" for c in text)
        return plain(text, self.style if needs_font else Style())

    def say(self, word: str) -> str:
        return pgettext("zh" if self.chinese else "en", "picture", word)

    def note(self, text: str, at: tuple[float, float], offset: tuple[float, float] = (0, 0), **look: Any) -> None:  # noqa: ANN401 - matplotlib's
        """Writes ``text`` some points away from a place of the axes, which may lie outside of them."""
        look = {"annotation_clip": False, "parse_math": False, **look}
        self.axes.annotate(text, at, xytext=offset, textcoords="offset points", **look)

    def foot(self, text: str, height: float, **look: Any) -> None:  # noqa: ANN401
        """Writes ``text`` at the left of the page."""
        self.figure.text(0.05, height, text, va="center", parse_math=False, **look)

    @property
    def pixels(self) -> float:
        """The page's width."""
        return self.figure.get_figwidth() * self.figure.dpi

    def width(self, text: str, size: float = 8) -> float:
        """How wide a text is, in pixels."""
        label = self.figure.text(0, 0, text, fontsize=size, parse_math=False)
        box = label.get_window_extent()
        label.remove()
        return float(box.width)


def draw(scene: Scene, path: str | Path) -> None:
    """Draws the picture into ``path``; its suffix (.svg, .png, .pdf) is the format.

    Raises `UsageError` where it cannot be drawn or written.
    """
    path = Path(path)
    form = path.suffix.lower().lstrip(".")
    if form not in {"svg", "png", "pdf"}:
        raise UsageError(f"cannot draw {path.name}", "Name it .svg, .png or .pdf.")
    try:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError(f"drawing {path.name} needs matplotlib", to_add("matplotlib")) from None
    font = cjk_font()
    with matplotlib.rc_context():
        # Neither the user's matplotlibrc nor an earlier call may change the picture.
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(
            {
                "font.family": ["DejaVu Sans", *([font] if font else [])],
                "svg.hashsalt": "taiwan-allies",
                "svg.fonttype": "path",
                "pdf.fonttype": 42,
                "hatch.linewidth": 0.6,
                "text.color": _INK,
                "axes.edgecolor": _GREY,
            }
        )
        figure = Figure(figsize=(10, 5.625), dpi=200, facecolor="white")
        FigureCanvasAgg(figure)  # measures text for every format
        chinese = scene.caption.lang == "zh" and font is not None
        page = _Page(figure, figure.add_axes((0, 0, 1, 1)), Style(unicode=font is not None), chinese)
        notes = _bars(page, scene) if isinstance(scene, BarChart) else _over_time(page, scene)
        _caption(page, scene.caption, notes)
        title = page.text(scene.caption.title)
        metadata: dict[str, dict[str, Any]] = {
            "svg": {"Date": None, "Creator": None, **({"Title": title} if title else {})},
            "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
            "png": {"Software": None},
        }
        with new_file(str(path)) as temporary:
            figure.savefig(temporary, format=form, metadata=metadata[form])


def _caption(page: _Page, caption: Caption, notes: Sequence[str]) -> None:
    """The title over the axes, the source and the notes under them."""
    page.foot(page.text(caption.title), 0.945, fontsize=15, fontweight="bold")
    origin = [f"{page.say('Source')}: {page.text(caption.source)}"] if caption.source else []
    origin += [f"{page.say('data as of')} {caption.as_of.isoformat()}"] if caption.as_of else []
    lines = [*([" · ".join(origin)] if origin else []), *notes]
    for i, line in enumerate(reversed(lines)):
        page.foot(line, 0.025 + 0.028 * i, fontsize=7.5, color=_GREY)
    box = page.axes.get_position()
    foot = 0.025 + 0.028 * len(lines) + (0.07 if page.axes.get_xticks().size else 0.02)
    page.axes.set_position((box.x0, foot, box.width, box.y1 - foot))


# --- over time -----------------------------------------------------------------------------------------


def _over_time(page: _Page, chart: TimeChart) -> list[str]:
    """Draws all of a chart over time; what is to be noted under it."""
    _open_axes(page, chart, right=0.12 if chart.stacked else 0.06)
    notes = []
    if chart.total:
        (_areas if chart.stacked else _line)(page, chart)
        _peak(page, chart)
        if not chart.stacked and not all(p.sure for p in chart.total):
            notes.append(page.say("broken line: dated only to the month or year; the shade spans what is possible"))
    return [*notes, *_bands(page, chart)]


def _open_axes(page: _Page, chart: TimeChart, right: float) -> None:
    """Axes over the days, with round years and integer ticks from zero."""
    axes = page.axes
    axes.set_position((0.06, 0.17, 0.94 - right - 0.06, 0.72))
    axes.set_xlim(chart.first.toordinal(), chart.last.toordinal() + 1)
    axes.set_ylim(0, max(1, chart.largest) * 1.22)
    axes.set_yticks(list(range(0, chart.largest + 1, chart.value_step(7))))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color=_FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    ticks = [t for t in time_ticks(chart.first, chart.last, 90) if chart.first <= t.day <= chart.last]
    axes.set_xticks([t.day.toordinal() for t in ticks], [t.label for t in ticks])
    axes.tick_params(axis="both", labelsize=9, labelcolor=_INK, color=_GREY, length=4)
    axes.tick_params(axis="y", length=0)


def _peak(page: _Page, chart: TimeChart) -> None:
    if chart.peak:
        point, until = chart.peak
        middle = (point.day.toordinal() + until.toordinal()) / 2
        page.note(str(point), (middle, point.high), (0, 5), ha="center", fontsize=11, fontweight="bold")


def _line(page: _Page, chart: TimeChart) -> None:
    """The step line, broken over a shade where the count is open, and its last value."""
    axes = page.axes
    # Certain stretches are one path each, so that their corners are sharp.
    path: list[tuple[float, float]] = []

    def draw_path() -> None:
        if len(path) > 1:
            axes.plot(*zip(*path, strict=True), color=_BLUE, linewidth=1.8, solid_joinstyle="miter", zorder=3)
        path.clear()

    for p, b in zip(chart.total, chart.ends, strict=True):
        a = p.day.toordinal()
        path.append((a, p.count))
        if not p.sure:
            draw_path()
            axes.fill_between([a, b], [p.low, p.low], [p.high, p.high], color=_SKY, alpha=0.45, linewidth=0)
            axes.plot([a, b], [p.count, p.count], color=_BLUE, linewidth=1.8, linestyle=(0, (1, 1)), zorder=3)
        path.append((b, p.count))
    draw_path()
    end = (chart.ends[-1], chart.final.count)
    page.note(str(chart.final), end, (6, 0), va="center", fontsize=13, fontweight="bold", color=_BLUE)


def _bands(page: _Page, chart: TimeChart) -> list[str]:
    """Every second presidency shaded, each named at its head as far as there is room; the others in lines of a legend."""
    axes = page.axes
    (left, right), top = axes.get_xlim(), axes.get_ylim()[1]
    pixels = axes.get_position().width * page.pixels / (right - left)
    unnamed = []
    for i, band in enumerate(chart.bands):
        a, b = band.start.toordinal(), min(band.end.toordinal(), right)
        if i % 2:
            axes.axvspan(a, b, color=_SHADE, zorder=0, linewidth=0)
        band = band._replace(name=page.text(band.name), short=page.text(band.short))
        form = band.form(page.width, (b - a) * pixels - 14, lines=2)
        for k, line in enumerate(form):
            page.note(line, ((a + b) / 2, top), (0, -11 - 10 * k), fontsize=8, ha="center", va="baseline")
        if not form:
            unnamed.append(band.dated(chart.last))
    if unnamed:
        unnamed[0] = f"{page.say('not named above')}: {unnamed[0]}"
    lines = in_lines(unnamed, lambda entry: page.width(f"{entry}, ", 7.5), 0, 0.9 * page.pixels)
    texts = [", ".join(line) for line in lines]
    return [*(f"{text}," for text in texts[:-1]), *texts[-1:]]


def _areas(page: _Page, chart: TimeChart) -> None:
    """The layers on top of each other under the line of their sum, each named beside its end."""
    axes = page.axes
    xs = [*(p.day.toordinal() for p in chart.total), chart.ends[-1]]
    floor = [0] * len(xs)
    spare = cycle(_OTHERS)
    ends: list[tuple[float, Layer, str, int]] = []
    for layer in chart.layers:
        changes = {p.day.toordinal(): p.count for p in layer.points}
        count, roof = 0, []
        for x, below in zip(xs, floor, strict=True):
            count = changes.get(x, count)
            roof.append(below + count)
        color, hatch = _REGIONS.get(layer.key or layer.name) or next(spare)
        axes.fill_between(xs, floor, roof, step="post", facecolor=color, edgecolor="white", hatch=hatch, linewidth=0.4)
        ends.append(((floor[-1] + roof[-1]) / 2, layer, color, count))
        floor = roof
    axes.step(xs, [*(p.count for p in chart.total), chart.final.count], where="post", color=_INK, linewidth=1)
    # The labels stand beside the end of their areas, moved apart.
    apart = axes.get_ylim()[1] * 0.05
    right, wide = xs[-1], xs[-1] - xs[0]
    y = apart * -0.6
    for middle, layer, color, count in ends:
        y = max(middle, y + apart)
        if count:
            line = [right + wide * 0.003, right + wide * 0.019]
            axes.plot(line, [middle, y], color=color, linewidth=1.6, clip_on=False)
        label = f"{page.text(layer.name)} {count}"
        page.note(label, (right + wide * 0.024, y), fontsize=9, va="center_baseline")
    total = str(chart.final.count)
    page.note(total, (right + wide * 0.024, y + apart * 1.1), fontsize=13, fontweight="bold", va="center")


# --- bars ----------------------------------------------------------------------------------------------


def _bars(page: _Page, chart: BarChart) -> list[str]:
    """Lost to the left of the axis, gained to the right, and what was left at the right edge."""
    axes, bars = page.axes, chart.bars
    axes.set_position((0.24, 0.1, 0.62, 0.74))
    rows = list(range(len(bars)))
    axes.barh(rows, [-b.lost for b in bars], color=_VERMILION, height=0.62)
    axes.barh(rows, [b.gained for b in bars], color=_GREEN, height=0.62, hatch="///", edgecolor="white", linewidth=0)
    lost, gained = max((b.lost for b in bars), default=0), max((b.gained for b in bars), default=0)
    room = max(1.0, (lost + gained) * 0.09)
    axes.set_xlim(-max(1, lost) - room, max(1, gained) + room)
    axes.set_ylim(max(len(bars), 1) - 0.4, -0.6)
    axes.axvline(0, color=_INK, linewidth=1)
    axes.spines[:].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    for y, bar in enumerate(bars):
        _bar(page, y, bar, size=max(5.0, min(10.0, 150 / len(bars))))
    head: dict[str, Any] = {"fontsize": 10, "va": "bottom", "fontweight": "bold"}
    lost_head, gained_head, end_head = map(page.text, chart.heads)
    page.note(lost_head, (0, -0.6), (-6, 4), ha="right", color=_VERMILION, **head)
    page.note(gained_head, (0, -0.6), (6, 4), ha="left", color=_DARK_GREEN, **head)
    page.note(end_head, (1.074, -0.6), (0, 4), xycoords=axes.get_yaxis_transform(), ha="center", **head)
    return []


def _bar(page: _Page, y: int, bar: Bar, size: float) -> None:
    """The shade and the texts of one bar."""
    look: dict[str, Any] = {"va": "center", "fontsize": size}
    beside: dict[str, Any] = {"xycoords": page.axes.get_yaxis_transform(), **look}
    if y % 2:
        span: dict[str, Any] = {"xmin": -0.306, "xmax": 1.145, "clip_on": False}
        page.axes.axhspan(y - 0.5, y + 0.5, color=_SHADE, zorder=0, linewidth=0, **span)
    page.note(page.text(bar.label), (-0.02, y), ha="right", **beside)
    for value, sign, side in ((bar.lost, -1, "right"), (bar.gained, 1, "left")):
        text = f"{'−' if sign < 0 else '+'}{value}" if value else "0"
        page.note(text, (sign * value, y), (sign * 4, 0), ha=side, color=_INK if value else _GREY, **look)
    at_end = ranged(bar.at_end, bar.at_end_low, bar.at_end_high)
    page.note(at_end, (1.074, y), ha="center", fontweight="bold", **beside)
