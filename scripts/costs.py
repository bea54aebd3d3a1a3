#!/usr/bin/env python3
"""Counts what our strategies cost and compares it with the golden file: no time is measured, nothing left to chance.

On a simulated machine (impls_costs): accesses, memory orders, lines of memory that move between CPUs, allocations;
and the bytes of an instance. All of these must be exactly those of the golden file. Instructions of an operation, by
valgrind's callgrind, may differ by 1 %, and are compared only if compiler, flags, C library and architecture are
those of the golden file. A strategy is compared with what it was, never with another one.

--bless writes the golden file anew: for changes that are meant, to be committed with them.

Exit codes: 0 as the golden file says, or it was written; 1 something differs, one line each; 2 usage or environment;
70 a bug of this program; 129, 130, 143 stopped by SIGHUP, Ctrl-C or SIGTERM; 141 nobody reads its output.
"""

from __future__ import annotations

import signal

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # during the imports there is nothing to save, nor to trace back

import argparse
import os
import re
import sys
from pathlib import Path

from syncbench import cli
from syncbench.cli import counted, tell
from syncbench.errors import UserError
from syncbench.files import write_text
from syncbench.gate.callgrind import count_instructions
from syncbench.gate.costs import (
    BLESS, Costs, Difference, comparable, difference_grid, differences, golden_text, read_golden, read_report)
from syncbench.lock import shared_lock
from syncbench.session import CHECKOUT
from syncbench.verify_pool import Job, Pool, stop_on_signals

LIMIT_S = 120.0  # of the program, which takes a second


def main() -> int:
    options = parse()
    stop_on_signals()
    pool = Pool(os.cpu_count() or 1)
    with shared_lock():
        now = count(options.program, pool, options.only)
        golden = None if options.bless and not options.golden.exists() else read_golden(options.golden)
        alike = golden is not None and comparable(golden, now)
        if options.instructions and (options.bless or alike):
            now = now.with_instructions(count_instructions(options.program, sorted(now.strategies), pool))
    if golden is not None and options.only is not None:
        golden = golden.of(matching(golden, options.only))
    found = [] if golden is None else differences(golden, now)
    if found:
        try:
            difference_grid(found).print(sys.stdout, cli.terminal_width(sys.stdout))
        except BrokenPipeError:
            cli.drop_unread()  # the lines are for stderr, and the exit code for whoever called
    if options.bless:
        write_text(options.golden, golden_text(now))
        cli.say(f"{options.golden}: {strategies(now)} written, "
                f"{counted(len(found), 'difference')} from before")
        return 0
    return judge(found, golden, now, options.instructions and not alike)


def judge(found: list[Difference], golden: Costs, now: Costs, told_apart: bool) -> int:
    if told_apart:
        apart = "; ".join(f"{key}: {golden.build.get(key, '?')} there, {now.build.get(key, '?')} here"
                          for key in now.build if now.build[key] != golden.build.get(key))
        cli.say(f"Instructions are not compared, since those of the golden file are of another build ({apart}).")
    for difference in found:
        tell(difference.line())
    counts = f"{strategies(now)} counted"
    if now.left_out:
        counts += f", {len(now.left_out)} left out: {', '.join(sorted(set(now.left_out.values())))}"
    if found:
        cli.say(f"Different: {counted(len(found), 'difference')} ({counts}). If that is meant, commit what this "
                f"writes: {BLESS}")
        return 1
    cli.say(f"Same as before ({counts}).")
    return 0


def strategies(costs: Costs) -> str:
    number = len(costs.strategies)
    return f"{number} {'strategy' if number == 1 else 'strategies'}"


def count(program: Path, pool: Pool, only: re.Pattern[str] | None) -> Costs:
    if not program.exists():
        raise UserError(f"no program at {program}; build it (make costs), or give another with --program")
    outcome = pool.ask(Job([str(program)], LIMIT_S))
    if outcome.status != 0:
        reason = (outcome.errors.strip().splitlines() or [f"exit code {outcome.status}"])[-1]
        raise UserError(f"{program.name} cannot count: {reason}; mend it, or build it again")
    now = read_report(outcome.output, f"{program.name}'s output")
    if only is None:
        return now
    if not (wanted := matching(now, only)):
        raise UserError(f"no strategy of ours that is counted matches '{only.pattern}'; give another --only")
    return now.of(wanted)


def matching(costs: Costs, only: re.Pattern[str]) -> frozenset[str]:
    return frozenset(name for name in costs.strategies if only.search(name))


def parse() -> argparse.Namespace:
    parser = cli.Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=lambda text: Path(text).resolve(), metavar="FILE",
                        default=CHECKOUT / "build/release/impls/tests/impls_costs",
                        help="impls_costs (default: %(default)s)")
    parser.add_argument("--golden", type=Path, metavar="FILE", default=CHECKOUT / "impls/tests/costs.json",
                        help="what it was (default: %(default)s)")
    parser.add_argument("--bless", action="store_true", help="write the golden file anew")
    parser.add_argument("--no-instructions", dest="instructions", action="store_false",
                        help="without valgrind: leave the instructions out")
    parser.add_argument("--only", type=pattern, metavar="REGEX", help="these strategies, as queue/.*")
    options = parser.parse_args()
    if options.bless and (options.only is not None or not options.instructions):
        parser.error("--bless writes all of the golden file; leave out --only and --no-instructions")
    return options


def pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no regular expression ({error})") from None


if __name__ == "__main__":
    cli.run(main)
