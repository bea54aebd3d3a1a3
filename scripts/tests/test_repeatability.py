"""How far two runs lie apart, from invented samples."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import numpy as np
import pytest
from conftest import load
from hypothesis import given
from hypothesis import strategies as st
from samples import counter, raw_row
from syncbench.repeat_report import SCREENFUL, print_comparison, summary, write_comparison
from syncbench.repeatability import Comparison, Verdict, compare, ratio_interval
from syncbench.results import Cell, Row, Run, parse_row

EIGHT = [0.98, 0.99, 0.99, 1.0, 1.0, 1.01, 1.01, 1.02]  # of a cell's rate: its samples
NUMBERS = itertools.count(1)


def samples(cell: Cell, rate: float, floor: float = 105.0, factors: list[float] = EIGHT) -> list[Row]:
    return [parse_row(raw_row(cell.name, 1, next(NUMBERS), ops_per_s=rate * factor, floor_before_ns=floor,
                              floor_after_ns=floor), "a test") for factor in factors]


def failed(cell: Cell) -> Row:
    return parse_row(raw_row(cell.name, 1, next(NUMBERS), error_occurred=True, error_message="lost one"), "a test")


def run(rows: list[Row], folder: Path = Path("a-run")) -> Run:
    return Run(folder, rows, {}, {"cpus": 2}, {}, True)


def printed(comparison: Comparison) -> str:
    stream = io.StringIO()
    print_comparison(comparison, stream, None)
    return stream.getvalue()


MUTEX, CAS, MANY = counter("mutex"), counter("cas_loop"), counter("mutex", threads=4)


def test_the_ratio_is_that_of_the_medians_the_second_run_to_the_first() -> None:
    comparison = compare(run(samples(MUTEX, 5e7)), run(samples(MUTEX, 4e7)))
    pair, = comparison.pairs
    assert (pair.cell, pair.ratio, pair.first.n, pair.second.n) == (MUTEX, pytest.approx(0.8), 8, 8)
    assert pair.apart == pytest.approx(0.25) and pair.low < 0.8 < pair.high


@given(st.floats(1e3, 1e9), st.floats(0.5, 2))
def test_which_run_came_first_changes_nothing_but_the_direction(rate: float, factor: float) -> None:
    one, other = samples(MUTEX, rate), samples(MUTEX, rate * factor)
    forth, back = compare(run(one), run(other)).pairs[0], compare(run(other), run(one)).pairs[0]
    assert forth.ratio * back.ratio == pytest.approx(1) and forth.apart == pytest.approx(back.apart)


def test_cells_are_compared_inside_one_regime_that_of_the_most_samples_in_the_scarcer_run() -> None:
    first = samples(MUTEX, 5e7) + samples(MUTEX, 1e7, 455.0, EIGHT[:3])
    second = samples(MUTEX, 9e7, 105.0, [1.0]) + samples(MUTEX, 1e7, 455.0)
    pair, = compare(run(first), run(second)).pairs
    assert (pair.regime, pair.first.n, pair.second.n) == ("455 ns", 3, 8)
    assert pair.ratio == pytest.approx(1 / 0.99)


def test_a_regime_means_the_same_in_both_runs() -> None:
    # By itself each run has one regime only, and a ratio of 1 in it.
    comparison = compare(run(samples(MUTEX, 5e7, 105.0)), run(samples(MUTEX, 5e7, 455.0)))
    assert comparison.pairs == [] and comparison.regimes.names == ["105 ns", "455 ns"]
    apart, = comparison.apart
    assert (apart.cell, apart.first, apart.second) == (MUTEX, {"105 ns": 8}, {"455 ns": 8})


def test_a_cell_without_a_common_regime_is_listed_and_not_within_the_goal() -> None:
    first = samples(MUTEX, 5e7) + samples(CAS, 5e7)
    second = samples(MUTEX, 5e7) + samples(CAS, 5e7, 455.0)
    comparison = compare(run(first), run(second))
    verdict = comparison.verdicts()[0]
    assert (verdict.within, verdict.of, verdict.met) == (1, 2, False)
    text = printed(comparison)
    assert "Without a common regime" in text and "105 ns: 8" in text and "455 ns: 8" in text
    assert "1 of 2, 1 of them without a common regime (50 %). Goal: at least 95 %, missed." in text


def test_a_cell_of_which_all_samples_of_a_run_were_set_aside_says_why() -> None:
    aside = parse_row(raw_row(MUTEX.name, throttled_us=7.0), "a test")
    comparison = compare(run(samples(MUTEX, 5e7)), run([aside, *samples(CAS, 5e7)]))
    assert [(apart.first, apart.second) for apart in comparison.apart] == [({"105 ns": 8}, {"throttled": 1})]


def test_oversubscribed_cells_have_a_goal_of_their_own() -> None:
    first = samples(MUTEX, 5e7) + samples(MANY, 5e7)
    second = samples(MUTEX, 5.5e7) + samples(MANY, 5.5e7)
    few, many = compare(run(first), run(second)).verdicts()
    assert (few.goal.within, few.within, few.of, few.met) == (0.05, 0, 1, False)
    assert (many.goal.within, many.within, many.of, many.met) == (0.15, 1, 1, True)


@pytest.mark.parametrize("within, of, met", [(19, 20, True), (18, 20, False), (189, 200, False), (0, 0, False)])
def test_a_goal_is_met_from_its_share_on(within: int, of: int, met: bool) -> None:
    goal = compare(run([]), run([])).verdicts()[0].goal
    assert Verdict(goal, within, of).met == met


def test_a_share_just_below_a_goal_does_not_read_as_the_goal() -> None:
    cells = [counter(f"c{number}") for number in range(200)]
    first = [row for cell in cells for row in samples(cell, 5e7, factors=[1.0])]
    second = [row for at, cell in enumerate(cells) for row in samples(cell, 5e7 if at < 189 else 9e7, factors=[1.0])]
    assert "189 of 200 (94 %). Goal: at least 95 %, missed." in "\n".join(summary(compare(run(first), run(second))))


def test_a_cell_is_wide_if_either_interval_is_or_there_are_too_few_samples() -> None:
    wide = [0.9, 0.94, 0.97, 1.0, 1.0, 1.03, 1.06, 1.1]
    for factors, expected in ((EIGHT, False), (wide, True), (EIGHT[:5], True)):
        for one, other in ((EIGHT, factors), (factors, EIGHT)):
            pair, = compare(run(samples(MUTEX, 5e7, factors=one)), run(samples(MUTEX, 5e7, factors=other))).pairs
            assert pair.wide == expected, factors
    text = printed(compare(run(samples(MUTEX, 5e7, factors=wide)), run(samples(MUTEX, 5e7))))
    assert "Wider than ±2.5 % of the median" in text and "±10.0 %, ±2.0 %" in text
    assert "1 of 1 compared cell stayed wider than ±2.5 %" in text


def test_below_six_samples_a_ratio_has_no_interval() -> None:
    pair, = compare(run(samples(MUTEX, 5e7, factors=EIGHT[:5])), run(samples(MUTEX, 5e7))).pairs
    assert (pair.low, pair.high) == (None, None)


def test_the_interval_of_a_ratio_contains_the_true_one_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(300):
        first, second = np.exp(rng.normal(0, 0.05, (2, 20)))
        low, high = ratio_interval(first, 0.9 * second)
        hits += low <= 0.9 <= high
    assert hits / 300 >= 0.91  # three standard errors below 95 %


def test_the_same_runs_give_the_same_intervals_whatever_else_is_compared() -> None:
    alone = compare(run(samples(MUTEX, 5e7)), run(samples(MUTEX, 4.9e7))).pairs[0]
    among = compare(run(samples(CAS, 1e7) + samples(MUTEX, 5e7)), run(samples(MUTEX, 4.9e7) + samples(CAS, 1e7)))
    again = next(pair for pair in among.pairs if pair.cell == MUTEX)
    assert (alone.low, alone.high) == (again.low, again.high)


def test_a_failed_strategy_and_cells_of_one_run_only_are_named_and_not_compared() -> None:
    comparison = compare(run(samples(MUTEX, 5e7) + samples(CAS, 5e7) + samples(MANY, 5e7)),
                         run(samples(MUTEX, 5e7) + [failed(CAS)]))
    assert [pair.cell for pair in comparison.pairs] == [MUTEX]
    text = printed(comparison)
    assert f"counter cas_loop failed, so it is not compared: {CAS.name}: lost one" in text
    assert f"{MANY.name} was measured in a-run only." in text


def test_a_screenful_is_printed_and_all_of_it_written(tmp_path: Path) -> None:
    cells = [counter(f"c{number}") for number in range(SCREENFUL + 7)]
    first = [row for cell in cells for row in samples(cell, 5e7)]
    second = [row for at, cell in enumerate(cells) for row in samples(cell, 5e7 * (1.005 + at / 100))]
    comparison = compare(run(first), run(second, tmp_path))
    text = printed(comparison)
    assert [name for name in text.split() if name.startswith("counter/")] == [
        cell.name for cell in reversed(cells)][:SCREENFUL]
    assert "\nand 7 more, in repeat.md\n" in text
    write_comparison(comparison)
    page = (tmp_path / "repeat.md").read_text()
    assert all(f"| {cell.name} |" in page for cell in cells) and "Goal: at least 95 %, missed." in page
    document = load(tmp_path / "repeat.json")
    assert [cell["name"] for cell in document["cells"]] == [cell.name for cell in reversed(cells)]
    assert document["cells"][0]["ratio"] == pytest.approx(1.265)
    assert document["goals"][0] == {"oversubscribed": False, "within": 0.05, "share": 0.95, "cells_within": 5,
                                    "cells": 27, "met": False}
    assert document["resamples"] == 4000 and document["regimes"] == [{"name": "105 ns", "share": 1.0}]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["repeat.json", "repeat.md"]


def test_two_programs_are_not_taken_for_one() -> None:
    runs = run(samples(MUTEX, 5e7)), run(samples(MUTEX, 5e7))
    assert "different programs" in printed(compare(*runs, same_program=False))
    assert "different programs" not in printed(compare(*runs))
