#!/usr/bin/env python3
"""Lists what is compared: family, semantic class, progress, bytes of an instance, library, and whether it runs here.

--format=markdown prints the tables of impls/README.md, which have nothing in them that depends on the machine;
--update-readme writes them into that page. Exit codes: 0 listed; 2 usage, environment or bad input.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from syncbench import cli, listing
from syncbench.binary import Binary
from syncbench.errors import UserError
from syncbench.files import cannot_write
from syncbench.results import parse_catalogue
from syncbench.session import CHECKOUT

IMPLS = CHECKOUT / "impls"


def main() -> int:
    options = parse()
    binary = Binary(options.binary)
    catalogue = parse_catalogue(binary.catalogue(), f"{binary.path} --catalogue")
    if options.update_readme:
        update(listing.readme_tables(catalogue, IMPLS), catalogue, options.readme)
    elif options.format == "markdown":
        cli.say(listing.readme_tables(catalogue, IMPLS).rstrip())
        for strategy in listing.not_built(catalogue):
            cli.tell(f"not in these tables: {strategy.kind} {strategy.name} ({strategy.why})")
    else:
        for grid in listing.grids(catalogue):
            grid.print(sys.stdout, cli.terminal_width(sys.stdout))
    return 0


def parse() -> argparse.Namespace:
    parser = cli.Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--format", choices=("table", "markdown"), default="table")
    parser.add_argument("--update-readme", action="store_true", help="write the tables into --readme")
    parser.add_argument("--readme", type=Path, default=IMPLS / "README.md", help="the page that has them")
    parser.add_argument("--binary", type=Path, default=CHECKOUT / "build/release/benchmarks/sync_bench",
                        help="the benchmark program")
    return parser.parse_args()


def update(tables: str, catalogue: listing.Catalogue, readme: Path) -> None:
    absent = listing.not_built(catalogue)
    if absent:
        raise UserError(f"the tables would lack {', '.join(strategy.name for strategy in absent)} ({absent[0].why}); "
                        "install what is missing (make setup) and build again")
    try:
        page = readme.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{readme} cannot be read ({error.strerror})") from None
    text = listing.updated(page, tables, readme)
    if text == page:
        cli.say(f"{readme} is up to date")
        return
    try:
        readme.write_text(text, encoding="utf-8")
    except OSError as error:
        raise cannot_write(readme, error) from None
    cli.say(f"{readme} is written anew")


if __name__ == "__main__":
    cli.run(main)
