"""Same against same: how far two samples of one cell lie apart, which says what a difference between two is worth."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ..results import Cell, Row
from ..series import Selection
from ..stats import median_interval
from .cases import Value, in_order, rate, rated
from .parts import Noise

FEWEST = 6  # pairs: of fewer, no interval of their median is known
MOST = 999  # pairs of which a bound is made: more hardly narrow it


def noise(selection: Selection) -> Noise:
    """Of operations a second, wherever they are what is asked."""
    return same_against_same((row for row in selection.rows if rated(row.cell)), rate)


def same_against_same(rows: Iterable[Row], value: Value) -> Noise:
    """The ratios of a figure, first by second. Only a control is sampled twice in one round; without any, samples of
    neighbouring rounds are paired, each in one pair at most."""
    by_cell: dict[Cell, list[tuple[Row, float]]] = defaultdict(list)
    for row in in_order(rows):
        if (figure := value(row)) is not None:
            by_cell[row.cell].append((row, figure))
    controls = [pair for samples in by_cell.values() for pair in _pairs(samples, apart=0)]
    pairs = controls or [pair for samples in by_cell.values() for pair in _pairs(samples, apart=1)]
    ratios: dict[tuple[str, str, int], list[float]] = defaultdict(list)
    for row, ratio in sorted(pairs, key=lambda pair: (pair[0].round, pair[0].sample)):
        ratios[row.cell.kind, row.cell.workload, row.cell.threads].append(ratio)
    return Noise(bool(controls), {key: tuple(found) for key, found in sorted(ratios.items())})


def bound(noise: Noise, kind: str, workload: str, threads: int) -> float | None:
    """How far the same lies from the same, as the larger by the smaller one - 1: the upper end of the 95 % interval
    of the median |log ratio| (an order statistic, see stats.median_interval). Of the same workload and number of
    threads if there are 6 pairs, else of the whole kind, else None."""
    ratios: Sequence[float] = noise.ratios.get((kind, workload, threads), ())
    if len(ratios) < FEWEST:
        ratios = [ratio for key, found in noise.ratios.items() if key[0] == kind for ratio in found]
    if len(ratios) < FEWEST:
        return None
    spread = ratios[::len(ratios) // (MOST + 1) + 1]
    return math.expm1(median_interval([abs(math.log(ratio)) for ratio in spread]).high)


def _pairs(samples: Sequence[tuple[Row, float]], apart: int) -> Iterator[tuple[Row, float]]:
    """Of neighbours so many rounds apart: the earlier sample, and its figure by that of the later one."""
    paired = False
    for (earlier, first), (later, second) in pairwise(samples):
        paired = not paired and later.round - earlier.round == apart
        if paired:
            yield earlier, first / second
