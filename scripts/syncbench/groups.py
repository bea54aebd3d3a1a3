"""Groups of cells that answer one question each: what GROUP selects. A cell may belong to several, or to none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .results import Cell

WAIT = "spin_yield"  # how everybody waits where waiting is not the question
SWEEPS = ("payload", "batch", "bursts")  # workloads, and the groups of them


@dataclass(frozen=True)
class Group:
    question: str
    holds: Callable[[Cell, int], bool]  # of a cell and the number of CPUs


def _throughput(cell: Cell, _cpus: int) -> bool:
    return (cell.kind, cell.workload) in (("counter", "add"), ("queue", "bare"), ("exhibit", "add")) or (
        (cell.kind, cell.workload, cell.wait) == ("queue", "push_pop", WAIT))


def _section(cell: Cell) -> bool:
    """The section of a lock that stands for all where its length is not the question."""
    return (cell.kind, cell.workload, cell.cs, cell.work) == ("lock", "section", 64, 0)


def _oversubscription(cell: Cell, cpus: int) -> bool:
    waits = (cell.kind, cell.workload, cell.work) == ("queue", "push_pop", 0) and square(cell)
    return (waits or _section(cell)) and cell.threads in (cpus, 2 * cpus, 4 * cpus)


GROUPS = {
    "throughput": Group("operations a second of counters and queues, by threads and private work", _throughput),
    "floors": Group("what no strategy can beat here, and what the instrument itself shows",
                    lambda cell, cpus: cell.kind == "floor"),
    "latency": Group("how long single calls take, up to the rarest, and hand-over",
                     lambda cell, cpus: cell.workload in ("latency", "hand_off")),
    "fairness": Group("how evenly a lock serves, and who waits longest",
                      lambda cell, cpus: _section(cell) or (cell.kind, cell.workload) == ("lock", "latency")),
    "sections": Group("locks by the length of the section and the work between, one thread a CPU",
                      lambda cell, cpus: (cell.kind, cell.workload, cell.threads) == ("lock", "section", cpus)),
    "cost": Group("CPU time of an operation, and memory of a queued task",
                  lambda cell, cpus: cell.work == 0 and (_throughput(cell, cpus) or cell.workload == "memory")
                  or _section(cell)),
    **{name: Group(question, lambda cell, cpus, name=name: cell.workload == name) for name, question in zip(SWEEPS, (
        "queues by the bytes of a task", "queues that take several tasks in one call, by how many",
        "queues whose producers come in bursts, by the length of a burst"))},
    "oversubscription": Group("1, 2 and 4 threads a CPU, by what a thread does that has to wait", _oversubscription),
}


def members(name: str, cells: Sequence[Cell], cpus: int) -> list[Cell]:
    """The cells of a group, in the order given."""
    chosen = [cell for cell in cells if GROUPS[name].holds(cell, cpus)]
    if name == "oversubscription":  # a queue that is measured with one policy alone says nothing about policies
        parking = {cell.impl for cell in cells if cell.kind == "queue" and cell.wait == "park"}
        chosen = [cell for cell in chosen if cell.kind != "queue" or cell.impl in parking]
    return chosen


def square(cell: Cell) -> bool:
    """Whether a shape has as many producers as consumers, or one thread that is both."""
    producers, _, consumers = (cell.shape or "1").partition("x")
    return cell.shape is not None and producers == (consumers or "1")


def at_one_count(cells: Sequence[Cell], cpus: int) -> list[Cell]:
    """Of each workload the cells of one thread count: the most threads that have a CPU each, else the fewest. Of queues
    those with as many producers as consumers, if there are such."""
    by_workload: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        by_workload.setdefault((cell.kind, cell.workload), []).append(cell)
    kept: set[Cell] = set()
    for of_one in by_workload.values():
        of_one = [cell for cell in of_one if square(cell) and cell.shape != "1"] or of_one
        counts = sorted({cell.threads for cell in of_one})
        count = max((count for count in counts if count <= cpus), default=counts[0])
        kept |= {cell for cell in of_one if cell.threads == count}
    return [cell for cell in cells if cell in kept]
