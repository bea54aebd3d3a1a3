"""The axes of a drawing of lines: where a position and a value stand, ticks, shade and marks, and what axes say."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

from .. import style
from ..axes import XAxis, YAxis, log_steps
from ..panel import Panel
from .svg import ONE_COLUMN, TEXT_PT, Drawing, number, pair, width_of

HEIGHT = 215.0  # of the axes, in points, as all lengths here
REST = "#b8b8b8"
_LINE = 13.0  # of text
_LEAST_WIDTH = 150.0  # of the axes, however long a name is


@dataclass(frozen=True)
class Frame:
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
        return self.top + HEIGHT

    def x(self, position: float) -> float:
        low, high = self.x_axis.limits
        return self.left + self.width * (position - low) / (high - low)

    def y(self, value: float) -> float:
        return self.bottom - HEIGHT * self.y_axis.part(value, self.limits)


class Canvas(Drawing):
    def strategy_group(self, name: str, lead: bool, colour: str) -> AbstractContextManager[None]:
        stroke = colour if lead else REST
        return self.strategy(name, colour, lead, f' stroke="{stroke}" fill="none"')

    def path(self, data: str, tip: str = "", **attributes: Any) -> None:
        more = "".join(f' {key.replace("_", "-")}="{number(value) if isinstance(value, float) else value}"'
                       for key, value in attributes.items())
        end = f"><title>{escape(tip)}</title></path>" if tip else "/>"
        self._parts.append(f'<path d="{data}"{more}{end}')

    def name(self, name: str) -> None:
        self._parts.append(f"<title>{escape(name)}</title>")

    def words(self, x: float, y: float, words: str, colour: str) -> None:
        """A label inside a group whose lines have a stroke."""
        self._parts.append(f'<text x="{number(x)}" y="{number(y)}" stroke="none" fill="{colour}">'
                           f"{escape(words)}</text>")

    def slanted(self, x: float, y: float, words: str) -> None:
        self._parts.append(f'<text transform="translate({pair(x, y)})rotate(-40)" text-anchor="end">'
                           f"{escape(words)}</text>")


def frame_of(panel: Panel, limits: tuple[float, float], gutter: float) -> Frame:
    """`gutter` is what stands right of the axes."""
    ticks = log_steps(limits)[0] if panel.y.log else linear_steps(limits)
    left = 10 + max((width_of(panel.y.written(tick)) for tick in ticks), default=20.0)
    top = 10 + _LINE + (_LINE - 4 if panel.x.marks else 0)
    return Frame(panel.x, panel.y, limits, left, top, max(_LEAST_WIDTH, ONE_COLUMN - left - gutter))


def linear_steps(limits: tuple[float, float]) -> list[float]:
    """Four to eight round figures from zero."""
    rough = limits[1] / 8
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= 0.999 * rough)
    return [float(f"{nth * step:.6g}") for nth in range(int(limits[1] / step + 1e-9) + 1)]


def draw_grid(canvas: Canvas, frame: Frame) -> None:
    for low, high in frame.x_axis.shaded:
        canvas.box(frame.x(low), frame.top, frame.x(high) - frame.x(low), HEIGHT, style.SHADE)
    y = frame.y_axis
    canvas.text(2, 4 + TEXT_PT, y.label, colour=style.FAINT_INK)
    if y.log:
        labelled, small = log_steps(frame.limits)
        canvas.path("".join(f"M{pair(frame.left - 2, frame.y(value))}h2" for value in small), stroke=style.FAINT_INK,
                    stroke_width=0.6)
    else:
        labelled = linear_steps(frame.limits)
    canvas.path("".join(f"M{pair(frame.left, frame.y(value))}h{number(frame.width)}" for value in labelled),
                stroke=style.GRID)
    for value in labelled:
        canvas.text(frame.left - 5, frame.y(value) + 3, y.written(value), "end")
    for position, words in frame.x_axis.marks.items():
        canvas.line([(frame.x(position), frame.top), (frame.x(position), frame.bottom)], style.pale(style.FAINT_INK))
        half = width_of(words) / 2
        canvas.text(min(max(frame.x(position), half + 2), ONE_COLUMN - half - 2), frame.top - 4, words, "middle",
                    colour=style.FAINT_INK)
    canvas.path(f"M{pair(frame.left, frame.top)}V{number(frame.bottom)}H{number(frame.right)}", fill="none",
                stroke=style.FAINT_INK, stroke_width=0.8)


def draw_x_axis(canvas: Canvas, frame: Frame) -> float:
    """Where it ends: the height of the drawing."""
    ticks = sorted(frame.x_axis.ticks.items())
    crowded = any(frame.x(b) - frame.x(a) < (width_of(left) + width_of(right)) / 2 + 5
                  for (a, left), (b, right) in pairwise(ticks))
    canvas.path("".join(f"M{pair(frame.x(position), frame.bottom)}v3" for position, _ in ticks),
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
