#!/usr/bin/env python3
"""Measures: a fresh process a sample, rounds in random order, results in a folder of their own under --results.

In a full run each strategy is checked before its first sample, and is not measured if it fails. Each sample is saved
when it ends; Ctrl-C keeps what was measured, and --resume goes on from there. At the end come the table, the charts,
and `latest`, a link to the newest finished run.

Exit codes: 0 measured; 1 measured, but a cell failed (it crashed, hung or gave a wrong result), or a strategy its
check; 2 usage, environment or bad input; 70 a bug of this program; 130 and 143 stopped by Ctrl-C or SIGTERM; 141
nobody reads its output.
"""

from __future__ import annotations

import signal

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # during the imports there is nothing to save, nor to trace back

import argparse
import sys
import traceback
from collections import Counter
from pathlib import Path

from syncbench import cli
from syncbench.binary import Binary
from syncbench.cli import counted, tell
from syncbench.errors import UserError
from syncbench.files import RunFolder, point_latest
from syncbench.groups import GROUPS
from syncbench.lock import check_lock, machine_lock
from syncbench.measuring import Stopped, add_options, announce, measure, stop_on_signals
from syncbench.plan import CHECK_S, estimate_s, strategies_of
from syncbench.presets import DEFAULT, PRESETS
from syncbench.results import UNRANKED, Run, load_run
from syncbench.session import Wish, choose, resume, start
from syncbench.stats import classify_regimes
from syncbench.table import print_run


def main() -> int:
    options = parse()
    if options.check_lock:
        check_lock()
        return 0
    wish = Wish(options.binary, options.preset, options.filter, options.threads, options.seed, options.group,
                options.minutes)
    stop_on_signals()
    return dry_run(wish) if options.dry_run else bench(wish, options.results, options.resume)


def parse() -> argparse.Namespace:
    parser = cli.Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", choices=PRESETS, help="how much to measure (default: default)")
    parser.add_argument("--group", choices=GROUPS, help="only cells that answer one question, and more of them: "
                        + "; ".join(f"{name}: {group.question}" for name, group in GROUPS.items()))
    add_options(parser)
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--resume", nargs="?", const="1", metavar="FOLDER", help="go on with an interrupted run: this "
                         "one, or the newest (1)")
    instead.add_argument("--dry-run", action="store_true", help="list the cells and estimate the time, measure nothing")
    instead.add_argument("--check-lock", action="store_true", help="only tell whether another measurement is running: "
                         "then exit code 2")
    parser.add_argument("--minutes", type=cli.minutes, metavar="N", help="of measuring at most, instead of the "
                        "preset's; with --resume of the whole run")
    parser.add_argument("--seed", type=int, help="of the random order (default: a new one, recorded)")
    return parser.parse_args()


def dry_run(wish: Wish) -> int:
    binary = Binary(wish.binary, wish.threads or ())
    machine = binary.machine()
    preset = PRESETS[wish.preset or DEFAULT]
    cells = choose(binary, machine, wish)
    for cell in cells:
        print(cell.name)
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(cell.kind for cell in cells).items())
    round_s = sum(estimate_s(cell, machine) for cell in cells)
    budget_s = preset.budget_s if wish.minutes is None else 60 * wish.minutes
    rounds_s = min(preset.rounds * round_s, budget_s if wish.minutes else preset.rounds_s or budget_s)
    checks = len(strategies_of(cells)) if preset.checks else 0
    checks_s = checks * CHECK_S
    checked = f"{counted(checks, 'check')} of strategies, about {checks_s:.0f} s, and " if checks else ""
    about = f"{wish.group}, {GROUPS[wish.group].question}: " if wish.group else ""
    print(f"{about}{counted(len(cells), 'cell')} ({kinds}), {checked}{counted(preset.rounds, 'round')} of about "
          f"{round_s:.1f} s: about {checks_s + rounds_s:.0f} s, then a top-up until {budget_s:.0f} s of cells with "
          f"fewer than {counted(preset.enough, 'sample')} in one regime"
          + (f", or an interval wider than ±{100 * preset.precision:g} %" if preset.precision else ""))
    return 0


def bench(wish: Wish, results: Path, resumed: str | None) -> int:
    with machine_lock():
        if resumed:
            folder = RunFolder.newest_incomplete(results) if resumed == "1" else Path(resumed).resolve()
            session = resume(wish, folder)
        else:
            session = start(wish, results)
        announce(session, resumed=bool(resumed))
        measure(session)
        folder = session.folder.path
        try:
            return finish(folder, session.plan.group)
        except Stopped:
            tell(f"measured, in {folder}; make charts RUN={folder} draws it")
            raise


def finish(folder: Path, group: str | None) -> int:
    """Table, failures, charts, `latest`: as much of it as can be done, and the exit code of the worst."""
    run = load_run(folder)
    try:
        print_run(run, sys.stdout, cli.terminal_width(sys.stdout))
    except BrokenPipeError:
        cli.drop_unread()  # the charts are for later
    unsound = {key: check for key, check in run.checks.items() if not check.passed}
    for (kind, name), check in unsound.items():
        tell(f"{kind} {name} failed in its check, so it was not measured: {check.detail}")
    failed = [row for row in run.rows if row.error is not None]
    for row in failed:
        if (row.cell.kind, row.cell.impl) not in unsound:
            tell(f"{row.cell.kind} {row.cell.impl} failed in {row.cell.name}: {row.error}")
    status = draw_charts(run, group)
    try:
        point_latest(folder)
    except UserError as error:
        tell(f"warning: {error}")
    cli.say(f"Results and charts: {folder}")
    return 1 if failed or unsound else status


def draw_charts(run: Run, group: str | None) -> int:
    without = why_no_charts(run)
    if without:
        tell(f"no charts{' but of the floors' * has_floors(run)}: {without}")
        if not has_floors(run):
            return 0
    try:
        import plot_contention  # here, so that a dry run and a refusal need no matplotlib
        import plot_groups
        import plot_scaling

        scripts = (plot_groups,) if without else (plot_scaling, plot_contention, plot_groups)
        drawn = [path.name for script in scripts for path in script.draw(run, run.folder)]
        if group and not any(name.startswith("scaling" if group == "throughput" else group) for name in drawn):
            tell(f"no chart of the group {group}: none of its samples can be drawn")
    except UserError as error:
        tell(str(error))
        return 2
    except Exception:
        traceback.print_exc()
        return 70
    return 0


def has_floors(run: Run) -> bool:
    """Whether there is a floor to draw."""
    regimes = classify_regimes(run.rows)
    return any(row.cell.kind == "floor" and regimes.shows(row) for row in run.rows)


def why_no_charts(run: Run) -> str | None:
    """Why no strategy can be drawn; None if one can."""
    rows = [row for row in run.rows if row.cell.kind not in UNRANKED]
    if not rows:
        return f"only {' and '.join(sorted({row.cell.kind + 's' for row in run.rows}))} were measured"
    excluded = run.excluded()
    whole = [row for row in rows if (row.cell.kind, row.cell.impl) not in excluded]
    if not whole:
        return "no strategy was measured without a failure"
    regimes = classify_regimes(run.rows)
    if not any(regimes.shows(row) for row in whole):
        aside = ", ".join(f"{why}: {count}" for why, count in regimes.set_aside.items()) or "another regime"
        return (f"every sample of a strategy was set aside ({aside}); make doctor tells what disturbs this machine, "
                "then measure again")
    return None


if __name__ == "__main__":
    cli.run(main)
