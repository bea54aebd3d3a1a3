"""How often the gate is wrong, and what it finds: many runs of both its stages, drawn from blocks that are known.

The blocks come from a Source: recorded ones, whole blocks drawn with replacement from one recording a run, or normal
ones for the design itself. Drawn runs tell little more than the recordings behind them do, however many they are;
so the number of real blocks and of independent recordings stands beside each rate.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Protocol

import numpy as np

from .blocks import ARMS, BASE, CANDIDATE, Block, regimes_of
from .evidence import Evidence, Key
from .metrics import RATE, metric
from .other_rules import OTHERS, Rule
from .rules import Rules
from .verdict import confirms, suspects

STAGE_ONE, BOTH_STAGES = "stage one of the gate", "the gate, both stages"
Logs = dict[str, np.ndarray]  # by metric: logarithms of values, shape (blocks, arms, 2)
Draw = Callable[[int], Logs]  # so many blocks of one cell


@dataclass(frozen=True)
class Rate:
    """How many of so many drawn runs."""

    hits: int
    runs: int

    @property
    def share(self) -> float:
        return self.hits / self.runs

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, of the drawing alone (Wilson, 1927)."""
        z2 = NormalDist().inv_cdf(0.975) ** 2
        middle = (self.hits + z2 / 2) / (self.runs + z2)
        half = math.sqrt(z2 * (self.hits * (1 - self.share) + z2 / 4)) / (self.runs + z2)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Power:
    """Of each rule: in how many runs it called a cell slower that was not, and in how many the one that was."""

    false_alarms: dict[str, Rate]
    detections: dict[str, Rate]  # empty if no cell was slowed down
    blocks: int  # real ones
    recordings: int  # independent of each other


class Source(Protocol):
    blocks: int
    recordings: int

    def run(self, rng: np.random.Generator) -> Mapping[str, Draw]:
        """One run of the gate: each cell, and how its blocks are drawn."""
        ...


@dataclass(frozen=True)
class Normal:
    """Cells whose ratios of candidate and base scatter normally, by `deviation` a block. None is real."""

    cells: int
    deviation: float  # of the logarithm of the ratio of two arms
    blocks: int = 0
    recordings: int = 0

    def run(self, rng: np.random.Generator) -> Mapping[str, Draw]:
        # An arm's mean of two values scatters by deviation / sqrt(2), and the difference of two arms by deviation.
        def draw(n: int) -> Logs:
            return {RATE: self.deviation * rng.standard_normal((n, len(ARMS), 2))}

        return {f"cell {number}": draw for number in range(self.cells)}


@dataclass(frozen=True)
class Recorded:
    """Blocks that were measured, the valid ones of each recording. If both builds are the same, all three arms are:
    then they are dealt anew in each block drawn, so that no chance difference of a recording is an effect."""

    pools: list[dict[str, Logs]]  # of each recording: its cells
    same_build: bool

    @classmethod
    def of(cls, recordings: Sequence[Sequence[Block]], same_build: bool, rules: Rules = Rules()) -> Recorded:
        """ValueError if a recording has no cell with enough valid blocks."""
        pools = [_pool(blocks, rules) for blocks in recordings]
        if not pools or not all(pools):
            raise ValueError(f"a recording needs a cell with {rules.blocks} valid blocks")
        return cls(pools, same_build)

    @property
    def blocks(self) -> int:
        return sum(len(logs[RATE]) for pool in self.pools for logs in pool.values())

    @property
    def recordings(self) -> int:
        return len(self.pools)

    def run(self, rng: np.random.Generator) -> Mapping[str, Draw]:
        pool = self.pools[rng.integers(len(self.pools))]
        return {cell: lambda n, logs=logs: self._drawn(rng, logs, n) for cell, logs in pool.items()}

    def _drawn(self, rng: np.random.Generator, logs: Logs, n: int) -> Logs:
        chosen = rng.integers(len(logs[RATE]), size=n)[:, None]
        dealt = np.tile(np.arange(len(ARMS)), (n, 1))
        if self.same_build:
            dealt = rng.permuted(dealt, axis=1)
        return {name: values[chosen, dealt] for name, values in logs.items()}


def _pool(blocks: Sequence[Block], rules: Rules) -> dict[str, Logs]:
    """The valid blocks of the cells that have enough, with the metrics that all of them have."""
    regimes = regimes_of(blocks)
    by_cell: dict[str, list[Block]] = {}
    for block in blocks:
        if block.set_aside(regimes, rules.limits) is None:
            by_cell.setdefault(block.cell.name, []).append(block)
    return {cell: {name: np.array([block.logs(name) for block in valid])
                   for name in valid[0].metrics() if all(name in block.metrics() for block in valid)}
            for cell, valid in by_cell.items() if len(valid) >= rules.blocks}


@dataclass
class _Tally:
    false_alarms: Counter[str] = field(default_factory=Counter)
    detections: Counter[str] = field(default_factory=Counter)

    def count(self, rule: str, found: set[str], slowed: str | None) -> None:
        self.false_alarms[rule] += bool(found - {slowed})
        self.detections[rule] += slowed in found


def simulate(source: Source, runs: int, slowdown: float = 0.0, rules: Rules = Rules(), seed: int = 1,
             others: Mapping[str, Rule] = OTHERS) -> Power:
    """Runs of the gate in which nothing changed but one random cell, which does `slowdown` fewer operations a second
    (0.05: 5 %). The other rules see the samples of stage one."""
    rng = np.random.default_rng(seed)
    tally = _Tally()
    for _ in range(runs):
        draws = source.run(rng)
        slowed = list(draws)[rng.integers(len(draws))] if slowdown else None
        first = {cell: _slower(draw(rules.blocks), slowdown if cell == slowed else 0) for cell, draw in draws.items()}
        suspected = suspects(_evidence(first), rules)
        fresh = {cell: _slower(draws[cell](rules.blocks), slowdown if cell == slowed else 0)
                 for cell in dict.fromkeys(cell for cell, _ in suspected)}
        again = _evidence(fresh)
        tally.count(STAGE_ONE, {cell for cell, _ in suspected}, slowed)
        tally.count(BOTH_STAGES, {key[0] for key in suspected if confirms(again[key], rules)}, slowed)
        for name, rule in others.items():
            tally.count(name, {cell for cell, logs in first.items() if rule(*_times(logs))}, slowed)
    names = [STAGE_ONE, BOTH_STAGES, *others]
    return Power({name: Rate(tally.false_alarms[name], runs) for name in names},
                 {name: Rate(tally.detections[name], runs) for name in names} if slowdown else {},
                 source.blocks, source.recordings)


def _slower(logs: Logs, slowdown: float) -> Logs:
    changed = dict(logs)
    changed[RATE] = logs[RATE].copy()
    changed[RATE][:, ARMS.index(CANDIDATE)] += math.log1p(-slowdown)
    return changed


def _evidence(by_cell: Mapping[str, Logs]) -> dict[Key, Evidence]:
    return {(cell, name): Evidence.of(metric(name), values) for cell, logs in by_cell.items()
            for name, values in logs.items()}


def _times(logs: Logs) -> tuple[np.ndarray, np.ndarray]:
    """Of an operation: all samples of the base, and all of the candidate."""
    return tuple(np.exp(-logs[RATE][:, ARMS.index(arm)]).ravel() for arm in (BASE, CANDIDATE))
