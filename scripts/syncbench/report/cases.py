"""What is compared with what: the cases of a run, and in each the samples by strategy and round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from ..results import UNRANKED, Cell, Row
from ..series import Selection
from ..table_rates import WITHOUT_RATE
from .parts import Case

Samples = dict[str, dict[int, list[float]]]  # by strategy and round, in the order measured
Value = Callable[[Row], float | None]  # a figure of a sample, if it has it


def rate(row: Row) -> float:
    return row.ops_per_s


def rated(cell: Cell) -> bool:
    """Whether the cell's operations a second are what is asked."""
    return cell.kind not in UNRANKED and cell.workload not in WITHOUT_RATE


def in_order(rows: Iterable[Row]) -> list[Row]:
    """As they were measured."""
    return sorted(rows, key=lambda row: (row.round, row.sample))


def by_case(selection: Selection, takes: Callable[[Cell], bool], value: Value) -> dict[Case, Samples]:
    """Cases in a fixed order. A strategy of whose samples most lack the figure is left out: the others are those that
    happened to have enough calls to tell it."""
    samples: dict[Cell, list[tuple[int, float | None]]] = defaultdict(list)
    for row in in_order(selection.rows):
        if takes(row.cell):
            samples[row.cell].append((row.round, value(row)))
    found: dict[Case, Samples] = defaultdict(dict)
    for cell, values in samples.items():
        known: dict[int, list[float]] = defaultdict(list)
        for number, figure in values:
            if figure is not None:
                known[number].append(figure)
        if 2 * sum(map(len, known.values())) > len(values):
            found[case_of(cell, selection)][cell.impl] = dict(known)
    return dict(sorted(found.items(), key=lambda item: _order(item[0])))


def case_of(cell: Cell, selection: Selection) -> Case:
    wait = None if cell.kind == "lock" else cell.wait
    semantic_class = selection.run.strategies[cell.kind, cell.impl].semantic_class
    return Case(cell.kind, cell.workload, semantic_class, cell.threads, cell.shape, cell.work, cell.cs, cell.burst,
                cell.batch, cell.payload, wait, cell.place)


def _order(case: Case) -> tuple:
    numbers = [-1 if value is None else value for value in (case.cs, case.burst, case.batch, case.payload, case.work)]
    return (case.kind, case.workload, case.semantic_class, case.place, case.wait or "", case.threads,
            case.shape or "", *numbers)
