"""Tables of operations a second: one a workload and semantic class, with a column for each size and setting."""

from __future__ import annotations

from collections import defaultdict

from .groups import WAIT
from .results import UNRANKED, Cell, Row
from .table_parts import Column, Printer, grouped

WITHOUT_RATE = ("latency", "hand_off", "memory")  # workloads whose figure is another
SETTINGS = ("cs", "burst", "batch", "payload")  # that are columns, not conditions


def print_rates(printer: Printer) -> None:
    for (kind, workload, semantic_class, waits, _), rows in grouped(printer.run.rows, lambda row: _table(printer, row)
                                                                   ).items():
        base = min(_conditions(row.cell) for row in rows)
        chosen = [row for row in rows if _conditions(row.cell) == base]
        cells: dict[tuple[str, Column], list[Row]] = defaultdict(list)
        for row in chosen:
            cells[row.cell.impl, _column(printer, row.cell)].append(row)
        about = ", by how a thread waits" if waits else ""
        printer.strategies(f"{kind} {workload}, {semantic_class}: Mops/s with work:{base[0]}{about}", kind, cells,
                           "strategy" if rows[0].cell.shape else "strategy \\ threads")
        _print_others(printer, rows, chosen)


def _table(printer: Printer, row: Row) -> tuple | None:
    """Kind, workload, class; whether it is about how one waits; work, of locks, whose sections are swept by both."""
    cell = row.cell
    if cell.kind in UNRANKED or cell.workload in WITHOUT_RATE:
        return None
    semantic_class = printer.run.strategies[cell.kind, cell.impl].semantic_class
    return (cell.kind, cell.workload, semantic_class, _waits(cell), cell.work if cell.kind == "lock" else -1)


def _waits(cell: Cell) -> bool:
    return cell.kind == "queue" and cell.wait != WAIT


def _conditions(cell: Cell) -> tuple[int, bool]:
    return cell.work, cell.place != "cores"


def _column(printer: Printer, cell: Cell) -> Column:
    settings = [(name, getattr(cell, name)) for name in SETTINGS if getattr(cell, name) is not None]
    told = [f"{name}:{value}" for name, value in settings] + [f"wait:{cell.wait}"] * _waits(cell)
    order = (cell.threads, cell.shape or "", *(value for _, value in settings), cell.wait if _waits(cell) else "")
    return Column(order, "\n".join((printer.threads(cell), *told)), lambda row: row.ops_per_s / 1e6)


def _print_others(printer: Printer, rows: list[Row], chosen: list[Row]) -> None:
    """Names what is not in the table because it was measured under other conditions only."""
    shown = {row.cell.impl for row in chosen}
    others = [row for row in rows if row.cell.impl not in shown]
    if others:
        how = "with private work" if all(row.cell.work for row in others) else "under other conditions"
        printer.say(f"also measured, {how} only: {', '.join(sorted({row.cell.impl for row in others}))}")
