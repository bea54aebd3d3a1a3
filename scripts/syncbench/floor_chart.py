"""The chart of the floors: what no strategy can be faster than, in ns, and what a message takes from CPU to CPU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from . import style
from .bars import Bar, Bars
from .chart import Block, Chart
from .cli import counted
from .heatmap import of_pairs
from .results import Row, Run
from .series import about_machine, about_points, about_regimes, point
from .stats import classify_regimes, three_digits

_WORKLOADS = ("private", "shared", "kernel", "harness", "instrument")
_MORE = {"wake_to_run_ns": "until the sleeper runs"}  # counters that are times of their own


def chart_of(run: Run) -> Chart | None:
    regimes = classify_regimes(run.rows)
    rows = [row for row in run.rows if row.cell.kind == "floor" and regimes.shows(row)]
    bars = bars_of(rows)
    if not bars:
        return None
    blocks: list[Block] = [Bars("Time of one operation", "ns (log)", True, bars, lambda ns: f"{three_digits(ns)} ns")]
    pairs = of_pairs(row.counters for row in rows if row.cell.impl == "core_to_core")
    if pairs:
        blocks.append(pairs)
    notes = ["Of several threads: the time from one operation of any of them to the next.",
             *(["Pairs of CPUs: medians of the samples; a cell is empty where a pair was not measured."] * bool(pairs)),
             about_points([bar.point.interval for bar in bars]), about_regimes(regimes), about_machine(run)]
    return Chart(f"Floors: what bounds every strategy{'' if run.complete else ' (incomplete run)'}", [], notes, blocks)


def bars_of(rows: Sequence[Row]) -> list[Bar]:
    samples: dict[tuple[int, str, int, str], list[float]] = defaultdict(list)
    for row in rows:
        cell = row.cell
        if cell.impl == "unfair_3_to_1":  # which tells shares, not a time
            continue
        order = _WORKLOADS.index(cell.workload) if cell.workload in _WORKLOADS else len(_WORKLOADS)
        name = f"{cell.workload}/{cell.impl}"
        samples[order, name, cell.threads, ""].append(row.ns_per_op)
        for key in _MORE.keys() & row.counters.keys():
            samples[order, name, cell.threads, key].append(row.counters[key])
    sizes = defaultdict(set)
    for _, name, threads, _ in samples:
        sizes[name].add(threads)

    def label(name: str, threads: int, key: str) -> str:
        return ", ".join([name, *[counted(threads, "thread")] * (len(sizes[name]) > 1), *([_MORE[key]] if key else [])])

    return [Bar(label(name, threads, key), style.FAINT_INK, "o", point(values))
            for (_, name, threads, key), values in sorted(samples.items())]
