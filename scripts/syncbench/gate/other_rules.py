"""The rules by which other tools call a benchmark slower, to be tried on the same samples as ours.

Each takes the times of an operation of the base and of the candidate, one a sample and in no order, and says whether
the candidate is slower. Fixed thresholds are those that services for continuous benchmarking come with. All of them
see samples that alternate within a second, which is kinder to them than two runs one after the other.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import mannwhitneyu

RESAMPLES = 1000
SEED = 1
Rule = Callable[[np.ndarray, np.ndarray], bool]


def u_test(base: np.ndarray, candidate: np.ndarray, alpha: float = 0.05) -> bool:
    """Google Benchmark's compare.py: a two-sided Mann-Whitney test of each benchmark by itself."""
    return bool(np.median(candidate) > np.median(base)
                and mannwhitneyu(base, candidate, alternative="two-sided").pvalue < alpha)


def threshold(ratio: float) -> Rule:
    """The mean time is more than so many times the base's."""
    return lambda base, candidate: bool(candidate.mean() > ratio * base.mean())


def criterion(base: np.ndarray, candidate: np.ndarray, alpha: float = 0.05, noise: float = 0.01) -> bool:
    """criterion.rs: a bootstrapped t-test of the means, and the whole 95 % interval of their ratio beyond a noise
    threshold. The interval contains the ratio itself, so that a smaller one needs no resampling."""
    if candidate.mean() / base.mean() - 1 <= noise:
        return False
    rng = np.random.default_rng(SEED)
    pooled = rng.choice(np.concatenate((base, candidate)), (RESAMPLES, base.size + candidate.size))
    alike = _welch(pooled[:, :base.size], pooled[:, base.size:])
    below = np.count_nonzero(alike < _welch(base, candidate))
    if 2 * min(below, RESAMPLES - below) / RESAMPLES >= alpha:
        return False
    means = [rng.choice(values, (RESAMPLES, values.size)).mean(axis=1) for values in (base, candidate)]
    return bool(np.quantile(means[1] / means[0] - 1, 0.025) > noise)


def _welch(base: np.ndarray, candidate: np.ndarray) -> np.ndarray:
    """Welch's t of the last axis."""
    error = sum(values.var(axis=-1, ddof=1) / values.shape[-1] for values in (base, candidate))
    return (candidate.mean(axis=-1) - base.mean(axis=-1)) / np.sqrt(error)


OTHERS: dict[str, Rule] = {
    "U test, p < 0.05 (Google Benchmark)": u_test,
    "mean time above 110 %": threshold(1.1),
    "mean time above 200 %": threshold(2.0),
    "t-test, noise threshold of 1 % (criterion)": criterion,
}
