#!/usr/bin/env python3
"""Print the tables of a run again, for the most common regime of the machine or for another.

A regime is named by its core-to-core round trip in ns; the nearest one is taken. Nothing is measured or written.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from syncbench import cli
from syncbench.results import load_run
from syncbench.session import CHECKOUT
from syncbench.stats import classify_regimes
from syncbench.table import print_run


def main() -> int:
    parser = cli.Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", metavar="RUN", nargs="?", type=Path, default=CHECKOUT / "results/local/latest",
                        help="folder of a run (default: results/local/latest)")
    parser.add_argument("--regime", type=round_trip, metavar="NS", help="of the regime whose round trip is nearest")
    options = parser.parse_args()
    run = load_run(options.run)
    regimes = classify_regimes(run.rows)
    if options.regime is not None:
        regimes = regimes.showing(options.regime)
    print_run(run, sys.stdout, cli.terminal_width(sys.stdout), regimes)
    return 0


def round_trip(text: str) -> float:
    """105 or '105 ns' → 105.0"""
    try:
        ns = float(text.removesuffix("ns"))
    except ValueError:
        ns = 0.0
    if not 0 < ns < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no round trip in ns; write a number such as 105")
    return ns


if __name__ == "__main__":
    cli.run(main)
