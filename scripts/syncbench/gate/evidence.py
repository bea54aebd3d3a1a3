"""What the blocks of a cell say of one metric: the effect, how sure it is, and what the same against itself shows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..stats import Regimes
from .blocks import ARMS, BASE, CANDIDATE, CONTROL, Block
from .estimate import hodges_lehmann, interval, standard_error, upper_bound, upper_bound_of_size
from .metrics import Metric, metric
from .rules import Rules
from .signflip import sign_flip_p

Key = tuple[str, str]  # the names of a cell and of a metric


@dataclass(frozen=True)
class Evidence:
    """Effects are logarithms of ratios, above 0 where the second of the two is worse; one a block, in their order."""

    metric: Metric
    effects: np.ndarray  # of the candidate against the base
    drifts: np.ndarray  # of the control against the base, which is the same build
    regimes: Mapping[str, int] = field(default_factory=dict)  # how many of the blocks were measured in which

    @classmethod
    def of(cls, metric: Metric, logs: np.ndarray, regimes: Mapping[str, int] | None = None) -> Evidence:
        """From the logarithms of the values, shape (blocks, arms, 2)."""
        levels = metric.worse * logs.mean(axis=2)
        effects, drifts = (levels[:, ARMS.index(arm)] - levels[:, ARMS.index(BASE)] for arm in (CANDIDATE, CONTROL))
        return cls(metric, effects, drifts, regimes or {})

    @property
    def blocks(self) -> int:
        return len(self.effects)

    @cached_property
    def estimate(self) -> float:
        return hodges_lehmann(self.effects)

    @cached_property
    def interval(self) -> tuple[float, float]:
        return interval(self.effects)

    @cached_property
    def error(self) -> float:
        """The standard error of the estimate."""
        return standard_error(self.effects)

    @cached_property
    def upper(self) -> float:
        """The effect is hardly worse than this."""
        return upper_bound(self.effects)

    @cached_property
    def p_worse(self) -> float:
        return sign_flip_p(self.effects)

    @cached_property
    def p_better(self) -> float:
        return sign_flip_p(-self.effects)

    @cached_property
    def noise(self) -> float:
        """The same against itself differs by hardly more than this."""
        return upper_bound_of_size(self.drifts)

    def margin(self, rules: Rules) -> float:
        """Effects that are no farther from 0 are none."""
        return max(math.log1p(rules.margin), self.noise)

    def worse(self, rules: Rules) -> bool:
        # The margin is asked last, and only of an estimate beyond its least value: it takes the longest.
        return self.estimate > math.log1p(rules.margin) and self.estimate > self.margin(rules)

    def better(self, rules: Rules) -> bool:
        return -self.estimate > math.log1p(rules.margin) and -self.estimate > self.margin(rules)

    def unstable(self, rules: Rules) -> str | None:
        """Why nothing is judged by it; None if it can be judged."""
        if self.blocks < rules.blocks:
            return f"only {self.blocks} of {rules.blocks} blocks are valid"
        widest = math.log1p(rules.widest)
        # No resample lies farther out than its farthest value, so that mostly none needs to be drawn.
        if np.abs(self.drifts).max() > widest and self.noise > widest:
            return f"the same build differs from itself by up to {100 * math.expm1(self.noise):.0f} %"
        return None


def gather(blocks: Iterable[Block], regimes: Regimes, rules: Rules) -> dict[Key, Evidence]:
    """The evidence of the valid blocks, for each cell and each metric that any of them has."""
    found: dict[Key, list[tuple[np.ndarray, str]]] = {}
    for block in blocks:
        if block.set_aside(regimes, rules.limits) is None:
            for name in block.metrics():
                found.setdefault((block.cell.name, name), []).append((block.logs(name), block.regime(regimes) or ""))
    return {key: Evidence.of(metric(key[1]), np.array([logs for logs, _ in measured]),
                             Counter(regime for _, regime in measured)) for key, measured in found.items()}
