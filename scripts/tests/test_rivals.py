"""Ours against theirs: what is paired with what, and which is the best."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from samples import raw_row
from syncbench.results import Run, Strategy, parse_row
from syncbench.rivals import Match, matches, paired_ratio
from syncbench.stats import classify_regimes
from syncbench.table import print_run

RINGS = {"quick_ring": "syncbench", "slow_ring": "syncbench", "their_ring": "boost", "other_ring": "tbb"}
LOCKS = {"mutex": "std", "ours_a": "syncbench", "ours_b": "syncbench"}


def run_of(raws: list[dict[str, Any]], cpus: int = 2) -> Run:
    rows = [parse_row(raw | {"sample": index}, "a test") for index, raw in enumerate(raws)]
    strategies = {("queue", name): Strategy("queue", name, name, source, "", "blocking", "mpmc strict_fifo bounded", {})
                  for name, source in RINGS.items()}
    for kind in ("lock", "counter"):
        strategies |= {(kind, name): Strategy(kind, name, name, source, "", "blocking", "linearizable", {})
                       for name, source in LOCKS.items()}
    strategies["counter", "sharded"] = Strategy("counter", "sharded", "sharded", "syncbench", "", "", "quiescent", {})
    return Run(Path("."), rows, strategies, {"cpus": cpus}, {}, True, {})


def found(raws: list[dict[str, Any]]) -> list[Match]:
    run = run_of(raws)
    return matches(run, classify_regimes(run.rows))


def pop(name: str, number: int, mops: float, shape: str = "1x1", **changes: Any) -> dict[str, Any]:
    return raw_row(f"queue/push_pop/{name}/shape:{shape}/work:0/wait:spin_yield/place:cores",
                   ops_per_s=mops * 1e6, **changes) | {"round": number}


def add(name: str, number: int, mops: float, threads: int) -> dict[str, Any]:
    return raw_row(f"counter/add/{name}/threads:{threads}/work:0/place:cores", ops_per_s=mops * 1e6) | {"round": number}


def test_the_best_of_each_side_are_compared_in_each_shape() -> None:
    raws = [pop(name, number, mops, shape) for number in range(1, 7) for shape in ("1x1", "2x2")
            for name, mops in {"quick_ring": 30, "slow_ring": 5, "their_ring": 20, "other_ring": 15}.items()]
    assert [(match.column, match.ours, match.theirs) for match in found(raws)] == [
        ("1x1", "quick_ring", "their_ring"), ("2x2", "quick_ring", "their_ring")]
    ratio = found(raws)[0].ratio
    assert (ratio.median, ratio.n) == (1.5, 6)


def test_pairs_are_of_one_round() -> None:
    """The machine halves its speed from round to round: unpaired medians would say so, pairs do not."""
    raws = [pop(name, number, mops / 2**number) for number in range(1, 8)
            for name, mops in {"quick_ring": 240, "their_ring": 200}.items()]
    ratio = found(raws)[0].ratio
    assert ratio.low == ratio.median == ratio.high == pytest.approx(1.2)
    assert paired_ratio({1: [2.0], 2: [3.0, 9.0]}, {2: [1.0], 3: [1.0]}).n == 1
    assert paired_ratio({1: [2.0]}, {2: [1.0]}) is None


def test_another_regime_a_failed_strategy_and_private_work_do_not_count() -> None:
    far = {"floor_before_ns": 455.0, "floor_after_ns": 455.0}
    raws = [pop(name, number, mops) for number in range(1, 7) for name, mops in {"slow_ring": 10, "their_ring": 20}.items()]
    raws += [pop("slow_ring", 7, 1000, **far), pop("their_ring", 7, 1, **far)]
    raws += [pop("other_ring", 1, 99), pop("other_ring", 2, 99, error_occurred=True, error_message="lost one")]
    raws += [raw_row("queue/push_pop/quick_ring/shape:1x1/work:64/wait:spin_yield/place:cores") | {"round": 1}]
    (match,) = found(raws)
    assert (match.ours, match.theirs, match.ratio.median, match.ratio.n) == ("slow_ring", "their_ring", 0.5, 6)


def test_without_a_rival_there_is_nothing_to_compare() -> None:
    assert found([pop("quick_ring", 1, 30), pop("slow_ring", 1, 5)]) == []


def test_one_and_the_same_lock_is_held_against_the_standard_mutex_everywhere() -> None:
    """ours_a is best with one thread, but it is the lock whose worst count is best that is shown."""
    speeds = {"mutex": (10, 10), "ours_a": (40, 5), "ours_b": (20, 15)}
    raws = [add(name, number, mops[threads - 1], threads) for number in range(1, 7) for threads in (1, 2)
            for name, mops in speeds.items()]
    lock = [match for match in found(raws) if match.what.startswith("one lock")]
    assert [(match.column, match.ours, match.ratio.median) for match in lock] == [("1", "ours_b", 2.0), ("2", "ours_b", 1.5)]


def test_a_counter_of_shards_is_held_against_stores_to_private_lines_up_to_a_thread_a_cpu() -> None:
    raws = [add("sharded", number, 900 * threads, threads) for number in range(1, 7) for threads in (1, 2, 4)]
    raws += [raw_row("floor/private/store/threads:1/place:cores", real_time=1.0) | {"round": number}
             for number in range(1, 7)]
    share = [match for match in found(raws) if match.what.startswith("share of")]
    assert [(match.column, match.ours, match.ratio.median) for match in share] == [
        ("1", "sharded", pytest.approx(0.9)), ("2", "sharded", pytest.approx(0.9))]


def test_the_table_tells_ratio_interval_and_pairs() -> None:
    out = io.StringIO()
    print_run(run_of([pop(name, number, mops) for number in range(1, 7)
                      for name, mops in {"quick_ring": 30, "their_ring": 20}.items()]), out, None)
    text = out.getvalue()
    assert "Ours against theirs" in text and "queue push_pop, mpmc strict_fifo bounded" in text
    (line,) = [line for line in text.splitlines() if "1.50 x" in line]
    assert line.split()[1::2] == ["1x1", "quick_ring", "their_ring", "1.50", "│", "1.50]", "6"]


def test_only_the_sweeps_are_compared() -> None:
    others = ("queue/push_pop/{}/shape:1x1/work:0/wait:park",
              "queue/payload/{}/shape:1x1/work:0/payload:64/wait:spin_yield",
              "queue/batch/{}/shape:1x1/work:0/batch:8/wait:spin_yield", "queue/memory/{}/shape:1/work:0",
              "queue/hand_off/{}/shape:1x1/work:0/wait:spin_yield")
    assert found([raw_row(f"{other.format(name)}/place:cores") | {"round": number} for other in others
                  for name in ("quick_ring", "their_ring") for number in range(1, 7)]) == []
