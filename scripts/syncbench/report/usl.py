"""The universal scalability law of how a rate grows with threads.

X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1)), where sigma is the cost of waiting for one another (contention)
and kappa that of bringing one another up to date (coherency).
Source: N. J. Gunther, Guerrilla Capacity Planning (2007), and A General Theory of Computational Scalability Based on
Rational Functions (2008). How well such fits are determined: B. Schwarz, Practical Scalability Analysis with the
Universal Scalability Law (2015).

Turned over, n / X(n) = a + b (n - 1) + c n (n - 1) is linear, with lambda = 1/a, sigma = b/a and kappa = c/a: least
squares of the relative error, over medians, b and c not negative, need no start and find the one optimum.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..cli import counted

FEWEST_COUNTS = 4  # of threads: the law has three coefficients, and three points fit any
FEWEST_SAMPLES = 6  # at each count: a bootstrap of fewer knows too few values
RESAMPLES = 2000
SEED = 1  # of the resampling: the same samples give the same intervals
_SUPPORTS = ([0], [0, 1], [0, 2], [0, 1, 2], [1], [2], [1, 2])  # which of a, b, c are not 0


@dataclass(frozen=True)
class Coefficient:
    """With the middle 95 % of what resampling the samples of each number of threads gives. None: there are too few
    samples, or no greatest value is known. At 0, where it may not fall lower, an interval is only a guide."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Usl:
    one: float  # lambda: operations a second of one thread
    sigma: Coefficient  # above 1 a second thread takes more than it brings
    kappa: Coefficient
    misfit: float  # how far the median farthest from the curve lies from it, as a part of the curve

    def rate(self, threads: float) -> float:
        cost = 1 + self.sigma.value * (threads - 1) + self.kappa.value * threads * (threads - 1)
        return self.one * threads / cost

    @property
    def peak(self) -> float | None:
        """The number of threads beyond which more of them do less; None if there is none."""
        if self.sigma.value + self.kappa.value >= 1:
            return 1.0
        return math.sqrt((1 - self.sigma.value) / self.kappa.value) if self.kappa.value > 0 else None


def why_not(samples: Mapping[int, Sequence[float]], cpus: int) -> str | None:
    """Why these samples, operations a second by threads, allow no fit; None if they do."""
    counts = len(_usable(samples, cpus))
    if counts >= FEWEST_COUNTS:
        return None if fit(samples, cpus) is not None else (
            "these rates follow no such law: what fits several threads best leaves one thread no end of speed")
    return (f"the law has three coefficients and needs {FEWEST_COUNTS} numbers of threads or more with a CPU for "
            f"each; there are {counts} on {counted(cpus, 'CPU')}")


def fit(samples: Mapping[int, Sequence[float]], cpus: int) -> Usl | None:
    """Of operations a second by threads; those of more threads than CPUs are the scheduler's affair and left out.
    None where why_not() tells why."""
    usable = _usable(samples, cpus)
    if len(usable) < FEWEST_COUNTS:
        return None
    threads = np.array(sorted(usable), dtype=float)
    values = [np.asarray(usable[int(count)], dtype=float) for count in threads]
    medians = np.array([np.median(of_one) for of_one in values])
    one, sigma, kappa = _solve(threads, medians[None, :])[0]
    if not math.isfinite(one):
        return None
    lows = highs = (None, None)
    if min(map(len, values)) >= FEWEST_SAMPLES:
        rng = np.random.default_rng(SEED)
        resampled = np.stack([np.median(rng.choice(of_one, (RESAMPLES, len(of_one))), axis=1)
                              for of_one in values], axis=1)
        lows, highs = _middle(_solve(threads, resampled)[:, 1:])
    coefficients = map(Coefficient, (float(sigma), float(kappa)), lows, highs)
    found = Usl(float(one), *coefficients, misfit=0.0)
    misfit = max(abs(median / found.rate(count) - 1) for count, median in zip(threads, medians))
    return replace(found, misfit=float(misfit))


def _middle(resampled: np.ndarray) -> list[list[float | None]]:
    """The ends of the middle 95 % of each column."""
    ends = np.quantile(resampled, (0.025, 0.975), axis=0, method="nearest").tolist()
    return [[end if math.isfinite(end) else None for end in of_one] for of_one in ends]


def _usable(samples: Mapping[int, Sequence[float]], cpus: int) -> dict[int, Sequence[float]]:
    return {threads: values for threads, values in samples.items() if threads <= cpus and len(values)}


def _solve(threads: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """lambda, sigma and kappa of each row of rates, a column for each number of threads; infinite where a is 0. The
    optimum of three unknowns that may not be negative is the best of the unconstrained ones over some of them that is
    allowed."""
    terms = np.stack([np.ones_like(threads), threads - 1, threads * (threads - 1)], axis=1)
    scale = terms.max(axis=0)
    relative = terms / scale * (rates / threads)[:, :, None]  # what all of them should add up to is 1
    best = np.zeros((len(rates), 3))
    least = np.full(len(rates), np.inf)
    products, sums = np.einsum("rnj,rnk->rjk", relative, relative), relative.sum(axis=1)
    for support in _SUPPORTS:
        solved = np.linalg.solve(products[:, support][:, :, support], sums[:, support, None])[:, :, 0]
        error = ((np.einsum("rnk,rk->rn", relative[:, :, support], solved) - 1) ** 2).sum(axis=1)
        better = (solved >= 0).all(axis=1) & (error < least)
        least[better] = error[better]
        best[better] = 0.0
        best[np.ix_(better, support)] = solved[better]
    one, contention, coherency = (best / scale).T
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.stack([1 / one, contention / one, coherency / one], axis=1)
    return np.where(np.isnan(found), 0.0, found)
