#!/usr/bin/env python3
"""Verifies: every strategy against what it declares, layer by layer, and the layers against seeded bugs.

A fresh process a strategy and layer. At the end come the table of contracts, the kill matrix and the verdict, and all
of it in the folder `verify` under --results; a part (--only, --layers) goes to `verify-part` beside it.

Exit codes: 0 every strategy is right, and every mutant was killed by each layer named for it; 1 something is wrong, one
line each; 2 usage, environment, or a program of ours that does not do as it should: what was found until then is in
`verify-part`; 70 a bug of this program; 129, 130 and 143 stopped by SIGHUP, Ctrl-C or SIGTERM: the folders of before
are still there.
"""

from __future__ import annotations

import signal

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # during the imports there is nothing to save, nor to trace back

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from syncbench import cli
from syncbench import machine as machines
from syncbench.binary import Binary
from syncbench.cli import counted, tell
from syncbench.errors import UserError
from syncbench.lock import shared_lock
from syncbench.results import available, parse_catalogue
from syncbench.session import CHECKOUT
from syncbench.strict_json import SCHEMA
from syncbench.verify_contracts import Contract, better, contracts
from syncbench.verify_findings import Finding, accepted
from syncbench.verify_layers import NAMES, Builds, Choice, choose, targets
from syncbench.verify_mutants import Kills, Mutant, is_mutant, too_few
from syncbench.verify_pool import Pool, stop_on_signals
from syncbench.verify_report import (
    compiler, contract_grid, draft_folder, kill_grid, put_in_place, write_report, write_unfinished)
from syncbench.verify_runner import LayerRunner

MOST_AT_ONCE = 8


def main() -> int:
    options = parse()
    choice = choose(options.layers, options.clang)
    if options.targets:
        for build, names in targets(choice.layers).items():
            print(build, *names)
        return 0
    stop_on_signals()
    whole = choice.all and options.only is None
    name = "verify" if whole else "verify-part"
    builds = Builds(options.build_root.resolve(), options.variant)
    with shared_lock(), draft_folder(options.results, name) as draft:
        runner = LayerRunner(builds, Pool(min(len(os.sched_getaffinity(0)), MOST_AT_ONCE)), draft / "logs",
                             options.limit, options.mutant_limit, thorough=options.strict or options.only is not None)
        try:
            status = verify(options, choice, runner, draft)
        except UserError as error:
            if runner.findings:
                write_unfinished(draft, str(error), runner.findings)
                cli.say(f"What was found until then: {put_in_place(draft, 'verify-part')}")
            raise
        folder = put_in_place(draft, name)
    cli.say(f"Findings and tables: {folder}")
    return status


def parse() -> argparse.Namespace:
    parser = cli.Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=pattern, metavar="REGEX", help="only subjects where it is found, such as "
                        "'queue/' or 'vyukov_ring'")
    parser.add_argument("--layers", type=lambda text: text.split(","), default=[], metavar="A,B", help="only these of "
                        + ",".join(NAMES))
    parser.add_argument("--no-clang", dest="clang", action="store_false", help="without tsan_clang, on purpose")
    parser.add_argument("--strict", action="store_true", help="a layer that cannot be run here is a "
                        "failure; every adapter is recorded, and each mutant runs in every layer that knows it")
    parser.add_argument("--targets", action="store_true", help="only tell what has to be built: a line a build")
    parser.add_argument("--results", type=Path, default=CHECKOUT / "results/local", help="where the folder goes")
    parser.add_argument("--build-root", type=Path, default=CHECKOUT / "build", help="where the builds are")
    parser.add_argument("--variant", default="", help="what follows the name of each build's folder")
    parser.add_argument("--limit", type=float, default=240, metavar="S", help="for a strategy in a layer")
    parser.add_argument("--mutant-limit", type=float, default=60, metavar="S", help="for a mutant in a layer")
    return parser.parse_args()


def pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no regular expression ({error})") from None


def verify(options: argparse.Namespace, choice: Choice, runner: LayerRunner, draft: Path) -> int:
    def wanted(subject: str) -> bool:
        return options.only is None or options.only.search(subject) is not None

    for name, why in choice.skipped.items():
        tell(f"skipped {name}: {why}")
    builds = runner.builds
    binary = Binary(builds.program("release", "sync_bench"))
    machine = machines.fingerprint(binary.machine(), CHECKOUT)
    catalogue = parse_catalogue(binary.catalogue(), f"{binary.path} --catalogue")
    strategies = {key: entry for key, entry in available(catalogue).items() if wanted("/".join(key))}
    mutants = runner.mutants(choice.layers)
    subjects = known_subjects(runner, choice, mutants)
    if not strategies and not any(map(wanted, subjects)):
        raise UserError(f"no strategy and no mutant matches '{options.only.pattern}'; give another ONLY")

    findings = [finding for layer in choice.layers for finding in runner.verify(layer, wanted, catalogue)]
    kills = runner.kill(choice.layers, [mutant for mutant in mutants if wanted(mutant.subject)])
    missing = [line for layer in choice.layers for line in runner.missing(layer, strategies)]
    if not findings and not kills.ends and not missing:
        raise UserError("nothing was run: what ONLY finds is in none of these layers; give others")
    rows = contracts(strategies, findings)
    failures = [finding.line() for finding in findings if not finding.passed] + kills.failures()
    failures += missing + [line for row in rows for line in row.failures()]
    failures += too_few(mutants) if options.only is None and choice.all else []
    failures += [f"{name} was skipped: {why}" for name, why in choice.skipped.items() if options.strict]
    verdict = say_verdict(rows, choice, kills, failures)
    write_report(draft, {
        "schema": SCHEMA, "date": f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}", "complete": True,
        "verdict": verdict, "passed": not failures, "failures": failures, "only": options.only and options.only.pattern,
        "layers": [vars(layer) for layer in choice.layers], "skipped": choice.not_run,
        "compilers": {build: compiler(builds, build) for build in targets(choice.layers)}, "machine": machine,
        "findings": [vars(finding) for finding in findings], "contracts": [row.to_json() for row in rows],
    }, rows, kills, accepted(findings))
    show(rows, kills, findings, failures, verdict)
    return 1 if failures else 0


def known_subjects(runner: LayerRunner, choice: Choice, mutants: Sequence[Mutant]) -> set[str]:
    """Everything the layers list; a UserError if that is a mutant nothing is known of."""
    listed = {subject for layer in choice.layers for program in layer.programs
              for subject in runner.subjects(layer, program)}
    strangers = {subject for subject in listed if is_mutant(subject)} - {mutant.subject for mutant in mutants}
    if strangers:
        raise UserError(f"{min(strangers)} is in a layer's list, but not among the mutants; build it again")
    return listed


def say_verdict(rows: Sequence[Contract], choice: Choice, kills: Kills, failures: Sequence[str]) -> str:
    judged = sum(bool(kills.judged(mutant)) for mutant in kills.mutants)
    what = (f"{counted(sum(bool(row.passed or row.failed) for row in rows), 'subject')}, "
            f"{counted(len(choice.layers), 'layer')}, {kills.killed()} of {counted(judged, 'mutant')} killed"
            + "".join(f"; without {name}: {why}" for name, why in choice.not_run.items()))
    return f"Wrong: {counted(len(failures), 'failure')} ({what})." if failures else f"Right: {what}."


def show(rows: Sequence[Contract], kills: Kills, findings: Sequence[Finding], failures: Sequence[str],
         verdict: str) -> None:
    width = cli.terminal_width(sys.stdout)
    try:
        if rows:
            contract_grid(rows).print(sys.stdout, width)
        if kills.ends:
            kill_grid(kills).print(sys.stdout, width)
        for line in better(rows):
            print(f"better than declared in these runs: {line}", flush=True)
        for line in accepted(findings):
            print(f"accepted: {line}", flush=True)
    except BrokenPipeError:
        cli.drop_unread()  # the report is for later
    for line in failures:
        tell(line)
    cli.say(verdict)


if __name__ == "__main__":
    cli.run(main)
