"""How many instructions an operation takes, counted by valgrind's callgrind: no time, no chance.

A program does N operations, and another time 2 N; what it did more is what N operations take. What begins and ends
it, and what happens at first calls only, cancels out.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import UserError
from ..verify_pool import Job, Outcome, Pool

OPERATIONS = 4096  # N: a multiple of what strategies do once in so many calls
LIMIT_S = 120.0


def count_instructions(program: Path, strategies: Collection[str], pool: Pool) -> dict[str, float]:
    """Of one operation of each strategy by one thread, in hundredths; the loop around it is in it."""
    if shutil.which("valgrind") is None:
        raise UserError("valgrind, which counts instructions, is missing; install it with: apt-get install valgrind, "
                        "or count without: --no-instructions")
    counts: dict[tuple[str, int], int] = {}
    with TemporaryDirectory(prefix="syncbench-callgrind-") as folder:
        def job(number: int, strategy: str, operations: int) -> Job:
            file = Path(folder, f"{number}-{operations}")
            command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={file}", str(program),
                       f"--run={strategy}", f"--operations={operations}"]
            return Job(command, LIMIT_S, tag=(strategy, operations, file))

        def done(job: Job, outcome: Outcome) -> Iterable[Job]:
            strategy, operations, file = job.tag
            counts[strategy, operations] = _total(strategy, outcome, file)
            return ()

        pool.run([job(number, strategy, operations) for number, strategy in enumerate(strategies)
                  for operations in (OPERATIONS, 2 * OPERATIONS)], done)
    return {strategy: round((counts[strategy, 2 * OPERATIONS] - counts[strategy, OPERATIONS]) / OPERATIONS, 2)
            for strategy in strategies}


def _total(strategy: str, outcome: Outcome, file: Path) -> int:
    if outcome.status != 0:
        last = (outcome.errors.strip().splitlines() or ["it says nothing"])[-1]
        late = outcome.status is None
        end = f"did not end within {LIMIT_S:g} s" if late else f"ended with {outcome.status}: {last}"
        raise UserError(f"callgrind of {strategy} {end}; try it by hand, or count without: --no-instructions")
    try:
        found = re.search(r"^(?:summary|totals): (\d+)$", file.read_text(), re.MULTILINE)
    except OSError:
        found = None
    if found is None:
        raise UserError(f"callgrind of {strategy} left no total; try it by hand, or count without: --no-instructions")
    return int(found[1])
