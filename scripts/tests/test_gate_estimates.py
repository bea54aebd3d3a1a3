"""The estimates of the gate: exact where they are said to be, and as sure as they say."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from syncbench.gate import estimate
from syncbench.gate.signflip import EXACT_UP_TO, least_p, q_values, sign_flip_p

SMALL = st.lists(st.integers(-1000, 1000), min_size=1, max_size=9)  # integers: sums without rounding, and ties
FLOATS = st.lists(st.floats(-1, 1), min_size=1, max_size=12)


def by_enumeration(values: list[float]) -> float:
    sums = [sum(sign * abs(value) for sign, value in zip(signs, values))
            for signs in itertools.product((-1, 1), repeat=len(values))]
    return sum(one >= sum(values) for one in sums) / len(sums)


@given(SMALL)
def test_p_is_that_of_listing_every_choice_of_signs(values: list[int]) -> None:
    assert sign_flip_p(values) == by_enumeration(values)


@pytest.mark.parametrize("n", [3, 6, 9, 12])
def test_p_is_that_of_scipys_exact_permutation_test(n: int) -> None:
    values = np.random.default_rng(n).normal(0.5, 1, n)
    theirs = stats.permutation_test((values,), np.mean, permutation_type="samples", alternative="greater",
                                    n_resamples=math.inf)
    assert sign_flip_p(values) == pytest.approx(theirs.pvalue, abs=1e-12)


@pytest.mark.parametrize("n", [4, 8, 12, 20])
def test_p_of_signed_ranks_is_that_of_scipys_exact_wilcoxon_test(n: int) -> None:
    values = np.random.default_rng(n).normal(0.3, 1, n)
    ranks = stats.rankdata(np.abs(values)) * np.sign(values)
    assert sign_flip_p(ranks) == pytest.approx(stats.wilcoxon(values, alternative="greater", method="exact").pvalue)


def test_p_of_twenty_is_exact() -> None:
    values = [0.1 * number for number in range(1, 20)] + [-0.1]
    # As much as was observed: itself, the same with the other 0.1 below 0, and all above it.
    assert sign_flip_p(values) == 3 / 2**20


@given(FLOATS)
def test_no_p_is_below_the_least(values: list[float]) -> None:
    assert least_p(len(values)) <= sign_flip_p(values) <= 1


@pytest.mark.parametrize("n", [1, 12, 20])
def test_differences_of_one_sign_have_the_least_p(n: int) -> None:
    assert sign_flip_p([0.01 * number for number in range(1, n + 1)]) == least_p(n)


def test_differences_of_nothing_are_no_evidence() -> None:
    assert sign_flip_p([0.0] * 12) == 1.0


@given(FLOATS)
def test_the_p_of_both_directions_add_up_to_one_or_with_ties_to_more(values: list[float]) -> None:
    assert sign_flip_p(values) + sign_flip_p([-value for value in values]) >= 1


@given(SMALL, st.integers(0, 1000))
def test_p_does_not_rise_as_all_differences_grow(values: list[int], shift: int) -> None:
    assert sign_flip_p([value + shift for value in values]) <= sign_flip_p(values)


@given(FLOATS, st.randoms(use_true_random=False))
def test_the_order_of_the_blocks_does_not_matter(values: list[float], rng: random.Random) -> None:
    shuffled = values.copy()
    rng.shuffle(shuffled)
    assert sign_flip_p(shuffled) == sign_flip_p(values)
    assert estimate.hodges_lehmann(shuffled) == estimate.hodges_lehmann(values)
    assert estimate.interval(shuffled) == estimate.interval(values)


def test_p_of_many_is_drawn_and_near_the_exact_one() -> None:
    values = np.random.default_rng(1).normal(0.25, 1, EXACT_UP_TO)
    exact = sign_flip_p(values)
    drawn = sign_flip_p([*values, 0.0])  # one difference of 0 changes nothing but how p is found
    assert exact > 0.005 and drawn == pytest.approx(exact, rel=0.1) and drawn != exact


def test_p_of_many_is_never_zero() -> None:
    assert 0 < sign_flip_p([1.0] * (EXACT_UP_TO + 8)) < 1e-4


@pytest.mark.parametrize("values", [[], [math.nan], [1.0, math.inf]])
def test_nothing_and_no_number_are_refused(values: list[float]) -> None:
    for function in (sign_flip_p, estimate.hodges_lehmann, estimate.interval):
        with pytest.raises(ValueError, match="at least one"):
            function(values)


def test_q_values_are_those_of_the_example_of_benjamini_and_hochberg() -> None:
    # The fifteen p of their paper (1995, section 3.2): at 5 % the first four are believed.
    ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
          0.7590, 1.0]
    assert sum(q <= 0.05 for q in q_values(ps)) == 4
    assert q_values(ps)[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])
    assert q_values(ps[::-1]) == q_values(ps)[::-1]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.floats(0, 0.99))
def test_q_values_up_to_a_level_are_those_that_the_step_up_procedure_believes(ps: list[float], level: float) -> None:
    steps = [p for rank, p in enumerate(sorted(ps), 1) if p * len(ps) / rank <= level]
    assert [q <= level for q in q_values(ps)] == [bool(steps) and p <= max(steps) for p in ps]


@given(FLOATS)
def test_the_estimate_is_the_median_of_all_walsh_averages(values: list[float]) -> None:
    walsh = [(one + other) / 2 for i, one in enumerate(values) for other in values[i:]]
    assert estimate.hodges_lehmann(values) == pytest.approx(np.median(walsh), abs=1e-15)


@given(FLOATS, st.floats(-1, 1))
def test_the_estimate_follows_a_shift_and_a_change_of_sign(values: list[float], shift: float) -> None:
    found = estimate.hodges_lehmann(values)
    assert estimate.hodges_lehmann([value + shift for value in values]) == pytest.approx(found + shift, abs=1e-12)
    assert estimate.hodges_lehmann([-value for value in values]) == pytest.approx(-found, abs=1e-12)


def test_one_far_value_hardly_moves_the_estimate() -> None:
    assert abs(estimate.hodges_lehmann([0.01, -0.01, 0.02, -0.02, 0.0, 0.01, -0.01, 5.0])) < 0.02


@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_the_resampled_estimates_are_those_of_the_resampled_values(n: int) -> None:
    values = np.sort(np.random.default_rng(n).normal(size=n))
    counts = np.random.default_rng(estimate.SEED).multinomial(n, np.full(n, 1 / n), size=estimate.RESAMPLES)
    plain = [estimate.hodges_lehmann(np.repeat(values, count)) for count in counts[:200]]
    assert estimate.resampled(values)[:200] == pytest.approx(plain)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=12))
def test_bounds_and_interval_lie_about_the_estimate(values: list[float]) -> None:
    low, high = estimate.interval(values)
    found = estimate.hodges_lehmann(values)
    assert min(values) <= low <= found + 1e-12 and found - 1e-12 <= high <= max(values)
    assert estimate.upper_bound(values) <= high + 1e-12
    assert abs(found) <= estimate.upper_bound_of_size(values) + 1e-12


@pytest.mark.parametrize("draw", ["normal", "laplace", "uniform"])
def test_intervals_and_bounds_contain_the_truth_about_as_often_as_they_say(draw: str) -> None:
    runs = 600
    samples = getattr(np.random.default_rng(7), draw)(size=(runs, 12)) - (0.5 if draw == "uniform" else 0.0)
    intervals = [estimate.interval(values) for values in samples]
    inside = sum(low <= 0 <= high for low, high in intervals) / runs
    below = sum(estimate.upper_bound(values) >= 0 for values in samples) / runs
    assert 0.92 <= inside <= 0.985 and 0.925 <= below <= 0.985  # three standard errors about 95 %, and a little wide


@pytest.mark.parametrize("error, margin", [(0.005, 0.03), (0.015, 0.03)])
def test_the_smallest_visible_effect_is_seen_in_about_four_of_five_cases(error: float, margin: float) -> None:
    n, p, runs = 12, 0.00125, 500
    deviation = error * math.sqrt(n * 3 / math.pi)  # the variance of the estimate is pi / 3 of that of the mean
    effect = estimate.smallest_visible(error, margin, p, n)
    samples = np.random.default_rng(3).normal(effect, deviation, (runs, n))
    seen = sum(sign_flip_p(values) <= p and estimate.hodges_lehmann(values) > margin for values in samples) / runs
    assert 0.7 <= seen <= 0.9
