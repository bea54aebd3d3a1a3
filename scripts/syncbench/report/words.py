"""Cases in a reader's words."""

from __future__ import annotations

from ..cli import counted
from .parts import Case

_COUNTERS = {"linearizable": "a counter, exact at every moment",
             "quiescent": "a counter, exact when all have finished"}
_LOCKS = {"not reentrant": "a lock", "reentrant": "a lock that its owner may take again (re-entrant)"}
_SIDES = {"mpmc": "many producers and consumers", "spsc": "one producer and one consumer",
          "mpsc": "many producers, one consumer", "spmc": "one producer, many consumers"}
_ORDERS = {"strict_fifo": "strict FIFO", "per_producer_fifo": "FIFO of each producer's tasks",
           "k_fifo": "nearly FIFO", "lifo": "last in, first out", "priority": "the greatest first",
           "unordered": "in any order"}


def job(kind: str, semantic_class: str) -> str:
    """What somebody needs who would take a strategy of this class. One without words here goes by its own name."""
    if kind == "counter":
        return _COUNTERS.get(semantic_class, f"a counter, {semantic_class}")
    if kind == "lock":
        reentrant, _, order = semantic_class.partition(", ")
        words = _LOCKS.get(reentrant, f"a lock, {reentrant}")
        return words + {"": "", "fifo": ", in order of arrival"}.get(order, f", {order}")
    sides, _, rest = semantic_class.partition(" ")
    told = [_SIDES.get(sides, sides), *(_ORDERS.get(word, word) for word in rest.split())]
    return f"a {kind}: {', '.join(told)}"


def team(case: Case, cpus: int) -> str:
    """Who works on it, against the CPUs."""
    over = ", more threads than CPUs" * (case.threads > cpus)
    if case.shape == "1":
        return "one thread that pushes and pops" + over
    if case.shape is not None:
        producers, consumers = map(int, case.shape.split("x"))
        return f"{counted(producers, 'producer')}, {counted(consumers, 'consumer')}{over}"
    if case.threads == 1:
        return "one thread"
    if over:
        return "more threads than CPUs"
    return "as many threads as CPUs" if case.threads == cpus else "fewer threads than CPUs"


def listed(names: list[str]) -> str:
    """a, b and c"""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
