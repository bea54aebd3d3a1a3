"""What a preset and a filter choose, and in which order it is measured."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace

import planned
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import counter, queue
from syncbench.errors import UserError
from syncbench.plan import estimate_s, schedule
from syncbench.presets import EXCERPT, PRESETS, REPRESENTATIVES, SMALLEST_EXCERPT, Scope, matching, select
from syncbench.results import Cell, Strategy, parse_cell

COUNTERS = {"mutex": "mutex", "recursive_mutex": "recursive_mutex", "recursive_mutex_nested": "recursive_mutex",
            "tbb_spin_mutex": "tbb", "fetch_add": "atomic", "cas_loop": "lock_free", "tbb_combinable": "tbb",
            "sharded": "sharded"}
QUEUES = {"mutex_ring": "mutex", "recursive_mutex_ring": "recursive_mutex", "tbb_spin_mutex_ring": "tbb",
          "vyukov_ring": "atomic", "michael_scott": "lock_free", "boost_queue": "lock_free",
          "boost_spsc_queue": "lock_free", "tbb_concurrent_queue": "tbb"}
STRATEGIES = {(kind, name): Strategy(kind, name, family, "std", "", "blocking", "any", {})
              for kind, names in (("lock", COUNTERS), ("counter", COUNTERS), ("queue", QUEUES))
              for name, family in names.items()}
FLOORS = [parse_cell("floor/private/store/threads:1/place:cores"),
          parse_cell("floor/shared/round_trip/threads:2/place:cores")]


def listing(threads: list[int], place: str = "cores") -> list[Cell]:
    """What sync_bench registers."""
    shapes = ["1"] * (1 in threads) + [f"{t // 2}x{t // 2}" for t in threads if t % 2 == 0] + ["1x4", "4x1"]
    cells = [counter(impl, t, work, place) for impl in COUNTERS for t in threads
             for work in (0, 16, 64, 256, 1024, 4096)]
    return cells + [queue(impl, shape, work, place) for impl in QUEUES for shape in shapes for work in (0, 64, 1024)
                    if impl != "boost_spsc_queue" or shape in ("1", "1x1")]


def chosen(preset: str, cells: list[Cell], cpus: int = 2, threads: tuple[int, ...] = ()) -> list[Cell]:
    return select(preset, cells, Scope(cpus, STRATEGIES, threads))


SMALL = listing([1, 2, 4, 8]) + FLOORS


def test_smoke_takes_the_first_entry_of_each_family_and_kind() -> None:
    smoke = chosen("smoke", SMALL)
    assert {cell.impl for cell in smoke if cell.kind == "counter"} == {
        "mutex", "recursive_mutex", "tbb_spin_mutex", "fetch_add", "cas_loop", "sharded"}
    assert {cell.impl for cell in smoke if cell.kind == "queue"} == {
        "mutex_ring", "recursive_mutex_ring", "tbb_spin_mutex_ring", "vyukov_ring", "michael_scott"}
    assert {(cell.threads, cell.work) for cell in smoke if cell.kind == "counter"} == {(1, 0), (2, 0), (2, 64), (4, 0)}
    assert {(cell.shape, cell.work) for cell in smoke if cell.kind == "queue"} == {("1", 0), ("1x1", 0), ("2x2", 0)}
    assert set(FLOORS) <= set(smoke) and len(smoke) == 6 * 4 + 5 * 3 + 2


def test_smoke_takes_the_next_of_a_family_whose_first_is_not_listed() -> None:
    cells = [cell for cell in SMALL if cell.impl != "tbb_spin_mutex"]
    assert "tbb_combinable" in {cell.impl for cell in chosen("smoke", cells)}


def test_smoke_takes_what_comes_from_a_header_outside_the_tree() -> None:
    extra = replace(STRATEGIES["counter", "tbb_combinable"], extra=True)
    smoke = select("smoke", SMALL, Scope(2, STRATEGIES | {extra.key: extra}))
    assert {cell.impl for cell in smoke} - {cell.impl for cell in chosen("smoke", SMALL)} == {"tbb_combinable"}


def test_smoke_follows_the_number_of_cpus() -> None:
    smoke = chosen("smoke", listing([1, 2, 32, 64, 128, 256]), cpus=64)
    assert {(cell.threads, cell.work) for cell in smoke if cell.kind == "counter"} == {
        (1, 0), (64, 0), (64, 64), (128, 0)}
    assert {cell.shape for cell in smoke if cell.kind == "queue"} == {"1", "1x1", "32x32", "64x64"}


def test_default_takes_its_representatives_and_with_a_filter_everyone() -> None:
    default = {(cell.kind, cell.impl) for cell in chosen("default", SMALL)}
    assert ("counter", "fetch_add") in default and ("queue", "boost_queue") in default
    assert ("counter", "recursive_mutex_nested") not in default and ("floor", "store") in default


def test_default_takes_every_size_and_a_few_amounts_of_work() -> None:
    default = select("default", SMALL, Scope(2, STRATEGIES, everyone=True))
    assert {cell.impl for cell in default} == {*COUNTERS, *QUEUES, "store", "round_trip"}
    points = Counter((cell.threads, cell.work) for cell in default if cell.kind == "counter")
    assert points == dict.fromkeys([(1, 0), (2, 0), (4, 0), (8, 0), (2, 64), (2, 1024)],
                                   len(COUNTERS))
    assert {(cell.shape, cell.work) for cell in default if cell.kind == "queue"} == {
        ("1", 0), ("1x1", 0), ("2x2", 0), ("4x4", 0), ("1x4", 0), ("4x1", 0), ("1x1", 64), ("1x1", 1024)}


def test_default_sweeps_work_only_where_there_is_a_cpu_a_thread() -> None:
    default = chosen("default", listing([1, 2, 32, 64, 128, 256]), cpus=64)
    assert {cell.threads for cell in default if cell.kind == "counter" and cell.work} == {2, 64}


def test_only_full_takes_the_compact_placement() -> None:
    cells = SMALL + listing([1, 2, 4], place="compact")
    assert {cell.place for cell in chosen("smoke", cells) + chosen("default", cells)} == {"cores"}
    assert chosen("full", cells) == cells


@pytest.mark.parametrize("preset", PRESETS)
def test_thread_counts_that_were_asked_for_are_measured(preset: str) -> None:
    threads = (3, 16)
    points = {(cell.threads, cell.work) for cell in chosen(preset, listing([3, 16]), 4, threads)
              if cell.kind == "counter"}
    assert {(3, 0), (16, 0), (3, 64)} <= points
    assert preset == "full" or (16, 64) not in points


@given(st.lists(st.integers(1, 256), min_size=1, max_size=6, unique=True), st.integers(1, 128))
def test_each_preset_chooses_among_the_next_one_in_the_order_given(threads: list[int], cpus: int) -> None:
    cells = listing(threads)
    smoke, default, full = (chosen(preset, cells, cpus) for preset in ("smoke", "default", "full"))
    assert set(smoke) <= set(default) <= set(full) == set(cells)
    for chosen_cells in (smoke, default, full):
        assert chosen_cells == [cell for cell in cells if cell in set(chosen_cells)]


def test_a_filter_is_searched_in_the_whole_name() -> None:
    assert {cell.kind for cell in matching(SMALL, "queue/.*")} == {"queue"}
    assert {cell.impl for cell in matching(SMALL, "/mutex/")} == {"mutex"}
    assert matching(SMALL, None) == matching(SMALL, "") == SMALL


def test_a_filter_that_matches_nothing_or_is_none_is_refused() -> None:
    with pytest.raises(UserError, match=f"FILTER 'xyz' matches none of the {len(SMALL)} cells"):
        matching(SMALL, "xyz")
    with pytest.raises(UserError, match="is no regular expression"):
        matching(SMALL, "*")
    with pytest.raises(UserError, match="give others in THREADS"):
        matching([], None)
    with pytest.raises(UserError, match="none of the 1 cell;"):
        matching(SMALL[:1], "xyz")


@given(st.integers(), st.integers(1, 4))
def test_the_schedule_is_a_function_of_seed_cells_and_rounds(seed: int, rounds: int) -> None:
    cells = chosen("smoke", SMALL)
    orders = schedule(random.Random(seed), cells, rounds)
    assert orders == schedule(random.Random(seed), cells, rounds)
    assert orders[:-1] == schedule(random.Random(seed), cells, rounds - 1)
    for order in orders:
        assert sorted(cell.name for cell in order) == sorted(cell.name for cell in cells)
        starts = [after.group for before, after in zip([None, *order], order)
                  if before is None or before.group != after.group]
        assert len(starts) == len(set(starts)), "a group was left and entered again"


def test_with_controls_one_strategy_of_each_group_comes_twice_a_round_and_not_always_the_same() -> None:
    cells = chosen("smoke", SMALL)
    again: dict[tuple, Counter[str]] = defaultdict(Counter)
    for order in schedule(random.Random(1), cells, 20, controls=True):
        times = Counter(cell for cell in order)
        assert set(times) == set(cells) and set(times.values()) <= {1, 2}
        for cell in cells:
            again[cell.group][cell.impl] += times[cell] - 1
    for group, controls in again.items():
        strategies = {cell.impl for cell in cells if cell.group == group}
        compared = len(strategies) > 1 and group[0] not in ("floor", "exhibit")
        assert sum(controls.values()) == (20 if compared else 0)
        assert not compared or len(+controls) > 1


def test_groups_and_the_strategies_in_them_change_places() -> None:
    cells = chosen("smoke", SMALL)
    orders = schedule(random.Random(1), cells, 20)
    assert len({order[0].group for order in orders}) > 3
    at_two = [tuple(cell.impl for cell in order if cell.group == counter().group) for order in orders]
    assert len(set(at_two)) > 10


def test_oversubscribed_cells_are_estimated_with_their_longer_window() -> None:
    machine = {"cpus": 2, "timing": {"warmup_s": 0.01, "window_s": 0.04, "oversubscribed_warmup_s": 0.02,
                                     "oversubscribed_window_s": 0.16}}
    assert estimate_s(counter(threads=2), machine) == pytest.approx(0.0752)
    assert estimate_s(counter(threads=4), machine) == pytest.approx(0.2054)
    assert estimate_s(queue(shape="2x2"), machine) == pytest.approx(0.2054)


@pytest.mark.parametrize("name", ["lock/latency/mcs/threads:{}/cs:64/work:64/wait:spin",
                                  "counter/latency/mutex/threads:{}/work:64"])
def test_timed_calls_are_estimated_with_their_long_window_whatever_the_threads(name: str) -> None:
    few, many = (estimate_s(parse_cell(f"{name.format(threads)}/place:cores"), planned.MACHINE) for threads in (2, 4))
    assert few == pytest.approx(0.1952) and many == pytest.approx(0.1954)


def test_a_large_team_is_estimated_to_take_longer() -> None:
    machine = {"cpus": 2000, "timing": {"warmup_s": 0.01, "window_s": 0.04, "oversubscribed_warmup_s": 0.02,
                                        "oversubscribed_window_s": 0.16}}
    assert estimate_s(counter(threads=1024), machine) > estimate_s(counter(threads=2), machine) + 0.1


def budgeted(preset: str, cpus: int, **scope: str | bool) -> tuple[list[Cell], float]:
    """What a preset takes of all that sync_bench has, and how long a round of it is estimated to last."""
    cells = select(preset, planned.cells(cpus), Scope(cpus, planned.strategies(), **scope))
    return cells, sum(estimate_s(cell, planned.MACHINE | {"cpus": cpus}) for cell in cells)


def test_default_has_a_little_of_every_question_and_still_ends_in_three_minutes() -> None:
    cells, round_s = budgeted("default", 2)
    swept = [cell for cell in cells if (cell.kind, cell.workload) in (("counter", "add"), ("queue", "bare"),
             ("exhibit", "add")) or cell.workload == "push_pop" and cell.wait == "spin_yield"]
    beside = Counter(f"{cell.kind}/{cell.workload}" for cell in set(cells) - set(swept) if cell.kind != "floor")
    assert beside == {"lock/section": 5, "lock/latency": 5, "counter/latency": 1, "queue/latency": 1,
                      "queue/hand_off": 6, "queue/memory": 2, "queue/payload": 3, "queue/batch": 3, "queue/bursts": 3,
                      "queue/push_pop": 3}
    assert {cell for cell in planned.cells(2) if cell.kind == "floor"} <= set(cells)
    assert len(cells) < 210 and round_s <= PRESETS["default"].budget_s / PRESETS["default"].enough


def test_smoke_has_at_most_a_dozen_cells_beside_its_sweeps_and_ends_in_twenty_seconds() -> None:
    cells, round_s = budgeted("smoke", 2)
    new = [cell for cell in cells if cell.workload not in ("add", "push_pop", "private", "harness", "round_trip")]
    assert len(new) <= 13 and {"section", "latency", "hand_off", "memory"} <= {cell.workload for cell in new}
    assert 2 * round_s <= PRESETS["smoke"].budget_s


def test_full_has_everything_and_time_for_enough_samples_of_it() -> None:
    cells, round_s = budgeted("full", 2)
    assert cells == planned.cells(2)
    assert PRESETS["full"].enough * round_s <= PRESETS["full"].budget_s


@pytest.mark.parametrize("cpus", [1, 2, 64])
def test_each_preset_of_all_that_there_is_chooses_among_the_next_one(cpus: int) -> None:
    smoke, default, full = (set(budgeted(preset, cpus)[0]) for preset in ("smoke", "default", "full"))
    others = {cell for cell in smoke if cell.kind in ("floor", "lock") or cell.workload not in ("add", "push_pop")}
    assert others <= default <= full and smoke <= full


def test_a_filter_lifts_the_representatives_of_the_other_workloads_too() -> None:
    everyone, _ = budgeted("default", 2, everyone=True)
    assert {cell.impl for cell in everyone if cell.workload == "section"} == {
        name for kind, name in planned.strategies() if kind == "lock"}
    assert {(cell.threads, cell.cs, cell.work) for cell in everyone if cell.workload == "section"} == {(2, 64, 0)}


def test_what_default_takes_of_the_other_workloads_are_representatives() -> None:
    for excerpt in (EXCERPT, SMALLEST_EXCERPT):
        for workload, names in excerpt.items():
            kind = workload.split("/")[0]
            assert set(names) <= set(REPRESENTATIVES[kind]) and set(names) <= set(EXCERPT[workload])
