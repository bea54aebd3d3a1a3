"""Statistics of samples: in which regime of the machine they were taken, and medians with their uncertainty.

On shared (virtual) machines the core-to-core round trip, the floor that every sample carries, jumps between a few
values as the hypervisor moves the virtual CPUs, and contended results move with it. Samples of different regimes
answer different questions and are never merged. That holds for a single thread too:
it passes no line to another CPU, but the regime also tells whether its CPU shares a core with the other one.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from .errors import UserError
from .results import Row

BANDWIDTH = 0.09  # of log(floor): noise of ~10 % stays one hump
VALLEY = 0.5  # two humps are two regimes when the density between them is below this part of the lower one
SETTLED = 0.02  # a cluster with a smaller part of the floors is a transition, not a regime
PREEMPTED = 0.02  # of the threads' time in the window: with a CPU for each, none has to wait for one
POOR_OVERLAP = 0.9  # below it the threads of a sample ran together for too small a part of the window
_STEP = BANDWIDTH / 10
_KERNEL = np.exp(-0.5 * (np.arange(-40, 41) * _STEP / BANDWIDTH) ** 2)
_NO_FLOOR = "no floor"
RANGE = "range"  # kinds of Interval
CONFIDENCE = "95 %"


@dataclass
class Regimes:
    """The regimes of a run, fastest floor first. `share` is of all samples that did not fail."""

    names: list[str]
    share: list[float]
    dominant: int
    set_aside: dict[str, int]  # why -> how many samples belong to no regime
    _bounds: list[float] = field(repr=False)  # cluster i lies below _bounds[i], in log(ns)
    _regime_of_cluster: list[int | None] = field(repr=False)
    chosen: int | None = None  # instead of the dominant one, by who asks for another

    def of(self, row: Row) -> int | None:
        """The regime of a sample; None if it is set aside."""
        return self._place(row)[0]

    def where(self, row: Row) -> str:
        """The name of a sample's regime, or why it is set aside."""
        regime, why = self._place(row)
        return why if regime is None else self.names[regime]

    @property
    def shown(self) -> int:
        """The one regime of which figures are made."""
        return self.dominant if self.chosen is None else self.chosen

    def shows(self, row: Row) -> bool:
        """Whether figures may be made of a sample: those of one regime alone, the dominant one if nobody chose."""
        return self.of(row) == self.shown

    def showing(self, round_trip_ns: float) -> Regimes:
        """The same, but of the regime whose round trip is nearest, by ratio."""
        if self.names == [_NO_FLOOR]:
            raise UserError("this run has no regimes: there was no other CPU to pass a cache line to; leave REGIME out")
        distances = [abs(math.log(float(name.split()[0]) / round_trip_ns)) for name in self.names]
        return replace(self, chosen=int(np.argmin(distances)))

    def _place(self, row: Row) -> tuple[int | None, str]:
        if row.error is not None:
            return None, "failed"
        if row.counters.get("throttled_us", 0) > 0:
            return None, "throttled"
        if _preempted(row):
            return None, "preempted"
        if self.names == [_NO_FLOOR]:
            return 0, ""
        if row.floor_before is None or row.floor_after is None:
            return None, "without a floor"
        before, after = (self._cluster(floor) for floor in (row.floor_before, row.floor_after))
        if before is None or after is None:
            return None, "floor unsettled"
        return (before, "") if before == after else (None, "floor changed")

    def _cluster(self, floor: float) -> int | None:
        return self._regime_of_cluster[bisect_left(self._bounds, math.log(floor))]


@dataclass(frozen=True)
class Interval:
    median: float
    low: float
    high: float
    n: int
    kind: str  # how low and high came about

    @property
    def half_width(self) -> float | None:
        """Of the confidence interval, as a part of the median; None where there is only a range."""
        return None if self.kind == RANGE else (self.high - self.low) / 2 / self.median


def classify_regimes(rows: Sequence[Row]) -> Regimes:
    """The regimes that the floors of a run fall into; with no floors at all (one CPU) a single one."""
    rows = [row for row in rows if row.error is None]
    floors = np.array([floor for row in rows for floor in (row.floor_before, row.floor_after) if floor is not None])
    if floors.size == 0:
        regimes = Regimes([_NO_FLOOR], [0.0], 0, {}, [], [0])
    else:
        logs = np.log(np.sort(floors))
        bounds = _valleys(logs)
        clusters = np.split(logs, np.searchsorted(logs, bounds))
        names: list[str] = []
        regime_of_cluster: list[int | None] = []
        for cluster in clusters:
            settled = cluster.size >= SETTLED * logs.size
            regime_of_cluster.append(len(names) if settled else None)
            if settled:
                names.append(f"{three_digits(float(np.exp(np.median(cluster))))} ns")
        regimes = Regimes(names, [0.0] * len(names), 0, {}, bounds, regime_of_cluster)

    places = [regimes._place(row) for row in rows]
    counts = Counter(regime for regime, _ in places)
    regimes.share = [counts[regime] / max(1, len(places)) for regime in range(len(regimes.names))]
    regimes.dominant = int(np.argmax(regimes.share))
    regimes.set_aside = dict(sorted(Counter(why for regime, why in places if regime is None).items()))
    return regimes


def median_interval(values: Sequence[float]) -> Interval:
    """The median, with the narrowest interval between two of the values, as many from the lower as from the upper end
    (symmetric in ranks), that contains the true median with at least 95 %, whatever the distribution (the sign test
    turned round). Below six values there is none: then their range.
    """
    data = np.sort(np.asarray(values, dtype=float))
    if data.size == 0 or not np.all(np.isfinite(data)):
        raise ValueError("a median needs at least one value, and finite ones")
    median = float(np.median(data))
    cut = _values_outside(data.size)
    if cut is None:
        return Interval(median, float(data[0]), float(data[-1]), data.size, RANGE)
    return Interval(median, float(data[cut]), float(data[-1 - cut]), data.size, CONFIDENCE)


@cache
def _values_outside(n: int) -> int | None:
    """How many of n values may be left off at each end so that the rest spans the median with at least 95 %: the
    number of values below the true median is binomial(n, 1/2)."""
    ways, tail, cut = 1, 0, None  # out of 2^n; exact
    for k in range((n + 1) // 2):
        tail += ways
        if 40 * tail > 2**n:  # two such tails are more than 5 %
            break
        cut = k
        ways = ways * (n - k) // (k + 1)
    return cut


def _preempted(row: Row) -> bool:
    """Whether another program took a CPU from the threads: those that went on had less contention than they should."""
    figures = [row.counters.get(name) for name in ("preempted_us", "window_s", "team", "cpus")]
    if None in figures:
        return False
    waited_us, window_s, team, cpus = figures
    return team <= cpus and waited_us > PREEMPTED * 1e6 * window_s * team


def _valleys(logs: np.ndarray) -> list[float]:
    """Where to cut sorted values: the clear valleys of their density (Gaussian kernel, fixed bandwidth)."""
    # Counts on a grid with a fixed origin: exact, and independent of the order of the samples.
    bins = np.round(logs / _STEP).astype(int)
    first = bins[0]
    density = np.convolve(np.bincount(bins - first).astype(float), _KERNEL)
    first -= _KERNEL.size // 2

    edge = np.concatenate(([-1.0], density, [-1.0]))
    peaks = list(np.flatnonzero((edge[1:-1] > edge[:-2]) & (edge[1:-1] >= edge[2:])))
    cuts = [left + int(np.argmin(density[left:right])) for left, right in zip(peaks, peaks[1:])]
    while cuts:
        depth = [density[cut] / min(density[peaks[i]], density[peaks[i + 1]]) for i, cut in enumerate(cuts)]
        shallowest = int(np.argmax(depth))
        if depth[shallowest] < VALLEY:
            break
        # Two humps without a clear valley are one; the higher keeps the name of the peak.
        del cuts[shallowest]
        del peaks[shallowest if density[peaks[shallowest]] < density[peaks[shallowest + 1]] else shallowest + 1]
    return [float((first + cut) * _STEP) for cut in cuts]


def three_digits(value: float) -> str:
    """Three of them, or all of a larger integer part; never an exponent."""
    size = abs(value)
    return f"{value:.0f}" if size >= 99.95 else f"{value:#.3g}" if size >= 0.001 else f"{value:.3f}"
