"""What the gate compares of a cell, and which way is worse."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

from ..results import Cell, Row

RATE = "ops_per_s"


@dataclass(frozen=True)
class Metric:
    """One figure of a sample. Metrics of one family are judged together: the more there are, the less one counts."""

    name: str
    family: str  # throughput, fairness or tail
    words: str
    worse: int  # +1: more is worse; -1: less is

    def change(self, effect: float) -> float:
        """What an effect (a log ratio, above 0 if worse) is as a change of the figure: -0.05 is 5 % less of it."""
        return math.expm1(self.worse * effect)


@functools.cache
def metric(name: str) -> Metric | None:
    """The metric of this name, which is that of the counter in a row; None if it is none."""
    if name == RATE:
        return Metric(name, "throughput", "operations a second", -1)
    if name == "jain":
        return Metric(name, "fairness", "Jain's index", -1)
    if name.endswith("_p99_ns"):
        return Metric(name, "tail", f"p99 of {name.removesuffix('_p99_ns')}", +1)
    return None


def figures(cell: Cell, row: Row) -> dict[str, float]:
    """The metrics that a sample has, by name, all above 0. One thread is always fair to itself: no index then."""
    found = {RATE: row.ops_per_s} | row.counters
    return {name: value for name, value in found.items()
            if metric(name) and value > 0 and not (name == "jain" and cell.threads == 1)}
