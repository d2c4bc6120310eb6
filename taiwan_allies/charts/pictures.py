"""The charts as pictures for print: SVG, PDF or PNG, drawn by matplotlib (the extra ``plot``).

The same data as in ``charts``, without pyplot and its global state. Colours are those of Okabe and
Ito, which colour-blind eyes can tell apart, and the regions differ in their hatching too. The same
data gives the same bytes with the same matplotlib: no time of drawing is written, ids are salted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from taiwan_allies.charts.canvas import plain
from taiwan_allies.charts.terminal import (
    Band,
    Bar,
    Layer,
    Point,
    initials,
    round_step,
    time_ticks,
    total_points,
)
from taiwan_allies.errors import UsageError
from taiwan_allies.output.style import Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Kind", "cjk_font", "draw"]

Kind = Literal["line", "bars", "regions"]

_BLUE: Final = "#0072B2"
_SKY: Final = "#56B4E9"
_GREEN: Final = "#009E73"
_VERMILION: Final = "#D55E00"
_ORANGE: Final = "#E69F00"
_PURPLE: Final = "#CC79A7"
_INK: Final = "#222222"
_GREY: Final = "#6B6B6B"
_SHADE: Final = "#F0F1F3"
_FAINT: Final = "#D8DADD"

# A region's colour, and the hatching drawn over it.
_REGIONS: Final = {
    "Africa": (_ORANGE, ""),
    "Americas": (_GREEN, "///"),
    "Asia": (_VERMILION, "|||"),
    "Europe": (_BLUE, "---"),
    "Oceania": (_SKY, "..."),
}
_OTHERS: Final = ((_PURPLE, "\\\\\\"), ("#F0E442", "xxx"), ("#999999", "+++"))

_WORDS: Final = {
    "en": {
        "lost": "lost",
        "gained": "gained",
        "end": "at end",
        "source": "Source",
        "as_of": "data as of",
        "doubt": "broken line: dated only to the month or year; the shade spans what is possible",
        "unnamed": "not named above",
    },
    "zh": {
        "lost": "減少",
        "gained": "增加",
        "end": "期末",
        "source": "資料來源",
        "as_of": "資料截至",
        "doubt": "虛線：僅知年或月；淺色為可能範圍",
        "unnamed": "圖中未標示",
    },
}

# Fonts with Traditional Chinese first.
_CJK_FONTS: Final = (
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "Source Han Sans TC",
    "Source Han Sans TW",
    "PingFang TC",
    "Microsoft JhengHei",
    "Heiti TC",
    "Noto Sans CJK HK",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "AR PL UMing TW",
    "Droid Sans Fallback",
    "Arial Unicode MS",
)


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
                with suppress(RuntimeError, OSError):  # a file that is no font
                    font_manager.fontManager.addfont(path)
        return cjk_font()
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    """The figure, its axes, and how text is written on it."""

    figure: Figure
    axes: Axes
    words: Mapping[str, str]
    chinese: bool  # whether there is a font for it
    english: Mapping[str, str]

    def text(self, text: str, instead: str = "") -> str:
        """``text`` as it can be written here: in English where Chinese has no font."""
        text = plain(text, Style())
        if self.chinese or not _needs_cjk(text):
            return text
        other = self.english.get(text, instead)
        if other and not _needs_cjk(other):
            return plain(other, Style())
        return plain(text, Style(unicode=False))

    def width(self, text: str, size: float) -> float:
        """How wide a text is, in pixels of the figure."""
        label = self.figure.text(0, 0, text, fontsize=size, parse_math=False)
        box = label.get_window_extent()
        label.remove()
        return float(box.width)


def _needs_cjk(text: str) -> bool:
    return any("\u2e80" <= c <= "\uffef" or c >= "\U00020000" for c in text)


def draw(
    kind: Kind,
    data: Sequence[Point] | Sequence[Bar] | Sequence[Layer],
    path: str | Path,
    *,
    bands: Sequence[Band] = (),
    start: date | None = None,
    end: date | None = None,
    title: str = "",
    source: str = "",
    as_of: date | None = None,
    lang: str = "en",
    english: Mapping[str, str] | None = None,
) -> None:
    """Draws the picture into ``path``; its suffix (.svg, .png, .pdf) is the format.

    ``line`` takes points and ``regions`` layers, both with ``bands``, ``start`` and ``end`` as the charts
    at a terminal do; ``bars`` takes bars. ``english`` gives the English for labels in Chinese, for a
    machine without a font for them. Raises `UsageError` where it cannot be drawn or written.
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
        raise UsageError(f"drawing {path.name} needs matplotlib", "pip install 'taiwan-allies[plot]'") from None
    from taiwan_allies.output.writing import new_file

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
        words = _WORDS["zh" if lang == "zh" and font else "en"]
        page = _Page(figure, figure.add_axes((0, 0, 1, 1)), words, font is not None, english or {})
        notes: list[str] = []
        if kind == "bars":
            _bars(page, cast(Sequence[Bar], data))
        else:
            series = (
                [tuple(cast(Sequence[Point], data))]
                if kind == "line"
                else [layer.points for layer in cast(Sequence[Layer], data)]
            )
            days = [p.day for points in series for p in points]
            first = start or min(days, default=date(1912, 1, 1))
            last = max(first, end or max(days, default=first))
            if kind == "line":
                notes += _line(page, cast(Sequence[Point], data), first, last)
            else:
                _regions(page, cast(Sequence[Layer], data), first, last)
            notes += _bands(page, bands, first, last)
        _frame_text(page, title, source, as_of, notes)
        metadata: dict[str, dict[str, Any]] = {
            "svg": {"Date": None, "Creator": None, **({"Title": page.text(title)} if title else {})},
            "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
            "png": {"Software": None},
        }
        with new_file(str(path)) as temporary:
            figure.savefig(temporary, format=form, metadata=metadata[form])


def _frame_text(page: _Page, title: str, source: str, as_of: date | None, notes: Sequence[str]) -> None:
    figure = page.figure
    figure.text(0.05, 0.945, page.text(title), fontsize=15, fontweight="bold", va="center", parse_math=False)
    said = []
    if source:
        said.append(f"{page.words['source']}: {page.text(source)}")
    if as_of:
        said.append(f"{page.words['as_of']} {as_of.isoformat()}")
    lines = [" · ".join(said), *notes]
    lines = [line for line in lines if line]
    for i, line in enumerate(reversed(lines)):
        figure.text(0.05, 0.025 + 0.028 * i, line, fontsize=7.5, color=_GREY, va="center", parse_math=False)
    box = page.axes.get_position()
    foot = 0.025 + 0.028 * len(lines) + (0.07 if page.axes.get_xticks().size else 0.02)
    page.axes.set_position((box.x0, foot, box.width, box.y1 - foot))


# --- over time -----------------------------------------------------------------------------------------


def _open_axes(page: _Page, largest: int, first: date, last: date, right: float) -> None:
    """Axes over the days, with round years and integer ticks from zero."""
    axes = page.axes
    axes.set_position((0.06, 0.17, 0.94 - right - 0.06, 0.72))
    axes.set_xlim(first.toordinal(), last.toordinal() + 1)
    top = max(1, largest) * 1.22
    axes.set_ylim(0, top)
    step = round_step(-(-max(1, largest) // 7))
    axes.set_yticks(list(range(0, largest + 1, step)))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color=_FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    ticks = [t for t in time_ticks(first, last, 90) if first <= t.day <= last]
    axes.set_xticks([t.day.toordinal() for t in ticks], [t.label for t in ticks])
    axes.tick_params(axis="both", labelsize=9, labelcolor=_INK, color=_GREY, length=4)
    axes.tick_params(axis="y", length=0)


def _steps(points: Sequence[Point], first: date, last: date) -> list[Point]:
    """What is visible of the points, the first moved to the first day."""
    seen: list[Point] = []
    for point in sorted(points, key=lambda p: p.day):
        if point.day > last:
            break
        if point.day <= first:
            seen = [Point(first, point.count, point.low, point.high)]
        else:
            seen.append(point)
    return seen


def _peak_label(page: _Page, seen: Sequence[Point], last: date) -> None:
    best = max(range(len(seen)), key=lambda i: (seen[i].count, -i))
    if best + 1 == len(seen):
        return
    peak, until = seen[best], seen[best + 1].day
    x = (peak.day.toordinal() + until.toordinal()) / 2
    text = str(peak.count) if peak.low == peak.high else f"{peak.count} ({peak.low}–{peak.high})"
    page.axes.annotate(
        text,
        (x, peak.high),
        xytext=(0, 5),
        textcoords="offset points",
        ha="center",
        fontsize=11,
        fontweight="bold",
    )


def _line(page: _Page, points: Sequence[Point], first: date, last: date) -> list[str]:
    seen = _steps(points, first, last)
    axes = page.axes
    _open_axes(page, max((p.high for p in seen), default=1), first, last, 0.06)
    if not seen:
        return []
    xs = [p.day.toordinal() for p in seen] + [last.toordinal() + 1]
    # Certain stretches are one path each, so that their corners are sharp.
    path: list[tuple[float, float]] = []
    vague = False

    def draw_path() -> None:
        if len(path) > 1:
            axes.plot(*zip(*path, strict=True), color=_BLUE, linewidth=1.8, solid_joinstyle="miter", zorder=3)
        path.clear()

    for i, p in enumerate(seen):
        a, b = xs[i], xs[i + 1]
        path.append((a, p.count))
        if p.low == p.high:
            path.append((b, p.count))
            continue
        draw_path()
        vague = True
        axes.fill_between([a, b], [p.low, p.low], [p.high, p.high], color=_SKY, alpha=0.45, linewidth=0)
        axes.plot([a, b], [p.count, p.count], color=_BLUE, linewidth=1.8, linestyle=(0, (1, 1)), zorder=3)
        path.append((b, p.count))
    draw_path()
    _peak_label(page, seen, last)
    final = seen[-1]
    text = str(final.count) if final.low == final.high else f"{final.count} ({final.low}–{final.high})"
    axes.annotate(
        text,
        (xs[-1], final.count),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=13,
        fontweight="bold",
        color=_BLUE,
        annotation_clip=False,
    )
    return [page.words["doubt"]] if vague else []


def _bands(page: _Page, bands: Sequence[Band], first: date, last: date) -> list[str]:
    """Every second presidency shaded, each named at its head as far as there is room."""
    axes = page.axes
    left, right = first.toordinal(), last.toordinal() + 1
    shown = sorted(
        (b for b in bands if b.start <= last and b.end.toordinal() > left and b.start < b.end),
        key=lambda b: b.start,
    )
    box = axes.get_position()
    pixels = box.width * page.figure.get_figwidth() * page.figure.dpi / (right - left)
    top = axes.get_ylim()[1]
    unnamed = []
    for i, band in enumerate(shown):
        a, b = max(band.start.toordinal(), left), min(band.end.toordinal(), right)
        if i + 1 < len(shown):
            b = max(a, min(b, shown[i + 1].start.toordinal()))
        if i % 2:
            axes.axvspan(a, b, color=_SHADE, zorder=0, linewidth=0)
        name = page.text(band.name, band.short)
        short = page.text(band.short, initials(name))
        two_lines = "\n".join(name.rsplit(" ", 1))
        for choice in dict.fromkeys((name, two_lines, short, initials(name))):
            lines = choice.split("\n")
            if choice and max(page.width(line, 8) for line in lines) + 14 <= (b - a) * pixels:
                for k, line in enumerate(lines):
                    axes.annotate(
                        line,
                        ((a + b) / 2, top),
                        xytext=(0, -11 - 10 * k),
                        textcoords="offset points",
                        fontsize=8,
                        ha="center",
                        va="baseline",
                        parse_math=False,
                    )
                break
        else:
            x, y = date.fromordinal(a).year, date.fromordinal(max(a, b - 1)).year
            unnamed.append(f"{x if x == y else f'{x}–{y % 100:02}'} {name}")
    if not unnamed:
        return []
    lines, line = [], f"{page.words['unnamed']}: {unnamed[0]}"
    for entry in unnamed[1:]:
        if page.width(f"{line}, {entry}", 7.5) > 0.9 * page.figure.get_figwidth() * page.figure.dpi:
            lines.append(line + ",")
            line = entry
        else:
            line += f", {entry}"
    return [*lines, line]


def _regions(page: _Page, layers: Sequence[Layer], first: date, last: date) -> None:
    axes = page.axes
    series = [_steps(layer.points, first, last) for layer in layers]
    total = _steps(total_points([tuple(s) for s in series]), first, last)
    _open_axes(page, max((p.count for p in total), default=1), first, last, 0.12)
    days = sorted({p.day.toordinal() for s in series for p in s} | {first.toordinal()})
    xs = [*days, last.toordinal() + 1]
    floor = [0] * len(xs)
    labels: list[tuple[float, str, str, int]] = []
    spare = 0
    for layer, points in zip(layers, series, strict=True):
        changes = {p.day.toordinal(): p.count for p in points}
        count, heights = 0, []
        for x in xs:
            count = changes.get(x, count)
            heights.append(count)
        roof = [f + h for f, h in zip(floor, heights, strict=True)]
        key = layer.key or layer.name
        if key not in _REGIONS:
            color, hatch = _OTHERS[spare % len(_OTHERS)]
            spare += 1
        else:
            color, hatch = _REGIONS[key]
        axes.fill_between(xs, floor, roof, step="post", facecolor=color, edgecolor="white", hatch=hatch, linewidth=0.4)
        labels.append(((floor[-1] + roof[-1]) / 2, f"{page.text(layer.name, layer.key)} {count}", color, count))
        floor = roof
    if not total:
        return
    axes.step(
        [p.day.toordinal() for p in total] + [xs[-1]],
        [p.count for p in total] + [total[-1].count],
        where="post",
        color=_INK,
        linewidth=1,
    )
    _peak_label(page, total, last)
    # The labels stand beside the end of their areas, moved apart.
    top = axes.get_ylim()[1]
    apart = top * 0.05
    at: list[float] = []
    for middle, *_ in labels:
        at.append(max(middle, at[-1] + apart if at else apart * 0.4))
    wide = xs[-1] - xs[0]
    for y, (middle, text, color, count) in zip(at, labels, strict=True):
        if count:
            axes.plot(
                [xs[-1] + wide * 0.003, xs[-1] + wide * 0.019],
                [middle, y],
                color=color,
                linewidth=1.6,
                clip_on=False,
            )
        axes.text(xs[-1] + wide * 0.024, y, text, fontsize=9, va="center_baseline", clip_on=False, parse_math=False)
    final = total[-1]
    axes.text(
        xs[-1] + wide * 0.024,
        (at[-1] if at else 0) + apart * 1.1,
        str(final.count),
        fontsize=13,
        fontweight="bold",
        va="center",
        clip_on=False,
    )


# --- bars ----------------------------------------------------------------------------------------------


def _bars(page: _Page, bars: Sequence[Bar]) -> None:
    axes = page.axes
    page.axes.set_position((0.2, 0.1, 0.66, 0.74))
    rows = list(range(len(bars)))
    axes.barh(rows, [-b.lost for b in bars], color=_VERMILION, height=0.62)
    axes.barh(rows, [b.gained for b in bars], color=_GREEN, height=0.62, hatch="///", edgecolor="white", linewidth=0)
    most_lost = max((b.lost for b in bars), default=0)
    most_gained = max((b.gained for b in bars), default=0)
    room = max(1.0, (most_lost + most_gained) * 0.09)
    axes.set_xlim(-max(1, most_lost) - room, max(1, most_gained) + room)
    axes.set_ylim(max(len(bars), 1) - 0.4, -0.6)
    axes.axvline(0, color=_INK, linewidth=1)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    size = max(5.0, min(10.0, 150 / max(1, len(bars))))
    across = axes.get_yaxis_transform()
    for y, bar in enumerate(bars):
        if y % 2:
            axes.axhspan(y - 0.5, y + 0.5, xmin=-0.227, xmax=1.136, color=_SHADE, zorder=0, linewidth=0, clip_on=False)
        axes.text(
            -0.02,
            y,
            page.text(bar.label),
            transform=across,
            ha="right",
            va="center",
            fontsize=size,
            parse_math=False,
        )
        for value, sign in ((bar.lost, -1), (bar.gained, 1)):
            axes.annotate(
                f"{'−' if sign < 0 else '+'}{value}" if value else "0",
                (sign * value, y),
                xytext=(sign * 4, 0),
                textcoords="offset points",
                ha="right" if sign < 0 else "left",
                va="center",
                fontsize=size,
                color=_INK if value else _GREY,
            )
        text = str(bar.at_end)
        if bar.at_end_low != bar.at_end_high:
            text += f" ({bar.at_end_low}–{bar.at_end_high})"
        axes.text(1.07, y, text, transform=across, ha="center", va="center", fontsize=size, fontweight="bold")
    head: dict[str, Any] = {"fontsize": 10, "va": "bottom", "fontweight": "bold"}
    axes.annotate(
        page.words["lost"],
        (0, -0.6),
        xytext=(-6, 4),
        textcoords="offset points",
        ha="right",
        color=_VERMILION,
        annotation_clip=False,
        **head,
    )
    axes.annotate(
        page.words["gained"],
        (0, -0.6),
        xytext=(6, 4),
        textcoords="offset points",
        ha="left",
        color="#00795A",
        annotation_clip=False,
        **head,
    )
    axes.annotate(
        page.words["end"],
        (1.07, -0.6),
        xycoords=across,
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        annotation_clip=False,
        **head,
    )
