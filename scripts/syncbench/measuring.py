"""What the scripts that measure share: their options, a plan measured to its end, and how a signal ends it."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path
from typing import Any, NoReturn

from . import cli
from .cli import counted, tell
from .errors import UserError
from .runner import Progress, Runner
from .session import CHECKOUT, Session


class Stopped(SystemExit):
    """By a signal; no Exception, so that nothing on the way takes it for a failure."""


def stop_on_signals() -> None:
    def stop(signum: int, _frame: Any) -> NoReturn:
        for other in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C must not cut the saving short
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(128 + signum)

    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, stop)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What is measured, by which program, and where it goes."""
    parser.add_argument("--filter", metavar="REGEX", help="only cells whose name it finds, such as 'queue/.*'")
    parser.add_argument("--threads", type=cli.thread_counts, metavar="1,2,4", help="thread counts instead of this "
                        "machine's own choice, each 1..1024")
    parser.add_argument("--results", type=Path, default=CHECKOUT / "results/local", help="where run folders go")
    parser.add_argument("--binary", type=Path, default=CHECKOUT / "build/release/benchmarks/sync_bench",
                        help="the benchmark program")


def announce(session: Session, *, resumed: bool) -> None:
    plan, folder = session.plan, session.folder
    kept = f", resumed, {counted(len(folder.rows), 'sample')} kept" if resumed else ""
    what = f"{plan.preset} {plan.group}" if plan.group else plan.preset
    tell(f"{what}, {counted(len(plan.cells), 'cell')}, {counted(plan.rounds, 'round')}, seed {plan.seed}, into "
         f"{folder.path}{kept}")


def measure(session: Session) -> None:
    folder, plan = session.folder, session.plan
    progress = Progress()
    runner = Runner(session.binary, folder, plan, session.machine, progress)
    try:
        runner.run()
        folder.write_bench(complete=True)
    except BaseException as error:
        try:
            folder.write_bench(complete=False)
        except UserError:
            pass  # a full disk: every sample has its own file, and bench.json already says complete: false
        progress.clear()
        if isinstance(error, Stopped):
            tell(f"stopped; {counted(len(folder.rows), 'sample')} kept in {folder.path}, RESUME=1 goes on from there")
        raise
    progress.clear()
    if runner.rounds_done < plan.rounds:
        tell(f"{runner.rounds_done} of {counted(plan.rounds, 'round')} fitted into {plan.rounds_budget_s:.0f} s")
