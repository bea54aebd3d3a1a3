"""The panels of a sweep: what of a view shares task and size, whatever the strategy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from . import cli
from .axes import RATE
from .panel import Panel, Reference
from .results import Cell, Row
from .series import Selection, panel_titles
from .sweeps import Sweep, View

Key = tuple[tuple[str, ...], int, str]  # task with the view's words for the workload, threads, shape


def key_of(sweep: Sweep, view: View, selection: Selection) -> Callable[[Cell], Key]:
    """In which panel a cell's points are."""
    def key(cell: Cell) -> Key:
        _, *task = selection.task(cell, (sweep.along,))
        return (view.words, *task, *sweep.panels(cell)), *(
            (cell.threads, cell.shape or "") if sweep.by_size else (0, ""))

    return key


def whole_panels(sweep: Sweep, view: View, selection: Selection, rows: list[Row],
                 wanted: set[Cell]) -> dict[Key, Panel]:
    """In the order in which they are drawn, each with all its strategies, however many they are."""
    key = key_of(sweep, view, selection)
    keys = {cell.name: key(cell) for cell in wanted if view.takes(cell)}
    cells: dict[Key, set[Cell]] = defaultdict(set)
    for cell in wanted:
        if cell.name in keys:
            cells[keys[cell.name]].add(cell)
    of_key: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if row.cell.name in keys:
            of_key[keys[row.cell.name]].append(row)
    titles = panel_titles(dict.fromkeys(task for task, _, _ in of_key))
    panels = {}
    classes = list(dict.fromkeys(task[1] for task in titles))
    for (task, threads, shape), of_panel in sorted(of_key.items(), key=lambda item: _order(item[0], classes)):
        of_cells = cells[task, threads, shape]
        if sweep.varies and len({getattr(cell, sweep.varies) for cell in of_cells}) < 2:
            continue
        axis, position = sweep.axis(of_cells, rows, selection)
        size = [shape if "x" in shape else cli.counted(threads, "thread")] if sweep.by_size else []
        title = " · ".join([titles[task], *size])
        references = tuple(Reference(name, dict.fromkeys(axis.limits, value))
                           for name, value in view.references(selection, of_panel).items())
        lines = selection.lines_of((row, view.figures(row, position)) for row in of_panel)
        # Times and shares may be compared across classes, rates only inside one.
        group = view.words, *(task if view.y is RATE else task[2:])
        panels[task, threads, shape] = Panel(title, group, axis, lines, view.y, references)
    return panels


def _order(key: Key, classes: list[str]) -> tuple[Any, ...]:
    """Class by class, then setting by setting, numbers as numbers."""
    (_, semantic_class, *settings), threads, shape = key
    words = [[int(word) if word.isdigit() else word for word in setting.split()] for setting in settings]
    return classes.index(semantic_class), words, threads, int(shape.split("x")[0] or 0)
