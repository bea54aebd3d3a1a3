"""The design of the gate, simulated: what it finds, how often it is wrong, and the rules of other tools beside it."""

from __future__ import annotations

import numpy as np
import pytest
from samples import COUNTER, blocks_of
from syncbench.gate.other_rules import criterion, threshold, u_test
from syncbench.gate.power import BOTH_STAGES, STAGE_ONE, Normal, Rate, Recorded, simulate

RUNS = 200


# The share of runs in which stage one finds 5 % fewer operations in one of 40 cells, by how ratios scatter; within
# three standard errors of what 200 runs give.
@pytest.mark.parametrize("deviation, least, most", [(0.01, 0.99, 1), (0.018, 0.97, 1), (0.03, 0.82, 0.96),
                                                    (0.075, 0.03, 0.21)])
def test_a_slow_down_of_five_percent_is_found_as_often_as_the_noise_allows(deviation: float, least: float,
                                                                           most: float) -> None:
    power = simulate(Normal(40, deviation), RUNS, slowdown=0.05, others={})
    assert least <= power.detections[STAGE_ONE].share <= most
    assert power.detections[BOTH_STAGES].hits <= power.detections[STAGE_ONE].hits
    assert (power.blocks, power.recordings) == (0, 0)


@pytest.mark.parametrize("deviation", [0.01, 0.03, 0.075])
def test_forty_cells_that_did_not_change_hardly_ever_raise_an_alarm(deviation: float) -> None:
    power = simulate(Normal(40, deviation), RUNS, others={})
    assert power.false_alarms[BOTH_STAGES].share <= 0.01 and power.detections == {}
    assert power.false_alarms[STAGE_ONE].share <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / RUNS)


def test_the_same_seed_draws_the_same_runs() -> None:
    results = [simulate(Normal(5, 0.06), 60, slowdown=0.05, seed=seed, others={}) for seed in (3, 3, 4)]
    assert results[0] == results[1] != results[2]


@pytest.mark.parametrize("hits, low, high", [(0, 0, 0.0370), (100, 0.9630, 1), (50, 0.4038, 0.5962),
                                             (5, 0.0215, 0.1118)])
def test_a_rate_has_the_interval_of_wilson(hits: int, low: float, high: float) -> None:
    assert Rate(hits, 100).interval == pytest.approx((low, high), abs=1e-4)


def recording(seed: int, deviation: float = 0.01, ratio: float = 1.0) -> list:
    noise = np.exp(deviation * np.random.default_rng(seed).standard_normal((2, 2, 30)))
    return [one for number, name in enumerate((COUNTER, COUNTER.replace("mutex", "mcs")))
            for one in blocks_of(name, list(ratio * noise[number, 0]), list(noise[number, 1]))]


def test_recorded_blocks_are_drawn_and_their_number_is_told() -> None:
    source = Recorded.of([recording(1), recording(2), recording(3)], same_build=True)
    power = simulate(source, 50, slowdown=0.1, others={})
    assert (power.blocks, power.recordings) == (3 * 2 * 30, 3)
    assert power.detections[BOTH_STAGES].share > 0.9 and power.false_alarms[BOTH_STAGES].hits == 0


def test_arms_of_one_build_are_dealt_anew_so_that_a_chance_difference_is_no_effect() -> None:
    lucky = [recording(1, ratio=0.9)]  # as if chance had made one arm slower
    assert simulate(Recorded.of(lucky, same_build=True), 50, others={}).false_alarms[BOTH_STAGES].hits == 0
    assert simulate(Recorded.of(lucky, same_build=False), 50, others={}).false_alarms[BOTH_STAGES].hits == 50


def test_a_recording_without_enough_valid_blocks_is_refused() -> None:
    with pytest.raises(ValueError, match="12 valid blocks"):
        Recorded.of([recording(1), blocks_of(COUNTER, [1.0] * 11)], same_build=True)


def test_the_rules_of_others_see_the_same_runs() -> None:
    clean = simulate(Normal(40, 0.01), 20)
    slowed = simulate(Normal(40, 0.01), 20, slowdown=0.05)
    u, ten, two_hundred, bootstrapped = [name for name in clean.false_alarms if name not in (STAGE_ONE, BOTH_STAGES)]
    # Forty tests at 5 %, half of them on the slow side: some alarm in 64 % of the runs.
    assert clean.false_alarms[u].share > 0.3
    assert slowed.detections[u].share == 1 and slowed.detections[bootstrapped].share == 1
    assert slowed.detections[ten].hits == slowed.detections[two_hundred].hits == 0
    assert clean.false_alarms[ten].hits == clean.false_alarms[two_hundred].hits == 0


def test_the_rules_of_others_do_what_they_say() -> None:
    rng = np.random.default_rng(1)
    base, same, slower = (np.exp(0.01 * rng.standard_normal(24)) * ratio for ratio in (1.0, 1.0, 1.05))
    for rule in (u_test, criterion, threshold(1.03)):
        assert rule(base, slower) and not rule(base, same) and not rule(slower, base)
    assert not threshold(1.1)(base, slower) and threshold(2.0)(base, 2.1 * base)
    assert not criterion(base, 1.005 * base) and not criterion(base, base)
