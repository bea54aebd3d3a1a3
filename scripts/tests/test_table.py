"""The table in the terminal: what it shows, marks and leaves out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from rich.console import Console
from samples import raw_row
from syncbench.results import Run, Strategy, parse_row
from syncbench.table import print_run

CLASSES = {"mutex": "linearizable", "fetch_add": "linearizable", "sharded": "quiescent"}


def printed(raws: list[dict[str, Any]]) -> str:
    rows = [parse_row(raw | {"sample": index}, "a test") for index, raw in enumerate(raws)]
    strategies = {("counter", name): Strategy("counter", name, name, "std", "", "blocking", semantic_class, {})
                  for name, semantic_class in CLASSES.items()}
    out = io.StringIO()
    print_run(Run(Path("."), rows, strategies, {"cpus": 2}, {}, True), Console(file=out, width=140))
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
