"""The tables that end a run, and what is said below them: medians of one regime, the dominant one if nobody chose."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TextIO

from rich.console import Console
from rich.text import Text

from .cli import counted
from .results import CHECKED, Run
from .rivals import by_heading, matches
from .stats import POOR_OVERLAP, Regimes, classify_regimes
from .table_costs import print_costs
from .table_floors import print_floors, print_instrument, print_shares
from .table_latency import print_latency, print_memory
from .table_notes import absences, meters_line, quality_line, regime_line
from .table_parts import Printer
from .table_rates import print_rates

_UNBOUNDED = 1_000_000  # columns: rich must never shorten or fold what does not fit


def print_run(run: Run, stream: TextIO, width: int | None, regimes: Regimes | None = None) -> None:
    """Tables wider than `width` (None: any) are printed in parts, one below the other."""
    regimes = regimes or classify_regimes(run.rows)
    console = Console(file=stream, width=_UNBOUNDED, highlight=False)
    printer = Printer(run, regimes, console, width)
    with console.capture() as printed:  # the stream gets it at once: rich has its own idea of a reader that has gone
        print_rates(printer)
        print_latency(printer)
        print_memory(printer)
        print_costs(printer)
        print_floors(printer)
        print_shares(printer)
        _print_exhibits(printer)
        _print_matches(printer)
        print_instrument(printer)
        which = "dominant regime" if regimes.shown == regimes.dominant else f"regime of {regimes.names[regimes.shown]}"
        lines = [*quality_line(run), regime_line(regimes),
                 f"Figures: median, [95 % interval, or range below 6 samples], samples in the {which}. * more threads "
                 f"than CPUs ({run.machine['cpus']}). ! overlap below {POOR_OVERLAP}.",
                 *absences(run.absent), *meters_line(run)]
        for line in lines:
            printer.say(line)
        if any(check.passed for check in run.checks.values()):
            printer.say(f"{CHECKED} recorded calls of the strategy kept what it declares (checks.json).")
    stream.write(printed.get())
    stream.flush()


def _print_matches(printer: Printer) -> None:
    """How many times as fast our best is as theirs, from pairs of samples of one round."""
    found = by_heading(matches(printer.run, printer.regimes))
    if found:
        printer.say("Ours against theirs: ratio of operations a second, from pairs of one round and regime, with "
                    "work:0", "bold")
    for what, of_what in found.items():
        lines = []
        for match in of_what:
            if match.ratio is None:
                figures = ["–", "", "0"]
            else:
                ratio = match.ratio
                figures = [f"{ratio.median:.2f} x", f"[{ratio.low:.2f}, {ratio.high:.2f}]", str(ratio.n)]
            lines.append([Text(text) for text in (match.column, match.ours, match.theirs, *figures)])
        printer.say(what)
        printer.table(["threads or shape", "ours", "theirs", "ratio", "interval", "pairs"], lines)


def _print_exhibits(printer: Printer) -> None:
    """How much each exhibit, which is wrong on purpose, loses: the median of its samples by number of threads."""
    lost: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in printer.run.rows:
        if "lost_share" in row.counters and printer.regimes.shows(row):
            lost[row.cell.impl][row.cell.threads].append(row.counters["lost_share"])
    for impl, by_threads in sorted(lost.items()):
        shares = [f"{100 * median(values):.3g} % at {counted(threads, 'thread')}"
                  for threads, values in sorted(by_threads.items())]
        printer.say(f"{impl} loses {', '.join(shares)}. It is wrong on purpose, and ranked nowhere.")
