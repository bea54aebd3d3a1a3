"""Draws a panel of lines as an SVG element for the page: some strategies in colour with a label, all others in grey.

The looks are those of the charts of a run: colour a family, marker and dash a strategy, hollow where threads outnumber
CPUs, pale where samples are few.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from .. import style
from ..axes import Chain, XAxis, YAxis, log_steps
from ..labels import spread
from ..panel import Panel, Reference, unbroken
from ..series import Line
from .parts import Variant
from .svg import ONE_COLUMN, TEXT_PT, Drawing, number, width_of

REST = "#b8b8b8"
_HEIGHT = 215.0  # of the axes, in points, as all lengths here
_LINE = 13.0  # of text
_LEADER, _SWATCH = 14.0, 14.0  # from the axes to a label, and the marker in front of it
_LEAST_WIDTH = 150.0  # of the axes, however long a name is
_RADIUS = 3.3
_THICK, _THIN = 1.7, 1.1


def _polygon(*points: tuple[float, float]) -> str:
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    return f"m{_pair(*points[0])}l{' '.join(_pair(*step) for step in steps)}z"


def _pair(x: float, y: float) -> str:
    return f"{number(x)} {number(y)}"


def _regular(corners: int, radius: float, first: float = -90.0) -> str:
    angles = [math.radians(first + 360 * nth / corners) for nth in range(corners)]
    return _polygon(*((radius * math.cos(angle), radius * math.sin(angle)) for angle in angles))


def _shapes(r: float) -> dict[str, str]:
    """The markers of style.MARKERS as paths from their middle."""
    plus = ((-.35, -1), (.35, -1), (.35, -.35), (1, -.35), (1, .35), (.35, .35), (.35, 1), (-.35, 1), (-.35, .35),
            (-1, .35), (-1, -.35), (-.35, -.35))
    cross = [((x - y) * 0.75, (x + y) * 0.75) for x, y in plus]
    return {
        "o": f"m-{number(r)} 0a{number(r)} {number(r)} 0 1 0 {number(2 * r)} 0a{number(r)} {number(r)} 0 1 0-"
             f"{number(2 * r)} 0z",
        "s": _regular(4, 1.25 * r, 45), "D": _regular(4, 1.2 * r), "^": _regular(3, 1.25 * r),
        "v": _regular(3, 1.25 * r, 90), "<": _regular(3, 1.25 * r, 180), ">": _regular(3, 1.25 * r, 0),
        "p": _regular(5, 1.15 * r), "h": _regular(6, 1.15 * r),
        "P": _polygon(*((1.15 * r * x, 1.15 * r * y) for x, y in plus)),
        "X": _polygon(*((1.15 * r * x, 1.15 * r * y) for x, y in cross)),
    }


SHAPES, _SMALL_SHAPES = _shapes(_RADIUS), _shapes(0.8 * _RADIUS)


@dataclass(frozen=True)
class Plot:
    """`leads` are the names of those in colour. `tip` says in words what a strategy has at a position."""

    panel: Panel
    limits: tuple[float, float]
    leads: Sequence[str]
    tip: Callable[[Line, float], str]
    curves: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)  # instead of lines from point to
    # point: (x, y) by strategy


@dataclass(frozen=True)
class _Frame:
    """The axes: where on the drawing a position and a value stand."""

    x_axis: XAxis
    y_axis: YAxis
    limits: tuple[float, float]
    left: float
    top: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + _HEIGHT

    def x(self, position: float) -> float:
        low, high = self.x_axis.limits
        return self.left + self.width * (position - low) / (high - low)

    def y(self, value: float) -> float:
        return self.bottom - _HEIGHT * self.y_axis.part(value, self.limits)


class _Canvas(Drawing):
    def strategy_group(self, name: str, lead: bool, colour: str) -> Any:
        stroke = colour if lead else REST
        return self._group(f' class="s {"lead" if lead else "rest"}" data-s={quoteattr(name)} '
                           f'style="--c: {colour}" stroke="{stroke}" fill="none"')

    def path(self, data: str, tip: str = "", **attributes: Any) -> None:
        more = "".join(f' {key.replace("_", "-")}="{number(value) if isinstance(value, float) else value}"'
                       for key, value in attributes.items())
        end = f"><title>{escape(tip)}</title></path>" if tip else "/>"
        self._parts.append(f'<path d="{data}"{more}{end}')

    def name(self, name: str) -> None:
        self._parts.append(f"<title>{escape(name)}</title>")

    def words(self, x: float, y: float, words: str, colour: str) -> None:
        """A label inside a group whose lines have a stroke."""
        self._parts.append(f'<text x="{number(x)}" y="{number(y)}" stroke="none" fill="{colour}">{escape(words)}</text>')

    def slanted(self, x: float, y: float, words: str) -> None:
        self._parts.append(f'<text transform="translate({_pair(x, y)})rotate(-40)" text-anchor="end">'
                           f"{escape(words)}</text>")


def svg(plot: Plot, name: str, variant: Variant, title: str, alt: str) -> str:
    """`name` and `variant` make the ids unique on a page."""
    panel = plot.panel
    canvas = _Canvas(name, variant, title, alt)
    leads = {line.name: line for line in panel.lines}
    led = [leads[lead] for lead in plot.leads if lead in leads]
    frame = _frame(plot, led)
    _grid(canvas, frame)
    below = _x_axis(canvas, frame)
    rest = [line for line in panel.lines if line.name not in plot.leads]
    for nth, line in enumerate(rest):
        _draw_rest(canvas, frame, plot, line, nth, len(rest))
    for reference in panel.references:
        points = [(frame.x(x), frame.y(y)) for x, y in sorted(reference.points.items())]
        canvas.line(points if len(points) > 1 else [(points[0][0] - 6, points[0][1]), (points[0][0] + 6, points[0][1])],
                    style.FAINT_INK)
    labels = _label_heights(frame, led, panel.references)
    for reference in panel.references:
        _label(canvas, frame, reference, labels[reference.name])
    for nth, line in reversed(list(enumerate(led))):  # the best on top
        with canvas.strategy_group(line.name, True, line.look.colour):
            _draw_lead(canvas, frame, plot, line, lambda position: frame.x(frame.x_axis.place(position, nth, len(led))))
            _label(canvas, frame, line, labels[line.name])
    return canvas.svg(ONE_COLUMN, below)


def _frame(plot: Plot, led: Sequence[Line]) -> _Frame:
    panel = plot.panel
    ticks = log_steps(plot.limits)[0] if panel.y.log else linear_steps(plot.limits)
    left = 10 + max((width_of(panel.y.written(tick)) for tick in ticks), default=20.0)
    names = [line.label for line in led] + [reference.name for reference in panel.references]
    gutter = _LEADER + _SWATCH + max(map(width_of, names), default=0.0) + 4
    top = 4 + _LINE + (_LINE if panel.x.marks else 0)
    return _Frame(panel.x, panel.y, plot.limits, left, top, max(_LEAST_WIDTH, ONE_COLUMN - left - gutter))


def linear_steps(limits: tuple[float, float]) -> list[float]:
    """Four to eight round figures from zero."""
    rough = limits[1] / 8
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= 0.999 * rough)
    return [float(f"{nth * step:.6g}") for nth in range(int(limits[1] / step + 1e-9) + 1)]


def _grid(canvas: _Canvas, frame: _Frame) -> None:
    for low, high in frame.x_axis.shaded:
        canvas.box(frame.x(low), frame.top, frame.x(high) - frame.x(low), _HEIGHT, style.SHADE)
    y = frame.y_axis
    canvas.text(2, 4 + TEXT_PT, y.label, colour=style.FAINT_INK)
    if y.log:
        labelled, small = log_steps(frame.limits)
        canvas.path("".join(f"M{_pair(frame.left - 2, frame.y(value))}h2" for value in small), stroke=style.FAINT_INK,
                    stroke_width=0.6)
    else:
        labelled = linear_steps(frame.limits)
    canvas.path("".join(f"M{_pair(frame.left, frame.y(value))}h{number(frame.width)}" for value in labelled),
                stroke=style.GRID)
    for value in labelled:
        canvas.text(frame.left - 5, frame.y(value) + 3, y.written(value), "end")
    for position, words in frame.x_axis.marks.items():
        canvas.line([(frame.x(position), frame.top), (frame.x(position), frame.bottom)], style.pale(style.FAINT_INK))
        half = width_of(words) / 2
        canvas.text(min(max(frame.x(position), half + 2), ONE_COLUMN - half - 2), frame.top - 4, words, "middle",
                    colour=style.FAINT_INK)
    canvas.path(f"M{_pair(frame.left, frame.top)}V{number(frame.bottom)}H{number(frame.right)}", fill="none",
                stroke=style.FAINT_INK, stroke_width=0.8)


def _x_axis(canvas: _Canvas, frame: _Frame) -> float:
    """Where it ends: the height of the drawing."""
    ticks = sorted(frame.x_axis.ticks.items())
    crowded = any(frame.x(b) - frame.x(a) < (width_of(left) + width_of(right)) / 2 + 5
                  for (a, left), (b, right) in pairwise(ticks))
    canvas.path("".join(f"M{_pair(frame.x(position), frame.bottom)}v3" for position, _ in ticks),
                stroke=style.FAINT_INK, stroke_width=0.8)
    for position, words in ticks:
        if crowded:
            canvas.slanted(frame.x(position) + 3, frame.bottom + 11, words)
        else:
            canvas.text(frame.x(position), frame.bottom + 13, words, "middle")
    depth = 0.65 * max(width_of(words) for _, words in ticks) + 9 if crowded else _LINE
    half = width_of(frame.x_axis.label) / 2
    middle = min(max(frame.left + frame.width / 2, half + 2), ONE_COLUMN - half - 2)
    canvas.text(middle, frame.bottom + depth + _LINE, frame.x_axis.label, "middle", colour=style.FAINT_INK)
    return frame.bottom + depth + _LINE + 5


def _draw_rest(canvas: _Canvas, frame: _Frame, plot: Plot, line: Line, nth: int, of: int) -> None:
    """Its medians only, thin; a point without neighbours as a dash."""
    data = []
    for chain in frame.x_axis.chains:
        for part in unbroken(chain, line):
            points = [(frame.x(frame.x_axis.place(x, nth, of)), frame.y(line.points[x].interval.median)) for x in part]
            if len(points) == 1:
                data.append(f"M{_pair(points[0][0] - 2.5, points[0][1])}h5")
            elif line.name not in plot.curves:
                data.append(_polyline(points))
    if line.name in plot.curves:
        data.append(_polyline([(frame.x(x), frame.y(y)) for x, y in plot.curves[line.name]]))
    with canvas.strategy_group(line.name, False, line.look.colour):
        canvas.name(line.name)
        canvas.path("".join(data), stroke_width=0.9)


def _polyline(points: Sequence[tuple[float, float]]) -> str:
    return f"M{_pair(*points[0])}L{' '.join(_pair(*point) for point in points[1:])}"


def _draw_lead(canvas: _Canvas, frame: _Frame, plot: Plot, line: Line, place: Callable[[float], float]) -> None:
    dots = "".join(f"M{_pair(place(position), frame.y(sample))}h0" for position, point in line.points.items()
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


def _join(canvas: _Canvas, frame: _Frame, line: Line, part: list[float], chain: Chain,
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
    bars = "".join(f"M{_pair(place(position), frame.y(interval.low))}V{number(frame.y(interval.high))}"
                   for position in sorted(alone) for interval in [line.points[position].interval])
    if bars:
        canvas.path(bars, stroke_width=1.3, opacity="0.7")


def _mark(canvas: _Canvas, frame: _Frame, line: Line, position: float, oversubscribed: bool,
          place: Callable[[float], float], tip: str) -> None:
    point = line.points[position]
    inside = "white" if oversubscribed else style.pale(line.look.colour) if point.few else line.look.colour
    shape = (_SMALL_SHAPES if point.few else SHAPES)[line.look.marker]
    canvas.path(f"M{_pair(place(position), frame.y(point.interval.median))}{shape}", tip, fill=inside,
                stroke_width=0.7 if point.few else 1.1)


def _dashes(dash: Any, width: float) -> dict[str, str]:
    """As a pattern of SVG; matplotlib's is in line widths."""
    return {} if dash == "solid" else {"stroke_dasharray": " ".join(number(part * width) for part in dash[1])}


def _label_heights(frame: _Frame, led: Sequence[Line], references: Sequence[Reference]) -> dict[str, tuple]:
    """By name: where the line ends, (x, y), and the height of its label; apart enough to be read."""
    ends = [(frame.y(line.points[last].interval.median), frame.x(frame.x_axis.place(last, nth, len(led))), line.name)
            for nth, line in enumerate(led) for last in [max(line.points)]]
    ends += [(frame.y(reference.points[last]), frame.x(last), reference.name)
             for reference in references for last in [max(reference.points)]]
    ends.sort()
    heights = spread([y for y, _, _ in ends], TEXT_PT + 2.5, frame.top, frame.bottom)
    return {name: (x, y, height) for (y, x, name), height in zip(ends, heights)}


def _label(canvas: _Canvas, frame: _Frame, of: Line | Reference, where: tuple[float, float, float]) -> None:
    x, y, height = where
    edge, left = frame.right, frame.right + _LEADER
    ink = of.look.colour if isinstance(of, Line) else style.FAINT_INK
    # Dotted inside the axes, where a leader from an early end must not pass for data.
    if x + 5 < edge:
        canvas.path(f"M{_pair(x + 5, y)}H{number(edge)}", stroke=ink, stroke_width=0.7, stroke_dasharray="0.7 1.5")
    canvas.path(f"M{_pair(edge, y)}h2L{_pair(left, height)}", stroke=ink, stroke_width=0.7, fill="none")
    if isinstance(of, Reference):
        canvas.words(left + 3, height + 3, of.name, style.FAINT_INK)
        return
    canvas.path(f"M{_pair(left + 5, height)}{SHAPES[of.look.marker]}", fill=ink, stroke_width=1.0)
    canvas.words(left + _SWATCH, height + 3, of.label, style.text_colour(ink))
