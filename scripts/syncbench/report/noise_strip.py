"""Noise strips: how far the same lies from the same, beside how far the best lies from the second."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np

from .. import style
from ..cli import counted
from ..rivals import pair_ratios
from ..series import KINDS, Selection
from ..stats import Interval, median_interval, three_digits
from . import lanes
from .cases import by_case, rate, rated
from .parts import Column, Noise, Picture, Standing, Table, Value, Variant, slug
from .svg import ONE_COLUMN, Drawing, number, width_of

SAME, SECOND = "same against same", "best against second"
ALL = "any number of threads"
_RATIOS = (2, 5, 1.5, 1.2, 1.1, 1.05, 3, 1.02)  # where the axis may have ticks, and at one by them
_LEAST_SPAN, _MOST_SPAN = 1.1, 8.0  # how far the axis reaches from 1
_COLUMNS = (Column("regime", "regime"), Column("compared", "compared"), Column("threads", "threads"),
            Column("median_ratio", "median", "ratio"), Column("low_ratio", "low", "ratio"),
            Column("high_ratio", "high", "ratio"), Column("pairs", "pairs", "n"),
            Column("p2_5_ratio", "95 % lie above", "ratio"), Column("p97_5_ratio", "and below", "ratio"))
_WHAT = ("A dot is a pair of samples: the rate of the one divided by that of the other. The difference between two "
         "strategies means something where it is wider than what the same strategy differs by from itself.")
_CONTROLS = "Same against same: one strategy of each group, drawn by lot in each round, was measured twice in it."
_APART = ("Same against same: samples of one strategy in neighbouring rounds, for want of controls within a round; a "
          "round apart, so rather wider than it would be within one.")


@dataclass(frozen=True)
class Spread:
    """Of ratios: the interval of their median, and within what 95 % of them lie."""

    interval: Interval
    low: float
    high: float


def spread(ratios: Sequence[float]) -> Spread:
    low, high = np.quantile(ratios, (0.025, 0.975))
    return Spread(median_interval(ratios), float(low), float(high))


def table_name(kind: str, workload: str) -> str:
    """Of the table, and the picture, in which the spreads of a workload stand."""
    return slug("noise", kind, workload)


def noise_strips(selections: Mapping[str, Selection], standings: Mapping[str, list[Standing]],
                 noise: Mapping[str, Noise]) -> list[Picture]:
    """One a workload of which two samples of the same could be compared; the first says how to read them."""
    found: dict[tuple[str, str], dict[str, dict[int, dict[str, list[float]]]]] = defaultdict(dict)
    for regime, selection in selections.items():
        seconds = _best_by_second(selection, standings.get(regime, []))
        for (kind, workload, threads), ratios in noise[regime].ratios.items():
            of_regime = found[kind, workload].setdefault(regime, {})
            of_regime[threads] = {SAME: list(ratios)}
            if seconds[kind, workload, threads]:
                of_regime[threads][SECOND] = seconds[kind, workload, threads]
    in_order = sorted(found, key=lambda key: (list(KINDS).index(key[0]), key[1]))
    return [_picture(*key, found[key], _notes(noise) if nth == 0 else ()) for nth, key in enumerate(in_order)]


def _notes(noise: Mapping[str, Noise]) -> tuple[str, ...]:
    controls = {of_regime.controls for of_regime in noise.values()}
    return (_WHAT, *[_CONTROLS] * (True in controls), *[_APART] * (False in controls),
            f"Of more than {lanes.DOTS} pairs as many quantiles are drawn; an arrow: some lie beyond the axis.")


def tiny_strip(noise: Noise, kind: str, workload: str) -> str:
    """Beside a line of text: within what 95 % of the ratios of the same to the same lie, around 1. Its figures stand
    in the table `table_name`, under any number of threads. Empty without a pair."""
    ratios = _pooled(noise.ratios[key] for key in noise.ratios if key[:2] == (kind, workload))
    if not ratios:
        return ""
    at, width, height, left, right = spread(ratios), 160.0, 24.0, 34.0, 126.0
    reach = max(_LEAST_SPAN, at.high, 1 / at.low)
    axis = lanes.LogAxis(1 / reach, reach, left, right, (), "")
    words = (f"{SAME}: the median of {counted(len(ratios), 'pair')} is {three_digits(at.interval.median)}; 95 % of "
             f"them lie from {three_digits(at.low)} to {three_digits(at.high)}")
    band = axis.x(at.high) - axis.x(at.low)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" class="strip" viewBox="0 0 {width:g} {height:g}" role="img" '
            f'font-family="DejaVu Sans, Verdana, sans-serif" font-size="9" fill="{style.INK}">'
            f'<title>{escape(words)}</title><path d="M{left:g} 12H{right:g}M80 5v14" stroke="{style.FAINT_INK}" '
            f'stroke-width=".8"/><rect x="{number(axis.x(at.low))}" y="8" width="{number(band)}" height="8" '
            f'fill="{style.FAINT_INK}" fill-opacity=".45"/><circle cx="{number(axis.x(at.interval.median))}" cy="12" '
            f'r="2.6"/><text x="{left - 5:g}" y="15" text-anchor="end">{three_digits(at.low)}</text>'
            f'<text x="{right + 5:g}" y="15">{three_digits(at.high)}</text></svg>')


def _pooled(several: Sequence[Sequence[float]]) -> list[float]:
    return [ratio for ratios in several for ratio in ratios]


def _best_by_second(selection: Selection, standings: Sequence[Standing]) -> dict[tuple[str, str, int], list[float]]:
    """By kind, workload and threads: the ratios of the pairs of all their cases that may be judged."""
    samples = by_case(selection, rated, rate)
    found: dict[tuple[str, str, int], list[float]] = defaultdict(list)
    for standing in standings:
        case, others = standing.case, [entry for entry in standing.entries[1:] if entry.judged]
        if others and standing.best.judged:
            of_case = samples[case]
            found[case.kind, case.workload, case.threads] += pair_ratios(of_case[standing.best.name],
                                                                        of_case[others[0].name])
    return found


def _picture(kind: str, workload: str, by_regime: Mapping[str, dict[int, dict[str, list[float]]]],
             notes: tuple[str, ...]) -> Picture:
    name = table_name(kind, workload)
    title = f"{KINDS[kind]}, {workload}: {SAME}"
    alt = (f"Ratios of two samples around 1, by threads ({', '.join(map(str, sorted(_threads(by_regime))))}): of the "
           "same strategy, and of the best and the second.")
    rows: list[tuple[Value, ...]] = []
    drawings = {}
    for regime, by_threads in by_regime.items():
        drawings[Variant(regime)] = _drawn(Drawing(name, Variant(regime), title, alt), by_threads)
        for threads, ratios in [*sorted(by_threads.items()), (ALL, _of_all(by_threads))]:
            for what, values in ratios.items():
                at = spread(values)
                rows.append((regime, what, threads if threads == ALL else counted(threads, "thread"),
                             at.interval.median, at.interval.low, at.interval.high, at.interval.n, at.low, at.high))
    return Picture(name, "noise", title, alt, drawings, Table(name, title, _COLUMNS, tuple(rows)), notes)


def _threads(by_regime: Mapping[str, dict[int, dict[str, list[float]]]]) -> set[int]:
    return {threads for by_threads in by_regime.values() for threads in by_threads}


def _of_all(by_threads: Mapping[int, dict[str, list[float]]]) -> dict[str, list[float]]:
    return {what: values for what in (SAME, SECOND)
            if (values := _pooled([ratios.get(what, []) for ratios in by_threads.values()]))}


def _drawn(drawing: Drawing, by_threads: Mapping[int, dict[str, list[float]]]) -> str:
    looks = {SAME: style.FAINT_INK, SECOND: style.family_colour("mutex")}
    made = []
    for threads, ratios in sorted(by_threads.items()):
        head = counted(threads, "thread")
        for nth, (what, values) in enumerate(ratios.items()):
            at = spread(values)
            tip = (f"{what}, {head}: median {lanes.in_words(at.interval)}; 95 % lie from {three_digits(at.low)} to "
                   f"{three_digits(at.high)}")
            made.append(lanes.Lane(what, values, at.interval, looks[what], tip,
                                   band=(at.low, at.high), head=head * (nth == 0)))
    left = max(width_of(lane.head, weight="bold") for lane in made) + width_of(SECOND) + 24
    reach = _reach(by_threads)
    ticks = [(1.0, "1"), *((ratio, f"{ratio:.2f}".rstrip("0").rstrip(".")) for value in _RATIOS
                           for ratio in (value, 1 / value))]
    axis = lanes.LogAxis(1 / reach, reach, left, ONE_COLUMN - 14, ticks, "ratio (log); shaded: where 95 % lie", 1)
    return drawing.svg(ONE_COLUMN, lanes.draw(drawing, made, axis, 2) + 2)


def _reach(by_threads: Mapping[int, dict[str, list[float]]]) -> float:
    """How far from 1 the axis shows: all but the rarest of the same, and most of the others if it is not too far."""
    same, others = (np.abs(np.log(of_all.get(what, [1.0]))) for of_all in [_of_all(by_threads)]
                    for what in (SAME, SECOND))
    least = 1.3 * float(np.quantile(same, 0.975))
    return min(_MOST_SPAN, max(_LEAST_SPAN, math.exp(max(least, min(4 * least, float(np.quantile(others, 0.8)))))))
