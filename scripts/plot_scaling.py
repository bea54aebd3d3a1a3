#!/usr/bin/env python3
"""Draw how each strategy scales: operations per second against threads, without private work between operations.

Reads the folder of a run and writes scaling-<kind>.svg and .png into it: one chart a kind, one panel a workload and
semantic class. Where threads outnumber CPUs the question is another one (scheduling): that part is shaded, and its
points are hollow and joined to none of the others. Queues have a shape, producers x consumers; other tasks stand apart,
joined to nothing: one thread that pushes and pops in turn (1) on the left, lopsided shapes on the right.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from syncbench import chart, cli
from syncbench.results import Run
from syncbench.scaling import plain, whole_panels
from syncbench.series import Selection, shares


def draw(run: Run, folder: Path) -> list[Path]:
    """Write the scaling charts of a run into `folder`."""
    return chart.draw_kinds(run, folder, "scaling", chart_of)


def chart_of(selection: Selection, kind: str) -> chart.Chart | str:
    rows = [row for row in selection.rows if row.cell.kind == kind and plain(row.cell, selection.cpus)]
    if not rows:
        return "no sample without private work (work:0) can be drawn"
    measured = {cell for cell in selection.measured(kind) if plain(cell, selection.cpus)}
    panels = [replace(panel, title=panel.title + part, lines=lines)
              for panel in whole_panels(selection, rows, measured).values() for part, lines in shares(panel.lines)]
    notes = ["No private work between operations: the most contention."]
    if "1" in {cell.shape for cell in measured}:
        notes[0] += " Shape 1: one thread pushes and pops in turn."
    if any(panel.references for panel in panels):
        notes.append("Grey: floors, hand-written. All threads add to one word, or each stores to its own.")
    notes += selection.notes(rows, [line for panel in panels for line in panel.lines], measured)
    return chart.Chart(selection.title(kind, "operations per second by threads"), panels, notes)


def main() -> int:
    return chart.run_script(__doc__, draw)


if __name__ == "__main__":
    cli.run(main)
