#!/usr/bin/env python3
"""Measures the same counters twice: by sync_bench, and by Google Benchmark's own threaded mode. Prints both in ns per
operation of all threads together, how many times as long ours takes, and what explains it.

Each round takes a sample of each side, one right after the other and each in a fresh process, for each strategy and
number of threads, in random order. Nothing is saved.

Exit codes: 0 compared; 1 a sample failed; 2 usage or environment; 70 a bug of this program.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from syncbench import cli
from syncbench.binary import Binary
from syncbench.cli import counted, tell
from syncbench.errors import UserError
from syncbench.lock import machine_lock
from syncbench.results import Cell, Row, parse_google_row, parse_row
from syncbench.session import CHECKOUT
from syncbench.stats import CONFIDENCE, Interval, classify_regimes, median_interval, three_digits
from syncbench.strict_json import field, parse_json

STRATEGIES = ("mutex", "recursive_mutex", "fetch_add")
THREADS = (1, 2, 4)
PATIENCE_S = 60  # for a sample of Google Benchmark's, which takes a fraction of a second
ALONE = "its only thread: glibc leaves out the locked instruction while there is no other"
ALONE_TOO = "nothing: the instruction is the same whether there are other threads or not"
TOGETHER = "its threads are not pinned, and run a fixed number of operations each: who ends early leaves the rest alone"


class Failed(Exception):
    """A sample gave no figure, and why."""


@dataclass(frozen=True)
class Pair:
    """Two samples, taken one right after the other."""

    ours: Row
    google_ns: float


def main() -> int:
    parser = cli.Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    build = CHECKOUT / "build/release/benchmarks"
    parser.add_argument("--binary", type=Path, default=build / "sync_bench", help="the benchmark program")
    parser.add_argument("--google", type=Path, default=build / "google_threaded", help="the one to compare with")
    parser.add_argument("--rounds", type=int, default=7, help="samples of each side (default: 7)")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds: {options.rounds} is below 1")
    with machine_lock():
        binary = Binary(options.binary, THREADS)
        machine = binary.machine()
        version = google_version(machine)
        cells = [cell for cell in binary.cells() if is_compared(cell)]
        if not cells:
            raise UserError(f"{options.binary} has none of the cells that are compared; build it (make build)")
        try:
            pairs = measure(binary, options.google, cells, options.rounds)
        except Failed as failure:
            tell(str(failure))
            return 1
    show(pairs, machine["cpus"], version)
    return 0


def google_version(machine: dict) -> str:
    """Refuses one whose figures mean something else: there, time and rate of several threads changed."""
    version = str(field(machine, "libraries", dict, "--machine").get("benchmark", "unknown"))
    numbers = version.removeprefix("v").split(".")
    if all(number.isdigit() for number in numbers[:2]) and [int(number) for number in numbers[:2]] >= [1, 9]:
        raise UserError(f"Google Benchmark {version} counts the time of several threads in another way than 1.7 and "
                        "1.8, which this comparison knows; build with one of those")
    return version


def is_compared(cell: Cell) -> bool:
    return ((cell.kind, cell.workload, cell.work, cell.place) == ("counter", "add", 0, "cores")
            and cell.impl in STRATEGIES and cell.threads in THREADS)


def measure(binary: Binary, google: Path, cells: list[Cell], rounds: int) -> list[Pair]:
    pairs = []
    for round_number in range(rounds):
        for position, cell in enumerate(random.sample(cells, len(cells))):
            ours_first = random.random() < 0.5
            google_ns = None if ours_first else google_sample(google, cell.impl, cell.threads)
            document = binary.sample(cell)
            row = parse_row(document["benchmarks"][0] | {"round": round_number, "sample": position}, "sync_bench")
            if row.error is not None:
                raise Failed(f"{cell.name}: {row.error}")
            if google_ns is None:
                google_ns = google_sample(google, cell.impl, cell.threads)
            pairs.append(Pair(row, google_ns))
    return pairs


def google_sample(program: Path, name: str, threads: int) -> float:
    """ns per operation of all threads together, with Google Benchmark's own idea of how long to run."""
    row = f"{name}/real_time/threads:{threads}"
    command = [str(program.resolve()), f"--benchmark_filter=^{row}$", "--benchmark_format=json"]
    # Settings of its own, which a user may have in the environment, would change what is compared.
    env = {key: value for key, value in os.environ.items() if not key.startswith("BENCHMARK_")}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, env=env, check=False)
    except OSError as error:
        raise UserError(f"{program} cannot be run ({error.strerror}); make compare-google builds it") from None
    except subprocess.TimeoutExpired:
        raise Failed(f"{program.name} {row}: no result after {PATIENCE_S} s") from None
    if done.returncode != 0:
        raise Failed(f"{program.name} {row}: exit code {done.returncode}")
    where = f"{program.name}'s output"
    rows = field(parse_json(done.stdout, where), "benchmarks", list, where)
    if len(rows) != 1 or not isinstance(rows[0], dict):
        raise Failed(f"{where} has {len(rows)} rows of {row}, not one")
    found, found_threads, ns_per_op = parse_google_row(rows[0], where)
    if (found, found_threads) != (name, threads):
        raise Failed(f"{where} is of {rows[0]['name']}, not of {row}")
    return ns_per_op


def show(pairs: list[Pair], cpus: int, version: str) -> None:
    regimes = classify_regimes([pair.ours for pair in pairs])
    kept = [pair for pair in pairs if regimes.shows(pair.ours)]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("counter", "threads", "ours, ns", "Google's, ns", "ours / Google's", "n", "what explains it"):
        table.add_column(heading, justify="left" if heading in ("counter", "what explains it") else "right")
    for name in STRATEGIES:
        for threads in THREADS:
            if any((pair.ours.cell.impl, pair.ours.cell.threads) == (name, threads) for pair in pairs):
                own = [p for p in kept if (p.ours.cell.impl, p.ours.cell.threads) == (name, threads)]
                table.add_row(*map(Text, line(name, threads, own, cpus)))
    console = Console(file=sys.stdout, width=1_000, highlight=False)
    console.print(table)
    console.print(Text(f"Google Benchmark {version}, ->Threads(n)->UseRealTime(). Figures: median [95 % interval, or "
                       "range below 6 samples] of ns per operation of all threads together;\nthe ratio is the median of "
                       f"the pairs'. * more threads than CPUs ({cpus}). {len(kept)} of {counted(len(pairs), 'pair')} "
                       f"shown: those of the dominant regime, {regimes.names[regimes.dominant]}."))


def line(name: str, threads: int, pairs: list[Pair], cpus: int) -> list[str]:
    mark = "*" if threads > cpus else ""
    if not pairs:
        return [name, f"{threads}{mark}", "", "", "", "0", "no sample in the dominant regime"]
    ours, google, ratio = (median_interval(values) for values in zip(
        *((pair.ours.ns_per_op, pair.google_ns, pair.ours.ns_per_op / pair.google_ns) for pair in pairs)))
    return [name, f"{threads}{mark}", shown(ours), shown(google), shown(ratio), str(ratio.n),
            explanation(name, threads, ratio)]


def shown(interval: Interval) -> str:
    return " ".join((three_digits(interval.median),
                     f"[{three_digits(interval.low)}, {three_digits(interval.high)}]"))


def explanation(name: str, threads: int, ratio: Interval) -> str:
    """Of a difference that the samples show; a tie needs none."""
    if ratio.kind != CONFIDENCE:
        return "too few samples to tell a difference"
    if ratio.low <= 1 <= ratio.high:
        return "no difference shown"
    if threads > 1:
        return TOGETHER
    return ALONE_TOO if name == "fetch_add" else ALONE


if __name__ == "__main__":
    cli.run(main)
