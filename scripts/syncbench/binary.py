"""sync_bench as seen from outside: what it can measure, what it knows of the machine, one sample of one cell, and the
check of one strategy."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from .errors import UserError
from .results import Cell, Check, parse_cell, parse_check
from .strict_json import ResultsError, check_schema, field, parse_json

_REBUILD = "build it again (make build), or give another with --binary"


class Binary:
    def __init__(self, path: Path, threads: Collection[int] = ()) -> None:
        self.path = path.resolve()
        self._threads = [f"--threads={','.join(map(str, threads))}"] if threads else []
        try:
            self.sha256 = hashlib.sha256(self.path.read_bytes()).hexdigest()
        except OSError as error:
            raise UserError(f"no benchmark program at {path} ({error.strerror}); build it (make build), or give it "
                            "with --binary") from None
        self._seen = self._fingerprint()
        self._watchdog_s = watchdog_s()
        self._cpus = 1

    def cells(self) -> list[Cell]:
        cells = [parse_cell(line) for line in self._ask("--benchmark_list_tests=true", *self._threads).split()]
        if len({cell.name for cell in cells}) != len(cells):
            raise UserError(f"{self.path} lists a cell twice; {_REBUILD}")
        return cells

    def catalogue(self) -> dict[str, Any]:
        return parse_json(self._ask("--catalogue"), f"{self.path} --catalogue")

    def machine(self) -> dict[str, Any]:
        where = f"{self.path} --machine"
        report = check_schema(parse_json(self._ask("--machine"), where), where)
        for name, kind in (("cpus", int), ("cpu_model", str), ("timing", dict)):
            field(report, name, kind, where)
        for name in ("warmup_s", "window_s", "oversubscribed_warmup_s", "oversubscribed_window_s"):
            field(report["timing"], name, (int, float), f"{where}: timing")
        self._cpus = max(1, report["cpus"])
        return report

    def patience_s(self, threads: int = 1) -> float:
        """How long a process may take. It ends by itself when one of its phases hangs; this is for what its watchdog,
        which gives many threads on a CPU more time, cannot catch."""
        return min(1e6, (3 * self._watchdog_s + 1) * (1 + threads // (64 * self._cpus)))

    def sample(self, cell: Cell) -> dict[str, Any]:
        """A Google Benchmark document with the cell's one row, in a fresh process; a failure is an error row."""
        escaped = re.sub(r"[.^$*+?()\[\]{}|\\]", r"\\\g<0>", cell.name)
        patience_s = self.patience_s(cell.threads)
        start = time.monotonic()
        status, output, last_line = self._work(
            patience_s, f"--benchmark_filter=^{escaped}(/iterations:1/manual_time)?$", "--benchmark_format=json",
            *self._threads)
        # Beyond that, we were not running (Ctrl-Z): no time that the sample took.
        wall_s = min(time.monotonic() - start, patience_s)
        if status == 2:
            raise UserError(f"{self.path.name} cannot measure {cell.name}: {last_line or 'exit code 2'}")
        try:
            if status not in (0, 1):
                raise _Failed(_describe(status, last_line, patience_s + self._watchdog_s))
            document = self._document(cell, output)
            if status == 1 and not document["benchmarks"][0].get("error_occurred"):
                raise _Failed(last_line or "exit code 1 without a reason")
        except _Failed as failure:
            reason = last_line if status == 1 and last_line else str(failure)
            return failed_sample(cell, reason, wall_s)
        return document | {"wall_s": round(wall_s, 6)}

    def check(self, kind: str, name: str) -> Check:
        """Has a strategy run with its calls recorded, in a fresh process; a crash or a hang is a failed check."""
        patience_s = 2 * self.patience_s()  # it has more phases than a sample
        status, output, last_line = self._work(patience_s, f"--check={kind}/{name}")
        if status == 2:
            raise UserError(f"{self.path.name} cannot check {kind} {name}: {last_line or 'exit code 2'}; "
                            "PRESET=default measures without checks")
        try:
            if status not in (0, 1):
                raise _Failed(_describe(status, last_line, patience_s + self._watchdog_s))
            check = parse_check(parse_json(output, "its output"), "its output")
            if (check.kind, check.name) != (kind, name):
                raise _Failed(f"it checked {check.kind} {check.name} instead")
            if check.passed != (status == 0):
                raise _Failed(f"exit code {status}, but by its output it {'passed' if check.passed else 'failed'}")
        except (ResultsError, _Failed) as failure:
            reason = last_line if status == 1 and last_line else str(failure).split(";")[0]
            return Check(kind, name, False, 0, reason[:300], {})
        return check

    def _document(self, cell: Cell, output: str) -> dict[str, Any]:
        try:
            document = parse_json(output, "its output")
            rows = field(document, "benchmarks", list, "its output")
            if len(rows) != 1 or not isinstance(rows[0], dict):
                raise _Failed(f"its output has {len(rows)} rows, not one")
            if parse_cell(field(rows[0], "name", str, "its output")).name != cell.name:
                raise _Failed(f"it measured {rows[0]['name']} instead")
            context = field(document, "context", dict, "its output")
            if not rows[0].get("error_occurred"):
                for name in ("ops_per_s", "real_time"):
                    if field(rows[0], name, (int, float), "its output") <= 0:
                        raise _Failed(f"its {name} is not above 0")
        except ResultsError as error:
            raise _Failed(str(error).split(";")[0]) from None
        for private in ("host_name", "executable"):
            context.pop(private, None)
        return document

    def _work(self, patience_s: float, *arguments: str) -> tuple[int | None, str, str]:
        """Exit status, output, and the last line of the errors of a process that ends if we do."""
        if self._fingerprint() != self._seen:
            raise UserError(f"{self.path} changed while it was measured; start a new run")
        status, output, errors = self._run([str(self.path), *arguments, f"--parent={os.getpid()}"], patience_s)
        last_line = (errors.strip().splitlines() or [""])[-1].replace(str(self.path), self.path.name)
        return status, output, " ".join(last_line.split())

    def _run(self, command: list[str], patience_s: float) -> tuple[int | None, str, str]:
        """Exit status (None: killed for taking too long), stdout and stderr. Nothing of it survives the call."""
        try:
            # A session of its own: Ctrl-C reaches the driver alone, which then ends the child.
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, start_new_session=True)
        except OSError as error:
            raise UserError(f"{self.path} cannot be run ({error.strerror}); {_REBUILD}") from None
        with process:
            try:
                try:
                    output, errors = process.communicate(timeout=patience_s)
                except subprocess.TimeoutExpired:
                    # If it was us who stood still (Ctrl-Z), it has ended meanwhile, or needs a little longer.
                    output, errors = process.communicate(timeout=self._watchdog_s)
            except subprocess.TimeoutExpired:
                return None, "", ""
            finally:
                if process.returncode is None:  # not reaped yet, so its group is still ours
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        return process.returncode, output.decode(errors="replace"), errors.decode(errors="replace")

    def _ask(self, *arguments: str) -> str:
        status, output, errors = self._run([str(self.path), *arguments], self.patience_s())
        if status != 0:
            reason = (errors.strip().splitlines() or [_describe(status, "", self.patience_s() + self._watchdog_s)])[-1]
            raise UserError(f"{self.path} {' '.join(arguments)} failed: {reason}")
        return output

    def _fingerprint(self) -> tuple[int, int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns


def watchdog_s() -> int:
    """After how long the program ends a phase that hangs; it reads the same variable in the same way."""
    text = os.environ.get("SYNCBENCH_WATCHDOG_S") or "10"
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not 1 <= int(text) < 2**32:
        raise UserError(f"SYNCBENCH_WATCHDOG_S is '{text}'; give whole seconds, at least 1, or unset it")
    return int(text)


class _Failed(Exception):
    """The cell has no result, and why."""


def _describe(status: int | None, last_line: str, waited_s: float) -> str:
    if status is None:
        return f"hung: no result after {waited_s:g} s"
    if status < 0:
        what = f"killed by {signal.Signals(-status).name}" if -status in set(signal.Signals) else f"signal {-status}"
    else:
        what = f"exit code {status}"
    return f"{what}: {last_line}" if last_line else what


def failed_sample(cell: Cell, reason: str, wall_s: float = 0.0) -> dict[str, Any]:
    """In Google Benchmark's style, so that its tools read a run with failed cells too."""
    row = {"name": cell.name, "run_name": cell.name, "run_type": "iteration", "repetitions": 1, "repetition_index": 0,
           "threads": 1, "error_occurred": True, "error_message": reason[:300], "iterations": 0, "real_time": 0.0,
           "cpu_time": 0.0, "time_unit": "ns"}
    return {"context": {}, "benchmarks": [row], "wall_s": round(wall_s, 6)}
