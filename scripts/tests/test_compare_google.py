"""The same counters by sync_bench and by Google Benchmark's threaded mode, side by side."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PATIENCE_S, SCRIPTS, Driver, only_line
from syncbench.results import parse_google_row
from syncbench.strict_json import ResultsError

# In place of google_threaded; FAKE_NS: ns per operation, FAKE_ROWS: how many rows it prints.
FAKE_GOOGLE = """
import json, os, re, sys
flags = dict(flag.split("=", 1) for flag in sys.argv[1:])
name, threads = re.fullmatch(r"\\^(\\w+)/real_time/threads:(\\d+)\\$", flags["--benchmark_filter"]).groups()
row = {"name": f"{name}/real_time/threads:{threads}", "run_type": "iteration", "threads": int(threads),
       "iterations": 1000, "real_time": float(os.environ.get("FAKE_NS", "10")), "cpu_time": 9.0, "time_unit": "ns"}
settings = [key for key in os.environ if key.startswith("BENCHMARK_")]
print(json.dumps({"context": {}, "benchmarks": [row] * int(os.environ.get("FAKE_ROWS", "1"))}))
sys.exit(3 if settings else int(os.environ.get("FAKE_EXIT", "0")))
"""


@pytest.fixture
def google(tmp_path: Path) -> Path:
    program = tmp_path / "google_threaded"
    program.write_text(f"#!{sys.executable} -IS\n{FAKE_GOOGLE}")
    program.chmod(0o755)
    return program


def compare(driver: Driver, google: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPTS / "compare_google.py"), "--binary", str(driver.binary), "--google",
               str(google), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False, env=os.environ | {
        "SYNCBENCH_LOCK": str(driver.folder / "lock"), "FAKE_LOG": str(driver.folder / "log")} | env)


def lines_of(result: subprocess.CompletedProcess[str]) -> dict[tuple[str, str], str]:
    assert result.returncode == 0, result.stderr
    rows = [line for line in result.stdout.splitlines() if line.split()[0] in ("mutex", "recursive_mutex", "fetch_add")]
    return {tuple(line.split()[:2]): line for line in rows}


def test_every_counter_is_measured_on_both_sides_in_each_round(driver: Driver, google: Path) -> None:
    result = compare(driver, google, "--rounds=2", FAKE_COUNTERS="mutex,recursive_mutex,fetch_add,cas_loop")
    lines = lines_of(result)
    assert set(lines) == {(name, threads) for name in ("mutex", "recursive_mutex", "fetch_add")
                          for threads in ("1", "2", "4*")}
    assert all("too few samples to tell a difference" in line for line in lines.values())
    assert len(driver.measured()) == 2 * 9 and not any("cas_loop" in name for name in driver.measured())


def test_the_ratio_and_what_explains_it_are_told(driver: Driver, google: Path) -> None:
    lines = lines_of(compare(driver, google, FAKE_NS="10"))  # ours takes 20 ns, give or take a twentieth
    alone, together = lines["mutex", "1"], lines["mutex", "2"]
    ratio = float(alone.split("]")[2].split("[")[0].split()[-1])
    assert 1.9 <= ratio <= 2.1
    assert "its only thread" in alone and "not pinned" in together
    assert "its only thread" not in lines["fetch_add", "1"]


def test_a_tie_is_called_a_tie(driver: Driver, google: Path) -> None:
    lines = lines_of(compare(driver, google, "--rounds=8", FAKE_NS="20", FAKE_COUNTERS="fetch_add"))
    # An interval of 95 % misses 1 in a twentieth of the cells; three of three in a run of ten thousand.
    assert any("no difference shown" in line for line in lines.values())


def test_samples_of_another_regime_are_not_shown(driver: Driver, google: Path) -> None:
    result = compare(driver, google, "--rounds=3", FAKE_THROTTLED="5")
    assert all("no sample in the dominant regime" in line for line in lines_of(result).values())


def test_settings_in_the_environment_do_not_reach_google_benchmark(driver: Driver, google: Path) -> None:
    assert compare(driver, google, "--rounds=1", BENCHMARK_MIN_TIME="9").returncode == 0


@pytest.mark.parametrize(("env", "status", "words"), [
    ({"FAKE_ROWS": "2"}, 1, "2 rows"), ({"FAKE_ROWS": "0"}, 1, "0 rows"), ({"FAKE_EXIT": "4"}, 1, "exit code 4"),
    ({"FAKE_NS": "0"}, 2, "not above 0"), ({"FAKE_COUNTERS": "cas_loop"}, 2, "none of the cells"),
    ({"FAKE_COUNTERS": "mutex"}, 0, "")])
def test_what_cannot_be_compared_is_told_in_one_line(driver: Driver, google: Path, env: dict[str, str], status: int,
                                                     words: str) -> None:
    result = compare(driver, google, "--rounds=1", **env)
    assert result.returncode == status, result.stderr
    assert status == 0 or words in only_line(result)


def test_a_missing_program_is_told_in_one_line(driver: Driver, tmp_path: Path) -> None:
    result = compare(driver, tmp_path / "nothing", "--rounds=1")
    assert result.returncode == 2 and "make compare-google builds it" in only_line(result)


def test_a_version_that_counts_otherwise_is_refused(driver: Driver, google: Path) -> None:
    driver.binary.write_text(driver.binary.read_text().replace('"benchmark": "1.7.1"', '"benchmark": "1.9.0"'))
    result = compare(driver, google)
    assert result.returncode == 2 and "1.9.0 counts the time" in only_line(result)


@pytest.mark.parametrize("change", [{"name": "mutex"}, {"time_unit": "us"}, {"error_occurred": True}, {"real_time": 0},
                                    {"real_time": None}])
def test_a_row_that_says_something_else_is_refused(change: dict[str, object]) -> None:
    row = {"name": "mutex/real_time/threads:2", "time_unit": "ns", "real_time": 12.5}
    assert parse_google_row(row, "a test") == ("mutex", 2, 12.5)
    with pytest.raises(ResultsError, match="a test"):
        parse_google_row(json.loads(json.dumps(row | change)), "a test")
