#!/usr/bin/env python3
"""Draw how each strategy fares as contention falls: operations per second against private work between operations.

Reads the folder of a run and writes contention-<kind>.svg and .png into it: one chart a kind, one panel a number of
threads (of a queue: producers x consumers) within a workload and semantic class. Work is in measured nanoseconds, on
an axis that is linear from zero to the least work and logarithmic above. Settings measured with a single amount of
work are not drawn, nor those in which more work did not take longer.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from syncbench import chart, cli
from syncbench.panel import Chain, Panel, XAxis
from syncbench.results import Cell, Row, Run
from syncbench.series import Selection, panel_titles, shares
from syncbench.strict_json import ResultsError

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
            axis = axis_of(work_ns, {cell.work for cell in measured[sweep]}, threads > selection.cpus)
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


def nanoseconds(rows: Iterable[Row], run: Run) -> dict[int, float]:
    """The median measured duration of every amount of work, least work first. Of all panels' rows, so that equal work
    stands at one place in all of them."""
    measured: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if row.cell.work and "work_ns" not in row.counters:
            raise ResultsError(f"{run.folder / 'bench.json'}: {row.cell.name} lacks work_ns; measure again")
        measured[row.cell.work].append(row.counters["work_ns"] if row.cell.work else 0.0)
    return {work: statistics.median(measured[work]) for work in sorted(measured)}


def place(ns: float, work_ns: dict[int, float]) -> float:
    """Where a duration stands on the x axis: one unit is a factor of two, or from zero two units to the least work."""
    least = min(value for value in work_ns.values() if value > 0)
    return 2 * ns / least if ns <= least else 2 + math.log2(ns / least)


def axis_of(work_ns: dict[int, float], works: set[int], oversubscribed: bool) -> XAxis:
    """The same limits in every panel of a chart, but ticks only where this one was measured."""
    everywhere = [place(ns, work_ns) for ns in work_ns.values()]
    limits = min(everywhere) - 0.5, max(everywhere) + 0.5
    ticks = {place(ns, work_ns): written(ns) for work, ns in work_ns.items() if work in works}
    least = min(ns for ns in work_ns.values() if ns > 0)
    scale = f"linear to {written(least)}, then log" if 0 in work_ns else "log"
    return XAxis(f"private work, ns ({scale})", ticks, limits, (Chain(tuple(ticks), oversubscribed),),
                 (limits,) if oversubscribed else ())


def written(ns: float) -> str:
    return f"{ns:.1f}" if 0 < ns < 10 else f"{ns:.0f}"


def main() -> int:
    return chart.run_script(__doc__, draw)


if __name__ == "__main__":
    cli.run(main)
