"""The pictures of lines: scaling, efficiency, its law, latency, fairness, cost, sizes, crowds of threads.

What a sweep measured at several numbers of threads is drawn at the most that have a CPU each; sections without work
between them. The other panels are those of the run's own charts.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..axes import RATE, YAxis
from ..groups import at_one_count, members
from ..panel import Panel, Reference
from ..positions import thread_axis
from ..results import Cell, Row
from ..scaling import Task, plain, whole_panels
from ..series import KINDS, Selection, about_machine, about_regimes, panel_titles
from ..sweep_panels import Key, key_of
from ..sweep_panels import whole_panels as sweep_panels
from ..sweeps import SWEEPS, TIME, Sweep, View, an_operation
from .memory import memory_pictures
from .parts import Picture
from .pictures import Subject, name_of, picture
from .usl_curves import usl_subjects

EFFICIENCY = YAxis("part of what the threads would do, each like the best alone (log)",
                   written=lambda share: f"{100 * share:g} %")
_SECTIONS = {"latency": "latency", "fairness": "fairness", "cost": "cost", "oversubscription": "oversubscription",
             "sections": "contention", "payload": "cost", "batch": "cost", "bursts": "contention"}


@dataclass(frozen=True)
class _Told:
    """How a view is told in a report."""

    quantity: str
    unit: str
    less_is_better: bool = True


_OF_VIEWS = {
    "Jain's index": _Told("Jain's index of the threads' shares", "ratio", False),
    "least share x threads": _Told("the least share of a thread, times the threads", "ratio", False),
    "greatest share x threads": _Told("the greatest share of a thread, times the threads", "ratio"),
    "longest wait for lock()": _Told("longest wait for lock()", "ns"),
    "CPU time": _Told("CPU time of an operation", "ns"),
    "cycles": _Told("cycles of an operation", "n"),
    "instructions": _Told("instructions of an operation", "n"),
    "cache misses": _Told("cache misses of an operation", "n"),
    "energy": _Told("energy of an operation", "uJ"),
}


def curves(selections: Mapping[str, Selection]) -> list[Picture]:
    """All by regime, the dominant first; of what was not measured there is no picture."""
    subjects = [subject for kind in KINDS for subject in _by_threads(selections, kind)]
    for sweep in SWEEPS:
        for kind in sweep.kinds:
            subjects += [subject for view in sweep.views for subject in _of_view(selections, sweep, view, kind)]
    return [*map(picture, subjects), *memory_pictures(selections)]


def _by_threads(selections: Mapping[str, Selection], kind: str) -> list[Subject]:
    """Scaling, and of counters and locks how far it is from the ideal."""
    rows = {regime: [row for row in selection.rows if row.cell.kind == kind and plain(row.cell, selection.cpus)]
            for regime, selection in selections.items()}
    measured = {cell for selection in selections.values() for cell in selection.measured(kind)
                if plain(cell, selection.cpus)}
    panels: dict[str, dict[Task, Panel]] = {regime: whole_panels(selections[regime], of_regime, measured)
                                            for regime, of_regime in rows.items()}
    titles = panel_titles(dict.fromkeys(task for of_regime in panels.values() for task in of_regime))
    cells_of: dict[Task, set[Cell]] = defaultdict(set)
    for cell in measured:
        cells_of[next(iter(selections.values())).task(cell)].add(cell)
    subjects = []
    for task, title in titles.items():
        title = f"{KINDS[kind]}: {title}"
        found = _with_lines({regime: of_regime[task] for regime, of_regime in panels.items() if task in of_regime})
        if not found:
            continue
        cells = cells_of[task]
        names = {cell.name for cell in cells}
        of_task = {regime: [row for row in rows[regime] if row.cell.name in names] for regime in found}
        subjects.append(Subject(
            name_of("scaling", kind, task), "scaling", title, kind, "operations per second", "ops/s", found,
            both_scales=True, notes=_notes(selections, of_task, found, cells, _about_scaling(found, cells))))
        if kind != "queue" and next(iter(cells)).cs != 0:
            subjects += _efficiency(selections, kind, task, title, of_task, cells)
            subjects += usl_subjects(selections, kind, task, title, of_task, cells)
    return subjects


def _about_scaling(panels: Mapping[str, Panel], cells: set[Cell]) -> list[str]:
    notes = ["No private work between operations: the most contention."]
    if "1" in {cell.shape for cell in cells}:
        notes[0] += " Shape 1: one thread pushes and pops in turn."
    if any(panel.references for panel in panels.values()):
        notes.append("Grey with a name: floors, hand-written. All threads add to one word, or each stores to its "
                     "own.")
    return notes


def _efficiency(selections: Mapping[str, Selection], kind: str, task: Task, title: str,
                rows: Mapping[str, list[Row]], cells: set[Cell]) -> list[Subject]:
    panels = {}
    for regime, of_regime in rows.items():
        selection = selections[regime]
        alone = defaultdict(list)
        for row in of_regime:
            if row.cell.threads == 1:
                alone[row.cell.impl].append(row.ops_per_s)
        if not alone or len({cell.threads for cell in cells}) < 2:
            continue
        best = max(map(statistics.median, alone.values()))
        axis, position = thread_axis(cells, selection.cpus)
        lines = selection.lines_of(
            (row, {position(row.cell): row.ops_per_s / (min(row.cell.threads, selection.cpus) * best)})
            for row in of_regime)
        points = {position(cell): 1 / min(cell.threads, selection.cpus) for cell in cells}
        references = (Reference("as if alone", dict.fromkeys(points, 1.0)), Reference("one at a time", points))
        panels[regime] = Panel(title, task, axis, lines, EFFICIENCY, references)
    about = ["100 %: every thread, or if there are more of them every CPU, does as much as the best of this class "
             "does alone. \"One at a time\": all threads together do no more than that."]
    return [Subject(name_of("efficiency", kind, task), "efficiency", title, kind, "efficiency", "share", found,
                    both_scales=True, notes=_notes(selections, rows, found, cells, about))
            for found in [_with_lines(panels)] if found]


def _of_view(selections: Mapping[str, Selection], sweep: Sweep, view: View, kind: str) -> list[Subject]:
    told = _OF_VIEWS.get(view.words) or (_Told("operations per second", "ops/s", False) if view.y is RATE
                                         else _Told(f"time of {view.words}", "ns"))
    if view.words == "CPU time":  # in ns, as all times of a report
        view = replace(view, y=TIME, figures=an_operation("cpu_s", 1e9))
    if view.y is TIME:
        view = replace(view, y=replace(TIME, label=f"{told.quantity} (log)"))
    first = next(iter(selections.values()))
    wanted = _drawn_cells(first, sweep, view, kind)
    names = {cell.name for cell in wanted}
    rows: dict[str, list[Row]] = {}
    panels: dict[str, dict[Key, Panel]] = {}
    for regime, selection in selections.items():
        rows[regime] = [row for row in selection.rows if row.cell.name in names]
        panels[regime] = sweep_panels(sweep, view, selection, rows[regime], wanted)
    key_of_cell = key_of(sweep, view, first)
    cells_of: dict[Key, set[Cell]] = defaultdict(set)
    for cell in wanted:
        cells_of[key_of_cell(cell)].add(cell)
    subjects = []
    for key in dict.fromkeys(key for of_regime in panels.values() for key in of_regime):
        found = _with_lines({regime: of_regime[key] for regime, of_regime in panels.items() if key in of_regime})
        if not found:
            continue
        task, threads, shape = key
        title = f"{KINDS[kind]}: {next(iter(found.values())).title}"
        cells = cells_of[key]
        names = {cell.name for cell in cells}
        of_key = {regime: [row for row in rows[regime] if row.cell.name in names] for regime in found}
        size = shape if "x" in shape else str(threads or "")
        subjects.append(Subject(
            name_of(sweep.group, kind, (*task, size)), _SECTIONS[sweep.group], title, kind, told.quantity, told.unit,
            found, told.less_is_better, both_scales=view.y is RATE,
            notes=_notes(selections, of_key, found, cells, list(sweep.notes))))
    return subjects


def _drawn_cells(selection: Selection, sweep: Sweep, view: View, kind: str) -> set[Cell]:
    """Those of the sweep that a report has room for; the same in all regimes."""
    cells = [cell for cell in members(sweep.group, list(selection.measured(kind)), selection.cpus)
             if view.takes(cell) and (sweep.group != "sections" or cell.work == 0)]
    return set(at_one_count(cells, selection.cpus) if sweep.by_size else cells)


def _with_lines(panels: Mapping[str, Panel]) -> dict[str, Panel]:
    return {regime: panel for regime, panel in panels.items() if panel.lines}


def _notes(selections: Mapping[str, Selection], rows: Mapping[str, list[Row]], panels: Mapping[str, Panel],
           cells: set[Cell], about: list[str]) -> tuple[str, ...]:
    """Of the dominant regime; what the page tells of the whole run is left out."""
    regime, panel = next(iter(panels.items()))
    selection = selections[regime]
    told = {about_regimes(selection.regimes), about_machine(selection.run)}
    return (*about, *(note for note in selection.notes(rows[regime], panel.lines, cells) if note not in told))
