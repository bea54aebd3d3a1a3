"""Measures a plan: round after round, a fresh process a sample, each sample saved when it ends. Where the plan has
checks, a strategy is checked before its first sample, and not measured if it fails."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter, defaultdict
from typing import Any, TextIO

from .binary import Binary, failed_sample
from .cli import terminal_width
from .files import RunFolder
from .plan import Plan, estimate_s, schedule, shuffled, strategies_of
from .results import Cell
from .stats import classify_regimes, median_interval


class Progress:
    """One live line on a terminal; in a log a line about every ten seconds."""

    def __init__(self, stream: TextIO = sys.stderr, every_s: float = 10) -> None:
        self._stream, self._every_s = stream, every_s
        self._last_s = -every_s
        self._dirty = False

    def show(self, text: str) -> None:
        width = terminal_width(self._stream)  # each time: terminals are resized
        if width is not None:
            self._stream.write("\r\x1b[K" + text[:width - 1])
            self._dirty = True
        elif time.monotonic() - self._last_s >= self._every_s:
            self._last_s = time.monotonic()
            self._stream.write(text + "\n")
        self._stream.flush()

    def clear(self) -> None:
        if self._dirty:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._dirty = False


class Runner:
    """Goes on where the folder's samples end. A cell that failed is not measured again."""

    def __init__(self, binary: Binary, folder: RunFolder, plan: Plan, machine: dict[str, Any],
                 progress: Progress) -> None:
        self._binary, self._folder, self._plan, self._progress = binary, folder, plan, progress
        self._cells = plan.parsed_cells()
        self._estimates = {cell.name: estimate_s(cell, machine) for cell in self._cells}
        self._failed: set[Cell] = set()
        self._spent_s = self._estimated_s = 0.0  # of the samples that did not fail: a hang is no one else's time
        for position in folder.rows:
            self._account(position)
        self.rounds_done = 0

    def run(self) -> None:
        """All rounds of the plan that fit into its budget, then the top-up; bench.json is at most a round behind."""
        rng = random.Random(self._plan.seed)
        orders = schedule(rng, self._cells, self._plan.rounds, self._plan.controls)
        for number, order in enumerate(orders, 1):
            estimate = self._estimate_s(number, order)
            if number > 1 and self._pace() * estimate > max(0.0, self._rounds_left_s()):
                break
            if estimate > 0:
                self._round(number, order, sum(self._estimate_s(n, later) for n, later in enumerate(orders, 1)
                                               if n >= number))
            self.rounds_done = number
        self._top_up(rng)
        self._folder.write_bench(complete=False)

    def _round(self, number: int, order: list[Cell], ahead_s: float) -> None:
        for sample, cell in enumerate(order, 1):
            if not self._due(number, sample, cell):
                continue
            left = _duration(min(self._rounds_left_s(), self._pace() * ahead_s))
            self._check_group(cell, order)
            self._show(f"round {number}/{self._plan.rounds}", sample, order, f"about {left} of rounds left")
            self._measure(number, sample, cell)
            ahead_s -= self._estimates[cell.name]
        self._folder.write_bench(complete=False)

    def _top_up(self, rng: random.Random) -> None:
        """Rounds of the cells that need more samples. The farthest from their goal come no more often than the others:
        what is spread over the time that is left sees more of this machine's moods than what is measured in a row."""
        merged = len(self._folder.rows)
        number = max([self._plan.rounds, *(round_ for round_, _ in self._folder.rows)])
        while short := self._short():
            number += 1
            ahead_s = sum(self._estimates[cell.name] * samples for cell, samples in short.items())
            for sample, cell in enumerate(order := shuffled(rng, list(short)), 1):
                if self._left_s() < self._pace() * self._estimates[cell.name]:
                    return
                left = _duration(min(self._left_s(), self._pace() * ahead_s))
                self._show("top-up", sample, order, f"at most {left} left")
                self._measure(number, sample, cell)
                ahead_s -= self._estimates[cell.name]
            if len(self._folder.rows) - merged >= len(self._cells):  # these rounds may be small, and bench.json large
                merged = len(self._folder.rows)
                self._folder.write_bench(complete=False)

    def _short(self) -> dict[Cell, int]:
        """Cells with too few samples in the dominant regime, or too wide an interval, and how many more samples they
        may take. Strategies with a failed cell are shown nowhere."""
        rows = list(self._folder.rows.values())
        regimes = classify_regimes(rows)
        failed = {(cell.kind, cell.impl) for cell in self._failed}
        taken = Counter(row.cell for row in rows)
        good: dict[Cell, list[float]] = defaultdict(list)
        for row in rows:
            if regimes.shows(row):
                good[row.cell].append(row.ops_per_s)
        return {cell: more for cell in self._cells if (cell.kind, cell.impl) not in failed
                and (more := self._plan.most_samples - taken[cell]) > 0 and not self._suffices(good[cell])}

    def _suffices(self, good: list[float]) -> bool:
        if len(good) < self._plan.enough:
            return False
        if self._plan.precision is None:
            return True
        half_width = median_interval(good).half_width if good else None
        return half_width is not None and half_width <= self._plan.precision

    def _due(self, round_: int, sample: int, cell: Cell) -> bool:
        return cell not in self._failed and (round_, sample) not in self._folder.rows

    def _measure(self, round_: int, sample: int, cell: Cell) -> None:
        check = self._folder.checks.get((cell.kind, cell.impl))
        if check is None or check.passed:
            document = self._binary.sample(cell)
        else:
            document = failed_sample(cell, f"not measured, its check failed: {check.detail}")
        self._folder.save_sample(round_, sample, document)
        self._account((round_, sample))

    def _check_group(self, cell: Cell, order: list[Cell]) -> None:
        """Checks the cell's strategy if it was not yet; then those of its group too, so that no check comes between
        the samples that are compared."""
        if not self._plan.checks or (cell.kind, cell.impl) in self._folder.checks:
            return
        for kind, name in strategies_of([other for other in order if other.group == cell.group]):
            if (kind, name) not in self._folder.checks:
                self._progress.show(f"check  {kind} {name}")
                self._folder.save_check(self._binary.check(kind, name))

    def _account(self, position: tuple[int, int]) -> None:
        row = self._folder.rows[position]
        if row.error is not None:
            self._failed.add(row.cell)
        else:
            self._spent_s += self._folder.walls_s[position]
            self._estimated_s += self._estimates[row.cell.name]

    def _left_s(self) -> float:
        return self._plan.budget_s - self._spent_s

    def _rounds_left_s(self) -> float:
        return self._plan.rounds_budget_s - self._spent_s

    def _pace(self) -> float:
        """How many times longer than estimated samples take on this machine."""
        return self._spent_s / self._estimated_s if self._estimated_s else 1.0

    def _estimate_s(self, round_: int, order: list[Cell]) -> float:
        return sum(self._estimates[cell.name] for sample, cell in enumerate(order, 1)
                   if self._due(round_, sample, cell))

    def _show(self, what: str, sample: int, order: list[Cell], left: str) -> None:
        self._progress.show(f"{what}  sample {sample}/{len(order)}  {left}  {order[sample - 1].name}")


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{max(0.0, seconds):.0f} s"
