#!/usr/bin/env python3
"""Tell what a run says: one page that answers which strategy to use, with everything behind it.

Of one run it writes report.html, report.md and a CSV a table in csv/ into the run's folder; of several, which it puts
side by side, into results/local/side-by-side. All of it is written, or nothing. Nothing is measured.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from syncbench import cli
from syncbench.report.making import make
from syncbench.session import CHECKOUT


def main() -> int:
    parser = cli.Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", metavar="RUN", nargs="*", type=Path,
                        help="folders of runs (default: results/local/latest)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to write instead")
    options = parser.parse_args()
    cli.say(str(make(options.runs or [CHECKOUT / "results/local/latest"], options.out)))
    return 0


if __name__ == "__main__":
    cli.run(main)
