"""Tables of a run of the groups cost and fairness: what an operation takes of the machine, how evenly a lock serves."""

from __future__ import annotations

from collections import defaultdict

from .groups import members
from .results import UNRANKED, Row
from .table_parts import Column, Printer, Value, grouped


def print_costs(printer: Printer) -> None:
    if printer.run.group == "cost":
        _print(printer, "CPU seconds a million operations", _of_an_operation("cpu_s", 1e6))
        _print(printer, "cycles an operation", _of_an_operation("cycles", 1))
        _print(printer, "joules a million operations", _of_an_operation("energy_j", 1e6))
    if printer.run.group == "fairness":
        _print(printer, "Jain's index of the threads' sections, 1 if all had as many",
               lambda row: row.counters.get("jain"))


def _of_an_operation(counter: str, times: float) -> Value:
    def value(row: Row) -> float | None:
        whole, operations = row.counters.get(counter), row.counters.get("ops")
        return times * whole / operations if whole is not None and operations else None
    return value


def _print(printer: Printer, what: str, value: Value) -> None:
    run = printer.run
    cells = set(members(str(run.group), [row.cell for row in run.rows], run.machine["cpus"]))
    rows = [row for row in run.rows if row.cell in cells and row.cell.kind not in UNRANKED and row.cell.place == "cores"
            and row.cell.workload not in ("memory", "latency")]

    def table(row: Row) -> tuple[str, str, str]:
        cell = row.cell
        return cell.kind, cell.workload, run.strategies[cell.kind, cell.impl].semantic_class

    for (kind, workload, semantic_class), of_class in grouped(rows, table).items():
        if not any(value(row) is not None for row in of_class):
            continue
        by_place: dict[tuple[str, Column], list[Row]] = defaultdict(list)
        for row in of_class:
            column = Column((row.cell.threads, row.cell.shape or ""), printer.threads(row.cell), value)
            by_place[row.cell.impl, column].append(row)
        printer.strategies(f"{kind} {workload}, {semantic_class}: {what}, work:0", kind, by_place,
                           "strategy" if of_class[0].cell.shape else "strategy \\ threads")
