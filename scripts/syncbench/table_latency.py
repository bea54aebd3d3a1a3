"""Tables of single calls: percentiles in ns, a table for each call and semantic class; and the memory of a task."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from .results import Row
from .table_parts import Column, Printer, grouped

CALLS = {"add": "one addition", "lock": "one call of lock()",
         "handover": "hand-over, from one thread's unlock() to the return of another's lock()", "push": "one push",
         "pop": "one pop", "round_trip": "a task there and back", "one_way": "a task one way"}
PERCENTILES = {"p50": "p50", "p99": "p99", "p99_9": "p99.9", "max": "max"}
TIMED = ("latency", "hand_off")


def print_latency(printer: Printer) -> None:
    rows = [row for row in printer.run.rows if row.cell.workload in TIMED and row.cell.place == "cores"]
    for (kind, workload, semantic_class), of_class in grouped(rows, lambda row: _table(printer, row)).items():
        for call, what in CALLS.items():
            having = [row for row in of_class if f"{call}_p50_ns" in row.counters or row.error is not None]
            cells: dict[tuple[str, Column], list[Row]] = defaultdict(list)
            for row in having:
                for nth, (percentile, label) in enumerate(PERCENTILES.items()):
                    cell, key = row.cell, f"{call}_{percentile}_ns"
                    column = Column((cell.threads, cell.shape or "", nth), f"{printer.threads(cell)}\n{label}",
                                    lambda row, key=key: row.counters.get(key))
                    cells[cell.impl, column].append(row)
            if any(row.error is None for row in having):
                printer.strategies(f"{kind} {workload}, {semantic_class}: ns of {what}, work:{having[0].cell.work}",
                                   kind, cells)
    _print_clock(printer, rows)


def print_memory(printer: Printer) -> None:
    rows = [row for row in printer.run.rows if row.cell.workload == "memory"]
    for (kind, workload, semantic_class), of_class in grouped(rows, lambda row: _table(printer, row)).items():
        column = Column((), "bytes a task", lambda row: row.counters.get("bytes_per_task"))
        cells: dict[tuple[str, Column], list[Row]] = defaultdict(list)
        for row in of_class:
            cells[row.cell.impl, column].append(row)
        printer.strategies(f"{kind} {workload}, {semantic_class}: resident bytes a task of a full queue", kind, cells)


def _table(printer: Printer, row: Row) -> tuple:
    cell = row.cell
    return cell.kind, cell.workload, printer.run.strategies[cell.kind, cell.impl].semantic_class


def _print_clock(printer: Printer, rows: list[Row]) -> None:
    good = [row for row in rows if printer.regimes.shows(row)]
    clocks = [row.counters["clock_ns"] for row in good if "clock_ns" in row.counters]
    if clocks:
        printer.say(f"Timing an empty call reads {median(clocks):.3g} ns in the median: contained in each call's figure, "
                    "subtracted nowhere.")
    between = [row for row in good
               if row.cell.workload == "hand_off" or row.cell.kind == "lock" and row.cell.threads > 1]
    if between and not any(row.counters.get("stamps_synchronized") for row in between):
        printer.say("Time stamps of two CPUs cannot be compared here: no hand-over of locks, and no one way of a task.")
