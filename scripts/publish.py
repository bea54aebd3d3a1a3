#!/usr/bin/env python3
"""Publish a run: put it, compressed and with its report, into results/reference/<date>-<machine>, to be committed.

Only a complete run of a clean commit is published. Figures are rounded to six significant digits; the files of single
samples and the charts stay behind, the report has its own. The list in results/README.md is written anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from syncbench import cli
from syncbench.report.publish import publish
from syncbench.session import CHECKOUT


def main() -> int:
    parser = cli.Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", metavar="RUN", nargs="?", type=Path, default=CHECKOUT / "results/local/latest",
                        help="folder of a run (default: results/local/latest)")
    parser.add_argument("--results", type=Path, metavar="FOLDER", default=CHECKOUT / "results",
                        help="where README.md and reference/ are (default: results)")
    options = parser.parse_args()
    place = publish(options.run, options.results)
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    cli.say(f"{place} ({size / 1e6:.1f} MB); git add it and {options.results / 'README.md'}")
    return 0


if __name__ == "__main__":
    cli.run(main)
