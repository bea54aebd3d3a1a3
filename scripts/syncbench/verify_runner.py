"""Runs the layers over all strategies, then the mutants: a process each."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from .cli import counted, tell
from .errors import UserError
from .files import cannot_write
from .runner import Progress
from .results import Strategy
from .verify_findings import Finding, death, how_it_ended, judge, log_name, refuse_environment
from .verify_layers import NEEDS_ALL_CPUS, REPORTS, Builds, Layer, owes, records
from .verify_mutants import Kills, Mutant, is_mutant, parse_mutants, runs_in
from .verify_places import located
from .verify_pool import Job, Outcome, Pool

LISTING_LIMIT_S = 60
PATIENCE_S = "25"  # of their watchdogs
MUTANT_PATIENCE_S = "5"  # many mutants hang, and that is their end
MOST_TRIES = 3  # of a mutant in the layer that must kill it, where that takes luck
_SUBJECT = re.compile(r"\w+/\w+|mutant/\w+/\w+", re.ASCII)


class LayerRunner:
    """Without `thorough`, adapters over a lock are not all recorded, and a mutant runs only where it must die."""

    def __init__(self, builds: Builds, pool: Pool, logs: Path, limit_s: float, mutant_limit_s: float,
                 thorough: bool) -> None:
        self._thorough = thorough
        self.builds, self._pool, self._logs = builds, pool, logs
        self._limit_s, self._mutant_limit_s = limit_s, mutant_limit_s
        self._progress = Progress()
        self._listed: dict[tuple[str, str], list[str]] = {}  # by build and program
        self.findings: list[Finding] = []  # so far, of all layers

    def subjects(self, layer: Layer, program: str) -> list[str]:
        """Strategies and mutants that a program of a layer knows."""
        key = layer.build, program
        if key not in self._listed:
            lines = self._ask(layer, program, "--list").split()
            strange = [line for line in lines if not _SUBJECT.fullmatch(line)]
            if strange or len(set(lines)) != len(lines) or not lines:
                what = f"has '{strange[0]}'" if strange else "names a subject twice" if lines else "is empty"
                raise UserError(f"the list of {self.builds.program(*key)} {what}; build it again")
            self._listed[key] = lines
        return self._listed[key]

    def missing(self, layer: Layer, strategies: Mapping[tuple[str, str], Strategy]) -> list[str]:
        """Strategies that the programs of a layer ought to know and do not."""
        return [f"{kind}/{name} is not in {program}'s list, so {layer.name} knows nothing of it"
                for program in layer.programs for (kind, name), strategy in strategies.items()
                if owes(program, strategy) and f"{kind}/{name}" not in self.subjects(layer, program)]

    def strategies(self, layer: Layer, program: str, catalogue: Mapping[tuple[str, str], Strategy]) -> list[str]:
        """That are run."""
        some = program == "impls_history" and not self._thorough
        return [subject for subject in self.subjects(layer, program)
                if not is_mutant(subject) and (not some or records(catalogue.get(tuple(subject.split("/")))))]

    def mutants(self, layers: Sequence[Layer]) -> list[Mutant]:
        """What the programs of these layers know; several may know the same."""
        known: dict[str, Mutant] = {}
        for layer in layers:
            for program in layer.programs:
                for mutant in parse_mutants(self._ask(layer, program, "--mutants"), f"{program} --mutants"):
                    if known.setdefault(mutant.subject, mutant) != mutant:
                        raise UserError(f"{program} --mutants tells another story of {mutant.subject} than the other "
                                        "programs; build them all again")
        return list(known.values())

    def verify(self, layer: Layer, wanted: Callable[[str], bool],
               catalogue: Mapping[tuple[str, str], Strategy]) -> list[Finding]:
        """All strategies that are wanted through one layer."""
        findings: list[Finding] = []
        jobs = [self._job(layer, program, subject, self._limit_s, PATIENCE_S, program in NEEDS_ALL_CPUS)
                for program in layer.programs for subject in self.strategies(layer, program, catalogue)
                if wanted(subject)]
        if not jobs:
            return []
        start = time.monotonic()

        def done(job: Job, outcome: Outcome) -> None:
            _, program, subject = job.tag
            if outcome.status != 0:
                path = self.builds.program(layer.build, program)
                outcome = replace(outcome, errors=located(outcome.errors, path))
            finding = judge(layer.name, program, subject, outcome, self._limit_s)
            findings.append(finding)
            self.findings.append(finding)
            if not finding.passed:
                self._keep_log(job, outcome)

        def begun(job: Job) -> None:
            self._progress.show(f"{layer.name}  {len(findings)} of {len(jobs)} done  {job.tag[2]}")

        self._pool.run(jobs, done, begun)
        self._progress.clear()
        seen, wrong = {finding.subject for finding in findings}, {f.subject for f in findings if not f.passed}
        tell(f"{layer.name}: {counted(len(seen), 'subject')}, {f'{len(wrong)} wrong' if wrong else 'all right'}, "
             f"{time.monotonic() - start:.0f} s")
        return findings

    def kill(self, layers: Sequence[Layer], mutants: Sequence[Mutant]) -> Kills:
        """Each mutant in each layer where it belongs and whose programs know it, until the first kill there."""
        kills = Kills(tuple(mutants), tuple(layer.name for layer in layers))
        jobs: list[Job] = []
        later: dict[tuple[str, str], list[Job]] = {}  # of the layer's other programs
        for layer in layers:
            for mutant in mutants:
                mine = [self._job(layer, program, mutant.subject, self._mutant_limit_s, MUTANT_PATIENCE_S,
                                  program in NEEDS_ALL_CPUS and layer.name in mutant.killers)
                        for program in layer.programs
                        if runs_in(mutant, layer.name, self._thorough)
                        and mutant.subject in self.subjects(layer, program)]
                jobs += mine[:1]
                later[layer.name, mutant.subject] = mine[1:]
        killers = {mutant.subject: mutant.killers for mutant in mutants}
        tries: Counter[tuple[str, str]] = Counter()
        total, ended = len(jobs), 0
        start = time.monotonic()

        def done(job: Job, outcome: Outcome) -> list[Job]:
            nonlocal ended
            layer, program, subject = job.tag
            must_die = layer in killers[subject]
            end = death(layer, program, subject, outcome, self._mutant_limit_s)
            if must_die and end[0] != "survived" and outcome.status != REPORTS.get(layer, outcome.status):
                end = "survived", f"no report of the sanitizer, but {end[1]}"
            kills.ends[subject, layer] = end
            rest = later[layer, subject]
            if rest and end[0] == "survived":
                return [rest.pop(0)]
            tries[subject, layer] += 1
            # What threads do is chance: a recorded history need not show the bug each time.
            if must_die and end[0] == "survived" and program in NEEDS_ALL_CPUS and tries[subject, layer] < MOST_TRIES:
                return [job]
            if end[0] == "survived" and must_die:
                self._keep_log(job, outcome)
            ended += 1
            return []

        def begun(job: Job) -> None:
            self._progress.show(f"mutants  {ended} of {total} done  {job.tag[0]} {job.tag[2]}")

        self._pool.run(jobs, done, begun)
        self._progress.clear()
        tell(f"mutants: {len(mutants)}, in {counted(total, 'run')}, {time.monotonic() - start:.0f} s")
        return kills

    def _ask(self, layer: Layer, program: str, question: str) -> str:
        path = self.builds.program(layer.build, program)
        if not path.exists():
            raise UserError(f"no program at {path}; build it (make verify)")
        outcome = self._pool.ask(Job([*_prefix(layer), str(path), question], LISTING_LIMIT_S, _environment(layer)))
        if outcome.status != 0:
            refuse_environment(program, outcome)
            raise UserError(f"{path} {question} failed: {how_it_ended(outcome, LISTING_LIMIT_S)}; build it again")
        return outcome.output

    def _job(self, layer: Layer, program: str, subject: str, limit_s: float, patience_s: str, alone: bool) -> Job:
        scale = [] if layer.scale == 1 else [f"--scale={layer.scale:g}"]
        command = [*_prefix(layer), str(self.builds.program(layer.build, program)), f"--only={subject}", *scale]
        env = _environment(layer) | {"SYNCBENCH_WATCHDOG_S": patience_s}
        return Job(command, limit_s, env, alone, tag=(layer.name, program, subject))

    def _keep_log(self, job: Job, outcome: Outcome) -> None:
        layer, _, subject = job.tag
        path = self._logs / log_name(layer, subject)
        ended = "hung" if outcome.status is None else f"exit status {outcome.status}"
        try:
            self._logs.mkdir(exist_ok=True)
            with path.open("a", encoding="utf-8") as log:  # other programs of the layer may have failed before
                log.write(f"{' '.join(job.command)}\n{ended}\n\n{outcome.output}\n{outcome.errors}\n")
        except OSError as error:
            raise cannot_write(path, error) from None


@cache
def _can_fix_addresses() -> bool:
    try:
        return subprocess.run(["setarch", platform.machine(), "-R", "true"], capture_output=True,
                              timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _prefix(layer: Layer) -> list[str]:
    # ThreadSanitizer of g++ 12 does not start where addresses are randomized as much as new kernels do it.
    return ["setarch", platform.machine(), "-R"] if "tsan" in layer.build and _can_fix_addresses() else []


def _environment(layer: Layer) -> dict[str, str]:
    exitcode = f"exitcode={REPORTS.get(layer.name)}"
    if "tsan" in layer.build:
        symbolizer = shutil.which("llvm-symbolizer-19") if layer.build == "tsan-clang" else None
        return {"TSAN_OPTIONS": f"halt_on_error=1:{exitcode}:suppressions=impls/tests/tsan.supp"  # in the checkout
                + (f":external_symbolizer_path={symbolizer}" if symbolizer else "")}
    if layer.build == "asan":
        return {"ASAN_OPTIONS": f"detect_leaks=1:{exitcode}", "LSAN_OPTIONS": exitcode,
                "UBSAN_OPTIONS": f"halt_on_error=1:print_stacktrace=1:{exitcode}"}
    return {}
