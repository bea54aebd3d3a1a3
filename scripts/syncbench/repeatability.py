"""Two runs of the same cells on one machine: how far the second one's medians lie from the first one's.

The samples of both runs are put into regimes together, so that a regime means the same in both. A cell is compared in
the regime in which the run that has fewer of its samples there has the most; samples of two regimes never meet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .presets import PRESETS
from .results import Cell, Row, Run
from .stats import Interval, Regimes, classify_regimes, median_interval

PRECISION = PRESETS["repeat"].precision or 0.0  # half width of an interval: beyond it a cell counts as wide
RESAMPLES = 4000
SEED = 1  # of the resampling: the same runs give the same intervals
_FEWEST = 6  # samples in each run: a bootstrap of fewer knows too few values


@dataclass(frozen=True)
class Goal:
    """What is wanted of the cells of one sort: a share of them within a tolerance."""

    oversubscribed: bool
    within: float  # ratio of the larger median to the smaller one, minus 1
    share: float


GOALS = (Goal(False, 0.05, 0.95), Goal(True, 0.15, 0.90))


@dataclass(frozen=True)
class Pair:
    """A cell that both runs have samples of in one regime. `ratio`: the second run's median to the first one's."""

    cell: Cell
    oversubscribed: bool
    regime: str
    first: Interval  # operations a second
    second: Interval
    ratio: float
    low: float | None  # of the 95 % bootstrap interval of the ratio; None with too few samples
    high: float | None

    @property
    def apart(self) -> float:
        """How many times the smaller median the larger one is, minus 1: the same whichever run came first."""
        return max(self.ratio, 1 / self.ratio) - 1

    @property
    def wide(self) -> bool:
        return any(half is None or half > PRECISION for half in (self.first.half_width, self.second.half_width))


@dataclass(frozen=True)
class Apart:
    """A cell without a regime that both runs have samples of: how many each has in which, or set aside and why."""

    cell: Cell
    oversubscribed: bool
    first: dict[str, int]
    second: dict[str, int]


@dataclass(frozen=True)
class Verdict:
    """What came of a goal. Cells without a common regime are not within it: nothing shows that they repeat."""

    goal: Goal
    within: int
    of: int

    @property
    def met(self) -> bool:
        return self.of > 0 and self.within >= self.goal.share * self.of


@dataclass(frozen=True)
class Comparison:
    first: Run
    second: Run
    regimes: Regimes
    pairs: list[Pair]  # those farthest apart first
    apart: list[Apart]
    failed: dict[tuple[str, str], str]  # strategies, by (kind, name), and why: none of their cells is compared
    only_first: list[str]  # cells that the other run did not measure
    only_second: list[str]
    same_program: bool

    def verdicts(self) -> list[Verdict]:
        found = []
        for goal in GOALS:
            mine = [pair for pair in self.pairs if pair.oversubscribed == goal.oversubscribed]
            lost = sum(cell.oversubscribed == goal.oversubscribed for cell in self.apart)
            found.append(Verdict(goal, sum(pair.apart <= goal.within for pair in mine), len(mine) + lost))
        return found


def compare(first: Run, second: Run, *, same_program: bool = True) -> Comparison:
    regimes = classify_regimes([*first.rows, *second.rows])
    failed = second.excluded() | first.excluded()
    samples = [_by_cell(run, failed) for run in (first, second)]
    pairs, apart = [], []
    for cell in (cell for cell in samples[0] if cell in samples[1]):
        oversubscribed = cell.threads > first.machine["cpus"]
        values = [_by_regime(run[cell], regimes) for run in samples]
        common = values[0].keys() & values[1].keys()
        if common:
            regime = max(common, key=lambda index: (min(len(run[index]) for run in values), index == regimes.dominant,
                                                    -index))
            pairs.append(_pair(cell, oversubscribed, regimes.names[regime], *(run[regime] for run in values)))
        else:
            apart.append(Apart(cell, oversubscribed, *(dict(Counter(map(regimes.where, run[cell]))) for run in samples)))
    pairs.sort(key=lambda pair: (-pair.apart, pair.cell.name))
    only = [[cell.name for cell in mine if cell not in other] for mine, other in (samples, samples[::-1])]
    return Comparison(first, second, regimes, pairs, apart, failed, *only, same_program)


def _by_cell(run: Run, failed: dict[tuple[str, str], str]) -> dict[Cell, list[Row]]:
    """In the order of names, without the cells of strategies that failed."""
    found: dict[Cell, list[Row]] = defaultdict(list)
    for row in sorted(run.rows, key=lambda row: row.cell.name):
        if (row.cell.kind, row.cell.impl) not in failed:
            found[row.cell].append(row)
    return found


def _by_regime(rows: Sequence[Row], regimes: Regimes) -> dict[int, list[float]]:
    found: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        regime = regimes.of(row)
        if regime is not None:
            found[regime].append(row.ops_per_s)
    return found


def _pair(cell: Cell, oversubscribed: bool, regime: str, first: list[float], second: list[float]) -> Pair:
    before, after = median_interval(first), median_interval(second)
    low, high = ratio_interval(first, second) if min(before.n, after.n) >= _FEWEST else (None, None)
    return Pair(cell, oversubscribed, regime, before, after, after.median / before.median, low, high)


def ratio_interval(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """Of the ratio of the second median to the first: the middle 95 % of what resampling each run by itself gives."""
    rng = np.random.default_rng(SEED)
    medians = [np.median(rng.choice(np.asarray(values), (RESAMPLES, len(values))), axis=1)
               for values in (first, second)]
    low, high = np.quantile(medians[1] / medians[0], (0.025, 0.975))
    return float(low), float(high)
