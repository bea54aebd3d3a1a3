"""The driver with the real sync_bench, and with one whose strategies lie. `make test` builds both."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import PATIENCE_S, SCRIPTS, Driver, load
from syncbench.presets import REPRESENTATIVES
from syncbench.results import load_run, parse_cell
from syncbench.series import select
from syncbench.strict_json import ResultsError

BUILD = Path(os.environ.get("SYNCBENCH_BUILD") or SCRIPTS.parent / "build/release")
SYNC_BENCH = BUILD / "benchmarks/sync_bench"
FEW = ("--preset=smoke", "--filter=/add/(mutex|fetch_add)/threads:[12]/work:0|floor/shared/round_trip"
       "|push_pop/vyukov_ring/shape:1x1/work:0/wait:spin_yield")


def sync_bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SYNC_BENCH, *arguments], capture_output=True, text=True, timeout=PATIENCE_S)


def catalogue() -> list[dict]:
    return json.loads(sync_bench("--catalogue").stdout)["strategies"]


@pytest.fixture
def real(driver: Driver) -> Driver:
    driver.binary = SYNC_BENCH
    return driver


def test_the_catalogue_has_the_strategies_of_the_default_preset() -> None:
    known = {(entry["kind"], entry["name"]) for entry in catalogue()}
    assert {(kind, name) for kind, names in REPRESENTATIVES.items() for name in names} <= known


def test_a_run_has_all_figures_of_its_samples(real: Driver) -> None:
    assert real.run(*FEW).returncode == 0
    run = load_run(real.latest)
    assert run.complete and {row.cell.kind for row in run.rows} == {"counter", "queue", "floor"}
    for row in run.rows:
        assert row.counters["team"] == row.cell.threads
        assert row.ops_per_s == pytest.approx(1e9 / row.ns_per_op)
        if row.cell.kind == "floor":
            continue
        figures = {"ops_per_s", "ops", "window_s", "overlap", "start_skew_ns", "team", "cpus", "batch", "failed",
                   "cpu_s", "ctx_voluntary", "ctx_involuntary", "jain"}
        assert figures <= row.counters.keys()
        assert 0 <= row.counters["overlap"] <= 1 and 0 < row.counters["jain"] <= 1.0001
    if run.machine["cpus"] > 1:
        assert any(row.floor_before is not None and row.floor_after is not None for row in run.rows)


def test_a_killed_run_is_resumed(real: Driver) -> None:
    process = real.run_until_samples(5, *FEW)
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    folder, = real.runs()
    before = {path: path.read_bytes() for path in real.samples()}
    assert load(folder / "bench.json")["complete"] is False and not real.latest.exists()
    assert real.run("--resume").returncode == 0
    assert before.items() <= {path: path.read_bytes() for path in real.samples()}.items()
    run = load_run(real.latest)
    assert run.complete
    cells = load(folder / "plan.json")["cells"]
    for round_ in (1, 2, 3):
        assert sorted(row.cell.name for row in run.rows if row.round == round_) == sorted(cells)


def test_liars_are_named_and_drawn_nowhere(driver: Driver) -> None:
    driver.binary, driver.charts = BUILD / "benchmarks/tests/sync_bench_liars", True
    driver.env["SYNCBENCH_WATCHDOG_S"] = "10"  # the honest one must not be taken for stuck on a busy machine
    result = driver.run("--preset=smoke", "--threads=2")
    assert result.returncode == 1, result.stderr
    cell = "threads:2/work:0/place:cores"
    assert f"counter cas_loop failed in counter/add/cas_loop/{cell}: wrong result: the counter says" in result.stderr
    assert f"counter mutex failed in counter/add/mutex/{cell}: " in result.stderr and "hung in phase" in result.stderr
    run = load_run(driver.latest)
    assert set(run.excluded()) == {("counter", "cas_loop"), ("counter", "mutex")}
    try:
        drawn = {row.cell.impl for row in select(run).rows}
    except ResultsError:  # on a busy machine the honest one's samples may all be set aside
        drawn = set()
    assert drawn <= {"fetch_add"}


def test_a_strategy_is_checked_and_the_verdict_printed() -> None:
    done = sync_bench("--check=queue/vyukov_ring")
    assert done.returncode == 0, done.stderr
    verdict = json.loads(done.stdout)
    assert (verdict["kind"], verdict["name"], verdict["passed"]) == ("queue", "vyukov_ring", True)
    assert verdict["operations"] > 0 and verdict["detail"] == ""
    assert verdict["observed"]["order"] == "strict_fifo"
    assert list(verdict) == ["kind", "name", "passed", "operations", "detail", "observed"]


def test_liars_fail_their_check_and_are_not_measured_in_a_full_run(driver: Driver) -> None:
    driver.binary = BUILD / "benchmarks/tests/sync_bench_liars"
    driver.env["SYNCBENCH_WATCHDOG_S"] = "10"
    result = driver.run("--preset=full", "--threads=2")
    assert result.returncode == 1, result.stderr
    assert re.search("counter cas_loop failed in its check, so it was not measured: .*is not linearizable",
                     result.stderr)
    assert re.search("counter mutex failed in its check, so it was not measured: killed by SIGABRT: ", result.stderr)
    run = load_run(driver.latest)
    assert set(run.excluded()) == {("counter", "cas_loop"), ("counter", "mutex")}
    assert {row.cell.impl for row in run.rows if row.error is None} == {"fetch_add"}
    assert run.checks["counter", "fetch_add"].passed


@pytest.mark.parametrize("arguments, status, words", [
    (["--benchmark_filter=no/such/cell"], 2, "matches nothing"),
    (["--threads=0"], 2, "1 to 1024"),
    (["--threads=100000"], 2, "1 to 1024"),
    (["--threads=1,,2"], 2, "1 to 1024"),
    (["--no_such_option"], 2, "unknown option '--no_such_option'"),
    (["--parent=1"], 2, "--parent"),
    (["--check=queue/no_such"], 2, "there is no 'queue/no_such'"),
    (["--check=floor/round_trip"], 2, "there is no 'floor/round_trip'"),
    (["--check=lock/mutex", "--benchmark_list_tests"], 2, "beside --check"),
])
def test_the_program_refuses_bad_options_in_one_line(arguments: list[str], status: int, words: str) -> None:
    result = sync_bench(*arguments)
    lines = [line for line in result.stderr.splitlines() if line.startswith("sync_bench: ")]
    assert result.returncode == status and len(lines) == 1 and words in lines[0]


def test_thread_counts_become_cells() -> None:
    names = sync_bench("--benchmark_list_tests=true", "--threads=3,6").stdout
    for part in ("/fetch_add/threads:3/", "/fetch_add/threads:6/", "/vyukov_ring/shape:1x2/", "/vyukov_ring/shape:2x1/",
                 "/vyukov_ring/shape:3x3/"):
        assert part in names
    assert "threads:1/work" not in names and "/push_pop/boost_spsc_queue/" not in names


def test_the_catalogue_says_of_every_strategy_what_people_and_scripts_need() -> None:
    entries = catalogue()
    locks = [entry["name"] for entry in entries if entry["kind"] == "lock" and "family" in entry]
    for entry in entries:
        assert entry["available"] or entry["why"], entry
        if "family" not in entry:  # not built
            assert not entry["available"]
            continue
        assert entry["bytes"] > 0 and type(entry["extra"]) is bool
        assert bool(entry["library"]) == (entry["source"] not in ("syncbench", "other")), entry
        if entry["kind"] == "queue":
            assert type(entry["exact_capacity"]) is bool and (entry["k"] > 0) == (entry["order"] == "k_fifo"), entry
    adapters = {(entry["kind"], entry["name"], entry["lock"]) for entry in entries if "lock" in entry}
    assert {("counter", lock, lock) for lock in locks} | {("queue", f"{lock}_ring", lock) for lock in locks} <= adapters


def test_no_cell_is_of_a_strategy_that_cannot_run_here() -> None:
    cells = [parse_cell(line) for line in sync_bench("--benchmark_list_tests=true").stdout.split()]
    here = {(entry["kind"], entry["name"]) for entry in catalogue() if entry["available"]}
    assert {(cell.kind, cell.impl) for cell in cells if cell.kind in ("counter", "queue")} <= here


def test_both_kinds_have_the_five_families() -> None:
    for kind in ("counter", "queue"):
        families = {entry["family"] for entry in catalogue() if entry["kind"] == kind}
        assert {"mutex", "recursive_mutex", "atomic", "lock_free", "tbb"} <= families


def test_threads_that_cannot_be_started_are_an_error_of_the_environment() -> None:
    program = ["sh", "-c", 'ulimit -v 2000000; exec "$0" "$@"', SYNC_BENCH, "--threads=1024",
               "--benchmark_filter=counter/add/mutex/threads:1024/work:0/"]
    result = subprocess.run(program, capture_output=True, text=True, timeout=PATIENCE_S)
    assert result.returncode == 2 and "sync_bench: cannot start thread" in result.stderr
