"""What verify.py does not begin, or does not go on with: bad usage, programs that are missing or break the protocol."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import contents, load, only_line
from fake_verify import Verifier, says


@pytest.fixture
def verifier(tmp_path: Path) -> Verifier:
    made = Verifier(tmp_path)
    made.make()
    made.with_clang(True)
    return made


@pytest.mark.parametrize("fragment, words", [
    ("echo '{\"subject\": '\n", "impls_contract --only=queue/ring: not valid JSON"),
    ("exit 0\n", "printed 0 lines"), ("exit 1\n", "printed 0 lines"),
    ("echo 'no such subject' >&2; exit 2\n", "impls_contract refuses to run: no such subject"),
    ("exit 127\n", "impls_contract refuses to run: exit code 127"),
    (says("queue/other"), "says queue/other passed"), (says("queue/ring", status=1), "passed, with exit code 1"),
    ("echo 'FATAL: ThreadSanitizer: unexpected memory mapping' >&2; exit 66\n", "vm.mmap_rnd_bits"),
])
def test_a_program_that_breaks_the_protocol_is_one_line(verifier: Verifier, fragment: str, words: str) -> None:
    verifier.on("release", "impls_contract", "queue/ring", fragment)
    result = verifier.run("--only=queue/ring$", "--layers=contract")
    told = [line for line in result.stderr.splitlines() if line.startswith("verify: ")]
    assert result.returncode == 2 and len(told) == 1 and words in told[0]
    assert not list(verifier.results.iterdir())


def test_what_was_found_before_is_kept_apart(verifier: Verifier) -> None:
    assert verifier.run().returncode == 0
    before = contents(verifier.report)
    verifier.on("release", "impls_contract", "lock/mutex", says("lock/mutex", passed=False, detail="too many"))
    verifier.on("asan", "impls_contract", "queue/ring", "exit 2\n")
    result = verifier.run()
    assert result.returncode == 2 and contents(verifier.report) == before
    part = verifier.results / "verify-part"
    assert f"What was found until then: {part}" in result.stdout.splitlines()
    document = load(part / "verify.json")
    assert document["complete"] is False and "impls_contract refuses to run" in document["failures"][0]
    assert {finding["subject"]: finding["passed"] for finding in document["findings"]
            if finding["layer"] == "contract"} == {"lock/mutex": False, "counter/cas_loop": True, "queue/ring": True}
    assert "too many" in (part / "logs/contract-lock-mutex.txt").read_text()


@pytest.mark.parametrize("arguments, words", [
    (["--only=no_such_strategy"], "no strategy and no mutant matches 'no_such_strategy'"),
    (["--only=("], "'(' is no regular expression"),
    (["--layers=contract,nonsense"], "there is no layer 'nonsense'"),
    (["--layers=tsan_clang", "--no-clang"], "no layer is left to run"),
    (["--build-root=/nowhere"], "/nowhere/release/benchmarks/sync_bench"),
])
def test_bad_usage_is_one_line(verifier: Verifier, arguments: list[str], words: str) -> None:
    result = verifier.run(*arguments)
    assert result.returncode == 2 and words in only_line(result)


def test_a_program_that_was_not_built_is_one_line(verifier: Verifier) -> None:
    verifier.program("asan", "impls_contract").unlink()
    result = verifier.run("--only=queue/ring$", "--layers=contract,asan")
    assert result.returncode == 2 and "asan/impls/tests/impls_contract; build it" in only_line(result)


def test_a_mutant_that_nobody_described_is_refused(verifier: Verifier) -> None:
    verifier.on("release", "impls_model", "mutant/ring/stranger", says("mutant/ring/stranger"))
    result = verifier.run("--only=queue/ring$")
    assert result.returncode == 2 and "mutant/ring/stranger is in a layer's list" in only_line(result)


def test_a_mutant_named_for_no_layer_is_refused(verifier: Verifier) -> None:
    verifier.tell_mutants(bug_2="luck")
    result = verifier.run("--only=queue/ring$")
    assert result.returncode == 2 and "bug_2 names the layer 'luck'" in only_line(result)
