"""verify.py when it is interrupted or killed, or something else measures: nothing is left, and nothing is lost."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
from pathlib import Path

import pytest
from conftest import PATIENCE_S, contents, only_line, wait_until
from fake_verify import Verifier, says
from syncbench.errors import UserError
from syncbench.lock import check_lock, machine_lock
from syncbench.verify_pool import Job, Outcome, Pool
from syncbench.verify_report import draft_folder, put_in_place
from test_stopping import is_gone

FEW = ("--only=queue/ring$", "--layers=contract,history")


@pytest.fixture
def verifier(tmp_path: Path) -> Verifier:
    made = Verifier(tmp_path)
    made.make()
    made.with_clang(True)
    return made


@pytest.mark.parametrize("by, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129),
                                        (signal.SIGKILL, -9)])
def test_no_process_survives_it_and_the_former_report_does(verifier: Verifier, by: int, status: int) -> None:
    assert verifier.run(*FEW).returncode == 0
    before = contents(verifier.results)
    (verifier.folder / "log").unlink()
    verifier.on("release", "impls_history", "queue/ring",
                'sleep 600 & echo "$! child - -" >> "$FAKE_LOG"; touch "$FAKE_LOG.ready"; wait\n')
    process = verifier.start(*FEW)
    wait_until((verifier.folder / "log.ready").exists)
    program, child = verifier.pids()[-2:]
    assert not is_gone(program) and os.getsid(program) == program
    process.send_signal(by)
    output, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == status and "Traceback" not in output
    wait_until(lambda: is_gone(program))
    if by == signal.SIGKILL:
        os.kill(child, signal.SIGKILL)  # the kernel ends only the program for us
    wait_until(lambda: is_gone(child))
    kept = {path: text for path, text in contents(verifier.results).items() if not path.startswith(".verify-part.")}
    assert kept == before
    if by != signal.SIGKILL:
        assert contents(verifier.results) == before
    verifier.on("release", "impls_history", "queue/ring", says("queue/ring"))
    assert verifier.run(*FEW).returncode == 0
    assert [path.name for path in verifier.results.iterdir()] == ["verify-part"]


def test_what_a_program_leaves_running_is_ended_too(verifier: Verifier) -> None:
    verifier.on("release", "impls_contract", "queue/ring",
                'sleep 600 & echo "$! child - -" >> "$FAKE_LOG"\n' + says("queue/ring"))
    assert verifier.run("--only=queue/ring$", "--layers=contract").returncode == 0
    wait_until(lambda: is_gone(verifier.pids()[-1]))


def test_it_does_not_run_beside_a_measurement(verifier: Verifier) -> None:
    with (verifier.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = verifier.run(*FEW)
    assert result.returncode == 2 and "another measurement is running" in only_line(result)
    assert verifier.runs() == []


def test_no_measurement_begins_beside_it_but_another_verification_may(verifier: Verifier, monkeypatch:
                                                                      pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCBENCH_LOCK", str(verifier.folder / "lock"))
    verifier.on("release", "impls_contract", "queue/ring", 'touch "$FAKE_LOG.ready"; sleep 600\n')
    process = verifier.start("--only=queue/ring$", "--layers=contract")
    wait_until((verifier.folder / "log.ready").exists)
    with pytest.raises(UserError, match="a verification is running on this machine .*; wait for it or stop it"):
        with machine_lock():
            pass
    check_lock()  # what it takes to build, and for the doctor
    assert verifier.run("--only=lock/mutex$", "--layers=history").returncode == 0
    process.terminate()
    process.communicate(timeout=PATIENCE_S)
    with machine_lock():
        pass


def test_a_reader_that_goes_away_stops_nothing(verifier: Verifier) -> None:
    process = verifier.start(*FEW)
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0 and "Error" not in errors
    assert (verifier.results / "verify-part/verify.json").exists()


def test_a_results_folder_that_cannot_be_written_is_one_line(verifier: Verifier) -> None:
    verifier.results.write_text("a file")
    result = verifier.run(*FEW)
    assert result.returncode == 2 and "cannot be written" in only_line(result)


def test_a_report_lost_between_two_renames_comes_back(tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    (tmp_path / f".verify.{dead.pid}.old").mkdir()
    (tmp_path / f".verify.{dead.pid}.old/verify.json").touch()
    (tmp_path / f".verify.{dead.pid}.new").mkdir()
    (tmp_path / f".verify-part.{os.getppid()}.new").mkdir()
    with draft_folder(tmp_path, "verify"):
        pass
    assert sorted(contents(tmp_path)) == ["verify/verify.json"]
    with draft_folder(tmp_path, "verify-part"):  # another run's, which is alive
        assert (tmp_path / f".verify-part.{os.getppid()}.new").exists()


def test_a_report_that_cannot_be_put_in_place_leaves_the_former(tmp_path: Path) -> None:
    (tmp_path / "verify").mkdir()
    (tmp_path / "verify/verify.json").write_text("former")
    with draft_folder(tmp_path, "verify") as draft:
        draft.rmdir()
        with pytest.raises(UserError, match="cannot be written"):
            put_in_place(draft, "verify")
    assert contents(tmp_path) == {"verify/verify.json": b"former"}


def test_one_that_needs_all_cpus_runs_alone(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = f'echo "+$0" >> {log}; sleep 0.05; echo "-$0" >> {log}'
    jobs = [Job(["sh", "-c", script, name], PATIENCE_S, alone=name.isupper()) for name in "abCdEFgh"]
    ended: list[str] = []

    def done(job: Job, outcome: Outcome) -> None:
        assert outcome.status == 0, outcome.errors
        ended.append(job.command[-1])

    Pool(2).run(jobs, done)
    assert sorted(ended) == sorted("abCdEFgh")
    running: set[str] = set()
    most = 0
    for event in log.read_text().split():
        running ^= {event[1:]}
        most = max(most, len(running))
        assert len(running) == 1 or not any(name.isupper() for name in running)
    assert most <= 2


def test_an_endless_output_is_cut_in_the_middle(tmp_path: Path) -> None:
    script = "head -c 9000000 /dev/zero | tr '\\0' x; echo the end"
    outcome = Pool(1).ask(Job(["sh", "-c", script], PATIENCE_S))
    assert len(outcome.output) < 8_100_000 and outcome.output.endswith("the end\n")
    assert "[1000008 bytes left out]" in outcome.output
