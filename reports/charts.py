"""Draw a chart as SVG: the same bytes on every machine, legible in greyscale, text left as text."""

import re
import warnings
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reports.canonical import sha256
from reports.chart import Chart
from reports.money import signed
from reports.text import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#1c2733"
SOFT = "#5b6673"
RULE = "#d5dae0"
SHADES = ("#1f3a5f", "#b98a3a", "#7c93ac", "#4b4f57")
DASHES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (7, 2, 1.5, 2)))
MARKERS = ("o", "s", "^", "D")
HATCHES = ("", "////", "....", "xxxx")
WIDTH, HEIGHT = 6.9, 2.1
"""Inches; the renderers scale it to their own width."""
FONTS = "'Libertinus Serif', Georgia, 'Times New Roman', serif"
DRAWN_WITH = "'DejaVu Sans'"
"""The font that matplotlib ships: its measures place the text, the reader's font draws it."""
JOINS = "stroke-linejoin: round; stroke-linecap: butt"
UNITS = {"percent": "%", "days": "days", "months": "months", "count": "", "ratio": ""}
STYLE: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 8.0,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.6,
    "axes.labelcolor": SOFT,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "hatch.linewidth": 0.4,
    "text.parse_math": False,
    "svg.fonttype": "none",
}


@lru_cache(maxsize=32)
def svg(chart: Chart) -> str:
    """Return `chart` as one `<svg>` element whose ids occur in no other chart's."""
    from io import StringIO

    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    name = sha256(chart)[:12]
    with rc_context({**STYLE, "svg.hashsalt": name}), warnings.catch_warnings():
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        axes = figure.add_subplot()
        figure.patch.set_visible(False)
        axes.patch.set_visible(False)
        _draw(axes, chart)
        file = StringIO()
        # Text is measured with one font and drawn by the reader's: what the first lacks is no loss.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _embeddable(file.getvalue(), name)


def _draw(axes: "Axes", chart: Chart) -> None:
    divisor, unit = _scale(chart)
    draw = {"line": _lines, "bar": _bars, "waterfall": _waterfall}[chart.type]
    draw(axes, chart, divisor)
    places = range(len(chart.categories))
    axes.set_xlim(-0.6, len(places) - 0.4)
    axes.set_xticks(list(places), [_label(category) for category in chart.categories])
    axes.tick_params(length=0, pad=5)
    axes.yaxis.set_major_formatter(lambda value, _: _tick(value))
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    start = float(chart.axis_start) / divisor
    axes.axhline(start, color=SOFT, linewidth=0.8, zorder=1.5)
    cut = f"; the axis begins at {_tick(start)}, not at nil" if start else ""
    axes.set_title(unit + cut, loc="left", fontsize=8, color=SOFT, pad=6)
    if len(chart.series) > 1:
        axes.legend(
            loc="lower right", bbox_to_anchor=(1, 1), ncols=len(chart.series), frameon=False,
            borderaxespad=0.2, handlelength=2.6, columnspacing=1.6,
        )  # fmt: skip


def _lines(axes: "Axes", chart: Chart, divisor: int) -> None:
    for index, series in enumerate(chart.series):
        axes.plot(
            range(len(series.values)), _heights(series.values, divisor), label=_label(series.name),
            color=SHADES[index % 4], linestyle=DASHES[index % 4], marker=MARKERS[index % 4], markersize=3.2,
            linewidth=1.5,
        )  # fmt: skip


def _bars(axes: "Axes", chart: Chart, divisor: int) -> None:
    width = 0.72 / len(chart.series)
    for index, series in enumerate(chart.series):
        at = [place - 0.36 + width * (index + 0.5) for place in range(len(series.values))]
        axes.bar(
            at, _heights(series.values, divisor), width * 0.94, label=_label(series.name),
            color=SHADES[index % 4], hatch=HATCHES[index % 4], edgecolor="white", linewidth=0,
        )  # fmt: skip


def _waterfall(axes: "Axes", chart: Chart, divisor: int) -> None:
    """Draw the levels at both ends from the axis and each change from where the one before it ended."""
    floor = float(chart.axis_start) / divisor
    steps = [float(value or 0) / divisor for value in chart.series[0].values]
    level = 0.0
    for place, step in enumerate(steps):
        is_level = place in (0, len(steps) - 1)
        start = floor if is_level else level
        level = step if is_level else start + step
        kind = 0 if is_level else 2 if step >= 0 else 1
        axes.bar(
            place, level - start, 0.58, bottom=start, color=SHADES[kind], hatch=HATCHES[1 if kind == 1 else 0],
            edgecolor="white", linewidth=0,
        )  # fmt: skip
        if place < len(steps) - 1:
            axes.plot([place + 0.29, place + 0.71], [level, level], color=SOFT, linewidth=0.6)
        axes.annotate(
            _step_text(step, divisor, plus=not is_level), (place, max(start, level)), xytext=(0, 3),
            textcoords="offset points", ha="center", fontsize=7.5,
        )  # fmt: skip
    low, high = axes.get_ylim()
    low = floor or low
    axes.set_ylim(low, high + 0.1 * (high - low))


def _step_text(step: float, divisor: int, *, plus: bool) -> str:
    """Return a step's label, one decimal for all where thousands or more are cut off: 3,663.1, +28.8, −0.3."""
    return signed(Decimal(f"{step:.6f}"), 1, plus=plus) if divisor > 1 else _tick(step, plus=plus)


def _heights(values: tuple[Decimal | None, ...], divisor: int) -> list[float]:
    """Return drawing heights: a picture has no cents, so floats do here and nowhere else."""
    return [float("nan") if value is None else float(value) / divisor for value in values]


def _scale(chart: Chart) -> tuple[int, str]:
    """Return the divisor and the unit that keep the axis in two to four digits: EUR thousand, EUR million."""
    largest = max((abs(value) for series in chart.series for value in series.values if value is not None), default=0)
    unit = UNITS.get(chart.unit, chart.unit)
    if chart.unit in UNITS:
        return 1, unit
    for divisor, word in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
        if largest >= 10 * divisor:
            return divisor, f"{unit} {word}".strip()
    return 1, unit


def _tick(value: float, *, plus: bool = False) -> str:
    places = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    text = signed(Decimal(f"{value:.6f}"), places, plus=plus)
    return text.rstrip("0").rstrip(".") if "." in text and not plus else text


def _label(text: str) -> str:
    """Return `text` as matplotlib shows it: it hides a label that begins with an underscore."""
    shown = " ".join(printable(text).split())
    return f" {shown}" if shown.startswith("_") else shown


def _embeddable(text: str, name: str) -> str:
    """Return the element alone, each id of its tags made unique by `name`."""
    body = re.sub(r"<defs>\s*<style.*?</defs>", "", text[text.index("<svg") :], count=1, flags=re.DOTALL)
    body = re.sub(r"<[^>]+>", lambda tag: _retagged(tag.group(), name), body)
    return body.replace("<svg ", f'<svg aria-hidden="true" focusable="false" style="{JOINS}" ', 1)


def _retagged(tag: str, name: str) -> str:
    tag = tag.replace(DRAWN_WITH, FONTS)
    return re.sub(r'( id="|xlink:href="#|url\(#)', rf"\g<1>c{name}-", tag)
