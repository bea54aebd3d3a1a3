"""Write a run folder that looks like one that bench.py measured, with invented but plausible numbers.

For tests, and to look at the charts without measuring: `synthetic.py FOLDER --cpus 128 --strategies 40`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import synthetic_groups

LINEARIZABLE, QUIESCENT = "linearizable", "quiescent"
BOUNDED, UNBOUNDED, SPSC = "mpmc strict_fifo bounded", "mpmc strict_fifo unbounded", "spsc strict_fifo bounded"

# kind, name, family, source, semantic class, ns alone, floors that a contended operation takes (0: scales)
CATALOGUE = [
    ("counter", "mutex", "mutex", "std", LINEARIZABLE, 12.3, 0.50),
    ("counter", "recursive_mutex", "recursive_mutex", "std", LINEARIZABLE, 14.1, 0.56),
    ("counter", "recursive_mutex_nested", "recursive_mutex", "std", LINEARIZABLE, 19.5, 0.62),
    ("counter", "tbb_spin_mutex", "tbb", "tbb", LINEARIZABLE, 8.4, 0.70),
    ("counter", "fetch_add", "atomic", "syncbench", LINEARIZABLE, 4.9, 0.24),
    ("counter", "cas_loop", "lock_free", "syncbench", LINEARIZABLE, 6.2, 0.43),
    ("counter", "tbb_combinable", "tbb", "tbb", QUIESCENT, 3.9, 0.0),
    ("counter", "sharded", "sharded", "syncbench", QUIESCENT, 2.2, 0.0),
    ("queue", "mutex_ring", "mutex", "std", BOUNDED, 27.0, 0.85),
    ("queue", "recursive_mutex_ring", "recursive_mutex", "std", BOUNDED, 30.0, 0.93),
    ("queue", "recursive_mutex_nested_ring", "recursive_mutex", "std", BOUNDED, 41.0, 1.02),
    ("queue", "tbb_spin_mutex_ring", "tbb", "tbb", BOUNDED, 19.0, 1.15),
    ("queue", "vyukov_ring", "atomic", "syncbench", BOUNDED, 12.5, 0.45),
    ("queue", "michael_scott", "lock_free", "syncbench", UNBOUNDED, 48.0, 1.10),
    ("queue", "boost_queue", "lock_free", "boost", UNBOUNDED, 61.0, 1.45),
    ("queue", "boost_spsc_queue", "lock_free", "boost", SPSC, 4.4, 0.06),
    ("queue", "tbb_concurrent_queue", "tbb", "tbb", UNBOUNDED, 29.0, 0.71),
    ("queue", "tbb_concurrent_bounded_queue", "tbb", "tbb", BOUNDED, 44.0, 0.90),
]
FAMILIES = ["mutex", "recursive_mutex", "atomic", "lock_free", "sharded", "tbb", "spinlock", "queue_lock", "combining"]


@dataclass(frozen=True)
class Synthetic:
    cpus: int = 2
    rounds: int = 10
    floors: tuple[float, ...] = (105.0, 455.0)
    strategies: int = 0  # of each kind; 0: those of the real catalogue
    works: tuple[int, ...] = (0, 64, 1024)
    one_a_family: bool = False  # as the smoke preset
    complete: bool = True
    seed: int = 1
    missing: float = 0.0  # part of the cells that were never measured
    failed: tuple[str, ...] = ()  # names of strategies of which a cell failed
    checked: bool = False  # whether each strategy was checked, and passed
    groups: bool = False  # whether latency, sections, payloads, … and floors were measured too
    meters: bool = False  # whether there were cycles and energy
    controls: bool = False  # whether one strategy of each group is measured twice in each round


def catalogue(made: Synthetic) -> list[tuple]:
    entries = list(CATALOGUE)
    if made.one_a_family:
        seen: set[tuple[str, str]] = set()
        entries = [e for e in entries if (e[0], e[2]) not in seen and not seen.add((e[0], e[2]))]
    if made.strategies:
        for kind, classes in (("counter", [LINEARIZABLE, QUIESCENT]), ("queue", [BOUNDED, UNBOUNDED, BOUNDED])):
            known = [entry for entry in entries if entry[0] == kind]
            extra = [(kind, f"{FAMILIES[i % 9]}_variant_{i}" + "_ring" * (kind == "queue"), FAMILIES[i % 9],
                      "syncbench", classes[i % len(classes)], 5.0 + 3.1 * (i % 11), 0.3 + 0.05 * (i % 13))
                     for i in range(max(0, made.strategies - len(known)))]
            entries = [e for e in entries if e[0] != kind] + (known + extra)[: made.strategies]
    return entries


def sizes(kind: str, semantic_class: str, cpus: int) -> list[tuple[str, int]]:
    """Name part and thread count of every size at which a strategy is measured."""
    threads = sorted({1, 2, max(1, cpus // 2), cpus, 2 * cpus, 4 * cpus})
    if kind == "counter":
        return [(f"threads:{t}", t) for t in threads]
    if semantic_class == SPSC:
        return [("shape:1", 1), ("shape:1x1", 2)]
    shapes = [("shape:1", 1)]
    for t in sorted({*threads, 5, *([cpus - 1] if cpus >= 8 else [])} - {1}):
        pairs = [(t // 2, t // 2)] if t % 2 == 0 else [(1, t - 1), (t - 1, 1)]
        shapes += [(f"shape:{p}x{c}", t) for p, c in dict.fromkeys(pairs)]
    return shapes


def with_controls(made: Synthetic, rng: random.Random, cells: list[tuple]) -> list[tuple]:
    """A round; of each group any one comes twice in a row."""
    if not made.controls:
        return cells
    groups: dict[tuple, list[tuple]] = {}
    for cell in cells:
        groups.setdefault((cell[0][0], *cell[1:]), []).append(cell)
    twice = {rng.choice(group) for group in groups.values()}
    return [same for cell in cells for same in (cell,) * (1 + (cell in twice))]


def cost(alone: float, floors: float, threads: int, cpus: int, work_ns: float, floor: float) -> float:
    """ns per operation of the whole team."""
    at_once = min(threads, cpus)
    own = (alone + work_ns) / at_once
    if threads == 1 or floors == 0:
        return own
    crowd = 1 + 0.05 * math.log2(at_once) + (0.5 * math.log2(threads / cpus) if threads > cpus else 0)
    return max(own, alone + floors * floor * crowd * at_once * alone / (at_once * alone + work_ns))


def write_run(folder: Path, made: Synthetic = Synthetic()) -> Path:
    rng = random.Random(made.seed)
    entries = catalogue(made)
    rows: list[dict[str, Any]] = []
    cells = [(entry, part, threads, work)
             for entry in entries for part, threads in sizes(entry[0], entry[4], made.cpus) for work in made.works]
    cells = [cell for cell in cells if rng.random() >= made.missing]
    for round_number in range(1, made.rounds + 1):
        rng.shuffle(cells)
        floor = rng.choice(made.floors) if made.floors else None
        for sample, (entry, part, threads, work) in enumerate(with_controls(made, rng, cells)):
            if made.floors and rng.random() < 0.05:
                floor = rng.choice(made.floors)
            rows.append(_row(made, rng, entry, part, threads, work, floor) | {"round": round_number, "sample": sample})
            if entry[1] in made.failed and round_number == 1 and threads == 2 and work == 0:
                rows[-1] = {key: rows[-1][key] for key in ("name", "run_name", "run_type", "round", "sample")} | {
                    "error_occurred": True, "error_message": "counted 41 of 42"}
    if made.groups:
        rows += synthetic_groups.rows(made, entries, 2 * len(cells))  # beyond the controls
        entries = entries + [("lock", lock.name, lock.family, lock.source, lock.semantic_class, lock.alone, lock.floors)
                             for lock in synthetic_groups.LOCKS]
    waiting = {lock.name: lock.waits for lock in synthetic_groups.LOCKS}
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "bench.json", {"context": {"library_build_type": "release"}, "complete": made.complete,
                                   "benchmarks": rows})
    _write(folder / "catalogue.json", {"schema": 1, "strategies": [
        {"kind": kind, "name": name, "family": family, "source": source, "library": f"{source} 1.0",
         "progress": "blocking", "class": semantic_class, "bytes": 64, "available": True, "needs_local": False,
         "extra": False, **({"reentrant": semantic_class == "reentrant", "waiting": waiting[name]} if kind == "lock"
                            else declared(semantic_class))}
        for kind, name, family, source, semantic_class, _, _ in entries]})
    if made.checked:
        _write(folder / "checks.json", {"schema": 1, "checks": [
            {"kind": kind, "name": name, "passed": True, "operations": 240_000, "detail": "", "observed": {}}
            for kind, name, *_ in entries]})
    _write(folder / "machine.json", {
        "schema": 1, "cpus": made.cpus, "cpus_in_mask": made.cpus, "quota_cpus": None, "smt": False,
        "cores": made.cpus, "packages": 1, "numa_nodes": 1, "cpu_model": "Imaginary Processor 9000 @ 2.60GHz",
        "compiler": "g++ 12.2.0", "flags": "-O2 -g -DNDEBUG", "build_type": "Release", "libraries": {}})
    return folder


def declared(semantic_class: str) -> dict[str, Any]:
    """What a strategy of this class says of itself, in the catalogue's keys."""
    if semantic_class in (LINEARIZABLE, QUIESCENT):
        return {"consistency": semantic_class}
    _, order, bound = semantic_class.split()
    return {"order": order, "k": 0, "bounded": bound == "bounded", "strict_empty": True, "strict_full": True,
            "exact_capacity": True}


def _row(made: Synthetic, rng: random.Random, entry: tuple, part: str, threads: int, work: int,
         floor: float | None) -> dict[str, Any]:
    kind, name, family, _, _, alone, floors = entry
    work_ns = work * 0.39 * rng.gauss(1, 0.004)
    noise = math.exp(rng.gauss(0, 0.03 if threads <= made.cpus else 0.12))
    ns = cost(alone, floors, threads, made.cpus, work_ns, floor or 50.0) * noise
    job = f"counter/add/{name}/{part}/work:{work}" if kind == "counter" else (
        f"queue/push_pop/{name}/{part}/work:{work}/wait:spin_yield")
    row = {
        "name": f"{job}/place:cores/iterations:1/manual_time", "run_name": f"{job}/place:cores",
        "run_type": "iteration", "repetitions": 1, "repetition_index": 0, "threads": 1, "iterations": 1,
        "real_time": ns, "cpu_time": 1.0, "time_unit": "ns", "label": family, "ops_per_s": 1e9 / ns,
        "ops": round(0.04e9 / ns), "window_s": 0.04, "overlap": 0.99, "start_skew_ns": 800.0, "team": max(2, threads),
        "cpus": made.cpus, "batch": 16, "failed": 0, "cpu_s": 0.08, "ctx_voluntary": 0, "ctx_involuntary": 1,
        "jain": 0.98,
    }
    if made.meters:
        row |= synthetic_groups.METERS
    if work:
        row["work_ns"] = work_ns
    if floor is not None and made.cpus > 1:
        later = rng.choice(made.floors) if rng.random() < 0.06 else floor
        row["floor_before_ns"] = floor * rng.gauss(1, 0.02)
        row["floor_after_ns"] = later * rng.gauss(1, 0.02)
    return row


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--cpus", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--strategies", type=int, default=0, help="of each kind (default: the real catalogue)")
    parser.add_argument("--floors", type=float, nargs="*", default=[105.0, 455.0], help="ns of each regime")
    parser.add_argument("--smoke", action="store_true", help="one strategy a family, no private work")
    parser.add_argument("--missing", type=float, default=0.0, help="part of the cells that is not there")
    parser.add_argument("--failed", nargs="*", default=[], help="strategies of which a cell failed")
    parser.add_argument("--incomplete", action="store_true")
    parser.add_argument("--groups", action="store_true", help="latency, sections, payloads, … and floors too")
    parser.add_argument("--meters", action="store_true", help="with cycles and energy")
    parser.add_argument("--controls", action="store_true", help="one strategy a group twice in each round")
    parser.add_argument("--checked", action="store_true", help="every strategy passed its check")
    args = parser.parse_args()
    write_run(args.folder, Synthetic(
        cpus=args.cpus, rounds=args.rounds, strategies=args.strategies, floors=tuple(args.floors),
        one_a_family=args.smoke, works=(0,) if args.smoke else (0, 64, 1024), missing=args.missing,
        failed=tuple(args.failed), complete=not args.incomplete, checked=args.checked,
        groups=args.groups, meters=args.meters, controls=args.controls))
    return 0


if __name__ == "__main__":
    sys.exit(main())
