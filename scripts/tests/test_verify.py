"""verify.py against programs that imitate the layers: its verdict, and what it leaves behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import contents, load
from fake_verify import QUEUE, SEEN, Verifier, failures, says, strategy
from syncbench.session import CHECKOUT
from syncbench.verify_layers import LAYERS

RACE = """WARNING: ThreadSanitizer: data race (pid=1)
  Write of size 8 at 0x7b0 by thread T2:
    #0 syncbench::StdPlatform::plain<unsigned long>::set /src/impls/platform/std.hpp:40:5
    #1 syncbench::Ring<unsigned long>::try_push /src/impls/queue/ring.hpp:63:7
    #2 check /src/impls/tests/history/queue.hpp:20:3
  Previous read of size 8 at 0x7b0 by thread T1:
    #0 syncbench::Ring<unsigned long>::try_pop /src/impls/queue/ring.hpp:81:7
SUMMARY: ThreadSanitizer: data race /src/impls/platform/std.hpp:40:5 in set"""


@pytest.fixture
def verifier(tmp_path: Path) -> Verifier:
    made = Verifier(tmp_path)
    made.make()
    made.with_clang(True)
    return made


def test_when_all_is_right_it_says_so_and_leaves_tables(verifier: Verifier) -> None:
    result = verifier.run()
    assert result.returncode == 0, result.stderr
    assert "Right: 3 subjects, 8 layers, 25 of 25 mutants killed." in result.stdout.splitlines()
    assert not failures(result.stderr)
    assert set(contents(verifier.report)) == {"verify.json", "contracts.md", "kill_matrix.json", "kill_matrix.md"}
    assert [path.name for path in verifier.results.iterdir()] == ["verify"]

    document = load(verifier.report / "verify.json")
    assert document["schema"] == 1 and document["passed"] and document["failures"] == []
    assert document["machine"]["compiler"] == "g++ 12.2.0" and "commit" in document["machine"]["git"]
    assert {entry["subject"] for entry in document["findings"]} == set(SEEN)
    assert {row["name"]: row["verified_by"] for row in document["contracts"]}["ring"] == [
        "contract", "model", "history", "progress", "allocation", "tsan", "tsan_clang", "asan"]
    assert "| queue | ring | strict_fifo ok | strict ok | strict ok | blocking ok | – | – | contract, model, " in (
        verifier.report / "contracts.md").read_text()
    assert "| ring/bug_1 | bug 1 | killed* |" in (verifier.report / "kill_matrix.md").read_text()
    matrix = load(verifier.report / "kill_matrix.json")
    assert matrix["layers"] == ["model"] and len(matrix["mutants"]) == 25


def test_strict_runs_a_mutant_in_every_layer_that_knows_it(verifier: Verifier) -> None:
    assert verifier.run("--strict").returncode == 0
    assert "| ring/bug_1 | bug 1 | killed* | killed |" in (verifier.report / "kill_matrix.md").read_text()
    matrix = load(verifier.report / "kill_matrix.json")
    assert matrix["layers"] == ["model", "tsan"]
    assert matrix["mutants"][1]["layers"]["tsan"] == {"verdict": "killed", "how": "exit code 66"}
    assert "tsan" not in matrix["mutants"][3]["layers"]


def test_each_layer_runs_its_programs_with_its_scale(verifier: Verifier) -> None:
    assert verifier.run("--only=^queue/ring$").returncode == 0
    assert sorted(verifier.runs()) == sorted(
        (program, "queue/ring", f"{layer.scale:g}") for layer in LAYERS for program in layer.programs)
    assert ("impls_history", "queue/ring", "0.3") in verifier.runs()
    assert [scale for program, _, scale in verifier.runs() if program == "impls_contract"].count("10") == 1


def test_a_violation_names_layer_strategy_and_position(verifier: Verifier) -> None:
    verifier.on("release", "impls_model", "queue/ring", says(
        "queue/ring", passed=False, detail="data race at impls/queue/ring.hpp:63", errors="the whole trace"))
    result = verifier.run()
    assert result.returncode == 1
    line, = failures(result.stderr)
    assert line == ("verify: queue/ring fails model: data race at impls/queue/ring.hpp:63 "
                    "(logs/model-queue-ring.txt)")
    assert "Wrong: 1 failure (3 subjects, 8 layers, 25 of 25 mutants killed)." in result.stdout
    assert "the whole trace" in (verifier.report / "logs/model-queue-ring.txt").read_text()
    document = load(verifier.report / "verify.json")
    assert not document["passed"] and document["failures"] == [line.removeprefix("verify: ")]
    assert "BROKEN in model" in (verifier.report / "contracts.md").read_text()


def test_a_sanitizer_report_names_the_first_line_of_a_strategy(verifier: Verifier) -> None:
    verifier.on("tsan", "impls_history", "queue/ring", f"cat >&2 <<'END'\n{RACE}\nEND\nexit 66\n")
    result = verifier.run("--only=queue/ring$", "--layers=tsan")
    assert result.returncode == 1
    assert failures(result.stderr) == [
        "verify: queue/ring fails tsan: ThreadSanitizer: data race (exit code 66) at impls/queue/ring.hpp:63 "
        "(logs/tsan-queue-ring.txt)"]


def test_a_leak_found_after_a_good_answer_is_a_failure(verifier: Verifier) -> None:
    verifier.on("asan", "impls_contract", "queue/ring", says("queue/ring", status=67, errors="SUMMARY: 8 bytes leaked"))
    result = verifier.run("--only=queue/ring$", "--layers=asan")
    assert result.returncode == 1 and "fails asan: 8 bytes leaked (exit code 67)" in result.stderr


def test_a_hang_is_a_failure(verifier: Verifier) -> None:
    verifier.on("release", "impls_history", "queue/ring", "sleep 600 & sleep 600\n")
    result = verifier.run("--only=queue/ring$", "--layers=history", "--limit=1")
    assert result.returncode == 1
    assert failures(result.stderr) == ["verify: queue/ring fails history: hung: it did not end within 1 s "
                                       "(logs/history-queue-ring.txt)"]


def test_a_crash_is_a_failure_of_the_strategy(verifier: Verifier) -> None:
    verifier.on("release", "impls_contract", "queue/ring", "echo ring: hung: after 20 s >&2; echo frame >&2; "
                "kill -ABRT $$\n")
    result = verifier.run("--only=queue/ring$", "--layers=contract")
    assert result.returncode == 1
    assert "queue/ring fails contract: ring: hung: after 20 s (killed by SIGABRT)" in result.stderr


def test_what_a_layer_ought_to_know_and_does_not_is_a_failure(verifier: Verifier) -> None:
    verifier.strategies += [strategy("forgotten", **QUEUE), strategy("mutex_ring", lock="mutex", **QUEUE)]
    verifier.tell_catalogue()
    result = verifier.run("--only=queue/", "--layers=model,allocation")
    assert result.returncode == 1
    assert [line for line in result.stderr.splitlines() if "is not in" in line] == [
        "verify: queue/forgotten is not in impls_model's list, so model knows nothing of it",
        "verify: queue/forgotten is not in impls_failing_allocation's list, so allocation knows nothing of it",
        "verify: queue/mutex_ring is not in impls_failing_allocation's list, so allocation knows nothing of it"]


def test_no_layer_owes_a_strategy_that_cannot_run_here(verifier: Verifier) -> None:
    verifier.strategies += [strategy("elided", **QUEUE, available=False, why="no transactional memory"),
                            {"kind": "queue", "name": "absent", "available": False, "why": "not built"}]
    verifier.tell_catalogue()
    result = verifier.run("--only=queue/", "--layers=model,allocation")
    assert result.returncode == 0, result.stderr
    assert "elided" not in result.stdout and "absent" not in result.stdout


def test_running_nothing_is_no_success(verifier: Verifier) -> None:
    verifier.strategies.append(strategy("mutex_ring", lock="mutex", **QUEUE))
    verifier.tell_catalogue()
    result = verifier.run("--only=mutex_ring", "--layers=model")
    assert result.returncode == 2 and "nothing was run" in result.stderr.splitlines()[-1]


def test_passing_without_judging_anything_is_refused(verifier: Verifier) -> None:
    verifier.on("release", "impls_contract", "queue/ring", "echo '" + json.dumps(
        {"subject": "queue/ring", "passed": True, "operations": 0, "detail": "", "observed": {}}) + "'\n")
    result = verifier.run("--only=queue/ring$", "--layers=contract")
    assert result.returncode == 2 and "without judging anything" in result.stderr.splitlines()[-1]


def test_a_remark_of_what_passed_is_told(verifier: Verifier) -> None:
    verifier.on("release", "impls_contract", "queue/ring", says("queue/ring", detail="accepted: a library's"))
    result = verifier.run("--only=queue/ring$", "--layers=contract")
    assert result.returncode == 0 and "accepted: contract queue/ring: a library's" in result.stdout.splitlines()


def observe(verifier: Verifier, **observed: object) -> None:
    verifier.on("release", "impls_history", "queue/ring", says("queue/ring", observed=SEEN["queue/ring"] | observed))


def test_less_than_declared_is_a_failure_even_if_no_layer_minds(verifier: Verifier) -> None:
    observe(verifier, strict_empty=False, order="per_producer_fifo", k=12)
    result = verifier.run("--only=queue/ring$", "--layers=contract,history,tsan")
    assert result.returncode == 1
    assert "verify: queue/ring: empty is declared strict, observed not strict" in result.stderr.splitlines()
    assert "| strict_fifo (k = 12) BROKEN (per_producer_fifo) | strict BROKEN (not strict) | strict ok |" in (
        verifier.results / "verify-part/contracts.md").read_text()


def test_more_than_declared_is_told_and_no_failure(verifier: Verifier) -> None:
    verifier.strategies = [strategy("ring", **QUEUE | {"strict_full": False, "order": "unordered"})]
    verifier.tell_catalogue()
    verifier.on("release", "impls_progress", "queue/ring", says("queue/ring", observed={"progress": "wait_free"}))
    result = verifier.run("--only=queue/ring$", "--layers=history,progress,contract")
    assert result.returncode == 0, result.stderr
    told = [line.removeprefix("better than declared in these runs: ") for line in result.stdout.splitlines()
            if line.startswith("better than declared")]
    assert told == ["queue/ring: order is declared unordered, observed strict_fifo",
                    "queue/ring: full is declared not strict, observed strict",
                    "queue/ring: progress is declared blocking, observed wait_free"]


def test_what_no_layer_can_see_stays_declared(verifier: Verifier) -> None:
    result = verifier.run("--only=queue/ring$", "--layers=contract")
    assert result.returncode == 0
    assert "| strict_fifo declared | strict declared |" in (verifier.results / "verify-part/contracts.md").read_text()


def test_without_clang_its_layer_is_skipped_and_strict_minds(verifier: Verifier) -> None:
    (verifier.folder / "bin/clang++-19").unlink()
    few = ("--only=queue/ring$", "--layers=contract,tsan_clang")
    verifier.with_clang(False)
    skipped = "tsan_clang: clang++-19 is not installed (apt-get install clang-19 libclang-rt-19-dev llvm-19)"
    result = verifier.run(*few)
    assert result.returncode == 0 and f"verify: skipped {skipped}" in result.stderr.splitlines()
    assert verifier.run(*few, "--strict", "--no-clang").returncode == 0
    result = verifier.run(*few, "--strict")
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == f"verify: {skipped.replace(':', ' was skipped:', 1)}"
    assert verifier.run("--targets").stdout.splitlines() == [
        "release sync_bench impls_contract impls_model impls_history impls_progress impls_failing_allocation",
        "tsan impls_history", "asan impls_contract impls_history impls_failing_allocation"]


def test_leaving_clang_out_is_told_wherever_the_verdict_is(verifier: Verifier) -> None:
    result = verifier.run("--no-clang", "--strict")
    assert result.returncode == 0, result.stderr
    verdict = "Right: 3 subjects, 7 layers, 25 of 25 mutants killed; without tsan_clang: left out on purpose (CLANG=0)."
    assert verdict in result.stdout.splitlines()
    assert load(verifier.report / "verify.json")["skipped"] == {"tsan_clang": "left out on purpose (CLANG=0)"}
    for file in ("contracts.md", "kill_matrix.md"):
        assert verdict in (verifier.report / file).read_text()


def test_what_surrounds_it_does_not_change_what_is_run(verifier: Verifier) -> None:
    asked = 'echo "$SYNCBENCH_WATCHDOG_S|$ASAN_OPTIONS|$LSAN_OPTIONS|$TSAN_OPTIONS|$PWD" > "$FAKE_LOG.env"\n'
    verifier.env |= {"SYNCBENCH_WATCHDOG_S": "1", "ASAN_OPTIONS": "detect_leaks=0", "LSAN_OPTIONS": "exitcode=0"}
    verifier.on("tsan", "impls_history", "queue/ring", asked + says("queue/ring"))
    assert verifier.run("--only=queue/ring$", "--layers=tsan").returncode == 0
    assert (verifier.folder / "log.env").read_text().startswith(
        "25|||halt_on_error=1:exitcode=66:suppressions=impls/tests/tsan.supp")
    assert (verifier.folder / "log.env").read_text().strip().endswith(f"|{CHECKOUT}")
    assert (CHECKOUT / "impls/tests/tsan.supp").exists()


def test_a_part_does_not_replace_the_whole(verifier: Verifier) -> None:
    assert verifier.run().returncode == 0
    before = contents(verifier.report)
    assert verifier.run("--only=queue/ring$").returncode == 0
    assert verifier.run("--layers=contract").returncode == 0
    assert contents(verifier.report) == before
    assert json.loads((verifier.results / "verify-part/verify.json").read_text())["only"] is None
    assert sorted(path.name for path in verifier.results.iterdir()) == ["verify", "verify-part"]
