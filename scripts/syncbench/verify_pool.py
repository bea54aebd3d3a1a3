"""Runs processes, a few at a time, and ends each with all that it started, whatever ends the script.

But SIGKILL: then the kernel ends the processes, where setpriv is there to ask for it, but not what they started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from .errors import UserError
from .session import CHECKOUT

_POLL_S = 0.005
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_MOST_BYTES = 4_000_000  # of an output, from its beginning and as many from its end


class Stopped(SystemExit):
    """By a signal; no Exception, so that nothing on the way takes it for a failure."""


class _Signals:
    deferred = 0
    pending = 0


def stop_on_signals() -> None:
    def stop(signum: int, _frame: Any) -> None:
        for other in _ENDINGS:  # a second Ctrl-C must not cut the tidying short
            signal.signal(other, signal.SIG_IGN)
        if _Signals.deferred:
            _Signals.pending = signum
        else:
            raise Stopped(128 + signum)

    for signum in _ENDINGS:
        if signum != signal.SIGHUP or signal.getsignal(signum) != signal.SIG_IGN:  # nohup
            signal.signal(signum, stop)


@contextmanager
def undisturbed() -> Iterator[None]:
    """A signal that arrives inside takes effect at the end."""
    _Signals.deferred += 1
    try:
        yield
    finally:
        _Signals.deferred -= 1
    if _Signals.pending and not _Signals.deferred:
        raise Stopped(128 + _Signals.pending)


@dataclass(frozen=True)
class Job:
    command: list[str]
    limit_s: float
    env: Mapping[str, str] = field(default_factory=dict)  # beside ours, but our options of sanitizers
    alone: bool = False  # nothing else runs meanwhile
    tag: Any = None  # the caller's


@dataclass(frozen=True)
class Outcome:
    status: int | None  # exit status, -signal, or None: it was ended for taking too long
    output: str
    errors: str
    seconds: float


class _Process:
    def __init__(self, job: Job) -> None:
        self.job = job
        self._output, self._errors = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # they have no names
        # A session of its own: Ctrl-C reaches the script alone, which then ends the process and all of its group. If
        # the script is killed outright, the kernel ends the process.
        guard = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        env = {name: value for name, value in os.environ.items() if not name.endswith("SAN_OPTIONS")} | job.env
        try:
            self._process = subprocess.Popen([*guard, *job.command], stdin=subprocess.DEVNULL, stdout=self._output,
                                             stderr=self._errors, env=env, cwd=CHECKOUT, start_new_session=True)
        except OSError as error:
            raise UserError(f"{job.command[0]} cannot be run ({error.strerror}); build it again") from None
        self._last_s = time.monotonic()
        self._waited_s = 0.0

    def outcome(self) -> Outcome | None:
        """None while it runs."""
        now = time.monotonic()
        self._waited_s += min(now - self._last_s, 1.0)  # beyond that we stood still (Ctrl-Z), and so may it have
        self._last_s = now
        if os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            self.end()
            status = self._process.returncode
        elif self._waited_s >= self.job.limit_s:
            self.end()
            status = None
        else:
            return None
        return Outcome(status, _text(self._output), _text(self._errors), self._waited_s)

    def end(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)  # not reaped yet, so the group is still ours
        self._process.wait()


class Pool:
    def __init__(self, slots: int) -> None:
        self._slots = slots

    def run(self, jobs: Iterable[Job], done: Callable[[Job, Outcome], Iterable[Job] | None],
            begun: Callable[[Job], None] = lambda _: None) -> None:
        """Calls `begun` and `done` for each job; what `done` returns is run too, after the others."""
        waiting, running = deque(jobs), list[_Process]()
        try:
            while waiting or running:
                before, ended = len(running), list[tuple[Job, Outcome]]()
                with undisturbed():
                    while waiting and self._fits(waiting[0], running):
                        running.append(_Process(waiting.popleft()))
                    new = [process.job for process in running[before:]]
                    for process in list(running):
                        if (outcome := process.outcome()) is not None:
                            running.remove(process)
                            ended.append((process.job, outcome))
                for job in new:
                    begun(job)
                for job, outcome in ended:
                    waiting.extend(done(job, outcome) or ())
                if not ended:
                    time.sleep(_POLL_S)
        finally:
            with undisturbed():
                for process in running:
                    process.end()

    def ask(self, job: Job) -> Outcome:
        outcomes: list[Outcome] = []
        self.run([job], lambda _, outcome: outcomes.append(outcome))
        return outcomes[0]

    def _fits(self, job: Job, running: list[_Process]) -> bool:
        if job.alone or any(process.job.alone for process in running):
            return not running
        return len(running) < self._slots


def _text(file: IO[bytes]) -> str:
    with file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if size <= 2 * _MOST_BYTES:
            return file.read().decode(errors="replace")
        head = file.read(_MOST_BYTES)
        file.seek(-_MOST_BYTES, os.SEEK_END)
        left_out = f"\n[{size - 2 * _MOST_BYTES} bytes left out]\n".encode()
        return (head + left_out + file.read()).decode(errors="replace")
