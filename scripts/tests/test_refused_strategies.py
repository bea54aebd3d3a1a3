"""A strategy whose Info contradicts what it offers does not compile, and the compiler says how to mend it.

Each file of impls/tests/refusals/ has one contradiction and the message that it must provoke as its first comment;
those named right_* have none. All wrong ones are compiled as one file, and so are the right ones, because most of the
time goes into reading the doors.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import PATIENCE_S, SCRIPTS

ROOT = SCRIPTS.parent
CASES = sorted((ROOT / "impls/tests/refusals").glob("*.cpp"))
RIGHT = [case for case in CASES if case.stem.startswith("right_")]
WRONG = [case for case in CASES if case not in RIGHT]


def compile_all(cases: list[Path]) -> subprocess.CompletedProcess[str]:
    build = Path(os.environ.get("SYNCBENCH_BUILD") or ROOT / "build/release")
    compiler = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.+)$", (build / "CMakeCache.txt").read_text(), re.MULTILINE)[1]
    command = [compiler, "-std=c++20", f"-I{ROOT}", "-fsyntax-only", "-fno-diagnostics-color", "-x", "c++", "-"]
    if "clang" in subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout:
        command[1:1] = ["-ferror-limit=0"]
    source = "".join(f'#include "{case}"\n' for case in cases)
    return subprocess.run(command, input=source, capture_output=True, text=True, timeout=PATIENCE_S)


def message(case: Path) -> str:
    lines = case.read_text().splitlines()
    comment = lines[:next(i for i, line in enumerate(lines) if not line.startswith("//"))]
    return " ".join(line.removeprefix("// ") for line in comment)


@pytest.fixture(scope="module")
def refused() -> subprocess.CompletedProcess[str]:
    return compile_all(WRONG)


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.stem)
def test_a_contradiction_is_refused_by_its_message(case: Path, refused: subprocess.CompletedProcess[str]) -> None:
    assert refused.returncode != 0
    # The file is named where the check was asked for: before the error (g++) or after it (clang).
    chain = r"(?:(?!error: )[\s\S])*?"
    named, error = re.escape(f"{case}:"), rf'error: static[ _]assert.*?: "?{re.escape(message(case))}"?\n'
    assert re.search(f"{named}{chain}{error}|{error}{chain}{named}", refused.stderr), refused.stderr


def test_nothing_else_is_said_of_them(refused: subprocess.CompletedProcess[str]) -> None:
    said = re.findall(r'error: .*?(syncbench: .*?)"?\n', refused.stderr)
    assert sorted(said) == sorted(map(message, WRONG))
    others = [line for line in refused.stderr.splitlines() if "error: " in line and "syncbench: " not in line]
    # A check that failed is, as a condition, no constant.
    assert all("non-constant condition" in line or "not an integral constant" in line for line in others), others


def test_strategies_without_contradiction_compile() -> None:
    result = compile_all(RIGHT)
    assert RIGHT and result.returncode == 0, result.stderr


def test_every_refusal_is_provoked_by_a_case() -> None:
    sources = [(ROOT / f"impls/{door}.hpp").read_text() for door in ("instance", "lock", "counter", "queue")]
    texts = [re.sub(r'"\s*\n\s*"', "", source) for source in sources]
    messages = {found for text in texts for found in re.findall(r'"(syncbench: [^"]*)"', text)}
    assert messages and messages == set(map(message, WRONG))
