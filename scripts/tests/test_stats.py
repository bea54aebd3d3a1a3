"""Regimes and intervals: properties that must hold for any samples."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import row
from syncbench.stats import Regimes, classify_regimes, median_interval

# Noise of 10 % about a floor.
NOISE = st.floats(0.9, 1.1)


def regimes_of(floors: list[float]) -> Regimes:
    return classify_regimes([row(floor, floor) for floor in floors])


@given(st.floats(20, 5000), st.lists(NOISE, min_size=1, max_size=60))
def test_noise_of_ten_percent_about_one_floor_is_one_regime(center: float, noise: list[float]) -> None:
    regimes = regimes_of([center * factor for factor in noise])
    assert len(regimes.names) == 1 and regimes.share == [1.0] and regimes.set_aside == {}


@given(st.integers(0, 10**6), st.integers(100, 3000))
def test_gaussian_noise_of_ten_percent_is_one_regime(seed: int, n: int) -> None:
    noise = np.random.default_rng(seed).normal(0, 0.1, size=n)
    regimes = regimes_of(list(105 * np.exp(noise)))
    assert len(regimes.names) == 1 and regimes.share[0] >= 0.96  # a few far ones may be unsettled


@given(st.floats(20, 2000), st.floats(2, 50), st.lists(NOISE, min_size=2, max_size=40),
       st.lists(NOISE, min_size=2, max_size=40))
def test_two_clearly_separated_floors_are_never_merged(low: float, ratio: float, near: list[float],
                                                       far: list[float]) -> None:
    rows = [row(low * factor, low * factor) for factor in near]
    rows += [row(low * ratio * factor, low * ratio * factor) for factor in far]
    regimes = classify_regimes(rows)
    assert [regimes.of(one) for one in rows] == [0] * len(near) + [1] * len(far)
    assert regimes.dominant == (0 if len(near) >= len(far) else 1)


def test_the_two_floors_of_a_shared_virtual_machine_get_their_names() -> None:
    regimes = regimes_of([105.0] * 30 + [104.0] * 15 + [106.0] * 15 + [455.0] * 21 + [450.0] * 10 + [460.0] * 9)
    assert regimes.names == ["105 ns", "455 ns"]
    assert regimes.share == [0.6, 0.4] and regimes.dominant == 0


def test_the_names_of_regimes_have_the_same_number_of_digits() -> None:
    regimes = regimes_of([67.0] * 20 + [35.2] * 20 + [318.4] * 20 + [4.0] * 20 + [1234.0] * 20)
    assert regimes.names == ["4.00 ns", "35.2 ns", "67.0 ns", "318 ns", "1234 ns"]


@given(st.lists(st.floats(20, 5000), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_the_samples_does_not_matter(floors: list[float], rng: random.Random) -> None:
    rows = [row(floor, floor) for floor in floors]
    regimes = classify_regimes(rows)
    shuffled = rows.copy()
    rng.shuffle(shuffled)
    other = classify_regimes(shuffled)
    assert (other.names, other.share, other.dominant, other.set_aside) == (
        regimes.names, regimes.share, regimes.dominant, regimes.set_aside)
    assert [other.of(one) for one in rows] == [regimes.of(one) for one in rows]


@given(st.lists(st.tuples(st.floats(20, 5000), st.floats(20, 5000)), min_size=1, max_size=40))
def test_shares_and_what_is_set_aside_add_up(floors: list[tuple[float, float]]) -> None:
    rows = [row(before, after) for before, after in floors]
    regimes = classify_regimes(rows)
    assert len(regimes.names) == len(regimes.share) == len(set(regimes.names))
    assert sum(regimes.share) * len(rows) + sum(regimes.set_aside.values()) == pytest.approx(len(rows))
    assert regimes.share[regimes.dominant] == max(regimes.share)


def test_one_sample_is_one_regime() -> None:
    regimes = regimes_of([50.4])
    assert (regimes.names, regimes.share, regimes.dominant) == (["50.4 ns"], [1.0], 0)


def test_a_floor_that_changed_during_the_sample_sets_it_aside() -> None:
    rows = [row(105, 105)] * 10 + [row(455, 455)] * 10
    changed = row(105, 455)
    regimes = classify_regimes([*rows, changed])
    assert regimes.of(changed) is None and regimes.set_aside == {"floor changed": 1}


def test_a_throttled_sample_is_set_aside() -> None:
    throttled = row(throttled_us=1.0)
    regimes = classify_regimes([row(throttled_us=0.0), throttled])
    assert regimes.of(throttled) is None and regimes.set_aside == {"throttled": 1}


def test_a_few_floors_between_two_regimes_are_unsettled_and_no_regime() -> None:
    between = row(220, 220)
    regimes = classify_regimes([row(105, 105)] * 60 + [row(455, 455)] * 60 + [between])
    assert regimes.names == ["105 ns", "455 ns"]
    assert regimes.of(between) is None and regimes.set_aside == {"floor unsettled": 1}


def test_without_floors_there_is_one_regime_that_says_so() -> None:
    rows = [row(None, None), row(None, None, throttled_us=5.0)]
    regimes = classify_regimes(rows)
    assert regimes.names == ["no floor"] and regimes.of(rows[0]) == 0 and regimes.of(rows[1]) is None
    assert classify_regimes([]).names == ["no floor"]


def test_a_sample_whose_probe_failed_is_set_aside_among_others() -> None:
    without = row(None, 105)
    regimes = classify_regimes([row(), without])
    assert regimes.of(without) is None and regimes.set_aside == {"without a floor": 1}


def test_failed_samples_count_nowhere() -> None:
    failed = row(error_occurred=True, error_message="lost one")
    regimes = classify_regimes([row(), failed])
    assert regimes.share == [1.0] and regimes.set_aside == {} and regimes.of(failed) is None


@given(st.lists(st.floats(1e-3, 1e12), min_size=1, max_size=30), st.randoms())
def test_an_interval_contains_its_median_and_lies_within_the_values(values: list[float], rng: random.Random) -> None:
    interval = median_interval(values)
    assert min(values) <= interval.low <= interval.median <= interval.high <= max(values)
    assert interval.n == len(values)
    assert interval.kind == ("range" if len(values) < 6 else "95 %")
    rng.shuffle(values)
    assert median_interval(values) == interval


def test_below_six_values_the_interval_is_their_range() -> None:
    interval = median_interval([3.0, 1.0, 2.0, 9.0])
    assert (interval.median, interval.low, interval.high, interval.kind) == (2.5, 1.0, 9.0, "range")


@pytest.mark.parametrize("values", [[], [1.0, float("nan")], [float("inf")] * 7])
def test_an_interval_of_nothing_or_of_no_number_is_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="at least one value"):
        median_interval(values)


# From the table of the sign test: n, how many values lie outside at each end.
@pytest.mark.parametrize("n, outside", [(6, 0), (8, 0), (9, 1), (10, 1), (12, 2), (15, 3), (20, 5), (30, 9)])
def test_the_interval_leaves_off_as_many_values_as_the_sign_test_allows(n: int, outside: int) -> None:
    interval = median_interval([float(i) for i in range(n)])
    assert (interval.low, interval.high) == (outside, n - 1 - outside)


@pytest.mark.parametrize("n", [6, 7, 10, 20])
def test_the_interval_contains_the_true_median_at_least_as_often_as_it_says(n: int) -> None:
    samples = np.exp(np.random.default_rng(n).normal(size=(2000, n)))
    hits = sum(interval.low <= 1 <= interval.high for interval in map(median_interval, samples))
    assert hits / 2000 >= 0.94  # three standard errors below 95 %


@pytest.mark.parametrize("waited_us, team, aside", [(1500, 2, False), (1700, 2, True), (900, 1, True), (1e5, 4, False)])
def test_a_sample_whose_threads_waited_for_a_cpu_is_set_aside_unless_there_were_too_few(waited_us: float, team: int,
                                                                                       aside: bool) -> None:
    sample = row(preempted_us=waited_us, window_s=0.04, team=team, cpus=2)
    regimes = classify_regimes([row(), sample])
    assert regimes.set_aside == ({"preempted": 1} if aside else {})
