"""Blocks of the gate: what they compare, when they count, and that they come back from JSON as they were."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import COUNTER, block, blocks_of, raw_row
from syncbench.gate.blocks import ARMS, Block, Limits, from_document, regimes_of, to_document
from syncbench.results import parse_cell, parse_row
from syncbench.strict_json import ResultsError, parse_json

RATES = {"base": (4e7, 6e7), "candidate": (5e7, 5e7), "control": (4.5e7, 5.5e7)}
ORDERS = st.permutations(ARMS).map(tuple)


def with_floors(*floors: float) -> Block:
    """A block of which the n-th sample saw this floor, before and after."""
    rows = tuple(parse_row(raw_row(sample=place, floor_before_ns=floor, floor_after_ns=floor), "a test")
                 for place, floor in enumerate(floors, 1))
    return Block(parse_cell(COUNTER), 1, ARMS, rows, None, None)


@given(ORDERS)
def test_each_arm_has_its_samples_whatever_the_order(order: tuple[str, ...]) -> None:
    mine = block(RATES, order=order)
    assert {arm: tuple(row.ops_per_s for row in mine.of(arm)) for arm in ARMS} == RATES
    assert mine.log_ratio("ops_per_s") == pytest.approx(math.log(5e7 / math.sqrt(4e7 * 6e7)))
    assert mine.log_ratio("ops_per_s", "control") == pytest.approx(math.log(math.sqrt(4.5 * 5.5 / (4 * 6))))


@given(ORDERS, st.floats(-0.5, 0.5))
def test_a_steady_drift_cancels(order: tuple[str, ...], drift: float) -> None:
    way = [*order, *order[::-1]]
    rates: dict[str, tuple[float, ...]] = {arm: () for arm in ARMS}
    for place, arm in enumerate(way):
        rates[arm] += (5e7 * math.exp(drift * place),)
    mine = block(rates, order=order)  # type: ignore[arg-type]
    assert mine.log_ratio("ops_per_s") == pytest.approx(0, abs=1e-9)


@given(ORDERS, st.floats(1e3, 1e9), st.floats(0.1, 10))
def test_blocks_come_back_from_json_as_they_were(order: tuple[str, ...], rate: float, ratio: float) -> None:
    mine = [block({arm: (rate, rate * ratio) for arm in ARMS}, number, order=order, jain={arm: 0.9 for arm in ARMS},
                  add_p99_ns=140.0, preempted_us=3.0, pressure=None) for number in (1, 2)]
    text = json.dumps(to_document(mine))
    back = from_document(parse_json(text, "a file"), "a file")
    assert to_document(back) == to_document(mine) and json.dumps(to_document(back)) == text
    assert [one.metrics() for one in back] == [one.metrics() for one in mine] != [[], []]
    assert [one.log_ratio("ops_per_s") for one in back] == [one.log_ratio("ops_per_s") for one in mine]
    assert all(one.set_aside(regimes_of(back)) is None for one in back)


def test_a_failed_sample_comes_back_with_its_error() -> None:
    mine = block(RATES)
    broken = Block(mine.cell, 1, ARMS, (*mine.samples[:1], parse_row(
        raw_row(error_occurred=True, error_message="lost one"), "a test"), *mine.samples[2:]), None, None)
    back, = from_document(to_document([broken]), "a file")
    assert back.failed() == {"candidate": "lost one"} == broken.failed()
    assert back.set_aside(regimes_of([back])) == "failed"


def damaged(change: Any) -> dict[str, Any]:
    document = json.loads(json.dumps(to_document([block(RATES)])))
    change(document)
    return document


@pytest.mark.parametrize("change, words", [
    (lambda d: d.update(schema=99), "schema"),
    (lambda d: d.update(note=""), "'note' is unknown"),
    (lambda d: d["blocks"].append(d["blocks"][0]), "is there twice"),
    (lambda d: d["blocks"].append(1), "no object"),
    (lambda d: d["blocks"][0].update(mood="good"), "'mood' is unknown"),
    (lambda d: d["blocks"][0].pop("stolen"), "lacks 'stolen'"),
    (lambda d: d["blocks"][0].update(stolen=1.5), "no part of the time"),
    (lambda d: d["blocks"][0].update(order=["base", "base", "control"]), "and back"),
    (lambda d: d["blocks"][0]["samples"].pop(), "and back"),
    (lambda d: d["blocks"][0].update(cell="counter/add"), "no cell name"),
    (lambda d: d["blocks"][0]["samples"][2].update(ops_per_s=0), "not above 0"),
    (lambda d: d["blocks"][0]["samples"][2].update(ops_per_s="fast"), "no usable 'ops_per_s'"),
    (lambda d: d["blocks"][0]["samples"][2].pop("real_time"), "lacks 'real_time'"),
    (lambda d: d["blocks"][0]["samples"][2].update(jain="1"), "no usable 'jain'"),
    (lambda d: d["blocks"][0]["samples"][2].update(colour=3), "'colour' is unknown"),
    (lambda d: d["blocks"][0]["samples"].__setitem__(3, []), "sample 4 is no object"),
])
def test_damaged_blocks_are_refused_in_one_line(change: Any, words: str) -> None:
    with pytest.raises(ResultsError, match=words) as raised:
        from_document(damaged(change), "blocks.json")
    assert str(raised.value).startswith("blocks.json") or "cell name" in words
    assert "\n" not in str(raised.value)


def test_a_block_of_two_cells_or_of_too_few_samples_is_refused() -> None:
    mine = block(RATES)
    with pytest.raises(ValueError, match="6 samples"):
        Block(mine.cell, 1, ARMS, mine.samples[:5], None, None)
    with pytest.raises(ValueError, match="one cell"):
        Block(parse_cell(COUNTER.replace("mutex", "mcs")), 1, ARMS, mine.samples, None, None)


def test_a_block_counts_only_inside_one_regime() -> None:
    inside, across = with_floors(*[105] * 6), with_floors(*[105] * 5, 455)
    regimes = regimes_of([inside, across, with_floors(*[455] * 6)])
    assert inside.set_aside(regimes) is None and inside.regime(regimes) == "105 ns"
    assert across.set_aside(regimes) == "regime changed" and across.regime(regimes) is None


def test_a_floor_that_changes_in_one_sample_sets_the_block_aside() -> None:
    changed = block(RATES, floor_after_ns=455.0)
    regimes = regimes_of([with_floors(*[105] * 6), with_floors(*[455] * 6), changed])
    assert changed.set_aside(regimes) == "floor changed"


@pytest.mark.parametrize("changes, why", [
    ({"stolen": 0.03}, "stolen"), ({"stolen": 0.02}, None), ({"stolen": None}, None),
    ({"pressure": 0.2}, "pressure"), ({"pressure": 0.1}, None), ({"pressure": None}, None),
    ({"throttled_us": 1.0}, "throttled"), ({"preempted_us": 9000.0, "window_s": 0.04, "team": 2}, "preempted"),
])
def test_what_others_spoil_is_set_aside(changes: dict[str, Any], why: str | None) -> None:
    mine = block(RATES, **changes)
    assert mine.set_aside(regimes_of([mine])) == why


def test_threads_that_must_wait_for_a_cpu_make_no_pressure_of_others() -> None:
    crowded = block(RATES, name=COUNTER.replace("threads:2", "threads:8"), pressure=0.9)
    assert crowded.set_aside(regimes_of([crowded])) is None


def test_limits_are_what_the_caller_says() -> None:
    mine = block(RATES, stolen=0.03)
    assert mine.set_aside(regimes_of([mine]), Limits(stolen=0.05)) is None


def test_one_thread_has_no_fairness_and_a_metric_must_be_in_all_samples() -> None:
    fair = {arm: 1.0 for arm in ARMS}
    assert block(RATES, jain=fair).metrics() == ["ops_per_s", "jain"]
    assert block(RATES, name=COUNTER.replace("threads:2", "threads:1"), jain=fair).metrics() == ["ops_per_s"]
    assert block(RATES, jain={"base": 1.0}).metrics() == ["ops_per_s"]
    assert blocks_of(COUNTER, [1.0], add_p99_ns=80.0)[0].metrics() == ["ops_per_s", "add_p99_ns"]
