"""A picture of lines from its panels, one a regime: who is drawn in colour, the drawings, the table, and what is to
be seen in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..axes import XAxis
from ..cli import counted
from ..groups import WAIT
from ..panel import Panel, y_range
from ..series import LINES_A_PANEL, Line
from . import plot
from .parts import USUAL, Column, Picture, Table, Value, Variant, fields, slug
from .written import interval, spoken

LOG, LINEAR = "log", "linear"


@dataclass(frozen=True)
class Subject:
    """What one picture is about. `panels` by regime, the dominant first; all have the same figures on their axes.
    `curves` by regime and strategy, see Plot."""

    name: str
    section: str
    title: str
    kind: str
    quantity: str  # in the table's title: "operations per second"
    unit: str
    panels: Mapping[str, Panel]
    less_is_better: bool = False
    both_scales: bool = False  # on a linear axis as well
    notes: tuple[str, ...] = ()
    curves: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]] = field(default_factory=dict)
    table: Table | None = None  # of other figures than the points'


def name_of(group: str, kind: str, task: Iterable[str]) -> str:
    """The same in every run, whatever else was measured: of the settings only those that are not the usual ones."""
    usual = {"place: cores", *([f"wait: {WAIT}"] if group != "oversubscription" else [])}
    return slug(group, kind, *(word for word in task if word not in usual))


def picture(subject: Subject) -> Picture:
    dominant, first = next(iter(subject.panels.items()))
    order = ranked(first.lines, subject.less_is_better)
    leads = chosen(order, USUAL[subject.kind][0])
    alt = seen(subject, first, order)
    drawings = {}
    for scale in (LOG, LINEAR) if subject.both_scales else (LOG if first.y.log else "",):
        panels = {regime: _linear(panel) if scale == LINEAR else panel for regime, panel in subject.panels.items()}
        limits = y_range(panels.values())  # of all regimes, so that they can be told apart by changing between them
        for regime, panel in panels.items():
            drawn = plot.Plot(panel, limits, leads, tips(panel.x, subject.unit), subject.curves.get(regime, {}))
            title = f"{subject.title}, {regime}" if len(panels) > 1 else subject.title
            variant = Variant(regime, scale)
            drawings[variant] = plot.svg(drawn, subject.name, variant, title, alt)
    return Picture(subject.name, subject.section, subject.title, alt, drawings,
                   subject.table or points_table(subject, order), subject.notes)


def _linear(panel: Panel) -> Panel:
    label = panel.y.label.replace(" (log)", " (linear)")
    return replace(panel, y=replace(panel.y, log=False, label=label))


def ranked(lines: Sequence[Line], less_is_better: bool) -> list[str]:
    """The names, best first: by the geometric mean over the positions of how near a median comes to the best there.
    Where a strategy has no point it counts as the worst does."""
    far: dict[str, float] = dict.fromkeys((line.name for line in lines), 0.0)
    for position in sorted({position for line in lines for position in line.points}):
        medians = {line.name: line.points[position].interval.median for line in lines if position in line.points}
        logs = {name: math.log(median) if median > 0 else -math.inf for name, median in medians.items()}
        best = min(logs.values()) if less_is_better else max(logs.values())
        behind = {name: abs(log - best) if log != best else 0.0 for name, log in logs.items()}
        worst = max(behind.values())
        for name in far:
            far[name] += behind.get(name, worst)
    return sorted(far, key=lambda name: (far[name], name))


def chosen(order: Sequence[str], usual: str) -> list[str]:
    """The best, and the usual choice instead of the last of them if it is not among them."""
    leads = list(order[:LINES_A_PANEL])
    return [*leads[:LINES_A_PANEL - 1], usual] if usual in order and usual not in leads else leads


def in_words(axis: XAxis, position: float) -> str:
    """Where on the axis, for a tip and a table."""
    tick, what = axis.ticks[position], axis.label.partition(" (")[0]
    if what == "threads":
        return counted(int(tick), "thread")
    if what == "producers x consumers":
        return f"shape {tick}"
    if what == "percentile of calls":
        return "longest" if tick == "max" else tick
    if what.endswith(", ns"):
        return f"{what.removesuffix(', ns')} of {tick} ns"
    return f"{what}: {tick}"


def tips(axis: XAxis, unit: str) -> Callable[[Line, float], str]:
    def tip(line: Line, position: float) -> str:
        found = line.points[position].interval
        ends = interval(found.median, found.low, found.high, unit)
        return f"{line.name}, {in_words(axis, position)}: {spoken(found.median, unit)} {ends}, n = {found.n}"

    return tip


def points_table(subject: Subject, order: Sequence[str]) -> Table:
    """A row a regime, strategy and position; of strategies the best first."""
    key = {"ops/s": "ops_per_s"}.get(subject.unit, subject.unit.lower())
    columns = (Column("regime", "regime"), Column("strategy", "strategy"), Column("position", "at"),
               *(Column(f"{figure}_{key}", figure, subject.unit) for figure in ("median", "low", "high")),
               Column("n", "n", "n"))
    rows: list[tuple[Value, ...]] = []
    places = {name: place for place, name in enumerate(order)}
    for regime, panel in subject.panels.items():
        for line in sorted(panel.lines, key=lambda line: (places.get(line.name, len(places)), line.name)):
            for position, point in sorted(line.points.items()):
                rows.append((regime, line.name, in_words(panel.x, position), *fields(point.interval)))
    return Table(subject.name, f"{subject.title}: {subject.quantity}", columns, tuple(rows))


def seen(subject: Subject, panel: Panel, order: Sequence[str]) -> str:
    """What the drawing of the dominant regime shows, with figures of the table."""
    by_name = {line.name: line for line in panel.lines}
    told = [f"{subject.quantity[0].upper()}{subject.quantity[1:]} of {len(order)} "
            f"{'strategy' if len(order) == 1 else 'strategies'}."]
    positions = sorted({position for line in panel.lines for position in line.points})
    pick = min if subject.less_is_better else max
    for position in dict.fromkeys((positions[0], positions[-1])):
        there = [line for name in order for line in [by_name[name]] if position in line.points]
        best = pick(there, key=lambda line: line.points[position].interval.median)
        most = "Least" if subject.less_is_better else "Most"
        told.append(f"{most} at {in_words(panel.x, position)}: {best.name} with "
                    f"{spoken(best.points[position].interval.median, subject.unit)}.")
    return " ".join(told)
