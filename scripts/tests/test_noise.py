"""Same against same: which samples are paired, and how far apart they are said to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import rows_of, selection_of
from syncbench.report.noise import bound, noise
from syncbench.report.parts import Noise

CLASSES = {("counter", "mutex"): "linearizable", ("counter", "fetch_add"): "linearizable",
           ("queue", "ring"): "mpmc strict_fifo bounded"}
MUTEX, ATOMIC = (f"counter/add/{name}/threads:2/work:0" for name in ("mutex", "fetch_add"))
KEY = ("counter", "add", 2)


def test_controls_are_two_samples_of_one_round_the_first_by_the_second() -> None:
    found = noise(selection_of(rows_of({MUTEX: [(12.0, 10.0), 50.0, (9.0, 10.0)], ATOMIC: [7.0, 8.0]}), CLASSES))
    assert found == Noise(True, {KEY: (1.2, 0.9)})


def test_controls_come_in_the_order_measured_whosever_they_are() -> None:
    cells = {MUTEX: [1.0, (3.0, 1.0)], ATOMIC: [(2.0, 1.0), 1.0, (4.0, 1.0)]}
    assert noise(selection_of(rows_of(cells), CLASSES)).ratios == {KEY: (2.0, 3.0, 4.0)}


def test_without_controls_neighbouring_rounds_are_paired_each_sample_once() -> None:
    found = noise(selection_of(rows_of({MUTEX: [8.0, 4.0, 6.0, 2.0, 1.0], ATOMIC: [5.0, (), 7.0]}), CLASSES))
    assert found == Noise(False, {KEY: (2.0, 3.0)})  # and rounds 1 and 3 of the other are no neighbours


def test_a_sample_of_another_regime_is_no_partner() -> None:
    far = {"floor_before_ns": 455.0, "floor_after_ns": 455.0}
    near = rows_of({MUTEX: [1.0, 1.0, 1.0, (2.0,)]})
    found = noise(selection_of(near + rows_of({MUTEX: [(), (), (), (9.0,)]}, **far), CLASSES))
    assert found == Noise(False, {KEY: (1.0, 0.5)})


def test_threads_and_workloads_are_kept_apart_and_what_is_not_asked_by_its_rate_is_left_out() -> None:
    pair = [(2.0, 1.0)]
    cells = {MUTEX: pair, "counter/add/mutex/threads:4/work:0": pair, "counter/latency/mutex/threads:2/work:64": pair,
             "floor/private/store/threads:1": pair, "exhibit/add/lost_update/threads:2": pair,
             "queue/memory/ring/shape:1/work:0": pair, "queue/push_pop/ring/shape:1x1/work:0/wait:spin_yield": pair}
    assert set(noise(selection_of(rows_of(cells), CLASSES)).ratios) == {
        KEY, ("counter", "add", 4), ("queue", "push_pop", 2)}


def test_a_bound_takes_six_pairs_else_those_of_the_kind_else_there_is_none() -> None:
    ratios = {KEY: (1.1,) * 5, ("counter", "add", 4): (1.5,) * 20, ("queue", "push_pop", 2): (2.0,) * 5}
    assert bound(Noise(True, ratios), *KEY) == pytest.approx(0.5)  # of 25 pairs, twenty of them
    assert bound(Noise(True, ratios | {KEY: (1.1,) * 6}), *KEY) == pytest.approx(0.1)
    assert bound(Noise(True, ratios), "queue", "push_pop", 2) is None
    assert bound(Noise(True), *KEY) is None


@given(st.lists(st.floats(0.2, 5), min_size=6, max_size=40), st.data())
def test_a_bound_does_not_depend_on_which_of_two_came_first(ratios: list[float], data: st.DataObject) -> None:
    turned = [1 / ratio if data.draw(st.booleans()) else ratio for ratio in ratios]
    bounds = [bound(Noise(True, {KEY: tuple(of_one)}), *KEY) for of_one in (ratios, turned)]
    assert bounds[0] == pytest.approx(bounds[1]) and bounds[0] >= 0


def test_a_bound_of_thousands_of_pairs_is_that_of_as_many_as_tell_it() -> None:
    many = Noise(True, {KEY: tuple(1 + (n % 100) / 100 for n in range(20_000))})
    assert bound(many, *KEY) == pytest.approx(0.5, abs=0.05)
