"""StdPlatform costs nothing: strategies of ours compile to the very instructions of twins on bare std::atomic.

The pairs are in impls/tests/zero_cost/pairs.cpp; the build's compiler translates them with the optimization of what is
measured (-O2).
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import PATIENCE_S, SCRIPTS

ROOT = SCRIPTS.parent
PAIRS = ROOT / "impls/tests/zero_cost/pairs.cpp"
OPERATIONS = sorted(re.findall(r" platform_(\w+)\(", PAIRS.read_text()))


def output(*command: object) -> str:
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=PATIENCE_S)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The instructions of each function, with jumps relative to its start."""
    build = Path(os.environ.get("SYNCBENCH_BUILD") or ROOT / "build/release")
    compiler = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.+)$", (build / "CMakeCache.txt").read_text(), re.MULTILINE)[1]
    compiled = tmp_path_factory.mktemp("zero_cost") / "pairs.o"
    output(compiler, "-std=c++20", "-O2", "-DNDEBUG", f"-I{ROOT}", "-c", PAIRS, "-o", compiled)
    found: dict[str, list[str]] = {}
    for part in output("objdump", "-dr", "--no-show-raw-insn", compiled).split("\n\n"):
        if not (head := re.match(r"\s*[0-9a-f]+ <(\w+)>:\n", part)):
            continue
        lines = [line.split(":", 1)[1].strip() for line in part[head.end():].splitlines() if ":" in line]
        lines = [re.sub(r"[0-9a-f]+ <\w+?(\+0x[0-9a-f]+)?>", r"start\1", line) for line in lines]
        while re.match(r"nop|xchg +%ax,%ax|data16|cs nop", lines[-1]):
            lines.pop()  # fills up to where the next function starts
        found[head[1]] = lines
    return found


def difference(functions: dict[str, list[str]], left: str, right: str) -> str:
    return "\n".join(difflib.unified_diff(functions[left], functions[right], left, right, lineterm=""))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_is_the_same_machine_code_as_its_twin(operation: str, functions: dict[str, list[str]]) -> None:
    ours, twin = f"platform_{operation}", f"twin_{operation}"
    assert functions[ours] == functions[twin], difference(functions, ours, twin)
    assert len(functions[ours]) > 1
    assert not any(re.match(r"(call|bl)\b|.*R_X86_64|.*R_AARCH64", line) for line in functions[ours]), functions[ours]


def test_a_planted_cost_is_seen(functions: dict[str, list[str]]) -> None:
    assert functions["platform_ticket_unlock"] != functions["costly_ticket_unlock"]
    assert difference(functions, "platform_ticket_unlock", "costly_ticket_unlock")


def test_the_operations_of_three_strategies_are_compared(functions: dict[str, list[str]]) -> None:
    assert {operation.split("_")[0] for operation in OPERATIONS} == {"counter", "ticket", "ring"}
