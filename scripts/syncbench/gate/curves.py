"""What changed in the curves over threads: where they bend, and which strategy is ahead. Told; it gates nothing.

Levels are medians over the valid blocks of one regime, that of which the cells at hand have the most. How sure a
change is comes from resampling whole blocks: in how large a share of the resamples it is there. A bend or a rank that
the smallest noise would turn round is no news, so a change must also be beyond the margin.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..groups import square
from ..results import Cell
from ..stats import Regimes
from .blocks import ARMS, BASE, CANDIDATE, CONTROL, Block
from .metrics import RATE
from .rules import Rules

NEAR = 0.95  # the knee: the fewest threads that reach so much of the best rate
SURE = 0.95  # of the resamples must show a change
RESAMPLES = 2000
SEED = 1
FEWEST = 6  # blocks of a cell: a bootstrap of fewer knows too few values
_BASE, _CANDIDATE, _CONTROL = (ARMS.index(arm) for arm in (BASE, CANDIDATE, CONTROL))


@dataclass(frozen=True)
class Knee:
    """The curve of one strategy bends elsewhere."""

    cell: Cell  # that of the fewest threads
    before: int  # threads
    after: int
    share: float  # of the resamples in which the knee moved this way
    control: float  # the same of the base against itself

    def words(self) -> str:
        return (f"{self.cell.kind} {self.cell.workload}, {self.cell.impl}: the knee moved from {self.before} to "
                f"{self.after} threads (in {100 * self.share:.0f} % of the resamples; of the same build in "
                f"{100 * self.control:.0f} %)")


@dataclass(frozen=True)
class Flip:
    """Of two strategies the other is ahead."""

    cell: Cell  # of the one that was ahead
    overtaken_by: str
    before: float  # ratio of both rates, the one that was ahead first
    after: float
    share: float
    control: float

    def words(self) -> str:
        return (f"{self.cell.kind} {self.cell.workload} at {self.cell.shape or self.cell.threads}: the ranking of "
                f"{self.cell.impl} and {self.overtaken_by} flipped, from a ratio of {self.before:.2f} to "
                f"{self.after:.2f} (in {100 * self.share:.0f} % of the resamples; of the same build in "
                f"{100 * self.control:.0f} %)")


class Levels:
    """The rate of each cell that has enough blocks in its regime. Logarithms, a column an arm."""

    def __init__(self, blocks: Sequence[Block], regimes: Regimes, rules: Rules) -> None:
        self._logs: dict[tuple[Cell, str], list[np.ndarray]] = defaultdict(list)
        for block in blocks:
            if block.set_aside(regimes, rules.limits) is None:
                self._logs[block.cell, block.regime(regimes) or ""].append(block.logs(RATE).mean(axis=1))
        self.cells = list(dict.fromkeys(cell for cell, _ in self._logs))
        self._rng = np.random.default_rng(SEED)

    def of(self, cells: Sequence[Cell]) -> dict[Cell, np.ndarray]:
        """Of the cells that have enough blocks in the regime in which these cells have the most blocks. The first row
        is what was measured, the others are resamples of it. Shape (1 + RESAMPLES, arms) each."""
        blocks = Counter({regime: sum(len(self._logs.get((cell, regime), ())) for cell in cells)
                          for regime in sorted({regime for _, regime in self._logs})})
        regime = max(blocks, key=blocks.__getitem__)
        return {cell: self._medians(np.array(logs)) for cell in cells
                if len(logs := self._logs.get((cell, regime), ())) >= FEWEST}

    def _medians(self, logs: np.ndarray) -> np.ndarray:
        chosen = self._rng.integers(len(logs), size=(RESAMPLES, len(logs)))
        return np.concatenate((np.median(logs, axis=0)[None], np.median(logs[chosen], axis=1)))


def knees(levels: Levels, rules: Rules) -> list[Knee]:
    """Of each strategy that has two thread counts or more, of queues with as many producers as consumers."""
    curves: dict[tuple, list[Cell]] = defaultdict(list)
    for cell in levels.cells:
        if cell.shape is None or square(cell):
            curves[_curve(cell)].append(cell)
    found = [_knee(levels.of(sorted(cells, key=lambda cell: cell.threads)), rules) for cells in curves.values()]
    return [knee for knee in found if knee is not None]


def flips(levels: Levels, classes: Mapping[tuple[str, str], str], rules: Rules) -> list[Flip]:
    """Of the strategies of one semantic class, given by (kind, name), that did the same under the same conditions."""
    groups: dict[tuple, list[Cell]] = defaultdict(list)
    for cell in levels.cells:
        if (cell.kind, cell.impl) in classes:
            groups[(*cell.group, classes[cell.kind, cell.impl])].append(cell)
    found = []
    for cells in groups.values():
        for (one, its), (other, others) in combinations(levels.of(cells).items(), 2):
            ahead = its - others
            flip = (_flip(one, other, ahead, rules) if ahead[0, _BASE] > 0 else _flip(other, one, -ahead, rules))
            found += [flip] if flip else []
    return found


def _curve(cell: Cell) -> tuple:
    """Equal for the cells of one curve over threads."""
    return (cell.kind, cell.workload, cell.impl, cell.cs, cell.work, cell.burst, cell.batch, cell.payload, cell.wait,
            cell.place)


def _knee(curve: dict[Cell, np.ndarray], rules: Rules) -> Knee | None:
    if len(curve) < 2:
        return None
    cells = list(curve)
    below_best = np.stack(list(curve.values()))  # (thread counts, resamples, arms)
    below_best = below_best - below_best.max(axis=0)
    knee = (below_best >= math.log(NEAR)).argmax(axis=0)
    before, after = knee[0, _BASE], knee[0, _CANDIDATE]
    if before == after:
        return None

    def share(arm: int) -> float:
        """In which the knee moved this way, and what it depends on changed by more than the margin."""
        moved = np.sign(knee[:, arm] - knee[:, _BASE]) == np.sign(after - before)
        changed = np.abs(below_best[:, :, arm] - below_best[:, :, _BASE])[[before, after]].max(axis=0)
        return float(np.mean((moved & (changed > math.log1p(rules.margin)))[1:]))

    found = Knee(cells[0], cells[before].threads, cells[after].threads, share(_CANDIDATE), share(_CONTROL))
    return found if found.share >= SURE else None


def _flip(first: Cell, second: Cell, ahead: np.ndarray, rules: Rules) -> Flip | None:
    """`ahead`: the logarithm of the first one's rate over the second one's."""
    def share(arm: int) -> float:
        turned = (ahead[:, _BASE] > 0) & (ahead[:, arm] < 0)
        return float(np.mean((turned & (ahead[:, _BASE] - ahead[:, arm] > math.log1p(rules.margin)))[1:]))

    ratios = np.exp(ahead[0])
    found = Flip(first, second.impl, float(ratios[_BASE]), float(ratios[_CANDIDATE]), share(_CANDIDATE),
                 share(_CONTROL))
    return found if found.share >= SURE else None
