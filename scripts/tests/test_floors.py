"""Which floor bounds which cell, and how near to it a strategy is said to come."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from samples import raw_row
from syncbench.floors import bound, shares
from syncbench.results import Run, Strategy, parse_cell, parse_row
from syncbench.stats import classify_regimes
from syncbench.table import print_run

CLASSES = {("counter", "fetch_add"): "linearizable", ("counter", "sharded"): "quiescent",
           ("lock", "mcs"): "not reentrant", ("queue", "ring"): "mpmc strict_fifo bounded"}


def run_of(raws: list[dict[str, Any]], cpus: int = 2) -> Run:
    rows = [parse_row(raw | {"sample": index}, "a test") for index, raw in enumerate(raws)]
    strategies = {key: Strategy(*key, "any", "std", "", "blocking", semantic_class, {})
                  for key, semantic_class in CLASSES.items()}
    return Run(Path("."), rows, strategies, {"cpus": cpus}, {}, True)


def rule(name: str, cpus: int = 4) -> str | None:
    cell = parse_cell(f"{name}/place:cores")
    found = bound(cell, CLASSES[cell.kind, cell.impl], cpus)
    return None if found is None else found.name


@pytest.mark.parametrize("name, floor", [
    ("counter/add/fetch_add/threads:1/work:0", "floor/private/fetch_add"),
    ("counter/add/fetch_add/threads:4/work:0", "floor/shared/fetch_add of 4 threads"),
    ("counter/add/sharded/threads:1/work:0", "floor/private/store"),
    ("counter/add/sharded/threads:4/work:0", "0.25 x floor/private/store"),
    ("lock/section/mcs/threads:4/cs:0/work:0/wait:spin", "floor/private/fetch_add"),
    ("lock/latency/mcs/threads:2/cs:64/work:64/wait:spin", "0.5 x floor/shared/round_trip"),
    ("queue/hand_off/ring/shape:1x1/work:0/wait:spin_yield", "floor/shared/round_trip"),
])
def test_a_floor_bounds_what_takes_at_least_as_long(name: str, floor: str) -> None:
    assert rule(name) == floor


@pytest.mark.parametrize("name", [
    "counter/add/fetch_add/threads:8/work:0", "counter/add/fetch_add/threads:2/work:64",
    "counter/latency/fetch_add/threads:2/work:64", "lock/section/mcs/threads:2/cs:64/work:0/wait:spin",
    "lock/latency/mcs/threads:1/cs:64/work:64/wait:spin", "queue/push_pop/ring/shape:2x2/work:0/wait:spin_yield",
    "queue/memory/ring/shape:1/work:0",
])
def test_elsewhere_and_beyond_a_thread_a_cpu_nothing_is_claimed(name: str) -> None:
    assert rule(name) is None
    assert rule("queue/hand_off/ring/shape:1x1/work:0/wait:spin_yield", cpus=1) is None


def test_a_share_is_of_medians_of_one_regime_and_may_pass_1() -> None:
    far = {"floor_before_ns": 455.0, "floor_after_ns": 455.0}
    floor, cell = "floor/shared/fetch_add/threads:2/place:cores", "counter/add/fetch_add/threads:2/work:0/place:cores"
    raws = [raw_row(floor, real_time=ns) for ns in (10.0, 11.0, 12.0)] + [raw_row(floor, real_time=99.0, **far)]
    raws += [raw_row(cell, real_time=ns) for ns in (10.0, 20.0, 22.0)] + [raw_row(cell, real_time=1.0, **far)]
    run = run_of(raws)
    (found,) = shares(run, classify_regimes(run.rows))
    assert (found.share.median, found.share.low, found.share.high) == (11 / 20, 11 / 22, 11 / 10)
    assert (found.share.n, found.floor_n) == (3, 3)


def test_without_the_floor_or_the_figure_there_is_no_share() -> None:
    hand_off = "queue/hand_off/ring/shape:1x1/work:0/wait:spin_yield/place:cores"
    floor = raw_row("floor/shared/round_trip/threads:2/place:cores", real_time=100.0)
    for raws in ([raw_row(hand_off, round_trip_p50_ns=200.0)], [floor, raw_row(hand_off)]):
        run = run_of(raws)
        assert shares(run, classify_regimes(run.rows)) == []


def test_the_table_of_shares_names_the_floor() -> None:
    out = io.StringIO()
    print_run(run_of([raw_row("floor/shared/round_trip/threads:2/place:cores", real_time=100.0),
                      raw_row("lock/latency/mcs/threads:2/cs:64/work:64/wait:spin/place:cores", lock_p50_ns=9.0,
                              handover_p50_ns=200.0)]), out, None)
    text = out.getvalue()
    assert "lock, not reentrant: share of the floor that bounds it" in text and "0.250" in text
    assert "hand-over by 0.5 x floor/shared/round_trip (median of 1)" in text
