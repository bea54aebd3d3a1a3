"""repeat.py against a fake sync_bench: two runs, what is told of them, and how it goes on after an interruption."""

from __future__ import annotations

import fcntl
import json
import shutil
import signal
from pathlib import Path

import pytest
from conftest import FEW, PATIENCE_S, Driver, contents, load, only_line, wait_until
from syncbench.results import load_run

ONE = "--filter=floor/private/store"  # one cell: 10 rounds, then a top-up to at most 60 samples
TWO_STRATEGIES = "--filter=counter/.*/threads:1/work:0/"


@pytest.fixture
def repeat(driver: Driver) -> Driver:
    driver.script = "repeat.py"
    return driver


def first_run(driver: Driver, *arguments: str) -> Path:
    """As repeat.py would have measured it, before anything was begun of the second."""
    driver.script = "bench.py"
    assert driver.run("--preset=repeat", *arguments).returncode == 0
    driver.script = "repeat.py"
    return driver.runs()[-1]


def ratios(run: Path) -> list[float]:
    return [cell["ratio"] for cell in load(run / "repeat.json")["cells"]]


def test_two_runs_are_measured_and_compared(repeat: Driver) -> None:
    result = repeat.run(ONE)
    assert result.returncode == 0, result.stderr
    first, second = repeat.runs()
    assert all(load_run(run).complete for run in (first, second)) and repeat.latest.resolve() == second.resolve()
    plans = [load(run / "plan.json") for run in (first, second)]
    assert [plan["repeats"] for plan in plans] == [None, first.name]
    assert plans[0]["cells"] == plans[1]["cells"] and plans[0]["seed"] != plans[1]["seed"]
    assert {path.name for path in second.iterdir()} - {path.name for path in first.iterdir()} == {
        "repeat.md", "repeat.json"}
    ratio, = ratios(second)
    assert 0.9 < ratio < 1.11  # the fake's noise is ±5 %
    assert "Within 5 %, cells with a CPU for each thread: " in result.stdout and "floor/private/store" in result.stdout
    assert "more threads than CPUs: none were measured." in result.stdout
    assert load(second / "repeat.json")["runs"] == [first.name, second.name]
    assert not list(repeat.results.rglob(".*"))


def test_a_second_run_at_another_speed_is_seen_and_no_error(repeat: Driver) -> None:
    first = first_run(repeat, ONE)
    begun = len(repeat.measured())
    repeat.env["FAKE_SPEED"] = "0.5"
    result = repeat.run("--resume")  # the second was not begun
    assert result.returncode == 0, result.stderr
    second = repeat.runs()[1]
    ratio, = ratios(second)
    assert 0.45 < ratio < 0.56 and "0 of 1 (0 %). Goal: at least 95 %, missed." in result.stdout
    assert load(second / "plan.json")["repeats"] == first.name and len(repeat.measured()) > begun


def test_a_strategy_that_fails_is_named_and_the_others_are_compared(repeat: Driver) -> None:
    repeat.env["FAKE_COUNTERS"] = "mutex,liar"
    result = repeat.run(TWO_STRATEGIES)
    assert result.returncode == 1, result.stderr
    assert "counter liar failed, so it is not compared: " in result.stdout
    document = load(repeat.runs()[1] / "repeat.json")
    assert [cell["name"].split("/")[2] for cell in document["cells"]] == ["mutex"]
    assert [failure["name"] for failure in document["failed"]] == ["liar"]


@pytest.mark.parametrize("by, status", [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_an_interrupted_first_run_is_finished_and_then_repeated(repeat: Driver, by: int, status: int) -> None:
    repeat.env["FAKE_WINDOW_S"] = "0.1"
    process = repeat.run_until_samples(3, ONE)
    process.send_signal(by)
    _, errors = process.communicate(timeout=PATIENCE_S)
    del repeat.env["FAKE_WINDOW_S"]
    first, = repeat.runs()
    assert process.returncode == status and not (repeat.results / "latest").exists()
    if by == signal.SIGINT:
        assert errors.splitlines()[-1].startswith("repeat: stopped; ") and f"{first}, RESUME=1 goes on" in errors
    kept = {path: data for path, data in contents(first).items() if path.startswith("samples/") and ".tmp" not in path}
    result = repeat.run("--resume")
    assert result.returncode == 0, result.stderr
    after = contents(first)
    assert {path: after[path] for path in kept} == kept
    assert repeat.runs()[0] == first and len(ratios(repeat.runs()[1])) == 1


def test_an_interrupted_second_run_is_finished_and_compared_once(repeat: Driver) -> None:
    first = first_run(repeat, ONE)
    before, there = contents(first), len(repeat.samples())
    second = repeat.interrupted(there + 3, "--resume", by=signal.SIGTERM)
    assert second != first and not load_run(second).complete
    result = repeat.run("--resume")
    assert result.returncode == 0, result.stderr
    assert f"into {second}, resumed, " in result.stderr
    assert repeat.runs() == [first, second] and contents(first) == before and len(ratios(second)) == 1
    result = repeat.run("--resume")
    assert result.returncode == 2 and "finished and compared, there is nothing to resume" in only_line(result)
    (second / "repeat.json").unlink()  # as if it had been killed before
    assert repeat.run("--resume", str(first)).returncode == 0 and len(ratios(second)) == 1


def test_a_second_run_of_another_program_or_other_cells_is_refused(repeat: Driver) -> None:
    first = first_run(repeat, ONE)
    before = contents(repeat.results)
    result = repeat.run("--resume", "--filter=queue/")
    assert result.returncode == 2 and "filter (floor/private/store then, queue/ now)" in only_line(result)
    with repeat.binary.open("a") as binary:
        binary.write("# rebuilt\n")
    result = repeat.run("--resume")
    assert result.returncode == 2 and "differs: the binary;" in only_line(result)
    assert repeat.runs() == [first] and contents(repeat.results) == before


def test_only_runs_of_its_own_are_resumed(repeat: Driver) -> None:
    repeat.script = "bench.py"
    run = repeat.interrupted(3, *FEW)
    repeat.script = "repeat.py"
    for arguments in (("--resume",), ("--resume", str(run))):
        result = repeat.run(*arguments)
        assert result.returncode == 2 and "no run of make repeat; start anew without RESUME" in only_line(result)


def test_two_finished_runs_are_compared_without_measuring(repeat: Driver) -> None:
    repeat.script = "bench.py"
    assert repeat.run("--preset=smoke", "--filter=floor/").returncode == 0
    repeat.script = "repeat.py"
    first, = repeat.runs()
    second = repeat.results / "20990101T000000Z-copy"
    shutil.copytree(first, second)
    begun = repeat.started()
    result = repeat.run("--of", str(first), str(second))
    assert (result.returncode, result.stderr) == (0, "")
    assert set(ratios(second)) == {1.0} and repeat.started() == begun and repeat.latest.resolve() == first.resolve()
    assert not (first / "repeat.json").exists()


@pytest.mark.parametrize("file, change, status, what", [
    ("machine.json", {"cpu_model": "Other CPU"}, 4, "different machines: cpu_model (Fake CPU, Other CPU)"),
    ("bench.json", {"complete": False}, 2, "is not finished"),
    ("plan.json", {"schema": 99}, 2, "its schema is 99"),
    (None, {}, 2, "compared with itself"),
])
def test_what_cannot_be_compared_is_refused_in_a_line(repeat: Driver, file: str | None, change: dict, status: int,
                                                     what: str) -> None:
    repeat.script = "bench.py"
    assert repeat.run("--preset=smoke", "--filter=floor/private").returncode == 0
    repeat.script = "repeat.py"
    first, = repeat.runs()
    second = first
    if file is not None:
        second = repeat.results / "20990101T000000Z-copy"
        shutil.copytree(first, second)
        (second / file).write_text(json.dumps(load(second / file) | change))
    before = contents(repeat.results)
    result = repeat.run("--of", str(first), str(second))
    assert result.returncode == status and what in only_line(result)
    assert contents(repeat.results) == before


def test_nothing_is_measured_beside_another_measurement(repeat: Driver) -> None:
    with (repeat.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = repeat.run(ONE)
    assert result.returncode == 2 and "another measurement is running" in only_line(result)
    assert not repeat.results.exists()


def test_the_lock_is_held_in_the_second_run_too(repeat: Driver) -> None:
    first = first_run(repeat, ONE)
    repeat.env["FAKE_WINDOW_S"] = "600"
    process = repeat.start("--resume")
    try:
        wait_until(lambda: len(repeat.runs()) == 2 or process.poll() is not None)
        result = repeat.run("--resume", str(first))
        assert result.returncode == 2 and "another measurement is running" in only_line(result)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)
