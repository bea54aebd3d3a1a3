"""The axes of a panel: what stands where, what is joined, and how figures are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from matplotlib.axis import Axis

_LEAST_RANGE = 0.8  # decades: flat lines must look flat


@dataclass(frozen=True)
class Chain:
    """Neighbouring positions whose points may be joined."""

    positions: tuple[float, ...]
    oversubscribed: bool = False
    side_by_side: float = 0.0  # the width over which the lines' points are set apart, where nothing is joined


@dataclass(frozen=True)
class XAxis:
    label: str
    ticks: dict[float, str]
    limits: tuple[float, float]
    chains: tuple[Chain, ...]
    shaded: tuple[tuple[float, float], ...] = ()
    marks: dict[float, str] = field(default_factory=dict)  # vertical lines, and what stands above them

    def place(self, position: float, nth: int, of: int) -> float:
        """Where the nth of several lines has its point."""
        width = next(chain.side_by_side for chain in self.chains if position in chain.positions)
        return position + width * (nth / (of - 1) - 0.5 if of > 1 else 0)


def rate(value: float) -> str:
    """A rate as a person writes it: 20 M."""
    for factor, unit in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if value >= factor:
            return f"{value / factor:g}{unit}"
    return f"{value:g}"


@dataclass(frozen=True)
class YAxis:
    """What a panel measures: on a logarithmic axis, whose label says so, or on one from zero."""

    label: str
    log: bool = True
    least_top: float = 0.0  # of an axis from zero
    written: Callable[[float], str] = "{:g}".format

    def limits(self, values: Iterable[float]) -> tuple[float, float]:
        """What shows all of them."""
        values = list(values)
        if not self.log:
            return 0.0, 1.06 * max(self.least_top, *values)
        low, high = math.log10(min(values)), math.log10(max(values))
        pad = max(0.06 * (high - low), (_LEAST_RANGE - (high - low)) / 2)
        return 10 ** (low - pad), 10 ** (high + pad)

    def part(self, value: float, limits: tuple[float, float]) -> float:
        """How far up the axis a value stands, 0 to 1."""
        low, high = limits
        return math.log(value / low) / math.log(high / low) if self.log else (value - low) / (high - low)


RATE = YAxis("operations per second (log)", written=rate)


def log_steps(limits: tuple[float, float]) -> tuple[list[float], list[float]]:
    """Round figures inside the limits: for labels, as many as a range of this width needs; and all, for small ticks."""
    decades = range(math.floor(math.log10(limits[0])), math.ceil(math.log10(limits[1])) + 1)
    span = math.log10(limits[1] / limits[0])
    labelled = (1, 1.5, 2, 3, 5, 7) if span < 1 else (1, 2, 5) if span < 2.2 else (1,)

    def inside(steps: Iterable[float]) -> list[float]:
        ticks = [step * 10.0**decade for decade in decades for step in steps]
        return [tick for tick in ticks if limits[0] <= tick <= limits[1]]

    return inside(labelled), inside(range(1, 10))


def log_ticks(axis: Axis, limits: tuple[float, float]) -> None:
    """Labels and small ticks at round figures."""
    (axis.axes.set_xscale if axis.axis_name == "x" else axis.axes.set_yscale)("log")
    for ticks, minor in zip(log_steps(limits), (False, True)):
        axis.set_ticks(ticks, minor=minor)
    axis.set_minor_formatter(lambda *_: "")
