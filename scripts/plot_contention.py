#!/usr/bin/env python3
"""Draw how each strategy fares as contention falls: operations per second against private work between operations.

Reads the folder of a run and writes contention-<kind>.svg and .png into it: one chart a kind, one panel a number of
threads (of a queue: producers x consumers) within a workload and semantic class. Work is in measured nanoseconds, on
an axis that is linear from zero to the least work and logarithmic above. Settings measured with a single amount of
work are not drawn, nor those in which more work did not take longer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from syncbench import chart, cli
from syncbench.panel import Panel
from syncbench.positions import duration_axis, nanoseconds, place
from syncbench.results import Cell, Row, Run
from syncbench.series import Selection, panel_titles, shares

Sweep = tuple[tuple[str, ...], int, str]  # task, threads, shape


def draw(run: Run, folder: Path) -> list[Path]:
    """Write the contention charts of a run into `folder`."""
    return chart.draw_kinds(run, folder, "contention", chart_of)


def chart_of(selection: Selection, kind: str) -> chart.Chart | str:
    swept: dict[Sweep, list[Row]] = defaultdict(list)
    for row in selection.rows:
        if row.cell.kind == kind:
            swept[sweep_of(row.cell, selection)].append(row)
    swept = {sweep: rows for sweep, rows in swept.items() if len({row.cell.work for row in rows}) > 1}
    if not swept:
        return "no setting with two amounts of private work can be drawn"
    sweeps, work_ns = rising(swept, selection.run)
    if not sweeps:
        return "more private work did not take longer (work_ns) in any setting; measure again"
    places = {work: place(ns, work_ns) for work, ns in work_ns.items()}
    measured: dict[Sweep, set[Cell]] = defaultdict(set)
    for cell in selection.measured(kind):
        measured[sweep_of(cell, selection)].add(cell)

    tasks = list(dict.fromkeys(task for task, _, _ in swept))
    titles = panel_titles(tasks)
    # Of one size, few producers come first.
    order = sorted(swept, key=lambda key: (tasks.index(key[0]), key[1], int(key[2].split("x")[0] or 0)))
    names = {(task, threads, shape): f"{titles[task]} · {shape if 'x' in shape else cli.counted(threads, 'thread')}"
             for task, threads, shape in order}
    panels = []
    for sweep in order:
        if sweep in sweeps:
            task, threads, _ = sweep
            works = {cell.work for cell in measured[sweep]}
            axis = duration_axis("private work", work_ns, works, threads > selection.cpus)
            panels += [Panel(names[sweep] + part, task, axis, lines)
                       for part, lines in shares(selection.lines(sweeps[sweep], lambda cell: places[cell.work]))]
    notes = ["Private work: the measured time of one loop, the median of all samples with this loop."]
    if len(sweeps) < len(swept):
        notes.append("Left out, because more private work did not take longer (work_ns): "
                     f"{', '.join(names[sweep] for sweep in order if sweep not in sweeps)}.")
    notes += selection.notes(joined(sweeps), [line for panel in panels for line in panel.lines],
                             {cell for sweep in sweeps for cell in measured[sweep]})
    title = selection.title(kind, "operations per second by private work between operations")
    return chart.Chart(title, panels, notes)


def sweep_of(cell: Cell, selection: Selection) -> Sweep:
    """What the cells of a panel share: all but strategy and work."""
    return selection.task(cell), cell.threads, cell.shape or ""


def rising(sweeps: dict[Sweep, list[Row]], run: Run) -> tuple[dict[Sweep, list[Row]], dict[int, float]]:
    """The sweeps in which more work took longer, and how long each of their amounts of work took. It has to hold by a
    sweep's own samples, and by those of all, since the latter say where on the axis the work stands."""
    of_own = {sweep: rows for sweep, rows in sweeps.items() if ascends(nanoseconds(rows, run).values())}
    work_ns = nanoseconds(joined(of_own), run)
    of_all = {sweep: rows for sweep, rows in of_own.items()
              if ascends(work_ns[work] for work in sorted({row.cell.work for row in rows}))}
    works = {row.cell.work for row in joined(of_all)}
    return of_all, {work: ns for work, ns in work_ns.items() if work in works}


def ascends(values: Iterable[float]) -> bool:
    return all(less < more for less, more in pairwise(values))


def joined(sweeps: dict[Sweep, list[Row]]) -> list[Row]:
    return [row for rows in sweeps.values() for row in rows]


def main() -> int:
    return chart.run_script(__doc__, draw)


if __name__ == "__main__":
    cli.run(main)
