"""Points with their intervals side by side, a row each: what has no x axis to stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from . import style
from .axes import log_ticks
from .panel import Box
from .series import Point
from .stats import three_digits

_ROW = 0.27  # inches
_BELOW = 0.6  # tick labels and axis label
_VALUES = 1.0  # right of the axes, where the medians are written


@dataclass(frozen=True)
class Bar:
    label: str
    colour: str
    marker: str
    point: Point


@dataclass(frozen=True)
class Bars:
    title: str
    unit: str  # what the axis says, and whether it is logarithmic; otherwise it is from zero
    log: bool
    bars: list[Bar]
    written: Callable[[float], str] = three_digits

    def height(self, width: float) -> float:
        return _ROW * len(self.bars) + _BELOW

    def draw(self, figure: Figure, box: Box) -> None:
        width, height = figure.get_size_inches()
        renderer = FigureCanvasAgg(figure).get_renderer()
        places = {place: bar for place, bar in enumerate(reversed(self.bars))}
        left = box.left + 0.1
        axes = figure.add_axes((0, 0, 1, 1))
        self._measured(axes)
        axes.set_ylim(-0.5, len(self.bars) - 0.5)
        axes.set_yticks(list(places), [bar.label for bar in places.values()])
        axes.tick_params(axis="y", length=0)
        left += max(text.get_window_extent(renderer).width for text in axes.get_yticklabels()) / figure.dpi
        axes.set_position((left / width, (box.bottom + _BELOW) / height,
                           (box.left + box.width - _VALUES - left) / width, _ROW * len(self.bars) / height))
        for place, bar in places.items():
            self._draw(axes, place, bar)

    def _measured(self, axes: Axes) -> None:
        values = [value for bar in self.bars
                  for value in (*bar.point.samples, bar.point.interval.low, bar.point.interval.high)]
        if self.log:
            limits = min(values) / 1.3, max(values) * 1.3
            log_ticks(axes.xaxis, limits)
        else:
            limits = 0.0, 1.06 * max(values)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.12g}")
        axes.set_xlim(limits)
        axes.set_xlabel(self.unit)
        axes.grid(color=style.GRID, linewidth=0.8)
        axes.set_axisbelow(True)

    def _draw(self, axes: Axes, place: int, bar: Bar) -> None:
        at, few = bar.point.interval, bar.point.few
        axes.plot(bar.point.samples, [place] * len(bar.point.samples), linestyle="none", marker="o", markersize=2.6,
                  markeredgewidth=0, color=bar.colour, alpha=0.3, zorder=2, label=f"samples {bar.label}")
        if not few:
            axes.hlines(place, at.low, at.high, color=bar.colour, linewidth=1.6, zorder=3, label=f"bar {bar.label}")
        axes.plot([at.median], [place], linestyle="none", marker=bar.marker, color=bar.colour, zorder=4,
                  markersize=5 if few else 6, markeredgewidth=0.7 if few else 1.2,
                  markerfacecolor=style.pale(bar.colour) if few else bar.colour,
                  label=f"{'few' if few else 'points'} {bar.label}")
        axes.annotate(self.written(at.median), (1, place), (8, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", va="center_baseline", label=f"median {bar.label}")
