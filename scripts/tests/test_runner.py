"""The order of a run and its budget, with a binary that is only pretended and so takes no time."""

from __future__ import annotations

import fcntl
import io
import json
import pty
import random
import re
import struct
import termios
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import pytest
from samples import counter, raw_row
from syncbench.errors import UserError
from syncbench.files import RunFolder
from syncbench.plan import Plan
from syncbench.results import Cell, Check
from syncbench.runner import Progress, Runner
from syncbench.strict_json import ResultsError

CELLS = [counter(impl, threads) for impl in ("mutex", "fetch_add") for threads in (1, 2)]
MACHINE = {"cpus": 2, "timing": {"warmup_s": 0.01, "window_s": 0.065, "oversubscribed_warmup_s": 0.1,
                                 "oversubscribed_window_s": 0.1}}  # a sample is estimated at 0.1 s


class Pretended:
    """Instead of a Binary: samples that say they took `wall_s`, with a floor chosen by the test."""

    def __init__(self, wall_s: float = 0.1, floor: Callable[[int], float] = lambda n: 105.0, fails: str = "none",
                 noisy: Mapping[str, float] = {}) -> None:
        self.wall_s, self.floor, self.fails, self.noisy = wall_s, floor, fails, noisy
        self.order: list[str] = []

    def sample(self, cell: Cell) -> dict[str, Any]:
        self.order.append(cell.name)
        floor = self.floor(len(self.order))
        # Alternately above and below: the interval is as wide as the noise, however many samples there are.
        rate = 5e7 * (1 + self.noisy.get(cell.name, 0.0) * (-1) ** self.order.count(cell.name))
        row = raw_row(cell.name, floor_before_ns=floor, floor_after_ns=floor, ops_per_s=rate, round=None, sample=None)
        failed = self.fails in (cell.impl, cell.name)
        if failed:
            row |= {"error_occurred": True, "error_message": "lost one"}
        return {"context": {}, "benchmarks": [row], "wall_s": 31.0 if failed else self.wall_s}

    def check(self, kind: str, name: str) -> Check:
        self.order.append(f"check:{kind}/{name}")
        return Check(kind, name, name != "mutex", 9, "lost one" * (name == "mutex"), {})


def plan(rounds: int = 10, budget_s: float = 1000, enough: int = 0, checks: bool = False) -> Plan:
    return Plan("default", None, None, 7, rounds, budget_s, enough, checks, [cell.name for cell in CELLS], "00", "11")


def run(folder: RunFolder, binary: Pretended, planned: Plan) -> Runner:
    runner = Runner(binary, folder, planned, MACHINE, Progress(io.StringIO()))  # type: ignore[arg-type]
    runner.run()
    return runner


def test_without_haste_all_rounds_are_measured(tmp_path: Path) -> None:
    binary = Pretended()
    assert run(RunFolder(tmp_path), binary, plan()).rounds_done == 10
    assert Counter(binary.order) == {cell.name: 10 for cell in CELLS}


def test_a_round_that_would_end_after_the_budget_is_not_begun(tmp_path: Path) -> None:
    binary = Pretended(wall_s=0.2)  # twice the estimate: 0.8 s a round
    assert run(RunFolder(tmp_path), binary, plan(budget_s=3.0)).rounds_done == 3
    assert len(binary.order) == 12


def test_the_first_round_is_measured_whatever_the_budget(tmp_path: Path) -> None:
    binary = Pretended(wall_s=5)
    assert run(RunFolder(tmp_path), binary, plan(budget_s=0.1)).rounds_done == 1


def test_a_hang_costs_the_other_cells_no_rounds(tmp_path: Path) -> None:
    binary = Pretended(fails="mutex")
    assert run(RunFolder(tmp_path), binary, plan(budget_s=10)).rounds_done == 10
    assert Counter(binary.order) == {cell.name: 1 if cell.impl == "mutex" else 10 for cell in CELLS}


def test_the_top_up_stops_when_every_cell_has_enough(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    # The floor is another one in the first 24 samples, then the usual.
    binary = Pretended(floor=lambda n: 455.0 if n <= 16 else 105.0)
    run(folder, binary, plan(rounds=9, enough=6))  # 4 rounds of 455 ns, 5 of 105 ns
    assert Counter(binary.order) == {cell.name: 10 for cell in CELLS}
    assert {round_ for round_, _ in folder.rows} == set(range(1, 11))


def test_the_top_up_ends_with_the_budget(tmp_path: Path) -> None:
    binary = Pretended()
    run(RunFolder(tmp_path), binary, plan(rounds=3, budget_s=1.55, enough=6))
    assert len(binary.order) == 15


def test_what_is_left_after_a_round_that_did_not_fit_goes_to_the_top_up(tmp_path: Path) -> None:
    binary = Pretended(wall_s=0.2)  # 0.8 s a round, so the fourth would end after 3.2 s
    assert run(RunFolder(tmp_path), binary, plan(budget_s=3.05, enough=6)).rounds_done == 3
    assert len(binary.order) == 15


def test_the_top_up_spends_nothing_on_strategies_with_a_failed_cell(tmp_path: Path) -> None:
    binary = Pretended(fails=CELLS[0].name)
    run(RunFolder(tmp_path), binary, plan(rounds=3, enough=6))
    assert CELLS[1].impl == CELLS[0].impl
    assert Counter(binary.order) == {CELLS[0].name: 1, CELLS[1].name: 3, CELLS[2].name: 6, CELLS[3].name: 6}


def test_a_strategy_that_fails_its_check_costs_the_others_nothing(tmp_path: Path) -> None:
    binary = Pretended()
    folder = RunFolder(tmp_path)
    assert run(folder, binary, plan(rounds=3, enough=6, checks=True)).rounds_done == 3
    assert sorted(binary.order[:2]) == ["check:counter/fetch_add", "check:counter/mutex"]
    assert Counter(binary.order[2:]) == {cell.name: 6 for cell in CELLS if cell.impl == "fetch_add"}
    assert {row.cell.name: row.error for row in folder.rows.values() if row.error} == {
        cell.name: "not measured, its check failed: lost one" for cell in CELLS if cell.impl == "mutex"}


def test_floors_are_topped_up_too(tmp_path: Path) -> None:
    binary = Pretended()
    floor = "floor/private/store/threads:1/place:cores"
    run(RunFolder(tmp_path), binary, replace(plan(rounds=3, enough=6), cells=[floor]))
    assert Counter(binary.order) == {floor: 6}


def test_the_top_up_gives_up_on_a_cell_that_it_does_not_help(tmp_path: Path) -> None:
    binary = Pretended(floor=lambda n: 105.0 if n % 4 == 1 else 105.0 * 2**random.Random(n).randrange(2, 40))
    run(RunFolder(tmp_path), binary, plan(rounds=4, enough=6))
    assert max(Counter(binary.order).values()) <= 8


def test_no_top_up_where_the_preset_has_none(tmp_path: Path) -> None:
    binary = Pretended()
    run(RunFolder(tmp_path), binary, plan(rounds=3))
    assert len(binary.order) == 12


def test_the_top_up_goes_on_with_a_cell_until_its_interval_is_narrow_or_it_has_the_most(tmp_path: Path) -> None:
    noisy, a_little = CELLS[0].name, CELLS[1].name
    binary = Pretended(noisy={noisy: 0.03, a_little: 0.02})
    run(RunFolder(tmp_path), binary, replace(plan(rounds=8, enough=6), precision=0.025, most=30))
    assert Counter(binary.order) == {cell.name: 30 if cell.name == noisy else 8 for cell in CELLS}


def test_an_interval_of_fewer_than_six_samples_is_never_narrow_enough(tmp_path: Path) -> None:
    binary = Pretended()
    run(RunFolder(tmp_path), binary, replace(plan(rounds=2, enough=1), precision=0.025, most=30))
    assert Counter(binary.order) == {cell.name: 6 for cell in CELLS}


def test_all_cells_that_are_too_wide_take_turns_in_the_top_up(tmp_path: Path) -> None:
    wide = [cell.name for cell in CELLS[:3]]
    binary = Pretended(noisy={name: 0.03 * (1 + at) for at, name in enumerate(wide)})
    run(RunFolder(tmp_path), binary, replace(plan(rounds=6, enough=6), precision=0.025, most=16))
    top_up = binary.order[24:]
    assert [sorted(top_up[at:at + 3]) for at in range(0, 30, 3)] == [sorted(wide)] * 10 and len(top_up) == 30


def test_rounds_have_their_part_of_the_budget_and_the_top_up_the_rest(tmp_path: Path) -> None:
    binary = Pretended(noisy={cell.name: 0.03 for cell in CELLS})  # 0.4 s a round
    planned = replace(plan(rounds=10, budget_s=2.05, enough=6), rounds_s=1.0, precision=0.025, most=60)
    assert run(RunFolder(tmp_path), binary, planned).rounds_done == 2
    assert len(binary.order) == 20


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [1, 3, 4, 5, 11, 12, 14, 23])
def test_a_run_that_ends_anywhere_is_resumed_in_the_same_order(tmp_path: Path, after: int) -> None:
    planned = plan(rounds=3, enough=6)
    whole = Pretended()
    run(RunFolder(tmp_path / "whole"), whole, planned)
    assert len(whole.order) == 24  # 12 of the plan, 12 of the top-up to 6 samples a cell

    def die(n: int) -> float:
        if n > after:
            raise Killed
        return 105.0

    first, second = Pretended(floor=die), Pretended()
    with pytest.raises(Killed):
        run(RunFolder(tmp_path / "killed"), first, planned)
    folder = RunFolder.open(tmp_path / "killed")
    run(folder, second, planned)
    order = first.order[:after] + second.order
    assert order[:12] == whole.order[:12] and Counter(order) == Counter(whole.order)
    bench = json.loads((folder.path / "bench.json").read_text())
    assert [row["name"] for row in bench["benchmarks"]] == order
    assert len({(row["round"], row["sample"]) for row in bench["benchmarks"]}) == 24


def test_resuming_removes_what_a_cut_write_left_and_refuses_a_damaged_sample(tmp_path: Path) -> None:
    run(RunFolder(tmp_path), Pretended(), plan(rounds=1))
    leftover = tmp_path / "samples/r01/.0009.json.1.tmp"
    leftover.write_text("{")
    assert len(RunFolder.open(tmp_path).rows) == 4 and not leftover.exists()
    sample = tmp_path / "samples/r01/0002.json"
    sample.write_text(sample.read_text()[:50])
    with pytest.raises(ResultsError, match=r"r01/0002.json: not valid JSON.*; remove the file and resume$"):
        RunFolder.open(tmp_path)
    sample.unlink()
    assert len(RunFolder.open(tmp_path).rows) == 3


def test_a_folder_of_a_run_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        RunFolder.create(tmp_path, "slow-1cpu", {"plan.json": {}, "machine.json": {"memory": float("nan")}})
    assert list(tmp_path.iterdir()) == []
    created = RunFolder.create(tmp_path, "slow-1cpu", {"plan.json": {}})
    assert sorted(path.name for path in created.path.iterdir()) == ["bench.json", "plan.json"]
    assert RunFolder.create(tmp_path, "slow-1cpu", {}).path != created.path
    assert RunFolder.newest_incomplete(tmp_path) != created.path


def incomplete(folder: Path) -> Path:
    folder.mkdir()
    (folder / "bench.json").write_text('{"complete": false}')
    return folder


def test_only_folders_of_runs_are_resumed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real = incomplete(tmp_path / "20260101T000000Z-slow-1cpu")
    incomplete(tmp_path / "zebra")
    incomplete(tmp_path / ".20270101T000000Z-slow-1cpu.77.tmp")
    assert RunFolder.newest_incomplete(tmp_path) == real and capsys.readouterr().err == ""
    later = incomplete(tmp_path / "20260102T000000Z-slow-1cpu")
    (later / "bench.json").write_text("{")
    assert RunFolder.newest_incomplete(tmp_path) == real
    warning, = capsys.readouterr().err.splitlines()
    assert f"passed over: {later}/bench.json: not valid JSON" in warning


def test_a_new_run_removes_the_drafts_of_killed_ones_and_nothing_else(tmp_path: Path) -> None:
    draft = incomplete(tmp_path / ".20270101T000000Z-slow-1cpu.77.tmp")
    others = [incomplete(tmp_path / "20260101T000000Z-slow-1cpu"), tmp_path / ".notes.tmp"]
    others[1].mkdir()
    RunFolder.create(tmp_path, "slow-1cpu", {})
    assert not draft.exists() and all(other.exists() for other in others)


@pytest.mark.parametrize("change, what", [
    ({"schema": 2}, "its schema is 2"), ({"cells": None}, "has no usable 'cells'"),
    ({"checks": 1}, "has no usable 'checks'"),
    ({"precision": "fine"}, "has no usable 'precision'"), ({"repeats": 7}, "has no usable 'repeats'"),
    ({"colour": 1}, "fields of another version"), ({"cells": ["BM_copy"]}, "'BM_copy' is no cell name"),
])
def test_a_plan_of_another_version_is_refused(tmp_path: Path, change: dict[str, Any], what: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan().to_json()))
    assert Plan.load(path) == plan()
    path.write_text(json.dumps(plan().to_json() | change))
    with pytest.raises(UserError, match=what):
        Plan.load(path)


def terminal(columns: int) -> tuple[TextIO, TextIO]:
    """The two ends of one: what is written to the first can be read from the second."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    return open(theirs, "w"), open(ours, newline="")


def test_progress_is_one_live_line_as_wide_as_its_own_terminal() -> None:
    screen, seen = terminal(columns=20)
    with screen, seen:
        progress = Progress(screen, every_s=3600)
        for text in ("first", "second", "x" * 100):
            progress.show(text)
        progress.clear()
        expected = f"\r\x1b[Kfirst\r\x1b[Ksecond\r\x1b[K{'x' * 19}\r\x1b[K"
        assert seen.read(len(expected)) == expected


def test_progress_is_rare_lines_in_a_log() -> None:
    log = io.StringIO()
    progress = Progress(log, every_s=3600)
    for text in ("first", "second"):
        progress.show(text)
    progress.clear()
    assert log.getvalue() == "first\n"


def test_progress_counts_down_once_in_the_rounds_and_once_in_the_top_up(tmp_path: Path) -> None:
    log = io.StringIO()
    # Some samples are of another regime, so that a top-up follows.
    binary = Pretended(wall_s=10, floor=lambda n: 455.0 if n % 4 == 0 else 105.0)
    runner = Runner(binary, RunFolder(tmp_path), plan(rounds=4, enough=4), MACHINE,  # type: ignore[arg-type]
                    Progress(log, every_s=0))
    runner.run()
    lines = log.getvalue().splitlines()
    assert len(lines) == len(binary.order)
    rounds = [re.search(r"^round \d/4  sample \d/4  about (\d+) (s|min) of rounds left  counter/", line)
              for line in lines[:16]]
    top_up = [re.search(r"^top-up  sample \d/\d  at most (\d+) (s|min) left  counter/", line) for line in lines[16:]]
    for phase in (rounds[1:], top_up):  # at the very first sample the pace is not known
        left = [int(found[1]) * (60 if found[2] == "min" else 1) for found in phase]
        assert left and left[0] > left[-1], left
        assert all(later <= earlier for earlier, later in zip(left, left[1:])), left
