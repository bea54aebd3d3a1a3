"""Which floor bounds a cell, and how near a strategy comes to it: the floor's time by the strategy's, 1.0 if as fast.

A floor is what the hardware takes for the least that the operation needs, in a loop written by hand. Both times are
medians of one regime. A share above 1 is noise, or a strategy that gets round what the rule assumes: it is shown as
it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .results import Cell, Row, Run, Strategy
from .stats import Interval, Regimes, median_interval

Floor = tuple[str, str, int]  # group, what, threads

PRIVATE_STORE: Floor = ("private", "store", 1)
PRIVATE_RMW: Floor = ("private", "fetch_add", 1)
ROUND_TRIP: Floor = ("shared", "round_trip", 2)


@dataclass(frozen=True)
class Bound:
    """What of a cell takes at least `times` the time of a floor."""

    what: str  # for a heading
    floor: Floor
    times: float = 1.0
    counter: str | None = None  # the figure of a row that is bounded; None: its time an operation

    def of(self, row: Row) -> float | None:
        return row.ns_per_op if self.counter is None else row.counters.get(self.counter)

    @property
    def name(self) -> str:
        group, what, threads = self.floor
        factor = "" if self.times == 1 else f"{self.times:.3g} x "
        crowd = f" of {threads} threads" if (group, what) == ("shared", "fetch_add") else ""
        return f"{factor}floor/{group}/{what}{crowd}"


@dataclass(frozen=True)
class Share:
    cell: Cell
    bound: Bound
    share: Interval  # of the cell's samples; the floor counts with its median
    floor_n: int


def bound(cell: Cell, semantic_class: str, cpus: int) -> Bound | None:
    """None where nothing is claimed. Beyond a thread a CPU that is everything: then threads do not run at once, and
    what they pass on is a matter of the scheduler."""
    if cell.threads > cpus or cell.place != "cores":
        return None
    if (cell.kind, cell.workload, cell.work) == ("counter", "add", 0):
        # Exact at every moment: each addition takes its place in one order, by an atomic read-modify-write of what all
        # threads write. Combining merges many additions into one of those, and may pass this floor.
        if semantic_class == "linearizable":
            return Bound("an addition", PRIVATE_RMW if cell.threads == 1 else ("shared", "fetch_add", cell.threads))
        # Exact only at the end: each addition still stores something, but each thread into a line of its own.
        return Bound("an addition", PRIVATE_STORE, 1 / cell.threads)
    if (cell.kind, cell.workload, cell.cs, cell.work) == ("lock", "section", 0, 0):
        # Mutual exclusion takes at least one atomic read-modify-write, or a fence that costs as much, each time (Attiya
        # et al., Laws of Order, POPL 2011). Not on a shared line: who lets a thread lock again and again keeps it there.
        return Bound("an empty section", PRIVATE_RMW)
    if (cell.kind, cell.workload) == ("lock", "latency") and cell.threads > 1:
        # The next owner must see that the last one has gone: a line that goes from one CPU to the other.
        return Bound("hand-over", ROUND_TRIP, 0.5, "handover_p50_ns")
    if (cell.kind, cell.workload) == ("queue", "hand_off"):
        # Each way a task passes on at least one line that the other CPU has just written.
        return Bound("hand-off, there and back", ROUND_TRIP, 1.0, "round_trip_p50_ns")
    # Of other queues nothing is claimed: one that batches, or lets a thread pop what it pushed, passes on fewer lines
    # than tasks, and no read-modify-write is needed where a side has one thread.
    return None


def bounding(chosen: Iterable[Cell], floors: Iterable[Cell], strategies: dict[tuple[str, str], Strategy],
             cpus: int) -> list[Cell]:
    """Those of the floors that bound one of the chosen cells."""
    rules = [bound(cell, strategies[cell.kind, cell.impl].semantic_class, cpus)
             for cell in chosen if (cell.kind, cell.impl) in strategies]
    wanted = {rule.floor for rule in rules if rule is not None}
    return [cell for cell in floors if cell.kind == "floor" and (cell.workload, cell.impl, cell.threads) in wanted]


def shares(run: Run, regimes: Regimes) -> list[Share]:
    """Of all cells that a floor bounds, if that was measured in the same regime; cells in the order of their names."""
    floors: dict[Floor, list[float]] = defaultdict(list)
    bounded: dict[Cell, tuple[Bound, list[float]]] = {}
    excluded = run.excluded()
    for row in run.rows:
        if not regimes.shows(row):
            continue
        cell = row.cell
        if cell.kind == "floor":
            floors[cell.workload, cell.impl, cell.threads].append(row.ns_per_op)
            continue
        strategy = run.strategies.get((cell.kind, cell.impl))
        if strategy is None or strategy.key in excluded:
            continue
        rule = bound(cell, strategy.semantic_class, run.machine["cpus"])
        value = None if rule is None else rule.of(row)
        if value is not None:
            bounded.setdefault(cell, (rule, []))[1].append(value)
    return [_share(cell, rule, values, floors[rule.floor])
            for cell, (rule, values) in sorted(bounded.items(), key=lambda item: item[0].name) if rule.floor in floors]


def _share(cell: Cell, rule: Bound, values: list[float], floor: list[float]) -> Share:
    least = rule.times * median_interval(floor).median
    times = median_interval(values)
    return Share(cell, rule, Interval(least / times.median, least / times.high, least / times.low, times.n, times.kind),
                 len(floor))
