#!/usr/bin/env python3
"""Draw what is neither scaling nor contention: latency, fairness, cost, sections, payloads, batches, bursts, crowds
of threads, and the floors that bound them all.

Reads the folder of a run and writes into it <group>-<kind>.svg and .png for each of latency, fairness, sections, cost,
payload, batch, bursts and oversubscription that it measured, and floors.svg and .png. Where threads outnumber CPUs it
is shaded, and points are hollow. What a run did not measure has no chart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from syncbench import chart, cli, floor_chart
from syncbench.bars import Bar, Bars
from syncbench.groups import members
from syncbench.panel import Panel
from syncbench.results import Cell, Row, Run
from syncbench.series import Selection, point, select, shares
from syncbench.strict_json import ResultsError
from syncbench.style import looks
from syncbench.sweep_panels import whole_panels
from syncbench.sweeps import SWEEPS, Sweep, View


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
    return [replace(panel, title=panel.title + part, lines=dealt)
            for panel in whole_panels(sweep, view, selection, rows, wanted).values()
            for part, dealt in shares(panel.lines) if dealt]


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
