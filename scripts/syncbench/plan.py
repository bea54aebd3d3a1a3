"""The plan of a run: what is measured in which order, decided before the first sample and kept across a resume."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .results import UNRANKED, Cell, parse_cell
from .strict_json import SCHEMA, ResultsError, check_schema, field, read_json

SAMPLE_OVERHEAD_S = 0.025  # of a process: start, set-up, floor probes, verification, JSON
CHECK_S = 0.8  # of a strategy's recorded check, its process included
THREAD_OVERHEAD_S = 0.0001  # of a thread: it is created, pinned, released, parked and joined, one after the other
TIMED_CALLS = ("latency", "hand_off")  # workloads with the long window, whatever the threads: rare calls take time


@dataclass(frozen=True)
class Plan:
    preset: str
    filter: str | None
    threads: list[int] | None
    seed: int
    rounds: int
    budget_s: float
    enough: int
    checks: bool
    cells: list[str]
    binary_sha256: str
    machine_id: str
    group: str | None = None  # the question that alone is asked, if it is one
    precision: float | None = None
    most: int | None = None
    rounds_s: float | None = None
    repeats: str | None = None  # the folder of the run that this one repeats
    controls: bool = False  # whether each round measures one strategy of each group twice

    @property
    def most_samples(self) -> int:
        """Of a cell: beyond as many again as there are rounds, more of them evidently do not help."""
        return 2 * self.rounds if self.most is None else self.most

    @property
    def rounds_budget_s(self) -> float:
        return self.budget_s if self.rounds_s is None else self.rounds_s

    def to_json(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **asdict(self)}

    @classmethod
    def load(cls, path: Path) -> Plan:
        document, where = check_schema(read_json(path), str(path)), str(path)
        for name, kind in (("preset", str), ("seed", int), ("rounds", int), ("budget_s", (int, float)),
                           ("enough", int), ("checks", bool), ("cells", list), ("binary_sha256", str),
                           ("machine_id", str)):
            field(document, name, kind, where)
        for name, kind in (("precision", (int, float)), ("most", int), ("rounds_s", (int, float)), ("repeats", str),
                           ("group", str), ("controls", bool)):
            if document.get(name) is not None:
                field(document, name, kind, where)
        document.pop("schema")
        try:
            plan = cls(**document)
        except TypeError:
            raise ResultsError(f"{where}: fields of another version of syncbench; start a new run") from None
        plan.parsed_cells()
        return plan

    def parsed_cells(self) -> list[Cell]:
        return [parse_cell(str(name)) for name in self.cells]


def strategies_of(cells: Sequence[Cell]) -> list[tuple[str, str]]:
    """(kind, name) of the strategies in these cells, each once. Floors and exhibits are none."""
    return list(dict.fromkeys((cell.kind, cell.impl) for cell in cells if cell.kind not in UNRANKED))


def shuffled(rng: random.Random, cells: Sequence[Cell], controls: bool = False) -> list[Cell]:
    """A round: groups in random order, the strategies of a group together and in random order.

    What is compared is thus measured within about a second, mostly in one regime of the machine. With controls one
    strategy of each group, any, comes twice: how far the same lies from the same tells what a difference is worth.
    """
    groups: dict[tuple, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.group, []).append(cell)
    order = list(groups.values())
    rng.shuffle(order)
    for group in order:
        rng.shuffle(group)
        if controls and len(group) > 1 and group[0].kind not in UNRANKED:
            group.insert(rng.randrange(len(group) + 1), rng.choice(group))
    return [cell for group in order for cell in group]


def schedule(rng: random.Random, cells: Sequence[Cell], rounds: int, controls: bool = False) -> list[list[Cell]]:
    """All rounds: with random.Random(seed), a pure function of seed, cells, rounds and controls."""
    return [shuffled(rng, cells, controls) for _ in range(rounds)]


def estimate_s(cell: Cell, machine: dict[str, Any]) -> float:
    """About how long one sample takes, from what sync_bench says of its windows."""
    timing = machine["timing"]
    over = "oversubscribed_" if cell.threads > machine["cpus"] else ""
    timed = cell.workload in TIMED_CALLS
    return (timing[f"{'' if timed else over}warmup_s"] + timing[f"{'oversubscribed_' if timed else over}window_s"]
            + SAMPLE_OVERHEAD_S + cell.threads * THREAD_OVERHEAD_S)
