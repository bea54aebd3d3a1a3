"""Measures a plan: round after round, a fresh process a sample, each sample saved when it ends."""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections import Counter
from typing import Any, TextIO

from .binary import Binary
from .files import RunFolder
from .plan import Plan, estimate_s, schedule, shuffled
from .results import Cell
from .stats import classify_regimes


class Progress:
    """One live line on a terminal; in a log a line about every ten seconds."""

    def __init__(self, stream: TextIO = sys.stderr, every_s: float = 10) -> None:
        self._stream, self._every_s = stream, every_s
        self._live = stream.isatty()
        self._last_s = -every_s
        self._dirty = False

    def show(self, text: str) -> None:
        if self._live:
            self._stream.write("\r\x1b[K" + text[:shutil.get_terminal_size().columns - 1])
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
        self._failed: set[str] = set()
        self._spent_s = self._estimated_s = 0.0  # of the samples that did not fail: a hang is no one else's time
        for position in folder.rows:
            self._account(position)
        self.rounds_done = 0

    def run(self) -> None:
        """All rounds of the plan that fit into its budget, then the top-up; bench.json follows each round."""
        rng = random.Random(self._plan.seed)
        orders = schedule(rng, self._cells, self._plan.rounds)
        for number, order in enumerate(orders, 1):
            expected_s = self._expect_s(number, order)
            if number > 1 and expected_s > max(0.0, self._left_s()):
                return
            if expected_s > 0:
                self._round(number, order, sum(self._expect_s(n, later) for n, later in enumerate(orders, 1)
                                               if n >= number))
            self.rounds_done = number
        self._top_up(rng)

    def _round(self, number: int, order: list[Cell], expected_s: float) -> None:
        for sample, cell in enumerate(order, 1):
            if not self._due(number, sample, cell):
                continue
            self._show(f"round {number}/{self._plan.rounds}", sample, order, min(expected_s, self._left_s()))
            self._measure(number, sample, cell)
            expected_s -= self._pace() * self._estimates[cell.name]
        self._folder.write_bench(complete=False)

    def _top_up(self, rng: random.Random) -> None:
        number = max([self._plan.rounds, *(round_ for round_, _ in self._folder.rows)])
        while short := self._short():
            number += 1
            for sample, cell in enumerate(order := shuffled(rng, short), 1):
                if self._left_s() < self._pace() * self._estimates[cell.name]:
                    return
                self._show("top-up", sample, order, self._left_s())
                self._measure(number, sample, cell)
            self._folder.write_bench(complete=False)

    def _short(self) -> list[Cell]:
        """Cells with too few samples in the dominant regime, unless more of them evidently do not help."""
        rows = list(self._folder.rows.values())
        regimes = classify_regimes(rows)
        taken = Counter(row.cell.name for row in rows)
        good = Counter(row.cell.name for row in rows if regimes.of(row) == regimes.dominant)
        return [cell for cell in self._cells if cell.kind != "floor" and cell.name not in self._failed
                and good[cell.name] < self._plan.enough and taken[cell.name] < 2 * self._plan.rounds]

    def _due(self, round_: int, sample: int, cell: Cell) -> bool:
        return cell.name not in self._failed and (round_, sample) not in self._folder.rows

    def _measure(self, round_: int, sample: int, cell: Cell) -> None:
        self._folder.save_sample(round_, sample, self._binary.sample(cell))
        self._account((round_, sample))

    def _account(self, position: tuple[int, int]) -> None:
        row = self._folder.rows[position]
        if row.error is not None:
            self._failed.add(row.cell.name)
        else:
            self._spent_s += self._folder.walls_s[position]
            self._estimated_s += self._estimates[row.cell.name]

    def _left_s(self) -> float:
        return self._plan.budget_s - self._spent_s

    def _pace(self) -> float:
        """How many times longer than estimated samples take on this machine."""
        return self._spent_s / self._estimated_s if self._estimated_s else 1.0

    def _expect_s(self, round_: int, order: list[Cell]) -> float:
        return self._pace() * sum(self._estimates[cell.name] for sample, cell in enumerate(order, 1)
                                  if self._due(round_, sample, cell))

    def _show(self, what: str, sample: int, order: list[Cell], left_s: float) -> None:
        left = f"{left_s / 60:.0f} min" if left_s >= 90 else f"{max(0.0, left_s):.0f} s"
        self._progress.show(f"{what}  sample {sample}/{len(order)}  about {left} left  {order[sample - 1].name}")
