"""The table in the terminal: what it shows, marks and leaves out."""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from samples import raw_row
from syncbench.results import Check, Run, Strategy, parse_row
from syncbench.stats import classify_regimes
from syncbench.table import print_run

CLASSES = {"mutex": "linearizable", "fetch_add": "linearizable", "sharded": "quiescent"}
RINGS = ("recursive_mutex_nested_ring", "vyukov_ring")


def printed(raws: list[dict[str, Any]], width: int | None = None, checks: Collection[Check] = (),
            absent: Collection[Strategy] = (), regime: float | None = None, group: str | None = None,
            machine: dict[str, Any] | None = None) -> str:
    rows = [parse_row(raw | {"sample": index}, "a test") for index, raw in enumerate(raws)]
    strategies = {("counter", name): Strategy("counter", name, name, "std", "", "blocking", semantic_class, {})
                  for name, semantic_class in CLASSES.items()}
    out = io.StringIO()
    strategies |= {("queue", name): Strategy("queue", name, name, "std", "", "blocking", "any", {}) for name in RINGS}
    strategies |= {("lock", name): Strategy("lock", name, name, "std", "", "blocking", "not reentrant", {})
                   for name in ("mutex", "ttas")}
    regimes = None if regime is None else classify_regimes(rows).showing(regime)
    print_run(Run(Path("."), rows, strategies, {"cpus": 2} | (machine or {}), {}, True,
                  {(check.kind, check.name): check for check in checks}, list(absent), group), out, width, regimes)
    return out.getvalue()


def sample(impl: str, threads: int, mops: float, **changes: Any) -> dict[str, Any]:
    return raw_row(f"counter/add/{impl}/threads:{threads}/work:{changes.pop('work', 0)}/place:cores",
                   ops_per_s=mops * 1e6, **changes)


def line_of(text: str, word: str) -> str:
    return next(line for line in text.splitlines() if word in line)


def test_it_shows_median_interval_and_count_for_each_thread_count() -> None:
    text = printed([sample("mutex", threads, mops / threads) for threads in (1, 2) for mops in (20.0, 30.0, 40.0)])
    assert line_of(text, "mutex").split() == ["│", "mutex", "│", "30.0", "│", "15.0", "│"]
    assert "[20.0, 40.0] 3" in text and "[10.0, 20.0] 3" in text


def test_semantic_classes_get_tables_of_their_own() -> None:
    text = printed([sample("mutex", 1, 30), sample("sharded", 1, 300)])
    assert "counter add, linearizable: Mops/s with work:0" in text
    assert text.index("linearizable:") < text.index("mutex") < text.index("quiescent:") < text.index("sharded")


def test_only_the_dominant_regime_is_shown_and_the_others_are_named() -> None:
    far = {"floor_before_ns": 455.0, "floor_after_ns": 455.0}
    text = printed([sample("mutex", 2, 30)] * 3 + [sample("mutex", 2, 7, **far)] * 2
                   + [sample("mutex", 2, 15, floor_after_ns=455.0)])
    assert "[30.0, 30.0] 3" in text and " 7" not in line_of(text, "mutex")
    assert ("Core-to-core round trip: 105 ns in 50% of the samples (shown); 455 ns in 33% of the samples; "
            "1 set aside: floor changed.") in text


def test_a_cell_without_a_sample_in_that_regime_is_a_dash() -> None:
    far = {"floor_before_ns": 455.0, "floor_after_ns": 455.0}
    text = printed([sample("mutex", 1, 30)] * 2 + [sample("mutex", 2, 7, **far)])
    assert line_of(text, "mutex").split()[-2] == "–"


def test_a_strategy_with_a_failed_cell_is_only_shown_as_failed() -> None:
    text = printed([sample("mutex", 1, 30), sample("fetch_add", 1, 77),
                    sample("fetch_add", 2, 77, error_occurred=True, error_message="lost one")])
    assert line_of(text, "fetch_add").count("failed") == 2 and "77" not in text


def test_a_strategy_that_passed_its_check_is_marked_and_the_mark_is_explained() -> None:
    samples = [sample("mutex", 1, 30), sample("sharded", 1, 40),
               sample("fetch_add", 1, 77, error_occurred=True, error_message="not measured")]
    text = printed(samples, checks=[Check("counter", "mutex", True, 9, "", {}),
                                    Check("counter", "fetch_add", False, 0, "lost one", {})])
    assert line_of(text, "mutex").split()[1:3] == ["mutex", "✓"]
    assert "✓" not in line_of(text, "sharded") and "✓" not in line_of(text, "fetch_add")
    assert "failed" in line_of(text, "fetch_add")
    assert "✓ recorded calls of the strategy kept what it declares (checks.json)." in text
    assert "✓" not in printed(samples)


def test_oversubscribed_columns_and_poor_overlap_are_marked() -> None:
    text = printed([sample("mutex", 2, 30, overlap=0.5), sample("mutex", 4, 20)])
    assert "4*" in text and "2*" not in text
    assert "!30" in text and "!20" not in text


def test_without_work_0_the_least_work_is_shown() -> None:
    text = printed([sample("mutex", 1, 30, work=1024), sample("mutex", 1, 50, work=64)])
    assert "with work:64" in text and "50" in line_of(text, "│ mutex") and "30" not in line_of(text, "│ mutex")


def test_floors_are_told_in_nanoseconds_and_the_overhead_of_the_loop_beside_it() -> None:
    text = printed([sample("mutex", 1, 30), raw_row("floor/private/store/threads:1/place:cores", 2, real_time=0.25),
                    raw_row("floor/harness/counter_loop/threads:1/place:cores", 3, overhead_ns=-0.0625)])
    assert "0.250" in line_of(text, "private/store (1)")
    assert "-0.0" in line_of(text, "counter_loop (1): overhead")


def test_an_exhibit_is_a_line_of_its_losses_and_in_no_table() -> None:
    exhibits = [raw_row(f"exhibit/add/lost_update/threads:{threads}/work:0/place:cores", lost_share=share)
                for threads, share in ((1, 0.0), (4, 0.5), (4, 0.25), (4, 0.375))]
    text = printed([sample("mutex", 1, 30), *exhibits])
    assert text.count("lost_update") == 1
    assert "lost_update loses 0 % at 1 thread, 37.5 % at 4 threads. It is wrong on purpose" in text


def shapes(threads: int) -> list[str]:
    """Queue shapes, lopsided ones too, of so many sizes."""
    return [shape for size in range(1, threads + 1) for shape in (f"{size}x{size}", f"1x{size + 1}", f"{size + 1}x1")]


@pytest.mark.parametrize("sizes", [5, 170])  # 15 and 510 columns
@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_wider_than_the_terminal_is_printed_in_parts_with_every_figure_whole(width: int, sizes: int) -> None:
    rows = [raw_row(f"queue/push_pop/{impl}/shape:{shape}/work:0/wait:spin_yield/place:cores",
                    ops_per_s=(1000 + column) * 1e6)
            for impl in RINGS for column, shape in enumerate(shapes(sizes))]
    text = printed(rows, width)
    table = [line for line in text.splitlines() if line.startswith(("│", "┃", "┏", "├", "└", "┡"))]
    assert "…" not in text and max(map(len, table)) <= max(width, 58)  # one column at least
    headers = [header.strip(" *") for line in table if line.startswith("┃") for header in line.strip("┃").split("┃")]
    parts = headers.count("strategy")
    assert [header for header in headers if header != "strategy"] == sorted(
        shapes(sizes), key=lambda shape: (sum(map(int, shape.split("x"))), shape))
    for impl in RINGS:
        lines = [line for line in table if impl in line]
        figures = [figure.strip() for line in lines for figure in line.strip("│").split("│")[1:]]
        assert len(lines) == parts and sorted(figures) == sorted(str(1000 + i) for i in range(len(shapes(sizes))))
    assert text.count("[1003, 1003] 1") == len(RINGS)


def test_without_a_terminal_a_table_has_its_natural_width() -> None:
    text = printed([sample("mutex", threads, 30) for threads in range(1, 41)])
    assert text.count("strategy \\ threads") == 1 and len(line_of(text, "│ mutex")) > 500
    assert all(line == line.rstrip() for line in text.splitlines())


def test_strategies_that_the_table_leaves_out_are_named_below_it() -> None:
    text = printed([sample("mutex", 1, 30), sample("mutex", 1, 10, work=64), sample("fetch_add", 1, 20, work=64)])
    assert "also measured, with private work only: fetch_add\n" in text
    assert "also measured" not in printed([sample("mutex", 1, 30), sample("mutex", 1, 10, work=64)])
    compact = raw_row("counter/add/fetch_add/threads:2/work:0/place:compact")
    assert "also measured, under other conditions only: fetch_add\n" in printed([sample("mutex", 1, 30), compact])


def absent(kind: str, name: str, why: str, lock: str | None = None) -> Strategy:
    return Strategy(kind, name, "", "", "", "", "", {}, available=False, why=why, lock=lock)


def test_what_this_machine_could_not_run_is_told_in_one_line() -> None:
    text = printed([sample("mutex", 1, 30)], absent=[
        absent("lock", "absl_mutex", "not built: package libabsl-dev is not installed"),
        absent("lock", "elided", "no transactional memory"), absent("counter", "elided", "no transactional memory"),
        absent("queue", "elided_ring", "no transactional memory", lock="elided"),
        absent("queue", "absl_queue", "not built: package libabsl-dev is not installed")])
    assert ("not measured here: absl_mutex, absl_queue (not built: package libabsl-dev is not installed); "
            "elided (no transactional memory)\n") in text
    assert "elided_ring" not in text and "not measured" not in printed([sample("mutex", 1, 30)])


def ring(workload: str, settings: str, mops: float = 30, impl: str = "vyukov_ring", **changes: Any) -> dict[str, Any]:
    return raw_row(f"queue/{workload}/{impl}/shape:1x1/{settings}/place:cores", ops_per_s=mops * 1e6, **changes)


def section(impl: str, wait: str, cs: int, work: int, threads: int = 2, mops: float = 30,
            **changes: Any) -> dict[str, Any]:
    return raw_row(f"lock/section/{impl}/threads:{threads}/cs:{cs}/work:{work}/wait:{wait}/place:cores",
                   ops_per_s=mops * 1e6, **changes)


def cells_of(text: str, word: str) -> list[str]:
    return [part.strip() for part in line_of(text, word).split("│")[2:-1]]


@pytest.mark.parametrize("workload, settings, part, values", [
    ("payload", "work:0/{}/wait:spin_yield", "payload", (8, 64, 256)),
    ("batch", "work:0/{}/wait:spin_yield", "batch", (1, 8, 64)),
    ("bursts", "work:64/{}/wait:spin_yield", "burst", (1, 16, 256))])
def test_what_a_workload_varies_is_in_its_columns_in_order(workload: str, settings: str, part: str,
                                                           values: tuple[int, ...]) -> None:
    text = printed([ring(workload, settings.format(f"{part}:{value}"), 1000 + value) for value in reversed(values)])
    assert f"queue {workload}, any: Mops/s with work:" in text
    assert re.findall(rf"{part}:(\d+)", text) == [str(value) for value in values]
    assert cells_of(text, "│ vyukov_ring") == [str(1000 + value) for value in values]


def test_ways_to_wait_have_a_table_of_their_own_and_do_not_enter_the_sweep() -> None:
    text = printed([ring("push_pop", f"work:0/wait:{wait}", mops)
                    for wait, mops in (("park", 1001), ("spin", 1002), ("spin_yield", 1003))])
    sweep, waits = text.split("by how a thread waits")
    assert cells_of(sweep, "│ vyukov_ring") == ["1003"] and cells_of(waits, "│ vyukov_ring") == ["1001", "1002"]


def test_sections_of_locks_are_compared_whatever_their_waiters_do() -> None:
    text = printed([section(impl, wait, cs, work, mops=mops + cs + work) for work in (0, 64) for cs in (0, 64)
                    for impl, wait, mops in (("mutex", "park", 1000), ("ttas", "spin", 2000))])
    alone, with_work = text.split("lock section, not reentrant: Mops/s with work:")[1:]
    assert cells_of(alone, "│ mutex") == ["1000", "1064"] and cells_of(alone, "│ ttas") == ["2000", "2064"]
    assert cells_of(with_work, "│ mutex") == ["1064", "1128"]


def call(impl: str = "fetch_add", threads: int = 2, **counters: float) -> dict[str, Any]:
    return raw_row(f"counter/latency/{impl}/threads:{threads}/work:64/place:cores", **counters)


def test_calls_are_told_by_their_percentiles_and_a_rare_one_only_if_most_samples_have_it() -> None:
    figures = {"add_p50_ns": 20.0, "add_p99_ns": 90.0, "add_max_ns": 7000.0, "clock_ns": 12.5}
    text = printed([call(**figures, add_p99_9_ns=800.0), call(**figures), call(**figures)])
    assert "counter latency, linearizable: ns of one addition, work:64" in text
    assert cells_of(text, "│ fetch_add") == ["20.0", "90.0", "–", "7000"]
    assert "Timing an empty call reads 12.5 ns" in text and "Mops/s" not in text


def test_a_hand_over_that_could_not_be_timed_is_told() -> None:
    row = raw_row("lock/latency/mutex/threads:2/cs:64/work:64/wait:park/place:cores", lock_p50_ns=30.0,
                  lock_max_ns=60.0)
    assert "Time stamps of two CPUs cannot be compared here" in printed([row])
    timed = printed([row | {"handover_p50_ns": 70.0, "stamps_synchronized": 1}])
    assert "cannot be compared" not in timed and "ns of hand-over" in timed


def test_memory_is_bytes_a_task_and_no_rate() -> None:
    text = printed([raw_row("queue/memory/vyukov_ring/shape:1/work:0/place:cores", bytes_per_task=16.25)])
    assert cells_of(text, "│ vyukov_ring") == ["16.2"] and "Mops/s" not in text


def test_costs_and_fairness_are_told_where_they_were_asked_for() -> None:
    rows = [section("mutex", "park", 64, 0, cpu_s=0.5, ops=1e6, jain=0.75)]
    assert "CPU seconds a million operations" not in printed(rows) and "Jain's index" not in printed(rows)
    costs, fairness = printed(rows, group="cost"), printed(rows, group="fairness")
    assert cells_of(costs.split("CPU seconds")[1], "│ mutex") == ["0.500"] and "joules" not in costs
    assert cells_of(fairness.split("Jain's index")[1], "│ mutex") == ["0.750"]


def test_another_regime_can_be_asked_for_and_the_line_tells_how() -> None:
    far = {"floor_before_ns": 455.0, "floor_after_ns": 455.0}
    rows = [sample("mutex", 2, 30)] * 3 + [sample("mutex", 2, 7, **far)] * 2
    assert "make table REGIME=455 shows another." in printed(rows)
    text = printed(rows, regime=500)
    assert cells_of(text, "│ mutex") == ["7.00"] and "455 ns in 40% of the samples (shown)" in text
    assert "samples in the regime of 455 ns" in text and "make table REGIME=105 shows another." in text


def test_how_nearly_together_threads_ran_is_told_of_samples_with_a_cpu_a_thread() -> None:
    rows = [sample("mutex", 2, 30, start_skew_ns=2000.0, overlap=0.995), sample("mutex", 1, 30, start_skew_ns=0.0),
            sample("mutex", 4, 30, start_skew_ns=9e6, overlap=0.2)]
    assert ("Start skew: p99 2.00 us (goal: 5); overlap: median 99.50%, least 99.50% (goal: 99%); 1 sample of"
            in printed(rows))


def test_the_instrument_tells_what_it_reads_of_what_is_known() -> None:
    delay = raw_row("floor/instrument/delay_100/threads:1/place:cores", true_ns=100.25, read_ns=100.5, error_ns=0.25,
                    latency_ns=101.25, latency_error_ns=1.0)
    unfair = raw_row("floor/instrument/unfair_3_to_1/threads:2/place:cores", share_0=0.75, jain=0.8)
    text = printed([delay, unfair])
    assert ("a delay of 100.25 ns reads 100.50 ns by the loop (error 0.25 ns), 101.25 ns by timing calls (error 1.00 "
            "ns); a share of 0.75 reads 0.75, and its Jain's index of 0.8 0.80.") in text
    assert "tested on what is known" not in printed([sample("mutex", 1, 30)])


def test_meters_that_the_machine_lacks_are_a_line_with_the_reason() -> None:
    meters = {"hardware_counters": "the kernel forbids them", "energy": "available"}
    text = printed([sample("mutex", 1, 30)], machine={"meters": meters})
    assert "not read here: hardware counters (the kernel forbids them)\n" in text
    assert "not read here" not in printed([sample("mutex", 1, 30)])
