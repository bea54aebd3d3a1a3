"""What a message takes between every two CPUs, as a map: symmetric, its diagonal empty."""

from __future__ import annotations

import math
import re
import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, NullLocator

from . import style
from .panel import Box
from .stats import three_digits

ANNOTATED = 16  # CPUs up to which a cell has room for its figure
_BELOW = 0.6
_LEFT = 0.85
_RIGHT = 1.4  # of the map: colour bar and its labels
_TALLEST = 6.0
_LEAST_SPAN = 2.0  # the colours span at least such a factor: what is alike must look alike


@dataclass(frozen=True)
class HeatMap:
    title: str
    cpus: tuple[int, ...]
    ns: dict[tuple[int, int], float]  # by pair, the lower CPU first

    def height(self, width: float) -> float:
        return self._side(width) + _BELOW

    def _side(self, width: float) -> float:
        return min(_TALLEST, width - _LEFT - _RIGHT, max(1.4, 0.5 * len(self.cpus)))

    def draw(self, figure: Figure, box: Box) -> None:
        width, height = figure.get_size_inches()
        side = self._side(box.width)
        left, bottom = box.left + _LEFT, box.bottom + _BELOW
        axes = figure.add_axes((left / width, bottom / height, side / width, side / height))
        count = len(self.cpus)
        drawn = axes.imshow(self.matrix(), cmap="cividis", norm=LogNorm(*self.colours()), aspect="equal",
                            interpolation="nearest", extent=(-0.5, count - 0.5, count - 0.5, -0.5))
        every = math.ceil(count / ANNOTATED)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_ticks(range(0, count, every), [str(cpu) for cpu in self.cpus[::every]])
        axes.set_xlabel("CPU")
        axes.set_ylabel("CPU")
        axes.spines[:].set_visible(False)
        if count <= ANNOTATED:
            self._annotate(figure, drawn.norm, side / count)
        bar = figure.colorbar(drawn, cax=figure.add_axes(((left + side + 0.25) / width, bottom / height,
                                                          0.18 / width, side / height)))
        low, high = self.colours()
        ticks = [step * 10.0**decade for decade in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
                 for step in (1, 1.5, 2, 3, 5, 7)]
        bar.ax.yaxis.set_major_locator(NullLocator())
        bar.ax.yaxis.set_minor_locator(NullLocator())
        bar.ax.yaxis.set_minor_formatter(NullFormatter())
        shown = [tick for tick in ticks if low <= tick <= high]
        bar.set_ticks(shown, labels=[f"{tick:g}" for tick in shown])
        bar.set_label("ns (log)")
        bar.outline.set_visible(False)

    def _annotate(self, figure: Figure, norm: LogNorm, inches: float) -> None:
        axes = figure.axes[-1]
        points = min(style.NOTE_PT, 72 * inches / 2.6)  # four characters must fit
        for (one, other), ns in self.ns.items():
            for x, y in ((one, other), (other, one)):
                axes.annotate(f"{ns:.0f}", (self.cpus.index(x), self.cpus.index(y)), ha="center", va="center",
                              fontsize=points, color="white" if norm(ns) < 0.5 else "black")

    def matrix(self) -> np.ndarray:
        matrix = np.full((len(self.cpus), len(self.cpus)), np.nan)
        place = {cpu: index for index, cpu in enumerate(self.cpus)}
        for (one, other), ns in self.ns.items():
            matrix[place[one], place[other]] = matrix[place[other], place[one]] = ns
        return matrix

    def colours(self) -> tuple[float, float]:
        low, high = min(self.ns.values()), max(self.ns.values())
        widen = max(1.0, math.sqrt(_LEAST_SPAN * low / high))
        return low / widen, high * widen


def pair_samples(samples: Iterable[dict[str, float]]) -> dict[tuple[int, int], list[float]]:
    """The counters pair_A_B_ns of some samples, by pair."""
    measured: dict[tuple[int, int], list[float]] = defaultdict(list)
    for counters in samples:
        for key, ns in counters.items():
            if pair := re.fullmatch(r"pair_(\d+)_(\d+)_ns", key):
                measured[int(pair[1]), int(pair[2])].append(ns)
    return measured


def of_pairs(samples: Iterable[dict[str, float]]) -> HeatMap | None:
    """Their medians; None without a pair."""
    measured = pair_samples(samples)
    if not measured:
        return None
    cpus = tuple(sorted({cpu for pair in measured for cpu in pair}))
    pairs = {pair: statistics.median(values) for pair, values in sorted(measured.items())}
    least, most = three_digits(min(pairs.values())), three_digits(max(pairs.values()))
    return HeatMap(f"From CPU to CPU and back: {least if least == most else f'{least}–{most}'} ns", cpus, pairs)
