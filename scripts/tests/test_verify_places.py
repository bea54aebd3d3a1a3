"""The line of a strategy, out of reports that give it, and out of such as give only addresses."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import PATIENCE_S
from syncbench.verify_findings import how_it_ended
from syncbench.verify_places import located, position
from syncbench.verify_pool import Outcome


@pytest.mark.parametrize("text, place", [
    ("#0 pop /src/impls/queue/ring.hpp:63:7 (x+0x1)", "impls/queue/ring.hpp:63"),
    ("#0 impls/reclaim/hazard_pointers.hpp:8", "impls/reclaim/hazard_pointers.hpp:8"),
    ("#0 /a/impls/platform/std.hpp:4\n#1 /a/impls/tests/history/checks.hpp:3\n#2 /a/impls/history/record.hpp:2\n"
     "#3 /a/impls/instance.hpp:9\n#4 /a/impls/lock/mcs.hpp:5\n#5 /a/impls/lock/mcs.hpp:6", "impls/lock/mcs.hpp:5"),
    ("load, in try_pop, /a/impls/queue/ring.hpp(71)", "impls/queue/ring.hpp:71"),
    ("/a/build/impls/tests/impls_model: fine", None),
    ("/a/other_impls/queue/ring.hpp:63", None),
])
def test_the_first_line_of_a_strategy_is_the_position(text: str, place: str | None) -> None:
    assert position(text) == place


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compiled")
    (folder / "impls/queue").mkdir(parents=True)
    (folder / "impls/queue/ring.hpp").write_text(
        "// A queue.\ntemplate <class T>\n[[gnu::always_inline]] inline void push(volatile T& slot) {\n  slot = 1;\n"
        "}\n")
    (folder / "main.cpp").write_text('#include "impls/queue/ring.hpp"\nvolatile int slot;\n'
                                     'extern "C" void probe() { push(slot); }\nint main() { probe(); }\n')
    subprocess.run(["g++", "-g", "-O1", f"-I{folder}", folder / "main.cpp", "-o", folder / "impls_probe"], check=True,
                   timeout=PATIENCE_S)
    return folder / "impls_probe"


def test_frames_with_only_an_address_get_the_lines_that_were_inlined(program: Path) -> None:
    symbols = subprocess.run(["nm", program], capture_output=True, text=True, check=True).stdout
    address, = (int(line.split()[0], 16) for line in symbols.splitlines() if line.endswith(" probe"))
    texts = [f"    #0 push <null> ({program.name}+{hex(address + step)})" for step in range(8)]
    report = "\n".join(["a race", *texts, f"    #9 main main.cpp:4 ({program.name}+0x1)", "    #10 x (libc.so.6+0x2)"])
    resolved = located(report, program)
    assert position(report) is None and position(resolved) == "impls/queue/ring.hpp:4"
    innermost, outer = resolved.split("impls/queue/ring.hpp:4", 1)
    assert innermost.startswith("a race\n    #0") and "main.cpp:3" in outer.splitlines()[1]
    assert [line for line in resolved.splitlines() if not line.startswith("         in ")] == report.splitlines()


def test_a_program_without_lines_leaves_the_report_as_it_is(tmp_path: Path) -> None:
    report = "#0 push <null> (nothing+0x12)"
    assert located(report, tmp_path / "nothing") == report


@pytest.mark.parametrize("errors, told", [
    ("SUMMARY: ThreadSanitizer: data race (/b/impls_history+0x5a) in push<int>(int)", "ThreadSanitizer: data race"),
    ("SUMMARY: AddressSanitizer: heap-use-after-free /a/x.hpp:3 in push", "AddressSanitizer: heap-use-after-free"),
    ("SUMMARY: AddressSanitizer: 8 byte(s) leaked in 1 allocation(s).",
     "AddressSanitizer: 8 byte(s) leaked in 1 allocation(s)."),
    ("SUMMARY: UndefinedBehaviorSanitizer: undefined-behavior impls/x.hpp:3:2",
     "UndefinedBehaviorSanitizer: undefined-behavior"),
    ("ring: hung: after 20 s these threads have not returned:\n  thread 1, at:\n  f+0x1",
     "ring: hung: after 20 s these threads have not returned:"),
    ("terminate called\n  what(): no memory", "what(): no memory"),
])
def test_of_a_report_the_kind_is_told(errors: str, told: str) -> None:
    assert how_it_ended(Outcome(66, "", errors, 1.0), 60) == f"{told} (exit code 66)"
    assert how_it_ended(Outcome(66, "", "", 1.0), 60) == "exit code 66"
