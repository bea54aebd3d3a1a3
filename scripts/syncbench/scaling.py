"""What the scaling charts draw: rates by threads, without private work between operations, a panel a task."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Collection, Sequence

from .axes import XAxis
from .groups import GROUPS
from .panel import Panel, Reference
from .positions import shape_axis, thread_axis
from .results import Cell, Row
from .series import Selection, panel_titles

Task = tuple[str, ...]


def plain(cell: Cell, cpus: int) -> bool:
    """Whether a cell tells the throughput of a strategy and nothing else is done; of locks, with sections that were
    measured at every number of threads."""
    return cell.work == 0 and (GROUPS["throughput"].holds(cell, cpus)
                               or (cell.workload == "section" and cell.cs in (0, 64)))


def whole_panels(selection: Selection, rows: Sequence[Row], measured: Collection[Cell]) -> dict[Task, Panel]:
    """By task, with all strategies in one panel, however many they are."""
    tasks: dict[Task, list[Row]] = defaultdict(list)
    for row in rows:
        tasks[selection.task(row.cell)].append(row)
    titles = panel_titles(tasks)
    cells: dict[Task, set[Cell]] = defaultdict(set)
    for cell in measured:
        cells[selection.task(cell)].add(cell)
    panels = {}
    for task, of_task in tasks.items():
        axis_of = shape_axis if any(cell.shape for cell in cells[task]) else thread_axis
        axis, position = axis_of(cells[task], selection.cpus)
        floors = floor_lines(selection, task, axis) if of_task[0].cell.kind == "counter" else ()
        panels[task] = Panel(titles[task], task, axis, selection.lines(of_task, position), references=floors)
    return panels


def floor_lines(selection: Selection, task: Task, axis: XAxis) -> tuple[Reference, ...]:
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
