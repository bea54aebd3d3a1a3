"""Who stands where: in each case the strategies by their median, those that cannot be told from the best, and those
that are behind it. Compared are pairs: the n-th sample of a round with the n-th of the same round.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

from ..results import Cell
from ..rivals import paired_ratio
from ..series import Selection
from ..stats import CONFIDENCE, Interval, median_interval
from .cases import Samples, Value, by_case, rate, rated
from .noise import bound
from .parts import Entry, Noise, Standing


def standings(selection: Selection, noise: Noise) -> list[Standing]:
    """All cases with two strategies or more whose operations a second are what is asked, in a fixed order."""
    return ranked_cases(selection, noise, rated, rate)


def ranked_cases(selection: Selection, noise: Noise, takes: Callable[[Cell], bool], value: Value, *,
                 least: bool = False, fewest: int = 2) -> list[Standing]:
    """Of `fewest` strategies or more, by any figure. `least`: it is a time, of which less is better. Then an entry's
    `rate` is that time, and its `ratio` the best one's time by its own: below 1 is behind, as with rates."""
    regime = selection.regimes.names[selection.regimes.shown]
    same = cache(lambda *key: bound(noise, *key))
    found = []
    for case, samples in by_case(selection, takes, value).items():
        if len(samples) >= fewest:
            apart = same(case.kind, case.workload, case.threads)
            found.append(Standing(case, regime, ranked(samples, apart, least=least), apart))
    return found


def ranked(samples: Samples, same: float | None, *, least: bool = False) -> tuple[Entry, ...]:
    """The best first. Those with too few samples to be judged come last: a high median of three is mostly luck."""
    figures = {name: median_interval([value for values in rounds.values() for value in values])
               for name, rounds in samples.items()}
    sign = 1 if least else -1
    best, *others = sorted(figures, key=lambda name: (figures[name].kind != CONFIDENCE, sign * figures[name].median,
                                                      name))
    entries = []
    for name in others:
        pair = (samples[best], samples[name]) if least else (samples[name], samples[best])
        ratio = paired_ratio(*pair)
        judged = ratio is not None and ratio.kind == CONFIDENCE
        entries.append(Entry(name, figures[name], ratio, judged and _tied(ratio, same), judged))
    # The best is judged by being held against others.
    return Entry(best, figures[best], None, True, any(entry.judged for entry in entries)), *entries


def _tied(ratio: Interval, same: float | None) -> bool:
    """Whether nothing shows that it is behind: its interval reaches 1, or the same is as far from the same. An
    interval above 1 reaches it too: the best has the best median, which need not be that of the pairs."""
    return ratio.high >= 1 or same is not None and -math.log(ratio.median) <= math.log1p(same)
