"""Changes of curves: a knee that moved and a ranking that flipped are told, and noise is not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from samples import blocks_of, counter, queue
from syncbench.gate.blocks import Block, regimes_of
from syncbench.gate.curves import Flip, Knee, Levels, flips, knees
from syncbench.gate.rules import Rules
from syncbench.results import Cell

RULES = Rules()
Curve = Mapping[Cell, tuple[float, float]]  # the rates of the base and of the candidate


def measured(curve: Curve, deviation: float = 0.01, seed: int = 1, **changes: object) -> list[Block]:
    rng = np.random.default_rng(seed)
    blocks = []
    for cell, (base, candidate) in curve.items():
        noise = np.exp(deviation * rng.standard_normal((2, 12)))
        for one in blocks_of(cell.name, list(candidate / base * noise[0]), list(noise[1]), **changes):
            blocks.append(scaled(one, base / 5e7))
    return blocks


def scaled(one: Block, factor: float) -> Block:
    document = one.to_json()
    for sample in document["samples"]:
        sample["ops_per_s"] *= factor
    return Block.from_json(document, "a test")


def levels(blocks: list[Block]) -> Levels:
    return Levels(blocks, regimes_of(blocks), RULES)


def moved(curve: Curve, deviation: float = 0.01) -> list[Knee]:
    return knees(levels(measured(curve, deviation)), RULES)


def threads(*rates: tuple[float, float]) -> Curve:
    return {counter(threads=2**nth): pair for nth, pair in enumerate(rates)}


def test_a_knee_that_moved_is_told() -> None:
    knee, = moved(threads((1e7, 1e7), (2e7, 2e7), (4e7, 2e7)))
    assert (knee.before, knee.after) == (4, 2) and knee.share > 0.99 and knee.control < 0.05
    assert knee.words().startswith("counter add, mutex: the knee moved from 4 to 2 threads (in 100 % of the ")


def test_of_too_few_blocks_nothing_is_told() -> None:
    blocks = measured(threads((1e7, 1e7), (2e7, 2e7), (4e7, 2e7)))
    for most, told in (6, 1), (5, 0):
        assert len(knees(levels([one for one in blocks if one.number <= most]), RULES)) == told


def test_a_curve_that_is_slower_everywhere_has_its_knee_where_it_was() -> None:
    assert moved(threads((1e7, 0.7e7), (2e7, 1.4e7), (4e7, 2.8e7))) == []


def test_a_knee_inside_the_noise_is_no_news() -> None:
    assert moved(threads((1e7, 1e7), (3.8e7, 3.82e7), (4e7, 4e7)), deviation=0.03) == []


def test_a_knee_that_a_change_inside_the_margin_moves_is_no_news() -> None:
    # 94.9 % and 95.1 % of the best, and hardly any noise.
    assert moved(threads((1e7, 1e7), (3.796e7, 3.804e7), (4e7, 4e7)), deviation=0.0001) == []


def test_queues_bend_over_shapes_with_as_many_producers_as_consumers() -> None:
    shapes = {queue(shape=shape): pair for shape, pair in (
        ("1x1", (1e7, 1e7)), ("2x2", (2e7, 1e7)), ("1x4", (9e7, 9e7)), ("4x1", (9e7, 1e6)))}
    knee, = moved(shapes)
    assert (knee.before, knee.after) == (4, 2)


def ranked(first: tuple[float, float], second: tuple[float, float], deviation: float = 0.01,
           classes: tuple[str, str] = ("linearizable", "linearizable")) -> list[Flip]:
    blocks = measured({counter("cas_loop"): first, counter("mutex"): second}, deviation)
    names = {("counter", "cas_loop"): classes[0], ("counter", "mutex"): classes[1]}
    return flips(levels(blocks), names, RULES)


def test_a_ranking_that_flipped_is_told_by_who_was_ahead() -> None:
    for flip in ranked((5e7, 4e7), (4.5e7, 4.5e7)), ranked((4.5e7, 4.5e7), (4e7, 5e7)):
        assert len(flip) == 1 and flip[0].before > 1 > flip[0].after
        assert (flip[0].cell.impl, flip[0].overtaken_by) == ("cas_loop", "mutex")
        assert "the ranking of cas_loop and mutex flipped" in flip[0].words()


def test_a_ranking_that_stayed_is_not_told() -> None:
    assert ranked((5e7, 4.6e7), (4.5e7, 4.5e7)) == []


def test_a_tie_does_not_flip() -> None:
    assert ranked((4.51e7, 4.49e7), (4.5e7, 4.5e7), deviation=0.03) == []
    assert ranked((4.51e7, 4.49e7), (4.5e7, 4.5e7), deviation=0.0001) == []  # certain, and inside the margin


def test_what_promises_different_things_is_not_ranked() -> None:
    assert ranked((5e7, 4e7), (4.5e7, 4.5e7), classes=("linearizable", "quiescent")) == []


def test_levels_of_two_regimes_are_not_mixed() -> None:
    curve = threads((1e7, 1e7), (2e7, 2e7))
    near = measured(curve)
    far = [Block.from_json(one.to_json() | {"number": one.number + 12}, "a test")
           for one in measured(threads((1e6, 1e6), (1e6, 1e6)), floor_before_ns=455.0, floor_after_ns=455.0)][:18]
    for cell, logs in levels(near + far).of(list(curve)).items():
        assert abs(logs[0, 0] - np.log(curve[cell][0])) < 0.05
