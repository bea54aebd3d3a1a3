#!/usr/bin/env python3
"""Measures: a fresh process a sample, rounds in random order, results in a folder of their own under --results.

Each sample is saved when it ends; Ctrl-C keeps what was measured, and --resume goes on from there. At the end come
the table, the charts, and `latest`, a link to the newest finished run.

Exit codes: 0 measured; 1 measured, but a cell failed (it crashed, hung or gave a wrong result); 2 usage, environment
or bad input; 130 and 143 stopped by Ctrl-C or SIGTERM.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console

from syncbench.binary import Binary
from syncbench.cli import Parser, thread_counts
from syncbench.errors import UserError
from syncbench.files import RunFolder, point_latest
from syncbench.lock import machine_lock
from syncbench.plan import estimate_s
from syncbench.presets import PRESETS
from syncbench.results import Run, load_run
from syncbench.runner import Progress, Runner
from syncbench.session import CHECKOUT, Session, Wish, choose, resume, start
from syncbench.table import print_run


class Stopped(BaseException):
    """By a signal; no Exception, so that nothing on the way takes it for a failure."""

    def __init__(self, signum: int) -> None:
        self.signum = signum


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    wish = Wish(options.binary, options.preset, options.filter, options.threads, options.seed)
    stop_on_signals()
    try:
        return dry_run(wish) if options.dry_run else bench(wish, options.results, options.resume)
    except UserError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    except Stopped as stop:
        return 128 + stop.signum


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", choices=PRESETS, help="how much to measure (default: default)")
    parser.add_argument("--filter", metavar="REGEX", help="only cells whose name it finds, such as 'queue/.*'")
    parser.add_argument("--threads", type=thread_counts, metavar="1,2,4", help="thread counts instead of this "
                        "machine's own choice, each 1..1024")
    parser.add_argument("--results", type=Path, default=CHECKOUT / "results/local", help="where run folders go")
    parser.add_argument("--binary", type=Path, default=CHECKOUT / "build/release/benchmarks/sync_bench",
                        help="the benchmark program")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--resume", nargs="?", const="1", metavar="FOLDER", help="go on with an interrupted run: this "
                         "one, or the newest (1)")
    instead.add_argument("--dry-run", action="store_true", help="list the cells and estimate the time, measure nothing")
    parser.add_argument("--seed", type=int, help="of the random order (default: a new one, recorded)")
    return parser.parse_args(arguments)


def stop_on_signals() -> None:
    def stop(signum: int, _frame: Any) -> NoReturn:
        for other in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C must not cut the saving short
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(signum)

    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, stop)


def dry_run(wish: Wish) -> int:
    binary = Binary(wish.binary, wish.threads or ())
    machine = binary.machine()
    name = wish.preset or "default"
    preset = PRESETS[name]
    cells = choose(binary, machine, name, wish.filter, wish.threads)
    for cell in cells:
        print(cell.name)
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(cell.kind for cell in cells).items())
    round_s = sum(estimate_s(cell, machine) for cell in cells)
    print(f"{len(cells)} cells ({kinds}), {preset.rounds} rounds of about {round_s:.1f} s: about "
          f"{min(preset.rounds * round_s, preset.budget_s):.0f} s"
          f", then a top-up until {preset.budget_s:.0f} s of cells with fewer than {preset.enough} samples in one regime")
    return 0


def bench(wish: Wish, results: Path, resumed: str | None) -> int:
    with machine_lock():
        if resumed:
            session = resume(wish, RunFolder.newest_incomplete(results) if resumed == "1" else Path(resumed))
        else:
            session = start(wish, results)
        folder = session.folder.path
        print(f"bench: {session.plan.preset}, {len(session.plan.cells)} cells, {session.plan.rounds} rounds, seed "
              f"{session.plan.seed}, into {folder}", file=sys.stderr)
        measure(session)
        point_latest(folder)
        run = load_run(folder)
        # In a log rich would take 80 columns, too few for all the thread counts.
        print_run(run, Console(width=None if sys.stdout.isatty() else 140))
        failed = [row for row in run.rows if row.error is not None]
        for row in failed:
            print(f"bench: {row.cell.kind} {row.cell.impl} failed in {row.cell.name}: {row.error}", file=sys.stderr)
        draw_charts(run)
    print(f"Results and charts: {folder}")
    return 1 if failed else 0


def measure(session: Session) -> None:
    folder, plan = session.folder, session.plan
    progress = Progress()
    runner = Runner(session.binary, folder, plan, session.machine, progress)
    try:
        runner.run()
        folder.write_bench(complete=True)
    except BaseException as error:
        progress.clear()
        try:
            folder.write_bench(complete=False)
        except UserError:
            pass  # a full disk: every sample has its own file, and bench.json already says complete: false
        if isinstance(error, Stopped):
            print(f"bench: stopped; {len(folder.rows)} samples are kept in {folder.path}, RESUME=1 goes on from there",
                  file=sys.stderr)
        raise
    progress.clear()
    if runner.rounds_done < plan.rounds:
        print(f"bench: {runner.rounds_done} of {plan.rounds} rounds fitted into {plan.budget_s:.0f} s", file=sys.stderr)


def draw_charts(run: Run) -> None:
    if all(row.cell.kind == "floor" or (row.cell.kind, row.cell.impl) in run.excluded() for row in run.rows):
        print("bench: no charts, since no strategy was measured without a failure", file=sys.stderr)
        return
    import plot_contention  # here, so that a dry run and a refusal need no matplotlib
    import plot_scaling

    plot_scaling.draw(run, run.folder)
    plot_contention.draw(run, run.folder)


if __name__ == "__main__":
    sys.exit(main())
