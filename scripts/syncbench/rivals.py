"""Ours against theirs: how the best strategy of this project fares against the best of the packages, cell by cell.

Compared is only what promises the same (one semantic class), under the same conditions, in the same run. A pair is two
samples of one round and of the dominant regime; the ratio of a cell is the median of the ratios of its pairs, with its
interval. Which of several is the best is decided by the medians of the same samples: of strategies that are nearly
alike the winner is partly luck, for theirs as for ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from .groups import WAIT
from .results import Cell, Row, Run
from .stats import Interval, Regimes, median_interval

OURS = "syncbench"
PRIVATE_STORE = ("private", "store")


@dataclass(frozen=True)
class Match:
    """One comparison. `ratio` is how many times as many operations a second ours does; None without a pair."""

    what: str  # what is compared, for a heading: "queue push_pop, mpmc strict_fifo bounded"
    column: str  # the thread count or shape
    ours: str
    theirs: str
    ratio: Interval | None


Samples = dict[str, dict[int, list[float]]]  # by strategy and round: operations a second


def matches(run: Run, regimes: Regimes) -> list[Match]:
    """All that the run allows, in a fixed order: queues and counters by class, one lock for all, and the limit."""
    groups: dict[tuple, Samples] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    excluded = run.excluded()
    for row in run.rows:
        key = row.cell.kind, row.cell.impl
        if _competes(row.cell) and key not in excluded and regimes.shows(row):
            semantic_class = run.strategies[key].semantic_class
            group = row.cell.kind, f"{row.cell.workload}, {semantic_class}", row.cell.threads, row.cell.shape or ""
            groups[group][row.cell.impl][row.round].append(row.ops_per_s)
    found = [_best_match(run, f"{kind} {what}", shape or str(threads), kind, samples)
             for (kind, what, threads, shape), samples in sorted(groups.items())]
    return [match for match in found if match] + _one_lock(run, groups) + _store_limit(run, groups, regimes)


def _competes(cell: Cell) -> bool:
    """Whether a cell's operations a second are what is compared: the most contention, and everybody waits alike."""
    workload = cell.kind, cell.workload
    return cell.work == 0 and cell.place == "cores" and (
        workload in (("counter", "add"), ("queue", "bare")) or workload == ("queue", "push_pop") and cell.wait == WAIT)


def _best_match(run: Run, what: str, column: str, kind: str, samples: Samples) -> Match | None:
    ours = _best(samples, lambda name: run.strategies[kind, name].source == OURS)
    theirs = _best(samples, lambda name: run.strategies[kind, name].source != OURS)
    if ours is None or theirs is None:
        return None
    return Match(what, column, ours, theirs, paired_ratio(samples[ours], samples[theirs]))


def _best(samples: Samples, counts: Callable[[str], bool]) -> str | None:
    medians = {name: median(value for values in rounds.values() for value in values)
               for name, rounds in samples.items() if counts(name)}
    return max(medians, key=medians.__getitem__) if medians else None


def _one_lock(run: Run, groups: dict[tuple, Samples]) -> list[Match]:
    """One and the same lock of ours against std::mutex at each thread count: that whose worst count is best."""
    locks = {name for kind, name in run.strategies if kind == "lock"}
    cells = {threads: samples for (kind, _, threads, _), samples in sorted(groups.items())
             if kind == "counter" and "mutex" in samples}
    candidates: dict[str, dict[int, Interval]] = {}
    for name in sorted(locks):
        if ("counter", name) not in run.strategies or run.strategies["counter", name].source != OURS:
            continue
        ratios = {threads: paired_ratio(samples[name], samples["mutex"]) for threads, samples in cells.items()
                  if name in samples}
        if len(ratios) == len(cells) and cells and all(ratios.values()):
            candidates[name] = ratios
    if not candidates:
        return []
    best = max(candidates, key=lambda name: min(ratio.median for ratio in candidates[name].values()))
    return [Match("one lock of ours against std::mutex, counter add", str(threads), best, "mutex", ratio)
            for threads, ratio in candidates[best].items()]


def _store_limit(run: Run, groups: dict[tuple, Samples], regimes: Regimes) -> list[Match]:
    """The best quiescent counter against stores to private lines, a thread's share, up to a thread a CPU."""
    limit: dict[int, list[float]] = defaultdict(list)
    for row in run.rows:
        if row.cell.kind == "floor" and (row.cell.workload, row.cell.impl) == PRIVATE_STORE and regimes.shows(row):
            limit[row.round].append(1e9 / row.ns_per_op)
    found = []
    for (kind, what, threads, _), samples in sorted(groups.items()):
        best = _best(samples, lambda name: run.strategies[kind, name].source == OURS) if "quiescent" in what else None
        if kind == "counter" and best and limit and threads <= run.machine["cpus"]:
            share = {number: [value / threads for value in values] for number, values in samples[best].items()}
            found.append(Match("share of the private-store limit a thread, counter add", str(threads), best,
                               "private store", paired_ratio(share, limit)))
    return found


def paired_ratio(ours: dict[int, list[float]], theirs: dict[int, list[float]]) -> Interval | None:
    """The median of `pair_ratios`; None without a pair."""
    ratios = pair_ratios(ours, theirs)
    return median_interval(ratios) if ratios else None


def pair_ratios(ours: dict[int, list[float]], theirs: dict[int, list[float]]) -> list[float]:
    """Of samples by round: the n-th of a round with the n-th of the same round."""
    return [a / b for number in sorted(ours.keys() & theirs.keys()) for a, b in zip(ours[number], theirs[number])]


def by_heading(found: Iterable[Match]) -> dict[str, list[Match]]:
    grouped: dict[str, list[Match]] = defaultdict(list)
    for match in found:
        grouped[match.what].append(match)
    return dict(grouped)
