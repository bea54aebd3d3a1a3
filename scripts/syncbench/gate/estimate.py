"""The size of a paired difference, how far it may be off, and the smallest one that could have been seen.

The Hodges-Lehmann estimate is the median of the means of all pairs of values, each value with itself too: nearly as
exact as the mean where the noise is normal, and little moved by a few values far off (Hodges and Lehmann, 1963).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from scipy.special import stdtrit

RESAMPLES = 2000
SEED = 1  # of the resampling: the same values give the same interval
POWER = 0.8  # of the smallest visible difference: it is seen in so many of the cases
_NORMAL = NormalDist()


def hodges_lehmann(values: Sequence[float]) -> float:
    walsh = np.sort(_walsh_averages(_sorted(values)))
    return float(walsh[(walsh.size - 1) // 2] + walsh[walsh.size // 2]) / 2


def resampled(values: Sequence[float]) -> np.ndarray:
    """The estimates of RESAMPLES bootstrap samples of the values, which need no particular order."""
    walsh = _walsh_averages(_sorted(values))
    order = np.argsort(walsh, kind="stable")
    walsh = walsh[order]
    reached = np.cumsum(_weights(len(values))[order], axis=0, dtype=np.int32)
    total = int(reached[-1, 0])
    lower, upper = ((reached < rank).sum(axis=0) for rank in ((total + 1) // 2, total // 2 + 1))
    return (walsh[lower] + walsh[upper]) / 2


def interval(values: Sequence[float], confidence: float = 0.95) -> tuple[float, float]:
    """Two-sided, of the estimate."""
    tail = _expanded((1 - confidence) / 2, len(values))
    low, high = np.quantile(resampled(values), (tail, 1 - tail))
    return float(low), float(high)


def upper_bound(values: Sequence[float], confidence: float = 0.95) -> float:
    """One-sided, of the estimate."""
    return _quantile(resampled(values), confidence, len(values))


def upper_bound_of_size(values: Sequence[float], confidence: float = 0.95) -> float:
    """One-sided, of how far the estimate is from 0."""
    return _quantile(np.abs(resampled(values)), confidence, len(values))


def standard_error(values: Sequence[float]) -> float:
    n = len(values)
    return float(np.std(resampled(values))) * math.sqrt(n / (n - 1)) if n > 1 else math.inf


def smallest_visible(error: float, margin: float, p: float, n: int, stages: int = 1) -> float:
    """The true difference that is seen with a probability of POWER in all stages, each of n values, and each of which
    asks for an estimate beyond the margin and for a one-sided p. `error` is the estimate's standard error. An
    approximation: estimates are taken as normal, and p as that of Student's t, of which the test of signs falls short
    by little."""
    likely = _NORMAL.inv_cdf(POWER ** (1 / stages))
    return max(margin, -float(stdtrit(n - 1, p)) * error) + likely * error


def _sorted(values: Sequence[float]) -> np.ndarray:
    data = np.sort(np.asarray(values, dtype=float))
    if data.size == 0 or not np.all(np.isfinite(data)):
        raise ValueError("an estimate needs at least one value, and finite ones")
    return data


def _walsh_averages(data: np.ndarray) -> np.ndarray:
    first, second = _pairs(data.size)
    return (data[first] + data[second]) / 2


@functools.cache
def _pairs(n: int) -> tuple[np.ndarray, np.ndarray]:
    return np.triu_indices(n)


@functools.lru_cache(maxsize=8)
def _weights(n: int) -> np.ndarray:
    """How often each Walsh average of n values occurs among those of each bootstrap sample, which has the i-th value
    c_i times: c_i c_j times, or c_i (c_i + 1) / 2 with itself. Shape (n (n + 1) / 2, RESAMPLES)."""
    counts = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=RESAMPLES).T.astype(np.int32)
    first, second = _pairs(n)
    itself = (first == second)[:, None]
    return np.where(itself, counts[first] * (counts[first] + 1) // 2, counts[first] * counts[second])


def _quantile(estimates: np.ndarray, confidence: float, n: int) -> float:
    return float(np.quantile(estimates, 1 - _expanded(1 - confidence, n)))


def _expanded(tail: float, n: int) -> float:
    """The tail to cut off the bootstrap estimates of n values, which lie too close together: by sqrt((n - 1) / n),
    and by what a normal distribution is narrower than Student's (Hesterberg, The American Statistician 69, 2015)."""
    if n < 2:
        return 0.0
    return _NORMAL.cdf(math.sqrt(n / (n - 1)) * float(stdtrit(n - 1, tail)))
