#!/usr/bin/env python3
"""Shows how well measurements repeat: two runs of preset `repeat`, one after the other, and how far they lie apart.

Each run has a folder of its own under --results, as from bench.py. After its rounds it goes on with the cells whose
95 % interval is wider than ±2.5 % of the median. At the end come the ratios of the medians, cell by cell and inside
one regime, and how many cells lie within 5 % (15 % where threads outnumber CPUs); all of it is in repeat.md and
repeat.json in the folder of the second run. --of compares two finished runs of one machine without measuring.

Ctrl-C keeps what was measured: --resume goes on with the first run, the second one, or what is missing between them.

Exit codes: 0 compared, whatever came out; 1 compared, but a strategy failed; 2 usage, environment or bad input; 4 the
two runs are of different machines; 70 a bug of this program; 130 and 143 stopped by Ctrl-C or SIGTERM; 141 nobody
reads its output.
"""

from __future__ import annotations

import signal

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # during the imports there is nothing to save, nor to trace back

import argparse
import sys
from pathlib import Path

from syncbench import cli
from syncbench import machine as machines
from syncbench.cli import tell
from syncbench.errors import UserError
from syncbench.files import point_latest
from syncbench.lock import machine_lock
from syncbench.measuring import Stopped, add_options, announce, measure, stop_on_signals
from syncbench.plan import Plan
from syncbench.repeat_report import FILES, print_comparison, write_comparison
from syncbench.repeatability import compare
from syncbench.results import load_run
from syncbench.session import Session, Wish, resume, start, unchanged
from syncbench.strict_json import ResultsError, read_json

PRESET = "repeat"
OTHER_MACHINE = 4


def main() -> int:
    options = parse()
    if options.of:
        return report(*options.of)
    wish = Wish(options.binary, preset=PRESET, filter=options.filter, threads=options.threads)
    stop_on_signals()
    with machine_lock():
        if options.resume:
            first, second = go_on(wish, options.results, options.resume)
        else:
            first, second = measured(start(wish, options.results)), None
        second = second or measure_second(wish, first)
        try:
            status = report(first, second)
            point_latest(second)
        except Stopped:
            tell(f"both runs are measured; RESUME={second} compares them")
            raise
        cli.say(f"All of it: {second}/{FILES[0]}; make charts RUN={second} draws that run")
        return status


def parse() -> argparse.Namespace:
    parser = cli.Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--resume", nargs="?", const="1", metavar="FOLDER", help="go on with an interrupted pair of "
                         "runs: that of this folder, or the newest (1)")
    instead.add_argument("--of", nargs=2, type=Path, metavar=("RUN1", "RUN2"), help="only compare these two runs")
    return parser.parse_args()


def measured(session: Session, *, resumed: bool = False) -> Path:
    announce(session, resumed=resumed)
    measure(session)
    return session.folder.path


def measure_second(wish: Wish, first: Path) -> Path:
    """The same cells of the same program, in another random order."""
    plan = Plan.load(first / "plan.json")
    try:
        unchanged(wish, first, plan)
        again = Wish(wish.binary, preset=PRESET, filter=plan.filter, threads=plan.threads)
        session = start(again, first.parent, repeats=first)
    except Stopped:
        tell(f"stopped between the runs; the first is in {first}, RESUME=1 goes on with the second")
        raise
    return measured(session)


def go_on(wish: Wish, results: Path, resumed: str) -> tuple[Path, Path | None]:
    """Finishes what of a pair was begun. The second run is None if it was not."""
    pairs = runs_of_pairs(results if resumed == "1" else Path(resumed).resolve().parent)
    folder = max(pairs, default=None) if resumed == "1" else Path(resumed).resolve()
    if folder not in pairs:
        raise UserError(f"{folder or results} has no run of make repeat; start anew without RESUME")
    first = folder.parent / (pairs[folder].repeats or folder.name)
    second = max((run for run, plan in pairs.items() if plan.repeats == first.name), default=None)
    if second is not None and (second / FILES[1]).exists():
        raise UserError(f"{second} is finished and compared, there is nothing to resume; start anew without RESUME")
    for run in filter(None, (first, second)):
        if not finished(run):
            measured(resume(wish, run), resumed=True)
    return first, second


def runs_of_pairs(results: Path) -> dict[Path, Plan]:
    found = {}
    for file in results.glob("[0-9]*/plan.json"):
        try:
            plan = Plan.load(file)
        except ResultsError as error:
            tell(f"passed over: {error}")
            continue
        if plan.preset == PRESET:
            found[file.parent.resolve()] = plan
    return found


def finished(run: Path) -> bool:
    return read_json(run / "bench.json").get("complete") is True


def report(first: Path, second: Path) -> int:
    """Prints and writes how far the runs lie apart, and tells whether all could be measured."""
    if first.resolve() == second.resolve():
        raise UserError(f"{first} would be compared with itself; give two runs")
    runs = [load_run(folder) for folder in (first, second)]
    for run in runs:
        if not run.complete:
            raise UserError(f"{run.folder} is not finished; go on with it (RESUME={run.folder}), then compare")
    before, after = (machines.identity(run.machine) for run in runs)
    if before != after:
        differs = ", ".join(f"{key} ({before[key]}, {after[key]})" for key in before if before[key] != after[key])
        tell(f"{first} and {second} are of different machines: {differs}; figures of one say nothing of the other")
        return OTHER_MACHINE
    programs = {Plan.load(folder / "plan.json").binary_sha256 for folder in (first, second)}
    comparison = compare(*runs, same_program=len(programs) == 1)
    try:
        print_comparison(comparison, sys.stdout, cli.terminal_width(sys.stdout))
    except BrokenPipeError:
        cli.drop_unread()  # the files are for later
    write_comparison(comparison)
    return 1 if comparison.failed else 0


if __name__ == "__main__":
    cli.run(main)
