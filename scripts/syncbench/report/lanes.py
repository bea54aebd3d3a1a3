"""Lanes: samples, their median and its interval, a lane each, over one logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .. import style
from ..stats import RANGE, Interval, three_digits
from .svg import Drawing, width_of

HEIGHT = 17.0
DOTS = 100  # of a lane; of more samples, as many quantiles
_ABOVE, _BELOW = 4.0, 26.0  # ticks and what the axis says
_TICK_GAP = 8.0
_GOLDEN = (math.sqrt(5) - 1) / 2  # its multiples never fall into a pattern


@dataclass(frozen=True)
class Lane:
    label: str
    samples: Sequence[float]
    interval: Interval
    colour: str
    tip: str
    written: str = ""  # right of the axis
    band: tuple[float, float] | None = None  # within what most of the samples lie
    head: str = ""  # what stands in bold left of the label, in the first lane of several


@dataclass(frozen=True)
class LogAxis:
    """What lies beyond its ends is shown at them, as arrows."""

    low: float
    high: float
    left: float  # points
    right: float
    ticks: Sequence[tuple[float, str]]  # the most important first
    title: str
    strong: float | None = None  # the tick that the others are read against

    def x(self, value: float) -> float:
        part = math.log(value / self.low) / math.log(self.high / self.low)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, part))

    def shown(self) -> list[tuple[float, str]]:
        """The ticks inside; of those that would touch, the first."""
        kept: list[tuple[float, str]] = []
        for value, words in self.ticks:
            apart = (abs(self.x(value) - self.x(other)) - (width_of(words) + width_of(text)) / 2
                     for other, text in kept)
            if self.low <= value <= self.high and all(gap > _TICK_GAP for gap in apart):
                kept.append((value, words))
        return kept


def round_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """1, 2, 5, 10, … as far as they are needed; of a long axis only powers of ten."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if math.log10(high / low) < 3 else (1,)
    return [(step * 10.0**decade, f"{step * 10.0**decade:,.12g}") for decade in decades for step in steps]


def draw(drawing: Drawing, lanes: Sequence[Lane], axis: LogAxis, top: float) -> float:
    """Where the axis below them ends."""
    bottom = top + _ABOVE + HEIGHT * len(lanes)
    for nth, lane in enumerate(lanes):
        if lane.band:
            low, high = map(axis.x, lane.band)
            drawing.box(low, top + _ABOVE + HEIGHT * nth + 1, high - low, HEIGHT - 2, style.SHADE)
    for value, words in axis.shown():
        strong = value == axis.strong
        drawing.line([(axis.x(value), top), (axis.x(value), bottom)], style.FAINT_INK if strong else style.GRID)
        drawing.text(axis.x(value), bottom + 11, words, "middle")
    drawing.text((axis.left + axis.right) / 2, bottom + 22, axis.title, "middle", colour=style.FAINT_INK)
    for nth, lane in enumerate(lanes):
        _lane(drawing, lane, axis, top + _ABOVE + HEIGHT * (nth + 0.5))
    return bottom + _BELOW


def _lane(drawing: Drawing, lane: Lane, axis: LogAxis, y: float) -> None:
    if lane.head:
        drawing.text(2, y + 3, lane.head, bold=True)
    drawing.text(axis.left - 10, y + 3, lane.label, "end")
    with drawing.told(lane.tip):
        # Something to point at between the dots.
        drawing.box(axis.left, y - HEIGHT / 2, axis.right - axis.left, HEIGHT, "transparent")
        inside = [sample for sample in _thinned(lane.samples) if axis.low <= sample <= axis.high]
        drawing.dots([(axis.x(sample), y + 9 * (nth * _GOLDEN % 1 - 0.5)) for nth, sample in enumerate(inside)], 1.3,
                     lane.colour, 0.35)
        for beyond, x, tip in ((min(lane.samples) < axis.low, axis.left, -5), (max(lane.samples) > axis.high,
                                                                               axis.right, 5)):
            if beyond:
                drawing.area([(x, y - 3.5), (x, y + 3.5), (x + tip, y)], lane.colour)
        _median(drawing, lane, axis, y)
    if lane.written:
        drawing.text(axis.right + 8, y + 3, lane.written)


def _median(drawing: Drawing, lane: Lane, axis: LogAxis, y: float) -> None:
    """With its interval; beyond the axis only in figures, by the arrow there."""
    at, few = lane.interval, lane.interval.kind == RANGE
    if at.median < axis.low:
        drawing.text(axis.left + 5, y + 3, three_digits(at.median))
    elif at.median > axis.high:
        drawing.text(axis.right - 5, y + 3, three_digits(at.median), "end")
    else:
        if not few:
            drawing.line([(axis.x(at.low), y), (axis.x(at.high), y)], lane.colour, 2.2)
        drawing.dot(axis.x(at.median), y, 2.6 if few else 3.4, style.pale(lane.colour) if few else lane.colour)


def _thinned(samples: Sequence[float]) -> list[float]:
    if len(samples) <= DOTS:
        return list(samples)
    return [float(value) for value in np.quantile(samples, (np.arange(DOTS) + 0.5) / DOTS)]


def in_words(interval: Interval, unit: str = "") -> str:
    """105 ns [104, 106], n = 9"""
    size = f" {unit}" if unit else ""
    return (f"{three_digits(interval.median)}{size} [{three_digits(interval.low)}, {three_digits(interval.high)}], "
            f"n = {interval.n}")
