"""costs.py: what differs from the golden file is told, line by line, and nothing else is. With stand-ins for the
program and for valgrind, and with the real ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import PATIENCE_S, SCRIPTS, only_line
from syncbench.gate.callgrind import count_instructions
from syncbench.gate.costs import comparable, differences, golden_text, read_golden, read_report
from syncbench.verify_pool import Pool
from test_end_to_end import BUILD
from test_make import make, words

ROOT = SCRIPTS.parent
PROGRAM = BUILD / "impls/tests/impls_costs"
GOLDEN = ROOT / "impls/tests/costs.json"

REPORT = {
    "schema": 1, "operations": 4096,
    "build": {"compiler": "GNU 12.2.0", "flags": "-O2 -g -DNDEBUG", "libc": "glibc 2.36", "architecture": "x86_64"},
    "coherence": {"counter/word": {"n1": {"updates": 4096}, "n4": {"updates": 4096, "transfers": 4096}},
                  "queue/list": {"n1": {"loads": 8192, "stores": 4096}, "n2": {"loads": 8192, "stores": 4096}}},
    "allocations": {"counter/word": {"n1": 0, "n4": 0}, "queue/list": {"n1": 4096, "n2": 4096}},
    "allocated_bytes": {"counter/word": {"n1": 0, "n4": 0}, "queue/list": {"n1": 65536, "n2": 65536}},
    "bytes": {"counter/word": 128, "queue/list": 384},
    "left_out": {"counter/ttas": "an adapter"},
}

# 1000 instructions around operations of so many each.
VALGRIND = """#!{python} -IS
import json, pathlib, sys
options = dict(word[2:].split("=", 1) for word in sys.argv[1:] if word.startswith("--"))
each = json.loads(pathlib.Path({each!r}).read_text())[options["run"]]
total = 1000 + int(each * int(options["operations"]))
pathlib.Path(options["callgrind-out-file"]).write_text(f"events: Ir\\nsummary: {{total}}\\n")
"""


@dataclass
class Stage:
    """costs.py with a program that prints `report` and a valgrind that counts `instructions`."""

    folder: Path
    report: dict = field(default_factory=lambda: deepcopy(REPORT))
    instructions: dict[str, float] = field(default_factory=lambda: {"counter/word": 20.0, "queue/list": 200.5})
    valgrind: bool = True

    @property
    def golden(self) -> Path:
        return self.folder / "costs.json"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        printed, each = self.folder / "printed.json", self.folder / "each.json"
        printed.write_text(json.dumps(self.report))
        each.write_text(json.dumps(self.instructions))
        self._script("impls_costs", f"#!{sys.executable} -IS\nprint(open({str(printed)!r}).read())\n")
        self._script("valgrind", VALGRIND.format(python=sys.executable, each=str(each)))
        path = f"{self.folder}:{os.environ['PATH']}"
        if not self.valgrind:
            (self.folder / "valgrind").unlink()
            path = str(self.folder)
        return costs("--program", str(self.folder / "impls_costs"), "--golden", str(self.golden), *arguments,
                     PATH=path, SYNCBENCH_LOCK=str(self.folder / "lock"))

    def _script(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o755)


def costs(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPTS / "costs.py"), *arguments], capture_output=True, text=True,
                          timeout=PATIENCE_S, env=os.environ | env)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    now = read_report(json.dumps(made.report), "the report").with_instructions(made.instructions)
    made.golden.write_text(golden_text(now))
    return made


def test_what_was_blessed_is_the_same_afterwards(stage: Stage) -> None:
    written = stage.golden.read_text()
    stage.golden.unlink()
    assert stage.run("--bless").returncode == 0
    assert stage.golden.read_text() == written
    result = stage.run()
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "Same as before (2 strategies counted, 1 left out: an adapter).\n"


def test_a_golden_file_reads_as_it_was_written(stage: Stage) -> None:
    golden = read_golden(stage.golden)
    assert golden_text(golden) == stage.golden.read_text()
    assert json.loads(stage.golden.read_text())["instructions"] == stage.instructions
    assert golden.with_instructions({}).figures == golden.figures


@pytest.mark.parametrize("part, strategy, threads, change, line", [
    ("coherence", "counter/word", "n4", {"updates": 4096, "transfers": 8192},
     "counter/word: transfers, 4 threads: 4096 before, 8192 now (+1 an operation)"),
    ("coherence", "counter/word", "n1", {"updates": 4097},
     "counter/word: updates, 1 thread: 4096 before, 4097 now (+0.0002441 an operation)"),
    ("coherence", "queue/list", "n1", {"loads": 8192, "stores": 4096, "seq_cst_stores": 4096},
     "queue/list: seq_cst_stores, 1 thread: 0 before, 4096 now (+1 an operation)"),
    ("coherence", "queue/list", "n2", {"loads": 8192},
     "queue/list: stores, 2 threads: 4096 before, 0 now (-1 an operation)"),
    ("allocations", "queue/list", "n1", 8192,
     "queue/list: allocations, 1 thread: 4096 before, 8192 now (+1 an operation)"),
])
def test_a_single_count_that_differs_is_a_line(stage: Stage, part: str, strategy: str, threads: str, change: object,
                                               line: str) -> None:
    stage.report[part][strategy][threads] = change
    result = stage.run()
    assert result.returncode == 1 and only_line(result) == f"costs: {line}"
    assert line.split(":")[1].strip() in result.stdout  # in the table too
    assert "Different: 1 difference (2 strategies counted" in result.stdout and "BLESS=1" in result.stdout


def test_a_larger_instance_is_a_line(stage: Stage) -> None:
    stage.report["bytes"]["queue/list"] = 392
    assert only_line(stage.run()) == "costs: queue/list: bytes of an instance: 384 before, 392 now"


@pytest.mark.parametrize("now, line", [(202.5, None), (198.5, None), (200.5, None), (
    202.75, "costs: queue/list: instructions of an operation: 200.5 before, 202.75 now")])
def test_instructions_may_differ_by_one_percent(stage: Stage, now: float, line: str | None) -> None:
    stage.instructions["queue/list"] = now
    result = stage.run()
    assert result.returncode == (line is not None)
    if line is not None:
        assert only_line(result) == line


def test_instructions_of_another_compiler_are_told_to_be_no_comparison(stage: Stage) -> None:
    stage.report["build"]["compiler"] = "Clang 19.1.7"
    stage.instructions["queue/list"] = 500
    result = stage.run()
    assert result.returncode == 0 and result.stdout.splitlines()[0] == (
        "Instructions are not compared, since those of the golden file are of another build (compiler: GNU 12.2.0 "
        "there, Clang 19.1.7 here).")
    stage.report["bytes"]["queue/list"] = 392  # what does not depend on the compiler is compared all the same
    assert stage.run().returncode == 1


def test_a_strategy_that_is_missing_or_new_is_a_difference(stage: Stage) -> None:
    for part in ("coherence", "allocations", "allocated_bytes", "bytes"):
        stage.report[part]["queue/array"] = stage.report[part].pop("queue/list")
    stage.instructions["queue/array"] = 1
    stage.report["left_out"]["queue/list"] = "it waits"
    result = stage.run()
    assert result.returncode == 1 and result.stderr.splitlines() == [
        "costs: queue/array is not in the golden file", "costs: queue/list is no longer counted (it waits)"]
    assert stage.run("--bless").returncode == 0
    assert stage.run().returncode == 0


def test_to_bless_writes_what_is_counted_now_and_says_how_much_that_changes(stage: Stage) -> None:
    stage.report["bytes"]["queue/list"] = 392
    result = stage.run("--bless")
    assert (result.returncode, result.stderr) == (0, "")
    assert "2 strategies written, 1 difference from before" in result.stdout
    assert stage.run().returncode == 0


def test_a_part_can_be_looked_at_but_not_blessed(stage: Stage) -> None:
    stage.report["bytes"]["queue/list"] = 392
    assert stage.run("--only=counter/", "--no-instructions").returncode == 0
    assert stage.run("--only=queue/", "--no-instructions").returncode == 1
    for option in ("--only=queue/", "--no-instructions"):
        before = stage.golden.read_bytes()
        result = stage.run("--bless", option)
        assert result.returncode == 2 and "leave out --only" in only_line(result)
        assert stage.golden.read_bytes() == before


def test_what_cannot_be_counted_is_one_line(stage: Stage) -> None:
    stage.valgrind = False
    result = stage.run()
    assert result.returncode == 2 and "apt-get install valgrind" in only_line(result)
    assert stage.run("--no-instructions").returncode == 0
    result = stage.run("--only=nothing", "--no-instructions")
    assert result.returncode == 2 and "matches 'nothing'" in only_line(result)
    stage.golden.unlink()
    result = stage.run("--no-instructions")
    assert result.returncode == 2 and "make costs BLESS=1" in only_line(result)


@pytest.mark.parametrize("text", ["[", '{"schema": 1}', '{"schema": 2}'])
def test_a_damaged_golden_file_is_one_line(stage: Stage, text: str) -> None:
    stage.golden.write_text(text)
    result = stage.run()
    assert result.returncode == 2 and str(stage.golden) in only_line(result)


def test_a_program_that_ends_before_its_time_is_one_line(tmp_path: Path) -> None:
    program = tmp_path / "impls_costs"
    program.write_text("#!/bin/sh\necho lock/x waits for a thread whose turn it is not >&2\nkill -ABRT $$\n")
    program.chmod(0o755)
    result = costs("--program", str(program), SYNCBENCH_LOCK=str(tmp_path / "lock"))
    assert result.returncode == 2 and "lock/x waits for a thread whose turn it is not" in only_line(result)


@pytest.mark.parametrize("knobs, blesses", [((), False), (("BLESS=1",), True), (("BLESS=0",), False)])
def test_make_builds_the_program_and_hands_on_whether_to_bless(tmp_path: Path, knobs: tuple[str, ...],
                                                               blesses: bool) -> None:
    stub = tmp_path / "python.sh"
    stub.write_text(f'#!/bin/sh\nfor word; do printf "%s\\n" "$word" >> "{tmp_path}/words"; done\n')
    stub.chmod(0o755)
    compile_ = f"{stub} compile"
    assert make("costs", f"python={stub}", f"compile={compile_}", *knobs).returncode == 0
    handed = words(tmp_path)
    assert "impls_costs" in handed and handed.index("impls_costs") < handed.index("scripts/costs.py")
    assert handed[handed.index("--program") + 1].endswith("/impls/tests/impls_costs")
    assert ("--bless" in handed) == blesses


def printed() -> str:
    return subprocess.run([PROGRAM], capture_output=True, text=True, timeout=PATIENCE_S, check=True).stdout


def test_the_program_prints_the_same_twice() -> None:
    assert printed() == printed()


def test_the_strategies_cost_what_the_committed_golden_file_says(tmp_path: Path) -> None:
    result = costs("--program", str(PROGRAM), "--no-instructions", SYNCBENCH_LOCK=str(tmp_path / "lock"))
    assert (result.returncode, result.stderr) == (0, ""), result.stderr


def test_every_strategy_of_ours_is_counted_or_said_to_be_left_out() -> None:
    now = read_report(printed(), "impls_costs")
    ours = {f"{header.parent.name}/{header.stem}" for kind in ("lock", "counter", "queue")
            for header in (ROOT / "impls" / kind).glob("*.hpp") if "Source::syncbench" in header.read_text()}
    assert len(ours) > 25 and now.strategies == ours
    adapters = {name for name in now.left_out if name.split("/")[0] != "lock"}
    assert adapters == set(now.left_out) and {"counter/mcs", "queue/mcs_ring"} <= adapters


def test_instructions_are_the_same_in_each_run_and_those_of_a_golden_file_of_this_build() -> None:
    strategies = frozenset({"counter/fetch_add", "queue/michael_scott"})
    once, again = (count_instructions(PROGRAM, sorted(strategies), Pool(2)) for _ in range(2))
    assert once == again and 1 < once["counter/fetch_add"] < once["queue/michael_scott"]
    golden, now = read_golden(GOLDEN), read_report(printed(), "impls_costs").with_instructions(once)
    if comparable(golden, now):
        assert differences(golden.of(strategies), now.of(strategies)) == []
