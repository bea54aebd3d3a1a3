#!/usr/bin/env python3
"""Draw how each strategy scales: operations per second against threads, without private work between operations.

Reads the folder of a run and writes scaling-<kind>.svg and .png into it: one chart a kind, one panel a workload and
semantic class. Where threads outnumber CPUs the question is another one (scheduling): that part is shaded, and its
points are hollow and joined to none of the others. Queues have a shape, producers x consumers; other tasks stand apart,
joined to nothing: one thread that pushes and pops in turn (1) on the left, lopsided shapes on the right.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from syncbench import chart, cli
from syncbench.panel import Chain, Panel, XAxis
from syncbench.results import Cell, Row, Run
from syncbench.series import Selection, panel_titles, shares

Position = Callable[[Cell], float]


def draw(run: Run, folder: Path) -> list[Path]:
    """Write the scaling charts of a run into `folder`."""
    return chart.draw_kinds(run, folder, "scaling", chart_of)


def chart_of(selection: Selection, kind: str) -> chart.Chart | str:
    rows = [row for row in selection.rows if row.cell.kind == kind and row.cell.work == 0]
    if not rows:
        return "no sample without private work (work:0) can be drawn"
    measured = {cell for cell in selection.measured(kind) if cell.work == 0}
    tasks: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        tasks[selection.task(row.cell)].append(row)
    titles = panel_titles(tasks)
    panels = []
    for task, of_task in tasks.items():
        cells = {cell for cell in measured if selection.task(cell) == task}
        axis_of = shape_axis if any(cell.shape for cell in cells) else thread_axis
        axis, position = axis_of(cells, selection.cpus)
        panels += [Panel(titles[task] + part, task, axis, lines)
                   for part, lines in shares(selection.lines(of_task, position))]
    notes = ["No private work between operations: the most contention."]
    if "1" in {cell.shape for cell in measured}:
        notes[0] += " Shape 1: one thread pushes and pops in turn."
    notes += selection.notes(rows, [line for panel in panels for line in panel.lines], measured)
    return chart.Chart(selection.title(kind, "operations per second by threads"), panels, notes)


def thread_axis(cells: Iterable[Cell], cpus: int) -> tuple[XAxis, Position]:
    """log2 of the threads."""
    places = {threads: math.log2(threads) for threads in sorted({cell.threads for cell in cells})}
    chains = chains_of(list(places.items()), cpus)
    border = math.log2(cpus)
    over = any(chain.oversubscribed for chain in chains)
    low, high = min([*places.values(), *([border] if over else [])]), max(places.values())
    pad = max(0.35, 0.05 * (high - low))
    axis = XAxis(
        label="threads (log2)",
        ticks={place: str(threads) for threads, place in places.items()},
        limits=(low - pad, high + pad),
        chains=chains,
        shaded=((border, high + pad),) if over else (),
        marks={border: cli.counted(cpus, "CPU")} if border <= high + pad else {},
    )
    return axis, lambda cell: places[cell.threads]


def shape_axis(cells: Iterable[Cell], cpus: int) -> tuple[XAxis, Position]:
    """As many producers as consumers in order of size. Other tasks stand apart, joined to nothing: one thread that does
    both on the left, the lopsided shapes on the right."""
    threads = {cell.shape: cell.threads for cell in cells}
    order = sorted(threads, key=lambda shape: (threads[shape], int(shape.split("x")[0])))
    parts = [[shape for shape in order if shape == "1"],
             [shape for shape in order if shape != "1" and not lopsided(shape)],
             [shape for shape in order if lopsided(shape)]]
    places: dict[str, float] = {}
    for part in parts:
        start = max(places.values()) + 1.6 if places else 0.0
        places |= {shape: start + nth for nth, shape in enumerate(part)}
    shaded = tuple((places[over[0]] - 0.5, places[over[-1]] + 0.5) for part in parts
                   for over in [[shape for shape in part if threads[shape] > cpus]] if over)
    even = chains_of([(threads[shape], places[shape]) for shape in parts[1]], cpus)
    chains = even + tuple(Chain((places[shape],), threads[shape] > cpus) for shape in parts[0] + parts[2])
    axis = XAxis(
        label="producers x consumers",
        ticks={place: shape for shape, place in places.items()},
        limits=(min(places.values()) - 0.5, max(places.values()) + 0.5),
        chains=tuple(replace(chain, side_by_side=0.6) if len(chain.positions) == 1 else chain for chain in chains),
        shaded=shaded,
        marks={shaded[0][0]: cli.counted(cpus, "CPU")} if shaded else {},
    )
    return axis, lambda cell: places[cell.shape]


def lopsided(shape: str) -> bool:
    return len(set(shape.split("x"))) > 1


def chains_of(threads_and_places: Iterable[tuple[int, float]], cpus: int) -> tuple[Chain, ...]:
    """Neighbours are joined on either side of the number of CPUs, never across it."""
    sides: dict[bool, list[float]] = defaultdict(list)
    for threads, place in threads_and_places:
        sides[threads > cpus].append(place)
    return tuple(Chain(tuple(side), oversubscribed) for oversubscribed, side in sides.items())


def main() -> int:
    return chart.run_script(__doc__, draw)


if __name__ == "__main__":
    cli.run(main)
