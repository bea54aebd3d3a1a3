"""Which cells a run measures, how often, and how long that may take."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .cli import counted
from .errors import UserError
from .results import Cell, Strategy


@dataclass(frozen=True)
class Preset:
    rounds: int
    budget_s: float  # of measuring; a round that would not end within it is not begun
    enough: int  # samples in the dominant regime: what is left of the budget goes to cells with fewer
    checks: bool = False  # whether each strategy is checked before its first sample
    precision: float | None = None  # half width of a cell's interval, as a part of its median, that is enough
    most: int | None = None  # samples of a cell, the top-up's too; None: twice the rounds
    rounds_s: float | None = None  # of the budget, for the rounds alone; None: all of it
    like: str | None = None  # the preset whose cells it takes


PRESETS = {
    "smoke": Preset(rounds=3, budget_s=20, enough=3),
    "default": Preset(rounds=10, budget_s=180, enough=6),
    "full": Preset(rounds=20, budget_s=5400, enough=6, checks=True),
    # One of the two runs of repeat.py: with what lies between the samples, together at most a quarter of an hour.
    "repeat": Preset(rounds=10, rounds_s=180, budget_s=400, enough=6, precision=0.025, most=60, like="default"),
}


# The strategies of `default`, which has three minutes: what people have at hand, and what they should look at beside it.
# All others are measured by `full`, or when a filter names them.
REPRESENTATIVES = {
    "counter": ("mutex", "recursive_mutex", "tbb_spin_mutex", "mcs", "futex_mutex", "spin_yield", "fetch_add", "cas_loop",
                "flat_combining", "sharded", "tbb_combinable"),
    "queue": ("mutex_ring", "recursive_mutex_ring", "tbb_spin_mutex_ring", "vyukov_ring", "two_lock_ring",
              "michael_scott", "boost_queue", "tbb_concurrent_queue", "moodycamel_queue", "boost_spsc_queue",
              "spsc_ring"),
}


def select(preset: str, cells: Sequence[Cell], strategies: dict[tuple[str, str], Strategy], cpus: int,
           threads: Collection[int] = (), everyone: bool = False) -> list[Cell]:
    """The cells of a preset, in the order given. `threads` are the thread counts asked for, if any were; `everyone`:
    `default` takes all strategies, as it does for who says by a filter which are wanted."""
    preset = PRESETS[preset].like or preset
    if preset == "full":
        return list(cells)
    cores = [cell for cell in cells if cell.place == "cores"]
    if preset == "default":
        chosen = [cell for cell in cores if _in_default(cell, cpus, threads)]
        return [cell for cell in chosen if everyone or cell.impl in REPRESENTATIVES.get(cell.kind, [cell.impl])]
    listed = {(cell.kind, cell.impl) for cell in cells}
    first: dict[tuple[str, str], str] = {}
    for strategy in strategies.values():
        if strategy.key in listed:
            first.setdefault((strategy.kind, strategy.family), strategy.name)
    chosen = {(kind, name) for (kind, _), name in first.items()}
    chosen |= {strategy.key for strategy in strategies.values() if strategy.extra}  # it was added to be measured
    return [cell for cell in cores
            if cell.kind == "floor" or (cell.kind, cell.impl) in chosen and _in_smoke(cell, cpus, threads)]


def _in_default(cell: Cell, cpus: int, threads: Collection[int]) -> bool:
    if cell.work == 0:
        return True
    if cell.work not in (64, 1024):
        return False
    if cell.shape is not None:
        return cell.shape == "1x1"
    # Private work says something about contention, so not about one thread; nor, yet, about the scheduler.
    return min(2, cpus) <= cell.threads <= cpus and cell.threads in (threads or (1, 2, cpus))


def _in_smoke(cell: Cell, cpus: int, threads: Collection[int]) -> bool:
    if cell.shape is not None:
        producers, _, consumers = cell.shape.partition("x")
        square = producers == (consumers or "1")
        return cell.work == 0 and square and cell.threads in (threads or (1, 2, cpus, 2 * cpus))
    points = threads or (1, cpus, 2 * cpus)
    busiest = max((count for count in points if count <= cpus), default=None)
    return cell.work == 0 and cell.threads in points or cell.work == 64 and cell.threads == busiest


def matching(cells: Sequence[Cell], pattern: str | None) -> list[Cell]:
    """The cells whose name the regular expression finds; all of them without one."""
    try:
        wanted = [cell for cell in cells if re.search(pattern or "", cell.name)]
    except re.error as error:
        raise UserError(f"FILTER '{pattern}' is no regular expression ({error}); write one such as 'queue/.*'"
                        ) from None
    if not wanted:
        raise UserError(f"FILTER '{pattern}' matches none of the {counted(len(cells), 'cell')}; DRY_RUN=1 without it "
                        "lists them" if cells else
                        "these thread counts leave no cell to measure; give others in THREADS")
    return wanted
