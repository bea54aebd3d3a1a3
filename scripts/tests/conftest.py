"""Shared by the tests: scripts/ importable, a fake sync_bench, and the driver as a subprocess."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import hypothesis.configuration
import pytest

# No deadline: a busy machine is no failure. No database: nothing is left in the checkout.
HYPOTHESIS_HOME = tempfile.TemporaryDirectory(prefix="syncbench-hypothesis-")  # gone with the tests
hypothesis.configuration.set_hypothesis_home_dir(HYPOTHESIS_HOME.name)
hypothesis.settings.register_profile("syncbench", deadline=None, database=None,
                                     suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("syncbench")

SCRIPTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SCRIPTS))

PATIENCE_S = 120  # for what must happen; only a failing test waits that long

# Drawing takes longer than measuring with the fake; most tests are about no chart. FAKE_DRAW is done instead.
WITHOUT_CHARTS = f"""
import os, pathlib, sys, time, types
def draw(run, folder):
    exec(os.environ.get("FAKE_DRAW", ""))
    return []
for name in ("plot_scaling", "plot_contention", "plot_groups"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].draw = draw
sys.path.insert(0, {str(SCRIPTS)!r})
sys.argv[0] = "bench.py"
import bench
from syncbench import cli
cli.run(bench.main)
"""


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


@dataclass
class Driver:
    """A script that measures with a fake sync_bench, a lock and a results folder of its own."""

    folder: Path
    binary: Path
    env: dict[str, str] = field(default_factory=dict)
    charts: bool = False
    script: str = "bench.py"

    @property
    def results(self) -> Path:
        return self.folder / "results"

    @property
    def latest(self) -> Path:
        return self.results / "latest"

    def start(self, *arguments: str, results: Path | None = None) -> subprocess.Popen[str]:
        whole = self.charts or self.script != "bench.py"
        program = [str(SCRIPTS / self.script)] if whole else ["-c", WITHOUT_CHARTS]
        command = [sys.executable, *program, "--binary", str(self.binary), "--results", str(results or self.results),
                   *arguments]
        env = os.environ | {"SYNCBENCH_LOCK": str(self.folder / "lock"), "MPLBACKEND": "Agg",
                            "FAKE_LOG": str(self.folder / "log")} | self.env
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments: str, results: Path | None = None) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, results=results)
        try:
            output, errors = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def run_until_samples(self, count: int, *arguments: str) -> subprocess.Popen[str]:
        process = self.start(*arguments)
        wait_until(lambda: len(self.samples()) >= count or process.poll() is not None)
        assert process.poll() is None, process.communicate()
        return process

    def interrupted(self, count: int, *arguments: str, by: int = signal.SIGKILL) -> Path:
        """A run that a signal ended after at least so many samples; its folder."""
        self.env["FAKE_WINDOW_S"] = "0.1"  # so that it is not over before the signal
        process = self.run_until_samples(count, *arguments)
        process.send_signal(by)
        process.communicate(timeout=PATIENCE_S)
        del self.env["FAKE_WINDOW_S"]
        return self.runs()[-1]

    def runs(self) -> list[Path]:
        return sorted(path for path in self.results.glob("2*") if path.is_dir())

    def samples(self) -> list[Path]:
        return sorted(self.results.glob("2*/samples/*/*.json"))

    def measured(self) -> list[str]:
        """The cells of all samples that were begun, in this order."""
        return [name for name in self.started() if not name.startswith("check:")]

    def started(self) -> list[str]:
        """The same, and check:kind/name for each check that was begun."""
        log = self.folder / "log"
        return [line.split()[1] for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def driver(tmp_path: Path) -> Driver:
    source = (Path(__file__).parent / "fake_sync_bench.py").read_text()
    binary = tmp_path / "sync_bench"
    # -I -S: as quick to start as Python can be.
    binary.write_text(f"#!{sys.executable} -IS\n{source}")
    binary.chmod(0o755)
    return Driver(tmp_path, binary)


def load(path: Path) -> dict:
    return json.loads(path.read_text())


# Few enough that three rounds of them fit into the budget on a slow machine too.
SWEEPS = "--filter=add/.*/threads:2/|push_pop/.*/shape:1x1/work:0/wait:spin_yield/|private/store"
FEW = ("--preset=smoke", "--filter=counter/.*/work:0/")  # 6 cells of the fake, 3 rounds


def only_line(result: subprocess.CompletedProcess[str]) -> str:
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
