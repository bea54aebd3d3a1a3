"""Groups: which cells answer which question, and what a preset takes of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import planned
import pytest
from syncbench.errors import UserError
from syncbench.groups import GROUPS, at_one_count, members
from syncbench.plan import estimate_s
from syncbench.presets import PRESETS, REPRESENTATIVES, Scope, select
from syncbench.results import Cell, parse_cell

CELLS = planned.cells(2)
STRATEGIES = planned.strategies()


def settings(name: str, *parts: str) -> set[tuple]:
    return {tuple(getattr(cell, part) for part in parts) for cell in members(name, CELLS, 2)}


def whole(preset: str, group: str, cpus: int = 2, **scope: bool) -> list[Cell]:
    return select(preset, planned.cells(cpus), Scope(cpus, STRATEGIES, group=group, **scope))


def part(preset: str, group: str, cpus: int = 2, **scope: bool) -> list[Cell]:
    """Without the floors that come with a group."""
    return [cell for cell in whole(preset, group, cpus, **scope) if group == "floors" or cell.kind != "floor"]


def workloads(cells: list[Cell]) -> set[str]:
    return {f"{cell.kind}/{cell.workload}" for cell in cells if cell.kind != "floor"}


def test_groups_hold_the_workloads_that_answer_their_question() -> None:
    assert {name: workloads(members(name, CELLS, 2)) for name in GROUPS} == {
        "throughput": {"counter/add", "queue/push_pop", "queue/bare", "exhibit/add"}, "floors": set(),
        "latency": {"lock/latency", "counter/latency", "queue/latency", "queue/hand_off"},
        "fairness": {"lock/section", "lock/latency"}, "sections": {"lock/section"},
        "cost": {"counter/add", "queue/push_pop", "queue/bare", "exhibit/add", "lock/section", "queue/memory"},
        "payload": {"queue/payload"}, "batch": {"queue/batch"}, "bursts": {"queue/bursts"},
        "oversubscription": {"queue/push_pop", "lock/section"}}


def test_groups_hold_the_settings_that_answer_their_question() -> None:
    assert settings("throughput", "wait") == {(None,), ("spin_yield",)}
    assert settings("fairness", "workload", "cs", "work") == {("section", 64, 0), ("latency", 64, 64)}
    assert settings("fairness", "threads") == {(1,), (2,), (4,), (8,)}
    assert settings("sections", "threads", "cs", "work") == {
        (2, cs, work) for cs in (0, 64, 1024) for work in (0, 64, 1024)}
    assert settings("cost", "work") == {(0,)}
    assert {cell.kind for cell in members("floors", CELLS, 2)} == {"floor"}


def test_oversubscription_is_asked_of_even_shapes_and_of_queues_that_can_park() -> None:
    cells = members("oversubscription", CELLS, 2)
    assert Counter((cell.shape, cell.wait) for cell in cells if cell.impl == "vyukov_ring") == {
        (shape, wait): 1 for shape in ("1x1", "2x2", "4x4") for wait in ("spin_yield", "spin", "park")}
    assert {cell.impl for cell in cells if cell.kind == "queue"} == set(planned.RIVALS)
    assert {(cell.cs, cell.work, cell.threads) for cell in cells if cell.kind == "lock"} == {
        (64, 0, 2), (64, 0, 4), (64, 0, 8)}


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("cpus", [1, 2, 64])
def test_smoke_takes_a_part_of_a_group_that_three_rounds_of_twenty_seconds_suffice_for(name: str, cpus: int) -> None:
    cells = part("smoke", name, cpus)
    round_s = sum(estimate_s(cell, planned.MACHINE | {"cpus": cpus}) for cell in whole("smoke", name, cpus))
    preset = PRESETS["smoke"]
    assert cells and set(cells) <= set(members(name, planned.cells(cpus), cpus))
    assert preset.enough * round_s <= preset.budget_s * (1.3 if name == "throughput" else 1)  # that of all of smoke


@pytest.mark.parametrize("name", GROUPS)
def test_default_takes_the_representatives_of_a_group_in_three_minutes(name: str) -> None:
    cells = part("default", name)
    every = members(name, CELLS, 2)
    known = {cell for cell in every if cell.impl in REPRESENTATIVES.get(cell.kind, [cell.impl])}
    assert set(cells) == known or name == "throughput" and set(cells) < known  # of whose work it takes some
    assert PRESETS["default"].enough * sum(estimate_s(cell, planned.MACHINE) for cell in cells) <= 180


@pytest.mark.parametrize("name", GROUPS)
def test_full_takes_a_whole_group_and_a_filter_every_strategy_of_it(name: str) -> None:
    assert part("full", name) == members(name, CELLS, 2)
    impls = {(cell.kind, cell.impl) for cell in members(name, CELLS, 2)}
    assert {(cell.kind, cell.impl) for cell in part("default", name, everyone=True)} == impls


@pytest.mark.parametrize("name, values", [
    ("payload", {("payload", size) for size in (8, 64, 256)}), ("batch", {("batch", size) for size in (1, 8, 64)}),
    ("bursts", {("burst", size) for size in (1, 16, 256)}), ("sections", {("cs", size) for size in (0, 64, 1024)}),
    ("oversubscription", {("threads", count) for count in (2, 4, 8)}), ("fairness", {("threads", 2), ("threads", 4)}),
    ("cost", {("threads", 1), ("threads", 2)}),
])
def test_smoke_takes_all_that_the_chart_of_a_group_is_drawn_against(name: str, values: set[tuple[str, int]]) -> None:
    cells = part("smoke", name)
    ((what, _), *_) = values
    assert {(what, getattr(cell, what)) for cell in cells} == values
    if what != "threads":
        assert {cell.threads for cell in cells} == {2}


def test_smoke_takes_the_first_strategy_of_each_family_and_what_was_added() -> None:
    assert {cell.impl for cell in part("smoke", "sections")} == {
        "mutex", "recursive_mutex", "tbb_spin_mutex", "ttas", "mcs"}
    extra = replace(STRATEGIES["lock", "clh"], extra=True)
    with_it = select("smoke", CELLS, Scope(2, STRATEGIES | {extra.key: extra}, group="oversubscription"))
    assert {cell.impl for cell in with_it if cell.kind == "lock"} == {
        "mutex", "recursive_mutex", "tbb_spin_mutex", "clh"}


@pytest.mark.parametrize("group, floors", [
    ("throughput", {"fetch_add/threads:1", "fetch_add/threads:2", "store/threads:1"}), ("payload", set()),
    ("latency", {"round_trip/threads:2"}), ("sections", {"fetch_add/threads:1"}),
])
def test_a_group_comes_with_the_floors_that_bound_its_cells(group: str, floors: set[str]) -> None:
    for preset in PRESETS:
        found = {"/".join(cell.name.split("/")[2:4]) for cell in whole(preset, group) if cell.kind == "floor"}
        assert found == floors, preset


def test_a_group_of_which_there_is_no_cell_is_refused() -> None:
    counters = [cell for cell in CELLS if cell.kind == "counter"]
    with pytest.raises(UserError, match="GROUP batch has no cell here"):
        select("full", counters, Scope(2, STRATEGIES, group="batch"))


def test_one_thread_count_is_the_largest_with_a_cpu_a_thread() -> None:
    locks = [parse_cell(f"lock/latency/mcs/threads:{threads}/cs:64/work:64/wait:spin/place:cores")
             for threads in (1, 2, 4, 8)]
    assert [cell.threads for cell in at_one_count(locks, 4)] == [4]
    assert [cell.threads for cell in at_one_count(locks[2:], 2)] == [4]
    queues = [parse_cell(f"queue/latency/ring/shape:{shape}/work:64/wait:spin_yield/place:cores")
              for shape in ("1", "1x1", "2x2", "1x4")]
    assert [[cell.shape for cell in at_one_count(queues, cpus)] for cpus in (1, 2, 5)] == [["1x1"], ["1x1"], ["2x2"]]
    assert [cell.shape for cell in at_one_count(queues[:1], 2)] == ["1"]
