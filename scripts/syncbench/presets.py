"""Which cells a run measures, how often, and how long that may take."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .cli import counted
from .errors import UserError
from .floors import bounding
from .groups import GROUPS, at_one_count, members, square
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
    controls: bool = False  # whether each round measures one strategy of each group twice


PRESETS = {
    "smoke": Preset(rounds=3, budget_s=26, enough=3),
    "default": Preset(rounds=10, budget_s=180, enough=6),
    "full": Preset(rounds=20, budget_s=5400, enough=6, checks=True, controls=True),
    # One of the two runs of repeat.py: with what lies between the samples, together at most a quarter of an hour.
    "repeat": Preset(rounds=10, rounds_s=180, budget_s=400, enough=6, precision=0.025, most=60, like="default"),
}
DEFAULT = "default"  # of them: what is measured if nobody says how much

# The strategies of `default`, which has three minutes: what people have at hand, and what they should look at beside
# it. All others are measured by `full`, or when a filter names them.
REPRESENTATIVES = {
    "counter": ("mutex", "recursive_mutex", "tbb_spin_mutex", "mcs", "futex_mutex", "spin_yield", "fetch_add",
                "cas_loop", "flat_combining", "sharded", "tbb_combinable"),
    "queue": ("mutex_ring", "recursive_mutex_ring", "tbb_spin_mutex_ring", "vyukov_ring", "two_lock_ring",
              "michael_scott", "boost_queue", "tbb_concurrent_queue", "moodycamel_queue", "boost_spsc_queue",
              "spsc_ring"),
    "lock": ("mutex", "recursive_mutex", "tbb_spin_mutex", "ttas", "ticket", "mcs", "futex_mutex", "spin_yield"),
}

# What `default` has of the groups beside throughput when no group is asked for, at one thread count; a group's own run
# has the rest. By workload: all floors, and these.
_LOCKS = ("mutex", "spin_yield", "futex_mutex", "ttas", "mcs")
EXCERPT = {
    "lock/section": _LOCKS, "lock/latency": _LOCKS, "counter/latency": ("fetch_add",),
    "queue/latency": ("vyukov_ring",),
    "queue/hand_off": ("mutex_ring", "vyukov_ring", "michael_scott", "tbb_concurrent_queue", "moodycamel_queue",
                       "spsc_ring"),
    "queue/memory": ("vyukov_ring", "michael_scott"), "queue/payload": ("vyukov_ring",), "queue/batch": ("spsc_ring",),
    "queue/bursts": ("vyukov_ring",), "queue/push_pop/park": ("vyukov_ring",),
}
SMALLEST_EXCERPT = {"lock/section": ("mutex",), "lock/latency": ("mutex",), "queue/hand_off": ("vyukov_ring",),
                    "queue/memory": ("vyukov_ring",)}  # of `smoke`


@dataclass(frozen=True)
class Scope:
    """What narrows a preset: the machine, what it can measure, and what was asked for beside the preset."""

    cpus: int
    strategies: dict[tuple[str, str], Strategy]
    threads: Collection[int] = ()  # the thread counts asked for, if any were
    group: str | None = None
    everyone: bool = False  # `default` takes all strategies, as it does for who says by a filter which are wanted

    def extra(self, cell: Cell) -> bool:
        """Whether the cell's strategy is of a header outside the tree: it was added to be measured."""
        strategy = self.strategies.get((cell.kind, cell.impl))
        return strategy is not None and strategy.extra


def select(preset: str, cells: Sequence[Cell], scope: Scope) -> list[Cell]:
    """The cells of a preset, in the order given, with the floors that bound them."""
    asked = list(cells) if scope.group is None else members(scope.group, cells, scope.cpus)
    if scope.group is not None and not asked:
        raise UserError(f"GROUP {scope.group} has no cell here: neither this program nor these thread counts have one; "
                        "try without THREADS, or another group")
    preset = PRESETS[preset].like or preset
    if preset == "full":
        chosen = asked
    else:
        cores = [cell for cell in asked if cell.place == "cores"]
        chosen = (_default if preset == "default" else _smoke)(cores, scope)
    kept = {*chosen, *bounding(chosen, cells, scope.strategies, scope.cpus)}
    return [cell for cell in cells if cell in kept]


def _default(cells: list[Cell], scope: Scope) -> list[Cell]:
    known = [cell for cell in cells if scope.everyone or cell.impl in REPRESENTATIVES.get(cell.kind, [cell.impl])]
    sweep = [cell for cell in known if _in_group("throughput", cell, scope) and _in_default(cell, scope)]
    others = [cell for cell in known if not _in_group("throughput", cell, scope)]
    return sweep + (others if scope.group is not None else _excerpt(others, EXCERPT, scope))


def _smoke(cells: list[Cell], scope: Scope) -> list[Cell]:
    firsts = _first_of_families(cells, scope)
    mine = [cell for cell in cells if cell.kind == "floor" or (cell.kind, cell.impl) in firsts]
    if scope.group is None:
        sweep = [cell for cell in mine if _in_group("throughput", cell, scope) and _in_smoke(cell, scope)]
        return sweep + _excerpt([cell for cell in cells if cell not in sweep], SMALLEST_EXCERPT, scope)
    if scope.group == "throughput":
        return [cell for cell in mine if _in_smoke(cell, scope)]
    if scope.group == "sections":
        return [cell for cell in mine if cell.work in (0, 64)]
    counts = {"fairness": (scope.cpus, 2 * scope.cpus), "cost": (1, scope.cpus)}.get(scope.group)
    if counts is not None:  # threads are what their charts are drawn against
        return [cell for cell in mine if cell.threads in (scope.threads or counts)]
    if scope.group == "oversubscription":
        few = _few(mine)
        return [cell for cell in mine if (cell.kind, cell.impl) in few or scope.extra(cell)]
    return mine if scope.group == "floors" else at_one_count(mine, scope.cpus)


def _in_group(name: str, cell: Cell, scope: Scope) -> bool:
    return GROUPS[name].holds(cell, scope.cpus)


def _excerpt(cells: Sequence[Cell], names: dict[str, tuple[str, ...]], scope: Scope) -> list[Cell]:
    """All floors, and of the named workloads the named strategies at one setting that stands for the others."""
    def wanted(cell: Cell) -> bool:
        policy = f"/{cell.wait}" if cell.workload == "push_pop" else ""
        among = names.get(f"{cell.kind}/{cell.workload}{policy}")
        if among is None or cell.workload == "section" and not _in_group("fairness", cell, scope):
            return False
        return scope.everyone or cell.impl in among or scope.extra(cell)

    few = [cell for cell in cells if wanted(cell)]
    swept = [cell for cell in few if cell.workload == "push_pop"]  # waiting is a question of the number of threads
    return ([cell for cell in cells if cell.kind == "floor"] + swept
            + at_one_count([cell for cell in few if cell not in swept], scope.cpus))


def _first_of_families(cells: Sequence[Cell], scope: Scope) -> set[tuple[str, str]]:
    listed = {(cell.kind, cell.impl) for cell in cells}
    first: dict[tuple[str, str], str] = {}
    for strategy in scope.strategies.values():
        if strategy.key in listed:
            first.setdefault((strategy.kind, strategy.family), strategy.name)
    return ({(kind, name) for (kind, _), name in first.items()}
            | {strategy.key for strategy in scope.strategies.values() if strategy.extra})


def _few(cells: Sequence[Cell], most: int = 3) -> set[tuple[str, str]]:
    """The first strategies of each kind."""
    names: dict[str, list[str]] = {}
    for cell in cells:
        of_kind = names.setdefault(cell.kind, [])
        if cell.impl not in of_kind and len(of_kind) < most:
            of_kind.append(cell.impl)
    return {(kind, name) for kind, of_kind in names.items() for name in of_kind}


def _in_default(cell: Cell, scope: Scope) -> bool:
    if cell.work == 0:
        return True
    if cell.work not in (64, 1024):
        return False
    if cell.shape is not None:
        return cell.shape == "1x1"
    # Private work says something about contention, so not about one thread; nor, yet, about the scheduler.
    return min(2, scope.cpus) <= cell.threads <= scope.cpus and cell.threads in (scope.threads or (1, 2, scope.cpus))


def _in_smoke(cell: Cell, scope: Scope) -> bool:
    cpus, threads = scope.cpus, scope.threads
    if cell.shape is not None:
        return cell.work == 0 and square(cell) and cell.threads in (threads or (1, 2, cpus, 2 * cpus))
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
