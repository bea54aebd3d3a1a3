"""Draws a panel of lines as an SVG element for the page: some strategies in colour with a label, all others in grey.

The looks are those of the charts of a run: colour a family, marker and dash a strategy, hollow where threads
outnumber CPUs, pale where samples are few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from .. import style
from ..axes import Chain
from ..labels import spread
from ..panel import Panel, Reference, unbroken
from ..series import Line
from .frame import Canvas, Frame, draw_grid, draw_x_axis, frame_of
from .markers import SHAPES, SMALL_SHAPES
from .parts import Variant
from .svg import ONE_COLUMN, TEXT_PT, number, pair, width_of

_LEADER, _SWATCH = 14.0, 14.0  # points from the axes to a label, and the marker in front of it
_THICK, _THIN = 1.7, 1.1


@dataclass(frozen=True)
class Plot:
    """`leads` are the names of those in colour. `tip` says in words what a strategy has at a position. `curves`, by
    strategy, are drawn instead of lines from point to point: (x, y)."""

    panel: Panel
    limits: tuple[float, float]
    leads: Sequence[str]
    tip: Callable[[Line, float], str]
    curves: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)


def svg(plot: Plot, name: str, variant: Variant, title: str, alt: str) -> str:
    """`name` and `variant` make the ids unique on a page."""
    panel = plot.panel
    canvas = Canvas(name, variant, title, alt)
    leads = {line.name: line for line in panel.lines}
    led = [leads[lead] for lead in plot.leads if lead in leads]
    names = [line.label for line in led] + [reference.name for reference in panel.references]
    gutter = _LEADER + _SWATCH + max(map(width_of, names), default=0.0) + 4
    frame = frame_of(panel, plot.limits, gutter)
    draw_grid(canvas, frame)
    below = draw_x_axis(canvas, frame)
    rest = [line for line in panel.lines if line.name not in plot.leads]
    for nth, line in enumerate(rest):
        _draw_rest(canvas, frame, plot, line, nth, len(rest))
    for reference in panel.references:
        points = [(frame.x(x), frame.y(y)) for x, y in sorted(reference.points.items())]
        if len(points) == 1:
            points = [(points[0][0] + aside, points[0][1]) for aside in (-6, 6)]
        canvas.line(points, style.FAINT_INK)
    labels = _label_heights(frame, led, panel.references)
    for reference in panel.references:
        _label(canvas, frame, reference, labels[reference.name])
    for nth, line in reversed(list(enumerate(led))):  # the best on top
        def place(position: float, nth: int = nth) -> float:
            return frame.x(frame.x_axis.place(position, nth, len(led)))

        with canvas.strategy_group(line.name, True, line.look.colour):
            _draw_lead(canvas, frame, plot, line, place)
            _label(canvas, frame, line, labels[line.name])
    return canvas.svg(ONE_COLUMN, below)


def _draw_rest(canvas: Canvas, frame: Frame, plot: Plot, line: Line, nth: int, of: int) -> None:
    """Its medians only, thin; a point without neighbours as a dash."""
    data = []
    axis = frame.x_axis
    for chain in axis.chains:
        for part in unbroken(chain, line):
            points = [(frame.x(axis.place(x, nth, of)), frame.y(line.points[x].interval.median)) for x in part]
            if len(points) == 1:
                data.append(f"M{pair(points[0][0] - 2.5, points[0][1])}h5")
            elif line.name not in plot.curves:
                data.append(_polyline(points))
    if line.name in plot.curves:
        data.append(_polyline([(frame.x(x), frame.y(y)) for x, y in plot.curves[line.name]]))
    with canvas.strategy_group(line.name, False, line.look.colour):
        canvas.name(line.name)
        canvas.path("".join(data), stroke_width=0.9)


def _polyline(points: Sequence[tuple[float, float]]) -> str:
    return f"M{pair(*points[0])}L{' '.join(pair(*point) for point in points[1:])}"


def _draw_lead(canvas: Canvas, frame: Frame, plot: Plot, line: Line, place: Callable[[float], float]) -> None:
    dots = "".join(f"M{pair(place(position), frame.y(sample))}h0" for position, point in line.points.items()
                   for sample in point.samples)
    canvas.path(dots, style="stroke-linecap:round", stroke_width=2.2, opacity="0.3")
    curve = plot.curves.get(line.name)
    if curve:
        canvas.path(_polyline([(frame.x(x), frame.y(y)) for x, y in curve]), stroke_width=_THICK,
                    **_dashes(line.look.dash, _THICK))
    for chain in frame.x_axis.chains:
        for part in unbroken(chain, line):
            _join(canvas, frame, line, part, chain, place, curve is None)
            for position in part:
                _mark(canvas, frame, line, position, chain.oversubscribed, place, plot.tip(line, position))


def _join(canvas: Canvas, frame: Frame, line: Line, part: list[float], chain: Chain,
          place: Callable[[float], float], joined: bool) -> None:
    """As in the charts of a run: a band only where both neighbours have an interval, a pale line where not; a bar for
    a point that has an interval but no such neighbour."""
    alone = {position for position in part if not line.points[position].few}
    strong = frozenset(alone)
    width = _THIN if chain.oversubscribed else _THICK
    dash = _dashes(style.OVERSUBSCRIBED_DASH if chain.oversubscribed else line.look.dash, width)
    for sure, joints in groupby(pairwise(part) if joined else (), key=lambda ends: set(ends) <= strong):
        positions = [*next(joints), *(right for _, right in joints)]
        intervals = [(place(position), line.points[position].interval) for position in positions]
        if sure:
            alone -= set(positions)
            around = [(x, frame.y(i.high)) for x, i in intervals] + [(x, frame.y(i.low)) for x, i in intervals[::-1]]
            canvas.path(_polyline(around) + "z", fill=line.look.colour, stroke="none", opacity="0.16")
        pale = {} if sure else {"opacity": f"{style.PALE:g}"}
        canvas.path(_polyline([(x, frame.y(i.median)) for x, i in intervals]), stroke_width=width, **dash, **pale)
    bars = "".join(f"M{pair(place(position), frame.y(interval.low))}V{number(frame.y(interval.high))}"
                   for position in sorted(alone) for interval in [line.points[position].interval])
    if bars:
        canvas.path(bars, stroke_width=1.3, opacity="0.7")


def _mark(canvas: Canvas, frame: Frame, line: Line, position: float, oversubscribed: bool,
          place: Callable[[float], float], tip: str) -> None:
    point = line.points[position]
    inside = "white" if oversubscribed else style.pale(line.look.colour) if point.few else line.look.colour
    shape = (SMALL_SHAPES if point.few else SHAPES)[line.look.marker]
    canvas.path(f"M{pair(place(position), frame.y(point.interval.median))}{shape}", tip, fill=inside,
                stroke_width=0.7 if point.few else 1.1)


def _dashes(dash: Any, width: float) -> dict[str, str]:
    """As a pattern of SVG; matplotlib's is in line widths."""
    return {} if dash == "solid" else {"stroke_dasharray": " ".join(number(part * width) for part in dash[1])}


def _label_heights(frame: Frame, led: Sequence[Line], references: Sequence[Reference]) -> dict[str, tuple]:
    """By name: where the line ends, (x, y), and the height of its label; apart enough to be read."""
    ends = [(frame.y(line.points[last].interval.median), frame.x(frame.x_axis.place(last, nth, len(led))), line.name)
            for nth, line in enumerate(led) for last in [max(line.points)]]
    ends += [(frame.y(reference.points[last]), frame.x(last), reference.name)
             for reference in references for last in [max(reference.points)]]
    ends.sort()
    heights = spread([y for y, _, _ in ends], TEXT_PT + 2.5, frame.top, frame.bottom)
    return {name: (x, y, height) for (y, x, name), height in zip(ends, heights)}


def _label(canvas: Canvas, frame: Frame, of: Line | Reference, where: tuple[float, float, float]) -> None:
    x, y, height = where
    edge, left = frame.right, frame.right + _LEADER
    ink = of.look.colour if isinstance(of, Line) else style.FAINT_INK
    # Dotted inside the axes, where a leader from an early end must not pass for data.
    if x + 5 < edge:
        canvas.path(f"M{pair(x + 5, y)}H{number(edge)}", stroke=ink, stroke_width=0.7, stroke_dasharray="0.7 1.5")
    canvas.path(f"M{pair(edge, y)}h2L{pair(left, height)}", stroke=ink, stroke_width=0.7, fill="none")
    if isinstance(of, Reference):
        canvas.words(left + 3, height + 3, of.name, style.FAINT_INK)
        return
    canvas.path(f"M{pair(left + 5, height)}{SHAPES[of.look.marker]}", fill=ink, stroke_width=1.0)
    canvas.words(left + _SWATCH, height + 3, of.label, style.text_colour(ink))
