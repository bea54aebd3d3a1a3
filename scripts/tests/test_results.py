"""Reading results: what is accepted is typed and whole, everything else is one clear line."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from samples import COUNTER, raw_row
from syncbench.results import Cell, Check, available, load_run, parse_catalogue, parse_cell, parse_row
from syncbench.strict_json import ResultsError, parse_json

STRATEGY = {"kind": "counter", "name": "mutex", "family": "mutex", "source": "std", "library": "libstdc++ 12",
            "progress": "blocking", "class": "linearizable", "bytes": 48, "available": True}


CHECK = {"kind": "counter", "name": "mutex", "passed": True, "operations": 9, "detail": "", "observed": {}}


def write_run(folder: Path, rows: list[Any], **changes: Any) -> Path:
    documents = {"bench": {"context": {}, "complete": True, "benchmarks": rows},
                 "catalogue": {"schema": 1, "strategies": [STRATEGY]}, "machine": {"schema": 1, "cpus": 2}}
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document | changes.get(name, {})))
    return folder


def refusal(folder: Path) -> str:
    with pytest.raises(ResultsError) as caught:
        load_run(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_counter_name_is_taken_apart() -> None:
    name = "counter/add/fetch_add/threads:4/work:64/place:cores"
    assert parse_cell(name) == Cell(name, "counter", "add", "fetch_add", 4, None, 64, None, None, "cores")


def test_a_queue_name_is_taken_apart_and_its_threads_are_added() -> None:
    name = "queue/push_pop/vyukov_ring/shape:1x4/work:0/wait:spin_yield/place:compact"
    assert parse_cell(name) == Cell(name, "queue", "push_pop", "vyukov_ring", 5, "1x4", 0, None, "spin_yield",
                                    "compact")
    assert parse_cell(name.replace("1x4", "1")).threads == 1


def test_a_lock_a_floor_and_an_exhibit_name_are_taken_apart() -> None:
    assert parse_cell("lock/pass/mcs/threads:2/cs:16/work:64/wait:spin/place:cores").cs == 16
    assert parse_cell("floor/shared/round_trip/threads:2/place:cores").workload == "shared"
    assert parse_cell("exhibit/add/lost_update/threads:4/work:0/place:cores").kind == "exhibit"


@pytest.mark.parametrize("part, value", [("burst", 16), ("batch", 8), ("payload", 256)])
def test_what_a_queue_is_given_at_once_is_a_part_of_its_name(part: str, value: int) -> None:
    workload = "bursts" if part == "burst" else part
    cell = parse_cell(f"queue/{workload}/vyukov_ring/shape:2x2/work:0/{part}:{value}/wait:spin_yield/place:cores")
    found = {name: getattr(cell, name) for name in ("burst", "batch", "payload")}
    assert found == dict.fromkeys(found) | {part: value}


def test_a_queue_that_is_only_filled_waits_for_nobody() -> None:
    assert parse_cell("queue/memory/vyukov_ring/shape:1/work:0/place:cores").wait is None


@pytest.mark.parametrize("suffix", ["/iterations:1/manual_time", "/manual_time", "/iterations:1",
                                    "/repeats:3/real_time", "/min_time:0.500/process_time", ""])
def test_the_suffixes_of_google_benchmark_are_stripped(suffix: str) -> None:
    assert parse_cell(COUNTER + suffix) == parse_cell(COUNTER)


@pytest.mark.parametrize("name", [
    "", "mutex", "BM_string_copy", "stack/push/treiber/threads:1/work:0/place:cores",
    "counter/add/mutex/threads:0/work:0/place:cores", "counter/add/mutex/threads:2/work:0",
    "counter/add/mutex/threads:2/place:cores", "counter/add/mutex/shape:1x1/place:cores",
    "counter/add/mutex/work:0/threads:2/place:cores", "counter/add/mutex/threads:2/work:0/place:near",
    "counter/add/mutex/threads:2/work:0/place:cores/colour:red", "counter/add/mutex/threads:2/work:x/place:cores",
    "queue/push_pop/ring/shape:2x0/work:0/wait:spin/place:cores", "queue/push_pop/ring/shape:1x1/work:0/place:cores",
    "queue/push_pop/ring/shape:2/work:0/wait:spin/place:cores",
    "queue/bursts/ring/shape:1x1/work:64/wait:spin/place:cores",
    "queue/bursts/ring/shape:1x1/work:64/wait:spin/burst:16/place:cores",
    "queue/batch/ring/shape:1x1/work:0/batch:0/wait:spin/place:cores",
    "queue/payload/ring/shape:1x1/payload:64/work:0/wait:spin/place:cores",
    "lock/section/mcs/threads:2/work:0/wait:spin/place:cores", "lock/section/mcs/threads:2/cs:0/work:0/place:cores",
])
def test_an_unknown_form_of_a_name_is_refused(name: str) -> None:
    with pytest.raises(ResultsError, match="is no cell name of this version"):
        parse_cell(name)


def test_cells_that_differ_only_in_strategy_are_of_one_group() -> None:
    def group(name: str) -> tuple:
        return parse_cell(name).group

    assert group(COUNTER) == group(COUNTER.replace("mutex", "sharded"))
    for part, other in (("threads:2", "threads:4"), ("work:0", "work:64"), ("cores", "compact")):
        assert group(COUNTER) != group(COUNTER.replace(part, other))
    ring = "queue/push_pop/ring/shape:1x4/work:0/wait:spin_yield/place:cores"
    assert group(ring) != group(ring.replace("1x4", "4x1"))
    section = "lock/section/mcs/threads:2/cs:64/work:0/wait:spin/place:cores"
    assert group(section) != group(section.replace("cs:64", "cs:0"))
    assert group(section) == group(section.replace("mcs", "mutex").replace("wait:spin", "wait:park"))
    for part in ("bursts/ring/shape:1x1/work:0/burst", "batch/ring/shape:1x1/work:0/batch",
                 "payload/ring/shape:1x1/work:0/payload"):
        one, other = (f"queue/{part}:{value}/wait:spin_yield/place:cores" for value in (8, 64))
        assert group(one) == group(one.replace("ring", "deque")) != group(other)


@pytest.mark.parametrize("text, what", [
    ('{"a": NaN}', "contains NaN"), ('{"a": -Infinity}', "contains -Infinity"), ('{"a": 1e999}', "1e999 is not finite"),
    ('{"a": 1, "a": 2}', "'a' is there twice"), ('{"b": [{"threads": 1, "threads": 4}]}', "'threads' is there twice"),
    ('{"a": ', "perhaps cut off"), ("", "perhaps cut off"), ("nan", "perhaps cut off"), ("[1]", "not a JSON object"),
    ("[" * 100000, "perhaps cut off"), ('{"a": 1' + "0" * 400 + "}", "100000000… is too large for a float"),
    ('{"a": 1' + "0" * 5000 + "}", "is too large for a float"),
], ids=lambda text: text[:20])
def test_json_that_others_would_read_wrongly_is_refused(text: str, what: str) -> None:
    with pytest.raises(ResultsError) as caught:
        parse_json(text, "here")
    message = str(caught.value)
    assert message.startswith("here: ") and what in message and "\n" not in message


def test_a_run_is_read_whole(tmp_path: Path) -> None:
    first = raw_row(COUNTER + "/iterations:1/manual_time", throttled_us=0)
    run = load_run(write_run(tmp_path, [first, raw_row(sample=2, floor_before_ns=None, floor_after_ns=None)]))
    assert run.complete and run.machine["cpus"] == 2 and run.excluded() == {}
    assert run.strategies["counter", "mutex"].semantic_class == "linearizable"
    row, without_floor = run.rows
    assert (row.cell.name, row.round, row.sample) == (COUNTER, 1, 1)
    assert (row.ops_per_s, row.ns_per_op, row.floor_before, row.floor_after) == (5e7, 20.0, 105.0, 106.0)
    assert row.counters["overlap"] == 0.99 and row.counters["throttled_us"] == 0
    assert (without_floor.floor_before, without_floor.floor_after) == (None, None)


def test_numbers_of_google_benchmark_itself_are_no_counters(tmp_path: Path) -> None:
    row, = load_run(write_run(tmp_path, [raw_row()])).rows
    assert not {"cpu_time", "threads", "iterations", "real_time"} & set(row.counters)


def test_a_failed_row_has_no_figures_and_excludes_its_strategy(tmp_path: Path) -> None:
    failed = raw_row(sample=2, error_occurred=True, error_message="lost one")
    run = load_run(write_run(tmp_path, [raw_row(), failed]))
    assert run.rows[1].error == "lost one"
    assert math.isnan(run.rows[1].ops_per_s) and math.isnan(run.rows[1].ns_per_op)
    assert run.excluded() == {("counter", "mutex"): f"{COUNTER}: lost one"}


@pytest.mark.parametrize("row, what", [
    (raw_row(ops_per_s=None), f"{COUNTER}: lacks 'ops_per_s'"),
    (raw_row(ops_per_s="fast"), "has no usable 'ops_per_s'"),
    (raw_row(ops_per_s=True), "has no usable 'ops_per_s'"),
    (raw_row(ops_per_s=0), "not above 0"),
    (raw_row(floor_after_ns=-1.0), "not above 0"),
    (raw_row(time_unit="us"), "not a single sample in ns"),
    (raw_row(run_type="aggregate"), "not a single sample in ns"),
    (raw_row(round=None), "lacks 'round'"),
    (raw_row(name=None), "lacks 'name'"),
    (raw_row(COUNTER.replace("mutex", "stranger")), "is not in catalogue.json"),
    (raw_row("BM_copy"), "is no cell name"),
    (7, "a row is no object"),
])
def test_a_damaged_row_is_refused(tmp_path: Path, row: Any, what: str) -> None:
    assert what in refusal(write_run(tmp_path, [row]))


def test_the_same_sample_twice_is_refused(tmp_path: Path) -> None:
    assert "sample 1 of round 1 is there twice" in refusal(write_run(tmp_path, [raw_row(), raw_row()]))


@pytest.mark.parametrize("name", ["machine", "catalogue"])
def test_an_unknown_schema_is_refused(tmp_path: Path, name: str) -> None:
    message = refusal(write_run(tmp_path, [raw_row()], **{name: {"schema": 2}}))
    assert f"{name}.json: its schema is 2, these scripts know 1" in message


@pytest.mark.parametrize("cpus, what", [(0, "cpus is 0, below 1"), (-2, "below 1"), (None, "has no usable 'cpus'"),
                                        (2.5, "has no usable 'cpus'")])
def test_a_machine_without_cpus_is_refused(tmp_path: Path, cpus: Any, what: str) -> None:
    assert what in refusal(write_run(tmp_path, [raw_row()], machine={"cpus": cpus}))


def test_foreign_json_is_refused(tmp_path: Path) -> None:
    assert "bench.json: has no usable 'complete'" in refusal(write_run(tmp_path, [], bench={"complete": None}))
    (tmp_path / "bench.json").write_text('{"context": {}, "benchmarks": []}')  # Google Benchmark's own
    assert "bench.json: lacks 'complete'" in refusal(tmp_path)


def test_truncated_json_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    write_run(tmp_path, [raw_row()])
    for name in ("bench", "catalogue", "machine"):
        path = tmp_path / f"{name}.json"
        text = path.read_text()
        for length in range(0, len(text), 7):
            path.write_text(text[:length])
            assert f"{name}.json: not valid JSON, perhaps cut off" in refusal(tmp_path)
        path.write_text(text)
    assert load_run(tmp_path).complete


def test_missing_and_unreadable_files_are_refused(tmp_path: Path) -> None:
    assert "is no folder" in refusal(tmp_path / "nowhere")
    assert "bench.json is missing" in refusal(tmp_path)
    write_run(tmp_path, [raw_row()])
    (tmp_path / "bench.json").write_bytes(b"\xff\xfe\x00")
    assert "bench.json: not a text file" in refusal(tmp_path)
    (tmp_path / "bench.json").unlink()
    (tmp_path / "bench.json").mkdir()
    assert "bench.json cannot be read" in refusal(tmp_path)


ABSENT = {"kind": "queue", "name": "folly_queue", "available": False, "why": "not built: libfolly-dev is missing"}
USELESS = STRATEGY | {"name": "tbb_speculative", "available": False, "why": "this CPU has no transactional memory"}


def test_a_strategy_that_cannot_run_here_is_listed_with_the_reason() -> None:
    strategies = parse_catalogue({"schema": 1, "strategies": [STRATEGY, ABSENT, USELESS]}, "here")
    assert list(available(strategies)) == [("counter", "mutex")]
    mutex, folly, speculative = strategies.values()
    assert (mutex.available, mutex.why, mutex.bytes, mutex.lock, mutex.extra) == (True, "", 48, None, False)
    assert (folly.available, folly.why, folly.family, folly.bytes) == (False, ABSENT["why"], "", None)
    assert (speculative.available, speculative.why, speculative.family) == (False, USELESS["why"], "mutex")


def test_what_a_run_could_not_measure_is_kept_apart(tmp_path: Path) -> None:
    run = load_run(write_run(tmp_path, [raw_row()], catalogue={"strategies": [ABSENT, STRATEGY]}))
    assert list(run.strategies) == [("counter", "mutex")] and [absent.name for absent in run.absent] == ["folly_queue"]
    stranger = raw_row("queue/push_pop/folly_queue/shape:1x1/work:0/wait:spin/place:cores")
    assert "is not in catalogue.json" in refusal(write_run(tmp_path, [stranger], catalogue={"strategies": [ABSENT]}))


@pytest.mark.parametrize("strategies, what", [
    ([STRATEGY, STRATEGY], "counter mutex is listed twice"), ([7], "a strategy is no object"),
    ([STRATEGY | {"class": None}], "mutex: has no usable 'class'"), ({}, "has no usable 'strategies'"),
    ([STRATEGY, ABSENT | STRATEGY | {"available": False, "why": "no"}], "counter mutex is listed twice"),
    ([ABSENT | {"why": 7}], "folly_queue: has no usable 'why'"), ([STRATEGY | {"extra": 1}], "no usable 'extra'"),
    ([STRATEGY | {"waiting": 1}], "no usable 'waiting'"),
    ([STRATEGY | {"bytes": "48"}], "mutex: has no usable 'bytes'"), ([STRATEGY | {"lock": True}], "no usable 'lock'"),
])
def test_a_damaged_catalogue_is_refused(strategies: Any, what: str) -> None:
    with pytest.raises(ResultsError, match=what):
        parse_catalogue({"schema": 1, "strategies": strategies}, "here")


def write_checks(folder: Path, checks: Any, schema: int = 1) -> None:
    (folder / "checks.json").write_text(json.dumps({"schema": schema, "checks": checks}))


def test_checks_are_read_and_a_failed_one_excludes_its_strategy(tmp_path: Path) -> None:
    write_run(tmp_path, [raw_row()])
    assert load_run(tmp_path).checks == {}
    write_checks(tmp_path, [CHECK | {"observed": {"k": 3}}])
    run = load_run(tmp_path)
    assert run.checks == {("counter", "mutex"): Check("counter", "mutex", True, 9, "", {"k": 3})}
    assert run.excluded() == {}
    write_checks(tmp_path, [CHECK | {"passed": False, "operations": 0, "detail": "lost one"}])
    assert load_run(tmp_path).excluded() == {("counter", "mutex"): "its check: lost one"}


@pytest.mark.parametrize("checks, what", [
    ({}, "has no usable 'checks'"), ([7], "a check is no object"), ([CHECK, CHECK], "counter mutex is there twice"),
    ([CHECK | {"passed": 1}], "has no usable 'passed'"), ([CHECK | {"operations": True}], "no usable 'operations'"),
    ([CHECK | {"operations": 0}], "counter mutex passed without an operation"),
    ([CHECK | {"observed": []}], "has no usable 'observed'"),
    ([{key: CHECK[key] for key in CHECK if key != "detail"}], "lacks 'detail'"),
    ([CHECK | {"name": "stranger"}], "counter stranger is not in catalogue.json"),
])
def test_damaged_checks_are_refused(tmp_path: Path, checks: Any, what: str) -> None:
    write_checks(write_run(tmp_path, [raw_row()]), checks)
    assert f"{tmp_path / 'checks.json'}: " in refusal(tmp_path) and what in refusal(tmp_path)


def test_checks_of_another_schema_or_cut_off_are_refused(tmp_path: Path) -> None:
    write_checks(write_run(tmp_path, [raw_row()]), [CHECK], schema=2)
    assert "checks.json: its schema is 2, these scripts know 1" in refusal(tmp_path)
    (tmp_path / "checks.json").write_text('{"schema": 1, "checks": [')
    assert "checks.json: not valid JSON, perhaps cut off" in refusal(tmp_path)


def test_an_incomplete_run_is_read_and_says_so(tmp_path: Path) -> None:
    assert load_run(write_run(tmp_path, [raw_row()], bench={"complete": False})).complete is False


def test_a_row_keeps_its_place_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="^samples/r01/0001.json: counter/add"):
        parse_row(raw_row(ops_per_s=None), "samples/r01/0001.json")
