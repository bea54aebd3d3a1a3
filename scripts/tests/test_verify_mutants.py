"""verify.py and the seeded bugs: what counts as a kill, where it must be, and what the matrix says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import load
from fake_verify import Verifier, failures, says
from syncbench.session import CHECKOUT


@pytest.fixture
def verifier(tmp_path: Path) -> Verifier:
    made = Verifier(tmp_path)
    made.make()
    made.with_clang(True)
    return made


def test_a_surviving_mutant_is_named_with_its_layer(verifier: Verifier) -> None:
    verifier.on("release", "impls_model", "mutant/ring/bug_3", says("mutant/ring/bug_3"))
    result = verifier.run()
    assert result.returncode == 1
    assert failures(result.stderr) == ["verify: mutant/ring/bug_3 survived model: bug 3"]
    assert "24 of 25 mutants killed" in result.stdout
    assert "| ring/bug_3 | bug 3 | survived* |" in (verifier.report / "kill_matrix.md").read_text()


@pytest.mark.parametrize("fragment, verdict, how", [
    ("kill -SEGV $$\n", "crashed", "killed by SIGSEGV"),
    ("echo 'double free or corruption (fasttop)' >&2; kill -ABRT $$\n", "crashed",
     "double free or corruption (fasttop) (killed by SIGABRT)"),
    ("echo ring: hung: after 5 s >&2; kill -ABRT $$\n", "hung", "ring: hung: after 5 s (killed by SIGABRT)"),
    ("sleep 600\n", "hung", "hung: it did not end within 1 s"),
    (says("mutant/ring/bug_3", passed=False, detail=f"a race\n at {CHECKOUT}/impls/x.hpp:3", errors="[7] the trace"),
     "killed", "a race at impls/x.hpp:3"),
])
def test_findings_crashes_and_hangs_kill_a_mutant(verifier: Verifier, fragment: str, verdict: str, how: str) -> None:
    verifier.on("release", "impls_model", "mutant/ring/bug_3", fragment)
    limit = "1" if "sleep" in fragment else "60"
    result = verifier.run("--only=bug_3$", "--layers=model", f"--mutant-limit={limit}")
    assert result.returncode == 0 and "1 of 1 mutant killed" in result.stdout, result.stderr
    part = verifier.results / "verify-part"
    mutant, = load(part / "kill_matrix.json")["mutants"]
    assert mutant["layers"]["model"] == {"verdict": verdict, "how": how}
    assert f"| ring/bug_3 | bug 3 | {verdict}* |" in (part / "kill_matrix.md").read_text()


@pytest.mark.parametrize("build, layer, status", [("tsan", "tsan", 66), ("asan", "asan", 67)])
def test_a_report_kills_in_the_layer_of_its_sanitizer_alone(verifier: Verifier, build: str, layer: str,
                                                            status: int) -> None:
    verifier.on(build, "impls_history", "mutant/ring/bug_3", f"exit {status}\n")
    verifier.on("release", "impls_history", "mutant/ring/bug_3", f"exit {status}\n")
    verifier.tell_mutants(bug_3=layer)
    assert verifier.run("--only=bug_3$", f"--layers={layer}").returncode == 0
    result = verifier.run("--only=bug_3$", "--layers=history")
    assert result.returncode == 2 and result.stderr.splitlines()[-1] == (
        f"verify: impls_history ended mutant/ring/bug_3 in history as no seeded bug does: exit code {status}; mend it, "
        "or build it again")


def test_only_the_layer_named_for_a_mutant_must_kill_it(verifier: Verifier) -> None:
    verifier.tell_mutants(bug_2="tsan", bug_5="progress")
    verifier.on("release", "impls_model", "mutant/ring/bug_2", says("mutant/ring/bug_2"))
    result = verifier.run("--only=bug_[25]$", "--layers=model,progress,tsan")
    assert result.returncode == 1
    assert not [line for line in result.stderr.splitlines() if line.startswith("verify: ") and "bug_2" in line]
    assert "verify: mutant/ring/bug_5: progress must kill it, but does not know it" in result.stderr.splitlines()


@pytest.mark.parametrize("fragment", [
    "exit 1\n", "exit 2\n", "exit 3\n", "exit 66\n", "exit 126\n", "kill -KILL $$\n", "kill -TERM $$\n",
    "kill -ABRT $$\n", "echo cannot start thread 3 of 8 >&2; kill -ABRT $$\n",
    "echo setarch: failed to set personality >&2; exit 1\n", "echo nonsense; exit 1\n",
    says("mutant/ring/bug_3", passed=False, detail="threw: std::bad_alloc")])
def test_an_end_that_has_nothing_to_do_with_the_bug_is_no_kill(verifier: Verifier, fragment: str) -> None:
    verifier.on("release", "impls_model", "mutant/ring/bug_3", fragment)
    result = verifier.run("--only=bug_3$", "--layers=model")
    assert result.returncode == 2 and "impls_model" in result.stderr.splitlines()[-1], result.stderr


def test_each_layer_that_is_named_must_kill(verifier: Verifier) -> None:
    verifier.tell_mutants(bug_1="model,tsan", bug_2="model,tsan")
    verifier.on("tsan", "impls_history", "mutant/ring/bug_2", says("mutant/ring/bug_2", passed=False, detail="late"))
    result = verifier.run("--only=bug_[12]$", "--layers=model,tsan")
    assert result.returncode == 1
    assert failures(result.stderr) == ["verify: mutant/ring/bug_2 survived tsan: bug 2"]  # no race was reported
    assert "1 of 2 mutants killed" in result.stdout


def test_a_mutant_of_history_gets_three_tries(verifier: Verifier) -> None:
    verifier.tell_mutants(bug_3="history")
    verifier.on("release", "impls_history", "mutant/ring/bug_3", says("mutant/ring/bug_3"))
    verifier.tell_mutants(bug_3="history")
    result = verifier.run("--only=bug_3$", "--layers=history")
    assert result.returncode == 1 and len(verifier.runs()) == 3


def test_a_program_of_a_layer_is_not_asked_once_another_killed(verifier: Verifier) -> None:
    for program in ("impls_contract", "impls_history"):
        for subject in ("mutant/ring/bug_1", "mutant/ring/bug_2"):
            verifier.on("asan", program, subject, says(subject))
    verifier.on("asan", "impls_contract", "mutant/ring/bug_1", says("mutant/ring/bug_1", status=67))
    verifier.tell_mutants()
    verifier.run("--only=bug_[12]$", "--layers=asan")
    assert sorted(run[:2] for run in verifier.runs()) == [
        ("impls_contract", "mutant/ring/bug_1"), ("impls_contract", "mutant/ring/bug_2"),
        ("impls_history", "mutant/ring/bug_2")]


def test_too_few_mutants_are_a_failure(tmp_path: Path) -> None:
    verifier = Verifier(tmp_path, mutants=24)
    verifier.make()
    result = verifier.run("--no-clang")
    assert result.returncode == 1
    assert "verify: there are 24 mutants, at least 25 are wanted" in result.stderr.splitlines()
    assert verifier.run("--no-clang", "--only=queue/ring").returncode == 0
