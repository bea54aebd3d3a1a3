#!/usr/bin/env python3
"""Draw what is neither scaling nor contention: latency, fairness, cost, sections, payloads, batches, bursts, crowds
of threads, and the floors that bound them all.

Reads the folder of a run and writes into it <group>-<kind>.svg and .png for each of latency, fairness, sections, cost,
payload, batch, bursts and oversubscription that it measured, and floors.svg and .png. Where threads outnumber CPUs it
is shaded, and points are hollow. What a run did not measure has no chart.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from syncbench import chart, cli, floor_chart
from syncbench.axes import RATE
from syncbench.bars import Bar, Bars
from syncbench.groups import members
from syncbench.panel import Panel, Reference
from syncbench.results import Cell, Row, Run
from syncbench.series import Selection, panel_titles, point, select, shares
from syncbench.strict_json import ResultsError
from syncbench.style import looks
from syncbench.sweeps import SWEEPS, Sweep, View

Key = tuple[tuple[str, ...], int, str]  # task, threads, shape: what panels share but for their view


def draw(run: Run, folder: Path) -> list[Path]:
    """Write the charts of the groups into `folder`."""
    floors = floor_chart.chart_of(run)
    try:
        selection = select(run)
    except ResultsError:
        if floors is None:
            raise
        selection = None  # floors alone
    written: list[Path] = []
    for sweep in SWEEPS:
        charts = {kind: drawn for kind in sweep.kinds if selection and (drawn := chart_of(sweep, selection, kind))}
        written += chart.save(charts, folder, sweep.group)
    return written + chart.save({"": floors} if floors else {}, folder, "floors", [""])


def chart_of(sweep: Sweep, selection: Selection, kind: str) -> chart.Chart | None:
    wanted = set(members(sweep.group, list(selection.measured(kind)), selection.cpus))
    rows = [row for row in selection.rows if row.cell in wanted]
    panels = [panel for view in sweep.views for panel in panels_of(sweep, view, selection, rows, wanted)]
    memory = memory_of(selection, rows) if sweep.group == "cost" else []
    lines = [line for panel in panels for line in panel.lines]
    if not lines and not memory:
        return None
    notes = [*sweep.notes]
    missing = [view.words for view in sweep.views
               if view.optional and not any(panel.group[0] == view.words for panel in panels)]
    if missing and lines:
        notes.append(f"Not measured, because this machine shows it to nobody: {', '.join(missing)}.")
    notes += selection.notes(rows, lines, wanted, [bar.point for block in memory for bar in block.bars])
    return chart.Chart(selection.title(kind, sweep.question), panels, notes, memory)


def panels_of(sweep: Sweep, view: View, selection: Selection, rows: list[Row], wanted: set[Cell]) -> list[Panel]:
    def key(cell: Cell) -> Key:
        _, *task = selection.task(cell, (sweep.along,))
        return (view.words, *task, *sweep.panels(cell)), *(
            (cell.threads, cell.shape or "") if sweep.by_size else (0, ""))

    of_key: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if view.takes(row.cell):
            of_key[key(row.cell)].append(row)
    titles = panel_titles(dict.fromkeys(task for task, _, _ in of_key))
    panels = []
    classes = list(dict.fromkeys(task[1] for task in titles))
    for (task, threads, shape), of_panel in sorted(of_key.items(), key=lambda item: _order(item[0], classes)):
        cells = {cell for cell in wanted if view.takes(cell) and key(cell) == (task, threads, shape)}
        if sweep.varies and len({getattr(cell, sweep.varies) for cell in cells}) < 2:
            continue
        axis, position = sweep.axis(cells, rows, selection)
        size = [shape if "x" in shape else cli.counted(threads, "thread")] if sweep.by_size else []
        title = " · ".join([titles[task], *size])
        references = tuple(Reference(name, dict.fromkeys(axis.limits, value))
                           for name, value in view.references(selection, of_panel).items())
        lines = selection.lines_of((row, view.figures(row, position)) for row in of_panel)
        # Times and shares may be compared across classes, rates only inside one.
        group = view.words, *(task if view.y is RATE else task[2:])
        panels += [Panel(title + part, group, axis, dealt, view.y, references)
                   for part, dealt in shares(lines) if dealt]
    return panels


def _order(key: Key, classes: list[str]) -> tuple[Any, ...]:
    """Class by class, then setting by setting, numbers as numbers."""
    (_, semantic_class, *settings), threads, shape = key
    words = [[int(word) if word.isdigit() else word for word in setting.split()] for setting in settings]
    return classes.index(semantic_class), words, threads, int(shape.split("x")[0] or 0)


def memory_of(selection: Selection, rows: list[Row]) -> list[Bars]:
    """Resident bytes a task, of the queues that were filled."""
    look = looks(selection.run.strategies.values())
    samples: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.cell.workload == "memory" and "bytes_per_task" in row.counters:
            samples[row.cell.impl].append(row.counters["bytes_per_task"])
    bars = [Bar(name, look["queue", name].colour, look["queue", name].marker, point(values))
            for name, values in samples.items()]
    return [Bars("memory", "resident bytes a task, of a full queue of 65536", False, bars)] if bars else []


def main() -> int:
    return chart.run_script(__doc__, draw)


if __name__ == "__main__":
    cli.run(main)
