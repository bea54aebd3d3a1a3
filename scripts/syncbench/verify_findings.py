"""What one process of a layer's program found out about one strategy."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .errors import UserError
from .strict_json import ResultsError, parse_json
from .strict_json import field as get
from .verify_layers import REPORTS
from .verify_places import position, without_checkout
from .verify_pool import Outcome

_NOT_SET_UP = {  # what a sanitizer says of the machine, not of the program
    "ThreadSanitizer: unexpected memory mapping": "run `sysctl vm.mmap_rnd_bits=28` as root, or let containers call "
                                                  "personality() (--security-opt seccomp=unconfined)",
    "LeakSanitizer has encountered a fatal error": "let it trace (containers: --cap-add=SYS_PTRACE)",
}


@dataclass(frozen=True)
class Finding:
    layer: str
    program: str
    subject: str  # kind/strategy
    passed: bool
    operations: int
    detail: str
    observed: dict[str, Any] = field(default_factory=dict)
    position: str | None = None  # file:line of the strategy where it failed
    seconds: float = 0.0

    def line(self) -> str:
        where = f" at {self.position}" if self.position and self.position not in self.detail else ""
        return f"{self.subject} fails {self.layer}: {self.detail}{where} (logs/{log_name(self.layer, self.subject)})"


def accepted(findings: Iterable[Finding]) -> list[str]:
    """What passed with a remark: defects of libraries that can only be told."""
    return [f"{finding.layer} {finding.subject}: {finding.detail.removeprefix('accepted: ')}"
            for finding in findings if finding.passed and finding.detail]


def log_name(layer: str, subject: str) -> str:
    return f"{layer}-{subject.replace('/', '-')}.txt"


def judge(layer: str, program: str, subject: str, outcome: Outcome, limit_s: float) -> Finding:
    """A UserError if the program did not do what it should, whatever the strategy is like."""
    told: dict[str, Any] = {}
    if outcome.status in (0, 1):
        told = _document(program, subject, outcome)
        passed, operations, detail = told["passed"], told["operations"], told["detail"]
    else:
        refuse_environment(program, outcome)
        passed, operations, detail = False, 0, how_it_ended(outcome, limit_s)
    detail = " ".join(without_checkout(detail).split())
    if not passed and not detail:
        detail = "it says no more"
    where = None if passed else position(detail) or position(outcome.errors)
    return Finding(layer, program, subject, passed, operations, detail, told.get("observed", {}), where,
                   round(outcome.seconds, 2))


# What says nothing of a seeded bug: the machine, or a sanitizer, lacked something.
_NO_DEATH = ("cannot start thread", "std::bad_alloc", "failed to allocate", "out of memory", "Sanitizer: CHECK failed")
_FAULTS = (-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL)
# With which words the C++ runtime and the heap abort.
_ABORTS = ("terminate called", "pure virtual method called", "double free or corruption", "free(): ", "malloc(): ",
           "realloc(): ", "munmap_chunk(): ", "malloc_consolidate(): ", "corrupted size vs. prev_size",
           "corrupted double-linked list")


def death(layer: str, program: str, subject: str, outcome: Outcome, limit_s: float) -> tuple[str, str]:
    """How a mutant ended, "killed", "hung", "crashed" or "survived", and what was told of it. A UserError if the end
    has nothing to do with its bug."""
    finding = judge(layer, program, subject, outcome, limit_s)
    if finding.passed:
        return "survived", ""
    allocates = program == "impls_failing_allocation"  # where memory runs out on purpose
    told = next((words for words in _NO_DEATH if words in finding.detail + outcome.errors and not allocates), None)
    if outcome.status == -signal.SIGKILL or told:
        raise UserError(f"{program} could not run {subject} in {layer}: {told or 'something killed it'}; free memory, "
                        "or stop what else runs here")
    status, aborted = outcome.status, outcome.status == -signal.SIGABRT
    if status is None or aborted and ": hung: after " in outcome.errors:
        return "hung", finding.detail
    if status in _FAULTS or aborted and any(words in outcome.errors for words in _ABORTS):
        return "crashed", finding.detail
    if status == 1 or status == REPORTS.get(layer):
        return "killed", finding.detail
    raise UserError(f"{program} ended {subject} in {layer} as no seeded bug does: {finding.detail}; mend it, or build "
                    "it again")


def refuse_environment(program: str, outcome: Outcome) -> None:
    for words, mend in _NOT_SET_UP.items():
        if words in outcome.errors:
            raise UserError(f"{program} cannot run here ({words}); {mend}")
    if outcome.status in (2, 126, 127):  # the latter two: it was not even started
        raise UserError(f"{program} refuses to run: {_last_line(outcome.errors) or f'exit code {outcome.status}'}; "
                        "build it again")


def how_it_ended(outcome: Outcome, limit_s: float) -> str:
    if outcome.status is None:
        return f"hung: it did not end within {limit_s:g} s"
    status = outcome.status
    if status < 0:
        how = f"killed by {signal.Signals(-status).name}" if -status in set(signal.Signals) else f"signal {-status}"
    else:
        how = f"exit code {status}"
    lines = [line.strip() for line in outcome.errors.splitlines()]
    telling = [line for line in lines if line.startswith("SUMMARY: ") or ": hung: " in line]
    # Of a summary what it is, not where: that is a position of the platform, or an address.
    told = re.split(r"\s(?=[(</]|\S*/)", telling[0].removeprefix("SUMMARY: "))[0] if telling else _last_line(
        outcome.errors)
    return f"{told} ({how})" if told else how


def _document(program: str, subject: str, outcome: Outcome) -> dict[str, Any]:
    where = f"{program} --only={subject}"
    lines = outcome.output.splitlines()
    if len(lines) != 1:
        raise ResultsError(f"{where} printed {len(lines)} lines, not one; build it again")
    told = parse_json(lines[0], where, mend="build it again")
    for name, kind in (("subject", str), ("passed", bool), ("operations", int), ("detail", str), ("observed", dict)):
        get(told, name, kind, where)
    if told["passed"] and told["operations"] < 1:
        raise ResultsError(f"{where} passed without judging anything; mend the check")
    if told["subject"] != subject or told["passed"] != (outcome.status == 0):
        raise ResultsError(f"{where} says {told['subject']} {'passed' if told['passed'] else 'failed'}, with exit code "
                           f"{outcome.status}; build it again")
    return told


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1].strip()
