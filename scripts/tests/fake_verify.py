"""Stand-ins for the programs of `make verify`: shell scripts with the same protocol, which do what a test tells them.

Beside each lies a folder with its list, and for each subject a shell fragment that is run for --only=SUBJECT.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import PATIENCE_S, SCRIPTS
from syncbench.verify_layers import LAYERS

PROGRAM = """#!/bin/sh
here=$0.d
scale=1
for word; do case $word in
  --list) cat "$here/list"; exit ;;
  --mutants) cat "$here/mutants"; exit ;;
  --only=*) subject=${word#--only=} ;;
  --scale=*) scale=${word#--scale=} ;;
  *) echo "unknown option $word" >&2; exit 2 ;;
esac; done
echo "$$ ${0##*/} $subject $scale" >> "$FAKE_LOG"
. "$here/$subject"
"""
SYNC_BENCH = """#!/bin/sh
case $1 in --catalogue) cat "$0.catalogue" ;; --machine) cat "$0.machine" ;; *) exit 2 ;; esac
"""
COMMON = {"source": "syncbench", "library": "", "family": "atomic", "class": "fake", "bytes": 64, "available": True}
QUEUE = {"kind": "queue", "order": "strict_fifo", "bounded": True, "strict_empty": True, "strict_full": True,
         "progress": "blocking"}
SEEN = {  # by each layer of history
    "queue/ring": {"order": "strict_fifo", "k": 0, "strict_empty": True, "strict_full": True},
    "counter/cas_loop": {"consistency": "linearizable"},
    "lock/mutex": {"exclusive": True},
}


def strategy(name: str, **traits: Any) -> dict[str, Any]:
    return COMMON | {"name": name} | traits


def says(subject: str, *, passed: bool = True, detail: str = "", status: int | None = None, errors: str = "",
         observed: dict[str, Any] | None = None) -> str:
    """The fragment of a subject that ends in an orderly way."""
    line = json.dumps({"subject": subject, "passed": passed, "operations": 1000, "detail": detail,
                       "observed": observed or {}})
    return (f"cat <<'END'\n{line}\nEND\ncat >&2 <<'END'\n{errors}\nEND\n"
            f"exit {(0 if passed else 1) if status is None else status}\n")


@dataclass
class Verifier:
    """verify.py with fake builds and a results folder of its own. By default everything is right."""

    folder: Path
    strategies: list[dict[str, Any]] = field(default_factory=lambda: [
        strategy("mutex", kind="lock", progress="blocking", reentrant=False, fifo=False),
        strategy("cas_loop", kind="counter", progress="lock_free", consistency="linearizable"),
        strategy("ring", **QUEUE)])
    mutants: int = 25
    env: dict[str, str] = field(default_factory=dict)

    @property
    def builds(self) -> Path:
        return self.folder / "build"

    @property
    def results(self) -> Path:
        return self.folder / "results"

    @property
    def report(self) -> Path:
        return self.results / "verify"

    def program(self, build: str, name: str) -> Path:
        return self.builds / build / "impls/tests" / name

    def make(self) -> None:
        sync_bench = self.builds / "release/benchmarks/sync_bench"
        sync_bench.parent.mkdir(parents=True)
        write_script(sync_bench, SYNC_BENCH)
        sync_bench.with_suffix(".machine").write_text(json.dumps({
            "schema": 1, "cpus": 2, "cpu_model": "Fake CPU", "compiler": "g++ 12.2.0", "timing": dict.fromkeys(
                ("warmup_s", "window_s", "oversubscribed_warmup_s", "oversubscribed_window_s"), 0.1)}))
        self.tell_catalogue()
        for layer in LAYERS:
            for name in layer.programs:
                program = self.program(layer.build, name)
                program.parent.mkdir(parents=True, exist_ok=True)
                write_script(program, PROGRAM)
                for subject, seen in SEEN.items():
                    if name == "impls_progress":
                        seen = {"progress": "non_blocking" if subject == "counter/cas_loop" else "blocking"}
                    self.on(layer.build, name, subject, says(
                        subject, observed=seen if name in ("impls_history", "impls_progress") else {}))
        for number in range(self.mutants):
            subject = f"mutant/ring/bug_{number}"
            self.on("release", "impls_model", subject, says(subject, passed=False, detail="a race"))
        for subject in ("mutant/ring/bug_1", "mutant/ring/bug_2"):
            self.on("tsan", "impls_history", subject, says(subject, status=66))
        self.tell_mutants()

    def on(self, build: str, name: str, subject: str, fragment: str) -> None:
        """Adds a subject to a program, or tells it to do something else."""
        folder = Path(f"{self.program(build, name)}.d")
        (folder / subject).parent.mkdir(parents=True, exist_ok=True)
        (folder / subject).write_text(fragment)
        with (folder / "list").open("a+") as listed:
            listed.seek(0)
            if subject not in listed.read().split():
                listed.write(f"{subject}\n")

    def tell_mutants(self, **changed: str) -> None:
        """Each program tells of those in its list. `changed`: the killer of a bug."""
        mutants = [{"subject": f"mutant/ring/bug_{number}", "kind": "queue", "strategy": "ring", "bug": f"bug {number}",
                    "killer": changed.get(f"bug_{number}", "model")} for number in range(self.mutants)]
        for layer in LAYERS:
            for name in layer.programs:
                folder = Path(f"{self.program(layer.build, name)}.d")
                listed = (folder / "list").read_text().split()
                (folder / "mutants").write_text(json.dumps([m for m in mutants if m["subject"] in listed]))

    def tell_catalogue(self) -> None:
        (self.builds / "release/benchmarks/sync_bench.catalogue").write_text(
            json.dumps({"schema": 1, "strategies": self.strategies}))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(SCRIPTS / "verify.py"), "--build-root", str(self.builds), "--results",
                   str(self.results), *arguments]
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        env = os.environ | {"PATH": path, "SYNCBENCH_LOCK": str(self.folder / "lock"),
                            "FAKE_LOG": str(self.folder / "log")} | self.env
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        try:
            output, errors = process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)  # so that it ends what it started
            raise
        finally:
            if process.poll() is None:
                process.wait(PATIENCE_S)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def runs(self) -> list[tuple[str, str, str]]:
        """Program, subject and scale of all processes that were begun, in this order."""
        log = self.folder / "log"
        return [tuple(line.split()[1:]) for line in log.read_text().splitlines()] if log.exists() else []

    def pids(self) -> list[int]:
        log = self.folder / "log"
        return [int(line.split()[0]) for line in log.read_text().splitlines()] if log.exists() else []

    def with_clang(self, present: bool) -> None:
        """A machine that has clang++-19, or lacks it but has all else."""
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        if present:
            write_script(folder / "clang++-19", "#!/bin/sh\nexit 0\n")
        else:
            for tool in ("sh", "cat", "git", "setarch", "setpriv", "true"):
                (folder / tool).symlink_to(next(path for part in os.environ["PATH"].split(":")
                                                if (path := Path(part, tool)).exists()))
            self.env["PATH"] = str(folder)


def failures(errors: str) -> list[str]:
    """What a run says is wrong, a line each."""
    return [line for line in errors.splitlines() if " fails " in line or "survived" in line or "hung" in line]


def write_script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)
