#!/usr/bin/env python3
"""Draw how each strategy scales: operations per second against threads, without private work between operations.

Reads the folder of a run and writes scaling-<kind>.svg and .png into it: one chart a kind, one panel a workload and
semantic class. Where threads outnumber CPUs the question is another one (scheduling): that part is shaded, and its
points are hollow and joined to none of the others. Queues have a shape, producers x consumers; other tasks stand apart,
joined to nothing: one thread that pushes and pops in turn (1) on the left, lopsided shapes on the right.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from pathlib import Path

from syncbench import chart, cli
from syncbench.axes import XAxis
from syncbench.groups import GROUPS
from syncbench.panel import Panel, Reference
from syncbench.positions import shape_axis, thread_axis
from syncbench.results import Cell, Row, Run
from syncbench.series import Selection, panel_titles, shares


def draw(run: Run, folder: Path) -> list[Path]:
    """Write the scaling charts of a run into `folder`."""
    return chart.draw_kinds(run, folder, "scaling", chart_of)


def chart_of(selection: Selection, kind: str) -> chart.Chart | str:
    rows = [row for row in selection.rows if row.cell.kind == kind and plain(row.cell, selection.cpus)]
    if not rows:
        return "no sample without private work (work:0) can be drawn"
    measured = {cell for cell in selection.measured(kind) if plain(cell, selection.cpus)}
    tasks: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        tasks[selection.task(row.cell)].append(row)
    titles = panel_titles(tasks)
    panels = []
    for task, of_task in tasks.items():
        cells = {cell for cell in measured if selection.task(cell) == task}
        axis_of = shape_axis if any(cell.shape for cell in cells) else thread_axis
        axis, position = axis_of(cells, selection.cpus)
        floors = floor_lines(selection, task, axis) if kind == "counter" else ()
        panels += [Panel(titles[task] + part, task, axis, lines, references=floors)
                   for part, lines in shares(selection.lines(of_task, position))]
    notes = ["No private work between operations: the most contention."]
    if "1" in {cell.shape for cell in measured}:
        notes[0] += " Shape 1: one thread pushes and pops in turn."
    if any(panel.references for panel in panels):
        notes.append("Grey: floors, hand-written. All threads add to one word, or each stores to its own.")
    notes += selection.notes(rows, [line for panel in panels for line in panel.lines], measured)
    return chart.Chart(selection.title(kind, "operations per second by threads"), panels, notes)


def plain(cell: Cell, cpus: int) -> bool:
    """Whether a cell tells the throughput of a strategy and nothing else is done; of locks, with sections that were
    measured at every number of threads."""
    return cell.work == 0 and (GROUPS["throughput"].holds(cell, cpus)
                               or (cell.workload == "section" and cell.cs in (0, 64)))


def floor_lines(selection: Selection, task: tuple[str, ...], axis: XAxis) -> tuple[Reference, ...]:
    """What bounds the counters of a panel up to the CPUs: if linearizable, an atomic that all add to; otherwise as
    many private stores as there are threads."""
    shared = task[1] == "linearizable"
    rates: dict[int, list[float]] = defaultdict(list)
    for row in selection.floors():
        if shared and (row.cell.workload, row.cell.impl) == ("shared", "fetch_add"):
            rates[row.cell.threads].append(row.ops_per_s)
        elif not shared and (row.cell.workload, row.cell.impl) == ("private", "store"):
            for threads in map(int, axis.ticks.values()):
                if threads <= selection.cpus:
                    rates[threads].append(threads * row.ops_per_s)
    points = {place: statistics.median(rates[int(threads)]) for place, threads in axis.ticks.items()
              if int(threads) in rates}
    return (Reference("fetch_add, bare" if shared else "stores, bare", points),) if points else ()


def main() -> int:
    return chart.run_script(__doc__, draw)


if __name__ == "__main__":
    cli.run(main)
