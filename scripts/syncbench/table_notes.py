"""The lines below the tables: how good the samples are, in which regime, and what could not be measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

import numpy as np

from .cli import counted
from .results import UNRANKED, Run, Strategy
from .stats import Regimes, three_digits

SKEW_GOAL_US = 5
OVERLAP_GOAL = 0.99
METERS = {"hardware_counters": "hardware counters", "energy": "energy"}


def quality_line(run: Run) -> list[str]:
    """How nearly together the threads of a sample began and ended, where each had a CPU."""
    rows = [row for row in run.rows if row.error is None and row.cell.kind not in UNRANKED
            and 2 <= row.cell.threads <= run.machine["cpus"]]
    skews = [row.counters["start_skew_ns"] / 1e3 for row in rows if "start_skew_ns" in row.counters]
    overlaps = [row.counters["overlap"] for row in rows if "overlap" in row.counters]
    if not skews or not overlaps:
        return []
    skew = three_digits(float(np.percentile(skews, 99)))
    return [f"Start skew: p99 {skew} us (goal: {SKEW_GOAL_US}); overlap: median {median(overlaps):.2%}, least "
            f"{min(overlaps):.2%} (goal: {OVERLAP_GOAL:.0%}); {counted(len(skews), 'sample')} of 2 threads or more with "
            "a CPU each."]


def regime_line(regimes: Regimes) -> str:
    parts = [f"{name} in {share:.0%} of the samples" + (" (shown)" if index == regimes.shown else "")
             for index, (name, share) in enumerate(zip(regimes.names, regimes.share))]
    aside = [f"{count} set aside: {why}" for why, count in regimes.set_aside.items()]
    other = next((name for index, name in enumerate(regimes.names) if index != regimes.shown), None)
    how = "" if other is None else f" make table REGIME={other.split()[0]} shows another."
    return f"Core-to-core round trip: {'; '.join(parts + aside)}.{how}"


def absences(absent: Sequence[Strategy]) -> list[str]:
    """One line, if there are any; a lock's counter and queue are not told beside the lock."""
    names: dict[str, list[str]] = defaultdict(list)
    for strategy in absent:
        if strategy.lock is None and strategy.name not in names[strategy.why]:
            names[strategy.why].append(strategy.name)
    told = [f"{', '.join(names)} ({why})" for why, names in names.items() if names]
    return [f"not measured here: {'; '.join(told)}"] if told else []


def meters_line(run: Run) -> list[str]:
    """Which figures the machine did not give, and why, if it was asked for them."""
    meters = run.machine.get("meters")
    if not isinstance(meters, dict):
        return []
    missing = [f"{what} ({meters[name]})" for name, what in METERS.items()
               if meters.get(name, "available") != "available"]
    return [f"not read here: {'; '.join(missing)}"] if missing else []
