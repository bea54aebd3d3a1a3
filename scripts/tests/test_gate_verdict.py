"""From blocks to a verdict: what each outcome needs, and what a whole run comes to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from samples import COUNTER, block, blocks_of, raw_row
from syncbench.gate.blocks import ARMS, Block, from_document, regimes_of, to_document
from syncbench.gate.evidence import gather
from syncbench.gate.outcome import PASSED, REGRESSION, UNDECIDED, Judgement, Outcome, Verdict
from syncbench.gate.rules import Rules
from syncbench.gate.verdict import cells_to_confirm, confirms, judge
from syncbench.results import parse_row

OTHER = COUNTER.replace("mutex", "mcs")


def noisy(ratio: float, deviation: float, seed: int, name: str = COUNTER, n: int = 12,
          **changes: object) -> list[Block]:
    """Blocks whose candidate and control scatter about the base, the candidate by this ratio away from it."""
    noise = np.exp(deviation * np.random.default_rng(seed).standard_normal((2, n)))
    return blocks_of(name, list(ratio * noise[0]), list(noise[1]), **changes)


def rate(judgement: Judgement, name: str = COUNTER) -> Verdict:
    found, = (one for one in judgement.verdicts if (one.cell.name, one.metric.name) == (name, "ops_per_s"))
    return found


def test_a_slow_down_that_both_stages_show_is_a_regression() -> None:
    first, second = noisy(0.93, 0.01, 1), noisy(0.93, 0.01, 2)
    assert cells_to_confirm(first) == [COUNTER]
    judgement = judge(first, second)
    verdict = rate(judgement)
    assert verdict.outcome is Outcome.REGRESSED and judgement.code == REGRESSION
    assert verdict.metric.change(verdict.evidence.estimate) == pytest.approx(-0.07, abs=0.015)
    assert verdict.words(judgement.rules).startswith(f"REGRESSED {COUNTER}: operations a second -6.9 % [-7.")


def test_a_slow_down_that_stage_two_does_not_show_passes() -> None:
    judgement = judge(noisy(0.93, 0.01, 1), noisy(1.0, 0.01, 2))
    assert rate(judgement).outcome is Outcome.PASS and rate(judgement).suspected and judgement.code == PASSED


def test_a_suspicion_without_a_second_stage_is_inconclusive_and_so_is_the_run() -> None:
    for second in ([], noisy(0.93, 0.01, 2, n=11)):
        judgement = judge(noisy(0.93, 0.01, 1), second)
        assert rate(judgement).outcome is Outcome.INCONCLUSIVE and judgement.code == UNDECIDED
        assert "suspected" in rate(judgement).words(judgement.rules)


def test_stage_two_alone_accuses_nobody() -> None:
    judgement = judge(noisy(1.0, 0.01, 1), noisy(0.8, 0.01, 2))
    assert rate(judgement).outcome is Outcome.PASS and judgement.code == PASSED


def test_a_difference_inside_the_margin_is_none_however_sure() -> None:
    judgement = judge(noisy(0.98, 0.0005, 1), [])
    assert cells_to_confirm(noisy(0.98, 0.0005, 1)) == []
    assert rate(judgement).outcome is Outcome.PASS


def test_the_margin_is_as_wide_as_the_same_build_differs_from_itself() -> None:
    drifts = [0.92, 0.93, 0.94] * 4
    assert cells_to_confirm(blocks_of(COUNTER, [0.94] * 12, drifts)) == []
    assert cells_to_confirm(blocks_of(COUNTER, [0.90] * 12, drifts)) == [COUNTER]
    judgement = judge(blocks_of(COUNTER, [0.90] * 12, drifts), [])
    assert 0.06 < rate(judgement).evidence.margin(judgement.rules) < 0.09


def test_a_gain_is_told_and_gates_nothing() -> None:
    judgement = judge(noisy(1.1, 0.01, 1), [])
    assert rate(judgement).outcome is Outcome.IMPROVED and judgement.code == PASSED
    assert "+1" in rate(judgement).words(judgement.rules)


def test_an_estimate_beyond_the_margin_that_may_be_chance_is_neither_a_suspicion_nor_a_gain() -> None:
    slower = [1 / 1.3] * 7 + [1 / 0.85] * 5
    assert cells_to_confirm(blocks_of(COUNTER, slower)) == []
    verdict = rate(judge(blocks_of(COUNTER, [1 / ratio for ratio in slower]), []))
    assert verdict.metric.change(verdict.evidence.estimate) > 0.04 and verdict.outcome is not Outcome.IMPROVED


def test_too_few_fresh_blocks_confirm_nothing() -> None:
    for n, enough in (12, True), (11, False):
        fresh = noisy(0.9, 0.01, 1, n=n)
        assert confirms(gather(fresh, regimes_of(fresh), Rules())[COUNTER, "ops_per_s"], Rules()) == enough


def test_a_cell_too_noisy_to_tell_is_inconclusive_and_says_what_would_have_been_seen() -> None:
    judgement = judge(noisy(0.97, 0.05, 1), [])
    verdict = rate(judgement)
    assert verdict.outcome is Outcome.INCONCLUSIVE and judgement.code == UNDECIDED
    assert verdict.visible > verdict.evidence.margin(judgement.rules) and "would be seen" in verdict.words(Rules())


def test_among_too_many_cells_for_so_few_blocks_no_single_effect_would_be_seen() -> None:
    rules = Rules(blocks=7)  # their least p, 2^-7, is above 0.05 / 7 and below 0.05 / 6
    names = [COUNTER.replace("mutex", f"m{number}") for number in range(7)]
    others = [one for seed, name in enumerate(names[1:]) for one in noisy(1.0, 0.005, seed, name, n=7)]
    for first, seen in (others, False), (others[:-7], True):
        assert cells_to_confirm([*first, *blocks_of(names[0], [0.5] * 7)], rules) == ([names[0]] if seen else [])
        wide = rate(judge([*first, *noisy(0.97, 0.05, 1, names[0], n=7)], [], rules), names[0])
        assert wide.outcome is Outcome.INCONCLUSIVE and (wide.visible is not None) == seen


def test_a_cell_that_differs_from_itself_too_much_is_listed_and_not_judged() -> None:
    steady = [one for number in range(3) for one in noisy(1.0, 0.01, number, COUNTER.replace("mutex", f"m{number}"))]
    judgement = judge([*steady, *noisy(0.5, 0.5, 1)], [])
    assert rate(judgement).outcome is Outcome.UNSTABLE and judgement.code == PASSED
    assert "differs from itself" in rate(judgement).words(judgement.rules)


def test_a_cell_with_too_few_valid_blocks_is_not_judged_and_alone_makes_no_verdict() -> None:
    few = judge(noisy(0.8, 0.01, 1, n=11), [])
    assert rate(few).outcome is Outcome.UNSTABLE and few.code == UNDECIDED
    assert "only 11 of 12" in rate(few).words(few.rules)
    none = judge(noisy(0.8, 0.01, 1, stolen=0.5), [])
    assert "none of 12" in rate(none).words(none.rules) and none.contaminated and none.code == UNDECIDED


def test_blocks_that_do_not_count_change_nothing() -> None:
    first = noisy(1.0, 0.01, 1)
    spoiled = blocks_of(COUNTER, [0.1] * 3, stolen=0.5)
    judgement = judge([*first, *spoiled], [])
    assert rate(judgement).outcome is Outcome.PASS and judgement.set_aside == {"stolen": 3} and judgement.blocks == 15
    assert not judgement.contaminated


def test_a_regression_stands_in_a_contaminated_run() -> None:
    spoiled = blocks_of(COUNTER, [1.0] * 12, pressure=0.5)
    judgement = judge([*noisy(0.9, 0.01, 1), *spoiled], noisy(0.9, 0.01, 2))
    assert judgement.contaminated and judgement.code == REGRESSION
    assert judge([*noisy(1.0, 0.01, 1), *spoiled], []).code == UNDECIDED


def failing(blocks: Sequence[Block], arm: str) -> list[Block]:
    """The same, but one sample of the arm failed."""
    first = blocks[0]
    place = first.order.index(arm)
    row = parse_row(raw_row(first.cell.name, error_occurred=True, error_message="lost one"), "a test")
    rows = (*first.samples[:place], row, *first.samples[place + 1:])
    return [Block(first.cell, 99, first.order, rows, None, None), *blocks]


def test_a_candidate_that_fails_where_the_base_does_not_fails_the_gate() -> None:
    good = noisy(1.0, 0.01, 1)
    for stages in ((failing(good, "candidate"), []), (good, failing(good, "candidate"))):
        judgement = judge(*stages)
        assert rate(judgement).outcome is Outcome.FAILED and judgement.code == REGRESSION
        assert rate(judgement).words(judgement.rules).endswith("lost one")
    both = judge(failing(failing(good, "candidate"), "control"), [])
    assert rate(both).outcome is Outcome.UNSTABLE and "the base fails: lost one" in rate(both).why


@pytest.mark.parametrize("worse, better", [(1.10, 0.90), (1.5, 0.5)])
def test_of_a_tail_more_is_worse(worse: float, better: float) -> None:
    def blocks(ratio: float) -> list[Block]:
        found = []
        for number in range(1, 13):
            document = to_document([block({arm: (5e7, 5e7) for arm in ARMS}, number, add_p99_ns=100.0)])
            for place in (1, 4):  # of the candidate
                document["blocks"][0]["samples"][place]["add_p99_ns"] = 100.0 * ratio
            found += from_document(document, "a test")
        return found

    outcomes = {one.metric.name: one.outcome for one in judge(blocks(worse), blocks(worse)).verdicts}
    assert outcomes == {"ops_per_s": Outcome.PASS, "add_p99_ns": Outcome.REGRESSED}
    outcomes = {one.metric.name: one.outcome for one in judge(blocks(better), []).verdicts}
    assert outcomes == {"ops_per_s": Outcome.PASS, "add_p99_ns": Outcome.IMPROVED}


def test_less_fairness_is_worse() -> None:
    unfair = blocks_of(COUNTER, [1.0] * 12, jain={"base": 0.99, "candidate": 0.7, "control": 0.99})
    outcomes = {one.metric.name: one.outcome for one in judge(unfair, unfair).verdicts}
    assert outcomes == {"ops_per_s": Outcome.PASS, "jain": Outcome.REGRESSED}


def test_a_few_inconclusive_cells_do_not_keep_a_run_from_passing_and_more_do() -> None:
    names = [COUNTER.replace("mutex", f"m{number}") for number in range(12)]
    steady = [one for seed, name in enumerate(names) for one in noisy(1.0, 0.005, seed, name)]
    wide = [noisy(0.97, 0.05, 1, name) for name in (COUNTER, OTHER)]
    one = judge([*steady, *wide[0]], [])
    assert rate(one).outcome is Outcome.INCONCLUSIVE and one.code == PASSED
    assert judge([*steady, *wide[0], *wide[1]], []).code == UNDECIDED


def test_the_order_of_the_blocks_does_not_matter() -> None:
    first = [*noisy(0.95, 0.01, 1), *noisy(0.99, 0.03, 2, OTHER)]
    told = [[one.words(Rules()) for one in judge(blocks, noisy(0.95, 0.01, 3)).verdicts]
            for blocks in (first, first[::-1])]
    assert told[0] == told[1]


def test_the_worst_comes_first() -> None:
    names = [COUNTER.replace("mutex", name) for name in ("a", "b", "c")]
    first = noisy(1.0, 0.005, 1, names[0]) + noisy(1.2, 0.005, 2, names[1]) + noisy(0.8, 0.005, 3, names[2])
    judgement = judge(first, noisy(0.8, 0.005, 4, names[2]))
    assert [one.outcome for one in judgement.verdicts] == [Outcome.REGRESSED, Outcome.IMPROVED, Outcome.PASS]
