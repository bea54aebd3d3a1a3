"""The driver, against a fake sync_bench: signals, kills and pauses, and how a run goes on after them."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import FEW, PATIENCE_S, SWEEPS, Driver, contents, load, only_line, wait_until
from syncbench import cli
from syncbench.binary import Binary
from syncbench.errors import UserError
from syncbench.results import load_run


@pytest.mark.parametrize("by, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_during_the_charts_says_how_to_draw_them(driver: Driver, by: int, status: int) -> None:
    driver.env["FAKE_DRAW"] = "(folder / 'drawing').touch(); time.sleep(600)"
    process = driver.start(*FEW)
    wait_until(lambda: list(driver.results.glob("2*/drawing")))
    process.send_signal(by)
    _, errors = process.communicate(timeout=PATIENCE_S)
    run, = driver.runs()
    assert process.returncode == status and load_run(run).complete
    assert errors.splitlines()[-1] == f"bench: measured, in {run}; make charts RUN={run} draws it"


def test_a_reader_that_goes_away_stops_nothing(driver: Driver) -> None:
    process = driver.start(*FEW)
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0 and "Error" not in errors
    assert driver.latest.exists()


@pytest.mark.parametrize("option", ["--dry-run", "--help"])
def test_a_reader_that_goes_away_ends_what_only_prints_quietly(driver: Driver, option: str) -> None:
    process = driver.start(option, "--preset=full")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, errors) == (141, "")


@pytest.mark.parametrize("ending, status, said", [
    (lambda: 1, 1, ""), (UserError("no; mend"), 2, "bench: no; mend\n"), (KeyboardInterrupt(), 130, ""),
    (BrokenPipeError(), 141, ""), (SystemExit(0), 0, ""), (ZeroDivisionError("a bug"), 70, "Traceback"),
], ids=["1", "user_error", "ctrl_c", "pipe", "0", "bug"])
def test_every_way_a_script_can_end_has_its_exit_code(ending: Any, status: int, said: str, capsys: Any,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    def main() -> int:
        if isinstance(ending, BaseException):
            raise ending
        return ending()

    monkeypatch.setattr(sys, "argv", ["scripts/bench.py"])
    with pytest.raises(SystemExit) as end:
        cli.run(main)
    errors = capsys.readouterr().err
    assert end.value.code == status and (errors == said if status != 70 else errors.startswith(said))


def test_ctrl_c_during_the_imports_leaves_no_traceback(driver: Driver) -> None:
    slow = driver.folder / "slow"
    slow.mkdir()
    (slow / "numpy.py").write_text(f"import pathlib, time\npathlib.Path({str(slow / 'begun')!r}).touch()\n"
                                   "time.sleep(600)\n")
    driver.env["PYTHONPATH"] = str(slow)
    driver.charts = True  # bench.py itself
    process = driver.start("--dry-run")
    wait_until((slow / "begun").exists)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode in (130, -signal.SIGINT) and errors == ""


def test_a_driver_that_stood_still_takes_the_sample_that_ended_meanwhile(driver: Driver,
                                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_WINDOW_S", "0.5")
    binary = Binary(driver.binary)
    cell = binary.cells()[0]
    monkeypatch.setattr(binary, "patience_s", lambda threads: 0.05)  # as after Ctrl-Z: it is over when we look
    document = binary.sample(cell)
    assert document["benchmarks"][0]["ops_per_s"] > 0 and "error_occurred" not in document["benchmarks"][0]
    assert document["wall_s"] == 0.05


def test_many_threads_on_a_cpu_get_more_patience(driver: Driver) -> None:
    binary = Binary(driver.binary)
    assert binary.machine()["cpus"] == 2
    assert binary.patience_s(127) == binary.patience_s() < binary.patience_s(128) < binary.patience_s(1024)


def test_a_sample_that_cannot_be_measured_here_stops_the_run(driver: Driver) -> None:
    driver.env["FAKE_COUNTERS"] = "homeless"
    result = driver.run("--preset=smoke", "--filter=counter/")
    assert result.returncode == 2
    assert "cannot measure counter/add/homeless/" in result.stderr and "the mask are gone" in result.stderr
    assert not driver.latest.exists()


@pytest.mark.parametrize("by, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_keeps_what_was_measured_and_marks_it_incomplete(driver: Driver, by: int, status: int) -> None:
    driver.env["FAKE_WINDOW_S"] = "0.1"
    process = driver.run_until_samples(4, "--preset=smoke")
    process.send_signal(by)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == status
    run, = driver.runs()
    loaded = load_run(run)
    kept = len(driver.samples())
    assert not loaded.complete and kept >= 4
    assert kept - len(loaded.rows) in (0, 1)  # 1: stopped between the file of a sample and its row
    assert f"bench: stopped; {len(loaded.rows)} samples kept in {run}, RESUME=1" in errors
    assert not driver.latest.exists()


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_is_resumed_to_the_same_cells_each_once(driver: Driver, by: int) -> None:
    run = driver.interrupted(5, "--preset=smoke", "--seed=5", SWEEPS, by=by)
    assert load(run / "bench.json")["complete"] is False
    kept = {path: data for path, data in contents(run).items() if path.startswith("samples/") and ".tmp" not in path}
    before = len(driver.measured())
    result = driver.run("--resume=1")
    assert result.returncode == 0, result.stderr
    assert result.stderr.splitlines()[0].endswith(f"into {run}, resumed, {len(kept)} samples kept")
    assert driver.runs() == [run] and driver.latest.resolve() == run.resolve()
    after = contents(run)
    assert {path: after[path] for path in kept} == kept
    assert not [path for path in after if path.endswith(".tmp")]

    plan = load(run / "plan.json")
    samples = sorted(path for path in after if path.startswith("samples/"))
    assert samples == [f"samples/r{round_:02}/{sample:04}.json" for round_ in (1, 2, 3)
                       for sample in range(1, len(plan["cells"]) + 1)]
    # Not only the number: the order of an undisturbed run with this seed.
    assert driver.run("--preset=smoke", "--seed=5", SWEEPS).returncode == 0
    undisturbed = [(row.round, row.sample, row.cell.name) for row in load_run(driver.latest).rows]
    assert [(row.round, row.sample, row.cell.name) for row in load_run(run).rows] == undisturbed
    # At most the sample in flight was lost.
    total = len(samples)
    assert len(driver.measured()) - total - before in (total - len(kept), total - len(kept) + 1)


def test_a_resumed_run_may_be_given_other_minutes(driver: Driver) -> None:
    run = driver.interrupted(5, "--preset=smoke", SWEEPS)
    for wrong in ("0", "-1", "nan", "inf", "soon"):
        refused = driver.run("--resume=1", f"--minutes={wrong}")
        assert refused.returncode == 2 and "is no number of minutes" in refused.stderr
    assert driver.run("--resume=1", "--minutes=0.0001").returncode == 0
    assert load(run / "plan.json")["budget_s"] == pytest.approx(0.006)
    resumed = load_run(run)
    assert resumed.complete and {row.round for row in resumed.rows} == {1}, "only the first round has no limit"


def test_a_failed_cell_is_not_repeated_after_a_resume(driver: Driver) -> None:
    driver.env["FAKE_COUNTERS"] = "liar"
    run = driver.interrupted(6, "--preset=smoke", "--filter=counter/.*/threads:(1|2)/work:0/|floor/")
    result = driver.run("--resume", str(run))
    assert result.returncode == 1
    assert Counter(driver.measured())["counter/add/liar/threads:1/work:0/place:cores"] == 1


def test_resume_is_refused_when_binary_cells_or_machine_differ(driver: Driver) -> None:
    run = driver.interrupted(3, *FEW)
    before = contents(run)
    for arguments, what in ((("--preset=full",), "preset (smoke then, full now)"),
                            (("--filter=queue/",), "filter (counter/.*/work:0/ then, queue/ now)"),
                            (("--threads=1,2",), "threads (None then, [1, 2] now)"),
                            (("--seed=1",), "seed (")):
        result = driver.run("--resume", *arguments)
        assert result.returncode == 2 and what in only_line(result)
    driver.env["FAKE_CPU_MODEL"] = "Other CPU"
    assert "machine: cpu_model (Fake CPU then, Other CPU now)" in only_line(driver.run("--resume"))
    del driver.env["FAKE_CPU_MODEL"]
    driver.env["FAKE_COUNTERS"] = "mutex,cas_loop"
    assert "differs: the cells;" in only_line(driver.run("--resume"))
    del driver.env["FAKE_COUNTERS"]
    with driver.binary.open("a") as binary:
        binary.write("# rebuilt\n")
    result = driver.run("--resume")
    assert result.returncode == 2 and "differs: the binary;" in only_line(result)
    assert contents(run) == before


def test_resume_is_refused_without_an_interrupted_run(driver: Driver) -> None:
    assert driver.run(*FEW).returncode == 0
    result = driver.run("--resume")
    assert result.returncode == 2 and "no interrupted run in" in only_line(result)
    result = driver.run("--resume", str(driver.runs()[0]))
    assert result.returncode == 2 and "is finished" in only_line(result)
    result = driver.run("--resume", str(driver.folder / "nowhere"))
    assert result.returncode == 2 and "bench.json is missing" in only_line(result)


def test_the_folder_to_resume_may_be_the_current_one(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    run = driver.interrupted(3, *FEW)
    monkeypatch.chdir(run)
    assert driver.run("--resume", ".").returncode == 0
    assert driver.latest.resolve() == run.resolve() and load_run(run).complete


def test_a_damaged_run_does_not_keep_another_from_being_resumed(driver: Driver) -> None:
    run = driver.interrupted(3, *FEW)
    damaged = driver.results / "29990101T000000Z-fake-2cpu"
    damaged.mkdir()
    (damaged / "bench.json").write_text("{")
    result = driver.run("--resume")
    assert result.returncode == 0 and load_run(run).complete
    assert result.stderr.startswith(f"bench: passed over: {damaged}/bench.json: ")


def is_gone(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()  # dead too, where no init collects it
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("by, status", [(signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_child_dies_with_the_driver_however_it_ends(driver: Driver, by: int, status: int) -> None:
    driver.env |= {"FAKE_WINDOW_S": "600", "SYNCBENCH_WATCHDOG_S": "600"}
    process = driver.start(*FEW)
    log = driver.folder / "log"
    wait_until(lambda: log.exists() and log.read_text().endswith("\n"))
    child = int(log.read_text().split()[0])
    assert not is_gone(child)
    assert os.getsid(child) == child, "Ctrl-C in the terminal would reach it too"
    process.send_signal(by)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == status
    wait_until(lambda: is_gone(child))
