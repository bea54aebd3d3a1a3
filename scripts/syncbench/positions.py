"""Where a cell stands on an x axis: threads, shapes, loops by their measured time, powers of two, percentiles."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from . import cli
from .axes import Chain, XAxis
from .results import Cell, Row, Run
from .strict_json import ResultsError

Position = Callable[[Cell], float]
PERCENTILES = {"p50": -math.log10(0.5), "p90": 1.0, "p99": 2.0, "p99_9": 3.0, "p99_99": 4.0, "max": 5.0}


def thread_axis(cells: Iterable[Cell], cpus: int) -> tuple[XAxis, Position]:
    """log2 of the threads."""
    places = {threads: math.log2(threads) for threads in sorted({cell.threads for cell in cells})}
    chains = chains_of(list(places.items()), cpus)
    border = math.log2(cpus)
    over = any(chain.oversubscribed for chain in chains)
    low, high = min([*places.values(), *([border] if over else [])]), max(places.values())
    pad = max(0.35, 0.05 * (high - low))
    axis = XAxis(
        label="threads (log2)",
        ticks={place: str(threads) for threads, place in places.items()},
        limits=(low - pad, high + pad),
        chains=chains,
        shaded=((border, high + pad),) if over else (),
        marks={border: cli.counted(cpus, "CPU")} if border <= high + pad else {},
    )
    return axis, lambda cell: places[cell.threads]


def shape_axis(cells: Iterable[Cell], cpus: int) -> tuple[XAxis, Position]:
    """As many producers as consumers in order of size. Other tasks stand apart, joined to nothing: one thread that does
    both on the left, the lopsided shapes on the right."""
    threads = {cell.shape: cell.threads for cell in cells}
    order = sorted(threads, key=lambda shape: (threads[shape], int(shape.split("x")[0])))
    parts = [[shape for shape in order if shape == "1"],
             [shape for shape in order if shape != "1" and not lopsided(shape)],
             [shape for shape in order if lopsided(shape)]]
    places: dict[str, float] = {}
    for part in parts:
        start = max(places.values()) + 1.6 if places else 0.0
        places |= {shape: start + nth for nth, shape in enumerate(part)}
    shaded = tuple((places[over[0]] - 0.5, places[over[-1]] + 0.5) for part in parts
                   for over in [[shape for shape in part if threads[shape] > cpus]] if over)
    even = chains_of([(threads[shape], places[shape]) for shape in parts[1]], cpus)
    chains = even + tuple(Chain((places[shape],), threads[shape] > cpus) for shape in parts[0] + parts[2])
    axis = XAxis(
        label="producers x consumers",
        ticks={place: shape for shape, place in places.items()},
        limits=(min(places.values()) - 0.5, max(places.values()) + 0.5),
        chains=tuple(replace(chain, side_by_side=0.6) if len(chain.positions) == 1 else chain for chain in chains),
        shaded=shaded,
        marks={shaded[0][0]: cli.counted(cpus, "CPU")} if shaded else {},
    )
    return axis, lambda cell: places[cell.shape]


def lopsided(shape: str) -> bool:
    return len(set(shape.split("x"))) > 1


def chains_of(threads_and_places: Iterable[tuple[int, float]], cpus: int) -> tuple[Chain, ...]:
    """Neighbours are joined on either side of the number of CPUs, never across it."""
    sides: dict[bool, list[float]] = defaultdict(list)
    for threads, place in threads_and_places:
        sides[threads > cpus].append(place)
    return tuple(Chain(tuple(side), oversubscribed) for oversubscribed, side in sides.items())


def number_axis(label: str, values: Iterable[int], oversubscribed: bool) -> XAxis:
    """log2 of some numbers."""
    ticks = {math.log2(value): str(value) for value in sorted(set(values))}
    limits = min(ticks) - 0.5, max(ticks) + 0.5
    return XAxis(f"{label} (log2)", ticks, limits, (Chain(tuple(ticks), oversubscribed),),
                 (limits,) if oversubscribed else ())


def percentile_axis(oversubscribed: bool) -> XAxis:
    """By -log10(1 - q), so that each nine is a step. The maximum is no percentile: it stands apart."""
    ticks = {place: name.replace("_", ".") for name, place in PERCENTILES.items()}
    *percentiles, maximum = ticks
    limits = 0.0, maximum + 0.3
    return XAxis("percentile of calls (by -log10(1 - q)), and the longest", ticks, limits,
                 (Chain(tuple(percentiles), oversubscribed), Chain((maximum,), oversubscribed)),
                 (limits,) if oversubscribed else ())


def nanoseconds(rows: Iterable[Row], run: Run, loop: str = "work") -> dict[int, float]:
    """The median measured duration of every length of a loop (work or cs), the shortest first. Of all panels' rows, so
    that equal loops stand at one place in all of them."""
    measured: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        steps = getattr(row.cell, loop)
        if steps and f"{loop}_ns" not in row.counters:
            raise ResultsError(f"{run.folder / 'bench.json'}: {row.cell.name} lacks {loop}_ns; measure again")
        measured[steps].append(row.counters[f"{loop}_ns"] if steps else 0.0)
    return {steps: statistics.median(measured[steps]) for steps in sorted(measured)}


def place(ns: float, by_steps: dict[int, float]) -> float:
    """Where a duration stands on the x axis: one unit is a factor of two, or from zero two units to the least work."""
    least = min((value for value in by_steps.values() if value > 0), default=1.0)
    return 2 * ns / least if ns <= least else 2 + math.log2(ns / least)


def duration_axis(what: str, by_steps: dict[int, float], shown: set[int], oversubscribed: bool) -> XAxis:
    """Loops by their duration: the same limits in every panel of a chart, but ticks only at those `shown`."""
    everywhere = [place(ns, by_steps) for ns in by_steps.values()]
    limits = min(everywhere) - 0.5, max(everywhere) + 0.5
    ticks = {place(ns, by_steps): written(ns) for steps, ns in by_steps.items() if steps in shown}
    least = min((ns for ns in by_steps.values() if ns > 0), default=1.0)
    scale = f"linear to {written(least)}, then log" if 0 in by_steps else "log"
    return XAxis(f"{what}, ns ({scale})", ticks, limits, (Chain(tuple(ticks), oversubscribed),),
                 (limits,) if oversubscribed else ())


def written(ns: float) -> str:
    return f"{ns:.1f}" if 0 < ns < 10 else f"{ns:.0f}"
