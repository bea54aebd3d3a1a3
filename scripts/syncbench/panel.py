"""Draws one panel: lines with bands and samples over one measure, each labelled where it ends.

What may be trusted is strong, with a band or a bar; a point of few samples is small and pale, and so is its line.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from . import style
from .axes import RATE, Chain, XAxis, YAxis, log_ticks
from .labels import spread
from .series import Line

LEADER = 0.3  # inches from the right end of the axes to a label
SWATCH = 0.4  # inches of line in front of a label
LABEL_ID = "strategy-"  # and a number: of the label of a line, in an SVG
_LABEL_GAP = 1.3 * style.TEXT_PT / 72


@dataclass(frozen=True)
class Reference:
    """What strategies are held against: a thin grey line, or a dash at a single point."""

    name: str
    points: dict[float, float]  # y by position on the x axis


@dataclass(frozen=True)
class Panel:
    title: str
    group: Hashable  # panels of one group have the same y axis and range
    x: XAxis
    lines: list[Line]
    y: YAxis = RATE
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Box:
    """Inches from the bottom left of the figure."""

    left: float
    bottom: float
    width: float
    height: float


def y_range(panels: Iterable[Panel]) -> tuple[float, float]:
    """Limits that show every sample, interval and reference of these panels."""
    panels = list(panels)
    values = [value for panel in panels for line in panel.lines for point in line.points.values()
              for value in (*point.samples, point.interval.low, point.interval.high)]
    values += [value for panel in panels for reference in panel.references for value in reference.points.values()]
    return panels[0].y.limits(values)


def draw_panel(figure: Figure, panel: Panel, title: str, limits: tuple[float, float], box: Box) -> None:
    """`title` is the panel's, broken into lines that fit."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes((box.left / width, box.bottom / height, box.width / width, box.height / height))
    _y_axis(axes, panel.y, limits)
    _x_axis(axes, panel.x, box)
    axes.annotate(title, (0, 1), (0, 20 if panel.x.marks else 6), xycoords="axes fraction", textcoords="offset points",
                  fontsize=style.PANEL_PT, fontweight="bold", va="bottom")
    for reference in panel.references:
        axes.plot(*zip(*sorted(reference.points.items())), color=style.FAINT_INK, linewidth=1.0, zorder=3.5,
                  marker="_" if len(reference.points) == 1 else "", markersize=14, label=f"reference {reference.name}")
    for nth, line in enumerate(panel.lines):
        _draw_line(axes, line, panel.x, lambda position: panel.x.place(position, nth, len(panel.lines)))
    _label_lines(figure, panel, limits, box)


def _y_axis(axes: Axes, y: YAxis, limits: tuple[float, float]) -> None:
    if y.log:
        log_ticks(axes.yaxis, limits)
    axes.yaxis.set_major_formatter(lambda value, _: y.written(value))
    axes.set_ylim(limits)
    axes.set_ylabel(y.label)
    axes.grid(axis="y", color=style.GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def _x_axis(axes: Axes, x: XAxis, box: Box) -> None:
    axes.set_xlim(x.limits)
    axes.set_xticks(list(x.ticks), list(x.ticks.values()))
    axes.set_xlabel(x.label)
    if crowded(x, box.width):
        for text in axes.get_xticklabels():
            text.set(rotation=40, ha="right", rotation_mode="anchor")
    for low, high in x.shaded:
        axes.axvspan(low, high, facecolor=style.SHADE, edgecolor="none", zorder=0)
    for position, name in x.marks.items():
        axes.axvline(position, color=style.pale(style.FAINT_INK), linewidth=1.0, zorder=1)  # bars may stand on it
        axes.annotate(name, (position, 1), (0, 4), xycoords=("data", "axes fraction"), textcoords="offset points",
                      fontsize=style.NOTE_PT, color=style.FAINT_INK, ha="center", va="baseline")


def crowded(x: XAxis, width: float) -> bool:
    """Whether the tick labels would touch if they stood upright; a digit is about 0.64 em wide."""
    inches = width / (x.limits[1] - x.limits[0])
    ticks = sorted(x.ticks.items())
    return any((b - a) * inches < 0.64 * style.TEXT_PT / 72 * ((len(left) + len(right) + 1) / 2)
               for (a, left), (b, right) in zip(ticks, ticks[1:]))


def _draw_line(axes: Axes, line: Line, x: XAxis, place: Callable[[float], float]) -> None:
    colour = line.look.colour
    for few, alpha, layer in ((False, 0.3, 2), (True, 0.8, 5)):
        cloud = [(place(position), sample) for position, point in line.points.items() if point.few == few
                 for sample in point.samples]
        if cloud:
            axes.plot(*zip(*cloud), linestyle="none", marker="o", markersize=2.6, markeredgewidth=0, color=colour,
                      alpha=alpha, zorder=layer, label=f"samples {line.name}")
    for chain in x.chains:
        for part in unbroken(chain, line):
            _join(axes, line, part, chain.oversubscribed, place)
            _mark(axes, line, part, chain.oversubscribed, place)


def _join(axes: Axes, line: Line, part: list[float], oversubscribed: bool, place: Callable[[float], float]) -> None:
    """Joins the medians of neighbours, with a band only where both have an interval, and palely where not. A point
    that has an interval but no such neighbour gets a bar."""
    strong = [position for position in part if not line.points[position].few]
    alone = set(strong)
    dash = style.OVERSUBSCRIBED_DASH if oversubscribed else line.look.dash
    for sure, joints in groupby(pairwise(part), key=lambda ends: set(ends) <= set(strong)):
        joined = [*next(joints), *(right for _, right in joints)]
        xs = [place(position) for position in joined]
        intervals = [line.points[position].interval for position in joined]
        if sure:
            alone -= set(joined)
            axes.fill_between(xs, [i.low for i in intervals], [i.high for i in intervals], color=line.look.colour,
                              alpha=0.16, linewidth=0, zorder=3, label=f"band {line.name}")
        axes.plot(xs, [i.median for i in intervals], color=line.look.colour, alpha=1 if sure else style.PALE,
                  linestyle=dash, linewidth=1.2 if oversubscribed else 1.9, zorder=4, label=f"line {line.name}")
    for position in sorted(alone):
        interval = line.points[position].interval
        axes.vlines(place(position), interval.low, interval.high, color=line.look.colour, linewidth=1.4, alpha=0.7,
                    zorder=3, label=f"bar {line.name}")


def _mark(axes: Axes, line: Line, part: list[float], oversubscribed: bool, place: Callable[[float], float]) -> None:
    """Each median by the strategy's marker: hollow where threads outnumber CPUs, small and pale if samples are few."""
    for few in (False, True):
        points = [(place(position), line.points[position].interval.median) for position in part
                  if line.points[position].few == few]
        if points:
            inside = "white" if oversubscribed else style.pale(line.look.colour) if few else line.look.colour
            axes.plot(*zip(*points), linestyle="none", marker=line.look.marker, markersize=5 if few else 6,
                      color=line.look.colour, markerfacecolor=inside, markeredgewidth=0.7 if few else 1.2, zorder=4.5,
                      label=f"{'few' if few else 'points'} {line.name}")


def unbroken(chain: Chain, line: Line) -> Iterator[list[float]]:
    """The stretches of a chain in which no point is missing: a gap is never bridged."""
    part: list[float] = []
    for position in chain.positions:
        if position in line.points:
            part.append(position)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _label_lines(figure: Figure, panel: Panel, limits: tuple[float, float], box: Box) -> None:
    """Names in the lines' colours right of the axes, pushed apart as little as needed, tied to the lines' ends."""
    def right(position: float) -> float:
        return box.left + box.width * (position - panel.x.limits[0]) / (panel.x.limits[1] - panel.x.limits[0])

    def up(value: float) -> float:
        return box.bottom + box.height * panel.y.part(value, limits)

    ends: list[tuple[float, float, Line | Reference]] = [
        (up(line.points[last].interval.median), right(panel.x.place(last, nth, len(panel.lines))), line)
        for nth, line in enumerate(panel.lines) for last in [max(line.points)]]
    ends += [(up(reference.points[last]), right(last), reference)
             for reference in panel.references for last in [max(reference.points)]]
    ends.sort(key=lambda end: end[0])
    edge = box.left + box.width
    heights = spread([end[0] for end in ends], _LABEL_GAP, box.bottom, box.bottom + box.height)
    for (end_height, end_right, ended), height in zip(ends, heights):
        colour = ended.look.colour if isinstance(ended, Line) else style.FAINT_INK
        leader = {"transform": figure.dpi_scale_trans, "color": colour, "linewidth": 0.8}
        # Dotted inside the axes, where a leader from an early end must not pass for data.
        figure.add_artist(Line2D([end_right + 0.07, edge], [end_height] * 2, linestyle=(0, (1, 1.5)), **leader))
        figure.add_artist(Line2D([edge, edge + 0.05, edge + LEADER], [end_height, end_height, height], **leader))
        _label(figure, ended, edge + LEADER, height)


def _label(figure: Figure, of: Line | Reference, left: float, height: float) -> None:
    inches = figure.dpi_scale_trans
    if isinstance(of, Reference):
        figure.text(left + 0.05, height, of.name, transform=inches, va="center_baseline", color=style.FAINT_INK,
                    label=f"reference {of.name}")
        return
    figure.add_artist(Line2D([left, left + SWATCH / 2, left + SWATCH - 0.08], [height] * 3, transform=inches,
                             color=of.look.colour, linewidth=1.9, linestyle=of.look.dash, marker=of.look.marker,
                             markersize=6, markevery=[1]))
    # The gid is where the SVG gets the line's words; letters are only outlines there.
    figure.text(left + SWATCH, height, of.label, transform=inches, va="center_baseline",
                color=style.text_colour(of.look.colour), label=f"label {of.name}",
                gid=f"{LABEL_ID}{len(figure.texts)}")
