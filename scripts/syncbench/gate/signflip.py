"""The exact test of paired differences, and how many of many such tests may be believed.

If two builds do the same, each difference could as well have had the other sign: the order in a block is drawn at
random. So all 2^n ways to give the n sizes their signs were equally likely, whatever the distribution of the sizes
(Fisher, The Design of Experiments, 1935).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

EXACT_UP_TO = 32  # differences; beyond it the signs are drawn
DRAWN = 100_000
SEED = 1  # of the drawing: the same differences give the same p
_ROUNDING = 1e-12  # of the sum of the sizes: sums that are as near as this are equal


def sign_flip_p(differences: Sequence[float]) -> float:
    """The probability of a sum at least as large as that of the differences if each could as well have had the other
    sign. Exact up to EXACT_UP_TO of them; beyond, from DRAWN random choices of signs and the one that was observed
    (Phipson and Smyth, 2010)."""
    values = np.sort(np.asarray(differences, dtype=float))  # rounding is the same in whichever order they come
    if values.size == 0 or not np.all(np.isfinite(values)):
        raise ValueError("a test of signs needs at least one difference, and finite ones")
    sizes = np.abs(values)
    enough = float(values.sum()) - _ROUNDING * float(sizes.sum())
    if values.size > EXACT_UP_TO:
        signs = np.random.default_rng(SEED).integers(0, 2, (DRAWN, values.size), dtype=np.int8) * 2 - 1
        return (1 + int(np.count_nonzero(signs @ sizes >= enough))) / (1 + DRAWN)
    return _ways(sizes, enough) / 2**values.size


def least_p(n: int) -> float:
    """What n differences of one sign give: no test of n finds less."""
    return 2.0**-n


def q_values(ps: Sequence[float]) -> list[float]:
    """Of each p the smallest share of false ones among all that are believed at which it would be believed too
    (Benjamini and Hochberg, 1995); in the order given."""
    p = np.asarray(ps, dtype=float)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * p.size / np.arange(1, p.size + 1)
    q = np.empty(p.size)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q.tolist()


def _ways(sizes: np.ndarray, enough: float) -> int:
    """How many of the 2^n choices of signs have a sum of at least `enough`. The sums of either half are listed, and
    looked up in those of the other (Horowitz and Sahni, 1974): 2^(n/2) steps, not 2^n."""
    some, others = (_signs(half.size) @ half for half in (sizes[::2], sizes[1::2]))
    return int((others.size - np.searchsorted(np.sort(others), enough - some)).sum())


@functools.cache
def _signs(n: int) -> np.ndarray:
    """All choices of n signs: shape (2^n, n)."""
    return 1.0 - 2.0 * (np.arange(2**n)[:, None] >> np.arange(n) & 1)
