"""The charts of the groups, as a table: which cells each takes, what is on its x axis, and what its panels measure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from .axes import RATE, XAxis, YAxis
from .positions import (
    PERCENTILES,
    Position,
    duration_axis,
    nanoseconds,
    number_axis,
    percentile_axis,
    place,
    shape_axis,
    thread_axis,
)
from .results import Cell, Row
from .series import Selection

Figures = Mapping[float, float | None]  # by position; None: this sample has no such figure
AxisOf = Callable[[set[Cell], list[Row], Selection], tuple[XAxis, Position]]  # of a panel: its cells, the chart's rows



def duration(ns: float) -> str:
    """A time as a person writes it: 20 µs."""
    for factor, unit in ((1e9, "s"), (1e6, "ms"), (1e3, "µs")):
        if ns >= factor:
            return f"{ns / factor:g} {unit}"
    return f"{ns:g} ns"


TIME = YAxis("time (log)", written=duration)
SHARE = YAxis("1: every thread did as much", log=False, least_top=1.0)


@dataclass(frozen=True)
class View:
    """What some panels of a chart measure."""

    words: str  # in their titles, for the workload
    y: YAxis
    figures: Callable[[Row, Position], Figures]
    takes: Callable[[Cell], bool] = lambda cell: True  # of the cells of its sweep
    references: Callable[[Selection, list[Row]], dict[str, float]] = lambda selection, rows: {}  # horizontal lines
    optional: bool = False  # what not every machine can measure


@dataclass(frozen=True)
class Sweep:
    group: str  # of cells, and the prefix of the files
    question: str
    kinds: tuple[str, ...]
    axis: AxisOf
    views: tuple[View, ...]
    along: str = ""  # the setting that is the x axis, as Selection.task calls it
    by_size: bool = True  # whether each number of threads, or shape, has panels of its own; or is on the axis
    panels: Callable[[Cell], tuple[str, ...]] = lambda cell: ()  # what else has panels of its own, in words
    varies: str = ""  # of what a panel must have two values, or there is nothing to see
    notes: tuple[str, ...] = ()


def shared_section(cell: Cell) -> bool:
    return cell.workload == "section" and cell.threads > 1


# x axes


def by_size(cells: set[Cell], _rows: list[Row], selection: Selection) -> tuple[XAxis, Position]:
    return (shape_axis if any(cell.shape for cell in cells) else thread_axis)(cells, selection.cpus)


def by_threads_a_cpu(cells: set[Cell], _rows: list[Row], selection: Selection) -> tuple[XAxis, Position]:
    axis, position = thread_axis(cells, selection.cpus)
    ticks = {x: f"{2 ** (x - math.log2(selection.cpus)):g}" for x in axis.ticks}
    return replace(axis, label="threads a CPU (log2)", ticks=ticks), position


def by_number(setting: str, label: str) -> AxisOf:
    def axis_of(cells: set[Cell], _rows: list[Row], selection: Selection) -> tuple[XAxis, Position]:
        axis = number_axis(label, (getattr(cell, setting) for cell in cells), _crowded(cells, selection))
        return axis, lambda cell: math.log2(getattr(cell, setting))

    return axis_of


def by_section(cells: set[Cell], rows: list[Row], selection: Selection) -> tuple[XAxis, Position]:
    """By the measured time of what is done inside."""
    by_steps = nanoseconds(rows, selection.run, "cs")
    axis = duration_axis("critical section", by_steps, {cell.cs or 0 for cell in cells}, _crowded(cells, selection))
    return axis, lambda cell: place(by_steps[cell.cs or 0], by_steps)


def by_percentile(cells: set[Cell], _rows: list[Row], selection: Selection) -> tuple[XAxis, Position]:
    return percentile_axis(_crowded(cells, selection)), lambda cell: math.nan


def _crowded(cells: Iterable[Cell], selection: Selection) -> bool:
    return any(cell.threads > selection.cpus for cell in cells)


# Figures


def rates(row: Row, position: Position) -> Figures:
    return {position(row.cell): row.ops_per_s}


def counter(key: str) -> Callable[[Row, Position], Figures]:
    return lambda row, position: {position(row.cell): row.counters.get(key)}


def an_operation(key: str, factor: float = 1.0) -> Callable[[Row, Position], Figures]:
    """A counter of the whole window, for one operation."""
    def figures(row: Row, position: Position) -> Figures:
        total, ops = row.counters.get(key), row.counters.get("ops")
        return {position(row.cell): total * factor / ops if total and ops else None}

    return figures


def fair_share(key: str) -> Callable[[Row, Position], Figures]:
    """A thread's part of the operations, for that which were fair."""
    def figures(row: Row, position: Position) -> Figures:
        share = row.counters.get(key)
        return {position(row.cell): None if share is None else share * row.cell.threads}

    return figures


def percentiles(prefix: str) -> Callable[[Row, Position], Figures]:
    return lambda row, _: {x: row.counters.get(f"{prefix}_{name}_ns") for name, x in PERCENTILES.items()}


# What is held against them


def clock_and_round_trip(selection: Selection, rows: list[Row]) -> dict[str, float]:
    """What an empty call reads, and the round trip between two CPUs, where this run measured it."""
    lines = {"clock": [row.counters["clock_ns"] for row in rows if "clock_ns" in row.counters],
             "round trip": [row.ns_per_op for row in selection.floors() if row.cell.impl == "round_trip"]}
    return {name: statistics.median(values) for name, values in lines.items() if values}


def calls(words: str, prefix: str, workload: str = "latency") -> View:
    return View(words, TIME, percentiles(prefix), lambda cell: cell.workload == workload, clock_and_round_trip)


SWEEPS = (
    Sweep("latency", "how long a call takes", ("lock", "counter", "queue"), by_percentile,
          (calls("add", "add"), calls("lock()", "lock"), calls("hand-over", "handover"), calls("push", "push"),
           calls("pop", "pop"), calls("round trip of a task", "round_trip", "hand_off"),
           calls("one way of a task", "one_way", "hand_off")),
          notes=("Every call is timed, the clock included (grey line: an empty call, the median). A percentile is "
                 "there if ten calls or more lie beyond it; the longest call depends on how many there were.",)),
    Sweep("fairness", "who gets it, and who waits", ("lock",), by_size,
          (View("Jain's index", SHARE, counter("jain"), shared_section),
           View("least share x threads", SHARE, fair_share("share_min"), shared_section),
           View("greatest share x threads", replace(SHARE, least_top=2.0), fair_share("share_max"), shared_section,
                lambda selection, rows: {"fair": 1.0}),
           View("longest wait for lock()", TIME, counter("lock_max_ns"), lambda cell: cell.workload == "latency")),
          by_size=False,
          notes=("Jain's index: 1 if all threads did as much, 1/threads if one did all. A share is a thread's part of "
                 "all operations in the window; times the threads, it is 1 if fair.",)),
    Sweep("sections", "sections per second by how long they are", ("lock",), by_section,
          (View("section", RATE, rates),), along="critical section", varies="cs",
          panels=lambda cell: (f"work: {cell.work}",),
          notes=("Critical section: the measured time of one loop, the median of all samples with this loop.",)),
    Sweep("cost", "what an operation costs besides time", ("counter", "queue", "lock"), by_size,
          (View("CPU time", YAxis("CPU s per million operations (log)"), an_operation("cpu_s", 1e6),
                lambda cell: cell.workload != "memory"),
           *(View(words, YAxis(f"{unit} per operation (log)"), an_operation(key, factor),
                  lambda cell: cell.workload != "memory", optional=True)
             for words, unit, key, factor in (("cycles", "cycles", "cycles", 1.0),
                                              ("instructions", "instructions", "instructions", 1.0),
                                              ("cache misses", "misses", "cache_misses", 1.0),
                                              ("energy", "µJ", "energy_j", 1e6)))),
          by_size=False),
    Sweep("payload", "operations per second by bytes of a task", ("queue",), by_number("payload", "bytes of a task"),
          (View("payload", RATE, rates),), along="payload", varies="payload"),
    Sweep("batch", "operations per second by tasks in a call", ("queue",), by_number("batch", "tasks in a call"),
          (View("batch", RATE, rates),), along="batch", varies="batch"),
    Sweep("bursts", "operations per second by tasks in a burst", ("queue",), by_number("burst", "tasks in a burst"),
          (View("bursts", RATE, rates),), along="burst", varies="burst"),
    Sweep("oversubscription", "operations per second by threads a CPU", ("queue", "lock"), by_threads_a_cpu,
          (View("push_pop", RATE, rates, lambda cell: cell.kind == "queue"),
           View("section", RATE, rates, lambda cell: cell.kind == "lock")),
          by_size=False, varies="threads",
          panels=lambda cell: (f"wait: {cell.wait}",) * (cell.kind == "lock"),
          notes=("Wait: what a thread does in the end that has nothing to do yet.",)),
)
