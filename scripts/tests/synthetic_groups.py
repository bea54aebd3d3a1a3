"""Invented samples of what is neither scaling nor contention, and of floors, for synthetic.py."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from synthetic import Synthetic

QUANTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p99_9": 0.999, "p99_99": 0.9999}
REPRESENTATIVES = ("mutex_ring", "tbb_spin_mutex_ring", "vyukov_ring", "michael_scott", "boost_queue",
                   "tbb_concurrent_queue", "boost_spsc_queue")
CS_NS = {0: 0.0, 64: 25.0, 1024: 400.0}  # by loop steps
CLOCK_NS = 21.0
METERS = {"cycles": 0.08 * 2.6e9, "instructions": 0.08 * 1.9e9, "cache_misses": 4e5, "energy_j": 0.9}  # of a window


class Lock(NamedTuple):
    name: str
    family: str
    source: str
    semantic_class: str
    waits: str  # what its waiters do in the end
    alone: float  # ns of a section without contention
    floors: float  # of a hand-over


LOCKS = (
    Lock("mutex", "mutex", "std", "not reentrant", "park", 18.0, 0.8),
    Lock("recursive_mutex", "recursive_mutex", "std", "reentrant", "park", 21.0, 0.9),
    Lock("ttas", "spinlock", "syncbench", "not reentrant", "spin", 9.0, 0.5),
    Lock("spin_yield", "spinlock", "syncbench", "not reentrant", "spin_yield", 9.5, 0.6),
    Lock("mcs", "queue_lock", "syncbench", "not reentrant, fifo", "spin", 14.0, 1.1),
    Lock("ticket", "spinlock", "syncbench", "not reentrant, fifo", "spin", 11.0, 1.3),
)


def rows(made: Synthetic, entries: list[tuple], first: int) -> list[dict[str, Any]]:
    """Every round the same cells, in samples that are counted on from `first`."""
    rng = random.Random(made.seed + 1)
    made_rows = []
    for round_number in range(1, made.rounds + 1):
        floor = rng.choice(made.floors) if made.floors and made.cpus > 1 else None
        cells = [*_locks(made, rng, floor or 50.0), *_floors(made, rng, floor or 50.0)]
        for entry in entries:
            cells += (_counter if entry[0] == "counter" else _queue)(made, rng, entry, floor or 50.0)
        cells += _controls(rng, cells) if made.controls else []
        for sample, (name, ns, counters) in enumerate(cells, first):
            made_rows.append(_row(made, rng, name, ns, counters, floor) | {"round": round_number, "sample": sample})
    return made_rows


Sample = tuple[str, float, dict[str, float]]  # name without the place, ns an operation, counters


def _controls(rng: random.Random, cells: list[Sample]) -> list[Sample]:
    """Any one strategy of each group again, with times that differ by some percent."""
    groups: dict[tuple[str, ...], list[Sample]] = {}
    for cell in cells:
        kind, workload, _, *rest = cell[0].split("/")
        if kind != "floor":
            groups.setdefault((kind, workload, *rest), []).append(cell)
    return [(name, ns, {key: value * rng.gauss(1, 0.03) if key.endswith("_ns") else value
                        for key, value in counters.items()})
            for name, ns, counters in map(rng.choice, groups.values())]


def _teams(made: Synthetic) -> list[int]:
    return sorted({1, 2, made.cpus, 2 * made.cpus, 4 * made.cpus})


def _contended(alone: float, floors: float, threads: int, made: Synthetic, floor: float) -> float:
    at_once = min(threads, made.cpus)
    crowd = 1 + 0.3 * math.log2(threads / made.cpus) if threads > made.cpus else 1.0
    return alone if threads == 1 else (alone + floors * floor * (1 + 0.05 * math.log2(at_once))) * crowd


def _percentiles(rng: random.Random, prefix: str, ns: float, count: int) -> dict[str, float]:
    """Of a distribution with a long tail; as many percentiles as have ten calls beyond them."""
    known = {name: ns * rng.gauss(1, 0.03) * (1 - q) ** -0.45 * 0.5**0.45 for name, q in QUANTILES.items()
             if count * (1 - q) >= 10}
    return {f"{prefix}_{name}_ns": value for name, value in known.items()} | {
        f"{prefix}_max_ns": ns * 400 * rng.gauss(1, 0.05), f"{prefix}_n": float(count)}


def _counter(made: Synthetic, rng: random.Random, entry: tuple, floor: float) -> Iterator[Sample]:
    for threads in _teams(made):
        ns = _contended(entry[5], entry[6], threads, made, floor)
        yield (f"counter/latency/{entry[1]}/threads:{threads}/work:64", ns,
               _percentiles(rng, "add", ns + CLOCK_NS, 4_000_000 // threads) | {"clock_ns": CLOCK_NS})


def _queue(made: Synthetic, rng: random.Random, entry: tuple, floor: float) -> Iterator[Sample]:
    _, name, _, _, semantic_class, alone, floors = entry
    spsc = semantic_class.startswith("spsc")
    shapes = [(1, 1)] if spsc else [(t // 2, t // 2) for t in _teams(made) if t > 1]
    yield f"queue/memory/{name}/shape:1/work:0", alone, {"bytes_per_task": 8.0 + 24.0 * ("unbounded" in semantic_class)}
    for producers, consumers in shapes:
        shape, ns = f"{producers}x{consumers}", _contended(alone, floors, 2 * producers, made, floor)
        yield (f"queue/latency/{name}/shape:{shape}/work:64/wait:spin_yield", ns, {"clock_ns": CLOCK_NS}
               | _percentiles(rng, "push", ns + CLOCK_NS, 500_000)
           | _percentiles(rng, "pop", 1.3 * ns + CLOCK_NS, 500_000))
        for burst in (1, 16, 256):
            yield f"queue/bursts/{name}/shape:{shape}/work:64/burst:{burst}/wait:spin_yield", ns / burst**0.1, {
                "work_ns": 25.0}
        if name not in REPRESENTATIVES:
            continue
        for size in (8, 64, 256):
            yield (f"queue/payload/{name}/shape:{shape}/work:0/payload:{size}/wait:spin_yield", ns * (1 + size / 400),
                   {})
        for wait, factor in (("spin", 1 + producers / made.cpus), ("park", 1.4)):
            yield f"queue/push_pop/{name}/shape:{shape}/work:0/wait:{wait}", ns * factor, {}
        for batch in (1, 8, 64) if "ring" in name else ():
            yield f"queue/batch/{name}/shape:{shape}/work:0/batch:{batch}/wait:spin_yield", ns / batch**0.5, {}
    if name in REPRESENTATIVES and made.cpus > 1:
        ns = 2 * _contended(alone, floors, 2, made, floor)
        yield (f"queue/hand_off/{name}/shape:1x1/work:0/wait:spin_yield", ns, {"clock_ns": CLOCK_NS}
               | _percentiles(rng, "round_trip", ns, 50_000) | _percentiles(rng, "one_way", ns / 2, 50_000))


def _locks(made: Synthetic, rng: random.Random, floor: float) -> Iterator[Sample]:
    for lock in LOCKS:
        for threads in _teams(made):
            ns = _contended(lock.alone, lock.floors, threads, made, floor)
            grid = [(0, 0), (64, 0), (64, 64)]
            if threads == made.cpus:
                grid = [(cs, work) for cs in CS_NS for work in CS_NS]
            unfair = 1 + 0.5 * ("fifo" not in lock.semantic_class)
            fair = {} if threads == 1 else {"share_min": 1 / threads / unfair, "share_max": unfair / threads,
                                            "jain": 0.999 if unfair == 1 else 0.88}
            for cs, work in grid:
                spent = {"cs_ns": CS_NS[cs]} if cs else {}
                spent |= {"work_ns": CS_NS[work]} if work else {}
                yield (f"lock/section/{lock.name}/threads:{threads}/cs:{cs}/work:{work}/wait:{lock.waits}",
                       ns + CS_NS[cs] + CS_NS[work] / threads, spent | fair)
            handed = {} if threads == 1 else _percentiles(rng, "handover", ns + CLOCK_NS, 900_000)
            yield (f"lock/latency/{lock.name}/threads:{threads}/cs:64/work:64/wait:{lock.waits}", ns + 25,
                   {"clock_ns": CLOCK_NS, "cs_ns": 25.0, "work_ns": 25.0} | fair | handed
                   | _percentiles(rng, "lock", ns * threads + CLOCK_NS, 900_000))


def _floors(made: Synthetic, rng: random.Random, floor: float) -> Iterator[Sample]:
    for name, ns in (("private/empty_loop", 0.39), ("private/store", 0.42), ("private/fetch_add", 4.6),
                     ("harness/counter_loop", 0.8), ("harness/queue_check", 2.1), ("kernel/system_call", 130.0),
                     ("instrument/clock", CLOCK_NS), ("instrument/delay_100", 100.4)):
        yield f"floor/{name}/threads:1", ns * rng.gauss(1, 0.01), {}
    yield "floor/kernel/context_switch/threads:2", 1450.0 * rng.gauss(1, 0.02), {}
    yield "floor/instrument/unfair_3_to_1/threads:2", 210.0, {"share_0": 0.75, "share_1": 0.25, "jain": 0.8}
    if made.cpus == 1:
        yield "floor/kernel/futex_wake/threads:2", 900.0, {}
        return
    yield "floor/kernel/futex_wake/threads:2", 900.0 * rng.gauss(1, 0.02), {
        "wake_to_run_ns": 5200.0 * rng.gauss(1, 0.05)}
    yield "floor/shared/round_trip/threads:2", floor * rng.gauss(1, 0.02), {}
    for threads in (t for t in _teams(made) if 2 <= t <= made.cpus):
        yield f"floor/shared/fetch_add/threads:{threads}", 0.22 * floor * rng.gauss(1, 0.02), {}
    pairs = {f"pair_{a}_{b}_ns": floor * (1 + 1.5 * (a // 8 != b // 8)) * rng.gauss(1, 0.02)
             for a in range(min(made.cpus, 64)) for b in range(a + 1, min(made.cpus, 64))}
    yield "floor/shared/core_to_core/threads:2", sorted(pairs.values())[len(pairs) // 2], pairs


def _row(made: Synthetic, rng: random.Random, name: str, ns: float, counters: dict[str, float],
         floor: float | None) -> dict[str, Any]:
    ns *= math.exp(rng.gauss(0, 0.02))
    job = f"{name}/place:cores"
    row = {"name": f"{job}/iterations:1/manual_time", "run_name": job, "run_type": "iteration", "repetitions": 1,
           "repetition_index": 0, "threads": 1, "iterations": 1, "real_time": ns, "cpu_time": 1.0, "time_unit": "ns",
           "label": "invented", "ops_per_s": 1e9 / ns, "ops": round(0.04e9 / ns), "window_s": 0.04, "overlap": 0.99,
           "cpus": made.cpus, "cpu_s": 0.08} | counters
    if made.meters:
        row |= METERS
    if floor is not None:
        row |= {end: floor * rng.gauss(1, 0.02) for end in ("floor_before_ns", "floor_after_ns")}
    return row
